"""All customers: how many, by state, by grade and by source, out of one walk of one index."""

from collections import Counter
from datetime import date
from typing import Any

from cims.services.choices import Choice
from cims.services.customer_fields import CUSTOMER
from cims.services.filters import Condition, Operator
from cims.services.i18n import N_
from cims.services.insights.counting import Counting, bars_of, month_label
from cims.services.insights.figures import Bar, Change, Chart, Figure, Part, Tile
from cims.services.insights.periods import month_of
from cims.services.storage import table_of

RECENT = 7
FIELDS = {"by_lifecycle": "lifecycle", "by_grade": "grade", "by_source": "source"}


def customer_makeup(counting: Counting) -> tuple[Part, ...]:
    """The tile and the charts of all customers; the index of the owners carries what they count."""
    columns = ("owner_id", *FIELDS.values())
    rows = counting.by(CUSTOMER, columns, seek=True)
    named = enumerate(FIELDS.items())
    charts = [chart(counting, rows, place, *names) for place, names in named]
    return (all_customers(counting, sum(row[-1] for row in rows)), *charts)


def all_customers(counting: Counting, count: int) -> Tile:
    """How many there are, and how many of them there were at the end of each month."""
    ends = [month_of(counting.today, back).last for back in reversed(range(1, RECENT))]
    after = table_of(CUSTOMER).c.created_on > ends[0]
    later: dict[date, int] = dict(counting.by(CUSTOMER, ("created_on",), after))

    def there(day: date) -> Figure:
        came = sum(number for created, number in later.items() if created > day)
        until = Condition("created_on", Operator.AT_MOST, day)
        return counting.figure(CUSTOMER, count - came, until)

    now, before = counting.figure(CUSTOMER, count), there(ends[-1])
    series = tuple(Bar(f"{day:%Y-%m}", month_label(month_of(day)), there(day)) for day in ends)
    today = Bar(f"{counting.today:%Y-%m}", month_label(month_of(counting.today)), now, True)
    words = N_("vs end of last month"), N_("vs last month")
    change = Change(before, count - before.count, *words)
    return Tile("customers", N_("Customers"), now, "", change, (*series, today))


def chart(
    counting: Counting, rows: list[tuple[Any, ...]], place: int, name: str, field: str
) -> Chart:
    """One of the charts; `place` is that of its field among those counted."""
    counts: Counter[str | None] = Counter()
    for row in rows:
        counts[row[place + 1]] += row[-1]
    entries = counting.desk.choices.of(CUSTOMER.field(field).choices)
    names = {entry.code: entry.label for entry in entries}

    def figure(count: int, *where: Any) -> Figure:
        return counting.figure(CUSTOMER, count, *where)

    bars = bars_of(counts, field, in_order(entries, counts), names, figure)
    return Chart(name, bars, figure(counts.total()))


def in_order(entries: tuple[Choice, ...], counts: Counter[str | None]) -> list[str]:
    """The codes as the list orders them, then those that it does not know any more."""
    known = [entry.code for entry in entries]
    return known + sorted(code for code in counts if code is not None and code not in known)
