"""The columns that quotes and orders share, and those of their lines."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Code, Tracked, autonumbered, unique_code


class AnyPaper(Tracked):
    """A paper for a customer; amounts are in smallest units and follow from its lines."""

    __abstract__ = True

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    opened_on: Mapped[date]
    customer_reference: Mapped[str | None] = mapped_column(String(100))
    currency: Mapped[str] = mapped_column(String(3))
    tax_included: Mapped[bool]
    payment_term: Mapped[str | None] = mapped_column(String(100))
    due_from: Mapped[str | None] = mapped_column(String(24))
    due_month_end: Mapped[bool]
    due_days: Mapped[int | None]
    due_months: Mapped[int | None]
    due_day: Mapped[int | None]
    freight: Mapped[int | None] = mapped_column(BigInteger)
    rebate: Mapped[int | None] = mapped_column(BigInteger)
    net: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    remarks: Mapped[str | None] = mapped_column(Text)


class AnyPaperLine(Tracked):
    """A line: its own copy of product, price and tax, exact value and paper amounts.

    Customer, owners, currency and day are the paper's, kept with it.
    """

    __abstract__ = True

    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    model: Mapped[str | None] = mapped_column(String(200))
    brand: Mapped[str | None] = mapped_column(String(100))
    unit: Mapped[str | None] = mapped_column(Code)
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    discount: Mapped[Decimal]
    tax_rate: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    exact: Mapped[Decimal]
    net: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    opened_on: Mapped[date]
    counted: Mapped[bool]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    remarks: Mapped[str | None] = mapped_column(Text)


def of_paper(table: str, *more: Index) -> tuple[Any, ...]:
    """Table arguments of a paper: its number, what it is listed, found and owned by."""
    return autonumbered(
        unique_code(table),
        *(
            Index(f"ix_{table}_{name}", name, "owner_id", "deleted_at")
            for name in ("code", "opened_on", "total")
        ),
        *(Index(f"ix_{table}_{name}", name, "opened_on") for name in ("customer_id", "owner_id")),
        *(Index(f"ix_{table}_{name}", name) for name in ("customer_owner_id", "contact_id")),
        *more,
    )


def of_line(table: str, paper: str, *more: Index) -> tuple[Any, ...]:
    """Table arguments of a line, whose column `paper` names its paper."""
    return autonumbered(
        unique_code(table),
        *(
            Index(f"ix_{table}_{name}", name, "owner_id", "deleted_at")
            for name in ("code", "opened_on")
        ),
        Index(f"ix_{table}_{paper}", paper, "position"),
        *(
            Index(f"ix_{table}_{name}", name, "opened_on")
            for name in ("product_id", "customer_id", "owner_id")
        ),
        Index(f"ix_{table}_customer_owner_id", "customer_owner_id"),
        *more,
    )
