"""Rows of a list that paint themselves: height, ground and the painter's state stand here once."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cims.ui import paint, theme

Index = QModelIndex | QPersistentModelIndex
RADIUS = 8


class RowDelegate(QStyledItemDelegate):
    """Paints the ground of a row; what stands on it is drawn by `draw`."""

    def __init__(self, parent: QWidget, height: int, inset: int = 0) -> None:
        super().__init__(parent)
        self._height, self._inset = height, inset

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(100), theme.px(self._height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        rect = QRectF(option.rect).adjusted(0, self._inset, 0, -self._inset)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_ground(painter, rect, is_chosen=is_chosen, is_hovered=is_hovered)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, rect, RADIUS)
        self.draw(painter, rect, index, is_chosen=is_chosen)
        painter.restore()

    def draw_ground(
        self, painter: QPainter, rect: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        """A rounded box behind the row that is chosen or under the mouse."""
        if is_chosen or is_hovered:
            paint.rounded(painter, rect, RADIUS, "sel" if is_chosen else "subtle")

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        """Paint what stands in the row."""
        raise NotImplementedError
