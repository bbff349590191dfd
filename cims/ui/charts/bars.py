"""Bars that lie: a name at the left, the count at the right."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from cims.ui import paint, theme
from cims.ui.charts.chart import Chart
from cims.ui.charts.numbers import short

TALLEST, LOWEST, RADIUS, GAP = 34, 18, 4, 12
SIZE, MOST_FOR_NAMES = 12, 0.42


class Bars(Chart):
    """As many bars as fit one below the other, each as long as its share of the longest."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(150), theme.px(max(1, len(self.bars)) * LOWEST))

    def areas(self) -> list[QRectF]:
        return self._rows(QRectF(self.rect()))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        if not self.bars:
            return
        names, counts = self._widths(rect.width())
        most = max(1, *(bar.figure.size for bar in self.bars))
        room = rect.width() - names - counts - 2 * theme.px(GAP)
        for place, (bar, line) in enumerate(zip(self.bars, self._rows(rect), strict=True)):
            height = min(theme.px(TALLEST), line.height() * 0.72)
            left = QRectF(line.x(), line.y(), names, line.height())
            paint.text(painter, left, bar.label, size=SIZE)
            length = max(3.0, room * bar.figure.size / most)
            top = line.center().y() - height / 2
            box = QRectF(left.right() + theme.px(GAP), top, length, height)
            ink = self.ink_of(place)
            paint.rounded(painter, box, min(RADIUS, length / 2), ink, alpha=ink.alphaF())
            right = QRectF(line.right() - counts, line.y(), counts, line.height())
            paint.text(painter, right, short(bar.figure.size), size=SIZE, align=paint.RIGHT)

    def _rows(self, rect: QRectF) -> list[QRectF]:
        number = max(1, len(self.bars))
        height = min(rect.height() / number, theme.px(TALLEST) / 0.6)
        return [
            QRectF(rect.x(), rect.y() + place * height, rect.width(), height)
            for place in range(len(self.bars))
        ]

    def _widths(self, width: float) -> tuple[float, float]:
        """How wide names and counts stand, the names at most so much of all."""
        names = max(paint.width_of(bar.label, SIZE) for bar in self.bars)
        counts = max(paint.width_of(short(bar.figure.size), SIZE) for bar in self.bars)
        return min(names, width * MOST_FOR_NAMES), counts
