"""The open database: the only place that makes sessions, one for each unit of work."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import (
    Engine,
    Select,
    Table,
    bindparam,
    create_engine,
    func,
    literal,
    select,
)
from sqlalchemy import event as events
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.elements import ColumnClause, ColumnElement
from sqlcipher3 import dbapi2

from cims.models.base import Base
from cims.models.forecast_sums import SHARES_FOLLOW, SUMS_FOLLOW
from cims.models.log_guards import LOG_ONLY_GROWS
from cims.services.changes import ChangeKind, Changes, Collected
from cims.services.clock import Clock
from cims.services.database_errors import understood
from cims.services.errors import NotAllowed
from cims.services.progress import Progress, silent, uncollected
from cims.services.refusals import Refusals
from cims.services.rights import Actor
from cims.services.row_guard import refuse_unfiltered

DIALECT = sqlite.dialect()
# 64 MB hold the rows of 100,000 customers: reading them all again decrypts nothing anew
WRITER_CACHE_KIB, READER_CACHE_KIB, BULK_CACHE_KIB = 65_536, 65_536, 32_768
PATIENCE = 24 * 3600  # seconds: who comes during a long import waits until it is done
DRIVER = "cims_driver"
MERGED_PAGES = 400  # of a search index in one pause: about 50 ms for a save that comes meanwhile
SEARCH_TABLES = "SELECT name FROM sqlite_master WHERE sql LIKE '% USING fts5(%'"
CUSTOM_KEY = re.compile(r"f[1-9][0-9]*")


class VaultFile(Protocol):
    """What the database needs from an open vault (services/vault)."""

    def connect(self, *, query_only: bool = False, cache_kib: int = READER_CACHE_KIB) -> Any:
        """A new DB-API connection to the encrypted file."""


@dataclass
class Unit:
    """One unit of work: its session, who works, when, and what it changed so far.

    `driver` is the connection below the session, for the one call that other threads may make;
    `once_committed` is done outside the database then, `outside` is tidied up in any case.
    """

    session: Session
    actor: Actor
    now: datetime
    kind: ChangeKind = ChangeKind.EDIT
    label: str = ""
    progress: Progress = silent
    changed: Collected = part(default_factory=Collected)
    writes: bool = False
    change_set_id: int | None = None
    once_committed: list[Callable[[], None]] = part(default_factory=list)
    outside: ExitStack = part(default_factory=ExitStack)
    driver: Any = part(init=False)

    def __post_init__(self) -> None:
        self.driver = self.session.info[DRIVER] = driver_of(self.session)

    def interrupt(self) -> None:
        """Stop the statement that runs now; may be called from any thread, while the unit lasts."""
        self.driver.interrupt()


class Opened(Protocol):
    """What the database needs of the office that it opens for each unit of work."""

    @property
    def changes(self) -> Changes:
        """What the unit of work changed."""

    def note_refusal(self, refused: NotAllowed) -> None:
        """Write down that the actor asked for what is not theirs."""

    def finish(self) -> "Callable[[], None]":
        """Write what belongs to the end of a transaction; call the result once it is committed."""


O_co = TypeVar("O_co", bound=Opened, covariant=True)


class Database(Generic[O_co]):
    """The writer and the readers on one encrypted file; hands out one office per unit of work."""

    def __init__(self, vault: VaultFile, clock: Clock, build: Callable[[Unit], O_co]) -> None:
        self.clock, self._build = clock, build
        self.writer = self._engine(
            lambda: vault.connect(cache_kib=WRITER_CACHE_KIB), "BEGIN IMMEDIATE", pool_size=1
        )
        self.readers = self._engine(
            lambda: vault.connect(query_only=True, cache_kib=READER_CACHE_KIB), "BEGIN", pool_size=3
        )
        self._refusals = Refusals(clock, self._noting)

    @staticmethod
    def _engine(connect: Callable[[], Any], begin: str, pool_size: int) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=dbapi2,
            creator=connect,
            poolclass=QueuePool,
            pool_size=pool_size,
            pool_timeout=PATIENCE,
            max_overflow=0,
            pool_use_lifo=True,  # each connection has a cache of its own: the warmest comes first
            hide_parameters=True,
        )
        events.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        events.listen(engine, "before_execute", refuse_unfiltered)
        return engine

    @contextmanager
    def read(self, actor: Actor) -> Iterator[O_co]:
        """A snapshot: everything read inside is of one moment."""
        with (
            self._refusals.noted(actor),
            Session(self.readers, expire_on_commit=False) as session,
            understood(),
        ):
            yield self._build(Unit(session, actor, self.clock()))

    @contextmanager
    def write(
        self,
        actor: Actor,
        kind: ChangeKind = ChangeKind.EDIT,
        label: str = "",
        progress: Progress = silent,
    ) -> Iterator[O_co]:
        """One transaction: committed at the end, rolled back on any exception."""
        with (
            self._refusals.noted(actor),
            self._refusals.writing,
            Session(self.writer, expire_on_commit=False) as session,
            understood(writes=True),
            in_bulk(session) if kind is ChangeKind.IMPORT else nullcontext(),
            ExitStack() as ends,
        ):
            unit = Unit(session, actor, self.clock(), kind, label, progress, writes=True)
            ends.enter_context(unit.outside)
            office = self._build(unit)
            before = changed_rows(session)
            yield office
            if changed_rows(session) == before:
                return
            committed = office.finish()
            session.commit()
            committed()
            for step in unit.once_committed:
                step()

    def _noting(self, actor: Actor) -> AbstractContextManager[O_co]:
        return self.write(actor, ChangeKind.UPKEEP)

    def fold_log(self) -> None:
        """Bring what the log holds into the file, as far as no reader needs it; waits for none.

        Pieces of the search indexes that writing left are merged before, some at a time. That
        changes no record, so commit_seq and head file stay: a merge that is lost is no lost save,
        and a file from before a save still has a lower number than the head file.
        """
        with suppress(DatabaseError), self.writer.connect() as connection:
            tables = connection.exec_driver_sql(SEARCH_TABLES).scalars()
            for table in list(tables):
                words = f"INSERT INTO {table}({table}, rank) VALUES ('merge', ?)"
                connection.exec_driver_sql(words, (MERGED_PAGES,))
            connection.commit()
            connection.exec_driver_sql("ROLLBACK")  # no checkpoint inside a transaction
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            connection.exec_driver_sql("BEGIN")

    def dispose(self) -> None:
        """Close every connection; the file is left checkpointed."""
        self.readers.dispose()
        with self.writer.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            with suppress(DatabaseError):  # on a full disk the log keeps what the file can't take
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        self.writer.dispose()


def changed_rows(session: Session) -> int:
    """How many rows this connection has changed since it was opened."""
    return int(driver_of(session).total_changes)


def driver_of(session: Session) -> Any:
    """The DB-API connection that a session works on; a unit of work asks for it many times."""
    return session.info.get(DRIVER) or session.connection().connection.dbapi_connection


@contextmanager
def in_bulk(session: Session) -> Iterator[None]:
    """Many new rows at once: a small cache writes them as fast, and two processes have to fit."""
    driver_of(session).execute(f"PRAGMA cache_size=-{BULK_CACHE_KIB}")
    try:
        with uncollected():
            yield
    finally:
        driver_of(session).execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")


def create_tables(connection: Any) -> None:
    """Make all tables in an empty file; the log can only grow, sums follow what they add."""
    Base.metadata.create_all(connection)
    for trigger in (*LOG_ONLY_GROWS, *SUMS_FOLLOW, *SHARES_FOLLOW):
        connection.exec_driver_sql(trigger)


def mark_schema(connection: Any, application: int, schema: int) -> None:
    """Write into the file whose it is and which schema it has."""
    connection.exec_driver_sql(f"PRAGMA application_id = {application}")
    connection.exec_driver_sql(f"PRAGMA user_version = {schema}")


def schema_of(connection: Any) -> int:
    """The schema number of an open file, by a plain DB-API connection."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def first_free_id(session: Session, table: str) -> int:
    """The lowest id that the autonumbered `table` has never given to a row."""
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    last = session.connection().exec_driver_sql(query, (table,)).scalar()
    return int(last or 0) + 1


class SqliteValue(ColumnClause[Any]):
    """A value written in SQL that only SQLite understands."""

    inherit_cache = True


def among(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """`column` is in the JSON array bound as `name`: one statement for however many ids."""
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def in_list(column: ColumnElement[Any], ids: Sequence[int]) -> ColumnElement[bool]:
    """`column` is one of these ids, however many there are."""
    values = func.json_each(literal(listed(ids))).table_valued("value")
    return column.in_(select(values.c.value))


def ids_under(column: ColumnElement[Any], name: str) -> Select[Any]:
    """The ids that stand under `name` in the JSON object of this column's row."""
    values = func.json_each(column, literal(f"$.{name}")).table_valued("value")
    return select(values.c.value).correlate(column.table)


def listed(ids: Sequence[int]) -> str:
    """Ids as among() takes them."""
    return json.dumps(list(ids))


def custom_value(entity_table: Table, key: str) -> ColumnElement[Any]:
    """The custom field `key` (f12) of a row: the path is a literal, so that its index is used."""
    if not CUSTOM_KEY.fullmatch(key):
        raise ValueError(key)
    return SqliteValue(f"json_extract({entity_table.name}.custom, '$.{key}')", is_literal=True)
