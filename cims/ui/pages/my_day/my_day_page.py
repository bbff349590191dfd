"""My day: what is late, what today brings, what comes next, whom to greet, what was announced."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from cims.services.entity import Link
from cims.services.greetings import BirthdayLine, FestivalLine
from cims.services.i18n import _
from cims.services.my_day import DailyReport
from cims.services.notices import NOTICES
from cims.services.order_fields import ORDER
from cims.services.rights import Action, Right
from cims.services.settings import SETTINGS
from cims.ui import theme
from cims.ui.clipboard import copy_records, copy_text
from cims.ui.live_page import LivePage
from cims.ui.pages.my_day import day_work
from cims.ui.pages.my_day.day_head import DayHead
from cims.ui.pages.my_day.day_model import DayModel
from cims.ui.pages.my_day.day_reading import (
    CUSTOMER,
    LEAD,
    Count,
    DayRead,
    Entry,
    Stretch,
    read_day,
)
from cims.ui.pages.my_day.day_view import DayView
from cims.ui.pages.my_day.day_words import list_title, when
from cims.ui.pages.my_day.news_cards import (
    AnnouncementsCard,
    DeliveriesCard,
    GreetingsCard,
    ReturningCard,
)
from cims.ui.pages.my_day.other_day import open_days
from cims.ui.pages.my_day.quick_entry import QuickEntry
from cims.ui.pages.my_day.report_popup import ReportPopup
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Card, EmptyState, column, row

if TYPE_CHECKING:
    from cims.ui.job import Job
    from cims.ui.navigation import Surroundings

SIDE = 320


class MyDayPage(LivePage):
    """The first page of the day; everything on it is done by one click or one key."""

    WATCHED = ("task", CUSTOMER, LEAD, ORDER.name, "contact", "activity", NOTICES, SETTINGS)

    rows_asked = Signal(str, object, str)  # entity, filter, title
    log_asked = Signal(Link)  # the customer
    shown = Signal()  # a reading stands there

    def __init__(self, around: "Surroundings") -> None:
        super().__init__(around.jobs)
        self._around = around
        actor = around.jobs.actor
        self.read: DayRead | None = None
        self._reading: Job | None = None
        self._focus_waits = False
        self.head, self.entry = DayHead(actor.name), QuickEntry(around)
        self._may_note = actor.may(Action.CREATE, "task")
        self.model = DayModel(self)
        self.view = DayView(self.model)
        self.state = EmptyState("loader", _("Loading…"))
        self.body = QStackedWidget()
        self.announcements = AnnouncementsCard(may_announce=actor.may(Right.ANNOUNCE))
        self.returning = ReturningCard()
        self.deliveries = DeliveriesCard()
        self.greetings = GreetingsCard(may_choose=actor.may(Right.SETTINGS))
        self._cards = self.announcements, self.deliveries, self.returning, self.greetings
        self._lay_out()
        self._connect()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            **super().handlers(),
            "day.report": self.copy_report,
            **({"page.find": self.entry.line.setFocus} if self._may_note else {}),
        }

    def focus_first(self) -> None:
        self._focus_waits = self.read is None
        (self if self._focus_waits else self.view).setFocus()

    def customer(self) -> Link | None:
        entry = self.view.current()
        return entry.customer if entry else None

    def lead_at_hand(self) -> Link | None:
        entry = self.view.current()
        return entry.lead if entry else None

    def reload(self) -> None:
        """Read the day anew; the old rows stay until the new ones are there."""
        if self._reading is not None:
            self._reading.cancel()
        self._is_stale = False
        self._reading = self._jobs.read(self, read_day, self._show, self._failed)

    def finish(self, entry: Entry) -> None:
        """Tick an entry off."""
        if self._refuses(day_work.may_finish(self._jobs, entry)):
            return
        self._take_away(entry)
        day_work.finish(self._jobs, entry, self, self._refused)

    def postpone(self, entry: Entry, to: date) -> None:
        """Put an entry off."""
        assert self.read is not None
        if self._refuses(day_work.may_postpone(self._jobs, entry)):
            return
        if to > entry.due or entry.stretch is not Stretch.SOON:
            self._take_away(entry)
        shown = when(to, self.read.day.day)
        day_work.postpone(self._jobs, entry, to, shown, self, self._refused)

    def copy_report(self) -> None:
        """Put today's report on the clipboard and show it."""

        def put(text: str) -> None:
            copy_text(text)
            self._around.messages.toast(_("The daily report is copied."))
            ReportPopup(text, self).show_below(self.head.report)

        def made(report: DailyReport) -> None:
            show = partial(put, report.text)
            if not report.customers:
                show()
                return
            columns = [_("Daily report")]
            copy_records(self._jobs, self, CUSTOMER, report.customers, columns, show)

        self._jobs.read(self, lambda office: office.my_day.report(), made)

    def _lay_out(self) -> None:
        self.body.addWidget(self.state)
        self.body.addWidget(self.view)
        left = column(self.entry, self.body, margins=(1, 1, 1, 8), spacing=0)
        left.setStretch(1, 1)
        self.entry.setVisible(self._may_note)
        self.entry.layout().setContentsMargins(12, 12, 12, 8)  # type: ignore[union-attr]
        news = QWidget()
        news.setLayout(column(*self._cards, None, spacing=theme.GAP))
        self.side = QScrollArea()
        self.side.setWidget(news)
        self.side.setWidgetResizable(True)
        self.side.setFrameShape(QScrollArea.Shape.NoFrame)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.viewport().setAutoFillBackground(False)
        news.setAutoFillBackground(False)
        self.side.setFixedWidth(theme.px(SIDE))
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = row(Card(left), self.side, spacing=theme.GAP)
        both.setStretch(0, 1)
        body = column(self.head, both, margins=PAGE_MARGINS, spacing=12)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.side.hide()

    def _connect(self) -> None:
        view = self.view
        view.done_asked.connect(self.finish)
        view.tomorrow_asked.connect(self._to_tomorrow)
        view.other_day_asked.connect(self._ask_day)
        view.open_asked.connect(self._open)
        view.log_asked.connect(self._log)
        view.count_asked.connect(self._open_rows)
        self.entry.left.connect(view.setFocus)
        self.head.report.clicked.connect(self.copy_report)
        self.state.pressed.connect(self.reload)
        self.announcements.read_asked.connect(self._mark_read)
        self.announcements.all_asked.connect(
            lambda: self._around.commands.run("office.announcements")
        )
        self.greetings.choice_asked.connect(lambda: self._around.commands.run("office.greetings"))
        self.greetings.gift_asked.connect(self._greet)
        self.greetings.contact_asked.connect(
            lambda id_, name: self.record_asked.emit("contact", id_, name)
        )
        self.deliveries.order_asked.connect(
            lambda id_, name: self.record_asked.emit(ORDER.name, id_, name)
        )
        self.deliveries.rows_asked.connect(
            lambda where: self.rows_asked.emit(ORDER.name, where, _("Overdue deliveries"))
        )
        self.greetings.rows_asked.connect(self._open_festival)
        self.returning.customer_asked.connect(
            lambda id_, name: self.record_asked.emit(CUSTOMER, id_, name)
        )
        self.returning.rows_asked.connect(
            lambda block: self.rows_asked.emit(CUSTOMER, block.where, _("Soon in the pool"))
        )

    def _show(self, read: DayRead) -> None:
        self.read, self._reading = read, None
        self.head.show_day(read)
        self.view.show_lines(read.lines, read.day.day)
        self._show_body()
        self.announcements.show_lines(read.day.announcements, read.day.day)
        self.deliveries.show_block(read.day.deliveries, read.day.day)
        self.greetings.show_day(read.day)
        self.returning.show_block(read.day.returning, read.day.day)
        self.side.setVisible(not all(card.isHidden() for card in self._cards))
        self.shown.emit()

    def _show_body(self) -> None:
        waits, self._focus_waits = self._focus_waits and self.hasFocus(), False
        if self.model.rowCount():
            self.body.setCurrentWidget(self.view)
            if waits:
                self.view.setFocus()
            return
        done = _("All done. Jot down above what comes next.") if self._may_note else _("All done.")
        self.state.tell("coffee", done)
        self.body.setCurrentWidget(self.state)

    def _failed(self, error: Exception) -> None:
        self._reading, self._is_stale = None, True
        self._around.messages.error(error)
        if self.read is None:
            self.state.tell("circle-alert", _("The day could not be read."), _("Try again"))

    def _take_away(self, entry: Entry) -> None:
        """What was done is gone at once; a refused write brings it back."""
        row_number = self.model.row_of(entry.key)
        self.model.drop(entry)
        self.view.go_to(row_number)
        self._is_stale = True

    def _refused(self, error: Exception) -> None:
        self._around.messages.error(error)
        self.reload()

    def _refuses(self, may: bool) -> bool:
        """Say so where somebody may not do this: the row stays."""
        if not may:
            self._around.messages.toast(_("You may not do this. Ask your administrator."))
        return not may

    def _to_tomorrow(self, entry: Entry) -> None:
        if self.read is not None:
            self.postpone(entry, self.read.day.day + timedelta(days=1))

    def _ask_day(self, entry: Entry, spot: QPoint) -> None:
        if self.read is not None:
            open_days(self, self.read.day.day, spot, lambda day: self.postpone(entry, day))

    def _open(self, entry: Entry) -> None:
        if entry.customer is not None:
            self.record_asked.emit(CUSTOMER, entry.customer.id, entry.customer.text)
        elif entry.lead is not None:
            self.record_asked.emit(LEAD, entry.lead.id, entry.lead.text)
        else:
            self.record_asked.emit(entry.entity, entry.record.id, entry.title)

    def _log(self, entry: Entry) -> None:
        if entry.lead is not None:
            self._around.commands.run("customer.log")
        elif entry.customer is None:
            self._around.messages.toast(_("This task is about no customer."))
        else:
            self.log_asked.emit(entry.customer)

    def _open_rows(self, stretch: Stretch, count: Count) -> None:
        self.rows_asked.emit(count.entity, count.where, list_title(stretch, count.entity))

    def _open_festival(self, line: FestivalLine) -> None:
        self.rows_asked.emit(CUSTOMER, line.rest, line.name)

    def _mark_read(self, id_: int) -> None:
        self._jobs.write(lambda office: office.announcements.mark_read([id_]), owner=self)

    def _greet(self, line: BirthdayLine | FestivalLine) -> None:
        if isinstance(line, FestivalLine):
            day_work.greet_all(self._jobs, line, self)
        else:
            day_work.greet(self._jobs, line, self)
