"""The guard on every statement: what reads or writes records goes through the row filter."""

import re
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Table, TextClause, Update
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.lambdas import StatementLambdaElement
from sqlalchemy.sql.visitors import iterate

from cims.models.base import Base, Tracked
from cims.services.rights import VISIBLE

REPORTED = "cims_reported"
WORD = re.compile(r"\w+")


class Unfiltered(AssertionError):
    """A statement went round the row filter or round the records room: a bug, never a user's."""


def refuse_unfiltered(
    connection: Any, statement: Any, multiparams: Any, params: Any, options: Any
) -> None:
    """Stop a query that did not go through visible(), and a write that went round records."""
    if isinstance(statement, ExecutableDDLElement):
        return
    if isinstance(statement, Insert | Update | Delete) and options.get(REPORTED):
        return
    missing = tracked_tables(statement) - options.get(VISIBLE, frozenset())
    if missing:
        raise Unfiltered(f"{', '.join(sorted(missing))}: not through visible() or records")


def tracked_tables(statement: Any) -> set[str]:
    """The tracked tables that a statement names, in subqueries and in pieces of text too."""
    found: set[str] = set()
    if isinstance(statement, StatementLambdaElement):
        statement = statement._resolved
    if isinstance(statement, Insert | Update | Delete):
        found.add(str(statement.table))
    for element in iterate(statement, {}):
        if isinstance(element, Table):
            found.add(element.name)
        elif isinstance(element, TextClause):
            found.update(WORD.findall(element.text.lower()))
        elif isinstance(element, ColumnClause) and element.is_literal:
            found.update(WORD.findall(element.name.lower()))
    return found & tracked_names()


@cache
def tracked_names() -> frozenset[str]:
    """The names of all tables whose rows the row filter guards."""
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined] # always a Table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Tracked)
    )
