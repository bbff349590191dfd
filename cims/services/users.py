"""Colleagues, the roles that they have, and what a signed-in one may do."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import count
from typing import Any

from sqlalchemy import delete, insert, select

from cims.models.app_user import Role, UserRole, UserState
from cims.models.base import Base
from cims.services.acting import actor_of, keep_a_keeper, rights_changed
from cims.services.errors import NotFound
from cims.services.i18n import _
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.rules.readings import usual
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of
from cims.services.teams import PeopleInTeams, TeamLine, TeamName
from cims.services.user_fields import USER, Colleague, PersonLine

__all__ = ["USER", "Colleague", "PersonLine", "TeamLine", "TeamName", "UserService"]

LONGEST_START = 50


class UserService(PeopleInTeams):
    """Colleagues as rows; their key slots belong to the vault."""

    entity = USER

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Who has no user name gets one made of the full name, which nobody else has."""
        taken = {one.username.casefold() for one in self._colleagues_named()}
        taken |= {str(row["username"]).casefold() for row in rows if row.get("username")}
        named = []
        for row in rows:
            name = row.get("username") or free_name(str(row.get("name") or ""), taken)
            taken.add(name.casefold())
            named.append({**row, "username": name})
        return super()._insert(named)

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
    def people(self) -> tuple[PersonLine, ...]:
        """Everybody with state, team and roles, by user name."""
        users, given = table_of(USER).c, Base.metadata.tables[UserRole.__tablename__].c
        session = self._desk.unit.session
        roles: dict[int, list[int]] = defaultdict(list)
        for user_id, role_id in session.execute(select(given.user_id, given.role_id)):
            roles[user_id].append(role_id)
        query = select(
            users.id, users.uuid, users.username, users.name, users.state, users.team_id,
            users.must_change, users.last_seen_at,
        ).order_by(users.username)  # fmt: skip
        return tuple(
            PersonLine(**row, role_ids=tuple(sorted(roles[row["id"]])))
            for row in session.execute(visible(query, USER, self._desk.unit.actor)).mappings()
        )

    @requires(Right.SIGN_IN)
    def roles_of(self, user_id: int) -> tuple[int, ...]:
        """The ids of somebody's roles; others' only for who keeps the users."""
        if user_id != self._desk.unit.actor.user_id:
            self._demand(Right.USERS)
        return tuple(sorted(self._roles(user_id)))

    @requires(Right.USERS)
    def give_role(self, user_id: int, role: str) -> None:
        """Add a role, named by its code, to a colleague; one who has it keeps it."""
        self.set_roles(user_id, {*self._roles(user_id), self.office.roles.coded(role)})

    @requires(Right.USERS)
    def take_role(self, user_id: int, role: str) -> None:
        """Take a role, named by its code, from a colleague."""
        self.set_roles(user_id, self._roles(user_id) - {self.office.roles.coded(role)})

    @requires(Right.USERS)
    def set_roles(self, user_id: int, role_ids: Collection[int]) -> None:
        """Let a colleague have exactly these roles; somebody who keeps the users must be left.

        The keys of the slot follow in services/accounts; until then new sealed fields stay locked.
        """
        self._get(user_id, Action.EDIT)
        codes, had, wanted = self._role_codes(), self._roles(user_id), set(role_ids)
        if wanted - codes.keys():
            raise NotFound(_("This role is not there any more."))
        session, given = self._desk.unit.session, Base.metadata.tables[UserRole.__tablename__]
        for role_id in sorted(wanted - had):
            session.execute(insert(given).values(user_id=user_id, role_id=role_id))
            told = {"user": [None, user_id], "role": [None, codes[role_id]]}
            self._desk.audit.note("role given", told)
        for role_id in sorted(had - wanted):
            mine = (given.c.user_id == user_id, given.c.role_id == role_id)
            session.execute(delete(given).where(*mine))
            told = {"user": [user_id, None], "role": [codes[role_id], None]}
            self._desk.audit.note("role taken", told)
        if wanted != had:
            self._rights_changed([user_id])
        if had - wanted:
            keep_a_keeper(self._desk)

    def _roles(self, user_id: int) -> set[int]:
        given = Base.metadata.tables[UserRole.__tablename__].c
        query = select(given.role_id).where(given.user_id == user_id)
        return set(self._desk.unit.session.scalars(query))

    def _role_codes(self) -> dict[int, str]:
        roles = Base.metadata.tables[Role.__tablename__].c
        return dict(self._desk.unit.session.execute(select(roles.id, roles.code)).all())

    def _rights_changed(self, user_ids: Sequence[int]) -> None:
        rights_changed(self._desk.unit.session)
        self._report(list(user_ids))

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        if {"state", "username"} & changed.keys():  # whether and as whom somebody signs in
            self._demand(Right.USERS)
        super()._write(old, values, changed)
        rights_changed(self._desk.unit.session)
        if "state" in changed:
            keep_a_keeper(self._desk)

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        done = super()._bin(ids, action, binned=binned)
        rights_changed(self._desk.unit.session)
        keep_a_keeper(self._desk)
        return done

    @requires(Action.READ)
    def actor(self, user_id: int, session: str = "") -> Actor:
        """The colleague with all rights of all roles; somebody else's only for who keeps users."""
        if user_id != self._desk.unit.actor.user_id:
            self._demand(Right.USERS)
        return self._actor(user_id, session)

    def _actor(self, user_id: int, session: str = "") -> Actor:
        """The colleague as one who acts: rooms ask so what somebody else may see."""
        return actor_of(self._desk.unit.session, user_id, session)

    @requires(Action.READ)
    def id_of(self, uuid: bytes) -> int:
        """The id of the colleague whose key slot names this uuid."""
        users = table_of(USER)
        query = visible(select(users.c.id).where(users.c.uuid == uuid), USER, self._desk.unit.actor)
        found = self._desk.unit.session.execute(query).scalar()
        if found is None:
            raise NotFound(_("This user may not sign in any more. Ask your administrator."))
        return int(found)


def free_name(name: str, taken: Collection[str]) -> str:
    """A user name for this full name: nancy.davolio, lijianguo; numbered where it is taken."""
    spelt = "".join(usual().get(sign, sign) for sign in name).casefold()
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    start = re.sub(r"[^a-z0-9]+", ".", plain).strip(".")[:LONGEST_START] or "colleague"
    numbered = (f"{start}{number}" for number in count(2))
    return start if start not in taken else next(one for one in numbered if one not in taken)
