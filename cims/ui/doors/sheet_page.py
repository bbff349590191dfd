"""The recovery sheet right after it was made: seen, printed, kept as PDF."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.doors.door_page import MIDDLE, DoorPage
from cims.ui.doors.sheet import RecoverySheet, print_on, qr_image, save_pdf
from cims.ui.file_asker import FileAsker
from cims.ui.widgets import Button, Card, PrimaryButton, column, label, row, wrapped


class SheetPage(DoorPage):
    """Shows the sheet; typing it back may wait."""

    done = Signal()
    saved = Signal(Path)  # a file that undoes the protection against theft

    def __init__(self, sheet: RecoverySheet, files: FileAsker) -> None:
        words = _(
            "If the password is forgotten, this sheet is the only way back in. "
            "Print it now and keep it with your contracts."
        )
        super().__init__(_("Your recovery sheet"), words, MIDDLE)
        self._sheet, self._files = sheet, files
        self.print = PrimaryButton(_("Print"), "printer")
        self.print.clicked.connect(self._print)
        self.pdf = Button(_("Save as PDF"), "file-output")
        self.pdf.clicked.connect(self._ask_file)
        self.go_on = Button(_("Continue"), "arrow-right")
        self.go_on.clicked.connect(self.done)
        later = _(
            "Soon CIMS asks for two of these groups, to be sure that the sheet is in your hands."
        )
        body = column(self._shown(), wrapped(later, 12, "muted"), spacing=12)
        self.build(body, self.print, self.pdf, None, self.go_on, main=self.go_on)

    def focus_first(self) -> None:
        self.print.setFocus()

    def save(self, file: Path) -> None:
        """Write the PDF and say what that means for the protection against theft."""
        try:
            save_pdf(self._sheet, file)
        except OSError:
            self.say(_("This place can't be written to. Choose another folder."))
            return
        self.saved.emit(file)
        self.say(
            _(
                "Saved. A PDF on this computer's disk undoes the protection against theft: "
                "move it to a stick in a drawer, or print it and delete it."
            ),
            "warn",
        )

    def _shown(self) -> Card:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(10))
        for number, group in enumerate(self._sheet.groups):
            grid.addWidget(_group(number + 1, group), number // 3, number % 3)
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        picture.setPixmap(QPixmap.fromImage(qr_image(self._sheet, 3)))
        picture.setAccessibleName(_("QR code of the recovery sheet"))
        facts = column(
            label(_("Vault: {id}").format(id=self._sheet.vault_id), 11, role="muted"),
            label(_("Made on {date}").format(date=self._sheet.made), 11, role="muted"),
            spacing=2,
        )
        left = column(None, grid, None, facts, spacing=12)
        parts = row(left, picture, margins=(20, 14, 14, 14), spacing=16)
        parts.setStretch(0, 1)
        return Card(parts, "app")

    def _ask_file(self) -> None:
        name = _("CIMS recovery sheet") + ".pdf"
        self._files.to_save(self, _("Save as PDF"), name, "PDF (*.pdf)", self.save)

    def _print(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(result: int) -> None:
            if result == QDialog.DialogCode.Accepted:
                print_on(self._sheet, printer)
                self.say(_("Sent to the printer."), "ok")

        dialog.finished.connect(chosen)
        dialog.setModal(True)
        dialog.show()


def _group(number: int, signs: str) -> QWidget:
    words = label(signs, 15, QFont.Weight.DemiBold)
    face = words.font()
    face.setFamilies(["Consolas", "SF Mono", "Menlo", "DejaVu Sans Mono", "monospace"])
    words.setFont(face)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    holder = QWidget()
    holder.setLayout(row(label(str(number), 11, role="faint"), words, None, spacing=8))
    return holder
