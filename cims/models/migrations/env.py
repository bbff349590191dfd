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
    calls this checks them afterwards. It forgets AUTOINCREMENT: give batch_alter_table
    `table_kwargs={"sqlite_autoincrement": True}` for a tracked table.
    """
    steps = ScriptDirectory(str(HERE), version_locations=[str(place) for place in versions])
    first = f"{found:04}" if found else "base"
    context = MigrationContext.configure(connection)
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    given = numbers_given(connection)
    with Operations.context(context):
        for step in reversed(list(steps.iterate_revisions(f"{target:04}", first))):
            step.module.upgrade()
    for table, number in given.items():
        raised = "UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = ?"
        connection.exec_driver_sql(raised, (number, table))
    connection.exec_driver_sql(f"PRAGMA user_version = {target}")
    connection.exec_driver_sql("COMMIT")


def numbers_given(connection: Connection) -> dict[str, int]:
    """The highest id that each table ever gave, which a table built anew would forget."""
    if not connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    ).first():
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
    return dict(map(tuple, rows))
