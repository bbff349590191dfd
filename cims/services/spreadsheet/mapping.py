"""Which field a column feeds: guessed from its heading, or told by MAP.json."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cims.services.spreadsheet.synonyms import OWN_WORDS, SYNONYMS, VAGUE

CERTAIN, BY_SYNONYM, BY_WORDS, BY_VAGUE, BY_PART = 1.0, 0.9, 0.8, 0.7, 0.6
CONTACT = "contact."
NAMING = frozenset(CONTACT + part for part in ("name", "family_name", "given_name"))
ID_WORDS = ("id", "code", "no", "number", "key", "编号", "编码", "代码")
NUMBERED = re.compile(r"(?P<word>.*?\D)[\s_#.-]*(?P<number>[1-9一二三四五六七八九])")
NOISE = re.compile(r"[\s_\-.,:：;；*·、/\\'\"“”?？!！#＃№]+")
BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SHORTEST_PART = 2
COUNTING = frozenset(("序号", "行号", "项次", "序", "#", "s/n", "seq", "seq.", "sequence", "line"))


@dataclass(frozen=True)
class TargetField:
    """A field that a column may feed; the importer derives these from an Entity.

    `labels` hold the label in every language. A field that takes `several` columns gets them as
    "phone 1", "phone 2" in the order of the file.
    """

    path: str
    labels: tuple[str, ...]
    kind: str
    synonyms: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True)
class Guess:
    """The field of a column, None when it fits none; confidence from 0 to 1."""

    path: str | None
    confidence: float = 0.0


def guess(
    headings: Mapping[int, str],
    targets: Sequence[TargetField],
    entity_name: str,
    other_entities: Mapping[str, str] | None = None,
) -> dict[int, Guess]:
    """A guess for each column, no field twice unless it takes several.

    `entity_name` is the plural ("customers"); `other_entities` names the link field of each other
    type by its singular ("employee" → "owner").
    """
    names = _Names(targets, entity_name, other_entities or {})
    found = {column: names.candidates(heading) for column, heading in headings.items()}
    if not any(path in NAMING for all_ in found.values() for path, _ in all_[:1]):
        found = {
            column: [own for one in candidates if (own := _for_customer(one, names))]
            for column, candidates in found.items()
        }
    return _numbered(_divided(found, names), headings, names)


def known_headings(targets: Sequence[TargetField], entity_name: str) -> "KnownHeadings":
    """The test for `headings.find_layout`: is this the heading of some field?"""
    return KnownHeadings(_Names(targets, entity_name, {}))


class KnownHeadings:
    """Says whether a word is a heading that fits some field."""

    def __init__(self, names: "_Names") -> None:
        self._names = names

    def __call__(self, heading: str) -> bool:
        return bool(self._names.whole(heading))


def only_counts(heading: str) -> bool:
    """Whether a column numbers the lines of the list, which says nothing of the records."""
    return unicodedata.normalize("NFKC", heading).casefold().replace(" ", "") in COUNTING


def plain(heading: str) -> str:
    """A heading without width, case, brackets, marks and spaces: how headings are compared."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    short = NOISE.sub("", BRACKETS.sub("", text))
    return short or NOISE.sub("", text)


def words(heading: str) -> list[str]:
    """customerID, contact_name and Contact Name as lower-case words."""
    text = unicodedata.normalize("NFKC", heading)
    return [word.casefold() for word in NOISE.split(CAMEL.sub(" ", text)) if word]


class _Names:
    """Every word for every target, and what a heading may mean by them."""

    def __init__(
        self, targets: Sequence[TargetField], entity: str, others: Mapping[str, str]
    ) -> None:
        self.targets = {target.path: target for target in targets}
        self._own_words = {entity.removesuffix("s"), *OWN_WORDS.get(entity, ())}
        self._others = others
        self._by_name: dict[str, str] = {}
        self._by_synonym: dict[str, str] = {}
        learned, self._vague = SYNONYMS.get(entity, {}), VAGUE.get(entity, frozenset())
        for path, target in self.targets.items():
            for name in (path, *target.labels):
                self._by_name.setdefault(plain(name), path)
            related = path.startswith(CONTACT)
            for label in target.labels if related else ():
                self._by_synonym.setdefault(plain(f"联系人{label}"), path)
            for word in (*target.synonyms, *learned.get(path, ())):
                self._by_synonym.setdefault(plain(word), path)

    def candidates(self, heading: str) -> list[tuple[str, float]]:
        """Paths that the heading may mean, the likeliest first."""
        found = self.whole(heading) or self._by_part(plain(heading))
        return sorted(found, key=lambda candidate: -candidate[1])

    def whole(self, heading: str) -> list[tuple[str, float]]:
        """Paths that the whole heading may mean, not only its beginning or end."""
        bare = plain(heading)
        if bare in self._vague:
            return [(self._by_synonym[bare], BY_VAGUE)]
        found: list[tuple[str, float]] = []
        numbered = NUMBERED.fullmatch(heading.strip())
        for text in (bare, plain(numbered["word"]) if numbered else ""):
            if path := self._by_name.get(text):
                found.append((path, CERTAIN))
            if path := self._by_synonym.get(text):
                found.append((path, BY_SYNONYM))
        if path := self._by_words(words(heading)):
            found.append((path, BY_WORDS))
        return found

    def _by_words(self, parts: list[str]) -> str | None:
        """The type's own id is `code`, another type's id its link, "contact title" a path."""
        if not parts:
            return None
        first, rest = parts[0], parts[1:]
        own_id = first in self._own_words and len(rest) == 1 and rest[0] in ID_WORDS
        if parts == ["id"] or own_id:
            return "code" if "code" in self.targets else None
        if first in self._others and len(rest) == 1 and rest[0] in ID_WORDS:
            return self._others[first]
        if first in self._own_words and rest:
            return self._own("".join(rest))
        if first == "contact" and rest:
            under = plain("".join(rest))
            for path in (f"{CONTACT}{'_'.join(rest)}", self._by_synonym.get(f"contact{under}")):
                if path in self.targets:
                    return path
            path = self._by_synonym.get(under)
            return path if path and path.startswith(CONTACT) else None
        return self._own("".join(parts))

    def _own(self, text: str) -> str | None:
        return self._by_name.get(plain(text)) or self._by_synonym.get(plain(text))

    def _by_part(self, bare: str) -> list[tuple[str, float]]:
        """The longest known word that the heading begins or ends with."""
        fitting = [
            (word, path)
            for word, path in (*self._by_name.items(), *self._by_synonym.items())
            if len(word) >= SHORTEST_PART
            and not word.isascii()
            and (bare.startswith(word) or bare.endswith(word))
        ]
        if not fitting:
            return []
        word, path = max(fitting, key=lambda pair: (bare.endswith(pair[0]), len(pair[0])))
        return [(path, BY_PART * len(word) / len(bare))]


def _for_customer(candidate: tuple[str, float], names: _Names) -> tuple[str, float] | None:
    """Without a contact's name in the file, phones and the like belong to the customer.

    What only a contact has fits no field then: there would be nobody to have it.
    """
    path, confidence = candidate
    own = path.removeprefix(CONTACT)
    return (own, confidence) if own in names.targets else None


def _divided(
    found: Mapping[int, list[tuple[str, float]]], names: _Names
) -> dict[int, tuple[str, float]]:
    """The best pairs first; a field that is taken goes to nobody else."""
    pairs = sorted(
        (
            (-confidence, column, path)
            for column, candidates in found.items()
            for path, confidence in candidates
        ),
    )
    given: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for confidence, column, path in pairs:
        if column in given or path not in names.targets:
            continue
        if path in taken and not names.targets[path].several:
            continue
        given[column] = path, -confidence
        taken.add(path)
    return given


def _numbered(
    given: Mapping[int, tuple[str, float]], headings: Mapping[int, str], names: _Names
) -> dict[int, Guess]:
    guesses: dict[int, Guess] = {}
    used: dict[str, int] = {}
    for column in sorted(headings):
        if column not in given:
            guesses[column] = Guess(None)
            continue
        path, confidence = given[column]
        if names.targets[path].several:
            used[path] = used.get(path, 0) + 1
            path = f"{path} {used[path]}"
        guesses[column] = Guess(path, confidence)
    return guesses
