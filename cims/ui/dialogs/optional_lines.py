"""Which optional lines of a quote are ordered with the others."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.records.format import money, number
from cims.ui.widgets import PrimaryButton, column, doubled

WIDTH, AROUND = 560, 100  # of the dialog; its margins and the box itself


class OptionalLines(TaskDialog):
    """One box for each line; none is ticked at first."""

    chosen = Signal(object)  # the ids of lines

    def __init__(self, lines: Sequence[Record], window: QWidget) -> None:
        told = _("These lines are optional. Tick those that the customer orders too.")
        super().__init__(_("Make order"), told, window, WIDTH)
        self.boxes = {line.id: box_of(line) for line in lines}
        self.make = PrimaryButton(_("Make order"), "receipt-text")
        self.make.clicked.connect(self._give)
        self.build(column(*self.boxes.values(), spacing=8), self.make)

    def _give(self) -> None:
        ids = tuple(id_ for id_, box in self.boxes.items() if box.isChecked())
        self.accept()
        self.chosen.emit(ids)


def box_of(line: Record) -> QCheckBox:
    """A line in one sentence: what, how many, for how much; a long name is cut."""
    values, sentence = line.values, _("{product} × {quantity}, {amount}")
    told = {
        "quantity": number(values["quantity"]),
        "amount": money(values["total"], values["currency"]),
    }
    room = theme.px(WIDTH - AROUND) - paint.width_of(sentence.format(product="", **told))
    name = paint.elided(values["name"], theme.font(13), room)
    box = QCheckBox(doubled(sentence.format(product=name, **told)))
    box.setAccessibleName(sentence.format(product=values["name"], **told))
    return box
