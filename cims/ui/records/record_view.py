"""A record to read: who it is, what one can do with it, its facts, contacts and history."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedWidget, QWidget

from cims.services.history import HistoryEntry
from cims.services.i18n import N_, _
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, Right, refusal
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.actions import shown_shortcut
from cims.ui.clipboard import copy_value
from cims.ui.icons import icon
from cims.ui.records.customer_sales import plans_for
from cims.ui.records.erasing import WORDS
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.format import BETWEEN, Words
from cims.ui.records.history_view import HistoryRow
from cims.ui.records.list_plans import plan_of
from cims.ui.records.panel_content import WITH_TIMELINE
from cims.ui.records.paper_commands import PAPERS, DragOut, PaperCommands
from cims.ui.records.paper_page import PaperPage
from cims.ui.records.pool_commands import add_return
from cims.ui.records.pool_plan import pool_marks
from cims.ui.records.product_page import ProductPage
from cims.ui.records.record_contacts import RecordContacts
from cims.ui.records.record_extras import Extra
from cims.ui.records.record_facts import FactGroup, fact_groups
from cims.ui.records.record_overview import RecordOverview
from cims.ui.records.record_reading import Reading
from cims.ui.records.record_sales import RecordSales
from cims.ui.records.record_tasks import RecordTasks
from cims.ui.records.stage_course import OpportunityPage
from cims.ui.records.timeline_view import TimelineView
from cims.ui.widgets import (
    Avatar,
    Button,
    Card,
    ElidedLabel,
    IconButton,
    Pill,
    PrimaryButton,
    TabStrip,
    column,
    label,
    row,
    set_tooltip,
)

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

EXTRAS: Mapping[str, Callable[..., Extra]] = {
    PRODUCT.name: ProductPage,
    OPPORTUNITY.name: OpportunityPage,
    **dict.fromkeys((QUOTE.name, ORDER.name), PaperPage),
}

LEAD_WORDS = (
    ("assign", "split", N_("Assign by rules…")),
    ("give_lead", "arrow-right-left", N_("Hand over…")),
    ("mark_invalid", "ban", N_("Mark as invalid…")),
    ("take_up_again", "rotate-ccw", N_("Take up again")),
)


class RecordView(QWidget):
    """Shows a reading; what is asked for goes to the page as a word: edit, print, delete …"""

    asked = Signal(str)
    open_asked = Signal(str, int, str)
    copied = Signal(str)

    def __init__(self, plan: FormPlan, jobs: "Jobs", *, pools: bool = True) -> None:
        super().__init__()
        self.plan, self._jobs, self._actor = plan, jobs, jobs.actor
        self._pools = pools
        self._record = (plan.entity.name, 0)
        self.is_customer = plan.entity.name == "customer"
        self.is_paper = plan.entity.name in PAPERS
        self.is_printed = self.is_customer or self.is_paper
        self.drag: DragOut | None = None
        self.groups: list[FactGroup] = []
        self._avatar = Avatar("", side=48)
        self.name = ElidedLabel("", 20, paint.BOLD)
        self._pills = QWidget()
        self._pill_row = row(spacing=6)
        self._pills.setLayout(self._pill_row)
        self._about = ElidedLabel("", 12, role="muted")
        self.buttons: dict[str, Button | IconButton] = {}
        self.menu, self.others = QMenu(self), QMenu(self)
        self.overview, self.contacts = RecordOverview(jobs), RecordContacts(jobs)
        self.history, self.tasks = QScrollArea(self), RecordTasks()
        self.sales = {
            plan.entity.name: RecordSales(plan, jobs.actor)
            for plan in (plans_for(jobs.actor) if self.is_customer else ())
        }
        made = EXTRAS.get(plan.entity.name)
        self.extra = made(self, plan, jobs) if made else None
        name = plan.entity.name
        self.timeline = TimelineView(jobs, name) if name in WITH_TIMELINE else None
        self.timeline_card = Card(fill="surface")
        if self.timeline is not None:
            self.timeline_card.setLayout(column(self.timeline, margins=(16, 6, 16, 12)))
        self._named: list[QWidget] = []
        self.tabs, self._pages = TabStrip(), QStackedWidget()
        self._lay_out()
        for part in (self.overview, self.contacts):
            part.open_asked.connect(self.open_asked)
            part.copied.connect(self.copied)
        if self.extra is not None:
            self.extra.open_asked.connect(self.open_asked)
            self.extra.asked.connect(self.asked)
        self.tasks.open_asked.connect(self.open_asked)
        self.tasks.new_asked.connect(lambda: self.asked.emit("new_task"))
        self.contacts.new_asked.connect(lambda: self.asked.emit("new_contact"))
        for sales in self.sales.values():
            sales.open_asked.connect(self.open_asked)
            sales.asked.connect(self.asked)

    def show_reading(self, reading: Reading) -> None:
        """Show a record anew; the tab that is open stays open."""
        record, words = reading.record, reading.words
        assert record is not None
        self._show_head(record, words)
        self.groups = fact_groups(self.plan.entity, record, words)
        whose = self._record = self.plan.entity.name, record.id
        cards = self._show_extra(reading)
        self.overview.show_groups(self.groups, whose, words.sealed_closed, cards)
        self._show_tasks(reading)
        if self.is_customer:
            self.contacts.show_contacts(record.id, reading.contacts, words)
            counted = _("Contacts {n}").format(n=len(reading.contacts))
            self.tabs.set_title(self.place_of(self.contacts), counted)
            for name, sales in self.sales.items():
                title = sales.show_sales(reading.sales[name], words, self.name.text())
                self.tabs.set_title(self.place_of(sales), title)

    def _show_extra(self, reading: Reading) -> list[QWidget]:
        """Fill what only this record type has; its cards are handed on."""
        record, words = reading.record, reading.words
        if self.extra is None or record is None:
            return []
        self.extra.show(record, reading.extra, words)
        self._avatar.show_picture(self.extra.image(reading.extra))
        return self.extra.cards(record, reading.extra, words)

    def show_history(self, entries: list[HistoryEntry], words: Words) -> None:
        """Show what happened to the record."""
        body = QWidget()
        body.setProperty("page", True)
        rows = [
            HistoryRow(entry, words, self._copy_history, is_last=number == len(entries))
            for number, entry in enumerate(entries, 1)
        ]
        laid = column(*rows, spacing=0, margins=(16, 16, 16, 8))
        if not entries:
            laid.addWidget(label(_("Nothing happened to this record yet."), role="muted"))
        card = Card(laid)
        body.setLayout(column(card, None, margins=(0, 12, 0, 12)))
        self.history.setWidget(body)

    def _copy_history(self, words: str) -> None:
        copy_value(self._jobs, self, self._record, _("History"), words)

    def show_contacts(self) -> None:
        """Show the contacts' tab."""
        self.tabs.setCurrentIndex(self.place_of(self.contacts))

    def place_of(self, part: QWidget) -> int:
        """The number of a part's tab; -1 where it has none."""
        return self._named.index(part) if part in self._named else -1

    def is_shown(self, part: QWidget | None) -> bool:
        """Whether a part's tab is the one that is shown."""
        return part is not None and self.place_of(part) == self.tabs.currentIndex()

    def _show_tasks(self, reading: Reading) -> None:
        if self.place_of(self.tasks) < 0:
            return
        still = sum(not task.values["done"] for task in reading.tasks)
        words = _("Tasks {n}").format(n=still) if still else _("Tasks")
        self.tabs.set_title(self.place_of(self.tasks), words)
        may_edit, may_add = (self._actor.may(one, "task") for one in (Action.EDIT, Action.CREATE))
        self.tasks.show_tasks(reading.tasks, reading.words, may_edit=may_edit, may_add=may_add)

    def _show_head(self, record: Record, words: Words) -> None:
        values, plan = record.values, plan_of(self.plan.entity)
        name = str(values[self.plan.entity.title])
        self._avatar.show_name(name, str(record.id))
        self.name.set_text(name)
        while (taken := self._pill_row.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        for field in (plan.entity.field(one) for one in plan.pills):
            text = plan.worded(field, words.text(field, values.get(field.name)))
            choice = words.choice(field, values.get(field.name))
            if text:
                self._pill_row.addWidget(Pill(text, (choice and choice.colour) or "muted"))
        for said, tone in pool_marks(record, words.today):
            self._pill_row.addWidget(Pill(said, tone))
        self._pills.setVisible(self._pill_row.count() > 0)
        about = [str(values.get("code") or "")]
        for field in self.plan.entity.fields:
            if field.name in ("industry", "owner", "job_title", "customer"):
                about.append(words.text(field, values.get(field.name)))
        self._about.set_text(paint.one_line(BETWEEN.join(filter(None, about))))

    def _lay_out(self) -> None:
        names = column(self.name, row(self._pills, self._about, None, spacing=10), spacing=4)
        self._head = head = row(
            self._avatar, names, *self._make_buttons(), margins=(16, 14, 16, 14), spacing=8
        )
        head.setStretch(1, 1)
        for part, title in self._parts():
            self.tabs.add(title)
            self._named.append(part)
            self._pages.addWidget(part)
        self.history.setWidgetResizable(True)
        self.history.setAccessibleName(_("History"))
        self.tabs.setAccessibleName(_("Parts of the record"))
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        laid = column(
            Card(head), self.tabs, self._pages, margins=(20, 16, 20, 0), spacing=theme.px(8)
        )
        laid.setStretch(2, 1)
        self.setLayout(laid)

    def _parts(self) -> list[tuple[QWidget, str]]:
        """What stands in tabs: of a customer more than of all others."""
        parts: list[tuple[QWidget, str]] = [(self.overview, _("Overview"))]
        if self.timeline is None:
            more = self.extra.tabs() if self.extra is not None else []
            leads = self.extra is not None and self.extra.leads
            shown = [*more, *parts] if leads else [*parts, *more]
            return [*shown, (self.history, _("History"))]
        parts.append((self.timeline_card, _("Timeline")))
        if self.is_customer:
            parts.append((self.contacts, _("Contacts")))
        if self._actor.may(Action.READ, "task"):
            parts.append((self.tasks, _("Tasks")))
        sales = ((one, _(one.plan.entity.label_plural)) for one in self.sales.values())
        return [*parts, *sales]

    def _make_buttons(self) -> list[QWidget]:
        may_log = self.timeline is not None and self._actor.may(Action.CREATE, "activity")
        if may_log:
            self.buttons["log"] = PrimaryButton(
                _("Log follow-up"), "notebook-pen", shown_shortcut("Ctrl+L")
            )
        edit = Button if may_log or self.is_paper else PrimaryButton  # a paper's next step leads
        self.buttons["edit"] = edit(_("Edit"), "pencil")
        if self.is_customer:
            self.buttons["new_contact"] = Button(_("New contact"), "plus")
        elif self.plan.entity.name == LEAD.name:
            self.buttons["convert"] = Button(_("Convert…"), "repeat-2")
        elif self.plan.entity.name == OPPORTUNITY.name:
            self.buttons["quote"] = Button(_("New quote"), "file-plus")
        elif self.plan.entity.name == "segment":
            self.buttons["show"] = Button(_("Show customers"), "building-complex")
        self.buttons["copy"] = IconButton("copy", _("Copy as text"))
        if self.is_customer:
            self.buttons["new_quote"] = IconButton("file-plus", _("New quote"))
            self.buttons["again"] = IconButton("repeat", _("Same order again"))
        if self.is_paper:
            self.buttons["picture"] = IconButton("image", _("Copy as picture"))
        if self.is_printed:
            self.buttons["print"] = IconButton("printer", _("Print"))
        self.buttons["delete"] = IconButton("trash", _("Delete"))
        self.buttons["more"] = more = IconButton("ellipsis", _("More"))
        for word, button in self.buttons.items():
            if word != "more":
                button.clicked.connect(lambda _on=False, word=word: self.asked.emit(word))
        self._forbid("edit", Action.EDIT, self.plan.entity.name)
        self._forbid("delete", Action.DELETE, self.plan.entity.name)
        self._forbid("convert", Action.EDIT, LEAD.name)
        self._forbid("new_contact", Action.CREATE, "contact")
        self._forbid("print", Action.PRINT, self.plan.entity.name)
        self._forbid("picture", Action.PRINT, self.plan.entity.name)
        for word, kind in (("quote", QUOTE), ("new_quote", QUOTE), ("again", ORDER)):
            self._forbid(word, Action.CREATE, kind.name)
        self._fill_menu()
        more.clicked.connect(self._open_menu)
        return list(self.buttons.values())

    def _open_menu(self) -> None:
        """Open it to the left: the button stands at the window's edge."""
        more = self.buttons["more"]
        corner = more.mapToGlobal(QPoint(more.width(), more.height() + 4))
        self.menu.popup(corner - QPoint(self.menu.sizeHint().width(), 0))

    def _fill_menu(self) -> None:
        self.menu.setToolTipsVisible(True)
        if self.is_customer:
            give = self.menu.addAction(icon("arrow-right-left"), _("Hand over…"))
            give.triggered.connect(lambda: self.asked.emit("hand_over"))
            if not self._actor.may(Action.EDIT, "customer"):
                give.setEnabled(False)
                give.setToolTip(str(refusal(Action.EDIT)))
            if self._pools:
                add_return(self.menu, lambda: self.asked.emit("to_pool"), may=give.isEnabled())
            again = self.menu.addAction(icon("file-stack"), _("Same quote again"))
            again.triggered.connect(lambda: self.asked.emit("again_quote"))
            if not self._actor.may(Action.CREATE, QUOTE.name):
                again.setEnabled(False)
                again.setToolTip(str(refusal(Action.CREATE)))
            self._add_print_entry("pdf", "file-down", _("Save as PDF"))
            if self._actor.may(Right.AUDIT):
                seen = self.menu.addAction(icon("eye"), _("Who saw this customer"))
                seen.triggered.connect(lambda: self.asked.emit("who_saw"))
        if self.plan.entity.name == LEAD.name:
            self._fill_lead_menu()
        if self.is_paper:
            self._add_print_entry("pdf", "file-down", _("Save as PDF"))
            self._add_print_entry("word", "file-text", _("Save as Word"))
            self.others = self.menu.addMenu(icon("files"), _("Print with another template"))
            phone = self.menu.addAction(icon("phone"), _("My phone on papers…"))
            phone.triggered.connect(lambda: self.asked.emit("own_phone"))
        reload = self.menu.addAction(icon("refresh-cw"), _("Reload"))
        reload.triggered.connect(lambda: self.asked.emit("reload"))
        if self._actor.may(Right.ERASE):
            self.menu.addSeparator()
            erase = self.menu.addAction(icon("eraser", "bad"), _(WORDS))
            erase.triggered.connect(lambda: self.asked.emit("erase"))
            erase.setEnabled(self.buttons["delete"].isEnabled())
            erase.setToolTip(self.buttons["delete"].toolTip() if not erase.isEnabled() else "")

    def show_papers(self, papers: PaperCommands, messages: "Messages") -> None:
        """Let the PDF be dragged out, and other templates be chosen in the menu."""
        self.drag = DragOut(papers, messages)
        self.drag.show_record(0)
        self._head.insertWidget(self._head.indexOf(self.buttons["delete"]), self.drag)
        self.menu.aboutToShow.connect(lambda: papers.offer_others(self.others, self._record[1]))

    def _add_print_entry(self, word: str, name: str, words: str) -> None:
        """An entry for who may print; for others it says why not."""
        entry = self.menu.addAction(icon(name), words)
        entry.triggered.connect(lambda: self.asked.emit(word))
        entry.setEnabled(self.buttons["print"].isEnabled())
        if not entry.isEnabled():
            entry.setToolTip(str(refusal(Action.PRINT)))

    def _fill_lead_menu(self) -> None:
        may_edit = self._actor.may(Action.EDIT, LEAD.name)
        for word, name, words in LEAD_WORDS:
            entry = self.menu.addAction(icon(name), _(words))
            entry.triggered.connect(partial(self.asked.emit, word))
            entry.setEnabled(may_edit)
            entry.setToolTip("" if may_edit else str(refusal(Action.EDIT)))

    def _forbid(self, word: str, action: Action, entity: str) -> None:
        """Disable a button for somebody without the right, and say why."""
        button = self.buttons.get(word)
        if button is not None and not self._actor.may(action, entity):
            button.setEnabled(False)
            set_tooltip(button, str(refusal(action)))

    def focus_first(self) -> None:
        """Put the keyboard on the tabs."""
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
