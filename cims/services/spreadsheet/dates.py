"""Dates as people write them; what one value leaves open is decided from the whole column."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from cims.services.i18n import N_, _
from cims.services.spreadsheet.problems import Flaw, ProblemKind


class DateOrder(StrEnum):
    """Which number comes first in 03-04-26."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"


ORDER_LABELS = {
    DateOrder.DAY_FIRST: N_("Day first (22-11-26)"),
    DateOrder.MONTH_FIRST: N_("Month first (11/22/26)"),
    DateOrder.YEAR_FIRST: N_("Year first (26-11-22)"),
}
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
HALF = 30
SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a day on paper has no zone
PIVOT = 69
LONGEST_DATE = 40
REMEMBERED = 20_000
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
NUMERALS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}

TIME = re.compile(
    r"(?:[T ]|(?<=[日号]))\s*(?:上午|下午|早上|早|中午|晚上|晚|凌晨|am|pm)?\s*"
    r"(\d{1,2})[:时点](\d{1,2}|半)?分?"
    r"(?::(\d{1,2})(?:\.\d+)?)?秒?\s*(?:am|pm|z|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
AFTERNOON = re.compile(r"下午|晚|pm", re.IGNORECASE)
BEFORE_NOON = re.compile(r"凌晨|am", re.IGNORECASE)
AT_NOON, EARLIEST_AT_NOON = "中午", 10
WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
YEAR_MONTH_DAY = re.compile(
    r"(\d{4})\s*[-/.年,、\s]\s*(\d{1,2})\s*[-/.月,、\s]\s*(\d{1,2})\s*[日号]?"
)
SHORT_CHINESE = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]?")
MONTH_DAY = re.compile(r"(\d{1,2})(?:月(\d{1,2})[日号]?|[-/.](\d{1,2}))")
YEAR_MONTH = re.compile(r"\d{2,4}年\d{1,2}月?|\d{4}[-/.]\d{1,2}")
TRIPLE = re.compile(r"(\d{1,2})\s?[-/.\s]\s?(\d{1,2})\s?[-/.\s]\s?(\d{4}|\d{2})")
DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-\s./]*([a-z]{3,9})\.?,?[-\s./]*(\d{4}|\d{2})"
)
NAME_DAY_YEAR = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})")
CHINESE_NUMBER = re.compile(r"[〇零一二两三四五六七八九十廿]+")


@dataclass(frozen=True)
class ColumnDates:
    """How a column writes its dates; the user may correct it, MAP.json may give the format.

    `certain` is false where the values allow several orders; `contradicting` where no order fits
    all of them: then values that fit several are named instead of guessed.
    """

    order: DateOrder = DateOrder.DAY_FIRST
    certain: bool = True
    contradicting: bool = False
    format: str = ""


class DateEvidence:
    """Collects what the values of a column say about their order."""

    def __init__(self) -> None:
        self._fits: Counter[DateOrder] = Counter()
        self._years: dict[DateOrder, set[int]] = {order: set() for order in DateOrder}
        self._count = 0
        self._seen: set[str] = set()

    def add(self, value: object) -> None:
        """Look at one cell; only texts like 03-04-26 say anything."""
        if not isinstance(value, str) or len(value) > LONGEST_DATE or value in self._seen:
            return
        if len(self._seen) < REMEMBERED:
            self._seen.add(value)
        if not (found := TRIPLE.fullmatch(_plain(value))):
            return
        self._count += 1
        for order in DateOrder:
            if day := _ordered(found, order):
                self._fits[order] += 1
                self._years[order].add(day.year)

    @property
    def is_needed(self) -> bool:
        """Whether any value leaves open what comes first."""
        return self._count > 0

    def decide(self) -> ColumnDates:
        """The order that fits most values; among equals the one whose years differ least."""
        if not self._count:
            return ColumnDates()
        best = max(self._fits.values(), default=0)
        fitting = [order for order in DateOrder if self._fits[order] == best]
        order = min(fitting, key=lambda o: len(self._years[o]))
        return ColumnDates(order, len(fitting) == 1, contradicting=best < self._count)


def parse_date(value: str, column: ColumnDates) -> date:
    """The day that a text means; Flaw names what it lacks."""
    return parse_moment(value, column).date()


@lru_cache(maxsize=8192)
def parse_moment(value: str, column: ColumnDates) -> datetime:
    """The day and, when it stands there, the time of day; midnight otherwise.

    It has a zone where one is written, as in 2026-11-22T08:00:00Z.
    """
    if WITH_ZONE.fullmatch(value.strip()):
        return _with_zone(value.strip())
    if column.format:
        return _by_format(value.strip(), column.format)
    plain = _plain(value)
    day = _day(plain, column)
    found = TIME.search(unicodedata.normalize("NFKC", value).strip())
    if day is None:
        raise _no_date(value)
    clock = timedelta()
    if found:
        hour, minute, second = (HALF if part == "半" else int(part or 0) for part in found.groups())
        hour = _of_day(hour, value)
        if hour > 23 or minute > 59 or second > 59:
            raise _no_date(value)
        clock = timedelta(hours=hour, minutes=minute, seconds=second)
    return datetime.combine(day, datetime.min.time()) + clock


def _no_date(text: str) -> Flaw:
    return Flaw(ProblemKind.NOT_DATE, _("“{value}” is not a date.").format(value=text.strip()))


def _of_day(hour: int, text: str) -> int:
    """The hour of 24 for one of twelve: 下午3点 is 15, 中午1点 13, 12 am is 0."""
    is_later = AFTERNOON.search(text) or (AT_NOON in text and hour < EARLIEST_AT_NOON)
    if hour < 12 and is_later:
        return hour + 12
    return 0 if hour == 12 and BEFORE_NOON.search(text) else hour


def _with_zone(text: str) -> datetime:
    """The moment of a time that programs write; Flaw for a day that there is not."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _no_date(text) from None


def serial_moment(number: float) -> datetime:
    """The moment behind a spreadsheet's day number, or behind 20261122; Flaw otherwise."""
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return SERIAL_START + timedelta(seconds=round(number * 86_400))
    if number == int(number) and 19_000_101 <= number <= 21_991_231:
        whole = int(number)
        if day := _date(whole // 10_000, whole // 100 % 100, whole % 100):
            return datetime.combine(day, datetime.min.time())
    raise Flaw(ProblemKind.NOT_DATE, _("{value} is not a date.").format(value=f"{number:g}"))


def _day(plain: str, column: ColumnDates) -> date | None:
    if found := YEAR_MONTH_DAY.fullmatch(plain):
        return _date(*(int(part) for part in found.groups()))
    if found := SHORT_CHINESE.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
        return _date(_century(year), month, day)
    if found := TRIPLE.fullmatch(plain):
        return _by_order(found, column)
    if plain.isdecimal() and len(plain) in (5, 8):
        return serial_moment(int(plain)).date()
    if (found := MONTH_DAY.fullmatch(plain)) and _date(
        2024, int(found[1]), int(found[2] or found[3])
    ):
        raise Flaw(ProblemKind.NO_YEAR, _("“{value}” has no year.").format(value=plain))
    if YEAR_MONTH.fullmatch(plain):
        raise Flaw(ProblemKind.NO_DAY, _("“{value}” has no day.").format(value=plain))
    return _by_month_name(plain.lower())


def _by_order(found: re.Match[str], column: ColumnDates) -> date | None:
    fitting = {day for order in DateOrder if (day := _ordered(found, order))}
    day = _ordered(found, column.order)
    if column.contradicting:
        if len(fitting) > 1:
            raise Flaw(
                ProblemKind.DATE_ORDER,
                _("“{value}”: the dates of this column disagree on what comes first.").format(
                    value=found[0]
                ),
            )
        return fitting.pop() if fitting else None
    return day


def _ordered(found: re.Match[str], order: DateOrder) -> date | None:
    first, second, third = (int(part) for part in found.groups())
    if order is DateOrder.YEAR_FIRST:
        short = len(found[3]) == 2 and len(found[1]) == 2
        return _date(_century(first), second, third) if short else None
    year = third if len(found[3]) == 4 else _century(third)
    if order is DateOrder.DAY_FIRST:
        return _date(year, second, first)
    return _date(year, first, second)


def _by_month_name(plain: str) -> date | None:
    if found := DAY_NAME_YEAR.fullmatch(plain):
        day, name, year = found.groups()
    elif found := NAME_DAY_YEAR.fullmatch(plain):
        name, day, year = found.groups()
    else:
        return None
    if name[:3] not in MONTHS:
        return None
    full_year = int(year) if len(year) == 4 else _century(int(year))
    return _date(full_year, MONTHS.index(name[:3]) + 1, int(day))


def _by_format(text: str, form: str) -> datetime:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - a day on paper has no zone
    except ValueError as error:
        raise Flaw(
            ProblemKind.NOT_DATE,
            _("“{value}” is not written as {format}.").format(value=text, format=form),
        ) from error


def _plain(value: str) -> str:
    """Half width, without time and weekday, Chinese numbers as digits."""
    text = unicodedata.normalize("NFKC", value).strip().rstrip("。.")
    if ":" in text or "时" in text or "点" in text:
        text = TIME.sub("", text).strip()
    if "周" in text or "期" in text or "礼" in text:
        text = WEEKDAY.sub("", text).strip()
    if CHINESE_NUMBER.search(text):
        text = CHINESE_NUMBER.sub(lambda found: str(_chinese_number(found[0])), text)
    return text


def _chinese_number(signs: str) -> int:
    """二〇二六 is 2026, 二十六 is 26, 廿二 is 22."""
    signs = signs.replace("廿", "二十")
    if "十" not in signs:
        return int("".join(str(NUMERALS[sign]) for sign in signs))
    tens, _ten, ones = signs.partition("十")
    return (NUMERALS.get(tens, 1) if tens else 1) * 10 + (NUMERALS.get(ones, 0) if ones else 0)


def _century(year: int) -> int:
    return 2000 + year if year < PIVOT else 1900 + year


def _date(year: int, month: int, day: int) -> date | None:
    if not 1800 <= year <= 2999:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
