"""Reading and writing the own rows of any entity: the only statements on tracked tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Table, exists, select, update
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.services.child_rows import child_table, children
from cims.services.database import Unit, among, listed
from cims.services.entity import Entity, Field, Kind, Link, Sealed
from cims.services.prepared import Prepared, insert_columns, replacement
from cims.services.rights import Action, Actor, Reach, visible
from cims.services.row_guard import REPORTED
from cims.services.rules.currencies import major, minor

MARK = {REPORTED: True}
WRITTEN_AT_ONCE = 500
ROOT_COLUMNS = 4
CURRENCY = "currency"  # the field that says in what the amounts of a record are
FLAGGED = 20  # for more records, asking each field for its rows is cheaper than whether it has any


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
    flagged: bool
    actor: Actor = part(compare=False)


def asked(
    entity: Entity,
    actor: Actor,
    fields: tuple[Field, ...] = (),
    action: Action = Action.READ,
    *,
    binned: bool = False,
    flagged: bool = True,
) -> Asked:
    """What decides which statement brings these fields to this actor.

    For whom the right covers all records, there is one statement for every user and action.
    """
    reach = actor.reach(entity.name, action)
    if reach is Reach.ALL:
        action, actor = Action.READ, Actor.office()
    user, team = actor.user_id, actor.team
    return Asked(entity, fields, action, binned, reach, user, team, flagged, actor)


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
    wanted = entity.fields if fields is None else with_currency(entity, tuple(fields))
    stored = [field for field in wanted if not field.many]
    many = [field for field in wanted if field.many]
    names = [field.name for field in stored]
    links = [field.name for field in stored if field.kind is Kind.LINK]
    sealed = [field.name for field in stored if field.kind is Kind.SEALED]
    amounts = [field.name for field in stored if field.kind is Kind.MONEY]
    found: dict[int, Record] = {}
    given: dict[int, dict[str, Any]] = {}
    flagged = len(ids) <= FLAGGED
    query = fetching(asked(entity, actor, wanted, action, binned=binned, flagged=flagged))
    rows = query.rows(session, ids=listed(ids))
    for row in rows:
        id_, version, deleted_at, uuid = row[:ROOT_COLUMNS]
        values = given[id_] = dict(zip(names, row[ROOT_COLUMNS:], strict=False))
        for name in links:
            if values[name] is not None:
                values[name] = Link(values[name])
        for name in sealed:
            if values[name] is not None:
                values[name] = Sealed(values[name])
        for name in amounts:
            if values[name] is not None:
                values[name] = major(values[name], values[CURRENCY])
        found[id_] = Record(entity.name, id_, version, values, deleted_at, uuid)
    for place, field in enumerate(many, ROOT_COLUMNS + len(stored)):
        roots = [row[0] for row in rows if row[place]] if flagged else list(given)
        of_roots = children(session, field, roots)
        for id_, values in given.items():
            values[field.name] = of_roots.get(id_, ())
    return [found[id_] for id_ in ids if id_ in found]


def with_currency(entity: Entity, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields, and the currency where amounts are among them that mean nothing without."""
    if any(field.kind is Kind.MONEY for field in fields):
        currency = entity.field(CURRENCY)
        return fields if currency in fields else (*fields, currency)
    return fields


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
    query = seen(asked(entity, actor, action=action, binned=binned))
    return set(query.numbers(session, ids=listed(ids)))


@lru_cache(maxsize=256)
def seen(asked: Asked) -> Prepared:
    """Only the ids of a fetch."""
    column = table_of(asked.entity).c.id
    query = select(column).where(among(column))
    return Prepared(visible(query, asked.entity, asked.actor, asked.action, binned=asked.binned))


@lru_cache(maxsize=256)
def fetching(asked: Asked) -> Prepared:
    """Root columns and stored fields by `ids`; `flagged`, whether the other fields have rows."""
    table = table_of(asked.entity)
    stored = [table.c[field.column] for field in asked.fields if not field.many]
    flags = []
    for field in asked.fields:
        if asked.flagged and field.rows and field.many:
            parent = child_table(field).c[field.rows.parent]
            flags.append(exists().where(parent == table.c.id).label(f"has_{field.name}"))
    roots = (table.c.id, table.c.version, table.c.deleted_at, table.c.uuid)
    query = select(*roots, *stored, *flags).where(among(table.c.id))
    return Prepared(visible(query, asked.entity, asked.actor, asked.action, binned=asked.binned))


def plain_row(
    entity: Entity, values: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of the record's own table for what `changed` among all its values.

    In another currency the same amounts are other numbers of smallest units.
    """
    row = {}
    for field in entity.stored:
        of_money = field.kind is Kind.MONEY
        if field.name in changed or (of_money and CURRENCY in changed):
            value = values.get(field.name)
            row[field.column] = value.id if isinstance(value, Link) else value
            if of_money and value is not None:
                row[field.column] = minor(value, values[CURRENCY])
            if field.kind is Kind.SEALED:
                row[field.column] = value.stored if value else None
                if field.sealed_key:
                    row[field.key_column] = value.key if value else None
    return row


def insert_roots(
    unit: Unit,
    entity: Entity,
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Iterable[Any]],
) -> None:
    """Insert rows of the entity's table for these values; `columns` gives id and all the rest."""
    stored = {field.column: stored_column(field, rows) for field in entity.stored}
    for field in entity.sealed:
        if field.sealed_key:
            values = [row.get(field.name) for row in rows]
            stored[field.key_column] = [value.key if value else None for value in values]
    insert_columns(unit.session, table_of(entity), {**stored, **columns}, REPORTED)


def stored_column(field: Field, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
    """What stands in the column of one field in each of these rows."""
    name = field.name
    values = [row.get(name) for row in rows]
    if field.kind is Kind.LINK:
        return [None if link is None else link.id for link in values]
    if field.kind is Kind.MONEY:
        pairs = zip(values, [row[CURRENCY] for row in rows], strict=True)
        return [None if value is None else minor(value, of) for value, of in pairs]
    if field.kind is Kind.SEALED:
        return [value.stored if value else None for value in values]
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
