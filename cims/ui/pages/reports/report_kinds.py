"""The reports that there are: what each reads, its columns and its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from cims.services.i18n import N_, _
from cims.services.insights.figures import Bar, Figure
from cims.services.insights.periods import Days
from cims.services.price_reports import Paid
from cims.services.rules.currencies import Amount
from cims.services.sales_reports import Sold
from cims.ui.charts.numbers import exact

if TYPE_CHECKING:
    from cims.services.office import Office

MOST_BARS = 10
NAMELESS = "–"
ORDER = "order"
Row = Sold | Paid


@dataclass(frozen=True)
class Report:
    """One report: its name, what it reads, and its columns."""

    key: str
    title: str
    read: Callable[["Office", Days | None], Sequence[Row]]
    columns: tuple[tuple[str, Callable[[Any], Any]], ...]  # heading, value


def group(row: Sold) -> str:
    """What a row is of."""
    return row.group or NAMELESS


def average(row: Paid) -> Decimal:
    """The average price, as finely as the prices that it is of."""
    places = max(places_of(row.last), places_of(row.lowest))
    return row.average.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def places_of(value: Decimal) -> int:
    """How many decimal places a number needs, two at least."""
    return max(2, -int(value.normalize().as_tuple().exponent))


REPORTS = (
    Report(
        "year", N_("Sales by year"), lambda office, days: office.sales_reports.by_year(days),
        ((N_("Year"), group), (N_("Currency"), lambda row: row.currency),
         (N_("Orders"), lambda row: row.count), (N_("Amount"), lambda row: row.value)),
    ),
    Report(
        "customer", N_("Sales by customer"),
        lambda office, days: office.sales_reports.by_customer(days),
        ((N_("Customer"), group), (N_("Number"), lambda row: row.code),
         (N_("Currency"), lambda row: row.currency), (N_("Orders"), lambda row: row.count),
         (N_("Amount"), lambda row: row.value)),
    ),
    Report(
        "product", N_("Sales by product"),
        lambda office, days: office.sales_reports.by_product(days),
        ((N_("Product"), group), (N_("Number"), lambda row: row.code),
         (N_("Currency"), lambda row: row.currency), (N_("Orders"), lambda row: row.count),
         (N_("Amount"), lambda row: row.value)),
    ),
    Report(
        "prices", N_("Prices paid"), lambda office, days: office.price_reports.paid(days),
        ((N_("Product"), lambda row: row.product or NAMELESS),
         (N_("Customer"), lambda row: row.customer or NAMELESS),
         (N_("Currency"), lambda row: row.currency), (N_("Orders"), lambda row: row.count),
         (N_("Quantity"), lambda row: row.quantity), (N_("Last price"), lambda row: row.last),
         (N_("Last ordered"), lambda row: row.last_on),
         (N_("Lowest price"), lambda row: row.lowest),
         (N_("Average price"), average),
         (N_("Floor price"), lambda row: row.floor)),
    ),
)  # fmt: skip


def name_of(row: Row) -> str:
    """What a row is called."""
    if isinstance(row, Paid):
        return f"{row.product or NAMELESS} · {row.customer or NAMELESS}"
    return group(row)


def told(value: Any) -> str:
    """A value as it stands in a cell."""
    if value is None:
        return NAMELESS
    if isinstance(value, int):
        return exact(value)
    if isinstance(value, Decimal):
        return f"{value.quantize(Decimal(1).scaleb(-places_of(value))):,f}"
    return str(value)


def currencies_of(rows: Sequence[Row]) -> list[str]:
    """The currencies, the one with the most rows first."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.currency] = counts.get(row.currency, 0) + 1
    return sorted(counts, key=lambda one: (-counts[one], one))


def bars_of(rows: Sequence[Row], chosen: Row | None) -> list[Bar]:
    """The largest values of one currency; of prices those of the chosen row."""
    if isinstance(chosen, Paid):
        prices = (
            (_("Last price"), chosen.last), (_("Lowest price"), chosen.lowest),
            (_("Average price"), average(chosen)), (_("Floor price"), chosen.floor),
        )  # fmt: skip
        return [
            bar(name, name, Amount(value, chosen.currency), chosen.count)
            for name, value in prices
            if value is not None
        ]
    sold = [row for row in rows if isinstance(row, Sold)]
    return [
        bar(f"{n}", group(row), Amount(row.value, row.currency), row.count)
        for n, row in enumerate(sold[:MOST_BARS])
    ]


def bar(key: str, label: str, value: Amount, count: int) -> Bar:
    """A bar as long as the value; its rows are read when it is opened."""
    return Bar(key, label, Figure(ORDER, None, count, value))
