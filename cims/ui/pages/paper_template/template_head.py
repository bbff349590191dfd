"""What a template is: its name, for which paper, in which language and format."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit, QWidget

from cims.services.enum_words import enum_word
from cims.services.i18n import _
from cims.services.paper_templates.templates import PaperFormat, PaperKind, PaperLanguage
from cims.ui.widgets import Card, column, field_row, row


class TemplateHead(Card):
    """The fields above the wording, with the buttons of the page below them."""

    changed = Signal()
    language_chosen = Signal()

    def __init__(self, *buttons: QWidget) -> None:
        self.name = QLineEdit()
        self.kind, self.language, self.format = map(choice, (PaperKind, PaperLanguage, PaperFormat))
        self.usual, self.retired = QCheckBox(_("Usual template")), QCheckBox(_("Retired"))
        super().__init__(self._laid_out(buttons))
        self.name.textChanged.connect(lambda _words: self.changed.emit())
        for box in (self.kind, self.format):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.language.currentIndexChanged.connect(lambda _index: self.language_chosen.emit())
        for tick in (self.usual, self.retired):
            tick.toggled.connect(lambda _on: self.changed.emit())

    @property
    def is_word(self) -> bool:
        """Whether the template is a Word file."""
        return PaperFormat(self.format.currentData()) is PaperFormat.WORD

    @property
    def spoken(self) -> PaperLanguage:
        """The language of the paper."""
        return PaperLanguage(self.language.currentData())

    def entered(self) -> dict[str, Any]:
        """What the fields say."""
        return {
            "name": self.name.text().strip(),
            "paper_kind": PaperKind(self.kind.currentData()),
            "language": self.spoken,
            "format": PaperFormat(self.format.currentData()),
            "is_default": self.usual.isChecked(),
            "retired": self.retired.isChecked(),
        }

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values."""
        self.name.setText(values["name"] or "")
        choices = {"paper_kind": self.kind, "language": self.language, "format": self.format}
        for name, box in choices.items():
            box.setCurrentIndex(box.findData(values[name]))
        self.usual.setChecked(values["is_default"])
        self.retired.setChecked(values["retired"])

    def _laid_out(self, buttons: tuple[QWidget, ...]) -> QLayout:
        fields = (
            (_("Name"), self.name),
            (_("Paper"), self.kind),
            (_("Language"), self.language),
            (_("Format"), self.format),
        )
        named = row(*(field_row(words, one) for words, one in fields), spacing=12)
        named.setStretch(0, 1)
        below = row(self.usual, self.retired, None, *buttons)
        return column(named, below, margins=(16, 12, 16, 12))


def choice(kind: Any) -> QComboBox:
    """The words of an enum to choose from."""
    made = QComboBox()
    for one in kind:
        made.addItem(enum_word(one), one)
    return made
