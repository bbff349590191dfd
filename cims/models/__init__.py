"""Importing the package makes the metadata complete."""

from cims.models import (
    activity,
    app_user,
    change_set,
    choice,
    contact,
    customer,
    draft,
    lead,
    notice,
    opportunity,
    product,
    sales_order,
    segment,
    task,
    tax_rate,
)

__all__ = [
    "activity",
    "app_user",
    "change_set",
    "choice",
    "contact",
    "customer",
    "draft",
    "lead",
    "notice",
    "opportunity",
    "product",
    "sales_order",
    "segment",
    "task",
    "tax_rate",
]
