"""The people at customers, whose names and phones a customer is found by."""

from functools import cache

from sqlalchemy import select

from cims.models.base import Base
from cims.models.contact import PHONE_KINDS, Contact, ContactPoint, CustomerContact
from cims.services.contact_fields import CONTACT
from cims.services.database import among
from cims.services.prepared import Prepared
from cims.services.rights import Actor, visible


@cache
def queries_for_people() -> tuple[Prepared, Prepared]:
    """(customer, name) and (customer, number) of the contacts of customers by `ids`."""
    return people_seen_by(Actor.office())


def people_seen_by(actor: Actor) -> tuple[Prepared, Prepared]:
    """The same, of contacts that the actor may see."""
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
        Prepared(visible(names, CONTACT, actor).order_by(*by_link)),
        Prepared(visible(numbers, CONTACT, actor).order_by(*by_link, point.c.id)),
    )
