"""The table in which papers are entered, beside a bare QTableWidget with the same cells.

`python -m benchmarks.paper_lines`. Offscreen, without a vault; all of it happens on the UI thread.
"""

import os
import sys
from datetime import date
from decimal import Decimal
from itertools import count

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

from benchmarks.figures import HEADING, Figure, median, timed
from cims.services.pasted_lines import Pasted, PastedRow
from cims.services.quote_fields import QUOTE_LINES, QuoteLineRow
from cims.ui.records.field_widgets import LinesField, Place
from cims.ui.records.format import Words
from cims.ui.theme import Appearance

LINES, COLUMNS, ROUNDS, MOST = 200, 11, 9, 150.0


def measure(rounds: int = ROUNDS, lines: int = LINES) -> list[Figure]:
    """What somebody waits for with many lines; `size` is the number of lines."""
    rows = tuple(
        QuoteLineRow(
            None, f"不锈钢离心泵 {n}", Decimal(n + 1), None, Decimal("12.5"), Decimal("0.1"),
            Decimal("0.13"), heading=f"{n // 10}",
        )
        for n in range(lines)
    )  # fmt: skip
    field, numbers = LinesField(QUOTE_LINES, place()), count(1)
    field.resize(1100, 700)
    field.show()
    pasted = Pasted(tuple(PastedRow({"name": row.name, "quantity": row.quantity}) for row in rows))

    def change() -> None:
        field.sheet.set_cell(5, "quantity", Decimal(next(numbers)))
        field.model.step()

    def switch() -> None:
        field.follow({"currency": "CNY", "tax_included": not field.model.head.tax_included})

    def paste() -> None:
        field.work._take_table(pasted)
        field.work.do("undo")

    peer = median([timed(lambda: settled(bare(rows))) for _round in range(rounds)])
    found = []
    for name, work in (
        ("lines shown", lambda: field.set_value(rows)),
        ("a cell changed", change),
        ("prices with or without tax", switch),
        ("as many lines pasted and undone", paste),
    ):
        took = median([timed(lambda work=work: settled(work())) for _round in range(rounds)])  # type: ignore[func-returns-value] # for the sake of order
        found.append(
            Figure(name, lines, took, "bare table filled", peer, f"≤ {MOST:.0f} ms", took <= MOST)
        )
    field.deleteLater()
    return found


def settled(_done: object) -> None:
    """Let everything be painted."""
    QApplication.processEvents()


def bare(rows: tuple[QuoteLineRow, ...]) -> QTableWidget:
    """The same cells without anything behind them."""
    table = QTableWidget(len(rows), COLUMNS)
    for line, row in enumerate(rows):
        for column in range(COLUMNS):
            table.setItem(line, column, QTableWidgetItem(f"{row.name} {column}"))
    table.resize(1100, 700)
    table.show()
    return table


def place() -> Place:
    """Nothing is found and nothing offered: the office answers elsewhere."""
    return Place(Words(today=date(2026, 11, 22)), lambda *_asked: None, sees_cost=True)


def main() -> int:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    appearance = Appearance(application)
    print(HEADING.replace("customers", "lines"))
    for figure in measure():
        print(figure.line())
    assert appearance
    return 0


if __name__ == "__main__":
    sys.exit(main())
