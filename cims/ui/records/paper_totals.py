"""What a paper comes to: net, tax, total, the total in capitals, and by right what it earns."""

from decimal import Decimal

from PySide6.QtWidgets import QLabel, QWidget

from cims.services.i18n import _, _n
from cims.services.rules.capital_amounts import capitals
from cims.services.rules.currencies import paid
from cims.ui import paint, theme
from cims.ui.records.field_widgets.lines.line_worth import Head, Sum
from cims.ui.records.format import money
from cims.ui.widgets import ElidedLabel, column, label, row, set_ink

SPOKEN = "CNY"  # whose amounts are written out
PERCENT = Decimal("0.1")


class PaperTotals(QWidget):
    """One line of figures below the lines of a paper; figures that nobody may see have no place."""

    def __init__(self) -> None:
        super().__init__()
        self.net, self.tax = figure(), figure()
        self.total = label("", 15, paint.BOLD)
        self.spoken = ElidedLabel("", 12, role="muted")
        self.profit = figure()
        self._profit = titled(_("Gross profit"), self.profit)
        self.rebate = figure()
        self._rebate = titled(_("Rebate"), self.rebate)
        laid = row(
            titled(_("Net"), self.net),
            titled(_("Tax"), self.tax),
            self._rebate,
            self._profit,
            self.spoken,
            titled(_("Total incl. tax"), self.total),
            spacing=theme.px(28),
        )
        laid.setStretch(4, 1)
        self.setLayout(laid)
        self._rebate.hide()

    def show_sum(self, found: Sum, head: Head) -> None:
        """Show these amounts in the paper's currency."""
        self.net.setText(money(found.net, head.currency))
        self.tax.setText(money(found.tax, head.currency))
        self._rebate.setVisible(bool(head.rebate))
        self.rebate.setText(money(head.rebate or found.total, head.currency))
        self.total.setText(money(found.total, head.currency))
        is_spoken = head.currency == SPOKEN
        self.spoken.set_text(capitals(paid(found.total, SPOKEN)) if is_spoken else "")
        self._profit.setVisible(found.profit is not None)
        if found.profit is not None:
            self.profit.setText(profit_words(found, head))
            set_ink(self.profit, "bad" if found.profit < 0 else "text")


def profit_words(found: Sum, head: Head) -> str:
    """The profit with its share of the net; how many lines it does not know."""
    assert found.profit is not None
    shown = money(found.profit, head.currency)
    if found.earned_on:
        share = (found.profit / found.earned_on * 100).quantize(PERCENT)
        shown = _("{profit} ({share}%)").format(profit=shown, share=f"{share:f}")
    if found.without_cost:
        less = _n("without {n} line whose cost is unknown",
                  "without {n} lines whose cost is unknown", found.without_cost)  # fmt: skip
        shown = f"{shown} · {less.format(n=found.without_cost)}"
    return shown


def figure() -> QLabel:
    """One amount."""
    return label("", 13, paint.MEDIUM)


def titled(title: str, amount: QLabel) -> QWidget:
    """An amount below its name."""
    holder = QWidget()
    holder.setLayout(column(label(title, 11, role="muted"), amount, spacing=0))
    return holder
