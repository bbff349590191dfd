"""What was thought on earlier days: the sums of each day, kept where they changed.

Days are numbered in the order in which they were kept, so that a clock that jumps makes no day
look other than it was; nothing that is kept is ever written again.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Integer, String, and_, cast, func, insert, or_, select, type_coerce

from cims.models.base import Base
from cims.models.forecast import NONE, WON, ForecastChange, ForecastDay, ForecastSum
from cims.models.opportunity import StageMeaning
from cims.services.database import Unit
from cims.services.forecast_fields import OPEN_KINDS, SLIPPED, Piece
from cims.services.forecast_sums import MONTH, NOBODY, sums_seen
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rights import Actor, visible
from cims.services.storage import table_of

KEY = ("month", "kind", "owner", "customer_owner", "currency", "pipeline")
PLACE = tuple(name for name in KEY if name != "kind")
VALUES = ("count", "amount", "weighted")
DAYS = Base.metadata.tables[ForecastDay.__tablename__]
CHANGES = Base.metadata.tables[ForecastChange.__tablename__]
Key = tuple[Any, ...]
Sums = tuple[int, int, int]
State = dict[Key, Sums]


def is_kept(unit: Unit, day: date) -> bool:
    """Whether there is something of this day already."""
    return unit.session.scalar(select(DAYS.c.id).where(DAYS.c.day == day).limit(1)) is not None


def keep(unit: Unit, today: date) -> int:
    """Write down what has changed since the day kept before; the number of the new day."""
    return note(unit, today, state_at(unit, None), present(unit, today))


def note(unit: Unit, day: date, before: State, now: State) -> int:
    """Write down what is other than before, as of this day."""
    made: Any = unit.session.execute(insert(DAYS).values(day=day, taken_at=unit.now))
    number = int(made.inserted_primary_key[0])
    changed = {key: sums for key, sums in now.items() if before.get(key) != sums}
    gone = {key: (0, 0, 0) for key, sums in before.items() if key not in now and any(sums)}
    rows = [
        {**dict(zip(KEY, key, strict=True)), **dict(zip(VALUES, sums, strict=True))}
        for key, sums in {**changed, **gone}.items()
    ]
    if rows:
        unit.session.execute(insert(CHANGES), [{**row, "forecast_day_id": number} for row in rows])
    return number


def kept_days(unit: Unit) -> tuple[date, ...]:
    """Every day of which something is kept, in their order."""
    return tuple(sorted(set(unit.session.scalars(select(DAYS.c.day)))))


def number_of(unit: Unit, day: date) -> int | None:
    """The number of this day; where a clock made two of it, of the later one."""
    found = unit.session.scalar(select(func.max(DAYS.c.id)).where(DAYS.c.day == day))
    return None if found is None else int(found)


def state_at(unit: Unit, number: int | None, *such: Any) -> State:
    """The sums as they were on a kept day, on the last one without a number."""
    columns = [CHANGES.c[name] for name in KEY]
    last = select(*columns, func.max(CHANGES.c.forecast_day_id).label("at")).where(*such)
    if number is not None:
        last = last.where(CHANGES.c.forecast_day_id <= number)
    newest = last.group_by(*columns).subquery()
    same = [CHANGES.c[name] == newest.c[name] for name in KEY]
    query = select(*columns, *(CHANGES.c[name] for name in VALUES)).join(
        newest, and_(*same, CHANGES.c.forecast_day_id == newest.c.at)
    )
    rows = unit.session.execute(query)
    return {tuple(row[: len(KEY)]): tuple(row[len(KEY) :]) for row in rows}


def pieces_at(
    unit: Unit, number: int, first: str, last: str, by: str, *such: Any
) -> Iterator[Piece]:
    """What of these months the actor may see as it was on a kept day."""
    months = CHANGES.c.month.between(first, last)
    state = state_at(unit, number, months, sums_seen(unit.actor, CHANGES.c), *such)
    group = KEY.index(by)
    for key, (count, amount, weighted) in state.items():
        if count:
            yield Piece(key[0], key[1], key[group], key[4], count, count, amount, weighted)


def story_of(unit: Unit, month: str, *such: Any) -> Iterator[tuple[date, list[Piece]]]:
    """What one month was thought to bring, day by day as they were kept."""
    query = select(*(CHANGES.c[name] for name in ("forecast_day_id", *KEY, *VALUES))).where(
        CHANGES.c.month == month, sums_seen(unit.actor, CHANGES.c), *such
    )
    changes: dict[int, list[Any]] = {}
    for number, *row in unit.session.execute(query):
        changes.setdefault(number, []).append(row)
    state: dict[Key, Sums] = {}
    days = unit.session.execute(select(DAYS.c.id, DAYS.c.day).order_by(DAYS.c.id))
    for number, day in days:
        for row in changes.get(number, ()):
            state[tuple(row[: len(KEY)])] = tuple(row[len(KEY) :])
        yield (
            day,
            [
                Piece(key[0], key[1], key[2], key[4], count, count, amount, weighted)
                for key, (count, amount, weighted) in state.items()
                if count
            ],
        )


def present(unit: Unit, today: date) -> State:
    """The sums of this moment by month, of everybody's opportunities."""
    table: Any = Base.metadata.tables[ForecastSum.__tablename__].c
    month = func.substr(table.day, 1, MONTH)
    whose = (table.owner, table.customer_owner, table.currency, table.pipeline)
    sums = [func.sum(table[name]) for name in VALUES]
    kept = select(month, table.kind, *whose, *sums).where(table.kind.in_((WON, *OPEN_KINDS)))
    found: State = {}
    for row in unit.session.execute(kept.group_by(month, table.kind, *whose)):
        found[tuple(row[: len(KEY)])] = tuple(row[len(KEY) :])
    late = select(month, *whose, sums[0], sums[1]).where(
        table.day < str(today), table.day != NONE, table.kind.in_(OPEN_KINDS)
    )
    rows = [*unit.session.execute(late.group_by(month, *whose)), *moved(unit, today)]
    for at, owner, customer_owner, currency, pipeline, count, amount in rows:
        key = (at, SLIPPED, owner, customer_owner, currency, pipeline)
        counted, added, _none = found.get(key, (0, 0, 0))
        found[key] = (counted + count, added + amount, 0)
    return found


def moved(unit: Unit, today: date) -> Any:
    """What was put off out of a month that had begun, and is not late."""
    o: Any = table_of(OPPORTUNITY).c
    month = func.substr(cast(o.slipped_from, String), 1, MONTH)
    owner, customer_owner = (
        func.coalesce(o[name], NOBODY) for name in ("owner_id", "customer_owner_id")
    )
    groups = (month, owner, customer_owner, o.currency, o.pipeline_id)
    named = [column.label(f"of_{name}") for column, name in zip(groups, PLACE, strict=True)]
    amount = func.coalesce(func.sum(type_coerce(o.amount, Integer)), 0)
    query = select(*named, func.count(), amount).where(
        o.slipped_from.is_not(None),
        o.meaning == StageMeaning.OPEN,
        or_(o.close_on.is_(None), o.close_on >= today),
        o.forecast.in_(OPEN_KINDS),
    )
    seen = visible(query.group_by(*(f"of_{name}" for name in PLACE)), OPPORTUNITY, Actor.office())
    return unit.session.execute(seen)
