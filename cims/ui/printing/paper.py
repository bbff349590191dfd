"""How a document leaves for a printer or a PDF, whatever stands on it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import (
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPaintEngine,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from cims.services.errors import NotPossible, reason_of
from cims.services.i18n import _
from cims.services.whole_file import replacing
from cims.ui.file_asker import FileAsker
from cims.ui.messages import Messages
from cims.ui.printing.marking import DOTS_PER_INCH, SEVERAL, Pages, print_pages
from cims.ui.printing.searchable import searchable, without_local_forms
from cims.ui.printing.sheet import Sheet, document_of

MARGIN = 18  # millimetres
UNWANTED = set('<>:"/\\|?*')
LONGEST_NAME = 80


def show_preview(
    sheet: Sheet, owner: QWidget, leave: Callable[[Callable[[], None]], None] | None = None
) -> None:
    """Show the paper, from where it goes to a printer: through `leave`, if it has to be counted."""

    def draw(printer: QPrinter) -> None:
        print_pages(document_of(sheet), printer, sheet.mark)

    preview(owner, MARGIN, draw, leave=leave and (lambda to: leave(lambda: draw(to)))).open()


def preview(
    owner: QWidget,
    margin: int,
    draw: Callable[[QPrinter], object],
    title: str = "",
    leave: Callable[[QPrinter], object] | None = None,
) -> QPrintPreviewDialog:
    """Show what is drawn, from where it goes to a printer; `title` names the job there.

    What is really printed goes through `leave`, at once or later: nothing left until then.
    """
    printer = QPrinter()  # outlives the dialog
    dialog = QPrintPreviewDialog(printer, owner)
    dialog.setWindowTitle(_("Print preview"))
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(margins(margin), QPageLayout.Unit.Millimeter)

    def paint(_printer: QPrinter) -> None:
        is_shown = printer.paintEngine().type() is QPaintEngine.Type.Picture
        (draw if is_shown or leave is None else leave)(printer)

    dialog.paintRequested.connect(paint)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def save_pdf_as(sheet: Sheet, owner: QWidget, messages: Messages) -> None:
    """Ask for a place and write the sheet there."""

    def write(file: Path) -> None:
        write_pdf(document_of(sheet), sheet.title, file, mark=sheet.mark)

    ask_pdf(owner, sheet.title, lambda file: told(messages, file, lambda: write(file)))


def ask_pdf(owner: QWidget, title: str, then: Callable[[Path], None]) -> None:
    """Ask where a PDF goes."""
    ask_file(owner, _("Save as PDF"), f"{file_name(title)}.pdf", _("PDF files (*.pdf)"), then)


def ask_file(
    owner: QWidget, words: str, name: str, pattern: str, then: Callable[[Path], None]
) -> None:
    """Ask where a file goes; one that is named without its ending gets it."""
    ending = Path(name).suffix

    def chosen(file: Path) -> None:
        is_named = file.suffix.lower() == ending
        then(file if is_named else file.with_name(f"{file.name}{ending}"))

    FileAsker().to_save(owner, words, name, pattern, chosen)


def told(messages: Messages, file: Path, write: Callable[[], None]) -> None:
    """Write a file, and say that it is there or why it is not."""
    try:
        write()
    except OSError as error:
        reason = _("The file can't be written to this place. Choose another one.")
        messages.error(NotPossible(f"{reason} ({reason_of(error)})"))
        return
    messages.toast(_("Saved as {file}.").format(file=file.name))


def write_pdf(
    document: QTextDocument,
    title: str,
    file: Path,
    margin: int = MARGIN,
    *,
    is_private: bool = False,
    mark: str = "",
) -> None:
    """Write a document as PDF on A4; raises OSError when the file can't be written."""
    drawn = drawn_pdf(document, title, margin, mark)
    with replacing(file) as unfinished:
        if is_private:
            unfinished.touch(0o600)
        unfinished.write_bytes(drawn)


def drawn_pdf(
    document: QTextDocument,
    title: str,
    margin: int = MARGIN,
    mark: str = "",
    numbers: Pages = SEVERAL,
    like: QPagedPaintDevice | None = None,
) -> bytes:
    """A document as PDF on A4, or as another device has its pages.

    In memory: Qt says nothing of a disk that is full.
    """
    drawn = QBuffer()
    drawn.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(drawn)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(margins(margin), QPageLayout.Unit.Millimeter)
    if like is not None:
        writer.setPageLayout(like.pageLayout())
        writer.setPageRanges(like.pageRanges())
    document.documentLayout().setPaintDevice(writer)
    without_local_forms(document)
    print_pages(document, writer, mark, numbers)
    pdf = bytes(drawn.data().data())
    return searchable(pdf, f"{document.toPlainText()}{mark}{numbers.words}", document.defaultFont())


def margins(width: float) -> QMarginsF:
    """The same at each side."""
    return QMarginsF(width, width, width, width)


def file_name(title: str) -> str:
    """A title as a file's name on every system."""
    kept = "".join(sign for sign in title if sign.isprintable() and sign not in UNWANTED)
    return kept.strip(" .")[:LONGEST_NAME] or _("Paper")
