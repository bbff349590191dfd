"""What might be sold: pipelines, stages, opportunities with lines, people and competitors."""

import sqlalchemy as sa
from alembic import op

from cims.models.migrations.columns import child, linked, numbered, searched, tracked

revision = "0005"
down_revision = "0004"

SCOPE = ["owner_id", "deleted_at"]


def upgrade() -> None:
    """Add pipelines and opportunities; the ready pipeline comes with the office's lists."""
    make_pipeline()
    make_stage()
    make_opportunity()
    make_rows()
    make_stage_visit()
    searched("pipeline", "stage", "opportunity")


def make_pipeline() -> None:
    op.create_table(
        "pipeline",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        *tracked("pipeline"),
        sqlite_autoincrement=True,
    )
    numbered("pipeline")
    op.create_index("ix_pipeline_name", "pipeline", ["name"])


def make_stage() -> None:
    op.create_table(
        "stage",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        *linked("stage", "pipeline_id", "pipeline", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.String(24), nullable=False),
        sa.Column("probability", sa.BigInteger(), nullable=False),
        sa.Column("stalled_days", sa.Integer()),
        sa.Column("demands", sa.String(400)),
        sa.Column("retired", sa.Boolean(), nullable=False),
        *tracked("stage"),
        sqlite_autoincrement=True,
    )
    numbered("stage")
    op.create_index("ix_stage_name", "stage", ["name"])
    op.create_index("ix_stage_pipeline_id", "stage", ["pipeline_id", "position"])


def make_opportunity() -> None:
    op.create_table(
        "opportunity",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_sort", sa.String(200), nullable=False),
        *linked("opportunity", "customer_id", "customer"),
        *linked("opportunity", "customer_owner_id", "app_user"),
        *linked("opportunity", "contact_id", "contact"),
        *linked("opportunity", "owner_id", "app_user"),
        *linked("opportunity", "pipeline_id", "pipeline", nullable=False),
        *linked("opportunity", "stage_id", "stage", nullable=False),
        sa.Column("meaning", sa.String(24), nullable=False),
        sa.Column("entered_stage_at", sa.BigInteger(), nullable=False),
        sa.Column("probability", sa.BigInteger(), nullable=False),
        sa.Column("own_probability", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        *linked("opportunity", "product_id", "product"),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("weighted", sa.BigInteger()),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("close_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("next_step", sa.String(200)),
        sa.Column("source", sa.String(40)),
        sa.Column("lost_reason", sa.String(40)),
        sa.Column("lost_note", sa.Text()),
        sa.Column("remarks", sa.Text()),
        *tracked("opportunity"),
        sqlite_autoincrement=True,
    )
    numbered("opportunity", *SCOPE)
    for name in ("name_sort", "close_on", "amount"):
        op.create_index(f"ix_opportunity_{name}", "opportunity", [name, *SCOPE])
    names = ["stage_id", "deleted_at", "owner_id", "customer_owner_id"]
    names += ["currency", "amount", "weighted"]
    op.create_index("ix_opportunity_stage_id", "opportunity", names)
    op.create_index("ix_opportunity_owner_id", "opportunity", ["owner_id", "close_on"])
    for name in ("product_id", "customer_id", "customer_owner_id", "contact_id"):
        op.create_index(f"ix_opportunity_{name}", "opportunity", [name])


def make_rows() -> None:
    op.create_table(
        "opportunity_line",
        *child("opportunity_line"),
        *linked("opportunity_line", "opportunity_id", "opportunity", nullable=False),
        *linked("opportunity_line", "product_id", "product"),
        sa.Column("name", sa.String(200)),
        *(sa.Column(name, sa.BigInteger()) for name in ("quantity", "unit_price", "discount")),
    )
    op.create_index("ix_opportunity_line_product_id", "opportunity_line", ["product_id"])
    op.create_table(
        "opportunity_contact",
        *child("opportunity_contact"),
        *linked("opportunity_contact", "opportunity_id", "opportunity", nullable=False),
        *linked("opportunity_contact", "contact_id", "contact", nullable=False),
        sa.Column("decision_role", sa.String(40)),
    )
    op.create_index("ix_opportunity_contact_contact_id", "opportunity_contact", ["contact_id"])
    op.create_table(
        "opportunity_competitor",
        *child("opportunity_competitor"),
        *linked("opportunity_competitor", "opportunity_id", "opportunity", nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("remarks", sa.String(200)),
    )
    for table in ("opportunity_line", "opportunity_contact", "opportunity_competitor"):
        op.create_index(f"ix_{table}_opportunity_id", table, ["opportunity_id"])


def make_stage_visit() -> None:
    op.create_table(
        "stage_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        *linked("stage_visit", "opportunity_id", "opportunity", nullable=False),
        *linked("stage_visit", "stage_id", "stage", nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger()),
        *linked("stage_visit", "user_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_visit")),
    )
    names = ["opportunity_id", "entered_at"]
    op.create_index("ix_stage_visit_opportunity_id", "stage_visit", names)
