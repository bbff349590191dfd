"""A house whose strangers' records bear a marker, and whose own records point to them.

What an unseen record shows to whoever sees one that points to it is one rule: the link keeps its
id, or saving would lose it, and bears no name (Office.names_of).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import RelationRow
from cims.services.entity import Entity, Kind, Link
from cims.services.field_rights import closable
from cims.services.granted import Action, FieldAccess, Reach, Right
from cims.services.notice_words import COMMENT, HANDOVER, MENTION, TASK
from cims.services.notices import Message
from cims.services.office import ROOMS
from cims.services.opportunity_fields import VoiceRow
from cims.services.rights import Actor
from cims.services.role_drafts import RoleDraft
from tests.conftest import Template
from tests.factories import valid
from tests.permissions.house import FOREIGN, KINDS, OWN, House, furnished

NAME, REST = "Quetzal", "Zebrafish"
NUMBER = "13355557777"
CREDIT_CODE = "91350100M000100Y43"
FAR = 77_123_456  # the id of a customer to which strangers' records alone point
LIMITED = ("manager", "sales", "narrow")
NARROW, HIDDEN = "service", "finance"  # the users who get roles of the office's own making


@contextmanager
def marked(template: Template, folder: Path) -> Iterator[House]:
    """The furnished house with markers, and with two roles of the office's own making."""
    with furnished(template, folder) as made:
        made.do(lambda office: own_role(made, office, template))
        made.do(lambda office: mark(made, office))
        made.do(lambda office: set_apart(made, office))
        made.do(lambda office: tie(made, office))
        made.do(lambda office: hiding_role(made, office, template))
        for who, user in (("narrow", NARROW), ("hidden", HIDDEN)):
            with made.opened.database.read(Actor.office()) as office:
                made.actors[who] = office.users.actor(template.people[user], session="test")
        yield made


def of_own() -> dict[tuple[str, Action], Reach]:
    """Every right for records, but only for one's own."""
    kinds = [room.entity for room in ROOMS if room.entity.name != "user"]
    return {(kind.name, action): Reach.OWN for kind in kinds for action in kind.actions}


def own_role(house: House, office, template: Template) -> None:
    """Everything that there is, but only of one's own records."""
    single = frozenset(Right) - {Right.SIGN_IN, Right.USERS}
    sales = office.roles.of(office.roles.coded("sales"))
    role = replace(sales, id=0, version=0, name="Narrow", records=of_own(), single=single)
    office.users.set_roles(template.people[NARROW], [office.roles.save(role)])


def hiding_role(house: House, office, template: Template) -> None:
    """Everything of one's own records, but every field that can be hidden is."""
    fields = {
        (room.entity.name, name): FieldAccess.HIDDEN
        for room in ROOMS
        for name, how in closable(room.entity).items()
        if FieldAccess.HIDDEN in how
    }
    single = frozenset(Right) - {Right.SIGN_IN, Right.USERS}
    role = RoleDraft(name="Hidden", records=of_own(), single=single, fields=fields)
    for kind in KINDS:
        room = office.room(kind)
        record = room.load(house.ids[kind, HIDDEN, OWN])
        open_too = {room.entity.title: "Changed together"}  # or the edit is told to nobody at all
        room.save(record.changed(**texts_of(room.entity, fields), **open_too))
    office.users.set_roles(template.people[HIDDEN], [office.roles.save(role)])


def texts_of(entity: Entity, among=None) -> dict[str, object]:
    """The marker for every text of a record type, or for those among these fields."""
    texts: dict[str, object] = {
        field.name: REST
        for field in entity.fields
        if field.kind in (Kind.TEXT, Kind.LONG_TEXT) and not field.read_only
        if field.name not in (*entity.keys, "code", "currency")
    }
    if "contact_points" in entity.by_name:
        texts["contact_points"] = (ContactPointRow("mobile", NUMBER),)
    if "tags" in entity.by_name:
        texts["tags"] = (REST,)
    return {n: v for n, v in texts.items() if among is None or (entity.name, n) in among}


def role_of(who: str) -> str:
    return {"narrow": NARROW, "hidden": HIDDEN}.get(who, who)


def mark(house: House, office) -> None:
    """Strangers' records say the marker wherever they can say anything."""
    for who in LIMITED:
        for kind in KINDS:
            room, id_ = office.room(kind), house.ids[kind, role_of(who), FOREIGN]
            record = room.load(id_)
            texts = {**texts_of(room.entity), room.entity.title: f"{NAME} {who}"}
            if kind == "customer":
                texts["credit_code"] = CREDIT_CODE
            room.save(record.changed(**texts))


def set_apart(house: House, office) -> None:
    """Strangers' customers stand below one that is known by its id."""
    session = office._unit.session.connection()
    numbers = "UPDATE sqlite_sequence SET seq = ? WHERE name = 'customer'"
    free = office.customers.free_from()
    session.exec_driver_sql(numbers, (FAR - 1,))
    stranger = office.customers.load(house.ids["customer", "sales", FOREIGN]).values["owner"]
    assert office.customers.add(valid("customer", owner=stranger)) == FAR
    session.exec_driver_sql(numbers, (free - 1,))
    for who in LIMITED:
        record = office.customers.load(house.ids["customer", role_of(who), FOREIGN])
        office.customers.save(record.changed(parent=Link(FAR)))


def tie(house: House, office) -> None:
    """Own records point to the stranger's by every link: the links show no name. Notices too."""
    for who in LIMITED:
        role = role_of(who)
        firm, theirs = (house.ids["customer", role, at] for at in (OWN, FOREIGN))
        person, entry, task = (house.ids[kind, role, FOREIGN] for kind in KINDS[1:4])
        me = house.actors[role].user_id
        record = office.customers.load(firm)
        related = (RelationRow(Link(theirs), "dealer", "ours"),)
        office.customers.save(record.changed(parent=Link(theirs), relations=related))
        record = office.customers.load(theirs)
        office.customers.save(record.changed(relations=(RelationRow(Link(firm), "dealer", REST),)))
        contact = office.contacts.load(house.ids["contact", role, OWN])
        places = (*contact.values["places"], PlaceRow(Link(theirs)))
        office.contacts.save(contact.changed(places=places))
        for kind in ("activity", "task"):
            own = office.room(kind).load(house.ids[kind, role, OWN])
            office.room(kind).save(own.changed(contact=Link(person)))
        mine = {"owner": Link(me), "customer": Link(theirs)}
        office.contacts.add(valid("contact", **mine))
        office.tasks.add(valid("task", **mine, contact=Link(person)))
        office.activities.add(valid("activity", **mine, contact=Link(person)))
        order = office.orders.add(valid("order", **mine, contact=Link(person)))
        office.order_lines.add(valid("order_line", order=Link(order)))
        voices = (VoiceRow(Link(person)),)
        office.opportunities.add(valid("opportunity", **mine, contact=Link(person), voices=voices))
        deal = house.ids["opportunity", role, FOREIGN]
        about = {"contact": Link(person), "opportunity": Link(deal)}
        quote = office.quotes.add(valid("quote", **mine, **about))
        office.quote_lines.add(valid("quote_line", quote=Link(quote)))
        mine["customer"] = Link(firm)
        office.activities.add(valid("activity", **mine, contact=Link(person), about=entry))
        about = {HANDOVER: ("customer", theirs), TASK: ("task", task)}
        about |= dict.fromkeys((MENTION, COMMENT), ("activity", entry))
        office.notices._send([Message(me, kind, *of, theirs, {}) for kind, of in about.items()])


def leaks(text: str, *, names: bool = False) -> bool:
    """Whether a marker stands there; `names`: to whole keys anybody's name may be the answer."""
    if names:
        return REST in text
    return REST in text or NAME in text or NUMBER in re.sub(r"[\s-]", "", text)
