"""Reads the pages of the log off the UI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cims.services.log_entries import LogFilter, LogPage
from cims.services.users import Colleague
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Job, Jobs


@dataclass(frozen=True)
class First:
    """The newest entries, what the words in them mean, and who can be chosen."""

    page: LogPage
    words: Words
    people: Sequence[Colleague]
    clock: str  # what is wrong with the computer's, mostly nothing


class LogFeed(QObject):
    """`first` brings the newest entries of a filter, `older` those below."""

    first = Signal(object)  # First
    older = Signal(object)  # LogPage
    failed = Signal(Exception)

    def __init__(self, jobs: "Jobs", parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.where = LogFilter()
        self._next: int | None = None
        self._reading: Job | None = None

    @property
    def is_reading(self) -> bool:
        """Whether entries are on their way."""
        return self._reading is not None

    def show(self, where: LogFilter) -> None:
        """Read the newest entries that fit."""
        if self._reading is not None:
            self._reading.cancel()
        self.where, self._next = where, None

        def work(office: "Office") -> First:
            log = office.audit_log
            clock = office.sign_ins.clock_warning()
            return First(log.entries(where), Words.load(office), log.people(), clock)

        self._reading = self._jobs.read(self, work, self._take_first, self._refused)

    def more(self) -> None:
        """Read the following entries, unless they are on their way."""
        below, where = self._next, self.where
        if below is None or self._reading is not None:
            return
        self._reading = self._jobs.read(
            self,
            lambda office: office.audit_log.entries(where, below),
            self._take_older,
            self._refused,
        )

    def _take_first(self, first: First) -> None:
        self._reading, self._next = None, first.page.next
        self.first.emit(first)

    def _take_older(self, page: LogPage) -> None:
        self._reading, self._next = None, page.next
        self.older.emit(page)

    def _refused(self, error: Exception) -> None:
        self._reading = None
        self.failed.emit(error)
