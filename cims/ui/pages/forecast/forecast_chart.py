"""The months of a forecast: what is closed, committed and hoped for; target and weighted sum.

Nothing is told by colour alone: solid, hatched and open columns, a dashed and a dotted line.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from cims.services.forecast_fields import MEASURE_WORDS, Forecast, ForecastLine, Measure
from cims.services.i18n import _
from cims.services.insights.figures import Bar, Figure
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rules.currencies import whole
from cims.ui import paint, theme
from cims.ui.charts.chart import Chart
from cims.ui.charts.numbers import on_axis, short, steps
from cims.ui.pages.forecast.forecast_words import of_line

LEFT, FOOT, HEAD, LEGEND = 56, 24, 22, 24
WIDTH, WIDEST, SMALL, RADIUS = 0.5, 56, 11, 3
HATCH, PALE = 0.55, 0.16
COLUMN, TARGET, WEIGHTED = 0, 1, 2  # of the chart's colours
STACKED = (Measure.BEST_CASE, Measure.COMMITTED, Measure.CLOSED)  # from the back to the front
DOTS, LABEL, CLEAR = 3.2, 15, 6  # of a figure: its height, its distance from what it tells
KEYS = (*reversed(STACKED), Measure.WEIGHTED)


class ForecastChart(Chart):
    """A stack for each month, the line of the target above it, the weighted sums joined."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.lines: Sequence[ForecastLine] = ()
        self._this_month = ""

    def show_forecast(self, forecast: Forecast) -> None:
        """Show other months."""
        self.lines, self._this_month = forecast.months, f"{forecast.today:%Y-%m}"
        bars = [
            Bar(line.key, line.label, Figure(OPPORTUNITY.name, cell.where, cell.count))
            for line in forecast.months
            for cell in [line.cells[Measure.BEST_CASE]]
        ]
        self.show_bars(bars)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(620), theme.px(260))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(170))

    def described(self, bar: Bar) -> str:
        line = next((line for line in self.lines if line.key == bar.key), None)
        return of_line(line) if line else bar.key

    def name_of(self, bar: Bar) -> str:
        return bar.key

    def table(self) -> list[tuple[str, ...]]:
        heads = (self.title, *(_(MEASURE_WORDS[m]) for m in Measure), _("Target"))
        rows = (
            (
                line.key,
                *(f"{line.cells[m].amount:f}" for m in Measure),
                "" if line.target is None else f"{line.target:f}",
            )
            for line in self.lines
        )
        return [heads, *rows]

    def areas(self) -> list[QRectF]:
        plot = self._plot(QRectF(self.rect()))
        return [self._slot(plot, place) for place in range(len(self.lines))]

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        if not self.lines:
            return
        plot, lines = self._plot(rect), steps(self._most())
        self._draw_grid(painter, plot, lines)
        for place, line in enumerate(self.lines):
            self._draw_stack(painter, plot, lines[-1], place, line)
        self._draw_targets(painter, plot, lines[-1])
        self._draw_weighted(painter, plot, lines[-1])
        self._draw_heads(painter, plot, lines[-1])
        self._draw_legend(painter, rect)

    def _most(self) -> int:
        tops = [whole(line.cells[Measure.BEST_CASE].amount) for line in self.lines]
        tops += [whole(line.target) for line in self.lines if line.target is not None]
        tops += [whole(line.cells[Measure.WEIGHTED].amount) for line in self.lines]
        return max(1, *tops)

    def _plot(self, rect: QRectF) -> QRectF:
        return rect.adjusted(theme.px(LEFT), theme.px(HEAD), 0, -theme.px(FOOT + LEGEND))

    def _slot(self, plot: QRectF, place: int) -> QRectF:
        width = plot.width() / max(1, len(self.lines))
        return QRectF(plot.x() + place * width, plot.y(), width, plot.height())

    def _height(self, plot: QRectF, most: int, value: int) -> float:
        return plot.height() * value / most

    def _column(self, plot: QRectF, place: int, height: float) -> QRectF:
        slot = self._slot(plot, place)
        width = min(slot.width() * WIDTH, theme.px(WIDEST))
        return QRectF(slot.center().x() - width / 2, plot.bottom() - height, width, height)

    def _draw_grid(self, painter: QPainter, plot: QRectF, lines: list[int]) -> None:
        for value in lines:
            y = plot.bottom() - self._height(plot, lines[-1], value)
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(plot.x(), y), QPointF(plot.right(), y))
            box = QRectF(plot.x() - theme.px(LEFT), y - 9, theme.px(LEFT - 8), 18)
            paint.text(painter, box, on_axis(value), size=SMALL, ink="muted", align=paint.RIGHT)
        for place, line in enumerate(self.lines):
            slot = self._slot(plot, place)
            foot = QRectF(slot.x(), plot.bottom() + 4, slot.width(), theme.px(FOOT) - 4)
            is_now = line.key == self._this_month
            weight, ink = (paint.BOLD, "text") if is_now else (paint.NORMAL, "muted")
            paint.text(
                painter, foot, line.label, size=SMALL, weight=weight, ink=ink, align=paint.CENTER
            )

    def _draw_stack(
        self, painter: QPainter, plot: QRectF, most: int, place: int, line: ForecastLine
    ) -> None:
        for measure in STACKED:
            value = whole(line.cells[measure].amount)
            box = self._column(plot, place, self._height(plot, most, value))
            if value:
                draw_box(painter, box, measure, is_lit=place == self.hovered)

    def _draw_targets(self, painter: QPainter, plot: QRectF, most: int) -> None:
        painter.setPen(target_pen())
        for place, line in enumerate(self.lines):
            if line.target is not None:
                slot = self._slot(plot, place).adjusted(4, 0, -4, 0)
                y = plot.bottom() - self._height(plot, most, whole(line.target))
                painter.drawLine(QPointF(slot.x(), y), QPointF(slot.right(), y))

    def _draw_weighted(self, painter: QPainter, plot: QRectF, most: int) -> None:
        spots = [
            QPointF(
                self._slot(plot, place).center().x(),
                plot.bottom()
                - self._height(plot, most, whole(line.cells[Measure.WEIGHTED].amount)),
            )
            for place, line in enumerate(self.lines)
        ]
        draw_dotted(painter, spots)

    def heads(self, plot: QRectF, most: int) -> list[tuple[QRectF, str]]:
        """Where the figure of each month stands, above its stack and off the lines; its words."""
        made = []
        for place, line in enumerate(self.lines):
            top = max(whole(line.cells[measure].amount) for measure in STACKED)
            if not top:
                continue
            words = short(top)
            width, height = paint.width_of(words, SMALL, paint.MEDIUM) + 4, theme.px(LABEL)
            above = max(top, whole(line.cells[Measure.WEIGHTED].amount))
            foot = plot.bottom() - self._height(plot, most, above) - theme.px(CLEAR)
            if line.target is not None:
                aim = plot.bottom() - self._height(plot, most, whole(line.target))
                if foot - height - 2 < aim < foot + 2:
                    foot = aim - 2
            middle = self._slot(plot, place).center().x()
            made.append((QRectF(middle - width / 2, foot - height, width, height), words))
        return made

    def _draw_heads(self, painter: QPainter, plot: QRectF, most: int) -> None:
        """After the lines, on the card's ground: none runs through a figure."""
        for box, words in self.heads(plot, most):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            paint.text(painter, box, words, size=SMALL, weight=paint.MEDIUM, align=paint.CENTER)

    def _draw_legend(self, painter: QPainter, rect: QRectF) -> None:
        """What each pattern means, below the months."""
        left, y = rect.x() + theme.px(LEFT), rect.bottom() - theme.px(LEGEND) / 2
        side = theme.px(12)
        for measure in (*KEYS, None):
            box = QRectF(left, y - side / 2, side, side)
            if measure is None:
                painter.setPen(target_pen())
                painter.drawLine(QPointF(left, y), QPointF(left + 2 * side, y))
                box.setWidth(2 * side)
            elif measure is Measure.WEIGHTED:
                draw_dotted(painter, [QPointF(left, y), QPointF(left + 2 * side, y)])
                box.setWidth(2 * side)
            else:
                draw_box(painter, box, measure, is_lit=False)
            words = _("Target") if measure is None else _(MEASURE_WORDS[measure])
            width = paint.width_of(words, SMALL) + 2
            at = QRectF(box.right() + 6, y - 10, width, 20)
            if at.right() > rect.right():
                break
            paint.text(painter, at, words, size=SMALL, ink="muted")
            left = at.right() + theme.px(16)


def draw_box(painter: QPainter, box: QRectF, measure: Measure, *, is_lit: bool) -> None:
    """Solid what is closed, hatched what is committed, pale with an edge what may come."""
    ink = theme.chart_color(COLUMN)
    if is_lit:
        ink = ink.lighter(118) if theme.is_dark() else ink.darker(118)
    ground = theme.color("surface")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    radius = min(RADIUS, box.height() / 2)
    painter.drawRoundedRect(box, radius, radius)
    fill = theme.chart_color(COLUMN) if not is_lit else ink
    match measure:
        case Measure.CLOSED:
            painter.setBrush(fill)
        case Measure.COMMITTED:
            fill.setAlphaF(HATCH)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, radius, radius)
            painter.setBrush(QBrush(ground, Qt.BrushStyle.BDiagPattern))
        case _:
            pale = theme.chart_color(COLUMN)
            pale.setAlphaF(PALE)
            painter.setPen(QPen(ink, 1))
            painter.setBrush(pale)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, 0), radius, radius)


def target_pen() -> QPen:
    """The dashed line of a target."""
    pen = QPen(theme.chart_color(TARGET), 2, Qt.PenStyle.DashLine)
    pen.setDashPattern([3, 2])
    return pen


def draw_dotted(painter: QPainter, spots: list[QPointF]) -> None:
    """The line of weighted sums, with a dot at each."""
    ink = theme.chart_color(WEIGHTED)
    painter.setPen(QPen(ink, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(spots))
    painter.setPen(QPen(theme.color("surface"), 1))
    painter.setBrush(ink)
    for spot in spots:
        painter.drawEllipse(spot, DOTS, DOTS)
