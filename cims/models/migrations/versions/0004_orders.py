"""What is sold and what was ordered: products, families, tax rates, orders with their lines."""

import sqlalchemy as sa
from alembic import op

from cims.models.migrations.columns import child, linked, numbered, searched, tracked

revision = "0004"
down_revision = "0003"

SCOPE = ["owner_id", "deleted_at"]


def upgrade() -> None:
    """Add products and orders; colleagues get the numbers by which other programs name them."""
    op.add_column("app_user", sa.Column("code", sa.String(40)))
    numbered("app_user")
    make_product_family()
    make_product()
    make_product_price()
    make_tax_rate()
    make_sales_order()
    make_order_line()
    searched("product_family", "product", "tax_rate", "sales_order", "order_line")


def make_product_family() -> None:
    op.create_table(
        "product_family",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        *linked("product_family", "parent_id", "product_family"),
        sa.Column("remarks", sa.Text()),
        *tracked("product_family"),
        sqlite_autoincrement=True,
    )
    numbered("product_family")
    op.create_index("ix_product_family_name", "product_family", ["name"])


def make_product() -> None:
    op.create_table(
        "product",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_sort", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200)),
        sa.Column("brand", sa.String(100)),
        *linked("product", "family_id", "product_family"),
        sa.Column("unit", sa.String(40)),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("price", sa.BigInteger()),
        sa.Column("floor_price", sa.BigInteger()),
        sa.Column("cost", sa.BigInteger()),
        sa.Column("tax_class", sa.String(40)),
        sa.Column("active_from", sa.Date()),
        sa.Column("active_until", sa.Date()),
        sa.Column("discontinued", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.Text()),
        *tracked("product"),
        sqlite_autoincrement=True,
    )
    numbered("product")
    for name in ("name_sort", "name", "price", "family_id"):
        op.create_index(f"ix_product_{name}", "product", [name])


def make_product_price() -> None:
    op.create_table(
        "product_price",
        *child("product_price"),
        *linked("product_price", "product_id", "product", nullable=False),
        sa.Column("grade", sa.String(40)),
        sa.Column("from_quantity", sa.BigInteger()),
        sa.Column("price", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_product_price_product_id", "product_price", ["product_id"])


def make_tax_rate() -> None:
    op.create_table(
        "tax_rate",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("tax_class", sa.String(40), nullable=False),
        sa.Column("taxpayer", sa.String(24), nullable=False),
        sa.Column("rate", sa.BigInteger()),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("remarks", sa.Text()),
        *tracked("tax_rate"),
        sqlite_autoincrement=True,
    )
    numbered("tax_rate")
    op.create_index("ix_tax_rate_name", "tax_rate", ["name"])
    names = ["tax_class", "taxpayer", "valid_from"]
    op.create_index("ix_tax_rate_tax_class", "tax_rate", names)


def make_sales_order() -> None:
    op.create_table(
        "sales_order",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        *linked("sales_order", "customer_id", "customer"),
        *linked("sales_order", "customer_owner_id", "app_user"),
        *linked("sales_order", "contact_id", "contact"),
        *linked("sales_order", "owner_id", "app_user"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("required_on", sa.Date()),
        sa.Column("delivered_on", sa.Date()),
        sa.Column("customer_reference", sa.String(100)),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("payment_term", sa.String(100)),
        sa.Column("due_from", sa.String(24)),
        sa.Column("due_month_end", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("due_days", "due_months", "due_day")),
        sa.Column("freight", sa.BigInteger()),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("net", "tax", "total")),
        sa.Column("ship_to", sa.String(200)),
        sa.Column("ship_address", sa.String(300)),
        sa.Column("remarks", sa.Text()),
        *tracked("sales_order"),
        sqlite_autoincrement=True,
    )
    numbered("sales_order", *SCOPE)
    for name in ("opened_on", "total"):
        op.create_index(f"ix_sales_order_{name}", "sales_order", [name, *SCOPE])
    for name in ("customer_id", "owner_id"):
        op.create_index(f"ix_sales_order_{name}", "sales_order", [name, "opened_on"])
    for name in ("customer_owner_id", "contact_id"):
        op.create_index(f"ix_sales_order_{name}", "sales_order", [name])


def make_order_line() -> None:
    op.create_table(
        "order_line",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        *linked("order_line", "order_id", "sales_order", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *linked("order_line", "product_id", "product"),
        sa.Column("model", sa.String(200)),
        sa.Column("brand", sa.String(100)),
        sa.Column("unit", sa.String(40)),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("quantity", "unit_price", "discount")
        ),
        sa.Column("tax_rate", sa.BigInteger()),
        sa.Column("cost", sa.BigInteger()),
        sa.Column("planned_on", sa.Date()),
        sa.Column("cancelled", sa.BigInteger()),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("exact", "net", "tax", "total")
        ),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        *linked("order_line", "customer_id", "customer"),
        *linked("order_line", "customer_owner_id", "app_user"),
        *linked("order_line", "owner_id", "app_user"),
        sa.Column("remarks", sa.Text()),
        *tracked("order_line"),
        sqlite_autoincrement=True,
    )
    numbered("order_line", *SCOPE)
    op.create_index("ix_order_line_order_id", "order_line", ["order_id", "position"])
    for name in ("product_id", "customer_id", "owner_id"):
        op.create_index(f"ix_order_line_{name}", "order_line", [name, "opened_on"])
    op.create_index("ix_order_line_customer_owner_id", "order_line", ["customer_owner_id"])
    op.create_index("ix_order_line_opened_on", "order_line", ["opened_on", *SCOPE])
