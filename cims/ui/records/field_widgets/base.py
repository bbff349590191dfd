"""What every field's widget can do: show a value, give it back, say what can't be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cims.services.entity import Field
from cims.services.i18n import _
from cims.ui.clipboard import copy_text
from cims.ui.matching import Item
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.line_offers import LineOffer

Finder = Callable[[str, str, Callable[[Sequence[Item]], None]], None]
"""Asks for records: entity, words, and who gets the answer."""


Copier = Callable[[str, str], None]
"""Puts a text on the clipboard under the name that the log gives it."""


def as_typed(_name: str, text: str) -> None:
    """What stands in the form of a new record is of no record yet."""
    copy_text(text)


Offers = Callable[[int, Decimal, Callable[["LineOffer"], None]], None]
"""Asks what a line begins with: product, quantity, and who gets the answer."""


def no_offers(_product: int, _quantity: Decimal, _then: Callable[["LineOffer"], None]) -> None:
    """Nothing is offered where no lines are entered."""


@dataclass(frozen=True)
class Place:
    """Where a widget stands: what values mean here, how records are found, how words leave."""

    words: Words
    finder: Finder
    copy: Copier = as_typed
    offers: Offers = no_offers


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
