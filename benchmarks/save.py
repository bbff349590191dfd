"""Saving one edited customer, against a bare durable commit of one row in the same file."""

from typing import Any

from benchmarks.figures import Figure, interleaved, median, percentile
from benchmarks.offices import BenchOffice
from cims.services.opening import OpenOffice

ROUNDS = 300
MOST_TIMES = 10
MOST_ABOVE = 10.0


def measure(office: BenchOffice, opened: OpenOffice, rounds: int = ROUNDS) -> list[Figure]:
    """p50 as a multiple of the bare commit, p95 as milliseconds above it."""
    with opened.database.read(opened.actor) as inside:
        ids = inside.customers.listing(limit=rounds).ids
    peer = bare_commits(opened)

    def save(number: int) -> None:
        opened_record = records[number]
        with opened.database.write(opened.actor) as inside:
            inside.customers.save(opened_record)

    with opened.database.read(opened.actor) as inside:
        records = [
            inside.customers.load(ids[number % len(ids)]).changed(remarks=f"Called, round {number}")
            for number in range(min(rounds, len(ids)))
        ]
    try:
        saves, commits = interleaved(save, lambda number: one_row(peer, number), len(records))
    finally:
        peer.execute("DROP TABLE bench_peer")
        peer.close()
    p50, peer50 = median(saves), median(commits)
    p95, peer95 = percentile(saves, 0.95), percentile(commits, 0.95)
    return [
        Figure("save, p50", office.size, p50, "bare one-row commit", peer50,
               f"≤ {MOST_TIMES} times", p50 <= MOST_TIMES * peer50),
        Figure("save, p95", office.size, p95, "bare one-row commit", peer95,
               f"≤ {MOST_ABOVE:.0f} ms above", p95 - peer95 <= MOST_ABOVE,
               f"{p95 - peer95:.1f} ms above"),
    ]  # fmt: skip


def bare_commits(opened: OpenOffice) -> Any:
    """A connection like the writer's, with a table of its own."""
    connection: Any = opened.vault.connect()
    connection.execute("CREATE TABLE IF NOT EXISTS bench_peer(id INTEGER PRIMARY KEY, words TEXT)")
    connection.execute("INSERT OR REPLACE INTO bench_peer VALUES (1, '')")
    return connection


def one_row(connection: Any, number: int) -> None:
    """The least that a save can do: one row, one commit."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE bench_peer SET words = ? WHERE id = 1", (f"round {number}",))
    connection.execute("COMMIT")
