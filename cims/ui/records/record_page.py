"""One record in its tab: to read, to edit in place, to print; or a new one to be entered."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from cims.services.changes import Changes
from cims.services.clock import EPOCH
from cims.services.contacts import PlaceRow
from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action
from cims.ui.clipboard import copy_value
from cims.ui.page import Page, refused
from cims.ui.records.field_widgets import Place, as_typed
from cims.ui.records.form import RecordForm
from cims.ui.records.form_plans import form_plan
from cims.ui.records.line_sources import LineSources
from cims.ui.records.link_finder import LinkFinder
from cims.ui.records.record_commands import RecordCommands
from cims.ui.records.record_reading import Reading, customer_of, lead_of, owned_by, read_page
from cims.ui.records.record_view import RecordView
from cims.ui.widgets import EmptyState, column

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

NEEDS = {
    "record.edit": Action.EDIT,
    "record.delete": Action.DELETE,
    "record.erase": Action.DELETE,
    "page.print": Action.PRINT,
}
HANGING = ("task", OPPORTUNITY.name, QUOTE.name, ORDER.name)  # what a customer's tabs show


class RecordPage(Page):
    """A record's document; id 0 is a new record, whose tab gives way to the saved one's."""

    edit_asked = Signal(str, int)
    new_asked = Signal(str, object)  # entity, values to begin with
    list_asked = Signal(str, object)  # entity, filter
    run_asked = Signal(str, int, str)  # entity, id, and what its page is to do

    def __init__(self, around: "Surroundings", entity: str, record_id: int) -> None:
        super().__init__()
        self.plan, self.record_id = form_plan(entity, around.jobs.actor), record_id
        self._around, self._jobs = around, around.jobs
        self.reading: Reading | None = None
        self.form: RecordForm | None = None
        self._draft: FormDraft | None = None
        self._first: Mapping[str, Any] = {}
        self._wanted: tuple[Mapping[str, Any], Mapping[str, str]] | None = None
        self._waiting = ""  # what is to be done once the record is read
        self._edits_at_once = not record_id
        self._viewed_on = EPOCH.date()
        self._state = EmptyState("loader", _("Reading…"), _("Reload"))
        self._state.pressed.connect(self.reload)
        self.view = RecordView(self.plan, around.jobs, pools=around.shows("pool"))
        self.commands = RecordCommands(self, around, self.plan, self.view)
        if self.commands.papers is not None:
            self.view.show_papers(self.commands.papers, around.messages)
        self._find = LinkFinder(self, around.jobs)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.view)
        self.setLayout(column(self._stack))
        self.view.asked.connect(self._do)
        self.view.open_asked.connect(self.record_asked)
        self.commands.removed.connect(self.closing)
        self.commands.list_asked.connect(self.list_asked)
        self.commands.new_asked.connect(self.new_asked)
        self.commands.leads.open_asked.connect(self.record_asked)
        self.view.tabs.currentChanged.connect(lambda _index: self._read_history())
        if timeline := self.view.timeline:
            timeline.open_asked.connect(self.record_asked)
            timeline.edit_asked.connect(self.edit_asked)
        around.jobs.changed.connect(self._changed)
        self.reload()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        form = self.form
        if form is not None:
            keys: dict[str, Callable[[], object]] = {
                "record.save": form.save,
                "record.save_and_new": form.save_on,
            }
            if form.lines is not None and self._jobs.actor.may(Action.PRINT, form.plan.entity.name):
                keys["page.print"] = lambda: form.save(after="print")
            return keys
        if self.reading is None:
            return {}
        actor, entity = self._jobs.actor, self.plan.entity.name
        work = self.commands.by_word()
        handlers: dict[str, Callable[[], object]] = {"page.reload": self.reload}
        if actor.may(Action.EDIT, entity):
            handlers["record.edit"] = self.edit
            if self.view.is_customer:
                handlers |= self.commands.for_customer()
            elif entity == LEAD.name:
                handlers |= {f"lead.{word}": work[word] for word in ("convert", "mark_invalid")}
        if actor.may(Action.DELETE, entity):
            handlers["record.delete"] = self.commands.delete
            handlers["record.erase"] = self.commands.erase
        if self.view.is_printed and actor.may(Action.PRINT, entity):
            handlers["page.print"] = self.commands.print
        return handlers

    def refusals(self) -> Mapping[str, str]:
        if self.form is not None or self.reading is None:
            return {}
        entity = self.plan.entity.name
        return refused(lambda action: self._jobs.actor.may(action, entity), NEEDS)

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_first()
        else:
            self.view.focus_first()

    def customer(self) -> Link | None:
        record = self.reading.record if self.reading else None
        return customer_of(record) if record else None

    def lead_at_hand(self) -> Link | None:
        record = self.reading.record if self.reading else None
        return lead_of(record) if record else None

    def has_changes(self) -> bool:
        return self.form is not None and self.form.has_changes()

    def draft(self) -> FormDraft | None:
        """What was typed and not saved, to be kept while the office is locked."""
        return self.form.values_for_draft() if self.form is not None else self._draft

    def take_draft(self, draft: FormDraft) -> None:
        """Put back what was typed, as soon as the record is read."""
        self._draft = draft
        self.edit()

    def start_with(self, values: Mapping[str, Any]) -> None:
        """Fill a new record's first values in, such as the customer of a contact."""
        self._first = values
        if self.form is not None and not self.form.has_changes():
            self._fill_new(self.form)

    def edit(self) -> None:
        """Edit in place; waits for the record where it is not read yet."""
        if self.reading is None or self.form is not None:
            self._edits_at_once = self.form is None
            return
        form = self._open_form(self.plan.entity.name)
        if self.reading.record is not None:
            form.fill(self.reading.record)
        else:
            self._fill_new(form)
        if self._draft is not None:
            form.restore(self._draft)
            self._draft = None
        form.focus_first()
        self._take_wanted()

    def fill_in(self, values: Mapping[str, Any], missing: Mapping[str, str]) -> None:
        """Edit with these values entered and the keyboard in the first field that is missing."""
        self._wanted = values, missing
        self.edit()
        self._take_wanted()

    def _take_wanted(self) -> None:
        if self.form is None or self._wanted is None:
            return
        (values, missing), self._wanted = self._wanted, None
        self.form.take_values(values)
        self.form.tell_errors(missing)
        self.form.focus_wrong()

    def run(self, word: str) -> None:
        """Do what a button does, as soon as the record is read."""
        if self.reading is None:
            self._waiting = word
        else:
            self._do(word)

    def new_contact(self) -> None:
        """Enter a contact of this customer."""
        reading = self.reading
        if reading is None or reading.record is None or self.form is not None:
            return
        record, form = reading.record, self._open_form("contact")
        title = str(record.values[self.plan.entity.title])
        owner = owned_by(reading.words, self._jobs.actor.user_id)
        form.fill(None, {"places": (PlaceRow(Link(record.id, title)),), **owner})
        form.focus_first()

    def reload(self) -> None:
        """Read the record again."""
        entity, id_, user = self.plan.entity.name, self.record_id, self._jobs.actor.user_id
        with_contacts = self.view.is_customer and self._jobs.actor.may(Action.READ, "contact")
        self._jobs.read(
            self,
            lambda office: read_page(office, entity, id_, with_contacts=with_contacts, user=user),
            self._show,
            self._refused,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form is None:
            self.tab_asked.emit(self.plan.entity.plural)
        else:
            super().keyPressEvent(event)

    def _do(self, word: str) -> None:
        own = {"edit": self.edit, "new_contact": self.new_contact, "reload": self.reload}
        known = {**self.commands.by_word(), **own}
        if word in known:
            known[word]()
        else:
            self.step_asked.emit(self.plan.entity.name, word, self.record_id)

    def _show(self, reading: Reading) -> None:
        self.reading, self.commands.record = reading, reading.record
        if self.view.drag is not None:
            self.view.drag.show_record(reading.record.id if reading.record else 0)
        if reading.record is not None:
            self.view.show_reading(reading)
            self.title_changed.emit(str(reading.record.values[self.plan.entity.title]))
            self._note_view(reading)
            self._read_history()
        if self.form is None:
            self._stack.setCurrentWidget(self.view if reading.record else self._state)
        if self._edits_at_once and self.form is None:
            self._edits_at_once = False
            self.edit()
        self._tell_commands()
        if (word := self._waiting) and self.form is None:
            self._waiting = ""
            self._do(word)

    def _note_view(self, reading: Reading) -> None:
        """Let the log know that somebody looked at a whole customer, once a day."""
        if self.view.is_customer and self._viewed_on != reading.words.today:
            self._viewed_on, id_ = reading.words.today, self.record_id
            self._jobs.write(lambda office: office.history.note_view(id_), owner=self)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, CimsError):
            self._around.messages.error(error)
        elif self.form is None:
            self.reading = self.commands.record = None
            self._state.tell("circle-alert", str(error), _("Reload"))
            self._stack.setCurrentWidget(self._state)
            self._tell_commands()

    def _read_history(self) -> None:
        """Read what happened, once somebody looks at it."""
        if not self.record_id or self.reading is None:
            return
        if (timeline := self.view.timeline) is not None:
            if self.view.is_shown(self.view.timeline_card):
                timeline.show_customer(self.record_id)
            return
        if not self.view.is_shown(self.view.history):
            return
        entity, id_, words = self.plan.entity.name, self.record_id, self.reading.words
        self._jobs.read(
            self,
            lambda office: office.history.history(entity, id_),
            lambda entries: self.view.show_history(entries, words),
        )

    def _open_form(self, entity: str) -> RecordForm:
        assert self.reading is not None
        plan = form_plan(entity, self._jobs.actor)
        is_own = bool(self.record_id) and entity == self.plan.entity.name
        copier = self._copy if is_own else as_typed
        place = Place(self.reading.words, self._find, copier)
        if plan.entity.lines is not None:
            sources = LineSources(
                self, self._jobs, entity, lambda: self.form.lines if self.form else None
            )
            place = sources.joined(place)
        form = RecordForm(plan, self._jobs, self._around.messages, place)
        form.saved.connect(lambda *what: self._saved(entity, *what))
        form.left.connect(self._left)
        form.open_asked.connect(self.record_asked)
        self.form = form
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        self._tell_commands()
        return form

    def _copy(self, name: str, words: str) -> None:
        copy_value(self._jobs, self, (self.plan.entity.name, self.record_id), name, words)

    def _fill_new(self, form: RecordForm) -> None:
        first = (self.reading.first_values if self.reading else None) or {}
        form.fill(None, {**first, **self._first})

    def _saved(self, entity: str, id_: int, title: str, and_new: bool) -> None:
        form = self.form
        if form is None:
            return
        if and_new and form.record is None:
            if entity == self.plan.entity.name:
                self._fill_new(form)
            else:
                self._close_form()
                self.new_contact()
            form.focus_first()
        elif not self.record_id:
            after = form.after
            self._close_form()
            self.record_asked.emit(entity, id_, title)
            if after:
                self.run_asked.emit(entity, id_, after)
            self.closing.emit()
        else:
            self._close_form()
            if entity != self.plan.entity.name:
                self.view.show_contacts()
            elif form.after:
                self.run(form.after)

    def _left(self) -> None:
        after = self.form.after if self.form is not None else ""
        self._close_form()
        if after and self.record_id:
            self.run(after)
        if not self.record_id:
            self.tab_asked.emit(self.plan.entity.plural)
            self.closing.emit()

    def _close_form(self) -> None:
        if self.form is None:
            return
        form, self.form = self.form, None
        self._stack.setCurrentWidget(self.view if self.record_id else self._state)
        self._stack.removeWidget(form)
        form.deleteLater()
        self._tell_commands()
        self.view.focus_first()
        if self.record_id:
            self.reload()

    def _changed(self, changes: Changes) -> None:
        ids = changes.by_entity.get(self.plan.entity.name, frozenset())
        hanging = self.view.timeline is not None and any(map(changes.touches, HANGING))
        if self.record_id and (ids is None or self.record_id in ids or hanging):
            self.reload()

    def _tell_commands(self) -> None:
        """Let shortcuts and palette know what this page does now."""
        if self.isVisible():
            self._around.commands.use_page(self.handlers(), self.refusals())
