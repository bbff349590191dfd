"""Values side by side, each with a button that takes it out again."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.widgets import Button, FlowLayout

SPACING = 6
LEAST_HEIGHT = 34


class ChosenValues(QWidget):
    """Hidden while there is none; `text_of` gives the words on a value's button."""

    changed = Signal()

    def __init__(self, text_of: Callable[[Any], str]) -> None:
        super().__init__()
        self.values: tuple[Any, ...] = ()
        self._text_of = text_of
        self._flow = FlowLayout(self, spacing=SPACING)
        self.hide()

    def show_values(self, values: Iterable[Any]) -> None:
        """Show these in place of what was there; nobody has changed anything."""
        self.values = tuple(values)
        while (taken := self._flow.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        for value in self.values:
            words = self._text_of(value)
            button = Button(words, "x", _("Take out {name}").format(name=words))
            button.clicked.connect(partial(self.take_out, value))
            self._flow.addWidget(button)
        self.setVisible(bool(self.values))
        self.setMinimumHeight(theme.px(LEAST_HEIGHT) if self.values else 0)

    def add(self, *values: Any) -> None:
        """Put values at the end, those that are not there yet."""
        merged = tuple(dict.fromkeys((*self.values, *values)))
        if merged != self.values:
            self.show_values(merged)
            self.changed.emit()

    def take_out(self, value: Any) -> None:
        """Drop a value."""
        self.show_values(kept for kept in self.values if kept != value)
        self.changed.emit()
