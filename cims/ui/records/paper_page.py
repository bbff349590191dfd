"""What the page of a quote or order shows first: its lines, what they come to, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from cims.services.deliveries import LineStanding
from cims.services.entity import Link
from cims.services.filters import Condition, Operator
from cims.services.i18n import _
from cims.services.order_fields import ORDER
from cims.services.paper_fields import LINES
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, Actor, refusal
from cims.services.storage import Record
from cims.ui import theme
from cims.ui.clipboard import copy_value
from cims.ui.icons import icon
from cims.ui.records.field_widgets import LinesField, Place
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.format import Words
from cims.ui.records.line_sources import LineSources
from cims.ui.records.order_delivery import OrderDelivery
from cims.ui.records.paper_steps import Step, steps_of
from cims.ui.records.paper_totals import PaperTotals
from cims.ui.records.record_extras import Extra
from cims.ui.widgets import (
    Button,
    Card,
    IconButton,
    PrimaryButton,
    column,
    doubled,
    row,
    set_tooltip,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

HEADS = ("currency", "tax_included", "customer", "rebate")
BUTTONS = 4  # steps that stand in sight; the others are in the menu


@dataclass(frozen=True)
class PaperReading:
    """The papers that this one led to, or came from: record type, id, number."""

    related: tuple[tuple[str, int, str], ...] = ()
    standings: tuple[LineStanding, ...] = ()

    @property
    def has_orders(self) -> bool:
        """Whether an order was made of it."""
        return any(kind == ORDER.name for kind, _id, _code in self.related)


def read_paper(office: "Office", kind: str, id_: int) -> PaperReading:
    """Read it inside a job, as far as it may be seen."""
    actor = office.actor
    if kind == QUOTE.name:
        found = named(office, ORDER.name, office.quotes.orders_of(id_))
        where = Condition("revision_of", Operator.IS, Link(id_))
        newer = named(office, QUOTE.name, list(office.quotes.listing(where).ids))
        return PaperReading((*found, *newer))
    quote, standings = office.orders.load(id_).values.get("quote"), office.deliveries.of(id_)
    if quote is None or not actor.may(Action.READ, QUOTE.name):
        return PaperReading((), standings)
    return PaperReading(tuple(named(office, QUOTE.name, [quote.id])), standings)


def named(office: "Office", kind: str, ids: list[int]) -> list[tuple[str, int, str]]:
    """These papers with their numbers."""
    return [
        (kind, one.id, str(one.values["code"])) for one in office.room(kind).rows(ids, ("code",))
    ]


class PaperPage(Extra):
    """The tab "Lines": steps, related papers, the table to read, the sum."""

    leads = True

    def __init__(self, view: QWidget, plan: FormPlan, jobs: "Jobs") -> None:
        super().__init__(view)
        self._plan, self._jobs, self._actor = plan, jobs, jobs.actor
        self._sources = LineSources(view, jobs, plan.entity.name, lambda: self.lines)
        self._shown = 0
        self.lines: LinesField | None = None
        self.totals: PaperTotals | None = None
        self.buttons: dict[str, Button | IconButton] = {}
        self.menu = QMenu(view)
        self.delivery: OrderDelivery | None = None
        if plan.entity.name == ORDER.name:
            may_change = jobs.actor.may(Action.EDIT, ORDER.name)
            self.delivery = OrderDelivery(may_change=may_change)
            self.delivery.unplan_asked.connect(
                lambda on: self.asked.emit(f"unplan:{on.isoformat()}")
            )
        self._steps: QHBoxLayout = row(spacing=8)
        self._related: QHBoxLayout = row(spacing=8)
        self._body = column(spacing=theme.px(8))
        self.part = QWidget()
        self.part.setLayout(
            column(
                row(self._steps, None, self._related, spacing=12),
                self._body,
                margins=(0, 12, 0, 12),
                spacing=theme.px(8),
            )
        )

    def tabs(self) -> list[tuple[QWidget, str]]:
        more = [(self.delivery, _("Delivery"))] if self.delivery is not None else []
        return [(self.part, _("Lines")), *more]

    def show(self, record: Record, reading: PaperReading, words: Words) -> None:
        """Show the paper anew; the line that is looked at stays so."""
        if self.lines is None:
            self._make(words)
        assert self.lines is not None
        self._shown = record.id
        self.lines.model.place = self._place(words)
        self.lines.follow({name: record.values.get(name) for name in HEADS})
        self.lines.set_value(record.values.get(LINES))
        self._show_steps(record, reading)
        self._show_related(reading)
        if self.delivery is not None:
            self.delivery.show_standings(reading.standings, words)

    def _make(self, words: Words) -> None:
        field = self._plan.entity.lines
        assert field is not None
        self.lines = LinesField(field, self._place(words))
        self.lines.lock()
        self.lines.fill_room()
        self.totals = PaperTotals()
        self.lines.summed.connect(self.totals.show_sum)
        card = Card(column(self.lines, margins=(12, 8, 12, 10)))
        self._body.addWidget(card, 1)
        self._body.addWidget(Card(column(self.totals, margins=(16, 8, 16, 10))))

    def _place(self, words: Words) -> Place:
        return self._sources.joined(Place(words, nothing_found, self._copy))

    def _copy(self, name: str, text: str) -> None:
        """What is copied of the lines leaves the office, and is counted."""
        copy_value(self._jobs, self.part, (self._plan.entity.name, self._shown), name, text)

    def _show_steps(self, record: Record, reading: PaperReading) -> None:
        """What can be done next; what nobody may do is not offered, or says why."""
        clear(self._steps)
        self.buttons.clear()
        self.menu.clear()
        steps = steps_of(self._plan.entity.name, record.values, has_orders=reading.has_orders)
        for step in steps[:BUTTONS]:
            self._steps.addWidget(self._button(step))
        for step in steps[BUTTONS:]:
            entry = self.menu.addAction(icon(step.icon), doubled(_(step.text)))
            entry.triggered.connect(partial(self.asked.emit, step.word))
            entry.setEnabled(may(self._actor, step))
        if any(may(self._actor, step) for step in steps[BUTTONS:]):
            more = IconButton("ellipsis", _("More steps"))
            more.clicked.connect(lambda: self._open(more))
            self.buttons["more"] = more
            self._steps.addWidget(more)

    def _button(self, step: Step) -> Button:
        made = (PrimaryButton if step.is_main else Button)(_(step.text), step.icon)
        made.clicked.connect(partial(self.asked.emit, step.word))
        if not may(self._actor, step):
            made.setEnabled(False)
            set_tooltip(made, str(refusal(step.action)))
        self.buttons[step.word] = made
        return made

    def _open(self, more: QWidget) -> None:
        self.menu.popup(more.mapToGlobal(QPoint(0, more.height() + 4)))

    def _show_related(self, reading: PaperReading) -> None:
        """The papers that belong to this one, a click away."""
        clear(self._related)
        titles: Mapping[str, str] = {ORDER.name: _("Order {code}"), QUOTE.name: _("Quote {code}")}
        for kind, id_, code in reading.related:
            words = titles[kind].format(code=code)
            button = Button(words, "receipt-text" if kind == ORDER.name else "file-text")
            button.clicked.connect(partial(self.open_asked.emit, kind, id_, code))
            self._related.addWidget(button)


def may(actor: Actor, step: Step) -> bool:
    """Whether somebody may take a step."""
    return actor.may(step.action, step.entity)


def clear(laid: QHBoxLayout) -> None:
    """Take everything out of a row."""
    while (taken := laid.takeAt(0)) is not None:
        if widget := taken.widget():
            widget.hide()
            widget.deleteLater()


def nothing_found(_entity: str, _words: str, then: object) -> None:
    """Nothing is looked for where one only reads."""
