"""Keeps a list up to date: loads ids, judges what a change means for it, counts its chips."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from cims.services.changes import Changes
from cims.services.entity import Entity, Kind
from cims.services.storage import Record
from cims.ui.records import list_query
from cims.ui.records.list_plan import ChipPlan, ListPlan
from cims.ui.records.list_query import ListQuery, Loaded
from cims.ui.records.table_model import Deliver, TableModel

if TYPE_CHECKING:
    from cims.ui.jobs import Job, Jobs

JUDGED_AT_MOST = 20
COUNT_PAUSE = 80


class ListFeed(QObject):
    """Asks the office on readers; the rows that are shown stay until the answer is there."""

    loaded = Signal(Loaded)
    reload_asked = Signal()
    failed = Signal(object)
    counted = Signal(dict)
    summed = Signal(dict)

    def __init__(self, plan: ListPlan, jobs: "Jobs", parent: QObject) -> None:
        super().__init__(parent)
        self._plan, self._jobs = plan, jobs
        self.entity: Entity = plan.entity
        self.query = ListQuery()
        self.fields: tuple[str, ...] = ()
        self.chips: Sequence[ChipPlan] = ()
        self.model = TableModel(self._page, self)
        self._loading: Job | None = None
        self._counting: Job | None = None
        self._summing: Job | None = None
        self._anchor = (0, 0)
        self._count_soon = QTimer(self, singleShot=True, interval=COUNT_PAUSE)
        self._count_soon.timeout.connect(self._count)
        jobs.changed.connect(self._changed)

    @property
    def is_loading(self) -> bool:
        """Whether ids are being read."""
        return self._loading is not None

    def ask(self, query: ListQuery, anchor: int = 0, row: int = 0) -> None:
        """Load this query; the page around the record `anchor`, else around `row`, comes along.

        Where nothing stands yet, the first page comes before the whole.
        """
        if query.words != self.query.words:
            self._count_soon.start()
        self.query, self._anchor = query, (anchor, row)
        if self._loading is not None:
            self._loading.cancel()
        if self.model.ids or query.words or anchor or row:
            self._load(anchor, row)
            return
        entity, fields = self.entity, self.needed()
        self._loading = self._jobs.read(
            self,
            lambda office: list_query.first(office, entity, query, fields),
            self._arrived,
            self._refused,
        )

    def _load(self, anchor: int = 0, row: int = 0) -> None:
        entity, query, fields = self.entity, self.query, self.needed()
        self._loading = self._jobs.read(
            self,
            lambda office: list_query.load(office, entity, query, fields, anchor, row),
            self._arrived,
            self._refused,
        )

    def again(self, anchor: int = 0, row: int = 0) -> None:
        """Load the same query anew."""
        self.ask(self.query, anchor, row)

    def count_chips(self, chips: Sequence[ChipPlan]) -> None:
        """Count these chips now and after every change."""
        self.chips = chips
        self._count_soon.start()

    def needed(self) -> tuple[str, ...]:
        """The fields of which rows are made: shown, under the name, and watched for changes."""
        names = [self._plan.title.name, *self.fields, *self._plan.under, *sorted(self._watched())]
        return tuple(dict.fromkeys(names))

    def _watched(self) -> set[str]:
        watched = self.query.watched()
        return watched if self.query.sort else watched | {self.entity.sort}

    def _page(self, ids: Sequence[int], deliver: Deliver) -> "Job":
        entity, fields, binned = self.entity.name, self.needed(), self.query.binned
        return self._jobs.read(
            self, lambda office: office.room(entity).rows(ids, fields, binned=binned), deliver
        )

    def _arrived(self, loaded: Loaded) -> None:
        self._loading = None
        self.loaded.emit(loaded)
        if not loaded.whole and not self.is_loading:
            self._load()
        elif loaded.whole and any(field.kind is Kind.MONEY for field in self.entity.fields):
            self._sum()

    def _sum(self) -> None:
        """Add up the amounts of all rows that are listed."""
        entity, query = self.entity.name, self.query
        if self._summing is not None:
            self._summing.cancel()
        self._summing = self._jobs.read(
            self,
            lambda office: office.room(entity).sums(query.where, query.words),
            self.summed.emit,
            self._refused,
        )

    def _refused(self, error: Exception) -> None:
        self._loading = None
        self.failed.emit(error)

    def _changed(self, changes: Changes) -> None:
        if not changes.touches(self.entity.name):
            if self._shows_names_of(changes.by_entity):
                self.model.refresh()
            return
        self._count_soon.start()
        ids = changes.by_entity[self.entity.name]
        if self.query.words or self.is_loading or ids is None or len(ids) > JUDGED_AT_MOST:
            self.reload_asked.emit()
            return
        name, fields, wanted = self.entity.name, self.needed(), sorted(ids)
        self._jobs.read(
            self,
            lambda office: office.room(name).rows(wanted, fields),
            lambda records: self._judge(wanted, records),
        )

    def _judge(self, ids: Sequence[int], records: Sequence[Record]) -> None:
        """Reload only if a record came, went, or changed where the list sorts or filters."""
        fresh = {record.id: record for record in records}
        if any(self._has_moved(id_, fresh.get(id_)) for id_ in ids):
            self.reload_asked.emit()
        elif any(self.model.row_of(id_) >= 0 for id_ in ids):
            self.model.refresh()

    def _has_moved(self, id_: int, record: Record | None) -> bool:
        is_listed = self.model.row_of(id_) >= 0
        if record is None or not is_listed:
            return is_listed or record is not None
        known = self.model.known(id_)
        if known is None:
            return True
        watched = self._watched()
        return any(known.values.get(name) != record.values[name] for name in watched)

    def _shows_names_of(self, changed: Mapping[str, Any]) -> bool:
        fields = (self.entity.field(name) for name in self.needed())
        targets = {field.target for field in fields if field.kind in (Kind.LINK, Kind.LINKS)}
        return not targets.isdisjoint(changed)

    def _count(self) -> None:
        if self._counting is not None:
            self._counting.cancel()
        chips, words, entity = self.chips, self.query.words, self.entity
        if not chips:
            return
        self._counting = self._jobs.read(
            self, lambda office: list_query.counts(office, entity, chips, words), self._told
        )

    def _told(self, counts: Mapping[str, int]) -> None:
        self._counting = None
        self.counted.emit(dict(counts))
