"""The dashboard as it opens: every analysis of every tile and chart, three readers at a time.

Follow-ups by the million come into the file by plain SQL: logging them one by one through the rooms
would take hours. `python -m benchmarks.dashboard SIZE …` measures these sizes alone.
"""

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import HEADING, Figure, median, timed
from benchmarks.offices import KEPT_IN, PASSWORD, USERNAME, BenchOffice, colleagues
from benchmarks.search import seller_of
from cims.services.clock import system_now
from cims.services.insights.figures import Asked
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rights import Actor
from cims.services.vault.policy import STRONG, KdfPolicy

WARM, UNLOCKED = 300.0, 1000.0
ACTIVITIES_EACH = 3
CHUNK = 20_000
ROUNDS = 5
READERS = 3
CUSTOMER_DAYS, ACTIVITY_DAYS = 1095, 730  # three years of customers, two of follow-ups
LIFECYCLES = ("potential",) * 4 + ("interested",) * 3 + ("won",) * 4 + ("dormant", "lost", None)
GRADES = ("A", "B", "B", "C", "C", "C", "D", None)
SOURCES = ("referral", "fair", "online", "telephone", "visit", "tender", "dealer", "friend", None)
KINDS = ("call",) * 4 + ("wechat",) * 3 + ("visit", "meeting", "email", "note", "comment")
CUSTOMER_COLUMNS = (
    "id", "uuid", "version", "created_at", "created_on", "changed_at", "code", "name", "name_sort",
    "core_name", "kind", "lifecycle", "grade", "source", "owner_id", "next_contact_on",
)  # fmt: skip
ACTIVITY_COLUMNS = (
    "id", "uuid", "version", "created_at", "created_on", "changed_at", "code", "name", "kind",
    "happened_at", "contacted_on", "customer_id", "customer_owner_id", "owner_id", "content",
)  # fmt: skip
TEXT = "电话沟通了装配线的数量，客户要求下周给出正式报价，含三年维保；联系人下午方便。"


def measure(office: BenchOffice, policy: KdfPolicy = STRONG, rounds: int = ROUNDS) -> list[Figure]:
    """Right after the vault was opened and again, for who sees everything and for own rows."""
    opened = office.open(policy)
    try:
        people = {"all": opened.actor, "own": seller_of(office, opened)}
        peer = bare_scan(opened)
        figures = []
        for scope, actor in people.items():
            opened.database.readers.dispose()  # their caches go with them, as after unlocking
            first = timed(partial(load, opened, actor))
            again = median([timed(partial(load, opened, actor)) for _round in range(rounds)])
            for name, took, most in (("unlocked", first, UNLOCKED), ("warm", again, WARM)):
                figures.append(
                    Figure(f"dashboard ({scope}): {name}", office.size, took,
                           "count of all names", peer, f"≤ {most:.0f} ms", took <= most,
                           slowest(opened, actor) if name == "warm" else "")
                )  # fmt: skip
        return figures
    finally:
        opened.close()


def load(opened: OpenOffice, actor: Actor) -> None:
    """What the page asks for when it is opened, as its jobs share the readers."""
    with opened.database.read(actor) as office:
        names = [analysis.name for analysis in office.insights.offered()]
    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(partial(read, opened, actor), names))


def read(opened: OpenOffice, actor: Actor, name: str) -> None:
    """One analysis on one reader."""
    with opened.database.read(actor) as office:
        asked = Asked(scope=office.insights.scopes()[-1])
        office.insights.read(name, asked)


def slowest(opened: OpenOffice, actor: Actor) -> str:
    """Each analysis alone."""
    with opened.database.read(actor) as office:
        names = [analysis.name for analysis in office.insights.offered()]
    alone = {name: timed(partial(read, opened, actor, name)) for name in names}
    return ", ".join(f"{name} {took:.0f}" for name, took in alone.items())


def bare_scan(opened: OpenOffice) -> float:
    """Reading the name of every customer by the driver alone, the second time."""
    connection: Any = opened.vault.connect(query_only=True)
    statement = "SELECT count(name || id) FROM customer"
    connection.execute(statement).fetchall()
    took = timed(lambda: connection.execute(statement).fetchall())
    connection.close()
    return took


def dashboard_office(size: int, policy: KdfPolicy = STRONG, kept_in: Path = KEPT_IN) -> BenchOffice:
    """The office of this size, built unless an earlier run of the machine has left it."""
    folder = kept_in / f"dashboard-{size}"
    finished = folder / "seller"
    if not finished.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        founding = Founding("Benchmark office", USERNAME, "Wang Xiaoyan")
        office, _sheet = found_office(folder, founding, PASSWORD, policy=policy, clock=system_now)
        try:
            people = colleagues(office)
            fill(office, size, people)
        finally:
            office.close()
        finished.write_text(str(people[1]))
    return BenchOffice(folder, size, int(finished.read_text()))


def fill(office: OpenOffice, size: int, people: tuple[int, ...]) -> None:
    """Bring rows and then the indexes in, which are quicker built from all rows at once."""
    connection: Any = office.vault.connect(cache_kib=262_144)
    tables = ("customer", "activity")
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = [
        (name, sql)
        for table in tables
        for name, sql in connection.execute(f"{query} AND tbl_name = ?", (table,)).fetchall()
    ]
    connection.execute("BEGIN IMMEDIATE")
    for name, _sql in indexes:
        connection.execute(f"DROP INDEX {name}")
    insert(connection, "customer", CUSTOMER_COLUMNS, customers(size, people))
    insert(connection, "activity", ACTIVITY_COLUMNS, activities(size, people))
    for _name, sql in indexes:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def insert(connection: Any, table: str, columns: tuple[str, ...], rows: Iterator[Any]) -> None:
    """Write the rows of a table as they come."""
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    connection.executemany(statement, rows)


def customers(size: int, people: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    """Customers of three years; half of their next contacts lie in the past."""
    dice, today = random.Random(1), system_now().date()
    created = days_before(today, CUSTOMER_DAYS)
    planned = days_before(today + timedelta(days=180), 360)
    for number in range(1, size + 1):
        name = f"客户{number:07d}精密机械有限公司"
        owner = dice.choice(people)
        next_on = dice.choice(planned) if dice.random() < 0.5 else None
        yield (
            number, number.to_bytes(16, "big"), 1, number, dice.choice(created), number,
            f"C{number:07d}", name, f"kehu{number:07d}", name, "organisation",
            dice.choice(LIFECYCLES), dice.choice(GRADES), dice.choice(SOURCES), owner, next_on,
        )  # fmt: skip


def activities(size: int, people: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    """Three follow-ups for each customer, of two years."""
    dice, today = random.Random(2), system_now().date()
    days = days_before(today, ACTIVITY_DAYS)
    for number in range(1, ACTIVITIES_EACH * size + 1):
        owner, ago = dice.choice(people), int(dice.random() * ACTIVITY_DAYS)
        at = number * 1_000_000
        yield (
            number, number.to_bytes(16, "big"), 1, at, days[ago], at, f"A{number:07d}", TEXT[:20],
            dice.choice(KINDS), at, days[ago], number % size + 1, owner, owner, TEXT,
        )  # fmt: skip


def days_before(last: date, count: int) -> list[str]:
    """The days before this one as the file holds them, the nearest first."""
    return [(last - timedelta(days=ago)).isoformat() for ago in range(count)]


if __name__ == "__main__":
    print(HEADING)
    for size in map(int, sys.argv[1:] or ["10000", "100000"]):
        built = dashboard_office(size)
        for figure in measure(built):
            print(figure.line(), flush=True)
