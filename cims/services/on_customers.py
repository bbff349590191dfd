"""Records that have an owner and hang on one customer: activities, tasks, and what comes later.

Some may hang on a lead instead, as long as it is no customer; then they follow the lead's owner.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update

from cims.models.base import Base
from cims.models.customer import Collaborator, Customer
from cims.models.lead import Lead
from cims.services import search, storage
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.errors import ValidationFailed
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, requires, visible
from cims.services.service import CHUNK
from cims.services.storage import Record, table_of

LEAD_ID = "lead_id"  # the column of what may hang on a lead


class CustomerRecords(RecordService):
    """Records of one customer each: they follow its owner, its collaborators and its bin."""

    def _follow_owner(self, customer_ids: Sequence[int]) -> None:
        """Bring these customers' records up to their owners and collaborators."""
        for some in pieces(customer_ids):
            self._copy_owner(table_of(self._whole).c.customer_id.in_(some))
            self._index(self._hanging_on(some))

    def _follow_into_bin(self, customer_ids: Sequence[int]) -> None:
        """Move the records of removed customers along; the customer's audit entry tells it."""
        for some in pieces(customer_ids):
            self._into_bin(self._hanging_on(some))

    def _follow_back(self, customer_ids: Sequence[int], moments: Sequence[datetime]) -> None:
        """Bring back with their customers what was removed at these moments together with them."""
        removed = table_of(self._whole).c.deleted_at.in_(list(moments))
        for some in pieces(customer_ids):
            self._out_of_bin(self._hanging_on(some, removed))

    def _into_bin(self, ids: list[int]) -> None:
        self._set_deleted(ids, self._desk.unit.now)
        self._desk.settle()
        search.drop(self._desk.unit.session, self._whole, ids)

    def _out_of_bin(self, ids: list[int]) -> None:
        self._renumber(ids, Actor.office())
        self._set_deleted(ids, None)
        self._index(ids)

    def _hanging_on(
        self, customer_ids: Sequence[int], removed: ColumnElement[bool] | None = None
    ) -> list[int]:
        """The records of these customers, whoever owns them: live ones, or some in the bin."""
        table = table_of(self._whole)
        query: Select[Any] = select(table.c.id).where(among(table.c.customer_id))
        if removed is not None:
            query = query.where(removed)
        query = visible(query, self._whole, Actor.office(), binned=removed is not None)
        chosen = {"ids": listed(customer_ids)}
        return list(self._desk.unit.session.scalars(query, chosen))

    def _follow_leads(self, lead_ids: Sequence[int]) -> None:
        """Bring what hangs on these leads up to their owners."""
        for some in pieces(lead_ids):
            self._copy_owner(table_of(self._whole).c[LEAD_ID].in_(some))
            self._index(self._of_leads(some))

    def _follow_leads_into_bin(self, lead_ids: Sequence[int]) -> None:
        """Move along what hangs on removed leads and on no customer."""
        for some in pieces(lead_ids):
            self._into_bin(self._of_leads(some, table_of(self._whole).c.customer_id.is_(None)))

    def _follow_leads_back(self, lead_ids: Sequence[int], moments: Sequence[datetime]) -> None:
        """Bring back with their leads what was removed at these moments together with them."""
        table = table_of(self._whole)
        removed = table.c.customer_id.is_(None) & table.c.deleted_at.in_(list(moments))
        for some in pieces(lead_ids):
            self._out_of_bin(self._of_leads(some, removed, binned=True))

    def _move_with_lead(self, lead_id: int, before: int | None, after: int | None) -> list[int]:
        """Hang what was about a lead on the customer that it became, or take it off again.

        The lead's audit entry tells it. The ids are returned.
        """
        unit, table = self._desk.unit, table_of(self._whole)
        at_place = table.c.customer_id.is_not_distinct_from(before)
        ids = self._of_leads([lead_id], at_place)
        if ids:
            storage.update_many(unit, self._whole, ids, {"customer_id": after})
            for some in pieces(ids):
                self._copy_owner(table.c.id.in_(some))
            self._index(ids)
            self._report(ids)
        return ids

    def _of_leads(
        self,
        lead_ids: Sequence[int],
        at_place: ColumnElement[bool] | None = None,
        *,
        binned: bool = False,
    ) -> list[int]:
        """What hangs on these leads, whoever owns it."""
        table = table_of(self._whole)
        query = select(table.c.id).where(among(table.c[LEAD_ID]))
        if at_place is not None:
            query = query.where(at_place)
        seen = visible(query, self._whole, Actor.office(), binned=binned)
        return list(self._desk.unit.session.scalars(seen, {"ids": listed(lead_ids)}))

    def _refuse_unseen(self, rows: Sequence[Mapping[str, Any]], before: Mapping[str, Any]) -> None:
        """A lead is named once, with a new record, and by who sees it."""
        super()._refuse_unseen(rows, before)
        if not before and "lead" in self._whole.by_name:
            wanted = {link.id for values in rows if (link := values.get("lead"))}
            if wanted - self.office.names_of("lead", wanted).keys():
                raise ValidationFailed({"lead": str(self._gone())})

    def _set_deleted(self, ids: list[int], at: datetime | None) -> None:
        if ids:
            storage.update_many(self._desk.unit, self._whole, ids, {"deleted_at": at})
            self._report(ids)

    def _copy_owner(self, chosen: ColumnElement[bool]) -> None:
        """Copy the customers' owners into the chosen records."""
        table = table_of(self._whole)
        customer = Base.metadata.tables[Customer.__tablename__]
        owner: Any = select(customer.c.owner_id).where(customer.c.id == table.c.customer_id)
        owner = owner.scalar_subquery()
        if LEAD_ID in table.c:
            lead = Base.metadata.tables[Lead.__tablename__]
            asked = select(lead.c.owner_id).where(
                lead.c.id == table.c[LEAD_ID], table.c.customer_id.is_(None)
            )
            owner = func.coalesce(owner, asked.scalar_subquery())
        statement = update(table).where(chosen).values(customer_owner_id=owner)
        self._desk.unit.session.execute(statement.execution_options(**storage.MARK))

    def _derived_columns(self, rows: list[dict[str, Any]]) -> dict[str, Iterable[Any]]:
        """Besides what follows from the values: who owns the customers or leads they hang on."""
        owners = self._owners("customer", rows)
        asking = [row for row in rows if row.get("lead") and not row.get("customer")]
        askers = self._owners("lead", asking) if asking else {}
        links = [(row.get("customer"), row.get("lead")) for row in rows]
        return {
            **super()._derived_columns(rows),
            "customer_owner_id": [
                owners.get(customer.id) if customer else askers.get(lead.id) if lead else None
                for customer, lead in links
            ],
        }

    def _owners(self, name: str, rows: Iterable[Mapping[str, Any]]) -> dict[int, int | None]:
        """The owners, seen or not, of the records that these rows name."""
        entity = self.office.room(name)._whole
        table = table_of(entity)
        query = select(table.c.id, table.c.owner_id).where(among(table.c.id))
        shown = visible(query, entity, Actor.office()).get_execution_options()
        found = query.execution_options(**shown)  # what lies in the bin has an owner too
        wanted = {link.id for row in rows if (link := row.get(name))}
        return {
            id_: owner
            for some in pieces(sorted(wanted))
            for id_, owner in self._desk.unit.session.execute(found, {"ids": listed(some)})
        }

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if "customer" in changed:
            self._copy_owner(table_of(self._whole).c.id == old.id)

    def _scopes(self, records: list[Record]) -> list[str]:
        """Besides the record's own: owner and collaborators of its customer."""
        words = {record.id: set(self._scope(record).split()) for record in records}
        table, helper = table_of(self._whole), Base.metadata.tables[Collaborator.__tablename__]
        owned = select(table.c.id, table.c.customer_owner_id).where(
            among(table.c.id), table.c.customer_owner_id.is_not(None)
        )
        helped = select(table.c.id, helper.c.user_id)
        helped = helped.join_from(table, helper, helper.c.customer_id == table.c.customer_id)
        helped = helped.where(among(table.c.id))
        chosen = {"ids": listed(list(words))}
        for letter, query in (("o", owned), ("u", helped)):
            seen = visible(query, self._whole, Actor.office())
            for id_, user in self._desk.unit.session.execute(seen, chosen):
                words[id_].add(f"{letter}{user}")
        return [" ".join(sorted(words[record.id])) for record in records]


class CustomerWork(CustomerRecords):
    """Work for customers that comes to an end: what is open is handed over with them."""

    @requires(Action.READ)
    def open_with_owners(self, customer_ids: Sequence[int]) -> list[int]:
        """What is open for these customers, that their owners have and the actor may change."""
        table, unit = table_of(self._whole), self._desk.unit
        query = select(table.c.id).where(
            among(table.c.customer_id),
            table.c.owner_id == table.c.customer_owner_id,
            self._is_open(),
        )
        seen = visible(query, self._whole, unit.actor, Action.EDIT)
        return list(unit.session.scalars(seen, {"ids": listed(customer_ids)}))

    @requires(Action.EDIT)
    def give(self, ids: Sequence[int], user_id: int) -> None:
        """Let a colleague do this work."""
        for record in self.rows(ids):
            self.save(record.changed(owner=Link(user_id)))

    def _is_open(self) -> ColumnElement[bool]:
        """What has still to be done."""
        raise NotImplementedError


def pieces(ids: Sequence[int]) -> Iterator[list[int]]:
    """Ids in lists that one statement takes."""
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])
