"""The record under the keyboard beside its list: who, how to reach, what happened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cims.services.changes import Changes
from cims.services.entity import Link
from cims.services.errors import CimsError, NotFound
from cims.services.history import HistoryEntry
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.actions import shown_shortcut
from cims.ui.clipboard import copy_records, copy_text, copy_value
from cims.ui.icons import icon
from cims.ui.records.contact_rows import ContactRow
from cims.ui.records.copying import as_text, field_names
from cims.ui.records.facts import Details, Facts
from cims.ui.records.format import Words
from cims.ui.records.history_view import HistoryRow
from cims.ui.records.list_plan import ListPlan
from cims.ui.records.list_state import ListState
from cims.ui.records.panel_content import WITH_TIMELINE, PanelContent, content_of, empty, scrolled
from cims.ui.records.pool_plan import pool_marks
from cims.ui.records.postpone_row import PostponeRow, postpone
from cims.ui.records.timeline_view import TimelineView
from cims.ui.widgets import (
    Avatar,
    Card,
    ElidedLabel,
    FlowLayout,
    Hairline,
    IconButton,
    Pill,
    PrimaryButton,
    TabStrip,
    column,
    doubled,
    label,
    row,
)

if TYPE_CHECKING:
    from cims.ui.jobs import Job, Jobs

NARROWEST, WIDEST = 330, 420


class DetailPanel(Card):
    """Follows the list's current row; Enter on a line opens what it names."""

    record_opened = Signal(str, int)
    edit_asked = Signal(str, int)
    new_asked = Signal(str, object)
    log_asked = Signal()
    filled = Signal()

    def __init__(self, plan: ListPlan, jobs: "Jobs") -> None:
        super().__init__()
        self._plan, self._jobs = plan, jobs
        self.words = Words()
        self.content: PanelContent | None = None
        self._shown = 0
        self._reading: Job | None = None
        self.is_customer = plan.entity.name == "customer"
        self._has_contacts = self.is_customer and jobs.actor.may(Action.READ, "contact")
        has_timeline = plan.entity.name in WITH_TIMELINE
        self.timeline = TimelineView(jobs, plan.entity.name) if has_timeline else None
        self.setMinimumWidth(theme.px(NARROWEST))
        self.setMaximumWidth(theme.px(WIDEST))
        self._blank = ListState("mouse-pointer-click", _("Choose a row to see more."))
        self._body = QWidget()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._blank)
        self._pages.addWidget(self._body)
        self.setLayout(column(self._pages, margins=(1, 1, 1, 1)))
        self._make_body()
        jobs.changed.connect(self._changed)

    def show_record(self, id_: int) -> None:
        """Show this record; 0 shows nothing."""
        if id_ == self._shown:
            return
        self._shown = id_
        self._read()

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        id_, entity = self._shown, self._plan.entity.name
        if not id_:
            self._show_none()
            return
        self._reading = self._jobs.read(
            self,
            lambda office: content_of(office, entity, id_, with_contacts=self._has_contacts),
            self._fill_in,
            self._refused,
        )

    def _refused(self, error: Exception) -> None:
        self._reading = None
        self._show_none()
        if not isinstance(error, NotFound):
            sentence = str(error) if isinstance(error, CimsError) else _("This could not be read.")
            self._blank.show_steps("circle-alert", sentence)

    def _show_none(self) -> None:
        self.content = None
        self._blank.show_steps("mouse-pointer-click", _("Choose a row to see more."))
        self._pages.setCurrentWidget(self._blank)
        self.filled.emit()

    def _changed(self, changes: Changes) -> None:
        touched = changes.by_entity.get(self._plan.entity.name, frozenset())
        if self._shown and (touched is None or self._shown in touched):
            self._read()

    def _make_body(self) -> None:
        self._avatar = Avatar("", side=44)
        self.name = ElidedLabel("", 15, paint.BOLD)
        self._pills = QWidget()
        self._pill_row = FlowLayout(self._pills, spacing=6)
        head = row(self._avatar, column(self.name, self._pills, spacing=4), spacing=12)
        head.setStretch(1, 1)
        self.facts, self.details = Facts(self._plan, self._jobs), Details(self._plan, self._jobs)
        self.postpone = PostponeRow()
        self.postpone.chosen.connect(lambda day: postpone(self._jobs, self._shown, day))
        self._make_tabs()
        body = column(
            head,
            self._buttons(),
            self.facts,
            self.postpone,
            column(Hairline(), self.tabs, spacing=2),
            self._lists,
            margins=(16, 16, 12, 12),
            spacing=10,
        )
        body.setStretch(5, 1)
        self._body.setLayout(body)
        self.postpone.setVisible(self.is_customer and self._may(Action.EDIT))

    def _make_tabs(self) -> None:
        self.tabs, self._lists = TabStrip(), QStackedWidget()
        self.tabs.setAccessibleName(_("Parts of the record"))
        self.contacts, self.history = QVBoxLayout(), QVBoxLayout()
        if self.timeline is not None:
            self._add_tab(_("Timeline"), self.timeline)
            self.timeline.open_asked.connect(
                lambda name, id_, _t: self.record_opened.emit(name, id_)
            )
            self.timeline.edit_asked.connect(self.edit_asked)
        if self._has_contacts:
            self._add_tab(_("Contacts"), scrolled(self.contacts))
        detail = QVBoxLayout()
        detail.addWidget(self.details)
        detail.addStretch(1)
        self._add_tab(_("Details"), scrolled(detail))
        if self.timeline is None:
            self._add_tab(_("History"), scrolled(self.history))
        self.tabs.currentChanged.connect(self._lists.setCurrentIndex)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        may_edit, may_log = self._may(Action.EDIT), self._may_log()
        self.log = PrimaryButton(_("Log follow-up"), "notebook-pen", shown_shortcut("Ctrl+L"))
        self.open = PrimaryButton(_("Open"), "external-link")
        self.edit: QPushButton = PrimaryButton(_("Edit"), "pencil")
        if may_log:
            self.edit = IconButton("pencil", _("Edit"))
        self.add = IconButton("user-plus", _("New contact"))
        self.phone = IconButton("phone", _("Copy phone number"))
        self.more = IconButton("ellipsis", _("More"))
        self.log.clicked.connect(self.log_asked)
        self.open.clicked.connect(lambda: self.record_opened.emit(*self._this()))
        self.edit.clicked.connect(lambda: self.edit_asked.emit(*self._this()))
        self.add.clicked.connect(self._new_contact)
        self.phone.clicked.connect(self._copy_phone)
        self.more.clicked.connect(self._open_menu)
        buttons = (self.log, self.edit, self.open, self.add, self.phone, self.more)
        holder.setLayout(row(*buttons, None, spacing=6))
        # not before: one without a parent would flash as a window of its own
        self.log.setVisible(may_log)
        self.edit.setVisible(may_edit)
        self.open.setVisible(not may_edit and not may_log)
        self.phone.setVisible("main_phone" in self._plan.entity.by_name)
        self.add.setVisible(self._has_contacts and self._jobs.actor.may(Action.CREATE, "contact"))
        return holder

    def _may(self, action: Action) -> bool:
        return self._jobs.actor.may(action, self._plan.entity.name)

    def _may_log(self) -> bool:
        return self.timeline is not None and self._jobs.actor.may(Action.CREATE, "activity")

    def _this(self) -> tuple[str, int]:
        return self._plan.entity.name, self._shown

    def _add_tab(self, title: str, page: QWidget) -> None:
        self.tabs.add(title)
        self._lists.addWidget(page)

    def _fill_in(self, content: PanelContent) -> None:
        self._reading, self.content = None, content
        record, words = content.record, self.words
        title = str(record.values.get(self._plan.title.name) or "")
        self._avatar.show_name(title, str(record.id))
        self._avatar.show_picture(content.picture)
        self.name.set_text(title)
        self._fill_pills(record)
        self.facts.show_record(record, words)
        self.details.show_record(record, words)
        self._use_buttons(record)
        if self._has_contacts:
            self._fill_contacts(content.contacts)
        self._fill_history(content.history)
        self.postpone.words = words
        if self.timeline is not None:
            self.timeline.show_customer(record.id)
        self._pages.setCurrentWidget(self._body)
        self.filled.emit()

    def _use_buttons(self, record: Record) -> None:
        self.phone.setEnabled(bool(record.values.get("main_phone")))

    def _fill_pills(self, record: Record) -> None:
        empty(self._pill_row)
        for name in self._plan.pills:
            field = self._plan.entity.field(name)
            text = self.words.text(field, record.values.get(name))
            choice = self.words.choice(field, record.values.get(name))
            if text:
                tone = choice.colour if choice and choice.colour else "accent"
                self._pill_row.addWidget(Pill(self._plan.worded(field, text), tone))
        for text, tone in pool_marks(record, self.words.today):
            self._pill_row.addWidget(Pill(text, tone))
        has_pills = self._pill_row.count() > 0
        self._pills.setVisible(has_pills)
        self._pills.setFixedHeight(theme.px(paint.PILL_HEIGHT) + 2)

    def _fill_contacts(self, contacts: tuple[Record, ...]) -> None:
        empty(self.contacts)
        words = _("Contacts {n}").format(n=len(contacts)) if contacts else _("Contacts")
        self.tabs.set_title(1, words)  # after the timeline
        for record in contacts:
            line = ContactRow(record, self._shown, self.words)
            line.opened.connect(lambda id_: self.record_opened.emit("contact", id_))
            self.contacts.addWidget(line)
        if not contacts:
            self.contacts.addWidget(label(_("No contacts yet."), 12, role="muted"))
        self.contacts.addStretch(1)

    def _fill_history(self, history: tuple[HistoryEntry, ...]) -> None:
        empty(self.history)
        for place, entry in enumerate(history):
            is_last = place == len(history) - 1
            shown = HistoryRow(entry, self.words, self._copy_history, is_last=is_last)
            self.history.addWidget(shown)
        self.history.addStretch(1)

    def _copy_history(self, words: str) -> None:
        copy_value(self._jobs, self, self._this(), _("History"), words)

    def _copy_phone(self) -> None:
        if self.content is not None:
            name = _(self._plan.entity.field("main_phone").label)
            phone = self.content.record.values["main_phone"] or ""
            copy_value(self._jobs, self, self._this(), name, phone)

    def _copy_all(self) -> None:
        if self.content is not None:
            fields = self._plan.entity.fields
            text, names = as_text([self.content.record], fields, self.words), field_names(fields)
            entity, id_ = self._this()
            copy_records(self._jobs, self, entity, [id_], names, lambda: copy_text(text))

    def _new_contact(self) -> None:
        if self.content is not None:
            self.new_asked.emit("contact", {"customer": Link(self._shown, self.name.text())})

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry = menu.addAction(icon("external-link"), doubled(_("Open")))
        entry.triggered.connect(lambda: self.record_opened.emit(*self._this()))
        copy = menu.addAction(icon("copy"), doubled(_("Copy as text")))
        copy.triggered.connect(lambda: self._copy_all())
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))
