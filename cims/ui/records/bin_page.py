"""The recycle bin: what was deleted of each record type, when and by whom, and back again."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QStackedWidget

from cims.services.activities import ACTIVITY
from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.changes import Changes
from cims.services.clock import EPOCH
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Entity, Field, Kind
from cims.services.errors import NotPossible
from cims.services.exchange_rates import EXCHANGE_RATE
from cims.services.field_rights import described
from cims.services.i18n import N_, _, _n
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.paper_templates.templates import PAPER_TEMPLATE
from cims.services.pipelines import PIPELINE, STAGE
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, refusal
from cims.services.segments import SEGMENT
from cims.services.storage import Record
from cims.services.target_fields import TARGET
from cims.services.tasks import TASK
from cims.services.tax_rates import TAX_RATE
from cims.ui.icons import icon
from cims.ui.page import Page
from cims.ui.records import list_query
from cims.ui.records.column_layout import ColumnLayout
from cims.ui.records.erasing import WORDS, Erasing
from cims.ui.records.format import Words
from cims.ui.records.list_footer import ListFooter
from cims.ui.records.list_plan import ListPlan
from cims.ui.records.list_plans import plan_of
from cims.ui.records.list_query import Loaded
from cims.ui.records.list_state import ListState
from cims.ui.records.list_view import ListView
from cims.ui.records.table_model import Deliver, TableModel
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import (
    Card,
    DangerButton,
    PrimaryButton,
    TabStrip,
    column,
    doubled,
    label,
    row,
    set_tooltip,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Job
    from cims.ui.navigation import Surroundings

DELETED_AT = Field("deleted_at", N_("Deleted"), Kind.MOMENT)
DELETED_BY = Field("deleted_by", N_("Deleted by"))
KINDS = (
    *(CUSTOMER, CONTACT, ACTIVITY, TASK, LEAD, OPPORTUNITY, QUOTE, ORDER, PRODUCT, SEGMENT),
    TARGET,
)
LISTS = (  # for those who shape them
    *(PRODUCT_FAMILY, TAX_RATE, EXCHANGE_RATE, PIPELINE, STAGE, PAPER_TEMPLATE),
    ASSIGNMENT_RULE,
)
ALONG = frozenset(  # they follow their customer into the bin and back
    {ACTIVITY.name, TASK.name, OPPORTUNITY.name, QUOTE.name, ORDER.name}
)
WIDTHS = {"deleted_at": 150, "deleted_by": 130, "owner": 110, "lifecycle": 96}


def with_removals(
    office: "Office", entity: str, ids: Sequence[int], names: Sequence[str]
) -> list[Record]:
    """Binned records with when and by whom they were deleted; runs inside a job."""
    removals = office.history.removals(entity, ids)
    return [
        record.changed(
            deleted_at=record.deleted_at,
            deleted_by=removals[record.id].by if record.id in removals else "",
        )
        for record in office.room(entity).rows(ids, names, binned=True)
    ]


def load(office: "Office", entity: Entity, names: Sequence[str]) -> tuple[Words, Loaded]:
    """Everything in the bin of one record type, the latest first; runs inside a job."""
    room = office.room(entity.name)
    listing = room.listing(binned=True)
    owned = ("customer",) if entity.name in ALONG and "customer" in entity.by_name else ()
    rows = room.rows(listing.ids, (entity.title, *owned), binned=True) if listing.ids else []
    if owned:
        rows = on_their_own(office, rows)
    latest = sorted(rows, key=lambda record: record.deleted_at or EPOCH, reverse=True)
    ids = array("q", [record.id for record in latest])
    first = ids[: list_query.PAGE]
    records = with_removals(office, entity.name, first, names) if first else []
    return Words.load(office), Loaded(ids, listing.more, 0, records)


def on_their_own(office: "Office", rows: Sequence[Record]) -> list[Record]:
    """Those that did not go with their customer, with which the others come back."""
    customers = {link.id for row in rows if (link := row.values["customer"])}
    there = office.names_of(CUSTOMER.name, customers)
    return [row for row in rows if not row.values["customer"] or row.values["customer"].id in there]


def bin_plan(entity: Entity) -> ListPlan:
    """How the bin of a record type looks: name, owner, when, by whom."""
    plan = plan_of(entity)
    names = ("owner",) if "owner" in entity.by_name else ()
    return replace(plan, columns=(*names, "deleted_at", "deleted_by"), widths=WIDTHS)


class BinPage(Page):
    """One tab per record type; restoring brings records back with what went with them."""

    def __init__(self, surroundings: "Surroundings") -> None:
        super().__init__()
        self._jobs, self._messages = surroundings.jobs, surroundings.messages
        actor = self._jobs.actor
        seen = [entity for entity in KINDS if actor.may(Action.READ, entity.name)]
        seen += [entity for entity in LISTS if actor.may(Action.DELETE, entity.name)]
        self._entities = [described(entity, actor) for entity in seen]
        self._loading: Job | None = None
        self.tabs = TabStrip(*(_(entity.label_plural) for entity in self._entities))
        self.tabs.setAccessibleName(_("Recycle bin"))
        self.restore = PrimaryButton(_("Restore"), "rotate-ccw")
        self.restore.clicked.connect(self.restore_chosen)
        self.erasing = Erasing(self, self._jobs, self._messages)
        self.erase = DangerButton(_(WORDS), "eraser")
        self.erase.clicked.connect(self.erase_chosen)
        self._stack, self.state, self.footer = QStackedWidget(), ListState(), ListFooter()
        self._stack.addWidget(self.state)
        self.views = [self._view(entity) for entity in self._entities]
        for view in self.views:
            self._stack.addWidget(view)
        head = row(self.tabs, self.erase, self.restore, margins=(16, 10, 12, 8), spacing=16)
        head.setStretch(0, 1)
        body = column(head, self._stack, self.footer, margins=(1, 1, 1, 1), spacing=0)
        body.setStretch(1, 1)
        note = label(
            _("Restored records come back with everything that belonged to them."),
            12,
            role="muted",
        )
        self.setLayout(column(Card(body), note, margins=PAGE_MARGINS, spacing=10))
        self.tabs.currentChanged.connect(lambda _index: self.reload())
        self._jobs.changed.connect(self._changed)
        surroundings.appearance.changed.connect(self._look_changed)
        self.reload()

    @property
    def view(self) -> ListView:
        """The table of the record type that is shown."""
        return self.views[self.tabs.currentIndex()]

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        handlers: dict[str, Callable[[], object]] = {"page.reload": self.reload}
        if not self.erasing.why_not(self.view.plan.entity.name):
            handlers["record.erase"] = self.erase_chosen
        return handlers

    def focus_first(self) -> None:
        self.view.setFocus()

    def reload(self) -> None:
        """Read the bin of the record type that is shown."""
        if self._loading is not None:
            self._loading.cancel()
        view, entity = self.view, self.view.plan.entity
        names = stored_names(view.plan)
        self._loading = self._jobs.read(
            self, lambda office: load(office, entity, names), lambda both: self._show(view, *both)
        )

    def restore_chosen(self) -> None:
        """Bring the selected records back."""
        ids, entity = self.view.chosen(), self.view.plan.entity.name
        if ids and self._jobs.actor.may(Action.DELETE, entity):
            self._restore(entity, ids)

    def erase_chosen(self) -> None:
        """Take the selected records away for good, once the question is answered."""
        self.erasing.ask(self.view.plan.entity.name, self.view.chosen())

    def menu(self) -> QMenu:
        """The context menu of the selected rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)  # a disabled entry says why
        back = menu.addAction(icon("rotate-ccw"), doubled(_("Restore")))
        back.triggered.connect(lambda: self.restore_chosen())
        back.setEnabled(self.restore.isEnabled())
        back.setToolTip(self.restore.toolTip())
        menu.addSeparator()
        self.erasing.fill(menu, self.view.plan.entity.name, self.view.chosen())
        return menu

    def _restore(self, entity: str, ids: Sequence[int], *, renumber: bool = False) -> None:
        def refused(error: Exception) -> None:
            if isinstance(error, NotPossible) and not renumber:
                self._offer_new_numbers(entity, ids)
            else:
                self._messages.error(error)

        self._jobs.write(
            lambda office: office.room(entity).restore(ids, renumber=renumber),
            owner=self,
            failed=refused,
            toast=_n("{n} record restored", "{n} records restored", len(ids)).format(n=len(ids)),
        )

    def _offer_new_numbers(self, entity: str, ids: Sequence[int]) -> None:
        """Ask before a record comes back under another number than it had."""
        question = _n(
            "Another record has this number by now. Restore with a new number?",
            "Other records have some of these numbers by now. Restore those with new numbers?",
            len(ids),
        )
        self._messages.ask(
            question, _("Restore"), lambda: self._restore(entity, ids, renumber=True)
        )

    def _view(self, entity: Entity) -> ListView:
        plan = bin_plan(entity)
        names = stored_names(plan)

        def page(ids: Sequence[int], deliver: Deliver) -> "Job":
            return self._jobs.read(
                self, lambda office: with_removals(office, entity.name, ids, names), deliver
            )

        view = ListView(plan, TableModel(page, self), _(entity.label_plural))
        view.horizontalHeader().setSectionsMovable(False)
        view.chosen_changed.connect(self._chosen)
        view.opened.connect(lambda _id: self.restore_chosen())
        view.remove_asked.connect(self.erase_chosen)
        view.menu_asked.connect(lambda spot: self.menu().popup(spot))
        return view

    def _show(self, view: ListView, words: Words, loaded: Loaded) -> None:
        self._loading = None
        place = view.place()
        title = replace(view.plan.title, label=view.plan.entity.label)
        owner = [view.plan.entity.field("owner")] if "owner" in view.plan.columns else []
        view.cells.words = words
        view.records.use((title, *owner, DELETED_AT, DELETED_BY), words, None)
        view.records.show(loaded, None)
        view.use_layout(ColumnLayout.first(view.plan))
        view.return_to(place)
        self.footer.show_total(len(loaded.ids), more=False)
        self.state.show_steps("trash", _("The recycle bin is empty."))
        self._stack.setCurrentWidget(view if loaded.ids else self.state)
        if loaded.ids:
            view.fit()
            if not view.chosen_count():  # Qt gives a focused table a current row, but chooses none
                view.go_to(max(0, view.currentIndex().row()))
        self._chosen()

    def _chosen(self) -> None:
        chosen = self.view.chosen_count()
        self.footer.show_chosen(chosen)
        may = self._jobs.actor.may(Action.DELETE, self.view.plan.entity.name)
        self.restore.setEnabled(bool(chosen) and may)
        unchosen = _("Choose a record first.")
        why = str(refusal(Action.DELETE)) if not may else unchosen
        set_tooltip(self.restore, "" if self.restore.isEnabled() else why)
        why = self.erasing.why_not(self.view.plan.entity.name)
        self.erase.setEnabled(bool(chosen) and not why)
        set_tooltip(self.erase, why or ("" if chosen else unchosen))

    def _look_changed(self) -> None:
        for view in self.views:
            view.use_look()

    def _changed(self, changes: Changes) -> None:
        if changes.touches(self.view.plan.entity.name):
            self.reload()


def stored_names(plan: ListPlan) -> tuple[str, ...]:
    """The fields of a bin's rows that stand in the record itself."""
    names = (plan.title.name, *plan.under, *plan.columns)
    return tuple(dict.fromkeys(name for name in names if name in plan.entity.by_name))
