"""What colleagues should know, and what they have read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import About, Base


class Notice(About, Base):
    """Something a colleague should know: who, about what, when, read or not.

    It holds no words about the record: they are made when it is shown, for whoever may see it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user_id", "user_id", "id"),
        Index(
            "ix_notice_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notice_about_id", "about_entity", "about_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    values: Mapped[dict[str, Any]]
    read_at: Mapped[datetime | None]


class Announcement(Base):
    """Something told to all colleagues or to one team; each of them has a notice about it."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_at", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date | None]


class ReadMark(Base):
    """Up to which activity, in the order in which they were written, somebody read a timeline.

    The clock does not count for it: it may have been set back since.
    """

    __tablename__ = "read_mark"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    upto: Mapped[int]
