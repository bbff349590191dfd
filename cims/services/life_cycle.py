"""What the database knows of people's comings and goings; services/accounts moves the keys."""

import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from cims.models.app_user import Role, UserRole, UserState
from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.acting import (
    ALWAYS,
    OWNER_KEY,
    granted_by,
    keep_a_keeper,
    keys_needed,
    rights_changed,
)
from cims.services.drafts import forget
from cims.services.errors import NotFound, NotPossible
from cims.services.i18n import _
from cims.services.rights import Actor, Right, Rights, refusal, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of, update_many
from cims.services.user_fields import USER
from cims.services.vault.typing_back import SETTING, TypingBack


@dataclass(frozen=True)
class Person:
    """A user of the office; `uuid` is what the slots name, `keys` those that the roles need."""

    id: int
    uuid: str
    username: str
    name: str
    state: UserState
    must_change: bool
    roles: tuple[str, ...]
    keys: tuple[str, ...]


def same_name(username: str) -> str:
    """What user names have in common that look alike in a list: case and width do not count."""
    return unicodedata.normalize("NFKC", username).casefold()


class LifeCycleService(Service):
    """People come, pause, come back and leave; none of it can be undone like an edit."""

    @requires(Right.USERS)
    def people(self) -> tuple[Person, ...]:
        """Everybody who ever could sign in, by user name."""
        return self._people()

    @requires(Right.USERS)
    def person(self, user_id: int) -> Person:
        """One of them."""
        return self._person(user_id)

    def _person(self, user_id: int) -> Person:
        for person in self._people():
            if person.id == user_id:
                return person
        raise NotFound(_("This user is not there any more."))

    def _people(self) -> tuple[Person, ...]:
        users = table_of(USER)
        query = visible(select(users).order_by(users.c.username), USER, Actor.office())
        roles, keys = self._roles_held(), self._keys_by_role()
        return tuple(
            Person(
                row.id,
                str(uuid.UUID(bytes=row.uuid)),
                row.username,
                row.name,
                row.state,
                row.must_change,
                roles[row.id],
                keys_of(roles[row.id], keys),
            )
            for row in self._desk.unit.session.execute(query)
        )

    @requires(Right.USERS)
    def keys_needed(self, roles: Collection[str]) -> tuple[str, ...]:
        """The keys that somebody with these roles, named by their codes, has to hold."""
        for role in roles:
            self.office.roles.coded(role)
        return keys_of(roles, self._keys_by_role())

    @requires(Right.USERS)
    def invite(
        self, username: str, name: str, roles: Collection[str], team_id: int | None, key: bytes
    ) -> int:
        """A new user who has to choose an own password at the first sign-in; `key` is the uuid."""
        for other in self._people():
            if same_name(other.username) == same_name(username):
                raise NotPossible(
                    _(
                        "{name} is the user name of somebody else, or of somebody who left. "
                        "Choose another."
                    ).format(name=other.username)
                )
        values = {"username": username, "name": name, "state": UserState.ACTIVE, "uuid": key}
        user_id = self.office.users.add(values)
        self._set(user_id, must_change=True)
        self.office.users.set_roles(user_id, [self.office.roles.coded(role) for role in roles])
        if team_id is not None:
            self.office.users.join_team(user_id, team_id)
        told = {"user": [None, user_id], "username": [None, username]}
        self._desk.audit.note("user invited", told)
        if OWNER_KEY in self._person(user_id).keys:
            self._desk.audit.note("owner made", {"user": [None, user_id]})
        return user_id

    @requires(Right.USERS)
    def set_roles(self, user_id: int, roles: Collection[str]) -> None:
        """Let somebody have exactly these roles."""
        held = self.person(user_id).roles
        self.office.users.set_roles(user_id, [self.office.roles.coded(role) for role in roles])
        keys = self._keys_by_role()
        was, is_now = (OWNER_KEY in keys_of(some, keys) for some in (held, roles))
        if was != is_now:
            told = {"user": [None, user_id]}
            self._desk.audit.note("owner made" if is_now else "owner left", told)

    @requires(Right.USERS)
    def password_reset(self, user_id: int) -> None:
        """Somebody gets a temporary password, and has to choose an own one."""
        self._set(user_id, must_change=True)
        self._desk.audit.note("password reset", {"user": [None, user_id]})

    @requires(Right.USERS)
    def disable(self, user_id: int) -> None:
        """Somebody may not sign in until further notice."""
        self._set(user_id, state=UserState.DISABLED)
        self._desk.audit.note("user disabled", {"user": [None, user_id]})

    @requires(Right.USERS)
    def enable(self, user_id: int) -> None:
        """Somebody may sign in again."""
        self._set(user_id, state=UserState.ACTIVE)
        self._desk.audit.note("user enabled", {"user": [None, user_id]})

    @requires(Right.USERS)
    def close(self, user_id: int) -> None:
        """Somebody has left: no roles, no half-typed forms; the records can be handed over."""
        self.set_roles(user_id, ())
        forget(self._desk.unit.session, user_id)
        self._set(user_id, state=UserState.REMOVED, must_change=False)
        self._desk.audit.note("user removed", {"user": [None, user_id]})

    @requires(Right.SIGN_IN)
    def must_change(self) -> bool:
        """Whether the one who is signed in has to choose an own password first."""
        users, user_id = table_of(USER), self._desk.unit.actor.user_id
        query = select(users.c.must_change).where(users.c.id == user_id)
        return bool(self._desk.unit.session.execute(visible(query, USER, Actor.office())).scalar())

    @requires(Right.SIGN_IN)
    def own_password_changed(self) -> None:
        """The one who is signed in has chosen another password, maybe the first own one."""
        user_id, is_first = self._desk.unit.actor.user_id, self.must_change()
        if is_first and user_id is not None:
            self._set(user_id, must_change=False)
        told = {"user": [None, user_id]}
        self._desk.audit.note("first password" if is_first else "password changed", told)

    @requires(Right.USERS)
    def keys_rotated(self, epoch: int, why: str, damaged: int = 0) -> None:
        """The vault has new keys; so many sealed values did not open and stayed as they were."""
        told: dict[str, list[Any]] = {"epoch": [epoch - 1, epoch], "why": [None, why]}
        if damaged:
            told["damaged"] = [None, damaged]
        self._desk.audit.note("keys rotated", told)

    @requires(Right.USERS)
    def driver(self) -> Any:
        """The connection below this unit, for what writes whole columns; for the office itself."""
        if not self._desk.unit.actor.is_office:
            raise refusal(Right.USERS)
        return self._desk.unit.driver

    @requires(Right.USERS)
    def sheet_replaced(self, text: str) -> None:
        """There is a new recovery sheet; which of its groups will be asked for is kept."""
        kept = TypingBack.of(text, self._desk.unit.now).kept()
        self.office.settings.note_common(SETTING, kept)
        self._desk.audit.note("sheet replaced")

    @requires(Right.SIGN_IN)
    def slots_seen(self, seq: int, mac: str) -> None:
        """Remember the newest slot file, so that an older one put back is noticed."""
        table = Base.metadata.tables[VaultState.__tablename__]
        self._desk.unit.session.execute(update(table).values(slot_seq=seq, slot_mac=mac))

    @requires(Right.USERS)
    def slots_known(self) -> tuple[int, str]:
        """Number and mac of the newest slot file that was ever seen."""
        table = Base.metadata.tables[VaultState.__tablename__].c
        row = self._desk.unit.session.execute(select(table.slot_seq, table.slot_mac)).one()
        return row.slot_seq, row.slot_mac

    def _set(self, user_id: int, **columns: object) -> None:
        self._person(user_id)
        update_many(self._desk.unit, USER, [user_id], columns)
        rights_changed(self._desk.unit.session)
        if "state" in columns:
            keep_a_keeper(self._desk)
        self._desk.unit.changed.add(USER.name, [user_id])

    def _roles_held(self) -> Mapping[int, tuple[str, ...]]:
        roles, given = (Base.metadata.tables[model.__tablename__].c for model in (Role, UserRole))
        query = select(given.user_id, roles.code).join_from(
            roles.id.table, given.user_id.table, given.role_id == roles.id
        )
        found: dict[int, list[str]] = defaultdict(list)
        for user_id, code in self._desk.unit.session.execute(query.order_by(roles.code)):
            found[user_id].append(code)
        return defaultdict(tuple, {user_id: tuple(codes) for user_id, codes in found.items()})

    def _keys_by_role(self) -> dict[str, frozenset[str]]:
        """For each role, by its code, the keys that its rights need."""
        roles, session = Base.metadata.tables[Role.__tablename__].c, self._desk.unit.session
        codes = dict(session.execute(select(roles.id, roles.code)).all())
        return {
            codes[id_]: keys_needed(Rights.of_roles([granted]))
            for id_, granted in granted_by(session, list(codes)).items()
        }


def keys_of(roles: Collection[str], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """All the keys that several roles need."""
    return tuple(sorted({*ALWAYS, *(key for role in roles for key in known[role])}))
