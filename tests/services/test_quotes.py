"""Quotes: what they come to, what may become of them, and what stands once they were sent."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cims.models.quote import QuoteState
from cims.models.sales_order import OrderState
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import EditConflict, NotPossible, ValidationFailed
from cims.services.i18n import language
from cims.services.opportunity_fields import OPPORTUNITY, WishRow
from cims.services.order_fields import ORDER, LineRow
from cims.services.paper_templates.letterhead import SETTING, VALIDITY
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE, QuoteLineRow
from cims.services.quote_rules import Unpriced
from cims.services.rights import Actor, Reach, Rights
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


def test_the_office_says_how_long_its_quotes_hold_and_under_which_terms(write, read, customer):
    terms = {"payment": "款到发货", "delivery": "30 天", "warranty": "一年", "freight": "卖方承担"}
    said = {VALIDITY: 10, language(): {"terms": terms}}
    write(lambda office: office.settings.set_common(SETTING, said))
    usual = read(lambda office: office.quotes.usual())
    assert (usual["opened_on"], usual["valid_until"]) == (date(2026, 11, 22), date(2026, 12, 2))
    own = {"customer": Link(customer), "warranty_terms": "两年"}
    values = stored(read, write(lambda office: office.quotes.add(own)))
    assert values["valid_until"] == date(2026, 12, 2)
    assert (values["payment_term"], values["delivery_terms"]) == ("款到发货", "30 天")
    assert (values["freight_terms"], values["warranty_terms"]) == ("卖方承担", "两年")


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


def order_state(read, order):
    return stored(read, order, "orders")["state"]


def test_a_void_order_comes_back_only_while_no_other_one_of_its_quote_holds(write, read, quote):
    first = write(lambda office: office.quotes.to_order(quote))
    write(lambda office: office.orders.void(first))
    second = write(lambda office: office.quotes.to_order(quote))
    code = stored(read, second, "orders")["code"]
    for ask in (
        lambda office: office.orders.reopen(first),
        lambda office: office.orders.save(
            office.orders.load(first).changed(state=OrderState.CONFIRMED)
        ),
    ):
        with pytest.raises(NotPossible) as caught:
            write(ask)
        assert code in str(caught.value)
    assert order_state(read, first) is OrderState.VOID
    write(lambda office: office.orders.void(second))
    write(lambda office: office.orders.reopen(first))
    assert order_state(read, first) is OrderState.DRAFT


def test_voiding_is_not_taken_back_once_the_quote_was_ordered_again(opened, write, read, quote):
    first = write(lambda office: office.quotes.to_order(quote))
    with opened.database.write(opened.actor) as office:
        office.orders.void(first)
        voiding = office.changes.change_set_id
    write(lambda office: office.quotes.to_order(quote))
    with pytest.raises(NotPossible, match="made of this quote"):
        write(lambda office: office.undo(voiding))
    assert order_state(read, first) is OrderState.VOID


def test_an_order_stays_in_the_bin_once_its_quote_was_ordered_again(write, read, quote):
    first = write(lambda office: office.quotes.to_order(quote))
    write(lambda office: office.orders.remove([first]))
    second = write(lambda office: office.quotes.to_order(quote))
    with pytest.raises(NotPossible, match="made of this quote"):
        write(lambda office: office.orders.restore([first]))
    write(lambda office: office.orders.void(second))
    write(lambda office: office.orders.restore([first]))
    assert order_state(read, first) is OrderState.DRAFT


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


def test_everything_can_be_undone(write, read, opened, quote):
    def change(work):
        with opened.database.write(opened.actor) as office:
            work(office)
            return office.changes.change_set_id

    def undo(number):
        result = write(lambda office: office.undo(number))
        assert not result.left

    sent = change(lambda office: office.quotes.send(quote))
    before = stored(read, quote)
    for work in (
        lambda office: office.quotes.to_order(quote),
        lambda office: office.quotes.revise(quote),
        lambda office: office.quotes.refuse(quote, "price", "Too dear"),
        lambda office: office.quotes.void(quote),
        lambda office: office.quotes.reopen(quote),
        lambda office: office.quotes.copy(quote),
    ):
        undo(change(work))
        now = stored(read, quote)
        assert {n: v for n, v in now.items() if n != "changed_at"} == {
            n: v for n, v in before.items() if n != "changed_at"
        }
        assert read(lambda office: office.orders.count()) == 0
        assert read(lambda office: office.quotes.count()) == 1
        assert read(lambda office: office.quote_lines.count()) == 1
    undo(sent)
    assert stored(read, quote)["state"] is QuoteState.DRAFT


def test_of_two_who_make_an_order_at_once_one_is_told(write, read, acting, quote):
    write(lambda office: office.quotes.to_order(quote))
    with pytest.raises(NotPossible, match="S202611-"):
        write(lambda office: office.quotes.to_order(quote), acting("administrator"))
    assert read(lambda office: office.orders.count()) == 1


def test_a_form_that_was_open_meanwhile_overwrites_nothing(write, read, quote):
    seen = read(lambda office: office.quotes.load(quote))
    write(lambda office: office.quotes.send(quote))
    with pytest.raises(EditConflict):
        write(lambda office: office.quotes.save(seen.changed(terms="Cash")))


@pytest.mark.parametrize(
    ("first", "then", "named"),
    [
        ("void", "accept", "state"),
        ("accept", "send", "state"),
        ("refuse", "send", "state"),
        ("void", "reopen", "state"),
    ],
)
def test_a_state_that_can_not_follow_is_refused(write, quote, first, then, named):
    def step(name):
        more = ("price",) if name == "refuse" else ()
        write(lambda office: getattr(office.quotes, name)(quote, *more))

    step(first)
    with pytest.raises(ValidationFailed) as caught:
        step(then)
    assert set(caught.value.messages) == {named}


def test_what_is_not_ready_is_not_sent(write, read, customer, quote):
    empty = write(lambda office: office.quotes.add({"customer": Link(customer)}))
    with pytest.raises(NotPossible):
        write(lambda office: office.quotes.send(empty))
    nobody = write(lambda office: office.quotes.add({"lines": (row(),)}))
    with pytest.raises(ValidationFailed) as caught:
        write(lambda office: office.quotes.send(nobody))
    assert set(caught.value.messages) == {"customer"}
    long_ago = {"opened_on": date(2026, 10, 1), "valid_until": date(2026, 11, 21)}
    save(write, quote, **long_ago)
    with pytest.raises(ValidationFailed) as caught:
        write(lambda office: office.quotes.send(quote))
    assert set(caught.value.messages) == {"valid_until"}
    with pytest.raises(ValidationFailed) as caught:
        save(write, quote, valid_until=date(2026, 9, 1))
    assert set(caught.value.messages) == {"valid_until"}


def test_a_line_without_a_price_is_named_before_it_is_sent(write, quote):
    save(write, quote, lines=(row(), row("Pipes", price="0"), row("Bag", price="0", gift=True)))
    with pytest.raises(NotPossible, match="price: line 2 “Pipes”. Enter"):
        write(lambda office: office.quotes.send(quote))
    save(write, quote, lines=(row(), row("Bag", price="0", gift=True)))
    write(lambda office: office.quotes.send(quote))


@pytest.mark.parametrize("step", ["send", "accept", "to_order"])
def test_lines_without_a_price_become_gifts_with_the_step_where_that_is_said(
    write, read, quote, step
):
    save(write, quote, lines=(row(), row("Pipes", price="0")))
    with pytest.raises(Unpriced):
        write(lambda office: getattr(office.quotes, step)(quote))
    write(lambda office: getattr(office.quotes, step)(quote, gifts=True))
    rows = read(lambda office: office.quotes.lines_of(quote))
    assert [one.gift for one in rows] == [False, True]
    assert stored(read, quote)["state"] is not QuoteState.DRAFT


def test_refusing_asks_why(write, read, quote):
    write(lambda office: office.quotes.send(quote))
    with pytest.raises(ValidationFailed) as caught:
        save(write, quote, state=QuoteState.REFUSED)
    assert set(caught.value.messages) == {"refused_reason"}
    write(lambda office: office.quotes.refuse(quote, "price", "Too dear"))
    values = stored(read, quote)
    assert (values["refused_reason"], values["refused_note"]) == ("price", "Too dear")
    assert values["refused_on"] == date(2026, 11, 22)


def test_lines_and_state_of_one_form_are_stored_together(write, read, customer, quote):
    save(write, quote, state=QuoteState.SENT, lines=(row(price="226"),))
    assert amounts(stored(read, quote)) == (200, 26, 226)
    assert stored(read, quote)["state"] is QuoteState.SENT
    new = {"customer": Link(customer), "lines": (row(),), "state": QuoteState.ACCEPTED}
    id_ = write(lambda office: office.quotes.add(new))
    assert stored(read, id_)["accepted_on"] == date(2026, 11, 22)
    said = {"state": QuoteState.REFUSED, "refused_reason": "price"}
    id_ = write(lambda office: office.quotes.add({**new, **said}))
    assert stored(read, id_)["refused_reason"] == "price"


def test_what_was_issued_is_kept(write, read, quote):
    write(lambda office: office.quotes.send(quote))
    with pytest.raises(NotPossible):
        write(lambda office: office.quotes.remove([quote]))
    firm = stored(read, quote)["customer"].id
    with pytest.raises(NotPossible):
        write(lambda office: office.erasing.erase("customer", [firm]))
    line = read(lambda office: office.quote_lines.listing().ids[0])
    for change in (
        lambda office: office.quote_lines.remove([line]),
        lambda office: office.quote_lines.save(office.quote_lines.load(line).changed(name="X")),
        lambda office: office.quote_lines.add(valid("quote_line", quote=Link(quote))),
    ):
        with pytest.raises(NotPossible):
            write(change)


def test_quotes_expire_once_and_their_owner_is_told(write, read, clock, acting, customer):
    sales = acting("sales")
    quote = write(
        lambda o: o.quotes.add({"owner": Link(sales.user_id), "customer": Link(customer),
                                "lines": (row(),)})
    )  # fmt: skip
    write(lambda office: office.quotes.send(quote))
    clock.now += timedelta(days=30)
    assert not read(lambda office: office.quotes.has_ended(), Actor.office())
    clock.now += timedelta(days=1)
    assert read(lambda office: office.quotes.has_ended(), Actor.office())
    assert write(lambda office: office.quotes.expire(), Actor.office()) == 1
    assert write(lambda office: office.quotes.expire(), Actor.office()) == 0
    assert stored(read, quote)["state"] is QuoteState.EXPIRED
    told = [line.sentence for line in read(lambda office: office.notices.newest(), sales)]
    assert len([one for one in told if "expired" in one]) == 1
    with pytest.raises(ValidationFailed):
        write(lambda office: office.quotes.accept(quote))
    write(lambda office: office.quotes.reopen(quote))
    assert stored(read, quote)["state"] is QuoteState.DRAFT


def test_gross_profit_is_net_less_costs_and_only_for_who_may_see_costs(write, read, acting):
    sales = acting("sales")

    def enter(office):
        pump = office.products.add({"name": "Pump", "price": Decimal(113), "cost": Decimal(60)})
        part = office.products.add({"name": "Seal", "price": Decimal(50), "cost": Decimal(10)})
        lines = (
            QuoteLineRow(Link(pump), quantity=Decimal(2), unit_price=Decimal(113), tax_rate=TAX),
            QuoteLineRow(Link(part), quantity=Decimal(1), unit_price=Decimal(50), gift=True),
            QuoteLineRow(Link(part), quantity=Decimal(9), unit_price=Decimal(50), optional=True),
        )
        mine = {"owner": Link(sales.user_id), "lines": lines}
        return office.quotes.add(mine), office.quotes.add({**mine, "rebate": Decimal("11.30")})

    first, second = write(enter)
    assert stored(read, first)["gross_profit"] == 200 - 120 - 10
    assert stored(read, second)["gross_profit"] == 190 - 120 - 10
    assert read(lambda o: o.quotes.load(first), sales).values["gross_profit"] is None
    lines = read(lambda o: o.quote_lines.rows(o.quote_lines.listing().ids), sales)
    assert {line.values["cost"] for line in lines} == {None}
    assert {line.values["cost_amount"] for line in lines} == {None}
    save(write, first, lines=(*read(lambda o: o.quotes.lines_of(first)), row("Own work")))
    assert stored(read, first)["gross_profit"] is None, "one line's cost is not known"


def test_costs_go_with_a_revision_that_is_made_by_who_may_not_see_them(write, read, acting):
    sales = acting("sales")

    def enter(office):
        pump = office.products.add({"name": "Pump", "price": Decimal(113), "cost": Decimal(60)})
        line = QuoteLineRow(Link(pump), quantity=Decimal(1), unit_price=Decimal(113), tax_rate=TAX)
        firm = office.customers.add(valid("customer", owner=Link(sales.user_id)))
        mine = {"owner": Link(sales.user_id), "customer": Link(firm), "lines": (line,)}
        quote = office.quotes.add(mine)
        office.products.save(office.products.load(pump).changed(cost=Decimal(99)))
        return office.quotes.send(quote)

    quote = write(enter)
    new = write(lambda office: office.quotes.revise(quote), sales)
    assert stored(read, new)["gross_profit"] == stored(read, quote)["gross_profit"] == 40
    order = write(lambda office: office.quotes.to_order(new), sales)
    lines = read(lambda o: o.order_lines.rows(o.order_lines.listing().ids))
    assert [line.values["cost"] for line in lines] == [60]
    assert [line.values["order"] for line in lines] == [Link(order)]


def test_chosen_optional_lines_go_into_the_order(write, read, customer):
    lines = (row(), row("Spare", optional=True), row("Tool", optional=True), row("Bag", gift=True))
    quote = write(lambda o: o.quotes.add({"customer": Link(customer), "lines": lines}))
    spare = next(one.id for one in read(lambda o: o.quotes.lines_of(quote)) if one.name == "Spare")
    order = write(lambda office: office.quotes.to_order(quote, [spare]))
    rows = read(lambda office: office.orders.lines_of(order))
    prices = [(one.name, one.unit_price) for one in rows]
    assert prices == [("Pump", 113), ("Spare", 113), ("Bag", 0)]
    assert amounts(stored(read, order, "orders")) == (200, 26, 226)


def test_the_same_again_tells_what_has_changed(write, read, customer):
    def enter(office):
        old = office.products.add({"name": "Old pump", "price": Decimal(100)})
        dear = office.products.add({"name": "Pump", "price": Decimal(100)})
        same = office.products.add({"name": "Seal", "price": Decimal(5)})
        lines = tuple(
            LineRow(Link(one), quantity=Decimal(1), unit_price=Decimal(price))
            for one, price in ((old, 100), (dear, 100), (same, 5))
        )
        values = {"customer": Link(customer), "opened_on": date(2026, 3, 1), "lines": lines}
        office.orders.add(values | {"state": OrderState.CLOSED, "payment_term": "月结30天"})
        office.products.save(office.products.load(old).changed(discontinued=True))
        office.products.save(office.products.load(dear).changed(price=Decimal(120)))

    write(enter)
    copied = write(lambda office: office.orders.copy_last(customer))
    assert copied.gone == ("Old pump",)
    assert [(one.name, one.copied, one.now) for one in copied.changed] == [("Pump", 100, 120)]
    values = stored(read, copied.id, "orders")
    assert (values["state"], values["opened_on"]) == (OrderState.DRAFT, date(2026, 11, 22))
    assert (values["total"], values["payment_term"]) == (205, "月结30天")
    stranger = write(lambda office: office.customers.add(valid("customer")))
    with pytest.raises(NotPossible):
        write(lambda office: office.orders.copy_last(stranger))


def test_a_quote_is_made_of_what_an_opportunity_wishes(write, read, customer):
    def enter(office):
        pump = office.products.add({"name": "Pump", "price": Decimal(113), "tax_class": "goods"})
        pipes = WishRow(None, "Pipes", Decimal(1), Decimal(50))
        wishes = (WishRow(Link(pump), None, Decimal(2)), pipes)
        deal = valid("opportunity", customer=Link(customer), wishes=wishes, amount=None)
        return office.opportunities.add(deal)

    deal = write(enter)
    quote = write(lambda office: office.quotes.from_opportunity(deal))
    values = stored(read, quote)
    assert (values["opportunity"], values["customer"]) == (Link(deal), Link(customer))
    rows = read(lambda office: office.quotes.lines_of(quote))
    assert [(one.name, one.quantity, one.unit_price) for one in rows] == [
        ("Pump", 2, 113), ("Pipes", 1, 50)
    ]  # fmt: skip
    assert rows[0].tax_rate == TAX
    write(lambda office: office.quotes.follow_amount(quote))
    assert stored(read, deal, "opportunities")["amount"] == 276


def test_a_product_that_was_removed_stays_on_the_quote(write, read, customer):
    pump = write(lambda office: office.products.add({"name": "Pump", "price": Decimal(113)}))
    line = QuoteLineRow(Link(pump), quantity=Decimal(1))
    quote = write(lambda o: o.quotes.add({"customer": Link(customer), "lines": (line,)}))
    write(lambda office: office.products.remove([pump]))
    (kept,) = read(lambda office: office.quotes.lines_of(quote))
    assert (kept.name, kept.unit_price) == ("Pump", 113)
    save(write, quote, lines=(replace(kept, quantity=Decimal(3)),))
    assert stored(read, quote)["total"] == 339
    order = write(lambda office: office.quotes.to_order(quote))
    assert stored(read, order, "orders")["total"] == 339
    copied = write(lambda office: office.quotes.copy(quote))
    assert copied.gone == ("Pump",)


def test_what_was_quoted_last_is_told_at_the_line(write, read, customer):
    pump = write(lambda office: office.products.add({"name": "Pump", "price": Decimal(113)}))
    line = QuoteLineRow(Link(pump), quantity=Decimal(1), unit_price=Decimal(99))
    quote = write(lambda o: o.quotes.add({"customer": Link(customer), "lines": (line,)}))
    offer = lambda: read(lambda o: o.line_offers.of(pump, customer, Decimal(1), "CNY"))  # noqa: E731
    assert offer().last_quoted is None, "a draft was told to nobody"
    write(lambda office: office.quotes.send(quote))
    assert (offer().last_quoted, offer().last_price) == (99, None)
    gift = replace(line, unit_price=Decimal(113), gift=True)
    given = write(lambda o: o.quotes.add({"customer": Link(customer), "lines": (line, gift)}))
    write(lambda office: office.quotes.send(given))
    assert offer().last_quoted == 99, "a gift tells no price"


def test_a_line_that_names_nothing_is_refused(write, customer):
    blank = QuoteLineRow(name="  ", quantity=Decimal(1))
    with pytest.raises(ValidationFailed) as caught:
        write(lambda o: o.quotes.add({"customer": Link(customer), "lines": (row(), blank)}))
    assert caught.value.messages == {"lines": "Line 2: choose a product, or type what it is."}


@pytest.mark.parametrize(
    ("typed", "kept"), [("人民币", "CNY"), ("美元", "USD"), (" eur ", "EUR"), ("XYZ", "XYZ")]
)
def test_currencies_are_understood_and_unknown_ones_told(write, read, typed, kept):
    id_ = write(lambda office: office.quotes.add({"currency": typed}))
    assert stored(read, id_)["currency"] == kept
    for entity in (QUOTE, ORDER, OPPORTUNITY, PRODUCT):
        assert ("currency" in entity.remarks({"currency": typed})) is (kept == "XYZ")


def test_who_has_quotes_that_end_soon_is_told_in_the_morning(write, read, clock, acting, customer):
    sales = acting("sales")
    mine = {"owner": Link(sales.user_id), "customer": Link(customer), "lines": (row(),)}
    quote = write(lambda office: office.quotes.add(mine))
    write(lambda office: office.quotes.send(quote))

    def morning():
        write(lambda office: office.reminders.send_morning(), Actor.office())
        told = read(lambda office: office.notices.newest(), sales)
        return [line for line in told if "ends by" in line.sentence]

    clock.now += timedelta(days=26)
    assert morning() == []
    clock.now += timedelta(days=1)
    (line,) = morning()
    assert read(lambda o: list(o.quotes.listing(line.where).ids), sales) == [quote]
    clock.now += timedelta(days=1)
    assert morning() == [line], "once is enough"


def test_the_daily_report_tells_what_was_quoted(write, read, acting, customer):
    sales = acting("sales")
    report = lambda: read(lambda office: office.my_day.report(), sales).text  # noqa: E731
    assert "quotes" not in report()
    mine = {"owner": Link(sales.user_id), "customer": Link(customer), "lines": (row(),)}
    quote, other = (write(lambda office: office.quotes.add(mine)) for _each in "ab")
    write(lambda office: office.quotes.send(quote))
    assert "1 quotes of ¥113.00" in report()
    abroad = read(lambda office: office.quotes.load(other))
    write(lambda o: o.quotes.save(abroad.changed(currency="USD", state=QuoteState.SENT)))
    assert "quotes" not in report(), "two currencies are not added"


def test_links_to_papers_show_their_numbers(write, read, quote):
    write(lambda office: office.quotes.send(quote))
    new = write(lambda office: office.quotes.revise(quote))
    order = write(lambda office: office.quotes.to_order(new))
    old, revised = stored(read, quote)["code"], stored(read, new)
    assert revised["revision_of"].text == old
    assert stored(read, order, "orders")["quote"].text == revised["code"]


def test_what_a_list_brought_with_too_large_a_rebate_expires_like_others(
    write, read, opened, clock, customer, quote
):
    write(lambda office: office.quotes.send(quote))
    with opened.database.write(opened.actor, kind=ChangeKind.IMPORT) as office:
        old = {"code": "X1", "rebate": Decimal(5), "valid_until": date(2026, 12, 1)}
        brought = office.quotes.add({**old, "customer": Link(customer)})
    clock.now += timedelta(days=60)
    assert write(lambda office: office.quotes.expire(), Actor.office()) == 2
    assert stored(read, brought)["state"] is QuoteState.EXPIRED


def test_what_a_list_brings_that_ended_long_ago_has_expired(write, read, opened, clock, customer):
    with opened.database.write(opened.actor, kind=ChangeKind.IMPORT) as office:
        old = {"code": "X1", "opened_on": date(2019, 10, 1), "customer": Link(customer)}
        brought = office.quotes.add({**old, "valid_until": date(2019, 11, 1)})
    assert stored(read, brought)["state"] is QuoteState.EXPIRED
    assert not read(lambda office: office.quotes.has_ended(), Actor.office())


def test_what_was_accepted_and_revised_since_is_not_ordered(write, read, quote):
    write(lambda office: office.quotes.accept(quote))
    new = write(lambda office: office.quotes.revise(quote))
    with pytest.raises(NotPossible, match="newer revision"):
        write(lambda office: office.quotes.to_order(quote))
    write(lambda office: office.quotes.to_order(new))


def test_a_void_quote_is_not_revised_but_copied(write, quote):
    write(lambda office: office.quotes.void(quote))
    with pytest.raises(NotPossible, match="Copy it as a new one"):
        write(lambda office: office.quotes.revise(quote))


def test_a_wish_whose_product_is_gone_stays_on_the_quote_as_words(write, read, customer):
    pump = write(lambda office: office.products.add({"name": "Pump", "price": Decimal(113)}))
    wishes = (WishRow(Link(pump), "Pump", Decimal(2), Decimal(9)), WishRow(Link(pump)))
    deal = valid("opportunity", customer=Link(customer), wishes=wishes)
    deal = write(lambda office: office.opportunities.add(deal))
    write(lambda office: office.products.remove([pump]))
    quote = write(lambda office: office.quotes.from_opportunity(deal))
    rows = read(lambda office: office.quotes.lines_of(quote))
    assert [(one.product, one.name, one.quantity, one.unit_price) for one in rows] == [
        (None, "Pump", 2, 9), (None, "Product", 1, 0)
    ]  # fmt: skip


def test_a_copy_tells_nothing_of_lines_that_are_not_seen(write, acting):
    theirs = acting("sales").user_id

    def enter(office):
        pump = office.products.add({"name": "Pump", "price": Decimal(113)})
        line = QuoteLineRow(Link(pump), quantity=Decimal(1), unit_price=Decimal(99))
        return office.quotes.add({"owner": Link(theirs), "lines": (line,)})

    quote = write(enter)
    manager = acting("administrator")
    own = Reach.OWN
    kept = {k: own if k[0] == "quote_line" else one for k, one in manager.rights.records.items()}
    blind = replace(manager, rights=Rights(kept, manager.rights.single))
    assert write(lambda office: office.quotes.copy(quote), manager).changed
    assert not write(lambda office: office.quotes.copy(quote), blind).changed
