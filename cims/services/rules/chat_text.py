"""Chats pasted from WeChat, WeCom, DingTalk and QQ: who wrote what, when."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from cims.services.rules import date_words, time_words
from cims.services.rules.people import looks_like_person

_DAY = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/]\d{1,2}(?![-/\d])|\d{1,2}月\d{1,2}日"
    r"|今天|昨天|前天|(?:星期|周)[一二三四五六日天]|yesterday|today"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, \d{4})?)"
)
_WEEKDAY = r"(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
_CLOCK = (
    r"(?:(?:凌晨|早上|上午|中午|下午|傍晚|晚上)\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[ap]m)?"
)
_STAMP = rf"(?P<stamp>{_DAY}{_WEEKDAY}(?:,?\s*{_CLOCK})?|{_CLOCK})"
_NAME = r"(?P<name>[^\s:：\[【][^:：\n]{0,39}?)"
_HEADERS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_NAME}\s*[:：]?\s+{_STAMP}\s*[:：]?",
        rf"{_NAME}\s*[(（\[【]\s*{_STAMP}\s*[)）\]】]\s*[:：]?",
        rf"[\[【(（]?{_STAMP}[\]】)）]?\s+{_NAME}\s*[:：]?",
    )
)
_STAMP_ALONE = re.compile(rf"[\s\-—─–=*]*{_STAMP}[\s\-—─–=*]*", re.I)
_NAME_ALONE = re.compile(r"(?P<name>[^:：\n。，！？!?]{1,30})[:：]")
_NAME_AND_TEXT = re.compile(r"(?P<name>[^:：\n。，！？!?\s]{1,20})[:：]\s*(?P<text>\S.*)")
_SENTENCE = re.compile(r"[。！？；!?;]|，.*，|https?")
_WESTERN = re.compile(r"[A-Z][a-z'’]+(?: [A-Z][a-z.'’]*){1,2}")
_LABEL_WORDS = (
    "地址 电话 手机 邮箱 备注 时间 地点 内容 联系人 姓名 公司 收货人 收件人 税号 账号 开户行 "
    "微信 传真 职务 要求 说明 注意 注 主题 型号 数量 价格 单价 金额 附件 总结 重点 "
    "tel add email mobile note re fw to from cc subject date phone address fax"
)
_LABELS = frozenset(_LABEL_WORDS.split())
_LONGEST_LINE = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """What one person wrote; `at` is without time when only a day is known, both may be missing.

    The name signs the text, it says nothing about who logs it. Times are the office's.
    """

    name: str
    day: date | None
    at: time | None
    text: str


@dataclass(frozen=True, slots=True)
class DayTalk:
    """What was written on one day, as the text of one follow-up."""

    day: date | None
    at: time | None
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Header:
    """A line that opens a piece; without name it only says when the following was written."""

    name: str
    stamp: str
    text: str = ""


def split(text: str, now: datetime) -> tuple[Piece, ...]:
    """The pieces of a pasted chat in their order; a text of no known form stays one piece.

    `now` (without zone) makes 昨天 10:23 and 11/20 days: they lie behind it. Nothing that was
    written is dropped.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    headers = _headers([line.strip() for line in lines])
    if not any(header.name for header in headers.values()):
        return (Piece("", None, None, text.strip()),) if text.strip() else ()
    return tuple(_pieces(lines, headers, now))


def is_chat(text: str, now: datetime) -> bool:
    """The text is a chat: somebody's name stands over what was written."""
    return any(piece.name for piece in split(text, now))


def by_day(pieces: Iterable[Piece]) -> tuple[DayTalk, ...]:
    """One follow-up for each day; a piece without a day belongs to the one before it."""
    days: dict[date | None, list[Piece]] = {}
    day: date | None = None
    for piece in pieces:
        day = piece.day or day
        days.setdefault(day, []).append(piece)
    return tuple(
        DayTalk(
            day,
            next((piece.at for piece in talk if piece.at), None),
            tuple(dict.fromkeys(piece.name for piece in talk if piece.name)),
            "\n".join(_said(piece) for piece in talk),
        )
        for day, talk in days.items()
    )


def _said(piece: Piece) -> str:
    """张三 10:23: 你好."""
    clock = f"{piece.at:%H:%M}" if piece.at else ""
    signed = " ".join(part for part in (piece.name, clock) if part)
    return f"{signed}: {piece.text}" if signed else piece.text


def _headers(lines: list[str]) -> dict[int, _Header]:
    """The lines, by their place, that say who wrote the following and when."""
    found = {place: header for place, line in enumerate(lines) if (header := _header(line))}
    found = _without_doubtful(found, lines)
    if not found:
        return _headers_without_time(lines)
    for place, line in enumerate(lines):
        if place not in found and (alone := _STAMP_ALONE.fullmatch(line)):
            found[place] = _Header("", alone["stamp"])
    return found


def _without_doubtful(found: dict[int, _Header], lines: list[str]) -> dict[int, _Header]:
    """Leave out lines such as 见面时间 15:30, whose words are nobody's name."""
    certain = {header.name for header in found.values() if _is_certain(header.stamp)}
    named = Counter(header.name for header in found.values())
    has_days = any(_is_day_line(line) for line in lines)
    first = next((place for place, line in enumerate(lines) if line), None)
    with_day = sum(_has_day(header.stamp) for header in found.values())
    opens_with_day = first in found and _has_day(found[first].stamp) and with_day > 1

    def is_name(header: _Header) -> bool:
        return (
            header.name in certain
            or named[header.name] > 1
            or _is_person(header.name)
            or (has_days and not _has_day(header.stamp))
            or (opens_with_day and _has_day(header.stamp) and not certain)
        )

    return {place: header for place, header in found.items() if is_name(header)}


def _header(line: str) -> _Header | None:
    """The name and the time of “张三 2026-11-20 10:23” and its like."""
    if len(line) > _LONGEST_LINE:
        return None
    for pattern in _HEADERS:
        found = pattern.fullmatch(line)
        if found and (name := _name(found["name"])):
            return _Header(name, found["stamp"])
    return None


def _name(words: str) -> str:
    """The words if they can be a name; not a day, a number or a piece of a sentence."""
    name = words.strip(" \t\u2005-—:：")
    if not name or _SENTENCE.search(name) or not any(letter.isalnum() for letter in name):
        return ""
    today = date(2000, 1, 1)
    if name.replace(".", "").isdecimal() or date_words.parse(name, today) is not None:
        return ""
    return name


def _has_day(stamp: str) -> bool:
    return re.match(_DAY, stamp, re.I) is not None


def _is_certain(stamp: str) -> bool:
    """Nobody writes a day with year or seconds in a message's own words."""
    return re.match(r"\d{4}\D", stamp) is not None or len(re.findall("[:：]", stamp)) == 2


def _is_day_line(line: str) -> bool:
    """—— 2026-11-20 ——, as WeChat sends chats by mail."""
    found = _STAMP_ALONE.fullmatch(line)
    return found is not None and _has_day(found["stamp"])


def _is_person(name: str) -> bool:
    plain = re.sub(r"[(（@].*", "", name).strip()
    return plain == "我" or looks_like_person(plain) or bool(_WESTERN.fullmatch(plain))


def _headers_without_time(lines: list[str]) -> dict[int, _Header]:
    """“张三:” above the text, or “张三: 你好”, where the first line begins so."""
    first = next((place for place, line in enumerate(lines) if line), None)
    for pattern in (_NAME_ALONE, _NAME_AND_TEXT):
        found = {
            place: _Header(match["name"].strip(), "", match.groupdict().get("text") or "")
            for place, line in enumerate(lines)
            if (match := pattern.fullmatch(line))
            and match["name"].strip().casefold() not in _LABELS
        }
        names = Counter(header.name for header in found.values())
        found = {
            place: header
            for place, header in found.items()
            if names[header.name] > 1 or _is_person(header.name)
        }
        enough = 1 if pattern is _NAME_ALONE else 2
        if first in found and len(found) >= enough:
            return found
    return {}


def _pieces(lines: list[str], headers: dict[int, _Header], now: datetime) -> Iterator[Piece]:
    """The text under each header; a line with only a time counts for all that follow."""
    current = Piece("", None, None, "")
    day: date | None = None
    begin = 0
    for place in [*sorted(headers), len(lines)]:
        written = "\n".join([current.text, *lines[begin:place]]).strip()
        if written or current.name:
            yield replace(current, text=written)
        if place == len(lines):
            return
        header = headers[place]
        moment = _moment(header.stamp, now, day)
        day = moment.day if moment else day
        at = moment.at if moment else None
        if moment is None and header.stamp:
            text = lines[place]  # 31/31 25:99 is no time: the line is kept as text
            current, begin = Piece(header.name, day, None, text), place + 1
            continue
        current, begin = Piece(header.name, day, at, header.text), place + 1


def _moment(stamp: str, now: datetime, day: date | None) -> time_words.Moment | None:
    """When it was written; a time alone is one of the day that was said above it."""
    if not stamp:
        return None
    plain = unicodedata.normalize("NFKC", stamp)
    if _has_day(plain):
        weekday = re.compile(rf"({_DAY})\s*[(]?(?:星期|周)[一二三四五六日天][)]?", re.I)
        plain = weekday.sub(r"\1", plain).replace(",", " ")
        return time_words.parse(re.sub(r"(?<=日)(?=\d)", " ", plain), now, past=True)
    moment = time_words.parse(plain, now, past=True)
    return replace(moment, day=day) if moment and day else moment
