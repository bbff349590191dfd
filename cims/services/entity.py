"""The outside view of a record type: one description for list, form, import, export and audit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from cims.models.base import Tracked
from cims.services.field import (
    MANY,
    NUMBERS,
    UNWRITTEN,
    Field,
    Kind,
    Link,
    Rows,
    Sealed,
    nothing_wrong,
    plainly_fits,
    problem,
    required,
)
from cims.services.granted import USUAL, Action
from cims.services.i18n import _
from cims.services.rights import Scoping
from cims.services.rules.currencies import exponent, paid

__all__ = [
    "MANY",
    "NUMBERS",
    "UNWRITTEN",
    "Entity",
    "Field",
    "Kind",
    "Link",
    "Prefix",
    "Rows",
    "Sealed",
    "Values",
    "linked",
    "nothing_wrong",
    "required",
]

Values = Mapping[str, Any]
TOO_HUGE = 20  # digits before the point: no column holds such an amount, problem() says so


@dataclass(frozen=True)
class Prefix:
    """The indexed column by which names that begin with a query are found, and its normal form."""

    column: str
    normal: Callable[[str], str]


@dataclass(frozen=True, eq=False)
class Entity:
    """A record type as list, form, filter, search, import, export and audit see it."""

    name: str
    plural: str
    label: str
    label_plural: str
    model: type[Tracked]
    fields: tuple[Field, ...]
    scope: Scoping
    title: str = "name"
    series: str = ""
    sort: str = "name"
    newest_first: bool = False
    keys: tuple[str, ...] = ("code",)
    customer_column: str = ""
    about: str = ""  # the record type that about_entity and about_id lead to
    part_of: str = ""  # the record type in whose table these are some rows, seen otherwise
    actions: tuple[Action, ...] = USUAL  # what a role may give for it
    prefix: Prefix | None = None
    worked_by: tuple[str, ...] = ()  # the program orders and counts by these: no role hides them
    lines: Field | None = None  # rows that are records of their own, edited with this one
    rule: Callable[[Values], Mapping[str, str]] = lambda values: {}
    remark: Callable[[Values], Mapping[str, str]] = lambda values: {}

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def demanded(self) -> Mapping[str, Field]:
        """The fields without which no record is stored."""
        return {field.name: field for field in self.fields if field.required and not field.filled}

    @cached_property
    def brought(self) -> tuple[str, ...]:
        """The fields that are given once, with a new record."""
        return tuple(field.name for field in self.fields if field.brought)

    @cached_property
    def entered_with(self) -> Mapping[str, Field]:
        """Its fields and its lines, by their names: what one form enters."""
        return {**self.by_name, **({self.lines.name: self.lines} if self.lines else {})}

    def field(self, name: str) -> Field:
        """The field of this name; KeyError when there is none."""
        return self.by_name[name]

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The fields that are columns of the record's own table."""
        return tuple(field for field in self.fields if not field.many)

    @cached_property
    def sealed(self) -> tuple[Field, ...]:
        """The fields that only holders of vk can read."""
        return tuple(field for field in self.fields if field.kind is Kind.SEALED)

    @cached_property
    def many(self) -> tuple[Field, ...]:
        """The fields whose rows lie in tables of their own."""
        return tuple(field for field in self.fields if field.many)

    @cached_property
    def links(self) -> tuple[tuple[Field, str, Callable[[Any], Iterable[Link]]], ...]:
        """Every field with links that people enter: it, their type, the links in a value."""
        found: list[tuple[Field, str, Callable[[Any], Iterable[Link]]]] = []
        for field in self.fields:
            if field.read_only:
                continue
            if field.kind in (Kind.LINK, Kind.LINKS):
                found.append((field, field.target, linked))
            for column in field.columns_of(Kind.LINK):
                found.append((field, column.target, partial(linked_in, column.name)))
        return tuple(found)

    @cached_property
    def numeric(self) -> tuple[Field, ...]:
        """Every field with numbers that people enter, in rows too."""
        return tuple(
            field
            for field in self.entered_with.values()
            if field.is_number or (field.rows and any(one.is_number for one in field.rows.fields))
        )

    @cached_property
    def coded(self) -> tuple[tuple[Field, str, Callable[[Any], Iterable[str]]], ...]:
        """Every field with codes of lists that people enter: it, the list, the codes in a value."""
        found: list[tuple[Field, str, Callable[[Any], Iterable[str]]]] = []
        for field in self.fields:
            if field.read_only:
                continue
            if field.kind is Kind.CHOICE:
                found.append((field, field.choices, coded))
            for column in field.columns_of(Kind.CHOICE):
                found.append((field, column.choices, partial(coded_in, column.name)))
        return tuple(found)

    def validate(self, values: Values) -> dict[str, str]:
        """One sentence per wrong field among `values`; empty when all may be saved."""
        fields, required = self.entered_with, self.demanded
        messages = {
            name: message
            for name, value in values.items()
            if value is not None or name in required
            if (field := fields.get(name)) and not plainly_fits(field, value)
            if (message := problem(field, value))
        }
        return messages or self.too_fine(values) or dict(self.rule(values))

    @cached_property
    def amounts(self) -> tuple[Field, ...]:
        """The amounts of money that people enter."""
        return tuple(f for f in self.fields if f.kind is Kind.MONEY and not f.read_only)

    def too_fine(self, values: Values) -> dict[str, str]:
        """One sentence per amount that can't be paid so finely in the currency beside it."""
        currency = str(values.get("currency") or "").strip().upper()
        return {
            field.name: unpayable(field, value, currency)
            for field in self.amounts
            if currency and isinstance(value := values.get(field.name), Decimal)
            if value.adjusted() < TOO_HUGE and value != paid(value, currency)
        }

    def missing(self, values: Values) -> dict[str, str]:
        """One sentence per required field that `values` leaves out."""
        return {
            name: required(field)
            for name, field in self.demanded.items()
            if values.get(name) in (None, "", ()) and not values.get(field.stand_in)
        }

    def remarks(self, values: Values) -> dict[str, str]:
        """One sentence per field that looks wrong but may be saved all the same."""
        found = {
            name: message
            for name, value in values.items()
            if name in self.by_name
            and value not in (None, "", ())
            and not isinstance(value, Sealed)
            and (message := self.by_name[name].warn(value))
        }
        return {**found, **self.remark(values)}


def unpayable(field: Field, value: Decimal, currency: str) -> str:
    """The sentence for an amount that its currency has no coins for."""
    places = exponent(currency)
    if not places:
        words = _("{field}: {currency} has no decimal places. Round {value} to a whole number.")
    else:
        words = _("{field}: {currency} has {places} decimal places. Round {value}.")
    shown = f"{value.normalize():,f}"
    return words.format(field=_(field.label), currency=currency, places=places, value=shown)


def linked(value: Any) -> tuple[Link, ...]:
    """The links in a value of a LINK or LINKS field."""
    if value is None:
        return ()
    return (value,) if isinstance(value, Link) else tuple(value)


def linked_in(column: str, rows: Any) -> list[Link]:
    """The links in one column of a ROWS value."""
    return [link for row in rows or () if (link := getattr(row, column)) is not None]


def coded(value: str | None) -> tuple[str, ...]:
    """The code in a value of a CHOICE field."""
    return (value,) if value else ()


def coded_in(column: str, rows: Any) -> list[str]:
    """The codes in one column of a ROWS value."""
    return [code for row in rows or () if (code := getattr(row, column))]
