"""Where the parts stand: tiles in one row, cards in rows of twelve columns below."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cims.services.i18n import _
from cims.ui.pages.dashboard.slot import Slot
from cims.ui.theme.tokens import GAP, PAGE_MARGINS
from cims.ui.widgets import EmptyState

COLUMNS = 12


class Board(QScrollArea):
    """Scrolls when the window is too low for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._inside = QWidget()
        self._inside.setProperty("page", True)
        self._rows = QVBoxLayout(self._inside)
        left, _top, right, bottom = PAGE_MARGINS
        self._rows.setContentsMargins(left, 0, right, bottom)
        self._rows.setSpacing(GAP)
        self._lines: list[QWidget] = []
        sentence = _("Nothing is shown here. Arrange the page, or ask your administrator.")
        self.nothing = EmptyState("chart-column", sentence)
        self._rows.addWidget(self.nothing)
        self.setWidget(self._inside)

    def place(self, tiles: Sequence[Slot], cards: Sequence[Slot]) -> None:
        """Put these parts in this order; the others are out of sight."""
        self._clear()
        spans = {slot: slot.offer.span for slot in (*tiles, *cards)}
        for line in in_rows(tiles, spans):
            self._add(line, spans, 0)
        for line in in_rows(cards, spans):
            self._add(line, spans, 1)
        self.nothing.setVisible(not spans)
        if tiles and not cards:
            self._add([], spans, 1)

    def _add(self, slots: Sequence[Slot], spans: Mapping[Slot, int], height: int) -> None:
        line = QWidget(self._inside)
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        for slot in slots:
            beside.addWidget(slot, spans[slot])
            slot.setVisible(True)
        self._rows.addWidget(line, height)
        line.setVisible(True)
        self._lines.append(line)

    def _clear(self) -> None:
        """Keep the parts, drop the lines that they stood in."""
        for slot in self._inside.findChildren(Slot):
            slot.setVisible(False)
            slot.setParent(self._inside)
        for line in self._lines:
            self._rows.removeWidget(line)
            line.setVisible(False)
            line.deleteLater()
        self._lines = []


def in_rows(slots: Sequence[Slot], spans: Mapping[Slot, int]) -> list[list[Slot]]:
    """As many as fit into twelve columns, in their order."""
    rows: list[list[Slot]] = []
    for slot in slots:
        if not rows or sum(spans[each] for each in rows[-1]) + spans[slot] > COLUMNS:
            rows.append([])
        rows[-1].append(slot)
    return rows
