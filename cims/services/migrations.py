"""Which schema a file has: made new here, brought up to date by Alembic only when it differs."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

import cims.models
from cims.services.database import VaultFile, create_tables, mark_schema, schema_of
from cims.services.entity import Entity
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.search import create_index

SCHEMA = 6
APPLICATION = 0x43494D53  # "CIMS"
VERSIONS = (Path(cims.models.__file__).parent / "migrations" / "versions",)


def create_schema(connection: Any, entities: Iterable[Entity]) -> None:
    """Make all tables, search tables and guards in an empty file."""
    create_tables(connection)
    for entity in entities:
        create_index(connection, entity)
    mark_schema(connection, APPLICATION, SCHEMA)


def refuse_newer(found: int) -> None:
    """Politely leave a file of a newer CIMS alone."""
    if found > SCHEMA:
        raise CimsError(
            _("This data was written by a newer CIMS. Install the newest version to open it.")
        )


def is_older(found: int) -> bool:
    """Whether a file has to be brought up to date before it can be used."""
    return found < SCHEMA


def upgrade(vault: VaultFile) -> None:
    """Bring the file up to date in one transaction, counted as a commit.

    For a copy that is not in force yet; whoever calls this writes the head file and checks.
    """
    from cims.models.migrations import env

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=vault.connect,
        poolclass=StaticPool,
        hide_parameters=True,
    )
    try:
        with engine.connect() as connection:
            found = schema_of(connection.connection.dbapi_connection)
            env.upgrade(connection, found, SCHEMA, VERSIONS)
            connection.exec_driver_sql("UPDATE vault_state SET commit_seq = commit_seq + 1")
            mark_schema(connection, APPLICATION, SCHEMA)
    finally:
        engine.dispose()
