"""The sample office: made up from a fixed seed, the same every time, to look at and test with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cims.models.app_user import UserState
from cims.models.contact import BirthdayCalendar
from cims.models.customer import CustomerKind
from cims.services import (
    sample_day,
    sample_forecast,
    sample_leads,
    sample_pool,
    sample_quotes,
    sample_sales,
)
from cims.services.changes import ChangeKind
from cims.services.clock import Clock, office_date
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import AddressRow, InvoiceRow
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.paper_templates.letterhead import SETTING as LETTERHEAD
from cims.services.paper_templates.sample import OFFICE as LETTERHEADS
from cims.services.progress import Progress, in_chunks, silent
from cims.services.rights import Actor
from cims.services.rules.credit_code import check_character
from cims.services.sample_words import (
    CITIES,
    ENGLISH,
    FORMS,
    GIVEN,
    INDUSTRIES,
    PEOPLE_ENGLISH,
    REMARKS,
    STREETS,
    SURNAMES,
    TITLES,
    WORDS,
)
from cims.services.vault.policy import KdfPolicy

PASSWORD = "sample office 2026"
USERNAME = "wangxy"
CUSTOMERS = 2000
SHOWN = ["activities", "tasks", "pool", "leads", "products", "segments"]
SEED = 20261122
CHUNK = 500
GRADED = 3
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
STATES = (("potential", 34), ("interested", 26), ("won", 28), ("dormant", 8), ("lost", 4))
SOURCES = ("referral", "fair", "online", "telephone", "visit", "tender", "dealer", "friend")


@dataclass(frozen=True)
class Person:
    """A colleague of the sample office."""

    username: str
    name: str
    role: str
    team: str


TEAMS = ("华东销售部", "华南销售部", "服务部")
PEOPLE = (
    Person("lijg", "李建国", "manager", "华东销售部"),
    Person("chensy", "陈思远", "sales", "华东销售部"),
    Person("zhaomin", "赵敏", "sales", "华东销售部"),
    Person("zhouzh", "周子涵", "sales", "华东销售部"),
    Person("zengqiang", "曾强", "manager", "华南销售部"),
    Person("grace", "Grace Liu", "sales", "华南销售部"),
    Person("ouyangf", "欧阳锋", "sales", "华南销售部"),
    Person("daniel", "Daniel Müller", "sales", "华南销售部"),
    Person("sunwei", "孙伟", "service", "服务部"),
    Person("xiejing", "解静", "finance", "服务部"),
    Person("shanhong", "单红", "auditor", "服务部"),
)


def build(
    folder: Path, *, policy: KdfPolicy, clock: Clock, progress: Progress = silent
) -> OpenOffice:
    """Found the sample office in an empty folder; its first user is USERNAME with PASSWORD."""
    founding = Founding("恒泰贸易(示例)", USERNAME, "王晓燕")
    opened, _sheet = found_office(folder, founding, PASSWORD, policy=policy, clock=clock)
    try:
        fill(opened, clock, progress)
    except BaseException:
        opened.close()
        raise
    return opened


def fill(opened: OpenOffice, clock: Clock, progress: Progress) -> None:
    """Write colleagues, customers and contacts, and what was done with them."""
    random, today = Random(SEED), office_date(clock(), "Asia/Shanghai")
    work, sale, offer = (Random(SEED + number) for number in (1, 2, 3))
    with opened.database.write(Actor.office(), ChangeKind.SETUP, "sample") as office:
        owners = colleagues(office)
        sold = sample_sales.products(office)
        stages = {one.values["code"]: one.id for one in office.stages.of()}
        groups = [office.segments.add({"name": n, "remarks": r}) for n, r in sample_day.SEGMENTS]
    done = 0
    for some in in_chunks(range(CUSTOMERS), CHUNK):
        progress(done, CUSTOMERS)
        with opened.database.write(Actor.office(), ChangeKind.SETUP, "sample") as office:
            rows = [customer(random, number, owners, today) for number in some]
            for number, values in zip(some, rows, strict=True):
                if number % 13 == 0 and opened.actor.user_id:
                    values["owner"] = Link(opened.actor.user_id)
                values["created_on"] = sample_day.created_on(work, values["lifecycle"], today)
                values["segments"] = tuple(segments(groups, number, values["grade"]))
            ids = office.customers.add_many(rows)
            office.contacts.add_many(list(contacts(random, ids, rows, today)))
            known = [
                sample_day.Known(id_, values["owner"], values["lifecycle"], values["created_on"])
                for id_, values in zip(ids, rows, strict=True)
            ]
            office.activities.add_many(list(sample_day.follow_ups(work, known, clock())))
            office.tasks.add_many(list(sample_day.tasks(work, known, today)))
            made = office.orders.add_many(list(sample_sales.orders(sale, known, today)))
            office.order_lines.add_many(list(sample_sales.lines(sale, made, sold)))
            sample_quotes.furnish(office, offer, known, sold, today)
            deals = sample_sales.opportunities(sale, known, sold, stages, today)
            past = sample_forecast.sold_before(sale, known, sold, stages, today)
            office.opportunities.add_many([*deals, *past])
        done += len(some)
    with opened.database.write(Actor.office(), ChangeKind.SETUP, "sample") as office:
        office.settings.set_common("modules", {"shown": SHOWN})
        heads = {spoken: replace(one, name="").kept() for spoken, one in LETTERHEADS.items()}
        office.settings.set_common(LETTERHEAD, heads)
        sample_leads.fill(office, owners, sold)
        sample_pool.fill(office, Random(SEED + 3), today)
        sample_sales.on_the_way(office, today)
        sample_sales.change_prices(office, sold)
        leader = office.users.actor(owners[0], "sample")
        sample_forecast.furnish(office, owners, today)
    with opened.database.write(leader, ChangeKind.SETUP, "sample") as office:
        office.announcements.publish(*sample_day.ANNOUNCEMENT)
    with opened.database.write(opened.actor) as office:
        look_through(office)
    progress(CUSTOMERS, CUSTOMERS)


def look_through(office: Office) -> None:
    """What the first user did this morning: some customers were opened and graded anew."""
    for id_ in list(office.customers.listing().ids)[:GRADED]:
        office.history.note_view(id_)
        record = office.customers.load(id_)
        grade = "B" if record.values["grade"] == "A" else "A"
        office.customers.save(record.changed(grade=grade))


def colleagues(office: Office) -> list[int]:
    """Add colleagues and teams; the ids of those who own customers."""
    teams = {name: office.users.add_team(name) for name in TEAMS}
    owners = []
    for person in PEOPLE:
        user = office.users.add(
            {"username": person.username, "name": person.name, "state": UserState.ACTIVE}
        )
        office.users.give_role(user, person.role)
        office.users.join_team(user, teams[person.team])
        if person.role in ("manager", "sales"):
            owners.append(user)
    return owners


def customer(random: Random, number: int, owners: list[int], today: date) -> dict[str, Any]:
    """The values of one customer."""
    city, area, place = random.choice(CITIES)
    english = number % 12 == 5
    industry, kinds = random.choice(INDUSTRIES)
    word = random.choice(WORDS) + (random.choice(WORDS) if number % 3 == 0 else "")
    name = random.choice(ENGLISH).format(n=number) if english else (
        f"{city}{word}{random.choice(kinds)}{random.choice(FORMS)}"
    )  # fmt: skip
    person = number % 40 == 7
    if person:
        name = random.choice(SURNAMES) + random.choice(GIVEN)
    code = None if english or person else credit_code(random)
    street = f"{random.choice(STREETS)}{random.randint(1, 999)}号"
    address = AddressRow(province=place[0], city=place[1], district=place[2], detail=street)
    values: dict[str, Any] = {
        "name": name,
        "kind": CustomerKind.PERSON if person else CustomerKind.ORGANISATION,
        "lifecycle": random.choices([s[0] for s in STATES], [s[1] for s in STATES])[0],
        "grade": random.choices("ABCD", (12, 28, 40, 20))[0],
        "industry": industry,
        "source": random.choice(SOURCES),
        "credit_code": code,
        "owner": Link(random.choice(owners)),
        "contact_points": points(random, "+49 40 " if english else area, abroad=english),
        "addresses": (AddressRow(country="Germany", detail=f"Hafenstr. {number}"),)
        if english
        else (address,),
        "next_contact_on": today + timedelta(days=random.randint(-10, 45)) if number % 3 else None,
        "remarks": random.choice(REMARKS) if number % 4 == 0 else None,
        "tags": ("重点跟进",) if number % 17 == 0 else (),
    }
    if number % 5 == 0 and code:
        account = "".join(random.choices("0123456789", k=19))
        values["invoice_details"] = (
            InvoiceRow(title=name, taxpayer_id=code, address=f"{city}{street}",
                       bank=f"中国银行{city}分行", bank_account=account),
        )  # fmt: skip
    return values


def segments(groups: list[int], number: int, grade: str) -> Iterator[Link]:
    """The segments that a customer belongs to."""
    important, gifts, fair = groups
    if grade == "A":
        yield Link(important)
    if number % 9 == 0:
        yield Link(gifts)
    if number % 14 == 0:
        yield Link(fair)


def points(random: Random, area: str, *, abroad: bool) -> tuple[ContactPointRow, ...]:
    """A company's phone, and for every third an e-mail."""
    number = random.randint(60_000_000, 88_999_999)
    found = [ContactPointRow("landline", f"{area}{'' if abroad else '-'}{number}")]
    if random.random() < 0.3:
        found.append(ContactPointRow("email", f"info{random.randint(100, 999)}@example.com"))
    return tuple(found)


def credit_code(random: Random) -> str:
    """A unified social credit code with the right check character."""
    body = "91" + "".join(random.choices("0123456789", k=6)) + "MA"
    body += "".join(random.choices(ALPHABET, k=7))
    return body + check_character(body)


def contacts(
    random: Random, ids: list[int], rows: list[dict[str, Any]], today: date
) -> Iterator[dict[str, Any]]:
    """One or two people for most customers."""
    for id_, values in zip(ids, rows, strict=True):
        for _one in range(random.choices((0, 1, 2), (8, 67, 25))[0]):
            english = "@" in str(values) and random.random() < 0.2
            name = random.choice(SURNAMES) + random.choice(GIVEN)
            if english:
                name = random.choice(PEOPLE_ENGLISH)
            mobile = f"1{random.choice('35789')}{random.randint(100_000_000, 999_999_999)}"
            person: dict[str, Any] = {
                "name": name,
                "job_title": random.choice(TITLES),
                "owner": values["owner"],
                "places": (PlaceRow(Link(id_), decision_role="decides"),),
                "contact_points": (ContactPointRow("mobile", mobile),),
            }
            if random.random() < 0.4:
                person["birthday_calendar"] = BirthdayCalendar.SOLAR
                person["birthday_month"] = random.randint(1, 12)
                person["birthday_day"] = random.randint(1, 28)
                person["birthday_year"] = today.year - random.randint(24, 60)
            yield person
