"""Giving customers to a colleague, with a note for the timeline."""

from collections.abc import Sequence
from dataclasses import asdict

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QPlainTextEdit, QWidget

from cims.services.customer_care import OpenWork
from cims.services.entity import Link
from cims.services.i18n import _, _n, listed
from cims.services.notice_words import open_work_words
from cims.ui import paint, theme
from cims.ui.matching import Item
from cims.ui.widgets import (
    Button,
    PrimaryButton,
    SearchCombo,
    column,
    doubled,
    label,
    row,
    set_ink,
    wrapped,
)

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HandOverDialog(QDialog):
    """Asks for the colleague and what the colleague should know."""

    chosen = Signal(object, str, bool)  # Link of the colleague, note, open work as well

    def __init__(self, count: int, colleagues: Sequence[Item], parent: QWidget) -> None:
        super().__init__(parent)
        words = _n("Hand over {n} customer", "Hand over {n} customers", count).format(n=count)
        self.setWindowTitle(words)
        self.setMinimumWidth(theme.px(420))
        self.colleague = SearchCombo(_("Colleague"), colleagues)
        self.colleague.setPlaceholderText(_("Name or pinyin"))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("What has to be known: state, promises, whom to call"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px(96))
        self.work = QCheckBox()
        self.work.setChecked(True)
        self.work.hide()
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self.give = PrimaryButton(_("Hand over"), "arrow-right-left")
        self.give.clicked.connect(self.hand_over)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        told = _("The note stays on top until the new owner has read it.")
        self.setLayout(
            column(
                label(words, 15, paint.BOLD),
                label(_("Colleague"), 12, role="muted"),
                self.colleague,
                label(_("Note"), 12, role="muted"),
                self.note,
                wrapped(told, 12, "muted"),
                self.work,
                self.state,
                row(None, cancel, self.give),
                margins=(20, 16, 20, 16),
                spacing=8,
            )
        )
        self.colleague.setFocus()

    def offer_work(self, work: OpenWork) -> None:
        """Ask whether what the owners have open goes along, if there is anything."""
        told = open_work_words(asdict(work))
        words = _("Hand over {list} too").format(list=listed(told))
        self.work.setText(doubled(words))
        self.work.setAccessibleName(words)
        self.work.setVisible(bool(told))
        self.adjustSize()

    def hand_over(self) -> None:
        """Take the answer, if a colleague is chosen."""
        colleague: Link | None = self.colleague.value()
        if colleague is None:
            self.refuse(_("Choose a colleague first."))
            self.colleague.setFocus()
            return
        along = self.work.isChecked() and not self.work.isHidden()
        self.chosen.emit(colleague, self.note.toPlainText().strip(), along)

    def refuse(self, sentence: str) -> None:
        """Say why it can't be done; everything stays as it was typed."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        set_ink(self.state, "bad")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in ENTER and plain == Qt.KeyboardModifier.ControlModifier:
            self.hand_over()
        elif event.key() in ENTER:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
