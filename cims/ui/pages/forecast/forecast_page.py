"""The page of the forecast: every sum opens exactly the opportunities that it adds."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.forecast_fields import ForecastAsked, ForecastLine, GroupBy, Measure
from cims.services.i18n import _
from cims.services.insights.figures import Bar, Figure
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rights import Action
from cims.services.settings import SETTINGS
from cims.ui import theme
from cims.ui.charts.chart import Chart
from cims.ui.file_asker import FileAsker
from cims.ui.live_page import LivePage
from cims.ui.pages.forecast.forecast_chart import ForecastChart
from cims.ui.pages.forecast.forecast_head import ForecastHead
from cims.ui.pages.forecast.forecast_reading import SETTING, Reading, kept, read
from cims.ui.pages.forecast.forecast_table import ForecastRows, ForecastTable, table_of
from cims.ui.pages.forecast.forecast_words import (
    GROUP_HEADS,
    GROUP_WORDS,
    notes_of,
    period_words,
    title_of,
)
from cims.ui.pages.forecast.notes_bar import NotesBar
from cims.ui.pages.forecast.sheets import ChartSheet, GroupSheet
from cims.ui.pages.forecast.story_chart import StoryChart
from cims.ui.records.chart_menu import ChartMenu
from cims.ui.records.table_menu import TableTaking
from cims.ui.theme.tokens import GAP, PAGE_MARGINS
from cims.ui.widgets import EmptyState, column, row

if TYPE_CHECKING:
    from cims.ui.job import Job
    from cims.ui.navigation import Surroundings

NAME = OPPORTUNITY.name


class ForecastPage(LivePage):
    """Head, chart with its story, what stands apart, the groups."""

    WATCHED = (
        *(NAME, "stage", "pipeline", "target"),
        *("exchange_rate", "user", "forecast_day", SETTINGS),
    )
    SOON = 120

    new_asked = Signal(str, object)  # entity, values to begin with
    rows_asked = Signal(str, object, str)  # entity, filter, title
    export_asked = Signal(object)  # ExportRequest
    shown = Signal()  # a reading stands there

    def __init__(self, around: "Surroundings", files: FileAsker) -> None:
        super().__init__(around.jobs)
        self._around = around
        self.reading: Reading | None = None
        self._asked: ForecastAsked | None = None
        self._day: date | None = None
        self._month: date | None = None
        self._job: Job | None = None
        self.head, self.notes = ForecastHead(), NotesBar()
        self.chart = ForecastChart(_("Forecast by month"))
        self.story = StoryChart(_("How it came to be"))
        self.rows = ForecastRows()
        self.table = ForecastTable(self.rows)
        self.sheet = ChartSheet(self.chart)
        self.story_sheet = ChartSheet(self.story, has_months=True)
        self.groups = GroupSheet(self.table)
        self.state, self.body = EmptyState("loader", _("Loading…")), QStackedWidget()
        self.menu = ChartMenu(around, self, files)
        self.taking = TableTaking(around, self, files)
        self._lay_out()
        self._connect()
        if not self.taking.may(NAME):
            self.groups.take.hide()

    def tools(self) -> QWidget:
        self.head.stand_beside()
        self.layout().setContentsMargins(0, theme.px(12), 0, 0)  # type: ignore[union-attr]
        return self.head

    def focus_first(self) -> None:
        self.chart.setFocus()

    def reload(self) -> None:
        """Read everything anew; the old figures stay until then."""
        if self._job is not None:
            self._job.cancel()
        self._is_stale = False
        self.head.show_busy(True)
        asked, day, month = self._asked, self._day, self._month
        work = partial(read, asked=asked, day=day, month=month)
        self._job = self._jobs.read(self, work, self._show, self._failed)

    def ask_for(self, asked: ForecastAsked) -> None:
        """Show other months, other people's, another group."""
        before, self._asked = self._asked, asked
        if before is None or before.first != asked.first or before.months != asked.months:
            self._month = None
        self.reload()
        value = kept(asked)
        self._jobs.write(lambda office: office.settings.set_mine(SETTING, value))

    def compare_with(self, day: date | None) -> None:
        """Show beside today's sums those of an earlier day."""
        self._day = day
        self.reload()

    def _lay_out(self) -> None:
        inside = QWidget()
        charts = row(self.sheet, self.story_sheet, spacing=GAP)
        charts.setStretch(0, 5)
        charts.setStretch(1, 3)
        left, _top, right, bottom = PAGE_MARGINS
        whole = column(
            charts, self.notes, self.groups, margins=(left, 0, right, bottom), spacing=10
        )
        whole.setStretch(0, 5)
        whole.setStretch(2, 6)
        inside.setLayout(whole)
        self.body.addWidget(self.state)
        self.body.addWidget(inside)
        body = column(self.head, self.body, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _connect(self) -> None:
        self.head.asked.connect(self.ask_for)
        self.head.compared.connect(self.compare_with)
        self.head.reload_asked.connect(self.reload)
        self.chart.opened.connect(self._open_month)
        self.chart.menu_asked.connect(lambda spot: self._open_menu(self.chart, spot))
        self.story.menu_asked.connect(lambda spot: self._open_menu(self.story, spot))
        self.sheet.more_asked.connect(lambda spot: self._open_menu(self.chart, spot))
        self.story_sheet.more_asked.connect(lambda spot: self._open_menu(self.story, spot))
        self.story_sheet.month_chosen.connect(self._choose_month)
        self.groups.chosen.connect(self._choose_group)
        self.groups.taken.connect(self._take_table)
        self.table.sum_opened.connect(self._open_sum)
        self.notes.opened.connect(lambda where, title: self.rows_asked.emit(NAME, where, title))
        self.menu.export_asked.connect(self.export_asked)
        self.state.pressed.connect(self._lead_on)

    def _show(self, reading: Reading) -> None:
        self._job, self.reading, self._asked = None, reading, reading.asked
        self.head.show_busy(False)
        day = reading.earlier.asked.day if reading.earlier else None
        self.head.show_asked(reading.asked, reading.choices, day)
        forecast = reading.forecast
        self.chart.show_forecast(forecast)
        self.story.show_story(reading.story)
        self.story_sheet.show_whether(bool(reading.story))
        name = period_words(reading.asked.first, reading.asked.months)
        self.sheet.show_title(
            _("Forecast {period}").format(period=name),
            _("{currency} · dashed: target").format(currency=forecast.currency),
        )
        self.story_sheet.show_months([line.key for line in forecast.months], reading.story_of)
        self.table.show_forecast(forecast, reading.earlier)
        self.groups.show_group(reading.asked.by, forecast.currency)
        self.table.fit_to(self.table.viewport().width())
        self.notes.show_notes(list(notes_of(forecast)))
        self._show_body(reading)
        self.shown.emit()

    def _show_body(self, reading: Reading) -> None:
        forecast = reading.forecast
        left = any(one.count for one in (*forecast.no_rate, *filter(None, [forecast.no_day])))
        has_any = any(cell.count for cell in forecast.total.cells.values())
        if has_any or left or forecast.total.target is not None or reading.earlier:
            self.body.setCurrentIndex(1)
            return
        may = self._jobs.actor.may(Action.CREATE, NAME)
        words = _("Nothing is closed or expected to close in these months.")
        self.state.tell("trending-up", words, _("New opportunity") if may else "")
        self.body.setCurrentIndex(0)

    def _failed(self, error: Exception) -> None:
        self._job, self._is_stale = None, True
        self.head.show_busy(False)
        self._around.messages.error(error)
        if self.reading is None:
            self.state.tell("circle-alert", _("The forecast could not be read."), _("Try again"))
            self.body.setCurrentIndex(0)

    def _lead_on(self) -> None:
        if self.reading is None:
            self.reload()
        else:
            self.new_asked.emit(NAME, {})

    def _choose_month(self, month: date) -> None:
        self._month = month
        self.reload()

    def _choose_group(self, by: GroupBy) -> None:
        if self._asked is not None and by is not self._asked.by:
            self.ask_for(replace(self._asked, by=by))

    def _open_month(self, bar: Bar) -> None:
        line = next((line for line in self.chart.lines if line.key == bar.key), None)
        if line is not None and bar.figure.count:
            self._list(line, Measure.BEST_CASE, line.key)

    def _open_sum(self, line: ForecastLine, measure: Measure) -> None:
        self._list(line, measure, line.label)

    def _list(self, line: ForecastLine, measure: Measure, name: str) -> None:
        self.rows_asked.emit(NAME, line.cells[measure].where, title_of(name, measure))

    def _open_menu(self, chart: Chart, spot: QPoint) -> None:
        if self.reading is not None:
            forecast = self.reading.forecast
            line = forecast.total
            if chart is self.story:  # of one month
                month = f"{self.reading.story_of:%Y-%m}"
                line = next((one for one in forecast.months if one.key == month), line)
            cell = line.cells[Measure.BEST_CASE]
            self.menu.open(chart, Figure(NAME, cell.where, cell.count), spot)

    def _take_table(self) -> None:
        if self.reading is not None:
            forecast = self.reading.forecast
            asked = self.reading.asked
            head = _(GROUP_HEADS[asked.by])
            titles, cells = table_of([*forecast.rows, forecast.total], head)
            name = period_words(asked.first, asked.months)
            title = _("Forecast {period}").format(period=name)
            sheet = f"{_(GROUP_WORDS[asked.by])} {forecast.currency}"
            self.taking.ask(NAME, Path(f"{title}.xlsx"), sheet, titles, cells)
