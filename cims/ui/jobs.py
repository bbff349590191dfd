"""Work of one signed-in user off the UI thread: one writer, three readers, what needs no office."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from cims.services.changes import ChangeKind, Changes
from cims.services.errors import SignedOut
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.errors import HeadNotWritten
from cims.ui.job import Job, Wish, outlive

if TYPE_CHECKING:
    from cims.services.database import Database
    from cims.services.office import Office
    from cims.services.rights import Actor
    from cims.services.undo import UndoResult
    from cims.ui.messages import Messages

__all__ = ["Job", "Jobs"]

T = TypeVar("T")
READERS = 3
FOLD_AFTER = 2000  # milliseconds after the last write
NOT_TAKEN_BACK = (ChangeKind.UNDO, ChangeKind.UPKEEP, ChangeKind.ERASE)


class Jobs(QObject):
    """One writer, so that edits never collide; a few readers, so that lists stay quick."""

    changed = Signal(Changes)
    busy_changed = Signal()
    rights_changed = Signal()  # `actor` has other rights, a team or a name since the last call
    signed_out = Signal(str)  # the one who acts may not sign in any more; the sentence for it

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
            with self._told_of_rights(), self._database.read(self.actor) as office:
                self._act_as(office.actor)
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
        toast: str | Callable[[Any], str] = "",
    ) -> Job:
        """Do `work(office)` in one transaction; with `progress`, `work(office, report)`.

        `label` names the change set; `toast`, which may be made of the result, is shown with Undo
        once it is committed.
        """

        wish = Wish(work, owner, kind, label, then, failed, progress, toast)
        job = Job(
            self,
            lambda result: self._committed(job, wish, result),
            lambda error: self._refused(job, wish, error),
            self,
            label,
            drops_when_cancelled=False,
        )
        self._writes.append(job)
        job.ended.connect(self._write_ended)
        job.start(self._writer, lambda running: self._carry_out(running, wish))
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

    def upkeep(
        self,
        work: "Callable[[Database[Office], Progress], T]",
        then: Callable[[T], None] | None = None,
    ) -> Job:
        """Work of the office itself, in the writer's turn: no sign that somebody is there."""
        job = Job(self, then, self._messages.error, self)
        job.start(self._writer, lambda running: work(self._database, running.report))
        return job

    def in_turn(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        is_work: bool = True,
    ) -> Job:
        """Something that is no unit of work, in the writer's turn; `is_work`: it is activity."""
        job = Job(owner, then, failed or self._messages.error, self, drops_when_cancelled=False)
        if is_work:
            self._writes.append(job)
            job.ended.connect(self._write_ended)
        job.start(self._writer, lambda running: work(running.report))
        self.busy_changed.emit()
        return job

    def close(self) -> None:
        """Cancel what runs, wait for the threads; nothing is delivered afterwards."""
        self._cancel_all()
        self._wait_for_threads()
        outlive(self)

    def close_after(
        self,
        last: Callable[[], None],
        then: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """close() without waiting here: `last` is done once all threads are still."""
        self._cancel_all()
        closing = ThreadPoolExecutor(1, "cims-closing")

        def work(_job: Job) -> None:
            self._wait_for_threads()
            last()

        job = Job(self, lambda _result: then(), failed, self)
        job.ended.connect(lambda: outlive(self))
        job.start(closing, work)
        closing.shutdown(wait=False)

    @contextmanager
    def _told_of_rights(self) -> Iterator[None]:
        """Say aloud that the one who acts was disabled or removed; on a thread of a job."""
        try:
            yield
        except SignedOut as gone:
            self.signed_out.emit(str(gone))
            raise

    def _act_as(self, actor: "Actor") -> None:
        """Go on with the rights of this moment; on a thread of a job."""
        before, self.actor = self.actor, actor
        if actor != before:
            self.rights_changed.emit()

    def _carry_out(self, job: Job, wish: Wish) -> Any:
        report = job.report
        try:
            with (
                self._told_of_rights(),
                self._database.write(self.actor, wish.kind, wish.label, report) as office,
            ):
                self._act_as(office.actor)
                result = wish.work(office, report) if wish.progress else wish.work(office)
        except HeadNotWritten:
            job.changes = office.changes  # they stand in the file all the same
            raise
        job.changes = office.changes
        return result

    def _committed(self, job: Job, wish: Wish, result: Any) -> None:
        self._stands(job, wish)
        self._toast(job.changes, wish.toast(result) if callable(wish.toast) else wish.toast)
        if wish.then is not None and wish.is_heard():
            wish.then(result)

    def _refused(self, job: Job, wish: Wish, error: Exception) -> None:
        self._stands(job, wish)
        if wish.failed is not None and wish.is_heard():
            wish.failed(error)
        else:
            self._messages.error(error)

    def _stands(self, job: Job, wish: Wish) -> None:
        if wish.kind not in NOT_TAKEN_BACK:
            self._remember(job.changes)
        self._tell(job.changes)

    def _cancel_all(self) -> None:
        self._is_closed = True
        self._folding.stop()
        for job in self.findChildren(Job):
            job.cancel()
            job.forget()
        self._writes, self._running = [], set()

    def _wait_for_threads(self) -> None:
        for pool in (self._readers, self._writer, self._others):
            pool.shutdown(wait=True, cancel_futures=True)

    def _remember(self, changes: Changes) -> None:
        """Keep a change for Ctrl+Z; a setting such as a column's width is none."""
        if changes.by_entity and changes.change_set_id is not None:
            self._own.append(changes.change_set_id)

    def _tell(self, changes: Changes) -> None:
        if changes.by_entity:
            self.changed.emit(changes)

    def _toast(self, changes: Changes, toast: str) -> None:
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
