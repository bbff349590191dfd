"""The foot of a form: how it stands, and what can be done with it."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui.actions import shown_shortcut
from cims.ui.widgets import Button, Ground, PrimaryButton, column, label, row, set_ink


class FormFoot(Ground):
    """`asked` tells save, again (and a new one), cancel; of papers also pdf and print."""

    asked = Signal(str)

    def __init__(self, above: QWidget | None, *, prints: bool) -> None:
        super().__init__("surface", Qt.Edge.TopEdge)
        self.state = label("", 12, role="warn")
        self.cancel = Button(_("Cancel"), "x")
        self.pdf = Button(_("Save and PDF"), "file-down")
        self.print = Button(_("Save and print"), "printer", shown_shortcut("Ctrl+P"))
        self.again = Button(_("Save and new"), "copy-plus")
        self.save = PrimaryButton(_("Save"), "check")
        buttons = {
            "save": self.save,
            "again": self.again,
            "print": self.print,
            "pdf": self.pdf,
            "cancel": self.cancel,
        }
        for word, button in buttons.items():
            button.clicked.connect(lambda _on=False, word=word: self.asked.emit(word))
        self._buttons = tuple(buttons.values())
        laid = row(self.state, None, *reversed(self._buttons))
        parts = [above] if above is not None else []
        self.setLayout(column(*parts, laid, margins=(20, 10, 20, 10), spacing=8))
        self.pdf.setVisible(prints)
        self.print.setVisible(prints)

    def chain(self) -> None:
        """Let Tab come from the last field to Save first; once the form is laid out."""
        for before, after in pairwise(self._buttons):
            QWidget.setTabOrder(before, after)

    def tell(self, words: str, role: str) -> None:
        """Say how the form stands."""
        self.state.setText(words)
        set_ink(self.state, role)

    def set_busy(self, busy: bool) -> None:
        """Let nothing be pressed twice."""
        for button in self._buttons:
            button.setEnabled(not busy)
