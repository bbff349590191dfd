"""Whom the office greets: chosen in a dialog, followed by My day, taken back by Undo."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cims.services.contact_fields import MOST
from cims.services.entity import Link
from cims.services.greetings import AHEAD, LEAST, Wishes
from cims.services.rights import Right
from cims.services.rules.occasions import Festival
from cims.ui.actions import Commands
from cims.ui.dialogs.greetings import GreetingsDialog, ask_greetings
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.page import Page
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.my_day.news_cards import GreetingsCard
from tests.ui.pages.day_office import busy_office
from tests.ui.walk import INJECTIONS, problems

LONG = 20_000
SEGMENTS = (Link(7, "送礼"), Link(8, "老客户"))
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def toasts(messages):
    heard = []
    messages.toasted.connect(lambda words, undo: heard.append((words, undo)))
    return heard


def shown(qtbot, wishes, taken=None, segments=SEGMENTS):
    dialog = GreetingsDialog(wishes, segments, (taken if taken is not None else []).append, None)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def asked(qtbot, jobs):
    window = Page()
    qtbot.addWidget(window)
    ask_greetings(jobs, window)
    qtbot.waitUntil(lambda: bool(window.findChildren(GreetingsDialog)), timeout=LONG)
    (dialog,) = window.findChildren(GreetingsDialog)
    return window, dialog


def test_what_is_in_force_stands_in_the_dialog(qtbot):
    fresh = shown(qtbot, Wishes.read({}))
    assert fresh.days.value() == AHEAD == 3
    assert all(box.isChecked() for box in fresh.boxes.values())
    assert fresh.segment.value() is None
    assert not fresh.problem.isVisible()
    kept = {"ahead": 12, "festivals": ["mid_autumn"], "segments": [8]}
    chosen = shown(qtbot, Wishes.read(kept))
    assert chosen.days.value() == 12
    ticked = [each for each, box in chosen.boxes.items() if box.isChecked()]
    assert ticked == [Festival.MID_AUTUMN]
    assert chosen.segment.text() == "老客户"
    assert not problems(fresh) + problems(chosen)


def test_days_outside_the_range_can_be_neither_chosen_nor_kept(qtbot):
    taken: list[Wishes] = []
    dialog = shown(qtbot, Wishes.read({"ahead": 900}), taken)
    assert dialog.days.value() == MOST == 60
    dialog.days.setValue(0)
    dialog.save()
    assert taken[0].ahead == LEAST
    assert Wishes.read(taken[0].kept()) == taken[0]
    assert Wishes.read({"ahead": 0}).ahead == LEAST


def test_a_name_that_no_segment_bears_is_refused(qtbot):
    taken: list[Wishes] = []
    dialog = shown(qtbot, Wishes.read({"segments": [7]}), taken)
    dialog.segment.setText("送")
    dialog.save()
    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert "No segment has this name" in dialog.problem.text()
    assert taken == []
    dialog.segment.clear()
    dialog.save()
    assert taken[0].segments == ()


def test_a_segment_is_found_by_its_sound(qtbot):
    taken: list[Wishes] = []
    dialog = shown(qtbot, Wishes.read({}), taken)
    QTest.keyClicks(dialog.segment, "lkh")
    QTest.keyClick(dialog.segment, Qt.Key.Key_Return)
    assert dialog.segment.text() == "老客户"
    dialog.save()
    assert taken[0].segments == (8,)


def test_a_segment_that_is_gone_is_told(qtbot):
    dialog = shown(qtbot, Wishes.read({"segments": [99]}))
    assert dialog.problem.isVisible()
    assert "gone" in dialog.problem.text()


def test_without_a_festival_no_segment_is_asked_for(qtbot):
    dialog = shown(qtbot, Wishes.read({}))
    for box in dialog.boxes.values():
        box.click()
    assert not dialog.segment.isEnabled()
    dialog.boxes[Festival.NEW_YEAR].click()
    assert dialog.segment.isEnabled()


def test_segments_with_odd_names_are_shown_as_they_are(qtbot):
    segments = [Link(number, words) for number, words in enumerate(INJECTIONS, 1)]
    for one in segments:
        taken: list[Wishes] = []
        dialog = shown(qtbot, Wishes.read({"segments": [one.id]}), taken, segments)
        assert not problems(dialog)
        dialog.save()
        assert [wishes.segments for wishes in taken] == [(one.id,)], one.text


def test_greetings_are_kept_for_the_whole_office_and_taken_back(qtbot, jobs, toasts, read, write):
    id_ = write(lambda o: o.segments.add({"name": "送礼"}))
    _window, dialog = asked(qtbot, jobs)
    dialog.days.setValue(10)
    dialog.boxes[Festival.LANTERN].click()
    dialog.segment.set_value(id_)
    dialog.save()
    qtbot.waitUntil(lambda: len(toasts) == 1, timeout=LONG)
    wishes = read(lambda o: o.greetings.wishes())
    assert (wishes.ahead, wishes.segments) == (10, (id_,))
    assert wishes.festivals == frozenset(Festival) - {Festival.LANTERN}
    _words, undo = toasts[0]
    undo()
    qtbot.waitUntil(lambda: len(toasts) == 2, timeout=LONG)
    assert read(lambda o: o.settings.common("greetings")) == {}


def test_my_day_follows_the_days_that_were_chosen(qtbot, opened, jobs, messages, appearance):
    busy_office(opened)
    page = MyDayPage(Surroundings(jobs, messages, Commands(lambda right: True), appearance))
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.show()
    assert len(page.read.day.birthdays) == 2
    _window, dialog = asked(qtbot, jobs)
    dialog.days.setValue(1)
    with qtbot.waitSignal(page.shown, timeout=LONG):
        dialog.save()
    assert [line.contact.text for line in page.read.day.birthdays] == ["李工"]
    assert len(page.read.day.this_week.records) > 0


def test_the_card_leads_to_the_dialog_for_who_may_choose(qtbot, jobs, messages, appearance):
    opened_by: list[str] = []
    commands = Commands(lambda right: True)
    commands.bind("office.greetings", lambda: opened_by.append("card"))
    page = MyDayPage(Surroundings(jobs, messages, commands, appearance))
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.show()
    assert jobs.actor.may(Right.SETTINGS)
    assert page.greetings.isVisible()
    page.greetings.choose.click()
    assert opened_by == ["card"]
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.reload()
    other = GreetingsCard(may_choose=False)
    qtbot.addWidget(other)
    other.show_day(page.read.day)
    assert other.isHidden()
    assert other.choose.isHidden()


def test_who_may_not_choose_has_no_command_for_greetings():
    commands = Commands(lambda right: right != Right.SETTINGS)
    assert "office.greetings" not in [command.id for command in commands.known()]
