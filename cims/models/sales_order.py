"""What customers ordered: the paper, and its lines."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.any_paper import AnyPaper, AnyPaperLine, of_line, of_paper
from cims.models.base import Child


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


class SalesOrder(AnyPaper):
    """An order; a quote may have come before it."""

    __tablename__ = "sales_order"
    __table_args__ = of_paper("sales_order", Index("ix_sales_order_quote_id", "quote_id"))

    state: Mapped[OrderState]
    required_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    delivery: Mapped[DeliveryState] = mapped_column(server_default=DeliveryState.NONE)
    next_delivery_on: Mapped[date | None]
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    ship_to: Mapped[str | None] = mapped_column(String(200))
    ship_address: Mapped[str | None] = mapped_column(String(300))


class OrderLine(AnyPaperLine):
    """A line of an order, and how much of it was delivered, cancelled, taken back."""

    __tablename__ = "order_line"
    __table_args__ = of_line(
        "order_line", "order_id", Index("ix_order_line_returns_id", "returns_id")
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    planned_on: Mapped[date | None]
    cancelled: Mapped[Decimal | None]
    delivered: Mapped[Decimal | None]
    returned: Mapped[Decimal | None]
    next_delivery_on: Mapped[date | None]
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    reason: Mapped[str | None] = mapped_column(String(200))


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
