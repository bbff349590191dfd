"""A tile: one figure, how it changed, and the line of how it came to be."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from cims.services.i18n import _
from cims.services.insights.figures import Change, Tile
from cims.ui import paint, theme
from cims.ui.charts.numbers import exact, short
from cims.ui.charts.sparkline import Sparkline
from cims.ui.theme.tokens import CARD_RADIUS
from cims.ui.widgets import set_tooltip

HEIGHT, LINE_WIDTH, PADDING = 104, 92, 16


class TileCard(QAbstractButton):
    """Opens the rows that it counts."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self.tile: Tile | None = None
        self.line = Sparkline()
        self.line.setParent(self)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)

    def show_tile(self, tile: Tile) -> None:
        """Show other figures."""
        self.tile, self._label = tile, _(tile.label)
        self.line.show_counts([bar.figure.count for bar in tile.series])
        words = f"{self._label}: {exact(tile.figure.count)}"
        if tile.change:
            words = f"{words}, {signed(tile.change)} {_(tile.change.words)}"
        self.setAccessibleName(words)
        set_tooltip(self, words)
        self.update()

    @property
    def label(self) -> str:
        """What the figure is called."""
        return self._label

    def sizeHint(self) -> QSize:
        return QSize(theme.px(220), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(150), theme.px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = min(theme.px(LINE_WIDTH), self.width() * 2 // 5)
        left = self.width() - width - theme.px(PADDING)
        self.line.setGeometry(left, theme.px(36), width, theme.px(34))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint.rounded(
            painter, rect, CARD_RADIUS, "surface", "border2" if self.underMouse() else "border"
        )
        left, width = theme.px(PADDING), self.width() - 2 * theme.px(PADDING)
        paint.text(
            painter, QRectF(left, theme.px(10), width, theme.px(22)), self._label, ink="muted"
        )
        if self.tile is not None:
            self._paint_figure(painter, self.tile, left, width)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), CARD_RADIUS)

    def _paint_figure(self, painter: QPainter, tile: Tile, left: int, width: int) -> None:
        room = width - (self.line.width() + 8 if tile.series else 0)
        spot = QRectF(left, theme.px(33), room, theme.px(40))
        words, size = short(tile.figure.count), 26
        while size > 16 and paint.width_of(words, size, paint.BOLD) > room:
            size -= 2
        paint.text(painter, spot, words, size=size, weight=paint.BOLD)
        foot = QRectF(left, theme.px(76), width, theme.px(20))
        if tile.change is None:
            paint.text(painter, foot, _(tile.note), size=12, ink="muted")
        else:
            paint_change(painter, foot, tile.change)


def signed(change: Change) -> str:
    """The difference with its sign, for who does not see the arrow."""
    return f"{change.difference:+,}"


def paint_change(painter: QPainter, rect: QRectF, change: Change) -> None:
    """An arrow, by how much, and compared with what."""
    rises, falls = change.difference > 0, change.difference < 0
    ink = "ok" if rises else "bad" if falls else "muted"
    left = rect.x()
    if rises or falls:
        side, middle = theme.px(9), rect.center().y()
        tip, foot = (middle - side / 2, middle + side / 2)[:: 1 if rises else -1]
        arrow = [QPointF(left, foot), QPointF(left + side, foot), QPointF(left + side / 2, tip)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ink))
        painter.drawPolygon(QPolygonF(arrow))
        left += side + theme.px(4)
    words = short(abs(change.difference))
    width = paint.width_of(words, 12, paint.BOLD) + 2
    number = QRectF(left, rect.y(), width, rect.height())
    paint.text(painter, number, words, size=12, weight=paint.BOLD, ink=ink)
    rest = QRectF(rect)
    rest.setLeft(left + width + theme.px(6))
    paint.text(painter, rest, fitting(change, rest.width()), size=12, ink="muted")


def fitting(change: Change, room: float) -> str:
    """Compared with what, in short where there is no room for more."""
    words = _(change.words)
    return words if paint.width_of(words, 12) <= room else _(change.brief)
