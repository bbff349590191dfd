"""What somebody signed in does about keys: the own password, others' accounts, another person."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from cims.services.accounts import Accounts, Unfinished
from cims.services.i18n import _
from cims.services.rights import Right
from cims.services.sheet_files import note_file
from cims.services.vault.slots import USER
from cims.ui.dialogs.change_password import ChangePasswordDialog
from cims.ui.icons import icon
from cims.ui.jobs import Jobs
from cims.ui.key_work import KeyWork, Maintenance
from cims.ui.leaving import Ending
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.administration import LATER, PeopleWork
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cims.services.opening import OpenOffice


class Access(QObject):
    """Serves one session, whatever window it shows."""

    ending_asked = Signal(Ending)

    def __init__(
        self, office: "OpenOffice", jobs: Jobs, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._office, self._jobs, self._messages = office, jobs, messages
        self.keys = KeyWork(office, jobs, messages, self)
        self.keys.maintenance_asked.connect(self._maintain)
        self.next_person = ""  # whose name the door shall show
        self.maintenance: Maintenance | None = None  # what is done once the session has ended
        self._window: MainWindow | None = None

    @property
    def office(self) -> "OpenOffice":
        """The office with its vault, for maintenance."""
        return self._office

    @property
    def window(self) -> MainWindow:
        """The window that is served."""
        assert self._window is not None, "serve() comes first"
        return self._window

    def serve(self, window: MainWindow, around: Surroundings) -> None:
        """Work for this window from now on."""
        self._window = window
        people = PeopleWork(around, window)
        handlers: dict[str, Callable[[], object]] = {
            "access.change_password": self.change_password,
            "access.leaver": people.leave,
            "access.rotate": people.rotate,
            "access.replace_sheet": people.replace_sheet,
            "session.switch": self.switch,
        }
        for command, handler in handlers.items():
            around.commands.bind(command, handler)

    def look_for_unfinished(self) -> None:
        """Tell who keeps the users what a crash left half done between database and slot file."""
        if not self._office.actor.may(Right.USERS):
            return

        def told(unfinished: tuple[Unfinished, ...]) -> None:
            sentences = [one.sentence for one in unfinished if one.kind not in LATER]
            if sentences:
                where = _("Settings, Users: there it can be finished.")
                self._messages.warn(" ".join((*sentences, where)))

        self.keys.read(self, lambda office: Accounts(office).unfinished(), told)

    def remember_sheets(self, files: "Sequence[Path]") -> bool:
        """Remind from now on of recovery sheets that were saved as files; False: not by this one.

        Who may not make settings can do nothing about it.
        """
        if not self._office.actor.may(Right.SETTINGS):
            return False
        folder = self._office.vault.folder.path
        for file in files:
            self._jobs.write(partial(note_file, file=file, folder=folder))
        return True

    def change_password(self) -> ChangePasswordDialog:
        """Ask for the present and a new password, and change it."""

        def do(
            old: str, new: str, then: "Callable[[], None]", failed: "Callable[[Exception], None]"
        ) -> None:
            self.keys.do(
                dialog,
                lambda office: Accounts(office).change_own_password(old, new),
                lambda _done: then(),
                failed,
            )

        slot = self._office.vault.slot
        dialog = ChangePasswordDialog(
            (self._office.actor.name, slot.username),
            do,
            self._messages,
            self.window,
            second_factor=bool(slot.factors),
        )
        dialog.open()
        return dialog

    def others(self) -> list[str]:
        """Who else may sign in here."""
        vault = self._office.vault
        return sorted(
            slot.username
            for slot in vault.slots.slots
            if slot.kind == USER and slot.sealed is not None and slot != vault.slot
        )

    def switch(self) -> QMenu | None:
        """Go to the door with somebody else's name chosen; with several to choose from, ask."""
        others = self.others()
        if len(others) < 2:
            self._switch_to(others[0] if others else "")
            return None
        menu = QMenu(self.window)
        menu.aboutToHide.connect(menu.deleteLater)
        for name in others:
            entry = menu.addAction(icon("user-round"), doubled(name))
            entry.triggered.connect(lambda _on, name=name: self._switch_to(name))
        person = self.window.top_bar.person
        corner = person.mapToGlobal(QPoint(person.width(), person.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _switch_to(self, name: str) -> None:
        self.next_person = name
        self.ending_asked.emit(Ending.SWITCH)

    def _maintain(self, maintenance: Maintenance) -> None:
        self.maintenance = maintenance
        self.ending_asked.emit(Ending.MAINTENANCE)
