"""Reading and writing what hangs on a record: the rows, links and tags of its fields."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Table, case, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.models.choice import Tag
from cims.models.contact import PHONE_KINDS
from cims.services.database import Unit, among, listed
from cims.services.entity import Field, Kind, Link
from cims.services.prepared import Prepared, insertion


@cache
def child_table(field: Field) -> Table:
    """The table that holds the rows of a ROWS, LINKS or TAGS field."""
    assert field.rows
    return Base.metadata.tables[field.rows.model.__tablename__]


@cache
def child_columns(field: Field) -> tuple[str, ...]:
    """The columns of one row, in the order of its dataclass."""
    assert field.rows
    if field.kind is Kind.ROWS:
        return tuple(part.column for part in row_parts(field))
    return (field.rows.link,)


def children(session: Session, field: Field, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The rows of one field for these roots, as the values that stand in Record.values."""
    rows = child_query(field).rows(session, ids=listed(ids)) if ids else []
    if not rows:
        return {}
    roots, *columns = zip(*rows, strict=True)
    pairs = zip(roots, child_items(field, columns), strict=True)
    by_root = groupby(pairs, itemgetter(0))
    return {root: tuple([item for _root, item in mine]) for root, mine in by_root}


@cache
def child_query(field: Field) -> Prepared:
    """The query for the rows of one field, by `ids` of the roots."""
    assert field.rows
    table = child_table(field)
    parent = table.c[field.rows.parent]
    columns = [table.c[name] for name in child_columns(field)]
    query = select(parent, *columns)
    if field.kind is Kind.TAGS:
        tag = Base.metadata.tables[Tag.__tablename__]
        query = select(parent, tag.c.name).join_from(table, tag, tag.c.id == table.c.tag_id)
    return Prepared(query.where(among(parent)).order_by(parent, table.c.position))


def extent(
    session: Session, field: Field, mine: Select[Any]
) -> dict[str, tuple[int, frozenset[str]]]:
    """For each sort of rows in a field: how many one root has at most, and the columns in use.

    `mine` selects the ids of the roots that count.
    """
    assert field.rows
    table = child_table(field)
    parent = table.c[field.rows.parent]
    sort: Any = literal("")
    passed_over: tuple[str, ...] = ()
    if "match_key" in table.c:
        phone = table.c.kind.in_([kind for kind in PHONE_KINDS if kind != "fax"])
        sort, passed_over = case((phone, "phone"), else_=table.c.kind), ("kind", "extension")
    columns = [c for c in field.rows.fields if c.name not in passed_over]
    counted = [func.count(table.c[column.column]).label(column.name) for column in columns]
    each = select(sort.label("sort"), func.count().label("rows"), *counted).where(parent.in_(mine))
    inner = each.group_by(parent, *((sort,) if passed_over else ())).subquery()
    outer = [func.max(inner.c[column.name]) for column in columns]
    query = select(inner.c.sort, func.max(inner.c.rows), *outer).group_by(inner.c.sort)
    query = query.execution_options(**mine.get_execution_options())
    return {
        row[0]: (
            row[1],
            frozenset(c.name for c, filled in zip(columns, row[2:], strict=True) if filled),
        )
        for row in session.execute(query)
    }


def child_items(field: Field, columns: Sequence[Sequence[Any]]) -> Iterable[Any]:
    """Rows of a child table, given by their columns, as they stand in Record.values."""
    if field.kind is Kind.TAGS:
        return columns[0]
    if field.kind is Kind.LINKS:
        return map(Link, columns[0])
    assert field.rows and field.rows.row
    parts = [
        [None if id_ is None else Link(id_) for id_ in cells] if of.kind is Kind.LINK else cells
        for of, cells in zip(row_parts(field), columns, strict=True)
    ]
    return map(field.rows.row, *parts)


@cache
def row_parts(field: Field) -> tuple[Field, ...]:
    """The columns of a ROWS field in the order of its dataclass."""
    assert field.rows and field.rows.row
    named = {column.name: column for column in field.rows.fields}
    return tuple(named[part.name] for part in fields(field.rows.row))


def write_children(
    unit: Unit, field: Field, values: Iterable[tuple[int, tuple[Any, ...]]], *, fresh: bool
) -> None:
    """Replace the rows of one field of these roots; `fresh` roots have none to remove."""
    assert field.rows
    pairs = list(values)
    if not fresh and pairs:
        removal(field).run(unit.session, ids=listed([root for root, _rows in pairs]))
    roots = [root for root, items in pairs for _item in items]
    if not roots:
        return
    columns = {
        field.rows.parent: roots,
        "position": [position for _root, items in pairs for position in range(len(items))],
        **child_values(unit, field, [item for _root, items in pairs for item in items]),
    }
    filling(field).run_columns(unit.session, columns)


@cache
def filling(field: Field) -> Prepared:
    """Insert rows of one field."""
    assert field.rows
    derived = field.rows.derive(field.rows.row()) if field.rows.row else ()
    columns = (field.rows.parent, "position", *child_columns(field), *derived)
    return insertion(child_table(field), columns)


@cache
def removal(field: Field) -> Prepared:
    """Take out all rows of one field, by `ids` of the roots."""
    assert field.rows
    table = child_table(field)
    return Prepared(delete(table).where(among(table.c[field.rows.parent])))


def child_values(unit: Unit, field: Field, items: Sequence[Any]) -> dict[str, list[Any]]:
    """The columns of child rows."""
    assert field.rows
    if field.kind is Kind.TAGS:
        ids = {name: tag_id(unit, name) for name in dict.fromkeys(items)}
        return {"tag_id": [ids[name] for name in items]}
    if field.kind is Kind.LINKS:
        return {field.rows.link: [link.id for link in items]}
    columns: dict[str, list[Any]] = {}
    for column in field.rows.fields:
        cells = [getattr(item, column.name) for item in items]
        if column.kind is Kind.LINK:
            cells = [None if link is None else link.id for link in cells]
        columns[column.column] = cells
    derived = [field.rows.derive(item) for item in items]
    columns.update({name: [one[name] for one in derived] for name in derived[0]})
    return columns


def tag_id(unit: Unit, name: str) -> int:
    """The id of the tag with this name, made when it is new."""
    tag = Base.metadata.tables[Tag.__tablename__]
    known = unit.session.execute(select(tag.c.id).where(tag.c.name == name)).scalar()
    if known is not None:
        return int(known)
    result: Any = unit.session.execute(insert(tag).values(name=name, colour=""))
    return int(result.inserted_primary_key[0])
