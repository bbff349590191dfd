"""What points to records that go: columns, links in values, titles that a window remembers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from cims.services.entity import Entity, Field, Kind, Link

Going = Mapping[str, Sequence[int]]  # record type → ids


def pointing_columns(
    table: Table, going: Going, tables: Mapping[Table, Entity]
) -> Iterator[tuple[str, Sequence[int]]]:
    """The columns of a table that lead to types of which something goes, and what goes of them."""
    for key in table.foreign_keys:
        target = tables.get(key.column.table)
        if target is not None and (ids := going.get(target.name)):
            yield key.parent.name, ids


def linking_columns(field: Field) -> Iterator[tuple[str, str]]:
    """Of a field with rows: the types that these point to, and by which columns."""
    if field.kind is Kind.LINKS and field.rows:
        yield field.target, field.rows.link
    for column in field.columns_of(Kind.LINK):
        yield column.target, column.column


def without(field: Field, value: Any, going: Going) -> Any:
    """A value that points no more to what goes."""

    def gone(target: str, link: Link | None) -> bool:
        return link is not None and link.id in going.get(target, ())

    if field.kind is Kind.LINK:
        return None if gone(field.target, value) else value
    if field.kind is Kind.LINKS:
        return tuple(link for link in value or () if not gone(field.target, link))
    for column in field.columns_of(Kind.LINK):
        value = tuple(row for row in value or () if not gone(column.target, row_link(row, column)))
    return value


def untitled(kept: Any, going: Going) -> Any:
    """What a setting holds, without the titles of what goes."""
    if isinstance(kept, list):
        return [untitled(one, going) for one in kept]
    if not isinstance(kept, dict):
        return kept
    found = {name: untitled(one, going) for name, one in kept.items()}
    if "title" in found and found.get("id") in going.get(str(found.get("entity")), ()):
        found["title"] = ""
    return found


def row_link(row: Any, column: Field) -> Link | None:
    """Where one column of a row points to."""
    link: Link | None = getattr(row, column.name)
    return link


def holds(label: str, names: set[str]) -> bool:
    """Whether a change set is called by one of these names."""
    return any(name and name in label for name in names)
