"""A product that is made while a paper is being written: name, model, unit and price."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from cims.services.entity import Field
from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.products import PRODUCT
from cims.ui import paint, theme
from cims.ui.records.field_widgets.base import FieldWidget, Place
from cims.ui.records.field_widgets.row_editor import plain_widget
from cims.ui.widgets import Button, PrimaryButton, column, label, row, wrapped

ASKED = ("name", "model", "unit", "price", "tax_class")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NewProduct(QDialog):
    """Asks no more than a line needs; Enter goes on, from the last box it makes the product."""

    asked = Signal()

    def __init__(self, words: str, currency: str, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._currency = currency
        self.setWindowTitle(_("New product"))
        self.setMinimumWidth(theme.px(440))
        self.boxes: dict[str, FieldWidget] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(10))
        for line, field in enumerate(self._fields()):
            box = plain_widget(field, place)
            caption = label(caption_of(field, currency), role="muted")
            grid.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(box, line, 1)
            self.boxes[field.name] = box
        self.boxes["name"].set_value(words)
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self.make = PrimaryButton(_("New product"), "package")
        self.make.clicked.connect(self._ask)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        told = _("It goes into the list of products, and onto this line.")
        self.setLayout(
            column(
                label(_("New product"), 15, paint.BOLD),
                wrapped(told, 12, "muted"),
                grid,
                self.state,
                row(None, cancel, self.make),
                margins=(20, 16, 20, 16),
                spacing=10,
            )
        )
        self.boxes["model"].setFocus()

    def values(self) -> dict[str, Any]:
        """What is entered."""
        entered = {name: box.value() for name, box in self.boxes.items()}
        known = {name: value for name, value in entered.items() if value is not None}
        return {**known, "currency": self._currency}

    def refuse(self, error: Exception) -> None:
        """Say why it can't be made; everything stays as it was typed."""
        self.make.setEnabled(True)
        messages = error.messages.values() if isinstance(error, ValidationFailed) else [str(error)]
        self._say(" ".join(messages))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        how = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in ENTER and how == Qt.KeyboardModifier.ControlModifier:
            self._ask()
        elif event.key() in ENTER:
            last = list(self.boxes.values())[-1]
            if last.isAncestorOf(self.focusWidget() or self) or self.make.hasFocus():
                self._ask()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        problems = filter(None, (box.problem() for box in self.boxes.values()))
        wrong = PRODUCT.validate(self.values())
        if told := next(problems, None) or next(iter(wrong.values()), None):
            self._say(told)
            return
        self.make.setEnabled(False)
        self.asked.emit()

    def _say(self, sentence: str) -> None:
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))

    def _fields(self) -> list[Field]:
        return [PRODUCT.field(name) for name in ASKED]


def caption_of(field: Field, currency: str) -> str:
    """The label of a box; that of the price says in which currency."""
    words = f"{_(field.label)} *" if field.required else _(field.label)
    return f"{words} ({currency})" if field.name == "price" else words
