"""Whom to contact next: what is overdue, and my own planned contacts from today on."""

from sqlalchemy import select

from cims.services.customer_fields import CUSTOMER
from cims.services.filters import Condition, Operator
from cims.services.i18n import N_
from cims.services.insights.counting import Counting
from cims.services.insights.figures import Agenda, Asked, Planned, Scope, Tile
from cims.services.rights import visible
from cims.services.spans import Span
from cims.services.storage import table_of

SHOWN = 6


def overdue(counting: Counting) -> tuple[Tile, ...]:
    """The customers whose next contact was planned for a day that has passed."""
    planned = table_of(CUSTOMER).c.next_contact_on
    count = counting.count(CUSTOMER, planned < counting.today)
    past = Condition("next_contact_on", Operator.WITHIN, Span.PAST)
    figure = counting.figure(CUSTOMER, count, past)
    note = N_("Planned day passed")
    return (Tile("overdue", N_("Overdue follow-ups"), figure, note),)


def next_contacts(counting: Counting) -> tuple[Agenda, ...]:
    """My next contacts, whatever scope was asked for, the nearest first."""
    mine = Counting(counting.office, counting.desk, Asked(scope=Scope.ME))
    planned = table_of(CUSTOMER).c.next_contact_on
    count = mine.count(CUSTOMER, planned >= mine.today)
    coming = Condition("next_contact_on", Operator.AT_LEAST, mine.today)
    rows = first_of(mine) if count else ()
    return (Agenda("next_contacts", mine.figure(CUSTOMER, count, coming), rows),)


def first_of(mine: Counting) -> tuple[Planned, ...]:
    """The nearest of them: along the index of the days, which carries the owner."""
    table = table_of(CUSTOMER)
    planned = table.c.next_contact_on
    order = (planned, table.c.owner_id, table.c.deleted_at, table.c.id)
    query = select(table.c.id).where(planned >= mine.today, *mine.of_people(CUSTOMER))
    nearest = visible(query.order_by(*order).limit(SHOWN), CUSTOMER, mine.actor)
    ids = list(mine.desk.unit.session.scalars(nearest))
    names = ("name", "next_contact_on", "next_step")
    rows = [(record.id, record.values) for record in mine.office.customers.rows(ids, names)]
    return tuple(Planned(id_, *(values[name] for name in names)) for id_, values in rows)
