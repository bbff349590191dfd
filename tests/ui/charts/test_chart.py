"""Charts are seen, pointed at, walked by keys, opened, and follow the theme."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cims.ui import theme
from cims.ui.charts.bars import Bars
from cims.ui.charts.chart import Chart
from cims.ui.charts.column_plot import COUNT
from cims.ui.charts.columns import Columns
from cims.ui.charts.sparkline import Sparkline
from cims.ui.theme import Mode
from tests.ui.charts.conftest import BARS, HOSTILE, bar

LEFT = Qt.MouseButton.LeftButton


def middle(chart: Chart, place: int) -> QPoint:
    return chart.areas()[place].center().toPoint()


def opened_keys(chart: Chart) -> list[str]:
    found: list[str] = []
    chart.opened.connect(lambda opened: found.append(opened.key))
    return found


def test_arrows_walk_and_enter_opens_the_bar(chart):
    opened = opened_keys(chart)
    chart.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_End, Qt.Key.Key_Space):
        QTest.keyClick(chart, key)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Enter)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Up)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert opened == ["B", "D", "C", "A"]


def test_a_click_opens_the_bar_below_it_and_no_other(chart):
    opened = opened_keys(chart)
    QTest.mouseClick(chart, LEFT, pos=middle(chart, 2))
    QTest.mouseClick(chart, Qt.MouseButton.RightButton, pos=middle(chart, 1))
    QTest.mouseClick(chart, LEFT, pos=QPoint(0, 239))
    assert opened[:1] == ["C"]
    assert len(opened) == 1 + (chart.bar_at(QPointF(0, 239)) >= 0)


def test_a_screen_reader_hears_the_chart_and_then_the_bar(chart, qtbot):
    unseen = Bars("Grades")
    qtbot.addWidget(unseen)
    unseen.show_bars(BARS)
    assert unseen.accessibleName() == "Grades"
    assert unseen.accessibleDescription() == "A: 10; B: 40; C: 5; D: 20, not over yet"
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription() == "B: 40"


def test_the_bar_with_the_keyboard_keeps_it_when_figures_change(chart):
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_End)
    chart.show_bars((bar("D", 3), bar("A", 1)))
    assert chart.bars[chart.current].key == "D"
    chart.show_bars(())
    assert chart.current == -1
    QTest.keyClick(chart, Qt.Key.Key_Return)


def test_a_tooltip_shows_names_as_they_are(on_screen):
    chart = on_screen(Bars("Sources"))
    chart.show_bars((bar("x", 1234, HOSTILE),))
    words = chart.tip_at(QPointF(middle(chart, 0)))
    assert "&lt;img" in words
    assert "1,234" in words
    assert chart.tip_at(QPointF(-5, -5)) == ""


def ink_in(chart: Chart, place: int) -> str:
    """The colour in a bar, near its foot."""
    area = chart.areas()[place]
    spot = QPointF(area.center().x(), area.bottom() - 6)
    if isinstance(chart, Bars):
        spot = QPointF(chart.width() * 0.12, area.center().y())
    return str(chart.grab().toImage().pixelColor(spot.toPoint()).name())


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_bars_are_painted_in_the_palette_of_the_theme(chart, appearance, mode):
    ink_in(chart, 1)
    appearance.choose(mode=mode)
    assert ink_in(chart, 1) == theme.chart_color(0).name()
    assert ink_in(chart, 3) != theme.chart_color(0).name()


def test_the_bar_that_is_pointed_at_is_another_colour(chart):
    before = ink_in(chart, 1)
    QTest.mouseMove(chart, middle(chart, 1))
    assert chart.hovered == 1
    assert ink_in(chart, 1) != before
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.hovered == -1


def test_columns_wait_for_pyqtgraph_without_a_word(qtbot):
    chart = Columns("Months")
    qtbot.addWidget(chart)
    chart.resize(300, 200)
    chart.show_bars(BARS)
    chart.grab()
    assert chart.areas() == []


def test_the_library_is_not_imported_with_the_page():
    ask = "import sys, cims.ui.pages.dashboard; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0


def test_a_chart_of_nothing_draws_nothing_that_can_be_hit(chart):
    chart.show_bars(())
    chart.grab()
    assert chart.areas() == []


def test_a_chart_of_noughts_is_drawn(chart):
    chart.show_bars((bar("A", 0), bar("B", 0)))
    chart.grab()
    assert len(chart.areas()) == 2


def test_columns_are_made_once_and_fitted_to_every_size(on_screen):
    chart = on_screen(Columns("Months"))
    chart.show_bars(BARS)
    chart.grab()
    made = chart._made
    right = chart.areas()[-1].right()
    chart.resize(600, 300)
    chart.grab()
    assert chart._made is made
    assert chart.areas()[-1].right() > right
    assert chart.areas()[-1].right() <= 600


def test_a_sparkline_is_drawn_only_where_there_is_something_to_see(qtbot):
    line = Sparkline()
    qtbot.addWidget(line)
    line.resize(92, 34)
    empty = line.grab().toImage()
    line.show_counts([0, 0, 0])
    assert line.grab().toImage() == empty
    line.show_counts([1, 5, 3])
    assert line.grab().toImage() != empty


def test_axes_leave_no_marks_beside_their_numbers(on_screen):
    chart = on_screen(Columns("Months"))
    chart.show_bars(BARS)
    image = chart.grab().toImage()
    spots = ((x, y) for x in range(image.width()) for y in range(image.height()))
    assert not any(image.pixelColor(*spot).name() == "#000000" for spot in spots)


@pytest.mark.parametrize("height", [90, 110, 240])
def test_the_count_above_the_highest_column_is_not_cut(on_screen, height):
    chart = on_screen(Columns("Months"))
    chart.resize(480, height)
    chart.show_bars((bar("2026-10", 20), bar("2026-11", 60)))  # as high as the highest line
    plot = chart._plot(QRectF(chart.rect()))
    assert plot.head(1, 60).y() >= theme.px(COUNT) - 1
