"""Taking a chart along: as a picture or table on the clipboard, as a PNG, SVG or PDF file.

`mark` says who takes it; the office decides whether pictures bear one.
"""

from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QMimeData, QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter, QPixmap
from PySide6.QtSvg import QSvgGenerator

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.whole_file import replacing
from cims.ui import paint, theme
from cims.ui.charts.chart import Chart
from cims.ui.printing.marking import FOOT, paint_mark

SHARPNESS, MARGIN, HEAD, EDGE, DPI = 2, 16, 30, 8, 96
PICTURES = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"


class NotWritten(CimsError):
    """The file could not be written."""


def picture(chart: Chart, mark: str = "") -> QPixmap:
    """The chart on a card of its own, twice as sharp as on the screen."""
    size = page_of(chart, mark)
    pixmap = QPixmap((size * SHARPNESS).toSize())
    pixmap.setDevicePixelRatio(SHARPNESS)
    paint_on(pixmap, chart, size, mark)
    return pixmap


def table(chart: Chart) -> QMimeData:
    """Names and counts with their headings, for a spreadsheet and for a text."""
    rows = [[safe(cell) for cell in line] for line in chart.table()]
    taken = QMimeData()
    taken.setText("\n".join("\t".join(line) for line in rows))
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in line) for line in rows)
    taken.setHtml(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>")
    return taken


def safe(words: str) -> str:
    """Words on one line that no spreadsheet takes for a formula."""
    line = paint.one_line(words)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def save(chart: Chart, file: Path, mark: str = "") -> None:
    """Write the chart; the ending of the file says how. NotWritten when the disk refuses."""
    write = {".svg": as_svg, ".pdf": as_pdf}.get(file.suffix.lower(), as_png)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(chart, buffer, mark)
    try:
        with replacing(file) as unfinished:
            unfinished.write_bytes(buffer.data().data())
    except OSError:
        sentence = _("“{file}” could not be written. Choose another folder or name.")
        raise NotWritten(sentence.format(file=file.name)) from None


def as_png(chart: Chart, out: QBuffer, mark: str) -> None:
    picture(chart, mark).save(out, "PNG")


def as_svg(chart: Chart, out: QBuffer, mark: str) -> None:
    """Lines that stay sharp in any size."""
    size = page_of(chart, mark)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(out)
    drawing.setSize(size.toSize())
    drawing.setViewBox(QRectF(0, 0, size.width(), size.height()))
    drawing.setTitle(chart.title)
    paint_on(drawing, chart, size, mark)


def as_pdf(chart: Chart, out: QBuffer, mark: str) -> None:
    """One page as large as the chart."""
    size = page_of(chart, mark)
    document = QPdfWriter(out)
    document.setResolution(DPI)
    document.setTitle(chart.title)
    points = QSizeF(size.width() * 72 / DPI, size.height() * 72 / DPI)
    document.setPageSize(QPageSize(points, QPageSize.Unit.Point))
    document.setPageMargins(QMarginsF(0, 0, 0, 0))
    paint_on(document, chart, size, mark)


def page_of(chart: Chart, mark: str) -> QSizeF:
    """The chart as large as on the screen, with its title, a margin and a line for the mark."""
    margin, head = theme.px(MARGIN), theme.px(HEAD)
    foot = FOOT if mark else 0
    return QSizeF(chart.width() + 2 * margin, chart.height() + 2 * margin + head + foot)


def paint_on(
    device: QPixmap | QSvgGenerator | QPdfWriter, chart: Chart, size: QSizeF, mark: str
) -> None:
    """Paint title, chart and mark."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme.color("surface"))
    margin, head = theme.px(MARGIN), theme.px(HEAD)
    title = QRectF(margin, margin, chart.width(), head - 8)
    paint.text(painter, title, chart.title, size=14, weight=paint.BOLD)
    chart.draw(painter, QRectF(margin, margin + head, chart.width(), chart.height()))
    if mark:
        painter.setFont(theme.font(11))
        painter.translate(0, -EDGE)
        whole = QSizeF(size.width() - EDGE, size.height())
        paint_mark(painter, whole, mark, theme.color("muted"), theme.color("text"))
    painter.end()
