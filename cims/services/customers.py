"""What can be done with customers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import not_, select

from cims.models.base import Base
from cims.models.contact import PHONE_KINDS, Contact, ContactPoint, CustomerContact
from cims.models.customer import CustomerKind
from cims.services import contact_points, storage
from cims.services.contacts import CONTACT, copy_owners
from cims.services.customer_fields import (
    CUSTOMER,
    AddressRow,
    FormerNameRow,
    IdentifierRow,
    InvoiceRow,
    RelationRow,
)
from cims.services.database import among
from cims.services.entity import Link, Values
from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.prepared import Prepared
from cims.services.reading import CHUNK
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Double, requires, visible
from cims.services.rules import companies, credit_code
from cims.services.rules.sorting import sort_key
from cims.services.storage import Record
from cims.services.words_process import Texts

__all__ = [
    "CUSTOMER",
    "AddressRow",
    "CustomerService",
    "CustomerSheet",
    "FormerNameRow",
    "IdentifierRow",
    "InvoiceRow",
    "RelationRow",
    "texts",
]
DEEPEST = 50


@dataclass(frozen=True)
class CustomerSheet:
    """A customer with its contacts, as far as whoever prints it may see them."""

    customer: Record
    contacts: tuple[Record, ...]


class CustomerService(RecordService):
    """Customers of the office."""

    entity = CUSTOMER

    @requires(Action.READ)
    def contacts_of(self, customer_id: int) -> list[int]:
        """The ids of the contacts of a customer, active ones first."""
        self._get(customer_id, Action.READ)
        return self._contact_ids(customer_id, self._desk.unit.actor)

    def _contact_ids(self, customer_id: int, actor: Actor) -> list[int]:
        contact, link = storage.table_of(CONTACT), storage.child_table(CONTACT.field("places"))
        query = (
            select(contact.c.id)
            .join_from(contact, link, link.c.contact_id == contact.c.id)
            .where(link.c.customer_id == customer_id)
            .order_by(link.c.inactive, link.c.id)
        )
        return list(dict.fromkeys(self._desk.unit.session.scalars(visible(query, CONTACT, actor))))

    @requires(Action.PRINT)
    def sheet(self, customer_id: int) -> CustomerSheet:
        """What stands on a customer's sheet."""
        self._get(customer_id, Action.PRINT)
        contacts: list[Record] = []
        if self._desk.unit.actor.may(Action.READ, CONTACT.name):
            contacts = self.office.contacts.rows(self.contacts_of(customer_id))
        return CustomerSheet(self.load(customer_id), tuple(contacts))

    @requires(Action.READ)
    def alike(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other customers with the same number, credit code, core name or phone, anybody's.

        A phone may also be that of a person there. One name with two credit codes is two firms.
        """
        code = credit_code.normalised(values.get("credit_code") or "")
        hits = self._doubles([{**values, "credit_code": code}])[0]
        table = storage.table_of(CUSTOMER)
        if core := companies.core_name(str(values.get("name") or "")):
            named = self._known(table.c.core_name, {core})
            others = self._coded_otherwise([hit.id for hit in named], code) if code else set()
            hits += [hit for hit in named if hit.id not in others]
        points = values.get("contact_points") or ()
        if keys := contact_points.phone_keys(points, self._home_area()):
            column = Base.metadata.tables[ContactPoint.__tablename__].c.match_key
            hits += self._known(column, keys)
            if self._desk.unit.actor.may(Action.READ, CONTACT.name):
                hits += self._employing(self.office.contacts.holding("contact_points", keys))
        unique = {hit.id: hit for hit in hits if hit.id != id_}
        return list(unique.values())

    def _coded_otherwise(self, ids: Sequence[int], code: str) -> set[int]:
        """Those of these customers that have a credit code, but not this one."""
        table = storage.table_of(CUSTOMER)
        query = select(table.c.id).where(table.c.id.in_(ids), table.c.credit_code != code)
        return set(self._desk.unit.session.scalars(visible(query, CUSTOMER, Actor.office())))

    def _employing(self, people: Mapping[str, Sequence[Double]]) -> list[Double]:
        """The customers of the contacts that hold a key, as doubles by that key."""
        keys = {hit.id: key for key, hits in people.items() for hit in hits}
        link = Base.metadata.tables[CustomerContact.__tablename__]
        query = select(link.c.customer_id, link.c.contact_id).where(
            link.c.contact_id.in_(sorted(keys)), not_(link.c.inactive)
        )
        at = dict(self._desk.unit.session.execute(query).all()) if keys else {}
        hits = self._known(storage.table_of(CUSTOMER).c.id, set(at))
        return [replace(hit, key=keys[at[hit.id]]) for hit in hits]

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
        super()._write(old, values, changed)
        if "owner" in changed:
            copy_owners(self._desk.unit, customers=[old.id])
        if "owner" in changed or "collaborators" in changed:
            # whoever gives a customer away may not see it any more
            self.office.contacts.refresh(self._contact_ids(old.id, Actor.office()))
        if "contact_points" in changed and not self._shown(changed):
            self.refresh([old.id])

    def _shown(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """A phone of its own comes before those of the contacts, which needs no look at them."""
        phone = contact_points.first_phone(changed.get("contact_points") or ())
        return {"main_phone": phone} if phone else {}

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """Contacts of no other customer go into the bin and come back with their customer."""
        people = self._people_along(sorted(self._covered(ids, Action.DELETE, binned)), binned)
        done = super()._bin(ids, action, binned=binned)
        if people and binned:
            self.office.contacts.restore(people)
        elif people:
            self.office.contacts.remove(people)
        return done

    def _renumber(self, ids: Sequence[int]) -> None:
        """The contacts that come back with these customers may need new numbers too."""
        super()._renumber(ids)
        chosen = sorted(self._covered(ids, Action.DELETE, binned=True))
        self.office.contacts._renumber(self._people_along(chosen, binned=True))

    def _people_along(self, ids: Sequence[int], binned: bool) -> list[int]:
        """The contacts of these customers and of no other; with `binned` those removed with one."""
        unit, contact = self._desk.unit, storage.table_of(CONTACT)
        link = Base.metadata.tables[CustomerContact.__tablename__]
        chosen = {"ids": storage.listed(ids)}
        mine = select(link.c.contact_id).where(among(link.c.customer_id))
        others = select(link.c.contact_id).where(not_(among(link.c.customer_id)))
        query = select(contact.c.id).where(contact.c.id.in_(mine), contact.c.id.not_in(others))
        if binned:
            table = storage.table_of(CUSTOMER)
            when = select(table.c.deleted_at).where(among(table.c.id))
            when = visible(when, CUSTOMER, unit.actor, binned=True)
            moments = set(unit.session.scalars(when, chosen))
            query = query.where(contact.c.deleted_at.in_(sorted(moments)))
        reachable = visible(query, CONTACT, unit.actor, Action.DELETE, binned=binned)
        return list(unit.session.scalars(reachable, chosen))

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        name = " ".join(str(values.get("name") or "").split())
        values["name"] = name
        values["tags"] = tuple(
            dict.fromkeys(filter(None, map(str.strip, values.get("tags") or ())))
        )
        values["credit_code"] = credit_code.normalised(values.get("credit_code") or "") or None
        if not values.get("kind"):
            values["kind"] = CustomerKind.ORGANISATION
        if old is None and not values.get("short_name"):
            values["short_name"] = companies.short_name(name)[:100] or None
        if old is None and not values.get("owner") and self._desk.unit.actor.user_id:
            values["owner"] = Link(self._desk.unit.actor.user_id)
        if old is None and not values.get("lifecycle"):
            values["lifecycle"] = next(
                iter(self._desk.choices.with_meaning("lifecycle", "potential")), None
            )
        if old is not None and old.values["name"] and name and old.values["name"] != name:
            former = FormerNameRow(old.values["name"])
            known = tuple(values.get("former_names") or ())
            if former not in known and known == old.values["former_names"]:
                values["former_names"] = (*known, former)
        points = values.get("contact_points") or ()
        if points and (old is None or points != old.values.get("contact_points")):
            country = next((row.country for row in values.get("addresses") or ()), None)
            values["contact_points"] = contact_points.prepared(points, self._home_area(), country)
        if old is None:
            values["main_phone"] = contact_points.first_phone(values.get("contact_points") or ())
        if old is not None and values.get("parent") != old.values.get("parent"):
            self._refuse_circle(old.id, values.get("parent"))
        if old is not None and any(
            row.related == Link(old.id) for row in values.get("relations") or ()
        ):
            raise ValidationFailed(
                {"relations": _("A company is not related to itself. Choose another.")}
            )
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        name = values["name"]
        person = values.get("kind") is CustomerKind.PERSON
        return {"name_sort": sort_key(name, person=person), "core_name": companies.core_name(name)}

    def _all_texts(self, records: list[Record]) -> list[Texts]:
        people = self._people([record.id for record in records])
        return [texts(record.values, *people.get(record.id, ((), ()))) for record in records]

    def _people(self, ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        """The names and the phones of the contacts of these customers."""
        found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        session, chosen = self._desk.unit.session, storage.listed(ids)
        names, numbers = queries_for_people()
        for customer, name in names.rows(session, ids=chosen):
            found[customer][0].append(name)
        if not found:
            return {}
        for customer, number in numbers.rows(session, ids=chosen):
            found[customer][1].append(number)
        return found

    def _refuse_circle(self, id_: int, parent: Link | None) -> None:
        """A customer is not its own parent, over however many steps."""
        table = storage.table_of(CUSTOMER)
        step, seen = parent.id if parent else None, {id_}
        while step is not None and len(seen) < DEEPEST:
            if step in seen:
                raise ValidationFailed(
                    {"parent": _("The parent company is below this one. Choose another.")}
                )
            seen.add(step)
            query = select(table.c.parent_id).where(table.c.id == step)
            step = self._desk.unit.session.execute(
                visible(query, CUSTOMER, Actor.office())
            ).scalar()

    def _home_area(self) -> str | None:
        return self.office.settings.common("office").get("area_code")


@cache
def queries_for_people() -> tuple[Prepared, Prepared]:
    """(customer, name) and (customer, number) of the contacts of customers by `ids`."""
    link, contact, point = (
        Base.metadata.tables[model.__tablename__]
        for model in (CustomerContact, Contact, ContactPoint)
    )
    mine = among(link.c.customer_id)
    names = select(link.c.customer_id, contact.c.name)
    names = names.join_from(link, contact, contact.c.id == link.c.contact_id).where(mine)
    numbers = select(link.c.customer_id, point.c.value)
    numbers = (
        numbers.join_from(link, contact, contact.c.id == link.c.contact_id)
        .join(point, point.c.contact_id == contact.c.id)
        .where(mine, point.c.kind.in_(PHONE_KINDS))
    )
    by_link = (link.c.customer_id, link.c.inactive, link.c.id)
    return (
        Prepared(visible(names, CONTACT, Actor.office()).order_by(*by_link)),
        Prepared(visible(numbers, CONTACT, Actor.office()).order_by(*by_link, point.c.id)),
    )


def texts(values: Values, people: Sequence[str] = (), phones: Sequence[str] = ()) -> Texts:
    """What a customer is found by: names, people, numbers, addresses, e-mails."""
    names = [values["name"], values.get("short_name") or ""]
    names += [row.name for row in values.get("former_names") or ()]
    points, addresses = values.get("contact_points") or (), values.get("addresses") or ()
    places = [
        f"{row.province or ''}{row.city or ''}{row.district or ''}{row.detail or ''}"
        f" {row.country or ''} {row.consignee or ''}"
        for row in addresses
    ]
    others = [row.value for row in points if not row.is_phone]
    others += [row.nickname for row in points if row.nickname]
    others += [row.value for row in values.get("identifiers") or ()]
    codes = [values.get("code") or "", values.get("credit_code") or ""]
    numbers = [row.value for row in points if row.is_phone]
    numbers += [*(row.phone for row in addresses if row.phone), *phones, *codes]
    return Texts(
        tuple(filter(None, [*names, *codes, *people, *places, *others])),
        tuple(filter(None, [*names, *people])),
        tuple(filter(None, [*numbers, *others])),
    )
