"""People at customers: what they look like, and what can be done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from cims.models.base import Base
from cims.models.contact import BirthdayCalendar, Contact, ContactPoint, CustomerContact
from cims.models.customer import Collaborator, Customer
from cims.services import contact_points, storage
from cims.services.database import Unit
from cims.services.entity import Entity, Field, Kind, Link, Prefix, Rows, Values
from cims.services.i18n import N_
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Double, Owned, requires, visible
from cims.services.rules import birthdays, people
from cims.services.rules.sorting import sort_key
from cims.services.storage import Record
from cims.services.words_process import Texts


@dataclass(frozen=True)
class PlaceRow:
    """A contact's place at one customer."""

    customer: Link | None = None
    role: str | None = None
    decision_role: str | None = None
    inactive: bool = False


FIELDS = (
    Field("name", N_("Full name"), required=True, listed=True, sortable=True, sort_by="name_sort",
          group=N_("Contact"), length=100, synonyms=("name", "名称", "姓名")),
    Field("code", N_("Number"), group=N_("Contact"), sortable=True, length=40),
    Field("salutation", N_("Salutation"), group=N_("Contact"), length=60),
    Field("job_title", N_("Job title"), listed=True, group=N_("Contact"), length=100,
          synonyms=("职务", "职位", "contact title", "title")),
    Field("department", N_("Department"), group=N_("Contact"), length=100),
    Field("places", N_("Customers"), Kind.ROWS, group=N_("Contact"),
          rows=Rows(CustomerContact, "contact_id", PlaceRow, (
              Field("customer", N_("Customer"), Kind.LINK, target="customer", required=True),
              Field("role", N_("Role"), Kind.CHOICE, choices="contact_role"),
              Field("decision_role", N_("Decision role"), Kind.CHOICE, choices="decision_role"),
              Field("inactive", N_("No longer there"), Kind.YES_NO),
          ))),
    Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True, read_only=True),
    Field("owner", N_("Owner"), Kind.LINK, target="user", group=N_("Contact")),
    contact_points.described("contact_id"),
    Field("main_phone", N_("Phone"), listed=True, read_only=True),
    Field("birthday_calendar", N_("Birthday calendar"), Kind.ENUM, enum=BirthdayCalendar,
          group=N_("Birthday")),
    Field("birthday_year", N_("Year of birth"), Kind.WHOLE, group=N_("Birthday")),
    Field("birthday_month", N_("Month of birth"), Kind.WHOLE, group=N_("Birthday")),
    Field("birthday_leap", N_("Leap month"), Kind.YES_NO, group=N_("Birthday")),
    Field("birthday_day", N_("Day of birth"), Kind.WHOLE, group=N_("Birthday")),
    Field("identity_number", N_("Identity number"), Kind.SEALED, group=N_("Sealed"),
          read_only=True, uuid="0192f0a0-0000-7000-8000-000000000001"),
    Field("private_bank_card", N_("Private bank card"), Kind.SEALED, group=N_("Sealed"),
          read_only=True, uuid="0192f0a0-0000-7000-8000-000000000002"),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)  # fmt: skip


def birthday_of(values: Values) -> birthdays.Birthday | None:
    """The birthday in a contact's values; None without month and day."""
    if not values.get("birthday_month") or not values.get("birthday_day"):
        return None
    lunar = values.get("birthday_calendar") is BirthdayCalendar.LUNAR
    return birthdays.Birthday(
        calendar=birthdays.Calendar.LUNAR if lunar else birthdays.Calendar.SOLAR,
        year=values.get("birthday_year"),
        month=values["birthday_month"],
        leap=bool(values.get("birthday_leap")),
        day=values["birthday_day"],
    )


def rule(values: Values) -> Mapping[str, str]:
    """Refuse a birthday that no calendar has."""
    birthday = birthday_of(values)
    message = birthdays.problem(birthday) if birthday else None
    return {"birthday_day": message} if message else {}


CONTACT = Entity(
    "contact",
    "contacts",
    N_("Contact"),
    N_("Contacts"),
    Contact,
    FIELDS,
    Owned(through="customer_id", links=CustomerContact, collaborators=Collaborator),
    series="P{000000}",
    customer_column="customer_id",
    prefix=Prefix("name", str.strip),
    rule=rule,
)


class ContactService(RecordService):
    """People at the office's customers."""

    entity = CONTACT

    @requires(Action.READ)
    def alike(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other contacts with the same number or phone, anybody's; at the customer also by name."""
        hits = self._doubles([values])[0]
        area = self.office.settings.common("office").get("area_code")
        if keys := contact_points.phone_keys(values.get("contact_points") or (), area):
            points = Base.metadata.tables[ContactPoint.__tablename__]
            hits += self._known(points.c.match_key, keys)
        if name := " ".join(str(values.get("name") or "").split()):
            namesakes = self._known(storage.table_of(CONTACT).c.name, {name})
            beside = self._beside([hit.id for hit in namesakes], values) if namesakes else set()
            hits += [hit for hit in namesakes if hit.id in beside]
        unique = {hit.id: hit for hit in hits if hit.id != id_}
        return list(unique.values())

    def _beside(self, ids: Sequence[int], values: Mapping[str, Any]) -> set[int]:
        """Those of these contacts that the actor sees at a customer of these values."""
        chosen = [values.get("customer"), *(row.customer for row in values.get("places") or ())]
        firms = [link.id for link in chosen if link]
        link, contact = (
            Base.metadata.tables[CustomerContact.__tablename__],
            storage.table_of(CONTACT),
        )
        query = select(contact.c.id).join_from(contact, link, link.c.contact_id == contact.c.id)
        query = query.where(link.c.customer_id.in_(firms), contact.c.id.in_(ids))
        unit = self._desk.unit
        return set(unit.session.scalars(visible(query, CONTACT, unit.actor)))

    @requires(Action.READ)
    def refresh(self, ids: Sequence[int]) -> None:
        """Bring the search rows of these contacts up to their customers' owners."""
        unit = self._desk.unit
        self._put(storage.fetch(unit.session, CONTACT, Actor.office(), ids))

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new contact's customer may be named alone, without a role there."""
        entered = super()._enterable(values)
        if "customer" in values:
            entered["customer"] = values["customer"]
        return entered

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        name = " ".join(str(values.get("name") or "").split())
        values["name"] = name
        if old is None and not values.get("salutation"):
            values["salutation"] = people.salutation(name, values.get("job_title") or "") or None
        if old is None and values.get("customer") and not values.get("places"):
            values["places"] = (PlaceRow(values["customer"]),)
        places = tuple(row for row in values.get("places") or () if row.customer)
        values["places"] = places
        first = next((row for row in places if not row.inactive), places[0] if places else None)
        values["customer"] = first.customer if first else None
        if old is None and not values.get("owner") and self._desk.unit.actor.user_id:
            values["owner"] = Link(self._desk.unit.actor.user_id)
        points = values.get("contact_points") or ()
        if points and (old is None or points != old.values.get("contact_points")):
            area = self.office.settings.common("office").get("area_code")
            values["contact_points"] = contact_points.prepared(points, area)
        values["main_phone"] = contact_points.first_phone(values.get("contact_points") or ())
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"name_sort": sort_key(values["name"], person=True)}

    def _texts(self, record: Record) -> Texts:
        values = record.values
        points = values.get("contact_points") or ()
        others = [row.value for row in points if not row.is_phone]
        others += [row.nickname for row in points if row.nickname]
        words = [values["name"], values.get("code"), values.get("job_title"), *others]
        numbers = (*[row.value for row in points], values.get("code") or "")
        return Texts(tuple(filter(None, words)), (values["name"],), numbers)

    def _scopes(self, records: list[Record]) -> list[str]:
        """Besides the contact's own: owners and collaborators of all its customers."""
        link = Base.metadata.tables[CustomerContact.__tablename__]
        words = [set(self._scope(record).split()) for record in records]
        by_id = {record.id: own for record, own in zip(records, words, strict=True)}
        query = select(link.c.contact_id, link.c.customer_owner_id)
        query = query.where(link.c.contact_id.in_(by_id), link.c.customer_owner_id.is_not(None))
        for contact, owner in self._desk.unit.session.execute(query):
            by_id[contact].add(f"o{owner}")
        helper = Base.metadata.tables[Collaborator.__tablename__]
        query = select(link.c.contact_id, helper.c.user_id)
        query = query.join_from(link, helper, helper.c.customer_id == link.c.customer_id)
        for contact, user in self._desk.unit.session.execute(
            query.where(link.c.contact_id.in_(by_id))
        ):
            by_id[contact].add(f"u{user}")
        return [" ".join(sorted(own)) for own in words]

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        copy_owners(self._desk.unit, contacts=ids)
        super()._after_insert(ids, rows, uuids)
        self._tell_customers(rows)

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        copy_owners(self._desk.unit, contacts=[old.id])
        self._tell_customers([old.values, values])

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        unit = self._desk.unit
        records = storage.fetch(unit.session, CONTACT, unit.actor, ids, binned=binned)
        done = super()._bin(ids, action, binned=binned)
        self._tell_customers([record.values for record in records])
        return done

    def _tell_customers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let the customers of these contacts show and find their main contact again."""
        touched = {
            row.customer.id for values in rows for row in values.get("places") or () if row.customer
        }
        if touched:
            self.office.customers.refresh(sorted(touched))


def copy_owners(unit: Unit, *, contacts: Sequence[int] = (), customers: Sequence[int] = ()) -> None:
    """Copy customers' owners into their contacts: into these contacts, or from these customers."""
    customer, contact, link = (
        Base.metadata.tables[model.__tablename__] for model in (Customer, Contact, CustomerContact)
    )
    for table, mine in ((contact, contact.c.id), (link, link.c.contact_id)):
        owner = select(customer.c.owner_id).where(customer.c.id == table.c.customer_id)
        chosen = mine.in_(list(contacts)) if contacts else table.c.customer_id.in_(list(customers))
        statement = update(table).where(chosen).values(customer_owner_id=owner.scalar_subquery())
        unit.session.execute(statement.execution_options(**storage.MARK))
