"""Small questions about leads: why they are invalid, who gets them, what the rules would do."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from cims.services.assigning import Gift
from cims.services.i18n import N_, _, _n, listed
from cims.ui import paint, theme
from cims.ui.matching import Item
from cims.ui.widgets import (
    Button,
    Index,
    PlainRows,
    PlainTable,
    PrimaryButton,
    SearchCombo,
    column,
    label,
    row,
    set_ink,
    wrapped,
)

DisplayRole = Qt.ItemDataRole.DisplayRole
SHOWN = 8  # rows of the table before it scrolls


class Asking(QDialog):
    """A title, one thing to choose, and the verb; Esc gives up."""

    chosen = Signal(object)  # the chosen value

    def __init__(
        self,
        title: str,
        name: str,
        items: Sequence[Item],
        verb: Button,
        parent: QWidget,
        hint: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(400))
        self.box = SearchCombo(name, items)
        self.box.setPlaceholderText(hint or _("Name or pinyin"))
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self._name = name
        verb.setDefault(True)
        verb.clicked.connect(self.take)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        self.setLayout(
            column(
                label(title, 15, paint.BOLD),
                label(name, 12, role="muted"),
                self.box,
                self.state,
                row(None, cancel, verb),
                margins=(20, 16, 20, 16),
            )
        )
        self.box.setFocus()

    def take(self) -> None:
        """Take the answer, if there is one."""
        if (value := self.box.value()) is None:
            self.refuse(_("{field} is missing.").format(field=self._name))
            self.box.setFocus()
            return
        self.chosen.emit(value)

    def refuse(self, sentence: str) -> None:
        """Say why it can't be done; what was chosen stays."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        set_ink(self.state, "bad")


class GiftRows(PlainRows[Gift]):
    """Which lead would go to whom, and why."""

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        if role not in (DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        gift = self.rows[index.row()]
        cells = (
            gift.lead.text,
            gift.owner.text if gift.owner else _("Nobody"),
            gift.rule.text if gift.rule else gift.why,
        )
        return cells[index.column()]


class AssignDialog(QDialog):
    """What the rules would do with leads that nobody owns, before they do it."""

    def __init__(self, gifts: Sequence[Gift], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Assign by rules"))
        self.setMinimumWidth(theme.px(620))
        self.rows = GiftRows((N_("Lead"), N_("Goes to"), N_("Rule or reason")), self)
        self.rows.put(gifts)
        self.table = PlainTable(_("Leads"), self.rows)
        self.table.fit()
        height = theme.px(34) * (min(len(gifts), SHOWN) + 1) + theme.px(6)
        self.table.setFixedHeight(height)
        given = [gift for gift in gifts if gift.owner]
        self.assign = PrimaryButton(_("Assign now"), "split")
        self.assign.setDefault(True)
        self.assign.setEnabled(bool(given))
        self.assign.clicked.connect(self.accept)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        self.said = wrapped(said_of(gifts), 13)
        self.setLayout(
            column(
                label(_("Assign by rules"), 15, paint.BOLD),
                self.said,
                self.table,
                row(None, cancel, self.assign),
                margins=(20, 16, 20, 16),
                spacing=10,
            )
        )


def said_of(gifts: Sequence[Gift]) -> str:
    """How many leads each colleague would get, and how many stay."""
    if not gifts:
        return _("All of these have an owner already. Hand them over instead.")
    counts = Counter(gift.owner.text for gift in gifts if gift.owner)
    told = [_("{name} {n}").format(name=name, n=n) for name, n in counts.most_common()]
    left = sum(gift.owner is None for gift in gifts)
    stays = _n("{n} lead stays unassigned", "{n} leads stay unassigned", left).format(n=left)
    return _("; ").join([*([listed(told)] if told else []), *([stays] if left else [])])
