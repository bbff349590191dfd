"""What a customer might buy: the lines of an opportunity, what they come to and what falls to each.

And the months that an opportunity was put off from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update

from cims.models.base import Base
from cims.models.opportunity import OpportunityLine
from cims.services.database import Unit
from cims.services.opportunity_fields import WishRow
from cims.services.prepared import Prepared
from cims.services.rules.currencies import minor, paid
from cims.services.rules.line_amounts import exact_value
from cims.services.storage import Record

ALL = Decimal(1)


def priced(values: dict[str, Any], old: Record | None) -> dict[str, Any]:
    """Product, lines and amount brought together: lines, where they are, say the amount.

    A product alone makes one line; what was typed as the amount is then its price.
    """
    wishes = values.get("wishes") or ()
    before = old.values if old is not None else {}
    product = values.get("product")
    if product and not wishes and before.get("wishes") and product == before.get("product"):
        values["product"] = None  # its last line was taken off
    elif product and not wishes:
        price = values.get("amount")
        wishes = values["wishes"] = (WishRow(product, product.text or None, ALL, price),)
    elif wishes and (not product or old is None or wishes != before.get("wishes")):
        values["product"] = next((row.product for row in wishes if row.product), product)
    if wishes and wishes != (before.get("wishes") or ()):
        known = [row for row in wishes if row.unit_price is not None]
        if known:
            total = sum((worth_of(row) for row in known), Decimal(0))
            values["amount"] = paid(total, values["currency"])
    return values


def worth_of(row: WishRow) -> Decimal:
    """What one line comes to."""
    quantity = ALL if row.quantity is None else row.quantity
    return exact_value(quantity, row.unit_price or Decimal(0), row.discount or Decimal(0))


def ended_on(values: Mapping[str, Any], old: Record | None, today: date) -> date:
    """The day of a decision that nobody dates: a new one was expected on a day that is past."""
    expected: date | None = values.get("close_on")
    return expected if old is None and expected and expected < today else today


def slipped_from(values: Mapping[str, Any], old: Record | None, today: date) -> date | None:
    """The day it was to be closed on, where it was put off beyond a month that had begun.

    Brought back into that month, or before it, it has not slipped.
    """
    if old is None:
        return values.get("slipped_from")
    kept: date | None = values.get("slipped_from")
    now: date | None = values.get("close_on")
    before: date | None = old.values.get("close_on")
    was_due = before is not None and before != now and month(before) <= month(today)
    if before and was_due and (now is None or month(now) > month(before)):
        return before
    is_back = kept is not None and now is not None and month(now) <= month(kept)
    return None if is_back else kept


def month(day: date) -> tuple[int, int]:
    """The month of a day, as something that can be compared."""
    return day.year, day.month


def share_out(unit: Unit, records: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Write beside the lines of these opportunities what of the amounts falls to each."""
    written = []
    for id_, values in records:
        wishes, amount = values.get("wishes") or (), values.get("amount")
        if not wishes:
            continue
        shares: Iterable[tuple[int | None, ...]] = [(None, None)] * len(wishes)
        if amount is not None:
            currency = values["currency"]
            parts = [worth_of(row) for row in wishes]
            units = minor(amount, currency), minor(values["weighted"], currency)
            shares = zip(*(split(whole, parts) for whole in units), strict=True)
        for position, (share, weighted) in enumerate(shares):
            row = {"root": id_, "at": position, "part": share, "weighted_part": weighted}
            written.append(row)
    if written:
        sharing().run_many(unit.session, written)


@cache
def sharing() -> Prepared:
    """Write the shares of a line by its opportunity and position."""
    table = Base.metadata.tables[OpportunityLine.__tablename__]
    return Prepared(
        update(table)
        .where(table.c.opportunity_id == bindparam("root"), table.c.position == bindparam("at"))
        .values(share=bindparam("part"), weighted_share=bindparam("weighted_part"))
    )


def split(units: int, parts: Sequence[Decimal]) -> Iterator[int]:
    """So many smallest units in the ratio of the parts; the rest of the rounding goes to the last.

    Parts that come to nothing share alike.
    """
    weights = parts if sum(parts) > 0 else [ALL] * len(parts)
    total = sum(weights, Decimal(0))
    left = units
    for part in weights[:-1]:
        share = int((units * part / total).to_integral_value(ROUND_HALF_UP))
        left -= share
        yield share
    yield left
