"""Saving one edited customer, against a bare durable commit of one row in the same file."""

import random
from typing import Any

from benchmarks.figures import Figure, interleaved, median, percentile
from benchmarks.offices import BenchOffice, mobile
from cims.services.contact_points import ContactPointRow
from cims.services.opening import OpenOffice
from cims.services.storage import Record

ROUNDS = 300
MOST_TIMES = 10
MOST_ABOVE = 10.0


def measure(office: BenchOffice, opened: OpenOffice, rounds: int = ROUNDS) -> list[Figure]:
    """p50 as a multiple of the bare commit, p95 as milliseconds above it.

    Each save changes remarks and a phone: the root row, child rows and search words.
    """
    records = edited(opened, rounds)
    on_writer(opened, "CREATE TABLE bench_peer(id INTEGER PRIMARY KEY, words TEXT)")
    on_writer(opened, "INSERT INTO bench_peer VALUES (1, '')")

    def save(number: int) -> None:
        with opened.database.write(opened.actor) as inside:
            inside.customers.save(records[number])

    def bare(number: int) -> None:
        on_writer(opened, "UPDATE bench_peer SET words = ? WHERE id = 1", f"round {number}")

    try:
        saves, commits = interleaved(save, bare, len(records))
    finally:
        on_writer(opened, "DROP TABLE bench_peer")
    p50, peer50 = median(saves), median(commits)
    p95, peer95 = percentile(saves, 0.95), percentile(commits, 0.95)
    return [
        Figure("save, p50", office.size, p50, "bare one-row commit", peer50,
               f"≤ {MOST_TIMES} times", p50 <= MOST_TIMES * peer50),
        Figure("save, p95", office.size, p95, "bare one-row commit", peer95,
               f"≤ {MOST_ABOVE:.0f} ms above", p95 - peer95 <= MOST_ABOVE,
               f"{p95 - peer95:.1f} ms above"),
    ]  # fmt: skip


def edited(opened: OpenOffice, rounds: int) -> list[Record]:
    """Customers all over the table as a form hands them back, no two runs with the same words."""
    dice = random.Random()
    with opened.database.read(opened.actor) as inside:
        ids = inside.customers.listing().ids
        found = [inside.customers.load(id_) for id_ in dice.sample(ids, min(rounds, len(ids)))]
    return [
        record.changed(
            remarks=f"Called back, {dice.random()}",
            contact_points=(ContactPointRow("mobile", mobile(dice)),),
        )
        for record in found
    ]


def on_writer(opened: OpenOffice, statement: str, *values: object) -> None:
    """One statement and its commit, by the driver alone, on the connection that saves use.

    On a connection of its own each commit would empty the page cache of the other one.
    """
    pooled = opened.database.writer.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        driver.execute("BEGIN IMMEDIATE")
        driver.execute(statement, values)
        driver.execute("COMMIT")
    finally:
        pooled.close()
