"""The timeline of a customer: what was done with it and what was changed, newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from datetime import datetime, timedelta
from functools import cached_property
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from cims.models.base import Base
from cims.models.notice import ReadMark
from cims.services.activities import ACTIVITY, HANDED_OVER
from cims.services.customer_fields import CUSTOMER
from cims.services.database import among, listed
from cims.services.errors import NotFound
from cims.services.history import FieldChange, HistoryEntry
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.service import Service
from cims.services.storage import Record, table_of

PAGE = 50
READ_ALL = 2**62  # above every activity: of what is not marked, nothing is unread
PINNED = 5
CHANGE = "change"
FRESH = timedelta(days=30)  # what happened earlier does not call for reading


@dataclass(frozen=True)
class Place:
    """Where the next page begins: below this activity, and below this entry of the audit trail."""

    activity: tuple[datetime, int] | None = None
    change: int | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One entry: an activity with its values, or a change with its fields (kind `change`).

    `title` names the changed record when it is not the customer; `about` is the first line of
    what a comment answers; `seq` is a change's place in the audit trail.
    """

    kind: str
    at: datetime
    by: str
    entity: str
    record_id: int
    title: str = ""
    text: str = ""
    values: Mapping[str, Any] = part(default_factory=dict)
    action: str = ""
    changes: tuple[FieldChange, ...] = ()
    about: str = ""
    is_unread: bool = False
    seq: int = 0


@dataclass(frozen=True)
class TimelinePage:
    """Some entries, and where the following ones begin, if there are any.

    `pinned` are the notes of a hand-over that the customer's owner has not read yet.
    """

    entries: tuple[TimelineEntry, ...]
    next: Place | None
    unread: int = 0
    pinned: tuple[TimelineEntry, ...] = ()


class TimelineService(Service):
    """Reads timelines through the row filter, and keeps how far each colleague has read."""

    @requires(Right.SIGN_IN)
    def page(
        self,
        customer_id: int,
        kinds: Collection[str] | None = None,
        before: Place | None = None,
        limit: int = PAGE,
    ) -> TimelinePage:
        """Some entries of these kinds (all without), below `before`, newest first."""
        self._refuse_unseen(customer_id)
        mine, upto = self._table.c.customer_id == customer_id, self._upto(customer_id)
        done = self._activities(mine, upto, kinds, before, limit + 1)
        earlier = before.change if before is not None else None
        changes: list[HistoryEntry] = []
        if kinds is None or CHANGE in kinds:
            besides = (ACTIVITY.name,)  # activities stand there themselves
            changes = self.office.history.on_customer(customer_id, besides, earlier, limit + 1)
        page = merged(done, changes, before, limit)
        if before is not None:
            return page
        unread = self.unread_among([customer_id]).get(customer_id, 0)
        return replace(page, unread=unread, pinned=self._pinned(customer_id))

    @requires(Right.SIGN_IN)
    def of_lead(
        self,
        lead_id: int,
        kinds: Collection[str] | None = None,
        before: Place | None = None,
        limit: int = PAGE,
    ) -> TimelinePage:
        """The same of a lead, whose entries nobody counts as read or unread."""
        mine, earlier = self._table.c.lead_id == lead_id, before.change if before else None
        changes: list[HistoryEntry] = []
        if kinds is None or CHANGE in kinds:
            changes = self.office.history.further(LEAD.name, lead_id, earlier, limit + 1)
        elif not self.office.names_of(LEAD.name, [lead_id]):
            raise NotFound(_("This record is not there any more, or you may not see it."))
        done = self._activities(mine, READ_ALL, kinds, before, limit + 1)
        return merged(done, changes, before, limit)

    @requires(Right.SIGN_IN)
    def unread_among(self, customer_ids: Sequence[int]) -> dict[int, int]:
        """How many entries of others the reader has not read, for customers that have such."""
        unit, table, mark = self._desk.unit, self._table, self._marks
        if not unit.actor.may(Action.READ, ACTIVITY.name):
            return {}
        mine = and_(mark.c.customer_id == table.c.customer_id, mark.c.user_id == unit.actor.user_id)
        query = (
            select(table.c.customer_id, func.count())
            .join_from(table, mark, mine, isouter=True)
            .where(
                among(table.c.customer_id),
                table.c.id > func.coalesce(mark.c.upto, 0),
                table.c.happened_at >= unit.now - FRESH,
                table.c.created_by_id.is_distinct_from(unit.actor.user_id),
            )
            .group_by(table.c.customer_id)
        )
        asked = {"ids": listed(customer_ids)}
        rows: Any = unit.session.execute(seen(query, unit.actor), asked).all()
        return dict(rows)

    @requires(Right.SIGN_IN)
    def mark_read(self, customer_id: int) -> None:
        """Note that the reader has seen all there is now; nothing is written when it was known."""
        self._refuse_unseen(customer_id)
        unit, table, mark = self._desk.unit, self._table, self._marks
        newest = select(func.max(table.c.id)).where(table.c.customer_id == customer_id)
        upto = unit.session.execute(seen(newest, unit.actor)).scalar()
        if upto is not None and upto > self._upto(customer_id):
            mine = {"user_id": unit.actor.user_id, "customer_id": customer_id}
            known = and_(*(mark.c[name] == value for name, value in mine.items()))
            raised = unit.session.execute(update(mark).where(known).values(upto=upto))
            if not raised.rowcount:  # type: ignore[attr-defined] # a cursor's, of an UPDATE
                unit.session.execute(insert(mark).values(upto=upto, **mine))
            unit.changed.add(mark.name, [customer_id])
        self.office.notices.mark_read_on(customer_id)

    @cached_property
    def _table(self) -> Any:
        return table_of(ACTIVITY)

    @cached_property
    def _marks(self) -> Any:
        return Base.metadata.tables[ReadMark.__tablename__]

    def _refuse_unseen(self, customer_id: int) -> None:
        if not self.office.names_of(CUSTOMER.name, [customer_id]):
            raise NotFound(_("This customer is not there any more, or you may not see it."))

    def _upto(self, customer_id: int, user_id: int | None = None) -> int:
        """The newest activity that somebody, or the reader, knows of."""
        mark, user = self._marks, user_id or self._desk.unit.actor.user_id
        query = select(mark.c.upto).where(mark.c.customer_id == customer_id, mark.c.user_id == user)
        return int(self._desk.unit.session.execute(query).scalar() or 0)

    def _activities(
        self,
        mine: ColumnElement[bool],
        upto: int,
        kinds: Collection[str] | None,
        before: Place | None,
        limit: int,
    ) -> list[TimelineEntry]:
        """What colleagues wrote; nothing for who may not read any of it."""
        unit, table = self._desk.unit, self._table
        wanted = None if kinds is None else sorted(set(kinds) - {CHANGE})
        if wanted == [] or not unit.actor.may(Action.READ, ACTIVITY.name):
            return []
        query = select(table.c.id).where(mine)
        if wanted is not None:
            query = query.where(table.c.kind.in_(wanted))
        if before is not None and before.activity is not None:
            at, id_ = before.activity
            earlier = and_(table.c.happened_at == at, table.c.id < id_)
            query = query.where(table.c.happened_at <= at)
            query = query.where(or_(table.c.happened_at < at, earlier))
        query = query.order_by(table.c.happened_at.desc(), table.c.id.desc()).limit(limit)
        return self._entries(upto, list(unit.session.scalars(seen(query, unit.actor))))

    def _entries(self, upto: int, ids: Sequence[int]) -> list[TimelineEntry]:
        """These activities; those above `upto` are unread."""
        records = self.office.activities.rows(ids)
        table, unit = self._table, self._desk.unit
        asked = among(table.c.id)
        columns = (table.c.id, table.c.created_by_id, table.c.about_id)
        query = seen(select(*columns).where(asked), unit.actor)
        more = {row.id: row for row in unit.session.execute(query, {"ids": listed(ids)})}
        answered = {row.about_id for row in more.values() if row.about_id is not None}
        lines = {row.id: row.values["name"] for row in self._lines(answered)}
        since = unit.now - FRESH
        return [
            TimelineEntry(
                kind=record.values["kind"],
                at=record.values["happened_at"],
                by=record.values["owner"].text if record.values["owner"] else "",
                entity=ACTIVITY.name,
                record_id=record.id,
                text=record.values["content"],
                values=record.values,
                about=lines.get(more[record.id].about_id, ""),
                is_unread=record.id > upto
                and record.values["happened_at"] >= since
                and more[record.id].created_by_id != unit.actor.user_id,
            )
            for record in records
        ]

    def _lines(self, ids: Collection[int]) -> list[Record]:
        return self.office.activities.rows(sorted(ids), ("name",)) if ids else []

    def _pinned(self, customer_id: int) -> tuple[TimelineEntry, ...]:
        """The notes of a hand-over that the owner has yet to read, whoever looks."""
        unit, table = self._desk.unit, self._table
        (customer,) = self.office.customers.rows([customer_id], ("owner",))
        owner = customer.values["owner"]
        kinds = self._desk.choices.with_meaning("activity_kind", HANDED_OVER)
        if owner is None or not unit.actor.may(Action.READ, ACTIVITY.name):
            return ()
        query = select(table.c.id).where(
            table.c.customer_id == customer_id,
            table.c.kind.in_(kinds),
            table.c.id > self._upto(customer_id, owner.id),
            table.c.created_by_id.is_distinct_from(owner.id),
        )
        query = seen(query.order_by(table.c.id.desc()).limit(PINNED), unit.actor)
        ids = list(unit.session.scalars(query))
        return tuple(self._entries(self._upto(customer_id), ids))


def seen(query: Select[Any], actor: Actor) -> Select[Any]:
    """Activities as far as this actor may read them."""
    return visible(query, ACTIVITY, actor)


def merged(
    done: Sequence[TimelineEntry],
    changes: Sequence[HistoryEntry],
    before: Place | None,
    limit: int,
) -> TimelinePage:
    """What was done and what was changed, newest first."""
    told = [
        TimelineEntry(
            kind=CHANGE,
            at=entry.at,
            by=entry.by,
            entity=entry.entity,
            record_id=entry.record_id,
            title=entry.title,
            action=entry.action,
            changes=entry.changes,
            seq=entry.seq,
        )
        for entry in changes
    ]
    # taken from the head of either, so that a clock set back hides nothing between pages
    both = list(islice(merge(done, told, key=attrgetter("at"), reverse=True), limit + 1))
    entries = tuple(both[:limit])
    return TimelinePage(entries, below(before, entries) if len(both) > limit else None)


def below(before: Place | None, entries: Sequence[TimelineEntry]) -> Place:
    """Where the page after these entries begins."""
    place = before or Place()
    for entry in entries:
        if entry.kind == CHANGE:
            place = replace(place, change=entry.seq)
        else:
            place = replace(place, activity=(entry.at, entry.record_id))
    return place
