"""Which schema a file has: made new here, brought up to date by Alembic only when it differs."""

from collections.abc import Iterable
from typing import Any

from cims.services.database import create_tables, mark_schema
from cims.services.entity import Entity
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.search import create_index

SCHEMA = 1
APPLICATION = 0x43494D53  # "CIMS"


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
