"""A few fields that have to be known before a step: why it was lost, for how much it was won."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.services.entity import Field
from cims.services.field import problem, required
from cims.services.i18n import _
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.matching import Item
from cims.ui.records.field_widgets import FieldWidget, Place, widget_for
from cims.ui.records.format import Words
from cims.ui.widgets import PrimaryButton, column, label


class FieldsDialog(TaskDialog):
    """A few fields of a record, of which the first must be filled; `verb` is what is done then."""

    given = Signal(object)  # the values by their names

    def __init__(
        self,
        title: str,
        words: str,
        fields: Sequence[Field],
        known: Words,
        window: QWidget,
        verb: str,
    ) -> None:
        super().__init__(title, words, window)
        place = Place(known, nothing_found)
        self.widgets: Mapping[str, FieldWidget] = {
            field.name: widget_for(field, place) for field in fields
        }
        self.give = PrimaryButton(verb, "arrow-right")
        self.give.clicked.connect(self._give)
        parts: list[QWidget] = []
        for field in fields:
            name = label(_(field.label), 12, role="muted")
            name.setBuddy(self.widgets[field.name])
            parts += [name, self.widgets[field.name]]
        self.build(column(*parts, spacing=6), self.give)
        next(iter(self.widgets.values())).setFocus()

    def _give(self) -> None:
        first = next(iter(self.widgets.values()))
        problems = (
            (one, one.problem() or problem(one.field, one.value())) for one in self.widgets.values()
        )
        wrong = next(((one, told) for one, told in problems if told), None)
        if wrong is None and first.value() is None:
            wrong = first, required(first.field)
        for one in self.widgets.values():
            one.show_wrong(wrong is not None and one is wrong[0])
        if wrong is not None:
            self.say(wrong[1])
            wrong[0].setFocus()
            return
        values: dict[str, Any] = {name: one.value() for name, one in self.widgets.items()}
        self.accept()
        self.given.emit(values)


def nothing_found(_entity: str, _words: str, then: Any) -> None:
    """No other record is chosen here."""
    found: tuple[Item, ...] = ()
    then(found)
