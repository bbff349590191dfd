"""People at customers: what they look like, and what can be done with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select, update

from cims.models.base import Base
from cims.models.contact import Contact, ContactPoint, CustomerContact
from cims.models.customer import Collaborator, Customer
from cims.services import contact_points, contact_values, storage
from cims.services.beginning import Beginning
from cims.services.contact_fields import CONTACT, PlaceRow, birthday_of
from cims.services.database import Unit
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Double, requires, visible
from cims.services.sealed_cells import keys_of
from cims.services.search_words import Texts
from cims.services.storage import Record

__all__ = ["CONTACT", "ContactService", "PlaceRow", "birthday_of", "copy_owners"]


class ContactService(RecordService):
    """People at the office's customers."""

    entity = CONTACT

    @requires(Action.READ)
    def alike(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other contacts with the same number or phone, anybody's; at the customer also by name.

        For holders of vk also those with the same typed identity number or bank card.
        """
        values = {name: value for name, value in values.items() if name not in self._hidden}
        hits = self._doubles([values])[0]
        for column, key in keys_of(self._desk, self._whole, values).items():
            hits += self._known(storage.table_of(CONTACT).c[column], {key})
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

    def _into_pool(self, customer_id: int, owner: int | None) -> None:
        """Contacts that their owner has at this customer alone belong to nobody with it."""
        link, contact = (
            Base.metadata.tables[CustomerContact.__tablename__],
            storage.table_of(CONTACT),
        )
        elsewhere = select(link.c.contact_id).where(link.c.customer_id != customer_id)
        mine = self._at(customer_id).where(contact.c.id.not_in(elsewhere))
        self._give_to(mine.where(contact.c.owner_id == owner), None)

    def _out_of_pool(self, customer_id: int, owner: int) -> None:
        """Contacts of nobody at this customer are in the hands of whoever takes it."""
        contact = storage.table_of(CONTACT)
        self._give_to(self._at(customer_id).where(contact.c.owner_id.is_(None)), owner)

    def _at(self, customer_id: int) -> Select[Any]:
        """The contacts of a customer, whoever may see them."""
        link, contact = (
            Base.metadata.tables[CustomerContact.__tablename__],
            storage.table_of(CONTACT),
        )
        query = select(contact.c.id).join_from(contact, link, link.c.contact_id == contact.c.id)
        return visible(query.where(link.c.customer_id == customer_id), CONTACT, Actor.office())

    def _give_to(self, chosen: Select[Any], owner: int | None) -> None:
        """Another owner for these contacts; their customer's entry in the log tells of it."""
        unit = self._desk.unit
        if ids := list(unit.session.scalars(chosen)):
            storage.update_many(unit, CONTACT, ids, {"owner_id": owner})
            self._report(ids)

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return contact_values.entered(values)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        if old is None:
            told = Beginning(self._desk.unit.actor.user_id, self._home_area())
            return contact_values.begun(values, told)
        values["name"] = " ".join(str(values.get("name") or "").split())
        values = contact_values.placed(values)
        if values.get("contact_points") != old.values.get("contact_points"):
            values = contact_values.with_points(values, self._home_area())
        return contact_values.shown(values)

    def _home_area(self) -> str | None:
        return self.office.settings.common("office").get("area_code")

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return contact_values.derived(values)

    def _texts(self, record: Record) -> Texts:
        return contact_values.texts(record.values)

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
