"""One row of a ROWS field: its columns as boxes, and what can be done with the whole row."""

from dataclasses import fields as columns_of
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cims.services.entity import Field, Kind
from cims.services.i18n import _
from cims.ui import paint
from cims.ui.records.field_widgets.base import FieldWidget, Place
from cims.ui.records.field_widgets.chosen import ChoiceField, LinkField
from cims.ui.records.field_widgets.days import DateField
from cims.ui.records.field_widgets.plain import (
    LongTextField,
    MoneyField,
    NumberField,
    PercentField,
    TextField,
    YesNoField,
)
from cims.ui.records.field_widgets.row_plans import Cell, RowPlan, row_plan
from cims.ui.theme.tokens import CONTROL_RADIUS
from cims.ui.widgets import IconButton, column, label, row

FRAME = 12
CELLS: dict[Kind, type[FieldWidget]] = {
    Kind.TEXT: TextField,
    Kind.LONG_TEXT: LongTextField,
    Kind.WHOLE: NumberField,
    Kind.EXACT: NumberField,
    Kind.MONEY: MoneyField,
    Kind.SHARE: PercentField,
    Kind.DATE: DateField,
    Kind.YES_NO: YesNoField,
    Kind.ENUM: ChoiceField,
    Kind.CHOICE: ChoiceField,
    Kind.LINK: LinkField,
}
"""Kinds that may stand in a row; a row never holds rows."""


def plain_widget(field: Field, place: Place) -> FieldWidget:
    """The widget of a single value."""
    return CELLS[field.kind](field, place)


class RowEditor(QWidget):
    """Edits one row; columns without a box keep the value that they came with."""

    changed = Signal()
    removal_asked = Signal()
    move_asked = Signal(int)

    def __init__(self, field: Field, place: Place, value: Any) -> None:
        super().__init__()
        assert field.rows
        self.field, self.place = field, place
        self.plan: RowPlan = row_plan(field)
        self._value = value
        self.cells: dict[str, FieldWidget] = {}
        self._holders: dict[str, QWidget] = {}
        by_name = {part.name: part for part in field.rows.fields}
        self._up = IconButton("chevron-up", _("Move up"), quiet=True)
        self._down = IconButton("chevron-down", _("Move down"), quiet=True)
        self._away = IconButton("x", _("Take away"), quiet=True)
        self._up.clicked.connect(lambda: self.move_asked.emit(-1))
        self._down.clicked.connect(lambda: self.move_asked.emit(1))
        self._away.clicked.connect(self.removal_asked)
        self.body: QVBoxLayout = column(spacing=8)
        for number, line in enumerate(self.plan.lines):
            laid = self._line(line, by_name)
            if number == 0:
                self.head = laid
            self.body.addLayout(laid)
        self._add_buttons(self.head)
        if self.plan.captions:
            self.body.setContentsMargins(FRAME, FRAME - 2, FRAME, FRAME)
        self.setLayout(self.body)
        self.setFocusProxy(next(iter(self.cells.values())))
        self.show_row(value)
        for cell in self.cells.values():
            cell.changed.connect(self._cell_changed)

    def row(self) -> Any:
        """The row as it is entered; a box that must not be empty and is keeps the default."""
        default = type(self._value)()
        values: dict[str, Any] = {}
        for name, cell in self.cells.items():
            entered = cell.value()
            optional = getattr(default, name) is None
            values[name] = getattr(default, name) if entered is None and not optional else entered
            if isinstance(cell, YesNoField):
                values[name] = cell.box.isChecked()
        return replace(self._value, **values)

    def show_row(self, value: Any) -> None:
        """Show another row."""
        self._value = value
        for name, cell in self.cells.items():
            cell.set_value(getattr(value, name))
        self._show_what_belongs()

    def is_empty(self) -> bool:
        """Whether nothing stands in it but what a new row starts with."""
        now, new = self.row(), type(self._value)()
        chosen = {
            name for name, cell in self.cells.items() if isinstance(cell, ChoiceField | YesNoField)
        }
        return all(
            getattr(now, part.name) in (None, "", getattr(new, part.name))
            for part in columns_of(now)
            if part.name not in chosen
        )

    def problem(self) -> str | None:
        """What was typed in one of its boxes and can't be read."""
        problems = (cell.problem() for cell in self.cells.values())
        return next((problem for problem in problems if problem), None)

    def key_boxes(self) -> list[QWidget]:
        """The boxes that are marked when the row is wrong: those that must be filled."""
        return [
            box
            for cell in self.cells.values()
            if cell.field.required and not isinstance(cell, ChoiceField)
            for box in cell.boxes()
        ]

    def show_place(self, number: int, count: int) -> None:
        """Name its boxes by their place and offer only the moves that there are."""
        self._up.setVisible(count > 1)
        self._down.setVisible(count > 1)
        self._up.setEnabled(number > 1)
        self._down.setEnabled(number < count)
        for cell in self.cells.values():
            words = _("{field} {number}: {column}").format(
                field=_(self.field.label), number=number, column=_(cell.field.label)
            )
            cell.name(words)

    def tab_order(self) -> list[QWidget]:
        """Its boxes and buttons in the order of Tab."""
        boxes = [box for cell in self.cells.values() for box in cell.boxes()]
        return [*boxes, self._up, self._down, self._away]

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.plan.captions:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint.rounded(painter, rect, CONTROL_RADIUS, "surface", "border")

    def _cell_changed(self) -> None:
        self._show_what_belongs()
        self.changed.emit()

    def _line(self, cells: tuple[Cell, ...], by_name: dict[str, Field]) -> QHBoxLayout:
        laid = row(spacing=8)
        for cell in cells:
            column_field = by_name[cell.column]
            made = plain_widget(column_field, self.place)
            self.cells[cell.column] = made
            holder: QWidget = made
            if self.plan.captions and not isinstance(made, YesNoField):
                holder = QWidget()
                caption = label(_(column_field.label), 12, role="muted")
                holder.setLayout(column(caption, made, spacing=3))
            else:
                made.hint(_(column_field.label))
            if self.plan.captions and isinstance(made, YesNoField):
                holder = QWidget()
                holder.setLayout(column(None, made, spacing=0))
            policy = holder.sizePolicy()
            policy.setRetainSizeWhenHidden(cells is self.plan.lines[0])
            holder.setSizePolicy(policy)
            self._holders[cell.column] = holder
            laid.addWidget(holder, cell.stretch)
        return laid

    def _add_buttons(self, laid: QHBoxLayout) -> None:
        buttons = row(self._up, self._down, self._away, spacing=2)
        if self.plan.captions:
            laid.addLayout(column(None, buttons))
        else:
            laid.addLayout(buttons)

    def _show_what_belongs(self) -> None:
        first = next(iter(self.cells.values())).value()
        for name, kinds in (self.plan.only_for or {}).items():
            is_filled = self.cells[name].value() is not None
            self._holders[name].setVisible(first in kinds or is_filled)
