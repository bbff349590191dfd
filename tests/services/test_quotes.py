"""Quotes: what they come to, what may become of them, and what stands once they were sent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.models.quote import QuoteState
from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.quote_fields import QuoteLineRow
from cims.services.rights import Rights
from tests.factories import valid

TAX = Decimal("0.13")


def row(name="Pump", price="113", quantity="1", **values):
    return QuoteLineRow(
        name=name, quantity=Decimal(quantity), unit_price=Decimal(price), tax_rate=TAX, **values
    )


@pytest.fixture
def customer(write):
    return write(lambda office: office.customers.add(valid("customer")))


@pytest.fixture
def quote(write, customer):
    values = {"customer": Link(customer), "lines": (row(),)}
    return write(lambda office: office.quotes.add(values))


def stored(read, id_, room="quotes"):
    return read(lambda office: getattr(office, room).load(id_)).values


def save(write, id_, **values):
    return write(lambda o: o.quotes.save(o.quotes.load(id_).changed(**values)))


def amounts(values):
    return tuple(values[name] for name in ("net", "tax", "total"))


def test_a_quote_begins_with_what_the_office_usually_has(write, read, customer):
    id_ = write(lambda office: office.quotes.add({"customer": Link(customer)}))
    values = stored(read, id_)
    assert values["state"] is QuoteState.DRAFT
    assert values["code"].startswith("BJ202611-")
    assert values["opened_on"] == date(2026, 11, 22)
    assert values["valid_until"] == date(2026, 12, 22)
    assert values["tax_included"] is True
    assert (values["revision"], values["superseded"]) == (1, False)


def test_the_office_says_how_long_its_quotes_are_valid(write, read, customer):
    write(lambda office: office.settings.set_common("letterhead", {"validity_days": 10}))
    id_ = write(lambda office: office.quotes.add({"customer": Link(customer)}))
    assert stored(read, id_)["valid_until"] == date(2026, 12, 2)


def test_optional_lines_and_gifts_are_not_added(write, read, customer):
    lines = (row(), row("Spare part", optional=True), row("Manual", gift=True))
    values = {"customer": Link(customer), "lines": lines}
    id_ = write(lambda office: office.quotes.add(values))
    assert amounts(stored(read, id_)) == (100, 13, 113)
    rows = read(lambda office: office.quotes.lines_of(id_))
    assert [one.unit_price for one in rows] == [113, 113, 113], "a gift keeps its price"


def test_a_rebate_takes_its_share_of_the_tax_along(write, read, quote):
    save(write, quote, rebate=Decimal(3))
    assert amounts(stored(read, quote)) == (Decimal("97.35"), Decimal("12.65"), 110)
    with pytest.raises(ValidationFailed) as caught:
        save(write, quote, rebate=Decimal("113.01"))
    assert set(caught.value.messages) == {"rebate"}


def test_what_was_sent_stands_until_it_is_reopened(write, read, quote):
    write(lambda office: office.quotes.send(quote))
    assert stored(read, quote)["sent_on"] == date(2026, 11, 22)
    with pytest.raises(NotPossible):
        save(write, quote, lines=(row(price="1"),))
    with pytest.raises(ValidationFailed) as caught:
        save(write, quote, terms="Cash")
    assert set(caught.value.messages) == {"terms"}
    save(write, quote, internal_remarks="Calls on Friday")
    write(lambda office: office.quotes.reopen(quote))
    save(write, quote, lines=(row(price="1"),), terms="Cash")
    assert stored(read, quote)["sent_on"] is None


def test_a_revision_takes_the_place_of_the_old_quote(write, read, quote):
    write(lambda office: office.quotes.send(quote))
    new = write(lambda office: office.quotes.revise(quote))
    old, made = stored(read, quote), stored(read, new)
    assert made["code"] == f"{old['code']}-R2"
    assert (made["revision"], made["state"]) == (2, QuoteState.DRAFT)
    assert amounts(made) == amounts(old)
    assert old["superseded"]
    with pytest.raises(NotPossible):
        write(lambda office: office.quotes.accept(quote))
    write(lambda office: office.quotes.remove([new]))
    assert not stored(read, quote)["superseded"]


def test_an_order_is_made_of_a_quote_once(write, read, quote):
    write(lambda office: office.quotes.send(quote))
    order = write(lambda office: office.quotes.to_order(quote))
    values = stored(read, order, "orders")
    assert (values["quote"], values["state"]) == (Link(quote), OrderState.DRAFT)
    assert amounts(values) == (100, 13, 113)
    assert stored(read, quote)["state"] is QuoteState.ACCEPTED
    with pytest.raises(NotPossible):
        write(lambda office: office.quotes.to_order(quote))
    assert write(lambda office: office.quotes.to_order(quote, again=True)) != order


def found(read, words, room="quotes", actor=None):
    return [one.id for one in read(lambda office: getattr(office, room).find(words), actor)]


def test_papers_are_found_by_their_goods(write, read, customer):
    def enter(office):
        line = {"name": "不锈钢离心泵", "quantity": Decimal(1), "model": "CDL-32-20"}
        quote = office.quotes.add(
            {"customer": Link(customer), "lines": (row("不锈钢离心泵", model="CDL-32-20"),)}
        )
        order = office.orders.add({"customer": Link(customer)})
        office.order_lines.add({"order": Link(order), **line})
        return quote, order

    quote, order = write(enter)
    for words in ("离心泵", "lixin", "lxb", "CDL-32"):
        assert found(read, words) == [quote], words
        assert found(read, words, "orders") == [order], words
    save(write, quote, lines=(row("密封圈"),))
    assert found(read, "离心泵") == []
    assert found(read, "mifeng") == [quote]
    lines = read(lambda office: office.order_lines.listing().ids)
    write(lambda office: office.order_lines.remove(lines))
    assert found(read, "离心泵", "orders") == []
    assert write(lambda o: o.quotes.drift() + o.orders.drift()) == 0


def test_goods_find_nothing_for_who_may_not_see_lines(write, read, acting, customer):
    write(lambda o: o.quotes.add({"customer": Link(customer), "lines": (row("离心泵"),)}))
    auditor = acting("auditor")
    kept = {key: one for key, one in auditor.rights.records.items() if key[0] != "quote_line"}
    blind = replace(auditor, rights=Rights(kept, auditor.rights.single))
    assert len(found(read, "离心泵", actor=auditor)) == 1
    assert found(read, "离心泵", actor=blind) == []
    code = read(lambda o: o.quotes.rows(o.quotes.listing().ids))[0].values["code"]
    assert len(found(read, code, actor=blind)) == 1
