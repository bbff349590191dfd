"""Orders and their lines: copies of products, exact values, paper amounts, what follows whom."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.models.sales_order import OrderState
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import (
    EditConflict,
    NotAllowed,
    NotFound,
    NotPossible,
    ValidationFailed,
)
from cims.services.filters import Condition, Operator
from cims.services.order_fields import LineRow
from tests.factories import valid


@pytest.fixture
def customer(write):
    return write(lambda office: office.customers.add(valid("customer")))


@pytest.fixture
def order(write, customer):
    return write(lambda office: office.orders.add({"customer": Link(customer)}))


def line(order, **values):
    return {"order": Link(order), "name": "Pump", "quantity": Decimal(1), **values}


def test_an_order_begins_with_what_the_office_usually_has(write, read, customer):
    id_ = write(lambda office: office.orders.add({"customer": Link(customer)}))
    stored = read(lambda office: office.orders.load(id_)).values
    name = read(lambda office: office.customers.load(customer)).values["name"]
    assert stored["name"] == name
    assert stored["currency"] == "CNY"
    assert stored["tax_included"] is True
    assert stored["state"] is OrderState.DRAFT
    assert stored["opened_on"] == date(2026, 11, 22)
    assert stored["total"] == 0
    assert stored["code"].startswith("S202611-")


def test_amounts_follow_from_the_lines(write, read, order):
    prices = [Decimal("33.33")] * 3
    rate = Decimal("0.13")
    write(
        lambda office: office.order_lines.add_many(
            [line(order, unit_price=price, tax_rate=rate) for price in prices]
        )
    )
    stored = read(lambda office: office.orders.load(order)).values
    assert (stored["net"], stored["tax"], stored["total"]) == (
        Decimal("88.50"),
        Decimal("11.49"),
        Decimal("99.99"),
    )
    assert stored["total"].currency == "CNY"


def test_lines_are_numbered_after_their_order(write, read, order):
    ids = write(lambda office: office.order_lines.add_many([line(order), line(order)]))
    more = write(lambda office: office.order_lines.add(line(order)))
    code = read(lambda office: office.orders.load(order)).values["code"]
    rows = read(lambda office: office.order_lines.rows([*ids, more]))
    assert [row.values["code"] for row in rows] == [f"{code}-{n}" for n in (1, 2, 3)]


def test_a_line_copies_its_product_and_never_follows_it(write, read, order):
    product = write(
        lambda office: office.products.add(
            {"name": "Pump", "model": "P-7", "unit": "unit", "price": Decimal("14.4"),
             "cost": Decimal(9)}
        )
    )  # fmt: skip
    id_ = write(
        lambda office: office.order_lines.add(
            {"order": Link(order), "product": Link(product), "quantity": Decimal(2)}
        )
    )
    write(
        lambda office: office.products.save(
            office.products.load(product).changed(name="New pump", price=Decimal(99))
        )
    )
    stored = read(lambda office: office.order_lines.load(id_)).values
    assert (stored["name"], stored["model"], stored["unit"]) == ("Pump", "P-7", "unit")
    assert (stored["unit_price"], stored["cost"]) == (Decimal("14.4"), Decimal(9))
    assert stored["exact"] == stored["total"] == Decimal("28.8")


def test_another_currency_and_another_tax_are_worked_out_anew(write, read, order):
    write(
        lambda office: office.order_lines.add(
            line(order, unit_price=Decimal("29.5"), quantity=Decimal(3), tax_rate=Decimal("0.13"))
        )
    )
    save = lambda **values: write(  # noqa: E731
        lambda office: office.orders.save(office.orders.load(order).changed(**values))
    )
    save(tax_included=False)
    stored = read(lambda office: office.orders.load(order)).values
    assert (stored["net"], stored["tax"], stored["total"]) == (
        Decimal("88.50"),
        Decimal("11.51"),
        Decimal("100.01"),
    )
    save(currency="JPY")
    stored = read(lambda office: office.orders.load(order)).values
    assert (stored["net"], stored["tax"], stored["total"]) == (89, 12, 101)
    assert stored["total"].currency == "JPY"


def test_amounts_that_were_entered_stay_the_same_number_in_another_currency(write, read, order):
    def change(office, **values):
        office.orders.save(office.orders.load(order).changed(**values))

    write(lambda office: change(office, freight=Decimal("12.50")))
    write(lambda office: change(office, currency="KWD"))
    assert read(lambda office: office.orders.load(order)).values["freight"] == Decimal("12.5")


def test_amounts_are_found_by_what_they_are_in_any_currency(write, read, customer):
    def make(office, currency, price):
        id_ = office.orders.add({"customer": Link(customer), "currency": currency})
        office.order_lines.add(line(id_, unit_price=Decimal(price)))
        return id_

    yuan, yen, dinar = (
        write(lambda office, c=c, p=p: make(office, c, p))
        for c, p in (("CNY", "100.50"), ("JPY", "101"), ("KWD", "100.501"))
    )

    def found(operator, value):
        where = Condition("total", operator, value)
        return set(read(lambda office: office.orders.listing(where)).ids)

    assert found(Operator.ABOVE, Decimal("100.50")) == {yen, dinar}
    assert found(Operator.AT_LEAST, Decimal("100.50")) == {yuan, yen, dinar}
    assert found(Operator.BELOW, Decimal("100.501")) == {yuan}
    assert found(Operator.AT_MOST, Decimal("100.7")) == {yuan, dinar}
    assert found(Operator.IS, Decimal("100.5")) == {yuan}
    assert found(Operator.IS, Decimal("100.501")) == {dinar}
    assert found(Operator.BETWEEN, (Decimal("100.6"), Decimal("200"))) == {yen}


def test_lines_follow_owner_customer_and_bin_of_their_order(write, read, order, template, clock):
    id_ = write(lambda office: office.order_lines.add(line(order, unit_price=Decimal(5))))
    sales = Link(template.people["sales"])
    write(lambda office: office.orders.save(office.orders.load(order).changed(owner=sales)))
    assert read(lambda office: office.order_lines.load(id_)).values["owner"] == sales
    write(lambda office: office.orders.remove([order]))
    with pytest.raises(NotFound):
        read(lambda office: office.order_lines.load(id_))
    write(lambda office: office.orders.restore([order]))
    assert read(lambda office: office.order_lines.load(id_)).values["total"] == 5
    write(lambda office: office.order_lines.remove([id_]))
    assert read(lambda office: office.orders.load(order)).values["total"] == 0
    clock.pass_by(seconds=1)
    write(lambda office: office.orders.remove([order]))
    write(lambda office: office.orders.restore([order]))
    with pytest.raises(NotFound):  # it was removed before its order was
        read(lambda office: office.order_lines.load(id_))


def test_lines_go_with_the_customer_of_their_order(write, read, customer, order):
    id_ = write(lambda office: office.order_lines.add(line(order)))
    write(lambda office: office.customers.remove([customer]))
    for room in ("orders", "order_lines"):
        assert read(lambda office, room=room: office.room(room).count()) == 0
    write(lambda office: office.customers.restore([customer]))
    assert read(lambda office: office.order_lines.load(id_)).version


def test_nobody_adds_lines_to_an_order_of_somebody_else(write, order, acting):
    with pytest.raises(NotAllowed):
        write(lambda office: office.order_lines.add(line(order)), acting("sales"))


def test_taking_back_an_order_takes_its_lines_back(opened, read, write, customer):
    def both(office):
        id_ = office.orders.add({"customer": Link(customer)})
        office.order_lines.add(line(id_, unit_price=Decimal(7)))
        return office.changes.change_set_id

    with opened.database.write(opened.actor, ChangeKind.EDIT) as office:
        number = both(office)
    write(lambda office: office.undo(number))
    assert read(lambda office: office.order_lines.count()) == 0
    assert read(lambda office: office.orders.count()) == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": Decimal(10) ** 12, "unit_price": Decimal(10) ** 12}, "quantity"),
        ({"unit_price": Decimal("1.1234567")}, "unit_price"),
        ({"discount": Decimal("1.5")}, "discount"),
        ({"tax_rate": Decimal("-0.1")}, "tax_rate"),
        ({"cancelled": Decimal(-1)}, "cancelled"),
    ],
)
def test_what_no_line_can_hold_is_refused_with_a_sentence(write, order, values, field):
    with pytest.raises(ValidationFailed) as refused:
        write(lambda office: office.order_lines.add(line(order, **values)))
    assert field in refused.value.messages


def test_a_term_of_payment_is_kept_as_structure_where_it_says_a_date(write, read, customer):
    def term(text):
        values = {"customer": Link(customer), "payment_term": text}
        id_ = write(lambda office: office.orders.add(values))
        return read(lambda office: office.orders.load(id_)).values["payment_term"], id_

    assert term("月结30天")[0] == "月结30天"
    assert term("看情况")[0] == "看情况"


def test_an_order_that_was_issued_is_kept(write, read, customer, order, clock):
    line_id = write(lambda office: office.order_lines.add(line(order)))
    write(
        lambda office: office.orders.save(
            office.orders.load(order).changed(state=OrderState.CONFIRMED)
        )
    )
    with pytest.raises(NotPossible):
        write(lambda office: office.orders.remove([order]))
    for entity, id_ in (("order", order), ("customer", customer)):
        with pytest.raises(NotPossible):
            write(lambda office, entity=entity, id_=id_: office.erasing.erase(entity, [id_]))
    assert read(lambda office: office.order_lines.load(line_id)).values["order"] == Link(order)


@pytest.mark.parametrize("state", [OrderState.DRAFT, OrderState.CONFIRMED])
def test_a_void_order_comes_back_as_what_it_was(write, read, order, state):
    write(lambda office: office.order_lines.add(line(order)))
    if state is OrderState.CONFIRMED:
        write(lambda office: office.orders.confirm(order))
    for _again in range(2):
        write(lambda office: office.orders.void(order))
        write(lambda office: office.orders.reopen(order))
        assert read(lambda office: office.orders.load(order)).values["state"] is state


def test_a_draft_is_erased_with_its_lines(write, read, order):
    write(lambda office: office.order_lines.add_many([line(order), line(order)]))
    assert read(lambda office: office.erasing.would_go("order", [order])).along == {"order_line": 2}
    assert write(lambda office: office.erasing.erase("order", [order])) == 3
    for binned in (False, True):
        count = read(lambda office, b=binned: office.order_lines.count(binned=b))
        assert count == 0


def test_reports_count_confirmed_orders_once_and_round_once(write, read, customer):
    def make(office, state, *prices, currency="CNY"):
        values = {"customer": Link(customer), "state": state, "currency": currency}
        id_ = office.orders.add(values)
        office.order_lines.add_many([line(id_, unit_price=Decimal(price)) for price in prices])

    write(lambda office: make(office, OrderState.CONFIRMED, "0.004", "0.004", "0.004"))
    write(lambda office: make(office, OrderState.CLOSED, "100.5"))
    write(lambda office: make(office, OrderState.DRAFT, "7"))
    write(lambda office: make(office, OrderState.VOID, "9"))
    write(lambda office: make(office, OrderState.CONFIRMED, "50", currency="JPY"))
    rows = read(lambda office: office.sales_reports.by_year())
    found = [(row.group, row.currency, row.count, row.value) for row in rows]
    assert found == [("2026", "CNY", 2, Decimal("100.51")), ("2026", "JPY", 1, Decimal(50))]
    by_customer = read(lambda office: office.sales_reports.by_customer())
    assert {row.id for row in by_customer} == {customer}
    assert [row.group for row in read(lambda office: office.sales_reports.by_product())] == ["", ""]


def rows_of(read, order):
    return read(lambda office: office.orders.lines_of(order))


def test_an_order_is_entered_with_its_lines_as_one(write, read, customer):
    lines = (LineRow(None, "Pump", Decimal(2), "unit", Decimal("10.5")),
             LineRow(None, "Valve", Decimal(1), "piece", Decimal(3)))  # fmt: skip
    order = write(lambda office: office.orders.add({"customer": Link(customer), "lines": lines}))
    stored = rows_of(read, order)
    assert [(row.name, row.quantity, row.unit_price) for row in stored] == [
        ("Pump", 2, Decimal("10.5")),
        ("Valve", 1, 3),
    ]
    assert read(lambda office: office.orders.load(order)).values["total"] == 24


def test_lines_are_moved_changed_added_and_taken_away_with_their_order(opened, write, read, order):
    write(
        lambda office: office.orders.save(
            office.orders.load(order).changed(
                lines=tuple(LineRow(None, name, Decimal(1), None, Decimal(5)) for name in "abc")
            )
        )
    )
    a, b, c = rows_of(read, order)
    before = read(lambda office: office.orders.load(order))
    new = LineRow(None, "d", Decimal(1), None, Decimal(7))

    def change(office):
        office.orders.save(before.changed(lines=(c, new, replace(a, quantity=Decimal(3)))))
        return office.changes.change_set_id

    number = write(change)
    assert [row.name for row in rows_of(read, order)] == ["c", "d", "a"]
    assert read(lambda office: office.orders.load(order)).values["total"] == 27
    with pytest.raises(EditConflict):  # whoever changed only lines changed the order
        write(lambda office: office.orders.save(before.changed(lines=(a,))))
    write(lambda office: office.undo(number))
    assert [row.name for row in rows_of(read, order)] == ["a", "b", "c"]
    assert read(lambda office: office.orders.load(order)).values["total"] == 15


def test_a_line_begins_with_price_tax_and_what_was_paid_last(write, read, customer):
    write(lambda office: office.customers.save(office.customers.load(customer).changed(grade="A")))
    product = write(lambda office: office.products.add(valid("product")))

    def offered(quantity, currency="CNY"):
        return read(
            lambda office: office.line_offers.of(product, customer, Decimal(quantity), currency)
        )

    assert offered(1).row.unit_price == 1080
    assert offered(10).row.unit_price == 1050
    assert offered(1).row.tax_rate == Decimal("0.13")
    assert offered(1).floor_price == 990
    assert offered(1).last_price is None
    assert offered(1, "EUR").row.unit_price is None
    sold = {"customer": Link(customer), "state": OrderState.CONFIRMED}
    row = replace(offered(1).row, unit_price=Decimal(1000))
    write(lambda office: office.orders.add({**sold, "lines": (row,)}))
    assert offered(1).last_price == 1000
    free = replace(row, unit_price=Decimal(0))
    write(lambda office: office.orders.add({**sold, "lines": (free,)}))
    assert offered(1).last_price == 1000, "a gift tells no price"
