"""The rows of a list: ids of the whole result, and pages of records read when they are seen."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
)

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui.records.format import Words
from cims.ui.records.list_plan import RIGHT_ALIGNED
from cims.ui.records.list_query import PAGE, Loaded
from cims.ui.widgets import Index

KEPT_PAGES, ASKED_AT_ONCE, PAUSE = 50, 3, 15
RECORD_ROLE = Qt.ItemDataRole.UserRole
FIELD_ROLE = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()
Deliver = Callable[[Sequence[Record]], None]


class Reading(Protocol):
    """A read that is under way."""

    def cancel(self) -> None:
        """Stop it; nothing is delivered any more."""


class PageSource(Protocol):
    """Where rows come from; the answer arrives later on the UI thread."""

    def __call__(self, ids: Sequence[int], deliver: Deliver) -> Reading: ...


class TableModel(QAbstractTableModel):
    """A list of any length; what was not read yet shows as blank and arrives by itself."""

    arrived = Signal()

    def __init__(self, source: PageSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._fields: tuple[Field, ...] = ()
        self._words = Words()
        self._sorted: tuple[str, bool] | None = None
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, Mapping[int, Record]] = OrderedDict()
        self._before: dict[int, Record] = {}
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._asked: dict[int, Reading] = {}
        self._ask = QTimer(self, singleShot=True, interval=PAUSE)
        self._ask.timeout.connect(self._ask_wanted)

    @property
    def ids(self) -> "array[int]":
        """The ids of the whole result in their order."""
        return self._ids

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the columns."""
        return self._fields

    @property
    def words(self) -> Words:
        """What values mean."""
        return self._words

    def use(
        self, fields: Sequence[Field], words: Words, sorted_by: tuple[str, bool] | None
    ) -> None:
        """Show other columns, or the same in other words."""
        self.beginResetModel()
        if tuple(fields) != self._fields:
            self._forget()
        self._fields, self._words, self._sorted = tuple(fields), words, sorted_by
        self.endResetModel()

    def show(self, loaded: Loaded, sorted_by: tuple[str, bool] | None) -> None:
        """Show another result; rows read before stay in sight until they are read anew."""
        self.beginResetModel()
        self._outdate()
        self._ids, self._sorted = loaded.ids, sorted_by
        if loaded.records:
            self._keep(loaded.page, loaded.records)
        self.endResetModel()

    def complete(self, ids: "array[int]") -> bool:
        """Add what follows the rows that stand there; False when these are others by now."""
        count = len(self._ids)
        if not count or count >= len(ids) or ids[:count] != self._ids:
            return False
        self.beginInsertRows(NOWHERE, count, len(ids) - 1)
        self._ids = ids
        self.endInsertRows()
        return True

    def refresh(self) -> None:
        """Read the visible rows anew, because some of them changed."""
        self._outdate()
        if self._ids and self._fields:
            last = self.index(len(self._ids) - 1, len(self._fields) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def id_at(self, row: int) -> int:
        """The id of the record in a row."""
        return self._ids[row]

    def row_of(self, id_: int) -> int:
        """The row of a record, -1 when it is not in the list."""
        try:
            return self._ids.index(id_)
        except ValueError:
            return -1

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """The rows of these records, as far as they are in the list."""
        if len(ids) <= 10:
            return sorted(row for row in map(self.row_of, ids) if row >= 0)
        wanted = set(ids)
        return [row for row, id_ in enumerate(self._ids) if id_ in wanted]

    def record(self, row: int) -> Record | None:
        """The record of a row; None while it is being read."""
        page = row // PAGE
        known = self._pages.get(page)
        if known is None:
            self._want(page)
            return self._before.get(self._ids[row])
        self._pages.move_to_end(page)
        return known.get(self._ids[row])

    def known(self, id_: int) -> Record | None:
        """A record that was read already, without reading it."""
        pages = reversed(self._pages.values())
        return next((page[id_] for page in pages if id_ in page), self._before.get(id_))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        field = self._fields[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(field)
        if role == FIELD_ROLE:
            return field
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            RECORD_ROLE,
        ):
            return None
        record = self.record(index.row())
        if role == RECORD_ROLE:
            return record
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if record is None else self.text(record, field)
        if record is None:
            return _("Loading…")
        return _("{field}: {value}").format(field=_(field.label), value=self.text(record, field))

    def text(self, record: Record, field: Field) -> str:
        """What a cell shows."""
        return self._words.text(field, record.values.get(field.name), short=True)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._fields):
            return None
        field = self._fields[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(field)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _(field.label)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        arrows = {None: "", False: "  ↑", True: "  ↓"}
        is_sorted = self._sorted is not None and self._sorted[0] == field.name
        return _(field.label) + arrows[self._sorted[1] if self._sorted and is_sorted else None]

    def _want(self, page: int) -> None:
        if page in self._asked:
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        if not self._ask.isActive():
            self._ask.start()

    def _ask_wanted(self) -> None:
        """Ask for the pages seen last; those that only flew by are left out."""
        pages = list(self._wanted)[-ASKED_AT_ONCE:]
        self._wanted.clear()
        for page in pages:
            for old in list(self._asked)[: max(0, len(self._asked) - ASKED_AT_ONCE + 1)]:
                self._asked.pop(old).cancel()
            ids = self._ids[page * PAGE : (page + 1) * PAGE]
            if ids:
                self._asked[page] = self._source(ids, self._deliverer(page, ids))

    def _deliverer(self, page: int, ids: Sequence[int]) -> Deliver:
        def deliver(records: Sequence[Record]) -> None:
            if self._ids[page * PAGE : (page + 1) * PAGE] != ids or page not in self._asked:
                return
            del self._asked[page]
            self._keep(page, records)
            first, last = page * PAGE, min(len(self._ids), (page + 1) * PAGE) - 1
            if self._fields:
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._fields) - 1))
            self.arrived.emit()

        return deliver

    def _keep(self, page: int, records: Sequence[Record]) -> None:
        self._pages[page] = {record.id: record for record in records}
        self._pages.move_to_end(page)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def _outdate(self) -> None:
        """Forget where rows were, but keep them to show until they are read anew."""
        for reading in self._asked.values():
            reading.cancel()
        self._asked.clear()
        self._wanted.clear()
        fresh = {id_: record for page in self._pages.values() for id_, record in page.items()}
        self._before = fresh or self._before
        self._pages.clear()

    def _forget(self) -> None:
        self._outdate()
        self._before = {}


def alignment(field: Field) -> Qt.AlignmentFlag:
    """Numbers stand at the right."""
    side = (
        Qt.AlignmentFlag.AlignRight if field.kind in RIGHT_ALIGNED else Qt.AlignmentFlag.AlignLeft
    )
    return side | Qt.AlignmentFlag.AlignVCenter
