"""The list of the pool, with every customer of the office in it, beside the customers' own list.

All customers are put into the pool in one transaction that is taken back at the end: the office
stays as it was for the other benchmarks.
"""

from typing import Any

from sqlalchemy import func, select, update

from benchmarks.figures import Figure, median, timed
from benchmarks.offices import BenchOffice
from cims.services.customers import CUSTOMER
from cims.services.filters import Condition, Operator
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.reading import Sort
from cims.services.rights import Actor, visible
from cims.services.spans import Span
from cims.services.storage import MARK, table_of

MOST, ROWS, ROUNDS = 300.0, 50, 5


class TakenBack(Exception):
    """Ends the transaction: nothing of it stays."""


def measure(office: BenchOffice, opened: OpenOffice) -> list[Figure]:
    """How long the list takes to open, in its orders, and its chips to be counted."""
    figures: list[Figure] = []
    try:
        with opened.database.write(opened.actor) as inside:
            peer = taken(lambda: opens(inside, "customers", "name"))
            whole = taken(lambda: inside.customers.listing(sort=Sort("name")))
            pool_all(inside)
            for sort in ("pooled_on", "name", "last_contact_on"):
                took = taken(lambda sort=sort: opens(inside, "pool", sort))
                figures.append(figure(office, f"opens by {sort}", took, "customers by name", peer))
            took = taken(lambda: inside.pool.listing())
            figures.append(figure(office, "ids of all", took, "ids of all customers", whole))
            took = taken(lambda: counted(inside))
            figures.append(figure(office, "two chips counted", took, "customers by name", peer))
            raise TakenBack
    except TakenBack:
        return figures


def pool_all(inside: Office) -> None:
    """Let every customer lie in the pool since some day, last had by its owner."""
    table, unit = table_of(CUSTOMER), inside._unit
    values: dict[str, Any] = {
        "former_owner_id": table.c.owner_id,
        "owner_id": None,
        "pooled_on": func.coalesce(table.c.next_contact_on, table.c.created_on),
        "pool_reason": "no_time",
    }
    unit.session.execute(update(table).values(**values).execution_options(**MARK))
    assert unit.session.scalar(everything()) == inside.pool.count()


def everything() -> Any:
    """How many customers there are."""
    return visible(select(func.count()).select_from(table_of(CUSTOMER)), CUSTOMER, Actor.office())


def opens(inside: Office, plural: str, sort: str) -> None:
    """What a list asks for when it opens: the first ids, then the rows that are seen."""
    room = inside.room(plural)
    ids = room.listing(sort=Sort(sort, descending=sort != "name"), limit=ROWS).ids
    room.rows(ids, [field.name for field in room.entity.fields if field.listed])
    inside.room(plural).listing(sort=Sort(sort, descending=sort != "name"))


def counted(inside: Office) -> None:
    """New this week, and mine formerly."""
    inside.pool.count(Condition("pooled_on", Operator.WITHIN, Span.THIS_WEEK))
    inside.pool.count(Condition("former_owner", Operator.IS_ME))


def taken(work: Any) -> float:
    """The median after one run that warms the cache."""
    work()
    return median([timed(work) for _round in range(ROUNDS)])


def figure(office: BenchOffice, name: str, took: float, peer_name: str, peer: float) -> Figure:
    """One line of the table."""
    target = f"≤ {MOST:.0f} ms"
    return Figure(f"pool: {name}", office.size, took, peer_name, peer, target, took <= MOST)
