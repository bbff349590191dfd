"""Which key asks "Who calls?" while another program is in front, or none."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QKeySequenceEdit, QWidget

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.ui.widgets import Button, PrimaryButton, column, label, row, set_ink, wrapped

PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeyChoice(Protocol):
    """The key as the program holds it."""

    @property
    def words(self) -> str:
        """The key that is in force; empty when none is."""

    @property
    def trouble(self) -> str:
        """Why the key that was chosen is off."""

    def choose(self, wanted: str) -> None:
        """Take another key, or none; CimsError says why not."""


class CallKeyDialog(QDialog):
    """One box that takes the keys as they are pressed."""

    def __init__(self, key: KeyChoice, window: QWidget) -> None:
        super().__init__(window)
        self._key = key
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Key for “Who calls?”…"))
        self.box = QKeySequenceEdit(QKeySequence.fromString(key.words, PORTABLE))
        self.box.setMaximumSequenceLength(1)
        self.box.setAccessibleName(_("Key for “Who calls?”…"))
        self.box.setClearButtonEnabled(True)
        self.problem = wrapped(key.trouble)
        set_ink(self.problem, "warn")
        self.problem.setVisible(bool(key.trouble))
        words = _("Press the key that opens the find window while another program is in front.")
        none, cancel = Button(_("No key")), Button(_("Cancel"), "x")
        save = PrimaryButton(_("Save"), "check")
        none.clicked.connect(lambda: self.take(""))
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        note = label(_("It is kept for this computer."), 12, role="muted")
        parts = (wrapped(words), self.box, note, self.problem, row(none, None, cancel, save))
        self.setLayout(column(*parts, margins=(20, 16, 20, 16), spacing=10))

    def save(self) -> None:
        """Take the key that was pressed."""
        self.take(self.box.keySequence().toString(PORTABLE))

    def take(self, wanted: str) -> None:
        """Take a key, or say why it can't be had."""
        try:
            self._key.choose(wanted)
        except CimsError as refusal:
            self.problem.setText(str(refusal))
            set_ink(self.problem, "bad")
            self.problem.show()
            return
        self.accept()
