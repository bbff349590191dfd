"""A record type as somebody sees it: without hidden fields, with closed ones not to be changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from cims.services.entity import Entity, Field
from cims.services.granted import WIDTH, Action, FieldAccess
from cims.services.rights import Actor, Reach, Shared

CARRYING = frozenset({"owner", "collaborators", "customer", "places"})
Closed = tuple[tuple[str, FieldAccess], ...]
CARRYING_OWNERS = frozenset({"owner", "collaborators"})


def described(entity: Entity, actor: Actor) -> Entity:
    """The description of a record type for this actor; the very same where nothing is closed."""
    return restricted(entity, closed_to(entity, actor))


def closed_to(entity: Entity, actor: Actor) -> Closed:
    """The fields of a record type that are closed to this actor, by name."""
    if actor.is_office:
        return ()
    closed = {
        name: access
        for (kind, name), access in actor.rights.closed.items()
        if kind in (entity.name, entity.part_of) and is_closable(entity, name, access)
    }
    closed |= dict.fromkeys(telling(entity, actor, closed), FieldAccess.HIDDEN)
    return tuple(sorted(closed.items()))


def telling(entity: Entity, actor: Actor, closed: Mapping[str, FieldAccess]) -> Iterator[str]:
    """Fields that show what the actor may not see: a hidden field, or records of narrower reach.

    A list of all customers would else show the phone of a contact that only its owner may see.
    What a part shows of the records that it is part of is its own right, but for hidden fields.
    """
    reach = reading(entity.name, actor, entity)
    for field in entity.fields:
        for source in field.shows:
            kind, _dot, name = source.rpartition(".")
            if kind:
                access = actor.rights.closed.get((kind, name))
                narrower = WIDTH[actor.reach(kind, Action.READ)] < reach
                if narrower and kind != entity.part_of:
                    access = FieldAccess.HIDDEN
            else:
                access = closed.get(name)
            if access is FieldAccess.HIDDEN:
                yield field.name
                break


def untakable(entity: Entity, actor: Actor) -> list[Field]:
    """Fields that show what the actor may export of fewer records than of this type, or of none.

    A list of all customers would else take along the main contact of one whose contacts stay.
    """
    reach = WIDTH[actor.reach(entity.name, Action.EXPORT)]
    return [
        field
        for field in entity.fields
        for kind in {source.rpartition(".")[0] for source in field.shows} - {"", entity.part_of}
        if WIDTH[actor.reach(kind, Action.EXPORT)] < reach
    ]


def reading(name: str, actor: Actor, entity: Entity) -> int:
    """How wide the actor reads records of a type; of what is shared everybody reads all."""
    reach = actor.reach(name, Action.READ)
    if reach is not Reach.NONE and isinstance(entity.scope, Shared):
        reach = Reach.ALL
    return WIDTH[reach]


@lru_cache(maxsize=256)
def restricted(entity: Entity, closed: Closed) -> Entity:
    """The description without these fields, or with them read only; one for the same closings."""
    if not closed:
        return entity
    access = dict(closed)
    fields = tuple(
        locked(field) if field.name in access else field
        for field in entity.fields
        if access.get(field.name) is not FieldAccess.HIDDEN
    )
    there = {field.name for field in fields}
    return replace(entity, fields=fields, keys=tuple(key for key in entity.keys if key in there))


def locked(field: Field) -> Field:
    """The field as it is shown to who may read it only."""
    return replace(field, read_only=True, brought=False, closed=not field.read_only)


def closed_in(whole: Entity, seen: Entity) -> Closed:
    """Which closings made one description out of the other: for where there is no actor."""
    if seen is whole:
        return ()
    found = {
        field.name: FieldAccess.READ if field.name in seen.by_name else FieldAccess.HIDDEN
        for field in whole.fields
        if seen.by_name.get(field.name) is not field
    }
    return tuple(sorted(found.items()))


def is_closable(entity: Entity, name: str, access: FieldAccess) -> bool:
    """Whether a role may close this field so: what records are known by and owned by stays open.

    Owner and collaborators can be closed to changes, so that a role hands nothing over.
    """
    field = entity.by_name.get(name)
    if field is None:
        return False
    if access is FieldAccess.READ and name in CARRYING_OWNERS and name not in entity.demanded:
        return True
    fixed = {entity.title, entity.sort, *entity.keys[:1], "code", *CARRYING, *entity.worked_by}
    return not field.required and name not in fixed


def closable(entity: Entity) -> dict[str, tuple[FieldAccess, ...]]:
    """The fields that a role may close, each with how."""
    found = {
        field.name: tuple(how for how in FieldAccess if is_closable(entity, field.name, how))
        for field in entity.fields
    }
    return {name: how for name, how in found.items() if how}


def blank(field: Field) -> Any:
    """What stands in the place of a hidden value."""
    return () if field.many else None
