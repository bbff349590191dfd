"""The stretch of days that a dashboard looks at, and the earlier one it is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cims.services.i18n import N_

DAY = timedelta(days=1)


class Period(StrEnum):
    """Which days count."""

    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    THIS_QUARTER = "this quarter"
    THIS_YEAR = "this year"
    LAST_12 = "last 12 months"
    OWN = "own span"


PERIOD_WORDS = {
    Period.THIS_MONTH: N_("This month"),
    Period.LAST_MONTH: N_("Last month"),
    Period.THIS_QUARTER: N_("This quarter"),
    Period.THIS_YEAR: N_("This year"),
    Period.LAST_12: N_("Last 12 months"),
    Period.OWN: N_("Own span"),
}
COMPARED_WORDS = {
    Period.THIS_MONTH: N_("vs same days last month"),
    Period.LAST_MONTH: N_("vs the month before"),
    Period.THIS_QUARTER: N_("vs same days last quarter"),
    Period.THIS_YEAR: N_("vs same days last year"),
    Period.LAST_12: N_("vs the 12 months before"),
    Period.OWN: N_("vs the days before"),
}

BRIEF_WORDS = {  # where there is no room for those
    Period.THIS_MONTH: N_("vs last month"),
    Period.LAST_MONTH: N_("vs month before"),
    Period.THIS_QUARTER: N_("vs last quarter"),
    Period.THIS_YEAR: N_("vs last year"),
    Period.LAST_12: N_("vs year before"),
    Period.OWN: N_("vs days before"),
}


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both counted."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last


def month_of(day: date, back: int = 0) -> Days:
    """The month of a day, or the one `back` months earlier."""
    number = day.year * 12 + day.month - 1 - back
    first = date(number // 12, number % 12 + 1, 1)
    return Days(first, (first + 32 * DAY).replace(day=1) - DAY)


def week_of(day: date, back: int = 0) -> Days:
    """The week of a day from Monday on, or the one `back` weeks earlier."""
    monday = day - timedelta(days=day.weekday() + 7 * back)
    return Days(monday, monday + 6 * DAY)


def days_of(period: Period, today: date, own: Days | None = None) -> Days:
    """The days of a period; an own span that was never given is this month."""
    month = month_of(today)
    match period:
        case Period.LAST_MONTH:
            return month_of(today, 1)
        case Period.THIS_QUARTER:
            first = month_of(today, (today.month - 1) % 3).first
            return Days(first, month_of(first, -2).last)
        case Period.THIS_YEAR:
            return Days(date(today.year, 1, 1), date(today.year, 12, 31))
        case Period.LAST_12:
            return Days(month_of(today, 11).first, month.last)
        case Period.OWN:
            return own or month
    return month


def compared_with(period: Period, today: date, own: Days | None = None) -> Days:
    """The earlier days: of an unfinished period only as many of them as have passed in it."""
    days = days_of(period, today, own)
    months = {
        Period.THIS_MONTH: 1,
        Period.LAST_MONTH: 1,
        Period.THIS_QUARTER: 3,
        Period.THIS_YEAR: 12,
        Period.LAST_12: 12,
    }
    if period not in months:
        return Days(days.first - days.count * DAY, days.first - DAY)
    back = months[period]
    last = days.last if days.last <= today else today
    earlier = month_of(last, back)
    same_day = min(earlier.last, earlier.first + (last.day - 1) * DAY)
    ends = earlier.last if last == month_of(last).last else same_day
    return Days(month_of(days.first, back).first, ends)
