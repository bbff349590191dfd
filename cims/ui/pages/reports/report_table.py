"""The table of a report: its rows in the columns that the report has."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent

from cims.services.i18n import _
from cims.services.price_reports import Paid
from cims.ui import theme
from cims.ui.pages.reports.report_kinds import REPORTS, Report, Row, told
from cims.ui.widgets import PlainRows, PlainTable

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReportRows(PlainRows[Row]):
    """The rows of one report."""

    def __init__(self) -> None:
        super().__init__(())
        self.report = REPORTS[0]

    def show(self, report: Report, rows: Sequence[Row]) -> None:
        """Show these rows in the columns of their report."""
        self.beginResetModel()
        self.report, self.rows = report, list(rows)
        self._titles = [title for title, _value in report.columns]
        self.endResetModel()

    def is_number(self, place: int) -> bool:
        """Whether a column holds numbers."""
        first = self.report.columns[place][1](self.rows[0]) if self.rows else ""
        return not isinstance(first, str)

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_number(section):
            return RIGHT
        return super().headerData(section, side, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, (_title, value) = self.rows[index.row()], self.report.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return told(value(row))
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_number(index.column()):
            return RIGHT
        below = isinstance(row, Paid) and row.is_below and value(row) == row.last
        if role == Qt.ItemDataRole.ForegroundRole and below:
            return theme.color("bad")
        if role == Qt.ItemDataRole.ToolTipRole and below:
            return _("The price is below the floor price.")
        return None


class ReportTable(PlainTable):
    """Enter or a double click opens the orders of a row."""

    row_opened = Signal(object)

    def __init__(self, model: ReportRows) -> None:
        super().__init__(_("Reports"), model)
        self._rows = model
        self.doubleClicked.connect(lambda index: self.row_opened.emit(model.rows[index.row()]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if event.key() in OPENING and at.isValid():
            self.row_opened.emit(self._rows.rows[at.row()])
        else:
            super().keyPressEvent(event)
