"""How a session comes to its end: asked for, an empty chair, a computer that sleeps."""

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cims.services.clock import Clock
from cims.services.i18n import _
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.scheduler import IdleWatcher
from cims.ui.sleep_watch import SleepWatch

if TYPE_CHECKING:
    from cims.ui.main_window import MainWindow


class Ending(StrEnum):
    """Why a session ended."""

    LOCK = "lock"
    IDLE = "idle"
    SLEEP = "sleep"
    SIGN_OUT = "sign out"
    SWITCH = "switch"
    QUIT = "quit"
    MAINTENANCE = "maintenance"  # new keys are made, then everybody signs in again

    @property
    def locks(self) -> bool:
        """Whether the same person is expected back."""
        return self in (Ending.LOCK, Ending.IDLE, Ending.SLEEP)


class Leaving(QObject):
    """Asks before running work is stopped; says once that the session ends, and how."""

    decided = Signal(Ending)

    def __init__(self, jobs: Jobs, messages: Messages, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._messages = jobs, messages
        self.idle = IdleWatcher(jobs.is_busy, clock, parent=self)
        self.idle.idle.connect(lambda: self.decided.emit(Ending.IDLE))
        self.sleep = SleepWatch(parent=self)
        self.sleep.asleep.connect(self.lock_when_still)
        self._is_falling_asleep = False

    def start(self, window: "MainWindow") -> None:
        """Watch the chair and the computer."""
        self.idle.start()
        self.sleep.start(int(window.winId()))

    def stop(self) -> None:
        """Watch no more: it is decided."""
        self.idle.stop()
        self.sleep.stop()

    def ask(self, ending: Ending) -> None:
        """End now, or ask first where work is still running."""
        jobs = self._jobs
        if not jobs.is_busy():
            self._end_soon(ending)
            return
        if jobs.is_settling():
            once = Qt.ConnectionType.SingleShotConnection
            jobs.busy_changed.connect(lambda: self.ask(ending), once)
            return
        job = jobs.current_write
        question = _("Work is still running. Stop it?")
        if job is not None and job.label:
            question = _("“{work}” is still running ({percent} %). Stop it?").format(
                work=job.label, percent=job.percent
            )
        self._messages.ask(question, _("Stop"), lambda: self._end_soon(ending), danger=True)

    def lock_when_still(self) -> None:
        """Lock at once, or as soon as what runs is done: sleep must not undo an import."""
        if not self._jobs.is_busy():
            self._end_soon(Ending.SLEEP)
        elif not self._is_falling_asleep:
            self._is_falling_asleep = True
            self._jobs.busy_changed.connect(self._look_again)

    def _look_again(self) -> None:
        if not self._jobs.is_busy():
            self._jobs.busy_changed.disconnect(self._look_again)
            self._is_falling_asleep = False
            self.lock_when_still()

    def _end_soon(self, ending: Ending) -> None:
        QTimer.singleShot(0, self, lambda: self.decided.emit(ending))
