"""How notices are painted, and the model that grows while one scrolls."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter

from cims.services.i18n import _
from cims.services.notices import NoticeLine
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.records.format import Words
from cims.ui.widgets import Index, RowDelegate

LINE = Qt.ItemDataRole.UserRole
ROW, WHEN = 58, 104
ROOT = QModelIndex()
ICONS = {
    "mention": "at-sign",
    "comment": "message-circle",
    "handover": "arrow-right-left",
    "task": "list-checks",
    "reminder": "alarm-clock",
    "left_behind": "user-x",
    "contacts_left": "user-x",
    "contacts_due": "calendar-clock",
    "birthdays": "cake",
    "festival": "party-popper",
    "announcement": "megaphone",
}


class NoticeModel(QAbstractListModel):
    """Notices, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[NoticeLine] = []
        self.words = Words()

    def show_lines(self, lines: Sequence[NoticeLine], words: Words) -> None:
        """Show these instead of what stood there."""
        self.beginResetModel()
        self.lines, self.words = list(lines), words
        self.endResetModel()

    def add_lines(self, lines: Sequence[NoticeLine]) -> None:
        """Older ones, at the end."""
        if lines:
            first = len(self.lines)
            self.beginInsertRows(ROOT, first, first + len(lines) - 1)
            self.lines += lines
            self.endInsertRows()

    def when(self, line: NoticeLine) -> str:
        """The moment of a notice as a row shows it."""
        return self.words.moment(line.at, short=True)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.sentence
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "" if line.is_read else _("unread")
            parts = (state, line.sentence, line.excerpt, self.when(line))
            return " · ".join(part for part in parts if part)
        return None


class NoticeRows(RowDelegate):
    """A dot for what is unread, what it is about, when."""

    def draw_ground(
        self, painter: QPainter, rect: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        paint.row_ground(painter, rect.toRect(), selected=is_chosen, hovered=is_hovered)

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        line, model = index.data(LINE), index.model()
        assert isinstance(line, NoticeLine)
        assert isinstance(model, NoticeModel)
        middle = int(rect.center().y())
        if not line.is_read:
            side = theme.px(8)
            dot = QRectF(rect.x() + theme.px(8), rect.center().y() - side / 2, side, side)
            paint.rounded(painter, dot, side / 2, "accent")
        side = theme.px(18)
        left = int(rect.x()) + theme.px(26)
        box = QRect(left, middle - side // 2, side, side)
        paint_icon(painter, box, ICONS.get(line.kind, "bell"), "muted")
        left += side + theme.px(10)
        self._paint_words(painter, rect.adjusted(left - rect.x(), 0, 0, 0), line, model)

    def _paint_words(
        self, painter: QPainter, rect: QRectF, line: NoticeLine, model: NoticeModel
    ) -> None:
        half = rect.height() / 2
        room = rect.width() - theme.px(12)
        weight = paint.NORMAL if line.is_read else paint.BOLD
        ink = "muted" if line.is_read else "text"
        first = QRectF(rect.x(), rect.y() + 5, room, half - 5)
        paint.text(painter, first, line.sentence, weight=weight, ink=ink)
        width = theme.px(WHEN)
        below = QRectF(rect.x(), rect.y() + half, room - width - 8, half - 7)
        paint.text(painter, below, line.excerpt, size=12, ink="muted")
        end = QRectF(rect.x() + room - width, rect.y() + half, width, half - 7)
        paint.text(painter, end, model.when(line), size=12, ink="muted", align=paint.RIGHT)
