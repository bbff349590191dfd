"""An office in which everybody has own, a teammate's, a stranger's and removed records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

from cims.models.sales_order import OrderState
from cims.services.changes import ChangeKind
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import OpenOffice, open_office
from cims.services.rights import Actor
from cims.services.vault.vault import open_by_keys
from tests.conftest import ROLES, SetClock, Template
from tests.factories import valid
from tests.weak_policy import WEAK

OWN, TEAM, FOREIGN, DELETED = RELATIONS = ("own", "team", "foreign", "deleted")
KINDS = (
    *("customer", "contact", "activity", "task", "order", "order_line", "opportunity"),
    *("lead", "target", "quote", "quote_line"),
)
SHARED = (
    *("segment", "product_family", "product", "tax_rate", "exchange_rate", "pipeline", "stage"),
    *("assignment_rule", "paper_template"),
)
ID_NUMBER = "11010519491231002X"


class TakenBack(Exception):
    """Ends a trial: nothing of it stays."""


@dataclass
class House:
    """The office, and for each role who and what there is: ids by (kind, role, relation)."""

    opened: OpenOffice
    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[tuple[str, str, str], int] = field(default_factory=dict)
    keys: dict[tuple[str, str, str], str] = field(default_factory=dict)
    phones: dict[tuple[str, str], str] = field(default_factory=dict)
    edits: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    uuids: dict[int, bytes] = field(default_factory=dict)
    taker: int = 0
    team: int = 0
    segments: tuple[int, int] = (0, 0)
    roles: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def trial(self, actor: Actor) -> Iterator[Office]:
        """A write transaction that is taken back."""
        try:
            with self.opened.database.write(actor) as office:
                yield office
                raise TakenBack
        except TakenBack:
            pass

    def do(self, work: Callable[[Office], Any]) -> Any:
        """Something that the office itself does and that stays."""
        with self.opened.database.write(Actor.office(), ChangeKind.SETUP) as office:
            return work(office)


@contextmanager
def furnished(template: Template, folder: Path) -> Iterator[House]:
    """The template's office, furnished so."""
    copytree(template.folder, folder)
    clock = SetClock()
    vault = open_by_keys(folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id)
    opened = open_office(vault, clock)
    try:
        house = House(opened)
        move_in(house, template)
        yield house
    finally:
        opened.close()


def move_in(house: House, template: Template) -> None:
    """Give every role a team with a mate, and everybody records."""

    def people(office: Office) -> tuple[int, dict[str, dict[str, int]]]:
        house.roles = {role.code: role.id for role in office.roles.all()}
        stranger = office.users.add(valid("user"))
        house.taker = office.users.add(valid("user"))
        office.users.give_role(house.taker, "manager")
        house.team = office.users.add_team("Elsewhere")
        found: dict[str, dict[str, int]] = {}
        for role in ROLES:
            me, mate, gone = template.people[role], *(office.users.add(valid("user")) for _ in "ab")
            team = office.users.add_team(f"Team {role}")
            office.users.join_team(me, team)
            office.users.join_team(mate, team)
            office.users.remove([gone])
            found[role] = {OWN: me, TEAM: mate, FOREIGN: stranger, DELETED: gone}
        house.segments = tuple(office.segments.add(valid("segment")) for _ in "ab")  # type: ignore[assignment] # two
        for kind in SHARED:
            there, removed = (office.room(kind).add(valid(kind)) for _ in "ab")
            office.room(kind).remove([removed])
            for role in ROLES:
                for relation in RELATIONS:
                    chosen = removed if relation == DELETED else there
                    house.ids[kind, role, relation] = chosen
        for role in ROLES:
            for relation in RELATIONS:
                house.ids["user", role, relation] = found[role][relation]
        return stranger, found

    _stranger, found = house.do(people)
    house.do(lambda office: [records(house, office, role, found[role]) for role in ROLES])
    for role in ROLES:
        for relation in RELATIONS:
            house.edits[role, relation] = changed(house, role, relation)
    house.do(lambda office: learn(house, office))
    for role in ROLES:
        with house.opened.database.read(Actor.office()) as office:
            house.actors[role] = office.users.actor(template.people[role], session="test")


def records(house: House, office: Office, role: str, people: dict[str, int]) -> None:
    """A customer with a contact, a follow-up, a task and an order of each owner."""
    number = len(house.phones)
    for relation in RELATIONS:
        owner = Link(people[OWN if relation == DELETED else relation])
        phone = f"139{10000000 + number}"
        number += 1
        points = (ContactPointRow("mobile", phone),)
        held = (Link(house.segments[1]),)
        firm = office.customers.add(
            valid("customer", owner=owner, contact_points=points, segments=held)
        )
        house.ids["customer", role, relation] = firm
        house.phones[role, relation] = phone
        at = firm if relation != DELETED else house.ids["customer", role, OWN]
        for kind in KINDS[1:]:
            values = {**valid(kind), "owner": owner, "customer": Link(at)}
            if kind == "target":
                del values["customer"]
            if kind == "contact":
                values |= {"birthday_calendar": "solar", "birthday_month": 11, "birthday_day": 23}
                values["identity_number"] = ID_NUMBER
            if kind == "activity":
                values["happened_at"] = datetime(2026, 11, 20, tzinfo=UTC)
            if kind == "task":
                values |= {"due_on": date(2026, 11, 22), "remind_at": None}
            if kind == "order":
                values["state"] = OrderState.DRAFT
            kept = OWN if relation == DELETED else relation
            if kind == "quote":
                values["opportunity"] = Link(house.ids["opportunity", role, kept])
            if kind in ("order_line", "quote_line"):
                paper = kind.removesuffix("_line")
                values[paper] = Link(house.ids[paper, role, kept])
            house.ids[kind, role, relation] = office.room(kind).add(values)


def changed(house: House, role: str, relation: str) -> tuple[int, int]:
    """An edit of the customer by the office itself, a removal for removed ones: its two numbers."""
    firm = house.ids["customer", role, relation]
    with house.opened.database.write(Actor.office()) as office:
        record = office.customers.load(firm)
        office.customers.save(record.changed(remarks="Changed by the office"))
        if relation == DELETED:
            for kind in KINDS:
                office.room(kind).remove([house.ids[kind, role, relation]])
        change = office.changes.change_set_id
        seq = office._desk.audit.state.seq
    assert change is not None
    return change, seq


def learn(house: House, office: Office) -> None:
    """The key by which each record is known."""
    for place, id_ in house.ids.items():
        room = office.room(place[0])
        key = room.entity.keys[0]
        rows = room.rows([id_], (key,)) or room.rows([id_], (key,), binned=True)
        house.keys[place] = rows[0].values[key]
        if place[0] == "user":
            house.uuids[id_] = rows[0].uuid
