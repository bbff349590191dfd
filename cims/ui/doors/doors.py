"""Which page of the doors comes when, from the first screen to an open office."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.errors import (
    CurrentMissing,
    Disabled,
    NotEnoughMemory,
    UnknownName,
    WaitFirst,
    WrongPassword,
    WrongRecoveryText,
)
from cims.ui.doors import entry
from cims.ui.doors.background import Background
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.door_window import DoorWindow
from cims.ui.doors.entry import Place
from cims.ui.doors.files import FileAsker
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.unlock_page import Person, UnlockPage
from cims.ui.messages import Messages

if TYPE_CHECKING:
    from cims.services.opening import ChangesMissing, OpenOffice
    from cims.services.vault.typing_back import TypingBack
    from cims.ui.doors.first_screen import FirstScreen
    from cims.ui.doors.forgotten_page import ForgottenPage
    from cims.ui.doors.founding_page import FoundingPage, NewOffice
    from cims.ui.doors.notice_page import NoticePage
    from cims.ui.doors.sheet import RecoverySheet
    from cims.ui.doors.sheet_page import SheetPage
    from cims.ui.doors.typing_back_page import TypingBackPage
    from cims.ui.doors.wait_page import WaitPage

T = TypeVar("T")
P = TypeVar("P", bound=DoorPage)
TABLES = "*.xlsx *.xls *.ods *.csv"
ON_THE_PAGE = (WrongPassword, WaitFirst, UnknownName, Disabled, NotEnoughMemory, WrongRecoveryText)


class Elsewhere(Protocol):
    """What the composition root does for the doors: things that need more than a vault."""

    def make_sample(self, progress: Progress) -> Place:
        """Build the sample office and say where it is."""

    def leave_sample(self) -> Place:
        """Remove the sample office; the place of the real one."""

    def restore(self, file: Path, place: Place, progress: Progress) -> None:
        """Put a backup into an empty place."""


@dataclass(frozen=True)
class Entered:
    """Somebody has come in; `file` is what wants to be imported first."""

    office: "OpenOffice"
    place: Place
    file: Path | None = None


class Doors(QObject):
    """Shows pages in the door window until somebody has come in."""

    entered = Signal(Entered)
    quit_asked = Signal()

    def __init__(
        self,
        place: Place,
        window: DoorWindow,
        preferences: Preferences,
        elsewhere: Elsewhere,
        files: FileAsker,
    ) -> None:
        super().__init__()
        self.place = place
        self._window, self._preferences = window, preferences
        self._elsewhere, self._files = elsewhere, files
        self._background = Background(self)
        self._messages = Messages(window)

    def begin(self, words: str = "") -> None:
        """Show the first screen, or the unlock page where there is a vault."""
        if self.place.has_vault():
            self.show_unlock(words)
        else:
            self._show(FirstScreen, self._connect_first)

    def is_busy(self) -> bool:
        """Whether a key is derived or an office is made."""
        return self._background.is_busy()

    def close(self) -> None:
        """Wait for what runs."""
        self._background.close()

    def show_unlock(self, words: str = "") -> None:
        """Ask who it is."""
        try:
            people = self.place.people()
        except CimsError as error:
            self._refuse(error)
            return
        password = self.place.sample_password
        if self.place.is_sample:
            told = _("This is the sample office; its password is “{password}”.")
            words = words or told.format(password=password)

        def connect(page: UnlockPage) -> None:
            page.entered.connect(self._sign_in)
            page.forgotten.connect(self._show_forgotten)
            page.back.connect(self._leave_sample)
            page.password.setText(password)

        name, wait = self._preferences.last_name, self.place.wait_of
        is_sample = self.place.is_sample
        self._show(lambda: UnlockPage(people, name, wait, words, is_sample=is_sample), connect)

    def _connect_first(self, page: "FirstScreen") -> None:
        page.chosen.connect(self._begin_by)

    def _begin_by(self, way: str) -> None:
        if way == "import":
            title = _("Import a customer list")
            pattern = _("Tables") + f" ({TABLES})"
            self._files.to_open(self._window, title, pattern, self._show_founding)
        elif way == "empty":
            self._show_founding(None)
        elif way == "sample":
            self._make_sample()
        else:
            self._ask_backup()

    def _show_founding(self, file: Path | None) -> None:
        def connect(page: "FoundingPage") -> None:
            page.back.connect(self.begin)
            page.entered.connect(lambda wanted: self._found(wanted, file))

        self._show(lambda: FoundingPage(file.name if file else ""), connect)

    def _found(self, wanted: "NewOffice", file: Path | None) -> None:
        place = self.place
        self._preferences.last_name = wanted.name

        def made(result: "tuple[OpenOffice, RecoverySheet]") -> None:
            office, sheet = result
            self._show_sheet(office, sheet, file)

        self._work(lambda _progress: entry.found(place, wanted), made)

    def _show_sheet(
        self, office: "OpenOffice", sheet: "RecoverySheet", file: Path | None = None
    ) -> None:
        def connect(page: "SheetPage") -> None:
            page.done.connect(lambda: self.entered.emit(Entered(office, self.place, file)))

        self._show(lambda: SheetPage(sheet, self._files), connect)

    def _sign_in(self, person: Person, password: str, *, accept_loss: bool = False) -> None:
        place = self.place
        if not place.is_sample:
            self._preferences.last_name = person.name

        def failed(error: "ChangesMissing") -> None:
            again = lambda: self._sign_in(person, password, accept_loss=True)  # noqa: E731
            self._ask_about_loss(error, again)

        self._work(
            lambda _progress: entry.sign_in(
                place, person.slot_id, password, accept_loss=accept_loss
            ),
            self._came_in,
            failed,
        )

    def _came_in(self, office: "OpenOffice") -> None:
        asked = None if self.place.is_sample else entry.demanded(office)
        if asked is None:
            self.entered.emit(Entered(office, self.place))
        else:
            self._ask_to_type_back(office, asked)

    def _ask_to_type_back(self, office: "OpenOffice", asked: "TypingBack") -> None:
        def proved() -> None:
            entry.proved(office, asked)
            self.entered.emit(Entered(office, self.place))

        def replace() -> None:
            def made(sheet: "RecoverySheet") -> None:
                self._show_sheet(office, sheet)

            self._work(lambda _progress: entry.new_sheet(office), made)

        def connect(page: "TypingBackPage") -> None:
            page.proved.connect(proved)
            page.new_sheet_asked.connect(replace)

        self._show(lambda: TypingBackPage(asked), connect)

    def _show_forgotten(self, person: Person) -> None:
        def connect(page: "ForgottenPage") -> None:
            page.back.connect(self.begin)
            page.entered.connect(self._reset)

        self._show(lambda: ForgottenPage(person), connect)

    def _reset(self, person: Person, sheet: str, password: str) -> None:
        place = self.place

        def failed(error: "ChangesMissing") -> None:
            self.show_unlock()  # the password is set; the question comes with it
            self._page().say(str(error), "warn")

        self._work(
            lambda _progress: entry.reset_password(place, person.slot_id, sheet, password),
            self._came_in,
            failed,
        )

    def _ask_about_loss(self, error: "ChangesMissing", go_on: Callable[[], None]) -> None:
        answers = (quit_answer(), Answer("continue", _("Continue without them"), "arrow-right"))
        remark = _(
            "A damaged disk or a copied folder can cause this. Look for a newer backup first; "
            "continuing is written into the audit log."
        )

        def connect(page: "NoticePage") -> None:
            answer = {"quit": self.quit_asked.emit, "continue": go_on}
            page.answered.connect(lambda name: answer[name]())

        title = _("Saved changes are missing")
        self._show(lambda: NoticePage(title, str(error), answers, (remark,)), connect)

    def _refuse(self, error: CimsError) -> None:
        """A door that this password can't open: damage, a newer release, a lost marker."""
        if isinstance(error, CurrentMissing):
            answers = [
                Answer(f"{number}", _("Open state {n}").format(n=number))
                for number in error.generations
            ]
        else:
            answers = [Answer("restore", _("Restore from a backup"), "archive-restore")]
            answers.append(Answer("again", _("Try again"), "refresh-cw"))

        def answered(name: str) -> None:
            if name.isdigit():
                entry.take_generation(self.place.folder, int(name))
            if name == "quit":
                self.quit_asked.emit()
            elif name == "restore":
                self._ask_backup()
            else:
                self.begin()

        def connect(page: "NoticePage") -> None:
            page.answered.connect(answered)

        title = _("This office can't be opened")
        self._show(lambda: NoticePage(title, str(error), (quit_answer(), *answers)), connect)

    def _ask_backup(self) -> None:
        pattern = _("Backups") + " (*.cimsbak)"
        title = _("Restore from a backup")
        self._files.to_open(self._window, title, pattern, self._restore)

    def _restore(self, file: Path) -> None:
        place = self.place
        title = _("Restoring {file}").format(file=file.name)
        done = _("Restored. Sign in with a password of that backup.")
        self._wait_for(
            title,
            lambda progress: self._elsewhere.restore(file, place, progress),
            lambda _nothing: self.begin(done),
        )

    def _make_sample(self) -> None:
        def made(place: Place) -> None:
            self.place = place
            self.show_unlock()

        self._wait_for(_("Furnishing the sample office"), self._elsewhere.make_sample, made)

    def _leave_sample(self) -> None:
        self.place = self._elsewhere.leave_sample()
        self.begin()

    def _wait_for(
        self, title: str, work: Callable[[Progress], T], then: Callable[[T], None]
    ) -> None:
        """Do long work with a page of its own, which can be cancelled."""

        def failed(error: Exception) -> None:
            self.begin()
            if isinstance(error, CimsError):
                self._page().say(str(error))
            else:
                self._messages.error(error)

        def connect(page: "WaitPage") -> None:
            page.cancelled.connect(job.cancel)
            page.cancelled.connect(self.begin)

        job = self._background.run(self, work, then, failed, self._show_progress)
        self._show(lambda: WaitPage(title), connect)

    def _work(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        lost: "Callable[[ChangesMissing], None] | None" = None,
    ) -> None:
        """Do work while the page that asked for it waits."""
        page = self._page()
        page.say("")
        page.wait(is_waiting=True)

        def ended(result: T) -> None:
            page.wait(is_waiting=False)
            then(result)

        def failed(error: Exception) -> None:
            page.wait(is_waiting=False)
            self._explain(page, error, lost)

        self._background.run(page, work, ended, failed)

    def _explain(
        self,
        page: DoorPage,
        error: Exception,
        lost: "Callable[[ChangesMissing], None] | None",
    ) -> None:
        from cims.services.opening import ChangesMissing

        if isinstance(error, ChangesMissing) and lost is not None:
            lost(error)
        elif isinstance(error, ON_THE_PAGE) and isinstance(page, UnlockPage):
            page.refuse(str(error))
        elif isinstance(error, CimsError):
            if isinstance(page, UnlockPage):
                self._refuse(error)
            else:
                page.say(str(error))
        else:
            self._messages.error(error)

    def _show_progress(self, done: int, total: int) -> None:
        self._page().show_progress(done, total)

    def _page(self) -> DoorPage:
        assert self._window.page is not None
        return self._window.page

    def _show(self, make: Callable[[], P], connect: Callable[[P], None]) -> P:
        """Show a page; `connect` is called for each page that a switch of language builds."""

        def build() -> DoorPage:
            page = make()
            connect(page)
            return page

        page: P = self._window.show_page(build)  # type: ignore[assignment] # what build returns
        return page
