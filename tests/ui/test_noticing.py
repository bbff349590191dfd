"""The bell: what colleagues told, what came while one was away, and the way to it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSystemTrayIcon
from shiboken6 import delete, isValid

from cims.services.changes import Changes
from cims.services.entity import Link
from cims.services.sign_ins import CLOCK
from cims.services.upkeep import run_due
from cims.ui.actions import Commands
from cims.ui.dialogs.away_card import AwayCard
from cims.ui.job import Job
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Navigation, Surroundings
from cims.ui.noticing import Noticing
from cims.ui.tray import Tray

LONG = 20_000
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen


class Desk:
    """The sales colleague at a window with nothing but the bell."""

    def __init__(self, qtbot, opened, actor, messages, appearance):
        self.qtbot = qtbot
        self.jobs = Jobs(opened.database, actor, messages)
        self.commands = Commands(lambda right: True)
        around = Surroundings(self.jobs, messages, self.commands, appearance)
        self.window = MainWindow(Navigation(()), around, lambda right: True, "Sales")
        self.noticing = Noticing(self.jobs, messages)
        self.opened: list[object] = []
        self.noticing.opened.connect(self.opened.append)
        self.noticing.serve(self.window, self.commands)

    def until_bell_says(self, words: str) -> None:
        bell = self.window.top_bar.bell
        self.qtbot.waitUntil(lambda: words in bell.accessibleName(), timeout=LONG)

    def panel(self, count: int):
        panel = self.noticing.show_panel()
        self.qtbot.waitUntil(lambda: len(panel.model.lines) == count, timeout=LONG)
        return panel


@pytest.fixture
def desk(qtbot, opened, acting, messages, appearance):
    made = Desk(qtbot, opened, acting("sales"), messages, appearance)
    yield made
    made.noticing.close()
    if isValid(made.window):
        delete(made.window)
    made.jobs.close()


@pytest.fixture
def given(write, template):
    """Give the sales colleague so many tasks."""

    def run(count: int, **values) -> list[int]:
        owner = Link(template.people["sales"])
        rows = [{"name": f"task {n}", "owner": owner, **values} for n in range(count)]
        return write(lambda o: [o.tasks.add(row) for row in rows])

    return run


def test_a_notice_that_comes_is_counted_and_opens_its_record(qtbot, desk, given):
    desk.until_bell_says("0 unread")
    (task,) = given(1)
    desk.jobs.changed.emit(Changes({"notice": None}))
    desk.until_bell_says("1 unread")
    panel = desk.panel(1)
    index = panel.model.index(0)
    assert "task 0" in index.data()
    assert "unread" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    panel.grab()
    panel._open(index)
    (line,) = desk.opened
    assert (line.entity, line.record_id) == ("task", task)
    desk.until_bell_says("0 unread")


def test_enter_opens_and_all_are_read_by_one_click(qtbot, desk, given):
    given(3)
    desk.noticing.look()
    desk.until_bell_says("3 unread")
    panel = desk.panel(3)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert len(desk.opened) == 1
    desk.until_bell_says("2 unread")
    panel = desk.panel(3)
    panel.all_read.click()
    desk.until_bell_says("0 unread")
    qtbot.waitUntil(lambda: not panel.all_read.isEnabled(), timeout=LONG)
    panel.close()


def test_older_notices_come_while_one_scrolls(qtbot, desk, given):
    given(130)
    panel = desk.panel(50)
    assert not panel._has_all
    while len(panel.model.lines) < 130:
        count = len(panel.model.lines)
        bar = panel.view.verticalScrollBar()
        bar.setValue(bar.maximum())
        panel._read_older(bar.maximum())
        qtbot.waitUntil(lambda was=count: len(panel.model.lines) > was, timeout=LONG)
    ids = [line.id for line in panel.model.lines]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 130
    panel.close()


def test_what_was_missed_is_told_once_after_sign_in(qtbot, desk, given, opened, clock):
    clock.pass_by(days=-2)
    given(12, due_on=clock().date() + timedelta(days=1))
    clock.pass_by(days=2)
    desk.window.show()
    desk.noticing.upkeep_ran(run_due(opened.database))
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(AwayCard)), timeout=LONG)
    (card,) = desk.window.findChildren(AwayCard)
    assert card.words.text() == "24 notices while you were away"  # tasks given, and reminders
    card.show_them.click()
    assert desk.noticing.panel is not None
    desk.noticing.panel.close()
    qtbot.waitUntil(lambda: not desk.window.findChildren(AwayCard), timeout=LONG)
    desk.noticing.upkeep_ran(())
    assert not desk.window.findChildren(AwayCard)


def test_nothing_missed_says_nothing(qtbot, desk):
    desk.window.show()
    desk.noticing.upkeep_ran(())
    qtbot.waitUntil(lambda: desk.noticing.read is not None, timeout=LONG)
    assert not desk.window.findChildren(AwayCard)


def test_without_a_tray_a_sentence_says_so(qtbot, desk, messages):
    told: list[str] = []
    messages.toasted.connect(lambda words, _undo: told.append(words))
    desk.commands.run("notices.tray")
    assert "no place for messages" in told[0]


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
def test_the_tray_is_switched_off_and_stays_off(qtbot, desk, read, acting):
    tray = Tray(desk.jobs, desk.noticing, is_there=True)
    tray.start()
    qtbot.waitUntil(lambda: tray.shows, timeout=LONG)
    tray.turn(on=False)
    assert not tray.shows
    actor = acting("sales")
    qtbot.waitUntil(lambda: read(lambda o: o.settings.mine("tray"), actor) == {"on": False},
                    timeout=LONG)  # fmt: skip
    again = Tray(desk.jobs, desk.noticing, is_there=True)
    again.start()
    qtbot.waitUntil(lambda: not again.is_on, timeout=LONG)  # as it was kept
    assert not again.shows


def test_a_notice_of_a_record_that_one_may_not_see_any_more_is_gone(qtbot, desk, write, given):
    (task,) = given(1)
    desk.noticing.look()
    desk.until_bell_says("1 unread")
    write(lambda o: o.tasks.remove([task]))
    desk.noticing.look()
    desk.until_bell_says("0 unread")


def test_a_clock_set_back_while_one_works_is_said(qtbot, desk, write, clock, opened, messages):
    write(lambda o: o.customers.add({"name": "Aurora"}))
    clock.pass_by(hours=-1)
    with qtbot.waitSignal(messages.said, timeout=LONG) as heard:
        desk.noticing.upkeep_ran(run_due(opened.database))
    sentence, tone = heard.args
    assert tone == "warn" and "Set the clock right" in sentence


def test_a_clock_that_is_right_again_is_not_said(qtbot, desk, messages):
    with qtbot.assertNotEmitted(messages.said):
        desk.noticing.upkeep_ran([CLOCK])
        qtbot.waitUntil(lambda: not desk.jobs.findChildren(Job), timeout=LONG)


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")
def test_a_click_on_the_tray_is_meant_and_its_right_button_is_not(qtbot, desk):
    tray = Tray(desk.jobs, desk.noticing, is_there=True)
    pressed = []
    tray.pressed.connect(lambda: pressed.append(True))
    tray.start()
    qtbot.waitUntil(lambda: tray.shows, timeout=LONG)
    for how in QSystemTrayIcon.ActivationReason:
        tray._icon.activated.emit(how)
    assert pressed == [True]
    tray.close()
