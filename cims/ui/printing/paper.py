"""How a document leaves for a printer or a PDF, whatever stands on it."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from cims.services.errors import NotPossible, reason_of
from cims.services.i18n import _
from cims.services.whole_file import replacing
from cims.ui.file_asker import FileAsker
from cims.ui.messages import Messages
from cims.ui.printing.marking import DOTS_PER_INCH, print_pages
from cims.ui.printing.sheet import Sheet, document_of

MARGIN = 18  # millimetres
UNWANTED = set('<>:"/\\|?*')
LONGEST_NAME = 80


def show_preview(sheet: Sheet, owner: QWidget) -> None:
    """Show the paper, from where it goes to a printer."""
    dialog = QPrintPreviewDialog(owner)
    dialog.setWindowTitle(_("Print preview"))
    dialog.printer().setPageMargins(margins(MARGIN), QPageLayout.Unit.Millimeter)
    dialog.paintRequested.connect(
        lambda printer: print_pages(document_of(sheet), printer, sheet.mark)
    )
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save_pdf_as(sheet: Sheet, owner: QWidget, messages: Messages) -> None:
    """Ask for a place and write the sheet there."""

    def write(chosen: Path) -> None:
        is_named = chosen.suffix.lower() == ".pdf"
        file = chosen if is_named else chosen.with_name(f"{chosen.name}.pdf")
        try:
            write_pdf(document_of(sheet), sheet.title, file, mark=sheet.mark)
        except OSError as error:
            reason = _("The file can't be written to this place. Choose another one.")
            messages.error(NotPossible(f"{reason} ({reason_of(error)})"))
            return
        messages.toast(_("Saved as {file}.").format(file=file.name))

    name = f"{file_name(sheet.title)}.pdf"
    FileAsker().to_save(owner, _("Save as PDF"), name, _("PDF files (*.pdf)"), write)


def write_pdf(
    document: QTextDocument,
    title: str,
    file: Path,
    margin: int = MARGIN,
    *,
    is_private: bool = False,
    mark: str = "",
) -> None:
    """Write a document as PDF on A4; raises OSError when the file can't be written.

    Qt says nothing of a disk that is full: it draws into the memory, and the file is written here.
    """
    drawn = QBuffer()
    drawn.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(drawn)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(margins(margin), QPageLayout.Unit.Millimeter)
    document.documentLayout().setPaintDevice(writer)
    print_pages(document, writer, mark)
    with replacing(file) as unfinished:
        if is_private:
            unfinished.touch(0o600)
        unfinished.write_bytes(drawn.data().data())


def margins(width: float) -> QMarginsF:
    """The same at each side."""
    return QMarginsF(width, width, width, width)


def file_name(title: str) -> str:
    """A title as a file's name on every system."""
    kept = "".join(sign for sign in title if sign.isprintable() and sign not in UNWANTED)
    return kept.strip(" .")[:LONGEST_NAME] or _("Paper")
