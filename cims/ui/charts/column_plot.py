"""Columns and grid lines as pyqtgraph draws them, in the theme that is shown now.

The library follows no palette and its own grid covers the columns: colours and lines are set here.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cims.services.insights.figures import Bar
from cims.ui import theme
from cims.ui.charts.numbers import on_axis, steps

COLUMN, BEHIND, SMALL = 0.56, -20, 11
MARGIN, HEADROOM = 0.6, 1.12
FOOT, COUNT = 24, 18  # pixels: the names below the columns, the count above one
NO_LINE = QPen(Qt.PenStyle.NoPen)


def bring_pyqtgraph() -> Any:
    """Import the library: a third of a second, hence in the background after the page is seen."""
    import pyqtgraph  # noqa: PLC0415

    return pyqtgraph


class ColumnPlot:
    """One drawing that takes other bars, another theme and another size as they come.

    It is made once for a chart and belongs to it: pyqtgraph's objects point at each other, and
    Python would clear dropped ones away in whatever thread it is, where Qt's must not be touched.
    """

    def __init__(self, library: Any, chart: QWidget) -> None:
        self._library, self._size = library, QSizeF()
        self._highest = 1
        self._view = library.PlotWidget(parent=chart, enableMenu=False, background=None)
        self._view.setVisible(False)
        self._plot = plot = self._view.getPlotItem()
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        self._columns = library.BarGraphItem(x=[], height=[], width=COLUMN, pen=NO_LINE)
        plot.addItem(self._columns)
        self._lines: list[Any] = []

    def show(self, bars: Sequence[Bar]) -> None:
        """Take these bars over, and the theme as it is now."""
        counts = [bar.figure.count for bar in bars]
        lines = steps(max(counts))
        self._columns.setOpts(x=list(range(len(bars))), height=counts)
        self._plot.setXRange(-MARGIN, len(bars) - 1 + MARGIN, padding=0)
        self._highest = lines[-1]
        self._dress(bars, lines)
        self._draw_lines(lines)
        self._size = QSizeF()

    def fit(self, size: QSizeF) -> None:
        """Be as large as this."""
        if size != self._size:
            self._size = size
            room, count = size.height() - theme.px(FOOT), theme.px(COUNT)
            headroom = max(HEADROOM, room / max(1.0, room - count))
            self._plot.setYRange(0, self._highest * headroom, padding=0)
            whole = QRectF(QPointF(), size)
            self._library.GraphicsView.setRange(self._view, whole, padding=0)
            self._plot.layout.activate()

    def render(self, painter: QPainter, rect: QRectF, inks: Sequence[QColor]) -> None:
        """Paint it, each column in its colour."""
        self._columns.setOpts(brushes=list(inks))
        scene = self._view.scene()
        scene.prepareForPaint()
        scene.render(painter, rect, QRectF(QPointF(), self._size))

    def strip(self, place: int) -> QRectF:
        """The whole height above a column's place on the axis."""
        top, foot = self._plot.getViewBox().viewRange()[1][::-1]
        return QRectF(self._spot(place - 0.5, top), self._spot(place + 0.5, foot))

    def head(self, place: int, count: int) -> QPointF:
        """The middle of a column's upper end."""
        return self._spot(place, count)

    def _spot(self, x: float, y: float) -> QPointF:
        spot: QPointF = self._plot.getViewBox().mapViewToScene(QPointF(x, y))
        return spot

    def _dress(self, bars: Sequence[Bar], lines: list[int]) -> None:
        ticks = {
            "left": [(line, on_axis(line)) for line in lines],
            "bottom": [(place, bar.label) for place, bar in enumerate(bars)],
        }
        for side, labelled in ticks.items():
            axis = self._plot.getAxis(side)
            axis.setTicks([labelled])
            axis.setPen(QPen(Qt.GlobalColor.transparent))
            axis.setTextPen(theme.color("muted"))
            axis.setStyle(
                tickFont=theme.font(SMALL), tickLength=0, tickAlpha=0, tickTextOffset=theme.px(8)
            )

    def _draw_lines(self, lines: list[int]) -> None:
        while len(self._lines) < len(lines):
            line = self._library.InfiniteLine(angle=0, movable=False)
            line.setZValue(BEHIND)
            self._plot.addItem(line, ignoreBounds=True)
            self._lines.append(line)
        pen = self._library.mkPen(theme.color("border"), width=1)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(lines))
            line.setPen(pen)
            line.setValue(lines[place] if place < len(lines) else 0)
