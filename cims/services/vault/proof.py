"""The proof before a switch: a new generation really opens and is whole."""

from typing import Protocol

from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.vault.connection import Connection
from cims.services.vault.errors import Damaged
from cims.services.vault.head import Head
from cims.services.vault.slots import DATABASE_FILE


class Provable(Protocol):
    """What the proof needs of an open vault."""

    head: Head | None

    def connect(self) -> Connection:
        """A new connection."""


def prove_whole(vault: Provable) -> None:
    """Raise Damaged unless head file and every page, row and foreign key are in order."""
    if vault.head is None or vault.head.chain_key is None:
        raise Damaged("head.bin", "not written")
    connection = vault.connect()
    try:
        problems = check_database(connection)
    finally:
        connection.close()
    if problems:
        raise Damaged(DATABASE_FILE, problems[0])


def fold_log(vault: Provable) -> None:
    """Bring the write-ahead log into the file, so that the file alone is the database.

    Raises NotPossible while another connection is open.
    """
    connection = vault.connect()
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    if busy:
        raise NotPossible(_("The database is still in use. Close other pages and try again."))


def check_database(connection: Connection) -> tuple[str, ...]:
    """What page checks, structure and foreign keys say; empty when all is well.

    The log is folded in first: straight after a crash the page check gives false alarms.
    """
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    pages = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    if pages:
        return tuple(pages)
    structure = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    if structure != ["ok"]:
        return tuple(structure)
    loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    return tuple(f"foreign key of {row[0]} row {row[1]}" for row in loose)


def rows_of(connection: Connection) -> dict[str, int]:
    """How many rows each table has, without the search index."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " AND name NOT LIKE 'search%' ORDER BY name"
    ).fetchall()
    return {name: counted(connection, name) for (name,) in names}


def counted(connection: Connection, table: str) -> int:
    """The rows of one table."""
    return int(connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])
