"""Reading and writing the rows of any entity: the only statements that touch tracked tables."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime
from functools import cache, lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Select, Table, case, delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.models.choice import Tag
from cims.models.contact import PHONE_KINDS
from cims.services.database import REPORTED, Unit, among
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.prepared import Prepared, insert_columns, replacement
from cims.services.rights import Action, Actor, Reach, visible

MARK = {REPORTED: True}
WRITTEN_AT_ONCE = 500
ROOT_COLUMNS = 4


@dataclass(frozen=True)
class Record:
    """A detached copy of one row: safe to hand to any thread. A new one has id and version 0."""

    entity: str
    id: int
    version: int
    values: Mapping[str, Any]
    deleted_at: datetime | None = None
    uuid: bytes = b""

    def changed(self, **values: Any) -> "Record":
        """The same record with some values replaced."""
        merged = {**self.values, **values}
        return Record(self.entity, self.id, self.version, merged, self.deleted_at, self.uuid)


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


@dataclass(frozen=True)
class Asked:
    """All that the statement of a fetch depends on; `actor` only brings the rest along."""

    entity: Entity
    fields: tuple[Field, ...]
    action: Action
    binned: bool
    reach: Reach
    user_id: int | None
    team: frozenset[int]
    actor: Actor = part(compare=False)


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
    if not ids:
        return []
    wanted = entity.fields if fields is None else tuple(fields)
    reach = actor.reach(entity.name, action)
    asked = Asked(entity, wanted, action, binned, reach, actor.user_id, actor.team, actor)
    stored = [field for field in wanted if not field.many]
    many = [field for field in wanted if field.many]
    named = [(field.name, field.kind is Kind.LINK) for field in stored]
    found: dict[int, Record] = {}
    given: dict[int, dict[str, Any]] = {}
    with_rows: dict[Field, list[int]] = {field: [] for field in many}
    for row in fetching(asked).rows(session, ids=listed(ids)):
        values = given[row[0]] = {
            name: Link(value) if is_link and value is not None else value
            for (name, is_link), value in zip(named, row[ROOT_COLUMNS:], strict=False)
        }
        found[row[0]] = Record(entity.name, row[0], row[1], values, row[2], row[3])
        for field, has_rows in zip(many, row[ROOT_COLUMNS + len(stored) :], strict=True):
            values[field.name] = ()
            if has_rows:
                with_rows[field].append(row[0])
    for field, roots in with_rows.items():
        for root, items in children(session, field, roots).items():
            given[root][field.name] = items
    return [found[id_] for id_ in ids if id_ in found]


def covered(
    session: Session,
    entity: Entity,
    actor: Actor,
    ids: Sequence[int],
    action: Action = Action.READ,
    *,
    binned: bool = False,
) -> set[int]:
    """Those of these ids that the actor may do `action` to."""
    reach = actor.reach(entity.name, action)
    asked = Asked(entity, (), action, binned, reach, actor.user_id, actor.team, actor)
    return set(seen(asked).numbers(session, ids=listed(ids)))


@lru_cache(maxsize=256)
def seen(asked: Asked) -> Prepared:
    """Only the ids of a fetch."""
    column = table_of(asked.entity).c.id
    query = select(column).where(among(column))
    return Prepared(visible(query, asked.entity, asked.actor, asked.action, binned=asked.binned))


@lru_cache(maxsize=256)
def fetching(asked: Asked) -> Prepared:
    """Root columns, the stored fields, and for every other field whether it has rows; by `ids`."""
    table = table_of(asked.entity)
    stored = [table.c[field.column] for field in asked.fields if not field.many]
    flags = []
    for field in asked.fields:
        if field.rows and field.many:
            parent = child_table(field).c[field.rows.parent]
            flags.append(exists().where(parent == table.c.id).label(f"has_{field.name}"))
    roots = (table.c.id, table.c.version, table.c.deleted_at, table.c.uuid)
    query = select(*roots, *stored, *flags).where(among(table.c.id))
    return Prepared(visible(query, asked.entity, asked.actor, asked.action, binned=asked.binned))


def children(session: Session, field: Field, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The rows of one field for these roots, as the values that stand in Record.values."""
    found: dict[int, list[Any]] = defaultdict(list)
    if not ids:
        return {}
    for row in child_query(field).rows(session, ids=listed(ids)):
        found[row[0]].append(child_value(field, row[1:]))
    return {id_: tuple(rows) for id_, rows in found.items()}


def listed(ids: Sequence[int]) -> str:
    """Ids as database.among() takes them."""
    return json.dumps(list(ids))


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
    each = select(sort.label("sort"), func.count().label("rows"), *counted)
    inner = each.where(parent.in_(mine)).group_by(parent, sort).subquery()
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


def child_value(field: Field, row: Sequence[Any]) -> Any:
    """One row of a child table as it stands in Record.values."""
    assert field.rows
    if field.kind is Kind.TAGS:
        return row[0]
    if field.kind is Kind.LINKS:
        return Link(row[0])
    assert field.rows.row
    names, links = row_columns(field)
    values = dict(zip(names, row, strict=True))
    for name in links:
        values[name] = None if values[name] is None else Link(values[name])
    return field.rows.row(**values)


@cache
def row_columns(field: Field) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a ROWS field, and those of them that are links."""
    columns = field.rows.fields if field.rows else ()
    links = (column.name for column in columns if column.kind is Kind.LINK)
    return tuple(column.name for column in columns), tuple(links)


def plain_row(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the record's own table for these values."""
    row = {}
    for field in entity.stored:
        if field.name in values:
            value = values[field.name]
            row[field.column] = value.id if isinstance(value, Link) else value
    return row


def insert_roots(
    unit: Unit,
    entity: Entity,
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Iterable[Any]],
) -> None:
    """Insert rows of the entity's table for these values; `columns` gives id and all the rest."""
    stored = {field.column: stored_column(field, rows) for field in entity.stored}
    insert_columns(unit.session, table_of(entity), {**stored, **columns}, REPORTED)


def stored_column(field: Field, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
    """What stands in the column of one field in each of these rows."""
    name = field.name
    values = [row.get(name) for row in rows]
    if field.kind is Kind.LINK:
        return [None if link is None else link.id for link in values]
    return values if any(value is not None for value in values) else repeat(None, len(rows))


def update_root(
    unit: Unit, entity: Entity, id_: int, version: int, columns: Mapping[str, Any]
) -> bool:
    """Write columns of one row, raising its version; False when its version is another now."""
    stamp = {"version": version + 1, "changed_at": unit.now, "changed_by_id": unit.actor.user_id}
    written = {**columns, **stamp}
    statement = replacement(table_of(entity), tuple(sorted(written)), REPORTED)
    result = statement.run(
        unit.session,
        this_id=id_,
        this_version=version,
        **{f"new_{name}": value for name, value in written.items()},
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
    names = tuple(name for name in rows[0] if name != "root")
    statement = replacement(table_of(entity), names, REPORTED, versioned=False)
    statement.run_many(
        unit.session,
        [{"this_id": row["root"], **{f"new_{n}": row[n] for n in names}} for row in rows],
    )


def write_children(
    unit: Unit, field: Field, values: Iterable[tuple[int, tuple[Any, ...]]], *, fresh: bool
) -> None:
    """Replace the rows of one field of these roots; `fresh` roots have none to remove."""
    assert field.rows
    table = child_table(field)
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
    insert_columns(unit.session, table, columns)


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
