"""The board with the real office: drops move and are undone, refusals put back, keys, dialogs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Event

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cims.services import boards
from cims.services.entity import Link
from cims.services.i18n import use_language
from cims.services.rules.currencies import Amount
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.board import BoardPage, lane_view
from cims.ui.pages.board.board_words import spoken
from cims.ui.pages.board.lane_view import MIME
from cims.ui.records.amounts import at_a_glance
from tests.factories import valid
from tests.ui.walk import INJECTIONS, problems

LONG = 20_000
TODAY = date(2026, 11, 22)
CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen
STAGES = ("initial", "need", "proposal", "negotiation", "won", "lost")


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def deals(write):
    """Three in the first stage, one in the third, as they stand in their lanes."""

    def fill(office):
        stages = {stage.values["code"]: stage.id for stage in office.stages.of()}
        firm = office.customers.add(valid("customer", name="苏州恒泰"))
        return [
            office.opportunities.add(
                {
                    **valid("opportunity"),
                    "name": name,
                    "customer": Link(firm),
                    "amount": amount,
                    "stage": Link(stages[stage]),
                    "close_on": TODAY + timedelta(days=days),
                }
            )
            for name, stage, amount, days in (
                ("Pumps", "initial", Decimal(1000), -3),
                ("Valves", "initial", Decimal(250), 5),
                ("Seals", "initial", None, 9),
                ("Service", "proposal", Decimal(500), 30),
            )
        ]

    return write(fill)


@pytest.fixture
def make(qtbot, jobs, messages, appearance):
    def run() -> BoardPage:
        page = BoardPage(Surroundings(jobs, messages, Commands(lambda _right: True), appearance))
        qtbot.addWidget(page)
        page.resize(1240, 700)
        with qtbot.waitSignal(page.shown, timeout=LONG):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        qtbot.waitUntil(lambda: page.words.is_known, timeout=LONG)
        return page

    return run


@pytest.fixture
def page(deals, make):
    return make()


@pytest.fixture
def said(messages):
    found = []
    messages.said.connect(lambda words, _tone: found.append(words))
    return found


def lane(page, code):
    return page.lanes[STAGES.index(code)]


def names(page, code) -> list[str]:
    return [card.name for card in lane(page, code).model.cards]


def card(page, code, row=0):
    return lane(page, code).model.cards[row]


def drop(page, id_, code) -> None:
    """Hold a card over a lane and let go of it, as the system does."""
    held, target = QMimeData(), lane(page, code).view.viewport()
    held.setData(MIME, QByteArray(str(id_).encode()))
    more = held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.MoveAction
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(20, 20), action, *more))
    assert lane(page, code)._is_lit
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), action, *more))
    assert not lane(page, code)._is_lit


def settled(qtbot, page) -> None:
    def is_calm() -> bool:
        return not (page.moving.is_under_way or page._is_stale or page._reading)

    qtbot.waitUntil(is_calm, timeout=LONG)


def stage_of(read, id_):
    stages = read(lambda office: office.stages.of())
    at = read(lambda office: office.opportunities.load(id_)).values["stage"].id
    return next(stage.values["code"] for stage in stages if stage.id == at)


def test_lanes_show_cards_counts_and_sums(page):
    assert [one.lane.count for one in page.lanes] == [3, 0, 1, 0, 0, 0]
    assert names(page, "initial") == ["Pumps", "Valves", "Seals"]
    assert lane(page, "initial").sums.text() == "¥1,250"
    assert page.head.weighted.text() == "Weighted ¥375"
    assert problems(page) == []


def test_sums_are_told_in_wan_and_yi_where_that_is_read():
    amounts = [Amount(Decimal("2860000.40"), "CNY"), Amount(Decimal(99_999), "USD")]
    assert at_a_glance(amounts) == "¥2,860,000 · $99,999"
    use_language("zh_CN")
    assert at_a_glance(amounts) == "¥286.0 万 · $99,999"
    assert at_a_glance([Amount(Decimal("123456789"), "CNY")]) == "¥1.23 亿"


@pytest.mark.parametrize(
    ("code", "sums"), [("en", "¥98.8M · €98.8M"), ("zh_CN", "¥9,876.5 万 · €9,876.5 万")]
)
def test_the_head_of_a_lane_shows_the_sums_of_two_currencies_whole(make, write, code, sums):
    use_language(code)

    def fill(office):
        for currency in ("CNY", "EUR"):
            amount = {"amount": Decimal(98_765_432), "currency": currency}
            office.opportunities.add({**valid("opportunity"), **amount})

    write(fill)
    page = make()
    page.resize(1100, 600)  # what the rail leaves of a window of 1280
    head = page.lanes[0]
    assert (head.sums.text(), head.width() < 175) == (sums, True)
    for part in (head.sums, head.weighted):
        assert part.sizeHint().width() <= part.width(), part.text()


def test_a_drop_moves_a_card_at_once_and_is_undone(qtbot, page, read, messages, deals):
    toasts = []
    messages.toasted.connect(lambda words, undo: toasts.append((words, undo)))
    drop(page, deals[1], "need")
    assert names(page, "need") == ["Valves"]  # before the office has answered
    assert names(page, "initial") == ["Pumps", "Seals"]
    settled(qtbot, page)
    assert stage_of(read, deals[1]) == "need"
    assert (lane(page, "need").lane.count, lane(page, "need").sums.text()) == (1, "¥250")
    words, undo = toasts[-1]
    assert words == f"Moved to “{lane(page, 'need').lane.stage.text}”"
    undo()
    qtbot.waitUntil(lambda: names(page, "need") == [], timeout=LONG)
    settled(qtbot, page)
    assert stage_of(read, deals[1]) == "initial"
    assert names(page, "initial") == ["Pumps", "Valves", "Seals"]


def test_only_what_may_be_moved_is_dragged(page, deals, monkeypatch):
    held = []

    class Drag(QDrag):
        def exec(self, *_actions):
            held.append(bytes(self.mimeData().data(MIME).data()))

    monkeypatch.setattr(lane_view, "QDrag", Drag)
    view = lane(page, "initial").view
    view.choose(1)
    view.startDrag(Qt.DropAction.MoveAction)
    assert held == [str(deals[1]).encode()]
    view.cards.cards[1] = replace(view.cards.cards[1], may_move=False)
    view.startDrag(Qt.DropAction.MoveAction)
    assert len(held) == 1


def test_other_things_can_not_be_dropped(page):
    target, held = lane(page, "need").view.viewport(), QMimeData()
    held.setText("Pumps")
    more = held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, *more)
    event.ignore()
    QApplication.sendEvent(target, event)
    assert not lane(page, "need")._is_lit


def test_nothing_read_meanwhile_takes_a_card_back(qtbot, page, jobs, read, deals):
    """While the office has not answered, neither a reading under way nor a new one is shown."""
    gate = Event()
    jobs.write(lambda _office: gate.wait(20))
    page.reload()
    drop(page, deals[1], "need")
    qtbot.wait(300)
    assert names(page, "need") == ["Valves"]
    page.reload()
    qtbot.wait(300)
    assert names(page, "need") == ["Valves"] and page._is_stale
    gate.set()
    settled(qtbot, page)
    assert names(page, "need") == ["Valves"] and stage_of(read, deals[1]) == "need"


def test_what_a_stage_demands_is_said_and_the_card_goes_back(
    qtbot, page, write, read, messages, deals
):
    said, order = [], []
    messages.said.connect(lambda words, _tone: said.append(words))
    messages.said.connect(lambda *_told: order.append(names(page, "initial")))

    def demand(office):
        stage = office.stages.load(lane(page, "proposal").lane.stage.id)
        office.stages.save(stage.changed(demands="contact, next_step"))
        plan = office.opportunities.load(deals[1])
        office.opportunities.save(plan.changed(next_step=None))

    write(demand)
    drop(page, deals[1], "proposal")
    settled(qtbot, page)
    assert names(page, "initial") == ["Pumps", "Valves", "Seals"]
    assert order == [["Pumps", "Valves", "Seals"]]  # at once, where it stood
    assert "Valves" in said[-1] and "Next step" in said[-1] and "Contact" in said[-1]
    assert stage_of(read, deals[1]) == "initial"


def test_losing_asks_why(qtbot, page, read, deals):
    drop(page, deals[0], "lost")
    dialog = page.moving.dialog
    assert names(page, "initial")[0] == "Pumps"  # nothing happens before the answer
    dialog.give.click()
    assert dialog.isVisible() and dialog.line.text()
    dialog.widgets["lost_reason"].set_value("price")
    dialog.widgets["lost_note"].set_value("Half the price elsewhere")
    dialog.give.click()
    settled(qtbot, page)
    values = read(lambda office: office.opportunities.load(deals[0])).values
    assert (values["lost_reason"], values["lost_note"]) == ("price", "Half the price elsewhere")
    assert names(page, "lost") == ["Pumps"]


def test_a_question_that_is_not_answered_moves_nothing(qtbot, page, read, deals):
    drop(page, deals[0], "lost")
    page.moving.dialog.reject()
    settled(qtbot, page)
    assert stage_of(read, deals[0]) == "initial" and names(page, "lost") == []


def test_a_card_that_went_while_one_was_asked_is_told(qtbot, page, write, read, said, deals):
    drop(page, deals[0], "lost")
    to = lane(page, "need").lane.stage.id
    write(lambda office: office.opportunities.move(deals[0], to))  # beside this window
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.reload()
    page.moving.dialog.widgets["lost_reason"].set_value("price")
    page.moving.dialog.give.click()
    assert "Pumps" in said[-1]
    settled(qtbot, page)
    assert stage_of(read, deals[0]) == "need" and names(page, "need") == ["Pumps"]


def test_the_dialog_says_what_is_wrong_with_an_amount(page, deals):
    drop(page, deals[2], "won")
    dialog = page.moving.dialog
    for words in ("-5", "a lot"):
        dialog.widgets["amount"].line.setText(words)
        dialog.give.click()
        assert dialog.isVisible() and dialog.line.text()
    dialog.reject()


def test_a_click_chooses_the_card_under_the_mouse(qtbot, page, write):
    write(lambda office: [office.opportunities.add(valid("opportunity")) for _ in range(30)])
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.reload()
    lane(page, "proposal").view.setFocus()
    view = lane(page, "initial").view
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    spot = QPoint(40, view.viewport().height() - 60)
    aimed = view.indexAt(spot).row()
    assert aimed > 20
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert view.currentIndex().row() == aimed and bar.value() == bar.maximum()
    bar.setValue(bar.maximum() // 2)  # the wheel; what is read anew does not scroll back
    place = bar.value()
    write(lambda office: office.opportunities.add({"name": "Other", "amount": Decimal(5)}))
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.reload()
    assert view.verticalScrollBar().value() == place


def test_winning_asks_for_the_amount_only_where_there_is_none(qtbot, page, read, deals):
    drop(page, deals[0], "won")
    assert page.moving.dialog is None
    settled(qtbot, page)
    drop(page, deals[2], "won")
    dialog = page.moving.dialog
    dialog.widgets["amount"].line.setText("1.2万")
    dialog.give.click()
    settled(qtbot, page)
    values = read(lambda office: office.opportunities.load(deals[2])).values
    assert values["amount"] == 12_000
    assert set(names(page, "won")) == {"Pumps", "Seals"}


def test_the_second_of_two_who_move_a_card_is_told(qtbot, page, write, read, said, deals):
    to = lane(page, "need").lane.stage.id
    write(lambda office: office.opportunities.move(deals[1], to))  # beside this window
    drop(page, deals[1], "negotiation")
    settled(qtbot, page)
    assert "somebody else has moved it" in said[-1]
    assert stage_of(read, deals[1]) == "need"
    assert names(page, "need") == ["Valves"] and names(page, "negotiation") == []


def test_two_drops_one_after_the_other_both_arrive(qtbot, page, read, deals):
    drop(page, deals[1], "need")
    drop(page, deals[1], "negotiation")
    drop(page, deals[0], "need")
    settled(qtbot, page)
    assert (stage_of(read, deals[1]), stage_of(read, deals[0])) == ("negotiation", "need")


def test_keys_choose_move_and_open(qtbot, page, read, deals):
    page.focus_first()
    view = lane(page, "initial").view
    assert view.hasFocus() and view.current().name == "Pumps"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current().name == "Valves"
    QTest.keyClick(view, Qt.Key.Key_Right)  # past the empty lane
    other = lane(page, "proposal").view
    assert other.hasFocus() and other.current().name == "Service" and view.current() is None
    with qtbot.waitSignal(page.record_asked) as asked:
        QTest.keyClick(other, Qt.Key.Key_Return)
    assert asked.args == ["opportunity", deals[3], "Service"]
    QTest.keyClick(other, Qt.Key.Key_Left, CTRL)
    beside = lane(page, "need").view
    assert beside.hasFocus() and beside.current().name == "Service"
    settled(qtbot, page)
    assert stage_of(read, deals[3]) == "need"
    assert page.customer().text == "苏州恒泰" and beside.hasFocus()


def test_the_menu_opens_and_moves(qtbot, page, read, deals):
    menu = page.menu_of(lane(page, "initial"), card(page, "initial"))
    words = [action.text() for action in menu.actions()]
    assert words == ["Open", "Open “苏州恒泰”", "New quote", "Move to"]
    targets = menu.actions()[-1].menu().actions()
    assert len(targets) == len(STAGES) - 1
    targets[0].trigger()
    settled(qtbot, page)
    assert stage_of(read, deals[0]) == "need"
    view, shown = lane(page, "need").view, []
    view.menu_asked.disconnect()
    view.menu_asked.connect(lambda one, _spot: shown.append(one.name))
    box = view.visualRect(view.model().index(0, 0)).center()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, box, box))
    assert shown == ["Pumps"]


def test_who_may_not_change_it_can_not_move_it(
    qtbot, deals, opened, acting, messages, appearance, read
):
    jobs = Jobs(opened.database, acting("auditor"), messages)
    page = BoardPage(Surroundings(jobs, messages, Commands(lambda _right: True), appearance))
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.show()
    toasts = []
    messages.toasted.connect(lambda words, _undo: toasts.append(words))
    drop(page, deals[0], "need")
    assert toasts and names(page, "initial")[0] == "Pumps"
    menu = page.menu_of(lane(page, "initial"), card(page, "initial"))
    assert not menu.actions()[-1].isEnabled()
    assert stage_of(read, deals[0]) == "initial"
    jobs.close()


def test_parts_narrow_the_board_and_say_how_many(qtbot, page, deals):
    qtbot.waitUntil(lambda: page.head.chips.count_of("month") is not None, timeout=LONG)
    assert page.head.chips.count_of("month") == 2  # the 19th and the 27th
    assert page.head.chips.count_of("all") is None
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.head.chips.choose("month")
    assert names(page, "initial") == ["Pumps", "Valves"]
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.head.chips.choose("stalled")
    assert page.body.currentWidget() is page.state
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.state.pressed.emit()
    assert names(page, "proposal") == ["Service"]


def test_a_lane_with_more_than_it_shows_leads_to_its_list(qtbot, deals, make, read, monkeypatch):
    monkeypatch.setattr(boards, "MOST", 2)
    page = make()
    first, third = lane(page, "initial"), lane(page, "proposal")
    assert (len(first.model.cards), first.lane.count) == (2, 3)
    assert first.all.isVisible() and not third.all.isVisible()
    with qtbot.waitSignal(page.rows_asked) as asked:
        first.all.click()
    entity, where, title = asked.args
    assert set(read(lambda o: o.room(entity).listing(where).ids)) == set(deals[:3])
    assert title == first.lane.stage.text
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.head.chips.choose("month")
    with qtbot.waitSignal(page.rows_asked) as asked:
        page._show_all(first)
    listed = read(lambda o: o.opportunities.count(asked.args[1]))
    assert listed == first.lane.count == 2


def test_an_empty_board_leads_on(qtbot, make):
    page = make()
    assert page.body.currentWidget() is page.state
    with qtbot.waitSignal(page.new_asked) as asked:
        page.state.pressed.emit()
    assert asked.args == ["opportunity", {}]
    assert problems(page) == []


def test_another_pipeline_is_chosen_where_there_are_several(qtbot, page, write):
    assert page.head.pipelines.isHidden()

    def add(office):
        pipeline = office.pipelines.add({"name": "Service"})
        stage = office.stages.add({"name": "Asked", "pipeline": Link(pipeline)})
        office.opportunities.add({"name": "Repair", "stage": Link(stage)})

    write(add)
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.reload()
    assert page.head.pipelines.isVisible() and page.head.pipelines.count() == 2
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.head.pipelines.setCurrentIndex(1)
        page.head.pipelines.activated.emit(1)
    assert [one.lane.stage.text for one in page.lanes] == ["Asked"]
    assert [one.name for one in page.lanes[0].model.cards] == ["Repair"]


def test_a_change_elsewhere_is_shown_and_the_card_stays_chosen(qtbot, page, jobs, deals):
    page.focus_first()
    QTest.keyClick(lane(page, "initial").view, Qt.Key.Key_Down)
    jobs.write(
        lambda office: office.opportunities.save(
            office.opportunities.load(deals[1]).changed(name="Ball valves")
        )
    )
    qtbot.waitUntil(lambda: "Ball valves" in names(page, "initial"), timeout=LONG)
    view = lane(page, "initial").view
    assert view.current().name == "Ball valves" and view.hasFocus()


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_people_typed_is_shown_as_it_is(qtbot, make, write, text):
    write(lambda office: office.opportunities.add({**valid("opportunity"), "name": text}))
    page = make()
    shown = card(page, "initial")
    assert shown.name == " ".join(text.split())
    assert spoken(shown).startswith(shown.name)
    page.grab()
    assert problems(page) == []
