"""Lists that an office words its own way, number series, tags."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base


class Choice(Base):
    """One entry of a list; records store its code, program logic asks only its meaning."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("list", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    meaning: Mapped[str | None] = mapped_column(String(40))
    labels: Mapped[dict[str, Any]]
    synonyms: Mapped[str] = mapped_column(String(400), default="")
    colour: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


class Reset(StrEnum):
    NEVER = "never"
    YEAR = "year"
    MONTH = "month"


class NumberSeries(Base):
    """Where the next number of a record type comes from."""

    __tablename__ = "number_series"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    pattern: Mapped[str] = mapped_column(String(60))
    next: Mapped[int]
    reset: Mapped[Reset]
    period: Mapped[str] = mapped_column(String(6), default="")


class Tag(Base):
    """A free word that groups records."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    colour: Mapped[str] = mapped_column(String(10), default="")
