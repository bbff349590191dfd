"""What a typed fragment finds in short lists: commands, choices, people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Item:
    """One entry of a short list; `sound` holds its pinyin and initials, separated by spaces."""

    value: Any
    text: str
    code: str = ""
    sound: str = ""


def rank(query: str, item: Item) -> int | None:
    """How well an item answers: 0 best, None not at all."""
    wanted = query.strip().casefold()
    text, code, sound = item.text.casefold(), item.code.casefold(), item.sound.casefold()
    if not wanted or wanted in (text, code):
        return 0
    if text.startswith(wanted) or code.startswith(wanted):
        return 1
    if any(word.startswith(wanted) for word in sound.split()):
        return 2
    if any(word.startswith(wanted) for word in text.split()) or _initials(text, wanted):
        return 3
    if wanted in text or wanted in code or wanted in sound:
        return 4
    return None


def matching(query: str, items: Iterable[Item]) -> Sequence[Item]:
    """The items that hold the fragment, the best first, else in their own order."""
    ranked = [(rank(query, item), item) for item in items]
    found = [(place, item) for place, item in ranked if place is not None]
    return [item for _place, item in sorted(found, key=lambda pair: pair[0])]


def _initials(text: str, wanted: str) -> bool:
    words = text.split()
    return len(words) > 1 and "".join(word[0] for word in words).startswith(wanted)
