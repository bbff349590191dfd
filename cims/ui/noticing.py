"""The one bell of a session: what to look after and what one was told, and how it is opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cims.services.changes import Changes
from cims.services.i18n import _, _n
from cims.services.notices import NOTICES, NoticeLine
from cims.services.sign_ins import CLOCK
from cims.ui.actions import Commands
from cims.ui.dialogs.away_card import AwayCard
from cims.ui.dialogs.notice_panel import NoticePanel
from cims.ui.doors.raising import to_front
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.tray import Tray

if TYPE_CHECKING:
    from cims.services.attention import Attention
    from cims.services.office import Office

SOON = 80  # milliseconds: what several writes change is read once
UPKEEP = frozenset({"reminders", "morning", "announcements"})  # the steps that send notices


@dataclass(frozen=True)
class BellRead:
    """What the bell shows."""

    matters: "tuple[Attention, ...]"
    unread: int
    newest: NoticeLine | None


def read_bell(office: "Office") -> BellRead:
    """Read it; runs inside a job."""
    newest = office.notices.newest(1)
    return BellRead(
        office.attention.matters(), office.notices.unread(), newest[0] if newest else None
    )


class Noticing(QObject):
    """Keeps the number at the bell right, whatever window the session shows."""

    opened = Signal(NoticeLine)

    def __init__(self, jobs: Jobs, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._messages = jobs, messages
        self.read: BellRead | None = None
        self.panel: NoticePanel | None = None
        self._desk: tuple[MainWindow, Commands] | None = None
        self._is_first_upkeep = True
        self.tray = Tray(jobs, self)
        self.tray.pressed.connect(self._come_forward)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.look)
        jobs.changed.connect(self._take_changes)

    def serve(self, window: MainWindow, commands: Commands) -> None:
        """Ring in this window from now on."""
        self._desk = window, commands
        self.panel = None
        window.notices_asked.connect(self.show_panel)
        commands.bind("notices.open", self.show_panel)
        commands.bind("notices.tray", self._switch_tray)
        self.look()

    def look(self) -> None:
        """Count again."""
        self._jobs.read(self, read_bell, self._show)

    def upkeep_ran(self, steps: Iterable[str]) -> None:
        """Hear what upkeep did; the first time is right after sign-in, and tells what was missed.

        Upkeep runs apart from the writes of this session: pages are told here what it sent.
        """
        if UPKEEP.intersection(steps):
            self._jobs.changed.emit(Changes({NOTICES: None, "task": None}))
        if CLOCK in steps:
            self._jobs.read(self, lambda o: o.sign_ins.clock_warning(), self._warn)
        if self._is_first_upkeep:
            self._is_first_upkeep = False
            self._jobs.read(self, read_bell, self._welcome)

    def show_panel(self) -> NoticePanel:
        """Open the list under the bell."""
        assert self._desk is not None, "serve() comes first"
        window, commands = self._desk
        bell = window.top_bar.bell
        matters = self.read.matters if self.read else ()
        panel = NoticePanel(self._jobs, commands, matters, bell)
        panel.opened.connect(self.opened)
        panel.show_under(bell)
        self.panel = panel
        return panel

    def close(self) -> None:
        """Take the icon away, with the session."""
        self._soon.stop()
        self.tray.close()

    def _show(self, read: BellRead) -> None:
        before, self.read = self.read, read
        count = read.unread + len(read.matters)
        if self._desk is not None:
            self._desk[0].top_bar.show_notices(count)
        words = _n("{n} unread notice", "{n} unread notices", count).format(n=count)
        self.tray.show_count(words)
        if before is not None:
            self._tell_of_new(before, read)

    def _tell_of_new(self, before: BellRead, now: BellRead) -> None:
        last = before.newest.id if before.newest else 0
        if now.newest and now.newest.id > last and not now.newest.is_read:
            more = now.unread - before.unread
            words = now.newest.sentence
            if more > 1:
                words = _n("{n} new notice", "{n} new notices", more).format(n=more)
            self.tray.tell(words)

    def _welcome(self, read: BellRead) -> None:
        self._show(read)
        self.tray.start()
        if read.unread and self._desk is not None:
            card = AwayCard(read.unread, self._desk[0].top_bar.bell)
            card.pressed.connect(self.show_panel)

    def _switch_tray(self) -> None:
        if not self.tray.is_there:
            self._messages.toast(_("This system has no place for messages beside its clock."))
            return
        on = not self.tray.is_on
        self.tray.turn(on)
        self._messages.toast(
            _("New notices are told beside the clock.") if on else _("Notices stay at the bell.")
        )

    def _come_forward(self) -> None:
        if self._desk is not None:
            to_front(self._desk[0])
            self.show_panel()

    def _warn(self, sentence: str) -> None:
        if sentence:  # somebody may have said meanwhile that the clock is right
            self._messages.warn(sentence)

    def _take_changes(self, changes: Changes) -> None:
        if changes.touches(NOTICES):
            self._soon.start()
