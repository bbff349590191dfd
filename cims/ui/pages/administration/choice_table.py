"""A table whose cells are each one of a few words: chosen by click, Enter, Space or a digit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.widgets import PlainTable, doubled, plain_tooltip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
CHOICES = Qt.ItemDataRole.UserRole
TONE = Qt.ItemDataRole.UserRole + 1
DisplayRole, EditRole = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole
OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)


@dataclass(frozen=True)
class Option:
    """One word that a cell may show, what it stands for, and its tone."""

    value: Any
    words: str
    tone: str = ""


class ChoiceModel(QAbstractTableModel):
    """Rows and columns of choices; subclasses say what stands in a cell and take what is chosen."""

    chosen = Signal()

    def __init__(
        self, rows: Sequence[str], columns: Sequence[str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rows, self._columns = rows, columns
        self.is_fixed = False

    def options(self, row: int, column: int) -> Sequence[Option]:
        """What can be chosen in a cell."""
        raise NotImplementedError

    def value(self, row: int, column: int) -> Any:
        """What is chosen in a cell."""
        raise NotImplementedError

    def take(self, row: int, column: int, value: Any) -> None:
        """Take what somebody chose."""
        raise NotImplementedError

    def option(self, row: int, column: int) -> Option:
        """The option that is chosen in a cell."""
        value = self.value(row, column)
        known = [one for one in self.options(row, column) if one.value == value]
        return known[0] if known else Option(value, str(value))

    def choose(self, index: Index, value: Any) -> None:
        """Choose something in a cell, as the menu does."""
        if self.is_fixed or value == self.value(index.row(), index.column()):
            return
        self.take(index.row(), index.column(), value)
        first, last = self.index(index.row(), 0), self.index(index.row(), self.columnCount() - 1)
        self.dataChanged.emit(first, last)
        self.chosen.emit()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, side: Qt.Orientation, role: int = DisplayRole) -> Any:
        names = self._columns if side is Qt.Orientation.Horizontal else self._rows
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(names[section])  # a narrow column cuts its heading
        return names[section] if role == DisplayRole else None

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        option = self.option(index.row(), index.column())
        if role == DisplayRole:
            return option.words
        if role == TONE:
            return option.tone
        if role == CHOICES:
            return self.options(index.row(), index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            names = self._rows[index.row()], self._columns[index.column()]
            return plain_tooltip(f"{names[0]} · {names[1]}: {option.words}")
        return None


class ChoiceCells(QStyledItemDelegate):
    """A pill for what is allowed, a pale word for what is not."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        paint.row_ground(painter, option.rect, selected=is_chosen, hovered=False)
        words, tone = str(index.data()), str(index.data(TONE))
        rect = QRectF(option.rect)
        if tone:
            width = min(paint.pill_width(words), int(rect.width()) - 4)
            left = rect.center().x() - width / 2
            paint.pill(painter, QRectF(left, rect.y(), width, rect.height()), words, tone)
        else:
            paint.text(painter, rect, words, size=12, ink="faint", align=paint.CENTER)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, rect.adjusted(2, 2, -2, -2), 6)
        painter.restore()


class ChoiceTable(PlainTable):
    """Arrows move, Enter or Space opens the choices, a digit takes one of them."""

    def __init__(self, name: str, model: ChoiceModel) -> None:
        super().__init__(name, model)
        self.menu: QMenu | None = None
        self.setItemDelegate(ChoiceCells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.verticalHeader().show()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setProperty("tight", True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self.open_choices)

    def open_choices(self, index: QModelIndex) -> None:
        """Show what can be chosen in this cell."""
        model = self.model()
        if not index.isValid() or not isinstance(model, ChoiceModel) or model.is_fixed:
            return
        self.menu = QMenu(self)
        self.menu.aboutToHide.connect(self.menu.deleteLater)
        at = model.value(index.row(), index.column())
        for number, option in enumerate(model.options(index.row(), index.column())):
            words = _("{words}  ({key})").format(words=option.words, key=number)
            entry = self.menu.addAction(doubled(words))
            entry.setCheckable(True)
            entry.setChecked(option.value == at)
            entry.triggered.connect(lambda _on, value=option.value: model.choose(index, value))
            if option.value == at:
                self.menu.setActiveAction(entry)
        corner = self.visualRect(index).bottomLeft()
        self.menu.popup(self.viewport().mapToGlobal(corner))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, model = self.currentIndex(), self.model()
        if index.isValid() and isinstance(model, ChoiceModel) and not event.modifiers():
            if event.key() in OPENING:
                self.open_choices(index)
                return
            options = model.options(index.row(), index.column())
            if event.text().isdecimal() and int(event.text()) < len(options):
                model.choose(index, options[int(event.text())].value)
                return
        super().keyPressEvent(event)

    def height_of_all(self) -> int:
        """How high the table is with all its rows."""
        rows = self.model().rowCount() * self.verticalHeader().defaultSectionSize()
        return rows + theme.px(40)
