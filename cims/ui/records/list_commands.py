"""What can be done with the selected rows of a list: copy, delete, open, edit, export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from cims.services.customers import CUSTOMER
from cims.services.entity import Entity, Field, Link
from cims.services.filters import Condition, Operator
from cims.services.i18n import _, _n
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, refusal
from cims.services.storage import Record
from cims.ui.clipboard import copy_data, copy_records, copy_text, copy_value
from cims.ui.icons import icon
from cims.ui.page import refused
from cims.ui.records.copying import as_table, as_text, cell, field_names
from cims.ui.records.customer_commands import CustomerCommands
from cims.ui.records.erasing import Erasing
from cims.ui.records.lead_commands import LeadCommands
from cims.ui.records.list_query import ListQuery
from cims.ui.records.list_view import ListView
from cims.ui.records.paper_commands import PAPERS, PaperCommands
from cims.ui.records.record_printing import RecordPrinting
from cims.ui.records.task_commands import TaskCommands
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

COPIED_AT_MOST, ASKED_ABOVE = 10_000, 20
NEEDS = {
    "record.edit": Action.EDIT,
    "record.delete": Action.DELETE,
    "record.erase": Action.DELETE,
    "page.export": Action.EXPORT,
}
OF_PAPERS = {**NEEDS, "page.print": Action.PRINT}
OF_CUSTOMERS = {**OF_PAPERS, "customer.hand_over": Action.EDIT, "customer.to_pool": Action.EDIT}
OF_LEADS = {**NEEDS, "lead.convert": Action.EDIT, "lead.mark_invalid": Action.EDIT}
OF_POOL = {"page.export": Action.EXPORT, "pool.claim": Action.CLAIM, "pool.assign": Action.ASSIGN}
Then = Callable[[list[Record]], None]


@dataclass(frozen=True)
class ExportRequest:
    """A list as it is shown: which records in which order, which columns."""

    entity: Entity
    query: ListQuery
    ids: Sequence[int]
    fields: tuple[Field, ...]


class ListCommands(QObject):
    """Carries commands from keys and the context menu to the office."""

    open_asked = Signal(int)
    edit_asked = Signal(int)
    export_asked = Signal()
    log_asked = Signal()
    record_asked = Signal(str, int, str)  # entity, id, title
    list_asked = Signal(str, object)  # entity, filter
    new_asked = Signal(str, object)  # entity, values to begin with
    step_asked = Signal(str, str, int)  # record type, word, id

    def __init__(self, view: ListView, around: "Surroundings") -> None:
        super().__init__(view)
        jobs, messages, pools = around.jobs, around.messages, around.shows("pool")
        self._view, self._jobs, self._messages = view, jobs, messages
        self._entity = view.plan.entity
        self.customers = CustomerCommands(view, jobs, messages, pools=pools)
        self.customers.log_asked.connect(self.log_asked)
        self.leads = LeadCommands(view, jobs, messages)
        self.leads.log_asked.connect(self.log_asked)
        self.leads.open_asked.connect(self.record_asked)
        self.tasks = TaskCommands(view, jobs)
        self.pool = self.customers.pool
        self.printing = RecordPrinting(view, jobs, messages)
        is_paper = self._entity.name in PAPERS
        self.papers = PaperCommands(view, jobs, messages, self._entity.name) if is_paper else None
        self.erasing = Erasing(view, jobs, messages)
        view.copy_asked.connect(self.copy_table)
        view.remove_asked.connect(self.remove)
        view.menu_asked.connect(lambda spot: self.menu().popup(spot))

    def may(self, action: Action) -> bool:
        """Whether the user may do this to some record of the list."""
        return self._jobs.actor.may(action, self._entity.name)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What keys do with the chosen rows."""
        known: dict[str, Callable[[], object]] = {
            "record.edit": self.edit,
            "record.delete": self.remove,
            "record.erase": self.erase,
            "page.export": self.export_asked.emit,
            "customer.hand_over": self.hand_over,
            "customer.to_pool": self.return_to_pool,
            "pool.claim": self.claim,
            "pool.assign": self.assign,
            "page.print": self.print,
            "lead.convert": self.convert,
            "lead.mark_invalid": self.mark_invalid,
        }
        needs = self._needs()
        return {n: known[n] for n in needs if self.may(needs[n]) and self.customers.offers(n)}

    def refusals(self) -> dict[str, str]:
        """Why keys do nothing for somebody without the right."""
        return refused(self.may, self._needs())

    def _needs(self) -> dict[str, Action]:
        if self._entity.part_of:
            return OF_POOL
        own = {CUSTOMER.name: OF_CUSTOMERS, LEAD.name: OF_LEADS}
        return own.get(self._entity.name, OF_PAPERS if self.papers else NEEDS)

    def convert(self) -> None:
        """Make a customer of the lead where the keyboard is."""
        if id_ := self._view.current_id():
            self.leads.convert(id_)
        else:
            self._messages.toast(_("Choose a record first."))

    def mark_invalid(self) -> None:
        """Say why nothing comes of the selected leads."""
        if ids := self._view.chosen():
            self.leads.mark_invalid(ids)
        else:
            self._messages.toast(_("Choose a record first."))

    def hand_over(self) -> None:
        """Give the selected customers to a colleague."""
        self._with_chosen(self.customers.hand_over)

    def return_to_pool(self) -> None:
        """Let go of the selected customers."""
        self._with_chosen(self.pool.return_to_pool)

    def claim(self) -> None:
        """Take the selected customers out of the pool."""
        self._with_chosen(self.pool.claim)

    def assign(self) -> None:
        """Give the selected customers of the pool to a colleague."""
        self._with_chosen(self.pool.assign)

    def _with_chosen(self, work: Callable[[list[int]], object]) -> None:
        if ids := self._view.chosen():
            work(list(ids))
        else:
            self._messages.toast(_("Choose a record first."))

    def edit(self) -> None:
        """Edit the record where the keyboard is."""
        if id_ := self._view.current_id():
            self.edit_asked.emit(id_)
        else:
            self._messages.toast(_("Choose a record first."))

    def print(self) -> None:
        """Show the customer's sheet or the paper where the keyboard is, as it will be printed."""
        if id_ := self._view.current_id():
            (self.papers.print if self.papers else self.printing.preview)(id_)
        else:
            self._messages.toast(_("Choose a record first."))

    def copy_table(self) -> None:
        """The selected rows with their headings, for a spreadsheet."""
        fields, words = self._fields(), self._view.records.words
        self._take(lambda rows: copy_data(as_table(rows, fields, words)))

    def copy_text(self) -> None:
        """The selected rows as lines, for a message."""
        fields, words = self._fields(), self._view.records.words
        self._take(lambda rows: copy_text(as_text(rows, fields, words)))

    def copy_cell(self) -> None:
        """The value where the keyboard is."""
        index, model = self._view.currentIndex(), self._view.records
        record = model.record(index.row()) if index.isValid() else None
        if record is not None:
            field = model.fields[index.column()]
            text = model.words.text(field, record.values.get(field.name))
            about = self._entity.name, record.id
            copy_value(self._jobs, self, about, _(field.label), cell(text))

    def remove(self) -> None:
        """Move the selected rows to the recycle bin; many of them only after a question."""
        ids = self._view.chosen()
        if not self.may(Action.DELETE):
            self._messages.toast(str(refusal(Action.DELETE)))
            return
        if not ids:
            self._messages.toast(_("Choose a record first."))
            return
        if len(ids) <= ASKED_ABOVE:
            self._remove(ids)
            return
        question = _n(
            "Move {n} record to the recycle bin?", "Move {n} records to the recycle bin?", len(ids)
        ).format(n=f"{len(ids):,}")
        self._messages.ask(question, _("Delete"), lambda: self._remove(ids), danger=True)

    def erase(self) -> None:
        """Take the selected rows away for good, once the question is answered."""
        self.erasing.ask(self._entity.name, self._view.chosen())

    def menu(self) -> QMenu:
        """The context menu of the selected rows."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)  # a disabled entry says why
        id_ = self._view.current_id()
        any_row = bool(self._view.chosen_count())
        if self._entity.part_of:
            self.pool.fill(menu, self._view.chosen())
        else:
            self._fill_usual(menu, id_)
        self._fill_own(menu, id_)
        menu.addSeparator()
        self._entry(menu, "copy", _("Copy as table"), self.copy_table, any_row, "Ctrl+C")
        self._entry(menu, "copy", _("Copy as text"), self.copy_text, any_row)
        self._entry(menu, "copy", _("Copy cell"), self.copy_cell, bool(id_))
        menu.addSeparator()
        if self._entity.name == CUSTOMER.name:
            paper = self._entry(menu, "printer", _("Print"), self.print, bool(id_), "Ctrl+P")
            self._forbid(paper, Action.PRINT)
        take = self.export_asked.emit
        if self.papers is not None and id_:
            self.papers.fill(menu, id_)
            menu.addSeparator()
        export = self._entry(menu, "file-output", _("Export list…"), take, True, "Ctrl+E")
        self._forbid(export, Action.EXPORT)
        if not self._entity.part_of:
            delete = self._entry(menu, "trash", _("Delete"), self.remove, any_row, "Del")
            self._forbid(delete, Action.DELETE)
            self.erasing.fill(menu, self._entity.name, self._view.chosen())
        return menu

    def _fill_usual(self, menu: QMenu, id_: int) -> None:
        open_it, edit_it = self.open_asked.emit, self.edit_asked.emit
        self._entry(menu, "external-link", _("Open"), partial(open_it, id_), bool(id_), "Return")
        edit = self._entry(menu, "pencil", _("Edit"), partial(edit_it, id_), bool(id_), "F2")
        self._forbid(edit, Action.EDIT)

    def _fill_own(self, menu: QMenu, id_: int) -> None:
        """What only this type of record can do."""
        name, ids = self._entity.name, self._view.chosen()
        fillers: Mapping[str, CustomerCommands | TaskCommands | LeadCommands] = {
            "customer": self.customers,
            "task": self.tasks,
            LEAD.name: self.leads,
        }
        if name in fillers:
            menu.addSeparator()
            fillers[name].fill(menu, ids)
            if name == "customer":
                self._quote(menu, partial(self._quote_for, id_), bool(id_))
        elif name == OPPORTUNITY.name:
            self._quote(menu, partial(self.step_asked.emit, name, "quote", id_), bool(id_))
        elif name == "segment":
            show = partial(self._show_segment, id_)
            self._entry(menu, "building-complex", _("Show customers"), show, bool(id_))

    def _quote(self, menu: QMenu, make: Callable[[], object], usable: bool) -> None:
        """A new quote for the record where the keyboard is."""
        entry = self._entry(menu, "file-plus", _("New quote"), make, usable)
        if not self._jobs.actor.may(Action.CREATE, QUOTE.name):
            entry.setEnabled(False)
            entry.setToolTip(str(refusal(Action.CREATE)))

    def _quote_for(self, customer: int) -> None:
        record = self._view.records.known(customer)
        name = str(record.values["name"]) if record else ""
        self.new_asked.emit(QUOTE.name, {"customer": Link(customer, name)})

    def _show_segment(self, id_: int) -> None:
        record = self._view.records.known(id_)
        link = Link(id_, str(record.values["name"]) if record else "")
        self.list_asked.emit("customer", Condition("segments", Operator.IS, link))

    def _forbid(self, entry: QAction, action: Action) -> None:
        """Disable an entry for somebody without the right, and say why."""
        if not self.may(action):
            entry.setEnabled(False)
            entry.setToolTip(str(refusal(action)))

    def _entry(
        self,
        menu: QMenu,
        icon_name: str,
        words: str,
        run: Callable[[], object],
        usable: bool,
        key: str = "",
    ) -> QAction:
        """An entry, and the key that does the same in the list."""
        action = menu.addAction(icon(icon_name), doubled(words))
        action.setShortcut(QKeySequence(key))
        action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(lambda: run())
        action.setEnabled(usable)
        return action

    def _fields(self) -> list[Field]:
        """The shown columns in the order in which they are seen."""
        header, fields = self._view.horizontalHeader(), self._view.records.fields
        return [fields[s] for s in sorted(range(len(fields)), key=header.visualIndex)]

    def _take(self, put: Then) -> None:
        """Read the chosen rows and let `put` fill the clipboard once they are counted."""
        ids, entity = self._view.chosen(), self._entity.name
        names = [field.name for field in self._fields()]
        if len(ids) > COPIED_AT_MOST:
            self._messages.warn(
                _("At most {n} rows can be copied. Export the list instead.").format(
                    n=f"{COPIED_AT_MOST:,}"
                )
            )
        elif ids:
            columns = field_names(self._fields())

            def taken(rows: list[Record]) -> None:
                copied = [row.id for row in rows]
                copy_records(self._jobs, self, entity, copied, columns, lambda: put(rows))

            self._jobs.read(self, lambda office: office.room(entity).rows(ids, names), taken)

    def _remove(self, ids: Sequence[int]) -> None:
        entity = self._entity.name
        self._jobs.write(
            lambda office: office.room(entity).remove(ids), toast=_("Moved to the recycle bin")
        )
