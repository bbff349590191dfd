"""What customers ordered: the paper, and its lines."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Child, Code, Tracked, autonumbered, unique_code


class OrderState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    VOID = "void"


class DeliveryState(StrEnum):
    """How much of an order has left the house; it follows from its deliveries."""

    NONE = "undelivered"
    PARTLY = "partly_delivered"
    WHOLE = "delivered"


class SalesOrder(Tracked):
    """An order; amounts are in smallest units of its currency and follow from its lines."""

    __tablename__ = "sales_order"
    __table_args__ = autonumbered(
        unique_code("sales_order"),
        Index("ix_sales_order_code", "code", "owner_id", "deleted_at"),
        Index("ix_sales_order_opened_on", "opened_on", "owner_id", "deleted_at"),
        Index("ix_sales_order_total", "total", "owner_id", "deleted_at"),
        Index("ix_sales_order_customer_id", "customer_id", "opened_on"),
        Index("ix_sales_order_owner_id", "owner_id", "opened_on"),
        Index("ix_sales_order_customer_owner_id", "customer_owner_id"),
        Index("ix_sales_order_contact_id", "contact_id"),
        Index("ix_sales_order_quote_id", "quote_id"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[OrderState]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    opened_on: Mapped[date]
    required_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    delivery: Mapped[DeliveryState] = mapped_column(server_default=DeliveryState.NONE)
    next_delivery_on: Mapped[date | None]
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
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    net: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    ship_to: Mapped[str | None] = mapped_column(String(200))
    ship_address: Mapped[str | None] = mapped_column(String(300))
    remarks: Mapped[str | None] = mapped_column(Text)


class OrderLine(Tracked):
    """A line of an order: its own copy of product, price and tax, exact value and paper amounts.

    Customer, owners, currency and day are the order's, kept with it.
    """

    __tablename__ = "order_line"
    __table_args__ = autonumbered(
        unique_code("order_line"),
        Index("ix_order_line_code", "code", "owner_id", "deleted_at"),
        Index("ix_order_line_order_id", "order_id", "position"),
        Index("ix_order_line_product_id", "product_id", "opened_on"),
        Index("ix_order_line_returns_id", "returns_id"),
        Index("ix_order_line_customer_id", "customer_id", "opened_on"),
        Index("ix_order_line_owner_id", "owner_id", "opened_on"),
        Index("ix_order_line_customer_owner_id", "customer_owner_id"),
        Index("ix_order_line_opened_on", "opened_on", "owner_id", "deleted_at"),
    )

    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
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
    planned_on: Mapped[date | None]
    cancelled: Mapped[Decimal | None]
    delivered: Mapped[Decimal | None]
    returned: Mapped[Decimal | None]
    next_delivery_on: Mapped[date | None]
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    reason: Mapped[str | None] = mapped_column(String(200))
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


class OrderLinePlan(Child):
    """So many of a line are to leave on a day."""

    __tablename__ = "order_line_plan"
    __table_args__ = (Index("ix_order_line_plan_order_line_id", "order_line_id"),)

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    planned_on: Mapped[date]
    quantity: Mapped[Decimal]


class OrderLineDelivery(Child):
    """So many of a line left on a day; a delivery note will group rows of one day."""

    __tablename__ = "order_line_delivery"
    __table_args__ = (Index("ix_order_line_delivery_order_line_id", "order_line_id"),)

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    delivered_on: Mapped[date]
    quantity: Mapped[Decimal]
    note: Mapped[str | None] = mapped_column(String(200))
