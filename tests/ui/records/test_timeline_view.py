"""The timeline of a customer: endless, read, answered, edited; plain text everywhere."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.rights import Actor
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.records import timeline_cells
from cims.ui.records.timeline_view import ALL, CHANGES, COMMENTS, FOLLOW_UPS, TimelineView
from cims.ui.widgets import Button
from tests.conftest import START, Acting
from tests.ui.records.form_office import is_active
from tests.ui.walk import INJECTIONS, problems

Ask = Callable[..., Any]
MakeView = Callable[..., TimelineView]
MANY = 240


@pytest.fixture
def view_of(qtbot: QtBot) -> Iterator[MakeView]:
    """The timeline as somebody sees it: `view_of(jobs, customer)`."""
    made: list[TimelineView] = []

    def make(jobs: Jobs, customer: int) -> TimelineView:
        view = TimelineView(jobs)
        made.append(view)
        view.resize(420, 640)
        view.show()
        qtbot.waitUntil(lambda: is_active(view))
        with qtbot.waitSignal(view.filled):
            view.show_customer(customer)
        return view

    yield make
    for view in made:
        delete(view)


def log(write: Ask, customer: int, *texts: str, actor: Actor | None = None, **values: Any) -> None:
    """Write follow-ups down, each an hour before the one after it."""

    def work(office: Any) -> None:
        for number, text in enumerate(reversed(texts)):
            at = START - timedelta(hours=number)
            entry = {"content": text, "customer": Link(customer), "happened_at": at, **values}
            office.activities.add(entry)

    write(work, actor)


def texts(view: TimelineView) -> list[str]:
    return [row.text for row in view.model.rows if row.entry.entity == "activity"]


def test_ten_thousand_entries_would_come_page_by_page_without_a_jump(
    qtbot: QtBot, opened: Any, customers: list[int], jobs: Jobs, view_of: MakeView
) -> None:
    entries = [
        {
            "content": f"第{number}次联系",
            "customer": Link(customers[0]),
            "happened_at": START - timedelta(hours=number),
        }
        for number in range(MANY)
    ]
    with opened.database.write(Actor.office(), ChangeKind.IMPORT) as office:
        office.activities.add_many(entries)
    view = view_of(jobs, customers[0])
    view.show_type(FOLLOW_UPS)
    qtbot.waitUntil(lambda: len(texts(view)) >= 50 and len(texts(view)) == len(view.model.rows))
    bar, seen = view.list.verticalScrollBar(), set()
    while len(view.model.rows) < MANY:
        before = view.list.anchor()
        count = len(view.model.rows)
        bar.setValue(bar.maximum())
        seen.add(view.model.rows[-1].key)
        qtbot.waitUntil(lambda count=count: len(view.model.rows) > count)
        assert view.list.anchor() is not None
        assert view.list.anchor() != before
        at = bar.value()
        qtbot.wait(1)
        assert bar.value() == at
    assert texts(view) == [f"第{number}次联系" for number in range(MANY)]
    assert not view.feed.has_older
    assert len(seen) > 2


def test_chips_narrow_the_timeline_by_type(
    qtbot: QtBot, customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask
) -> None:
    log(write, customers[0], "打了电话")
    write(lambda office: office.activities.comment(customers[0], "谁去?"))
    view = view_of(jobs, customers[0])
    assert set(texts(view)) == {"打了电话", "谁去?"}
    assert any(row.entry.kind == "change" for row in view.model.rows)
    for kind, wanted in ((FOLLOW_UPS, {"打了电话"}), (COMMENTS, {"谁去?"}), (CHANGES, set())):
        with qtbot.waitSignal(view.filled):
            view.chips[kind].click()
        assert set(texts(view)) == wanted
    assert view.model.rows
    with qtbot.waitSignal(view.filled):
        view.chips[ALL].click()


def test_entries_of_others_count_as_read_after_two_seconds(
    qtbot: QtBot,
    customers: list[int],
    jobs: Jobs,
    view_of: MakeView,
    write: Ask,
    read: Ask,
    acting: Acting,
) -> None:
    log(write, customers[2], "客户说下周定", actor=acting("sales"))
    view = view_of(jobs, customers[2])
    view.feed._reads.setInterval(20)
    view.feed.await_reading()
    assert view.model.rows[0].entry.is_unread
    with qtbot.waitSignal(view.feed.was_read):
        pass
    assert not view.model.rows[0].entry.is_unread
    assert read(lambda office: office.timeline.unread_among([customers[2]])) == {}


def test_reading_is_no_change_that_undo_would_take_back(
    qtbot: QtBot,
    customers: list[int],
    jobs: Jobs,
    view_of: MakeView,
    write: Ask,
    acting: Acting,
    messages: Messages,
) -> None:
    log(write, customers[2], "客户说下周定", actor=acting("sales"))
    view = view_of(jobs, customers[2])
    with qtbot.waitSignal(view.feed.was_read):
        view.feed.mark_read()
    with qtbot.waitSignal(messages.toasted) as told:
        jobs.undo_last()
    assert told.args[0] == "There is nothing to undo."


def test_a_hand_over_note_stays_on_top_until_the_owner_read_it(
    qtbot: QtBot,
    customers: list[int],
    jobs_of: Callable[[Actor], Jobs],
    view_of: MakeView,
    write: Ask,
    template: Any,
    acting: Acting,
) -> None:
    sales = template.people["sales"]
    write(lambda office: office.customers.hand_over([customers[0]], sales, "欠样品两件"))
    view = view_of(jobs_of(acting("sales")), customers[0])
    assert view.notes.isVisible()
    assert not view.feed._reads.isActive()
    (button,) = view.notes.findChildren(Button)
    button.click()
    qtbot.waitUntil(lambda: not view.notes.isVisible())


def test_a_comment_that_fails_keeps_its_words_and_the_timeline(
    qtbot: QtBot, customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask
) -> None:
    log(write, customers[0], "Asked for the price")
    view = view_of(jobs, customers[0])

    def broken(_office: Any) -> None:
        raise OSError("disk")

    view.comment.text.setPlainText("Well done")
    jobs.write(broken, owner=view, failed=view._not_sent)
    qtbot.waitUntil(lambda: view.comment._wrong.isVisible())
    assert view.comment._wrong.text() == "The comment could not be sent."
    assert view.comment.text.words() == "Well done"
    assert texts(view) == ["Asked for the price"] and view.list.isVisible()


def test_a_comment_is_sent_and_answers(
    qtbot: QtBot, customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask
) -> None:
    log(write, customers[0], "打了电话")
    view = view_of(jobs, customers[0])
    view.answer(view.model.rows[0])
    assert view.comment.text.hasFocus()
    view.comment.text.insertPlainText("我来跟")
    qtbot.keyClick(view.comment.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "我来跟" in texts(view))
    assert view.comment.text.words() == ""
    (answer,) = [row for row in view.model.rows if row.text == "我来跟"]
    assert answer.about == "Answers: 打了电话"


def test_an_at_of_somebody_without_the_right_is_refused_and_the_words_stay(
    qtbot: QtBot, customers: list[int], jobs: Jobs, view_of: MakeView
) -> None:
    view = view_of(jobs, customers[0])
    view.comment.text.insertPlainText("@Sales 看一下")
    view.comment.send.click()
    qtbot.waitUntil(lambda: not view.comment._wrong.isHidden())
    assert "Sales may not see this customer" in view.comment._wrong.text()
    assert view.comment.text.words() == "@Sales 看一下"


def test_a_mention_is_marked_in_the_text(
    customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask
) -> None:
    log(write, customers[2], "😀 请 @Sales 跟进")
    view = view_of(jobs, customers[2])
    row = view.model.rows[0]
    assert row.calls == ((5, 6),)  # the smiley is two units in Qt
    assert row.plain().endswith("😀 请 @Sales 跟进")


def test_enter_opens_f2_edits_delete_removes_and_undo_brings_back(
    qtbot: QtBot, customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask, messages: Any
) -> None:
    log(write, customers[0], "第一次", "第二次")
    view = view_of(jobs, customers[0])
    toasts: list[Any] = []
    messages.toasted.connect(lambda words, undo: toasts.append(undo))
    row = texts(view).index("第一次")
    place = next(n for n, told in enumerate(view.model.rows) if told.text == "第一次")
    view.list.setFocus()
    view.list.setCurrentIndex(view.model.index(place))
    with qtbot.waitSignal(view.open_asked) as opened:
        qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert opened.args[0] == "activity"
    assert row >= 0
    with qtbot.waitSignal(view.edit_asked) as edited:
        qtbot.keyClick(view.list, Qt.Key.Key_F2)
    assert edited.args == opened.args[:2]
    qtbot.keyClick(view.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "第一次" in QGuiApplication.clipboard().text())
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: texts(view) == ["第二次"])
    toasts[-1]()
    qtbot.waitUntil(lambda: len(texts(view)) == 2)


def test_a_long_text_is_folded_and_space_shows_all(
    customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask, qtbot: QtBot
) -> None:
    log(write, customers[0], "\n".join(f"第{number}条" for number in range(20)))
    view = view_of(jobs, customers[0])
    view.list.setFocus()
    view.list.setCurrentIndex(view.model.index(0))
    told = view.model.rows[0]
    folded = view.list.cells.laid(told)
    qtbot.keyClick(view.list, Qt.Key.Key_Space)
    unfolded = view.list.cells.laid(told)
    assert folded.is_cut
    assert not unfolded.is_cut
    assert unfolded.height > 2 * folded.height
    qtbot.keyClick(view.list, Qt.Key.Key_Space)
    assert view.list.cells.laid(told).height == folded.height


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_are_shown_as_they_are(
    customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask, words: str
) -> None:
    log(write, customers[0], words, next_step=words)
    view = view_of(jobs, customers[0])
    assert words.strip() in texts(view)[0]
    assert problems(view) == []
    view.list.viewport().grab()


def test_an_entry_says_itself_to_a_screen_reader(
    customers: list[int], jobs: Jobs, view_of: MakeView, write: Ask
) -> None:
    log(write, customers[0], "打了电话", kind="call")
    view = view_of(jobs, customers[0])
    spoken = view.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Call, 2026-11-22, ")
    assert "打了电话" in spoken


def test_old_measures_are_dropped_one_by_one(
    qtbot: QtBot, view_of: MakeView, jobs: Jobs, write: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = write(lambda office: office.customers.add({"name": "Aurora"}))
    log(write, customer, *(f"Nr. {number}" for number in range(20)))
    monkeypatch.setattr(timeline_cells, "KEPT", 8)
    view = view_of(jobs, customer)
    assert len(view.model.rows) > 8
    assert len(view.list.cells._laid) == 8
    newest = view.model.rows[-1]
    assert newest.key in view.list.cells._laid
