"""What lines that are being entered come to, and what is earned by them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from cims.services.errors import CimsError
from cims.services.paper_fields import PaperRow
from cims.services.paper_worth import row_amounts
from cims.services.rules.currencies import exponent
from cims.services.rules.line_amounts import PaperAmounts, less_rebate
from cims.ui.records.field_widgets.lines.line_sheet import Entry

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Head:
    """What a paper says of all its lines."""

    currency: str = "CNY"
    tax_included: bool = True
    customer: int | None = None
    rebate: Decimal | None = None


@dataclass(frozen=True)
class Sum:
    """Several lines together; `profit` is absent where no cost is known."""

    net: Decimal = NOTHING
    tax: Decimal = NOTHING
    total: Decimal = NOTHING
    profit: Decimal | None = None
    earned_on: Decimal = NOTHING  # net of the lines whose cost is known, less the rebate
    without_cost: int = 0


def amounts(entry: Entry, head: Head) -> PaperAmounts | None:
    """What a line comes to on paper; CimsError where that is too much."""
    if entry.row is None or entry.row.quantity is None:
        return None
    return worth_of(entry.row, head.currency, head.tax_included)


@lru_cache(maxsize=4_000)
def worth_of(row: PaperRow, currency: str, tax_included: bool) -> PaperAmounts:
    """The amounts of a line; of many lines one is changed at a time."""
    return row_amounts(row, currency, tax_included=tax_included)


def profit(entry: Entry, head: Head) -> Decimal | None:
    """Net less what the goods cost; None where the cost is not known, or not told."""
    cost = entry.offer.cost if entry.offer is not None else None
    if cost is None or entry.row is None:
        return None
    try:
        found = amounts(entry, head)
    except CimsError:
        return None
    places = Decimal(1).scaleb(-exponent(head.currency))
    sold = entry.row.quantity - (entry.row.cancelled or 0) if found else NOTHING
    return (found.net - cost * sold).quantize(places) if found else None


def sum_up(entries: Iterable[Entry], head: Head) -> Sum:
    """The sum of these lines; those that come to too much are told at their cells."""
    net = tax = total = earned = earned_on = NOTHING
    known = unknown = 0
    for entry in entries:
        try:
            found = amounts(entry, head)
        except CimsError:
            continue
        if found is None or getattr(entry.row, "optional", None):
            continue
        net, tax, total = net + found.net, tax + found.tax, total + found.total
        gain = profit(entry, head)
        if gain is None:
            unknown += 1
        else:
            known, earned, earned_on = known + 1, earned + gain, earned_on + found.net
    paper = less_rebate(PaperAmounts(net, tax, total), head.rebate, head.currency)
    rebate = net - paper.net
    earned, earned_on = earned - rebate, earned_on - rebate
    return Sum(paper.net, paper.tax, paper.total, earned if known else None, earned_on, unknown)
