"""One piece of work off the UI thread; whatever comes back arrives on it."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from shiboken6 import isValid

from cims.services.changes import ChangeKind, Changes
from cims.services.errors import Cancelled
from cims.ui.qt_classes import make_all


@dataclass(frozen=True)
class Wish:
    """A write as it was asked for, and who wants to hear of it."""

    work: Callable[..., Any]
    owner: QObject | None
    kind: ChangeKind
    label: str
    then: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    progress: bool
    toast: str | Callable[[Any], str]

    def is_heard(self) -> bool:
        """Whether its owner is still there."""
        return self.owner is None or isValid(self.owner)


class Job(QObject):
    """One running piece of work; it lives in the UI thread, its work does not."""

    progressed = Signal(int, int)
    stopped = Signal()  # given up before it came to an end
    ended = Signal()
    _returned = Signal(object, object)

    def __init__(
        self,
        owner: QObject,
        then: Callable[[Any], None] | None,
        failed: Callable[[Exception], None],
        parent: QObject,
        label: str = "",
        *,
        drops_when_cancelled: bool = True,
    ) -> None:
        super().__init__(parent)
        self.label = label
        self._drops_when_cancelled = drops_when_cancelled
        self.done, self.total = 0, 0
        self.changes = Changes()
        self._owner, self._then, self._failed = owner, then, failed
        self._stop, self._lock = Event(), Lock()
        self._office: Any = None
        self._returned.connect(self._deliver)
        self.progressed.connect(self._note)

    @property
    def percent(self) -> int:
        """How far the work is, 0 while it has not said so."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Stop a read at once, a write at its next report of progress."""
        self._stop.set()
        with self._lock:
            if self._office is not None:
                self._office.interrupt()

    def forget(self) -> None:
        """Let nobody hear of the result."""
        self._then, self._failed = None, lambda _error: None

    def report(self, done: int, total: int) -> None:
        """The worker's Progress."""
        self.check()
        self.progressed.emit(done, total)

    def check(self) -> None:
        """Raise Cancelled when nobody waits for the result any more."""
        if self._stop.is_set():
            raise Cancelled

    def interruptible(self, office: Any) -> None:
        """Let cancel() stop this office's statements; None when it is given back."""
        with self._lock:
            self._office = office

    def start(self, executor: Executor, work: Callable[["Job"], Any]) -> None:
        """Hand the work to the next free thread."""
        make_all()
        executor.submit(self._run, work)

    def _run(self, work: Callable[["Job"], Any]) -> None:
        result: Any = None
        error: Exception | None = None
        try:
            self.check()
            result = work(self)
        except Exception as raised:  # noqa: BLE001 - told to the user on the UI thread
            error = raised
        self._returned.emit(result, error)

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _deliver(self, result: object, error: Exception | None) -> None:
        try:
            is_unwanted = self._drops_when_cancelled and self._stop.is_set()
            if is_unwanted or not isValid(self._owner):
                return
            if isinstance(error, Cancelled):
                self.stopped.emit()
            elif error is not None:
                self._failed(error)
            elif self._then is not None:
                self._then(result)
        finally:
            self.ended.emit()
            self.deleteLater()


def outlive(closed: QObject) -> None:
    """Leave the end of closed jobs to Qt: their last events may wait in the queue still.

    Destroyed by Python before those, they crash the process (PySide6 6.11).
    """
    closed.setParent(QCoreApplication.instance())
    closed.deleteLater()
