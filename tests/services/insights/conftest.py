"""An office with a bit of everything that is counted, owned by different people."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from cims.models.opportunity import StageMeaning
from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.services.filters import Condition, Operator
from cims.services.office import Office
from cims.services.opening import OpenOffice
from tests.factories import valid

TODAY = date(2026, 11, 22)  # a Sunday; the clock of the tests says so
STATES = ("potential", "interested", "won", "won", "dormant", "lost", None)
GRADES = ("A", "B", "B", "C", None)
SOURCES = (
    "referral", "fair", "online", "telephone", "visit", "tender", "dealer", "friend", "other", None,
)  # fmt: skip
CREATED = (0, 3, 22, 40, 60, 95, 140, 200, 300, 330, 366, 400, 800)
PLANNED = (-30, -1, 0, 1, 6, 20, None)
KINDS = ("call", "wechat", "visit", "note", "comment", "meeting", "handover", "email")
AGO = (0, 1, 5, 6, 7, 8, 13, 20, 21, 40, 80, 150, 250, 360, 370)
COUNT = 60


@pytest.fixture
def filled(opened: OpenOffice, template: object) -> OpenOffice:
    """Customers and follow-ups of everybody, some of them in the bin, some helped with."""
    people = template.people  # type: ignore[attr-defined]
    with opened.database.write(opened.actor) as office:
        ids = [office.customers.add(customer(place, people)) for place in range(COUNT)]
        for place in range(2 * COUNT):
            office.activities.add(activity(place, people, ids))
        office.customers.remove(ids[5:60:11])
        sell(office, people, ids)
        lost = office.activities.listing().ids
        office.activities.remove(list(lost[::13]))
    return opened


def customer(place: int, people: dict[str, int]) -> dict[str, object]:
    """One customer, different in everything that is counted."""
    owners = [people[role] for role in ("administrator", "manager", "sales", "service")]
    helper = Link(people["sales"])
    planned = PLANNED[place % len(PLANNED)]
    return valid(
        "customer",
        lifecycle=STATES[place % len(STATES)],
        grade=GRADES[place % len(GRADES)],
        source=SOURCES[place % len(SOURCES)],
        owner=Link(owners[place % 4]) if place % 9 else None,
        collaborators=(helper,) if place % 8 == 0 else (),
        created_on=TODAY - timedelta(days=CREATED[place % len(CREATED)]),
        next_contact_on=None if planned is None else TODAY + timedelta(days=planned),
    )


def activity(place: int, people: dict[str, int], ids: list[int]) -> dict[str, object]:
    """One follow-up, about a customer or about none."""
    owners = list(people.values())
    at = datetime(2026, 11, 22, 4, 0, tzinfo=UTC) - timedelta(days=AGO[place % len(AGO)])
    return {
        "content": f"Follow-up {place}",
        "kind": KINDS[place % len(KINDS)],
        "happened_at": at,
        "customer": Link(ids[place % len(ids)]) if place % 5 else None,
        "owner": Link(owners[place % len(owners)]) if place % 17 else None,
    }


def sell(office: Office, people: dict[str, int], ids: list[int]) -> None:
    """Opportunities in every stage of two pipelines, and orders of every state, of everybody."""
    other = Link(office.pipelines.add({"name": "Service"}))
    office.stages.add({"name": "Asked", "pipeline": other})
    stages = office.stages.listing().ids
    office.opportunities.add_many([opportunity(n, people, ids, stages) for n in range(COUNT)])
    office.orders.add_many([order(place, people, ids) for place in range(COUNT)])
    for room in (office.opportunities, office.orders):
        drafts = room.listing(CAN_GO[room.entity.name]).ids
        room.remove(list(drafts[::4]))


def opportunity(
    place: int, people: dict[str, int], ids: list[int], stages: Sequence[int]
) -> dict[str, object]:
    """One opportunity, with a customer or without."""
    owners = list(people.values())
    return {
        "name": f"Opportunity {place}",
        "stage": Link(stages[place % len(stages)]),
        "lost_reason": "price",
        "customer": Link(ids[place * 7 % len(ids)]) if place % 5 else None,
        "owner": Link(owners[place % len(owners)]) if place % 11 else None,
    }


def order(place: int, people: dict[str, int], ids: list[int]) -> dict[str, object]:
    """One order of a day within the last thirteen months."""
    owners = list(people.values())
    return {
        "customer": Link(ids[place * 3 % len(ids)]) if place % 7 else None,
        "name": f"Order {place}",
        "state": list(OrderState)[place % len(OrderState)],
        "opened_on": TODAY - timedelta(days=AGO[place % len(AGO)]),
        "owner": Link(owners[place % len(owners)]) if place % 13 else None,
    }


CAN_GO = {
    "opportunity": Condition("meaning", Operator.IS, StageMeaning.OPEN),
    "order": Condition("state", Operator.IS, OrderState.DRAFT),
}
Reading = Callable[[Callable[[Office], object]], object]
