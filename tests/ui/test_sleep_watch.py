"""A computer that sleeps: heard from logind and Windows, seen by a clock that jumps."""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator
from ctypes import wintypes

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from cims.ui.sleep_watch import LOGIND, LogindEar, SleepWatch, WindowsEar, ear_of, means_away
from tests.conftest import SetClock


def test_a_clock_that_jumps_more_than_a_minute_means_sleep(qtbot: QtBot, clock: SetClock) -> None:
    watch = SleepWatch(clock)
    watch.start()
    clock.pass_by(seconds=60)
    with qtbot.assertNotEmitted(watch.asleep):
        watch.look()
    clock.pass_by(seconds=61)
    with qtbot.waitSignal(watch.asleep):
        watch.look()
    with qtbot.assertNotEmitted(watch.asleep):
        watch.look()
    watch.stop()


def test_time_while_nobody_was_signed_in_is_no_sleep(qtbot: QtBot, clock: SetClock) -> None:
    watch = SleepWatch(clock)
    clock.pass_by(hours=8)
    watch.start()
    with qtbot.assertNotEmitted(watch.asleep):
        watch.look()
    watch.stop()


@pytest.fixture
def bus() -> Iterator[str]:
    """A bus of our own; its address."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("no D-Bus here")
    words = [daemon, "--session", "--nofork", "--print-address", "--nopidfile"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert running.stdout is not None
    yield running.stdout.readline().strip()
    running.kill()
    running.wait()
    running.stdout.close()


def test_logind_tells_before_it_suspends_until_nobody_listens(qtbot: QtBot, bus: str) -> None:
    ours = QDBusConnection.connectToBus(bus, "cims")
    logind = QDBusConnection.connectToBus(bus, "logind")
    service, path, interface, name = LOGIND
    assert logind.registerService(service)
    told: list[int] = []
    ear = LogindEar(lambda: told.append(1), ours)

    def suspend() -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments([True])
        assert logind.send(message)

    suspend()
    qtbot.waitUntil(lambda: len(told) == 1)
    ear.close()
    suspend()
    qtbot.wait(100)
    assert len(told) == 1
    QDBusConnection.disconnectFromBus("cims")
    QDBusConnection.disconnectFromBus("logind")


def test_windows_says_by_two_messages_that_nobody_sits_there() -> None:
    assert means_away(0x0218, 4)
    assert means_away(0x02B1, 7)
    assert not means_away(0x0218, 18)  # it woke up
    assert not means_away(0x02B1, 8)  # the screen was unlocked


class FakeSessions:
    """What Windows offers for the screen's lock."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        return lambda *_words: self.asked.append(name)


def test_a_message_of_windows_is_understood(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions, told = FakeSessions(), []
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name: sessions, raising=False)
    ear = ear_of("win32", lambda: told.append(1), 7)
    assert isinstance(ear, WindowsEar)
    sent = wintypes.MSG()
    sent.message, sent.wParam = 0x02B1, 7
    assert ear.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(sent)) == (False, 0)
    sent.wParam = 8
    ear.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(sent))
    sent.wParam = 7
    ear.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(sent))
    assert told == [1]
    ear.close()
    assert sessions.asked == ["WTSRegisterSessionNotification", "WTSUnRegisterSessionNotification"]


def test_where_nothing_tells_the_clock_is_enough() -> None:
    assert ear_of("darwin", lambda: None, 0) is None
