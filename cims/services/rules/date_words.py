"""Days as people type them: 明天, 下周一, 3天后, 春节后, next Tuesday, 11-28, 2026年11月28日."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cims.services.i18n import _
from cims.services.rules.birthdays import solar_date
from cims.services.rules.day_vocabulary import (
    COUNT,
    DAYS,
    ENGLISH_COUNT,
    EVES,
    FESTIVAL_NAME,
    FESTIVALS,
    HOLIDAYS,
    LUNAR_DAY,
    MONTH_NAME,
    MONTHS,
    UNITS,
    WEEKDAY_NAME,
    WEEKDAYS,
    number,
    steps_away,
)
from cims.services.rules.occasions import festival_day

_LONGEST = 60
_LONGEST_SAID = 30


@dataclass(frozen=True, slots=True)
class _Seen:
    """From where a day is seen: what is left open lies ahead, or behind for what has happened."""

    today: date
    past: bool

    def suits(self, day: date) -> bool:
        return day <= self.today if self.past else day >= self.today

    def nearest(self, days: Iterator[date | None]) -> date:
        """The nearest of the days that suits."""
        found = [day for day in days if day is not None and self.suits(day)]
        return max(found) if self.past else min(found)

    def years(self, reach: int = 1) -> range:
        """The years to look through."""
        return range(max(self.today.year - reach, 1), min(self.today.year + reach, 9998) + 1)


_Reading = Callable[[re.Match[str], _Seen], date]


def parse(text: str, today: date, past: bool = False) -> date | None:
    """The day that the words mean, seen from `today`; None when they mean none.

    A weekday alone is the coming one (today counts), 下周三 and “next Wednesday” are those of the
    week after this one, weeks begin on Monday. A day without a year is the coming one. With
    `past` (when did it happen?) both are the last one. 春节后 is the first day from Monday to
    Friday after the usual holiday; how the state moves working days each year isn't known here.
    """
    words = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split())
    if len(text) > _LONGEST:
        return None
    words = re.sub(r"^(?:the |on |by )+", "", words)
    compact = words.replace(" ", "")
    seen = _Seen(today, past)
    try:
        known = DAYS.get(words, DAYS.get(compact))
        if known is not None:
            return _moved(today, known)
        for pattern, reading in _READINGS:
            for spelled in dict.fromkeys((words, compact)):
                if found := pattern.fullmatch(spelled):
                    return reading(found, seen)
    except (KeyError, ValueError, OverflowError):
        return None
    return None


def not_understood(text: str) -> str:
    """The sentence for words that mean no day."""
    return _("“{text}” is not a date. Write it like 2026-11-28 or “tomorrow”.").format(
        text=text[:_LONGEST_SAID]
    )


def _moved(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _months_on(day: date, months: int) -> date:
    """The same day some months later, the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _later(found: re.Match[str], seen: _Seen) -> date:
    said = found.groupdict()
    sign = -1 if said.get("sign") == "-" or said.get("ago") else 1
    count, unit = sign * number(said["count"]), UNITS[said["unit"]]
    if unit in "my":
        return _months_on(seen.today, count * (12 if unit == "y" else 1))
    return _moved(seen.today, count * (7 if unit == "w" else 1))


def _half(found: re.Match[str], seen: _Seen) -> date:
    sign = -1 if found["ago"] else 1
    if found["unit"] == "年":
        return _months_on(seen.today, 6 * sign)
    return _moved(seen.today, 15 * sign)


def _weekday(found: re.Match[str], seen: _Seen) -> date:
    day, when = WEEKDAYS[found[2]], found[1] or ""
    if not when:
        ahead = (day - seen.today.weekday()) % 7
        return _moved(seen.today, ahead - (7 if seen.past and ahead else 0))
    return _moved(seen.today, day - seen.today.weekday() + 7 * steps_away(when))


def _weekend(found: re.Match[str], seen: _Seen) -> date:
    saturday = 5 - seen.today.weekday()
    if not found[1]:
        weeks = -1 if seen.past and saturday > 0 else 0
        return seen.today if saturday < 0 else _moved(seen.today, saturday + 7 * weeks)
    return _moved(seen.today, saturday + 7 * steps_away(found[1]))


def _week_begins(found: re.Match[str], seen: _Seen) -> date:
    return _moved(seen.today, 7 * steps_away(found[1]) - seen.today.weekday())


def _week(found: re.Match[str], seen: _Seen) -> date:
    return _moved(seen.today, 7 * steps_away(found[1]))


def _month(found: re.Match[str], seen: _Seen) -> date:
    return _months_on(seen.today, steps_away(found[1]))


def _year(found: re.Match[str], seen: _Seen) -> date:
    return _months_on(seen.today, 12 * steps_away(found[1]))


def _month_end(found: re.Match[str], seen: _Seen) -> date:
    return _last_of_month(_months_on(seen.today.replace(day=1), steps_away(found[1])))


def _part_of_month(day: int) -> _Reading:
    """月初 and 月中: the day of the named month, else of the nearest."""

    def read(found: re.Match[str], seen: _Seen) -> date:
        first = seen.today.replace(day=1)
        if found[1]:
            return _months_on(first, steps_away(found[1])).replace(day=day)
        return seen.nearest(_months_on(first, step).replace(day=day) for step in (-1, 0, 1))

    return read


def _quarter_end(found: re.Match[str], seen: _Seen) -> date:
    last = seen.today.replace(day=1, month=(seen.today.month - 1) // 3 * 3 + 3)
    return _last_of_month(_months_on(last, 3 * steps_away(found[1])))


def _year_end(found: re.Match[str], seen: _Seen) -> date:
    return date(seen.today.year + steps_away(found[1]), 12, 31)


def _year_begins(found: re.Match[str], seen: _Seen) -> date:
    if found[1]:
        return date(seen.today.year + steps_away(found[1]), 1, 1)
    return seen.nearest(date(year, 1, 1) for year in seen.years())


def _day_of_named_month(found: re.Match[str], seen: _Seen) -> date:
    month = _months_on(seen.today.replace(day=1), steps_away(found[1]))
    return month.replace(day=number(found[2]))


def _whole(found: re.Match[str], _seen: _Seen) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _day_of_named_year(found: re.Match[str], seen: _Seen) -> date:
    return date(seen.today.year + steps_away(found[1]), number(found[2]), number(found[3]))


def _english(found: re.Match[str], seen: _Seen) -> date:
    """Dec 5, 5 December 2026."""
    month, day = MONTHS[found["month"]], int(found["day"])
    return date(int(found["year"]), month, day) if found["year"] else _nearest(month, day, seen)


def _month_and_day(found: re.Match[str], seen: _Seen) -> date:
    return _nearest(number(found[1]), number(found[2]), seen)


def _nearest(month: int, day: int, seen: _Seen) -> date:
    """The coming day without a year, or the last one."""
    return seen.nearest(
        date(year, month, day)
        for year in seen.years(8)  # 29 February may be eight years away
        if day <= calendar.monthrange(year, month)[1]
    )


def _day_alone(found: re.Match[str], seen: _Seen) -> date:
    """15号: in this month or the nearest one that has such a day."""
    day = number(found[1])
    months = (_months_on(seen.today.replace(day=1), step) for step in range(-2, 3))
    return seen.nearest(
        month.replace(day=day) for month in months if 1 <= day <= _last_of_month(month).day
    )


def _lunar(found: re.Match[str], seen: _Seen) -> date:
    """正月初八, 农历八月十五."""
    month, day = number(found["month"]), number(found["day"].removeprefix("初"))
    leap = bool(found["leap"])
    return seen.nearest(solar_date(year, month, day, leap) for year in seen.years())


def _festival(found: re.Match[str], seen: _Seen) -> date:
    """The festival itself, or the working day before or after its holiday."""
    festival = FESTIVALS[found["festival"]]
    when = found["when"] or ""
    days = (festival_day(festival, year) for year in seen.years())
    if "前" in when or "before" in when:
        return seen.nearest(_workday(day, -1 - EVES.get(festival, 0)) for day in days if day)
    if when:
        return seen.nearest(_workday(day, HOLIDAYS.get(festival, 1)) for day in days if day)
    return seen.nearest(days)


def _workday(festival: date, steps: int) -> date:
    """So many days from the festival, and on over a weekend."""
    day = _moved(festival, steps)
    while day.weekday() > 4:
        day = _moved(day, 1 if steps > 0 else -1)
    return day


_WEEK = r"(?:周|週|星期|礼拜)"
_AFTER = r"(?:以?后|之后|(?P<ago>以?前|之前))"
_READINGS: tuple[tuple[re.Pattern[str], _Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", _whole),
        (r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", _whole),
        (r"((?:19|20)\d{2})(\d{2})(\d{2})", _whole),
        (rf"(今年|明年|去年){COUNT}月{COUNT}[日号]?", _day_of_named_year),
        (r"(\d{1,2})[-/.](\d{1,2})", _month_and_day),
        (LUNAR_DAY, _lunar),
        (rf"{COUNT}月{COUNT}[日号]?", _month_and_day),
        (rf"{COUNT}[日号]", _day_alone),
        (rf"(?P<month>{MONTH_NAME})\.? ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
         r"(?:,? ?(?P<year>\d{4}))?", _english),
        (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ?(?P<month>{MONTH_NAME})\.?"
         r"(?:,? ?(?P<year>\d{4}))?", _english),
        (rf"(下+|上+|next|last)(?:个)?(?:{_WEEK}| week)", _week),
        (rf"(这|本|上+|下+)?(?:个)?{_WEEK}([一二三四五六日天1-7])", _weekday),
        (rf"(this|last|next)? ?{WEEKDAY_NAME}", _weekday),
        (r"(这|本|上+|下+|this |next |last )?(?:个)?(?:周|週|week)(?:末|end)", _weekend),
        (r"(这|本|上+|下+)(?:个)?(?:周|週)初", _week_begins),
        (rf"(?:过)?(?P<count>{COUNT})(?:个)?(?P<unit>天|日|周|週|星期|礼拜|月|年){_AFTER}?",
         _later),
        (rf"(?:过)?半(?:个)?(?P<unit>月|年){_AFTER}?", _half),
        (r"(?P<sign>[+-])(?P<count>\d{1,4})(?P<unit>[dwmy天周月年])", _later),
        (rf"(?:in )?(?P<count>{COUNT}|{ENGLISH_COUNT}) ?(?P<unit>days?|weeks?|months?|years?)"
         r"(?: later| from (?:now|today)|(?P<ago> ago))?", _later),
        (r"(这|本|上+|下+)?(?:个)?月[底末]", _month_end),
        (r"end of (?:(this|next|last|the) )?month", _month_end),
        (r"(这|本|上+|下+)?(?:个)?月初", _part_of_month(1)),
        (r"(?:beginning|start) of (?:(this|next|last) |the )?month", _part_of_month(1)),
        (r"(这|本|上+|下+)?(?:个)?月中", _part_of_month(15)),
        (rf"(这|本|上+|下+)(?:个)?月{COUNT}[日号]?", _day_of_named_month),
        (r"(上+|下+|next|last)(?:个)?(?:月| month)", _month),
        (r"(这|本|上|下)?(?:个)?季度?[底末]", _quarter_end),
        (r"end of (?:(this|next|last|the) )?quarter", _quarter_end),
        (r"(今|明|去)?年[底末]", _year_end),
        (r"end of (?:(this|next|last|the) )?year", _year_end),
        (r"(今|明|去)?年初", _year_begins),
        (r"(明|去|next |last )(?:年|year)", _year),
        (rf"(?:过完)?(?P<festival>{FESTIVAL_NAME})(?P<when>以?前|之前|以?后|之后)?", _festival),
        (rf"(?P<when>before|after) (?:the )?(?P<festival>{FESTIVAL_NAME})", _festival),
    )
)  # fmt: skip
