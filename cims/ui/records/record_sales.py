"""Opportunities or orders of a customer on its page: open, enter another, what they come to."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from cims.services.i18n import _
from cims.services.rights import Action, Actor
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.records.customer_sales import Sales, SalesPlan
from cims.ui.records.format import BETWEEN, Words, day
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    Hairline,
    Pill,
    Scrolled,
    column,
    label,
    row,
)

STATE, AMOUNT, DAY = 112, 128, 96  # widths of the columns
TONES = {"open": "accent", "won": "ok", "lost": "muted", "draft": "muted", "confirmed": "accent",
         "sent": "accent", "accepted": "ok", "refused": "bad", "expired": "warn",
         "closed": "ok", "void": "bad"}  # fmt: skip


class RecordSales(Scrolled):
    """One line for each record, the open ones first; below them the sum by currency."""

    open_asked = Signal(str, int, str)
    asked = Signal(str)  # new_… or all_…, with the record type

    def __init__(self, plan: SalesPlan, actor: Actor) -> None:
        super().__init__()
        self.plan = plan
        self._shown: tuple[Sales, Words, str] | None = None  # not laid out while out of sight
        self._may_add = actor.may(Action.CREATE, plan.entity.name)
        self.setAccessibleName(_(plan.entity.label_plural))

    def show_sales(self, sales: Sales, words: Words, whose: str) -> str:
        """Show the records of a customer of this name; what the tab is called then."""
        self._shown = sales, words, whose
        if self.isVisible():
            self._lay_out()
        if not sales.count:
            return _(self.plan.entity.label_plural)
        return _(self.plan.counted).format(n=f"{sales.count:,}")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        if self._shown is None:
            return
        (sales, words, whose), self._shown = self._shown, None
        plan, lines = self.plan, column(spacing=0)
        for number, record in enumerate(sales.rows):
            if number:
                lines.addWidget(Hairline())
            lines.addWidget(self._line(record, words, whose))
        parts: list[QWidget | None] = [Card(lines)]
        if sales.rows:
            parts.append(self._foot(sales, words))
        else:
            empty = EmptyState(plan.icon, _(plan.empty), _(plan.new) if self._may_add else "")
            empty.pressed.connect(partial(self._ask, "new"))
            lines.addWidget(empty)
        self.hold(column(*parts, None, margins=(0, 12, 0, 12)))

    def _ask(self, what: str) -> None:
        self.asked.emit(f"{what}_{self.plan.entity.name}")

    def _foot(self, sales: Sales, words: Words) -> QWidget:
        """A new one, all of them where there are more, and what they come to."""
        plan, parts = self.plan, []
        if self._may_add:
            new = Button(_(plan.new), "plus")
            new.clicked.connect(partial(self._ask, "new"))
            parts.append(new)
        if sales.count > len(sales.rows):
            every = _("Show all {n}").format(n=f"{sales.count:,}")
            more = Button(every, "list-filter")
            more.clicked.connect(partial(self._ask, "all"))
            parts.append(more)
        field = plan.entity.field(plan.amount)
        amounts = BETWEEN.join(words.text(field, one) for one in sales.sums)
        told = _(plan.sum_words).format(amounts=amounts) if amounts else ""
        total = ElidedLabel(told, weight=paint.MEDIUM)
        foot = QWidget()
        laid = row(*parts, None, total, margins=(0, 0, 14, 0), spacing=theme.px(12))
        foot.setLayout(laid)
        return foot

    def _line(self, record: Record, words: Words, whose: str) -> QWidget:
        plan, values = self.plan, record.values
        is_open, name = plan.is_open(record), str(values[plan.name])
        title = ElidedLabel(name, weight=paint.MEDIUM, role="text" if is_open else "muted")
        told = (values[one] for one in plan.under if values[one] not in (None, whose))
        under = BETWEEN.join(map(str, told))
        names = QWidget()
        names.setLayout(column(title, ElidedLabel(under, 12, role="muted"), spacing=0))
        state = words.text(plan.entity.field(plan.state), values[plan.state])
        tone = TONES.get(str(values[plan.meaning]), "muted")
        amount = label(words.text(plan.entity.field(plan.amount), values[plan.amount]))
        open_button = Button(_("Open"), "external-link")
        open_button.setAccessibleName(_("Open {name}").format(name=name))
        ask = partial(self.open_asked.emit, plan.entity.name, record.id, name)
        open_button.clicked.connect(ask)
        line = Line()
        line.opened.connect(ask)
        laid = row(
            names,
            wide(Pill(state, tone), STATE),
            wide(amount, AMOUNT, Qt.AlignmentFlag.AlignRight),
            wide(self._day(record, words, is_open), DAY, Qt.AlignmentFlag.AlignRight),
            open_button,
            margins=(14, 8, 12, 8),
            spacing=theme.px(12),
        )
        laid.setStretch(0, 1)
        line.setLayout(laid)
        return line

    def _day(self, record: Record, words: Words, is_open: bool) -> QLabel:
        """When it is expected or was ordered; red where that has passed and it is still open."""
        plan, on = self.plan, record.values[self.plan.day]
        is_late = on is not None and is_open and not plan.newest_first and on < words.today
        text = day(on, words.today) if on is not None else ""
        return label(text, role="bad" if is_late else "muted")


class Line(QWidget):
    """A record in one line; a double click opens it, as its button does."""

    opened = Signal()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit()


def wide(
    widget: QWidget, width: int, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> QWidget:
    """A widget in a column of this width at least."""
    holder = QWidget()
    holder.setMinimumWidth(theme.px(width))
    laid = row()
    laid.addWidget(widget, 0, side | Qt.AlignmentFlag.AlignVCenter)
    holder.setLayout(laid)
    return holder
