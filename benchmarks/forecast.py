"""A forecast over many opportunities: for who sees all, a team or own rows; what a save pays.

`python -m benchmarks.forecast [COUNT …]`; rows come into the file by plain SQL, as the board's do;
the forecast is compared with what Python adds up. The peer is plain SQLite without encryption
that adds the whole table up by month, category, owner and currency.
"""

import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.board import round_half_up
from benchmarks.dashboard import CUSTOMER_COLUMNS, customers, insert
from benchmarks.figures import HEADING, Figure, interleaved, median, timed
from benchmarks.offices import PASSWORD, USERNAME, colleagues
from cims.models.forecast_sums import SHARES_FOLLOW, SUMS_FOLLOW
from cims.services.clock import system_now
from cims.services.forecast_fields import Forecast, ForecastAsked, GroupBy, Measure
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rights import Actor
from cims.services.vault.policy import STRONG, KdfPolicy

COUNTS, ROUNDS, SAVES = (10_000, 100_000), 15, 60
ALLOWED = 300.0  # milliseconds
MICROSECONDS = 1_000_000
COLUMNS = (
    *("id", "uuid", "version", "created_at", "created_on", "changed_at", "code", "name"),
    *("name_sort", "customer_id", "customer_owner_id", "owner_id", "pipeline_id", "stage_id"),
    *("meaning", "entered_stage_at", "probability", "own_probability", "currency", "amount"),
    *("weighted", "opened_on", "close_on", "closed_on", "forecast", "own_forecast"),
    *("slipped_from", "product_id"),
)
LINE_COLUMNS = (
    *("opportunity_id", "position", "product_id", "quantity", "unit_price"),
    *("share", "weighted_share"),
)
PEER = (
    "SELECT substr(coalesce(closed_on, close_on), 1, 7), forecast, owner_id, currency, count(*), "
    "sum(amount), sum(weighted) FROM opportunity WHERE meaning <> 'lost' GROUP BY 1, 2, 3, 4"
)
PRODUCTS, TRIGGERS = 50, (*SUMS_FOLLOW, *SHARES_FOLLOW)


@dataclass(frozen=True)
class Furnished:
    """An office with opportunities, what Python added up of them, and who looks at them."""

    office: OpenOffice
    year: date
    totals: Counter[str]
    seller: Actor
    leader: Actor


def measure(count: int, policy: KdfPolicy = STRONG, rounds: int = ROUNDS) -> list[Figure]:
    """A year's forecast, first after unlocking and warm, against the plain sum of the table."""
    figures = []
    with TemporaryDirectory() as folder:
        made = furnish(Path(folder) / "office", count, policy)
        office = made.office
        try:
            asked = ForecastAsked(made.year)
            assert_right(forecast(office, office.actor, asked), made)
            peer = plain_sum(office, Path(folder) / "plain.db")
            told = "plain SQLite, whole table summed"
            for scope, actor in (
                ("all", office.actor),
                ("team", made.leader),
                ("own", made.seller),
            ):
                office.database.readers.dispose()
                read = partial(forecast, office, actor, asked)
                first, again = timed(read), median([timed(read) for _round in range(rounds)])
                for name, took in (("unlocked", first), ("warm", again)):
                    figures.append(
                        Figure(f"forecast of a year ({scope}): {name}", count, took, told, peer,
                               f"≤ {ALLOWED:.0f} ms", took <= ALLOWED)
                    )  # fmt: skip
            for by in (GroupBy.PIPELINE, GroupBy.PRODUCT):
                read = partial(forecast, office, office.actor, ForecastAsked(made.year, by=by))
                read()
                took = median([timed(read) for _round in range(rounds)])
                figures.append(
                    Figure(f"forecast by {by}: warm", count, took, told, peer,
                           f"≤ {ALLOWED:.0f} ms", took <= ALLOWED)
                )  # fmt: skip
            figures += kept(office, count, peer, told)
            figures.append(cost_of_saving(office, count, max(2, rounds * SAVES // ROUNDS)))
        finally:
            office.close()
    return figures


def forecast(office: OpenOffice, actor: Actor, asked: ForecastAsked) -> Forecast:
    """What the page reads."""
    with office.database.read(actor) as inside:
        return inside.forecasts.of(asked)


def assert_right(found: Forecast, made: Furnished) -> None:
    """The sums are those that Python added while the rows were made."""
    for measure in Measure:
        cell = found.total.cells[measure]
        assert int(cell.amount * 100) == made.totals[measure], measure
        assert cell.count == made.totals[f"{measure} rows"], measure


def kept(office: OpenOffice, count: int, peer: float, told: str) -> list[Figure]:
    """Keeping a day for the first time, when all is new."""

    def keep() -> None:
        with office.database.write(Actor.office()) as inside:
            inside.forecasts.keep_day()

    took = timed(keep)
    connection: Any = office.vault.connect(query_only=True)
    rows = connection.execute("SELECT count(*) FROM forecast_change").fetchone()[0]
    sums = connection.execute("SELECT count(*) FROM forecast_sum").fetchone()[0]
    connection.close()
    note = f"{rows:,} rows, out of {sums:,} kept sums"
    return [Figure("first day kept", count, took, told, peer, "none", None, note)]


def plain_sum(office: OpenOffice, place: Path) -> float:
    """The same table in a plain file, added up from end to end, the second time."""
    plain = sqlite3.connect(place)
    source: Any = office.vault.connect(query_only=True)
    columns = [row[1] for row in source.execute("PRAGMA table_info(opportunity)")]
    plain.execute(f"CREATE TABLE opportunity ({', '.join(columns)})")
    rows = source.execute(f"SELECT {', '.join(columns)} FROM opportunity")
    marks = ", ".join("?" * len(columns))
    plain.executemany(f"INSERT INTO opportunity VALUES ({marks})", rows)
    plain.commit()
    source.close()
    plain.execute(PEER).fetchall()
    took = timed(lambda: plain.execute(PEER).fetchall())
    plain.close()
    return took


def cost_of_saving(office: OpenOffice, count: int, rounds: int) -> Figure:
    """A save of an amount, with the triggers that keep the sums and without, in turns of ten."""
    dice = random.Random(9)

    def save(_round: int) -> None:
        with office.database.write(office.actor) as inside:
            record = inside.opportunities.load(dice.randrange(1, count + 1))
            amount = Decimal(dice.randrange(1, 10**7))
            inside.opportunities.save(record.changed(amount=amount, wishes=()))

    save(0)
    with_sums, without = [], []
    for _turn in range(max(1, rounds // 10)):
        with_sums += interleaved(save, lambda _n: None, 10)[0]
        names = [trigger.split()[2] for trigger in TRIGGERS]
        plainly(office, [f"DROP TRIGGER {name}" for name in names])
        without += interleaved(save, lambda _n: None, 10)[0]
        plainly(office, TRIGGERS)
    return Figure("opportunity saved, median", count, median(with_sums),
                  "the same without kept sums", median(without), "none", None)  # fmt: skip


def plainly(office: OpenOffice, statements: Any) -> None:
    """Run these by the driver."""
    connection: Any = office.vault.connect()
    for statement in statements:
        connection.execute(statement)
    connection.close()


def furnish(folder: Path, count: int, policy: KdfPolicy) -> Furnished:
    """Opportunities of two years behind and one ahead, a tenth as many customers, twelve people."""
    founding = Founding("Benchmark forecast", USERNAME, "Wang Xiaoyan")
    office = found_office(folder, founding, PASSWORD, policy=policy, clock=system_now)[0]
    people, totals = colleagues(office), Counter[str]()
    with office.database.write(Actor.office()) as inside:
        team = inside.users.add_team("Team")
        for user in people[1:5]:
            inside.users.join_team(user, team)
        inside.users.set_roles(people[1], [inside.roles.coded("manager")])
        for number in range(PRODUCTS):
            inside.products.add({"name": f"Product {number}", "unit": "unit"})
    connection: Any = office.vault.connect(cache_kib=262_144)
    query = "SELECT id, pipeline_id, meaning, probability, forecast FROM stage ORDER BY position"
    stages = connection.execute(query).fetchall()
    today = system_now().date()
    year = date(today.year, 1, 1)
    connection.execute("BEGIN IMMEDIATE")
    firms = max(count // 10, 1)
    insert(connection, "customer", CUSTOMER_COLUMNS, customers(firms, people))
    rows = opportunities(count, firms, people, stages, today, totals)
    insert(connection, "opportunity", COLUMNS, rows)
    lines = f"INSERT INTO opportunity_line ({', '.join(LINE_COLUMNS)}) SELECT id, 0, product_id, "
    lines += "1000000, amount * 10000, amount, weighted FROM opportunity"
    connection.execute(lines + " WHERE product_id IS NOT NULL")
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with office.database.read(Actor.office()) as inside:
        leader, seller = (inside.users.actor(people[n], session="benchmark") for n in (1, 5))
    return Furnished(office, year, totals, seller, leader)


def opportunities(
    count: int,
    firms: int,
    people: tuple[int, ...],
    stages: list[Any],
    today: date,
    totals: Counter[str],
) -> Iterator[tuple[Any, ...]]:
    """Half of them open; one in ten belongs to a colleague's customer, one in thirty slipped."""
    dice, now = random.Random(3), int(system_now().timestamp() * MICROSECONDS)
    for number in range(1, count + 1):
        stage, pipeline, meaning, probability, forecast = dice.choices(
            stages, (14, 14, 12, 10, 35, 15)
        )[0]
        amount = None if dice.random() < 0.05 else dice.randrange(100_000, 500_000_000)
        weighted = None if amount is None else round_half_up(amount * probability)
        owner = dice.choice(people)
        customer_owner = dice.choice(people) if dice.random() < 0.1 else owner
        close_on = today + timedelta(days=dice.randrange(-90, 365))
        closed_on = today - timedelta(days=dice.randrange(730)) if meaning != "open" else None
        slipped = None
        if meaning == "open" and dice.random() < 1 / 15 and close_on >= today:
            slipped = today.replace(day=1) - timedelta(days=dice.randrange(1, 60))
        add(totals, today, meaning, forecast, amount, weighted, closed_on or close_on, slipped)
        yield (
            number, number.to_bytes(16, "big"), 1, now, str(today), now, f"D{number:07d}",
            f"二期产线改造 {number}", f"erqi{number:07d}", number % firms + 1, customer_owner,
            owner, pipeline, stage, meaning, now, probability, 0, "CNY", amount, weighted,
            str(today),
            str(close_on), closed_on and str(closed_on), forecast, 0,
            slipped and str(slipped), number % PRODUCTS + 1 if number % 3 else None,
        )  # fmt: skip


def add(
    totals: Counter[str],
    today: date,
    meaning: str,
    forecast: str,
    amount: int | None,
    weighted: int | None,
    day: date,
    slipped: date | None,
) -> None:
    """What one opportunity adds to the forecast of this year."""
    sums: dict[str, int] = {}
    if day.year == today.year and meaning == "won":
        sums = dict.fromkeys(("closed", "committed", "best_case", "weighted"), amount or 0)
    elif day.year == today.year and meaning == "open":
        sums = {"weighted": weighted or 0}
        if forecast == "committed":
            sums["committed"] = amount or 0
        if forecast in ("committed", "best_case"):
            sums["best_case"] = amount or 0
        if day < today:
            sums["slipped"] = amount or 0
    if slipped and slipped.year == today.year:
        sums["slipped"] = amount or 0
    for measure, value in sums.items():
        totals[measure] += value
        totals[f"{measure} rows"] += 1


if __name__ == "__main__":
    print(HEADING)
    for asked_count in map(int, sys.argv[1:] or COUNTS):
        for figure in measure(asked_count):
            print(figure.line(), flush=True)
