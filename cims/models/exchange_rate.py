"""What one currency is worth in another, by day."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Tracked, autonumbered, unique_code


class ExchangeRate(Tracked):
    """So many `units` of a currency are worth `rate` of `base`, from a day on."""

    __tablename__ = "exchange_rate"
    __table_args__ = autonumbered(
        unique_code("exchange_rate"),
        Index("ix_exchange_rate_code", "code"),
        Index("ix_exchange_rate_currency", "currency", "day"),
        Index("ix_exchange_rate_day", "day"),
    )

    code: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    base: Mapped[str] = mapped_column(String(3))
    day: Mapped[date]
    units: Mapped[int]
    rate: Mapped[Decimal]
    remarks: Mapped[str | None] = mapped_column(Text)
