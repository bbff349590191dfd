"""Which optional lines of a quote are ordered with the others."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.records.format import money, number
from cims.ui.widgets import PrimaryButton, column, doubled


class OptionalLines(TaskDialog):
    """One box for each line; none is ticked at first."""

    chosen = Signal(object)  # the ids of lines

    def __init__(self, lines: Sequence[Record], window: QWidget) -> None:
        told = _("These lines are optional. Tick those that the customer orders too.")
        super().__init__(_("Make order"), told, window)
        self.boxes = {line.id: QCheckBox(doubled(words_of(line))) for line in lines}
        self.make = PrimaryButton(_("Make order"), "receipt-text")
        self.make.clicked.connect(self._give)
        self.build(column(*self.boxes.values(), spacing=8), self.make)

    def _give(self) -> None:
        ids = tuple(id_ for id_, box in self.boxes.items() if box.isChecked())
        self.accept()
        self.chosen.emit(ids)


def words_of(line: Record) -> str:
    """A line in one sentence: what, how many, for how much."""
    values = line.values
    return _("{product} × {quantity}, {amount}").format(
        product=values["name"],
        quantity=number(values["quantity"]),
        amount=money(values["total"], values["currency"]),
    )
