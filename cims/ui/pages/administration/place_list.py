"""Lists at the left of something, in the look of the rail: icon and words, or words and a note."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.widgets import plain_tooltip

ICON, NOTE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ID = Qt.ItemDataRole.UserRole + 2
WIDTH, NARROW, ENTRY, HIGH = 186, 46, 38, 50


class PlaceList(QListWidget):
    """One entry is chosen; each is one or two lines high."""

    def __init__(self, name: str, entries: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(_Entry(self))
        self.setMouseTracking(True)
        self.setFixedWidth(theme.px(WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for words, icon in entries:
            self.add(words, icon=icon)

    def set_narrow(self, is_narrow: bool) -> None:
        """Icons only, whose words are tooltips; or icons and words."""
        self.setFixedWidth(theme.px(NARROW if is_narrow else WIDTH))
        for place in range(self.count()):
            item = self.item(place)
            item.setToolTip(plain_tooltip(item.text()) if is_narrow else "")

    def add(self, words: str, *, icon: str = "", note: str = "", id_: int = 0) -> QListWidgetItem:
        """Append an entry; `id_` says what it stands for."""
        item = QListWidgetItem(words, self)
        for role, value in ((ICON, icon), (NOTE, note), (ID, id_)):
            item.setData(role, value)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words} {note}".strip())
        return item


class _Entry(QStyledItemDelegate):
    """One entry."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.px(NARROW - 4), theme.px(HIGH if index.data(NOTE) else ENTRY))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state = option.state
        is_on = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(0, 1, 0, -2)
        if is_on or is_hovered:
            paint.rounded(painter, rect, 8, "soft" if is_on else "subtle")
        ink = "accent" if is_on else "text" if is_hovered else "muted"
        icon, note = str(index.data(ICON) or ""), str(index.data(NOTE) or "")
        if icon:
            side = theme.px(18)
            top = int(rect.center().y()) - side // 2
            box = QRect(int(rect.x()) + theme.px(12), top, side, side)
            paint_icon(painter, box, icon, ink)
        words = rect.adjusted(theme.px(40 if icon else 12), 0, -6, 0)
        if note:
            half = words.height() / 2
            below = words.adjusted(0, half - 2, 0, -4)
            words = words.adjusted(0, 4, 0, -half + 2)
            paint.text(painter, below, note, size=12, ink="muted")
        weight = paint.BOLD if is_on else paint.NORMAL
        ink = "text" if note and not is_on else ink
        paint.text(painter, words, str(index.data()), weight=weight, ink=ink)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, rect, 8)
        painter.restore()
