"""Festivals and birthdays that are near: what to greet whom for, and on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from cims.services.i18n import N_, _
from cims.services.rules.birthdays import (
    Birthday,
    Calendar,
    lunar_birthday,
    lunar_months,
    solar_date,
)

DayKey = tuple[Calendar, int, int, bool]  # calendar, month, day, leap month


class Festival(StrEnum):
    """A day on which an office greets its customers."""

    NEW_YEAR = "new_year"
    SPRING_FESTIVAL = "spring_festival"
    LANTERN = "lantern"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"


FESTIVAL_WORDS = {
    Festival.NEW_YEAR: N_("New Year"),
    Festival.SPRING_FESTIVAL: N_("Spring Festival"),
    Festival.LANTERN: N_("Lantern Festival"),
    Festival.DRAGON_BOAT: N_("Dragon Boat Festival"),
    Festival.MID_AUTUMN: N_("Mid-Autumn Festival"),
    Festival.NATIONAL_DAY: N_("National Day"),
}
_SOLAR = {Festival.NEW_YEAR: (1, 1), Festival.NATIONAL_DAY: (10, 1)}
_LUNAR = {
    Festival.SPRING_FESTIVAL: (1, 1),
    Festival.LANTERN: (1, 15),
    Festival.DRAGON_BOAT: (5, 5),
    Festival.MID_AUTUMN: (8, 15),
}
_BIRTHDAY = "birthday"


@dataclass(frozen=True, slots=True)
class ComingFestival:
    """A festival with its day; `code` names it in this year: mid_autumn-2026."""

    festival: Festival
    day: date

    @property
    def code(self) -> str:
        return f"{self.festival}-{self.day.year}"


@dataclass(frozen=True, slots=True, order=True)
class ComingBirthday:
    """Whose birthday is kept on which day; `code` names it: birthday-2026-17."""

    day: date
    contact_id: int
    code: str


@cache
def festival_day(festival: Festival, year: int) -> date | None:
    """The festival's day in a year; None for a lunar one outside 1900 to 2100."""
    if festival in _SOLAR:
        return date(year, *_SOLAR[festival])
    return solar_date(year, *_LUNAR[festival])


def festivals_within(today: date, days: int) -> tuple[ComingFestival, ...]:
    """The festivals from today to so many days later, the next one first."""
    last = _later(today, days)
    found = [
        ComingFestival(festival, day)
        for year in range(today.year, last.year + 1)
        for festival in Festival
        if (day := festival_day(festival, year)) is not None and today <= day <= last
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def birthday_key(birthday: Birthday) -> DayKey:
    """What decides on which day a birthday is kept; the year of birth does not."""
    leap = birthday.leap and birthday.calendar is Calendar.LUNAR
    return birthday.calendar, birthday.month, birthday.day, leap


def birthday_keys_within(today: date, days: int) -> dict[DayKey, date]:
    """Every birthday that is kept from today to so many days later, with its day.

    The calendar is asked once a day and not once a contact. The rules are those of
    `birthdays.next_dates`: a missing leap month, thirtieth or 29 February is kept before.
    """
    kept: dict[DayKey, date] = {}
    last = _later(today, days)
    lunar = lunar_birthday(today)
    for number in range(today.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        following = lunar_birthday(date.fromordinal(number + 1)) if day < date.max else None
        for key in (*_solar_keys(day), *_lunar_keys(lunar, following)):
            kept.setdefault(key, day)
        lunar = following
    return kept


def birthdays_within(
    born: Iterable[tuple[int, DayKey]], today: date, days: int
) -> list[ComingBirthday]:
    """The contacts, (id, key), whose birthday is kept within so many days, the next one first."""
    kept = birthday_keys_within(today, days)
    return sorted(
        ComingBirthday(day, contact_id, birthday_code(contact_id, key[0], day))
        for contact_id, key in born
        if (day := kept.get(key)) is not None
    )


def birthday_code(contact_id: int, calendar: Calendar, day: date) -> str:
    """The birthday's name among occasions: birthday-2026-17.

    A lunar one bears its lunar year: one solar year may hold two days of the twelfth month.
    """
    year = day.year
    if calendar is Calendar.LUNAR:
        first = festival_day(Festival.SPRING_FESTIVAL, year)
        year -= int(first is not None and day < first)
    return f"{_BIRTHDAY}-{year}-{contact_id}"


def occasion_words(code: str) -> str:
    """The occasion for reading: Mid-Autumn Festival 2026; what is no code is shown as it is."""
    name, _dash, rest = code.partition("-")
    year = rest.partition("-")[0]
    if name == _BIRTHDAY:
        return _("Birthday {year}").format(year=year)
    if name not in set(Festival):
        return code
    return _("{festival} {year}").format(festival=_(FESTIVAL_WORDS[Festival(name)]), year=year)


def _later(today: date, days: int) -> date:
    """The last day of a stretch, as far as there are days."""
    return today + timedelta(days=min(max(days, 0), (date.max - today).days))


def _solar_keys(day: date) -> list[DayKey]:
    """Who keeps a solar birthday on the day; 29 February is kept on the 28th in common years."""
    keys = [(Calendar.SOLAR, day.month, day.day, False)]
    is_common = day.year % 4 != 0 or (day.year % 100 == 0 and day.year % 400 != 0)
    if (day.month, day.day) == (2, 28) and is_common:
        keys.append((Calendar.SOLAR, 2, 29, False))
    return keys


def _lunar_keys(lunar: Birthday | None, following: Birthday | None) -> list[DayKey]:
    """Who keeps a lunar birthday on the day; `following` is the lunar day after it."""
    if lunar is None or lunar.year is None:
        return []
    is_last = following is not None and following.day == 1
    days = (29, 30) if lunar.day == 29 and is_last else (lunar.day,)
    leaps = [lunar.leap]
    if not lunar.leap and _leap_month(lunar.year) != lunar.month:
        leaps.append(True)
    return [(Calendar.LUNAR, lunar.month, day, leap) for day in days for leap in leaps]


def _leap_month(year: int) -> int:
    """The month that a lunar year has twice; 0 for none."""
    return next((one.month for one in lunar_months(year) if one.is_leap), 0)
