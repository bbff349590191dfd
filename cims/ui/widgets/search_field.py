"""The box that filters a list as one types."""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from cims.services.i18n import _
from cims.ui.icons import icon

PAUSE = 200  # milliseconds without a key before a search starts


class SearchField(QLineEdit):
    """A line with a magnifier; `searched` comes once the user pauses, and at once on Enter."""

    searched = Signal(str)

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        self._sent = ""
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.addAction(icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(icon("x", "muted"), _("Clear"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(button.text() or name)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._send)
        self.textChanged.connect(self._wait)

    def search_now(self) -> None:
        """Send the words without waiting for the pause."""
        self._pause.stop()
        self._send()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (0x01000004, 0x01000005):  # Return and the number pad's Enter
            self.search_now()
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ReadOnlyChange:
            self._clear.setEnabled(not self.isReadOnly())

    def _wait(self, words: str) -> None:
        self._clear.setVisible(bool(words))
        self._pause.start()

    def _send(self) -> None:
        words = self.text().strip()
        if words != self._sent:
            self._sent = words
            self.searched.emit(words)
