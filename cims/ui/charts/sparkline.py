"""A small line without numbers: how a figure came to be what it is."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cims.ui import theme

GROUND = 0.12


class Sparkline(QWidget):
    """It says nothing that the figure beside it does not say: screen readers pass it by."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Sequence[int] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[int]) -> None:
        """Show another line; one of less than two points is none."""
        self._counts = counts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(92), theme.px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(32), theme.px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self._counts) < 2 or not any(self._counts):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(2, 3, -2, -2)
        line = self._line(rect)
        ink, ground = theme.chart_color(0), theme.chart_color(0)
        ground.setAlphaF(GROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([rect.bottomLeft(), *line, rect.bottomRight()]))
        painter.setPen(QPen(ink, 1.8, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(line))

    def _line(self, rect: QRectF) -> list[QPointF]:
        low, high = min(self._counts), max(self._counts)
        spread = max(1, high - low)
        step = rect.width() / (len(self._counts) - 1)
        return [
            QPointF(rect.x() + place * step, rect.bottom() - (count - low) / spread * rect.height())
            for place, count in enumerate(self._counts)
        ]
