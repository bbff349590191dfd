"""The rows of the day for a view."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cims.services.clock import EPOCH
from cims.services.i18n import _
from cims.ui.pages.my_day.day_reading import Entry, Line
from cims.ui.pages.my_day.day_words import BETWEEN, HEADS, count_words, spoken

LINE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class DayModel(QAbstractListModel):
    """Headings and entries, in one list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self.today: date = EPOCH.date()

    def show_lines(self, lines: Sequence[Line], today: date) -> None:
        """Show another day."""
        self.beginResetModel()
        self._lines, self.today = list(lines), today
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """What stands in a row."""
        row = index.row()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def entry(self, index: Index) -> Entry | None:
        """The entry in a row; None for a heading."""
        line = self.line(index)
        return line if isinstance(line, Entry) else None

    def row_of(self, key: tuple[str, int]) -> int:
        """Where an entry stands, -1 when it is gone."""
        for row, line in enumerate(self._lines):
            if isinstance(line, Entry) and line.key == key:
                return row
        return -1

    def drop(self, entry: Entry) -> None:
        """Take a row away at once; the reading that follows confirms it."""
        row = self.row_of(entry.key)
        if row >= 0:
            self.beginRemoveRows(ROOT, row, row)
            del self._lines[row]
            self.endRemoveRows()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index)
        if line is None:
            return None
        if role == LINE:
            return line
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(line, Entry):
            return spoken(line, self.today)
        return BETWEEN.join((_(HEADS[line.stretch]), *map(count_words, line.counts)))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.entry(index) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
