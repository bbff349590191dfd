"""What was offered to customers: the paper, and its lines."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Code, Tracked, autonumbered, unique_code


class QuoteState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    VOID = "void"


class Quote(Tracked):
    """A quote; amounts are in smallest units of its currency and follow from its lines.

    A revision names the quote that it takes the place of, which is superseded from then on.
    """

    __tablename__ = "quote"
    __table_args__ = autonumbered(
        unique_code("quote"),
        Index("ix_quote_code", "code", "owner_id", "deleted_at"),
        Index("ix_quote_opened_on", "opened_on", "owner_id", "deleted_at"),
        Index("ix_quote_total", "total", "owner_id", "deleted_at"),
        Index("ix_quote_valid_until", "valid_until", "owner_id", "deleted_at"),
        Index("ix_quote_customer_id", "customer_id", "opened_on"),
        Index("ix_quote_owner_id", "owner_id", "opened_on"),
        Index("ix_quote_customer_owner_id", "customer_owner_id"),
        Index("ix_quote_contact_id", "contact_id"),
        Index("ix_quote_opportunity_id", "opportunity_id"),
        Index("ix_quote_revision_of_id", "revision_of_id"),
        Index("ix_quote_state", "state", "valid_until"),
        Index("ix_quote_sent_on", "sent_on"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[QuoteState]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    opened_on: Mapped[date]
    valid_until: Mapped[date | None]
    revision: Mapped[int]
    revision_of_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    superseded: Mapped[bool]
    customer_reference: Mapped[str | None] = mapped_column(String(100))
    currency: Mapped[str] = mapped_column(String(3))
    tax_included: Mapped[bool]
    payment_term: Mapped[str | None] = mapped_column(String(100))
    due_from: Mapped[str | None] = mapped_column(String(24))
    due_month_end: Mapped[bool]
    due_days: Mapped[int | None]
    due_months: Mapped[int | None]
    due_day: Mapped[int | None]
    delivery_terms: Mapped[str | None] = mapped_column(String(200))
    freight_terms: Mapped[str | None] = mapped_column(String(200))
    warranty_terms: Mapped[str | None] = mapped_column(String(200))
    terms: Mapped[str | None] = mapped_column(Text)
    freight: Mapped[int | None] = mapped_column(BigInteger)
    rebate: Mapped[int | None] = mapped_column(BigInteger)
    net: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    gross_profit: Mapped[int | None] = mapped_column(BigInteger)
    sent_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    refused_reason: Mapped[str | None] = mapped_column(Code)
    refused_note: Mapped[str | None] = mapped_column(Text)
    remarks: Mapped[str | None] = mapped_column(Text)
    internal_remarks: Mapped[str | None] = mapped_column(Text)


class QuoteLine(Tracked):
    """A line of a quote: its own copy of product, price and tax, exact value and paper amounts.

    Customer, owners, currency and day are the quote's, kept with it. An optional line is shown
    and not added; a gift keeps its price and comes to nothing.
    """

    __tablename__ = "quote_line"
    __table_args__ = autonumbered(
        unique_code("quote_line"),
        Index("ix_quote_line_code", "code", "owner_id", "deleted_at"),
        Index("ix_quote_line_quote_id", "quote_id", "position"),
        Index("ix_quote_line_product_id", "product_id", "opened_on"),
        Index("ix_quote_line_customer_id", "customer_id", "opened_on"),
        Index("ix_quote_line_owner_id", "owner_id", "opened_on"),
        Index("ix_quote_line_customer_owner_id", "customer_owner_id"),
        Index("ix_quote_line_opened_on", "opened_on", "owner_id", "deleted_at"),
    )

    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    position: Mapped[int]
    heading: Mapped[str | None] = mapped_column(String(100))
    optional: Mapped[bool]
    gift: Mapped[bool]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    model: Mapped[str | None] = mapped_column(String(200))
    brand: Mapped[str | None] = mapped_column(String(100))
    unit: Mapped[str | None] = mapped_column(Code)
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    discount: Mapped[Decimal]
    tax_rate: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    cost_amount: Mapped[int | None] = mapped_column(BigInteger)
    delivery: Mapped[str | None] = mapped_column(String(100))
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
