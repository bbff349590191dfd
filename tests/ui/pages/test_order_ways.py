"""The steps of an order in the window: asked, refused in the dialog, done, undone."""

from datetime import date
from decimal import Decimal

import pytest

from cims.models.sales_order import DeliveryState, OrderState
from cims.services.entity import Link
from cims.services.order_fields import LineRow
from cims.services.rights import Action
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.my_day.news_cards import DeliveriesCard
from cims.ui.pages.papers import TakingSteps
from cims.ui.records.paper_steps import order_steps
from cims.ui.records.record_page import RecordPage
from cims.ui.widgets import IconButton, Pill
from tests.factories import valid
from tests.ui.walk import INJECTIONS, problems

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def order(write):
    def add(office):
        customer = office.customers.add(valid("customer"))
        lines = (
            LineRow(name="Pump", quantity=Decimal(10), unit_price=Decimal(100)),
            LineRow(name="Seal", quantity=Decimal(4), unit_price=Decimal(2)),
        )
        values = {"customer": Link(customer), "state": OrderState.CONFIRMED, "lines": lines}
        return office.orders.add(values)

    return write(add)


@pytest.fixture
def desk(qtbot, jobs, messages, appearance, order):
    """The page of the order, and what takes its steps."""
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    page = RecordPage(around, "order", order)
    steps = TakingSteps(around, page)
    page.step_asked.connect(steps.take)
    page.resize(1100, 640)
    page.show()
    qtbot.waitUntil(lambda: page.reading is not None)
    yield page, steps.orders
    page.close()
    page.deleteLater()


def asked(qtbot, desk, word):
    """The dialog of a step."""
    page, ways = desk
    ways.dialog = None
    page.view.extra.asked.emit(word)
    qtbot.waitUntil(lambda: ways.dialog is not None)
    return ways.dialog


def head(read, order):
    return read(lambda office: office.orders.load(order)).values


def test_a_delivery_is_asked_for_refused_in_place_and_undone(qtbot, desk, read, order, messages):
    page, _ways = desk
    toasts = []
    messages.toasted.connect(lambda words, undo: toasts.append((words, undo)))
    dialog = asked(qtbot, desk, "deliver")
    pump, seal = dialog.boxes.values()
    assert (pump.value(), seal.value()) == (10, 4)
    pump.set_value(Decimal(11))
    dialog.give.click()
    qtbot.waitUntil(lambda: "Only 10 of “Pump”" in dialog.line.text())
    assert dialog.isVisible()
    pump.set_value(Decimal(6))
    seal.set_value(None)
    dialog.text.set_value("SF123")
    dialog.give.click()
    qtbot.waitUntil(lambda: bool(toasts))
    assert head(read, order)["delivery"] is DeliveryState.PARTLY
    qtbot.waitUntil(lambda: page.reading.extra.standings[0].delivered == 6)
    assert page.reading.extra.standings[0].deliveries[0].note == "SF123"
    toasts[0][1]()
    qtbot.waitUntil(lambda: page.reading.extra.standings[0].delivered == 0)
    assert head(read, order)["delivery"] is DeliveryState.NONE


def test_a_delivery_before_its_order_is_asked_about_once_more(qtbot, desk, read, order):
    page, _ways = desk
    dialog = asked(qtbot, desk, "deliver")
    early = date(2026, 11, 20)
    dialog.day.set_value(early)
    dialog.give.click()
    assert "The order is of 2026-11-22" in dialog.line.text()
    assert head(read, order)["delivery"] is DeliveryState.NONE
    dialog.give.click()
    qtbot.waitUntil(lambda: head(read, order)["delivery"] is DeliveryState.WHOLE)
    assert head(read, order)["delivered_on"] == early


def test_all_and_none_fill_the_boxes_and_nothing_is_told(qtbot, desk):
    dialog = asked(qtbot, desk, "cancel_part")
    assert {box.value() for box in dialog.boxes.values()} == {None}
    dialog.every.click()
    assert [box.value() for box in dialog.boxes.values()] == [10, 4]
    dialog.none.click()
    dialog.give.click()
    qtbot.waitUntil(lambda: "Nothing is chosen" in dialog.line.text())


def test_what_is_cancelled_is_in_no_amount_of_the_page_or_the_form(qtbot, desk, read, order):
    page, _ways = desk
    dialog = asked(qtbot, desk, "cancel_part")
    next(iter(dialog.boxes.values())).set_value(Decimal(3))
    dialog.give.click()
    qtbot.waitUntil(lambda: page.reading.extra.standings[0].cancelled == 3)
    assert head(read, order)["total"] == 708
    lines, totals = page.view.extra.lines, page.view.extra.totals
    qtbot.waitUntil(lambda: totals.total.text() == "¥708.00")
    lines.table.go_to(0, lines.model.place_of("quantity"))
    assert lines.about.text() == "3 of these are cancelled and not counted."
    page.edit()
    assert page.form.lines.sum.total == 708
    page.form.lines.sheet.duplicate(0)
    page.form.lines.model.step()
    assert page.form.lines.sum.total == 1708


def test_a_planned_day_is_forgotten_and_a_late_one_is_marked(qtbot, desk, write, order, clock):
    page, _ways = desk
    dialog = asked(qtbot, desk, "plan_delivery")
    next(iter(dialog.boxes.values())).set_value(Decimal(4))
    dialog.give.click()
    qtbot.waitUntil(lambda: bool(page.reading.extra.standings[0].plan))
    delivery = page.view.extra.delivery
    assert not delivery.findChildren(Pill)
    clock.pass_by(days=2)
    page.reload()
    qtbot.waitUntil(lambda: bool(delivery.findChildren(Pill)))
    (away,) = delivery.findChildren(IconButton)
    away.click()
    qtbot.waitUntil(lambda: not page.reading.extra.standings[0].plan)


def test_goods_come_back_as_a_line_below_zero(qtbot, desk, write, read, order):
    page, ways = desk
    told = []
    page._around.messages.toasted.connect(lambda words, _undo: told.append(words))
    page.view.extra.asked.emit("take_back")
    qtbot.waitUntil(lambda: bool(told))
    assert "could come back" in told[0] and ways.dialog is None
    first = read(lambda office: office.deliveries.of(order))[0].id
    write(lambda o: o.deliveries.deliver(order, TODAY, {first: Decimal(5)}))
    dialog = asked(qtbot, desk, "take_back")
    assert list(dialog.boxes) == [first]
    assert dialog.give.text() == "Take goods back"  # “Take back” is undo in Chinese
    dialog.every.click()
    dialog.text.set_value("Broken")
    dialog.give.click()
    qtbot.waitUntil(lambda: len(page.reading.extra.standings) == 3)
    assert page.reading.extra.standings[2].quantity == -5
    assert head(read, order)["total"] == Decimal("508.00")


def test_states_are_steps_and_completing_asks_while_something_is_still_to_leave(
    qtbot, desk, read, write, order, monkeypatch
):
    page, _ways = desk
    questions = []
    monkeypatch.setattr(
        page._around.messages, "ask", lambda words, answer, then: questions.append((words, then))
    )
    page.view.extra.asked.emit("complete_order")
    qtbot.waitUntil(lambda: bool(questions))
    assert questions[0][0].startswith("No delivery of this order is written down.")
    first = read(lambda office: office.deliveries.of(order))[0].id
    write(lambda o: o.deliveries.deliver(order, TODAY, {first: Decimal(7)}))
    page.view.extra.asked.emit("complete_order")
    qtbot.waitUntil(lambda: len(questions) == 2)
    assert "have not left: 3 × Pump, 4 × Seal." in questions[1][0]
    assert head(read, order)["state"] is OrderState.CONFIRMED
    questions[0][1]()
    qtbot.waitUntil(lambda: head(read, order)["state"] is OrderState.CLOSED)
    page.view.extra.asked.emit("reopen_order")
    qtbot.waitUntil(lambda: head(read, order)["state"] is OrderState.CONFIRMED)
    write(lambda o: o.deliveries.take_back(order, {first: Decimal(7)}))
    page.view.extra.asked.emit("void_order")
    qtbot.waitUntil(lambda: head(read, order)["state"] is OrderState.VOID)


def test_only_steps_that_the_state_allows_are_offered():
    words = lambda state, left: {one.word for one in order_steps(state, left)}  # noqa: E731
    assert words("draft", "undelivered") == {
        "confirm_order", "plan_delivery", "copy_paper", "void_order",
    }  # fmt: skip
    assert {"deliver", "cancel_part"} <= words("confirmed", "partly_delivered")
    assert "take_back" not in words("confirmed", "undelivered")
    assert not {"deliver", "plan_delivery", "cancel_part"} & words("confirmed", "delivered")
    assert words("void", "undelivered") == {"copy_paper", "reopen_order"}
    assert words("closed", "delivered") == {"copy_paper", "take_back", "reopen_order"}


def test_who_may_not_change_orders_reads_the_delivery_and_takes_no_step(
    qtbot, opened, messages, appearance, order, acting
):
    actor = acting("finance")
    assert not actor.may(Action.EDIT, "order")
    jobs = Jobs(opened.database, actor, messages)
    try:
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        page = RecordPage(around, "order", order)
        qtbot.waitUntil(lambda: page.reading is not None)
        buttons = page.view.extra.buttons
        assert not buttons["deliver"].isEnabled() and buttons["deliver"].toolTip()
        assert page.view.extra.delivery is not None
        page.deleteLater()
    finally:
        jobs.close()


def test_my_day_shows_orders_that_should_have_left(qtbot, read, write, order, clock):
    card = DeliveriesCard()
    qtbot.addWidget(card)
    block = lambda: read(lambda office: office.my_day.today().deliveries)  # noqa: E731
    card.show_block(block(), TODAY)
    assert card.isHidden()
    write(lambda o: o.orders.save(o.orders.load(order).changed(required_on=TODAY)))
    clock.pass_by(days=3)
    card.show_block(block(), date(2026, 11, 25))
    assert not card.isHidden()
    opened = []
    card.order_asked.connect(lambda id_, _name: opened.append(id_))
    from cims.ui.widgets import Button

    card.findChildren(Button)[0].click()
    assert opened == [order]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_people_typed_is_shown_as_it_is(qtbot, desk, write, read, order, text):
    page, _ways = desk
    first = read(lambda office: office.deliveries.of(order))[0].id

    def furnish(office):
        line = office.order_lines.load(first)
        office.order_lines.save(line.changed(name=text[:200]))
        office.deliveries.deliver(order, TODAY, {first: Decimal(1)}, text[:200])

    write(furnish)
    page.reload()
    qtbot.waitUntil(lambda: page.reading.extra.standings[0].delivered == 1)
    assert problems(page.view.extra.delivery) == []
    dialog = asked(qtbot, desk, "take_back")
    assert problems(dialog) == []
    dialog.reject()
