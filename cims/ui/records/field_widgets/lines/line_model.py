"""The lines of a paper as a table: what stands in a cell, and what is wrong or doubtful in it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from cims.services.entity import Field, Kind
from cims.services.errors import CimsError
from cims.services.field import problem
from cims.services.i18n import _
from cims.services.rules.currencies import paid
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.lines.line_columns import (
    AMOUNT,
    PRICE,
    PRODUCT,
    PROFIT,
    QUANTITY,
    LineColumn,
    marks_of,
)
from cims.ui.records.field_widgets.lines.line_sheet import Entries, Entry, LineSheet
from cims.ui.records.field_widgets.lines.line_worth import Head, Sum, amounts, profit, sum_up
from cims.ui.records.format import DISCOUNT, number
from cims.ui.widgets import Index, plain_tooltip

ROOT = QModelIndex()
DisplayRole = Qt.ItemDataRole.DisplayRole
TOLD_ROLES = (
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
GIFT = "gift"


class LineModel(QAbstractTableModel):
    """Shows a sheet, with an empty line at its end in which one goes on."""

    changed = Signal()

    def __init__(
        self, lines: Field, columns: Sequence[LineColumn], place: Place, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.lines, self.columns, self.place = lines, columns, place
        self.marks = marks_of(lines)
        self.sheet = LineSheet(lines)
        self.head = Head()
        self.is_closed = False
        self._shown = 0
        self._sum: Sum | None = None
        self._words: dict[tuple[int, str], tuple[Any, str]] = {}

    def show(self) -> None:
        """Show the sheet as it is now: the selected cell stays where it is."""
        want = self.wanted_rows()
        if want > self._shown:
            self.beginInsertRows(ROOT, self._shown, want - 1)
            self._shown = want
            self.endInsertRows()
        elif want < self._shown:
            self.beginRemoveRows(ROOT, want, self._shown - 1)
            self._shown = want
            self.endRemoveRows()
        self._sum = None
        if want:
            self.dataChanged.emit(self.index(0, 0), self.index(want - 1, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, max(0, want - 1))

    def step(self) -> None:
        """Show a step that was made, and tell of it."""
        self.show()
        self.changed.emit()

    def wanted_rows(self) -> int:
        """The entries and, where one may go on, an empty line."""
        return len(self.sheet.entries) + (0 if self.is_closed else 1)

    def entry(self, row: int) -> Entry | None:
        """What stands in a row; None in the empty one at the end."""
        entries = self.sheet.entries
        return entries[row] if 0 <= row < len(entries) else None

    def place_of(self, name: str) -> int:
        """The number of a column; -1 where there is none."""
        return next((at for at, one in enumerate(self.columns) if one.name == name), -1)

    def set_head(self, head: Head) -> None:
        """The paper's currency and way of entering prices."""
        self.head = head
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.show()

    @property
    def sum(self) -> Sum:
        """What all lines come to."""
        if self._sum is None:
            self._sum = sum_up(self.sheet.entries, self.head)
        return self._sum

    def text(self, row: int, column: LineColumn) -> str:
        """What is read in a cell."""
        entry = self.entry(row)
        if entry is None:
            return ""
        if entry.is_heading:
            return self._heading_text(row, entry, column)
        if column.name in entry.unread:
            return entry.unread[column.name].text
        if column.name == PRODUCT:
            return entry.row.name or (entry.row.product.text if entry.row.product else "")
        if column.field is None:
            return self._computed(entry, column)
        value = getattr(entry.row, column.name)
        if column.name == DISCOUNT and not value:
            return ""
        return self.place.words.text(column.field, value)

    def problem(self, row: int, column: LineColumn) -> str:
        """Why what stands in a cell can't be saved, or nothing."""
        entry = self.entry(row)
        if entry is None or entry.is_heading or entry.is_empty or column.field is None:
            return ""
        if column.name in entry.unread:
            return entry.unread[column.name].sentence
        if column.name == PRODUCT:
            return self._without_product(entry)
        if found := problem(column.field, getattr(entry.row, column.name)):
            return found
        if column.name == QUANTITY:
            try:
                amounts(entry, self.head)
            except CimsError as error:
                return str(error)
        return ""

    def remark(self, row: int, column: LineColumn) -> str:
        """What is doubtful in a cell."""
        entry = self.entry(row)
        if entry is None or entry.is_heading:
            return ""
        offer, value = entry.offer, getattr(entry.row, column.name, None)
        if column.name == PRODUCT and entry.is_gone:
            return _("This product is not there any more. The line stays as it was.")
        if column.name == PRODUCT and offer is not None and not offer.is_sold:
            return _("This product is not sold these days.")
        if column.name == QUANTITY and entry.row.cancelled:
            told = _("{n} of these are cancelled and not counted.")
            return told.format(n=number(entry.row.cancelled))
        if column.name == PRICE and not getattr(entry.row, GIFT, None):
            return self._of_price(entry, value)
        if column.field is not None and value is not None:
            return column.field.warn(value) or ""
        return ""

    def _of_price(self, entry: Entry, price: Decimal | None) -> str:
        """What is doubtful in the price of what is no gift."""
        if price is None:
            return "" if entry.is_empty else _("No price yet.")
        if price < 0:
            return _("The price is below nothing. Check it.")
        floor = entry.offer.floor_price if entry.offer is not None else None
        if floor is not None and price * (1 - (entry.row.discount or 0)) < floor:
            shown = self.place.words.text(self._price, floor)
            return _("Below the floor price of {price}.").format(price=shown)
        return ""

    def first_problem(self) -> tuple[int, int, str] | None:
        """The first cell that is wrong: row, column, sentence."""
        for row in range(len(self.sheet.entries)):
            for at, column in enumerate(self.columns):
                if sentence := self.problem(row, column):
                    return row, at, sentence
        return None

    @property
    def _price(self) -> Field:
        found = self.columns[self.place_of(PRICE)].field
        assert found is not None
        return found

    def _without_product(self, entry: Entry) -> str:
        """A line that is stored keeps what it was of; a new one can't be of what is gone."""
        if entry.is_gone and entry.row.id is None:
            return _(
                "This product is not there any more. Choose another one, or type words instead."
            )
        if entry.row.product is None and not entry.row.name:
            return _("The line says no product. Type one, or what it is.")
        return ""

    def _heading_text(self, row: int, entry: Entry, column: LineColumn) -> str:
        if column.name == PRODUCT:
            return entry.title
        below: Entries = self.sheet.group_of(row)
        found = sum_up(below, replace(self.head, rebate=None))
        if column.name == AMOUNT:
            return self._amount(found.total if self.head.tax_included else found.net)
        if column.name == PROFIT and found.profit is not None:
            return self._amount(found.profit)
        return ""

    def _computed(self, entry: Entry, column: LineColumn) -> str:
        key, told = (entry.key, column.name), (entry, self.head)
        known = self._words.get(key)
        if known is None or known[0] != told:
            known = self._words[key] = told, self._compute(entry, column)
        return known[1]

    def _compute(self, entry: Entry, column: LineColumn) -> str:
        if column.name == PROFIT:
            gain = profit(entry, self.head)
            return "" if gain is None else self._amount(gain)
        try:
            found = amounts(entry, self.head)
        except CimsError:
            return ""
        if found is None:
            return ""
        return self._amount(found.total if self.head.tax_included else found.net)

    def _amount(self, value: Decimal) -> str:
        return f"{paid(value, self.head.currency):,f}"

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, side: Qt.Orientation, role: int = DisplayRole) -> Any:
        if side is Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                edge = (
                    Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
                )
                return edge | Qt.AlignmentFlag.AlignVCenter
            if role in (DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return column.title(tax_included=self.head.tax_included)
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role != DisplayRole:
            return None
        entry = self.entry(section)
        if entry is None:
            return "+"
        return "" if entry.is_heading else str(self.sheet.number_of(section))

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role in (DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), column)
        if role in TOLD_ROLES:
            told = self.problem(index.row(), column) or self.remark(index.row(), column)
            return plain_tooltip(told) if told else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        entry, column = self.entry(index.row()), self.columns[index.column()]
        is_heading = entry is not None and entry.is_heading
        can_be = column.name == PRODUCT if is_heading else column.field is not None
        return base | Qt.ItemFlag.ItemIsEditable if can_be and not self.is_closed else base

    def marks_in(self, row: int) -> list[Field]:
        """What a line is marked as."""
        entry = self.entry(row)
        if entry is None or entry.is_heading:
            return []
        return [mark for mark in self.marks if getattr(entry.row, mark.name)]


def is_chosen(column: LineColumn) -> bool:
    """Whether a cell is filled from a list."""
    return column.field is not None and column.field.kind in (Kind.CHOICE, Kind.ENUM, Kind.LINK)
