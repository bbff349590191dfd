"""A value that stays until it changes, day by day: what something cost."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cims.ui import paint, theme

HEIGHT, FOOT, HEAD, SIDE = 156, 24, 22, 12
GROUND, SMALL, CLOSEST = 0.10, 11, 70  # pixels between two labels at least


class StepLine(QWidget):
    """Steps from the first day to today, each with its value above it where there is room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._steps: Sequence[tuple[date, float, str]] = ()
        self._until = date.min
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[tuple[date, float, str]], until: date) -> None:
        """Show other steps: day, value, the value in words."""
        self._steps, self._until = steps, until
        told = "; ".join(f"{day.isoformat()} {words}" for day, _value, words in steps)
        self.setAccessibleName(f"{self._name}: {told}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(SIDE)
        area = QRectF(self.rect()).adjusted(side, theme.px(HEAD), -side, -theme.px(FOOT))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        spots = [self._spot(day, value, area) for day, value, _words in self._steps]
        self._draw_line(painter, spots, area)
        self._draw_words(painter, spots, area)

    def _spot(self, day: date, value: float, area: QRectF) -> QPointF:
        first = self._steps[0][0]
        days = max(1, (self._until - first).days)
        values = [one[1] for one in self._steps]
        low, high = min(0.0, *values) if min(values) <= 0 else min(values) * 0.8, max(values)
        spread = (high - low) or 1.0
        x = area.x() + (day - first).days / days * area.width()
        return QPointF(x, area.bottom() - (value - low) / spread * area.height())

    def _draw_line(self, painter: QPainter, spots: list[QPointF], area: QRectF) -> None:
        line: list[QPointF] = []
        for spot in spots:
            if line:
                line.append(QPointF(spot.x(), line[-1].y()))
            line.append(spot)
        line.append(QPointF(area.right(), line[-1].y()))
        ink, ground = theme.chart_color(0), theme.chart_color(0)
        ground.setAlphaF(GROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        foot = QPointF(line[0].x(), area.bottom()), QPointF(area.right(), area.bottom())
        painter.drawPolygon(QPolygonF([foot[0], *line, foot[1]]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 2, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(line))

    def _draw_words(self, painter: QPainter, spots: list[QPointF], area: QRectF) -> None:
        """Values above their steps and days below them, the newest first where it is tight."""
        free = area.right() + theme.px(SIDE)
        for spot, (day, _value, words) in reversed(list(zip(spots, self._steps, strict=True))):
            width = max(paint.width_of(words, SMALL), paint.width_of(day.isoformat(), SMALL)) + 6
            left = max(area.x(), min(spot.x(), free - max(width, theme.px(CLOSEST))))
            if spot.x() - left > theme.px(CLOSEST) or left + width > free:
                continue
            above = QRectF(left, spot.y() - theme.px(HEAD), width, theme.px(HEAD - 4))
            paint.text(painter, above, words, size=SMALL, weight=paint.MEDIUM)
            below = QRectF(left, area.bottom() + 4, width, theme.px(FOOT - 6))
            paint.text(painter, below, day.isoformat(), size=SMALL, ink="muted")
            free = left - 6
