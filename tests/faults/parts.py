"""A small vault and a settable clock for the vault's tests and fault runs."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cims.services.vault.canon import canon
from cims.services.vault.chain import FIRST_PREV_TAG
from cims.services.vault.connection import Connection
from cims.services.vault.slots import sum_of
from cims.services.vault.vault import OpenVault, create_vault
from tests.weak_policy import WEAK

PASSWORD = "correct horse battery"
ADA = "3f0a4a4e-98a5-4c39-a4c7-64ad2f1c1f01"


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.moment

    def forward(self, seconds: float) -> None:
        """Move on (or back)."""
        self.moment += timedelta(seconds=seconds)


def build_counter(vault: OpenVault) -> None:
    """The smallest database: one counter that every commit raises."""
    connection = vault.connect()
    connection.execute("CREATE TABLE counter(commit_seq INTEGER NOT NULL)")
    connection.execute("INSERT INTO counter VALUES(1)")
    connection.close()
    vault.write_head(1, 0, FIRST_PREV_TAG, os.urandom(32))


def commit(vault: OpenVault, connection: Connection) -> int:
    """One more commit with its head record; its number."""
    connection.execute("UPDATE counter SET commit_seq = commit_seq + 1")
    number = commit_seq(connection)
    vault.write_head(number, 0, FIRST_PREV_TAG, os.urandom(32))
    return number


def commit_seq(connection: Connection) -> int:
    """What the database has reached."""
    return int(connection.execute("SELECT commit_seq FROM counter").fetchone()[0])


def make_vault(folder: Path, clock: Callable[[], datetime]) -> tuple[OpenVault, str]:
    """A vault with ada as its owner, and the text of its sheet."""
    return create_vault(
        folder,
        username="ada",
        user_id=ADA,
        password=PASSWORD,
        policy=WEAK,
        now=clock,
        build=build_counter,
    )


def changed(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The slot file with a change and a fresh sum, as anybody without keys can make it."""
    whole = json.loads(raw)
    change(whole)
    whole.pop("sum", None)
    return canon(whole | {"sum": sum_of(whole)}) + b"\n"
