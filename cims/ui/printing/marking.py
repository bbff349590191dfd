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
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

DOTS_PER_INCH = 96
FOOT = 26
FOOT_PX, ACROSS_PX = 11, 34
FOOT_INK, ACROSS_INK = QColor("#666666"), QColor(0, 0, 0)
FAINT = 22  # of 255: what stands across a page hides nothing
SHORT = 1 / 3  # of a page: what is shorter is not torn
TILT, MOST_ACROSS = -32, 0.9  # degrees; the share of a small page's diagonal


def print_pages(document: QTextDocument, device: QPagedPaintDevice, mark: str = "") -> None:
    """Print the pages that were asked for, with the mark if there is one, numbered if several."""
    scale = device.logicalDpiX() / DOTS_PER_INCH
    whole = QSizeF(device.width() / scale, device.height() / scale)
    document.setPageSize(QSizeF(whole.width(), whole.height() - FOOT))
    keep_together(document)
    pages, asked = document.pageCount(), device.pageRanges()
    chosen = [n for n in range(pages) if asked.isEmpty() or asked.contains(n + 1)]
    painter = QPainter(device)
    if not painter.isActive():  # a printer that refuses tells so itself
        return
    for page in chosen:
        if page != chosen[0]:
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


def keep_together(document: QTextDocument) -> None:
    """Begin short parts on the next page where they would be torn, and no page with a lone heading.

    A part is a heading with what follows it, up to the next one.
    """
    layout, page, block = document.documentLayout(), document.pageSize().height(), document.begin()
    while block.isValid():
        heading, block = block, block.next()
        if not heading.blockFormat().headingLevel():
            continue
        last, first = heading, block.next() if block.next().isValid() else block  # below the rule
        while block.isValid() and not block.blockFormat().headingLevel():
            last, block = block, block.next()
        top = layout.blockBoundingRect(heading).top()
        end = layout.blockBoundingRect(last).bottom()
        is_short = end - top < page * SHORT
        beside = end if is_short else layout.blockBoundingRect(first).bottom()
        if top // page != beside // page:
            breaking = heading.blockFormat()
            breaking.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(heading).setBlockFormat(breaking)


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
