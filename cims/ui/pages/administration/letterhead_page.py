"""What stands at the head of every quote and order, and what usually holds for them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSpinBox, QStackedWidget, QWidget

from cims.services.changes import Changes
from cims.services.drafts import FormDraft
from cims.services.i18n import LANGUAGES, N_, _
from cims.services.paper_templates.letterhead import (
    LOGO,
    NAMES,
    PICTURES,
    SETTING,
    TERMS,
    USUAL_VALIDITY,
    VALIDITY,
    Letterhead,
    letterhead,
)
from cims.services.settings import SETTINGS
from cims.ui import theme
from cims.ui.file_asker import FileAsker
from cims.ui.page import Page
from cims.ui.pictures import PATTERN, kept
from cims.ui.records.product_picture import PictureBox
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    PrimaryButton,
    Scrolled,
    TabStrip,
    column,
    field_row,
    label,
    row,
    titled_card,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

LABELS = {
    "name": N_("Full name of the office"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "mobile": N_("Mobile"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "tax_id": N_("Taxpayer ID"),
    "bank": N_("Bank"),
    "account": N_("Account number"),
}
TONGUES = {"zh_CN": N_("In Chinese"), "en": N_("In English")}
ORDERED = ("zh_CN", *(one for one in LANGUAGES if one != "zh_CN"))
LONGEST, LONGEST_DAYS, WIDE = 200, 999, 860
PLACEHOLDERS = {
    "invoice": N_("such as: special VAT invoice"),
    "delivery": N_("such as: 15 working days after signing"),
    "payment": N_("such as: 30 days net"),
    "freight": N_("such as: borne by the seller"),
    "warranty": N_("such as: 12 months from acceptance"),
}


class LetterheadPage(Page):
    """One part for each language; logo, validity and pictures are the same in both."""

    def __init__(self, around: "Surroundings", files: FileAsker) -> None:
        super().__init__()
        self._around, self._jobs, self._files = around, around.jobs, files
        self._kept: Mapping[str, Any] = {}
        self._is_read = False
        self._draft: FormDraft | None = None
        self.fields: dict[tuple[str, str], QLineEdit] = {}
        self.terms: dict[tuple[str, str], QLineEdit] = {}
        self.tabs, self.parts = TabStrip(), QStackedWidget()
        self.days, self.pictures = QSpinBox(), QCheckBox(_("Pictures of products on quotes"))
        self.logo_place = QStackedWidget()
        self.save_button = PrimaryButton(_("Save"), "check")
        self._lay_out()
        self._jobs.changed.connect(self._take_changes)
        self.reload()

    def focus_first(self) -> None:
        self.fields["zh_CN", "name"].setFocus()

    def has_changes(self) -> bool:
        return self._is_read and self._entered() != dict(self._kept)

    def draft(self) -> FormDraft | None:
        """What was typed and not saved, to be kept while the office is locked."""
        return (
            FormDraft(SETTING, None, None, self._entered()) if self.has_changes() else self._draft
        )

    def take_draft(self, draft: FormDraft) -> None:
        """Put back what was typed, as soon as what is kept is read."""
        self._draft = draft
        if self._is_read:
            self._put_back()

    def reload(self) -> None:
        """Read what is kept; the logo with it."""

        def read(office: "Office") -> tuple[Mapping[str, Any], bytes]:
            return office.settings.common(SETTING), office.papers.logo()

        self._jobs.read(self, read, lambda found: self._show(*found))

    def save(self) -> None:
        """Keep everything for the whole office."""
        entered = self._entered()

        def work(office: "Office") -> None:
            office.settings.set_common(SETTING, entered)

        self._jobs.write(work, owner=self, then=lambda _none: self.reload(),
                         toast=_("The letterhead is saved."))  # fmt: skip

    def choose_logo(self) -> None:
        """Ask for a picture."""
        pattern = _("Pictures ({endings})").format(endings=PATTERN)
        self._files.to_open(self, _("Choose a picture"), pattern, self.take_logo)

    def take_logo(self, what: Path) -> None:
        """Make a picture small enough, keep it, and show it at the head at once."""

        def store(data: bytes) -> None:
            def work(office: "Office") -> None:
                digest = office.papers.keep_logo(data)
                office.settings.set_common(
                    SETTING, {**office.settings.common(SETTING), LOGO: digest}
                )

            self._jobs.write(work, owner=self, toast=_("The logo is saved."))

        self._jobs.background(self, lambda _progress: kept(what), store)

    def take_logo_away(self) -> None:
        """Let papers have no logo; Undo brings it back."""

        def work(office: "Office") -> None:
            known = dict(office.settings.common(SETTING))
            known.pop(LOGO, None)
            office.settings.set_common(SETTING, known)

        self._jobs.write(work, owner=self, toast=_("Papers have no logo any more."))

    def _take_changes(self, changes: Changes) -> None:
        """Show what is kept now, after an undo too; what is being typed stays."""
        if changes.touches(SETTINGS):
            (self._read_logo if self.has_changes() else self.reload)()

    def _read_logo(self) -> None:
        """Show the logo that is kept; what is typed stays."""

        def read(office: "Office") -> tuple[Any, bytes]:
            return office.settings.common(SETTING).get(LOGO), office.papers.logo()

        def show(found: tuple[Any, bytes]) -> None:
            digest, data = found
            others = {name: one for name, one in self._kept.items() if name != LOGO}
            self._kept = {**others, LOGO: digest} if digest else others
            self._show_logo(data)

        self._jobs.read(self, read, show)

    def _entered(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for language in ORDERED:
            words = {name: self.fields[language, name].text().strip() for name in NAMES}
            terms = {name: self.terms[language, name].text().strip() for name in TERMS}
            if said := Letterhead(**words, terms=terms).kept():
                made[language] = said
        if digest := self._kept.get(LOGO):
            made[LOGO] = digest
        if self.days.value() != USUAL_VALIDITY:
            made[VALIDITY] = self.days.value()
        if not self.pictures.isChecked():
            made[PICTURES] = False
        return made

    def _show(self, setting: Mapping[str, Any], logo: bytes) -> None:
        self._kept, self._is_read = setting, True
        self._fill(setting)
        self._show_logo(logo)
        if self._draft is not None:
            self._put_back()
        self._refresh()

    def _put_back(self) -> None:
        """Show what was typed before the office was locked; the logo is the one that is kept."""
        assert self._draft is not None
        draft, self._draft = self._draft, None
        self._fill(draft.values)
        self._refresh()

    def _fill(self, setting: Mapping[str, Any]) -> None:
        for language in ORDERED:
            known = letterhead(setting, language)
            for name in NAMES:
                self.fields[language, name].setText(getattr(known, name))
            for name in TERMS:
                self.terms[language, name].setText(known.terms.get(name, ""))
        self.days.setValue(int(setting.get(VALIDITY) or USUAL_VALIDITY))
        self.pictures.setChecked(setting.get(PICTURES) is not False)

    def _show_logo(self, data: bytes) -> None:
        image = QImage.fromData(data) if data else None
        box = PictureBox(image, _("No logo yet."))
        box.removed.connect(self.take_logo_away)
        while (old := self.logo_place.currentWidget()) is not None:
            self.logo_place.removeWidget(old)
            old.deleteLater()
        self.logo_place.addWidget(box)
        self.away.setEnabled(bool(data))

    def _refresh(self) -> None:
        self.save_button.setEnabled(self.has_changes())

    def _lay_out(self) -> None:
        for language in ORDERED:
            self.tabs.add(_(TONGUES[language]))
            self.parts.addWidget(self._part(language))
        self.tabs.setAccessibleName(_("Language"))
        self.tabs.currentChanged.connect(self.parts.setCurrentIndex)
        choose, self.away = Button(_("Choose…"), "image-up"), Button(_("Remove"), "trash")
        choose.clicked.connect(self.choose_logo)
        self.away.clicked.connect(self.take_logo_away)
        logo = titled_card(_("Logo"), column(self.logo_place, row(choose, self.away, None)))
        self.days.setRange(1, LONGEST_DAYS)
        self.days.setSuffix(_(" days"))
        self.days.valueChanged.connect(lambda _days: self._refresh())
        self.pictures.toggled.connect(lambda _on: self._refresh())
        usual = column(
            field_row(_("Quotes are valid for"), self.days), self.pictures, None, spacing=10
        )
        beside = row(logo, titled_card(_("Quotes"), usual), spacing=12)
        words = _(
            "Quotes and orders begin with this. What is left empty in one language "
            "is taken from the other."
        )
        self.save_button.clicked.connect(self.save)
        foot = row(wrapped(words, 12, "muted"), self.save_button, spacing=16)
        foot.setStretch(0, 1)
        body = column(self.tabs, self.parts, foot, spacing=12, margins=(20, 12, 20, 16))
        whole = QWidget()
        whole.setLayout(column(Card(body), beside, spacing=12))
        whole.setMaximumWidth(theme.px(WIDE))
        self.setLayout(column(Scrolled(column(whole, None, margins=PAGE_MARGINS))))

    def _part(self, language: str) -> QWidget:
        """The fields of one language in two columns, then the usual terms."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        for number, name in enumerate(NAMES):
            field = self.fields[language, name] = self._field()
            wide = name in ("name", "address")
            place = (number, 0, 1, 2) if wide else ((number + 2) // 2, number % 2, 1, 1)
            grid.addLayout(field_row(_(LABELS[name]), field), *place)
        below = grid.rowCount()
        head = label(_("What usually holds"), 13, role="muted")
        grid.addWidget(head, below, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        for number, name in enumerate(TERMS):
            field = self.terms[language, name] = self._field()
            field.setPlaceholderText(_(PLACEHOLDERS[name]))
            place = (below + 1 + number // 2, number % 2, 1, 1)
            grid.addLayout(field_row(_(TERMS[name]), field), *place)
        made = QWidget()
        made.setLayout(grid)
        return made

    def _field(self) -> QLineEdit:
        made = QLineEdit()
        made.setMaxLength(LONGEST)
        made.textChanged.connect(lambda _words: self._refresh())
        return made
