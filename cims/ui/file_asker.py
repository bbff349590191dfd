"""Asking for a file without stopping the program; tests answer in its place."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class FileAsker:
    """The system's own file dialog, which begins in the folder that was used last."""

    folder = ""

    def to_open(
        self, window: QWidget, title: str, pattern: str, then: Callable[[Path], None]
    ) -> None:
        """Ask for an existing file; nothing happens when the user thinks better of it."""
        dialog = QFileDialog(window, title, self.folder, pattern)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, then)

    def to_save(
        self, window: QWidget, title: str, name: str, pattern: str, then: Callable[[Path], None]
    ) -> None:
        """Ask where to write a new file."""
        dialog = QFileDialog(window, title, self.folder, pattern)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        self._open(dialog, then)

    def _open(self, dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def taken(chosen: str) -> None:
            self.folder = str(Path(chosen).parent)
            then(Path(chosen))

        dialog.fileSelected.connect(taken)
        dialog.open()
