"""Sealed fields of records: who may change them, and how a typed value becomes a stored one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from cims.models.base import Base
from cims.models.change_set import SealedBefore
from cims.services.entity import Entity, Field, Sealed
from cims.services.errors import CimsError, NotAllowed
from cims.services.i18n import _
from cims.services.rights import Right
from cims.services.service import Desk
from cims.services.vault.errors import KeyMissing, SealedDamaged
from cims.services.vault.sealed_values import Cell, Sealing


def keys_of(desk: Desk, entity: Entity, values: Mapping[str, Any]) -> dict[str, bytes]:
    """The blind indexes of typed values by their columns; none where sealed fields are closed."""
    if closed_because(desk) is not None:
        return {}
    assert desk.sealing is not None
    return {
        field.key_column: index_of(desk.sealing, entity, field, text)
        for field in entity.sealed
        if field.sealed_key and isinstance(text := values.get(field.name), str) and text
    }


def closed_because(desk: Desk) -> CimsError | None:
    """Why sealed fields are closed for whoever works at this desk; None when they are open."""
    if not desk.unit.actor.may(Right.SEALED):
        return NotAllowed(_("You may not see sealed fields. Ask your administrator."))
    return KeyMissing("vk") if desk.sealing is None else None


def opened(desk: Desk) -> Sealing:
    """The keys of sealed fields, for whoever may use them."""
    if (refused := closed_because(desk)) is not None:
        raise refused
    assert desk.sealing is not None
    return desk.sealing


def cell_of(entity: Entity, field: Field, uuid: bytes) -> Cell:
    """The cell of one field of one record."""
    return Cell(entity.name, field.uuid, uuid)


def index_of(sealing: Sealing, entity: Entity, field: Field, text: str) -> bytes:
    """The blind index of a value, which its field declares."""
    assert field.sealed_key is not None
    return sealing.index(entity.name, field.uuid, field.sealed_key(text))


def sealed(sealing: Sealing, entity: Entity, field: Field, uuid: bytes, text: str) -> Sealed:
    """A typed value as it is stored."""
    stored = sealing.seal(cell_of(entity, field, uuid), text.encode())
    return Sealed(stored, index_of(sealing, entity, field, text) if field.sealed_key else None)


def seal_new(
    desk: Desk, entity: Entity, rows: Sequence[dict[str, Any]], uuids: Sequence[bytes]
) -> None:
    """Put stored values in the place of typed ones; what is sealed for another record is left out.

    Nothing happens where no row brings a sealed value.
    """
    for field in entity.sealed:
        for values, uuid in zip(rows, uuids, strict=True):
            if value := values.get(field.name):
                values[field.name] = (
                    sealed(opened(desk), entity, field, uuid, value)
                    if isinstance(value, str)
                    else None
                )


def seal_changed(
    desk: Desk,
    entity: Entity,
    record: tuple[int, bytes, Mapping[str, Any]],
    values: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    """Put stored values in the place of typed ones, and keep for undo what stood there before.

    `record` is id, uuid and values so far. What was typed again as it was is no change. Stored
    bytes come back from undo only: they have to open in this cell.
    """
    id_, uuid, old = record
    for field in entity.sealed:
        if field.name not in changed:
            continue
        sealing, before, value = opened(desk), old.get(field.name), changed[field.name] or None
        cell = cell_of(entity, field, uuid)
        if isinstance(value, Sealed):
            text = sealing.open(cell, value.stored).decode()
            key = index_of(sealing, entity, field, text) if field.sealed_key else None
            value = Sealed(value.stored, key)
        elif value is not None:
            if before and holds(sealing, cell, before, value):
                values[field.name] = before
                del changed[field.name]
                continue
            value = sealed(sealing, entity, field, uuid, value)
        values[field.name] = changed[field.name] = value
        keep_before(desk, entity, id_, field, before)


def holds(sealing: Sealing, cell: Cell, value: Sealed, text: str) -> bool:
    """Whether a cell holds this text; one that is damaged holds nothing and is entered again."""
    try:
        return sealing.open(cell, value.stored) == text.encode()
    except SealedDamaged:
        return False


def keep_before(desk: Desk, entity: Entity, id_: int, field: Field, before: Sealed | None) -> None:
    """Keep the stored bytes that a change set found, once."""
    if kept(desk, desk.audit.change_set(), entity, id_, field.name):
        return
    desk.unit.session.execute(
        insert(before_table()).values(
            change_set=desk.audit.change_set(),
            entity=entity.name,
            record_id=id_,
            field=field.name,
            stored=before.stored if before else None,
        )
    )


def kept(
    desk: Desk, change_set: int, entity: Entity, id_: int, field: str
) -> tuple[Sealed | None] | None:
    """What a change set found in a sealed field, in a tuple; None when it kept nothing."""
    c = before_table().c
    query = select(c.stored).where(
        c.change_set == change_set, c.entity == entity.name, c.record_id == id_, c.field == field
    )
    row = desk.unit.session.execute(query).one_or_none()
    if row is None:
        return None
    return (None if row.stored is None else Sealed(row.stored),)


def before_table() -> Any:
    """The table of bytes kept for undo."""
    return Base.metadata.tables[SealedBefore.__tablename__]
