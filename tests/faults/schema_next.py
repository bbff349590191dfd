"""A made-up schema after the newest one, so that migrations can be tried at any time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cims.services import migrations

STEP = '''
"""Customers get a nickname, and their names may be longer: the table is built anew."""

import sqlalchemy as sa
from alembic import op

revision = "{next:04}"
down_revision = "{newest:04}"


def upgrade() -> None:
    kept = {{"sqlite_autoincrement": True}}
    with op.batch_alter_table("customer", table_kwargs=kept) as customer:
        customer.add_column(sa.Column("nickname", sa.String(40)))
        customer.alter_column("name", type_=sa.String(300))
    op.get_bind().exec_driver_sql("UPDATE customer SET nickname = 'nick of ' || code")
'''


@contextmanager
def schema_next(folder: Path) -> Iterator[None]:
    """Let the program be one schema further meanwhile."""
    folder.mkdir(exist_ok=True)
    before = migrations.SCHEMA, migrations.VERSIONS
    next_one = before[0] + 1
    step = STEP.format(next=next_one, newest=before[0])
    (folder / f"{next_one:04}_nicknames.py").write_text(step, "utf-8")
    migrations.SCHEMA, migrations.VERSIONS = next_one, (*before[1], folder)
    try:
        yield
    finally:
        migrations.SCHEMA, migrations.VERSIONS = before
