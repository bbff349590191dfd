"""The page of reports: what was sold by year, customer, product, and the prices paid for it."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from cims.services.filters import Among
from cims.services.i18n import _
from cims.services.insights.figures import Bar
from cims.services.insights.periods import PERIOD_WORDS, Days, Period, days_of
from cims.services.order_fields import ORDER, ORDER_LINE
from cims.services.price_reports import Paid
from cims.services.rules.currencies import paid
from cims.services.sales_reports import Sold
from cims.ui import paint
from cims.ui.charts.bars import Bars
from cims.ui.file_asker import FileAsker
from cims.ui.live_page import LivePage
from cims.ui.pages.reports.report_kinds import (
    REPORTS,
    Report,
    Row,
    bars_of,
    currencies_of,
    name_of,
    told,
)
from cims.ui.pages.reports.report_table import ReportRows, ReportTable
from cims.ui.records.table_menu import TableTaking
from cims.ui.theme.tokens import CARD_MARGINS, GAP, PAGE_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    SearchField,
    TabStrip,
    column,
    label,
    row,
)

if TYPE_CHECKING:
    from datetime import date

    from cims.services.office import Office
    from cims.ui.job import Job
    from cims.ui.navigation import Surroundings

ALL_TIME = "all"


class ReportsPage(LivePage):
    """Tabs of reports, the days, a table beside its chart."""

    WATCHED = ("order", "order_line", "customer", "product")
    SOON = 200

    rows_asked = Signal(str, object, str)
    shown = Signal()

    def __init__(self, around: "Surroundings", files: FileAsker) -> None:
        super().__init__(around.jobs)
        self._around = around
        self._report, self._rows_read = REPORTS[0], list[Row]()  # asked for; shown
        self._job: Job | None = None
        self._days: Days | None = None
        self.tabs = TabStrip(*(_(one.title) for one in REPORTS))
        self.tabs.setAccessibleName(_("Reports"))
        self.period, self.currency = QComboBox(), QComboBox()
        self.search = SearchField(_("Narrow by name"), _("Narrow by name"))
        self.model = ReportRows()
        self.table = ReportTable(self.model)
        self.chart = Bars(_("Largest"))
        self.take = Button(_("Export"), "file-output")
        self.foot = label("", 12, role="muted")
        self.chart_title = ElidedLabel("", 14, paint.BOLD)
        self.state, self.body = EmptyState("loader", _("Loading…")), QStackedWidget()
        self.taking = TableTaking(around, self, files)
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        """Read the report anew; the old rows stay until then."""
        if self._job is not None:
            self._job.cancel()
        self._is_stale = False
        report, wanted = self._report, self.period.currentData()

        def read(office: "Office") -> tuple[Report, Days | None, Sequence[Row]]:
            days = of_period(wanted, office.today)
            return report, days, report.read(office, days)

        self._job = self._jobs.read(self, read, self._show, self._failed)

    def _lay_out(self) -> None:
        self.period.setAccessibleName(_("Period"))
        self.currency.setAccessibleName(_("Currency"))
        self.period.addItem(_("All time"), ALL_TIME)
        for period, words in PERIOD_WORDS.items():
            if period is not Period.OWN:
                self.period.addItem(_(words), period)
        for box in (self.period, self.currency):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        head = row(self.tabs, None, self.search, self.currency, self.period, self.take, spacing=8)
        table = column(self.table, self.foot, margins=(12, 6, 12, 8), spacing=4)
        table.setStretch(0, 1)
        chart = column(self.chart_title, self.chart, margins=CARD_MARGINS, spacing=8)
        chart.setStretch(1, 1)
        inside = QWidget()
        cards = row(Card(table), Card(chart), spacing=GAP)
        cards.setStretch(0, 7)
        cards.setStretch(1, 3)
        inside.setLayout(cards)
        self.body.addWidget(self.state)
        self.body.addWidget(inside)
        body = column(head, self.body, margins=PAGE_MARGINS, spacing=12)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._choose)
        self.period.activated.connect(lambda _place: self.reload())
        self.currency.activated.connect(lambda _place: self._narrow())
        self.search.searched.connect(lambda _words: self._narrow())
        self.table.row_opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda *_at: self._draw())
        self.chart.opened.connect(self._open_bar)
        self.take.clicked.connect(self._take)
        if not self.taking.may(ORDER_LINE.name):
            self.take.hide()
        self.state.pressed.connect(self.reload)

    def _choose(self, place: int) -> None:
        self._report = REPORTS[place]
        self.reload()

    def _show(self, found: tuple[Report, Days | None, Sequence[Row]]) -> None:
        self._job = None
        report, self._days, rows = found
        self._rows_read = list(rows)
        known, chosen = currencies_of(rows), self.currency.currentText()
        self.currency.clear()
        self.currency.addItems(known)
        self.currency.setVisible(len(known) > 1)
        if chosen in known:
            self.currency.setCurrentText(chosen)
        self.search.setVisible(report.key != "year")
        self._narrow(report)
        if not rows:
            words = _("No confirmed order falls on these days.")
            self.state.tell("chart-column", words)
        self.body.setCurrentIndex(1 if rows else 0)
        self.shown.emit()

    def _narrow(self, report: Report | None = None) -> None:
        """Show the rows of the chosen currency whose names hold what is typed."""
        words = "" if self.search.isHidden() else self.search.text().strip().casefold()
        currency = self.currency.currentText()
        rows = [
            one for one in self._rows_read
            if one.currency == currency and words in name_of(one).casefold()
        ]  # fmt: skip
        self.model.show(report or self.model.report, rows)
        self.table.fit()
        names = [title for title, _value in self.model.report.columns]
        for place, name in enumerate(names):
            self.table.setColumnHidden(place, name == "Currency" and self.currency.count() < 2)
        self.table.setCurrentIndex(self.model.index(0, 0))
        sold = [one.exact for one in rows if isinstance(one, Sold)]
        total = _("{n} rows").format(n=f"{len(rows):,}")
        if sold:
            value = told(paid(sum(sold, Decimal(0)), currency))
            total = _("{n} rows, {value} {currency} together").format(
                n=f"{len(rows):,}", value=value, currency=currency
            )
        self.foot.setText(total)
        self._draw()

    def _draw(self) -> None:
        chosen = self._chosen()
        bars = bars_of(self.model.rows, chosen)
        is_price = isinstance(chosen, Paid)
        title = name_of(chosen) if chosen is not None and is_price else _(self.model.report.title)
        self.chart_title.set_text(f"{title} · {self.currency.currentText()}")
        self.chart.title = title
        self.chart.show_bars(bars)

    def _chosen(self) -> Row | None:
        at = self.table.currentIndex()
        return self.model.rows[at.row()] if at.isValid() and self.model.rows else None

    def _failed(self, error: Exception) -> None:
        self._job, self._is_stale = None, True
        self._around.messages.error(error)
        if not self._rows_read:
            self.state.tell("circle-alert", _("The report could not be read."), _("Try again"))

    def _open_bar(self, bar: Bar) -> None:
        chosen = self._chosen()
        if isinstance(chosen, Paid):
            self._open(chosen)
        elif bar.key.isdigit():
            self._open(self.model.rows[int(bar.key)])

    def _open(self, chosen: Row) -> None:
        """Show the orders that a row adds."""
        report, days = self.model.report, self._days

        def read(office: "Office") -> tuple[int, ...]:
            if isinstance(chosen, Paid):
                return office.price_reports.orders_behind(chosen, days)
            return office.sales_reports.orders_behind(report.key, chosen, days)

        def show(ids: tuple[int, ...]) -> None:
            self.rows_asked.emit(ORDER.name, Among(ids), name_of(chosen))

        self._jobs.read(self, read, show)

    def _take(self) -> None:
        titles = [_(title) for title, _value in self.model.report.columns]
        cells = [[value(one) for _t, value in self.model.report.columns] for one in self.model.rows]
        name = _(self.model.report.title)
        self.taking.ask(ORDER_LINE.name, Path(f"{name}.xlsx"), name, titles, cells)


def of_period(wanted: str, today: "date") -> Days | None:
    """The days that were chosen; None for all time."""
    return None if wanted in (ALL_TIME, None) else days_of(Period(wanted), today)
