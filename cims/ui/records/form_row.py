"""A field in its form: the label at the left, the box, what is wrong or doubtful below it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from cims.services.entity import Field
from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.records.field_widgets import FieldWidget
from cims.ui.records.form_plans import FormPlan
from cims.ui.theme.tokens import CONTROL
from cims.ui.widgets import Card, column, label, set_ink, wrapped

LABEL_GAP, BETWEEN = 12, 24


class FormRow(QObject):
    """Keeps label, box and message of one field together."""

    def __init__(self, field: Field, widget: FieldWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.field, self.widget = field, widget
        self.label = label(label_words(field), role="muted")
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.label.setFixedHeight(theme.px(CONTROL))
        self.message = wrapped("", 12, "bad")
        self.message.hide()
        self.holder = QWidget()
        laid = column(widget, spacing=3)
        if not widget.take_message(self.message):
            laid.addWidget(self.message)
        laid.addStretch(1)
        self.holder.setLayout(laid)
        self._normal: Any = widget.value()
        self._told = ("", "")

    @property
    def is_changed(self) -> bool:
        """Whether the value differs from the one that was put in."""
        return bool(self.widget.value() != self._normal)

    def put(self, value: Any) -> None:
        """Show a stored value and take it as unchanged."""
        self.widget.set_value(value)
        self._normal = self.widget.value()
        self.tell()

    def show_if(self, belongs: bool) -> None:
        """Stand in the form only where the field has to do with what is entered."""
        self.label.setVisible(belongs)
        self.holder.setVisible(belongs)

    def tell(self, error: str = "", warning: str = "") -> None:
        """Say what is wrong, or what is doubtful, or nothing."""
        if (error, warning) == self._told:
            return  # this is asked for all fields at every key
        self._told = error, warning
        words = error or warning
        self.message.setText(words)
        self.message.setVisible(bool(words))
        set_ink(self.message, "bad" if error else "warn")
        self.widget.show_wrong(bool(error))
        self.widget.setAccessibleDescription(words)


def label_words(field: Field) -> str:
    """The label; a star marks what must not be empty."""
    return f"{_(field.label)} *" if field.required else _(field.label)


def label_width(fields: Sequence[Field]) -> int:
    """The width that the longest label of these fields needs."""
    return max(paint.width_of(label_words(field)) for field in fields) + 2


def group_card(plan: FormPlan, title: str, rows: list[FormRow], note: QLabel | None) -> Card:
    """One group of the form, short fields side by side, long ones over the whole width."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(LABEL_GAP))
    grid.setVerticalSpacing(theme.px(12))
    abreast = plan.abreast
    width = label_width([row.field for row in rows] if plan.entity.lines else plan.fields)
    for side in range(0, 2 * abreast, 2):
        grid.setColumnMinimumWidth(side, width)
        grid.setColumnStretch(side + 1, 1)
    line = place = 0
    for row in rows:
        is_wide = plan.is_wide(row.field)
        if place and (is_wide or place == abreast):
            line, place = line + 1, 0
        grid.addWidget(row.label, line, 2 * place, Qt.AlignmentFlag.AlignTop)
        span = 2 * abreast - 1 if is_wide else 1
        grid.addWidget(row.holder, line, 2 * place + 1, 1, span)
        place = abreast if is_wide else place + 1
    if note is not None:
        grid.addWidget(note, line + 1, 1, 1, 2 * abreast - 1)
    head = label(_(title), 14, paint.BOLD)
    margins = (16, 12, 20, 16)
    return Card(column(head, grid, margins=margins, spacing=12))
