"""Quotes and orders on paper: preview, PDF, Word, picture, by the usual template or another."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QImage, QMouseEvent, QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from cims.services.changes import Changes
from cims.services.errors import reason_of
from cims.services.granted import Action, Taking
from cims.services.i18n import _
from cims.services.paper_templates.papers import Paper
from cims.services.paper_templates.templates import PAPER_TEMPLATE, PaperKind
from cims.services.rights import refusal
from cims.services.storage import Record
from cims.services.whole_file import replacing
from cims.ui.clipboard import copy_picture, take_out
from cims.ui.handed_out import hand_out
from cims.ui.icons import icon
from cims.ui.printing.paper import ask_file, ask_pdf, file_name, told
from cims.ui.printing.paper_page import PaperPage, paper_pdf, paper_picture, print_paper
from cims.ui.records.paper_preview import PaperPreview
from cims.ui.widgets import IconButton, doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

Template = int | None
PAPERS = tuple(str(kind) for kind in PaperKind)  # the record types that are papers


class PaperCommands(QObject):
    """Makes papers of one kind, for one page; each counts as printed when it leaves."""

    def __init__(self, owner: QWidget, jobs: "Jobs", messages: "Messages", kind: str) -> None:
        super().__init__(owner)
        self._owner, self._jobs, self._messages = owner, jobs, messages
        self.kind = PaperKind(kind)
        self.templates: list[Record] = []
        jobs.changed.connect(self._changed)
        self._read_templates()

    @property
    def may_print(self) -> bool:
        """Whether whoever is signed in may print some paper of this kind."""
        return self._jobs.actor.may(Action.PRINT, self.kind)

    def print(self, id_: int, template: Template = None) -> None:
        """Show the paper, from where it goes to a printer."""

        def show(paper: Paper) -> None:
            def leave(printer: QPrinter) -> None:
                self.take(paper, lambda: self._send(paper, printer))

            PaperPreview(self._owner, self._jobs, page_of(paper), leave)

        self._read(id_, template, show)

    def save_pdf(self, id_: int, template: Template = None) -> None:
        """Ask for a place and write the paper there."""

        def write(paper: Paper, file: Path) -> None:
            self.take(paper, lambda: self._drawn(paper, lambda pdf: self._written(file, pdf)))

        self._read(
            id_,
            template,
            lambda paper: ask_pdf(self._owner, paper.title, partial(write, paper)),
        )

    def save_word(self, id_: int, template: Template = None) -> None:
        """Ask for a place and write the paper there as a Word file."""

        def ask(paper: Paper) -> None:
            words, pattern = _("Save as Word"), _("Word files (*.docx)")
            name = f"{file_name(paper.title)}.docx"
            ask_file(self._owner, words, name, pattern, partial(write, paper))

        def write(paper: Paper, file: Path) -> None:
            self.take(paper, lambda: self._written(file, paper.word))

        kind = self.kind
        self._jobs.read(self._owner, lambda office: office.papers.word(kind, id_, template), ask)

    def copy_picture(self, id_: int, template: Template = None) -> None:
        """Put all pages on the clipboard as one picture, for a message."""

        def put(picture: QImage) -> None:
            copy_picture(QPixmap.fromImage(picture))
            self._messages.toast(_("Copied as a picture."))

        def draw(paper: Paper) -> None:
            page = page_of(paper)
            self._jobs.background(self._owner, lambda _progress: paper_picture(page), put)

        self._read(id_, template, lambda paper: self.take(paper, partial(draw, paper)))

    def with_pdf(self, id_: int, then: Callable[[Paper, bytes], None]) -> None:
        """Make the PDF without letting it leave yet."""
        self._read(id_, None, lambda paper: self._drawn(paper, lambda pdf: then(paper, pdf)))

    def take(self, paper: Paper, then: Callable[[], None]) -> None:
        """Count the paper among what was printed today; over the cap a sentence comes."""
        ids = [paper.record_id]
        take_out(self._jobs, self._owner, Taking.PRINT, paper.kind, ids, paper.columns, then)

    def fill(self, menu: QMenu, id_: int) -> None:
        """Put everything that can be made of this paper into a menu."""
        entries = (
            ("printer", _("Print"), self.print),
            ("file-down", _("Save as PDF"), self.save_pdf),
            ("image", _("Copy as picture"), self.copy_picture),
            ("file-text", _("Save as Word"), self.save_word),
        )
        for name, words, run in entries:
            self._entry(menu, name, words, partial(run, id_))
        below = menu.addMenu(icon("files"), doubled(_("Print with another template")))
        self.offer_others(below, id_)

    def offer_others(self, menu: QMenu, id_: int) -> None:
        """Put the templates besides the usual one into a menu, which hides without any."""
        menu.clear()
        for one in self.templates[1:]:
            name = str(one.values["name"])
            self._entry(menu, "printer", name, partial(self.print, id_, one.id))
        menu.menuAction().setVisible(bool(self.templates[1:]))

    def _entry(self, menu: QMenu, name: str, words: str, run: Callable[[], object]) -> None:
        entry = menu.addAction(icon(name), doubled(words))
        entry.triggered.connect(lambda: run())
        if not self.may_print:
            entry.setEnabled(False)
            entry.setToolTip(str(refusal(Action.PRINT)))

    def _read(self, id_: int, template: Template, then: Callable[[Paper], None]) -> None:
        kind = self.kind
        self._jobs.read(self._owner, lambda office: office.papers.page(kind, id_, template), then)

    def _drawn(self, paper: Paper, then: Callable[[bytes], None]) -> None:
        page = page_of(paper)
        self._jobs.background(self._owner, lambda _progress: paper_pdf(page), then)

    def _send(self, paper: Paper, printer: QPrinter) -> None:
        page = page_of(paper)
        self._jobs.background(
            self._owner,
            lambda _progress: print_paper(page, printer),
            lambda _none: self._messages.toast(_("Sent to the printer.")),
        )

    def _written(self, file: Path, content: bytes) -> None:
        told(self._messages, file, lambda: write_whole(file, content))

    def _changed(self, changes: Changes) -> None:
        if changes.touches(PAPER_TEMPLATE.name):
            self._read_templates()

    def _read_templates(self) -> None:
        kind = self.kind

        def read(office: "Office") -> list[Record]:
            return office.paper_templates.usable(kind)

        def known(found: list[Record]) -> None:
            self.templates = found

        if self._jobs.actor.may(Action.READ, PAPER_TEMPLATE.name):
            self._jobs.read(self, read, known)


class DragOut(IconButton):
    """A button out of which the PDF is dragged: into a mail, a chat, a folder."""

    dragged = Signal(Path)

    def __init__(self, commands: PaperCommands, messages: "Messages") -> None:
        super().__init__("grip", _("Drag the PDF out"))
        self._commands, self._messages = commands, messages
        self._record = 0
        self._made: tuple[Paper, bytes] | None = None
        self._pressed: QPoint | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.clicked.connect(self._explain)

    def show_record(self, id_: int) -> None:
        """Say which paper comes out."""
        self._record, self._made = id_, None
        self.setEnabled(bool(id_) and self._commands.may_print)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed, self._made = event.position().toPoint(), None
        self._commands.with_pdf(self._record, self._ready)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        here = event.position().toPoint()
        if self._pressed is None or self._made is None:
            return
        if (here - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return
        paper, pdf = self._made
        self._pressed = self._made = None
        self.setDown(False)
        self._commands.take(paper, lambda: self._drag(paper, pdf))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        super().mouseReleaseEvent(event)

    def _ready(self, paper: Paper, pdf: bytes) -> None:
        if paper.record_id == self._record:  # else it comes late: another one is shown by now
            self._made = paper, pdf

    def _explain(self) -> None:
        self._messages.toast(_("Hold the mouse button and drag the PDF to where it should go."))

    def _drag(self, paper: Paper, pdf: bytes) -> None:
        try:
            file = hand_out(f"{file_name(paper.title)}.pdf", pdf)
        except OSError as error:
            self._messages.warn(reason_of(error))
            return
        held = QMimeData()
        held.setUrls([QUrl.fromLocalFile(str(file))])
        drag = QDrag(self)
        drag.setMimeData(held)
        drag.setPixmap(icon("file-text", "accent").pixmap(32, 32))
        self.dragged.emit(file)
        drag.exec(Qt.DropAction.CopyAction)


def page_of(paper: Paper) -> PaperPage:
    """The paper as what is drawn."""
    return PaperPage(paper.title, paper.html, paper.pictures, paper.language, paper.mark)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that is whole or not there."""
    with replacing(file) as unfinished:
        unfinished.write_bytes(content)
