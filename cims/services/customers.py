"""What can be done with customers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import not_, select

from cims.models.base import Base
from cims.models.contact import CustomerContact
from cims.services import contact_points, customer_values, storage
from cims.services.child_rows import child_table
from cims.services.contacts import CONTACT, copy_owners
from cims.services.customer_fields import (
    CUSTOMER,
    AddressRow,
    FormerNameRow,
    IdentifierRow,
    InvoiceRow,
    RelationRow,
)
from cims.services.customer_texts import people_seen_by, queries_for_people
from cims.services.customer_values import DEEPEST, WRONG_LINKS, texts
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.pooling import OUT_OF_POOL, PoolableCustomers
from cims.services.rights import POOL_WORD, Action, Actor, requires, visible
from cims.services.search_words import Texts
from cims.services.service import CHUNK
from cims.services.storage import Record

__all__ = [
    "CUSTOMER",
    "AddressRow",
    "CustomerService",
    "CustomerSheet",
    "FormerNameRow",
    "IdentifierRow",
    "InvoiceRow",
    "RelationRow",
]


People = tuple[list[str], list[str]]  # names, phones


@dataclass(frozen=True)
class CustomerSheet:
    """A customer with its contacts, as far as these may be printed."""

    customer: Record
    contacts: tuple[Record, ...]


class CustomerService(PoolableCustomers):
    """Customers of the office."""

    entity = CUSTOMER

    @requires(Action.READ)
    def contacts_of(self, customer_id: int) -> list[int]:
        """The ids of the contacts of a customer, active ones first."""
        self._get(customer_id, Action.READ)
        return self._contact_ids(customer_id, self._desk.unit.actor)

    def _contact_ids(
        self, customer_id: int, actor: Actor, action: Action = Action.READ
    ) -> list[int]:
        contact, link = storage.table_of(CONTACT), child_table(CONTACT.field("places"))
        query = (
            select(contact.c.id)
            .join_from(contact, link, link.c.contact_id == contact.c.id)
            .where(link.c.customer_id == customer_id)
            .order_by(link.c.inactive, link.c.id)
        )
        seen = visible(query, CONTACT, actor, action)
        return list(dict.fromkeys(self._desk.unit.session.scalars(seen)))

    @requires(Action.PRINT)
    def sheet(self, customer_id: int) -> CustomerSheet:
        """What stands on a customer's sheet: its contacts too, as far as they may be printed."""
        self._get(customer_id, Action.PRINT)
        contacts: list[Record] = []
        if (actor := self._desk.unit.actor).may(Action.READ, CONTACT.name):
            ids = self._contact_ids(customer_id, actor, Action.PRINT)
            contacts = self.office.contacts.rows(ids)
        return CustomerSheet(self.load(customer_id), tuple(contacts))

    @requires(Action.READ)
    def refresh(self, ids: Sequence[int]) -> None:
        """Bring main contact, phone and search words of these customers up to their contacts."""
        unit, office = self._desk.unit, Actor.office()
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            known = [self._unindexed[id_] for id_ in some if id_ in self._unindexed]
            others = [id_ for id_ in some if id_ not in self._unindexed]
            records = known + storage.fetch(unit.session, CUSTOMER, office, others)
            people = self._people([record.id for record in records])
            rows = []
            for record in records:
                names, numbers = people.get(record.id, ([], []))
                own = contact_points.first_phone(record.values.get("contact_points") or ())
                phone = own or next(iter(numbers), None)
                rows.append(
                    {
                        "root": record.id,
                        "main_contact": next(iter(names), None),
                        "main_phone": phone,
                    }
                )
            storage.set_computed(unit, CUSTOMER, rows)
            self._put(records)
        self._report(list(ids))

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        if "owner" in changed or "collaborators" in changed:
            self._refuse_helpers(old)
            self._refuse_nobody(values, changed)
        if old.values["pooled_on"] and "owner" in changed:
            self._out_of_pool([old], values["owner"].id)
            (old,) = self._whole_ones([old.id])
            changed = {n: v for n, v in changed.items() if v != old.values[n]}
            values = {**values, **OUT_OF_POOL}
        if changed:
            self._store(old, values, changed)

    def _store(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if old.values["pooled_on"] or values["pooled_on"]:
            self._desk.unit.changed.add(POOL_WORD, [old.id])
        if "owner" in changed:
            copy_owners(self._desk.unit, customers=[old.id])
            since = {"owned_since": self.office.today, "returns_on": None}
            storage.set_computed(self._desk.unit, CUSTOMER, [{"root": old.id, **since}])
        if "owner" in changed or "collaborators" in changed:
            # whoever gives a customer away may not see it any more
            self.office.contacts.refresh(self._contact_ids(old.id, Actor.office()))
            for room in self.office.hanging_on_customers():
                room._follow_owner([old.id])
        if "contact_points" in changed and not self._shown(changed):
            self.refresh([old.id])

    def _shown(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """A phone of its own comes before those of the contacts, which needs no look at them."""
        phone = contact_points.first_phone(changed.get("contact_points") or ())
        return {"main_phone": phone} if phone else {}

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """Contacts of no other customer go into the bin and come back with their customer."""
        chosen = sorted(self._covered(ids, Action.DELETE, binned))
        if not binned:
            self._refuse_issued(chosen)
        people = self._people_along(chosen, binned)
        moments = self._moments(chosen) if binned else []
        done = super()._bin(ids, action, binned=binned)
        self._desk.unit.changed.add(POOL_WORD, chosen)
        for room in self.office.hanging_on_customers():
            if binned:
                room._follow_back(chosen, moments)
            else:
                room._follow_into_bin(chosen)
        if people and binned:
            self.office.contacts.restore(people)
        elif people:
            self.office.contacts.remove(people)
        return done

    def _renumber(self, ids: Sequence[int], actor: Actor | None = None) -> None:
        """The contacts that come back with these customers may need new numbers too."""
        super()._renumber(ids, actor)
        chosen = sorted(self._covered(ids, Action.DELETE, binned=True))
        self.office.contacts._renumber(self._people_along(chosen, binned=True))

    def _people_along(self, ids: Sequence[int], binned: bool) -> list[int]:
        """The contacts of these customers and of no other; with `binned` those removed with one."""
        unit, contact = self._desk.unit, storage.table_of(CONTACT)
        link = Base.metadata.tables[CustomerContact.__tablename__]
        chosen = {"ids": listed(ids)}
        mine = select(link.c.contact_id).where(among(link.c.customer_id))
        others = select(link.c.contact_id).where(not_(among(link.c.customer_id)))
        query = select(contact.c.id).where(contact.c.id.in_(mine), contact.c.id.not_in(others))
        if binned:
            query = query.where(contact.c.deleted_at.in_(self._moments(ids)))
        reachable = visible(query, CONTACT, unit.actor, Action.DELETE, binned=binned)
        return list(unit.session.scalars(reachable, chosen))

    def _moments(self, ids: Sequence[int]) -> list[datetime]:
        """When these customers were removed."""
        table, unit = storage.table_of(CUSTOMER), self._desk.unit
        when = select(table.c.deleted_at).where(among(table.c.id))
        when = visible(when, CUSTOMER, unit.actor, binned=True)
        return sorted(set(unit.session.scalars(when, {"ids": listed(ids)})))

    def _is_below(self, start: int, node: int, planned: Mapping[int, int]) -> bool:
        """Whether `start` stands below `node`, over however many steps.

        `planned` says of some what they are to stand below. Customers out of sight count too, so
        that only the rooms ask this: nobody outside learns what stands above whom.
        """
        step: int | None = start
        seen = {node}
        while step and len(seen) < DEEPEST:
            if step in seen:
                return True
            seen.add(step)
            step = planned.get(step) or (self._above(step) if step > 0 else None)
        return False

    def _above(self, id_: int) -> int | None:
        table = storage.table_of(CUSTOMER)
        query = visible(
            select(table.c.parent_id).where(table.c.id == id_), CUSTOMER, Actor.office()
        )
        found: int | None = self._desk.unit.session.execute(query).scalar()
        return found

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        if old is None:
            return customer_values.begun(values, self.office.beginning)
        values = customer_values.normalised(values)
        name = values["name"]
        if old.values["name"] and name and old.values["name"] != name:
            former = FormerNameRow(old.values["name"])
            known = tuple(values.get("former_names") or ())
            if former not in known and known == old.values["former_names"]:
                values["former_names"] = (*known, former)
        if values.get("contact_points") != old.values.get("contact_points"):
            values = customer_values.with_points(values, self._home_area())
        if values.get("parent") != old.values.get("parent"):
            parent = values.get("parent")
            if parent and self._is_below(parent.id, old.id, {}):
                raise wrong_link("parent")
        if any(row.related == Link(old.id) for row in values.get("relations") or ()):
            raise wrong_link("relations")
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return customer_values.derived(values)

    def _scope(self, record: Record) -> str:
        """What lies in the pool is found there, and by nobody's reach of reading."""
        return POOL_WORD if record.values.get("pooled_on") else super()._scope(record)

    def _all_texts(self, records: list[Record]) -> list[Texts]:
        people = self._people([record.id for record in records])
        return [texts(record.values, *people.get(record.id, ((), ()))) for record in records]

    def _seen_texts(self, records: list[Record]) -> list[Texts]:
        """A customer's people too are words only for who sees these people."""
        actor = self._desk.unit.actor
        people = self._people([record.id for record in records], actor)
        with_numbers = self._sees_numbers_of_people()
        found = []
        for record in records:
            names, numbers = people.get(record.id, ([], []))
            found.append(texts(record.values, names, numbers if with_numbers else ()))
        return found

    def _people(self, ids: Sequence[int], actor: Actor | None = None) -> dict[int, People]:
        """The names and the phones of the contacts of these customers, all or those seen."""
        found: dict[int, People] = defaultdict(lambda: ([], []))
        session, chosen = self._desk.unit.session, listed(ids)
        names, numbers = queries_for_people() if actor is None else people_seen_by(actor)
        for customer, name in names.rows(session, ids=chosen):
            found[customer][0].append(name)
        if not found:
            return {}
        for customer, number in numbers.rows(session, ids=chosen):
            found[customer][1].append(number)
        return found


def wrong_link(field: str) -> ValidationFailed:
    """The refusal of a link that would put a customer below itself or relate it to itself."""
    return ValidationFailed({field: _(WRONG_LINKS[field])})
