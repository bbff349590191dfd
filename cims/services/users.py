"""Colleagues, their roles, and what a signed-in one may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from cims.models.app_user import AppUser, Role, RoleRight, Team, UserRole, UserState
from cims.models.base import Base
from cims.services.entity import Entity, Field, Kind
from cims.services.errors import NotFound
from cims.services.i18n import N_, _
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Right, Rights, Shared, requires, visible
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of, update_many

USER = Entity(
    "user",
    "users",
    N_("Colleague"),
    N_("Colleagues"),
    AppUser,
    fields=(
        Field("username", N_("User name"), required=True, listed=True, sortable=True, length=64),
        Field("name", N_("Full name"), required=True, listed=True, sortable=True, length=100),
        Field("state", N_("State"), Kind.ENUM, enum=UserState, listed=True),
    ),
    scope=Shared(),
    keys=("username",),
    sort="username",
)


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be called by name, or could before leaving."""

    id: int
    username: str
    name: str
    is_active: bool = True

    @property
    def folded(self) -> tuple[str, str]:
        """Both names as they are compared."""
        return self.name.casefold(), self.username.casefold()


@dataclass(frozen=True)
class TeamName:
    """A team to choose."""

    id: int
    name: str


class UserService(RecordService):
    """Colleagues as rows; their key slots belong to the vault."""

    entity = USER

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        if not values.get("state"):
            values["state"] = UserState.ACTIVE
        return values

    def _texts(self, record: Record) -> Texts:
        names = (record.values["name"], record.values["username"])
        return Texts(names, names, ())

    @requires(Action.READ)
    def by_name(self, name: str) -> int | None:
        """The id of the colleague with this user name or full name, None when there is no one."""
        table = table_of(USER)
        folded = name.strip().casefold()
        query = visible(
            select(table.c.id, table.c.username, table.c.name), USER, self._desk.unit.actor
        )
        people = [tuple(row) for row in self._desk.unit.session.execute(query)]
        for column in (1, 2):
            hits = [row[0] for row in people if row[column].casefold() == folded]
            if len(hits) == 1:
                return int(hits[0])
        return None

    @requires(Right.SIGN_IN)
    def called(self, word: str = "") -> tuple[Colleague, ...]:
        """The active colleagues whose names begin with a word, for who types an @."""
        start = word.casefold()
        return tuple(
            one
            for one in self._colleagues_named()
            if one.is_active and any(name.startswith(start) for name in one.folded)
        )

    @requires(Right.SIGN_IN)
    def teams(self) -> tuple[TeamName, ...]:
        """The teams by name."""
        table = Base.metadata.tables[Team.__tablename__]
        rows = self._desk.unit.session.execute(
            select(table.c.id, table.c.name).order_by(table.c.name)
        )
        return tuple(TeamName(row.id, row.name) for row in rows)

    def _colleagues_named(self) -> tuple[Colleague, ...]:
        """Everybody, whether they may still sign in or not, by name."""
        table = table_of(USER)
        query = select(table.c.id, table.c.username, table.c.name, table.c.state)
        query = visible(query.order_by(table.c.name), USER, Actor.office())
        return tuple(
            Colleague(row.id, row.username, row.name, row.state is UserState.ACTIVE)
            for row in self._desk.unit.session.execute(query)
        )

    @requires(Right.USERS)
    def give_role(self, user_id: int, role: str) -> None:
        """Add a role, named by its code, to a colleague; one who has it keeps it."""
        self._get(user_id, Action.EDIT)
        roles, given = (Base.metadata.tables[model.__tablename__] for model in (Role, UserRole))
        session = self._desk.unit.session
        role_id = session.execute(select(roles.c.id).where(roles.c.code == role)).scalar()
        if role_id is None:
            raise NotFound(_("There is no role “{role}”.").format(role=role))
        held = select(given.c.role_id).where(given.c.user_id == user_id)
        if role_id in set(session.scalars(held)):
            return
        session.execute(insert(given).values(user_id=user_id, role_id=role_id))
        self._desk.audit.note("role given", {"user": [None, user_id], "role": [None, role]})

    @requires(Right.USERS)
    def grant_new(self, rights: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]) -> None:
        """Give roles, named by their codes, rights for record types that they know nothing of."""
        roles, held = (Base.metadata.tables[model.__tablename__] for model in (Role, RoleRight))
        session = self._desk.unit.session
        ids = dict(session.execute(select(roles.c.code, roles.c.id)).all())
        known = {
            (role, right.partition(":")[0])
            for role, right in session.execute(select(held.c.role_id, held.c.right))
        }
        granted = [
            {"role_id": ids[code], "right": right, "scope": scope}
            for code, types in rights.items()
            if code in ids
            for entity, pairs in types.items()
            if (ids[code], entity) not in known
            for right, scope in pairs
        ]
        if granted:
            session.execute(insert(held), granted)

    @requires(Right.USERS)
    def add_team(self, name: str, parent_id: int | None = None) -> int:
        """Make a team, below another one or at the top."""
        if parent_id is not None:
            self._refuse_no_team(parent_id)
        table = Base.metadata.tables[Team.__tablename__]
        statement = insert(table).values(name=name, parent_id=parent_id).returning(table.c.id)
        id_ = int(self._desk.unit.session.execute(statement).scalar_one())
        told = {"team": [None, id_], "name": [None, name], "parent": [None, parent_id]}
        self._desk.audit.note("team added", told)
        return id_

    @requires(Right.USERS)
    def join_team(self, user_id: int, team_id: int) -> None:
        """Put a colleague into a team."""
        self._get(user_id, Action.EDIT)
        self._refuse_no_team(team_id)
        update_many(self._desk.unit, USER, [user_id], {"team_id": team_id})
        self._desk.audit.note("team joined", {"user": [None, user_id], "team": [None, team_id]})
        self._report([user_id])

    def _refuse_no_team(self, team_id: int) -> None:
        table = Base.metadata.tables[Team.__tablename__]
        query = select(table.c.id).where(table.c.id == team_id)
        if self._desk.unit.session.execute(query).scalar() is None:
            raise NotFound(_("There is no such team."))

    @requires(Action.READ)
    def actor(self, user_id: int, session: str = "") -> Actor:
        """The colleague with all rights of all roles; somebody else's only for who keeps users."""
        if user_id != self._desk.unit.actor.user_id:
            self._demand(Right.USERS)
        return self._actor(user_id, session)

    def _actor(self, user_id: int, session: str = "") -> Actor:
        """The colleague as one who acts: rooms ask so what somebody else may see."""
        unit, users = self._desk.unit, table_of(USER)
        query = select(users.c.name, users.c.team_id, users.c.state).where(users.c.id == user_id)
        row = unit.session.execute(visible(query, USER, unit.actor)).one_or_none()
        if row is None or row.state is not UserState.ACTIVE:
            raise NotFound(_("This user may not sign in any more. Ask your administrator."))
        given, rights = (
            Base.metadata.tables[model.__tablename__] for model in (UserRole, RoleRight)
        )
        held = unit.session.execute(
            select(rights.c.right, rights.c.scope)
            .join_from(rights, given, given.c.role_id == rights.c.role_id)
            .where(given.c.user_id == user_id)
        )
        return Actor(
            user_id,
            row.name,
            Rights.of([(right, scope) for right, scope in held]),
            self._colleagues(row.team_id) | {user_id},
            session,
        )

    @requires(Action.READ)
    def id_of(self, uuid: bytes) -> int:
        """The id of the colleague whose key slot names this uuid."""
        users = table_of(USER)
        query = visible(select(users.c.id).where(users.c.uuid == uuid), USER, self._desk.unit.actor)
        found = self._desk.unit.session.execute(query).scalar()
        if found is None:
            raise NotFound(_("This user may not sign in any more. Ask your administrator."))
        return int(found)

    def _colleagues(self, team_id: int | None) -> frozenset[int]:
        """The users in this team and in all teams below it."""
        if team_id is None:
            return frozenset()
        teams, users = Base.metadata.tables[Team.__tablename__], table_of(USER)
        session = self._desk.unit.session
        parents = {row[0]: row[1] for row in session.execute(select(teams.c.id, teams.c.parent_id))}
        inside = {team_id}
        while below := {id_ for id_, parent in parents.items() if parent in inside} - inside:
            inside |= below
        query = select(users.c.id).where(users.c.team_id.in_(inside))
        return frozenset(session.scalars(visible(query, USER, self._desk.unit.actor)))
