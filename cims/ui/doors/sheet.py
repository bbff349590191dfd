"""The recovery sheet as a picture, on paper and as PDF."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from cims.services.i18n import _
from cims.services.vault.recovery import qr_payload
from cims.ui.printing.paper import write_pdf
from cims.ui.printing.qr import qr_of
from cims.ui.theme.tokens import FAMILIES

QR = "qr.png"


@dataclass(frozen=True)
class RecoverySheet:
    """What stands on a sheet; `made` is the office's date, as it is written."""

    office: str
    vault_id: str
    made: str
    text: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The nine groups of four."""
        return tuple(self.text.split("-"))


def qr_image(sheet: RecoverySheet, pixels_a_module: int = 4) -> QImage:
    """The code that says vault id and secret."""
    return qr_of(qr_payload(sheet.vault_id, sheet.text), pixels_a_module)


def document(sheet: RecoverySheet) -> QTextDocument:
    """The sheet laid out for A4, black on white."""
    made = QTextDocument()
    made.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(QR), qr_image(sheet))
    cells = [f"<td style='padding:10px 14px'>{n}&nbsp;&nbsp;<b><span style='font-family:monospace;"
             f"font-size:17px'>{escape(group)}</span></b></td>"
             for n, group in enumerate(sheet.groups, 1)]  # fmt: skip
    table = "".join(f"<tr>{''.join(cells[start : start + 3])}</tr>" for start in (0, 3, 6))
    families = ",".join(f"'{family}'" for family in FAMILIES)
    facts = (
        _("Office: {name}").format(name=sheet.office),
        _("Vault: {id}").format(id=sheet.vault_id),
        _("Made on {date}").format(date=sheet.made),
    )
    rules = (
        _("This sheet opens the office when a password is forgotten. Nothing else can."),
        _("Keep it where you keep contracts and seals, not beside the computer."),
        _("Whoever holds this sheet and the computer or a backup reads everything."),
    )
    made.setHtml(
        f'<body style="font-family:{families};font-size:13px;color:#000000">'
        f"<p style='font-size:24px'><b>CIMS · {escape(_('Recovery sheet'))}</b></p>"
        + "".join(f"<p>{escape(fact)}</p>" for fact in facts)
        + f"<table border='1' style='border-collapse:collapse;border-color:#888888'>{table}</table>"
        + f"<p><img src='{QR}'></p>"
        + "".join(f"<p>{escape(rule)}</p>" for rule in rules)
        + "</body>"
    )
    return made


def save_pdf(sheet: RecoverySheet, file: Path) -> None:
    """Write the sheet as PDF; raises OSError when the file can't be written."""
    write_pdf(document(sheet), _("Recovery sheet"), file, is_private=True)


def print_on(sheet: RecoverySheet, printer: QPrinter) -> None:
    """Send the sheet to a printer."""
    document(sheet).print_(printer)
