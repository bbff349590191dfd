"""One person's session: jobs, window, idle watch, drafts; ended by lock, sign-out or quit."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from shiboken6 import delete

from cims.services.clock import office_date
from cims.services.errors import CimsError
from cims.services.i18n import language, use_language
from cims.services.notices import NoticeLine
from cims.services.progress import Progress
from cims.ui.access import Access
from cims.ui.actions import Commands
from cims.ui.backing_up import BackingUp
from cims.ui.clipboard import forget_secret
from cims.ui.copying_texts import CopyingTexts
from cims.ui.file_asker import FileAsker
from cims.ui.finding import Finding
from cims.ui.handed_out import empty
from cims.ui.holding import Holding
from cims.ui.job import Job, outlive
from cims.ui.jobs import Jobs
from cims.ui.kept_forms import KeptForms, put_back, typed_in
from cims.ui.kept_session import LANGUAGE, LOOK, WINDOW, KeptSession, keep_and_close
from cims.ui.leaving import Ending, Leaving
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings, allows, without_hidden
from cims.ui.noticing import Noticing
from cims.ui.office_dialogs import bind_office
from cims.ui.own_sign_in import OwnSignIn
from cims.ui.pasting import Pasting
from cims.ui.qt_words import use_qt_words
from cims.ui.records.format import spoken
from cims.ui.scheduler import UpkeepTimer
from cims.ui.theme import Appearance
from cims.ui.window_state import WindowState

if TYPE_CHECKING:
    from cims.services.database import Database
    from cims.services.office import Office
    from cims.services.opening import OpenOffice

KEEP_AFTER = 1500  # milliseconds without another change


class Session(QObject):
    """Everything that exists only while somebody is signed in."""

    ended = Signal(Ending)

    def __init__(
        self,
        office: "OpenOffice",
        kept: KeptSession,
        hold: Callable[[], Holding],
        appearance: Appearance,
        title: str,
    ) -> None:
        super().__init__()
        self._office, self._hold, self._title = office, hold, title
        self._appearance, self.trouble = appearance, ""
        self._zone, self._day = kept.zone, office_date(office.database.clock(), kept.zone)
        self.messages = Messages()
        self.jobs = Jobs(office.database, office.actor, self.messages)
        self.jobs.rights_changed.connect(self._use_rights)
        self.jobs.signed_out.connect(self._sent_away)
        self.leaving = Leaving(self.jobs, self.messages, office.database.clock, self)
        self.leaving.decided.connect(self.end)
        self.upkeep = UpkeepTimer(self)
        self.upkeep.due.connect(self._do_upkeep)
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._keeping.timeout.connect(self._keep_window)
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._forget_settled)
        self.is_over = False
        self._upkeeping: Job | None = None
        self._forms = KeptForms(self.jobs)
        files = FileAsker()
        self._backing_up = BackingUp(office, self.jobs, self.messages, files, self)
        self._own_sign_in = OwnSignIn(office, self.jobs, self.messages, files, self)
        self.access = Access(office, self.jobs, self.messages, self)
        self.access.ending_asked.connect(self.leaving.ask)
        self.noticing = Noticing(self.jobs, self.messages, self)
        self.noticing.opened.connect(self._open_notice)
        self._backing_up.made.connect(self.noticing.look)
        self.finding = Finding(self.jobs, self)
        self._modules = kept.modules
        self._use_wishes(kept)
        self.window = self._window(first_shown(kept.window))
        self._forms.bring_back(kept.drafts, self.window, self.contents.open_form)
        self.jobs.changed.connect(self._settling.start)
        appearance.changed.connect(self._keep_look)

    def start(self) -> None:
        """Show the window and watch the chair."""
        empty()
        self.window.show()
        self.leaving.start(self.window)
        self.upkeep.start()
        for warning in self._office.warnings:
            self.messages.warn(warning)
        self._own_sign_in.look_at_keyring()
        self.access.look_for_unfinished()

    def import_file(self, file: Path) -> None:
        """Go on with the customer list that was chosen at the first screen."""
        self.contents.import_asked.emit("customer", file)

    def find(self, number: str) -> None:
        """Ask who has this number, or a number that is typed."""
        self.finding.find(number)

    def end(self, ending: Ending) -> None:
        """Destroy the window; then, off the UI thread, keep half typed forms and close the office.

        `ended` says that the keys are wiped and the connections closed, unless maintenance goes on
        with them. Never called from the
        window's own signals, because the window is gone when it returns.
        """
        if self.is_over:
            return
        self.is_over = True
        self.leaving.stop()
        self.upkeep.stop()
        self._keeping.stop()
        self._settling.stop()
        self.noticing.close()
        self.finding.leave()
        self._appearance.changed.disconnect(self._keep_look)
        office, drafts, state = self._office, self._forms.to_keep(self.window), self._state()
        self.messages.show_in(None)
        forget_secret()
        empty()
        delete(self.window)  # at once: a timer of a page must not ask the closed jobs

        def closed() -> None:
            self.ended.emit(ending)
            outlive(self)

        def refused(error: Exception) -> None:
            if isinstance(error, CimsError):
                self.trouble = str(error)
            else:
                self.messages.error(error)
            closed()

        goes_on = ending is Ending.MAINTENANCE
        how = Ending.SIGN_OUT if goes_on else ending
        last = partial(keep_and_close, office, drafts, state.kept(), how, goes_on=goes_on)
        self.jobs.close_after(last, closed, refused)

    def rebuild(self, code: str) -> None:
        """Show everything in another language or size, with what was open and typed."""
        drafts, state = typed_in(self.window), self._state()
        use_language(code)
        use_qt_words(code)
        self._appearance.follow_language()
        old, before = self.window, self.contents
        self.window = self._window(state)
        self.contents.follow(before)
        put_back(drafts, self.window, self.contents.open_form)
        self.window.show()
        old.removeEventFilter(self)
        old.hide()
        old.deleteLater()
        self.jobs.write(lambda office: office.settings.set_mine(LANGUAGE, {"code": code}))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's own close button quits, which is asked about while work runs."""
        if event.type() == QEvent.Type.Close and watched is self.window and not self.is_over:
            event.ignore()
            self.leaving.ask(Ending.QUIT)
            return True
        return super().eventFilter(watched, event)

    def _use_wishes(self, kept: KeptSession) -> None:
        """Language and look as this person left them."""
        if look := kept.look:
            self._appearance.choose(mode=look.mode, density=look.density, scale=look.scale)
        use_language(kept.language or language())
        use_qt_words(language())
        self._appearance.follow_language()

    def _window(self, state: WindowState) -> MainWindow:
        commands = Commands(self.allows)
        parts = self.jobs, self.messages, commands, self._appearance, self._modules
        around = Surroundings(*parts, keys=self.access.keys)
        self.contents = self._hold()
        window = MainWindow(
            without_hidden(self.contents.navigation(), self._modules),
            around,
            self.allows,
            self._office.actor.name,
            records=self.contents.records(self, self.jobs),
            sound=spoken,
        )
        commands.bind("edit.undo", self.jobs.undo_last)
        self.contents.join(window, around)
        self.finding.serve(window, self.contents, commands)
        Pasting(window, self.contents, commands)
        CopyingTexts(window, self.jobs, self.messages, commands)
        self._backing_up.serve(window, commands)
        self._own_sign_in.serve(window, commands)
        self.access.serve(window, around)
        self.noticing.serve(window, commands)
        bind_office(window, commands, around, self._use_modules)
        window.setWindowTitle(self._title)
        window.rebuild_asked.connect(self.rebuild)
        window.lock_asked.connect(lambda: self.leaving.ask(Ending.LOCK))
        window.sign_out_asked.connect(lambda: self.leaving.ask(Ending.SIGN_OUT))
        window.restore(state)
        window.state_changed.connect(self._keeping.start)
        window.state_changed.connect(self._settling.start)
        window.installEventFilter(self)
        return window

    def _open_notice(self, line: NoticeLine) -> None:
        self.contents.open_notice(self.window, line)

    def _use_modules(self, shown: frozenset[str]) -> None:
        """Show the modules that the office wants from now on."""
        if shown != self._modules:
            self._modules = shown
            self.rebuild(language())

    def allows(self, right: str) -> bool:
        """Whether this person has a right as it is stored: customer:read, right:backup."""
        return allows(self._office.actor, right)

    def _use_rights(self) -> None:
        """Show everything anew where somebody gained or lost a right while signed in."""
        if self.is_over:
            return
        before, self._office.actor = self._office.actor, self.jobs.actor
        if before.rights == self.jobs.actor.rights and before.name == self.jobs.actor.name:
            self.window.documents.reload()  # only the team is another: lists may show others
        else:
            self.rebuild(language())

    def _sent_away(self, _sentence: str) -> None:
        """Leave where somebody was disabled or removed meanwhile; the first screen says it."""
        self.end(Ending.SIGN_OUT)

    def _forget_settled(self) -> None:
        if not self.is_over:
            self._forms.forget_settled(self.window)

    def _state(self) -> WindowState:
        """What was open, without new records: those come back as drafts, or not at all."""
        state = self.window.state()
        saved = tuple(document for document in state.documents if document.id)
        return replace(state, documents=saved, current=min(state.current, len(saved)))

    def _do_upkeep(self) -> None:
        """See what is due, in the writer's turn; a minute later again, unless that still waits."""
        self._see_what_day_it_is()
        if self.is_over or self._upkeeping is not None:
            return

        def work(database: "Database[Office]", progress: Progress) -> tuple[str, ...]:
            from cims.services.upkeep import run_due

            return run_due(database, progress=progress)

        self._upkeeping = self.jobs.upkeep(work, self.noticing.upkeep_ran)
        self._upkeeping.ended.connect(self._upkeep_ended)

    def _see_what_day_it_is(self) -> None:
        """Let lists and records read again when another day has begun: they show what is due."""
        day = office_date(self._office.database.clock(), self._zone)
        if day != self._day and not self.is_over:
            self._day = day
            self.window.documents.reload()

    def _upkeep_ended(self) -> None:
        self._upkeeping = None

    def _keep_window(self) -> None:
        kept = self._state().kept()
        self.jobs.write(lambda office: office.settings.set_mine(WINDOW, kept))

    def _keep_look(self) -> None:
        kept = asdict(self._appearance.look)
        self.jobs.write(lambda office: office.settings.set_mine(LOOK, kept))


def first_shown(state: WindowState) -> WindowState:
    """Today, unless records were left open: then everything as it was."""
    return state if state.documents else replace(state, tab="")
