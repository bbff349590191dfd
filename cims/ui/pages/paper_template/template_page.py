"""A template in its tab: worded, tried on a paper of nobody, saved only when it can be filled."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.drafts import FormDraft
from cims.services.errors import CimsError, EditConflict, ValidationFailed
from cims.services.i18n import _, language
from cims.services.paper_templates.papers import Paper
from cims.services.paper_templates.ready import ready_page
from cims.services.paper_templates.shape import WrongTemplate
from cims.services.paper_templates.templates import (
    PAPER_TEMPLATE,
    PaperFormat,
    PaperKind,
    PaperLanguage,
)
from cims.services.storage import Record
from cims.ui.file_asker import FileAsker
from cims.ui.page import Page
from cims.ui.pages.paper_template.sample_view import SampleView
from cims.ui.pages.paper_template.template_files import read_template
from cims.ui.pages.paper_template.template_head import TemplateHead
from cims.ui.pages.paper_template.wording import Wording
from cims.ui.printing.paper import ask_file, file_name, told
from cims.ui.records.paper_commands import write_whole
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import (
    Button,
    EmptyState,
    PrimaryButton,
    Splitter,
    column,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

SIDE = 600
PAGES, WORDS = "HTML (*.html)", "Word (*.docx)"
NEW: Mapping[str, Any] = {
    **{"name": "", "paper_kind": PaperKind.QUOTE, "format": PaperFormat.PAGE},
    **{"content": None, "file": None, "is_default": False, "retired": False},
}


class TemplatePage(Page):
    """A template's document; id 0 is a new one."""

    def __init__(self, around: "Surroundings", record_id: int, files: FileAsker) -> None:
        super().__init__()
        self._around, self._jobs, self._files = around, around.jobs, files
        self.record_id = record_id
        self.record: Record | None = None
        self._loaded: Mapping[str, Any] = {}
        self.file_name: str | None = None
        self._word = b""  # a Word file that is chosen and not saved yet
        self._draft: FormDraft | None = None
        self.wording, self.sample = Wording(), SampleView(around, self.values)
        self.word_state = EmptyState("file-text", "", _("Save a sample…"))
        self.word_state.pressed.connect(self.save_sample)
        self.left = QStackedWidget()
        self.left.addWidget(self.wording)
        self.left.addWidget(self.word_state)
        self.save_button = PrimaryButton(_("Save"), "check")
        self.head = TemplateHead(*self._buttons(), self.save_button)
        self._lay_out()
        self._connect()
        self.reload()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"record.save": self.save, "page.reload": self.reload}

    def focus_first(self) -> None:
        self.head.name.setFocus()

    def has_changes(self) -> bool:
        return bool(self._loaded) and (bool(self._word) or self._entered() != self._loaded)

    def draft(self) -> FormDraft | None:
        """What was typed and not saved, to be kept while the office is locked."""
        if not self.has_changes():
            return self._draft
        version = self.record.version if self.record else None
        return FormDraft(PAPER_TEMPLATE.name, self.record_id or None, version, self._entered())

    def take_draft(self, draft: FormDraft) -> None:
        """Put back what was typed, as soon as the template is read."""
        self._draft = draft
        if self._loaded:
            self._put_back()

    def values(self) -> dict[str, Any]:
        """What the fields say, as a template that can be tried."""
        return {**NEW, **(self.record.values if self.record else {}), **self._entered()}

    def reload(self) -> None:
        """Read the template; what was typed and not saved stays."""
        if self.has_changes():
            return
        if not self.record_id:
            shown = PaperLanguage.CHINESE if language() == "zh_CN" else PaperLanguage.ENGLISH
            self._show(None, {**NEW, "language": shown})
            return
        id_ = self.record_id

        def loaded(record: Record) -> None:
            self._show(record, record.values)

        self._jobs.read(self, lambda office: office.paper_templates.load(id_), loaded)

    def save(self) -> None:
        """Keep it if it can be filled; else the sentence comes and the old one stays in force."""
        entered, word, record = self._entered(), self._word, self.record

        def work(office: "Office") -> int:
            room = office.paper_templates
            if word:
                entered["file"] = room.keep_file(word)
            if record is None:
                return room.add({**NEW, **entered})
            return room.save(record.changed(**entered))

        def kept(id_: int) -> None:
            self._word, self._loaded, self._draft = b"", {}, None
            self.file_name = entered["file"]  # what is exported before it is read again
            if record is None:
                self.record_asked.emit(PAPER_TEMPLATE.name, id_, entered["name"])
                self.closing.emit()
            else:
                self.reload()

        self._jobs.write(
            work, owner=self, then=kept, failed=self._refused, toast=_("The template is saved.")
        )

    def reset(self) -> None:
        """Show the ready wording; it holds once it is saved."""
        self._word = b""
        if self.head.is_word:
            self.file_name = None
            self._show_word()
        else:
            self.wording.text.setPlainText(ready_page(self.head.spoken))
        self._changed()

    def load(self) -> None:
        """Take the wording from a file."""
        pattern = WORDS if self.head.is_word else PAGES
        self._files.to_open(self, _("Load a template"), pattern, self.take_file)

    def take_file(self, file: Path) -> None:
        """Read a file off the UI thread, and show what is in it."""
        is_word = self.head.is_word

        def read(_progress: object) -> bytes:
            return read_template(file, is_word=is_word)

        def taken(data: bytes) -> None:
            if is_word:
                self._word = data
                self._show_word()
            else:
                self.wording.text.setPlainText(data.decode())
            self._changed()

        self._jobs.background(self, read, taken, self._refused)

    def export(self) -> None:
        """Write the template itself into a file, to be changed elsewhere."""
        values, word = self.values(), self._word

        def source(office: "Office") -> bytes:
            return word or office.paper_templates.source(values)

        self._jobs.read(self, source, lambda data: self._save_as(self.head.name.text(), data))

    def save_sample(self) -> None:
        """Write a paper of nobody as a Word file, to be looked at in Word."""
        values, word = self.values(), self._word

        def made(paper: Paper) -> None:
            self._refused(None)
            self._save_as(_("Sample"), paper.word)

        self._jobs.read(self, lambda o: o.papers.tried(values, word), made, self._refused)

    def _save_as(self, title: str, data: bytes) -> None:
        ending, pattern = (".docx", WORDS) if self.head.is_word else (".html", PAGES)
        name = f"{file_name(title)}{ending}"

        def write(file: Path) -> None:
            told(self._around.messages, file, lambda: write_whole(file, data))

        ask_file(self, _("Save as"), name, pattern, write)

    def _entered(self) -> dict[str, Any]:
        words, is_word = self.wording.words(), self.head.is_word
        is_ready = words == ready_page(self.head.spoken)
        return {
            **self.head.entered(),
            "content": None if is_word or is_ready else words,
            "file": self.file_name if is_word else None,
        }

    def _show(self, record: Record | None, values: Mapping[str, Any]) -> None:
        self.record, self._loaded = record, {}
        self._fill(values)
        self.head.format.setEnabled(record is None)
        self._loaded = self._entered()
        if self._draft is not None:
            self._put_back()
        self.title_changed.emit(values["name"] or _("New template"))
        self._changed()

    def _fill(self, values: Mapping[str, Any]) -> None:
        """Show these values."""
        self.file_name = values.get("file")
        self.head.fill(values)
        content = values.get("content")
        self.wording.show_words(ready_page(values["language"]) if content is None else content)

    def _put_back(self) -> None:
        """Show what was typed before the office was locked."""
        assert self._draft is not None
        draft, self._draft = self._draft, None
        if self.record is not None and draft.version is not None:
            known = self.record  # a newer one is noticed when this is saved
            self.record = Record(known.entity, known.id, draft.version, known.values)
        self._fill({**self.values(), **draft.values})
        self._changed()

    def _changed(self) -> None:
        """Something was typed or chosen: try it."""
        if not self._loaded:
            return
        is_word = self.head.is_word
        self.left.setCurrentWidget(self.word_state if is_word else self.wording)
        self.right.setVisible(not is_word)
        self.save_button.setEnabled(self.has_changes())
        if is_word:
            self._show_word()
        else:
            self.sample.draw_soon()

    def _language_chosen(self) -> None:
        """A wording that nobody touched follows the language."""
        known = {ready_page(one) for one in PaperLanguage}
        if self._loaded and self.wording.words() in known:
            self.wording.show_words(ready_page(self.head.spoken))
        self._changed()

    def _show_word(self) -> None:
        sentence = _("This is the ready Word template. Export it, change it in Word, load it here.")
        if self._word:
            sentence = _("The loaded Word file holds once it is saved. Save a sample to see it.")
        elif self.file_name:
            sentence = _("This is a Word file of your own. Save a sample to see it filled.")
        self.word_state.tell("file-text", sentence, _("Save a sample…"))

    def _refused(self, error: Exception | None) -> None:
        """Say what is wrong beside the wording; the template in force stays as it is."""
        if isinstance(error, ValidationFailed):
            message = str(error)
        elif isinstance(error, EditConflict) or not isinstance(error, CimsError | None):
            self._around.messages.error(error)
            return
        else:
            message = str(error) if error else ""
        line = error.line if isinstance(error, WrongTemplate) else 0
        self.wording.tell(message, line)
        if self.head.is_word and message:
            self._around.messages.warn(message)

    def _connect(self) -> None:
        self.head.changed.connect(self._changed)
        self.head.language_chosen.connect(self._language_chosen)
        self.wording.changed.connect(self._changed)
        self.sample.judged.connect(self._refused)
        self.save_button.clicked.connect(self.save)

    def _buttons(self) -> list[Button]:
        made = []
        for words, icon, run in (
            (_("Ready wording"), "rotate-ccw", self.reset),
            (_("Load…"), "file-input", self.load),
            (_("Export…"), "file-output", self.export),
        ):
            made.append(button := Button(words, icon))
            button.clicked.connect(run)
        return made

    def _lay_out(self) -> None:
        left, self.right = QWidget(), QWidget()
        left.setLayout(column(self.left))
        title = wrapped(_("Preview with sample values"), 12, "muted")
        self.right.setLayout(column(title, self.sample, spacing=8))
        parts = Splitter(left, self.right)
        parts.setStretchFactor(1, 1)
        parts.setSizes([SIDE, SIDE])
        body = column(self.head, parts, margins=PAGE_MARGINS, spacing=12)
        body.setStretch(1, 1)
        self.setLayout(body)
