"""Sealed values under new keys: what a rotation and a restore do with all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cims.models.change_set import SealedBefore
from cims.services.entity import Entity, Field, Kind
from cims.services.office import ROOMS
from cims.services.progress import Progress, silent
from cims.services.sealed_cells import index_of
from cims.services.storage import table_of
from cims.services.vault.errors import SealedDamaged
from cims.services.vault.sealed_values import Cell, Sealing

AT_ONCE = 2000
BEFORE = SealedBefore.__tablename__


@dataclass(frozen=True)
class Resealed:
    """How many values have new keys, and the cells (record type, field, id) that did not open.

    Those keep their bytes: nobody could read them before, and nothing may stop a rotation.
    """

    values: int
    damaged: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Written:
    """One column of sealed values: the statements that page through it, and write it."""

    entity: Entity
    field: Field
    count: str
    page: str
    replace: str
    indexed: bool


def reseal(connection: Any, old: Sealing, new: Sealing, progress: Progress = silent) -> Resealed:
    """Seal all values anew, their blind indexes and what undo keeps of them.

    `connection` is a DB-API connection inside the transaction that changes the keys; the caller
    commits.
    """
    columns = list(sealed_columns())
    total = sum(connection.execute(column.count).fetchone()[0] for column in columns)
    done = 0
    damaged: list[tuple[str, str, int]] = []
    for column in columns:
        for rows in pages(connection, column):
            progress(done, total)
            fresh = list(resealed(column, rows, old, new, damaged))
            connection.executemany(column.replace, fresh)
            done += len(rows)
    return Resealed(total - len(damaged), tuple(damaged))


def sealed_columns() -> Iterator[Written]:
    """Every column that holds sealed values: those of records, then those kept for undo."""
    for entity in (room.entity for room in ROOMS):
        table = table_of(entity).name
        for field in entity.fields:
            if field.kind is not Kind.SEALED:
                continue
            name, key = field.column, f", {field.key_column} = ?" if field.sealed_key else ""
            yield Written(
                entity,
                field,
                f"SELECT count({name}) FROM {table}",
                f"SELECT id, 0, uuid, {name} FROM {table}"
                f" WHERE {name} IS NOT NULL AND id > :id ORDER BY id LIMIT {AT_ONCE}",
                f"UPDATE {table} SET {name} = ?{key} WHERE id = ? AND ? = 0",
                bool(key),
            )
            mine = (
                f"FROM {BEFORE} b JOIN {table} r ON r.id = b.record_id WHERE b.entity ="
                f" '{entity.name}' AND b.field = '{field.name}' AND b.stored IS NOT NULL"
            )
            yield Written(
                entity,
                field,
                f"SELECT count(*) {mine}",
                f"SELECT b.record_id, b.change_set, r.uuid, b.stored {mine}"
                " AND b.change_set >= :change_set"
                " AND (b.change_set, b.record_id) > (:change_set, :id)"
                f" ORDER BY b.change_set, b.record_id LIMIT {AT_ONCE}",
                f"UPDATE {BEFORE} SET stored = ? WHERE record_id = ? AND change_set = ?"
                f" AND entity = '{entity.name}' AND field = '{field.name}'",
                False,
            )


def pages(connection: Any, column: Written) -> Iterator[list[Any]]:
    """The rows of a column, some at a time, by rising id."""
    last = {"id": 0, "change_set": 0}
    while rows := connection.execute(column.page, last).fetchall():
        yield rows
        last = {"id": rows[-1][0], "change_set": rows[-1][1]}


def resealed(
    column: Written, rows: list[Any], old: Sealing, new: Sealing, damaged: list[Any]
) -> Iterator[tuple[Any, ...]]:
    """What `replace` is bound to for each of these rows that opens."""
    entity, field = column.entity, column.field
    for id_, change_set, uuid, stored in rows:
        cell = Cell(entity.name, field.uuid, uuid)
        try:
            plain = old.open(cell, stored)
        except SealedDamaged:
            damaged.append((entity.name, field.name, id_))
            continue
        fresh = new.seal(cell, plain)
        if column.indexed:
            key = index_of(new, entity, field, plain.decode())
            yield fresh, key, id_, change_set
        else:
            yield fresh, id_, change_set
