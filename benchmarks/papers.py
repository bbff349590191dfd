"""A quote on paper: filled, drawn as PDF and as Word, beside a bare Qt print of the same page.

`python -m benchmarks.papers`. Offscreen; no vault is needed, the paper is the sample's.
"""

import os
import sys
from dataclasses import replace
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPdfWriter
from PySide6.QtWidgets import QApplication

from benchmarks.figures import HEADING, Figure, median, timed
from cims.services.paper_templates.engine import filled_page
from cims.services.paper_templates.ready import ready_page
from cims.services.paper_templates.ready_word import ready_word
from cims.services.paper_templates.sample import sample
from cims.services.paper_templates.templates import PaperKind, PaperLanguage
from cims.services.paper_templates.values import values_of
from cims.services.paper_templates.word import filled_word
from cims.ui.printing.paper_page import PaperPage, paper_document, paper_pdf

LINES, ROUNDS = (5, 60), 7
MOST = {5: 300.0, 60: 1500.0}  # milliseconds, off the UI thread


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """How long papers of few and of many lines take; `size` is the number of lines."""
    found = []
    content, word = ready_page(PaperLanguage.CHINESE), ready_word(PaperLanguage.CHINESE)
    for lines in LINES:
        given = sample(PaperKind.QUOTE, "zh_CN", date(2026, 11, 21))
        given = replace(given, lines=[given.lines[n % len(given.lines)] for n in range(lines)])
        values = values_of(given)
        page = PaperPage("", filled_page(content, values), {}, "zh_CN")
        peer = median([timed(lambda page=page: bare(page)) for _round in range(rounds)])
        for name, work in (
            ("paper filled", lambda values=values: filled_page(content, values)),
            ("paper as PDF", lambda page=page: paper_pdf(page)),
            ("paper as Word file", lambda values=values: filled_word(word, values)),
        ):
            took = median([timed(work) for _round in range(rounds)])
            most = MOST[lines]
            found.append(
                Figure(name, lines, took, "bare Qt print", peer, f"≤ {most:.0f} ms", took <= most)
            )
    return found


def bare(page: PaperPage) -> None:
    """The same HTML printed by Qt alone: rows torn, pages not numbered, words not found."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    paper_document(page).print_(QPdfWriter(buffer))


def main() -> int:
    application = QApplication.instance() or QApplication([])
    print(HEADING.replace("customers", "lines"))
    for figure in measure():
        print(figure.line())
    assert application
    return 0


if __name__ == "__main__":
    sys.exit(main())
