"""When a customer lay in the pool, who had it before and who claimed it."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base, Code


class PoolStay(Base):
    """One stay of a customer in the pool: it tells who lost it when, and who claimed it when."""

    __tablename__ = "pool_stay"
    __table_args__ = (
        Index("ix_pool_stay_customer_id", "customer_id", "former_owner_id", "entered_on"),
        Index("ix_pool_stay_taken_by_id", "taken_by_id", "left_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    former_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    entered_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Code)
    left_on: Mapped[date | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
