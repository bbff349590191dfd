"""The words under which a record is found, made from its texts; many may have been made before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from typing import NamedTuple

from cims.services.rules.folding import BARRIER, digit_tokens, sound_tokens, text_tokens

BETWEEN_TEXTS = f" {BARRIER} "


class Texts(NamedTuple):
    """What a record is found by: words of every kind, Chinese names, numbers."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]


class Document(NamedTuple):
    """The words under which a record is found, one string per search column."""

    text: str
    sound: str
    digits: str


@dataclass(frozen=True)
class Made:
    """Search words of single texts, made before: a second process hands them over."""

    words: dict[str, str] = part(default_factory=dict)
    names: dict[str, str] = part(default_factory=dict)
    numbers: dict[str, str] = part(default_factory=dict)

    def add(self, texts: Texts) -> None:
        """Make the words of all these texts."""
        fill(self.words, texts.words, text_tokens)
        fill(self.names, texts.names, sound_tokens)
        fill(self.numbers, texts.numbers, digit_tokens)


def fill(made: dict[str, str], texts: Iterable[str], make: Callable[[str], str]) -> None:
    """Make the words of those texts that have none yet."""
    for text in texts:
        if text not in made:
            made[text] = make(text)


def document_of(texts: Texts, made: Made | None = None) -> Document:
    """The search words for the texts of a record; what was made before is not made again."""
    if made is None:
        return Document(
            text_tokens(*texts.words), sound_tokens(*texts.names), digit_tokens(*texts.numbers)
        )
    return Document(
        between(BETWEEN_TEXTS, joined(texts.words, made.words, text_tokens)),
        between(" ", joined(texts.names, made.names, sound_tokens)),
        between(" ", joined(texts.numbers, made.numbers, digit_tokens)),
    )


def joined(texts: Sequence[str], made: dict[str, str], make: Callable[[str], str]) -> Iterable[str]:
    """The words of each of these texts."""
    return [make(text) if (known := made.get(text)) is None else known for text in texts]


def between(sign: str, words: Iterable[str]) -> str:
    """Words of several texts in one; a text without words leaves no trace."""
    return sign.join(filter(None, words))
