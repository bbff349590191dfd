"""How migrations run: Alembic without a table of its own, `PRAGMA user_version` says where we are.

Only imported when a file is older than the program.
"""

from collections.abc import Sequence
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

HERE = Path(__file__).parent


def upgrade(connection: Connection, found: int, target: int, versions: Sequence[Path]) -> None:
    """Run every step above schema `found` up to `target`, all in one transaction.

    Batch mode builds changed tables anew, so foreign keys are not enforced meanwhile; whoever
    calls this checks them afterwards.
    """
    steps = ScriptDirectory(str(HERE), version_locations=[str(place) for place in versions])
    first = f"{found:04}" if found else "base"
    context = MigrationContext.configure(connection)
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    with Operations.context(context):
        for step in reversed(list(steps.iterate_revisions(f"{target:04}", first))):
            step.module.upgrade()
    connection.exec_driver_sql(f"PRAGMA user_version = {target}")
    connection.exec_driver_sql("COMMIT")
