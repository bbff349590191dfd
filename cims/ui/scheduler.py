"""What runs by time: the upkeep's minute, and the watch for an empty chair."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

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
        self._timer = QTimer(self, interval=LOOK_SECONDS * 1000)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Watch every input of the program from now on."""
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._touched = self._now()
        self._timer.start()

    def stop(self) -> None:
        """Stop watching, while locked."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._timer.stop()

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
