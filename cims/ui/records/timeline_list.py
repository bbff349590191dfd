"""The list of a timeline's entries: keys, mouse, and asking for older ones when they are near."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from cims.services.i18n import _
from cims.ui.records.timeline_cells import TimelineCells
from cims.ui.records.timeline_model import TimelineModel
from cims.ui.records.timeline_words import Told
from cims.ui.widgets import Index

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
OURS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, *ENTER)
MEASURED = 100  # rows in one go


class TimelineList(QTableView):
    """Arrows go from entry to entry, Enter opens, F2 edits, Space unfolds, Delete removes.

    One column of a table, because a list would measure all its rows anew for every page that
    is appended.
    """

    open_asked = Signal(object)  # Told
    edit_asked = Signal(object)
    remove_asked = Signal(object)
    copy_asked = Signal(object)
    menu_asked = Signal(object, QPoint)
    older_asked = Signal()

    def __init__(self, model: TimelineModel) -> None:
        super().__init__()
        self.entries = model
        self._hovered = -1
        self._to_measure = range(0)
        self.cells = TimelineCells(self)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(_("Timeline"))
        self._dress()
        self._measuring = QTimer(self, singleShot=True, interval=0)
        self._measuring.timeout.connect(self._measure_some)
        model.modelReset.connect(lambda: self._measure(0, len(model.rows)))
        model.rowsInserted.connect(lambda _parent, first, last: self._measure(first, last + 1))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._see_whether_older())
        self.verticalScrollBar().rangeChanged.connect(lambda *_both: self._see_whether_older())
        bar = self.verticalScrollBar()  # its room is kept, so that no text is laid out anew
        bar.setEnabled(False)
        bar.rangeChanged.connect(lambda _first, last: bar.setEnabled(last > 0))
        self.doubleClicked.connect(lambda index: self.open_asked.emit(model.told(index.row())))

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        columns, rows = self.horizontalHeader(), self.verticalHeader()
        columns.hide()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)

    def room(self) -> int:
        """How wide an entry is."""
        return max(160, self.viewport().width())

    def is_hot(self, index: Index) -> bool:
        """Whether the entry shows its button: under the mouse or under the keyboard."""
        is_current = self.hasFocus() and self.currentIndex().row() == index.row()
        return is_current or self._hovered == index.row()

    def current(self) -> Told | None:
        """The entry that the keyboard is on."""
        return self.entries.told(self.currentIndex().row())

    def fold(self, told: Told) -> None:
        """Show all of a long text, or cut it again."""
        self.cells.unfolded ^= {told.key}
        row = self.entries.row_of(told.key)
        self._measure(row, row + 1)
        self.viewport().update()

    def menu_spot(self) -> QPoint:
        """Where the menu of the current entry opens."""
        index = self.currentIndex()
        told, rect = self.entries.told(index.row()), self.visualRect(index)
        if told is None:
            return self.viewport().mapToGlobal(QPoint(0, 0))
        return self.viewport().mapToGlobal(self.cells.menu_box(told, rect).bottomLeft())

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and not event.modifiers() and event.key() in OURS:  # type: ignore[attr-defined] # narrowed above
            event.accept()  # F2 edits the entry, not the record whose timeline this is
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        told, key = self.current(), event.key()
        if told is None:
            super().keyPressEvent(event)
        elif key in ENTER:
            self.open_asked.emit(told)
        elif key == Qt.Key.Key_F2:
            self.edit_asked.emit(told)
        elif key == Qt.Key.Key_Space:
            self.fold(told)
        elif key == Qt.Key.Key_Delete:
            self.remove_asked.emit(told)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(told)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = len(self.entries.rows) - 1
            self.setCurrentIndex(self.entries.index(0 if key == Qt.Key.Key_Home else last))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_key else self.indexAt(event.pos())
        if told := self.entries.told(index.row()):
            self.setCurrentIndex(index)
            self.menu_asked.emit(told, self.menu_spot() if is_key else event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        told, rect = self.entries.told(index.row()), self.visualRect(index)
        if told is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.cells.menu_box(told, rect).contains(spot):
            self.menu_asked.emit(told, self.menu_spot())
        elif self.cells.folding(told, rect, spot):
            self.fold(told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self.entries.rows:
            self._measure_anew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.cells.forget()

    def _measure(self, first: int, end: int) -> None:
        """Give these rows the height that they need."""
        rows = self.verticalHeader()
        for row in range(first, end):
            if told := self.entries.told(row):
                rows.resizeSection(row, self.cells.laid(told).height)

    def _measure_anew(self) -> None:
        """Measure the rows around those that are seen at once, all others little by little."""
        anchor = self.anchor()
        top = max(0, self.indexAt(QPoint(4, 0)).row())
        self._measure(max(0, top - MEASURED), min(len(self.entries.rows), top + MEASURED))
        self.return_to(anchor)
        self._to_measure = range(len(self.entries.rows))
        self._measuring.start()

    def _measure_some(self) -> None:
        some, self._to_measure = self._to_measure[:MEASURED], self._to_measure[MEASURED:]
        anchor = self.anchor()
        self._measure(some.start, some.stop)
        self.return_to(anchor)
        if self._to_measure:
            self._measuring.start()

    def anchor(self) -> tuple[tuple[str, int, int], int] | None:
        """The entry at the top and how far it is scrolled away."""
        index = self.indexAt(QPoint(4, 0))
        told = self.entries.told(index.row())
        return (told.key, -self.visualRect(index).y()) if told else None

    def return_to(self, anchor: tuple[tuple[str, int, int], int] | None) -> None:
        """Show the entry again where it stood."""
        row = self.entries.row_of(anchor[0]) if anchor else -1
        if anchor is None or row < 0:
            return
        self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(row) + anchor[1])

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _see_whether_older(self) -> None:
        """Ask before the end is reached, so that nobody waits there."""
        bar = self.verticalScrollBar()
        if bar.maximum() - bar.value() < 2 * self.viewport().height() and self.entries.rows:
            self.older_asked.emit()
