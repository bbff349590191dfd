"""The entries of a timeline that are loaded, newest first; the following ones come on demand."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from cims.ui.records.timeline_words import Told, with_days
from cims.ui.widgets import Index

TOLD_ROLE = Qt.ItemDataRole.UserRole + 1
SPOKEN = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
NOWHERE = QModelIndex()


class TimelineModel(QAbstractListModel):
    """A plain list of what entries say."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Told] = []

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        told = self.rows[index.row()]
        if role == TOLD_ROLE:
            return told
        return told.spoken() if role in SPOKEN else None

    def told(self, row: int) -> Told | None:
        """The entry in a row."""
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def show(self, rows: Sequence[Told]) -> None:
        """Show these entries in place of all others."""
        self.beginResetModel()
        self.rows = with_days(list(rows))
        self.endResetModel()

    def append(self, rows: Sequence[Told]) -> None:
        """Show older entries below."""
        if not rows:
            return
        first = len(self.rows)
        self.beginInsertRows(NOWHERE, first, first + len(rows) - 1)
        last = self.rows[-1:]
        self.rows += with_days([*last, *rows])[len(last) :]
        self.endInsertRows()

    def row_of(self, key: tuple[str, int, int]) -> int:
        """Where an entry stands; -1 when it does not."""
        return next((place for place, told in enumerate(self.rows) if told.key == key), -1)
