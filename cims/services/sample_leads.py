"""Enquiries of the sample office, and the rules by which these are given to colleagues."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from cims.models.lead import AssignmentMethod, LeadState
from cims.services.assignment_rules import ConditionRow
from cims.services.contact_points import ContactPointRow
from cims.services.converting import Wanted
from cims.services.entity import Link
from cims.services.sample_words import CITIES, FORMS, GIVEN, NEXT_STEPS, SURNAMES, TITLES, WORDS

if TYPE_CHECKING:
    from cims.services.office import Office

COUNT, WAITING, CONVERTED = 34, 6, 7
KINDS = ("机械", "电子", "环保设备", "食品", "建材", "贸易")
SOURCES = ("online", "online", "online", "fair", "fair", "telephone", "referral", "dealer")
REASONS = ("bad_number", "no_answer", "no_need", "competitor", "advertising")
ASKED = (
    "询问离心泵价格和交期",
    "展会上看过样机，要报价",
    "需要一套变频控制，先发资料",
    "现有供应商交期太长，想换",
    "问能否上门看现场",
)
EAST, SOUTH = ("江苏省", "浙江省", "上海市", "安徽省"), ("广东省", "福建省")


def rules(office: "Office", people: Sequence[int]) -> None:
    """A rule for the east, one for the south, and one that takes the rest."""
    east, south = people[1:4], people[5:8]
    told = (
        ("华东线索", AssignmentMethod.IN_TURN, east, EAST),
        ("华南线索", AssignmentMethod.LEAST_BUSY, south, SOUTH),
        ("其余线索", AssignmentMethod.LEAST_BUSY, people[1:], ()),
    )
    for name, method, members, provinces in told:
        rows = tuple(ConditionRow(province=one) for one in provinces)
        office.assignment_rules.add(
            {
                "name": name,
                "method": method,
                "members": tuple(map(Link, members)),
                "conditions": rows,
            }
        )


def leads(
    random: Random, sold: Sequence[tuple[int, Decimal]], today: date
) -> Iterator[dict[str, Any]]:
    """Enquiries of the last two months; most of them find their owners by the rules."""
    for number in range(COUNT):
        city, _area, place = random.choice(CITIES)
        product, price = random.choice(list(sold))
        state = LeadState.NEW if number % 3 else LeadState.WORKING
        state = LeadState.INVALID if number % 8 == 5 else state
        came = today - timedelta(days=random.randint(0, 60 if number % 4 else 6))
        mobile = f"1{random.choice('35789')}{random.randint(100_000_000, 999_999_999)}"
        person = random.choice(SURNAMES) + random.choice(GIVEN)
        word = random.choice(WORDS) + random.choice(KINDS)
        yield {
            "name": person if number % 11 == 3 else f"{city}{word}{random.choice(FORMS)}",
            "contact_name": None if number % 11 == 3 else person,
            "job_title": random.choice(TITLES) if number % 3 == 0 else None,
            "contact_points": (ContactPointRow("mobile", mobile),),
            "source": random.choice(SOURCES),
            "state": state,
            "invalid_reason": random.choice(REASONS) if state is LeadState.INVALID else None,
            "province": place[0],
            "city": place[1],
            "product": Link(product) if number % 3 != 1 else None,
            "amount": price * random.choice((1, 2, 4)) if number % 2 else None,
            "next_contact_on": today + timedelta(days=random.randint(-3, 12))
            if state is LeadState.WORKING
            else None,
            "next_step": random.choice(NEXT_STEPS) if state is LeadState.WORKING else None,
            "remarks": random.choice(ASKED),
            "created_on": came,
        }


def fill(office: "Office", people: Sequence[int], sold: Sequence[tuple[int, Decimal]]) -> None:
    """Write leads and rules; the first ones wait for an owner, some have become customers."""
    random = Random(20_261_129)
    told = list(leads(random, sold, office.today))
    office.leads.add_many(told[:WAITING])
    rules(office, people)
    ids = office.leads.add_many(told[WAITING:])
    for row in office.leads.rows(ids, ("state", "owner")):
        if row.values["owner"] and row.values["state"] is LeadState.WORKING:
            words = {"content": random.choice(ASKED), "lead": Link(row.id)}
            office.activities.add({**words, "owner": row.values["owner"]})
    converted(office, random)


def converted(office: "Office", random: Random) -> None:
    """Leads that became customers of the office, who are there already."""
    fields = ("name", "owner", "source", "created_on")
    for firm in office.customers.rows(office.customers.listing().ids[:CONVERTED], fields):
        came = firm.values["created_on"] - timedelta(days=random.randint(2, 20))
        lead = office.leads.add({**firm.values, "state": LeadState.WORKING, "created_on": came})
        wanted = Wanted(customer=firm.id, with_contact=False, with_opportunity=lead % 3 == 0)
        office.converting.convert(lead, wanted)
