"""Leads, the pool, quotes, papers, forecasts, rates between currencies."""

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
    """Pictures of products, what they cost before, deliveries of orders."""


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
