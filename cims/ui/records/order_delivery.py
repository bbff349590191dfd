"""How far an order is on its way: line by line, and on which days what left and is to leave."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from cims.services.deliveries import LineStanding
from cims.services.i18n import _
from cims.services.order_fields import ORDER_LINE
from cims.ui import paint, theme
from cims.ui.records.format import BETWEEN, Words, number
from cims.ui.widgets import (
    ElidedLabel,
    Hairline,
    IconButton,
    Pill,
    Scrolled,
    column,
    label,
    row,
    titled_card,
    wrapped,
)

DAY = 92
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class OrderDelivery(Scrolled):
    """Three cards: the lines, the planned days, the days that were."""

    unplan_asked = Signal(date)

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self._may_change = may_change
        self.setAccessibleName(_("Delivery"))

    def show_standings(self, lines: Sequence[LineStanding], words: Words) -> None:
        """Show how another order stands."""
        planned = by_day([(row.planned_on, one, row.quantity, "") for one in lines
                          for row in one.plan])  # fmt: skip
        left = by_day([(row.delivered_on, one, row.quantity, row.note or "") for one in lines
                       for row in one.deliveries])  # fmt: skip
        beside = row(
            titled_card(_("Planned deliveries"), self._plan(planned, words)),
            titled_card(_("Deliveries"), self._left(left, lines)),
            spacing=theme.GAP,
        )
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        table = titled_card(_("Lines"), self._table(lines, words))
        self.hold(column(table, beside, None, margins=(0, 12, 0, 12), spacing=theme.GAP))

    def _table(self, lines: Sequence[LineStanding], words: Words) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(0, 1)
        heads = (_("Description"), _("Ordered"), _("Cancelled"), _("Delivered"), _("Returned"),
                 _("To deliver"))  # fmt: skip
        for place, words_of in enumerate(heads):
            head = label(words_of, 12, role="muted")
            grid.addWidget(head, 0, place, RIGHT if place else Qt.AlignmentFlag.AlignLeft)
        for number_of, one in enumerate(lines, 1):
            grid.addWidget(self._name(one), number_of, 0)
            unit = words.text(ORDER_LINE.field("unit"), one.unit)
            ordered = " ".join(filter(None, (number(one.quantity), unit)))
            cells = (one.cancelled, one.delivered, one.returned, one.rest)
            shown = [ordered, *(number(cell) if cell else "—" for cell in cells)]
            for place, text in enumerate(shown, 1):
                is_rest = place == len(shown) and bool(one.rest)
                cell = label(text, weight=paint.MEDIUM if is_rest else paint.NORMAL)
                grid.addWidget(cell, number_of, place, RIGHT)
        return grid

    def _name(self, one: LineStanding) -> QWidget:
        holder = QWidget()
        told = [one.model]
        if one.returns is not None:
            told.append(_("Goods taken back"))
        told.append(one.reason)
        under = ElidedLabel(BETWEEN.join(filter(None, told)), 12, role="muted")
        parts = [ElidedLabel(one.name), *([under] if any(told) else [])]
        holder.setLayout(column(*parts, spacing=0))
        return holder

    def _plan(
        self,
        planned: dict[date, list[tuple[str, str]]],
        words: Words,
    ) -> QWidget:
        """The days ahead; one that has passed is late: what leaves is taken off the plan."""
        if not planned:
            return quiet(_("Nothing is planned."))
        rows = []
        for on, parts in sorted(planned.items()):
            is_late = on < words.today
            marks: list[QWidget] = [Pill(_("Overdue"), "bad")] if is_late else []
            if self._may_change:
                away = IconButton("x", _("Forget the plan of {day}").format(day=on), quiet=True)
                away.clicked.connect(partial(self.unplan_asked.emit, on))
                marks.append(away)
            rows.append(self._day(on, [name for name, _note in parts], "", marks))
        return stacked(rows)

    def _left(
        self, left: dict[date, list[tuple[str, str]]], lines: Sequence[LineStanding]
    ) -> QWidget:
        """The days on which something left, the newest first."""
        if not left:
            whole = any(one.delivered for one in lines)
            return quiet(
                _("The whole order left on one day.") if whole else _("Nothing has left yet.")
            )
        rows = []
        for on, parts in sorted(left.items(), reverse=True):
            notes = BETWEEN.join(dict.fromkeys(note for _name, note in parts if note))
            rows.append(self._day(on, [name for name, _note in parts], notes, []))
        return stacked(rows)

    def _day(self, on: date, names: Sequence[str], note: str, marks: Sequence[QWidget]) -> QWidget:
        day = label(on.isoformat(), weight=paint.MEDIUM)
        day.setFixedWidth(theme.px(DAY))
        text = wrapped("\n".join([*names, *([note] if note else [])]))
        holder = QWidget()
        day.setAlignment(Qt.AlignmentFlag.AlignTop)
        laid = row(day, text, *marks, margins=(0, 4, 0, 4), spacing=theme.px(10))
        laid.setStretch(1, 1)
        holder.setLayout(laid)
        return holder


def by_day(
    rows: Sequence[tuple[date | None, LineStanding, Decimal | None, str]],
) -> dict[date, list[tuple[str, str]]]:
    """What belongs to each day: how many of what, and the note."""
    found: dict[date, list[tuple[str, str]]] = {}
    for on, line, many, note in rows:
        if on is not None and many is not None:
            words = _("{quantity} × {product}").format(quantity=number(many), product=line.name)
            found.setdefault(on, []).append((words, note))
    return found


def quiet(words: str) -> QWidget:
    """Nothing to show, in words."""
    return label(words, role="muted")


def stacked(rows: Sequence[QWidget]) -> QWidget:
    """Rows with a hairline between them."""
    holder, laid = QWidget(), column(spacing=0)
    for number_of, one in enumerate(rows):
        if number_of:
            laid.addWidget(Hairline())
        laid.addWidget(one)
    holder.setLayout(laid)
    return holder
