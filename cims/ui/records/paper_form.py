"""What the form of a paper does more than others: lines that follow its head, and their sum."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QScrollArea, QWidget

from cims.ui import theme
from cims.ui.records.field_widgets import LINES, LinesField
from cims.ui.records.paper_totals import PaperTotals

if TYPE_CHECKING:
    from cims.ui.records.form import RecordForm

HEADS = ("currency", "tax_included", "customer", "rebate")  # what the lines depend on
AROUND = 140  # the title of the lines, what is said of one, margins


class PaperForm(QObject):
    """Joins the lines of a form with the rest of it."""

    def __init__(self, form: "RecordForm", lines: LinesField) -> None:
        super().__init__(form)
        self._form, self.lines = form, lines
        self.totals = PaperTotals()
        lines.summed.connect(self.totals.show_sum)
        lines.save_asked.connect(lambda: form.save())
        lines.left.connect(lambda on: form.next_field() if on else form.previous_field())

    def join(self, scroll: QScrollArea) -> None:
        """Let Tab come from the head into the lines, and what is said of a line be seen."""
        head = self._form.rows[self._form.plan.groups[0][1][-1].name].widget
        QWidget.setTabOrder(head.boxes()[-1], self.lines.table)
        about, margin = self.lines.about, theme.px(8)
        self.lines.table.current_changed.connect(
            lambda: scroll.ensureWidgetVisible(about, 0, margin)
        )

    def follow(self) -> None:
        """Let the lines know what the paper says of all of them."""
        rows = self._form.rows
        self.lines.follow({name: rows[name].widget.value() for name in HEADS if name in rows})

    def set_room(self, height: int) -> None:
        """How high the visible part of the form is."""
        self.lines.set_room(height - theme.px(AROUND))

    def focus_first(self) -> bool:
        """Begin with the customer, and where it is known with the lines; not in a closed paper."""
        if self.lines.model.is_closed:
            return False
        customer = self._form.rows.get("customer")
        if customer is None or customer.widget.value() is not None:
            self.lines.focus_new()
        else:
            customer.widget.setFocus()
        return True


def paper_form(form: "RecordForm") -> PaperForm | None:
    """The part of a form that only papers have."""
    lines = form.rows[LINES].widget if LINES in form.rows else None
    return PaperForm(form, lines) if isinstance(lines, LinesField) else None
