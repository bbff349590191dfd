"""Statements that are compiled once and then run by the driver: a save runs a dozen of them.

Building, keying and unpacking a statement costs SQLAlchemy more than SQLite needs to run it.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice, repeat
from operator import length_hint
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from cims.services.database import DIALECT, driver_of
from cims.services.row_guard import refuse_unfiltered


class Prepared:
    """One statement whose bound parameters have names; the guard of the database has seen it."""

    def __init__(self, statement: Any) -> None:
        refuse_unfiltered(None, statement, (), {}, statement.get_execution_options())
        compiled: Any = statement.compile(dialect=DIALECT)
        state = compiled.construct_expanded_state(compiled.params)
        self._sql = state.statement
        self._fixed = {n: value for n, value in state.parameters.items() if value is not None}
        writers = {**{n: writer(bound) for n, bound in compiled.binds.items()}, **state.processors}
        self._writers = [(name, writers.get(name)) for name in state.positiontup]
        given = getattr(statement, "exported_columns", ())
        readers = [column.type.dialect_impl(DIALECT) for column in given]
        found = (
            (place, kind.result_processor(DIALECT, None)) for place, kind in enumerate(readers)
        )
        self._readers = [(place, read) for place, read in found if read is not None]

    def run(self, session: Session, **values: Any) -> Any:
        """Run it with these values; the driver's cursor is returned."""
        with self._as_others_raise():
            return self._cursor(session, values)

    def rows(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """The rows it returns for these values."""
        with self._as_others_raise():
            found: list[tuple[Any, ...]] = self._cursor(session, values).fetchall()
        if not found or not self._readers:
            return found
        columns: list[Iterable[Any]] = list(zip(*found, strict=True))
        for place, read in self._readers:
            columns[place] = map(read, columns[place])
        return list(zip(*columns, strict=True))

    def numbers(self, session: Session, **values: Any) -> "array[int]":
        """The only column of all rows, 8 bytes each: a list holds a million ids.

        One text of them all takes half the time of a million rows; group_concat keeps the order.
        """
        whole = f"WITH found(number) AS ({self._sql}) SELECT group_concat(number) FROM found"
        with self._as_others_raise():
            (text,) = driver_of(session).execute(whole, self._bound(values)).fetchone()
        return array("q", json.loads(f"[{text or ''}]"))

    def run_many(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each of these rows."""
        if rows:
            self._run_all(session, [self._bound(row) for row in rows])

    def run_columns(self, session: Session, columns: Mapping[str, Iterable[Any]]) -> None:
        """Run it once for each row of a table given by its columns; a `repeat` is bound once."""
        bound = [bound_column(columns[name], write) for name, write in self._writers]
        if rows := list(zip(*bound, strict=True)):
            self._run_all(session, rows)

    def _run_all(self, session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
        with self._as_others_raise():
            driver_of(session).executemany(self._sql, rows)

    def _cursor(self, session: Session, values: Mapping[str, Any]) -> Any:
        return driver_of(session).execute(self._sql, self._bound(values))

    @contextmanager
    def _as_others_raise(self) -> Iterator[None]:
        """The driver's errors as SQLAlchemy raises them, for database_errors.understood()."""
        try:
            yield
        except dbapi2.DatabaseError as error:
            raise DBAPIError.instance(
                self._sql, None, error, dbapi2.Error, hide_parameters=True
            ) from error

    def _bound(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        given = {**self._fixed, **values} if self._fixed else values
        return tuple(
            [given[name] if write is None else write(given[name]) for name, write in self._writers]
        )


def writer(bound: Any) -> Any:
    """What turns a value of this parameter into the driver's; None when nothing has to."""
    return bound.type.dialect_impl(DIALECT).bind_processor(DIALECT)


def bound_column(column: Iterable[Any], write: Any) -> Iterable[Any]:
    """The values of one parameter as the driver takes them."""
    if write is None:
        return column
    if isinstance(column, repeat):
        count = length_hint(column)
        return [write(value) for value in islice(column, 1)] * count
    return map(write, column)


@cache
def insertion(table: Table, names: tuple[str, ...], mark: str = "") -> Prepared:
    """Insert these columns; a tracked table wants the records room's `mark`."""
    statement: Any = insert(table).values({name: bindparam(name) for name in names})
    return Prepared(statement.execution_options(**{mark: True}) if mark else statement)


@cache
def replacement(
    table: Table, names: tuple[str, ...], mark: str = "", *, versioned: bool = True
) -> Prepared:
    """Set these columns, bound as new_…, of the row `this_id`, at `this_version` if versioned."""
    statement: Any = update(table).where(table.c.id == bindparam("this_id"))
    if versioned:
        statement = statement.where(table.c.version == bindparam("this_version"))
    new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    statement = statement.values(new)
    return Prepared(statement.execution_options(**{mark: True}) if mark else statement)


def insert_columns(
    session: Session, table: Table, columns: Mapping[str, Iterable[Any]], mark: str = ""
) -> None:
    """Insert rows given by their columns: an import has no time for a dictionary per row."""
    insertion(table, tuple(columns), mark).run_columns(session, columns)
