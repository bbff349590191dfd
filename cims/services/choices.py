"""The lists that an office words its own way: labels, colours, and words back to codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from cims.models.base import Base
from cims.models.choice import Choice as ChoiceRow
from cims.services.database import Unit
from cims.services.i18n import language


@dataclass(frozen=True)
class Choice:
    """One entry of a list."""

    list: str
    code: str
    meaning: str | None
    labels: Mapping[str, str]
    synonyms: tuple[str, ...]
    colour: str
    retired: bool

    @property
    def label(self) -> str:
        """What to show, in the language shown now."""
        return self.labels.get(language()) or self.labels.get("en") or self.code

    def matches(self, word: str) -> bool:
        """Whether a folded word from a file means this entry."""
        words = (self.code, *self.labels.values(), *self.synonyms)
        return word in {spoken(known) for known in words}


def spoken(word: str) -> str:
    """A word as it is compared: without case, blanks and the 级 or 类 of a grade."""
    return "".join(word.split()).casefold().removesuffix("级").removesuffix("类")


class Choices:
    """All lists of the office, read once per unit of work and only when asked for."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._lists: dict[str, tuple[Choice, ...]] | None = None
        self._words: dict[tuple[str, str], str | None] = {}

    def of(self, list_name: str) -> tuple[Choice, ...]:
        """The entries of a list in their order, retired ones too."""
        return self.all().get(list_name, ())

    def label(self, list_name: str, code: str | None) -> str:
        """What to show for a code; a code that no list knows shows itself."""
        found = next((choice for choice in self.of(list_name) if choice.code == code), None)
        return found.label if found else code or ""

    def code(self, list_name: str, word: str) -> str | None:
        """The code that a word from a file or a command means, or None."""
        key = list_name, word
        if key not in self._words:
            folded = spoken(word)
            hits = (choice.code for choice in self.of(list_name) if choice.matches(folded))
            self._words[key] = next(hits, None)
        return self._words[key]

    def with_meaning(self, list_name: str, meaning: str) -> tuple[str, ...]:
        """The codes of a list that mean this to the program."""
        return tuple(choice.code for choice in self.of(list_name) if choice.meaning == meaning)

    def forget(self) -> None:
        """Read the lists anew: some were written."""
        self._lists = None
        self._words.clear()

    def all(self) -> dict[str, tuple[Choice, ...]]:
        """Every list with its entries in their order."""
        if self._lists is None:
            table = Base.metadata.tables[ChoiceRow.__tablename__]
            lists: dict[str, list[Choice]] = {}
            for row in self._unit.session.execute(
                select(table).order_by(table.c.list, table.c.position)
            ).mappings():
                words = tuple(filter(None, row["synonyms"].split("|")))
                lists.setdefault(row["list"], []).append(
                    Choice(
                        row["list"],
                        row["code"],
                        row["meaning"],
                        row["labels"],
                        words,
                        row["colour"],
                        row["retired"],
                    )
                )
            self._lists = {name: tuple(rows) for name, rows in lists.items()}
        return self._lists


def seed(unit: Unit, lists: Mapping[str, Sequence[tuple[str, str, str, str, str, str]]]) -> None:
    """Write the ready lists: list → (code, English, Chinese, meaning, colour, synonyms by |)."""
    rows = [
        {
            "list": name,
            "code": code,
            "meaning": meaning or None,
            "labels": {"en": english, "zh_CN": chinese},
            "synonyms": synonyms,
            "colour": colour,
            "position": position,
            "retired": False,
        }
        for name, entries in lists.items()
        for position, (code, english, chinese, meaning, colour, synonyms) in enumerate(entries)
    ]
    if rows:
        unit.session.execute(insert(Base.metadata.tables[ChoiceRow.__tablename__]), rows)
