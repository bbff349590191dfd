"""A made-up second schema, so that migrations can be tried before there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cims.services import migrations

STEP = '''
"""Customers get a nickname, and their names may be longer: the table is built anew."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table("customer", table_kwargs=kept) as customer:
        customer.add_column(sa.Column("nickname", sa.String(40)))
        customer.alter_column("name", type_=sa.String(300))
    op.get_bind().exec_driver_sql("UPDATE customer SET nickname = 'nick of ' || code")
'''


@contextmanager
def schema_two(folder: Path) -> Iterator[None]:
    """Let the program be of schema 2 meanwhile."""
    folder.mkdir(exist_ok=True)
    (folder / "0002_nicknames.py").write_text(STEP, "utf-8")
    before = migrations.SCHEMA, migrations.VERSIONS
    migrations.SCHEMA, migrations.VERSIONS = 2, (*before[1], folder)
    try:
        yield
    finally:
        migrations.SCHEMA, migrations.VERSIONS = before
