"""The key file that belongs to a password: chosen or dropped here, its place remembered."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui.doors.preferences import Preferences
from cims.ui.file_asker import FileAsker
from cims.ui.widgets import Button, ElidedLabel, column, label, row
from cims.ui.widgets.dropping import file_of

KEY_FILES = "*.cimskey"


class KeyFiles:
    """Where this computer's people keep their key files: paths only, never what stands there."""

    def __init__(self, preferences: Preferences, files: FileAsker) -> None:
        self._preferences, self.files = preferences, files

    def of(self, slot_id: str) -> Path | None:
        """The place that was used last."""
        return self._preferences.key_file(slot_id)

    def keep(self, slot_id: str, file: Path) -> None:
        """Offer this place the next time."""
        self._preferences.keep_key_file(slot_id, file)


class KeyFileRow(QWidget):
    """Shown for people whose sign-in needs a key file."""

    chosen = Signal()

    def __init__(self, key_files: KeyFiles) -> None:
        super().__init__()
        self._key_files, self._slot_id = key_files, ""
        self.file: Path | None = None
        self.setAcceptDrops(True)
        self.button = Button(_("Choose…"), "key-round")
        self.button.clicked.connect(self.ask)
        self._name = ElidedLabel("", 12, role="muted")
        head = label(_("Key file"), 12, role="muted")
        head.setBuddy(self.button)
        line = row(self.button, self._name, spacing=10)
        line.setStretch(1, 1)
        self.setLayout(column(head, line, margins=(0, 8, 0, 0), spacing=6))
        self._show()

    def ask_of(self, slot_id: str, *, is_needed: bool) -> None:
        """Serve another person; hidden for who needs no key file."""
        self._slot_id = slot_id
        self.use(self._key_files.of(slot_id) if is_needed else None)
        self.setVisible(is_needed)

    def use(self, file: Path | None) -> None:
        """Take this file, or none."""
        self.file = file
        self._show()
        self.chosen.emit()

    def keep(self) -> None:
        """Remember the place for the next time."""
        if self.file is not None:
            self._key_files.keep(self._slot_id, self.file)

    def ask(self) -> None:
        """Let the file be chosen."""
        pattern = _("Key files") + f" ({KEY_FILES});;" + _("All files") + " (*)"
        self._key_files.files.to_open(self.window(), _("Choose the key file"), pattern, self.use)

    def said(self) -> str:
        """What is shown beside the button."""
        return self._name.text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if file := file_of(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.use(file)

    def _show(self) -> None:
        self._name.set_text(_("or drop it here") if self.file is None else str(self.file))
