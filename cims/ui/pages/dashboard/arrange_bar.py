"""While the dashboard is arranged: what is hidden and can be shown again, reset, done."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.services.insights.analyses import Offer
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Button, Card, Chip, FlowLayout, PrimaryButton, column, row


class ArrangeBar(QWidget):
    """Chips of all parts; those that are on are shown."""

    switched = Signal(str, bool)
    reset_asked = Signal()
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, Chip] = {}
        self._flow = FlowLayout()
        self.reset = Button(_("Reset"), "rotate-ccw")
        self.finish = PrimaryButton(_("Done"), "check")
        chips = QWidget()
        chips.setLayout(self._flow)
        line = row(chips, self.reset, self.finish, margins=(16, 10, 16, 12), spacing=12)
        line.setStretch(0, 1)
        card = Card(line)
        left, _top, right, bottom = PAGE_MARGINS
        self.setLayout(column(card, margins=(left, 0, right, bottom)))
        self.reset.clicked.connect(self.reset_asked)
        self.finish.clicked.connect(self.done)

    def show_offers(self, offers: Iterable[Offer], shown: Iterable[str]) -> None:
        """Offer these parts, the shown ones switched on."""
        names = set(shown)
        for offer in offers:
            if offer.name not in self.chips:
                chip = self.chips[offer.name] = Chip(_(offer.label))
                chip.toggled.connect(partial(self._toggled, offer.name))
                self._flow.addWidget(chip)
            chip = self.chips[offer.name]
            chip.blockSignals(True)
            chip.setChecked(offer.name in names)
            chip.blockSignals(False)
            chip.update()

    def _toggled(self, name: str, on: bool) -> None:
        self.switched.emit(name, on)
