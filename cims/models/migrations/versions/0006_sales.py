"""Leads, the pool, quotes, papers, forecasts, rates between currencies."""

import sqlalchemy as sa
from alembic import op

from cims.models.migrations.columns import add_link, linked

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


def make_pool() -> None:
    """Customers whom nobody owns."""


def make_rates() -> None:
    """What one currency is worth in another, by day."""


def make_forecast() -> None:
    """Targets, and what was thought on each day."""
