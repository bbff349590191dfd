"""What happened to a record: the audit trail as its readers may see it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from cims.models.base import Base
from cims.models.change_set import AuditDetail, AuditEntry
from cims.services import link_names
from cims.services.audit import Subject
from cims.services.clock import EPOCH, office_date
from cims.services.codecs import from_json
from cims.services.entity import Field, Kind
from cims.services.errors import NotFound
from cims.services.i18n import _
from cims.services.link_names import Names, links_of
from cims.services.rights import Action, Right, requires
from cims.services.service import CHUNK, Service

LATEST = 100
VIEWED = "viewed"  # the log's word for opening a whole customer


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; a sealed one shows neither."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True)
class HistoryEntry:
    """Who did what to which record; `title` names it when it is not the one asked about."""

    seq: int
    at: datetime
    by: str
    action: str
    entity: str
    record_id: int
    title: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Removal:
    """When and by whom a record went into the recycle bin."""

    at: datetime
    by: str


class HistoryService(Service):
    """Reads the audit trail of records that the asking user may see."""

    @requires(Right.SIGN_IN)
    def history(self, entity: str, record_id: int, limit: int = LATEST) -> list[HistoryEntry]:
        """The latest entries about a record, newest first; a customer's contacts are its own."""
        room = self.office.room(entity)
        if not self._seen(entity, [record_id]):
            raise NotFound(_("This record is not there any more, or you may not see it."))
        table = Base.metadata.tables[AuditEntry.__tablename__]
        about: Any = (table.c.entity == entity) & (table.c.record_id == record_id)
        if room.entity.customer_column == "id":
            about = table.c.customer_id == record_id
        rows = self._rows(about, limit)
        entries = [self._entry(row) for row in self._readable(rows)]
        return self._with_names(entries, (entity, record_id))

    @requires(Right.SIGN_IN)
    def on_customer(
        self, customer_id: int, besides: Collection[str], below: int | None, limit: int
    ) -> list[HistoryEntry]:
        """What happened to a customer and to what hangs on it, but for some record types.

        The newest ones below the entry `below` in the trail; fewer than `limit` only at its end.
        """
        table = Base.metadata.tables[AuditEntry.__tablename__]
        mine = (table.c.customer_id == customer_id) & table.c.entity.not_in(sorted(besides))
        return self._further(("customer", customer_id), mine, below, limit)

    @requires(Right.SIGN_IN)
    def further(
        self, entity: str, record_id: int, below: int | None, limit: int
    ) -> list[HistoryEntry]:
        """What happened to a record itself, the newest ones below an entry in the trail."""
        table = Base.metadata.tables[AuditEntry.__tablename__]
        mine = (table.c.entity == entity) & (table.c.record_id == record_id)
        return self._further((entity, record_id), mine, below, limit)

    def _further(
        self, about: tuple[str, int], mine: Any, below: int | None, limit: int
    ) -> list[HistoryEntry]:
        """The readable ones among these entries; fewer than `limit` only at the trail's end."""
        entity, record_id = about
        if not self._seen(entity, [record_id]):
            raise NotFound(_("This record is not there any more, or you may not see it."))
        table = Base.metadata.tables[AuditEntry.__tablename__]
        found: list[Any] = []
        while len(found) < limit:
            rows = self._rows(mine if below is None else mine & (table.c.seq < below), limit)
            found += self._readable(rows)
            if len(rows) < limit:
                break
            below = rows[-1].seq
        return self._with_names([self._entry(row) for row in found], about)

    @requires(Right.SIGN_IN)
    def removals(self, entity: str, ids: Sequence[int]) -> dict[int, Removal]:
        """When and by whom these records of the recycle bin were removed."""
        room = self.office.room(entity)
        title = room.entity.title
        seen = [record.id for record in room.rows(ids, (title,), binned=True)]
        table = Base.metadata.tables[AuditEntry.__tablename__]
        query = (
            select(table.c.record_id, table.c.at_utc, table.c.actor)
            .where(
                table.c.entity == entity, table.c.action == "remove", table.c.record_id.in_(seen)
            )
            .order_by(table.c.seq)
        )
        rows = list(self._desk.unit.session.execute(query))
        names = self._people(row.actor for row in rows)
        return {
            row.record_id: Removal(moment(row.at_utc), names.get(row.actor, "")) for row in rows
        }

    @requires(Right.SIGN_IN)
    def note_view(self, customer_id: int) -> None:
        """Write down that the actor looked at a whole customer; once a day."""
        records = self.office.customers.rows([customer_id], ("name",))
        unit, table = self._desk.unit, Base.metadata.tables[AuditEntry.__tablename__]
        query = select(func.max(table.c.at_utc)).where(
            table.c.customer_id == customer_id,
            table.c.action == VIEWED,
            table.c.actor == unit.actor.user_id,
        )
        last = unit.session.scalar(query)
        if last is not None and office_date(moment(last), self._desk.zone) == self.office.today:
            return
        for record in records:
            about = Subject("customer", customer_id, record.uuid, customer_id)
            self._desk.audit.note(VIEWED, about=about)

    def _rows(self, about: Any, limit: int) -> list[Any]:
        entry, detail = (
            Base.metadata.tables[model.__tablename__] for model in (AuditEntry, AuditDetail)
        )
        query = (
            select(
                entry.c.seq,
                entry.c.at_utc,
                entry.c.actor,
                entry.c.action,
                entry.c.entity,
                entry.c.record_id,
                detail.c.diff,
            )
            .join_from(entry, detail, detail.c.seq == entry.c.seq, isouter=True)
            .where(about, entry.c.record_id.is_not(None), entry.c.change_set.is_not(None))
            .order_by(entry.c.seq.desc())
            .limit(limit)
        )
        return list(self._desk.unit.session.execute(query))

    def _readable(self, rows: list[Any]) -> list[Any]:
        """Entries about records that may still be seen: a contact may have gone elsewhere."""
        ids: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            ids[row.entity].add(row.record_id)
        seen = {entity: self._seen(entity, sorted(found)) for entity, found in ids.items()}
        return [row for row in rows if row.record_id in seen[row.entity] and self._tells(row)]

    def _tells(self, row: Any) -> bool:
        """Whether an entry tells more than of hidden fields."""
        known = self.office.room(row.entity).entity.by_name
        changed = json.loads(row.diff or "{}")
        return not changed or any(name in known for name in changed)

    def _seen(self, entity: str, ids: Sequence[int]) -> dict[int, str]:
        """Which of these records the actor may read, in the bin or not, by their titles."""
        if not self._desk.unit.actor.may(Action.READ, entity):
            return {}
        room = self.office.room(entity)
        title = room.entity.title
        found: dict[int, str] = {}
        for start in range(0, len(ids), CHUNK):
            for binned in (False, True):
                records = room.rows(ids[start : start + CHUNK], (title,), binned=binned)
                found.update((record.id, record.values[title]) for record in records)
        return found

    def _entry(self, row: Any) -> HistoryEntry:
        fields = self.office.room(row.entity).entity.by_name
        diff: Mapping[str, Any] = json.loads(row.diff or "{}")
        changes = tuple(
            change_of(fields[name], before, after)
            for name, (before, after) in diff.items()
            if name in fields
        )
        by = "" if row.actor is None else str(row.actor)
        return HistoryEntry(
            row.seq, moment(row.at_utc), by, row.action, row.entity, row.record_id, "", changes
        )

    def _with_names(
        self, entries: list[HistoryEntry], asked: tuple[str, int]
    ) -> list[HistoryEntry]:
        """The entries with the names of people, of other records and of what links point to."""
        people = self._people(int(entry.by) for entry in entries if entry.by)
        wanted: dict[str, set[int]] = defaultdict(set)
        for entry in entries:
            if (entry.entity, entry.record_id) != asked:
                wanted[entry.entity].add(entry.record_id)
            for field, value in sides_of(entry.changes):
                for target, link in links_of(field, value):
                    wanted[target].add(link.id)
        names = {entity: self.office.names_of(entity, ids) for entity, ids in wanted.items()}
        return [
            replace(
                entry,
                by=people.get(int(entry.by), "") if entry.by else "CIMS",
                title=""
                if (entry.entity, entry.record_id) == asked
                else names.get(entry.entity, {}).get(entry.record_id, ""),
                changes=tuple(named(change, names) for change in entry.changes),
            )
            for entry in entries
        ]

    def _people(self, ids: Iterable[int | None]) -> dict[int | None, str]:
        known = {id_ for id_ in ids if id_ is not None}
        names = self.office.names_of("user", known)
        return {None: "CIMS", **{id_: names[id_] for id_ in names}}


def moment(microseconds: int) -> datetime:
    """A time of the audit trail."""
    return EPOCH + timedelta(microseconds=microseconds)


def change_of(field: Field, before: Any, after: Any) -> FieldChange:
    """One side-by-side of a diff as values."""
    if field.kind is Kind.SEALED:
        return FieldChange(field, None, None)
    return FieldChange(field, from_json(field, before), from_json(field, after))


def named(change: FieldChange, names: Names) -> FieldChange:
    """The change with the names of what its links point to."""
    sides = (link_names.named(change.field, side, names) for side in (change.before, change.after))
    return FieldChange(change.field, *sides)


def sides_of(changes: Iterable[FieldChange]) -> Iterator[tuple[Field, Any]]:
    """What stood before and after, each with its field."""
    for change in changes:
        yield change.field, change.before
        yield change.field, change.after
