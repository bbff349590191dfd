"""Prices paid and reports of some days: by hand, and for whom."""

from datetime import date
from decimal import Decimal

import pytest

from cims.services.entity import Link
from cims.services.insights.periods import Days
from tests.factories import valid

MARCH = Days(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def sold(write, template):
    """A product sold to a customer of sales three times, once to one of the administrator."""

    def fill(office):
        me, boss = (Link(template.people[role]) for role in ("sales", "administrator"))
        pump = office.products.add(valid("product", name="Pump", floor_price=Decimal(90)))
        mine = office.customers.add(valid("customer", name="Mine", owner=me))
        theirs = office.customers.add(valid("customer", name="Theirs", owner=boss))

        def order(customer, owner, day, quantity, price, discount="0"):
            made = office.orders.add(
                valid("order", customer=Link(customer), owner=owner, opened_on=day)
            )
            line = valid("order_line", order=Link(made), product=Link(pump))
            line |= {"quantity": Decimal(quantity), "unit_price": Decimal(price)}
            office.order_lines.add({**line, "discount": Decimal(discount)})
            return made

        return [
            order(mine, me, date(2026, 1, 5), 1, "120"),
            order(mine, me, date(2026, 3, 5), 3, "100", "0.2"),
            order(mine, me, date(2026, 6, 5), 2, "95.5"),
            order(theirs, boss, date(2026, 3, 9), 10, "70"),
        ]

    return write(fill)


@pytest.fixture
def extras(sold, write):
    """Later orders of the same customer: one gift, one cancelled as a whole, one taken back."""

    def fill(office):
        first = office.order_lines.load(office.order_lines.listing().ids[-1])
        product, customer = first.values["product"], office.orders.load(sold[0]).values["customer"]

        def order(day, **values):
            values = {"discount": Decimal(0), "product": product, **values}
            made = office.orders.add(valid("order", customer=customer, opened_on=day))
            office.order_lines.add({**valid("order_line", order=Link(made)), **values})

        order(date(2026, 7, 1), quantity=Decimal(1), unit_price=Decimal(0))
        order(date(2026, 8, 1), quantity=Decimal(1), unit_price=Decimal(9), cancelled=Decimal(1))
        order(date(2026, 9, 1), quantity=Decimal(-1), unit_price=Decimal(20))

    write(fill)


def paid(read, days=None, actor=None):
    rows = read(lambda office: office.price_reports.paid(days), actor)
    return {row.customer: row for row in rows}


def test_last_lowest_and_average_are_prices_after_discount(sold, read):
    mine = paid(read)["Mine"]
    assert (mine.last, mine.last_on, mine.lowest) == (Decimal("95.5"), date(2026, 6, 5), 80)
    assert mine.average == Decimal("91.833333")  # (120 + 3 * 80 + 2 * 95.5) / 6
    assert (mine.count, mine.quantity, mine.floor, mine.product) == (3, 6, 90, "Pump")
    assert not mine.is_below
    assert paid(read)["Theirs"].is_below


def test_only_the_days_that_are_asked_for_count(sold, read):
    mine = paid(read, MARCH)["Mine"]
    assert (mine.last, mine.lowest, mine.average, mine.count) == (80, 80, 80, 1)
    found = read(lambda office: office.sales_reports.by_customer(MARCH))
    assert {row.group: row.value for row in found} == {"Mine": 240, "Theirs": 700}
    assert read(lambda office: office.sales_reports.by_year(Days(*[date(2020, 1, 1)] * 2))) == ()


def test_each_row_opens_its_orders(sold, read):
    mine = paid(read)["Mine"]
    behind = read(lambda office: office.price_reports.orders_behind(mine, MARCH))
    assert behind == (sold[1],)
    for by in ("year", "customer", "product"):
        rows = read(lambda office, by=by: getattr(office.sales_reports, f"by_{by}")())
        ids = [
            read(lambda office, by=by, row=row: office.sales_reports.orders_behind(by, row))
            for row in rows
        ]
        assert [len(some) for some in ids] == [row.count for row in rows]
        assert sorted(one for some in ids for one in some) == sorted(sold)


def test_who_sees_own_orders_sees_own_prices(sold, read, acting):
    sales = acting("sales")
    assert list(paid(read, actor=sales)) == ["Mine"]
    theirs = paid(read)["Theirs"]
    assert read(lambda office: office.price_reports.orders_behind(theirs), sales) == ()


def test_gifts_cancelled_lines_and_what_is_taken_back_are_no_price_paid(extras, read):
    mine = paid(read)["Mine"]
    assert (mine.last, mine.last_on, mine.lowest) == (Decimal("95.5"), date(2026, 6, 5), 80)
    assert (mine.quantity, mine.count) == (5, 4)
    assert len(read(lambda office: office.price_reports.orders_behind(mine))) == 4
    assert paid(read, Days(date(2026, 7, 1), date(2026, 9, 30))) == {}
