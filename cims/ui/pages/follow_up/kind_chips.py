"""The ways of contact as chips, each with a key."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.services.choices import Choice
from cims.services.i18n import _
from cims.ui import theme
from cims.ui.actions import shown_shortcut
from cims.ui.theme.tokens import CHIP
from cims.ui.widgets import Chip, FlowLayout, set_tooltip


class KindChips(QWidget):
    """One of them is always on."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.current = ""
        self._chips: dict[str, Chip] = {}
        self._row = FlowLayout(self, spacing=6)
        self.setAccessibleName(_("Kind"))
        self.setMinimumHeight(theme.px(CHIP))

    def show_kinds(self, kinds: Sequence[Choice], current: str) -> None:
        """Offer these, with Alt and a figure for each."""
        while (taken := self._row.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        self._chips = {}
        for place, kind in enumerate(kinds, 1):
            chip = Chip(kind.label)
            set_tooltip(chip, shown_shortcut(f"Alt+{place}"))
            chip.clicked.connect(partial(self.choose, kind.code))
            self._row.addWidget(chip)
            self._chips[kind.code] = chip
        self.choose(current)

    def choose(self, code: str) -> None:
        """Switch one on."""
        self.current = code
        for name, chip in self._chips.items():
            chip.setChecked(name == code)
        self.chosen.emit(code)

    def choose_by_key(self, place: int) -> None:
        """Switch the chip with this number on, counted from 1."""
        codes = list(self._chips)
        if place <= len(codes):
            self.choose(codes[place - 1])
