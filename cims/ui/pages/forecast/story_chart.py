"""How the forecast of one month came to be: what was thought on each day that was kept."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cims.services.forecast_fields import DayPoint
from cims.services.i18n import _
from cims.services.insights.figures import Bar, Figure
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rules.currencies import whole
from cims.ui import paint, theme
from cims.ui.charts.chart import Chart
from cims.ui.charts.numbers import on_axis, steps
from cims.ui.records.amounts import shown

LEFT, FOOT, HEAD, SMALL, LEGEND = 52, 22, 10, 11, 24
DOTS, REACH = 2.6, 8
GAP = 4  # days: a weekend and a day off don't break a line


class StoryChart(Chart):
    """Lines over days; where for longer than a weekend no day was kept they are broken."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.points: Sequence[DayPoint] = ()

    def show_story(self, points: Sequence[DayPoint]) -> None:
        """Show the days of a month's story."""
        self.points = points
        self.show_bars(
            [
                Bar(p.day.isoformat(), f"{p.day:%m-%d}", Figure(OPPORTUNITY.name, None, 0))
                for p in points
            ]
        )

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(150))

    def described(self, bar: Bar) -> str:
        point = next((p for p in self.points if p.day.isoformat() == bar.key), None)
        if point is None:
            return bar.key
        rows = [(name, getattr(point, field)) for name, field, _ink, _style in series()]
        told = [_("{name}: {amount}").format(name=name, amount=shown(a)) for name, a in rows]
        return "\n".join((bar.key, *told))

    def name_of(self, bar: Bar) -> str:
        return bar.key

    def table(self) -> list[tuple[str, ...]]:
        named = series()
        heads = (self.title, *(name for name, _field, _ink, _style in named))
        rows = (
            (p.day.isoformat(), *(f"{getattr(p, field):f}" for _n, field, _i, _s in named))
            for p in self.points
        )
        return [heads, *rows]

    def areas(self) -> list[QRectF]:
        plot = self._plot(QRectF(self.rect()))
        reach = theme.px(REACH)
        return [
            QRectF(self._x(plot, place) - reach, plot.y(), 2 * reach, plot.height())
            for place in range(len(self.points))
        ]

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        if not self.points:
            return
        plot = self._plot(rect)
        lines = steps(max(1, *(whole(p.best_case) for p in self.points)), 3)
        for value in lines:
            y = plot.bottom() - plot.height() * value / lines[-1]
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(plot.x(), y), QPointF(plot.right(), y))
            box = QRectF(plot.x() - theme.px(LEFT), y - 9, theme.px(LEFT - 8), 18)
            paint.text(painter, box, on_axis(value), size=SMALL, ink="muted", align=paint.RIGHT)
        for _name, field, ink, style in series():
            self._draw_line(painter, plot, lines[-1], field, QPen(ink, 1.8, style))
        self._draw_days(painter, plot)
        draw_legend(painter, rect)

    def _plot(self, rect: QRectF) -> QRectF:
        return rect.adjusted(theme.px(LEFT), theme.px(HEAD), -8, -theme.px(FOOT + LEGEND))

    def _x(self, plot: QRectF, place: int) -> float:
        first, last = self.points[0].day, self.points[-1].day
        span = max(1, (last - first).days)
        return plot.x() + plot.width() * (self.points[place].day - first).days / span

    def _draw_line(self, painter: QPainter, plot: QRectF, most: int, field: str, pen: QPen) -> None:
        spots = [
            QPointF(
                self._x(plot, place),
                plot.bottom() - plot.height() * whole(getattr(point, field)) / most,
            )
            for place, point in enumerate(self.points)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        for stretch in self._stretches():
            painter.drawPolyline(QPolygonF([spots[place] for place in stretch]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.color())
        alone = [stretch[0] for stretch in self._stretches() if len(stretch) == 1]
        for place in {*alone, len(spots) - 1, self.hovered, self.current} - {-1}:
            painter.drawEllipse(spots[place], DOTS, DOTS)

    def _stretches(self) -> list[list[int]]:
        """The days that follow upon one another without a gap."""
        found: list[list[int]] = []
        for place, point in enumerate(self.points):
            before = self.points[place - 1].day if place else None
            if before is None or (point.day - before).days > GAP:
                found.append([])
            found[-1].append(place)
        return found

    def _draw_days(self, painter: QPainter, plot: QRectF) -> None:
        width = theme.px(84)
        for place in {0, len(self.points) - 1}:
            x = min(self._x(plot, place) - width / 2, plot.right() - width)
            box = QRectF(max(plot.x(), x), plot.bottom() + 4, width, theme.px(FOOT) - 4)
            align = paint.RIGHT if place else paint.LEFT
            words = self.points[place].day.isoformat()
            paint.text(painter, box, words, size=SMALL, ink="muted", align=align)


def series() -> list[tuple[str, str, QColor, Qt.PenStyle]]:
    """The lines: their words, field, colour and dash."""
    return [
        (_("Best case"), "best_case", theme.chart_color(4), Qt.PenStyle.DotLine),
        (_("Committed"), "committed", theme.chart_color(0), Qt.PenStyle.SolidLine),
        (_("Weighted"), "weighted", theme.chart_color(2), Qt.PenStyle.DashLine),
    ]


def draw_legend(painter: QPainter, rect: QRectF) -> None:
    """Which line is which."""
    left, y = rect.x() + theme.px(LEFT), rect.bottom() - theme.px(LEGEND) / 2
    for name, _field, ink, style in series():
        painter.setPen(QPen(ink, 1.8, style))
        painter.drawLine(QPointF(left, y), QPointF(left + theme.px(22), y))
        box = QRectF(left + theme.px(27), y - 10, paint.width_of(name, SMALL) + 2, 20)
        paint.text(painter, box, name, size=SMALL, ink="muted")
        left = box.right() + theme.px(14)
