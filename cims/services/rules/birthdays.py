"""Birthdays by the solar and the lunar calendar, and the day they fall on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from cims.services.i18n import _

_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class Calendar(StrEnum):
    """Which calendar a birthday is counted by."""

    SOLAR = "solar"
    LUNAR = "lunar"


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of birth; the year may be unknown, and a lunar month may be a leap month."""

    calendar: Calendar
    month: int
    day: int
    year: int | None = None
    leap: bool = False


def problem(birthday: Birthday) -> str | None:
    """What is impossible about the birthday; None when it can be."""
    if not 1 <= birthday.month <= 12:
        return _("A birthday's month is 1 to 12.")
    if birthday.calendar is Calendar.LUNAR:
        if not 1 <= birthday.day <= 30:
            return _("A lunar month has at most 30 days.")
        if birthday.year is not None and not _FIRST_YEAR <= birthday.year <= _LAST_YEAR:
            return _("The lunar calendar is known from 1900 to 2100 only.")
        return None
    try:
        date(birthday.year or 2000, birthday.month, birthday.day)
    except ValueError:
        return _("This month doesn't have that day.")
    return None


def next_dates(birthday: Birthday, today: date, count: int = 1) -> tuple[date, ...]:
    """The next days, today among them, on which the birthday is kept; fewer past the year 2100.

    29 February falls on the 28th in common years. Lunar: a year without the leap month takes the
    ordinary month, a month without a thirtieth the twenty-ninth.
    """
    if problem(birthday) is not None:
        return ()
    days: list[date] = []
    for day in _days(birthday, today.year - 1):
        if day >= today:
            days.append(day)
        if len(days) == count:
            break
    return tuple(days)


def _days(birthday: Birthday, first_year: int) -> Iterator[date]:
    """The birthday in every year from the given one on."""
    for year in range(max(first_year, _FIRST_YEAR), _LAST_YEAR + 1):
        day = (
            solar_date(year, birthday.month, birthday.day, birthday.leap)
            if birthday.calendar is Calendar.LUNAR
            else _in_common_year(year, birthday.month, birthday.day)
        )
        if day is not None:
            yield day


def _in_common_year(year: int, month: int, day: int) -> date:
    """The day in this year; 29 February becomes the 28th."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)


def solar_date(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The solar date of a lunar one; None outside 1900 to 2100 or for a day that can't be."""
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    named = {(one.month, one.is_leap): one for one in lunar_months(year)}
    found = named.get((month, leap)) or named[month, False]
    return date.fromordinal(found.first + min(day, found.days) - 1)


def lunar_birthday(day: date) -> Birthday | None:
    """The lunar birthday of somebody born on this solar day; None outside 1900 to 2100."""
    if not _FIRST_YEAR < day.year <= _LAST_YEAR:
        return None
    year = day.year - int(day.toordinal() < lunar_months(day.year)[0].first)
    month = max(one for one in lunar_months(year) if one.first <= day.toordinal())
    number = day.toordinal() - month.first + 1
    return Birthday(Calendar.LUNAR, month.month, number, year, month.is_leap)


@dataclass(frozen=True, slots=True, order=True)
class LunarMonth:
    """A month of a lunar year: its first day as `date.toordinal` counts, and how many it has."""

    first: int
    month: int
    is_leap: bool
    days: int


@cache
def lunar_months(year: int) -> tuple[LunarMonth, ...]:
    """The months of a lunar year in their order; the library takes 25 ms for a year, once each."""
    from lunar_python import LunarYear, Solar

    found = []
    for one in LunarYear.fromYear(year).getMonthsInYear():
        solar = Solar.fromJulianDay(one.getFirstJulianDay())
        first = date(solar.getYear(), solar.getMonth(), solar.getDay()).toordinal()
        found.append(LunarMonth(first, abs(one.getMonth()), one.isLeap(), one.getDayCount()))
    return tuple(found)


_MONTHS = "正二三四五六七八九十冬腊"
_TENS = ("初", "十", "廿")
_DIGITS = "一二三四五六七八九十"


def lunar_words(birthday: Birthday) -> str:
    """A lunar day in Chinese words: 闰六月十五, 腊月三十."""
    month = ("闰" if birthday.leap else "") + _MONTHS[birthday.month - 1] + "月"
    if birthday.day in (20, 30):
        return month + ("二十" if birthday.day == 20 else "三十")
    tens, ones = divmod(birthday.day - 1, 10)
    return month + _TENS[tens] + _DIGITS[ones]


def shown(birthday: Birthday, today: date) -> str:
    """The birthday for reading, a lunar one with the solar day it next falls on."""
    if problem(birthday) is not None:
        return f"{birthday.month}-{birthday.day}"
    if birthday.calendar is Calendar.SOLAR:
        if birthday.year is None:
            return _("{month}/{day}").format(month=birthday.month, day=birthday.day)
        return date(birthday.year, birthday.month, birthday.day).isoformat()
    coming = next_dates(birthday, today)
    words = lunar_words(birthday)
    if not coming:
        return _("lunar {words}").format(words=words)
    return _("lunar {words} (solar {month}/{day})").format(
        words=words, month=coming[0].month, day=coming[0].day
    )
