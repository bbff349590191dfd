"""One field of a record type: what it holds, and what is wrong with a value of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from cims.models.base import Base
from cims.services.i18n import _

BROKEN = re.compile("[\0\ud800-\udfff]")
LARGEST = 2**53 - 1  # what the canonical JSON of the audit holds
FINEST = 10**6  # exact numbers are kept in millionths, in 63 bits
NOTHING, ONE, MILLION, MOST = Decimal(0), Decimal(1), Decimal(FINEST), Decimal(2**63)
HELD = MOST / MILLION


class Kind(StrEnum):
    """What a field holds; each kind has one widget (ui/records/field_widgets) and one codec."""

    TEXT = "text"
    LONG_TEXT = "long text"
    WHOLE = "whole number"
    EXACT = "exact number"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes or no"
    ENUM = "enum"
    CHOICE = "choice"
    LINK = "link"
    LINKS = "links"
    TAGS = "tags"
    ROWS = "rows"
    SEALED = "sealed"
    PICTURE = "picture"


MANY = frozenset({Kind.LINKS, Kind.TAGS, Kind.ROWS})
UNWRITTEN = frozenset({Kind.SEALED, Kind.PICTURE})  # no list, copy or file tells what these hold
NUMBERS = frozenset({Kind.WHOLE, Kind.EXACT, Kind.MONEY, Kind.SHARE})


def nothing_wrong(value: Any) -> str | None:
    """The check of a field that has none."""


@dataclass(frozen=True)
class Link:
    """A record that another one points to; the text is for showing only."""

    id: int
    text: str = part(default="", compare=False)


@dataclass(frozen=True)
class Sealed:
    """A sealed value as every reader gets it: that there is one, never which.

    `stored` opens only with vk, in its own cell; `key` is its blind index while it is written.
    """

    stored: bytes = part(repr=False)
    key: bytes | None = part(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Rows:
    """Where the rows of a ROWS, LINKS or TAGS field lie, and what they look like outside.

    `row` is the frozen dataclass of one row, `parent` the column that names the root, `derive`
    computes columns that nobody enters (a normal form) from a row.
    """

    model: type[Base]
    parent: str
    row: type[Any] | None = None
    fields: tuple["Field", ...] = ()
    link: str = ""
    derive: Callable[[Any], Mapping[str, Any]] = lambda row: {}


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a record type; `check` refuses a value, `warn` only remarks on it.

    Nobody edits what is `read_only`; what is also `brought` a list may give to new records. What
    is `filled` the room fills in where nobody does, what has a `stand_in` where that field says
    something; where a link that `entitles` names nothing in a
    list, its word is the title of a row that has none. What is `stamped` is the present time in a
    new record that says no other; in a text that `calls` an @ calls upon colleagues. `sealed_key`
    is the normal form by which equal sealed values are found (blind index).
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    group: str = ""
    required: bool = False
    listed: bool = False
    sortable: bool = False
    filterable: bool = True
    read_only: bool = False
    filled: bool = False
    stand_in: str = ""
    entitles: bool = False
    brought: bool = False
    stamped: bool = False
    monthly: bool = False  # a month, written by its first day
    calls: bool = False
    closed: bool = False  # to changes by a role; it is shown where others that are entered are
    length: int = 0
    choices: str = ""
    enum: type[StrEnum] | None = None
    target: str = ""
    rows: Rows | None = None
    sort_by: str = ""
    uuid: str = ""
    shows: tuple[str, ...] = ()  # what is copied into it: own fields, or "contact.name"
    sealed_key: Callable[[str], str] | None = None
    synonyms: tuple[str, ...] = ()
    check: Callable[[Any], str | None] = nothing_wrong
    warn: Callable[[Any], str | None] = nothing_wrong

    @cached_property
    def column(self) -> str:
        """The name of the column that holds it (a link is stored as the other record's id)."""
        return f"{self.name}_id" if self.kind is Kind.LINK else self.name

    @cached_property
    def key_column(self) -> str:
        """The column with the blind index of a sealed field that has one."""
        return f"{self.name}_key"

    @cached_property
    def is_number(self) -> bool:
        """Whether the value has to be a number that fits."""
        return self.kind in NUMBERS

    @cached_property
    def many(self) -> bool:
        """Whether the value is a tuple of rows in a table of its own."""
        return self.kind in MANY

    def columns_of(self, kind: Kind) -> list["Field"]:
        """The columns of a ROWS field that hold this kind; none of any other field."""
        columns = self.rows.fields if self.kind is Kind.ROWS and self.rows else ()
        return [column for column in columns if column.kind is kind]


def required(field: Field) -> str:
    """The sentence for a required field without a value."""
    return _("{field} is missing.").format(field=_(field.label))


def problem(field: Field, value: Any) -> str | None:
    """Why the value can't be saved in this field, or None."""
    if not value and (value is None or value == "" or value == ()):
        return required(field) if field.required else None
    if isinstance(value, Sealed):
        return None
    if isinstance(value, str) and (message := text_problem(field, value)):
        return message
    if field.is_number and (message := number_problem(field, value)):
        return message
    if field.kind is Kind.TAGS:
        return next(filter(None, (text_problem(field, tag) for tag in value)), None)
    if field.kind is Kind.ROWS and field.rows:
        for number, row in enumerate(value, 1):
            cells = vars(row)
            for column in field.rows.fields:
                cell = cells[column.name]
                if (cell is None and not column.required) or plainly_fits(column, cell):
                    continue
                if message := problem(column, cell):
                    return _("{field} {number}: {problem}").format(
                        field=_(field.label), number=number, problem=message
                    )
    return field.check(value)


def plainly_fits(field: Field, value: Any) -> bool:
    """Whether problem() finds nothing, seen without asking it: so it is with nearly all cells."""
    kind = type(value)
    if kind is Decimal:
        fits = field.is_number and field.kind is not Kind.WHOLE and is_exact(value)
        fits = fits and (field.kind is not Kind.SHARE or NOTHING <= value <= ONE)
        return fits and field.check is nothing_wrong
    if kind is Link or kind is date or kind is bool:
        return field.check is nothing_wrong and not field.is_number
    return (
        kind is str
        and 0 < len(value) <= (field.length or len(value))
        and field.check is nothing_wrong
        and not BROKEN.search(value)
        and not field.is_number
    )


def is_exact(number: Decimal) -> bool:
    """Whether a number can be kept in whole millionths."""
    if not number.is_finite() or abs(number) >= HELD:
        return False
    millionths = number * MILLION
    return not millionths % ONE


def text_problem(field: Field, value: str) -> str | None:
    """Why no column can hold this text, or None."""
    if field.length and len(value) > field.length:
        return _("{field} has {count} characters, at most {most} fit. Shorten it.").format(
            field=_(field.label), count=len(value), most=field.length
        )
    if BROKEN.search(value):
        return _("{field} contains a broken character. Type it again.").format(field=_(field.label))
    return None


def number_problem(field: Field, value: Decimal | int) -> str | None:
    """Why no column, or not the audit, can hold this number, or None."""
    number = Decimal(value)
    if field.kind is Kind.WHOLE:
        fits = number.is_finite() and 0 <= number <= LARGEST
    else:
        fits = number.is_finite() and abs(number) < HELD
        if fits and not is_exact(number):
            return _("{field} has more than 6 decimal places. Round it.").format(
                field=_(field.label)
            )
    if fits and field.kind is Kind.SHARE and not 0 <= value <= 1:
        return _("{field} lies between 0 % and 100 %. Type another one.").format(
            field=_(field.label)
        )
    if fits:
        return None
    return _("{field} can't be {number}. Type another number.").format(
        field=_(field.label), number=value
    )


def unheld(field: Field, value: Any) -> str | None:
    """Why nothing can be worked out with the numbers in a value, or None."""
    if field.is_number and isinstance(value, Decimal | int | float):
        number, most = Decimal(value), Decimal(LARGEST) if field.kind is Kind.WHOLE else HELD
        if not number.is_finite() or abs(number) > most:
            return number_problem(field, number)
    if field.kind is not Kind.ROWS or not field.rows or not value:
        return None
    for place, row in enumerate(value, 1):
        for column in field.rows.fields:
            if column.is_number and (told := unheld(column, getattr(row, column.name))):
                words = _("{field} {number}: {problem}")
                return words.format(field=_(field.label), number=place, problem=told)
    return None
