"""A backup by hand, while everybody goes on working."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cims.services.clock import Clock
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.ui.actions import Commands
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages

if TYPE_CHECKING:
    from cims.services.backup import Backup
    from cims.services.opening import OpenOffice

BACKUPS = "CIMS (*.cimsbak)"


class BackingUp(QObject):
    """Makes backups for one session, whatever window it shows."""

    made = Signal()

    def __init__(
        self,
        office: "OpenOffice",
        jobs: Jobs,
        messages: Messages,
        files: FileAsker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._jobs, self._messages, self._files = office, jobs, messages, files
        self._is_running = False
        self._desk: tuple[MainWindow, Commands] | None = None

    @property
    def _served(self) -> tuple[MainWindow, Commands]:
        assert self._desk is not None, "serve() comes first"
        return self._desk

    def serve(self, window: MainWindow, commands: Commands) -> None:
        """Work for this window from now on; a backup that runs goes on and is told there."""
        self._desk = window, commands
        commands.bind("office.backup", self.ask)
        if self._is_running:
            self._say_running()

    def ask(self) -> None:
        """Ask where to, then back up in the background."""
        clock: Clock = self._office.database.clock
        name = f"CIMS-{clock():%Y-%m-%d}.cimsbak"
        window, _commands = self._served
        self._files.to_save(window, _("Back up now…"), name, BACKUPS, self.back_up)

    def back_up(self, file: Path) -> None:
        """Write a backup to this file; the toast says where it lies."""
        from cims.services.backup import make

        if self._is_running:
            return
        self._is_running = True

        def work(progress: Progress) -> "Backup":
            return make(self._office, file, self._office.database.clock, progress)

        self._say_running()
        self._jobs.background(self, work, self._made, self._failed)

    def _say_running(self) -> None:
        self._messages.say(_("Backing up. Go on working."))

    def _made(self, backup: "Backup") -> None:
        self._is_running = False
        self._messages.clear()
        self._messages.toast(_("Backed up and checked: {file}").format(file=backup.file.name))
        self.made.emit()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        self._messages.error(error)
