"""Work off the UI thread; whatever comes back arrives on it."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from shiboken6 import isValid

from cims.services.changes import ChangeKind, Changes
from cims.services.errors import Cancelled
from cims.services.i18n import _
from cims.services.progress import Progress

if TYPE_CHECKING:
    from cims.services.database import Database
    from cims.services.office import Office
    from cims.services.rights import Actor
    from cims.services.undo import UndoResult
    from cims.ui.messages import Messages

T = TypeVar("T")
READERS = 3
FOLD_AFTER = 2000  # milliseconds after the last write
NOT_TAKEN_BACK = (ChangeKind.UNDO, ChangeKind.UPKEEP)


class Job(QObject):
    """One running piece of work; it lives in the UI thread, its work does not."""

    progressed = Signal(int, int)
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
            if is_unwanted or not isValid(self._owner) or isinstance(error, Cancelled):
                return
            if error is not None:
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


class Jobs(QObject):
    """One writer, so that edits never collide; a few readers, so that lists stay quick."""

    changed = Signal(Changes)
    busy_changed = Signal()

    def __init__(self, database: "Database[Office]", actor: "Actor", messages: "Messages") -> None:
        super().__init__()
        self.actor = actor
        self._database, self._messages = database, messages
        self._writer = ThreadPoolExecutor(1, "cims-writer")
        self._readers = ThreadPoolExecutor(READERS, "cims-reader")
        self._others = ThreadPoolExecutor(2, "cims-background")
        self._writes: list[Job] = []
        self._running: set[Job] = set()
        self._own: list[int] = []  # change sets made in this session and not taken back, in order
        self._is_closed = False
        self._folding = QTimer(self, singleShot=True, interval=FOLD_AFTER)
        self._folding.timeout.connect(self._fold_log)

    @property
    def current_write(self) -> Job | None:
        """The write that is running, or the first of those that wait."""
        return self._writes[0] if self._writes else None

    def is_busy(self) -> bool:
        """Whether something runs that counts as activity: a write or work in the background."""
        return bool(self._writes or self._running)

    def is_settling(self) -> bool:
        """Whether all that runs is small, such as keeping a setting, and over in a moment."""
        return bool(self._writes) and not self._running and not any(j.label for j in self._writes)

    def read(
        self,
        owner: QObject,
        work: Callable[..., T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        progress: bool = False,
    ) -> Job:
        """Read over one snapshot; the answer is dropped if its owner is gone.

        With `progress` the work is `work(office, report)`, for reading that takes its time.
        """

        def run(job: Job) -> T:
            with self._database.read(self.actor) as office:
                job.interruptible(office)
                try:
                    job.check()
                    return work(office, job.report) if progress else work(office)
                finally:
                    job.interruptible(None)

        job = Job(owner, then, failed or self._messages.error, self)
        job.start(self._readers, run)
        return job

    def write(
        self,
        work: Callable[..., T],
        *,
        owner: QObject | None = None,
        kind: ChangeKind = ChangeKind.EDIT,
        label: str = "",
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: bool = False,
        toast: str = "",
    ) -> Job:
        """Do `work(office)` in one transaction; with `progress`, `work(office, report)`.

        `label` names the change set; `toast` is shown with Undo once it is committed.
        """

        def run(job: Job) -> T:
            database, report = self._database, job.report
            with database.write(self.actor, kind, label, report) as office:
                result = work(office, report) if progress else work(office)
            job.changes = office.changes
            return result

        def committed(result: T) -> None:
            if kind not in NOT_TAKEN_BACK:
                self._remember(job.changes)
            self._tell(job.changes, toast)
            if then is not None and (owner is None or isValid(owner)):
                then(result)

        def refused(error: Exception) -> None:
            if failed is not None and (owner is None or isValid(owner)):
                failed(error)
            else:
                self._messages.error(error)

        job = Job(self, committed, refused, self, label, drops_when_cancelled=False)
        self._writes.append(job)
        job.ended.connect(self._write_ended)
        job.start(self._writer, run)
        self.busy_changed.emit()
        return job

    def undo(self, change_set_id: int) -> Job:
        """Take a change set back, as Ctrl+Z and a toast's Undo do."""
        if change_set_id in self._own:
            self._own.remove(change_set_id)
        return self.write(
            lambda office: office.undo(change_set_id),
            kind=ChangeKind.UNDO,
            label=_("Undo"),
            then=self._undone,
        )

    def undo_last(self) -> None:
        """Take back the latest change of this session that still stands, then the one before."""
        if self._writes:
            self._messages.toast(_("Something is still being saved. Undo it afterwards."))
        elif self._own:
            self.undo(self._own[-1])
        else:
            self._messages.toast(_("There is nothing to undo."))

    def background(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Work that needs no office: deriving a key, checking a file, drawing a document."""
        job = Job(owner, then, failed or self._messages.error, self)
        self._running.add(job)
        job.ended.connect(self._background_ended)
        job.start(self._others, lambda running: work(running.report))
        self.busy_changed.emit()
        return job

    def upkeep(self, work: "Callable[[Database[Office], Progress], object]") -> Job:
        """Work of the office itself, in the writer's turn: no sign that somebody is there."""
        job = Job(self, None, self._messages.error, self)
        job.start(self._writer, lambda running: work(self._database, running.report))
        return job

    def close(self) -> None:
        """Cancel what runs, wait for the threads; nothing is delivered afterwards."""
        self._is_closed = True
        self._folding.stop()
        for job in self.findChildren(Job):
            job.cancel()
            job.forget()
        for pool in (self._readers, self._writer, self._others):
            pool.shutdown(wait=True, cancel_futures=True)
        self._writes, self._running = [], set()
        outlive(self)

    def _remember(self, changes: Changes) -> None:
        """Keep a change for Ctrl+Z; a setting such as a column's width is none."""
        if changes.by_entity and changes.change_set_id is not None:
            self._own.append(changes.change_set_id)

    def _tell(self, changes: Changes, toast: str) -> None:
        if changes.by_entity:
            self.changed.emit(changes)
        if not toast:
            return
        change_set_id = changes.change_set_id
        undo = None if change_set_id is None else lambda: self.undo(change_set_id)
        self._messages.toast(toast, undo)

    def _undone(self, result: "UndoResult") -> None:
        self._messages.undone(len(result.left))

    def _write_ended(self) -> None:
        self._writes = [job for job in self._writes if job is not self.sender()]
        if not self._is_closed:
            self._folding.start()
        self.busy_changed.emit()

    def _fold_log(self) -> None:
        """Leave the log empty while nothing is written: a damaged one would lose changes."""
        if not self._writes:
            self.upkeep(lambda database, _progress: database.fold_log())

    def _background_ended(self) -> None:
        self._running = {job for job in self._running if job is not self.sender()}
        self.busy_changed.emit()
