"""How many customers came, and when: out of one count by day of creation."""

from datetime import date

from cims.services.customer_fields import CUSTOMER
from cims.services.i18n import N_
from cims.services.insights.counting import Counting, between, month_label, summed
from cims.services.insights.figures import Bar, Change, Chart, Figure, Part, Tile
from cims.services.insights.periods import (
    COMPARED_WORDS,
    Days,
    Period,
    compared_with,
    month_of,
)
from cims.services.storage import table_of

MONTHS, RECENT = 12, 7
NEW_WORDS = {
    Period.THIS_MONTH: N_("New this month"),
    Period.LAST_MONTH: N_("New last month"),
    Period.THIS_QUARTER: N_("New this quarter"),
    Period.THIS_YEAR: N_("New this year"),
    Period.LAST_12: N_("New in 12 months"),
    Period.OWN: N_("New customers"),
}


def new_customers(counting: Counting) -> tuple[Part, ...]:
    """The tile of the period and the columns of twelve months."""
    period, today, own = counting.asked.period, counting.today, counting.asked.own
    months = [month_of(today, back) for back in reversed(range(MONTHS))]
    year = Days(months[0].first, months[-1].last)
    earlier = compared_with(period, today, own)
    first = min(year.first, counting.days.first, earlier.first)
    created = table_of(CUSTOMER).c.created_on.between(first, max(year.last, counting.days.last))
    counts: dict[date, int] = dict(counting.by(CUSTOMER, ("created_on",), created))

    def came(days: Days) -> Figure:
        return counting.figure(CUSTOMER, summed(counts, days), between("created_on", days))

    bars = tuple(
        Bar(f"{month.first:%Y-%m}", month_label(month), came(month), month.holds(today))
        for month in months
    )
    return (
        new_tile(period, came(counting.days), came(earlier), bars[-RECENT:]),
        Chart("new_by_month", bars, came(year)),
    )


def new_tile(period: Period, now: Figure, before: Figure, series: tuple[Bar, ...]) -> Tile:
    """Who came in the period, against the earlier one."""
    change = Change(before, now.count - before.count, COMPARED_WORDS[period])
    return Tile("new_customers", NEW_WORDS[period], now, "", change, series)
