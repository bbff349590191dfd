"""What a person types into the search box, as an FTS5 expression over text, sound and digits."""

import re
from string import ascii_lowercase, digits

from cims.services.rules.folding import BARRIER, HAN, LONG_GRAM, SHORT_GRAM, fold
from cims.services.rules.readings import beginning_with, split_syllables, syllables

_ELEMENT = re.compile(
    rf"(?P<number>[0-9]+(?:[\s().+\-]+[0-9]+)*)(?![^\W_{HAN}])"
    rf"|(?P<chinese>[{HAN}]+)|(?P<word>[^\W_{HAN}{BARRIER}]+)"
)
_LONGEST_QUERY = 200
_LONGEST_WORD = 60
_LONGEST_PINYIN = 40
_MOST_ELEMENTS = 12
_FEWEST_DIGITS = 3
_FEWEST_LOCAL = 7
_NEXT = ascii_lowercase + digits


def expression(query: str) -> str | None:
    """The MATCH expression that finds the query; None when nothing in it can be searched.

    Words are joined by AND. The expression may be put in parentheses and joined with another.
    """
    parts = []
    for found in _ELEMENT.finditer(fold(query[:_LONGEST_QUERY])):
        if found["number"]:
            parts.append(_number(re.findall("[0-9]+", found["number"])))
        elif found["chinese"]:
            parts.append(f'text : "{" ".join(found["chinese"])}"')
        else:
            parts.append(_word(found["word"][:_LONGEST_WORD]))
    return " AND ".join(f"({part})" for part in dict.fromkeys(parts[:_MOST_ELEMENTS])) or None


def _any(tokens: list[str]) -> str:
    """One of these tokens."""
    return "(" + " OR ".join(f'"{token}"' for token in tokens) + ")"


def _all(tokens: list[str]) -> str:
    """All of these tokens."""
    return "(" + " AND ".join(f'"{token}"' for token in dict.fromkeys(tokens)) + ")"


def _beginnings(word: str, following: str = _NEXT) -> list[str]:
    """The tokens of two or four characters that begin with a word of up to four."""
    if len(word) in (SHORT_GRAM, LONG_GRAM):
        return [word]
    return [word, *(word + letter for letter in following)]


def _word(word: str) -> str:
    """A Latin or other word: a prefix in the text, initials or pinyin."""
    if not word.isascii():
        return f'text : "{word}" *'
    if len(word) <= LONG_GRAM:
        parts = [f"{{text sound}} : {_any(_beginnings(word))}"]
    else:
        parts = [f'text : "{word}" *']
        last = len(word) - LONG_GRAM
        grams = [word[start : start + LONG_GRAM] for start in range(last + 1)]
        if not any(_is_pinyin(gram) for gram in grams):
            parts.append(f"sound : {_all(grams)}")
    if 1 < len(word) <= _LONGEST_PINYIN and word.isalpha():
        parts += [f"sound : {_pinyin(way)}" for way in split_syllables(word)]
    return " OR ".join(parts)


def _is_pinyin(gram: str) -> bool:
    """Four letters that stand in the table as syllables too, so that as initials they'd mislead."""
    known = syllables()
    return gram in known or any(gram[:cut] in known and gram[cut:] in known for cut in (1, 2, 3))


def _pinyin(way: tuple[str, ...]) -> str:
    """Syllables in a row, the last perhaps unfinished."""
    *whole, last = way
    endings = beginning_with(last)
    if not whole:
        return _any(list(endings))
    pairs = [one + other for one, other in zip(whole, whole[1:], strict=False)]
    end = _any([whole[-1] + ending for ending in endings])
    return f"({_all(pairs)} AND {end})" if pairs else end


def _number(runs: list[str]) -> str:
    """Digits: in phones and codes wherever they stand, in the text as the beginning of a word."""
    parts = [_all_numbers(runs)] if len(runs) > 1 else [_in_text(runs[0])]
    parts += [_in_digits(number) for number in _ways_to_dial("".join(runs))]
    return " OR ".join(parts)


def _all_numbers(runs: list[str]) -> str:
    """Several numbers, each of which must stand somewhere."""
    return "(" + " AND ".join(f"({_number([run])})" for run in runs[:_MOST_ELEMENTS]) + ")"


def _in_text(number: str) -> str:
    """A number as the beginning of a word."""
    if len(number) <= LONG_GRAM:
        return f"text : {_any(_beginnings(number))}"
    return f'text : "{number}" *'


def _in_digits(number: str) -> str:
    """A run of three or more digits among phones and codes."""
    if len(number) <= LONG_GRAM:
        return f"digits : {_any(_beginnings(number, digits))}"
    last = len(number) - LONG_GRAM
    grams = " ".join(number[start : start + LONG_GRAM] for start in range(last + 1))
    return f'digits : "{grams}"'


def _ways_to_dial(number: str) -> list[str]:
    """The digits as typed, without 00 and 86, and without an area code."""
    ways = [number]
    local = number.removeprefix("00")
    if local.startswith("86") and len(local) >= 10:
        local = local[2:]
    if len(local) == 12 and local.startswith("01"):
        local = local[1:]
    ways.append(local)
    if local.startswith("0"):
        area = 3 if local.startswith(("010", "02")) else 4
        if len(local) - area >= _FEWEST_LOCAL:
            ways.append(local[area:])
    return [way for way in dict.fromkeys(ways) if len(way) >= _FEWEST_DIGITS]
