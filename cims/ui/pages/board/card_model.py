"""The cards of one lane for a view."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cims.services.boards import Card
from cims.services.clock import EPOCH
from cims.ui.pages.board.board_words import spoken, told
from cims.ui.widgets import plain_tooltip

CARD = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class CardModel(QAbstractListModel):
    """Cards in their order; one that was moved stands on top until the board is read again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: list[Card] = []
        self.today: date = EPOCH.date()

    def show_cards(self, cards: Sequence[Card], today: date) -> None:
        """Show another reading."""
        if self.cards != list(cards) or self.today != today:
            self.beginResetModel()
            self.cards, self.today = list(cards), today
            self.endResetModel()

    def card(self, index: Index) -> Card | None:
        """The card in a row."""
        row = index.row()
        return self.cards[row] if 0 <= row < len(self.cards) else None

    def row_of(self, id_: int) -> int:
        """Where a card stands, -1 when it is not here."""
        return next((row for row, card in enumerate(self.cards) if card.id == id_), -1)

    def take(self, id_: int) -> int:
        """Take a card away; the row in which it stood, -1 when it was not here."""
        row = self.row_of(id_)
        if row >= 0:
            self.beginRemoveRows(ROOT, row, row)
            del self.cards[row]
            self.endRemoveRows()
        return row

    def put(self, card: Card, row: int = 0) -> None:
        """Put a card into a row."""
        row = min(max(row, 0), len(self.cards))
        self.beginInsertRows(ROOT, row, row)
        self.cards.insert(row, card)
        self.endInsertRows()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.card(index)
        if card is None:
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return card
            case Qt.ItemDataRole.DisplayRole:
                return card.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(card)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(told(card))
        return None
