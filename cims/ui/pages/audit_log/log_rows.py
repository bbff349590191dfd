"""How entries of the log are painted, and the model that grows while one scrolls."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from cims.services.i18n import _
from cims.services.log_entries import LogEntry
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.records.format import BETWEEN, Words
from cims.ui.widgets import Index, RowDelegate

ENTRY = Qt.ItemDataRole.UserRole
ROW, CIRCLE, WHEN = 54, 28, 128
ROOT = QModelIndex()
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LogModel(QAbstractListModel):
    """Entries, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[LogEntry] = []
        self.words = Words()

    def show(self, entries: Sequence[LogEntry], words: Words) -> None:
        """Show these instead of what stood there."""
        self.beginResetModel()
        self.entries, self.words = list(entries), words
        self.endResetModel()

    def append(self, entries: Sequence[LogEntry]) -> None:
        """Older ones, at the end."""
        if entries:
            first = len(self.entries)
            self.beginInsertRows(ROOT, first, first + len(entries) - 1)
            self.entries += entries
            self.endInsertRows()

    def entry(self, row: int) -> LogEntry | None:
        """The entry in a row."""
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def row_of(self, seq: int) -> int:
        """Where an entry stands; -1 when it is not loaded."""
        places = (place for place, one in enumerate(self.entries) if one.seq == seq)
        return next(places, -1)

    def below(self, entry: LogEntry) -> str:
        """The second line: number, customer, and what is to be known of the entry."""
        parts = [f"{entry.seq:,}"]
        if entry.customer is not None and entry.entity != "customer":
            parts.append(entry.customer.text)
        if entry.is_undone:
            parts.append(_("taken back"))
        if entry.is_doubtful:
            parts.append(_("time doubtful"))
        if entry.is_closed:
            parts.append(_("values closed to you"))
        return BETWEEN.join(parts)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.sentence
        if role == Qt.ItemDataRole.AccessibleTextRole:
            when = self.words.moment(entry.at, short=True)
            return BETWEEN.join((entry.sentence, when, self.below(entry)))
        return None


class LogRows(RowDelegate):
    """A circle with what it was, the sentence; below it what else there is to know, and when."""

    def draw_ground(
        self, painter: QPainter, rect: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        paint.row_ground(painter, rect.toRect(), selected=is_chosen, hovered=is_hovered)

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        entry, model = index.data(ENTRY), index.model()
        assert isinstance(entry, LogEntry)
        assert isinstance(model, LogModel)
        side = theme.px(CIRCLE)
        circle = QRectF(rect.x() + theme.px(12), rect.center().y() - side / 2, side, side)
        paint.rounded(painter, circle, side / 2, paint.soft_ground(entry.tone))
        gap = side // 4
        paint_icon(painter, circle.toRect().adjusted(gap, gap, -gap, -gap), entry.icon, entry.tone)
        left = circle.right() + theme.px(12)
        width = theme.px(WHEN)
        right = rect.right() - theme.px(12)
        half = rect.height() / 2
        when = QRectF(right - width, rect.y() + half, width, half - 7)
        told = model.words.moment(entry.at, short=True)
        paint.text(painter, when, told, size=12, ink="muted", align=paint.RIGHT)
        first = QRectF(left, rect.y() + 6, right - left, half - 6)
        paint.text(painter, first, entry.sentence)
        second = QRectF(left, rect.y() + half, right - width - 8 - left, half - 7)
        ink = "warn" if entry.is_doubtful else "muted"
        paint.text(painter, second, model.below(entry), size=12, ink=ink)


class LogList(QListView):
    """Arrows go from entry to entry, Enter opens the record; older entries come by themselves."""

    chosen = Signal(object)  # LogEntry | None
    open_asked = Signal(object)
    older_asked = Signal()

    def __init__(self, model: LogModel) -> None:
        super().__init__()
        self.entries = model
        self.setModel(model)
        self.setItemDelegate(LogRows(self, ROW))
        self.setAccessibleName(_("Audit log"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._see_whether_older())
        self.verticalScrollBar().rangeChanged.connect(lambda *_both: self._see_whether_older())
        self.doubleClicked.connect(lambda index: self.open_asked.emit(model.entry(index.row())))

    def current(self) -> LogEntry | None:
        """The entry that the keyboard is on."""
        return self.entries.entry(self.currentIndex().row())

    def go_to(self, row: int) -> None:
        """Choose a row."""
        self.setCurrentIndex(self.entries.index(row))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.entries.entry(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.current() is not None:
            self.open_asked.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _see_whether_older(self) -> None:
        """Ask before the end is reached, so that nobody waits there."""
        bar = self.verticalScrollBar()
        if bar.maximum() - bar.value() < 2 * self.viewport().height() and self.entries.entries:
            self.older_asked.emit()
