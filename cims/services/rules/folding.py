"""What the search table holds of a text: folded characters, sounds and digits.

The words are separated by spaces and made for FTS5's tokenizer `ascii`, which leaves every
character beyond ASCII alone, so that no table of Unicode versions stands in between.
`search_query.py` writes the expressions that find them.
"""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

from cims.services.rules.readings import several, usual

HAN = (
    "\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
BARRIER = "\u01c0"  # a letter that stands for the gap between two texts; no query holds it
_PIECES = re.compile(rf"[{HAN}]|[^\W_{HAN}{BARRIER}]+")
_NEITHER = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_DIGITS = re.compile(r"[0-9]{3,}")
_UNDECOMPOSED = {
    "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "œ": "oe", "æ": "ae",
    "ŧ": "t", "þ": "th", "ŋ": "n",
}  # fmt: skip
SHORT_GRAM = 2
LONG_GRAM = 4
_LONGEST_WORD_IN_INITIALS = 5
_MOST_VARIANTS = 16


@cache
def _simplified() -> dict[str, str]:
    """Traditional to simplified characters, the first of several, from OpenCC's table."""
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("opencc")
    table = Path(spec.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1 and pair[0] != pair[1]}


@cache
def _folded_characters() -> dict[int, str | None]:
    """Every single character that folding changes after NFKC and case."""
    table: dict[int, str | None] = {ord(key): value for key, value in _simplified().items()}
    for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = "".join(
            letter
            for letter in unicodedata.normalize("NFD", chr(number).casefold())
            if not unicodedata.combining(letter)
        )
        plain = "".join(_UNDECOMPOSED.get(letter, letter) for letter in plain)
        if plain != chr(number):
            table[number] = plain
    table.update(dict.fromkeys(range(0x300, 0x370)))
    return table


@cache
def _changing() -> frozenset[str]:
    """The same characters as a set, asked first because most names hold none."""
    return frozenset(chr(number) for number in _folded_characters())


def fold(text: str) -> str:
    """The text as it is compared: NFKC, small letters, no accents, simplified characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _changing().isdisjoint(folded):
        return folded
    return folded.translate(_folded_characters())


def pieces(text: str) -> list[str]:
    """The single Chinese characters and the folded words of a text, in order."""
    return _PIECES.findall(fold(text))


def text_tokens(*texts: str) -> str:
    """Single Chinese characters and folded words, a barrier between two texts.

    A word is followed by its first two and first four characters, so that short prefixes are
    whole tokens: FTS5 merges every term below a prefix before it answers the first row.
    """
    tokens: list[str] = []
    for text in texts:
        if not (found := pieces(text)):
            continue
        if tokens:
            tokens.append(BARRIER)
        for piece in found:
            tokens.append(piece)
            length = len(piece)
            if length > SHORT_GRAM:
                tokens.append(piece[:SHORT_GRAM])
                if length > LONG_GRAM:
                    tokens.append(piece[:LONG_GRAM])
    return " ".join(tokens)


def sound_tokens(*names: str) -> str:
    """The sounds of Chinese names from every syllable on.

    Per character: its syllable, its syllable joined with the next one, and the initials of two
    and of four characters from it on. Longer queries are an AND of such pieces, shorter ones an
    OR. A character with several readings counts with each; initials of four characters with at
    most 16 combinations.
    """
    tokens: list[str] = []
    for name in names:
        if name and not name.isascii():
            tokens += _sounds(pieces(name))
    return " ".join(tokens)


def _sounds(name: list[str]) -> list[str]:
    """The tokens of one name; most names have one reading and no Latin word."""
    known = usual()
    more = several()
    try:
        syllables = [known[piece] for piece in name]
    except KeyError:
        return _sounds_with_words(name)
    if not more.keys().isdisjoint(name):
        return _sounds_of([more.get(piece) or (known[piece],) for piece in name])
    return _sounds_of_usual(syllables)


def _sounds_with_words(name: list[str]) -> list[str]:
    """The tokens of a name such as TCL科技: short Latin words count with their letters."""
    more = several()
    known = usual()
    cells: list[tuple[str, ...]] = []
    for piece in name:
        if piece in known:
            cells.append(more.get(piece) or (known[piece],))
        elif piece.isascii() and len(piece) <= _LONGEST_WORD_IN_INITIALS:
            cells += [(letter,) for letter in piece]
    if not any(piece in known for piece in name):
        return []
    return _sounds_of(cells)


def _sounds_of(cells: list[tuple[str, ...]]) -> list[str]:
    """The tokens of a row of characters with all their readings."""
    tokens = _sounds_of_usual([cell[0] for cell in cells])
    for place, cell in enumerate(cells):
        if len(cell) == 1:
            continue
        for reading in cell[1:]:
            tokens.append(reading)
            if place:
                tokens += [one + reading for one in cells[place - 1]]
            if place + 1 < len(cells):
                tokens += [reading + other for other in cells[place + 1]]
        if len({reading[0] for reading in cell}) > 1:
            tokens += _initials_around(cells, place)
    return list(dict.fromkeys(tokens))


def _initials_around(cells: list[tuple[str, ...]], place: int) -> list[str]:
    """The initials, in all readings, that the character at this place belongs to."""
    first = max(0, place - LONG_GRAM + 1)
    letters = [
        cell[0][0] if len(cell) == 1 else "".join({reading[0]: "" for reading in cell})
        for cell in cells[first : place + LONG_GRAM]
    ]
    tokens: list[str] = []
    for length in (SHORT_GRAM, LONG_GRAM):
        for start in range(max(0, place - first - length + 1), place - first + 1):
            ways = islice(product(*letters[start : start + length]), _MOST_VARIANTS)
            tokens += map("".join, ways)
    return tokens


def _sounds_of_usual(syllables: list[str]) -> list[str]:
    """The tokens of a row of syllables."""
    initials = "".join([syllable[0] for syllable in syllables])
    tokens = [*syllables, *map(str.__add__, syllables, syllables[1:])]
    tokens += map(str.__add__, initials, initials[1:])
    tokens += initials[-1:]
    tokens += [initials[start : start + LONG_GRAM] for start in range(len(initials) - SHORT_GRAM)]
    return tokens


def digit_tokens(*numbers: str) -> str:
    """Every four digits in a row of phone numbers and codes, and the last three.

    Any run of three or more digits is found in them, whatever stands between the digits and
    with or without 0, 86 or an area code before them.
    """
    tokens: list[str] = []
    for number in numbers:
        run = number if number.isdecimal() and number.isascii() else _NEITHER.sub("", fold(number))
        for digits in (run,) if run.isdecimal() else _DIGITS.findall(run):
            tokens += [digits[start : start + LONG_GRAM] for start in range(len(digits) - 2)]
    return " ".join(tokens)
