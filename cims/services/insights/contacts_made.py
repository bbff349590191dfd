"""How often customers were reached: this week, and by whom in the period."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from cims.services.activities import ACTIVITY
from cims.services.contact_plans import CONTACT_MADE
from cims.services.entity import Link
from cims.services.filters import Condition, Operator
from cims.services.i18n import N_
from cims.services.insights.counting import Counting, bars_of, between, summed
from cims.services.insights.figures import Bar, Change, Chart, Figure, Part, Tile
from cims.services.insights.periods import Days, week_of
from cims.services.storage import table_of

WEEKS = 8
Row = tuple[Any, ...]  # day, colleague, how many


def contacts_made(counting: Counting) -> tuple[Part, ...]:
    """The tile of this week and the bars of everybody who reached customers in the period."""
    weeks = [week_of(counting.today, back) for back in reversed(range(WEEKS))]
    recent, period = Days(weeks[0].first, weeks[-1].last), counting.days
    if recent.first <= period.last and period.first <= recent.last:  # then one reading does
        whole = Days(min(recent.first, period.first), max(recent.last, period.last))
        rows = counted(counting, whole)
    else:
        rows = counted(counting, recent) + counted(counting, period)
    return by_week(counting, weeks, rows), by_person(counting, rows)


def by_week(counting: Counting, weeks: list[Days], rows: list[Row]) -> Tile:
    """The contacts of this week, against the same days of the last one."""
    counts, today = Counter[date](), counting.today
    for day, _owner, count in rows:
        counts[day] += count

    def made(days: Days) -> Figure:
        return figure(counting, summed(counts, days), between("contacted_on", days))

    series = tuple(
        Bar(f"{week.first:%Y-%m-%d}", f"{week.first:%m-%d}", made(week), week.holds(today))
        for week in weeks
    )
    now, last = made(weeks[-1]), weeks[-2].first
    before = made(Days(last, last + timedelta(days=today.weekday())))
    words = N_("vs same days last week"), N_("vs last week")
    change = Change(before, now.count - before.count, *words)
    return Tile("contacts_made", N_("Contacts this week"), now, "", change, series)


def by_person(counting: Counting, rows: list[Row]) -> Chart:
    """How often each colleague reached customers in the period, the busiest first."""
    days, people = counting.days, Counter[int | None]()
    for day, owner, count in rows:
        if days.holds(day):
            people[owner] += count
    order = [id_ for id_, _count in people.most_common() if id_ is not None]
    names = counting.office.names_of("user", order)
    within = between("contacted_on", days)

    def share(count: int, *where: Any) -> Figure:
        return figure(counting, count, within, *where)

    bars = bars_of(people, "owner", order, names, share, Link)
    return Chart("by_person", bars, share(people.total()))


def counted(counting: Counting, days: Days) -> list[Row]:
    """The contacts of these days by day and colleague; the index of the days carries it all."""
    table = table_of(ACTIVITY)
    on = table.c.contacted_on.between(days.first, days.last)
    reached = table.c.kind.in_(kinds(counting))
    return counting.by(ACTIVITY, ("contacted_on", "owner_id"), on, reached)


def figure(counting: Counting, count: int, *where: Any) -> Figure:
    """A figure of contacts only, not of notes and comments."""
    reached = Condition("kind", Operator.ANY_OF, kinds(counting))
    return counting.figure(ACTIVITY, count, *where, reached)


def kinds(counting: Counting) -> tuple[str, ...]:
    """The kinds of follow-ups by which a customer is reached."""
    return counting.desk.choices.with_meaning("activity_kind", CONTACT_MADE)
