"""A filled template as pages: for a printer, a PDF or a picture; it loads nothing but its own."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field as part
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageSize,
    QPainter,
    QPicture,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter

from cims.services.errors import NotPossible
from cims.services.i18n import N_, _, text_in
from cims.services.whole_file import replacing
from cims.ui.printing.marking import DOTS_PER_INCH, Pages, lay_out, print_pages, recorded_pages
from cims.ui.printing.paper import drawn_pdf
from cims.ui.theme.tokens import FAMILIES

MARGIN, MILLIMETRES = 15, 25.4  # in millimetres; of them in an inch
SCALE, MOST_PICTURED = 2, 10  # of 72 dots per inch; pages
MOST_PAGES, DEEPEST = 1_000, 8  # tables in one another
BASE_PX, HIGHEST = 12, 320  # pixels
WIDEST = 4  # times its height
SMOOTH = Qt.TransformationMode.SmoothTransformation
NOTHING = QImage(1, 1, QImage.Format.Format_ARGB32)
NOTHING.fill(0)


@dataclass(frozen=True)
class PaperPage:
    """One filled template: its HTML, the pictures it may show, its language, marks on its pages."""

    title: str
    html: str
    pictures: Mapping[str, bytes] = part(default_factory=dict)
    language: str = "en"
    mark: str = ""


class PaperDocument(QTextDocument):
    """Shows the pictures that are given to it and nothing else, from disk or net.

    What is refused becomes an empty picture: for none at all Qt would open the file by itself.
    """

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self._pictures = {address: drawn_small(data) for address, data in pictures.items()}

    def loadResource(self, kind: int, address: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return ""
        name = address.toString() if isinstance(address, QUrl) else address
        found = self._pictures.get(name)
        return NOTHING if found is None or found.isNull() else found


def drawn_small(data: bytes) -> QImage:
    """A picture, no larger than a paper shows it sharply.

    A banner gets empty room above and below it: it leaves the words beside it theirs.
    """
    image = QImage.fromData(data)
    if image.height() and image.width() > WIDEST * image.height():
        room = QImage(image.width(), image.width() // WIDEST, QImage.Format.Format_ARGB32)
        room.fill(0)
        painter = QPainter(room)
        painter.drawImage(0, (room.height() - image.height()) // 2, image)
        painter.end()
        image = room
    return image.scaledToHeight(HIGHEST, SMOOTH) if image.height() > HIGHEST else image


def paper_document(page: PaperPage) -> PaperDocument:
    """The page laid out, ready for print_pages."""
    document = PaperDocument(page.pictures)
    font = QFont(list(FAMILIES))
    font.setPixelSize(BASE_PX)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(page.html)
    refuse_deep(document)
    return document


def refuse_deep(document: QTextDocument) -> None:
    """NotPossible for tables in one another so deep that laying them out would never end."""
    inside = [document.rootFrame()]
    for _depth in range(DEEPEST + 1):
        inside = [below for frame in inside for below in frame.childFrames()]
    if inside:
        raise NotPossible(_("Too many tables stand in one another. Simplify the template."))


def usual_size() -> QSizeF:
    """The room between the margins of an A4 page."""
    size = QPageSize.size(QPageSize.PageSizeId.A4, QPageSize.Unit.Millimeter)
    wide, high = (
        (side - 2 * MARGIN) * DOTS_PER_INCH / MILLIMETRES for side in (size.width(), size.height())
    )
    return QSizeF(wide, high)


def drawn_pages(page: PaperPage, whole: QSizeF) -> list[QPicture]:
    """The pages of this size, ready to be shown without laying anything out."""
    document = paper_document(page)
    lay_out(document, whole)
    return recorded_pages(document, page.mark, numbers(page))


def print_paper(page: PaperPage, printer: QPrinter) -> None:
    """Print the pages that were asked for; a file that the printer writes is whole or not there."""
    if printer.outputFormat() is QPrinter.OutputFormat.PdfFormat:
        pdf = paper_pdf(page, printer)
        with replacing(Path(printer.outputFileName())) as unfinished:
            unfinished.write_bytes(pdf)
    elif not print_pages(paper_document(page), printer, page.mark, numbers(page)):
        raise NotPossible(_("The printer doesn't take the paper. Try another printer."))


def paper_pdf(page: PaperPage, like: QPagedPaintDevice | None = None) -> bytes:
    """The paper as PDF on A4, or with the pages of another device."""
    return drawn_pdf(paper_document(page), page.title, MARGIN, page.mark, numbers(page), like)


def paper_picture(page: PaperPage) -> QImage:
    """All pages below one another, sharp enough for a phone; NotPossible for very many."""
    from pypdfium2 import PdfDocument

    with PdfDocument(paper_pdf(page)) as document:
        if len(document) > MOST_PICTURED:
            sentence = _("The paper has {n} pages, too many for a picture. Save it as PDF.")
            raise NotPossible(sentence.format(n=len(document)))
        pictures = [image_of(one) for one in document]
    whole = QImage(
        max(one.width() for one in pictures),
        sum(one.height() for one in pictures),
        QImage.Format.Format_RGB32,
    )
    painter, top = QPainter(whole), 0
    for one in pictures:
        painter.drawImage(0, top, one)
        top += one.height()
    painter.end()
    return whole


def image_of(page: Any) -> QImage:
    """A page of a PDF, drawn."""
    with closing(page), closing(page.render(scale=SCALE, prefer_bgrx=True)) as drawn:
        size = drawn.width, drawn.height, drawn.stride
        return QImage(drawn.buffer, *size, QImage.Format.Format_RGB32).copy()


def numbers(page: PaperPage) -> Pages:
    """Each page bears its number, in the language of the paper."""
    words = text_in(page.language, N_("Page {page} of {pages}"))
    return Pages(words, always=True, most=MOST_PAGES)
