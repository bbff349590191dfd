"""The two plain tables of the import page: the first rows, and what is wrong with which row."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from cims.services.i18n import N_, _
from cims.services.spreadsheet.problems import Problem
from cims.ui import paint, theme
from cims.ui.pages.importing.first_rows import FirstRows
from cims.ui.widgets import Index, PlainRows, PlainTable, column, plain_tooltip

ROOT = QModelIndex()
PROBLEM_TITLES = (N_("Row"), N_("Column"), N_("What is wrong"), N_("What happens"))
DisplayRole, ToolTipRole = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
InkRole = Qt.ItemDataRole.ForegroundRole


def indented(table: PlainTable) -> QWidget:
    """The table with its first column below what stands above it in the card."""
    part = QWidget()
    part.setLayout(column(table, margins=(8, 0, 8, 8)))
    return part


class FirstRowsModel(QAbstractTableModel):
    """The first rows under their field names; a flaw is coloured and says so in its tooltip."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = FirstRows()

    def show(self, rows: FirstRows) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or not self._rows.headings else len(self._rows.headings) + 1

    def headerData(self, section: int, side: Qt.Orientation, role: int = DisplayRole) -> Any:
        if role != DisplayRole or side is not Qt.Orientation.Horizontal:
            return None
        return _("Row") if section == 0 else self._rows.headings[section - 1]

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        number, cells = self._rows.rows[index.row()]
        if index.column() == 0:
            muted = theme.color("muted") if role == InkRole else None
            return str(number) if role == DisplayRole else muted
        cell = cells[index.column() - 1]
        if role == DisplayRole:
            return paint.one_line(cell.text) or ("—" if cell.flaw else "")
        if role == ToolTipRole:
            return plain_tooltip(cell.flaw or cell.text)
        if role == InkRole and cell.flaw:
            return theme.color("warn")
        return None


class ProblemsModel(PlainRows[Problem]):
    """Problems that hold the searched words, all of them or only those that keep a row out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(PROBLEM_TITLES, parent)

    def show(self, problems: tuple[Problem, ...], words: str, refused: bool | None) -> None:
        """Show those that hold `words`; `refused` chooses one sort, None both."""
        wanted = words.casefold()
        self.put(
            one
            for one in problems
            if (refused is None or one.refused is refused) and wanted in _searched(one)
        )

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        problem = self.rows[index.row()]
        verdict = _("row left out") if problem.refused else _("comes in, check it")
        texts = (str(problem.row), problem.column, problem.reason, verdict)
        if role == DisplayRole:
            return paint.one_line(texts[index.column()])
        if role == ToolTipRole:
            return plain_tooltip(texts[index.column()])
        if role == InkRole and index.column() == 3:
            return theme.color("bad" if problem.refused else "warn")
        return None


def _searched(problem: Problem) -> str:
    return f"{problem.row} {problem.column} {problem.reason}".casefold()
