"""The groups of a forecast, a row each: target, what is closed, what may come, what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from cims.services.forecast_fields import Cell, Forecast, ForecastLine, GroupBy, Measure
from cims.services.i18n import N_, _
from cims.services.rules.currencies import Amount, whole
from cims.ui import paint, theme
from cims.ui.charts.numbers import exact
from cims.ui.pages.forecast.forecast_words import GROUP_HEADS
from cims.ui.widgets import PlainRows, PlainTable, plain_tooltip

NAME_WIDTH, NARROWEST, NONE = 140, 84, "–"
LINE, LINES = 34, 46  # the height of a row, with an earlier day in it
OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in it, and of which sum."""

    title: str
    amount: Callable[[ForecastLine], Amount | None]
    measure: Measure | None = None


def of(measure: Measure) -> Callable[[ForecastLine], Amount | None]:
    """The amount of one sum."""
    return lambda line: line.cells[measure].amount


COLUMNS = (
    Column(N_("Target"), lambda line: line.target),
    Column(N_("Closed won"), of(Measure.CLOSED), Measure.CLOSED),
    Column(N_("Reached"), lambda line: None),
    Column(N_("Committed"), of(Measure.COMMITTED), Measure.COMMITTED),
    Column(N_("Best case"), of(Measure.BEST_CASE), Measure.BEST_CASE),
    Column(N_("Weighted"), of(Measure.WEIGHTED), Measure.WEIGHTED),
    Column(N_("Slipped"), of(Measure.SLIPPED), Measure.SLIPPED),
    Column(N_("Gap"), lambda line: line.gap),
)
REACHED = 2  # its place among them
OF_TARGETS = ("Target", "Reached", "Gap")
WITH_TARGETS = (GroupBy.PERSON, GroupBy.TEAM)


class ForecastRows(PlainRows[ForecastLine]):
    """The lines below their total."""

    def __init__(self) -> None:
        super().__init__(("", *(column.title for column in COLUMNS)))
        self._head = ""
        self._earlier: dict[str, ForecastLine] = {}

    def show(self, forecast: Forecast, earlier: Forecast | None) -> None:
        """Show other lines, beside what they were where an earlier day is compared."""
        self._head = _(GROUP_HEADS[forecast.asked.by])
        before = [*earlier.rows, earlier.total] if earlier else []
        self._earlier = {line.key: line for line in before}
        self.put([forecast.total, *forecast.rows] if forecast.rows else [])

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return RIGHT
        is_name = not section and role == Qt.ItemDataRole.DisplayRole
        if is_name and side is Qt.Orientation.Horizontal:
            return self._head
        return super().headerData(section, side, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, place = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(line, place)
            case Qt.ItemDataRole.TextAlignmentRole if place:
                return RIGHT
            case Qt.ItemDataRole.FontRole if line.key == "":
                return theme.font(13, paint.BOLD)
            case Qt.ItemDataRole.ForegroundRole if place and not self.cell(index):
                return theme.color("muted")
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(line, place)
        return None

    def text(self, line: ForecastLine, place: int) -> str:
        """What a cell says."""
        if not place:
            return line.label
        if place - 1 == REACHED:
            return NONE if line.reached is None else f"{line.reached * 100:.0f}%"
        column = COLUMNS[place - 1]
        amount = column.amount(line)
        if amount is None:
            return NONE
        told = exact(whole(amount))
        before = self._before(line, column)
        if before is None or column.measure is None:
            return told
        change = whole(amount) - whole(before)
        return f"{told}\n{change:+,}" if change else f"{told}\n="

    def cell(self, index: Index) -> Cell | None:
        """The sum in a cell, where its rows can be listed."""
        place = index.column()
        measure = COLUMNS[place - 1].measure if place else None
        found = self.rows[index.row()].cells[measure] if measure else None
        return found if found and found.count and found.where is not None else None

    def _before(self, line: ForecastLine, column: Column) -> Amount | None:
        if not self._earlier:
            return None
        before = self._earlier.get(line.key)
        now = column.amount(line)
        if before is None:
            return Amount(Decimal(0), now.currency) if now is not None else None
        return column.amount(before)

    def _tip(self, line: ForecastLine, place: int) -> str:
        measure = COLUMNS[place - 1].measure if place else None
        if measure is None:
            return plain_tooltip(self.text(line, place))
        cell = line.cells[measure]
        words = _("{amount} from {count} opportunities").format(
            amount=f"{cell.amount:,f}", count=exact(cell.count)
        )
        return plain_tooltip(words)


class ForecastTable(PlainTable):
    """A click or Enter on a sum opens its rows."""

    sum_opened = Signal(object, object)  # line, measure

    def __init__(self, model: ForecastRows) -> None:
        super().__init__(_("Forecast"), model)
        self._rows = model
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.horizontalHeader().setStretchLastSection(False)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENING and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_to(self.viewport().width())

    def show_forecast(self, forecast: Forecast, earlier: Forecast | None) -> None:
        """Show other lines; there are no targets of products and pipelines."""
        self._rows.show(forecast, earlier)
        has_targets = forecast.total.target is not None and forecast.asked.by in WITH_TARGETS
        for place, column in enumerate(COLUMNS, 1):
            self.setColumnHidden(place, not has_targets and column.title in OF_TARGETS)
        height = theme.px(LINES if earlier else LINE)
        self.verticalHeader().setDefaultSectionSize(height)

    def fit_to(self, width: int) -> None:
        """Share the width out: what a name needs, the rest for the numbers alike."""
        name = theme.px(NAME_WIDTH)
        seen = [n for n in range(1, len(COLUMNS) + 1) if not self.isColumnHidden(n)]
        each = max(theme.px(NARROWEST), (width - name - 4) // max(1, len(seen)))
        self.setColumnWidth(0, max(name, width - each * len(seen) - 4))
        for place in seen:
            self.setColumnWidth(place, each)

    def _open(self, index: Index) -> None:
        if self._rows.cell(index) is not None:
            measure = COLUMNS[index.column() - 1].measure
            self.sum_opened.emit(self._rows.rows[index.row()], measure)


def table_of(rows: Sequence[ForecastLine], head: str) -> tuple[list[str], list[list[Any]]]:
    """Headings and cells for a workbook."""
    titles = [head, *(_(column.title) for column in COLUMNS)]
    cells = [
        [
            line.label,
            *(
                line.reached if place == REACHED else column.amount(line)
                for place, column in enumerate(COLUMNS)
            ),
        ]
        for line in rows
    ]
    return titles, cells
