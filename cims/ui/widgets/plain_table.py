"""A plain table of a few rows to read, for what is no list of records."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.widgets.row_delegate import Index

MEASURED, NARROWEST, WIDEST = 12, 64, 260
ROOT = QModelIndex()
DisplayRole = Qt.ItemDataRole.DisplayRole
R = TypeVar("R")


class PlainRows(QAbstractTableModel, Generic[R]):
    """A few things, one a row, below headings; subclasses say what stands in a cell."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self.rows: list[R] = []

    def put(self, rows: Iterable[R]) -> None:
        """Show these instead of what stood there."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, side: Qt.Orientation, role: int = DisplayRole) -> Any:
        is_title = role == DisplayRole and side is Qt.Orientation.Horizontal
        return _(self._titles[section]) if is_title else None


class PlainTable(QTableView):
    """Rows to read: no editing, whole rows selected, the last column takes what is left."""

    def __init__(self, name: str, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(34))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)

    def fit(self) -> None:
        """Make each column as wide as its heading and first cells, within limits."""
        model = self.model()
        lines = model.rowCount()
        for place in range(model.columnCount()):
            heading = str(model.headerData(place, Qt.Orientation.Horizontal))
            cells = (model.index(line, place).data() for line in range(min(MEASURED, lines)))
            widest = max((paint.width_of(str(cell or "")) for cell in cells), default=0)
            wanted = max(widest, paint.width_of(heading, 12, paint.BOLD)) + theme.px(36)
            limits = theme.px(NARROWEST), theme.px(WIDEST)
            self.setColumnWidth(place, min(max(wanted, limits[0]), limits[1]))
