"""A list of all customers: ids in every order, counts, chips, for all rows and for own rows."""

from functools import partial
from typing import Any

from benchmarks.figures import Figure, median, timed
from benchmarks.offices import BenchOffice
from benchmarks.search import listed_fields, seller_of
from cims.services.filters import Condition, Operator
from cims.services.opening import OpenOffice
from cims.services.reading import Sort
from cims.services.rights import Actor

SORTABLE, OTHER, COUNTED = 600.0, 1000.0, 600.0
FIRST_ROWS = 200
ROUNDS = 3
CHIPS = ("potential", "interested", "won", "dormant", "lost")


def measure(office: BenchOffice, opened: OpenOffice, rounds: int = ROUNDS) -> list[Figure]:
    """The slowest column of each kind, with a bare scan of the same rows by the driver as peer."""
    people = {"all": opened.actor, "own": seller_of(office, opened)}
    peer = scan_time(opened)
    fields = opened_entity(opened).fields
    sortable = [field.name for field in fields if field.sortable]
    other = [field.name for field in fields if not field.many and not field.sortable]
    figures = []
    for scope, actor in people.items():
        ids = {n: timing(rounds, sorted_ids, opened, actor, n, None) for n in sortable}
        first = {n: timing(rounds, sorted_ids, opened, actor, n, FIRST_ROWS) for n in other}
        parts = (
            ("ids by a sortable column", ids, SORTABLE),
            (f"first {FIRST_ROWS} rows by any other column", first, OTHER),
            ("count", {"": timing(rounds, counted, opened, actor, ())}, COUNTED),
            ("five chips with counts", {"": timing(rounds, counted, opened, actor, CHIPS)}, OTHER),
        )
        for name, times, most in parts:
            column, slowest = max(times.items(), key=lambda item: item[1])
            note = f"slowest: {column}" if column else ""
            figures.append(
                Figure(f"list ({scope}): {name}", office.size, slowest, "scan of all names",
                       peer, f"≤ {most:.0f} ms", slowest <= most, note)
            )  # fmt: skip
    return figures


def opened_entity(opened: OpenOffice) -> Any:
    with opened.database.read(opened.actor) as inside:
        return inside.customers.entity


def timing(rounds: int, work: Any, *arguments: Any) -> float:
    """The median after one run that warms the cache."""
    run = partial(work, *arguments)
    run()
    return median([timed(run) for _round in range(rounds)])


def sorted_ids(opened: OpenOffice, actor: Actor, column: str, limit: int | None) -> None:
    """What a list asks for when its order changes: all ids, or the first rows."""
    with opened.database.read(actor) as inside:
        ids = inside.customers.listing(sort=Sort(column), limit=limit).ids
        inside.customers.rows(ids[:FIRST_ROWS] if limit else ids[:50], listed_fields(inside))


def counted(opened: OpenOffice, actor: Actor, chips: tuple[str, ...]) -> None:
    """The count below the list, or those on its chips."""
    with opened.database.read(actor) as inside:
        for state in chips:
            inside.customers.count(Condition("lifecycle", Operator.IS, state))
        if not chips:
            inside.customers.count()


def scan_time(opened: OpenOffice) -> float:
    """Reading id and name of every customer by the driver alone."""
    connection: Any = opened.vault.connect(query_only=True)
    statement = "SELECT count(name || id) FROM customer"
    connection.execute(statement).fetchall()
    took = timed(lambda: connection.execute(statement).fetchall())
    connection.close()
    return took
