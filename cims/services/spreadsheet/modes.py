"""Which lists can be brought in and added up, and how; the command line reads it first of all."""

from enum import StrEnum

INTO = (
    "customers",
    "contacts",
    "activities",
    "tasks",
    "segments",
    "users",
    "product_families",
    "products",
    "tax_rates",
    "exchange_rates",
    "quotes",
    "quote_lines",
    "orders",
    "order_lines",
    "opportunities",
    "leads",
    "targets",
    "paper_templates",
)

REPORTS = ("sales-by-year", "sales-by-customer", "sales-by-product", "pipeline", "forecast")


class Mode(StrEnum):
    """Whether rows make new records, change those with the same key, or either."""

    CREATE = "create"
    UPDATE = "update"
    BOTH = "both"
