"""Every statement that the suite executes is compiled for PostgreSQL as well.

SQLite's own SQL reaches the driver as text from database.py, search.py, vault/ and backup/; what
these hand out for larger queries is marked as SqliteText or SqliteValue. No other text stands in a
statement.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, TextClause
from sqlalchemy import event as events
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.visitors import iterate

from cims.services.database import SqliteValue
from cims.services.prepared import Prepared
from cims.services.row_guard import refuse_unfiltered
from cims.services.search import SqliteText

DIALECT = postgresql.dialect()
compiled: set[Any] = set()


class SpokenBySqliteOnly(AssertionError):
    """A statement that another database would not understand."""


def check(connection: Any, statement: Any, *more: Any) -> None:
    """Compile a statement, once for all with the same shape."""
    if isinstance(statement, ExecutableDDLElement):
        return
    if connection is not None and not is_guarded(connection.engine):
        return
    refuse_unfiltered(connection, statement, *more)
    key = statement._generate_cache_key()
    shape = key.key if key else None
    if shape in compiled:
        return
    for piece in pieces_of_text(statement):
        raise SpokenBySqliteOnly(f"text “{piece}” in: {statement}")
    try:
        str(statement.compile(dialect=DIALECT))
    except CompileError as error:
        raise SpokenBySqliteOnly(f"{error} in: {statement}") from error
    compiled.add(shape)


def is_guarded(engine: Engine) -> bool:
    """Whether this is an engine of database.py; a migration rebuilds tables past the row filter."""
    return bool(events.contains(engine, "before_execute", refuse_unfiltered))


def pieces_of_text(statement: Any) -> Iterator[str]:
    """SQL that no dialect writes, because it is kept as text."""
    for element in iterate(statement, {}):
        if isinstance(element, SqliteText | SqliteValue):
            continue
        if isinstance(element, TextClause):
            yield element.text
        elif isinstance(element, ColumnClause) and element.is_literal and element.name != "*":
            yield element.name


@pytest.fixture(scope="session", autouse=True)
def every_statement_compiles_for_postgres() -> Iterator[None]:
    """Watch all engines, and the statements that prepared.py compiles, during the whole run."""
    made = Prepared.__init__

    def checked(prepared: Prepared, statement: Any) -> None:
        check(None, statement, (), {}, statement.get_execution_options())
        made(prepared, statement)

    events.listen(Engine, "before_execute", check)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "__init__", checked)
        yield
    events.remove(Engine, "before_execute", check)
