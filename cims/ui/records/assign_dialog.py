"""Giving customers of the pool to a colleague."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from cims.services.entity import Link
from cims.services.i18n import _, _n
from cims.ui import paint, theme
from cims.ui.matching import Item
from cims.ui.widgets import Button, PrimaryButton, SearchCombo, column, label, row, wrapped


class AssignDialog(QDialog):
    """Asks for the colleague, who will hear of it."""

    chosen = Signal(object)  # Link of the colleague

    def __init__(self, count: int, colleagues: Sequence[Item], parent: QWidget) -> None:
        super().__init__(parent)
        words = _n("Assign {n} customer", "Assign {n} customers", count).format(n=f"{count:,}")
        self.setWindowTitle(words)
        self.setMinimumWidth(theme.px(400))
        self.colleague = SearchCombo(_("Colleague"), colleagues)
        self.colleague.setPlaceholderText(_("Name or pinyin"))
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self.give = PrimaryButton(_("Assign"), "arrow-right-left")
        self.give.setDefault(True)
        self.give.clicked.connect(self.assign)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        told = _("The colleague hears of it, and gets the contacts that belong to nobody.")
        self.setLayout(
            column(
                label(words, 15, paint.BOLD),
                label(_("Colleague"), 12, role="muted"),
                self.colleague,
                wrapped(told, 12, "muted"),
                self.state,
                row(None, cancel, self.give),
                margins=(20, 16, 20, 16),
                spacing=8,
            )
        )
        self.colleague.setFocus()

    def assign(self) -> None:
        """Take the answer, if a colleague is chosen."""
        colleague: Link | None = self.colleague.value()
        if colleague is None:
            self.refuse(_("Choose a colleague first."))
            self.colleague.setFocus()
            return
        self.chosen.emit(colleague)

    def refuse(self, sentence: str) -> None:
        """Say why it can't be done; everything stays as it was typed."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
