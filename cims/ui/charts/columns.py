"""Columns that stand, one for each month, the highest and the last with their counts above."""

from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from cims.services.insights.figures import Bar
from cims.ui import paint, theme
from cims.ui.charts.chart import Chart
from cims.ui.charts.column_plot import COUNT, ColumnPlot
from cims.ui.charts.numbers import short

Look = tuple[Any, ...]


class Columns(Chart):
    """Empty until pyqtgraph has come: use_library()."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._made: ColumnPlot | None = None
        self._shown: Look = ()

    @property
    def is_ready(self) -> bool:
        """Whether pyqtgraph has come."""
        return self._made is not None

    def use_library(self, library: Any) -> None:
        """Draw from now on with pyqtgraph, which has been imported."""
        self._made = ColumnPlot(library, self)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(190))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(120))

    def name_of(self, bar: Bar) -> str:
        return bar.key

    def areas(self) -> list[QRectF]:
        plot = self._plot(QRectF(self.rect()))
        return [plot.strip(place) for place in range(len(self.bars))] if plot else []

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        plot = self._plot(rect)
        if plot is None:
            return
        plot.render(painter, rect, [self.ink_of(place) for place in range(len(self.bars))])
        counts = [bar.figure.count for bar in self.bars]
        for place in {counts.index(max(counts)), len(counts) - 1, self.hovered} - {-1}:
            head, strip = plot.head(place, counts[place]), plot.strip(place)
            height = theme.px(COUNT)
            box = QRectF(strip.x() - strip.width(), head.y() - height, 3 * strip.width(), height)
            box.translate(rect.topLeft())
            words = short(counts[place])
            paint.text(painter, box, words, size=11, weight=paint.BOLD, align=paint.CENTER)

    def _plot(self, rect: QRectF) -> ColumnPlot | None:
        """The drawing of these bars in this size and in the theme and scale of now."""
        plot = self._made
        if plot is None or not self.bars or rect.isEmpty():
            return None
        look = (tuple(self.bars), theme.color("muted").name(), theme.px(100))
        if self._shown != look:
            plot.show(self.bars)
            self._shown = look
        plot.fit(rect.size())
        return plot
