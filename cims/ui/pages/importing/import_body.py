"""Columns, first rows, problems and the file's own remarks, one tab each."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.entity import Entity
from cims.services.i18n import _
from cims.services.spreadsheet.preview import Preview
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.ui.pages.importing.first_rows import first_rows
from cims.ui.pages.importing.making_bar import MakingBar
from cims.ui.pages.importing.mapping_list import MappingList
from cims.ui.pages.importing.passed_list import PassedList
from cims.ui.pages.importing.problems_view import ProblemsView
from cims.ui.pages.importing.tables import FirstRowsModel, indented
from cims.ui.pages.importing.work import Looked
from cims.ui.widgets import Card, EmptyState, PlainTable, TabStrip, column, row

COLUMNS, ROWS, PROBLEMS, FILE = range(4)


class ImportBody(Card):
    """What is known of the list; `changed` comes when a choice here makes a check outdated."""

    changed = Signal()
    making_changed = Signal()  # what a check found stays right, but for links that named nothing

    def __init__(self) -> None:
        self.mapping, self.problems = MappingList(), ProblemsView()
        self.making = MakingBar()
        self.passed, self._unreadable = PassedList(), EmptyState("circle-alert", _("No file"))
        self.rows = FirstRowsModel()
        self.table = PlainTable(_("First rows"), self.rows)
        self.tabs = TabStrip(
            _("Match columns"), _("First rows"), _("Problems"), _("About the file")
        )
        self.tabs.setAccessibleName(_("Steps of the import"))
        self._stack = QStackedWidget()
        for part in (
            self.mapping,
            indented(self.table),
            with_making(self.making, self.problems),
            self.passed,
            self._unreadable,
        ):
            self._stack.addWidget(part)
        head = row(self.tabs, margins=(16, 4, 16, 0))
        body = column(head, self._stack, margins=(1, 1, 1, 1), spacing=4)
        body.setStretch(1, 1)
        super().__init__(body)
        self._sentence = ""
        self.tabs.currentChanged.connect(lambda _tab: self._turn())
        self.mapping.changed.connect(self.changed)
        self.passed.changed.connect(self.changed)
        self.making.changed.connect(self.making_changed)
        self._entity: Entity | None = None
        self._headings: Mapping[int, str] = {}
        self.may_make: frozenset[str] = frozenset()

    def options(self, before: ImportOptions) -> ImportOptions:
        """The options with what is chosen here."""
        return replace(
            before,
            mapping=self.mapping.mapping,
            dates=self.mapping.dates,
            skip=self.passed.taken(),
            create_links=self.making.chosen,
        )

    def show_looked(self, looked: Looked, entity: Entity, *, is_new: bool) -> None:
        """Show a list; with `is_new` its columns begin with what was guessed."""
        preview = looked.preview
        self._sentence = looked.sentence
        if preview is not None:
            self._entity, self._headings = entity, preview.layout.headings
            if is_new:
                self.making.forget()
                self.mapping.show_preview(preview, looked.learned)
            else:
                self.mapping.show_dates(preview.dates)
            self._show_rows(preview, entity)
            skipped = preview.layout.skipped
            self.passed.show_file(preview.mentions, skipped, dict(looked.order.options.skip))
            self.tabs.set_title(FILE, _numbered(_("About the file"), self.passed.count()))
            columns = len(preview.layout.headings)
            self.tabs.set_title(COLUMNS, _numbered(_("Match columns"), columns))
        self._turn()

    def show_report(self, report: Report | None) -> None:
        """Show what a check found; None when a choice has made it outdated."""
        self.problems.show_report(report)
        if report is not None and self._entity is not None:
            fed = {self._headings[c]: path for c, path in self.mapping.mapping.items()}
            self.making.offer(report, self._entity, fed, self.may_make)
        count = len(report.problems) if report else 0
        self.tabs.set_title(PROBLEMS, _numbered(_("Problems"), count))
        if report is not None:
            self.tabs.setCurrentIndex(PROBLEMS)

    def said(self) -> str:
        """Why the list can't be read as it is told; empty when it can."""
        return self._sentence

    def _show_rows(self, preview: Preview, entity: Entity) -> None:
        chosen = self.mapping.mapping
        self.rows.show(first_rows(preview, entity, chosen, self.mapping.dates))
        self.table.fit()

    def _turn(self) -> None:
        if self._sentence:
            self._unreadable.tell("circle-alert", self._sentence)
            self._stack.setCurrentWidget(self._unreadable)
            return
        self._stack.setCurrentIndex(self.tabs.currentIndex())

    def set_waiting(self, *, is_waiting: bool) -> None:
        """Choices stand still while a check or an import runs."""
        self.mapping.setEnabled(not is_waiting)
        self.passed.setEnabled(not is_waiting)
        self.making.setEnabled(not is_waiting)


def with_making(making: MakingBar, problems: ProblemsView) -> QWidget:
    """The problems, below what could be made so that some of them go."""
    made = QWidget()
    laid = column(making, problems, spacing=0)
    laid.setStretch(1, 1)
    made.setLayout(laid)
    return made


def _numbered(title: str, count: int) -> str:
    return f"{title} {count:,}" if count else title
