"""Which column feeds which field: one line for each column, with examples and how sure it is."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from cims.services.i18n import N_, _
from cims.services.spreadsheet.cell_text import shown
from cims.services.spreadsheet.dates import ORDER_LABELS, ColumnDates, DateOrder
from cims.services.spreadsheet.mapping import BY_PART, BY_SYNONYM, Guess
from cims.services.spreadsheet.preview import INTO_REMARKS, Preview
from cims.services.spreadsheet.workbook import ErrorCell
from cims.ui import paint, theme
from cims.ui.pages.importing.choices import (
    LEFT_OUT,
    as_mapping,
    chosen_in,
    offered,
    with_learned,
    without_doubles,
)
from cims.ui.pages.importing.quiet_combo import QuietCombo
from cims.ui.widgets import ElidedLabel, Scrolled, SearchCombo

EXAMPLES, LONGEST_EXAMPLE = 3, 60
MOST_LINES = 200
CONFIDENCES = (
    (BY_SYNONYM, N_("sure")),
    (BY_PART, N_("likely")),
    (0.0, N_("doubtful: check")),
)
TITLES = (N_("Column"), N_("Examples"), N_("Goes into"), "", N_("Dates are written"))
STRETCHES = (3, 5, 0, 0, 0)
TITLES_HEIGHT, GAP = 34, 14


class MappingList(Scrolled):
    """The mapping as it is chosen now; `changed` comes when the user changes it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._titles = _Titles(self)
        self.setViewportMargins(0, theme.px(TITLES_HEIGHT), 0, 0)
        self.fields: dict[int, SearchCombo] = {}
        self.orders: dict[int, QuietCombo] = {}
        self._confidences: dict[int, ElidedLabel] = {}
        self._chosen: dict[int, str] = {}
        self._corrected: dict[int, DateOrder] = {}
        self._by_hand: set[int] = set()
        self._preview: Preview | None = None

    @property
    def mapping(self) -> dict[int, str]:
        """Column → path as the importer is told."""
        return as_mapping(self._chosen, self._preview.choosable) if self._preview else {}

    @property
    def dates(self) -> dict[str, ColumnDates]:
        """Heading → how its dates are written, where the user has said so."""
        headings = self._preview.layout.headings if self._preview else {}
        return {headings[c]: ColumnDates(order) for c, order in self._corrected.items()}

    @property
    def taught(self) -> dict[str, str]:
        """Heading → path, where the user has chosen it."""
        headings = self._preview.layout.headings if self._preview else {}
        return {headings[column]: self._chosen[column] for column in sorted(self._by_hand)}

    @property
    def is_as_read(self) -> bool:
        """Whether the columns feed what they were read for."""
        return self._preview is None or self._chosen == chosen_in(self._preview)

    def show_preview(self, preview: Preview, learned: Mapping[int, str]) -> None:
        """Show the columns of a list anew; what was `learned` goes before the guess."""
        self._preview, self._corrected, self._by_hand = preview, {}, set()
        self._chosen = with_learned(chosen_in(preview), learned, preview.choosable)
        self.fields, self.orders, self._confidences = {}, {}, {}
        grid = QGridLayout()
        grid.setContentsMargins(16, 6, 16, 12)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(6)
        for place, stretch in enumerate(STRETCHES):
            grid.setColumnStretch(place, stretch)
        self._titles.cells = ()
        items = offered(preview.choosable)
        for line, column in enumerate(list(preview.layout.headings)[:MOST_LINES]):
            self._add_line(grid, line, column, preview)
            self.fields[column].set_items(items)
            self.fields[column].set_value(self._chosen[column])
            if column in learned:
                self._confidences[column].set_text(_("as last time"))
        grid.setRowStretch(grid.rowCount(), 1)
        self._titles.orders = tuple(self.orders.values())
        self.hold(grid)
        self.show_dates(preview.dates)

    def show_dates(self, dates: Mapping[int, ColumnDates]) -> None:
        """Offer the order of dates where a column holds some."""
        for column, box in self.orders.items():
            told = dates.get(column)
            box.setVisible(told is not None)
            if told is not None and column not in self._corrected:
                box.set_value(told.order)
                box.setProperty("wrong", not told.certain or told.contradicting)
                box.style().unpolish(box)
                box.style().polish(box)
        self._titles.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._titles.setGeometry(0, 0, self.width(), theme.px(TITLES_HEIGHT))

    def _add_line(self, grid: QGridLayout, line: int, column: int, preview: Preview) -> None:
        heading = preview.layout.headings[column]
        field = SearchCombo(_("Field for “{column}”").format(column=heading))
        field.setFixedWidth(theme.px(210))
        field.chosen.connect(partial(self._choose, column))
        labels = [(_(words), order) for order, words in ORDER_LABELS.items()]
        order = QuietCombo(_("Order of dates in “{column}”").format(column=heading), labels)
        order.setFixedWidth(theme.px(190))
        order.activated.connect(lambda _place: self._order(column))
        confidence = ElidedLabel(_how_sure(preview.guesses.get(column)), 12, role="muted")
        confidence.setFixedWidth(theme.px(110))
        self.fields[column], self.orders[column] = field, order
        self._confidences[column] = confidence
        cells = (
            ElidedLabel(heading, weight=paint.MEDIUM),
            ElidedLabel(_examples(preview, column), role="muted"),
            field,
            confidence,
            order,
        )
        for place, cell in enumerate(cells):
            grid.addWidget(cell, line, place)
        self._titles.cells = self._titles.cells or cells[:4]

    def _choose(self, column: int, path: str | None) -> None:
        assert self._preview
        self._by_hand.add(column)
        before = {**self._chosen, column: path or LEFT_OUT}
        self._chosen = without_doubles(before, column, self._preview.choosable)
        for other, taken in self._chosen.items():
            if other in self.fields and self.fields[other].value() != taken:
                self.fields[other].set_value(taken)
        for other in {column, *(c for c in before if before[c] != self._chosen[c])}:
            if other in self._confidences:
                self._confidences[other].set_text(_("chosen by you"))
        self.changed.emit()

    def _order(self, column: int) -> None:
        self._corrected[column] = self.orders[column].value()
        self.orders[column].setProperty("wrong", False)
        self.orders[column].style().polish(self.orders[column])
        self.changed.emit()


class _Titles(QWidget):
    """The words above the columns, which stay while the lines below are scrolled."""

    def __init__(self, lines: QWidget) -> None:
        super().__init__(lines)
        self.cells: tuple[QWidget, ...] = ()
        self.orders: tuple[QWidget, ...] = ()  # boxes of the last column, which few lists need

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        last = self.height() - 1
        painter.fillRect(16, last, self.width() - 32, 1, theme.color("border"))
        lefts = [cell.x() for cell in self.cells]
        if lefts and any(box.isVisible() for box in self.orders):
            lefts.append(self.cells[-1].geometry().right() + GAP)
        for title, left in zip(TITLES, lefts, strict=False):
            place = QRectF(left, 0, theme.px(190), last)
            paint.text(painter, place, _(title), size=12, weight=paint.BOLD, ink="muted")


def _how_sure(guess: Guess | None) -> str:
    if guess is None or guess.path is None or guess.path == INTO_REMARKS:
        return _("no field fits")
    return next(_(words) for least, words in CONFIDENCES if guess.confidence >= least)


def _examples(preview: Preview, column: int) -> str:
    """The first different values of a column."""
    found: dict[str, None] = {}
    for _number, cells in preview.rows:
        value = cells[column] if column < len(cells) else ""
        text = value.text if isinstance(value, ErrorCell) else shown(value)
        if text.strip():
            found[paint.one_line(text.strip())[:LONGEST_EXAMPLE]] = None
        if len(found) == EXAMPLES:
            break
    return " · ".join(found)
