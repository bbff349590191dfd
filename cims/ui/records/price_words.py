"""A price of a product's list in words."""

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
