"""What a row of a list changes in a record that is known already; nothing is ever emptied."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from cims.services import contact_points
from cims.services.entity import Entity, Kind
from cims.services.spreadsheet.rows import keeps_lines, remarks_of, with_lines
from cims.services.spreadsheet.targets import ADDRESSES, IDENTIFIERS, INVOICES, PLACES, POINTS

SAME_BY = {
    ADDRESSES: "use",
    IDENTIFIERS: "kind",
    INVOICES: "is_default",
    PLACES: "customer",
    "relations": "related",
    "former_names": "name",
}


def changes(
    entity: Entity,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    lines: list[tuple[str, str]],
    area_code: str | None,
) -> dict[str, Any]:
    """The values that differ once the row's cells are laid over the record."""
    found: dict[str, Any] = {}
    kept_in = remarks_of(entity)
    lines = lines if keeps_lines(entity) else []
    for name, value in new.items():
        field = entity.by_name.get(name)
        if field is None or field.brought or value in (None, "", ()):
            continue
        before = old.get(name)
        if name == kept_in and lines:
            continue
        if field.kind is Kind.ROWS:
            value = merged_rows(name, before or (), value, old, area_code)
        elif field.kind in (Kind.TAGS, Kind.LINKS):
            value = tuple(dict.fromkeys((*(before or ()), *value)))
        elif isinstance(value, str) and field.kind is Kind.TEXT:
            value = " ".join(value.split())
            before = " ".join(str(before or "").split())
        if value != before:
            found[name] = value
    if lines:
        remarks = with_lines(_own_words(new.get(kept_in), lines) or old.get(kept_in), lines)
        if remarks != old.get(kept_in):
            found[kept_in] = remarks
    return found


def merged_rows(
    name: str, before: tuple[Any, ...], given: tuple[Any, ...], old: Mapping[str, Any],
    area_code: str | None,
) -> tuple[Any, ...]:  # fmt: skip
    """The rows of a field after the given ones were laid over them, none of them lost."""
    if name == POINTS:
        country = next((place.country for place in old.get(ADDRESSES) or ()), None)
        return _merged_points(before, contact_points.prepared(given, area_code, country))
    rows = list(before)
    free = list(range(len(rows)))
    for row in given:
        same = _identity(name, row)
        place = next((index for index in free if _identity(name, rows[index]) == same), None)
        if place is None:
            rows.append(row)
            continue
        free.remove(place)
        rows[place] = replace(rows[place], **_filled(row))
    return tuple(rows)


def _identity(name: str, row: Any) -> Any:
    return getattr(row, SAME_BY[name]) if name in SAME_BY else row


def _merged_points(before: tuple[Any, ...], given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers of one sort take the places of those before, unless all of them are there already."""
    rows = list(before)
    for sort in dict.fromkeys(_sort(row) for row in given):
        mine = [row for row in given if _sort(row) == sort]
        known = {row.value for row in rows if _sort(row) == sort}
        if all(row.value in known for row in mine):
            continue
        places = [index for index, row in enumerate(rows) if _sort(row) == sort]
        for place, row in zip(places, mine, strict=False):
            rows[place] = replace(rows[place], **_filled(row))
        rows += mine[len(places) :]
    return tuple(dict.fromkeys(rows))


def _sort(row: Any) -> str:
    return "phone" if row.is_phone and row.kind != "fax" else row.kind


def _filled(row: Any) -> dict[str, Any]:
    values = {part.name: getattr(row, part.name) for part in fields(row)}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _own_words(text: str | None, lines: list[tuple[str, str]]) -> str | None:
    """What a column of remarks says, without the lines of columns that fit no field."""
    said = {f"{heading}: {value}" for heading, value in lines}
    kept = [line for line in (text or "").split("\n") if line not in said]
    return "\n".join(kept) or None
