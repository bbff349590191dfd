"""Customers: what they look like, and what can be done with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import not_, select

from cims.models.base import Base
from cims.models.contact import PHONE_KINDS, Contact, ContactPoint, CustomerContact
from cims.models.customer import (
    Address,
    Collaborator,
    Customer,
    CustomerKind,
    CustomerRelation,
    CustomerTag,
    FormerName,
    Identifier,
    InvoiceDetails,
)
from cims.services import contact_points, storage
from cims.services.contacts import CONTACT, copy_owners
from cims.services.database import among
from cims.services.entity import Document, Entity, Field, Kind, Link, Prefix, Rows, Values
from cims.services.errors import ValidationFailed
from cims.services.i18n import N_, _
from cims.services.prepared import Prepared
from cims.services.reading import CHUNK
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Double, Owned, requires, visible
from cims.services.rules import companies, credit_code
from cims.services.rules.folding import digit_tokens, sound_tokens, text_tokens
from cims.services.rules.sorting import sort_key
from cims.services.storage import Record

DEEPEST = 50


@dataclass(frozen=True)
class FormerNameRow:
    """A name the customer had before."""

    name: str = ""


@dataclass(frozen=True)
class AddressRow:
    """A place of a customer."""

    use: str = "registered"
    country: str | None = None
    region_code: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    detail: str | None = None
    postal_code: str | None = None
    consignee: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class IdentifierRow:
    """An official number beside the credit code."""

    kind: str = "taxpayer"
    value: str = ""


@dataclass(frozen=True)
class InvoiceRow:
    """One set of invoice details."""

    is_default: bool = True
    title: str = ""
    taxpayer_id: str | None = None
    address: str | None = None
    phone: str | None = None
    bank: str | None = None
    bank_account: str | None = None
    receiver: str | None = None
    receiver_email: str | None = None
    receiver_phone: str | None = None
    invoice_kind: str | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True)
class RelationRow:
    """Another customer that this one has to do with."""

    related: Link | None = None
    kind: str | None = None
    note: str | None = None


def one_default(rows: Sequence[InvoiceRow]) -> str | None:
    """Refuse several default sets of invoice details."""
    if sum(row.is_default for row in rows) > 1:
        return _("Only one set of invoice details can be the default. Untick the others.")
    return None


ROWS = "customer_id"
FIELDS = (
    Field("name", N_("Name"), required=True, listed=True, sortable=True, sort_by="name_sort",
          group=N_("Customer"), length=200),
    Field("code", N_("Number"), group=N_("Customer"), sortable=True, length=40,
          synonyms=("客户编号", "编码", "customer no", "customer number", "id")),
    Field("short_name", N_("Short name"), group=N_("Customer"), length=100),
    Field("former_names", N_("Former names"), Kind.ROWS, group=N_("Customer"),
          rows=Rows(FormerName, ROWS, FormerNameRow,
                    (Field("name", N_("Former name"), required=True, length=200),),
                    derive=lambda row: {"core_name": companies.core_name(row.name)})),
    Field("kind", N_("Kind"), Kind.ENUM, enum=CustomerKind, group=N_("Customer")),
    Field("lifecycle", N_("State"), Kind.CHOICE, choices="lifecycle", listed=True, sortable=True,
          group=N_("Customer"), synonyms=("状态", "客户状态", "阶段")),
    Field("grade", N_("Grade"), Kind.CHOICE, choices="grade", listed=True, sortable=True,
          group=N_("Customer")),
    Field("industry", N_("Industry"), Kind.CHOICE, choices="industry", group=N_("Customer")),
    Field("source", N_("Source"), Kind.CHOICE, choices="source", group=N_("Customer")),
    Field("size", N_("Size"), Kind.CHOICE, choices="size", group=N_("Customer")),
    Field("owner", N_("Owner"), Kind.LINK, target="user", listed=True, group=N_("Customer")),
    Field("collaborators", N_("Collaborators"), Kind.LINKS, target="user", group=N_("Customer"),
          rows=Rows(Collaborator, ROWS, link="user_id")),
    Field("tags", N_("Tags"), Kind.TAGS, group=N_("Customer"), length=60,
          rows=Rows(CustomerTag, ROWS, link="tag_id")),
    Field("next_contact_on", N_("Next contact"), Kind.DATE, listed=True, sortable=True,
          group=N_("Customer")),
    contact_points.described(ROWS),
    Field("website", N_("Website"), group=N_("Reach"), length=200),
    Field("addresses", N_("Addresses"), Kind.ROWS, group=N_("Reach"),
          rows=Rows(Address, ROWS, AddressRow, (
              Field("use", N_("Use"), Kind.CHOICE, choices="address_use", required=True),
              Field("country", N_("Country"), length=60),
              Field("region_code", N_("Region code"), length=6),
              Field("province", N_("Province"), length=60),
              Field("city", N_("City"), length=60),
              Field("district", N_("District"), length=60),
              Field("detail", N_("Street and number"), length=300),
              Field("postal_code", N_("Postal code"), length=20),
              Field("consignee", N_("Consignee"), length=100),
              Field("phone", N_("Phone"), length=60),
          ))),
    Field("credit_code", N_("Unified social credit code"), group=N_("Invoices"), length=40,
          warn=credit_code.problem,
          synonyms=("税号", "纳税人识别号", "信用代码", "统一社会信用代码", "tax id")),
    Field("identifiers", N_("Other official numbers"), Kind.ROWS, group=N_("Invoices"),
          rows=Rows(Identifier, ROWS, IdentifierRow, (
              Field("kind", N_("Kind"), Kind.CHOICE, choices="identifier_kind", required=True),
              Field("value", N_("Number"), required=True, length=60),
          ))),
    Field("invoice_details", N_("Invoice details"), Kind.ROWS, group=N_("Invoices"),
          check=one_default,
          rows=Rows(InvoiceDetails, ROWS, InvoiceRow, (
              Field("title", N_("Name"), required=True, length=200),
              Field("taxpayer_id", N_("Taxpayer ID"), length=40),
              Field("address", N_("Address"), length=300),
              Field("phone", N_("Phone"), length=60),
              Field("bank", N_("Bank"), length=200),
              Field("bank_account", N_("Company bank account"), length=60),
              Field("receiver", N_("Invoice receiver"), length=100),
              Field("receiver_email", N_("Receiver's e-mail"), length=200),
              Field("receiver_phone", N_("Receiver's mobile"), length=60),
              Field("invoice_kind", N_("Invoice kind"), Kind.CHOICE, choices="invoice_kind"),
              Field("tax_rate", N_("Tax rate"), Kind.EXACT),
              Field("is_default", N_("Default"), Kind.YES_NO),
          ))),
    Field("parent", N_("Parent company"), Kind.LINK, target="customer", group=N_("Relations")),
    Field("relations", N_("Related companies"), Kind.ROWS, group=N_("Relations"),
          rows=Rows(CustomerRelation, ROWS, RelationRow, (
              Field("related", N_("Related company"), Kind.LINK, target="customer", required=True),
              Field("kind", N_("Kind"), Kind.CHOICE, choices="relation_kind"),
              Field("note", N_("Note"), length=200),
          ))),
    Field("needs", N_("Needs"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("preferences", N_("Preferences"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("main_contact", N_("Main contact"), listed=True, read_only=True),
    Field("main_phone", N_("Phone"), listed=True, read_only=True),
    # ids are given in the order in which records are made, so their order needs no other index
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, sortable=True, sort_by="id"),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)  # fmt: skip


CUSTOMER = Entity(
    "customer",
    "customers",
    N_("Customer"),
    N_("Customers"),
    Customer,
    FIELDS,
    Owned(collaborators=Collaborator),
    series="C{000000}",
    keys=("code", "credit_code"),
    customer_column="id",
    prefix=Prefix("core_name", companies.core_name),
)


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
        """Other customers with the same number, credit code, core name or phone, anybody's."""
        code = credit_code.normalised(values.get("credit_code") or "")
        hits = self._doubles([{**values, "credit_code": code}])[0]
        table = storage.table_of(CUSTOMER)
        if core := companies.core_name(str(values.get("name") or "")):
            hits += self._known(table.c.core_name, {core})
        points = contact_points.prepared(values.get("contact_points") or (), self._home_area())
        keys = {key for row in points if row.is_phone and (key := contact_points.match_key(row))}
        if keys:
            column = Base.metadata.tables[ContactPoint.__tablename__].c.match_key
            hits += self._known(column, keys)
        unique = {hit.id: hit for hit in hits if hit.id != id_}
        return list(unique.values())

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
        if "contact_points" in changed:
            self.refresh([old.id])

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

    def _documents(self, records: list[Record]) -> list[Document]:
        people = self._people([record.id for record in records])
        return [document(record.values, *people.get(record.id, ((), ()))) for record in records]

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


def document(values: Values, people: Sequence[str] = (), phones: Sequence[str] = ()) -> Document:
    """The words under which a customer is found: names, people, numbers, addresses, e-mails."""
    names = [values["name"], values.get("short_name") or ""]
    names += [row.name for row in values.get("former_names") or ()]
    points = values.get("contact_points") or ()
    places = [
        f"{row.province or ''}{row.city or ''}{row.district or ''}{row.detail or ''}"
        f" {row.country or ''} {row.consignee or ''}"
        for row in values.get("addresses") or ()
    ]
    others = [row.value for row in points if not row.is_phone]
    others += [row.value for row in values.get("identifiers") or ()]
    codes = [values.get("code") or "", values.get("credit_code") or ""]
    numbers = [row.value for row in points if row.is_phone] + [*phones, *codes]
    return Document(
        text_tokens(*filter(None, [*names, *codes, *people, *places, *others])),
        sound_tokens(*filter(None, [*names, *people])),
        digit_tokens(*filter(None, [*numbers, *others])),
    )
