"""What somebody may do with a record, and why: the row filter's answer with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from cims.models.app_user import UserState
from cims.models.base import Base
from cims.models.customer import Collaborator
from cims.services import storage
from cims.services.acting import acting_as, granted_by
from cims.services.entity import Entity
from cims.services.errors import NotFound
from cims.services.field_rights import closed_to
from cims.services.granted import UNSCOPED, WIDTH, Action, FieldAccess, Granted, Reach, Right
from cims.services.i18n import N_, _, listed
from cims.services.rights import Actor, Owned, Shared, requires, visible
from cims.services.role_rows import names_of_roles
from cims.services.service import Service
from cims.services.storage import table_of
from cims.services.user_fields import USER

CUSTOMER, ITS_OWNER = "customer_id", "customer_owner_id"
OWNING = ("owner_id", CUSTOMER, ITS_OWNER)
IN_BIN = frozenset({Action.READ, Action.DELETE})
REACHES: Mapping[Reach, str] = {
    Reach.OWN: N_("{roles}: own records"),
    Reach.TEAM: N_("{roles}: records of the team"),
    Reach.ALL: N_("{roles}: all records"),
}
ALLOWED: Mapping[str, str] = {
    "owner": N_("{reach}, and {name} is the owner."),
    "team": N_("{reach}, and the owner {owner} belongs to it."),
    "nobody's": N_("{reach}, and what belongs to nobody is theirs to give away."),
    "collaborator": N_("{reach}, and {name} is a collaborator."),
    "customer": N_("{reach}, and the customer is in this reach."),
    "customer's collaborator": N_("{reach}, and {name} is a collaborator of the customer."),
}


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may do something, and why, as a sentence."""

    action: Action
    allowed: bool
    reason: str


@dataclass(frozen=True)
class SingleVerdict:
    """Whether somebody holds a right apart from records, and the roles that give it."""

    right: Right
    allowed: bool
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a record; `by` says by which way it is in reach, if it is."""

    owner: str
    by: str
    in_bin: bool = False


@dataclass(frozen=True)
class Row:
    """Whose a record is; `customers` are those it hangs on, with their owners."""

    id: int
    owner: int | None
    customers: Mapping[int, int | None]
    in_bin: bool


class EffectiveRightsService(Service):
    """Explains rights: everybody's for who keeps the users, the own ones for everybody."""

    @requires(Right.SIGN_IN)
    def of(self, user_id: int, entity: str, record_id: int | None = None) -> tuple[Verdict, ...]:
        """What somebody may do with a record, or with records of a type at all.

        The record must be in sight of who asks.
        """
        someone = self._someone(user_id)
        whole = type(self.office.room(entity)).entity
        if record_id is not None:
            self._refuse_unseen(whole, record_id)
        return tuple(someone.verdict(whole, action, record_id) for action in whole.actions)

    @requires(Right.SIGN_IN)
    def why_not(self, entity: str, action: Action, record_id: int | None = None) -> str:
        """Why the one who is signed in may not do this; empty when it is allowed."""
        me = self._desk.unit.actor.user_id or 0
        (found,) = (one for one in self.of(me, entity, record_id) if one.action is action)
        return "" if found.allowed else found.reason

    @requires(Right.SIGN_IN)
    def single(self, user_id: int) -> tuple[SingleVerdict, ...]:
        """Which rights apart from records somebody holds, and by which roles."""
        someone = self._someone(user_id)
        rights = (right for right in Right if right is not Right.SIGN_IN)
        return tuple(someone.single(right) for right in rights)

    @requires(Right.SIGN_IN)
    def fields(self, user_id: int, entity: str) -> dict[str, FieldAccess]:
        """The fields of a record type that are closed to somebody, and how."""
        whole = type(self.office.room(entity)).entity
        return dict(closed_to(whole, self._someone(user_id).actor))

    def _someone(self, user_id: int) -> "Someone":
        if user_id != self._desk.unit.actor.user_id:
            self._demand(Right.USERS)
        return Someone(self._desk.unit.session, user_id)

    def _refuse_unseen(self, whole: Entity, record_id: int) -> None:
        unit = self._desk.unit
        seen = (
            storage.covered(unit.session, whole, unit.actor, [record_id], binned=binned)
            for binned in (False, True)
        )
        if not any(seen):
            raise NotFound(_("This record is not there any more, or you may not see it."))


class Someone:
    """A colleague with roles, as far as rights are explained from them."""

    def __init__(self, session: Any, user_id: int) -> None:
        self._session = session
        users = table_of(USER)
        query = select(users.c.name, users.c.state).where(users.c.id == user_id)
        row = session.execute(visible(query, USER, Actor.office())).one_or_none()
        if row is None:
            raise NotFound(_("This colleague is not there any more."))
        self.name, self.is_active = str(row.name), row.state is UserState.ACTIVE
        self.actor = acting_as(session, user_id)

    @cached_property
    def roles(self) -> dict[str, Granted]:
        """What each role gives, by the roles' names."""
        names = names_of_roles(self._session, self.actor.user_id or 0)
        granted = granted_by(self._session, list(names))
        return {names[id_]: granted[id_] for id_ in names}

    def single(self, right: Right) -> SingleVerdict:
        """Whether a right apart from records is held."""
        roles = tuple(name for name, role in self.roles.items() if right in role.single)
        return SingleVerdict(right, self.is_active and bool(roles), roles)

    def verdict(self, entity: Entity, action: Action, record_id: int | None) -> Verdict:
        """The answer for one action; that of the row filter where it is about a record."""
        reach = self.reach(entity, action)
        if not self.is_active:
            return Verdict(action, False, _("{name} may not sign in.").format(name=self.name))
        if reach is Reach.NONE:
            return Verdict(action, False, _("No role of {name} gives it.").format(name=self.name))
        if action in UNSCOPED:
            names = listed(self._giving(entity, action))
            return Verdict(action, True, _("{roles} gives it.").format(roles=names))
        words = self._reach_words(entity, action, reach)
        if record_id is None:
            return Verdict(action, True, _("{reach}.").format(reach=words))
        standing = self._standing(entity, action, reach, record_id)
        if standing.in_bin and action not in IN_BIN:
            return Verdict(action, False, _("It is in the recycle bin. Restore it first."))
        allowed = storage.covered(
            self._session, entity, self.actor, [record_id], action, binned=standing.in_bin
        )
        return Verdict(action, bool(allowed), self._why(words, standing, bool(allowed)))

    def reach(self, entity: Entity, action: Action) -> Reach:
        """The widest reach that a role gives, no wider than reading."""
        found = self.actor.reach(entity.name, action)
        shared = isinstance(entity.scope, Shared) and found is not Reach.NONE
        return Reach.ALL if shared else found

    def _giving(self, entity: Entity, action: Action) -> list[str]:
        """The roles that give it at all."""
        return [name for name, role in self.roles.items() if role.names(entity.name, {action})]

    def _reach_words(self, entity: Entity, action: Action, reach: Reach) -> str:
        """The roles that reach so far, and how far that is."""
        place, shared = (entity.name, action), isinstance(entity.scope, Shared)
        names = [
            name
            for name, role in self.roles.items()
            if (held := role.records.get(place)) and (shared or WIDTH[held] >= WIDTH[reach])
        ]
        return _(REACHES[reach]).format(roles=", ".join(names))

    def _why(self, reach: str, standing: Standing, allowed: bool) -> str:
        if allowed and standing.by in ALLOWED:
            words = _(ALLOWED[standing.by])
            return words.format(reach=reach, name=self.name, owner=standing.owner)
        if allowed:
            return _("{reach}.").format(reach=reach)
        if not standing.owner:
            return _("{reach} only, and this one belongs to nobody.").format(reach=reach)
        words = _("{reach} only, and this one belongs to {owner}.")
        return words.format(reach=reach, owner=standing.owner)

    def _standing(self, entity: Entity, action: Action, reach: Reach, id_: int) -> Standing:
        """How the colleague stands to a record, told along the ways of the row filter."""
        row = self._row(entity, id_)
        owner = self._name_of(row.owner)
        if reach is Reach.ALL:
            return Standing(owner, "", row.in_bin)
        people = self.actor.team if reach is Reach.TEAM else {self.actor.user_id}
        ways = self._ways(entity, action, row, people)
        return Standing(owner, next(ways, ""), row.in_bin)

    def _ways(self, entity: Entity, action: Action, row: "Row", people: Any) -> Iterator[str]:
        """The ways by which a record comes into reach, the nearest first."""
        if row.owner is not None and row.owner == self.actor.user_id:
            yield "owner"
        elif row.owner in people:
            yield "team"
        scope = entity.scope
        if not isinstance(scope, Owned):
            return
        is_teams = self.actor.reach(entity.name, action) is Reach.TEAM
        if scope.unowned and row.owner is None and is_teams:
            yield "nobody's"
        if not scope.through:
            if scope.collaborators is not None and self._helps({row.id}):
                yield "collaborator"
        elif action is Action.READ:
            if set(row.customers.values()) & set(people):
                yield "customer"
            if scope.collaborators is not None and self._helps(set(row.customers)):
                yield "customer's collaborator"

    def _row(self, entity: Entity, id_: int) -> Row:
        """Whose a record is, and the owners of the customers it hangs on."""
        columns, scope = table_of(entity).c, entity.scope
        chosen = {name: columns[name] for name in OWNING if name in columns}
        query = select(columns.deleted_at, *chosen.values()).where(columns.id == id_)
        found: Any = None
        for binned in (False, True):
            seen = visible(query, entity, Actor.office(), binned=binned)
            found = found or self._session.execute(seen).mappings().one_or_none()
        if found is None:
            raise NotFound(_("This record is not there any more, or you may not see it."))
        hangs = found.get(CUSTOMER) and ITS_OWNER in found
        customers = {found[CUSTOMER]: found[ITS_OWNER]} if hangs else {}
        if isinstance(scope, Owned) and scope.links is not None:
            link = Base.metadata.tables[scope.links.__tablename__].c
            parent = link[f"{table_of(entity).name}_id"]
            places = select(link.customer_id, link.customer_owner_id).where(parent == id_)
            customers |= dict(self._session.execute(places).all())
        return Row(id_, found.get("owner_id"), customers, found["deleted_at"] is not None)

    def _helps(self, customers: set[int]) -> bool:
        """Whether the colleague is a collaborator of one of these customers."""
        table = Base.metadata.tables[Collaborator.__tablename__].c
        mine = table.customer_id.in_(customers), table.user_id == self.actor.user_id
        return self._session.execute(select(table.user_id).where(*mine)).first() is not None

    def _name_of(self, user_id: int | None) -> str:
        users = table_of(USER).c
        query = select(users.name).where(users.id == user_id)
        found = self._session.execute(visible(query, USER, Actor.office())).scalar()
        return str(found or "")
