"""What somebody is meant to sell in a month."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Tracked, autonumbered, unique_code


class SalesTarget(Tracked):
    """The target of a person for a month; `month` is its first day, `name` the month in words."""

    __tablename__ = "sales_target"
    __table_args__ = autonumbered(
        unique_code("sales_target"),
        Index("ix_sales_target_code", "code", "owner_id", "deleted_at"),
        Index("ix_sales_target_name", "name", "owner_id", "deleted_at"),
        Index("ix_sales_target_month", "month", "owner_id", "deleted_at"),
        Index("ix_sales_target_owner_id", "owner_id", "month"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    owner_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    month: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    remarks: Mapped[str | None] = mapped_column(Text)
