"""What can be done with a record from its page besides editing it: copy, print, bin, erase."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.filters import Condition, Filter, Operator
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui.clipboard import copy_records, copy_text
from cims.ui.records.customer_commands import CustomerCommands
from cims.ui.records.customer_sales import of_customer
from cims.ui.records.erasing import Erasing
from cims.ui.records.format import Words
from cims.ui.records.lead_commands import LeadCommands
from cims.ui.records.paper_commands import PAPERS, PaperCommands
from cims.ui.records.record_facts import as_lines
from cims.ui.records.record_printing import RecordPrinting
from cims.ui.records.record_reading import customer_of, lead_of
from cims.ui.records.task_commands import TaskCommands

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings
    from cims.ui.records.form_plans import FormPlan
    from cims.ui.records.record_view import RecordView


LEAD_WORK = ("convert", "assign", "give_lead", "mark_invalid", "take_up_again")


class RecordCommands(QObject):
    """Belongs to one page; works on the record that was read last."""

    removed = Signal()
    list_asked = Signal(str, object)  # entity, filter
    new_asked = Signal(str, object)  # entity, values to begin with

    def __init__(
        self, page: QWidget, around: "Surroundings", plan: "FormPlan", view: "RecordView"
    ) -> None:
        super().__init__(page)
        self._page, self._plan, self._view = page, plan, view
        self._around, self._jobs = around, around.jobs
        self.record: Record | None = None
        self.printing = RecordPrinting(page, around.jobs, around.messages)
        is_paper = plan.entity.name in PAPERS
        self.papers = (
            PaperCommands(page, around.jobs, around.messages, plan.entity.name)
            if is_paper
            else None
        )
        self._tasks = TaskCommands(page, around.jobs)
        self._customers = CustomerCommands(
            page, around.jobs, around.messages, pools=around.shows("pool")
        )
        self.leads = LeadCommands(page, around.jobs, around.messages)
        self.erasing = Erasing(page, around.jobs, around.messages)
        self.erasing.erased.connect(self.removed)
        view.copied.connect(lambda what: self._say(_("{what} copied.").format(what=what)))
        view.tasks.ticked.connect(lambda id_, done: self._tasks.finish([id_], done=done))

    def by_word(self) -> Mapping[str, Callable[[], object]]:
        """What the buttons and the menu of the page ask for."""
        return {
            "log": lambda: self._around.commands.run("customer.log"),
            "who_saw": lambda: self._around.commands.run("customer.who_saw"),
            "new_task": lambda: self.new_about("task"),
            **{f"new_{name}": partial(self.new_about, name) for name in self._view.sales},
            **{f"all_{name}": partial(self.show_all, name) for name in self._view.sales},
            "hand_over": self.hand_over,
            **{word: partial(self._with_lead, word) for word in LEAD_WORK},
            "to_pool": self.return_to_pool,
            "show": self.show_members,
            "copy": self.copy,
            "print": self.print,
            "pdf": self.save_pdf,
            "word": self.save_word,
            "picture": self.copy_picture,
            "own_phone": lambda: self._around.commands.run("papers.own_phone"),
            "delete": self.delete,
            "erase": self.erase,
        }

    def for_customer(self) -> Mapping[str, Callable[[], object]]:
        """The commands for a customer that somebody may change."""
        known = {
            "customer.hand_over": self.hand_over,
            "customer.to_pool": self.return_to_pool,
        }
        return {name: run for name, run in known.items() if self._customers.offers(name)}

    def new_about(self, entity: str) -> None:
        """Enter a task, an opportunity or an order of this customer, or a task about a lead."""
        if self.record is not None:
            about = lead_of(self.record)
            customer = customer_of(self.record)
            first = {"lead": about} if about else {"customer": customer}
            self.new_asked.emit(entity, first)

    def _with_lead(self, word: str) -> None:
        """Do with this lead what a button asks for."""
        if self.record is not None:
            ids = [self.record.id]
            work: Mapping[str, Callable[[], object]] = {
                "convert": lambda: self.leads.convert(ids[0]),
                "assign": lambda: self.leads.assign(ids),
                "give_lead": lambda: self.leads.hand_over(ids),
                "mark_invalid": lambda: self.leads.mark_invalid(ids),
                "take_up_again": lambda: self.leads.take_up_again(ids),
            }
            work[word]()

    def show_all(self, entity: str) -> None:
        """Show the list of this customer's records of a type."""
        if self.record is not None:
            self.list_asked.emit(entity, of_customer(self.record.id, self._title()))

    def hand_over(self) -> None:
        """Give this customer to a colleague."""
        if self.record is None:
            return
        id_ = self.record.id

        def ask(words: Words) -> None:
            self._customers.words = words
            self._customers.hand_over([id_])

        self._jobs.read(self._page, Words.load, ask)

    def return_to_pool(self) -> None:
        """Let go of this customer; whoever may not see it then leaves its page."""
        if self.record is None:
            return
        id_ = self.record.id

        def ask(words: Words) -> None:
            self._customers.pool.words = words
            self._customers.pool.return_to_pool([id_])

        self._jobs.read(self._page, Words.load, ask)

    def show_members(self) -> None:
        """Show the customers of this segment."""
        if self.record is not None:
            where: Filter = Condition("segments", Operator.IS, Link(self.record.id, self._title()))
            self.list_asked.emit("customer", where)

    def copy(self) -> None:
        """Put the whole record on the clipboard as text."""
        if self.record is None:
            return
        groups = self._view.groups
        columns = list(dict.fromkeys(fact.label for group in groups for fact in group.facts))

        def put() -> None:
            copy_text(as_lines(groups))
            self._say(_("Copied as text."))

        copy_records(self._jobs, self._page, self._plan.entity.name, [self.record.id], columns, put)

    def print(self) -> None:
        """Show the customer's sheet, or the paper, as it will be printed."""
        if self.record is not None:
            (self.papers.print if self.papers else self.printing.preview)(self.record.id)

    def save_pdf(self) -> None:
        """Write the customer's sheet, or the paper, to a file."""
        if self.record is not None:
            (self.papers or self.printing).save_pdf(self.record.id)

    def save_word(self) -> None:
        """Write the paper to a Word file."""
        if self.record is not None and self.papers:
            self.papers.save_word(self.record.id)

    def copy_picture(self) -> None:
        """Put the paper on the clipboard as a picture."""
        if self.record is not None and self.papers:
            self.papers.copy_picture(self.record.id)

    def delete(self) -> None:
        """Move the record to the recycle bin; the toast takes it back."""
        if self.record is None:
            return
        entity, id_, title = self._plan.entity.name, self.record.id, self._title()
        self._jobs.write(
            lambda office: office.room(entity).remove([id_]),
            owner=self._page,
            label=title,
            then=lambda _count: self.removed.emit(),
            toast=_("“{title}” was moved to the recycle bin.").format(title=title),
        )

    def erase(self) -> None:
        """Take the record away for good, once the question is answered."""
        if self.record is not None:
            self.erasing.ask(self._plan.entity.name, [self.record.id])

    def _title(self) -> str:
        return str(self.record.values[self._plan.entity.title]) if self.record else ""

    def _say(self, sentence: str) -> None:
        self._around.messages.toast(sentence)
