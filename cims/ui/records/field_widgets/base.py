"""What every field's widget can do: show a value, give it back, say what can't be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cims.services.entity import Field, Link
from cims.services.i18n import _
from cims.ui.clipboard import copy_text
from cims.ui.matching import Item
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.line_offers import LineOffer, WantedLine
    from cims.services.pasted_lines import Pasted

Finder = Callable[[str, str, Callable[[Sequence[Item]], None]], None]
"""Asks for records: entity, words, and who gets the answer."""


Copier = Callable[[str, str], None]
"""Puts a text on the clipboard under the name that the log gives it."""


def as_typed(_name: str, text: str) -> None:
    """What stands in the form of a new record is of no record yet."""
    copy_text(text)


Offers = Callable[[Sequence["WantedLine"], Callable[[Sequence["LineOffer | None"]], None]], None]
"""Asks what lines begin with: which products, and who gets the answers."""
Reads = Callable[[str, Sequence[str], Callable[["Pasted"], None]], None]
"""Asks what lines a copied table says: its text, the paper's columns, and who gets them."""
MakesProduct = Callable[[str, Callable[[Link], None]], None]
"""Asks for a new product of this name: who gets it once it is made."""


def no_offers(
    _wanted: Sequence["WantedLine"], _then: Callable[[Sequence["LineOffer | None"]], None]
) -> None:
    """Nothing is offered where no lines are entered."""


def no_tables(_text: str, _columns: Sequence[str], _then: Callable[["Pasted"], None]) -> None:
    """No table is read where no lines are entered."""


@dataclass(frozen=True)
class Place:
    """Where a widget stands: what values mean here, how records are found, how words leave."""

    words: Words
    finder: Finder
    copy: Copier = as_typed
    offers: Offers = no_offers
    tables: Reads = no_tables
    new_product: MakesProduct | None = None
    sees_cost: bool = False


def mark(box: QWidget, *, wrong: bool) -> None:
    """Show a box as wrong, or as right again."""
    box.setProperty("wrong", wrong)
    box.style().unpolish(box)
    box.style().polish(box)


class FieldWidget(QWidget):
    """The widget of one field; its value is what stands in Record.values."""

    changed = Signal()

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__()
        self.field, self.place = field, place

    def value(self) -> Any:
        """What is entered; None, or an empty tuple, when nothing is."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def problem(self) -> str | None:
        """What was typed and can't be read as a value of this kind."""
        return None

    def show_wrong(self, wrong: bool) -> None:
        """Mark the box as wrong, or as right again."""
        for box in self.boxes():
            mark(box, wrong=wrong)

    def lock(self, locked: bool) -> None:
        """Let the value only be read, or be changed again."""
        self.setEnabled(not locked)

    def focus_wrong(self) -> None:
        """Put the keyboard where the value is wrong."""
        boxes = self.boxes()
        (boxes[0] if boxes else self).setFocus(Qt.FocusReason.TabFocusReason)

    def take_message(self, message: QWidget) -> bool:
        """Show the field's message inside, where that is nearer to what it is about."""
        return False

    def boxes(self) -> list[QWidget]:
        """The boxes that are marked when the value is wrong."""
        proxy = self.focusProxy()
        return [proxy] if proxy else []

    def name(self, words: str = "") -> None:
        """Say the field's label to a screen reader; `words` where it stands in a row."""
        for box in (self, *self.boxes()):
            box.setAccessibleName(words or _(self.field.label))

    def hint(self, words: str) -> None:
        """Show these words in the box while it is empty."""
        for box in self.boxes():
            if isinstance(box, QLineEdit | QPlainTextEdit):
                box.setPlaceholderText(words)
