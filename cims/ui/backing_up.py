"""A backup by hand, while everybody goes on working, and the bell that asks for one."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cims.services.clock import Clock
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.ui.dialogs.bell_menu import BellMenu
from cims.ui.doors.files import FileAsker
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Surroundings

if TYPE_CHECKING:
    from cims.services.attention import Attention
    from cims.services.backup import Backup
    from cims.services.opening import OpenOffice

BACKUPS = "CIMS (*.cimsbak)"


class BackingUp(QObject):
    """Makes backups for one window and keeps the number at its bell."""

    def __init__(
        self,
        office: "OpenOffice",
        window: MainWindow,
        around: Surroundings,
        files: FileAsker,
    ) -> None:
        super().__init__(window)
        self._office, self._around, self._files = office, around, files
        self._matters: tuple[Attention, ...] = ()
        self._is_running = False
        around.commands.bind("office.backup", self.ask)
        window.notices_asked.connect(self.show_matters)
        self.look()

    @property
    def _window(self) -> MainWindow:
        window = self.parent()
        assert isinstance(window, MainWindow)
        return window

    def look(self) -> None:
        """See again what is to be looked after."""
        self._around.jobs.read(self, lambda office: office.attention.matters(), self._show)

    def ask(self) -> None:
        """Ask where to, then back up in the background."""
        clock: Clock = self._office.database.clock
        name = f"CIMS-{clock():%Y-%m-%d}.cimsbak"
        self._files.to_save(self._window, _("Back up now…"), name, BACKUPS, self.back_up)

    def back_up(self, file: Path) -> None:
        """Write a backup to this file; the toast says where it lies."""
        from cims.services.backup import make

        if self._is_running:
            return
        self._is_running = True

        def work(progress: Progress) -> "Backup":
            return make(self._office, file, self._office.database.clock, progress)

        self._around.messages.say(_("Backing up. Go on working."))
        self._around.jobs.background(self, work, self._made, self._failed)

    def show_matters(self) -> None:
        """Open the list under the bell."""
        bell = self._window.top_bar.bell
        BellMenu(self._around.commands, self._matters, bell).show_under(bell)

    def _show(self, matters: "tuple[Attention, ...]") -> None:
        self._matters = matters
        self._window.top_bar.show_notices(len(matters))

    def _made(self, backup: "Backup") -> None:
        self._is_running = False
        self._around.messages.clear()
        self._around.messages.toast(
            _("Backed up and checked: {file}").format(file=backup.file.name)
        )
        self.look()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        self._around.messages.error(error)
