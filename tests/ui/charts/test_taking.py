"""What can be taken from a chart: pictures that hold it, tables that no spreadsheet runs."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from cims.ui import theme
from cims.ui.charts import taking
from cims.ui.charts.bars import Bars
from tests.ui.charts.conftest import BARS, HOSTILE, bar


def holds(image: QImage, colour: str, step: int = 3) -> bool:
    """Whether some pixel has the colour."""
    places = range(0, image.width(), step), range(0, image.height(), step)
    return any(image.pixelColor(x, y).name() == colour for x in places[0] for y in places[1])


def test_a_picture_is_sharp_and_holds_the_chart(chart):
    picture = taking.picture(chart)
    assert picture.width() > 2 * chart.width()
    assert holds(picture.toImage(), theme.chart_color(0).name())
    assert holds(picture.toImage(), theme.color("surface").name())


def test_png_svg_and_pdf_can_be_read_again(chart, tmp_path: Path):
    files = [tmp_path / f"客户.{ending}" for ending in ("png", "svg", "pdf")]
    for file in files:
        taking.save(chart, file)
    assert holds(QImage(str(files[0])), theme.chart_color(0).name())
    assert QSvgRenderer(str(files[1])).isValid()
    document = pypdfium2.PdfDocument(files[2])
    assert len(document) == 1
    words = document[0].get_textpage().get_text_range()
    assert "".join(words.split()).startswith("Grades")
    document.close()


def test_whoever_takes_a_chart_along_stands_on_it(chart, tmp_path: Path):
    plain, marked = (taking.picture(chart, mark).toImage() for mark in ("", "CIMS · 王晓燕"))
    foot = marked.copy(0, plain.height(), marked.width(), marked.height() - plain.height())
    assert holds(foot, theme.color("muted").name(), step=1)
    for ending in ("svg", "pdf"):
        taking.save(chart, tmp_path / f"chart.{ending}", "CIMS · Wang")
    assert "CIMS · Wang" in (tmp_path / "chart.svg").read_text(encoding="utf-8")
    document = pypdfium2.PdfDocument(tmp_path / "chart.pdf")
    words = "".join(document[0].get_textpage().get_text_range().split())
    assert words.count("CIMS·Wang") == 2  # across the page and at its foot
    document.close()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_folder_that_is_gone_is_told(chart, tmp_path: Path, ending: str):
    with pytest.raises(taking.NotWritten, match=f"chart.{ending}"):
        taking.save(chart, tmp_path / "gone" / f"chart.{ending}")


def test_a_table_has_headings_and_runs_nothing(on_screen):
    chart = on_screen(Bars("Sources"))
    chart.show_bars((*BARS, bar("x", 7, f"={HOSTILE}\nnext")))
    taken = taking.table(chart)
    assert taken.text().splitlines()[0] == "Sources\tCount"
    assert taken.text().splitlines()[-1].startswith("'=")
    assert taken.text().endswith("next\t7")
    assert "<img" not in taken.html()
    assert taken.html().count("<tr>") == 6
