"""The list of the day, for mouse and keyboard."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListView

from cims.services.i18n import _
from cims.ui.pages.my_day.day_model import DayModel
from cims.ui.pages.my_day.day_reading import Count, Entry, Head, Line, Stretch
from cims.ui.pages.my_day.day_rows import DayRows, Part


class DayView(QListView):
    """Arrows choose; Space ticks off, P postpones, Enter opens, L logs a follow-up."""

    done_asked = Signal(Entry)
    tomorrow_asked = Signal(Entry)
    other_day_asked = Signal(Entry, QPoint)  # where its menu opens
    open_asked = Signal(Entry)
    log_asked = Signal(Entry)
    count_asked = Signal(Stretch, Count)

    def __init__(self, model: DayModel) -> None:
        super().__init__()
        self._lines = model
        self._rows = DayRows(self)
        self.setModel(model)
        self.setItemDelegate(self._rows)
        self.setAccessibleName(_("What is due"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def current(self) -> Entry | None:
        """The entry that the keyboard is on."""
        return self._lines.entry(self.currentIndex())

    def go_to(self, row: int) -> None:
        """Choose the entry in this row, else the nearest one."""
        count = self._lines.rowCount()
        for near in sorted(range(count), key=lambda other: (abs(other - row), -other)):
            index = self._lines.index(near)
            if self._lines.entry(index):
                self.setCurrentIndex(index)
                return

    def show_lines(self, lines: tuple[Line, ...], today: date) -> None:
        """Show another reading; the chosen entry and the place stay where they can."""
        entry, row = self.current(), self.currentIndex().row()
        bar = self.verticalScrollBar()
        place = bar.value()
        self._lines.show_lines(lines, today)
        known = self._lines.row_of(entry.key) if entry else -1
        self.go_to(known if known >= 0 else max(row, 0))
        bar.setValue(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.current()
        if entry is None or not self._do(entry, event):
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        line = self._lines.line(index)
        if isinstance(line, Head):
            count = self._rows.count_at(self.visualRect(index), line, spot)
            if count is not None:
                self.count_asked.emit(line.stretch, count)
        elif line is not None:
            self._press(line, self._rows.part_at(self.visualRect(index), spot))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = self._lines.entry(index)
        spot = event.position().toPoint()
        if entry and self._rows.part_at(self.visualRect(index), spot) is Part.ROW:
            self.open_asked.emit(entry)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        line = self._lines.line(index)
        can_press = False
        if isinstance(line, Head):
            can_press = self._rows.count_at(self.visualRect(index), line, spot) is not None
        elif line is not None:
            can_press = self._rows.part_at(self.visualRect(index), spot) is not Part.ROW
        shape = Qt.CursorShape.PointingHandCursor if can_press else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if is_mouse else self.currentIndex()
        entry = self._lines.entry(index)
        if entry:
            spot = event.pos() if is_mouse else self.visualRect(index).bottomLeft()
            self.other_day_asked.emit(entry, self.viewport().mapToGlobal(spot))

    def _press(self, entry: Entry, part: Part) -> None:
        if part is Part.TICK:
            self.done_asked.emit(entry)
        elif part is Part.POSTPONE:
            self.tomorrow_asked.emit(entry)
        elif part is Part.LOG:
            self.log_asked.emit(entry)

    def _do(self, entry: Entry, event: QKeyEvent) -> bool:
        """What a key does with an entry; False for keys that are the list's."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        match event.key():
            case Qt.Key.Key_Space:
                self.done_asked.emit(entry)
            case Qt.Key.Key_P if shift:
                corner = self.visualRect(self.currentIndex()).bottomLeft()
                self.other_day_asked.emit(entry, self.viewport().mapToGlobal(corner))
            case Qt.Key.Key_P:
                self.tomorrow_asked.emit(entry)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_asked.emit(entry)
            case Qt.Key.Key_L:
                self.log_asked.emit(entry)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Down:
                self._step(1)
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        """The next entry, past a heading."""
        row = self.currentIndex().row() + by
        while 0 <= row < self._lines.rowCount():
            index: QModelIndex = self._lines.index(row)
            if self._lines.entry(index):
                self.setCurrentIndex(index)
                return
            row += by
        if by < 0:
            self.scrollToTop()
