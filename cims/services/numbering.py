"""Numbers of records: taken inside the write transaction, never used twice."""

import re
from datetime import date
from functools import lru_cache

from sqlalchemy import insert, select, update

from cims.models.base import Base
from cims.models.choice import NumberSeries, Reset
from cims.services.database import Unit

PARTS = re.compile(r"\{(yyyy|yy|mm|0+)\}")


def written(pattern: str, number: int, day: date) -> str:
    """A number as its pattern writes it: `BJ{yyyy}{mm}-{0000}` → BJ202611-0023."""

    return form(pattern, day).format(number)


@lru_cache(maxsize=64)
def form(pattern: str, day: date) -> str:
    """The pattern as str.format takes it, with the day's parts filled in: `BJ202611-{0:04d}`."""
    known = {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}"}
    written, last = "", 0
    for match in PARTS.finditer(pattern):
        word = match.group(1)
        written += doubled(pattern[last : match.start()])
        written += known.get(word) or f"{{0:0{len(word)}d}}"
        last = match.end()
    return written + doubled(pattern[last:])


def doubled(text: str) -> str:
    """Text in which str.format finds no braces of its own."""
    return text.replace("{", "{{").replace("}", "}}")


def period_of(reset: Reset, day: date) -> str:
    """The period whose numbers begin at 1 again."""
    return {Reset.NEVER: "", Reset.YEAR: f"{day:%Y}", Reset.MONTH: f"{day:%Y%m}"}[reset]


def number_in(pattern: str, code: str, day: date) -> int | None:
    """The running number inside a code of this pattern and day, or None for any other code."""
    found = written_so(pattern, day).fullmatch(code)
    return int(found.group(1)) if found and found.groups() else None


@lru_cache(maxsize=64)
def written_so(pattern: str, day: date) -> re.Pattern[str]:
    """What the codes of a pattern look like on this day; the running number is the group."""
    expression, last = "", 0
    for match in PARTS.finditer(pattern):
        expression += re.escape(pattern[last : match.start()])
        word = match.group(1)
        fixed = {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}"}
        expression += fixed.get(word) or rf"([0-9]{{{len(word)},15}})"
        last = match.end()
    return re.compile(expression + re.escape(pattern[last:]))


class Numbering:
    """Hands out the numbers of one unit of work."""

    def __init__(self, unit: Unit, today: date) -> None:
        self._unit, self._today = unit, today
        self._table = Base.metadata.tables[NumberSeries.__tablename__]

    def make(self, entity: str, pattern: str, reset: Reset = Reset.NEVER) -> None:
        """Begin the series of a record type."""
        row = {"entity": entity, "pattern": pattern, "next": 1, "reset": reset, "period": ""}
        self._unit.session.execute(insert(self._table).values(row))

    def has(self, entity: str) -> bool:
        """Whether the record type has a series."""
        query = select(self._table.c.entity).where(self._table.c.entity == entity)
        return self._unit.session.execute(query).scalar() is not None

    def take(self, entity: str, count: int = 1) -> list[str]:
        """The next `count` numbers of this record type; a rollback gives them back."""
        pattern, number, reset, period = self._series(entity)
        current = period_of(reset, self._today)
        if current != period:
            number = 1
        self._write(entity, next=number + count, period=current)
        return [written(pattern, number + n, self._today) for n in range(count)]

    def jump_over(self, entity: str, codes: "set[str]") -> None:
        """Let the series go on above the codes that an import or a person brought along."""
        pattern, number, reset, period = self._series(entity)
        current = period_of(reset, self._today)
        used = [found for code in codes if (found := number_in(pattern, code, self._today))]
        start = number if current == period else 1
        if used and max(used) >= start:
            self._write(entity, next=max(used) + 1, period=current)

    def _series(self, entity: str) -> tuple[str, int, Reset, str]:
        columns = self._table.c
        query = select(columns.pattern, columns.next, columns.reset, columns.period)
        row = self._unit.session.execute(query.where(columns.entity == entity)).one()
        return row[0], row[1], row[2], row[3]

    def _write(self, entity: str, **values: object) -> None:
        statement = update(self._table).where(self._table.c.entity == entity)
        self._unit.session.execute(statement.values(**values))
