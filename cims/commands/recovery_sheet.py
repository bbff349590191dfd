"""The recovery sheet as a file: text or PDF, private to its owner, never over another file."""

import os
from dataclasses import dataclass
from pathlib import Path

from cims.services.errors import CimsError
from cims.services.i18n import _

SUFFIXES = (".txt", ".pdf")


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet; `made` is the day, `text` the secret in nine groups."""

    office: str
    vault_id: str
    made: str
    text: str


def refuse(out: Path) -> None:
    """Raise a sentence where the sheet could not be written, before there is anything on it."""
    if out.suffix.lower() not in SUFFIXES:
        raise CimsError(_("The recovery sheet is a .txt or a .pdf. Name the file so."))
    if out.exists() or out.is_symlink():
        raise CimsError(
            _("{file} is there already. Choose another name for the recovery sheet.").format(
                file=out
            )
        )
    if not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise CimsError(_("Nothing can be written into {folder}.").format(folder=out.parent))
    if out.suffix.lower() == ".pdf":
        require_qt()


def draw(sheet: Sheet, out: Path) -> None:
    """Write the sheet; OSError when the disk refuses."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(out, flags, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        if out.suffix.lower() == ".txt":
            lines = [*paragraphs(sheet), sheet.text]
            stream.write(("\n\n".join(lines) + "\n").encode())
        stream.flush()
        os.fsync(stream.fileno())
    if out.suffix.lower() == ".pdf":
        from cims.commands.drawing import draw_sheet

        draw_sheet(sheet, out)


def paragraphs(sheet: Sheet) -> list[str]:
    """What the sheet says before the secret."""
    return [
        _("CIMS recovery sheet of {office}").format(office=sheet.office),
        _("Vault {vault}, made on {day}.").format(vault=sheet.vault_id, day=sheet.made),
        _(
            "Who has this sheet and a copy of the vault or a backup can read everything, without "
            "any password. Without it a forgotten password means that all is lost."
        ),
        _(
            "Print it, keep it outside the office or in a safe, and delete the file: on the same "
            "computer it undoes the protection against theft."
        ),
        _("Recovery text:"),
    ]


def warning(out: Path) -> str:
    """What the person has to do with the file now."""
    return _(
        "The recovery sheet is in {file}. Print it, keep it outside this computer, then delete "
        "the file: whoever finds it beside the vault needs no password."
    ).format(file=out)


def require_qt() -> None:
    """A sentence where a PDF can't be drawn."""
    try:
        import cims.commands.drawing  # noqa: F401 - only whether it loads is asked
    except ImportError:
        raise CimsError(
            _("A PDF needs the system's graphics libraries. Take a .txt instead.")
        ) from None
