"""What was sold to a customer and what might be, as its page reads it: the open ones first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cims.services.entity import Entity, Link
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.i18n import N_
from cims.services.opportunity_fields import DECIDED, IS_OPEN, OPEN, OPPORTUNITY
from cims.services.order_fields import ENDED, IS_SOLD, ORDER, UNSHIPPED
from cims.services.quote_fields import DONE, IS_SENT, QUOTE, WAITING
from cims.services.reading import Sort
from cims.services.rights import Action, Actor
from cims.services.rules.currencies import Amount
from cims.services.spans import Span
from cims.services.storage import Record

if TYPE_CHECKING:
    from cims.services.office import Office

SHOWN = 50


@dataclass(frozen=True)
class SalesPlan:
    """One tab: which fields a line shows, what is open, what is added below; texts are msgids."""

    entity: Entity
    icon: str
    counted: str
    empty: str
    new: str
    name: str
    under: tuple[str, ...]
    state: str
    amount: str
    day: str
    meaning: str  # the field by which something is open, or not any more
    still: tuple[object, ...]
    since: tuple[object, ...]
    newest_first: bool
    added: Filter
    sum_words: str

    @property
    def fields(self) -> tuple[str, ...]:
        """What is read of each record."""
        return (self.name, *self.under, self.state, self.amount, self.day, self.meaning)

    def is_open(self, record: Record) -> bool:
        """Whether something is still to be done with it."""
        return record.values[self.meaning] in self.still


SALES = (
    SalesPlan(
        OPPORTUNITY,
        "handshake",
        N_("Opportunities {n}"),
        N_("There are no opportunities with this customer yet."),
        N_("New opportunity"),
        name="name",
        under=("code", "next_step"),
        state="stage",
        amount="amount",
        day="close_on",
        meaning="meaning",
        still=OPEN,
        since=DECIDED,
        newest_first=False,
        added=IS_OPEN,
        sum_words=N_("In progress: {amounts}"),
    ),
    SalesPlan(
        QUOTE,
        "file-text",
        N_("Quotes {n}"),
        N_("This customer has no quote yet."),
        N_("New quote"),
        name="code",
        under=("name", "customer_reference"),
        state="state",
        amount="total",
        day="opened_on",
        meaning="state",
        still=WAITING,
        since=DONE,
        newest_first=True,
        added=IS_SENT,
        sum_words=N_("Sent, waiting for an answer: {amounts}"),
    ),
    SalesPlan(
        ORDER,
        "receipt-text",
        N_("Orders {n}"),
        N_("This customer has not ordered anything yet."),
        N_("New order"),
        name="code",
        under=("name", "customer_reference"),
        state="state",
        amount="total",
        day="opened_on",
        meaning="state",
        still=UNSHIPPED,
        since=ENDED,
        newest_first=True,
        added=Group(
            (
                IS_SOLD,
                Condition("opened_on", Operator.WITHIN, Span.THIS_YEAR),
            )
        ),
        sum_words=N_("Ordered this year: {amounts}"),
    ),
)


@dataclass(frozen=True)
class Sales:
    """The first of a customer's records, how many there are, and what they come to."""

    rows: tuple[Record, ...]
    count: int
    sums: tuple[Amount, ...]


def plans_for(actor: Actor) -> tuple[SalesPlan, ...]:
    """The tabs that somebody may see."""
    return tuple(plan for plan in SALES if actor.may(Action.READ, plan.entity.name))


def of_customer(customer_id: int, name: str = "") -> Filter:
    """What hangs on a customer."""
    return Condition("customer", Operator.IS, Link(customer_id, name))


def sales_of(office: "Office", customer_id: int) -> Mapping[str, Sales]:
    """What the tabs of a customer show, by record type; to be called inside a job."""
    return {plan.entity.name: read(office, plan, customer_id) for plan in plans_for(office.actor)}


def read(office: "Office", plan: SalesPlan, customer_id: int) -> Sales:
    """One tab; a role can hide the day, which then does not order the lines."""
    room, about = office.room(plan.entity.name), of_customer(customer_id)
    sort = Sort(plan.day, plan.newest_first) if plan.day in room.entity.by_name else Sort("code")
    found: list[int] = []
    for values in (plan.still, plan.since):
        where = Group((about, Condition(plan.meaning, Operator.ANY_OF, values)))
        found += room.listing(where, sort=sort, limit=SHOWN).ids
    sums = room.sums(Group((about, plan.added))).get(plan.amount, ())
    rows = room.rows(found[:SHOWN], plan.fields)
    return Sales(tuple(rows), room.count(about), tuple(sums))
