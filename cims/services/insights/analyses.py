"""The analyses that there are: a later module adds one line here and its parts are offered."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cims.services.i18n import N_
from cims.services.insights.contacts_made import contacts_made
from cims.services.insights.counting import Counting
from cims.services.insights.customer_makeup import customer_makeup
from cims.services.insights.figures import Part
from cims.services.insights.new_customers import new_customers
from cims.services.insights.next_contacts import next_contacts, overdue


class Shape(StrEnum):
    """How a part is shown."""

    TILE = "tile"
    COLUMNS = "columns"
    BARS = "bars"
    AGENDA = "agenda"


@dataclass(frozen=True)
class Offer:
    """One part of the dashboard as it can be chosen; `label` is a msgid."""

    name: str
    label: str
    shape: Shape


@dataclass(frozen=True)
class Analysis:
    """What is read at once, of which record type, and the parts that come out."""

    name: str
    entity: str
    offers: tuple[Offer, ...]
    run: Callable[[Counting], tuple[Part, ...]]


# those that take longest come first: three are read at a time
ANALYSES = (
    Analysis(
        "customer_makeup",
        "customer",
        (
            Offer("customers", N_("Customers"), Shape.TILE),
            Offer("by_lifecycle", N_("Customers by state"), Shape.BARS),
            Offer("by_grade", N_("Customers by grade"), Shape.BARS),
            Offer("by_source", N_("Customers by source"), Shape.BARS),
        ),
        customer_makeup,
    ),
    Analysis(
        "contacts_made",
        "activity",
        (
            Offer("contacts_made", N_("Contacts this week"), Shape.TILE),
            Offer("by_person", N_("Contacts by colleague"), Shape.BARS),
        ),
        contacts_made,
    ),
    Analysis(
        "new_customers",
        "customer",
        (
            Offer("new_customers", N_("New customers"), Shape.TILE),
            Offer("new_by_month", N_("New customers per month"), Shape.COLUMNS),
        ),
        new_customers,
    ),
    Analysis(
        "overdue",
        "customer",
        (Offer("overdue", N_("Overdue follow-ups"), Shape.TILE),),
        overdue,
    ),
    Analysis(
        "next_contacts",
        "customer",
        (Offer("next_contacts", N_("My next contacts"), Shape.AGENDA),),
        next_contacts,
    ),
)
