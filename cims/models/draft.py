"""What a user left half done, and how a user likes to look at things."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base


class Draft(Base):
    """A form that was changed but not saved when the vault was locked."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    entity: Mapped[str] = mapped_column(String(40))
    record: Mapped[int | None]
    version: Mapped[int | None]
    at: Mapped[datetime]
    values: Mapped[dict[str, Any]]


class SavedView(Base):
    """A filter with its columns and order, kept under a name by one user or for all."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    entity: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    view: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(default=0)
