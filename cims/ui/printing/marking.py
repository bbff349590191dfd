"""Pages as they leave: numbered, and with who printed them, across the paper and at its foot."""

from dataclasses import dataclass
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
    QPicture,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
    QTextTableCell,
)

from cims.services.errors import NotPossible
from cims.services.i18n import _

DOTS_PER_INCH = 96
FOOT = 26
FOOT_PX, ACROSS_PX = 11, 34
FOOT_INK, ACROSS_INK = QColor("#666666"), QColor(0, 0, 0)
FAINT = 22  # of 255: what stands across a page hides nothing
SHORT, HALF = 1 / 3, 1 / 2  # of a page: what is shorter is not torn; a row of a table
ALIKE = 1.5  # pixels between two sizes that are the same page
TILT, MOST_ACROSS = -32, 0.9  # degrees; the share of a small page's diagonal


@dataclass(frozen=True)
class Pages:
    """How pages are numbered: a single one only if `always`; more than `most` are not drawn."""

    words: str = "{page} / {pages}"
    always: bool = False
    most: int | None = None

    def refuse_endless(self, document: QTextDocument) -> None:
        """NotPossible for a document that fills more pages."""
        if self.most is not None and (pages := document.pageCount()) > self.most:
            sentence = _("The paper would have {n} pages. Shorten it, or mend its template.")
            raise NotPossible(sentence.format(n=f"{pages:,}"))


SEVERAL = Pages()


def print_pages(
    document: QTextDocument, device: QPagedPaintDevice, mark: str = "", numbers: Pages = SEVERAL
) -> bool:
    """Print the pages that were asked for, numbered and marked; whether the device took them."""
    scale, whole = device.logicalDpiX() / DOTS_PER_INCH, page_size(device)
    if not is_laid_out(document, whole):
        lay_out(document, whole)
    numbers.refuse_endless(document)
    pages, asked = document.pageCount(), device.pageRanges()
    chosen = [n for n in range(pages) if asked.isEmpty() or asked.contains(n + 1)]
    painter = QPainter(device)
    painter.setFont(document.defaultFont())
    if not painter.isActive():
        return False
    for page in chosen:
        if page != chosen[0]:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        paint_whole(painter, document, page, mark, numbers)
        painter.restore()
    return painter.end()


def page_size(device: QPagedPaintDevice) -> QSizeF:
    """The room between the margins of a device's pages."""
    scale = device.logicalDpiX() / DOTS_PER_INCH
    return QSizeF(device.width() / scale, device.height() / scale)


def recorded_pages(document: QTextDocument, mark: str, numbers: Pages) -> list[QPicture]:
    """Each page of a document that is laid out, drawn once, to be shown anywhere."""
    numbers.refuse_endless(document)
    made = []
    for page in range(document.pageCount()):
        picture = QPicture()
        painter = QPainter(picture)
        painter.setFont(document.defaultFont())
        paint_whole(painter, document, page, mark, numbers)
        painter.end()
        made.append(picture)
    return made


def paint_whole(
    painter: QPainter, document: QTextDocument, page: int, mark: str, numbers: Pages
) -> None:
    """A page with its number and mark."""
    pages, size = document.pageCount(), document.pageSize()
    whole = QSizeF(size.width(), size.height() + FOOT)
    paint_page(painter, document, page)
    if pages > 1 or numbers.always:
        words = numbers.words.format(page=page + 1, pages=pages)
        paint_foot(painter, whole, words, Qt.AlignmentFlag.AlignLeft)
    if mark:
        paint_mark(painter, whole, mark)


def lay_out(document: QTextDocument, whole: QSizeF) -> None:
    """Divide a document into pages of this size, each with room for its foot."""
    document.setPageSize(QSizeF(whole.width(), whole.height() - FOOT))
    keep_rows_whole(document)
    keep_together(document)


def is_laid_out(document: QTextDocument, whole: QSizeF) -> bool:
    """Whether a document is divided into pages of this size already."""
    there = document.pageSize()
    return are_alike(QSizeF(there.width(), there.height() + FOOT), whole)


def are_alike(one: QSizeF, other: QSizeF) -> bool:
    """Whether two sizes are the same page."""
    apart = one - other
    return max(abs(apart.width()), abs(apart.height())) <= ALIKE


def keep_together(document: QTextDocument) -> None:
    """Begin short parts on the next page where they would be torn, and no page with a lone heading.

    A part is a heading with what follows it, up to the next one.
    """
    layout, page, block = document.documentLayout(), document.pageSize().height(), document.begin()
    while block.isValid():
        heading, block = block, block.next()
        if not is_heading(heading):
            continue
        last, first = heading, block.next() if block.next().isValid() else block  # below the rule
        while block.isValid() and not is_heading(block):
            last, block = block, block.next()
        top = layout.blockBoundingRect(heading).top()
        end = layout.blockBoundingRect(last).bottom()
        is_short = end - top < page * SHORT
        beside = end if is_short else layout.blockBoundingRect(first).bottom()
        if top // page != beside // page:
            breaking = heading.blockFormat()
            breaking.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(heading).setBlockFormat(breaking)


def is_heading(block: QTextBlock) -> bool:
    """Whether a part of the document begins with it; what stands in a table begins none."""
    return bool(block.blockFormat().headingLevel()) and not QTextCursor(block).currentTable()


def keep_rows_whole(document: QTextDocument) -> None:
    """Let no row of a table be torn between two pages, unless it is longer than half a page.

    The row above it is made higher, so that it begins on the next page.
    """
    page = document.pageSize().height()
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable):
            for number in range(1, table.rows()):
                push_down(document, table, number, page)


def push_down(document: QTextDocument, table: QTextTable, number: int, page: float) -> None:
    """Move a row that is torn to the next page; a heading stays with the row below it."""
    layout, rows = document.documentLayout(), [row_of(table, number)]
    if any(cell.firstCursorPosition().blockFormat().headingLevel() for cell in rows[0]):
        rows += [row_of(table, below) for below in (number + 1,) if below < table.rows()]
    firsts = [cell.firstCursorPosition().block() for cell in rows[0]]
    lasts = [cell.lastCursorPosition().block() for cell in rows[-1]]
    top = min(layout.blockBoundingRect(block).top() for block in firsts)
    end = max(layout.blockBoundingRect(block).bottom() for block in lasts)
    if top // page == (end - 1) // page or end - top > page * HALF:
        return
    room = page - top % page - rows[0][0].format().toTableCellFormat().topPadding() - 2
    for above in row_of(table, number - 1):
        grown = above.format().toTableCellFormat()
        grown.setBottomPadding(grown.bottomPadding() + max(room, 0))
        above.setFormat(grown)


def row_of(table: QTextTable, number: int) -> list[QTextTableCell]:
    """The cells of a row."""
    return [table.cellAt(number, column) for column in range(table.columns())]


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
