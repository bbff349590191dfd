"""What colleagues should know: sent by other rooms, shown at the bell, read or not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime, timedelta
from functools import cached_property
from itertools import repeat
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update

from cims.models.app_user import UserState
from cims.models.base import Base
from cims.models.notice import Announcement, Notice
from cims.services.database import among, ids_under, listed
from cims.services.filters import Filter
from cims.services.i18n import _
from cims.services.notice_words import (
    ANNOUNCEMENT,
    BIRTHDAYS,
    COMMENT,
    HANDOVER,
    KINDS,
    MENTION,
    NAMED,
    SEVERAL,
    Told,
)
from cims.services.prepared import insert_columns
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of
from cims.services.users import USER

NOTICES = "notice"  # the name under which open pages hear that some came or were read
NEWEST = 50
KEPT_READ, KEPT_UNREAD = timedelta(days=90), timedelta(days=365)
OF_THE_TIMELINE = (MENTION, COMMENT, HANDOVER)


@dataclass(frozen=True)
class Message:
    """What is sent to one colleague; `values` hold no words about any record."""

    to: int
    kind: str
    entity: str | None = None
    record_id: int | None = None
    customer_id: int | None = None
    values: Mapping[str, Any] = part(default_factory=dict)
    by: int | None = None  # else whoever acts


@dataclass(frozen=True)
class NoticeLine:
    """A notice as its reader may see it: `entity` with `record_id`, or with `where`, opens."""

    id: int
    at: datetime
    kind: str
    by: str
    sentence: str
    excerpt: str
    entity: str
    record_id: int | None
    where: Filter | None
    is_read: bool


class NoticeService(Service):
    """One's own notices; one about what its reader may not see, or no longer, is not shown."""

    @requires(Right.SIGN_IN)
    def newest(self, limit: int = NEWEST, before: int | None = None) -> tuple[NoticeLine, ...]:
        """The newest notices, or those below the one with the id `before`."""
        table = self._table
        query = select(table).where(table.c.kind.in_(sorted(KINDS)))
        if before is not None:
            query = query.where(table.c.id < before)
        query = self._mine(query).order_by(table.c.id.desc()).limit(limit)
        return self._lines(list(self._desk.unit.session.execute(query)))

    @requires(Right.SIGN_IN)
    def unread(self) -> int:
        """How many notices wait to be read."""
        query = select(func.count()).select_from(self._table)
        query = self._mine(query.where(self._table.c.read_at.is_(None)))
        return int(self._desk.unit.session.scalar(query) or 0)

    @requires(Right.SIGN_IN)
    def mark_read(self, ids: Sequence[int]) -> None:
        """Note that these were read."""
        self._read_now(among(self._table.c.id), ids=listed(ids))

    @requires(Right.SIGN_IN)
    def mark_all_read(self) -> None:
        """Note that all were read but announcements, which are read on their own."""
        self._read_now(self._table.c.kind != ANNOUNCEMENT)

    @requires(Right.SIGN_IN)
    def mark_read_on(self, customer_id: int) -> None:
        """Note that those about entries of a customer's timeline were read with it."""
        of_it = self._table.c.customer_id == customer_id
        self._read_now(and_(of_it, self._table.c.kind.in_(OF_THE_TIMELINE)))

    @requires(Right.SETTINGS)
    def sweep(self) -> None:
        """Forget what was read long ago; receipts of announcements stay as long as these."""
        table, now = self._table, self._desk.unit.now
        self._desk.unit.session.execute(delete(table).where(*old(table, now)))

    def _send(self, messages: Sequence[Message]) -> None:
        """Send what other rooms have to tell; nobody is told of what one did oneself.

        Who can't sign in gets nothing, and no sender has to care.
        """
        unit = self._desk.unit
        active = self._active({message.to for message in messages})
        kept = [m for m in messages if m.to in active and m.to != unit.actor.user_id]
        if not kept:
            return
        count = len(kept)
        columns: dict[str, Iterable[Any]] = {
            "user_id": [message.to for message in kept],
            "at": repeat(unit.now, count),
            "kind": [message.kind for message in kept],
            "customer_id": [message.customer_id for message in kept],
            "by_id": [message.by or unit.actor.user_id for message in kept],
            "values": [dict(message.values) for message in kept],
            "read_at": repeat(None, count),
            "about_entity": [message.entity for message in kept],
            "about_id": [message.record_id for message in kept],
        }
        insert_columns(unit.session, self._table, columns)
        unit.changed.add(NOTICES, {message.to for message in kept})

    def _settle(self, entity: str, ids: Sequence[int], kinds: Sequence[str]) -> None:
        """Count notices of these kinds about these records as read: the matter is done with."""
        table = self._table
        about = and_(table.c.about_entity == entity, among(table.c.about_id))
        self._write_read(and_(about, table.c.kind.in_(list(kinds))), ids=listed(ids))

    def _read_now(self, chosen: ColumnElement[bool], **bound: Any) -> None:
        me = self._table.c.user_id == self._desk.unit.actor.user_id
        self._write_read(and_(me, chosen), **bound)

    def _write_read(self, chosen: ColumnElement[bool], **bound: Any) -> None:
        unit, table = self._desk.unit, self._table
        query = update(table).where(table.c.read_at.is_(None), chosen).values(read_at=unit.now)
        result: Any = unit.session.execute(query, bound)
        if result.rowcount:
            unit.changed.add(NOTICES, [unit.actor.user_id or 0])

    @cached_property
    def _table(self) -> Any:
        return Base.metadata.tables[Notice.__tablename__]

    def _active(self, users: set[int]) -> set[int]:
        """Those of these colleagues that can sign in."""
        table = table_of(USER)
        query = select(table.c.id).where(among(table.c.id), table.c.state == UserState.ACTIVE)
        query = visible(query, USER, Actor.office())
        return set(self._desk.unit.session.scalars(query, {"ids": listed(sorted(users))}))

    def _mine(self, query: Select[Any]) -> Select[Any]:
        """One's own notices, without those about records that one may not see."""
        unit, table, seen = self._desk.unit, self._table, frozenset[str]()
        announcement = Base.metadata.tables[Announcement.__tablename__]
        still = or_(announcement.c.until_on.is_(None), announcement.c.until_on >= self.office.today)
        told = exists().where(announcement.c.id == table.c.about_id, still)
        readable = [
            table.c.about_entity.is_(None),
            and_(table.c.about_entity == ANNOUNCEMENT, told),
        ]
        options: dict[str, Any] = {}
        for entity in self.office.record_types():
            if not unit.actor.may(Action.READ, entity.name):
                continue
            record = table_of(entity)
            one = visible(select(record.c.id), entity, unit.actor)
            for name, tables in one.get_execution_options().items():
                options[name] = options.get(name, seen) | tables
            this = record.c.id == table.c.about_id
            of_several = record.c.id.in_(ids_under(table.c["values"], SEVERAL))
            there = (one.where(which).correlate(table).exists() for which in (this, of_several))
            readable.append(and_(table.c.about_entity == entity.name, or_(*there)))
        mine = table.c.user_id == unit.actor.user_id
        return query.where(mine, or_(*readable)).execution_options(**options)

    def _lines(self, rows: Sequence[Any]) -> tuple[NoticeLine, ...]:
        names = self._names(rows)
        lines = []
        for row in rows:
            kind = KINDS[row.kind]
            record, excerpt = names.get((row.about_entity, row.about_id), ("", ""))
            people = [names.get((e, id_), ("",))[0] for e, id_ in people_in(row.kind, row.values)]
            told = Told(
                names.get(("user", row.by_id), ("",))[0] or _("a colleague"),
                record,
                names.get(("customer", row.customer_id), ("",))[0],
                row.values,
                tuple(filter(None, people)),
            )
            several = row.about_id is None or told.count > 1
            opens = kind.opens if self._desk.unit.actor.may(Action.READ, kind.opens) else ""
            lines.append(
                NoticeLine(
                    row.id,
                    row.at,
                    row.kind,
                    told.by if row.by_id else "",
                    kind.sentence(told),
                    excerpt,
                    opens if several else row.about_entity,
                    None if several else row.about_id,
                    kind.where(row.values) if several and opens else None,
                    row.read_at is not None,
                )
            )
        return tuple(lines)

    def _names(self, rows: Sequence[Any]) -> dict[tuple[str, int], tuple[str, str]]:
        """Names of all that these notices speak of, with what may be quoted, as far as seen."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            about = (row.about_entity, row.about_id)
            for entity, id_ in (
                about,
                ("customer", row.customer_id),
                ("user", row.by_id),
                *people_in(row.kind, row.values),
            ):
                if entity and id_:
                    wanted[entity].add(id_)
        found: dict[tuple[str, int], tuple[str, str]] = {}
        for id_, title, text in self._announcements(wanted.pop(ANNOUNCEMENT, set())):
            found[ANNOUNCEMENT, id_] = (title, next(iter(text.splitlines()), ""))
        for entity, ids in wanted.items():
            if not self._desk.unit.actor.may(Action.READ, entity):
                continue
            for record in self.office.room(entity).rows(sorted(ids), ("name",)):
                name = record.values["name"]
                found[entity, record.id] = (name, name if entity == "activity" else "")
        return found

    def _announcements(self, ids: set[int]) -> list[Any]:
        table = Base.metadata.tables[Announcement.__tablename__]
        query = select(table.c.id, table.c.title, table.c.text).where(among(table.c.id))
        return list(self._desk.unit.session.execute(query, {"ids": listed(sorted(ids))}))


def people_in(kind: str, values: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Whom the values of a notice name: contacts for birthdays, else colleagues."""
    entity = "contact" if kind == BIRTHDAYS else "user"
    return [(entity, id_) for id_ in values.get("people", ())[:NAMED]]


def old(table: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Notices that nobody needs any more; receipts stay with their announcements."""
    read = table.c.read_at < now - KEPT_READ
    unread = and_(table.c.read_at.is_(None), table.c.at < now - KEPT_UNREAD)
    return table.c.kind != ANNOUNCEMENT, or_(read, unread)
