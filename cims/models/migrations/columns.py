"""The columns and search tables that many migrations make."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def tracked(table: str) -> tuple[Any, ...]:
    """The columns of a tracked record."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("custom", sa.JSON()),
        *linked(table, "created_by_id", "app_user"),
        *linked(table, "changed_by_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uuid", name=op.f(f"uq_{table}_uuid")),
    )


def child(table: str) -> tuple[Any, ...]:
    """The columns of a row that belongs to a record."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def about() -> tuple[Any, ...]:
    """The record of any type that another one is about."""
    return (sa.Column("about_entity", sa.String(40)), sa.Column("about_id", sa.Integer()))


def linked(table: str, column: str, target: str, *, nullable: bool = True) -> tuple[Any, ...]:
    """A column that names another record, and its foreign key."""
    key = op.f(f"fk_{table}_{column}")
    return (
        sa.Column(column, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=key),
    )


def add_link(table: str, column: str, target: str) -> None:
    """Add a column that names another record to a table that is there, with its foreign key."""
    key = f"CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER {key}")


def numbered(table: str, *scope: str) -> None:
    """The indexes of a record's number."""
    live = sa.text("deleted_at IS NULL")
    op.create_index(f"uq_{table}_code", table, ["code"], unique=True, sqlite_where=live)
    op.create_index(f"ix_{table}_code", table, ["code", *scope])


def searched(*tables: str, memory: int = 4 * 1024 * 1024) -> None:
    """Empty search tables; `memory` is what a long import collects before it writes."""
    options = "content='', contentless_delete=1, detail='full', tokenize='ascii'"
    for table in tables:
        name = f"search_{table}"
        op.get_bind().exec_driver_sql(
            f"CREATE VIRTUAL TABLE {name} USING fts5(text, sound, digits, scope, {options})"
        )
        for option, value in (("hashsize", memory), ("automerge", 0)):
            op.get_bind().exec_driver_sql(
                f"INSERT INTO {name}({name}, rank) VALUES (?, ?)", (option, value)
            )
