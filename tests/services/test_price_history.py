"""What a product cost before, told by the log; and prices that hold from a day on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.services.entity import Link
from cims.services.errors import NotFound
from cims.services.granted import FieldAccess
from cims.services.order_fields import LineRow
from cims.services.products import PriceRow, best_price, prices_on
from cims.services.spreadsheet.importer import run


@pytest.fixture
def product(write):
    values = {
        "name": "Pump",
        "price": Decimal(100),
        "cost": Decimal(60),
        "floor_price": Decimal(80),
    }
    return write(lambda office: office.products.add(values))


def change(write, product, **values):
    write(lambda o: o.products.save(o.products.load(product).changed(**values)))


def history(read, product, actor=None):
    return read(lambda office: office.price_history.of(product), actor)


def test_each_change_of_a_price_is_told_with_day_and_person(write, read, product, clock, opened):
    change(write, product, remarks="new brochure")
    clock.pass_by(days=3)
    change(write, product, price=Decimal(110), cost=Decimal("61.5"))
    found = history(read, product)
    newest, first = found.changes
    assert first.is_first and not newest.is_first
    assert newest.on == date(2026, 11, 25)
    assert newest.by == opened.actor.name
    assert newest.changes == {
        "price": (Decimal(100), Decimal(110)),
        "cost": (Decimal(60), Decimal("61.5")),
    }
    assert [(step.on.day, step.price) for step in found.steps] == [(22, 100), (25, 110)]
    assert {step.currency for step in found.steps} == {"CNY"}


def test_a_price_list_is_told_row_by_row(write, read, product):
    rows = (PriceRow("A", Decimal(10), Decimal(95), date(2027, 1, 1)),)
    change(write, product, prices=rows)
    assert history(read, product).changes[0].changes == {"prices": ((), rows)}


def test_prices_that_an_import_brought_count_too(write, read, opened, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("Number,Name,Price\nP-1,Valve,10\n")
    run(opened.database, opened.actor, "products", file)
    (id_,) = read(lambda office: office.products.listing().ids)
    assert history(read, id_).changes[0].changes["price"] == (None, Decimal(10))


def test_a_change_that_was_taken_back_is_told_as_one(write, read, product):
    change(write, product, price=Decimal(110))
    newest = read(lambda office: office.newest_change())
    write(lambda office: office.undo(newest))
    prices = [one.changes["price"][1] for one in history(read, product).changes]
    assert prices == [100, 110, 100]


def test_a_hidden_cost_is_in_no_history(write, read, product, acting):
    change(write, product, cost=Decimal(70))
    change(write, product, price=Decimal(120))
    shown = history(read, product, acting("sales")).changes
    assert [sorted(one.changes) for one in shown] == [
        ["price"],
        ["currency", "floor_price", "price"],
    ]
    rights = replace(acting("manager").rights, closed={("product", "price"): FieldAccess.HIDDEN})
    blind = replace(acting("manager"), rights=rights, rights_seq=None)
    found = history(read, product, blind)
    assert not any("price" in one.changes for one in found.changes)
    assert {step.price for step in found.steps} == {None}


def test_what_is_out_of_sight_has_no_history(write, read, product):
    write(lambda office: office.products.remove([product]))
    with pytest.raises(NotFound):
        history(read, product)


def test_of_several_prices_for_the_same_the_newest_that_has_begun_holds():
    rows = (
        PriceRow("A", None, Decimal(90)),
        PriceRow("A", None, Decimal(96), date(2027, 1, 1)),
        PriceRow("A", None, Decimal(99), date(2027, 6, 1)),
        PriceRow(None, Decimal(10), Decimal(93), date(2027, 3, 1)),
    )

    def price(day, grade="A", quantity=1):
        return best_price(prices_on(rows, day), grade, Decimal(quantity), Decimal(100))

    assert price(date(2026, 12, 31)) == 90
    assert price(date(2027, 1, 1)) == 96
    assert price(date(2027, 3, 1), quantity=10) == 93
    assert price(date(2027, 3, 1), "B") == 100
    assert price(date(2027, 6, 1)) == 99


def test_a_price_without_grade_and_quantity_is_the_usual_one_from_its_day_on(write, read, product):
    change(write, product, prices=(PriceRow(None, None, Decimal(130), date(2026, 12, 1)),))
    price = lambda day: read(  # noqa: E731
        lambda office: office.products.price_for(product, None, Decimal(1), day)
    )
    assert price(date(2026, 11, 30)) == 100
    assert price(date(2026, 12, 1)) == 130
    assert price(None) == 100


def test_a_line_without_a_price_takes_the_usual_one_of_the_day_of_its_order(write, read, product):
    rows = (
        PriceRow("A", None, Decimal(90), date(2026, 1, 1)),
        PriceRow(None, None, Decimal(130), date(2026, 12, 1)),
    )
    change(write, product, prices=rows)

    def price(day):
        lines = (LineRow(Link(product), quantity=Decimal(1)),)
        id_ = write(lambda office: office.orders.add({"opened_on": day, "lines": lines}))
        return read(lambda office: office.orders.lines_of(id_))[0].unit_price

    assert price(date(2026, 11, 30)) == 100
    assert price(date(2026, 12, 1)) == 130
