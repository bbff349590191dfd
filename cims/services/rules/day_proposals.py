"""What a box for days offers while somebody types: words with the day they mean."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from cims.services.i18n import language
from cims.services.rules.date_words import parse
from cims.services.rules.readings import readings

_CHINESE = (
    "明天", "后天", "大后天", "3天后", "下周一", "一周后", "两周后", "半个月后", "月底",
    "一个月后", "下月初", "今天", "昨天", "前天",
    *(week + day for week in ("周", "下周", "下下周", "本周", "上周") for day in "一二三四五六日"),
    "周末", "下周", "下月中", "下月底", "下个月", "季度末", "年底", "三个月后", "半年后", "一年后",
    "元旦后", "春节前", "春节后", "元宵", "端午后", "中秋前", "中秋后", "国庆前", "国庆后",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH = (
    "tomorrow", "day after tomorrow", "in 3 days", "next Monday", "in a week", "in two weeks",
    "end of month", "in a month", "start of next month", "today", "yesterday",
    "day before yesterday", *_DAYS, *(f"next {day}" for day in _DAYS),
    *(f"this {day}" for day in _DAYS), "weekend", "next week", "next month", "end of next month",
    "end of quarter", "end of year", "in three months", "in six months", "in a year",
    "after New Year", "before Spring Festival", "after Spring Festival", "after National Day",
)  # fmt: skip
_PAST_CHINESE = (
    "今天", "昨天", "前天", "大前天", "3天前", "一周前", "两周前", "上月底", "一个月前",
    *(week + day for week in ("上周", "本周", "周") for day in "一二三四五六日"),
)  # fmt: skip
_PAST_ENGLISH = (
    "today", "yesterday", "day before yesterday", "3 days ago", "a week ago", "two weeks ago",
    "end of last month", "a month ago", *(f"last {day}" for day in _DAYS),
    *(f"this {day}" for day in _DAYS), *_DAYS,
)  # fmt: skip
_COUNTED_CHINESE = ("{n}天后", "{n}号", "{n}周后", "{n}个月后", "下个月{n}号")
_COUNTED_ENGLISH = ("{n} days", "{n} weeks", "{n} months")
_COUNTED_PAST_CHINESE = ("{n}天前", "{n}号", "{n}周前", "{n}个月前")
_COUNTED_PAST_ENGLISH = ("{n} days ago", "{n} weeks ago", "{n} months ago")
_BEGINS_WITH_COUNT = re.compile(r"(\d{1,3})(?!\d)")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Said:
    """Words for days in either language, and forms that take a number."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    counted_chinese: tuple[str, ...]
    counted_english: tuple[str, ...]

    def in_order(self, in_chinese: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of the language that is shown, then the others."""
        both = self.chinese, self.english
        return both if in_chinese else both[::-1]

    def counted(self, in_chinese: bool) -> tuple[str, ...]:
        """The forms, those of the language that is shown first."""
        both = self.counted_chinese, self.counted_english
        first, second = both if in_chinese else both[::-1]
        return first + second


_COMING = _Said(_CHINESE, _ENGLISH, _COUNTED_CHINESE, _COUNTED_ENGLISH)
_PAST = _Said(_PAST_CHINESE, _PAST_ENGLISH, _COUNTED_PAST_CHINESE, _COUNTED_PAST_ENGLISH)


@dataclass(frozen=True, slots=True)
class DayProposal:
    """Words that can be taken over, and the day they mean."""

    words: str
    day: date


def completions(
    text: str, today: date, limit: int = 8, *, past: bool = False
) -> tuple[DayProposal, ...]:
    """Proposals that begin with what was typed, then such that hold it or sound like it (xzy).

    What was typed comes first when it means a day itself; without a text the usual days are
    offered. Each day appears once. With `past` (when did it happen?) none lies ahead.
    """
    typed = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().strip()
    found: dict[date, DayProposal] = {}
    for words in _candidates(text.strip(), typed, _PAST if past else _COMING):
        day = parse(words, today, past)
        if day is not None and not (past and day > today):
            found.setdefault(day, DayProposal(words, day))
        if len(found) == limit:
            break
    return tuple(found.values())


def _candidates(text: str, typed: str, said: _Said) -> Iterator[str]:
    """All words that suit, the likeliest first."""
    in_chinese = language().startswith("zh")
    usual, other = said.in_order(in_chinese)
    if not typed:
        yield from usual
        return
    yield text
    if count := _BEGINS_WITH_COUNT.match(typed):
        for form in said.counted(in_chinese):
            words = form.format(n=count[1])
            if words.startswith(typed) or typed == count[1]:
                yield words
    known = usual + other
    yield from (words for words in known if words.casefold().startswith(typed))
    yield from (words for words in known if typed in words.casefold())
    sound = typed.replace(" ", "")
    yield from (
        words for words in said.chinese if any(one.startswith(sound) for one in _sounds(words))
    )


@cache
def _sounds(words: str) -> tuple[str, str]:
    """The words in pinyin and by its initials."""
    spoken = [(readings(letter) or (letter,))[0] for letter in words]
    return "".join(spoken), "".join(sound[0] for sound in spoken)
