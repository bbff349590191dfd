"""Reads the timeline of a customer or lead by pages, off the UI thread; notes what was read."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cims.services.changes import Changes
from cims.services.timeline import PAGE, Place, TimelinePage
from cims.services.users import Colleague
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Job, Jobs

READ_AFTER = 2000  # milliseconds for which an entry is shown before it counts as read
RELOAD_AFTER = 60
CUSTOMER = "customer"
CONCERNED = frozenset({"activity", "task", "contact"})


@dataclass(frozen=True)
class First:
    """The newest entries, and what the words in them mean."""

    page: TimelinePage
    words: Words
    colleagues: tuple[Colleague, ...]


class TimelineFeed(QObject):
    """`customer_id` is a lead's where the feed is one of leads.

    `first` brings the newest entries, `older` those below; `is_again` keeps the place."""

    first = Signal(object, bool)  # First, whether the same entries are read again
    older = Signal(object)  # TimelinePage
    failed = Signal(Exception)
    was_read = Signal()

    def __init__(self, jobs: "Jobs", parent: QObject, entity: str = CUSTOMER) -> None:
        super().__init__(parent)
        self._jobs, self._entity = jobs, entity
        self.customer_id = 0
        self.kinds: Collection[str] | None = None
        self.loaded = 0
        self._next: Place | None = None
        self._reading: Job | None = None
        self._is_stale = False
        self.is_shown = False
        self._soon = QTimer(self, singleShot=True, interval=RELOAD_AFTER)
        self._soon.timeout.connect(self._reload)
        self._reads = QTimer(self, singleShot=True, interval=READ_AFTER)
        self._reads.timeout.connect(self.mark_read)
        jobs.changed.connect(self._take_changes)

    @property
    def has_older(self) -> bool:
        """Whether there are entries below those that are loaded."""
        return self._next is not None

    def show(self, customer_id: int, kinds: Collection[str] | None) -> None:
        """Read the newest entries of these kinds."""
        if (customer_id, kinds) == (self.customer_id, self.kinds) and self.loaded:
            self._later()
            return
        self.customer_id, self.kinds, self.loaded = customer_id, kinds, 0
        self._reads.stop()
        self._soon.stop()
        self._read_first(again=False)

    def more(self) -> None:
        """Read the following entries, unless they are on their way."""
        before = self._next
        if before is None or self._reading is not None:
            return
        id_, kinds, read = self.customer_id, self.kinds, self._page_of
        self._reading = self._jobs.read(
            self,
            lambda office: read(office)(id_, kinds, before),
            self._take_older,
            self._refused,
        )

    def visible(self, is_shown: bool) -> None:
        """Read and mark only while somebody looks."""
        self.is_shown = is_shown
        if not is_shown:
            self._reads.stop()
        elif self._is_stale:
            self._soon.start()

    def await_reading(self) -> None:
        """Count the entries as read when they were shown for a while."""
        if self.is_shown:
            self._reads.start()

    def mark_read(self) -> None:
        """Note that all of it was read."""
        id_ = self.customer_id
        self._reads.stop()
        self._jobs.write(
            lambda office: office.timeline.mark_read(id_),
            owner=self,
            then=lambda _done: self.was_read.emit() if id_ == self.customer_id else None,
        )

    def _page_of(self, office: "Office") -> Callable[..., TimelinePage]:
        """What reads the pages of this sort of record."""
        return office.timeline.page if self._entity == CUSTOMER else office.timeline.of_lead

    def _read_first(self, *, again: bool) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._is_stale = False
        if not self.customer_id:
            return
        id_, kinds, limit = self.customer_id, self.kinds, max(PAGE, self.loaded if again else 0)
        read = self._page_of

        def work(office: "Office") -> First:
            page = read(office)(id_, kinds, limit=limit)
            return First(page, Words.load(office), office.users.called())

        self._reading = self._jobs.read(
            self, work, lambda first: self._take_first(first, again=again), self._refused
        )

    def _take_first(self, first: First, *, again: bool) -> None:
        self._reading, self._next = None, first.page.next
        self.loaded = len(first.page.entries)
        self.first.emit(first, again)

    def _take_older(self, page: TimelinePage) -> None:
        self._reading, self._next = None, page.next
        self.loaded += len(page.entries)
        self.older.emit(page)

    def _refused(self, error: Exception) -> None:
        self._reading = None
        self.failed.emit(error)

    def _take_changes(self, changes: Changes) -> None:
        customers = changes.by_entity.get(self._entity, frozenset())
        is_this = customers is None or self.customer_id in customers
        if self.customer_id and (is_this or not CONCERNED.isdisjoint(changes.by_entity)):
            self._later()

    def _later(self) -> None:
        self._is_stale = True
        if self.is_shown:
            self._soon.start()

    def _reload(self) -> None:
        if self._is_stale and self.is_shown:
            self._read_first(again=bool(self.loaded))
