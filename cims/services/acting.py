"""Who acts, with rights as they are now: worked out from roles and teams, anew after a change."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import String, select, type_coerce, update

from cims.models.app_user import (
    FieldAccess,
    RoleField,
    RoleRight,
    Team,
    UserRole,
    UserState,
)
from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.errors import NotPossible, SignedOut
from cims.services.granted import Granted
from cims.services.i18n import _
from cims.services.prepared import Prepared
from cims.services.rights import Actor, Reach, Right, Rights, visible
from cims.services.service import Desk, SlotKeys
from cims.services.storage import table_of
from cims.services.user_fields import USER

OWNER_KEY = "ok"
AUDITOR_KEY = "av"
SEALED_KEY = "vk"
KEYS: Mapping[Right, str] = {
    Right.USERS: OWNER_KEY,
    Right.AUDIT: AUDITOR_KEY,
    Right.SEALED: SEALED_KEY,
}
ALWAYS = frozenset({"ap", "dbk"})


def keys_needed(rights: Rights) -> frozenset[str]:
    """The names of the keys that a slot has to hold for these rights; an owner holds them all."""
    found = {key for right, key in KEYS.items() if right in rights.single}
    if OWNER_KEY in found:
        found = set(KEYS.values())
    return ALWAYS | found


class Present:
    """Those who are signed in, as far as their rights were worked out since the last change."""

    def __init__(self) -> None:
        self._actors: dict[tuple[int, str], Actor] = {}

    def now(self, session: Any, actor: Actor) -> Actor:
        """The actor with the rights of this moment; SignedOut when there are none any more."""
        if actor.rights_seq is None or actor.user_id is None:
            return actor
        (number,) = rights_number().rows(session)[0]
        if number == actor.rights_seq:
            return actor
        known = self._actors.get((actor.user_id, actor.session))
        if known is None or known.rights_seq != number:
            known = actor_of(session, actor.user_id, actor.session)
            self._actors[actor.user_id, actor.session] = known
        return known


def actor_of(session: Any, user_id: int, word: str = "") -> Actor:
    """A colleague as one who acts, with all roles and the team; only who is active does."""
    users = table_of(USER)
    query = select(users.c.state).where(users.c.id == user_id)
    state = session.execute(visible(query, USER, Actor.office())).scalar()
    if state is not UserState.ACTIVE:
        raise SignedOut(_("This user may not sign in any more. Ask your administrator."))
    return acting_as(session, user_id, word)


def acting_as(session: Any, user_id: int, word: str = "") -> Actor:
    """A colleague with all roles and the team, also one who may not sign in."""
    users = table_of(USER)
    query = select(users.c.name, users.c.team_id).where(users.c.id == user_id)
    row = session.execute(visible(query, USER, Actor.office())).one()
    given = Base.metadata.tables[UserRole.__tablename__]
    held = session.scalars(select(given.c.role_id).where(given.c.user_id == user_id))
    rights = Rights.of_roles([*granted_by(session, list(held)).values()])
    (number,) = rights_number().rows(session)[0]
    team = team_of(session, row.team_id) | {user_id}
    return Actor(user_id, row.name, rights, team, word, rights_seq=number)


def granted_by(session: Any, role_ids: Collection[int]) -> dict[int, Granted]:
    """What each of these roles gives."""
    rights, fields = (Base.metadata.tables[model.__tablename__] for model in (RoleRight, RoleField))
    pairs: dict[int, list[tuple[str, str]]] = defaultdict(list)
    query = select(rights.c.role_id, rights.c.right, rights.c.scope)
    for role_id, right, scope in session.execute(query.where(rights.c.role_id.in_(role_ids))):
        pairs[role_id].append((right, scope))
    closed: dict[int, dict[tuple[str, str], FieldAccess]] = defaultdict(dict)
    how = type_coerce(fields.c.access, String)  # a newer program may close in ways unknown here
    query = select(fields.c.role_id, fields.c.entity, fields.c.field, how)
    for role_id, *place, access in session.execute(query.where(fields.c.role_id.in_(role_ids))):
        is_read = access == FieldAccess.READ
        closed[role_id][place[0], place[1]] = FieldAccess.READ if is_read else FieldAccess.HIDDEN
    return {id_: Granted.of(pairs[id_], closed[id_]) for id_ in role_ids}


def team_of(session: Any, team_id: int | None) -> frozenset[int]:
    """The users in this team and in all teams below it."""
    if team_id is None:
        return frozenset()
    users = table_of(USER)
    inside = below_and_in(team_parents(session), team_id)
    query = select(users.c.id).where(users.c.team_id.in_(inside))
    return frozenset(session.scalars(visible(query, USER, Actor.office())))


def team_parents(session: Any) -> dict[int, int | None]:
    """Every team with the one above it."""
    teams = Base.metadata.tables[Team.__tablename__]
    return {row[0]: row[1] for row in session.execute(select(teams.c.id, teams.c.parent_id))}


def below_and_in(parents: Mapping[int, int | None], team_id: int) -> set[int]:
    """A team and all teams below it."""
    inside = {team_id}
    while below := {id_ for id_, parent in parents.items() if parent in inside} - inside:
        inside |= below
    return inside


def rights_changed(session: Any) -> None:
    """Count a change of roles, teams or users: whoever is signed in gets the rights anew."""
    table = Base.metadata.tables[VaultState.__tablename__]
    session.execute(update(table).values(rights_seq=table.c.rights_seq + 1))


def keepers(session: Any) -> dict[int, bytes]:
    """The active users who keep the users, with the uuids that their slots name."""
    users, given, right = (
        table_of(USER),
        Base.metadata.tables[UserRole.__tablename__],
        Base.metadata.tables[RoleRight.__tablename__],
    )
    query = (
        select(users.c.id, users.c.uuid)
        .join_from(users, given, given.c.user_id == users.c.id)
        .join(right, right.c.role_id == given.c.role_id)
        .where(right.c.right == Right.USERS, right.c.scope == Reach.ALL)
        .where(users.c.state == UserState.ACTIVE)
    )
    return dict(session.execute(visible(query, USER, Actor.office())).all())


def keep_a_keeper(desk: Desk) -> None:
    """Demand that somebody is left who keeps the users and owns the keys."""
    desk.demand(lambda: refuse_without_keeper(desk.unit.session, desk.slot_keys))


def refuse_without_keeper(session: Any, slot_keys: SlotKeys) -> None:
    """Refuse, at the end of a change, to leave nobody who keeps the users and owns the keys."""
    left = keepers(session)
    keys = slot_keys()
    owners = [id_ for id_, uuid in left.items() if OWNER_KEY in keys.get(uuid, ())]
    if not (owners if keys else left):
        raise NotPossible(
            _(
                "Nobody would be left who may manage users and holds the owner's key. "
                "Make a colleague an owner first."
            )
        )


@cache
def rights_number() -> Prepared:
    """How often roles, teams and users have changed."""
    return Prepared(select(Base.metadata.tables[VaultState.__tablename__].c.rights_seq))
