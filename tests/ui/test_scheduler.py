"""The minute and the empty chair."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from cims.ui.scheduler import IdleWatcher, UpkeepTimer


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def test_an_empty_chair_is_noticed_after_five_minutes(qtbot: QtBot) -> None:
    watch = Watch()
    watcher = IdleWatcher(lambda: False, watch)
    watcher.start()
    watch.pass_by(minutes=4, seconds=59)
    with qtbot.assertNotEmitted(watcher.idle):
        watcher.look()
    watch.pass_by(seconds=1)
    with qtbot.waitSignal(watcher.idle):
        watcher.look()


def test_typing_counts_as_presence(qtbot: QtBot) -> None:
    watch, field = Watch(), QLineEdit()
    qtbot.addWidget(field)
    watcher = IdleWatcher(lambda: False, watch)
    watcher.start()
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.hasFocus)
    watch.pass_by(minutes=4)
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert field.text() == "a"
    watch.pass_by(minutes=4)
    with qtbot.assertNotEmitted(watcher.idle):
        watcher.look()
    watcher.stop()


def test_what_an_input_method_writes_counts_as_presence(qtbot: QtBot) -> None:
    watch, field = Watch(), QLineEdit()
    qtbot.addWidget(field)
    watcher = IdleWatcher(lambda: False, watch)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.hasFocus)
    watcher.start()
    watch.pass_by(minutes=4)
    written = QInputMethodEvent()
    written.setCommitString("恒泰")
    QCoreApplication.sendEvent(field, written)
    watch.pass_by(minutes=4)
    with qtbot.assertNotEmitted(watcher.idle):
        watcher.look()
    watcher.stop()
    watcher.stop()


def test_a_running_import_counts_as_presence(qtbot: QtBot) -> None:
    watch, busy = Watch(), [True]
    watcher = IdleWatcher(lambda: busy[0], watch)
    watcher.start()
    watch.pass_by(minutes=30)
    with qtbot.assertNotEmitted(watcher.idle):
        watcher.look()
    busy[0] = False
    watch.pass_by(minutes=4)
    with qtbot.assertNotEmitted(watcher.idle):
        watcher.look()
    watcher.stop()


def test_a_clock_set_back_does_not_keep_the_vault_open_for_hours(qtbot: QtBot) -> None:
    watch = Watch()
    watcher = IdleWatcher(lambda: False, watch)
    watcher.start()
    watch.pass_by(hours=-3)
    watcher.look()
    watch.pass_by(minutes=5)
    with qtbot.waitSignal(watcher.idle):
        watcher.look()


def test_upkeep_is_due_at_once_when_it_starts(qtbot: QtBot) -> None:
    timer = UpkeepTimer()
    with qtbot.waitSignal(timer.due, timeout=1000):
        timer.start()
    timer.stop()
