"""What runs by time: the upkeep's minute, and the watch for an empty chair."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from cims.services.clock import Clock, system_now

UPKEEP_SECONDS = 60
IDLE_AFTER = timedelta(minutes=5)
LOOK_SECONDS = 5
INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.InputMethod,
        QEvent.Type.TabletMove,
    }
)


class UpkeepTimer(QObject):
    """Says once a minute that it is time to see what is due; nothing else runs by time."""

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=UPKEEP_SECONDS * 1000)
        self._timer.timeout.connect(self.due)

    def start(self) -> None:
        """Begin, and say so at once for what was missed."""
        self._timer.start()
        QTimer.singleShot(0, self, self.due.emit)

    def stop(self) -> None:
        """Nothing is due any more: locked, signed out or in maintenance."""
        self._timer.stop()


class IdleWatcher(QObject):
    """Says when nobody has touched the program for a while; running work counts as a touch."""

    idle = Signal()

    def __init__(
        self,
        is_busy: Callable[[], bool],
        now: Clock = system_now,
        after: timedelta = IDLE_AFTER,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_busy, self._now, self._after = is_busy, now, after
        self._touched: datetime = now()
        self._followed: list[QObject] = []
        self._timer = QTimer(self, interval=LOOK_SECONDS * 1000)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Watch what people do in the program from now on.

        Keys, mouse and wheel reach a window first, what an input method composes the widget with
        the focus: a filter on these two hears a thousandth of what one on the application does.
        """
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._follow)
            application.focusObjectChanged.connect(self._follow)
            self._follow(application.focusWindow())
            self._follow(application.focusObject())
        self._touched = self._now()
        self._timer.start()

    def stop(self) -> None:
        """Stop watching, while locked."""
        application = QGuiApplication.instance()
        if self._timer.isActive() and isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._follow)
            application.focusObjectChanged.disconnect(self._follow)
        for watched in filter(isValid, self._followed):
            watched.removeEventFilter(self)
        self._followed = []
        self._timer.stop()

    def _follow(self, focused: QObject | None) -> None:
        """Hear the input of a window or widget that got the focus; getting it is input, too."""
        self.touch()
        self._followed = [watched for watched in self._followed if isValid(watched)]
        if focused is not None and focused not in self._followed:
            focused.installEventFilter(self)
            self._followed.append(focused)

    def touch(self) -> None:
        """Count something else as activity, such as printing."""
        self._touched = self._now()

    def look(self) -> None:
        """See how long it has been; a clock set back counts as a touch."""
        if self._is_busy() or self._now() < self._touched:
            self.touch()
        elif self._now() - self._touched >= self._after:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT:
            self.touch()
        return super().eventFilter(watched, event)
