"""What a product costs for whom, and what it cost before, on its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from cims.services.entity import Entity, Field
from cims.services.i18n import _
from cims.services.price_history import PriceChange, PriceHistory, PriceStep
from cims.services.products import PriceRow, prices_on
from cims.ui import paint, theme
from cims.ui.charts.step_line import StepLine
from cims.ui.records.format import Words, day
from cims.ui.records.price_words import price_words
from cims.ui.widgets import (
    ElidedLabel,
    Hairline,
    Pill,
    Scrolled,
    column,
    label,
    row,
    titled_card,
    wrapped,
)

DAY, WHO = 92, 110


class ProductPrices(Scrolled):
    """The price list with what is in force, the course of the usual price, all changes."""

    def __init__(self, entity: Entity) -> None:
        super().__init__()
        self._known = entity.by_name
        self.setAccessibleName(_("Prices"))

    def show_prices(self, values: Mapping[str, Any], history: PriceHistory, words: Words) -> None:
        """Show the prices of another product."""
        parts: list[QWidget | None] = []
        if field := self._known.get("prices"):
            parts.append(price_list(field, values, words))
        if "price" in self._known:
            parts.append(self._course(history.steps, words))
        parts.append(self._changes(history.changes, words))
        self.hold(column(*parts, None, margins=(0, 12, 0, 12), spacing=theme.GAP))

    def _course(self, steps: Sequence[PriceStep], words: Words) -> QWidget:
        """The usual price as it went; another currency begins a new line of its own."""
        newest = steps[-1].currency if steps else ""
        since = max((n for n, one in enumerate(steps) if one.currency != newest), default=-1) + 1
        shown = [one for one in steps[since:] if one.price is not None]
        if len(shown) < 2:
            quiet = _("The usual price has not changed yet.")
            return titled_card(_("Usual price"), label(quiet, role="muted"))
        chart = StepLine(_("Usual price"))
        field = self._known["price"]
        chart.show_steps(
            [
                (one.on, float(one.price), words.text(field, one.price))
                for one in shown
                if one.price is not None
            ],
            words.today,
        )
        return titled_card(_("Usual price"), chart, newest)

    def _changes(self, changes: Sequence[PriceChange], words: Words) -> QWidget:
        lines = column(spacing=0)
        for number, change in enumerate(changes):
            if number:
                lines.addWidget(Hairline())
            lines.addLayout(self._line(change, words))
        if not changes:
            lines.addWidget(label(_("No price was entered yet."), role="muted"))
        return titled_card(_("Price history"), lines)

    def _line(self, change: PriceChange, words: Words) -> Any:
        on = label(change.on.isoformat(), role="muted")
        on.setFixedWidth(theme.px(DAY))
        by = ElidedLabel(change.by, role="muted")
        by.setFixedWidth(theme.px(WHO))
        told = [
            self._told(self._known[name], before, after, words, is_first=change.is_first)
            for name, (before, after) in change.changes.items()
            if name in self._known and not (change.is_first and name == "currency")
        ]
        text = wrapped("\n".join(filter(None, told)))
        laid = row(on, text, by, margins=(0, 8, 0, 8), spacing=theme.px(12))
        laid.setStretch(1, 1)
        return laid

    def _told(self, field: Field, before: Any, after: Any, words: Words, *, is_first: bool) -> str:
        """One price before and after; a list of prices only as it is now."""
        if field.many:
            rows = _("; ").join(price_words(field, one, words) for one in after)
            told = rows or _("none any more")
            return _("{field}: {value}").format(field=_(field.label), value=told)
        was, now = words.text(field, before), words.text(field, after)
        if is_first or not was:
            return _("{field}: {value}").format(field=_(field.label), value=now)
        if not now:
            return _("{field} removed: {value}").format(field=_(field.label), value=was)
        return _("{field}: {before} → {after}").format(field=_(field.label), before=was, after=now)


def price_list(field: Field, values: Mapping[str, Any], words: Words) -> QWidget:
    """The prices by grade, quantity and day as a table, with which of them are in force."""
    rows: Sequence[PriceRow] = values.get(field.name) or ()
    if not rows:
        return titled_card(_("Price list"), label(_("One price for everybody."), role="muted"))
    assert field.rows
    columns = {one.name: one for one in field.rows.fields}
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(20))
    grid.setVerticalSpacing(theme.px(8))
    for place, name in enumerate(("grade", "from_quantity", "valid_from", "price")):
        grid.addWidget(label(_(columns[name].label), 12, role="muted"), 0, place)
        grid.setColumnStretch(place, 1)
    in_force = prices_on(rows, words.today)
    order = sorted(rows, key=lambda one: (one.grade or "", one.from_quantity or 0))
    for number, one in enumerate(order, 1):
        grade = words.text(columns["grade"], one.grade) or _("Everybody")
        amount = words.text(columns["from_quantity"], one.from_quantity) or "—"
        begins = day(one.valid_from) if one.valid_from else "—"
        price = label(words.text(columns["price"], one.price), weight=paint.MEDIUM)
        for place, cell in enumerate((label(grade), label(amount), label(begins), price)):
            grid.addWidget(cell, number, place)
        grid.addWidget(state_of(one, in_force, words), number, 4)
    return titled_card(_("Price list"), grid, str(values.get("currency") or ""))


def state_of(one: PriceRow, in_force: Sequence[PriceRow], words: Words) -> Pill:
    """Whether a price holds today, will, or did."""
    if one in in_force:
        return Pill(_("In force"), "ok")
    if one.valid_from is not None and one.valid_from > words.today:
        return Pill(_("Coming"), "accent")
    return Pill(_("Replaced"), "muted")
