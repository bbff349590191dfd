"""Which columns the lines of a paper have: derived from the description of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from cims.services.entity import NUMBERS, Field, Kind
from cims.services.i18n import N_, _
from cims.ui import paint, theme

PRODUCT, AMOUNT, PROFIT, QUANTITY, HEADING = "product", "amount", "profit", "quantity", "heading"
PRICE, TAX = "unit_price", "tax_rate"
INSIDE = frozenset({"name", "id", HEADING})  # in the first column, or between the lines
FIRST = (PRODUCT, "model", QUANTITY, "unit", PRICE, "discount", TAX, AMOUNT, PROFIT)
LAST = ("remarks",)
WIDTHS: Mapping[str, int] = {
    "model": 92,
    QUANTITY: 60,
    "unit": 58,
    PRICE: 88,
    "discount": 52,
    TAX: 52,
    AMOUNT: 96,
    PROFIT: 88,
    "planned_on": 88,
    "delivery": 80,
    "remarks": 80,
}
SHORT: Mapping[str, str] = {
    "model": N_("Model"),
    PRODUCT: N_("Product / description"),
    "planned_on": N_("Delivery"),
    "delivery": N_("Delivery"),
}
USUAL, NARROWEST_PRODUCT, AROUND = 80, 150, 18


@dataclass(frozen=True)
class LineColumn:
    """A column; `field` is absent where it is computed."""

    name: str
    label: str
    field: Field | None = None

    @property
    def is_number(self) -> bool:
        """Whether it stands at the right."""
        return self.field is None or self.field.kind in NUMBERS

    @property
    def width(self) -> int:
        """Its width in pixels: that of its cells, or of its heading."""
        heading = paint.width_of(self.title(tax_included=True), 12, paint.BOLD) + theme.px(AROUND)
        return max(theme.px(WIDTHS.get(self.name, USUAL)), heading)

    def title(self, *, tax_included: bool) -> str:
        """Its heading; that of the price says whether the tax is in it."""
        if self.name == PRICE:
            return _("Price incl. tax") if tax_included else _("Price excl. tax")
        return _(self.label)


def line_columns(lines: Field, *, with_profit: bool) -> tuple[LineColumn, ...]:
    """The columns of a paper's lines in their order; marks and headings are none."""
    assert lines.rows
    found = {
        field.name: LineColumn(field.name, SHORT.get(field.name, field.label), field)
        for field in lines.rows.fields
        if field.name not in INSIDE and field.kind is not Kind.YES_NO
    }
    found[AMOUNT] = LineColumn(AMOUNT, N_("Amount"))
    if with_profit:
        found[PROFIT] = LineColumn(PROFIT, N_("Gross profit"))
    leading = [found.pop(name) for name in FIRST if name in found]
    last = [found.pop(name) for name in LAST if name in found]
    return (*leading, *found.values(), *last)


def marks_of(lines: Field) -> tuple[Field, ...]:
    """What a line can be marked as: optional, a gift."""
    assert lines.rows
    return tuple(field for field in lines.rows.fields if field.kind is Kind.YES_NO)
