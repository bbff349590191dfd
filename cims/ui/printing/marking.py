"""Pages as they leave: numbered, and with who printed them, across the paper and at its foot."""

from math import hypot

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPainter,
    QPalette,
    QTextDocument,
)

DOTS_PER_INCH = 96
FOOT = 26
FOOT_PX, ACROSS_PX = 11, 34
FOOT_INK, ACROSS_INK = QColor("#666666"), QColor(0, 0, 0)
FAINT = 22  # of 255: what stands across a page hides nothing
TILT, MOST_ACROSS = -32, 0.9  # degrees; the share of a small page's diagonal


def print_pages(document: QTextDocument, device: QPagedPaintDevice, mark: str = "") -> None:
    """Print all pages, each with its mark if there is one, and numbered if there are several."""
    scale = device.logicalDpiX() / DOTS_PER_INCH
    whole = QSizeF(device.width() / scale, device.height() / scale)
    document.setPageSize(QSizeF(whole.width(), whole.height() - FOOT))
    painter, pages = QPainter(device), document.pageCount()
    for page in range(pages):
        if page:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        paint_page(painter, document, page)
        if pages > 1:
            paint_foot(painter, whole, f"{page + 1} / {pages}", Qt.AlignmentFlag.AlignLeft)
        if mark:
            paint_mark(painter, whole, mark)
        painter.restore()
    painter.end()


def paint_page(painter: QPainter, document: QTextDocument, page: int) -> None:
    """One page of the document, in black whatever the theme is."""
    size = document.pageSize()
    seen = QRectF(0, page * size.height(), size.width(), size.height())
    context, palette = QAbstractTextDocumentLayout.PaintContext(), QPalette()
    palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    context.palette, context.clip = palette, seen
    painter.save()
    painter.translate(0, -seen.top())
    painter.setClipRect(seen)
    document.documentLayout().draw(painter, context)
    painter.restore()


def paint_foot(
    painter: QPainter,
    whole: QSizeF,
    words: str,
    side: Qt.AlignmentFlag,
    ink: QColor = FOOT_INK,
) -> None:
    """Small words at one side of a page's foot."""
    font = QFont(painter.font())
    font.setPixelSize(FOOT_PX)
    painter.setFont(font)
    painter.setPen(ink)
    foot = QRectF(0, whole.height() - FOOT, whole.width(), FOOT)
    painter.drawText(foot, side | Qt.AlignmentFlag.AlignBottom, words)


def paint_mark(
    painter: QPainter,
    whole: QSizeF,
    mark: str,
    foot_ink: QColor = FOOT_INK,
    across_ink: QColor = ACROSS_INK,
) -> None:
    """The mark, faint across the page and small at the right of its foot."""
    paint_foot(painter, whole, mark, Qt.AlignmentFlag.AlignRight, foot_ink)
    font = QFont(painter.font())
    font.setPixelSize(ACROSS_PX)
    length = QFontMetricsF(font).horizontalAdvance(mark)
    room = MOST_ACROSS * hypot(whole.width(), whole.height())
    font.setPixelSize(max(FOOT_PX, int(ACROSS_PX * min(1, room / length))))
    painter.setFont(font)
    faint = QColor(across_ink)
    faint.setAlpha(FAINT)
    painter.setPen(faint)
    painter.translate(QPointF(whole.width() / 2, whole.height() / 2))
    painter.rotate(TILT)
    across = QRectF(-whole.height(), -ACROSS_PX, 2 * whole.height(), 2 * ACROSS_PX)
    painter.drawText(across, Qt.AlignmentFlag.AlignCenter, mark)
