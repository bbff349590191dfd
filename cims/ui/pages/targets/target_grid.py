"""The grid of targets: people down, months across; typed, pasted from Excel, cleared."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from cims.services.i18n import _
from cims.services.insights.counting import MONTHS
from cims.services.rules import amounts_text
from cims.services.rules.amounts_text import NotAnAmount
from cims.services.targets import PersonYear, TargetYear
from cims.ui import paint, theme
from cims.ui.widgets import PlainTable

Index = QModelIndex | QPersistentModelIndex
Cells = Mapping[tuple[int, int], Decimal | None]  # person and month, 1 to 12
ROOT = QModelIndex()
NAME, YEAR = 0, len(MONTHS) + 1
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
NAME_WIDTH, NARROWEST, BESIDE, SIZE = 112, 56, 16, 12


class TargetGrid(QAbstractTableModel):
    """A row for each person, the sums of the months below; what is edited is only told."""

    edited = Signal(object)  # Cells
    refused = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[PersonYear] = ()

    def show_year(self, year: TargetYear) -> None:
        """Show another reading; of the same people only what differs, so that typing goes on."""
        before, after = self.rows, year.rows
        if [(one.person, one.may_edit) for one in before] != [
            (one.person, one.may_edit) for one in after
        ]:
            self.beginResetModel()
            self.rows = after
            self.endResetModel()
            return
        self.rows = after
        for row, (old, new) in enumerate(zip(before, after, strict=True)):
            for month, pair in enumerate(zip(old.amounts, new.amounts, strict=True), 1):
                if pair[0] != pair[1]:
                    for at in product((row, len(after)), (month, YEAR)):  # with its sums
                        self.dataChanged.emit(self.index(*at), self.index(*at))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or not self.rows else len(self.rows) + 1

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else YEAR + 1

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if side is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section != NAME:
            return RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section in (NAME, YEAR):
            return _("Colleague") if section == NAME else _("Whole year")
        name = MONTHS[section - 1]
        return _(name)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._may_edit(index) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_sum = index.row() == len(self.rows) or index.column() == YEAR
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(index.row(), index.column())
            case Qt.ItemDataRole.TextAlignmentRole if index.column() != NAME:
                return RIGHT
            case Qt.ItemDataRole.FontRole if is_sum:
                return theme.font(SIZE, paint.BOLD)
            case Qt.ItemDataRole.FontRole:
                return theme.font(SIZE)
            case Qt.ItemDataRole.ForegroundRole if not is_sum and not self._may_edit(index):
                return theme.color("text" if index.column() == NAME else "muted")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self._may_edit(index):
            return False
        return self.take([[str(value)]], index.row(), index.column())

    def take(self, texts: Sequence[Sequence[str]], row: int, column: int) -> bool:
        """Set the cells from this one on; a text that is no amount sets none of them."""
        try:
            cells = dict(self._parsed(texts, row, column))
        except NotAnAmount as error:
            self.refused.emit(error)
            return False
        if cells:
            self.edited.emit(cells)
        return bool(cells)

    def _parsed(
        self, texts: Sequence[Sequence[str]], row: int, column: int
    ) -> Iterator[tuple[tuple[int, int], Decimal | None]]:
        for down, line in enumerate(texts):
            for across, text in enumerate(line):
                at = self.index(row + down, column + across)
                if not at.isValid() or not self._may_edit(at):
                    continue
                value = amounts_text.amount(text) if text.strip() else None
                person = self.rows[at.row()]
                if value != person.amounts[at.column() - 1]:
                    yield (person.person.id, at.column()), value

    def _may_edit(self, index: Index) -> bool:
        is_cell = NAME < index.column() < YEAR and 0 <= index.row() < len(self.rows)
        return is_cell and self.rows[index.row()].may_edit

    def _text(self, row: int, column: int) -> str:
        if row == len(self.rows):
            if column == NAME:
                return _("All together")
            people = self.rows
            months = [column - 1] if column != YEAR else range(len(MONTHS))
        else:
            if column == NAME:
                return self.rows[row].person.text
            people = self.rows[row : row + 1]
            months = [column - 1] if column != YEAR else range(len(MONTHS))
        found = [one.amounts[month] for one in people for month in months]
        known = [amount for amount in found if amount is not None]
        return f"{sum(known, Decimal(0)):,f}".removesuffix(".00") if known else ""


class TargetTable(PlainTable):
    """Typing replaces a target, Delete clears it, Ctrl+V takes cells out of Excel."""

    def __init__(self, model: TargetGrid) -> None:
        super().__init__(_("Targets"), model)
        self.grid = model
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setShowGrid(True)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        for part in (self, header):
            part.setProperty("tight", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in CLEARING:
            self.clear_cells()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_to(self.viewport().width())

    def paste(self, text: str) -> None:
        """Set the cells from the current one on, as they lie in the clipboard."""
        at = self.currentIndex()
        lines = [line.split("\t") for line in text.rstrip("\n").splitlines()]
        if at.isValid() and lines:
            self.grid.take(lines, at.row(), at.column())

    def clear_cells(self) -> None:
        """Take the chosen targets away."""
        chosen = self.selectedIndexes()
        if chosen:
            row, column = (min(getattr(one, n)() for one in chosen) for n in ("row", "column"))
            last = max(one.row() for one in chosen)
            width = max(one.column() for one in chosen) - column + 1
            self.grid.take([[""] * width] * (last - row + 1), row, column)

    def _needed(self, column: int) -> int:
        """What the heading of a column takes, or its sum, which is its widest text."""
        last = self.grid.index(self.grid.rowCount() - 1, column)
        title = self.grid.headerData(column, Qt.Orientation.Horizontal)
        widest = max(
            paint.width_of(words, SIZE, paint.BOLD) for words in (str(last.data() or ""), title)
        )
        return max(theme.px(NARROWEST), widest + theme.px(BESIDE))

    def fit_to(self, width: int) -> None:
        """Share the width out among the months; a narrow window scrolls."""
        name, year = theme.px(NAME_WIDTH), self._needed(YEAR)
        needed = max((self._needed(month) for month in range(1, YEAR)), default=0)
        each = max(needed, (width - name - year - 4) // len(MONTHS))
        for place in range(1, YEAR):
            self.setColumnWidth(place, each)
        self.setColumnWidth(YEAR, year)
        self.setColumnWidth(NAME, max(name, width - year - each * len(MONTHS) - 4))
