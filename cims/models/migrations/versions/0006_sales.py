"""Leads, the pool, quotes, papers, forecasts, rates between currencies."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from cims.models.forecast_sums import SHARES_ANEW, SHARES_FOLLOW, SUMS_ANEW, SUMS_FOLLOW
from cims.models.migrations.columns import add_link, child, linked, numbered, searched, tracked

revision = "0006"
down_revision = "0005"

SCOPE = ["owner_id", "deleted_at"]


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
    make_deliveries()


def make_deliveries() -> None:
    """What has left of an order, line by line; an older order with a day left whole."""
    state = sa.Column("delivery", sa.String(24), nullable=False, server_default="undelivered")
    op.add_column("sales_order", state)
    op.add_column("sales_order", sa.Column("next_delivery_on", sa.Date()))
    order = sa.table("sales_order", sa.column("delivery"), sa.column("delivered_on"))
    left = sa.update(order).where(order.c.delivered_on.is_not(None))
    op.execute(left.values(delivery="delivered"))
    for name in ("delivered", "returned"):
        op.add_column("order_line", sa.Column(name, sa.BigInteger()))
    op.add_column("order_line", sa.Column("next_delivery_on", sa.Date()))
    op.execute(
        "UPDATE order_line SET next_delivery_on = planned_on "
        "WHERE quantity > coalesce(cancelled, 0)"
    )
    op.execute(
        "UPDATE sales_order SET next_delivery_on = (SELECT min(line.next_delivery_on) "
        "FROM order_line AS line WHERE line.order_id = sales_order.id AND line.deleted_at IS NULL) "
        "WHERE delivered_on IS NULL"
    )
    op.add_column("order_line", sa.Column("reason", sa.String(200)))
    add_link("order_line", "returns_id", "order_line")
    op.create_index("ix_order_line_returns_id", "order_line", ["returns_id"])
    for table, day, more in (
        ("order_line_plan", "planned_on", ()),
        ("order_line_delivery", "delivered_on", (sa.Column("note", sa.String(200)),)),
    ):
        op.create_table(
            table,
            *child(table),
            *linked(table, "order_line_id", "order_line", nullable=False),
            sa.Column(day, sa.Date(), nullable=False),
            sa.Column("quantity", sa.BigInteger(), nullable=False),
            *more,
        )
        op.create_index(f"ix_{table}_order_line_id", table, ["order_line_id"])


def make_quotes() -> None:
    """Quotes and their lines; orders know the quote that they came from."""
    make_quote()
    make_quote_line()
    searched("quote", "quote_line")
    op.add_column("sales_order", sa.Column("rebate", sa.BigInteger()))
    add_link("sales_order", "quote_id", "quote")
    op.create_index("ix_sales_order_quote_id", "sales_order", ["quote_id"])


def make_quote() -> None:
    op.create_table(
        "quote",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        *linked("quote", "customer_id", "customer"),
        *linked("quote", "customer_owner_id", "app_user"),
        *linked("quote", "contact_id", "contact"),
        *linked("quote", "owner_id", "app_user"),
        *linked("quote", "opportunity_id", "opportunity"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("revision", sa.Integer(), nullable=False),
        *linked("quote", "revision_of_id", "quote"),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("customer_reference", sa.String(100)),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("payment_term", sa.String(100)),
        sa.Column("due_from", sa.String(24)),
        sa.Column("due_month_end", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("due_days", "due_months", "due_day")),
        *(sa.Column(f"{name}_terms", sa.String(200)) for name in ("delivery", "freight")),
        sa.Column("warranty_terms", sa.String(200)),
        sa.Column("terms", sa.Text()),
        *(sa.Column(name, sa.BigInteger()) for name in ("freight", "rebate", "gross_profit")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("net", "tax", "total")),
        *(sa.Column(f"{name}_on", sa.Date()) for name in ("sent", "accepted", "refused")),
        sa.Column("refused_reason", sa.String(40)),
        *(sa.Column(n, sa.Text()) for n in ("refused_note", "remarks", "internal_remarks")),
        *tracked("quote"),
        sqlite_autoincrement=True,
    )
    numbered("quote", *SCOPE)
    for name in ("opened_on", "total", "valid_until"):
        op.create_index(f"ix_quote_{name}", "quote", [name, *SCOPE])
    for name in ("customer_id", "owner_id"):
        op.create_index(f"ix_quote_{name}", "quote", [name, "opened_on"])
    for name in ("customer_owner_id", "contact_id", "opportunity_id", "revision_of_id"):
        op.create_index(f"ix_quote_{name}", "quote", [name])
    op.create_index("ix_quote_state", "quote", ["state", "valid_until"])
    op.create_index("ix_quote_sent_on", "quote", ["sent_on"])


def make_quote_line() -> None:
    exact = ("quantity", "unit_price", "discount", "exact")
    op.create_table(
        "quote_line",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        *linked("quote_line", "quote_id", "quote", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(100)),
        *(sa.Column(n, sa.Boolean(), nullable=False) for n in ("optional", "gift", "counted")),
        *linked("quote_line", "product_id", "product"),
        sa.Column("model", sa.String(200)),
        sa.Column("brand", sa.String(100)),
        sa.Column("unit", sa.String(40)),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in exact),
        *(sa.Column(name, sa.BigInteger()) for name in ("tax_rate", "cost", "cost_amount")),
        sa.Column("delivery", sa.String(100)),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("net", "tax", "total")),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *linked("quote_line", "customer_id", "customer"),
        *linked("quote_line", "customer_owner_id", "app_user"),
        *linked("quote_line", "owner_id", "app_user"),
        sa.Column("remarks", sa.Text()),
        *tracked("quote_line"),
        sqlite_autoincrement=True,
    )
    numbered("quote_line", *SCOPE)
    op.create_index("ix_quote_line_quote_id", "quote_line", ["quote_id", "position"])
    for name in ("product_id", "customer_id", "owner_id"):
        op.create_index(f"ix_quote_line_{name}", "quote_line", [name, "opened_on"])
    op.create_index("ix_quote_line_customer_owner_id", "quote_line", ["customer_owner_id"])
    op.create_index("ix_quote_line_opened_on", "quote_line", ["opened_on", *SCOPE])


def make_templates() -> None:
    """What papers look like."""
    op.create_table(
        "paper_template",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("paper_kind", sa.String(24), nullable=False),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("format", sa.String(24), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("file", sa.String(64)),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.Text()),
        *tracked("paper_template"),
        sqlite_autoincrement=True,
    )
    numbered("paper_template")
    op.create_index("ix_paper_template_name", "paper_template", ["name"])
    op.create_table(
        "paper_file",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_paper_file")),
    )
    searched("paper_template")


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
    """Customers whom nobody owns; who works on customers doesn't protect the own ones."""
    for name in ("owned_since", "protected_until", "returns_on", "pooled_on"):
        op.add_column("customer", sa.Column(name, sa.Date()))
    op.add_column("customer", sa.Column("pool_reason", sa.String(40)))
    add_link("customer", "former_owner_id", "app_user")
    pooled, warned = sa.text("pooled_on IS NOT NULL"), sa.text("returns_on IS NOT NULL")
    for name in ("pooled_on", "name_sort", "last_contact_on", "former_owner_id"):
        columns = [name, "owner_id", "deleted_at"]
        op.create_index(f"ix_customer_pool_{name}", "customer", columns, sqlite_where=pooled)
    op.create_index("ix_customer_returns_on", "customer", ["returns_on"], sqlite_where=warned)
    op.create_table(
        "pool_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        *linked("pool_stay", "customer_id", "customer", nullable=False),
        *linked("pool_stay", "former_owner_id", "app_user"),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("left_on", sa.Date()),
        *linked("pool_stay", "taken_by_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_stay")),
    )
    names = ["customer_id", "former_owner_id", "entered_on"]
    op.create_index("ix_pool_stay_customer_id", "pool_stay", names)
    op.create_index("ix_pool_stay_taken_by_id", "pool_stay", ["taken_by_id", "left_on"])
    op.execute(
        "INSERT INTO role_field (role_id, entity, field, access) "
        "SELECT id, 'customer', 'protected_until', 'read' FROM role "
        "WHERE code IN ('sales', 'service')"
    )


def make_rates() -> None:
    """What one currency is worth in another, by day."""
    op.create_table(
        "exchange_rate",
        sa.Column("code", sa.String(40), nullable=False),
        *(sa.Column(name, sa.String(3), nullable=False) for name in ("currency", "base")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("remarks", sa.Text()),
        *tracked("exchange_rate"),
        sqlite_autoincrement=True,
    )
    numbered("exchange_rate")
    op.create_index("ix_exchange_rate_currency", "exchange_rate", ["currency", "day"])
    op.create_index("ix_exchange_rate_day", "exchange_rate", ["day"])
    searched("exchange_rate")


def make_forecast() -> None:
    """Targets, and what was thought on each day."""
    make_categories()
    make_shares()
    make_sums()
    make_target()


def make_categories() -> None:
    """Stages say how sure what stands in them is; opportunities follow until somebody says it."""
    usual, no = sa.text("'pipeline'"), sa.text("0")
    for table in ("stage", "opportunity"):
        op.add_column(
            table, sa.Column("forecast", sa.String(24), nullable=False, server_default=usual)
        )
    op.add_column(
        "opportunity", sa.Column("own_forecast", sa.Boolean(), nullable=False, server_default=no)
    )
    op.add_column("opportunity", sa.Column("slipped_from", sa.Date()))
    run = op.get_bind().exec_driver_sql
    run(
        "UPDATE stage SET forecast = CASE WHEN meaning = 'won' THEN 'committed' "
        "WHEN meaning = 'lost' THEN 'omitted' WHEN probability >= 800000 THEN 'committed' "
        "WHEN probability >= 500000 THEN 'best_case' ELSE 'pipeline' END"
    )
    run(
        "UPDATE opportunity SET forecast = "
        "(SELECT forecast FROM stage WHERE stage.id = opportunity.stage_id)"
    )
    names = ["slipped_from", "meaning", "deleted_at", "owner_id", "customer_owner_id"]
    names += ["customer_id", "close_on", "forecast", "currency", "pipeline_id", "amount"]
    op.create_index(
        "ix_opportunity_slipped_from",
        "opportunity",
        names,
        sqlite_where=sa.text("slipped_from IS NOT NULL"),
    )


def make_shares() -> None:
    """What of an opportunity's amount falls to each of its lines."""
    for name in ("share", "weighted_share"):
        op.add_column("opportunity_line", sa.Column(name, sa.BigInteger()))
    run = op.get_bind().exec_driver_sql
    lines: dict[tuple[int, int, int], list[tuple[int, Decimal]]] = {}
    for id_, root, amount, weighted, quantity, price, discount in run(
        "SELECT l.id, o.id, o.amount, coalesce(o.weighted, 0), l.quantity, l.unit_price, "
        "l.discount FROM opportunity_line l JOIN opportunity o ON o.id = l.opportunity_id "
        "WHERE o.amount IS NOT NULL ORDER BY o.id, l.position, l.id"
    ):
        worth = Decimal(1_000_000 if quantity is None else quantity) * (price or 0)
        worth *= 1_000_000 - (discount or 0)
        lines.setdefault((root, amount, weighted), []).append((id_, worth))
    written = [
        (*shares, id_)
        for (_root, amount, weighted), some in lines.items()
        for id_, *shares in zip(
            [id_ for id_, _worth in some],
            split(amount, [worth for _id, worth in some]),
            split(weighted, [worth for _id, worth in some]),
            strict=True,
        )
    ]
    if written:
        run("UPDATE opportunity_line SET share = ?, weighted_share = ? WHERE id = ?", written)


def split(units: int, parts: Sequence[Decimal]) -> Iterator[int]:
    """So many smallest units in the ratio of the parts; the rest of the rounding goes to the last.

    Parts that come to nothing share alike.
    """
    total = sum(parts)
    weights = parts if total > 0 else [Decimal(1)] * len(parts)
    total = sum(weights, Decimal(0))
    left = units
    for part in weights[:-1]:
        share = int((units * part / total).to_integral_value(ROUND_HALF_UP))
        left -= share
        yield share
    yield left


def make_sums() -> None:
    """Sums that follow the opportunities, and what they were on the days that are kept."""
    names = ["kind", "owner", "customer_owner", "currency", "pipeline"]
    op.create_table(
        "forecast_sum",
        sa.Column("day", sa.String(10), nullable=False),
        *key_of_sums(),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("count", "valued")),
        *amounts(),
        sa.PrimaryKeyConstraint("day", *names, name=op.f("pk_forecast_sum")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forecast_share",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("product", sa.Integer(), nullable=False),
        *key_of_sums(),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        *amounts(),
        sa.PrimaryKeyConstraint(
            *("month", "product", "kind", "currency", "day", "owner", "customer_owner"),
            "pipeline",
            name=op.f("pk_forecast_share"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forecast_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_day")),
    )
    op.create_index("ix_forecast_day_day", "forecast_day", ["day"])
    op.create_table(
        "forecast_change",
        sa.Column("month", sa.String(7), nullable=False),
        *key_of_sums(),
        *linked("forecast_change", "forecast_day_id", "forecast_day", nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        *amounts(),
        sa.PrimaryKeyConstraint(
            "month", *names, "forecast_day_id", name=op.f("pk_forecast_change")
        ),
        sqlite_with_rowid=False,
    )
    for statement in (SUMS_ANEW, SHARES_ANEW, *SUMS_FOLLOW, *SHARES_FOLLOW):
        op.get_bind().exec_driver_sql(statement)


def key_of_sums() -> tuple[sa.Column[Any], ...]:
    """Whose the opportunities of a sum are, and of what kind."""
    return (
        sa.Column("kind", sa.String(24), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("owner", "customer_owner")),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("pipeline", sa.Integer(), nullable=False),
    )


def amounts() -> tuple[sa.Column[Any], ...]:
    """What they come to."""
    return tuple(
        sa.Column(name, sa.BigInteger(), nullable=False) for name in ("amount", "weighted")
    )


def make_target() -> None:
    """What people are meant to sell, month by month."""
    op.create_table(
        "sales_target",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        *linked("sales_target", "owner_id", "app_user", nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("remarks", sa.Text()),
        *tracked("sales_target"),
        sqlite_autoincrement=True,
    )
    numbered("sales_target", "owner_id", "deleted_at")
    for name in ("name", "month"):
        op.create_index(f"ix_sales_target_{name}", "sales_target", [name, "owner_id", "deleted_at"])
    op.create_index("ix_sales_target_owner_id", "sales_target", ["owner_id", "month"])
    searched("sales_target")
