"""Work of the doors off the UI thread: deriving keys, founding, restoring."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject

from cims.services.progress import Progress
from cims.ui.job import Job, outlive

T = TypeVar("T")


class Background(QObject):
    """One piece of work after the other; results arrive on the UI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "cims-door")
        self._running = 0

    def is_busy(self) -> bool:
        """Whether something runs or waits."""
        return self._running > 0

    def run(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
        tell: Callable[[int, int], None] | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Do `work(progress)` and hand its result to `then`, unless `owner` is gone.

        With `stopped`, which hears that the work was given up, a result that came in spite of that
        is handed over all the same.
        """
        job = Job(owner, then, failed, self, drops_when_cancelled=stopped is None)
        if tell is not None:
            job.progressed.connect(tell)
        if stopped is not None:
            job.stopped.connect(stopped)
        job.ended.connect(self._ended)
        self._running += 1
        job.start(self._thread, lambda running: work(running.report))
        return job

    def close(self) -> None:
        """Cancel what runs and wait for it; nothing is delivered afterwards."""
        for job in self.findChildren(Job):
            job.cancel()
            job.forget()
        self._thread.shutdown(wait=True, cancel_futures=True)
        outlive(self)

    def _ended(self) -> None:
        self._running -= 1
