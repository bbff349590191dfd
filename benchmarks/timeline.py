"""A working day at its worst: one customer with 10,000 entries, 10,000 reminders due at once.

`python -m benchmarks.timeline [ENTRIES]` measures it alone, on a vault made for it.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import HEADING, Figure, median, timed
from benchmarks.offices import PASSWORD, USERNAME
from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.clock import system_now
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rights import Actor
from cims.services.upkeep import STEPS, run_due
from cims.services.vault.policy import STRONG, KdfPolicy

ENTRIES = 10_000
ROUNDS = 7
PAGE, LOGGED, REMINDED, DAY = 100.0, 150.0, 1000.0, 100.0
KINDS = ("call", "wechat", "visit", "note", "email")
CHANGES = 200


def measure(entries: int, policy: KdfPolicy = STRONG, rounds: int = ROUNDS) -> list[Figure]:
    """Everything on one vault; the peer of each figure is a bare read of the same rows."""
    with TemporaryDirectory() as name:
        founding = Founding("Benchmark day", USERNAME, "Wang Xiaoyan")
        vault = Path(name) / "office"
        opened = found_office(vault, founding, PASSWORD, policy=policy, clock=system_now)[0]
        try:
            seller, customer = furnish(opened, entries)
            return figures(opened, seller, customer, entries, rounds)
        finally:
            opened.close()


def figures(
    opened: OpenOffice, seller: Actor, customer: int, entries: int, rounds: int
) -> list[Figure]:
    """The measured times; the reminders are sent once, the rest is the median of some rounds."""

    def reading(work: Callable[[Office], object]) -> Callable[[], object]:
        def run() -> object:
            with opened.database.read(seller) as office:
                return work(office)

        return run

    def log() -> None:
        with opened.database.write(seller) as office:
            office.activities.add({"content": "确认了数量", "customer": Link(customer)})

    peer, first = bare_read(opened), reading(lambda o: o.timeline.page(customer))
    with opened.database.read(seller) as office:
        place = office.timeline.page(customer, limit=entries * 9 // 10).next
    reminders = tuple(step for step in STEPS if step.name == "reminders")
    reminded = timed(lambda: run_due(opened.database, reminders))
    measured = (
        ("timeline opens", timed(first), PAGE, "the first time"),
        ("timeline opens", usual(first, rounds), PAGE, "again"),
        ("timeline, last pages", usual(reading(lambda o: o.timeline.page(customer, before=place)),
                                       rounds), PAGE, ""),
        ("timeline, one kind", usual(reading(lambda o: o.timeline.page(customer, ["visit"])),
                                     rounds), PAGE, ""),
        ("timeline, changes", usual(reading(lambda o: o.timeline.page(customer, ["change"])),
                                    rounds), PAGE, ""),
        ("unread among", usual(reading(lambda o: o.timeline.unread_among([customer])), rounds),
         PAGE, ""),
        ("a follow-up is logged", usual(log, rounds), LOGGED, ""),
        ("reminders due are sent", reminded, REMINDED, ""),
        ("bell: unread and newest", usual(reading(bell), rounds), DAY, ""),
        ("my day", usual(reading(lambda o: o.my_day.today()), rounds), DAY, ""),
    )  # fmt: skip
    return [
        Figure(name, entries, took, "bare read", peer, f"≤ {most:.0f} ms", took <= most, note)
        for name, took, most, note in measured
    ]


def bell(office: Office) -> object:
    """What the bell shows when something came."""
    return office.notices.unread(), office.notices.newest()


def usual(work: Callable[[], object], rounds: int) -> float:
    """The median after one run that warms the cache."""
    work()
    return median([timed(work) for _round in range(rounds)])


def bare_read(opened: OpenOffice) -> float:
    """Reading what stands in all entries by the driver alone."""
    connection = opened.vault.connect(query_only=True)
    took = usual(lambda: connection.execute("SELECT max(content) FROM activity").fetchall(), 3)
    connection.close()
    return took


def furnish(opened: OpenOffice, entries: int) -> tuple[Actor, int]:
    """A seller with one customer that has all entries, and as many tasks that are due."""
    now = system_now()
    today = now.date()
    with opened.database.write(Actor.office(), ChangeKind.SETUP) as office:
        values = {"username": "seller", "name": "Li Na", "state": UserState.ACTIVE}
        person = office.users.add(values)
        office.users.give_role(person, "sales")
        customer = office.customers.add({"name": "苏州恒泰有限公司", "owner": Link(person)})
    follow_ups = [
        {
            "content": f"第{number}次联系:确认了数量和交期,下周再谈价格" * 3,
            "kind": KINDS[number % len(KINDS)],
            "happened_at": now - timedelta(hours=number),
            "customer": Link(customer),
            "owner": Link(person),
        }
        for number in range(entries)
    ]
    tasks = [
        {
            "name": f"回访 {number}",
            "due_on": today - timedelta(days=1 + number % 300),
            "customer": Link(customer),
            "owner": Link(person),
        }
        for number in range(entries)
    ]
    with opened.database.write(Actor.office(), ChangeKind.IMPORT) as office:
        office.activities.add_many(follow_ups)
        office.tasks.add_many(tasks)
    for number in range(min(CHANGES, entries)):
        with opened.database.write(opened.actor) as office:
            record = office.customers.load(customer)
            office.customers.save(record.changed(remarks=f"Nr. {number}"))
    with opened.database.read(Actor.office()) as office:
        return office.users.actor(person, "bench"), customer


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    print(HEADING, *(figure.line() for figure in measure(size)), sep="\n")
