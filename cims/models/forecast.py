"""Sums over opportunities that the database keeps, and what they were on earlier days.

The sums of a day and owner change with the opportunities themselves, in the same statement, by
triggers: a forecast over a million opportunities adds these, never the opportunities.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base

WON, MOVED = "won", "moved"
NONE = ""  # the day, and the month, of what has none


class ForecastSum(Base):
    """What is won or open of one owner on one day: `kind` is WON or the forecast category.

    `day` is when it was closed, else when it is expected to be; 0 stands for nobody.
    """

    __tablename__ = "forecast_sum"
    __table_args__ = ({"sqlite_with_rowid": False},)

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    owner: Mapped[int] = mapped_column(primary_key=True)
    customer_owner: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    pipeline: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    valued: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    weighted: Mapped[int] = mapped_column(BigInteger)


class ForecastShare(Base):
    """The same by product: what of the amounts falls to its lines; 0 is what names no product.

    `kind` may also be MOVED: put off out of this month, expected on `day` now.
    """

    __tablename__ = "forecast_share"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    product: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    owner: Mapped[int] = mapped_column(primary_key=True)
    customer_owner: Mapped[int] = mapped_column(primary_key=True)
    pipeline: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    weighted: Mapped[int] = mapped_column(BigInteger)


class ForecastDay(Base):
    """A day on which the forecast was kept; a day on which the program did not run has none."""

    __tablename__ = "forecast_day"
    __table_args__ = (Index("ix_forecast_day_day", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    taken_at: Mapped[datetime]


class ForecastChange(Base):
    """What a month's sum was on a kept day, where it was another than on the day kept before."""

    __tablename__ = "forecast_change"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    owner: Mapped[int] = mapped_column(primary_key=True)
    customer_owner: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    pipeline: Mapped[int] = mapped_column(primary_key=True)
    forecast_day_id: Mapped[int] = mapped_column(ForeignKey("forecast_day.id"), primary_key=True)
    count: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    weighted: Mapped[int] = mapped_column(BigInteger)
