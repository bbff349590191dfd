"""My day with the real office: what is due, one click each, and the numbers behind it."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from cims.services.clock import office_date
from cims.services.entity import Link
from cims.services.granted import Taking
from cims.services.i18n import use_language
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.my_day.day_reading import Entry, Stretch
from cims.ui.pages.my_day.day_rows import Part as Spot
from cims.ui.pages.my_day.day_rows import count_boxes, tick_box, tools
from cims.ui.pages.my_day.other_day import DayDialog, near_days, open_days
from cims.ui.pages.my_day.quick_words import jotted
from cims.ui.pages.my_day.report_popup import ReportPopup
from cims.ui.widgets import Button
from tests.ui.pages.day_office import busy_office
from tests.ui.walk import INJECTIONS, problems

LONG = 20_000
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen
TODAY = date(2026, 11, 22)  # a Sunday


@pytest.fixture
def around(opened, messages, appearance):
    jobs = Jobs(opened.database, opened.actor, messages)
    yield Surroundings(jobs, messages, Commands(lambda right: True), appearance)
    jobs.close()


@pytest.fixture
def empty_page(qtbot, around):
    return shown(qtbot, MyDayPage(around))


@pytest.fixture
def page(qtbot, opened, around):
    busy_office(opened)
    return shown(qtbot, MyDayPage(around))


def shown(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.show()
    return page


def entries(page) -> list[Entry]:
    return [line for line in page.model._lines if isinstance(line, Entry)]


def titles(page) -> list[str]:
    return [entry.title for entry in entries(page)]


def first(page, entity: str, stretch: Stretch = Stretch.TODAY) -> Entry:
    return next(e for e in entries(page) if e.entity == entity and e.stretch is stretch)


def settled(qtbot, page, done) -> None:
    qtbot.waitUntil(done, timeout=LONG)
    qtbot.waitUntil(lambda: not page._is_stale and page._reading is None, timeout=LONG)


def rect_of(page, entry):
    return page.view.visualRect(page.model.index(page.model.row_of(entry.key)))


def press(page, spot: QPoint) -> None:
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def pressed(card, words: str) -> None:
    """Press the first button of a card with these words."""
    next(button for button in card.findChildren(Button) if button.text() == words).click()


def test_late_things_come_first_and_tasks_stand_among_contacts_by_day(page):
    stretches = [entry.stretch for entry in entries(page)]
    assert stretches == sorted(stretches, key=list(Stretch).index)
    late = [entry for entry in entries(page) if entry.stretch is Stretch.LATE]
    assert {entry.entity for entry in late} == {"task", "customer"}
    assert [entry.due for entry in late] == sorted(entry.due for entry in late)
    assert all(entry.due < TODAY for entry in late)


def test_a_task_about_a_customer_shows_how_to_reach_it(page):
    about = [entry for entry in entries(page) if entry.entity == "task" and entry.customer]
    assert about
    assert all(entry.phone and entry.person for entry in about)


def test_each_total_opens_exactly_the_rows_that_it_counts(qtbot, page, read):
    heads = [line for line in page.model._lines if not isinstance(line, Entry)]
    assert len(heads) == 3
    for head in heads:
        page.view.scrollTo(page.model.index(page.model._lines.index(head)))
        rect = page.view.visualRect(page.model.index(page.model._lines.index(head)))
        for count, box in zip(head.counts, count_boxes(rect, head), strict=True):
            with qtbot.waitSignal(page.rows_asked) as asked:
                press(page, box.center())
            entity, where, title = asked.args
            assert title
            found = read(lambda o, e=entity, w=where: list(o.room(e).listing(w).ids))
            listed = [e for e in entries(page) if e.stretch is head.stretch and e.entity == entity]
            assert len(found) == count.total == len(listed)
            assert set(found) == {entry.record.id for entry in listed}


def test_one_click_ticks_a_task_off_and_undo_brings_it_back(qtbot, page, around, read):
    task = first(page, "task")
    press(page, tick_box(rect_of(page, task)).center())
    assert page.model.row_of(task.key) == -1  # at once
    settled(qtbot, page, lambda: read(lambda o: o.tasks.load(task.record.id)).values["done"])
    assert page.model.row_of(task.key) == -1
    around.jobs.undo_last()
    settled(qtbot, page, lambda: page.model.row_of(task.key) >= 0)


def test_a_contact_ticked_off_is_a_follow_up_and_not_planned_any_more(qtbot, page, read):
    call = first(page, "customer", Stretch.SOON)  # before its day
    page.view.go_to(page.model.row_of(call.key))
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    planned = lambda: read(lambda o: o.customers.load(call.record.id)).values  # noqa: E731
    settled(qtbot, page, lambda: planned()["next_contact_on"] is None)
    assert planned()["last_contact_on"] == TODAY
    (entry,) = read(lambda o: o.activities.find(call.step))
    assert entry.values["content"] == call.step
    assert entry.values["customer"].id == call.record.id


def test_one_click_puts_off_to_tomorrow(qtbot, page, read):
    task, call = first(page, "task"), first(page, "customer")
    press(page, tools(rect_of(page, task))[Spot.POSTPONE].center())
    due = lambda: read(lambda o: o.tasks.load(task.record.id)).values["due_on"]  # noqa: E731
    settled(qtbot, page, lambda: due() == TODAY + timedelta(days=1))
    page.view.go_to(page.model.row_of(call.key))
    QTest.keyClick(page.view, Qt.Key.Key_P)
    settled(
        qtbot,
        page,
        lambda: (
            read(lambda o: o.customers.load(call.record.id)).values["next_contact_on"]
            == TODAY + timedelta(days=1)
        ),
    )
    moved = next(entry for entry in entries(page) if entry.key == task.key)
    assert moved.stretch is Stretch.SOON


def test_other_days_are_a_menu_and_a_word_away(qtbot, page):
    taken: list[date] = []
    menu = open_days(page, TODAY, QPoint(10, 10), taken.append)
    menu.actions()[1].trigger()
    assert taken == [TODAY + timedelta(days=3)]
    assert near_days(TODAY + timedelta(days=1))[2][1].weekday() == 0
    assert len(near_days(TODAY)) == 2  # next Monday is tomorrow
    menu.close()
    dialog = DayDialog(TODAY, taken.append, page)
    qtbot.addWidget(dialog)
    dialog.line.setText("blue")
    dialog.save()
    assert "“blue” is not a date" in dialog.answer.text()
    dialog.line.setText("next Tuesday")
    dialog.save()
    assert taken[1:] == [date(2026, 11, 24)]


def test_keys_open_and_log(qtbot, page):
    call = first(page, "customer")
    page.view.go_to(page.model.row_of(call.key))
    assert page.customer() == call.customer
    with qtbot.waitSignal(page.record_asked) as asked:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.args[:2] == ["customer", call.record.id]
    with qtbot.waitSignal(page.log_asked) as asked:
        QTest.keyClick(page.view, Qt.Key.Key_L)
    assert asked.args == [call.customer]
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    assert page.view.current() != call


def test_arrows_pass_over_headings(page):
    page.view.go_to(0)
    seen = [page.view.current()]
    for _step in entries(page)[1:]:
        QTest.keyClick(page.view, Qt.Key.Key_Down)
        seen.append(page.view.current())
    assert seen == entries(page)


@pytest.mark.parametrize(
    ("text", "what", "due", "person", "customer"),
    [
        ("寄样品 后天 @李工 #恒泰", "寄样品", 2, "李工", "恒泰"),
        ("call back next Tuesday", "call back", 2, "", ""),
        ("明天寄样品", "寄样品", 1, "", ""),
        ("下周三 开会", "开会", 3, "", ""),
        ("tomorrow", "tomorrow", None, "", ""),
        ("call after lunch", "call after lunch", None, "", ""),
        ("mail a@b.cn", "mail a@b.cn", None, "", ""),
        ("+3d offer \uff03恒泰", "offer", 3, "", "恒泰"),
        ("   ", "", None, "", ""),
    ],
)
def test_a_line_says_what_when_who_and_for_whom(text, what, due, person, customer):
    said = jotted(text, TODAY)
    day = None if due is None else TODAY + timedelta(days=due)
    assert (said.what, said.due, said.person, said.customer) == (what, day, person, customer)


def test_a_line_and_enter_make_a_task(qtbot, page, read):
    page.entry.line.setText("寄样品册 后天 @李工 #长沙远东")
    page.entry._ask()
    qtbot.waitUntil(lambda: page.entry.answer.text() != "", timeout=LONG)
    assert "is not found" in page.entry.answer.text()  # 李工 works for another customer
    page.entry.line.setText("寄样品册 后天 @李工 #苏州恒泰智能")
    QTest.keyClick(page.entry.line, Qt.Key.Key_Return)
    settled(qtbot, page, lambda: "寄样品册" in titles(page))
    assert page.entry.line.text() == ""
    made = next(entry for entry in entries(page) if entry.title == "寄样品册")
    assert made.due == TODAY + timedelta(days=2)
    assert made.customer and made.customer.text == "苏州恒泰智能装备有限公司"
    assert made.person == "李工"


def test_a_name_that_fits_several_is_refused_and_kept(qtbot, page, read):
    before = read(lambda o: o.tasks.count())
    page.entry.line.setText("寄样品 #安达")
    QTest.keyClick(page.entry.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "fits several" in page.entry.answer.text(), timeout=LONG)
    assert page.entry.line.text() == "寄样品 #安达"
    assert read(lambda o: o.tasks.count()) == before


def test_a_colleague_gets_the_task(qtbot, page, read):
    page.entry.line.setText("check the price @lina")
    QTest.keyClick(page.entry.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.entry.line.text() == "", timeout=LONG)
    (task,) = read(lambda o: o.tasks.find("check the price"))
    assert task.values["owner"].text == "李娜"
    assert task.values["due_on"] == TODAY


def test_an_announcement_is_read_by_one_click(qtbot, page, read):
    assert page.announcements.isVisible()
    (line,) = page.read.day.announcements
    pressed(page.announcements, "Mark as read")
    settled(qtbot, page, lambda: not page.read.day.announcements)
    (receipt,) = read(lambda o: o.announcements.receipts(line.id))[:1] or [None]
    people = {r.name: r.read_at for r in read(lambda o: o.announcements.receipts(line.id))}
    assert people["Wang Xiaoyan"] is not None
    assert receipt is not None


def test_a_gift_is_one_click(qtbot, page, read):
    birthday, later = page.read.day.birthdays
    assert not birthday.gift_sent
    pressed(page.greetings, "Log gift")
    settled(qtbot, page, lambda: page.read.day.birthdays[0].gift_sent)
    assert page.read.day.birthdays[1] == later
    (gift,) = read(lambda o: o.activities.find("Birthday gift"))
    assert gift.values["occasion"] == birthday.occasion


def test_a_festival_opens_the_customers_to_greet(qtbot, opened, around, clock, read):
    busy_office(opened)
    clock.pass_by(days=37)  # 29 December
    page = shown(qtbot, MyDayPage(around))
    (festival,) = page.read.day.festivals
    assert festival.festival == "new_year"
    with qtbot.waitSignal(page.rows_asked) as asked:
        page.greetings.rows_asked.emit(festival)
    found = read(lambda o: o.customers.listing(asked.args[1]).ids)
    assert len(found) == festival.total > 0


def test_a_festival_s_gifts_are_one_click(qtbot, opened, around, clock, read):
    busy_office(opened)
    clock.pass_by(days=37)
    page = shown(qtbot, MyDayPage(around))
    (festival,) = page.read.day.festivals
    assert len(festival.left) == festival.total > 0

    def gifts() -> list[Button]:
        return [b for b in page.greetings.findChildren(Button) if b.text() == "Log gift"]

    pressed(page.greetings, "Log gift")
    settled(qtbot, page, lambda: page.read.day.festivals[0].left == ())
    qtbot.waitUntil(lambda: not gifts(), timeout=LONG)
    assert read(lambda o: o.activities.count()) >= festival.total


def test_the_report_is_copied_by_one_click(qtbot, page, around, read, write):
    write(lambda o: o.activities.add({"content": "报价已发", "customer": Link(1)}))
    page.head.report.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(ReportPopup)), timeout=LONG)
    text = QGuiApplication.clipboard().text()
    report = read(lambda o: o.my_day.report())
    assert text == report.text
    assert "Wang Xiaoyan" in text
    page.findChildren(ReportPopup)[0].close()
    assert 1 in report.customers
    qtbot.waitUntil(lambda: read(lambda o: o.day_use._used(Taking.COPY)) > 0, timeout=LONG)
    assert read(lambda o: o.day_use._used(Taking.COPY)) == len(report.customers)


def test_an_empty_day_says_something_kind(empty_page):
    assert empty_page.body.currentWidget() is empty_page.state
    assert "All done" in empty_page.state._sentence.text()
    assert "nothing left for today" in empty_page.head.greeting.text()
    assert "2026-11-22 · Sunday" in empty_page.head.day.text()


def test_the_lunar_day_is_told_in_chinese(qtbot, around, themed):
    use_language("zh_CN")
    page = shown(qtbot, MyDayPage(around))
    assert page.read.lunar == "十月十四"
    assert "农历十月十四" in page.head.day.text()


def test_a_busy_block_shows_fifty_and_tells_the_whole_total(qtbot, around, write):
    me = around.jobs.actor.user_id
    rows = [{"name": f"call {n}", "due_on": TODAY, "owner": Link(me)} for n in range(120)]
    write(lambda o: o.tasks.add_many(rows))
    page = shown(qtbot, MyDayPage(around))
    assert len(entries(page)) == 50
    assert "120 for today" in page.head.greeting.text()


def test_who_may_not_write_is_told_and_nothing_moves(qtbot, opened, messages, appearance, acting,
                                                      write):  # fmt: skip
    auditor = acting("auditor")
    write(lambda o: o.tasks.add({"name": "look", "due_on": TODAY, "owner": Link(auditor.user_id)}))
    jobs = Jobs(opened.database, auditor, messages)
    page = shown(qtbot, MyDayPage(Surroundings(jobs, messages, Commands(lambda r: True),
                                               appearance)))  # fmt: skip
    told: list[str] = []
    messages.toasted.connect(lambda words, _undo: told.append(words))
    for entry in entries(page):
        page.finish(entry)
        page.postpone(entry, TODAY + timedelta(days=1))
    assert titles(page) == ["look"]
    assert len(told) == 2
    assert not page.entry.isVisible(), "a line that Enter would refuse"
    assert "page.find" not in page.handlers()
    jobs.close()


def test_a_task_that_a_colleague_removed_is_told_and_the_day_read_again(qtbot, page, around, write):
    task = first(page, "task")
    write(lambda o: o.tasks.remove([task.record.id]))
    told: list[str] = []
    around.messages.said.connect(lambda words, _tone: told.append(words))
    page.finish(task)
    settled(qtbot, page, lambda: bool(told))
    assert "not there any more" in told[0]
    assert page.model.row_of(task.key) == -1


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_names_that_look_like_something_else_are_shown_as_they_are(qtbot, around, write, code):
    use_language(code)
    me = around.jobs.actor.user_id
    rows = [{"name": words[:200], "due_on": TODAY, "owner": Link(me)} for words in INJECTIONS]
    write(lambda o: o.tasks.add_many(rows))
    page = shown(qtbot, MyDayPage(around))
    page.grab()
    assert not problems(page)
    assert not QToolTip.text()


def test_another_day_begins(qtbot, page, clock):
    clock.pass_by(days=1)
    page.reload()
    qtbot.waitUntil(
        lambda: page.read.day.day == office_date(clock(), "Asia/Shanghai"), timeout=LONG
    )
    assert "2026-11-23" in page.head.day.text()
