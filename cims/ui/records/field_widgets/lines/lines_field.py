"""The field of a paper's lines: the table, what is to be known of a line, what was done to all."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.line_offers import LineOffer, WantedLine
from cims.services.rules.currencies import currency_code
from cims.ui import theme
from cims.ui.records.field_widgets.base import FieldWidget, Place
from cims.ui.records.field_widgets.lines.line_columns import (
    PRICE,
    PRODUCT,
    QUANTITY,
    line_columns,
)
from cims.ui.records.field_widgets.lines.line_model import LineModel
from cims.ui.records.field_widgets.lines.line_notice import LineNotice, about_line
from cims.ui.records.field_widgets.lines.line_sheet import FILLED, Entry
from cims.ui.records.field_widgets.lines.line_table import ROW, LineTable
from cims.ui.records.field_widgets.lines.line_work import LineWork
from cims.ui.records.field_widgets.lines.line_worth import Head, Sum
from cims.ui.records.field_widgets.lines.pricing import Switch, other_prices
from cims.ui.records.field_widgets.lines.product_box import Pick
from cims.ui.widgets import column, label, set_ink

UNBOUND = 16_777_215  # Qt's own for no limit
FEWEST, MOST = 4, 14  # rows that are shown at least, and before one has to scroll


class LinesField(FieldWidget):
    """A tuple of rows edited as one value; `left` lets the keyboard go on to the next field."""

    left = Signal(bool)
    save_asked = Signal()
    locked = Signal(bool)
    summed = Signal(object, object)  # Sum, Head

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        columns = line_columns(field, with_profit=place.sees_cost)
        self.model = LineModel(field, columns, place, self)
        self.sheet = self.model.sheet
        self.table = LineTable(_(field.label), self.model)
        self.about = label("", 12, role="muted")
        self.about.setWordWrap(True)
        self.notice = LineNotice()
        self._room = 0
        self._fills = False
        self._quantities: dict[int, Any] = {}  # for how many of each line its price was asked last
        self._parts = column(self.notice, self.table, self.about, spacing=6)
        self.setLayout(self._parts)
        self.setFocusProxy(self.table)
        self.work = LineWork(self)
        self.table.chosen.connect(self._chosen)
        self.table.left.connect(self.left)
        self.table.current_changed.connect(self._tell_line)
        self.table.horizontalScrollBar().rangeChanged.connect(lambda _least, _most: self._fit())
        self.model.changed.connect(self._changed)
        self.name()
        self.model.show()
        self._fit()

    def value(self) -> tuple[Any, ...]:
        """The lines, with what stands half typed in an open cell."""
        with self.sheet.tried():
            self.table.enter_half_typed()
            return self.sheet.rows()

    def kept(self) -> tuple[Any, ...]:
        """The lines for later: what can't be read stands among their remarks."""
        titles = {
            column.name: column.title(tax_included=self.model.head.tax_included)
            for column in self.model.columns
        }
        with self.sheet.tried():
            self.table.enter_half_typed()
            return self.sheet.kept_rows(titles)

    def set_value(self, value: Any) -> None:
        self.sheet.fill(value or ())
        self.model.show()
        self.notice.clear()
        self.ask(self.sheet.entries)
        self._settled()

    def problem(self) -> str | None:
        with self.sheet.tried():
            self.table.enter_half_typed()
            found = self.model.first_problem()
        if found is None:
            return None
        row, _column, sentence = found
        number = self.sheet.number_of(row)
        return _("Line {number}: {problem}").format(number=number, problem=sentence)

    def show_wrong(self, wrong: bool) -> None:
        """The cells show by themselves what is wrong in them."""

    def focus_wrong(self) -> None:
        """Put the keyboard on the first cell that is wrong."""
        self.table.finish_edit()
        if (found := self.model.first_problem()) is not None:
            self.table.go_to(found[0], found[1])

    def focus_new(self) -> None:
        """Put the keyboard where the next line begins."""
        self.table.go_to(len(self.sheet.entries), self.model.place_of(PRODUCT))

    def boxes(self) -> list[QWidget]:
        return [self.table]

    def name(self, words: str = "") -> None:
        self.table.setAccessibleName(words or _(self.field.label))

    def follow(self, values: Mapping[str, Any]) -> None:
        """Let prices be in this paper's currency, with or without tax, for this customer."""
        customer = values.get("customer")
        head = Head(
            currency_code(str(values.get("currency") or self.place.words.currency)),
            values.get("tax_included") is not False,
            customer.id if customer is not None else None,
            values.get("rebate"),
        )
        before = self.model.head
        if head == before:
            return
        self.model.set_head(head)
        if head.tax_included != before.tax_included:
            self._tell_switch(before)
        if (head.customer, head.currency) != (before.customer, before.currency):
            self.ask(self.sheet.entries)
        self._settled()

    def lock(self, locked: bool = True) -> None:
        if self.model.is_closed == locked:
            return
        self.model.is_closed = locked
        self.locked.emit(locked)
        self.model.show()
        self._fit()

    def fill_room(self) -> None:
        """Be as high as there is room, not as high as the lines need."""
        self._fills = True
        self.table.setMinimumHeight(theme.px(ROW) * FEWEST)
        self.table.setMaximumHeight(UNBOUND)
        self._parts.setStretch(1, 1)

    def set_room(self, height: int) -> None:
        """How high the table may become before it scrolls by itself."""
        self._room = height
        self._fit()

    @property
    def sum(self) -> Sum:
        """What the lines come to."""
        return self.model.sum

    def _chosen(self, row: int, pick: Pick) -> None:
        """A product was taken from the list, or only words, or a new one is to be made."""
        product, quantity_at = self.model.place_of(PRODUCT), self.model.place_of(QUANTITY)
        if pick.is_new and self.place.new_product is not None:
            self.sheet.describe(row, pick.words)
            self.model.step()
            key = self.sheet.entries[min(row, len(self.sheet.entries) - 1)].key
            self.place.new_product(pick.words, lambda link: self._made(key, link, pick.quantity))
            self.table.go_to(row, quantity_at)
            return
        if pick.product is not None:
            self.sheet.choose(row, pick.product, pick.quantity)
        else:
            with self.sheet.as_one():
                self.sheet.describe(row, pick.words)
                if pick.quantity is not None:
                    self.sheet.set_cell(row, QUANTITY, pick.quantity)
        self.model.step()
        if pick.product is not None:
            self.ask([self.sheet.entries[row]], FILLED)
        if pick.quantity is None:
            self.table.go_to(row, quantity_at)
        else:
            self.table.go_to(row + 1, product)

    def _made(self, key: int, link: Any, quantity: Decimal | None) -> None:
        """A new product was made for a line."""
        row = next((at for at, one in enumerate(self.sheet.entries) if one.key == key), None)
        if row is None:
            return
        self.sheet.choose(row, link, quantity)
        self.model.step()
        self.ask([self.sheet.entries[row]], FILLED)
        self.table.go_to(row, self.model.place_of(QUANTITY))

    def ask(self, entries: Sequence[Entry], fill: Sequence[str] = ()) -> None:
        """Ask what the products of these lines say, to fill in these cells."""
        asked = [one for one in entries if one.row is not None and one.row.product is not None]
        if not asked:
            return
        wanted = [
            WantedLine(one.row.product.id, one.row.quantity or Decimal(1), one.row.id)
            for one in asked
        ]
        keys = [one.key for one in asked]

        def take(offers: Sequence[LineOffer | None]) -> None:
            if isValid(self):
                told = dict(zip(keys, offers, strict=True))
                self.sheet.take_offers(told, fill)
                self._quantities.update(
                    (one.key, one.row.quantity) for one in self.sheet.entries if one.key in told
                )
                self.model.show()
                self._settled()
                self.changed.emit()

        self.place.offers(wanted, take)

    def _changed(self) -> None:
        """A step was made: prices by quantity are asked again, what it comes to is told."""
        again = [
            one
            for one in self.sheet.entries
            if one.row is not None
            and one.offer is not None
            and one.key in self._quantities
            and self._quantities[one.key] != one.row.quantity
        ]
        self.ask(again, (PRICE,))
        self._settled()
        self.changed.emit()

    def _settled(self) -> None:
        self._fit()
        self._tell_line()
        self.summed.emit(self.model.sum, self.model.head)

    def _tell_line(self) -> None:
        words, tone = about_line(self.model, self.table.currentIndex())
        self.about.setText(words)
        set_ink(self.about, tone)

    def _tell_switch(self, before: Head) -> None:
        """Entering prices the other way changes what the paper comes to: say so."""
        found = Switch.between(self.sheet.entries, before, self.model.head)
        if found is None:
            self.notice.clear()
            return
        self.notice.say(
            found.words(), "warn", _("Convert prices"), partial(self._convert, self.model.head)
        )

    def _convert(self, head: Head) -> None:
        self.sheet.put(other_prices(self.sheet.entries, head))
        self.notice.clear()
        self.model.step()

    def _fit(self) -> None:
        """Be as high as the lines need, within the room there is."""
        if self._fills:
            return
        rows = min(max(FEWEST, self.model.rowCount()), MOST)
        header = self.table.horizontalHeader().sizeHint().height()
        bar = self.table.horizontalScrollBar()
        frame = header + 2 + (bar.sizeHint().height() if bar.maximum() else 0)
        wanted = frame + rows * theme.px(ROW)
        least = frame + FEWEST * theme.px(ROW)
        self.table.setFixedHeight(max(least, min(wanted, self._room)) if self._room else wanted)
