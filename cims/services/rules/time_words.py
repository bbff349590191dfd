"""Moments as people type them: 明天下午3点, 周五 15:00, 半小时后, tomorrow at 3 pm."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cims.services.i18n import _
from cims.services.rules import date_words
from cims.services.rules.day_vocabulary import COUNT, ENGLISH_COUNT, number

_LONGEST = 60
_LONGEST_SAID = 30
_PARTS = {
    "凌晨": 0, "清晨": 7, "早上": 9, "早晨": 9, "早": 9, "上午": 9, "中午": 12, "正午": 12,
    "下午": 14, "午后": 14, "傍晚": 18, "晚上": 19, "夜里": 22, "晚": 19, "morning": 9, "noon": 12,
    "afternoon": 14, "evening": 19, "night": 20,
}  # fmt: skip
_LATE = frozenset(
    {"下午", "午后", "傍晚", "晚上", "夜里", "晚", "pm", "p.m.", "afternoon", "evening"}
)
_EVENING = frozenset({"晚上", "夜里", "晚"})
_PART = r"凌晨|清晨|早上|早晨|早|上午|中午|正午|下午|午后|傍晚|晚上|夜里|晚"
_ENGLISH_PART = r"(?:in the |at )?(?P<part>morning|noon|afternoon|evening|night)"
_CLOCK = re.compile(
    rf"(?P<part>{_PART})?\s*(?<!\d)(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?"
    r"(?:\s*(?P<half>am|pm|a\.m\.|p\.m\.))?"
)
_HALF_DAY = re.compile(r"(?<!\d)(?P<hour>\d{1,2})\s*(?P<half>am|pm|a\.m\.|p\.m\.)")
_SAID = re.compile(
    rf"(?P<part>{_PART})?\s*(?<!\d)(?P<hour>\d{{1,2}}|[零一二两三四五六七八九十]{{1,3}})\s*(?:点钟?|點|时)"
    rf"(?:(?P<thirty>半)|(?P<quarter>[一三13])刻|整|(?P<minute>{COUNT})分?)?"
)
_TIMES = (_CLOCK, _HALF_DAY, _SAID, re.compile(rf"(?P<part>{_PART})"), re.compile(_ENGLISH_PART))
_SOON = re.compile(
    rf"(?:in |过|\+)?(?:(?P<half>半|half an )|(?P<count>{COUNT}|{ENGLISH_COUNT}))\s*个?"
    r"(?P<unit>小时|钟头|分钟?|hours?|hrs?|h|minutes?|mins?|min)(?:以?后|之后| later| from now)?"
)
_AM_BY_DAY = range(1, 7)  # 3点 in an office is three in the afternoon


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and a time of it when the words say one; in the office's zone."""

    day: date
    at: time | None = None


def parse(text: str, now: datetime, past: bool = False) -> Moment | None:
    """The moment that the words mean, seen from `now` (without zone); None when they mean none.

    A time alone is the coming one, or with `past` the last one. 3点 is 15:00, while 3:00 is taken
    as it stands. 上午 alone is 9:00, 中午 12:00, 下午 14:00, 晚上 19:00.
    """
    words = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split())
    if not words or len(text) > _LONGEST:
        return None
    if soon := _SOON.fullmatch(words):
        return _soon(soon, now)
    words = words.replace("tonight", "today evening")
    for pattern in _TIMES:
        for found in pattern.finditer(words):
            rest = _rest(words[: found.start()], words[found.end() :])
            if rest is None:
                continue
            if moment := _at(found, rest, now, past):
                return moment
    day = date_words.parse(words, now.date(), past)
    return Moment(day) if day else None


def not_understood(text: str) -> str:
    """The sentence for words that mean no moment."""
    return _(
        "“{text}” is no day and time. Write it like 2026-11-28 15:00 or “tomorrow 3 pm”."
    ).format(text=text[:_LONGEST_SAID])


def _rest(before: str, after: str) -> str | None:
    """The words of the day before or after the time; None when there are some on both sides."""
    before = re.sub(r"(?:^|\s)(?:at|的)$", "", before.strip()).strip(" ,，的")
    after = re.sub(r"^on ", "", after.strip(" ,，"))
    return None if before and after else before or after


def _at(found: re.Match[str], rest: str, now: datetime, past: bool) -> Moment | None:
    """The time on the day that the rest of the words means."""
    try:
        clock, is_next_day = _time(found)
        if rest:
            day = date_words.parse(rest, now.date(), past)
        elif is_next_day:
            day = now.date() - timedelta(days=1) if past else now.date()
        else:
            day = _nearest_day(clock, now, past)
        if day is not None and is_next_day:
            day += timedelta(days=1)
    except (KeyError, ValueError, OverflowError):
        return None
    return Moment(day, clock) if day else None


def _time(found: re.Match[str]) -> tuple[time, bool]:
    """The time, and whether it is midnight at the day's end (晚上12点)."""
    said = found.groupdict()
    part = said.get("half") or said.get("part") or ""
    if not said.get("hour"):
        return time(_PARTS[part]), False
    hour, minute = number(said["hour"]), _minute(found)
    second = int(said.get("second") or 0)
    if part in _EVENING and hour == 12:
        return time(0, minute, second), True
    is_late = part in _LATE or (part == "中午" and hour < 4)
    if is_late and hour < 12:
        hour += 12
    elif hour == 12 and part in ("am", "a.m.", "凌晨"):
        hour = 0
    elif found.re is _SAID and not part and hour in _AM_BY_DAY:
        hour += 12
    return time(hour, minute, second), False


def _minute(found: re.Match[str]) -> int:
    said = found.groupdict()
    if said.get("thirty"):
        return 30
    if said.get("quarter"):
        return 15 * number(said["quarter"])
    return number(said["minute"]) if said.get("minute") else 0


def _nearest_day(clock: time, now: datetime, past: bool) -> date:
    """Today when the time is still to come (or for the past has been), else the day beside it."""
    if past:
        return now.date() if clock <= now.time() else now.date() - timedelta(days=1)
    return now.date() if clock >= now.time() else now.date() + timedelta(days=1)


def _soon(found: re.Match[str], now: datetime) -> Moment | None:
    """半小时后, in 20 minutes."""
    is_hours = found["unit"].startswith(("小时", "钟头", "h"))
    try:
        minutes = 60 * is_hours or 1
        total = minutes / 2 if found["half"] else minutes * number(found["count"])
        then = now + timedelta(minutes=total)
    except (KeyError, OverflowError):
        return None
    return Moment(then.date(), then.time().replace(second=0, microsecond=0))
