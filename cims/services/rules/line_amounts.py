"""What a line of a quote or order comes to: its exact value, and what the paper shows.

Exact values are in the price as entered (tax included or not), net of discount, to a millionth;
reports add these and round once. Paper amounts are rounded per line to what can be paid, and
papers, receivables and payments add those.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from cims.services.rules.currencies import paid

FINEST = Decimal("0.000001")
WIDE = Context(prec=60)  # three factors of 18 digits each are multiplied without rounding


@dataclass(frozen=True)
class PaperAmounts:
    """Amounts as a paper shows them; `total` is always `net` and `tax` together."""

    net: Decimal
    tax: Decimal
    total: Decimal


def exact_value(quantity: Decimal, unit_price: Decimal, discount: Decimal) -> Decimal:
    """Quantity times price less the discount (a share from 0 to 1), half up to a millionth."""
    value = WIDE.multiply(WIDE.multiply(quantity, unit_price), 1 - discount)
    return value.quantize(FINEST, rounding=ROUND_HALF_UP, context=WIDE)


def paper_amounts(
    exact: Decimal, rate: Decimal | None, currency: str, *, tax_included: bool
) -> PaperAmounts:
    """The line on paper; `rate` is a share (0.13), None where no tax is charged at all.

    With the tax included, net is total / (1 + rate) and the tax is what is left, so that the
    total stays what was agreed; without, the tax comes on top.
    """
    share = rate or Decimal(0)
    if tax_included:
        total = paid(exact, currency)
        net = paid(WIDE.divide(total, 1 + share), currency)
        return PaperAmounts(net, total - net, total)
    net = paid(exact, currency)
    tax = paid(WIDE.multiply(net, share), currency)
    return PaperAmounts(net, tax, net + tax)


def sum_of(lines: Iterable[PaperAmounts]) -> PaperAmounts:
    """The amounts of a whole paper: its lines added as they stand."""
    net = tax = total = Decimal(0)
    for line in lines:
        net, tax, total = net + line.net, tax + line.tax, total + line.total
    return PaperAmounts(net, tax, total)


def less_rebate(whole: PaperAmounts, rebate: Decimal | None, currency: str) -> PaperAmounts:
    """The amounts of a paper after a rebate off its total; no more is taken off than there is.

    The tax in it is the rebate's share of the tax, half up; net is what is left, so that net and
    tax are still the total.
    """
    off = min(rebate or Decimal(0), whole.total)
    if off <= 0:
        return whole
    tax_off = paid(WIDE.divide(WIDE.multiply(off, whole.tax), whole.total), currency)
    total, tax = whole.total - off, whole.tax - tax_off
    return PaperAmounts(total - tax, tax, total)
