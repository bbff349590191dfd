"""Roles as the tables hold them: read whole, written whole."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, delete, insert, select, type_coerce

from cims.models.app_user import Role, RoleCap, RoleField, RoleRight, UserRole
from cims.models.base import Base
from cims.services.acting import granted_by
from cims.services.errors import NotFound
from cims.services.granted import Taking
from cims.services.i18n import _
from cims.services.rights import Actor, visible
from cims.services.role_drafts import RoleDraft, shown_explanation, shown_name
from cims.services.seeds import CLOSED_FIELDS
from cims.services.storage import table_of
from cims.services.user_fields import USER

NO_CODE = re.compile(r"[^a-z0-9]+")
LONGEST_START = 30
Pairs = Sequence[tuple[str, str]]


def tables(*models: type[Base]) -> list[Any]:
    """The tables of these models."""
    return [Base.metadata.tables[model.__tablename__] for model in models]


def draft_of(session: Any, role_id: int) -> RoleDraft:
    """A role with all that it gives."""
    table, caps = tables(Role, RoleCap)
    row = session.execute(select(table).where(table.c.id == role_id)).one_or_none()
    if row is None:
        raise NotFound(_("This role is not there any more."))
    granted = granted_by(session, [role_id])[role_id]
    query = select(type_coerce(caps.c.taking, String), caps.c.most)
    most = session.execute(query.where(caps.c.role_id == role_id))
    return RoleDraft(
        role_id,
        row.code,
        shown_name(row.code, row.name, ready=row.ready),
        shown_explanation(row.code, row.explained, ready=row.ready),
        row.ready,
        row.version,
        granted.records,
        granted.single,
        granted.closed,
        {Taking(taking): number for taking, number in most if taking in tuple(Taking)},
        granted.unknown,
        tuple(holders(session, role_id).values()),
    )


def names_of_roles(session: Any, user_id: int) -> dict[int, str]:
    """The roles that somebody has, by their names as they are shown."""
    roles, given = tables(Role, UserRole)
    query = select(roles.c.id, roles.c.code, roles.c.name, roles.c.ready)
    query = query.join_from(roles, given, given.c.role_id == roles.c.id)
    rows = session.execute(query.where(given.c.user_id == user_id).order_by(roles.c.id))
    return {row.id: shown_name(row.code, row.name, ready=row.ready) for row in rows}


def holders(session: Any, role_id: int) -> dict[bytes, str]:
    """Who has a role: names by the uuids that their slots bear."""
    users, (given,) = table_of(USER), tables(UserRole)
    query = select(users.c.uuid, users.c.name)
    query = query.join_from(users, given, given.c.user_id == users.c.id)
    query = query.where(given.c.role_id == role_id).order_by(users.c.name)
    return dict(session.execute(visible(query, USER, Actor.office())).all())


def holder_ids(session: Any, role_id: int) -> list[int]:
    """The ids of all who have a role, whether they may sign in or not."""
    (given,) = tables(UserRole)
    query = select(given.c.user_id).where(given.c.role_id == role_id)
    return list(session.scalars(query.order_by(given.c.user_id)))


def write_rows(session: Any, id_: int, role: RoleDraft) -> None:
    """Replace what a role gives; rights of a newer program stay, for it alone to read."""
    rights, fields, caps = tables(RoleRight, RoleField, RoleCap)
    kept = set(role.unknown) - {right for right, _scope in role.rights}
    gone = delete(rights).where(rights.c.role_id == id_, rights.c.right.not_in(sorted(kept)))
    session.execute(gone)
    for table in (fields, caps):
        session.execute(delete(table).where(table.c.role_id == id_))
    rows: dict[Any, list[dict[str, Any]]] = {
        rights: [{"right": right, "scope": scope} for right, scope in role.rights],
        fields: [
            {"entity": entity, "field": field, "access": access}
            for (entity, field), access in role.fields.items()
        ],
        caps: [{"taking": taking, "most": most} for taking, most in role.caps.items()],
    }
    for table, values in rows.items():
        if values:
            session.execute(insert(table), [{"role_id": id_, **row} for row in values])


def drop_rows(session: Any, id_: int) -> None:
    """Delete a role that nobody has any more."""
    for table in tables(RoleRight, RoleField, RoleCap):
        session.execute(delete(table).where(table.c.role_id == id_))
    (roles,) = tables(Role)
    session.execute(delete(roles).where(roles.c.id == id_))


def grant_new(session: Any, rights: Mapping[str, Mapping[str, Pairs]]) -> bool:
    """Give roles, by their codes, rights for record types that they know nothing of.

    What is closed to a ready role from the beginning is closed with them.
    """
    roles, held = tables(Role, RoleRight)
    ids: dict[str, int] = dict(session.execute(select(roles.c.code, roles.c.id)).all())
    known = {
        (role, right.partition(":")[0])
        for role, right in session.execute(select(held.c.role_id, held.c.right))
    }
    granted: list[dict[str, Any]] = [
        {"role_id": ids[code], "right": right, "scope": scope}
        for code, types in rights.items()
        if code in ids
        for entity, pairs in types.items()
        if (ids[code], entity) not in known
        for right, scope in pairs
    ]
    if granted:
        session.execute(insert(held), granted)
    new = {(row["role_id"], row["right"].partition(":")[0]) for row in granted}
    closed = [
        {"role_id": ids[code], "entity": entity, "field": field, "access": access}
        for code, fields in CLOSED_FIELDS.items()
        for (entity, field), access in fields.items()
        if (ids.get(code), entity) in new
    ]
    if closed:
        session.execute(insert(tables(RoleField)[0]), closed)
    return bool(granted)


def free_code(name: str, taken: set[str]) -> str:
    """A code for the command line that no role has yet, from the name where Latin letters are."""
    start = NO_CODE.sub("-", name.lower()).strip("-")[:LONGEST_START] or "role"
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (start, *numbered) if code not in taken)
