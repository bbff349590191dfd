"""The working day: activities, tasks, notices, announcements, read marks, segments."""

import sqlalchemy as sa
from alembic import op

from cims.models.migrations.columns import about, child, linked, searched, tracked

revision = "0002"
down_revision = "0001"

LIVE = sa.text("deleted_at IS NULL")
OPEN = sa.text("done_on IS NULL")


def upgrade() -> None:
    """Add what a working day needs; the notices of schema 1 were never written."""
    extend_customer()
    make_segment()
    make_customer_segment()
    make_activity()
    make_activity_mention()
    make_task()
    make_notice()
    make_announcement()
    make_read_mark()
    searched("activity", "task", "segment", memory=16777216)


def extend_customer() -> None:
    op.add_column("customer", sa.Column("next_step", sa.String(200)))
    op.add_column("customer", sa.Column("last_contact_on", sa.Date()))
    names = ["last_contact_on", "owner_id", "deleted_at"]
    op.create_index("ix_customer_last_contact_on", "customer", names)
    planned = sa.text("next_contact_on IS NOT NULL")
    names = ["owner_id", "next_contact_on"]
    op.create_index("ix_customer_planned", "customer", names, sqlite_where=planned)
    names = ["birthday_month", "birthday_day", "customer_owner_id", "owner_id", "deleted_at"]
    op.create_index("ix_contact_birthday", "contact", names)
    names = ["owner_id", "lifecycle", "grade", "source", "deleted_at"]  # what charts count
    op.drop_index("ix_customer_owner_id", "customer")
    op.create_index("ix_customer_owner_id", "customer", names)


def make_segment() -> None:
    op.create_table(
        "segment",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("remarks", sa.Text()),
        *tracked("segment"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_segment_code", "segment", ["code"], unique=True, sqlite_where=LIVE)
    op.create_index("ix_segment_code", "segment", ["code"])
    op.create_index("ix_segment_name", "segment", ["name"])


def make_customer_segment() -> None:
    op.create_table(
        "customer_segment",
        *child("customer_segment"),
        *linked("customer_segment", "customer_id", "customer", nullable=False),
        *linked("customer_segment", "segment_id", "segment", nullable=False),
    )
    op.create_index("ix_customer_segment_customer_id", "customer_segment", ["customer_id"])
    names = ["segment_id", "customer_id"]
    op.create_index("ix_customer_segment_segment_id", "customer_segment", names)


def make_activity() -> None:
    op.create_table(
        "activity",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("result", sa.String(40)),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        *linked("activity", "customer_id", "customer"),
        *linked("activity", "customer_owner_id", "app_user"),
        *linked("activity", "contact_id", "contact"),
        *linked("activity", "owner_id", "app_user"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(200)),
        sa.Column("next_on", sa.Date()),
        sa.Column("occasion", sa.String(40)),
        *about(),
        *tracked("activity"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_activity_code", "activity", ["code"], unique=True, sqlite_where=LIVE)
    for name in ("code", "happened_at"):
        op.create_index(f"ix_activity_{name}", "activity", [name, "owner_id", "deleted_at"])
    scope = ["owner_id", "deleted_at", "kind", "customer_owner_id", "customer_id"]
    op.create_index("ix_activity_contacted_on", "activity", ["contacted_on", *scope])
    names = ["customer_id", "happened_at", "kind"]
    op.create_index("ix_activity_customer_id", "activity", names)
    op.create_index("ix_activity_owner_id", "activity", ["owner_id", "contacted_on"])
    for names in (["contact_id"], ["about_entity", "about_id"], ["occasion"]):
        given = sa.text(f"{names[-1]} IS NOT NULL")
        op.create_index(f"ix_activity_{names[-1]}", "activity", names, sqlite_where=given)


def make_activity_mention() -> None:
    op.create_table(
        "activity_mention",
        *child("activity_mention"),
        *linked("activity_mention", "activity_id", "activity", nullable=False),
        *linked("activity_mention", "user_id", "app_user", nullable=False),
    )
    op.create_index("ix_activity_mention_activity_id", "activity_mention", ["activity_id"])
    names = ["user_id", "activity_id"]
    op.create_index("ix_activity_mention_user_id", "activity_mention", names)


def make_task() -> None:
    op.create_table(
        "task",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        *linked("task", "customer_id", "customer"),
        *linked("task", "customer_owner_id", "app_user"),
        *linked("task", "contact_id", "contact"),
        *linked("task", "owner_id", "app_user"),
        sa.Column("due_on", sa.Date()),
        sa.Column("remind_at", sa.BigInteger()),
        sa.Column("reminded_at", sa.BigInteger()),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("remarks", sa.Text()),
        *about(),
        *tracked("task"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_task_code", "task", ["code"], unique=True, sqlite_where=LIVE)
    for name in ("code", "due_on"):
        op.create_index(f"ix_task_{name}", "task", [name, "owner_id", "deleted_at"])
    op.create_index("ix_task_open", "task", ["owner_id", "due_on"], sqlite_where=OPEN)
    waiting = sa.text("remind_at IS NOT NULL AND reminded_at IS NULL AND done_on IS NULL")
    op.create_index("ix_task_remind_at", "task", ["remind_at"], sqlite_where=waiting)
    op.create_index("ix_task_customer_id", "task", ["customer_id"])
    given = sa.text("about_id IS NOT NULL")
    op.create_index("ix_task_about_id", "task", ["about_entity", "about_id"], sqlite_where=given)


def make_notice() -> None:
    op.drop_table("notice")
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        *linked("notice", "user_id", "app_user", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        *linked("notice", "customer_id", "customer"),
        *linked("notice", "by_id", "app_user"),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.BigInteger()),
        *about(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_user_id", "notice", ["user_id", "id"])
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_notice_unread", "notice", ["user_id"], sqlite_where=unread)
    op.create_index("ix_notice_about_id", "notice", ["about_entity", "about_id"])


def make_announcement() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *linked("announcement", "by_id", "app_user"),
        *linked("announcement", "team_id", "team"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_at", "announcement", ["at"])


def make_read_mark() -> None:
    op.create_table(
        "read_mark",
        *linked("read_mark", "user_id", "app_user", nullable=False),
        *linked("read_mark", "customer_id", "customer", nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "customer_id", name=op.f("pk_read_mark")),
    )
