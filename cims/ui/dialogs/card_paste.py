"""A text to be read as a card: what was copied stands there already."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from cims.services.i18n import _
from cims.ui.widgets import Button, PrimaryButton, column, resize_within, row, wrapped

WIDTH, HEIGHT, LONGEST = 460, 320, 4_000
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CardPasteDialog(QDialog):
    """Business card, e-mail signature or chat message in; Ctrl+Enter reads it."""

    def __init__(self, take: Callable[[str], object], window: QWidget) -> None:
        super().__init__(window)
        self._take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("New customer from text…"))
        self.pane = QPlainTextEdit(QGuiApplication.clipboard().text()[:LONGEST])
        self.pane.setAccessibleName(_("Text of a card, a signature or a message"))
        self.pane.setTabChangesFocus(True)
        words = _("Paste a business card, a signature or a chat message. Nothing is saved yet.")
        cancel, self.read = Button(_("Cancel"), "x"), PrimaryButton(_("Read the text"), "check")
        cancel.clicked.connect(self.reject)
        self.read.clicked.connect(self.take)
        self.read.setDefault(True)
        buttons = row(None, cancel, self.read)
        self.setLayout(column(wrapped(words), self.pane, buttons, margins=(20, 16, 20, 16)))
        resize_within(self, WIDTH, HEIGHT)
        (self.read if self.pane.toPlainText().strip() else self.pane).setFocus()

    def take(self) -> None:
        """Hand the text over, unless there is none."""
        text = self.pane.toPlainText().strip()
        if not text:
            self.pane.setFocus()
            return
        self.accept()
        self._take(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER and is_control:
            self.take()
        else:
            super().keyPressEvent(event)
