"""What is wrong with a list: counts, a filter, the rows, and a workbook of them to correct."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.i18n import _
from cims.services.spreadsheet.report import Report
from cims.ui import theme
from cims.ui.pages.importing.tables import ProblemsModel, indented
from cims.ui.widgets import Button, Chip, EmptyState, PlainTable, SearchField, column, row

WIDTHS = {0: 70, 1: 170, 3: 180}
REASON = 2
ALL, LEFT_OUT, CHECKED = None, True, False


class ProblemsView(QWidget):
    """The problems of a report, as a check or an import gave it."""

    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._report = Report()
        self._sort: bool | None = ALL
        self.model = ProblemsModel(self)
        self.table = PlainTable(_("Problems"), self.model)
        self.search = SearchField(_("Search the problems"), _("Search the problems"))
        self.search.searched.connect(lambda _words: self._fill())
        self.chips = {
            ALL: Chip(_("All"), 0),
            LEFT_OUT: Chip(_("Rows left out"), 0),
            CHECKED: Chip(_("Warnings"), 0),
        }
        for sort, chip in self.chips.items():
            chip.clicked.connect(lambda _on, sort=sort: self._choose(sort))
        self.save = Button(_("Save problems as Excel"), "download")
        self.save.clicked.connect(self.save_asked)
        self._empty = EmptyState("circle-check", _("No problems."))
        self._stack = QStackedWidget()
        self._rows = indented(self.table)
        self._stack.addWidget(self._rows)
        self._stack.addWidget(self._empty)
        self.search.setFixedWidth(theme.px(220))
        head = row(*self.chips.values(), None, self.search, self.save, margins=(16, 8, 16, 8))
        body = column(head, self._stack, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        for place, width in WIDTHS.items():
            self.table.setColumnWidth(place, theme.px(width))
        header.setSectionResizeMode(REASON, header.ResizeMode.Stretch)
        self._choose(ALL)

    def show_report(self, report: Report | None) -> None:
        """Show the problems of a report; None before the list was checked."""
        self._report = report or Report()
        if report is None:
            self._empty.tell("list-checks", _("Check the list to see what is wrong with it."))
        else:
            self._empty.tell("circle-check", _("No problems."))
        refused = [problem.row for problem in self._report.problems if problem.refused]
        total = len(self._report.problems)
        self.chips[ALL].set_count(total)
        self.chips[LEFT_OUT].set_count(len(set(refused)))
        self.chips[CHECKED].set_count(total - len(refused))
        self.save.setEnabled(bool(total))
        self._choose(ALL)

    def _choose(self, sort: bool | None) -> None:
        self._sort = sort
        for other, chip in self.chips.items():
            chip.setChecked(other is sort)
        self._fill()

    def _fill(self) -> None:
        self.model.show(self._report.problems, self.search.text().strip(), self._sort)
        has_rows = bool(self.model.rowCount())
        if not has_rows and self._report.problems:
            self._empty.tell("search", _("Nothing found"))
        self._stack.setCurrentWidget(self._rows if has_rows else self._empty)
