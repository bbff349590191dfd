"""One row of a list on its way to a record: what each cell puts into it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

from cims.models.contact import BirthdayCalendar
from cims.services.entity import Field, Kind, Link
from cims.services.enum_words import enum_meant
from cims.services.i18n import _
from cims.services.spreadsheet.moments import moment_of
from cims.services.spreadsheet.problems import Problem, ProblemKind
from cims.services.spreadsheet.targets import BIRTHDAY, NAME_PARTS, Target
from cims.services.spreadsheet.words import OfficeWords

BETWEEN_ENTRIES = re.compile(r"[;；、\n|]+")
BETWEEN_TAGS = re.compile(r"[;；、,，\n|]+")
LONGEST_TAG = 60

Place = tuple[bool, str]
GroupKey = tuple[tuple[tuple[str, Any], ...], int]


@dataclass(slots=True)
class Group:
    """The cells of one row of a ROWS field, and the heading of its main cell."""

    cells: dict[str, Any]
    heading: str


@dataclass(slots=True)
class Pending:
    """A word that should name a record; path and number say which column it stands in."""

    path: str
    number: int
    word: str
    heading: str


@dataclass(slots=True)
class Draft:
    """One row: values of the record and of the contact beside it, rows still in pieces.

    It is `finished` once all is done that needs no look into the vault; its values are Ready when
    it also has all that a new record needs. `days` names the times that were written as days only,
    `strangers` are headings with a word that should be a colleague's name and is nobody's.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    groups: dict[Place, dict[GroupKey, Group]] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: bool = False
    record_id: int = 0
    finished: bool = False
    days: tuple[str, ...] = ()
    strangers: tuple[tuple[str, str], ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        groups = {} if self.finished else self.groups
        return Draft, (
            self.number, self.values, self.contact, groups, self.pending, self.lines,
            self.problems, self.refused, self.record_id, self.finished, self.days,
            self.strangers,
        )  # fmt: skip

    def part(self, of_contact: bool) -> dict[str, Any]:
        """The values of the record, or of the contact beside it."""
        return self.contact if of_contact else self.values

    @property
    def is_out_of_sight(self) -> bool:
        """Whether the record goes to a colleague whose records the importer does not see."""
        return any(problem.kind is ProblemKind.OUT_OF_SIGHT for problem in self.problems)

    def complain(self, heading: str, kind: ProblemKind, reason: str) -> None:
        """Add a line to the report; some kinds keep the row out."""
        problem = Problem(self.number, heading, kind, reason)
        self.problems.append(problem)
        self.refused = self.refused or problem.refused


Taker = Callable[[Draft, Any], None]


def taker(
    target: Target, number: int, heading: str, words: OfficeWords, *, keeps: bool = False
) -> Taker:
    """The function that puts the cleaned cells of one column where they belong.

    Where the record `keeps` words, the name of a colleague who is nobody here stays in its text.
    """
    described = target.described
    if target.path.endswith(BIRTHDAY):
        return partial(_take_birthday, target.of_contact)
    if target.whole:
        return partial(_take_entries, target, heading)
    if described.kind is Kind.LINK and described.target != "user":
        return partial(_take_link, target.path, number, heading)
    put = placing(target, number, heading)
    if described.kind is Kind.LINK and keeps:
        return partial(_take_author, put, heading, words)
    return _typed(described, put, heading, words)


def placing(target: Target, number: int, heading: str) -> Taker:
    """The function that puts a value where the cells of one column belong."""
    if target.column in NAME_PARTS:
        return partial(_into_values, target.of_contact, target.column)
    if target.column:
        place, key = (target.of_contact, target.field.name), (target.fixed, number)
        return partial(_into_group, place, key, target.column, heading)
    return partial(_into_values, target.of_contact, target.field.name)


def _typed(described: Field, put: Taker, heading: str, words: OfficeWords) -> Taker:
    """The taker for one kind of field; words of lists and links are looked up on the way."""
    match described.kind:
        case Kind.CHOICE:
            return partial(_take_choice, described.choices, put, heading, words)
        case Kind.ENUM:
            return partial(_take_state, described, put, heading)
        case Kind.TAGS:
            return partial(_take_tags, put, heading)
        case Kind.LINK:
            return partial(_take_user, put, heading, words)
        case Kind.LINKS:
            return partial(_take_several, described.target, put, heading, words)
        case Kind.MOMENT:
            return partial(_take_moment, described.name, put, words.zone)
        case Kind.SEALED if words.sealed_closed:
            return partial(_leave_out, ProblemKind.SEALED, words.sealed_closed, heading)
        case Kind.SEALED:
            return partial(_take_text, described, put, heading)
    if described.kind in (Kind.TEXT, Kind.LONG_TEXT) and described.length:
        return partial(_take_text, described, put, heading)
    return put


def _into_values(of_contact: bool, name: str, draft: Draft, value: Any) -> None:
    (draft.contact if of_contact else draft.values)[name] = value


def _into_group(
    place: Place, key: GroupKey, column: str, heading: str, draft: Draft, value: Any
) -> None:
    groups = draft.groups.get(place)
    if groups is None:
        groups = draft.groups[place] = {}
    group = groups.get(key)
    if group is None:
        groups[key] = Group({column: value}, heading)
        return
    group.cells[column] = value
    if column == "value":
        group.heading = heading


def _leave_out(kind: ProblemKind, reason: str, heading: str, draft: Draft, _value: str) -> None:
    """Leave the cell out, and say why."""
    draft.complain(heading, kind, _("The value was left out: {reason}").format(reason=reason))


def _take_text(described: Field, put: Taker, heading: str, draft: Draft, value: str) -> None:
    if len(value) > described.length:
        _refuse_long(described, heading, draft, value)
        return
    put(draft, value)


def _refuse_long(described: Field, heading: str, draft: Draft, value: str) -> None:
    draft.complain(
        heading,
        ProblemKind.DOES_NOT_FIT,
        _("{field} has {count} characters, at most {most} fit. Shorten it.").format(
            field=_(described.label), count=len(value), most=described.length
        ),
    )


def _take_entries(target: Target, heading: str, draft: Draft, value: str) -> None:
    """Several rows of one column each in one cell, divided by `;`."""
    entries = [entry.strip() for entry in BETWEEN_ENTRIES.split(value)]
    place = target.of_contact, target.field.name
    first = len(draft.groups.get(place, ()))
    for offset, entry in enumerate(filter(None, entries)):
        put = partial(_into_group, place, ((), first + offset + 1), target.column, heading)
        _take_text(target.described, put, heading, draft, entry)


def _take_choice(
    name: str, put: Taker, heading: str, words: OfficeWords, draft: Draft, word: str
) -> None:
    code = words.code(name, word)
    if code is None:
        _unknown_word(draft, heading, word)
        return
    put(draft, code)


def _take_state(described: Field, put: Taker, heading: str, draft: Draft, word: str) -> None:
    found = enum_meant(described.enum, word) if described.enum else None
    if found is None:
        _unknown_word(draft, heading, word)
        return
    put(draft, found)


def _unknown_word(draft: Draft, heading: str, word: str) -> None:
    draft.complain(
        heading,
        ProblemKind.UNKNOWN_WORD,
        _("“{word}” is in no list here; the row came in without it.").format(word=word),
    )


def _take_tags(put: Taker, heading: str, draft: Draft, value: str) -> None:
    tags = [tag.strip() for tag in BETWEEN_TAGS.split(value)]
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            draft.complain(
                heading,
                ProblemKind.TEXT_TOO_LONG,
                _("The text has {count} characters, at most {most} are kept.").format(
                    count=len(tag), most=LONGEST_TAG
                ),
            )
    put(draft, tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= LONGEST_TAG)))


def _take_user(put: Taker, heading: str, words: OfficeWords, draft: Draft, word: str) -> None:
    user = words.user(word)
    if user is None:
        draft.strangers += ((heading, word),)
        return
    put(draft, link_to(user))


@cache
def link_to(user: int) -> Link:
    """The link to a colleague, the same for all rows: it is handed over once."""
    return Link(user)


def _take_author(put: Taker, heading: str, words: OfficeWords, draft: Draft, word: str) -> None:
    """Who imports is not who did it: a name that is nobody's here stays in the text."""
    user = words.user(word)
    if user is not None:
        put(draft, link_to(user))
        return
    draft.lines.append((heading, word))
    reason = _("“{word}” is no colleague here; the name was kept in the text.")
    draft.complain(heading, ProblemKind.UNKNOWN_OWNER, reason.format(word=word))


def _take_several(
    target: str, put: Taker, heading: str, words: OfficeWords, draft: Draft, value: str
) -> None:
    links = []
    for word in filter(None, (part.strip() for part in BETWEEN_TAGS.split(value))):
        found = words.linked(target, word)
        if found is not None:
            links.append(Link(found))
        else:
            draft.complain(heading, ProblemKind.UNKNOWN_LINK, names_nothing(word))
    if links:
        put(draft, tuple(dict.fromkeys(links)))


def name_strangers(draft: Draft, *, kept: bool) -> None:
    """Say whose record it is where a word is nobody's name, once it is known whether it is kept."""
    for heading, word in draft.strangers:
        reason = _("“{word}” is no colleague here; a new record belongs to whoever imports.")
        if kept:
            reason = _("“{word}” is no colleague here; the owner stays.")
        draft.complain(heading, ProblemKind.UNKNOWN_OWNER, reason.format(word=word))


def names_nothing(word: str) -> str:
    """The sentence for a word that should name a record."""
    return _("“{word}” is nobody's name or number here.").format(word=word)


def _take_moment(name: str, put: Taker, zone: str, draft: Draft, value: datetime) -> None:
    moment, is_day = moment_of(name, value, zone)
    put(draft, moment)
    if is_day:
        draft.days += (name,)


def _take_link(path: str, number: int, heading: str, draft: Draft, word: str) -> None:
    draft.pending.append(Pending(path, number, word, heading))


def _take_birthday(of_contact: bool, draft: Draft, value: Any) -> None:
    part = draft.part(of_contact)
    part["birthday_year"], part["birthday_month"] = value.year, value.month
    part["birthday_day"], part["birthday_calendar"] = value.day, BirthdayCalendar.SOLAR
