"""Erasing records for good: their rows, what hangs on them, and what the log holds of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, select, update

from cims.models.base import Base
from cims.models.change_set import AuditEntry, ChangeSet, Setting
from cims.models.contact import CustomerContact
from cims.models.draft import Draft
from cims.services import search, storage
from cims.services.audit import ERASE, Subject
from cims.services.changes import ChangeKind
from cims.services.child_rows import child_table
from cims.services.contacts import CONTACT
from cims.services.customer_fields import CUSTOMER
from cims.services.database import Unit, in_list
from cims.services.entity import Entity, Field, Kind
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.services.loosening import (
    Going,
    holds,
    linking_columns,
    pointing_columns,
    untitled,
    without,
)
from cims.services.notices import NOTICES
from cims.services.on_customers import LEAD_ID
from cims.services.progress import in_chunks
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Right, refusal, requires, visible
from cims.services.row_guard import tracked_names
from cims.services.service import CHUNK, Service
from cims.services.storage import Record, table_of
from cims.services.user_fields import USER

NAMED = 3


@dataclass(frozen=True)
class Erasure:
    """What would go: how many records were asked for, some of their names, what goes along."""

    asked: int
    names: tuple[str, ...]
    along: Mapping[str, int]  # record type → how many


class ErasingService(Service):
    """Takes records away so that nothing brings them back: no undo, no recycle bin, no log."""

    @requires(Right.ERASE)
    def would_go(self, entity: str, ids: Sequence[int]) -> Erasure:
        """What erasing these records would take, for the question before it."""
        going = self._going(entity, ids)
        room = self.office.room(entity)
        mine = going[room.entity.name]
        title = type(room).entity.field(room.entity.title)
        names = [str(one.values[title.name]) for one in self._all(room, mine[:NAMED], [title])]
        others = {name: len(some) for name, some in going.items() if name != room.entity.name}
        along = {name: count for name, count in others.items() if count}
        return Erasure(len(mine), tuple(names), along)

    @requires(Right.ERASE)
    def erase(self, entity: str, ids: Sequence[int]) -> int:
        """Erase records, live or in the recycle bin, and what hangs on them; how many in all.

        A customer takes along what hangs on it, the contacts of no other customer, and the leads
        that all of these came from. Backups made before still hold all of it.
        """
        unit = self._desk.unit
        unit.kind, unit.label = ChangeKind.ERASE, ""
        going = self._going(entity, ids)
        room = self.office.room(entity)
        if live := room._covered(ids, Action.DELETE):
            room.remove(sorted(live))  # so that what stays behind shows and counts anew
        subjects = list(self._subjects(going))
        self._take_out_of_labels(going)
        self._take_out_of_tabs(going)
        for whole in self._tables():
            self._unlink(self.office.room(whole.name), going)
        self._desk.settle()
        self._delete(going)
        for name, some in going.items():
            if some:
                self.office.audit_log.erase_details(name, some)
                self._desk.unit.changed.add(name, some)
        for subject in subjects:
            self._desk.audit.add(ERASE, subject, {})
        unit.changed.add(NOTICES, [unit.actor.user_id or 0])
        return len(subjects)

    def _going(self, entity: str, ids: Sequence[int]) -> Going:
        """All that goes, whether it is live or in the bin; NotAllowed for what is out of reach."""
        room = self.office.room(entity)
        if room.entity.name == USER.name:
            raise NotPossible(_("Colleagues are not erased. Remove who has left."))
        mine = room._covered(ids, Action.DELETE) | room._covered(ids, Action.DELETE, binned=True)
        if not ids or mine != set(ids):
            raise refusal(Action.DELETE)
        going: dict[str, Sequence[int]] = {room.entity.name: sorted(mine)}
        if room.entity.name == CUSTOMER.name:
            for other in self.office.hanging_on_customers():
                going[other.entity.name] = sorted(self._hanging(other, "customer_id", mine))
            going[CONTACT.name] = sorted(self._people_of(mine))
        if leads := set(going.get(LEAD.name, ())) | self._came_from(going):
            going[LEAD.name] = sorted(leads)
            for other in self.office.leads._hanging_rooms():
                more = self._hanging(other, LEAD_ID, leads)
                going[other.entity.name] = sorted(more.union(going.get(other.entity.name, ())))
        self._take_along(going)
        papers = (self.office.orders, self.office.quotes)
        if any(room._issued(going.get(room.entity.name, ())) for room in papers):
            raise NotPossible(
                _("Papers that were issued have to be kept, and so has their customer.")
            )
        return going

    def _tables(self) -> list[Entity]:
        """The record types that have a table of their own."""
        return [whole for whole in self.office.whole_types() if not whole.part_of]

    def _take_along(self, going: dict[str, Sequence[int]]) -> None:
        """What can't be without a record that goes, goes too: lines with their order."""
        for whole in self._tables():
            for field in whole.demanded.values():
                if field.kind is Kind.LINK and (ids := going.get(field.target)):
                    table = table_of(whole)
                    query = select(table.c.id).where(in_list(table.c[field.column], ids))
                    found = self._ids(whole, query, Actor.office())
                    going[whole.name] = sorted(found | set(going.get(whole.name, ())))

    def _hanging(self, room: RecordService, column: str, ids: set[int]) -> set[int]:
        """The records of these customers, or of leads that are none, as they go into the bin."""
        table = table_of(type(room).entity)
        query = select(table.c.id).where(in_list(table.c[column], sorted(ids)))
        if column == LEAD_ID:
            query = query.where(table.c.customer_id.is_(None))
        return self._ids(type(room).entity, query, Actor.office())

    def _people_of(self, customers: set[int]) -> set[int]:
        """The contacts of these customers and of no other, as far as the actor may delete them."""
        table = table_of(CONTACT)
        link = Base.metadata.tables[CustomerContact.__tablename__]
        at_these = in_list(link.c.customer_id, sorted(customers))
        mine, others = (select(link.c.contact_id).where(one) for one in (at_these, ~at_these))
        query = select(table.c.id).where(table.c.id.in_(mine), table.c.id.not_in(others))
        return self._ids(CONTACT, query, self._desk.unit.actor)

    def _came_from(self, going: Going) -> set[int]:
        """The leads that became a customer or contact that goes: they say the same of somebody."""
        found: set[int] = set()
        for name in (CUSTOMER.name, CONTACT.name):
            if ids := going.get(name):
                table = table_of(LEAD)
                became = in_list(table.c[LEAD.field(name).column], ids)
                found |= self._ids(LEAD, select(table.c.id).where(became), Actor.office())
        return found

    def _ids(self, entity: Entity, query: Any, actor: Actor) -> set[int]:
        session = self._desk.unit.session
        found: set[int] = set()
        for binned in (False, True):
            seen = visible(query, entity, actor, Action.DELETE, binned=binned)
            found |= set(session.scalars(seen))
        return found

    def _all(
        self, room: RecordService, ids: Sequence[int], fields: Sequence[Field] | None = None
    ) -> list[Record]:
        """Records, whether they are live or in the bin."""
        session, entity, office = self._desk.unit.session, type(room).entity, Actor.office()
        return [
            record
            for binned in (False, True)
            for record in storage.fetch(session, entity, office, ids, fields=fields, binned=binned)
        ]

    def _subjects(self, going: Going) -> Iterator[Subject]:
        for name, ids in going.items():
            room = self.office.room(name)
            for some in in_chunks(ids, CHUNK):
                for one in self._all(room, some, room._timeline):
                    yield room._subject(one.id, one.uuid, one.values)

    def _take_out_of_labels(self, going: Going) -> None:
        """A change set may be called by the name of a record that goes."""
        session = self._desk.unit.session
        entries, sets = (
            Base.metadata.tables[model.__tablename__] for model in (AuditEntry, ChangeSet)
        )
        for name, ids in going.items():
            room = self.office.room(name)
            title = type(room).entity.field(room.entity.title)
            for some in in_chunks(ids, CHUNK):
                names = {str(one.values[title.name]) for one in self._all(room, some, [title])}
                about = entries.c.entity == name, in_list(entries.c.record_id, some)
                query = select(sets.c.id, sets.c.label).where(
                    sets.c.label != "", sets.c.id.in_(select(entries.c.change_set).where(*about))
                )
                said = [row.id for row in session.execute(query) if holds(row.label, names)]
                session.execute(update(sets).where(in_list(sets.c.id, said)).values(label=""))

    def _take_out_of_tabs(self, going: Going) -> None:
        """Everybody's window remembers its open records by name."""
        table, session = Base.metadata.tables[Setting.__tablename__], self._desk.unit.session
        for row in session.execute(select(table)).all():
            value = untitled(row.value, going)
            if value != row.value:
                mine = table.c.name == row.name, table.c.user_id == row.user_id
                session.execute(update(table).where(*mine).values(value=value))

    def _unlink(self, room: RecordService, going: Going) -> None:
        """Let records that stay point no more to what goes: a change like any other of theirs."""
        entity = type(room).entity
        staying = sorted(self._pointing(entity, going) - set(going.get(entity.name, ())))
        for some in in_chunks(staying, CHUNK):
            for old in self._all(room, some):
                values = dict(old.values)
                for field in entity.fields:
                    values[field.name] = without(field, values.get(field.name), going)
                if entity.name == CONTACT.name:
                    values = room._prepared(values, old)  # another customer may be the main one
                changed = {
                    field.name: values[field.name]
                    for field in entity.fields
                    if values[field.name] != old.values.get(field.name)
                }
                room._write(old, values, changed)
                if old.deleted_at is not None:
                    self._desk.settle()
                    search.drop(self._desk.unit.session, entity, [old.id])

    def _pointing(self, entity: Entity, going: Going) -> set[int]:
        """The records of a type that point to something that goes."""
        session = self._desk.unit.session
        found: set[int] = set()
        for field in entity.fields:
            if field.kind is Kind.LINK and going.get(field.target):
                table = table_of(entity)
                points = in_list(table.c[field.column], going[field.target])
                found |= self._ids(entity, select(table.c.id).where(points), Actor.office())
            for target, column in linking_columns(field):
                if going.get(target) and field.rows:
                    child = child_table(field)
                    points = in_list(child.c[column], going[target])
                    found |= set(session.scalars(select(child.c[field.rows.parent]).where(points)))
        return found

    def _delete(self, going: Going) -> None:
        """Delete the rows, those first that point to others."""
        session, draft = self._desk.unit.session, Base.metadata.tables[Draft.__tablename__]
        tables = {table_of(whole): whole for whole in self._tables()}
        for table in reversed(Base.metadata.sorted_tables):
            for column, ids in pointing_columns(table, going, tables):
                points = in_list(table.c[column], ids)
                if table.name in tracked_names():
                    going_too = in_list(table.c.id, going.get(tables[table].name, ()))
                    loose = update(table).where(points, ~going_too).values({column: None})
                    session.execute(loose.execution_options(**storage.MARK))
                else:
                    session.execute(delete(table).where(points))
            self._delete_about(table, going)
            if table in tables and (mine := going.get(tables[table].name)):
                search.drop(session, tables[table], mine)
                gone = delete(table).where(in_list(table.c.id, mine))
                session.execute(gone.execution_options(**storage.MARK))
        for whole in tables.values():
            if going.get(whole.name):
                search.pack(session, whole)
        for name, ids in going.items():
            forms = draft.c.entity == name, in_list(draft.c.record, ids)
            session.execute(delete(draft).where(*forms))

    def _delete_about(self, table: Table, going: Going) -> None:
        """What is about any record by name and id: notices go, comments stay on their own."""
        if "about_id" not in table.c:
            return
        for name, ids in going.items():
            about = table.c.about_entity == name, in_list(table.c.about_id, ids)
            if table.name in tracked_names():
                loose = update(table).where(*about).values(about_entity=None, about_id=None)
                self._desk.unit.session.execute(loose.execution_options(**storage.MARK))
            else:
                self._desk.unit.session.execute(delete(table).where(*about))


def erased(unit: Unit, places: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these (record type, id) that were erased for good."""
    table = Base.metadata.tables[AuditEntry.__tablename__]
    ids: dict[str, list[int]] = {}
    for entity, id_ in places:
        ids.setdefault(entity, []).append(id_)
    found: set[tuple[str, int]] = set()
    for entity, mine in ids.items():
        query = select(table.c.record_id).where(
            table.c.action == ERASE, table.c.entity == entity, in_list(table.c.record_id, mine)
        )
        found |= {(entity, id_) for id_ in unit.session.scalars(query)}
    return found
