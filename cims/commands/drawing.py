"""What a command draws with Qt; imported only by verbs that draw."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from cims.commands.recovery_sheet import Sheet
from cims.services.paper_templates.papers import Paper
from cims.ui.doors.sheet import RecoverySheet, save_pdf
from cims.ui.printing.paper_page import PaperPage, paper_pdf


def draw_sheet(sheet: Sheet, out: Path) -> None:
    """The recovery sheet as the window makes it, as PDF."""
    application = drawing_application()
    save_pdf(RecoverySheet(sheet.office, sheet.vault_id, sheet.made, sheet.text), out)
    assert application  # kept until here: fonts go with it


def draw_paper(paper: Paper) -> bytes:
    """A quote or an order as the window makes it, as PDF."""
    application = drawing_application()
    page = PaperPage(paper.title, paper.html, paper.pictures, paper.language, paper.mark)
    made = paper_pdf(page)
    assert application  # kept until here: fonts go with it
    return made


def drawing_application() -> QGuiApplication:
    """The application that fonts need; no window opens and no display is asked for."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
    return QGuiApplication([sys.argv[0] or "cims", *platform])
