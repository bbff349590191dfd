"""The filter language against plain Python: every operator on every kind, over rows with gaps."""

import json
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cims.models.contact import BirthdayCalendar
from cims.models.customer import CustomerKind
from cims.services.clock import office_date
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import CONTACT, PlaceRow
from cims.services.customers import CUSTOMER, AddressRow, InvoiceRow
from cims.services.entity import Kind, Link
from cims.services.errors import CimsError
from cims.services.filters import (
    OPERATORS,
    WORDS,
    Among,
    Condition,
    Group,
    Operator,
    as_json,
    both,
    described,
    from_saved,
)
from cims.services.i18n import use_language
from cims.services.narrowing import compiled
from cims.services.order_fields import ORDER
from cims.services.pipelines import STAGE
from cims.services.products import PRODUCT
from cims.services.spans import SPAN_WORDS, Calendar, Span, days_of
from cims.services.tax_rates import TAX_RATE
from tests.conftest import START
from tests.factories import valid

NAMES = ["恒泰机械", "Aurora", "AURORA Ltd", "Müller GmbH", "MÜLLER", "100% Cotton", "a_b", "a\\b",
         "O'Neil", "北极光", "aXb"]  # fmt: skip
TODAY = office_date(START, "Asia/Shanghai")
CALENDAR = Calendar(TODAY, "Asia/Shanghai")
DAYS = [TODAY + timedelta(days=n) for n in (-400, -100, -45, -31, -8, -7, -1, 0, 1, 6, 8, 29, 40)]
CUSTOMER_FIELDS = ("website", "remarks", "next_contact_on", "kind", "grade", "parent", "owner",
                   "collaborators", "tags", "addresses", "contact_points", "name", "created_on",
                   "changed_at", "relations", "invoice_details")  # fmt: skip
CONTACT_FIELDS = ("birthday_year", "birthday_leap", "birthday_calendar", "identity_number",
                  "places", "job_title", "customer")  # fmt: skip
SOLD = {
    "order": (ORDER, ("freight", "state", "tax_included")),
    "product": (PRODUCT, ("price", "discontinued", "picture")),
    "tax_rate": (TAX_RATE, ("rate", "valid_from")),
    "stage": (STAGE, ("position", "probability")),
}


def customers(dice, people):
    """Two hundred customers in which every field is now and then empty."""

    def maybe(value):
        return value if dice.random() < 0.7 else None

    for number in range(200):
        yield {
            "name": f"{dice.choice(NAMES)} {number}",
            "website": maybe(dice.choice([*NAMES, ""])),
            "remarks": maybe(dice.choice(NAMES)),
            "next_contact_on": maybe(dice.choice(DAYS)),
            "kind": dice.choice([*CustomerKind]),
            "grade": maybe(dice.choice("ABCD")),
            "owner": Link(dice.choice(people)),
            "collaborators": tuple({Link(dice.choice(people)) for _n in range(dice.randrange(3))}),
            "tags": tuple({dice.choice(["展会", "VIP", "new"]) for _n in range(dice.randrange(3))}),
            "addresses": (AddressRow(city=dice.choice(NAMES)),) if number % 3 else (),
            "contact_points": (ContactPointRow("email", f"{number}@ÄRGER.example"),)
            if number % 4
            else (),
            "invoice_details": (InvoiceRow(title="T", tax_rate=Decimal("0.13")),)
            if number % 5 == 0
            else (),
        }  # fmt: skip


def contacts(dice, firms):
    for number in range(60):
        yield {
            "name": f"Vega {number}",
            "job_title": dice.choice([None, "", *NAMES]),
            "birthday_year": dice.choice([None, 1960, 1970, 1980, 1990]),
            "birthday_leap": dice.choice([None, True, False]),
            "birthday_calendar": dice.choice([None, *BirthdayCalendar]),
            "places": (PlaceRow(Link(dice.choice(firms)), dice.choice(["finance", None])),)
            if number % 3
            else (),
        }


def orders(dice):
    """Orders in currencies whose smallest units differ in size."""
    for number in range(60):
        currency = dice.choice(["CNY", "JPY", "KWD"])
        places = {"CNY": 2, "JPY": 0, "KWD": 3}[currency]
        freight = Decimal(dice.randrange(9 * 10**places)).scaleb(-places)
        yield {"currency": currency, "freight": freight if number % 4 else None}


def sold(dice):
    """Products and tax rates with prices and shares, and some without."""
    prices = [None, Decimal("0.000001"), Decimal("86.5"), Decimal(12000), Decimal("1130.25")]
    return [
        {"name": f"Pump {n}", "price": dice.choice(prices), "picture": n % 3 or None}
        for n in range(30)
    ]


@pytest.fixture(scope="module")
def rows(template, tmp_path_factory):
    """The records by entity, and an office to ask."""
    import shutil

    from cims.services.opening import open_office
    from cims.services.vault.vault import open_by_keys
    from tests.conftest import SetClock
    from tests.weak_policy import WEAK

    folder, clock = tmp_path_factory.mktemp("filters") / "office", SetClock()
    shutil.copytree(template.folder, folder)
    vault = open_by_keys(folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id)
    opened = open_office(vault, clock)
    dice = random.Random(7)
    people = [template.people[role] for role in ("administrator", "sales", "service")]
    with opened.database.write(opened.actor) as office:
        ids = office.customers.add_many([*customers(dice, people)])
        for id_ in ids[50:150:3]:
            record = office.customers.load(id_)
            office.customers.save(record.changed(parent=Link(dice.choice(ids[:20]))))
        office.contacts.add_many([*contacts(dice, ids[:5])])
        office.orders.add_many([*orders(dice)])
        office.products.add_many(sold(dice))
    with opened.database.read(opened.actor) as office:
        stored = {
            room.entity.name: room.rows(room.listing().ids)
            for room in map(office.room, ("customer", "contact", *SOLD))
        }
    yield opened, stored
    opened.close()


def ascii_lower(text):
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def bare(value):
    return value.id if isinstance(value, Link) else value


def texts_of(field, value):
    """What a person reads in the rows of a field."""
    shown = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE)
    names = [column.name for column in field.rows.fields if column.kind in shown]
    return [getattr(row, name) for row in value for name in names if getattr(row, name)]


def fits(field, value, operator, wanted, me):
    """The same comparison in plain Python."""
    empty = value in (None, (), "") if field.kind is not Kind.YES_NO else value is None
    if operator is Operator.EMPTY:
        return empty
    if operator is Operator.FILLED:
        return not empty
    if operator is Operator.IS_ME:
        operator, wanted = Operator.IS, Link(me)
    if field.kind in (Kind.LINKS, Kind.TAGS):
        return wanted in value
    if operator is Operator.CONTAINS and isinstance(wanted, Link):
        return any(wanted in vars(row).values() for row in value)
    if operator is Operator.CONTAINS and field.kind is Kind.ROWS:
        return any(ascii_lower(wanted) in ascii_lower(text) for text in texts_of(field, value))
    if operator is Operator.IS_NOT:
        return value != wanted
    if operator is Operator.NONE_OF:
        return value not in wanted
    if field.kind is Kind.YES_NO:
        return bool(value) == wanted
    if value is None:
        return operator is Operator.IS and wanted is None
    match operator:
        case Operator.IS:
            return value == wanted
        case Operator.CONTAINS:
            return ascii_lower(wanted) in ascii_lower(value)
        case Operator.BEGINS:
            return ascii_lower(value).startswith(ascii_lower(wanted))
        case Operator.ANY_OF:
            return value in wanted
        case Operator.BELOW:
            return value < wanted
        case Operator.AT_MOST:
            return value <= wanted
        case Operator.ABOVE:
            return value > wanted
        case Operator.AT_LEAST:
            return value >= wanted
        case Operator.BETWEEN:
            return wanted[0] <= value <= wanted[1]
        case Operator.WITHIN:
            first, last = days_of(wanted, TODAY)
            value = office_date(value, CALENDAR.zone) if field.kind is Kind.MOMENT else value
            return (first or date.min) <= value <= last
    raise AssertionError(operator)


def wanted_of(field, operator, records):
    """Values to compare with, from the records themselves and from outside them."""
    if operator in (Operator.EMPTY, Operator.FILLED, Operator.IS_ME):
        return [None]
    if operator is Operator.WITHIN:
        return [*Span]
    values = [record.values[field.name] for record in records]
    if field.many:
        values = [item for value in values for item in value]
        if field.kind is Kind.ROWS:
            links = [Link(1), Link(2)] if field.name == "places" else []
            words = ["ÄRGER", "aurora", "恒泰", "%", "_", "\\", "finance", "1", "nothing"]
            return words + links
        return sorted(set(values), key=str)[:4]
    known = sorted({v for v in values if v is not None and v != ""}, key=lambda v: str(bare(v)))
    if operator in (Operator.CONTAINS, Operator.BEGINS):
        return ["au", "AURORA", "Mü", "MÜ", "mü", "%", "_", "a_", "\\", "'", "恒泰", "x"]
    some = known[:: max(1, len(known) // 4)][:5]
    if operator in (Operator.ANY_OF, Operator.NONE_OF):
        return [tuple(some[:2]), tuple(some), (some[0],)] if some else [()]
    if operator is Operator.BETWEEN:
        return [(some[0], some[-1])]
    return some


CASES = [
    (entity, name, operator)
    for entity, names in (
        (CUSTOMER, CUSTOMER_FIELDS),
        (CONTACT, CONTACT_FIELDS),
        *((entity, names) for entity, names in SOLD.values()),
    )
    for name in names
    for operator in OPERATORS[entity.field(name).kind]
]


@pytest.mark.parametrize(
    ("entity", "name", "operator"), CASES, ids=[f"{e.name}-{n}-{o}" for e, n, o in CASES]
)
def test_a_filter_finds_what_plain_python_finds(entity, name, operator, rows):
    opened, stored = rows
    field, records = entity.field(name), stored[entity.name]
    tried = wanted_of(field, operator, records)
    assert tried
    with opened.database.read(opened.actor) as office:
        room = office.room(entity.name)
        for wanted in tried:
            where = Condition(name, operator, wanted)
            expected = {
                record.id
                for record in records
                if fits(field, record.values[name], operator, wanted, opened.actor.user_id)
            }
            assert set(room.listing(where).ids) == expected, wanted
            assert room.count(where) == len(expected)
            again = from_saved(json.loads(json.dumps(as_json(where, entity))), entity)
            assert set(room.listing(again).ids) == expected, again


def test_all_kinds_are_compared():
    assert {entity.field(name).kind for entity, name, _operator in CASES} == set(Kind)
    assert set(OPERATORS) == set(Kind)


def test_groups_join_by_all_and_by_any_to_any_depth(rows):
    opened, stored = rows
    grade = Condition("grade", Operator.IS, "A")
    empty = Condition("website", Operator.EMPTY)
    person = Condition("kind", Operator.IS, CustomerKind.PERSON)
    where = Group((grade, Group((empty, person), any=True)))
    expected = {
        r.id
        for r in stored["customer"]
        if r.values["grade"] == "A"
        and (not r.values["website"] or r.values["kind"] is CustomerKind.PERSON)
    }
    with opened.database.read(opened.actor) as office:
        assert set(office.customers.listing(where).ids) == expected != set()
        assert office.customers.count(Group(())) == 200
        assert office.customers.count(Group((), any=True)) == 0
        assert office.customers.count(both(where, grade)) == len(expected)
        assert office.customers.count(both(None, grade)) == office.customers.count(grade)
        assert set(office.customers.listing(where, "aurora").ids) <= expected
    assert both(None, None) is None
    saved = json.loads(json.dumps(as_json(where, CUSTOMER)))
    assert from_saved(saved, CUSTOMER) == where


@pytest.mark.parametrize("typed", ["13812345678", "138-1234-5678", "1234", "(138) 1234"])
def test_digits_are_found_in_rows_however_they_are_grouped(write, read, typed):
    points = (ContactPointRow("mobile", "138 1234 5678"),)
    write(lambda office: office.customers.add({"name": "A", "contact_points": points}))
    where = Condition("contact_points", Operator.CONTAINS, typed)
    assert read(lambda office: office.customers.count(where)) == 1
    where = Condition("contact_points", Operator.CONTAINS, "12346")
    assert read(lambda office: office.customers.count(where)) == 0


@pytest.mark.parametrize(
    ("hour", "minute", "count"), [(15, 59, 0), (16, 0, 1), (39, 59, 1), (40, 0, 0)]
)
def test_a_moment_belongs_to_the_day_that_the_office_has_then(
    opened, clock, write, read, hour, minute, count
):
    midnight = clock().replace(hour=0, minute=0)
    clock.now = midnight + timedelta(hours=hour, minutes=minute)
    write(lambda office: office.customers.add({"name": "A"}))
    clock.now = midnight + timedelta(hours=20)
    where = Condition("changed_at", Operator.WITHIN, Span.TODAY)
    assert read(lambda office: office.customers.count(where)) == count


def test_an_unknown_field_is_named_together_with_those_there_are(opened):
    with opened.database.read(opened.actor) as office, pytest.raises(CimsError) as refused:
        office.customers.count(Condition("shoe_size", Operator.IS, 42))
    assert "shoe_size" in str(refused.value) and "next_contact_on" in str(refused.value)


def test_a_field_is_not_compared_in_a_way_that_its_kind_does_not_know(opened):
    with opened.database.read(opened.actor) as office, pytest.raises(CimsError):
        office.customers.count(Condition("name", Operator.WITHIN, Span.TODAY))


def test_a_filter_of_a_newer_program_is_refused_with_a_sentence():
    with pytest.raises(CimsError, match="newer"):
        from_saved({"v": 2, "filter": {}}, CUSTOMER)


def shown(field, value):
    return str(bare(value))


def test_a_filter_is_described_in_the_language_of_the_moment():
    where = Group(
        (
            Condition("name", Operator.CONTAINS, "恒泰"),
            Group((Condition("grade", Operator.ANY_OF, ("A", "B")),
                   Condition("next_contact_on", Operator.WITHIN, Span.NEXT_WEEK)), any=True),
        )
    )  # fmt: skip
    assert described(where, CUSTOMER, shown) == (
        "Name contains 恒泰 and (Grade is one of A, B or Next contact: next week)"
    )
    use_language("zh_CN")
    chinese = described(where, CUSTOMER, shown)
    assert "恒泰" in chinese and "Name" not in chinese and "next" not in chinese


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_operator_and_span_has_words(language):
    assert set(WORDS) == set(Operator) and set(SPAN_WORDS) == set(Span)
    use_language(language)
    for entity, name, operator in CASES:
        value = Span.TODAY if operator is Operator.WITHIN else ("1", "2")
        assert "{" not in described(Condition(name, operator, value), entity, shown)


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2024, 2, 29), date(2025, 12, 31)])
def test_spans_of_days_are_whole_and_meet_each_other(today):
    day = timedelta(days=1)
    for earlier, later in (
        (Span.LAST_WEEK, Span.THIS_WEEK),
        (Span.THIS_WEEK, Span.NEXT_WEEK),
        (Span.LAST_MONTH, Span.THIS_MONTH),
        (Span.THIS_MONTH, Span.NEXT_MONTH),
        (Span.YESTERDAY, Span.TODAY),
        (Span.TODAY, Span.TOMORROW),
        (Span.PAST, Span.TODAY),
    ):
        assert days_of(earlier, today)[1] + day == days_of(later, today)[0]
    for span in (Span.THIS_WEEK, Span.THIS_MONTH, Span.THIS_YEAR, Span.LAST_30, Span.NEXT_7):
        first, last = days_of(span, today)
        assert first <= today <= last
    assert days_of(Span.THIS_WEEK, today)[0].weekday() == 0
    assert (days_of(Span.LAST_90, today)[1] - days_of(Span.LAST_90, today)[0]).days == 89


def test_a_filter_only_becomes_sql_through_its_field(opened):
    sql = str(
        compiled(Condition("name", Operator.IS, "x' OR 1=1"), CUSTOMER, opened.actor, CALENDAR)
    )
    assert "OR 1=1" not in sql


def test_chosen_records_are_a_filter_that_is_kept_and_told(write, read):
    ids = [write(lambda office: office.customers.add(valid("customer"))) for _n in range(3)]
    where = Among((ids[0], ids[2], 99))
    assert list(read(lambda o: o.customers.listing(where).ids)) == [ids[0], ids[2]]
    assert from_saved(as_json(where, CUSTOMER), CUSTOMER) == where
    assert described(where, CUSTOMER, shown) == "3 chosen records"
    many = Among(tuple(range(1, 40_000)))
    assert read(lambda o: o.customers.count(Group((many, where)))) == 2
