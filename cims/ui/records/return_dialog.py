"""Letting go of customers: why they go into the pool, and what stays behind."""

from collections.abc import Sequence
from dataclasses import asdict

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from cims.services.choices import Choice
from cims.services.customer_care import OpenWork
from cims.services.i18n import _, _n, listed
from cims.services.notice_words import open_work_words
from cims.ui import paint, theme
from cims.ui.records.format import coded
from cims.ui.widgets import Button, PrimaryButton, SearchCombo, column, label, row, wrapped

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReturnDialog(QDialog):
    """Asks for one of the office's reasons, and for what whoever claims them should know."""

    chosen = Signal(str, str)  # code of the reason, note

    def __init__(self, count: int, reasons: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent)
        words = _n("Return {n} customer to the pool", "Return {n} customers to the pool", count)
        title = words.format(n=f"{count:,}")
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(440))
        items = [coded(one.code, one.label, one.code) for one in reasons]
        self.reason = SearchCombo(_("Reason"), items)
        self.reason.setPlaceholderText(_("Why nobody looks after them for now"))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("What whoever claims them should know"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px(72))
        self.work = wrapped("", 12, "warn")
        self.work.hide()
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self.go = PrimaryButton(_("Return to pool"), "waves-horizontal")
        self.go.clicked.connect(self.answer)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        told = _(
            "Colleagues who may claim see name, region and grade, and neither contacts nor what "
            "was written down. Contacts go along; collaborators help no more."
        )
        self.setLayout(
            column(
                label(title, 15, paint.BOLD),
                label(_("Reason"), 12, role="muted"),
                self.reason,
                label(_("Note"), 12, role="muted"),
                self.note,
                wrapped(told, 12, "muted"),
                self.work,
                self.state,
                row(None, cancel, self.go),
                margins=(20, 16, 20, 16),
                spacing=8,
            )
        )
        self.reason.setFocus()

    def tell(self, work: OpenWork, is_pool_hidden: bool) -> None:
        """Say what is open and stays with whoever has it, and when nobody sees the pool."""
        told = []
        if left := open_work_words(asdict(work)):
            told.append(_("Stays with whoever has it: {list}.").format(list=listed(left)))
        if is_pool_hidden:
            told.append(_("This office does not show its pool: switch it on under “Modules…”."))
        self.work.setText("\n".join(told))
        self.work.setVisible(bool(told))
        self.adjustSize()

    def answer(self) -> None:
        """Take the answer, if a reason is chosen."""
        reason: str | None = self.reason.value()
        if not reason:
            self.refuse(_("Choose a reason first."))
            self.reason.setFocus()
            return
        self.chosen.emit(reason, self.note.toPlainText().strip())

    def refuse(self, sentence: str) -> None:
        """Say why it can't be done; everything stays as it was typed."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in ENTER and plain == Qt.KeyboardModifier.ControlModifier:
            self.answer()
        elif event.key() in ENTER:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
