"""Orders on their way out: planned, delivered, cancelled in part, taken back; all of it undone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.models.sales_order import DeliveryState, OrderState
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.granted import FieldAccess
from cims.services.order_fields import ORDER, LineRow, overdue
from tests.factories import valid

TODAY = date(2026, 11, 22)
BEFORE, SOON, LATER = date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 15)
RATE = Decimal("0.13")


@pytest.fixture
def order(write, template):
    """A confirmed order of two lines, of the salesman."""

    def add(office):
        customer = office.customers.add(valid("customer"))
        product = office.products.add({"name": "Pump", "price": Decimal(100), "cost": Decimal(60)})
        lines = (
            LineRow(Link(product), quantity=Decimal(10), unit_price=Decimal(100), tax_rate=RATE),
            LineRow(name="Seal", quantity=Decimal(4), unit_price=Decimal("2.5"),
                    discount=Decimal("0.1")),
        )  # fmt: skip
        owner = Link(template.people["sales"])
        values = {"customer": Link(customer), "owner": owner, "state": OrderState.CONFIRMED}
        return office.orders.add({**values, "lines": lines})

    return write(add)


def ids(read, order):
    return [line.id for line in read(lambda office: office.deliveries.of(order))]


def of(read, order, actor=None):
    return read(lambda office: office.deliveries.of(order), actor)


def head(read, order):
    return read(lambda office: office.orders.load(order)).values


def undo(write, read):
    newest = read(lambda office: office.newest_change())
    result = write(lambda office: office.undo(newest))
    assert not result.left


def amounts(read, order):
    values = head(read, order)
    return values["net"], values["tax"], values["total"]


def report(read, name="by_year"):
    return read(lambda office: getattr(office.sales_reports, name)())


def test_an_order_leaves_in_parts_and_says_how_far_it_is(write, read, order):
    pump, seal = ids(read, order)
    assert head(read, order)["delivery"] is DeliveryState.NONE
    write(lambda o: o.deliveries.deliver(order, BEFORE, {pump: Decimal(6)}, " SF123 "))
    values = head(read, order)
    assert (values["delivery"], values["delivered_on"]) == (DeliveryState.PARTLY, None)
    first, _second = of(read, order)
    assert (first.delivered, first.rest, first.to_return) == (6, 4, 6)
    assert [(one.delivered_on, one.quantity, one.note) for one in first.deliveries] == [
        (BEFORE, 6, "SF123")
    ]
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(4), seal: Decimal(4)}))
    values = head(read, order)
    assert (values["delivery"], values["delivered_on"]) == (DeliveryState.WHOLE, TODAY)
    undo(write, read)
    values = head(read, order)
    assert (values["delivery"], values["delivered_on"]) == (DeliveryState.PARTLY, None)
    assert [line.delivered for line in of(read, order)] == [6, 0]


def test_undoing_the_only_delivery_leaves_nothing_of_it(write, read, order):
    pump, seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(10), seal: Decimal(4)}))
    undo(write, read)
    values = head(read, order)
    assert (values["delivery"], values["delivered_on"]) == (DeliveryState.NONE, None)


def test_no_more_leaves_than_was_ordered(write, read, order):
    pump, seal = ids(read, order)
    with pytest.raises(ValidationFailed, match="Only 10 of “Pump”") as told:
        write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(11)}))
    assert set(told.value.messages) == {str(pump)}
    with pytest.raises(ValidationFailed, match="not come yet"):
        write(lambda o: o.deliveries.deliver(order, SOON, {pump: Decimal(1)}))
    with pytest.raises(ValidationFailed, match="above zero"):
        write(lambda o: o.deliveries.deliver(order, TODAY, {seal: Decimal(-1)}))
    with pytest.raises(NotPossible, match="Nothing is chosen"):
        write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(0)}))
    assert [line.delivered for line in of(read, order)] == [0, 0]


def test_a_draft_is_confirmed_before_it_leaves(write, read, order):
    (pump, _seal) = ids(read, order)
    write(lambda o: o.orders.save(o.orders.load(order).changed(state=OrderState.DRAFT)))
    with pytest.raises(NotPossible, match="Confirm it first"):
        write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(1)}))


def test_what_has_left_stays_on_the_order(write, read, order):
    pump, seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(6)}))
    rows = read(lambda office: office.orders.lines_of(order))
    with pytest.raises(ValidationFailed, match="6 of “Pump” have left already"):
        fewer = (replace(rows[0], quantity=Decimal(5)), rows[1])
        write(lambda o: o.orders.save(o.orders.load(order).changed(lines=fewer)))
    with pytest.raises(NotPossible, match="stays on the order"):
        write(lambda o: o.orders.save(o.orders.load(order).changed(lines=rows[1:])))
    exactly = (replace(rows[0], quantity=Decimal(6)),)
    write(lambda o: o.orders.save(o.orders.load(order).changed(lines=exactly)))
    assert head(read, order)["delivery"] is DeliveryState.WHOLE
    more = (LineRow(name="Valve", quantity=Decimal(1), unit_price=Decimal(5)),)
    kept = read(lambda office: office.orders.lines_of(order))
    write(lambda o: o.orders.save(o.orders.load(order).changed(lines=(*kept, *more))))
    values = head(read, order)
    assert (values["delivery"], values["delivered_on"]) == (DeliveryState.PARTLY, None)
    assert seal not in ids(read, order)


def test_the_day_of_an_order_follows_from_its_deliveries_once_there_are_some(write, read, order):
    pump, _seal = ids(read, order)
    day = {"delivered_on": TODAY}
    write(lambda o: o.orders.save(o.orders.load(order).changed(**day)))
    assert head(read, order)["delivery"] is DeliveryState.WHOLE
    with pytest.raises(NotPossible, match="left already"):
        write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(1)}))
    write(lambda o: o.orders.save(o.orders.load(order).changed(delivered_on=None)))
    assert head(read, order)["delivery"] is DeliveryState.NONE
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(1)}))
    with pytest.raises(ValidationFailed, match="follows from the deliveries"):
        write(lambda o: o.orders.save(o.orders.load(order).changed(**day)))


def test_planned_deliveries_say_when_the_next_one_is(write, read, order):
    pump, seal = ids(read, order)
    write(lambda o: o.deliveries.plan(order, LATER, {pump: Decimal(6)}))
    write(lambda o: o.deliveries.plan(order, SOON, {pump: Decimal(4), seal: Decimal(4)}))
    assert head(read, order)["next_delivery_on"] == SOON
    with pytest.raises(ValidationFailed, match="Only 0 of “Pump” are not planned"):
        write(lambda o: o.deliveries.plan(order, LATER, {pump: Decimal(1)}))
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(4), seal: Decimal(4)}))
    assert head(read, order)["next_delivery_on"] == LATER
    write(lambda o: o.deliveries.unplan(order, LATER))
    assert head(read, order)["next_delivery_on"] is None
    undo(write, read)
    assert head(read, order)["next_delivery_on"] == LATER
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(6)}))
    assert head(read, order)["next_delivery_on"] is None


def test_the_day_of_a_line_is_its_plan_where_it_has_no_other(write, read, order):
    rows = read(lambda office: office.orders.lines_of(order))
    rows = (replace(rows[0], planned_on=SOON), rows[1])
    write(lambda o: o.orders.save(o.orders.load(order).changed(lines=rows)))
    assert head(read, order)["next_delivery_on"] == SOON


def test_a_part_that_is_cancelled_is_in_no_total(write, read, order):
    pump, seal = ids(read, order)
    before = amounts(read, order)
    assert before[2] == Decimal("1009.00")
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(6)}))
    write(lambda o: o.deliveries.cancel(order, {pump: Decimal(4), seal: Decimal(4)}, "Too late"))
    assert amounts(read, order)[2] == Decimal("600.00")
    assert [(line.cancelled, line.reason) for line in of(read, order)] == [
        (4, "Too late"),
        (4, "Too late"),
    ]
    assert head(read, order)["delivery"] is DeliveryState.WHOLE
    with pytest.raises(ValidationFailed, match="Only 0 of “Pump”"):
        write(lambda o: o.deliveries.cancel(order, {pump: Decimal(1)}))
    undo(write, read)
    assert amounts(read, order) == before
    assert head(read, order)["delivery"] is DeliveryState.PARTLY


def test_what_comes_back_stands_below_zero_at_the_price_of_then(write, read, order):
    pump, seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(10), seal: Decimal(4)}))
    write(lambda o: o.products.save(o.products.load(1).changed(price=Decimal(500))))
    before = report(read)
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(3), seal: Decimal(1)}, "Broken"))
    *_old, back, _seal = of(read, order)
    assert (back.quantity, back.returns.id, back.reason) == (-3, pump, "Broken")
    line = read(lambda office: office.order_lines.load(back.id)).values
    assert (line["unit_price"], line["cost"], line["total"]) == (100, 60, Decimal("-300.00"))
    assert (line["net"], line["tax"]) == (Decimal("-265.49"), Decimal("-34.51"))
    assert amounts(read, order)[2] == Decimal("706.75")
    assert head(read, order)["delivery"] is DeliveryState.WHOLE
    (year,), (was,) = report(read), before
    assert was.value - year.value == Decimal("302.25")
    first, second, *_new = of(read, order)
    assert (first.returned, first.to_return, second.to_return) == (3, 7, 3)
    undo(write, read)
    assert [line.returned for line in of(read, order)] == [0, 0]
    assert amounts(read, order)[2] == Decimal("1009.00")
    assert report(read) == before


def test_no_more_comes_back_than_has_left(write, read, order):
    pump, seal = ids(read, order)
    with pytest.raises(ValidationFailed, match="Only 0 of “Seal”"):
        write(lambda o: o.deliveries.take_back(order, {seal: Decimal(1)}))
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(5)}))
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(3)}))
    with pytest.raises(ValidationFailed, match="Only 2 of “Pump”"):
        write(lambda o: o.deliveries.take_back(order, {pump: Decimal(3)}))
    back = of(read, order)[-1]
    with pytest.raises(ValidationFailed, match="above zero"):
        write(lambda o: o.deliveries.take_back(order, {back.id: Decimal(1)}))
    rows = read(lambda office: office.orders.lines_of(order))
    more = (*rows[:2], replace(rows[2], quantity=Decimal(-6)))
    with pytest.raises(ValidationFailed, match="Only 5 of “Pump” have left"):
        write(lambda o: o.orders.save(o.orders.load(order).changed(lines=more)))
    up = (*rows[:2], replace(rows[2], quantity=Decimal(1)))
    with pytest.raises(ValidationFailed, match="below zero"):
        write(lambda o: o.orders.save(o.orders.load(order).changed(lines=up)))
    write(lambda o: o.orders.save(o.orders.load(order).changed(lines=rows[:2])))
    assert of(read, order)[0].returned == 0


def test_goods_come_back_also_when_their_product_was_removed(write, read, order):
    pump, _seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(10)}))
    write(lambda o: o.products.remove([1]))
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(10)}))
    back = of(read, order)[-1]
    line = read(lambda office: office.order_lines.load(back.id)).values
    assert (line["product"].id, line["name"], line["unit_price"], line["cost"]) == (
        1, "Pump", 100, 60,
    )  # fmt: skip
    assert sorted(row.value for row in report(read, "by_product")) == [0, 9]
    undo(write, read)
    assert [line.to_return for line in of(read, order)] == [10, 0]


def test_a_delivery_from_which_something_came_back_is_not_undone(write, read, order):
    pump, _seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(5)}))
    delivery = read(lambda office: office.newest_change())
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(3)}))
    with pytest.raises(ValidationFailed, match="came back"):
        write(lambda office: office.undo(delivery))
    assert of(read, order)[0].delivered == 5


def test_an_older_order_that_left_on_one_day_takes_back_too(write, read, order):
    pump, _seal = ids(read, order)
    write(lambda o: o.orders.save(o.orders.load(order).changed(delivered_on=BEFORE)))
    assert [line.to_return for line in of(read, order)] == [10, 4]
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(10)}))
    assert [line.to_return for line in of(read, order)] == [0, 4, 0]


def test_more_than_the_rebate_leaves_something_to_pay(write, read, order):
    pump, seal = ids(read, order)
    write(lambda o: o.orders.save(o.orders.load(order).changed(rebate=Decimal(9))))
    with pytest.raises(ValidationFailed, match="rebate"):
        write(lambda o: o.deliveries.cancel(order, {pump: Decimal(10), seal: Decimal(4)}))
    assert amounts(read, order)[2] == Decimal("1000.00")


def test_an_order_goes_through_its_states_by_steps(write, read, order):
    empty = write(lambda office: office.orders.add({"name": "Empty"}))
    with pytest.raises(NotPossible, match="no lines yet"):
        write(lambda office: office.orders.confirm(empty))
    state = lambda: head(read, order)["state"]  # noqa: E731
    write(lambda office: office.orders.complete(order))
    assert state() is OrderState.CLOSED
    with pytest.raises(NotPossible, match="Only a draft"):
        write(lambda office: office.orders.confirm(order))
    with pytest.raises(NotPossible, match="not in force"):
        write(lambda office: office.orders.void(order))
    write(lambda office: office.orders.reopen(order))
    with pytest.raises(NotPossible, match="Only a completed or void"):
        write(lambda office: office.orders.reopen(order))
    pump, _seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(5)}))
    with pytest.raises(NotPossible, match="Take it back first"):
        write(lambda office: office.orders.void(order))
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(5)}))
    write(lambda office: office.orders.void(order))
    assert state() is OrderState.VOID
    assert report(read) == ()
    undo(write, read)
    assert state() is OrderState.CONFIRMED
    with pytest.raises(NotPossible, match="Only a confirmed order can be completed"):
        write(lambda office: office.orders.complete(empty))


def test_nothing_is_planned_or_cancelled_of_an_order_that_has_ended(write, read, order):
    pump, _seal = ids(read, order)
    for end in ("complete", "void"):
        write(lambda office, end=end: getattr(office.orders, end)(order))
        for work in (
            lambda office: office.deliveries.plan(order, SOON, {pump: Decimal(1)}),
            lambda office: office.deliveries.cancel(order, {pump: Decimal(1)}),
        ):
            with pytest.raises(NotPossible, match="Reopen it first"):
                write(work)
        assert amounts(read, order)[2] == Decimal("1009.00")
        write(lambda office: office.orders.reopen(order))
    write(lambda office: office.deliveries.cancel(order, {pump: Decimal(1)}))


def test_a_day_of_shipping_before_the_order_deserves_a_look():
    assert set(ORDER.remarks({"opened_on": TODAY, "delivered_on": BEFORE})) == {"delivered_on"}
    assert ORDER.remarks({"opened_on": TODAY, "delivered_on": TODAY, "required_on": SOON}) == {}
    assert ORDER.remarks({"delivered_on": BEFORE}) == {}


def test_ordered_again_is_what_was_ordered_not_what_came_back(write, read, order):
    pump, seal = ids(read, order)
    write(lambda o: o.deliveries.plan(order, SOON, {pump: Decimal(1)}))
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(5)}))
    write(lambda o: o.deliveries.cancel(order, {seal: Decimal(4)}))
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(2)}))
    new = write(lambda office: office.orders.copy(order)).id
    lines = of(read, new)
    assert [(line.quantity, line.cancelled, line.delivered) for line in lines] == [
        (10, 0, 0),
        (4, 0, 0),
    ]
    values = head(read, new)
    assert (values["delivery"], values["next_delivery_on"]) == (DeliveryState.NONE, None)
    assert values["total"] == Decimal("1009.00")


def test_who_may_not_change_an_order_moves_nothing_of_it(write, read, order, acting):
    pump, _seal = ids(read, order)
    sales, service, finance = acting("sales"), acting("service"), acting("finance")
    many = {pump: Decimal(1)}
    steps = (
        lambda o: o.deliveries.deliver(order, TODAY, many),
        lambda o: o.deliveries.plan(order, SOON, many),
        lambda o: o.deliveries.unplan(order, SOON),
        lambda o: o.deliveries.cancel(order, many),
        lambda o: o.deliveries.take_back(order, many),
        lambda o: o.orders.void(order),
    )
    for step in steps:
        for actor in (service, finance):
            with pytest.raises(NotAllowed):
                write(step, actor)
    assert len(of(read, order, service)) == 2
    write(steps[0], sales)
    write(steps[4], sales)
    costs = [row.values["cost"] for row in read(lambda o: o.order_lines.rows(ids(read, order)))]
    assert costs[0] == costs[-1] == 60  # the salesman sees no costs, and yet they are the old ones
    write(lambda o: o.orders.give([order], 1))
    write(lambda o: o.customers.save(o.customers.load(1).changed(owner=Link(1))))
    with pytest.raises(NotFound):
        of(read, order, sales)


def test_closed_prices_come_back_as_they_were(write, read, order, acting):
    pump, _seal = ids(read, order)
    actor = acting("sales")
    closed = {("order_line", "unit_price"): FieldAccess.READ, **actor.rights.closed}
    actor = replace(actor, rights=replace(actor.rights, closed=closed), rights_seq=None)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(5)}), actor)
    write(lambda o: o.deliveries.take_back(order, {pump: Decimal(5)}), actor)
    back = of(read, order)[-1]
    line = read(lambda office: office.order_lines.load(back.id)).values
    assert (line["unit_price"], line["total"]) == (100, Decimal("-500.00"))


def test_an_order_in_the_bin_takes_its_deliveries_along_and_brings_them_back(write, read, order):
    pump, _seal = ids(read, order)
    write(lambda o: o.deliveries.plan(order, SOON, {pump: Decimal(4)}))
    draft = {"state": OrderState.DRAFT}
    write(lambda o: o.orders.save(o.orders.load(order).changed(**draft)))
    write(lambda o: o.orders.remove([order]))
    write(lambda o: o.orders.restore([order]))
    assert head(read, order)["next_delivery_on"] == SOON
    assert of(read, order)[0].plan[0].quantity == 4


def test_what_leaves_or_is_not_wanted_is_taken_off_the_plan(write, read, order):
    pump, _seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, BEFORE, {pump: Decimal(2)}))
    write(lambda o: o.deliveries.plan(order, TODAY, {pump: Decimal(5)}))
    write(lambda o: o.deliveries.plan(order, LATER, {pump: Decimal(3)}))
    plan = lambda: [(row.planned_on, row.quantity) for row in of(read, order)[0].plan]  # noqa: E731
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(1)}))
    assert plan() == [(TODAY, 4), (LATER, 3)]
    write(lambda o: o.deliveries.cancel(order, {pump: Decimal(4)}))
    assert plan() == [(TODAY, 3)]
    undo(write, read)
    assert plan() == [(TODAY, 4), (LATER, 3)]
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(5)}))
    assert plan() == [(LATER, 2)]
    assert head(read, order)["next_delivery_on"] == LATER


def test_orders_that_should_have_left_are_found_and_stand_in_my_day(
    write, read, order, clock, acting
):
    sales = acting("sales")
    late = lambda actor=None: list(  # noqa: E731
        read(lambda o: o.orders.listing(overdue(o.today)).ids, actor)
    )
    mine = lambda: read(lambda o: o.my_day.today().deliveries.total, sales)  # noqa: E731
    pump, seal = ids(read, order)
    assert late() == []
    write(lambda o: o.deliveries.plan(order, SOON, {pump: Decimal(4)}))
    clock.pass_by(days=9)
    assert (late(), mine()) == ([order], 1)
    today = date(2026, 12, 1)
    write(lambda o: o.deliveries.deliver(order, today, {pump: Decimal(4)}))
    assert (late(), mine()) == ([], 0)
    wish = {"required_on": SOON}
    write(lambda o: o.orders.save(o.orders.load(order).changed(**wish)))
    assert (late(), mine()) == ([order], 1)
    assert late(acting("auditor")) == [order]
    write(lambda o: o.deliveries.deliver(order, today, {pump: Decimal(6), seal: Decimal(4)}))
    assert (late(), mine()) == ([], 0)


def test_a_hidden_field_of_a_line_is_not_told_by_its_delivery(write, read, order, acting):
    pump, _seal = ids(read, order)
    write(lambda o: o.order_lines.save(o.order_lines.load(pump).changed(model="P-7")))
    actor = acting("manager")
    closed = {("order_line", "model"): FieldAccess.HIDDEN}
    blind = replace(actor, rights=replace(actor.rights, closed=closed), rights_seq=None)
    assert of(read, order, actor)[0].model == "P-7"
    assert of(read, order, blind)[0].model == ""


def test_no_more_is_cancelled_than_was_ordered(write, read, order):
    pump, _seal = ids(read, order)
    cancel = lambda many: write(  # noqa: E731
        lambda o: o.order_lines.save(o.order_lines.load(pump).changed(cancelled=Decimal(many)))
    )
    with pytest.raises(ValidationFailed, match="Type 10 at most") as caught:
        cancel(11)
    assert set(caught.value.messages) == {"cancelled"}
    cancel(10)
    assert amounts(read, order)[2] == 9


def test_an_order_of_which_something_has_left_is_not_voided_in_its_form_either(write, read, order):
    pump, _seal = ids(read, order)
    write(lambda o: o.deliveries.deliver(order, TODAY, {pump: Decimal(6)}))
    with pytest.raises(NotPossible, match="Take it back first"):
        write(lambda o: o.orders.save(o.orders.load(order).changed(state=OrderState.VOID)))


def test_a_void_order_without_lines_is_opened_again_as_a_draft(write, read):
    empty = write(lambda office: office.orders.add({}))
    write(lambda office: office.orders.void(empty))
    write(lambda office: office.orders.reopen(empty))
    assert head(read, empty)["state"] is OrderState.DRAFT
