"""How a document leaves for a printer or a PDF, whatever stands on it."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QFileDialog, QWidget

from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.ui.messages import Messages
from cims.ui.printing.sheet import Sheet, document_of

DOTS_PER_INCH = 96
MARGIN = 18  # millimetres
UNWANTED = set('<>:"/\\|?*')
LONGEST_NAME = 80


def show_preview(sheet: Sheet, owner: QWidget) -> None:
    """Show the paper, from where it goes to a printer."""
    dialog = QPrintPreviewDialog(owner)
    dialog.setWindowTitle(_("Print preview"))
    dialog.paintRequested.connect(lambda printer: document_of(sheet).print_(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save_pdf_as(sheet: Sheet, owner: QWidget, messages: Messages) -> None:
    """Ask for a place and write the sheet there."""
    chosen, _kind = QFileDialog.getSaveFileName(
        owner, _("Save as PDF"), f"{file_name(sheet.title)}.pdf", _("PDF files (*.pdf)")
    )
    if not chosen:
        return
    file = Path(chosen).with_suffix(".pdf")
    try:
        write_pdf(document_of(sheet), sheet.title, file)
    except OSError as error:
        reason = _("The file can't be written to this place. Choose another one.")
        messages.error(NotPossible(f"{reason} ({error.strerror})"))
        return
    messages.toast(_("Saved as {file}.").format(file=file.name))


def write_pdf(document: QTextDocument, title: str, file: Path, margin: int = MARGIN) -> None:
    """Write a document as PDF on A4; raises OSError when the file can't be written."""
    file.write_bytes(b"")  # QPdfWriter keeps silent about a place it can't write to
    writer = QPdfWriter(str(file))
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(margin, margin, margin, margin)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.print_(writer)


def file_name(title: str) -> str:
    """A title as a file's name on every system."""
    kept = "".join(sign for sign in title if sign.isprintable() and sign not in UNWANTED)
    return kept.strip(" .")[:LONGEST_NAME] or _("Sheet")
