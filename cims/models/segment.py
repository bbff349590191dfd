"""Named groups of customers that somebody put together by hand."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Child, Tracked, autonumbered, unique_code


class Segment(Tracked):
    """A static group of customers; which ones belong to it lies with the customers."""

    __tablename__ = "segment"
    __table_args__ = autonumbered(
        unique_code("segment"),
        Index("ix_segment_code", "code"),
        Index("ix_segment_name", "name"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    remarks: Mapped[str | None] = mapped_column(Text)


class CustomerSegment(Child):
    """A customer in a segment."""

    __tablename__ = "customer_segment"
    __table_args__ = (
        Index("ix_customer_segment_customer_id", "customer_id"),
        Index("ix_customer_segment_segment_id", "segment_id", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
