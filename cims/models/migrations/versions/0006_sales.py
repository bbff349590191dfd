"""Leads, the pool, quotes, papers, forecasts, rates between currencies."""

import sqlalchemy as sa
from alembic import op

from cims.models.migrations.columns import add_link, child, linked, numbered, searched, tracked

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """What is needed from an enquiry to an order."""
    make_products()
    make_quotes()
    make_templates()
    make_leads()
    make_pool()
    make_rates()
    make_forecast()


def make_products() -> None:
    """Pictures of products, what replaces them, prices from a day on, deliveries of orders."""
    add_link("product", "successor_id", "product")
    op.add_column("product", sa.Column("picture", sa.Integer()))
    op.create_index("ix_product_successor_id", "product", ["successor_id"])
    op.add_column("product_price", sa.Column("valid_from", sa.Date()))
    op.create_table(
        "product_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        *linked("product_picture", "product_id", "product", nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_picture")),
    )
    op.create_index("ix_product_picture_product_id", "product_picture", ["product_id"])


def make_quotes() -> None:
    """Quotes and their lines."""


def make_templates() -> None:
    """What papers look like."""


def make_leads() -> None:
    """Enquiries, and by which rules they are given to colleagues."""
    make_assignment_rule()
    op.create_table(
        "lead",
        *(sa.Column(name, sa.String(40), nullable=name != "code") for name in ("code", "source")),
        *(sa.Column(name, sa.String(40)) for name in ("invalid_reason", "industry")),
        *(
            sa.Column(name, sa.String(200), nullable=False)
            for name in ("name", "name_sort", "core_name")
        ),
        *(sa.Column(name, sa.String(100)) for name in ("contact_name", "job_title")),
        *(
            sa.Column(name, sa.String(60))
            for name in ("salutation", "main_phone", "province", "city")
        ),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("assigned_at", sa.BigInteger()),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("currency", sa.String(3), nullable=False),
        *(sa.Column(n, sa.Date()) for n in ("next_contact_on", "last_contact_on", "converted_on")),
        sa.Column("next_step", sa.String(200)),
        sa.Column("remarks", sa.Text()),
        *linked("lead", "owner_id", "app_user"),
        *linked("lead", "converted_by_id", "app_user"),
        *linked("lead", "rule_id", "assignment_rule"),
        *linked("lead", "family_id", "product_family"),
        *(
            part
            for target in ("product", "customer", "contact", "opportunity")
            for part in linked("lead", f"{target}_id", target)
        ),
        *tracked("lead"),
        sqlite_autoincrement=True,
    )
    scope = ["owner_id", "deleted_at"]
    numbered("lead", *scope)
    for name in ("name_sort", "core_name", "created_on", "next_contact_on", "amount"):
        op.create_index(f"ix_lead_{name}", "lead", [name, *scope])
    op.create_index("ix_lead_owner_id", "lead", ["owner_id", "state", "assigned_at"])
    op.create_index("ix_lead_source", "lead", ["source", "state", "deleted_at"])
    for name in ("customer", "contact", "opportunity", "product", "family", "rule"):
        some = sa.text(f"{name}_id IS NOT NULL")
        op.create_index(f"ix_lead_{name}_id", "lead", [f"{name}_id"], sqlite_where=some)
    for table in ("contact_point", "activity", "task"):
        hang_on_lead(table)
    searched("lead", "assignment_rule")


def hang_on_lead(table: str) -> None:
    """Let rows of a table belong to a lead."""
    add_link(table, "lead_id", "lead")
    some = sa.text("lead_id IS NOT NULL")
    op.create_index(f"ix_{table}_lead_id", table, ["lead_id"], sqlite_where=some)


def make_assignment_rule() -> None:
    """The rules by which leads are given to colleagues, what they take and to whom they give."""
    op.create_table(
        "assignment_rule",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(24), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        *linked("assignment_rule", "last_user_id", "app_user"),
        *tracked("assignment_rule"),
        sqlite_autoincrement=True,
    )
    numbered("assignment_rule")
    for name in ("name", "position"):
        op.create_index(f"ix_assignment_rule_{name}", "assignment_rule", [name])
    op.create_table(
        "assignment_condition",
        *child("assignment_condition"),
        *linked("assignment_condition", "rule_id", "assignment_rule", nullable=False),
        *(sa.Column(name, sa.String(40)) for name in ("source", "industry")),
        *(sa.Column(name, sa.String(60)) for name in ("province", "city")),
        *linked("assignment_condition", "family_id", "product_family"),
        *linked("assignment_condition", "product_id", "product"),
    )
    op.create_table(
        "assignment_member",
        *child("assignment_member"),
        *linked("assignment_member", "rule_id", "assignment_rule", nullable=False),
        *linked("assignment_member", "user_id", "app_user", nullable=False),
    )
    for table, names in (
        ("assignment_condition", ("rule_id", "product_id", "family_id")),
        ("assignment_member", ("rule_id", "user_id")),
    ):
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])


def make_pool() -> None:
    """Customers whom nobody owns."""


def make_rates() -> None:
    """What one currency is worth in another, by day."""


def make_forecast() -> None:
    """Targets, and what was thought on each day."""
