"""Jobs 3, 5, 19 and 20 of the office, counted in keys and clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.my_day.day_reading import Entry
from cims.ui.pages.my_day.day_rows import count_boxes, tick_box
from cims.ui.pages.my_day.report_popup import ReportPopup
from cims.ui.pages.today_page import TodayPage
from cims.ui.records.list_page import ListPage
from cims.ui.ways import RECORDS, hits
from tests.journeys.hands import CTRL, SPARE, Hands, hands
from tests.ui.conftest import appearance, messages, themed
from tests.ui.pages.day_office import busy_office

__all__ = ["appearance", "hands", "messages", "themed"]
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen


@pytest.fixture(autouse=True)
def busy(opened) -> None:
    """The day is furnished before anybody signs in."""
    busy_office(opened)


def my_day(hands: Hands) -> MyDayPage:
    """What the window shows after sign-in."""
    assert isinstance(hands.page, TodayPage)
    page = hands.page.page
    assert isinstance(page, MyDayPage)
    hands.until(lambda: page.read is not None)
    hands.settle()
    return page


def entries(page: MyDayPage) -> list[Entry]:
    return [line for line in page.model._lines if isinstance(line, Entry)]


def shown_rows(hands: Hands, *, filtered: bool = True) -> list[int]:
    """The ids of the list that is shown, once all of it is there."""
    hands.until(lambda: isinstance(hands.page, ListPage))
    page = hands.page
    assert isinstance(page, ListPage)
    hands.settle()
    hands.until(lambda: page._is_whole and (page.feed.query.where is not None) == filtered)
    hands.settle()
    return list(page.model.ids)


def test_what_is_due_stands_there_and_one_click_does_it(hands, read):
    page = my_day(hands)
    assert page.isVisible()
    assert entries(page)
    assert hands.used == 0
    task = next(entry for entry in entries(page) if entry.entity == "task")
    rect = page.view.visualRect(page.model.index(page.model.row_of(task.key)))
    hands.click(page.view.viewport(), tick_box(rect).center())
    hands.until(lambda: read(lambda o: o.tasks.load(task.record.id)).values["done"])
    assert hands.used == 1
    assert hands.used <= 1 + SPARE


def test_what_is_due_is_done_by_one_key(hands, read):
    page = my_day(hands)
    chosen = page.view.current()
    assert chosen is not None
    assert page.view.hasFocus()
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: page.model.row_of(chosen.key) == -1)
    assert hands.used == 1


@pytest.mark.parametrize("place", range(6))
def test_every_number_of_the_day_opens_its_rows_by_one_click(hands, place):
    page = my_day(hands)
    heads = [line for line in page.model._lines if not isinstance(line, Entry)]
    numbers = [(head, count) for head in heads for count in head.counts]
    assert len(numbers) == 6
    head, count = numbers[place]
    index = page.model.index(page.model._lines.index(head))
    page.view.scrollTo(index)
    boxes = dict(zip(head.counts, count_boxes(page.view.visualRect(index), head), strict=True))
    hands.click(page.view.viewport(), boxes[count].center())
    rows = shown_rows(hands)
    assert hands.used == 1
    assert len(rows) == count.total
    ids = {e.record.id for e in entries(page) if e.stretch is head.stretch}
    assert set(rows) <= ids


def test_the_daily_report_is_one_click(hands, read, write):
    write(lambda o: o.activities.add({"content": "报价已发", "customer": Link(1)}))
    page = my_day(hands)
    hands.click(page.head.report)
    hands.until(lambda: bool(page.findChildren(ReportPopup)))
    assert hands.used == 1
    assert QGuiApplication.clipboard().text() == read(lambda o: o.my_day.report().text)
    page.findChildren(ReportPopup)[0].close()


def test_a_task_is_noted_by_two_keys_and_its_words(hands, read):
    page = my_day(hands)
    hands.press(Qt.Key.Key_F, CTRL)
    hands.until(page.entry.line.hasFocus)
    hands.write("寄样品册 后天 #苏州恒泰智能")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: "寄样品册" in [entry.title for entry in entries(page)])
    assert hands.used == 2
    (task,) = read(lambda o: o.tasks.find("寄样品册"))
    assert (task.values["due_on"] - page.read.day.day).days == 2
    assert task.values["customer"].text == "苏州恒泰智能装备有限公司"


def test_whose_customer_it_is_takes_ctrl_k_and_words(hands):
    my_day(hands)
    window = hands.session.window
    hands.press(Qt.Key.Key_K, CTRL)
    hands.until(window.top_bar.field.hasFocus)
    hands.write("htznzb")  # by its sound
    hands.until(lambda: any("苏州恒泰" in words for words in window.palette_list.entries()))
    assert hands.used == 1
    assert hands.used <= 1 + SPARE


def test_the_boss_sees_all_numbers_at_once_and_each_opens_by_one_click(hands, write):
    write(lambda office: office.opportunities.add({"name": "二期产线"}))
    write(lambda office: office.orders.add({"name": "泵", "state": OrderState.CONFIRMED}))
    my_day(hands)
    assert isinstance(hands.page, TodayPage)
    today = hands.page
    hands.click(today.tabs, today.tabs.tabRect(1).center())
    assert hands.used == 1
    dashboard = today.page
    assert isinstance(dashboard, DashboardPage)
    hands.until(lambda: bool(dashboard.slots))
    hands.settle()
    hands.settle()
    tiles = [slot.part for slot in dashboard._standing()[0]]
    assert len(tiles) == 6
    for tile in tiles:
        hands.until(lambda part=tile: part.tile is not None)
        before = hands.used
        figure = tile.tile.figure
        hands.click(tile)
        rows = shown_rows(hands, filtered=figure.where is not None)
        assert hands.used == before + 1
        assert len(rows) == figure.count
        assert hands.page.plan.entity.name == figure.entity
        hands.session.window.show_tab("today")


def test_the_same_search_tells_whose_a_colleagues_customer_is_and_no_more(read, acting):
    sales = acting("sales")
    name = "苏州恒泰智能装备有限公司"
    assert not read(lambda o: o.customers.find(name), sales)
    (hit,) = read(lambda o: hits(o, RECORDS, name), sales)
    assert (hit.title, hit.id, hit.detail) == (name, 0, "Wang Xiaoyan looks after this customer")
    (by_phone,) = read(lambda o: hits(o, RECORDS, "138 0000 5678"), sales)
    assert by_phone == hit
    assert read(lambda o: hits(o, RECORDS, "恒泰"), sales) == []  # a part of a name tells nothing
    assert all(hit.id for hit in read(lambda o: hits(o, RECORDS, name)))
