"""So many of the lines of an order: what leaves, is planned, is not wanted any more, came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from cims.services.entity import Field, Kind
from cims.services.i18n import _
from cims.ui import theme
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.matching import Item
from cims.ui.records.field_widgets import FieldWidget, Place, widget_for
from cims.ui.records.format import Words, number
from cims.ui.widgets import Button, ElidedLabel, PrimaryButton, Scrolled, column, label, row

WIDTH, BOX, LINES_HIGH, LINE = 560, 110, 7, 42


@dataclass(frozen=True)
class Choice:
    """A line that may be chosen: its id, its name, how many at most."""

    id: int
    name: str
    most: Decimal


class QuantitiesDialog(TaskDialog):
    """One box a line; `day` and `text` are msgids of what is asked besides, empty for nothing."""

    given = Signal(object, object, str)  # line → how many, day, text

    def __init__(
        self,
        title: str,
        told: str,
        lines: Sequence[Choice],
        known: Words,
        window: QWidget,
        *,
        verb: str,
        day: str = "",
        text: str = "",
        all_at_first: bool = False,
    ) -> None:
        super().__init__(title, told, window, WIDTH)
        self._lines, place = lines, Place(known, nothing_found)
        self.boxes: dict[int, FieldWidget] = {}
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(theme.px(8))
        grid.setContentsMargins(0, 2, theme.px(12), 2)
        for place_of, line in enumerate(lines):
            box = widget_for(Field("quantity", line.name, Kind.EXACT), place)
            box.name(line.name)
            box.setFixedWidth(theme.px(BOX))
            box.set_value(line.most if all_at_first else None)
            self.boxes[line.id] = box
            most = _("of {n}").format(n=number(line.most))
            grid.addWidget(ElidedLabel(line.name), place_of, 0)
            grid.addWidget(box, place_of, 1)
            grid.addWidget(label(most, 12, role="muted"), place_of, 2)
        self.day = widget_for(Field("on", day, Kind.DATE), place) if day else None
        self.text = widget_for(Field("text", text, length=200), place) if text else None
        self.every = Button(_("All"), "list-checks")
        self.none = Button(_("None"), "x")
        self.every.clicked.connect(self._fill)
        self.none.clicked.connect(self._empty)
        self.give = PrimaryButton(verb, "check")
        self.give.clicked.connect(self._give)
        area = Scrolled(grid)
        area.setFixedHeight(theme.px(LINE * min(len(lines), LINES_HIGH) + 6))
        parts: list[QWidget] = [area]
        for name, widget in ((day, self.day), (text, self.text)):
            if widget is not None:
                head = label(_(name), 12, role="muted")
                head.setBuddy(widget)
                widget.name(_(name))
                parts += [head, widget]
        if self.day is not None:
            self.day.set_value(known.today)
        buttons = row(self.every, self.none, None)
        self.build(column(*parts[:1], buttons, *parts[1:], spacing=6), self.give)
        next(iter(self.boxes.values())).setFocus()

    def _fill(self) -> None:
        for line in self._lines:
            self.boxes[line.id].set_value(line.most)

    def _empty(self) -> None:
        for box in self.boxes.values():
            box.set_value(None)

    def _give(self) -> None:
        widgets = [*self.boxes.values(), *([self.day] if self.day else [])]
        wrong = next((one for one in widgets if one.problem()), None)
        if wrong is not None:
            self.say(wrong.problem() or "")
            wrong.setFocus()
            return
        on: date | None = self.day.value() if self.day else None
        if self.day is not None and on is None:
            self.say(_("Type the day."))
            self.day.setFocus()
            return
        many: Mapping[int, Decimal] = {
            id_: box.value() for id_, box in self.boxes.items() if box.value()
        }
        self.given.emit(many, on, (self.text.value() or "") if self.text else "")


def nothing_found(_entity: str, _words: str, then: object) -> None:
    """No other record is chosen here."""
    found: tuple[Item, ...] = ()
    assert callable(then)
    then(found)
