"""Days as people type them: 明天, 下周一, 3天后, next Tuesday, 11-28, 2026年11月28日."""

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

_DAYS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "今": 0, "明天": 1,
    "明日": 1, "明": 1, "后天": 2, "後天": 2, "大后天": 3, "大後天": 3,
    "day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1,
    "day after tomorrow": 2,
}  # fmt: skip
_WEEKDAYS = {
    **{sign: day for day, sign in enumerate("一二三四五六日")}, "天": 6,
    **{str(day + 1): day for day in range(7)},
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}  # fmt: skip
_ENGLISH = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|r|nes)?"
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
_UNITS = {
    "天": "d", "日": "d", "周": "w", "週": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y",
    "d": "d", "day": "d", "days": "d", "w": "w", "week": "w", "weeks": "w", "m": "m", "month": "m",
    "months": "m", "y": "y", "year": "y", "years": "y",
}  # fmt: skip
_COUNT = r"(\d{1,4}|[一二两三四五六七八九十]{1,3})"
_Reading = Callable[[re.Match[str], date], date]


def parse(text: str, today: date) -> date | None:
    """The day that the words mean, seen from `today`; None when they mean none.

    A weekday alone is the coming one (today counts), 下周三 and “next Wednesday” are those of the
    week after this one, weeks begin on Monday. A day without a year is the coming one.
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    compact = words.replace(" ", "")
    known = _DAYS.get(words.removeprefix("the "), _DAYS.get(compact))
    if known is not None:
        return _moved(today, known)
    for pattern, reading in _READINGS:
        for spelled in (words, compact):
            if found := pattern.fullmatch(spelled):
                try:
                    return reading(found, today)
                except (KeyError, ValueError, OverflowError):
                    return None
    return None


def _moved(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _number(words: str) -> int:
    """A count in digits or in Chinese up to 九十九."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _NUMERALS[words]
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def _months_on(day: date, months: int) -> date:
    """The same day some months later, the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _later(found: re.Match[str], today: date) -> date:
    sign = -1 if found.groupdict().get("sign") == "-" else 1
    count, unit = sign * _number(found["count"]), _UNITS[found["unit"]]
    if unit in "my":
        return _months_on(today, count * (12 if unit == "y" else 1))
    return _moved(today, count * (7 if unit == "w" else 1))


def _weekday(found: re.Match[str], today: date) -> date:
    day, when = _WEEKDAYS[found[2]], found[1] or ""
    if not when:
        return _moved(today, (day - today.weekday()) % 7)
    weeks = {"上": -1, "last": -1}.get(when, when.count("下") + when.count("next"))
    return _moved(today, day - today.weekday() + 7 * weeks)


def _week(found: re.Match[str], today: date) -> date:
    return _moved(today, 7 * len(found[1] or "下"))


def _month_end(found: re.Match[str], today: date) -> date:
    month = _months_on(today.replace(day=1), found[1].count("下") + found[1].count("next"))
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _day_of_next_month(found: re.Match[str], today: date) -> date:
    return _months_on(today.replace(day=1), found[1].count("下")).replace(day=_number(found[2]))


def _year_end(_found: re.Match[str], today: date) -> date:
    return date(today.year, 12, 31)


def _whole(found: re.Match[str], _today: date) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _month_and_day(found: re.Match[str], today: date) -> date:
    month, day = _number(found[1]), _number(found[2])
    for year in range(today.year, today.year + 5):  # 29 February is at most four years away
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ValueError(found[0])


def _day_alone(found: re.Match[str], today: date) -> date:
    day = _number(found[1])
    for months in range(3):
        month = _months_on(today.replace(day=1), months)
        if day <= calendar.monthrange(month.year, month.month)[1]:
            coming = month.replace(day=day)
            if coming >= today:
                return coming
    raise ValueError(found[0])


_READINGS: tuple[tuple[re.Pattern[str], _Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", _whole),
        (r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", _whole),
        (r"((?:19|20)\d{2})(\d{2})(\d{2})", _whole),
        (r"(\d{1,2})[-/.](\d{1,2})", _month_and_day),
        (rf"{_COUNT}月{_COUNT}[日号]?", _month_and_day),
        (rf"{_COUNT}[日号]", _day_alone),
        (r"(下+)(?:个)?(?:周|週|星期|礼拜)|next week", _week),
        (r"(这|本|上|下+)?(?:周|週|星期|礼拜)([一二三四五六日天1-7])", _weekday),
        (rf"(?:on )?(this|last|next)? ?{_ENGLISH}", _weekday),
        (rf"(?:过)?(?P<count>{_COUNT})(?:个)?(?P<unit>天|日|周|週|星期|礼拜|月|年)(?:以?后|之后)?",
         _later),
        (r"(?P<sign>[+-])(?P<count>\d{1,4})(?P<unit>[dwmy天周月年])", _later),
        (r"(?:in )?(?P<count>\d{1,4}) ?(?P<unit>days?|weeks?|months?|years?)", _later),
        (r"半(?:个)?月(?:以?后|之后)?", lambda _f, today: _moved(today, 15)),
        (r"(这|本|下*)(?:个)?月底", _month_end),
        (r"()(?:the )?end of (?:the )?month", _month_end),
        (rf"(下+)(?:个)?月{_COUNT}[日号]?", _day_of_next_month),
        (r"下(?:个)?月|next month", lambda _f, today: _months_on(today, 1)),
        (r"(?:今)?年底|(?:the )?end of (?:the )?year", _year_end),
    )
)  # fmt: skip
