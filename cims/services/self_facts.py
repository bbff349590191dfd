"""What the check of the office's safety looks at: people and their rights, key slots, the log."""

import json
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cims.models.app_user import AppUser, RoleRight, UserRole, UserState
from cims.models.base import Base
from cims.models.change_set import AuditDetail, AuditEntry
from cims.services.audit_words import WORDS
from cims.services.clock import microseconds
from cims.services.i18n import _
from cims.services.rights import Action, Actor, Reach, visible
from cims.services.service import Service
from cims.services.users import USER
from cims.services.vault.chain import Reason
from cims.services.vault.slots import USER as OF_USER

LATELY = timedelta(days=30)
# the log is taken out like other lists
WAYS = {"export": "export", "log exported": "export", "print": "print", "copy": "copy"}
EVERYTHING = f":{Action.EXPORT}"


@dataclass(frozen=True)
class Taken:
    """How many records somebody took out in one way over the last thirty days."""

    user_id: int | None
    name: str
    way: str
    times: int
    records: int


@dataclass(frozen=True)
class Someone:
    """A colleague with what the check asks of one."""

    id: int
    uuid: bytes
    name: str
    is_active: bool
    must_change: bool
    seen: datetime | None
    made: datetime
    rights: frozenset[tuple[str, str]] = frozenset()

    def may(self, right: str) -> bool:
        """Whether some role gives a single right."""
        return any(held == right for held, _scope in self.rights)

    @property
    def exports_all(self) -> bool:
        """Whether all records of some type can be taken out."""
        return any(held.endswith(EVERYTHING) and scope == Reach.ALL for held, scope in self.rights)


class SafetyFacts(Service):
    """Reads them for one unit of work."""

    def _people(self) -> list[Someone]:
        """Everybody, with the rights of all their roles."""
        session, users = self._desk.unit.session, Base.metadata.tables[AppUser.__tablename__]
        given, rights = (
            Base.metadata.tables[model.__tablename__] for model in (UserRole, RoleRight)
        )
        held: dict[int, set[tuple[str, str]]] = {}
        query = select(given.c.user_id, rights.c.right, rights.c.scope).join_from(
            given, rights, rights.c.role_id == given.c.role_id
        )
        for user, right, scope in session.execute(query):
            held.setdefault(user, set()).add((right, scope))
        names = ("id", "uuid", "name", "state", "must_change", "last_seen_at", "created_at")
        found = select(*(users.c[name] for name in names)).order_by(users.c.name)
        return [
            Someone(
                row.id, row.uuid, row.name, row.state is UserState.ACTIVE, row.must_change,
                row.last_seen_at, row.created_at, frozenset(held.get(row.id, ())),
            )
            for row in session.execute(visible(found, USER, Actor.office()))
        ]  # fmt: skip

    def _taken(self) -> tuple[Taken, ...]:
        """Exports, prints and copies of the last thirty days, by person and way."""
        session, entry = self._desk.unit.session, self._entry
        detail = Base.metadata.tables[AuditDetail.__tablename__]
        since = microseconds(self._desk.unit.now - LATELY)
        query = (
            select(entry.c.actor, entry.c.action, detail.c.diff)
            .join_from(entry, detail, detail.c.seq == entry.c.seq)
            .where(
                entry.c.change_set.is_(None),
                entry.c.action.in_(WAYS),
                entry.c.at_utc >= since,
            )
        )
        times: Counter[tuple[int | None, str]] = Counter()
        records: Counter[tuple[int | None, str]] = Counter()
        for actor, action, diff in session.execute(query):
            way = WAYS[action]
            times[actor, way] += 1
            records[actor, way] += int(json.loads(diff).get("rows", [0, 0])[1] or 0)
        names = {one.id: one.name for one in self.office.users._colleagues_named()}
        ordered = sorted(times, key=lambda key: -records[key])
        return tuple(
            Taken(
                key[0], names.get(key[0] or 0, "CIMS"), _(WORDS[key[1]]), times[key], records[key]
            )
            for key in ordered
        )

    def _own_slots(self) -> Mapping[bytes, Any]:
        """The key slots of people by the uuid of their user; those that are paused hold no keys."""
        vault = self._desk.auditor
        if vault is None:
            return {}
        return {
            uuid.UUID(slot.user_id).bytes: slot
            for slot in vault.slots.slots
            if slot.kind == OF_USER and slot.user_id
        }

    def _seams(self) -> tuple[list[int], set[int]]:
        session, entry = self._desk.unit.session, self._entry
        detail = Base.metadata.tables[AuditDetail.__tablename__]
        new = f'"reason":"{Reason.NEW}"'
        query = select(entry.c.seq).where(*event("seam", entry), entry.c.seam.not_like(f"%{new}%"))
        said = select(detail.c.diff).join_from(entry, detail, detail.c.seq == entry.c.seq)
        confirmed = session.scalars(said.where(*event("seam confirmed", entry)))
        return list(session.scalars(query)), {json.loads(diff)["seam"][1] for diff in confirmed}

    @property
    def _entry(self) -> Any:
        return Base.metadata.tables[AuditEntry.__tablename__]


def event(action: str, table: Any) -> tuple[Any, Any]:
    """Entries of one kind, as their index finds them."""
    return table.c.change_set.is_(None), table.c.action == action
