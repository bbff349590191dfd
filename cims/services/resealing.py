"""Sealed values under new keys: what a rotation and a restore do with all of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.schema import CreateIndex, DropIndex

from cims.models.change_set import SealedBefore
from cims.services.database import DIALECT
from cims.services.entity import Entity, Field
from cims.services.office import ROOMS
from cims.services.progress import Progress, silent
from cims.services.sealed_cells import index_of
from cims.services.storage import table_of
from cims.services.vault.errors import SealedDamaged
from cims.services.vault.sealed_values import Cell, Sealing

AT_ONCE = 2000
UUID, CELLS = 2, 3  # id, change set and uuid stand before
FROM_THE_FIRST = {"id": 0, "change_set": 0}
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
    """Where sealed values lie, and the statements that count, page through and write them.

    A row of `page` is id, change set, uuid, then cells: the stored bytes of each field, and the
    blind index behind those that have one. `fields` says at which cell each stands, and whether an
    index follows; `replace` takes the cells, then id and change set.
    """

    entity: Entity
    fields: tuple[tuple[Field, int, bool], ...]
    count: str
    page: str
    replace: str


def reseal(connection: Any, old: Sealing, new: Sealing, progress: Progress = silent) -> Resealed:
    """Seal all values anew, their blind indexes and what undo keeps of them.

    `connection` is a DB-API connection inside the transaction that changes the keys; the caller
    commits.
    """
    held = {place: connection.execute(place.count).fetchone()[0] or 0 for place in sealed_places()}
    total = sum(held.values())
    done = 0
    damaged: list[tuple[str, str, int]] = []
    for place in filter(held.get, held):
        with without_indexes(connection, place):
            for rows in pages(connection, place):
                progress(done, total)
                connection.executemany(place.replace, resealed(place, rows, old, new, damaged))
                cells = (row[CELLS + at] for row in rows for _f, at, _k in place.fields)
                done += sum(cell is not None for cell in cells)
    return Resealed(total - len(damaged), tuple(damaged))


def unreadable(connection: Any, sealing: Sealing) -> Iterator[Field]:
    """The sealed fields whose first value does not open, as the check of a backup asks."""
    for place in sealed_places():
        rows = connection.execute(place.page, FROM_THE_FIRST).fetchall()
        for field, at, _keyed in place.fields:
            first = next((row for row in rows if row[CELLS + at] is not None), None)
            if first is not None:
                cell = Cell(place.entity.name, field.uuid, first[2])
                if not opens(sealing, cell, first[CELLS + at]):
                    yield field


def opens(sealing: Sealing, cell: Cell, stored: bytes) -> bool:
    """Whether a cell holds what can be read."""
    try:
        sealing.open(cell, stored)
    except SealedDamaged:
        return False
    return True


def sealed_places() -> Iterator[Written]:
    """Every table with sealed values: those of records, then for each field those of undo."""
    for entity in (room.entity for room in ROOMS):
        if entity.sealed:
            yield in_records(entity)
            yield from (kept_for_undo(entity, field) for field in entity.sealed)


def in_records(entity: Entity) -> Written:
    """The sealed values of all records of a type, also of removed ones, with their indexes."""
    table = table_of(entity).name
    fields: list[tuple[Field, int, bool]] = []
    columns: list[str] = []
    for field in entity.sealed:
        fields.append((field, len(columns), bool(field.sealed_key)))
        columns += [field.column, *([field.key_column] if field.sealed_key else [])]
    names = [field.column for field in entity.sealed]
    filled = " OR ".join(f"{name} IS NOT NULL" for name in names)
    return Written(
        entity,
        tuple(fields),
        f"SELECT {' + '.join(f'count({name})' for name in names)} FROM {table}",
        f"SELECT id, 0, uuid, {', '.join(columns)} FROM {table}"
        f" WHERE ({filled}) AND id > :id ORDER BY id LIMIT {AT_ONCE}",
        f"UPDATE {table} SET {' = ?, '.join(columns)} = ? WHERE id = ? AND ? = 0",
    )


def kept_for_undo(entity: Entity, field: Field) -> Written:
    """What changes of one sealed field found."""
    mine = (
        f"FROM {BEFORE} b JOIN {table_of(entity).name} r ON r.id = b.record_id WHERE b.entity ="
        f" '{entity.name}' AND b.field = '{field.name}' AND b.stored IS NOT NULL"
    )
    return Written(
        entity,
        ((field, 0, False),),
        f"SELECT count(*) {mine}",
        f"SELECT b.record_id, b.change_set, r.uuid, b.stored {mine}"
        " AND b.change_set >= :change_set"
        " AND (b.change_set, b.record_id) > (:change_set, :id)"
        f" ORDER BY b.change_set, b.record_id LIMIT {AT_ONCE}",
        f"UPDATE {BEFORE} SET stored = ? WHERE record_id = ? AND change_set = ?"
        f" AND entity = '{entity.name}' AND field = '{field.name}'",
    )


@contextmanager
def without_indexes(connection: Any, place: Written) -> Iterator[None]:
    """Make the blind indexes anew at the end: every entry changes, each to a random place.

    All of it is part of the transaction; after a failure the caller rolls back.
    """
    columns = {field.key_column for field, _at, keyed in place.fields if keyed}
    indexes = [one for one in table_of(place.entity).indexes if columns & set(one.columns.keys())]
    for index in indexes:
        connection.execute(str(DropIndex(index).compile(dialect=DIALECT)))
    yield
    for index in indexes:
        connection.execute(str(CreateIndex(index).compile(dialect=DIALECT)))


def pages(connection: Any, place: Written) -> Iterator[list[Any]]:
    """The rows of a place, some at a time."""
    last = FROM_THE_FIRST
    while rows := connection.execute(place.page, last).fetchall():
        yield rows
        last = {"id": rows[-1][0], "change_set": rows[-1][1]}


def resealed(
    place: Written, rows: Sequence[Any], old: Sealing, new: Sealing, damaged: list[Any]
) -> list[tuple[Any, ...]]:
    """What `replace` is bound to for these rows; what does not open stays as it is."""
    fresh, entity = [list(row) for row in rows], place.entity
    for field, at, keyed in place.fields:
        at += CELLS
        filled = [row for row in fresh if row[at] is not None]
        moved = old.moved(entity.name, field.uuid, [(row[UUID], row[at]) for row in filled], new)
        for row, found in zip(filled, moved, strict=True):
            if found is None:
                damaged.append((entity.name, field.name, row[0]))
                continue
            row[at] = found[0]
            if keyed:
                row[at + 1] = index_of(new, entity, field, found[1].decode())
    return [(*row[CELLS:], row[0], row[1]) for row in fresh]
