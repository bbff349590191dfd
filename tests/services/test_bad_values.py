"""Values that no column or no audit can hold end as a sentence, never as a crash."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce

import pytest
from sqlalchemy import and_, select, update

from cims.models.activity import Activity
from cims.models.choice import Choice
from cims.models.sales_order import OrderState
from cims.services.activities import ACTIVITY
from cims.services.contact_fields import PlaceRow
from cims.services.customers import CUSTOMER, AddressRow, InvoiceRow
from cims.services.entity import Link
from cims.services.errors import CimsError, NotFound, ValidationFailed
from cims.services.filters import Condition, Operator, from_saved
from cims.services.opportunity_fields import WishRow
from cims.services.order_fields import LineRow
from cims.services.quote_fields import QuoteLineRow
from cims.services.rights import visible
from tests.factories import valid

BROKEN, HUGE = "a\ud800b", 10**30


@pytest.mark.parametrize("number", [-1, 2**53, HUGE])
def test_a_whole_number_beyond_what_the_audit_holds_is_refused_at_its_field(write, number):
    with pytest.raises(ValidationFailed) as refused:
        write(lambda office: office.contacts.add({"name": "Ada", "birthday_year": number}))
    assert list(refused.value.messages) == ["birthday_year"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e30", "-1e30"])
def test_an_exact_number_beyond_its_column_is_refused_at_its_field(write, number):
    invoice = InvoiceRow(title="Aurora", tax_rate=Decimal(number))
    with pytest.raises(ValidationFailed) as refused:
        write(lambda o: o.customers.add({"name": "Aurora", "invoice_details": (invoice,)}))
    assert list(refused.value.messages) == ["invoice_details"]


@pytest.mark.parametrize("tag", [BROKEN, "a\0b", "x" * 61])
def test_a_tag_that_fits_no_column_is_refused_at_its_field(write, tag):
    with pytest.raises(ValidationFailed) as refused:
        write(lambda office: office.customers.add({"name": "Aurora", "tags": (tag,)}))
    assert list(refused.value.messages) == ["tags"]


def test_tags_stand_once_and_never_empty(write, read):
    tags = (" vip ", "", "vip", "  ", "fair")
    id_ = write(lambda office: office.customers.add({"name": "Aurora", "tags": tags}))
    assert read(lambda office: office.customers.load(id_)).values["tags"] == ("vip", "fair")


@pytest.mark.parametrize(
    "ask",
    [
        lambda o: o.customers.listing(words=BROKEN),
        lambda o: o.customers.find(BROKEN),
        lambda o: o.customers.alike({"name": "x", "credit_code": BROKEN}),
        lambda o: o.customers.doubles({"code": BROKEN}),
        lambda o: o.customers.holding("code", [BROKEN]),
        lambda o: o.customers.named([BROKEN]),
        lambda o: o.customers.listing(Condition("name", Operator.CONTAINS, BROKEN)),
        lambda o: o.customers.listing(Condition("tags", Operator.IS, BROKEN)),
        lambda o: o.contacts.listing(Condition("birthday_year", Operator.IS, HUGE)),
        lambda o: o.customers.listing(Condition("owner", Operator.IS, Link(HUGE))),
        lambda o: o.undo(HUGE),
    ],
)
def test_what_no_column_can_be_compared_with_is_told_in_a_sentence(read, ask):
    with pytest.raises(CimsError):
        read(ask)


def test_a_record_is_not_there_under_any_number(read):
    for number in (0, -1, HUGE):
        with pytest.raises(NotFound):
            read(lambda office, number=number: office.customers.load(number))


def test_names_of_more_records_than_a_statement_has_parameters(read, write):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    assert read(lambda office: office.names_of("customer", range(300_000))) == {id_: "Aurora"}


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"all": 5},
        {"field": "name"},
        {"field": "name", "is": "sounds like", "value": "x"},
        {"field": "next_contact_on", "is": "within", "value": "some day"},
        {"field": "next_contact_on", "is": "at least", "value": "soon"},
        {"field": "changed_at", "is": "at least", "value": HUGE},
        {"field": "nosuch", "is": "is", "value": "x"},
        reduce(lambda inner, _level: {"all": [inner]}, range(3000), {"all": []}),
    ],
)
def test_a_saved_filter_that_is_none_is_told_in_a_sentence(saved):
    with pytest.raises(CimsError):
        from_saved({"v": 1, "filter": saved}, CUSTOMER)


def test_a_file_name_that_is_no_text_is_noted_all_the_same(write, read):
    write(lambda office: office.customers.note_export("list\udce9.xlsx", ["name"], 1))


@pytest.mark.parametrize("year", [2, 1969, 2201, 9998])
def test_a_time_beyond_what_the_audit_counts_is_refused_at_its_field(write, year):
    at = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(ValidationFailed, match="out of reach") as refused:
        write(lambda office: office.activities.add({"content": "打了电话", "happened_at": at}))
    assert list(refused.value.messages) == ["happened_at"]
    with pytest.raises(ValidationFailed, match="out of reach"):
        write(lambda office: office.tasks.add({"name": "寄样", "remind_at": at}))


@pytest.mark.parametrize("day", [date.min, date(1969, 6, 1), date.max])
def test_a_task_of_a_year_that_nobody_keeps_stands_without_a_reminder(write, read, day):
    id_ = write(lambda office: office.tasks.add({"name": "寄样"}))
    write(lambda office: office.tasks.postpone([id_], day))
    values = read(lambda office: office.tasks.load(id_)).values
    assert (values["due_on"], values["remind_at"]) == (day, None)


@pytest.mark.parametrize(
    ("entity", "field", "value"),
    [
        ("customer", "grade", "Z"),
        ("customer", "addresses", (AddressRow("moon", city="苏州市"),)),
        ("contact", "places", "row"),
        ("activity", "kind", "telepathy"),
        ("activity", "result", "won"),
    ],
)
def test_a_code_that_no_list_knows_is_refused_at_its_field(write, read, entity, field, value):
    id_ = write(lambda office: office.room(entity).add(valid(entity)))
    customer = Link(write(lambda office: office.customers.add(valid("customer"))))
    value = (PlaceRow(customer, role="king"),) if value == "row" else value
    for work in (
        lambda office: office.room(entity).add({**valid(entity), field: value}),
        lambda o: o.room(entity).save(o.room(entity).load(id_).changed(**{field: value})),
    ):
        with pytest.raises(ValidationFailed, match="is in no list here") as refused:
            write(work)
        assert list(refused.value.messages) == [field]


def test_a_retired_code_stays_where_it_was(write, opened):
    id_ = write(lambda office: office.customers.add(valid("customer", grade="A")))
    with opened.database.write(opened.actor) as office:
        grade = and_(Choice.list == "grade", Choice.code == "A")
        office._unit.session.execute(update(Choice).where(grade).values(retired=True))
    write(lambda o: o.customers.save(o.customers.load(id_).changed(name="Aurora")))


def test_an_answer_can_t_lead_to_an_entry_out_of_sight(write, read, acting):
    boss, sales = acting("administrator"), acting("sales")
    hidden = write(lambda o: o.activities.add({"content": "秘密"}), boss)
    own = write(lambda o: o.activities.add({"content": "自己的"}), sales)
    with pytest.raises(ValidationFailed):
        write(lambda o: o.activities.add({"content": "答", "about": hidden}), sales)
    assert write(lambda o: o.activities.add({"content": "答", "about": own}), sales)
    moved = read(lambda o: o.activities.load(own), sales).changed(content="改", about=hidden)
    write(lambda office: office.activities.save(moved), sales)
    answers = visible(select(Activity.id).where(Activity.about_id == hidden), ACTIVITY, boss)
    assert read(lambda o: o._unit.session.execute(answers).all()) == []


DAY = date(2026, 11, 22)
UNCOUNTABLE = [
    *map(Decimal, ("NaN", "sNaN", "Infinity", "-Infinity", "1e30", "1e999999")),
    float("nan"),
]


@pytest.mark.parametrize("number", UNCOUNTABLE)
def test_a_number_that_none_can_count_with_is_refused_wherever_it_is_typed(write, read, number):
    line = {"name": "Pump", "quantity": Decimal(3), "unit_price": Decimal(1)}
    wish = {"quantity": Decimal(1), "unit_price": Decimal(1)}
    firm = Link(write(lambda office: office.customers.add(valid("customer"))))
    order = write(
        lambda office: office.orders.add(
            {"customer": firm, "state": OrderState.CONFIRMED, "lines": (LineRow(**line),)}
        )
    )
    (id_,) = read(lambda office: office.order_lines.listing().ids)

    def deal(office, **values):
        office.opportunities.add(valid("opportunity", customer=firm, **values))

    def paper(row, name):
        return {"customer": firm, "lines": (row(**{**line, name: number}),)}

    counted, sums = ("quantity", "unit_price", "discount", "tax_rate"), ("rebate", "freight")
    works = [
        *(lambda o, n=n: deal(o, **{n: number}) for n in ("amount", "probability")),
        *(lambda o, n=n: deal(o, wishes=(WishRow(**{**wish, n: number}),)) for n in wish),
        *(lambda o, n=n: o.quotes.add(paper(QuoteLineRow, n)) for n in counted),
        *(lambda o, n=n: o.orders.add(paper(LineRow, n)) for n in counted),
        *(lambda o, n=n: o.quotes.add({"customer": firm, n: number}) for n in sums),
        lambda o: o.order_lines.save(o.order_lines.load(id_).changed(cancelled=number)),
        lambda o: o.deliveries.plan(order, DAY, {id_: number}),
        lambda o: o.deliveries.deliver(order, DAY, {id_: number}, ""),
        lambda o: o.deliveries.cancel(order, {id_: number}, ""),
        lambda o: o.targets.set_year(2026, {(o.users.listing().ids[0], 3): number}),
        lambda o: o.exchange_rates.add(valid("exchange_rate", rate=number)),
        lambda o: o.products.add(valid("product", price=number)),
    ]
    for work in works:
        with pytest.raises(ValidationFailed):
            write(work)
