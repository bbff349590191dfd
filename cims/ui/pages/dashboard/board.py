"""Where the parts stand: tiles in one row, cards in rows of twelve columns below."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cims.ui.pages.dashboard.slot import Slot
from cims.ui.theme.tokens import GAP, PAGE_MARGINS

COLUMNS, USUAL = 12, 3
SPANS: Mapping[str, int] = {"new_by_month": 7, "by_lifecycle": 5}
TILES_IN_A_ROW = 4


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
        self.setWidget(self._inside)

    def place(self, tiles: Sequence[Slot], cards: Sequence[Slot]) -> None:
        """Put these parts in this order; the others are out of sight."""
        self._clear()
        spans = {slot: SPANS.get(slot.name, USUAL) for slot in cards}
        for line in in_rows(tiles, dict.fromkeys(tiles, COLUMNS // TILES_IN_A_ROW)):
            self._add(line, dict.fromkeys(line, 1), 0)
        for line in in_rows(cards, spans):
            self._add(line, spans, 1)
        if not cards:
            self._rows.addStretch(1)

    def _add(self, slots: Iterable[Slot], stretches: Mapping[Slot, int], height: int) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._rows.addLayout(line, height)
        for slot in slots:
            line.addWidget(slot, stretches[slot])
            slot.setVisible(True)

    def _clear(self) -> None:
        while item := self._rows.takeAt(0):
            if line := item.layout():
                while line.takeAt(0):
                    pass
                line.deleteLater()
        for slot in self._inside.findChildren(Slot):
            slot.setVisible(False)


def in_rows(slots: Sequence[Slot], spans: Mapping[Slot, int]) -> list[list[Slot]]:
    """As many as fit into twelve columns, in their order."""
    rows: list[list[Slot]] = []
    for slot in slots:
        if not rows or sum(spans[each] for each in rows[-1]) + spans[slot] > COLUMNS:
            rows.append([])
        rows[-1].append(slot)
    return rows
