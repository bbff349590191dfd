"""The facts of a record on cards, each with what one does with it: copy, open."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.clipboard import copy_value
from cims.ui.records.record_facts import Fact, FactGroup
from cims.ui.records.record_text import record_text
from cims.ui.records.sealed_value import SealedValue
from cims.ui.widgets import Card, IconButton, column, label, row

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

LABEL_WIDTH = 108
CARD_LINES = 8  # about as high as so many facts


class RecordOverview(QScrollArea):
    """Two columns of cards, of about the same height."""

    open_asked = Signal(str, int, str)
    copied = Signal(str)

    def __init__(self, jobs: "Jobs") -> None:
        super().__init__()
        self._jobs, self._record, self._closed = jobs, ("", 0), ""
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Overview"))

    def show_groups(
        self,
        groups: list[FactGroup],
        record: tuple[str, int],
        closed: str,
        cards: Sequence[QWidget] = (),
    ) -> None:
        """Show other facts of a record; `closed` says why its sealed fields can't be opened.

        `cards` stand first in the right column.
        """
        self._record, self._closed = record, closed
        body = QWidget()
        body.setProperty("page", True)
        columns: list[QVBoxLayout] = [column(spacing=theme.GAP), column(spacing=theme.GAP)]
        heights = [0, CARD_LINES * len(cards)]
        for card in cards:
            columns[1].addWidget(card)
        for group in groups:
            side = heights.index(min(heights))
            columns[side].addWidget(self._card(group))
            heights[side] += 2 + sum(fact.text.count("\n") + 1 for fact in group.facts)
        for made in columns:
            made.addStretch(1)
        laid = row(*columns, margins=(0, 12, 0, 12), spacing=theme.GAP)
        laid.setStretch(0, 1)
        laid.setStretch(1, 1)
        body.setLayout(laid)
        self.setWidget(body)

    def _card(self, group: FactGroup) -> Card:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnMinimumWidth(0, theme.px(LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        before = ""
        for line, fact in enumerate(group.facts):
            words = fact.label if fact.label != before else ""
            before = fact.label
            grid.addWidget(self._label(words), line, 0, top)
            if fact.sealed is not None:
                value = SealedValue(self._jobs, self._record, fact.sealed, self._closed)
                grid.addWidget(value, line, 1, 1, 2)
                continue
            grid.addWidget(self._text(fact), line, 1, top)
            if button := self._button(fact):
                grid.addWidget(button, line, 2, top)
        head = label(group.title, 14, paint.BOLD)
        return Card(column(head, grid, margins=theme.CARD_MARGINS, spacing=10))

    def _label(self, words: str) -> QLabel:
        made = label(words, role="muted")
        made.setWordWrap(True)
        made.setFixedWidth(theme.px(LABEL_WIDTH))
        made.setContentsMargins(0, 3, 0, 3)
        return made

    def _text(self, fact: Fact) -> QLabel:
        made = record_text(fact.text, partial(self._copy_words, fact.label))
        made.setContentsMargins(0, 3, 0, 3)
        made.setAccessibleName(f"{fact.label}: {fact.text}")
        return made

    def _button(self, fact: Fact) -> IconButton | None:
        if fact.link is not None:
            made = IconButton("external-link", _("Open {name}").format(name=fact.text), quiet=True)
            made.clicked.connect(
                partial(self.open_asked.emit, fact.target, fact.link.id, fact.link.text)
            )
        elif fact.copied:
            made = IconButton("copy", _("Copy {name}").format(name=fact.label), quiet=True)
            made.clicked.connect(partial(self._copy, fact))
        else:
            return None
        made.setProperty("tiny", True)
        made.setIconSize(made.iconSize() * 0.75)
        return made

    def _copy(self, fact: Fact) -> None:
        self._copy_words(fact.label, fact.copied)

    def _copy_words(self, name: str, words: str) -> None:
        told = partial(self.copied.emit, name)
        copy_value(self._jobs, self, self._record, name, words, told)
