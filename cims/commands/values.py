"""Records as a command shows them: JSON objects for programs, short texts for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from cims.services.choices import Choice
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.enum_words import enum_word
from cims.services.i18n import _
from cims.services.office import Office
from cims.services.storage import Record

Names = Mapping[str, Mapping[int, str]]
Lists = Mapping[str, Sequence[Choice]]
SEALED = "sealed"


def objects(office: Office, entity: Entity, records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Each record as a JSON object: id, then every field by its name."""
    names = names_in_rows(office, entity, records)
    for record in records:
        yield {"id": record.id, **fields_of(entity.fields, record.values.__getitem__, names)}


def names_in_rows(office: Office, entity: Entity, records: Sequence[Record]) -> Names:
    """The names of what the rows of these records link to."""
    ids: dict[str, set[int]] = {}
    for field in entity.fields:
        for column in field.columns_of(Kind.LINK):
            rows = (row for record in records for row in record.values[field.name] or ())
            links = (getattr(row, column.name) for row in rows)
            ids.setdefault(column.target, set()).update(link.id for link in links if link)
    return {target: office.names_of(target, wanted) for target, wanted in ids.items()}


def fields_of(fields: Iterable[Field], value_of: Any, names: Names) -> dict[str, Any]:
    """Field name → JSON value; a link is its name, its number stands beside it as field_id."""
    found: dict[str, Any] = {}
    for field in fields:
        value = value_of(field.name)
        if field.kind is Kind.LINK:
            found[field.name] = linked_name(field, value, names)
            found[f"{field.name}_id"] = value.id if value else None
        elif field.kind is Kind.LINKS:
            found[field.name] = [linked_name(field, link, names) for link in value or ()]
            found[f"{field.name}_ids"] = [link.id for link in value or ()]
        else:
            found[field.name] = as_json(field, value, names)
    return found


def linked_name(field: Field, link: Link | None, names: Names) -> str | None:
    """The name of the other record; empty when this user may not see it."""
    return (link.text or names.get(field.target, {}).get(link.id, "")) if link else None


def as_json(field: Field, value: Any, names: Names) -> Any:
    """A value as JSON: dates in ISO form, times in UTC, exact numbers as text."""
    if field.kind is Kind.SEALED:
        return SEALED if value else None
    if field.kind is Kind.ROWS and field.rows:
        columns = field.rows.fields
        return [
            fields_of(columns, lambda name, row=row: getattr(row, name), names)
            for row in value or ()
        ]
    if field.many:
        return list(value or ())
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def text_of(field: Field, value: Any, lists: Lists, zone: ZoneInfo) -> str:
    """A value as one short text for a table; times in the office's zone."""
    if value is None or value == ():
        return ""
    if field.kind is Kind.SEALED:
        return _("sealed")
    if field.kind is Kind.CHOICE:
        known = {choice.code: choice.label for choice in lists.get(field.choices, ())}
        return known.get(value) or str(value)
    if field.kind is Kind.ENUM:
        return enum_word(value)
    if isinstance(value, Link):
        return value.text
    if field.many:
        return ", ".join(item.text if isinstance(item, Link) else str(item) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.kind is Kind.LONG_TEXT:
        return next(iter(str(value).splitlines()), "")
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
