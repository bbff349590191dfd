"""Who may see and do what: fields and caps of roles, sealed keys, one-time codes, use a day."""

import sqlalchemy as sa
from alembic import op

from cims.models.migrations.columns import linked

revision = "0003"
down_revision = "0002"

READY = ("administrator", "manager", "sales", "service", "finance", "auditor")
SEE_SEALED = ("administrator", "finance")


def upgrade() -> None:
    """Add what roles, sealed fields and the log need."""
    extend_users_and_roles()
    extend_contact()
    make_role_field()
    make_role_cap()
    make_day_use()
    make_second_gate()
    guard_log()
    carry_owners()


def extend_users_and_roles() -> None:
    zero, one = sa.text("0"), sa.text("1")
    op.add_column("vault_state", sa.Column("rights_seq", sa.Integer(), nullable=False,
                                           server_default=zero))  # fmt: skip
    op.add_column("app_user", sa.Column("must_change", sa.Boolean(), nullable=False,
                                        server_default=zero))  # fmt: skip
    op.add_column("app_user", sa.Column("last_seen_at", sa.BigInteger()))
    op.add_column("role", sa.Column("explained", sa.Text()))
    op.add_column("role", sa.Column("ready", sa.Boolean(), nullable=False, server_default=zero))
    op.add_column("role", sa.Column("version", sa.Integer(), nullable=False, server_default=one))
    role = sa.table("role", sa.column("id"), sa.column("code"), sa.column("ready"))
    op.execute(sa.update(role).where(role.c.code.in_(READY)).values(ready=True))
    right = sa.table("role_right", *map(sa.column, ("role_id", "right", "scope")))
    seeing = sa.select(role.c.id, sa.literal("right:sealed"), sa.literal("all"))
    op.execute(
        sa.insert(right).from_select(
            ["role_id", "right", "scope"], seeing.where(role.c.code.in_(SEE_SEALED))
        )
    )


def extend_contact() -> None:
    op.add_column("contact", sa.Column("birthday_ahead", sa.Integer()))
    for key in ("identity_number_key", "private_bank_card_key"):
        op.add_column("contact", sa.Column(key, sa.LargeBinary(16)))
        filled = sa.text(f"{key} IS NOT NULL")
        op.create_index(f"ix_contact_{key}", "contact", [key], sqlite_where=filled)


def carry_owners() -> None:
    """Names that begin with some words are looked up for own customers in the index alone."""
    op.drop_index("ix_customer_core_name", "customer")
    columns = ["core_name", "owner_id", "deleted_at"]
    op.create_index("ix_customer_core_name", "customer", columns)


def make_role_field() -> None:
    op.create_table(
        "role_field",
        *linked("role_field", "role_id", "role", nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("access", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("role_id", "entity", "field", name=op.f("pk_role_field")),
    )


def make_role_cap() -> None:
    op.create_table(
        "role_cap",
        *linked("role_cap", "role_id", "role", nullable=False),
        sa.Column("taking", sa.String(24), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("role_id", "taking", name=op.f("pk_role_cap")),
    )


def make_day_use() -> None:
    op.create_table(
        "day_use",
        *linked("day_use", "user_id", "app_user", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taking", sa.String(24), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "day", "taking", name=op.f("pk_day_use")),
    )


def make_second_gate() -> None:
    op.create_table(
        "second_gate",
        *linked("second_gate", "user_id", "app_user", nullable=False),
        sa.Column("secret", sa.LargeBinary(32), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_gate")),
    )


def guard_log() -> None:
    """Let the log only grow, whatever REPLACE would do; find its events without reading it all."""
    op.create_index(
        "ix_audit_entry_event", "audit_entry", ["action", "seq"],
        sqlite_where=sa.text("change_set IS NULL"),
    )  # fmt: skip
    begun = sa.text("seam IS NOT NULL")
    op.create_index("ix_audit_entry_seam", "audit_entry", ["seq"], sqlite_where=begun)
    for trigger in (
        "CREATE TRIGGER audit_entry_only_grows BEFORE INSERT ON audit_entry"
        " WHEN NEW.seq <= (SELECT max(seq) FROM audit_entry)"
        " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
        "CREATE TRIGGER audit_detail_no_update BEFORE UPDATE ON audit_detail"
        " BEGIN SELECT RAISE(ABORT, 'audit_detail is append-only'); END",
        "CREATE TRIGGER audit_detail_only_grows BEFORE INSERT ON audit_detail"
        " WHEN EXISTS (SELECT 1 FROM audit_detail WHERE seq = NEW.seq)"
        " BEGIN SELECT RAISE(ABORT, 'audit_detail is append-only'); END",
    ):
        op.execute(trigger)
