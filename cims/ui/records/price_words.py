"""Prices in words: one of a product's list, that of a line."""

from collections.abc import Callable

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.products import PriceRow
from cims.ui.records.format import BETWEEN, Words


def price_words(field: Field, one: PriceRow, words: Words) -> str:
    """A price of the list on one line: for whom, from when on, how much."""
    assert field.rows
    columns = {part.name: part for part in field.rows.fields}
    parts = []
    if one.grade:
        parts.append(_("Grade {value}").format(value=words.text(columns["grade"], one.grade)))
    if one.from_quantity is not None:
        amount = words.text(columns["from_quantity"], one.from_quantity)
        parts.append(_("from {quantity}").format(quantity=amount))
    if one.valid_from is not None:
        parts.append(_("from {day} on").format(day=one.valid_from.isoformat()))
    price = words.text(columns["price"], one.price)
    return BETWEEN.join([*(parts or [_("Everybody")]), price])


def line_price(text: Callable[[str], str], *, discounted: bool) -> str:
    """How many of a line at which price; `text` tells what stands in one of its fields."""
    many = " ".join(filter(None, (text("quantity"), text("unit"))))
    price = _("{quantity} × {price}").format(quantity=many, price=text("unit_price"))
    if not discounted:
        return price
    return _("{price}, {discount} off").format(price=price, discount=text("discount"))
