"""Says when the computer falls asleep, has slept or is locked: an open office must not wake up."""

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    QTimer,
    Signal,
    Slot,
)

from cims.services.clock import Clock, system_now

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

LOOK_SECONDS = 10
GAP = timedelta(seconds=60)  # between two looks: the computer slept, or its clock was set
POWER, SUSPENDS = 0x0218, 4  # WM_POWERBROADCAST, PBT_APMSUSPEND
SESSION, LOCKED = 0x02B1, 7  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK
MESSAGES = (b"windows_generic_MSG", b"windows_dispatcher_MSG")
LOGIND = (
    "org.freedesktop.login1",
    "/org/freedesktop/login1",
    "org.freedesktop.login1.Manager",
    "PrepareForSleep",
)


class Ear(Protocol):
    """Hears from the system that it is about to sleep."""

    def close(self) -> None:
        """Listen no more."""


class SleepWatch(QObject):
    """Hears the system where it tells, and sees everywhere that time has jumped.

    Linux tells through logind, Windows by messages; macOS is only seen to have slept.
    """

    asleep = Signal()

    def __init__(self, now: Clock = system_now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._seen: datetime = now()
        self._ear: Ear | None = None
        self._timer = QTimer(self, interval=LOOK_SECONDS * 1000)
        self._timer.timeout.connect(self.look)

    def start(self, window: int = 0) -> None:
        """Watch from now on; Windows tells the window with this id that the screen is locked."""
        self._seen = self._now()
        self._timer.start()
        if self._ear is None:
            self._ear = ear_of(sys.platform, self.asleep.emit, window)

    def stop(self) -> None:
        """Watch no more: nobody is signed in."""
        self._timer.stop()
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def look(self) -> None:
        """See whether time has jumped since the last look."""
        before, self._seen = self._seen, self._now()
        if self._seen - before > GAP:
            self.asleep.emit()


def ear_of(platform: str, tell: Callable[[], object], window: int) -> Ear | None:
    """What listens on this system; None where nothing is heard, such as without a bus."""
    if platform == "win32":
        return WindowsEar(tell, window)
    if platform != "linux":
        return None
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.systemBus()
    return LogindEar(tell, bus) if bus.isConnected() else None


class LogindEar(QObject):
    """logind says PrepareForSleep(true) before it suspends and (false) afterwards: either locks."""

    def __init__(self, tell: Callable[[], object], bus: "QDBusConnection") -> None:
        super().__init__()
        self._tell, self._bus = tell, bus
        bus.connect(*LOGIND, self, SLOT("heard(bool)"))  # type: ignore[call-overload] # bytes

    @Slot(bool)
    def heard(self, _begins: bool) -> None:
        """The computer is about to sleep, or is back."""
        self._tell()

    def close(self) -> None:
        """Listen no more."""
        self._bus.disconnect(*LOGIND, self, SLOT("heard(bool)"))  # type: ignore[call-overload] # bytes


class WindowsEar(QAbstractNativeEventFilter):
    """Windows tells every window that it suspends, and those that asked that it was locked."""

    def __init__(self, tell: Callable[[], object], window: int) -> None:
        super().__init__()
        self._tell, self._window = tell, window
        self._sessions: Any = getattr(ctypes, "WinDLL")("wtsapi32")  # noqa: B009 - not elsewhere
        self._sessions.WTSRegisterSessionNotification(wintypes.HWND(window), 0)
        application = QCoreApplication.instance()
        assert application is not None
        application.installNativeEventFilter(self)

    def close(self) -> None:
        """Listen no more."""
        self._sessions.WTSUnRegisterSessionNotification(wintypes.HWND(self._window))
        if (application := QCoreApplication.instance()) is not None:
            application.removeNativeEventFilter(self)

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Hear of sleep and of the locked screen; everything goes its way."""
        if bytes(kind) in MESSAGES:  # type: ignore[arg-type]  # a QByteArray has a buffer
            heard = wintypes.MSG.from_address(int(message))
            if means_away(heard.message, heard.wParam):
                self._tell()
        return False, 0


def means_away(message: int, parameter: int) -> bool:
    """Whether a message of Windows says that it suspends or that the screen is locked."""
    return (message, parameter) in ((POWER, SUSPENDS), (SESSION, LOCKED))
