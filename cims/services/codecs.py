"""How the value of each kind of field is written down: for the audit, drafts and plain text."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from json.encoder import encode_basestring as quoted
from typing import Any

from cims.services.clock import EPOCH, microseconds
from cims.services.entity import Entity, Field, Kind, Link, Sealed
from cims.services.errors import ValidationFailed
from cims.services.i18n import N_, _
from cims.services.vault.canon import canon

YES = frozenset({"yes", "true", "1", "y", "是", "有", "对", "√"})
NO = frozenset({"no", "false", "0", "n", "否", "无", "×"})
KIND_WORDS = {
    Kind.WHOLE: N_("“{text}” is not a whole number."),
    Kind.EXACT: N_("“{text}” is not a number."),
    Kind.MONEY: N_("“{text}” is not an amount."),
    Kind.SHARE: N_("“{text}” is not a rate. Write it like 13%."),
    Kind.DATE: N_("“{text}” is not a date. Write it like 2026-11-22."),
    Kind.MOMENT: N_("“{text}” is not a time. Write it like 2026-11-22T08:00."),
    Kind.YES_NO: N_("“{text}” is neither yes nor no."),
    Kind.ENUM: N_("“{text}” is none of the allowed words."),
}


def to_json(field: Field, value: Any) -> Any:
    """A value as JSON without floats, the same every time; None stays None.

    Of a sealed value it is SHA-256 of the stored bytes.
    """
    if value is None or type(value) is str:
        return value
    if isinstance(value, StrEnum | str | bool | int):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, date | Decimal):
        return value.isoformat() if isinstance(value, date) else format(value, "f")
    if isinstance(value, Link):
        return value.id
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Sealed):
        return hashlib.sha256(value.stored).hexdigest()
    if field.kind is Kind.ROWS and field.rows:
        return [row_to_json(field.rows.fields, row) for row in value]
    return [to_json(field, item) for item in value]


def row_to_json(columns: Iterable[Field], row: Any) -> dict[str, Any]:
    """One row of a ROWS field without the columns that are empty."""
    return {
        column.name: cell if type(cell) is str else to_json(column, cell)
        for column in columns
        if (cell := getattr(row, column.name)) is not None
    }


def diff_of_new(entity: Entity, values: Mapping[str, Any]) -> str:
    """Canonical JSON of what a new record holds: canon() of {field: [None, to_json(value)]}.

    It is written out because 100,000 rows go through it.
    """
    parts = [
        f"{start}{write(value) if (write := WRITERS.get(type(value))) else written(field, value)}]"
        for start, name, field in diff_plan(entity)
        if (value := values.get(name)) or not (value is None or value == "" or value == ())
    ]
    return "{" + ",".join(parts) + "}"


@cache
def diff_plan(entity: Entity) -> tuple[tuple[str, str, Field], ...]:
    """The fields in the order of canonical JSON, each with what stands before its new value."""
    fields = sorted(entity.fields, key=lambda field: field.name)
    return tuple((f'"{field.name}":[null,', field.name, field) for field in fields)


@cache
def row_plan(field: Field) -> tuple[tuple[str, Field], ...]:
    """The columns of a ROWS field in the same order."""
    assert field.rows
    columns = sorted(field.rows.fields, key=lambda column: column.name)
    return tuple((f'"{column.name}":', column) for column in columns)


WRITERS: Mapping[type, Callable[[Any], str]] = {  # the canonical JSON of nearly all cells
    str: quoted,
    Link: lambda link: str(link.id),
    Decimal: lambda number: f'"{number:f}"',
    bool: lambda said: "true" if said else "false",
    date: lambda day: f'"{day.isoformat()}"',
}


def written(field: Field, value: Any) -> str:
    """The canonical JSON of a value."""
    if write := WRITERS.get(type(value)):
        return write(value)
    if field.kind is Kind.ROWS:
        return f"[{','.join([written_row(field, row) for row in value])}]"
    return canon(to_json(field, value)).decode()


def written_row(field: Field, row: Any) -> str:
    cells = vars(row)
    parts = [
        f"{start}{quoted(cell) if type(cell) is str else written(column, cell)}"
        for start, column in row_plan(field)
        if (cell := cells[column.name]) is not None
    ]
    return "{" + ",".join(parts) + "}"


def from_json(field: Field, value: Any) -> Any:
    """The value that to_json wrote."""
    if value is None:
        return () if field.many else None
    match field.kind:
        case Kind.MOMENT:
            from datetime import timedelta

            return EPOCH + timedelta(microseconds=value)
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.EXACT | Kind.MONEY | Kind.SHARE:
            return Decimal(value)
        case Kind.ENUM:
            return field.enum(value) if field.enum else value
        case Kind.LINK:
            return Link(value)
        case Kind.LINKS:
            return tuple(Link(item) for item in value)
        case Kind.TAGS:
            return tuple(value)
        case Kind.ROWS:
            return tuple(row_from_json(field, item) for item in value)
        case Kind.SEALED:  # no JSON says what a sealed field holds
            return value if isinstance(value, Sealed) else None
    return value


def row_from_json(field: Field, item: Mapping[str, Any]) -> Any:
    """One row of a ROWS field; columns that the writer did not know yet keep their default."""
    assert field.rows
    assert field.rows.row
    known = {c.name: from_json(c, item[c.name]) for c in field.rows.fields if c.name in item}
    return field.rows.row(**known)


def dumps(values: Mapping[str, Any]) -> str:
    """JSON text of values that went through to_json: sorted, no blanks, as canonical JSON wants."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(field: Field, text: str) -> Any:
    """A plain value from what a person typed; ValidationFailed when it is none.

    Choices and links need the office (choices.py, records.find_link) and come as their text.
    """
    text = text.strip()
    if not text:
        return None
    try:
        return plain(field, text)
    except (ValueError, InvalidOperation):
        sentence = _(KIND_WORDS[field.kind]).format(text=text)
        raise ValidationFailed({field.name: sentence}) from None


def plain(field: Field, text: str) -> Any:
    """from_text without the sentence: ValueError or InvalidOperation when the text does not fit."""
    match field.kind:
        case Kind.WHOLE:
            return int(text)
        case Kind.EXACT | Kind.MONEY:
            return finite(Decimal(text.replace(",", "")))
        case Kind.SHARE:
            number = finite(Decimal(text.removesuffix("%")))
            return number / 100 if text.endswith("%") or number > 1 else number
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.MOMENT:
            return datetime.fromisoformat(text)
        case Kind.YES_NO:
            return yes_or_no(text)
        case Kind.ENUM if field.enum:
            return field.enum(text.lower())
    return text


def finite(number: Decimal) -> Decimal:
    """The number itself; ValueError for NaN and infinities."""
    if not number.is_finite():
        raise ValueError
    return number


def yes_or_no(text: str) -> bool:
    """True or False for the usual words in both languages."""
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError


def legible(told: Any) -> Any:
    """JSON whose texts can be kept: the name of a file may hold what is no character."""
    if isinstance(told, str):
        return told.encode("utf-8", "replace").decode()
    if isinstance(told, Mapping):
        return {name: legible(value) for name, value in told.items()}
    return [legible(value) for value in told] if isinstance(told, list) else told


def ranged(ids: Iterable[int]) -> str:
    """Numbers as a short text: 1-500,503."""
    parts: list[list[int]] = []
    for id_ in sorted(set(ids)):
        if parts and parts[-1][1] == id_ - 1:
            parts[-1][1] = id_
        else:
            parts.append([id_, id_])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def spans_of(text: str) -> list[tuple[int, int]]:
    """First and last number of each part of a text that ranged() made."""
    parts = (part.partition("-") for part in text.split(",") if part)
    return [(int(first), int(last or first)) for first, _dash, last in parts]
