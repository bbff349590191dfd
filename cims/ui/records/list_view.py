"""The table itself: keys, place kept by id, and columns that fit the width."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from cims.ui import theme
from cims.ui.records.cells import Cells
from cims.ui.records.column_layout import NAME_SMALLEST, ColumnLayout, hidden_for_room
from cims.ui.records.list_plan import ListPlan
from cims.ui.records.table_model import TableModel
from cims.ui.widgets import Index

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
RESTORED_AT_MOST = 100_000


@dataclass(frozen=True)
class Place:
    """Where the user was: by ids, so that it is found again in another order."""

    current: int
    column: int
    row: int
    chosen: Sequence[int]
    top: int
    offset: int


class ListView(QTableView):
    """Rows of a list; the name takes what room the other columns leave."""

    opened = Signal(int)
    chosen_changed = Signal()
    sort_asked = Signal(str)
    columns_changed = Signal()
    menu_asked = Signal(QPoint)
    columns_asked = Signal(QPoint)
    copy_asked = Signal()
    remove_asked = Signal()
    left = Signal()

    def __init__(self, plan: ListPlan, model: TableModel, name: str) -> None:
        super().__init__()
        self.plan, self.records = plan, model
        self.hovered_row = -1
        self._marks_cell = False
        self._is_fitting = False
        self._layout = ColumnLayout.first(plan)
        self.cells = Cells(plan, self)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(name)
        self._dress()
        header = self.horizontalHeader()
        header.sectionClicked.connect(self._sort)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_places: self._moved())
        header.customContextMenuRequested.connect(
            lambda spot: self.columns_asked.emit(header.mapToGlobal(spot))
        )
        self.customContextMenuRequested.connect(
            lambda spot: self.menu_asked.emit(self.viewport().mapToGlobal(spot))
        )
        self.selectionModel().selectionChanged.connect(lambda *_both: self.chosen_changed.emit())
        self.doubleClicked.connect(lambda index: self.opened.emit(model.id_at(index.row())))

    def _dress(self) -> None:
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        self.use_density()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setMinimumSectionSize(theme.px(40))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def use_density(self) -> None:
        """Take over the user's row height."""
        self.verticalHeader().setMinimumSectionSize(theme.px(20))
        self.verticalHeader().setDefaultSectionSize(theme.row_height())

    def use_look(self) -> None:
        """Follow another theme, size or row height."""
        self.use_density()
        self.fit()
        self.viewport().update()

    def use_layout(self, layout: ColumnLayout) -> None:
        """Take over widths; the model has the columns in the layout's order."""
        self._layout = layout
        header = self.horizontalHeader()
        self._is_fitting = True
        for section in range(header.count()):
            header.moveSection(header.visualIndex(section), section)
        self._is_fitting = False
        self.fit()

    def layout_now(self) -> ColumnLayout:
        """The layout with what the user dragged."""
        header, fields = self.horizontalHeader(), self.records.fields
        order = sorted(range(1, len(fields)), key=header.visualIndex)
        shown = tuple(fields[section].name for section in order)
        return ColumnLayout(shown, self._layout.widths, self._layout.sort)

    def fit(self) -> None:
        """Give the name the room that is left; hide the last columns when that is too little."""
        fields, header = self.records.fields, self.horizontalHeader()
        if not fields or self._is_fitting:
            return
        self._is_fitting = True
        order = sorted(range(1, len(fields)), key=header.visualIndex)
        widths = [theme.px(self._layout.width(fields[s], self.plan)) for s in order]
        room = self.viewport().width()
        hidden = hidden_for_room(widths, room, theme.px(NAME_SMALLEST))
        kept = len(order) - hidden
        for place, section in enumerate(order):
            header.setSectionHidden(section, place >= kept)
            if place < kept:
                header.resizeSection(section, widths[place])
        header.resizeSection(0, max(theme.px(NAME_SMALLEST), room - sum(widths[:kept])))
        self._is_fitting = False

    def chosen_count(self) -> int:
        """How many rows are selected."""
        return sum(part.height() for part in self._parts())

    def chosen(self) -> list[int]:
        """The ids of the selected rows in their order."""
        ids: list[int] = []
        for part in sorted(self._parts(), key=lambda part: part.top()):
            ids.extend(self.records.ids[part.top() : part.bottom() + 1])
        return ids

    def _parts(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def current_id(self) -> int:
        """The id of the record where the keyboard is, 0 when it is nowhere."""
        row = self.currentIndex().row()
        return self.records.id_at(row) if 0 <= row < len(self.records.ids) else 0

    def place(self) -> Place:
        """Where the user is now."""
        top = self.rowAt(0)
        index = self.currentIndex()
        chosen = self.chosen() if self.chosen_count() <= RESTORED_AT_MOST else ()
        return Place(
            self.current_id(),
            max(0, index.column()),
            index.row(),
            chosen,
            self.records.id_at(top) if 0 <= top < len(self.records.ids) else 0,
            -self.rowViewportPosition(top) if top >= 0 else 0,
        )

    def return_to(self, place: Place) -> None:
        """Go back there: to the same records, else to the row where the current one was."""
        count = len(self.records.ids)
        if not count:
            return
        top = self.records.row_of(place.top) if place.top else -1
        if top >= 0:
            self.verticalScrollBar().setValue(top * theme.row_height() + place.offset)
        row = self.records.row_of(place.current) if place.current else -1
        if row < 0 and place.row >= 0:
            row = min(place.row, count - 1)
        if top < 0 and row >= 0:
            self.scrollTo(self.records.index(row, 0))
        rows = self.records.rows_of(place.chosen) if place.chosen else []
        if place.chosen and not rows and row >= 0:
            rows = [row]
        model = self.selectionModel()
        if row >= 0:
            column = min(place.column, self.records.columnCount() - 1)
            at = self.records.index(row, column)
            model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(self._selection(rows), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to(self, row: int) -> None:
        """Select one row and show it."""
        self.selectRow(row)
        self.scrollTo(self.records.index(row, 0))

    def marks_cell(self, index: Index) -> bool:
        """Whether the cell shows where the keyboard is."""
        if not self.hasFocus() or index.row() != self.currentIndex().row():
            return False
        if self._marks_cell:
            return index.column() == self.currentIndex().column()
        return index.column() == 0 and not self.selectionModel().isSelected(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, no_keys = event.key(), Qt.KeyboardModifier.NoModifier
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == no_keys
        if plain and key in ENTER and self.current_id():
            self.opened.emit(self.current_id())
        elif plain and key == Qt.Key.Key_Delete:
            self.remove_asked.emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.records.ids:
            self.go_to(0 if key == Qt.Key.Key_Home else len(self.records.ids) - 1)
        else:
            self._marks_cell = (self._marks_cell or key in SIDEWAYS) and key != Qt.Key.Key_Tab
            super().keyPressEvent(event)

    def keyboardSearch(self, _typed: str) -> None:
        """Searching is for the search box: Qt's own would read every row."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._marks_cell = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    def _selection(self, rows: Sequence[int]) -> QItemSelection:
        """The rows as few ranges."""
        found, model, last = QItemSelection(), self.records, self.records.columnCount() - 1
        start = 0
        for place, row in enumerate(rows):
            if place + 1 == len(rows) or rows[place + 1] != row + 1:
                found.select(model.index(rows[start], 0), model.index(row, last))
                start = place + 1
        return found

    def _sort(self, section: int) -> None:
        field = self.records.fields[section]
        if field.sortable:
            self.sort_asked.emit(field.name)

    def _resized(self, section: int, _before: int, width: int) -> None:
        if self._is_fitting or section == 0:
            return
        name = self.records.fields[section].name
        self._layout = self._layout.with_width(name, round(width / theme.px(100) * 100))
        self.fit()
        self.columns_changed.emit()

    def _moved(self) -> None:
        if not self._is_fitting:
            self.columns_changed.emit()
