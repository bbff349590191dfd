"""Prices with and without tax: what changes when a paper is entered the other way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cims.services.i18n import _
from cims.services.rules.line_amounts import FINEST, WIDE
from cims.ui.records.field_widgets.lines.line_sheet import Entry
from cims.ui.records.field_widgets.lines.line_worth import Head, Sum, sum_up
from cims.ui.records.format import money


@dataclass(frozen=True)
class Switch:
    """What lines came to, and what they come to when prices mean something else."""

    before: Sum
    after: Sum
    head: Head

    @classmethod
    def between(cls, entries: tuple[Entry, ...], before: Head, after: Head) -> "Switch | None":
        """The switch, where it changes the total."""
        found = cls(sum_up(entries, before), sum_up(entries, after), after)
        return found if found.before.total != found.after.total else None

    def words(self) -> str:
        """The sentence that tells it."""
        currency = self.head.currency
        told = {
            "before": money(self.before.total, currency),
            "net": money(self.after.net, currency),
            "tax": money(self.after.tax, currency),
            "after": money(self.after.total, currency),
        }
        if self.head.tax_included:
            return _("Prices now include the tax: the total becomes {after}, not {before}.").format(
                **told
            )
        sentence = _(
            "Prices are now without tax: {net} and {tax} tax make a total of {after}, not {before}."
        )
        return sentence.format(**told)


def other_prices(entries: Iterable[Entry], head: Head) -> Iterator[Entry]:
    """The lines with prices as they are said now, so that the total stays about what it was."""
    for entry in entries:
        price = entry.row.unit_price if entry.row is not None else None
        if price is None:
            yield entry
            continue
        factor = 1 + (entry.row.tax_rate or Decimal(0))
        exact = WIDE.multiply(price, factor) if head.tax_included else WIDE.divide(price, factor)
        rounded = exact.quantize(FINEST, rounding=ROUND_HALF_UP, context=WIDE).normalize()
        yield entry.with_cell("unit_price", plain(rounded))


def plain(value: Decimal) -> Decimal:
    """The number without an exponent."""
    return Decimal(f"{value:f}")
