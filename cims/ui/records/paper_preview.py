"""The preview of a quote or an order: pages are drawn on a worker, for each size of page anew."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui.printing.marking import DOTS_PER_INCH, are_alike, page_size
from cims.ui.printing.paper import preview
from cims.ui.printing.paper_page import MARGIN, PaperPage, drawn_pages, usual_size

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

CENTRE = Qt.AlignmentFlag.AlignCenter


class PaperPreview:
    """Opens once the pages for A4 are drawn; what is really printed goes through `leave`."""

    def __init__(
        self, owner: QWidget, jobs: "Jobs", page: PaperPage, leave: Callable[[QPrinter], object]
    ) -> None:
        self._owner, self._jobs, self._page, self._leave = owner, jobs, page, leave
        self._size, self._pages = usual_size(), list[QPicture]()
        self.dialog: QPrintPreviewDialog | None = None
        self._draw_pages(owner, self._size, self._open)

    def _open(self) -> None:
        page = self._page
        self.dialog = preview(self._owner, MARGIN, self._show, page.title, self._leave)
        self.dialog.open()

    def _draw_pages(self, owner: QWidget, size: QSizeF, then: Callable[[], None]) -> None:
        page = self._page

        def drawn(pages: list[QPicture]) -> None:
            self._size, self._pages = size, pages
            then()

        self._jobs.background(owner, lambda _progress: drawn_pages(page, size), drawn)

    def _show(self, printer: QPrinter) -> None:
        """Put the pages on the screen, or a word until those of this size are drawn."""
        size, painter = page_size(printer), QPainter(printer)
        scale = printer.logicalDpiX() / DOTS_PER_INCH
        painter.scale(scale, scale)
        if are_alike(size, self._size):
            show_pages(painter, printer, self._pages)
        else:
            words = _("The pages are being laid out…")
            painter.drawText(0, 0, int(size.width()), int(size.height()), CENTRE, words)
            shown = self.dialog.findChild(QPrintPreviewWidget) if self.dialog else None
            if shown is not None:
                self._draw_pages(shown, size, shown.updatePreview)
        painter.end()


def show_pages(painter: QPainter, printer: QPrinter, pages: Sequence[QPicture]) -> None:
    """One page after the other."""
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        painter.drawPicture(QPointF(0, 0), page)
