"""What a class of goods or services is taxed with, from which day on."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Code, Tracked, autonumbered, unique_code


class Taxpayer(StrEnum):
    GENERAL = "general"
    SMALL = "small"


class TaxRate(Tracked):
    """A rate in force from a day on; without a rate no tax is charged at all, which is not 0 %."""

    __tablename__ = "tax_rate"
    __table_args__ = autonumbered(
        unique_code("tax_rate"),
        Index("ix_tax_rate_code", "code"),
        Index("ix_tax_rate_name", "name"),
        Index("ix_tax_rate_tax_class", "tax_class", "taxpayer", "valid_from"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    tax_class: Mapped[str] = mapped_column(Code)
    taxpayer: Mapped[Taxpayer]
    rate: Mapped[Decimal | None]
    valid_from: Mapped[date]
    remarks: Mapped[str | None] = mapped_column(Text)
