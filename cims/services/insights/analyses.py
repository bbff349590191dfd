"""The analyses that there are: a later module adds one line here and its parts are offered."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cims.services.i18n import N_
from cims.services.insights.contacts_made import contacts_made
from cims.services.insights.counting import Counting
from cims.services.insights.customer_makeup import customer_makeup
from cims.services.insights.figures import Part
from cims.services.insights.forecast_month import forecast_month
from cims.services.insights.leads_by_source import leads_by_source
from cims.services.insights.new_customers import new_customers
from cims.services.insights.next_contacts import next_contacts, overdue
from cims.services.insights.open_opportunities import open_opportunities
from cims.services.insights.orders_placed import orders_placed
from cims.services.insights.quotes_sent import quotes_sent


class Shape(StrEnum):
    """How a part is shown."""

    TILE = "tile"
    COLUMNS = "columns"
    BARS = "bars"
    AGENDA = "agenda"


@dataclass(frozen=True)
class Offer:
    """One part of the dashboard as it can be chosen; label, `empty` and `note` are msgids.

    `place` orders the parts at first, `span` is its share of twelve columns, `empty` stands there
    without records and `note` beside its title: the period where it follows that.
    What is not there `at_first` can be added by everybody.
    `field` is what the part tells of: nobody is offered it from whom a role hides that field.
    """

    name: str
    label: str
    shape: Shape
    place: int
    span: int = 3
    empty: str = N_("There are no customers here yet.")
    note: str = N_("Customers")
    follows_period: bool = False
    field: str = ""
    at_first: bool = True


@dataclass(frozen=True)
class Analysis:
    """What is read at once, of which record type, and the parts that come out."""

    name: str
    entity: str
    run: Callable[[Counting], tuple[Part, ...]]
    offers: tuple[Offer, ...]


# those that take longest come first: three are read at a time
ANALYSES = (
    Analysis("customer_makeup", "customer", customer_makeup, (
        Offer("customers", N_("Customers"), Shape.TILE, 1, span=2),
        Offer("by_lifecycle", N_("Customers by state"), Shape.BARS, 9, field="lifecycle"),
        Offer("by_grade", N_("Customers by grade"), Shape.BARS, 11, field="grade"),
        Offer("by_source", N_("Customers by source"), Shape.BARS, 12, field="source"),
    )),
    Analysis("contacts_made", "activity", contacts_made, (
        Offer("contacts_made", N_("Contacts this week"), Shape.TILE, 3, span=2),
        Offer("by_person", N_("Contacts by colleague"), Shape.BARS, 13, follows_period=True,
              empty=N_("Nobody was contacted in this period.")),
    )),
    Analysis("new_customers", "customer", new_customers, (
        Offer("new_customers", N_("New customers"), Shape.TILE, 2, span=2),
        Offer("new_by_month", N_("New customers per month"), Shape.COLUMNS, 8, span=6,
              empty=N_("No customer came in these twelve months."), note=N_("12 months")),
    )),
    Analysis("quotes_sent", "quote", quotes_sent, (
        Offer("quotes_sent", N_("Quotes sent"), Shape.TILE, 6, span=2, at_first=False),
    )),
    Analysis("orders_placed", "order", orders_placed, (
        Offer("orders_placed", N_("Orders"), Shape.TILE, 7, span=2),
    )),
    Analysis("open_opportunities", "opportunity", open_opportunities, (
        Offer("open_opportunities", N_("Open opportunities"), Shape.TILE, 5, span=2),
        Offer("by_stage", N_("Opportunities by stage"), Shape.BARS, 10,
              empty=N_("There are no open opportunities here."), note=N_("Opportunities")),
    )),
    Analysis("forecast_month", "opportunity", forecast_month, (
        Offer("forecast_month", N_("Forecast of the month"), Shape.BARS, 18, field="close_on",
              at_first=False, empty=N_("Nothing is closed or expected this month."),
              note=N_("This month")),
    )),
    Analysis("leads_by_source", "lead", leads_by_source, (
        Offer("leads", N_("Leads"), Shape.TILE, 15, span=2, at_first=False),
        Offer("leads_by_source", N_("Leads by source"), Shape.BARS, 16, follows_period=True,
              empty=N_("No leads came in this period.")),
        Offer("converted_by_source", N_("Converted leads by source"), Shape.BARS, 17,
              follows_period=True, empty=N_("No lead of this period was converted.")),
    )),
    Analysis("overdue", "customer", overdue, (
        Offer("overdue", N_("Overdue follow-ups"), Shape.TILE, 4, span=2),
    )),
    Analysis("next_contacts", "customer", next_contacts, (
        Offer("next_contacts", N_("My next contacts"), Shape.AGENDA, 14),
    )),
)  # fmt: skip
