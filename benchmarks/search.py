"""Searching as people type, against LIKE '%…%' over the same words in a plain SQLite file."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, median, percentile, timed
from benchmarks.offices import BenchOffice
from cims.services.opening import OpenOffice
from cims.services.rights import Actor

QUERIES = Path(__file__).with_name("queries.txt")
ROWS = 50
ROUNDS = 5
WARM, FIRST, FASTER = 30.0, 150.0, 20
PAGE = 1_000
COLUMNS = ("name", "short_name", "code", "credit_code", "people", "phones", "addresses")
OWN = "scope own"


@dataclass(frozen=True)
class Query:
    """One line of queries.txt."""

    kinds: tuple[str, ...]
    words: str


def queries() -> list[Query]:
    """The 40 queries with their kinds."""
    lines = (line.strip() for line in QUERIES.read_text("utf-8").splitlines())
    parts = [line.partition(": ") for line in lines if line and not line.startswith("#")]
    return [Query(tuple(kinds.split(", ")), words) for kinds, _colon, words in parts]


def measure(office: BenchOffice, opened: OpenOffice, rounds: int = ROUNDS) -> list[Figure]:
    """Warm, first after unlock, and how many times slower LIKE is."""
    asked = queries()
    seller = seller_of(office, opened)
    actors = [seller if OWN in query.kinds else opened.actor for query in asked]
    first = []
    for query, actor in zip(asked, actors, strict=True):
        opened.database.readers.dispose()
        first.append(timed(lambda: rows_for(opened, actor, query.words)))  # noqa: B023 - runs now
    warm: list[list[float]] = [[] for _query in asked]
    for _round in range(rounds):
        for times, query, actor in zip(warm, asked, actors, strict=True):
            times.append(timed(lambda: rows_for(opened, actor, query.words)))  # noqa: B023
    likes = like_times(opened, [query.words for query in asked])
    every = [time for times in warm for time in times]
    slowest = max(zip(map(median, warm), asked, strict=True), key=lambda pair: pair[0])
    mine, peer = median(every), median(likes)
    return [
        Figure("search, warm p95", office.size, percentile(every, 0.95), "LIKE, p95",
               percentile(likes, 0.95), f"≤ {WARM:.0f} ms", percentile(every, 0.95) <= WARM,
               f"slowest: {slowest[1].words}, {slowest[0]:.1f} ms"),
        Figure("search, first after unlock p95", office.size, percentile(first, 0.95),
               "LIKE, p95", percentile(likes, 0.95), f"≤ {FIRST:.0f} ms",
               percentile(first, 0.95) <= FIRST),
        Figure("search, warm median", office.size, mine, "LIKE, median", peer,
               f"≥ {FASTER} times faster", peer >= FASTER * mine,
               f"{peer / mine:.0f} times faster"),
    ]  # fmt: skip


def seller_of(office: BenchOffice, opened: OpenOffice) -> Actor:
    """A colleague who reads only the own customers."""
    with opened.database.read(Actor.office()) as inside:
        return inside.users.actor(office.seller)


def rows_for(opened: OpenOffice, actor: Actor, words: str) -> list[Any]:
    """The first rows of a search as a list shows them."""
    with opened.database.read(actor) as inside:
        ids = inside.customers.listing(words=words, limit=ROWS).ids
        return inside.customers.rows(ids, listed_fields(inside))


def listed_fields(inside: Any) -> list[str]:
    return [field.name for field in inside.customers.entity.fields if field.listed]


def like_times(opened: OpenOffice, words: list[str]) -> list[float]:
    """How long LIKE needs for the first rows, newest first, over all columns that are searched.

    It finds neither pinyin nor initials nor names without their accents: it says so after
    reading the whole table, as programs that search by LIKE do.
    """
    path = opened.vault.folder.path.with_name(f"{opened.vault.folder.path.name}-plain.db")
    if not path.exists():
        write_plain(opened, path)
    plain = sqlite3.connect(path)
    where = " OR ".join(f"{column} LIKE ?" for column in COLUMNS)
    statement = f"SELECT id FROM customer WHERE {where} ORDER BY id DESC LIMIT {ROWS}"
    times = []
    for text in words:
        like = [f"%{text}%"] * len(COLUMNS)
        plain.execute(statement, like).fetchall()
        times.append(timed(lambda: plain.execute(statement, like).fetchall()))  # noqa: B023
    plain.close()
    return times


def write_plain(opened: OpenOffice, path: Path) -> None:
    """The same customers in a plain file, each with its people, phones and addresses as text."""
    plain = sqlite3.connect(path)
    plain.execute(f"CREATE TABLE customer(id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
    source = opened.vault.connect(query_only=True)
    rows = source.execute(
        """SELECT id, name, short_name, code, credit_code, main_contact,
        (SELECT group_concat(value, ' ') FROM contact_point WHERE customer_id = customer.id),
        (SELECT group_concat(coalesce(city, '') || coalesce(detail, ''), ' ')
           FROM address WHERE customer_id = customer.id)
        FROM customer"""
    )
    while some := rows.fetchmany(PAGE):
        plain.executemany("INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?, ?)", some)
    plain.commit()
    plain.close()
    source.close()
