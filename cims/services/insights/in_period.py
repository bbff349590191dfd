"""What came in the period, against the earlier one, and in the months before: one count by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement

from cims.services.entity import Entity
from cims.services.filters import Filter
from cims.services.insights.counting import Counting, between, month_label, summed
from cims.services.insights.figures import Bar, Change, Figure, Tile
from cims.services.insights.periods import (
    BRIEF_WORDS,
    COMPARED_WORDS,
    Days,
    Period,
    compared_with,
    month_of,
)
from cims.services.storage import table_of

RECENT = 7


@dataclass(frozen=True)
class Dated:
    """Records with a day of theirs; `such` and `where` say which of them, in SQL and for lists."""

    entity: Entity
    day: str
    such: tuple[ColumnElement[bool], ...] = ()
    where: Filter | None = None


@dataclass(frozen=True)
class InPeriod:
    """How many in the period, in the earlier one, in each of the last months and in all of them."""

    now: Figure
    before: Figure
    months: tuple[Bar, ...]
    whole: Figure

    def tile(self, name: str, words: Mapping[Period, str], period: Period) -> Tile:
        """The period's figure with its change and the months that led to it."""
        difference = self.now.count - self.before.count
        change = Change(self.before, difference, COMPARED_WORDS[period], BRIEF_WORDS[period])
        return Tile(name, words[period], self.now, "", change, self.months[-RECENT:])


def in_period(counting: Counting, dated: Dated, months: int = RECENT) -> InPeriod:
    """Count what came in the period and in this many months up to now."""
    period, today, own = counting.asked.period, counting.today, counting.asked.own
    each = [month_of(today, back) for back in reversed(range(months))]
    whole = Days(each[0].first, each[-1].last)
    earlier = compared_with(period, today, own)
    first = min(whole.first, counting.days.first, earlier.first)
    on = table_of(dated.entity).c[dated.day]
    days = on.between(first, max(whole.last, counting.days.last))
    counts: dict[date, int] = dict(counting.by(dated.entity, (dated.day,), days, *dated.such))

    def came(days: Days) -> Figure:
        within = between(dated.day, days)
        return counting.figure(dated.entity, summed(counts, days), within, dated.where)

    bars = tuple(
        Bar(f"{month.first:%Y-%m}", month_label(month), came(month), month.holds(today))
        for month in each
    )
    return InPeriod(came(counting.days), came(earlier), bars, came(whole))
