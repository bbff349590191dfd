"""A moment of an open database, held in the file itself while saves go on in the log."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from cims.services.database import schema_of
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.vault.ciphertext import Ciphertext
from cims.services.vault.connection import Connection
from cims.services.vault.proof import rows_of
from cims.services.vault.vault import OpenVault

TRIES = 20
WAIT_MS = 500


@dataclass(frozen=True)
class Snapshot:
    """What the held moment holds; `size` is that of the file."""

    size: int
    schema: int
    commit_seq: int
    rows: Mapping[str, int]
    audit: tuple[int, str] | None


@contextmanager
def held_snapshot(vault: OpenVault, file: Ciphertext) -> Iterator[Snapshot]:
    """Hold a moment: nothing writes into the file until the block ends.

    A connection of its own begins to read while the log is empty. From then on it reads the file
    alone, and no checkpoint may write there. Raises NotPossible when the log never runs empty.
    """
    connection = vault.connect()
    try:
        connection.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        hold(vault, connection)
        yield Snapshot(
            file.size(),
            schema_of(connection),
            commit_seq_of(connection),
            rows_of(connection),
            newest_audit_row(connection),
        )
    finally:
        connection.close()


def hold(vault: OpenVault, connection: Connection) -> None:
    """Begin to read while the log is empty; again when a save slipped in between."""
    log = vault.db_path.with_name(vault.db_path.name + "-wal")
    for _attempt in range(TRIES):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("BEGIN")
        commit_seq_of(connection)
        if not log.exists() or not log.stat().st_size:
            return
        connection.execute("ROLLBACK")
    raise NotPossible(
        _("A long piece of work uses the database. Make the backup when it is finished.")
    )


def commit_seq_of(connection: Connection) -> int:
    """How many commits the database has seen."""
    return int(connection.execute("SELECT commit_seq FROM vault_state").fetchone()[0])


def newest_audit_row(connection: Connection) -> tuple[int, str] | None:
    """Number and tag of the newest row of the audit."""
    row = connection.execute(
        "SELECT seq, tag FROM audit_entry ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]).hex())
