"""The log in the window: filters, a list that has no end, one entry in full, the verdict."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from cims.services.activities import ACTIVITY
from cims.services.audit_words import Group
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Link
from cims.services.errors import Cancelled, CimsError
from cims.services.i18n import _, _n
from cims.services.log_entries import LogEntry, LogFilter, LogPage
from cims.services.progress import Progress
from cims.services.rights import Action, Right
from cims.services.segments import SEGMENT
from cims.services.tasks import TASK
from cims.services.users import USER
from cims.ui.file_asker import FileAsker
from cims.ui.page import Page
from cims.ui.pages.audit_log.entry_panel import EntryPanel
from cims.ui.pages.audit_log.log_checker import LogChecker
from cims.ui.pages.audit_log.log_feed import First, LogFeed
from cims.ui.pages.audit_log.log_filters import LogFilters
from cims.ui.pages.audit_log.log_rows import LogList, LogModel
from cims.ui.records.format import Words
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Button, Card, EmptyState, Splitter, column, row, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.spreadsheet.exporter import ExportResult
    from cims.ui.navigation import Surroundings

TYPES = (CUSTOMER, CONTACT, ACTIVITY, TASK, SEGMENT, USER)
OPENED = frozenset(entity.name for entity in TYPES) - {USER.name}
TABLES = "Excel (*.xlsx);;CSV (*.csv)"
LIST_WIDTH, PANEL_WIDTH = 700, 380


class AuditLogPage(Page):
    """By right:audit. Everything it shows comes through the rights of whoever looks."""

    def __init__(self, around: "Surroundings", files: FileAsker | None = None) -> None:
        super().__init__()
        self._jobs, self._messages = around.jobs, around.messages
        self._files = files or FileAsker()
        self.words = Words()
        self.feed, self.model = LogFeed(around.jobs, self), LogModel(self)
        self.filters, self.list = LogFilters(TYPES), LogList(self.model)
        self.panel = EntryPanel(opens)
        self.checker = LogChecker(around.jobs, self)
        self.clock, self.clock_words = Card(fill="warnsoft", line=None), wrapped("", 13, "warn")
        self.clock_button = Button(_("The clock is right now"), "clock")
        self.check_button = Button(_("Check the log"), "shield-check")
        self.export_button = Button(_("Export"), "file-output")
        self.state = EmptyState("loader", _("Reading…"))
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.reload()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload, "page.export": self.export}

    def focus_first(self) -> None:
        self.list.setFocus()

    def customer(self) -> Link | None:
        entry = self.list.current()
        return entry.customer if entry else None

    def reload(self) -> None:
        """Read the newest entries that fit the filter."""
        self.state.tell("loader", _("Reading…"))
        if not self.model.entries:
            self._stack.setCurrentWidget(self.state)
        self.feed.show(self.filters.value())

    def show_customer(self, customer: Link) -> None:
        """Only what concerns this customer."""
        words = _("Customer: {name}").format(name=customer.text)
        self.filters.limit_to(LogFilter(customer_id=customer.id), words)

    def show_person(self, user_id: int, group: Group | None = None) -> None:
        """Only what this person did, or one group of it."""
        self.filters.person.set_value(user_id)
        self.filters.show_group(str(group) if group else "all")

    def check(self) -> None:
        """Compare every entry with its tag, and with what backups have noted."""
        self.checker.begin(self.words)

    def confirm_clock(self) -> None:
        """Say that the computer's clock is right: what is written from now on is timely."""
        self._jobs.write(
            lambda office: office.sign_ins.confirm_clock(),
            owner=self,
            label=self.clock_button.text(),
            then=lambda _done: self.reload(),
        )

    def export(self) -> None:
        """Ask for a file and write the entries that fit the filter there."""
        name = f"{_('Audit log')}.xlsx"
        self._files.to_save(self, _("Export"), name, TABLES, self.export_to)

    def export_to(self, file: Path) -> None:
        """Write the entries that fit the filter; that is noted in the log itself."""
        where = self.filters.value()

        def work(office: "Office", progress: Progress) -> "ExportResult":
            from cims.services.spreadsheet.log_export import export_log

            return export_log(office, file, where, progress)

        def told(result: "ExportResult") -> None:
            rows = result.rows
            words = _n("{n} entry exported to {file}.", "{n} entries exported to {file}.", rows)
            self._messages.toast(words.format(n=f"{rows:,}", file=file.name))
            if lost := result.not_whole(file.name):
                self._messages.warn(lost)
            self.reload()

        self._jobs.write(work, owner=self, label=_("Export"), progress=True, then=told)

    def open(self, entry: LogEntry) -> None:
        """Show the record that an entry is about."""
        if opens(entry) and entry.record_id:
            self.record_asked.emit(entry.entity, entry.record_id, entry.title)
        elif entry.count > 1:
            self.show_change(entry)

    def show_change(self, entry: LogEntry) -> None:
        """Only what was done together with this entry."""
        words = _("Change {number}").format(number=entry.change_set)
        self.filters.limit_to(LogFilter(change_set=entry.change_set), words)

    def show_record(self, entry: LogEntry) -> None:
        """Only what happened to the record of this entry."""
        about = LogFilter(entity=entry.entity, record_id=entry.record_id)
        self.filters.limit_to(about, entry.title or f"#{entry.record_id}")

    def undo(self, entry: LogEntry) -> None:
        """Take the whole change back, after asking."""
        change_set = entry.change_set
        if change_set is None:
            return
        question = _n(
            "Take this change of {n} record back?",
            "Take this change of {n} records back?",
            entry.count,
        ).format(n=f"{entry.count:,}")

        def take_back() -> None:
            self._jobs.changed.connect(self._undone, Qt.ConnectionType.SingleShotConnection)
            self._jobs.undo(change_set)

        self._messages.ask(question, _("Undo"), take_back)

    def put_back(self, entry: LogEntry, field: str) -> None:
        """Give the record the value again that it had before this entry."""
        self._jobs.write(
            lambda office: office.audit_log.put_back(entry.seq, field),
            owner=self,
            label=_("Value put back"),
            then=lambda _id: self.reload(),
            toast=_("Value put back"),
        )

    def _lay_out(self) -> None:
        head = row(self.filters, column(row(self.check_button, self.export_button), None))
        head.setStretch(0, 1)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.list)
        parts = Splitter(Card(column(self._stack, margins=(1, 1, 1, 1))), self.panel)
        parts.setSizes([LIST_WIDTH, PANEL_WIDTH])
        told = row(self.clock_words, self.clock_button, margins=(14, 8, 10, 8), spacing=12)
        told.setStretch(0, 1)
        self.clock.setLayout(told)
        self.clock.hide()
        cards = (head, self.clock, self.checker.card, parts)
        body = column(*cards, margins=PAGE_MARGINS, spacing=12)
        body.setStretch(3, 1)
        self.setLayout(body)

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.feed.first.connect(self._show)
        self.feed.older.connect(self._append)
        self.feed.failed.connect(self._failed)
        self.list.older_asked.connect(self.feed.more)
        self.list.chosen.connect(self._choose)
        self.list.open_asked.connect(self.open)
        self.panel.open_asked.connect(self.open)
        self.panel.undo_asked.connect(self.undo)
        self.panel.put_back_asked.connect(self.put_back)
        self.panel.set_asked.connect(self.show_change)
        self.panel.record_asked.connect(self.show_record)
        self.check_button.clicked.connect(self.check)
        self.export_button.clicked.connect(self.export)
        self.clock_button.clicked.connect(self.confirm_clock)
        self.state.pressed.connect(self._lead_on)
        self.checker.checked.connect(self.reload)

    def _undone(self, _changes: object) -> None:
        self.reload()

    def _filter(self) -> None:
        self.model.show([], self.words)
        self.reload()

    def _show(self, first: First) -> None:
        self.words = first.words
        self.filters.offer(first.people, first.words)
        self.clock_words.setText(first.clock)
        self.clock.setVisible(bool(first.clock))
        current = self.list.current()
        self.model.show(first.page.entries, first.words)
        if not first.page.entries:
            button = _("Show everything") if self.filters.is_limited() else ""
            self.state.tell("scroll", _("Nothing of this kind stands in the log."), button)
            self._stack.setCurrentWidget(self.state)
            self._choose(None)
        else:
            self._stack.setCurrentWidget(self.list)
            row_of = self.model.row_of(current.seq) if current else -1
            self.list.go_to(max(0, row_of))

    def _append(self, page: LogPage) -> None:
        self.model.append(page.entries)

    def _choose(self, entry: LogEntry | None) -> None:
        may = entry is not None and bool(entry.entity) and self._may_change(entry.entity)
        self.panel.show_entry(entry, self.words, may)

    def _may_change(self, entity: str) -> bool:
        """Whether what the log tells of such records may be put back or undone by this person."""
        actor = self._jobs.actor
        is_record = any(entity == one.name for one in TYPES)
        return actor.may(Action.EDIT, entity) if is_record else actor.may(Right.SETTINGS)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        words = str(error) if isinstance(error, CimsError) else _("This could not be read.")
        self.model.show([], self.words)
        self.state.tell("circle-alert", words, _("Reload"))
        self._stack.setCurrentWidget(self.state)

    def _lead_on(self) -> None:
        if self.filters.is_limited():
            self.filters.reset()
        else:
            self.reload()


def opens(entry: LogEntry) -> bool:
    """Whether there is a page for the record that an entry is about."""
    is_one = entry.count == 1 and bool(entry.record_id and entry.title)
    return is_one and entry.entity in OPENED and entry.action != "remove"
