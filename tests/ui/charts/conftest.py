"""Bars to look at, and charts on the screen."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.filters import Condition, Operator
from cims.services.insights.figures import Bar, Figure
from cims.ui.charts.bars import Bars
from cims.ui.charts.chart import Chart
from cims.ui.charts.column_plot import bring_pyqtgraph
from cims.ui.charts.columns import Columns

C = TypeVar("C", bound=Chart)
HOSTILE = '<img src="x">=1+1 & co'


def bar(key: str, count: int, label: str = "", **how: bool) -> Bar:
    """A bar whose filter names it."""
    figure = Figure("customer", Condition("grade", Operator.IS, key), count)
    return Bar(key, label or key, figure, **how)


BARS = (bar("A", 10), bar("B", 40), bar("C", 5), bar("D", 20, is_unfinished=True))


@pytest.fixture
def on_screen(qtbot: QtBot) -> Iterator[Callable[[C], C]]:
    """A chart that is shown and has the keyboard's window."""
    made: list[Chart] = []

    def show(chart: C) -> C:
        made.append(chart)
        if isinstance(chart, Columns):
            chart.use_library(bring_pyqtgraph())
        chart.resize(480, 240)
        chart.show()
        chart.activateWindow()
        qtbot.waitUntil(chart.isActiveWindow)
        return chart

    yield show
    for chart in made:
        delete(chart)


@pytest.fixture(params=[Bars, Columns])
def chart(request: pytest.FixtureRequest, on_screen: Callable[[C], C]) -> Chart:
    """Four bars, lying or standing."""
    made: Chart = on_screen(request.param("Grades"))
    made.show_bars(BARS)
    return made
