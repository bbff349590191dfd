"""Reading and writing the rows of any entity: the only statements that touch tracked tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.models.choice import Tag
from cims.services.database import REPORTED, Unit, insert_rows
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.rights import Action, Actor, visible

MARK = {REPORTED: True}
WRITTEN_AT_ONCE = 500


@dataclass(frozen=True)
class Record:
    """A detached copy of one row: safe to hand to any thread. A new one has id and version 0."""

    entity: str
    id: int
    version: int
    values: Mapping[str, Any]
    deleted_at: datetime | None = None

    def changed(self, **values: Any) -> "Record":
        """The same record with some values replaced."""
        return Record(
            self.entity, self.id, self.version, {**self.values, **values}, self.deleted_at
        )


def table_of(entity: Entity) -> Table:
    """The entity's own table."""
    return Base.metadata.tables[entity.model.__tablename__]


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
        return tuple(column.column for column in field.rows.fields)
    return (field.rows.link,)


def fetch(
    session: Session,
    entity: Entity,
    actor: Actor,
    ids: Sequence[int],
    *,
    fields: Sequence[Field] | None = None,
    action: Action = Action.READ,
    binned: bool = False,
) -> list[Record]:
    """The records of these ids that the actor may do `action` to, in the order of `ids`."""
    wanted = entity.fields if fields is None else tuple(fields)
    stored = [field for field in wanted if not field.many]
    table = table_of(entity)
    columns = [table.c[field.column] for field in stored]
    query = select(table.c.id, table.c.version, table.c.deleted_at, *columns)
    query = query.where(table.c.id.in_(list(ids)))
    found: dict[int, tuple[int, datetime | None, dict[str, Any]]] = {}
    for row in session.execute(visible(query, entity, actor, action, binned=binned)):
        values = {
            field.name: Link(value) if field.kind is Kind.LINK and value is not None else value
            for field, value in zip(stored, row[3:], strict=True)
        }
        found[row[0]] = (row[1], row[2], values)
    for field in wanted:
        if field.many:
            rows = children(session, field, list(found))
            for id_, (_version, _deleted, values) in found.items():
                values[field.name] = rows.get(id_, ())
    return [
        Record(entity.name, id_, found[id_][0], found[id_][2], found[id_][1])
        for id_ in ids
        if id_ in found
    ]


def children(session: Session, field: Field, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The rows of one field for these roots, as the values that stand in Record.values."""
    assert field.rows
    found: dict[int, list[Any]] = defaultdict(list)
    if not ids:
        return {}
    for row in session.execute(child_query(field), {"ids": list(ids)}):
        found[row[0]].append(child_value(field, row[1:]))
    return {id_: tuple(rows) for id_, rows in found.items()}


@cache
def child_query(field: Field) -> Select[Any]:
    """The query for the rows of one field, by `ids` of the roots."""
    assert field.rows
    table = child_table(field)
    parent = table.c[field.rows.parent]
    columns = [table.c[name] for name in child_columns(field)]
    query = select(parent, *columns)
    if field.kind is Kind.TAGS:
        tag = Base.metadata.tables[Tag.__tablename__]
        query = select(parent, tag.c.name).join_from(table, tag, tag.c.id == table.c.tag_id)
    chosen = parent.in_(bindparam("ids", expanding=True))
    return query.where(chosen).order_by(parent, table.c.position)


def child_value(field: Field, row: Sequence[Any]) -> Any:
    """One row of a child table as it stands in Record.values."""
    assert field.rows
    if field.kind is Kind.TAGS:
        return row[0]
    if field.kind is Kind.LINKS:
        return Link(row[0])
    values = {
        column.name: Link(value) if column.kind is Kind.LINK and value is not None else value
        for column, value in zip(field.rows.fields, row, strict=True)
    }
    assert field.rows.row
    return field.rows.row(**values)


def plain_row(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the record's own table for these values."""
    row = {}
    for field in entity.stored:
        if field.name in values:
            value = values[field.name]
            row[field.column] = value.id if isinstance(value, Link) else value
    return row


def insert_roots(unit: Unit, entity: Entity, rows: list[dict[str, Any]]) -> None:
    """Insert rows of the entity's table; every row must bring the same columns and its id."""
    insert_rows(unit.session, table_of(entity), rows)


def update_root(
    unit: Unit, entity: Entity, id_: int, version: int, columns: Mapping[str, Any]
) -> bool:
    """Write columns of one row, raising its version; False when its version is another now."""
    table = table_of(entity)
    statement = update(table).where(table.c.id == id_, table.c.version == version)
    stamp = {"version": version + 1, "changed_at": unit.now, "changed_by_id": unit.actor.user_id}
    result: Any = unit.session.execute(
        statement.values({**columns, **stamp}).execution_options(**MARK)
    )
    return bool(result.rowcount == 1)


def update_many(unit: Unit, entity: Entity, ids: Sequence[int], columns: Mapping[str, Any]) -> None:
    """Write the same columns into many rows, raising their versions in the same statement."""
    table = table_of(entity)
    stamp = {
        "version": table.c.version + 1,
        "changed_at": unit.now,
        "changed_by_id": unit.actor.user_id,
    }
    for start in range(0, len(ids), WRITTEN_AT_ONCE):
        some = list(ids[start : start + WRITTEN_AT_ONCE])
        statement = update(table).where(table.c.id.in_(some)).values({**columns, **stamp})
        unit.session.execute(statement.execution_options(**MARK))


def set_computed(unit: Unit, entity: Entity, rows: list[dict[str, Any]]) -> None:
    """Write columns that follow from other rows (key `root` is the id); no version, no audit."""
    if not rows:
        return
    table = table_of(entity)
    names = [name for name in rows[0] if name != "root"]
    statement = update(table).where(table.c.id == bindparam("root"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in names})
    values = [{"root": row["root"], **{f"new_{n}": row[n] for n in names}} for row in rows]
    unit.session.connection().execute(statement.execution_options(**MARK), values)


def write_children(
    unit: Unit, field: Field, values: Iterable[tuple[int, tuple[Any, ...]]], *, fresh: bool
) -> None:
    """Replace the rows of one field of these roots; `fresh` roots have none to remove."""
    assert field.rows
    table = child_table(field)
    pairs = list(values)
    if not fresh and pairs:
        roots = [root for root, _rows in pairs]
        unit.session.execute(delete(table).where(table.c[field.rows.parent].in_(roots)))
    rows = [
        {field.rows.parent: root, "position": position, **child_row(unit, field, row)}
        for root, items in pairs
        for position, row in enumerate(items)
    ]
    insert_rows(unit.session, table, rows)


def child_row(unit: Unit, field: Field, row: Any) -> dict[str, Any]:
    """The columns of one child row."""
    assert field.rows
    if field.kind is Kind.TAGS:
        return {"tag_id": tag_id(unit, row)}
    if field.kind is Kind.LINKS:
        return {field.rows.link: row.id}
    columns = {}
    for column in field.rows.fields:
        value = getattr(row, column.name)
        columns[column.column] = value.id if isinstance(value, Link) else value
    columns.update(field.rows.derive(row))
    return columns


def tag_id(unit: Unit, name: str) -> int:
    """The id of the tag with this name, made when it is new."""
    tag = Base.metadata.tables[Tag.__tablename__]
    known = unit.session.execute(select(tag.c.id).where(tag.c.name == name)).scalar()
    if known is not None:
        return int(known)
    result: Any = unit.session.execute(insert(tag).values(name=name, colour=""))
    return int(result.inserted_primary_key[0])
