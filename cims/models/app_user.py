"""Colleagues who sign in, and the teams they belong to."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base, Tracked, autonumbered


class UserState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class Team(Base):
    """A part of the office; a manager of a team sees what it and the teams below it own."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class AppUser(Tracked):
    """A colleague; the key to the vault lies in the slot file, under the same uuid."""

    __tablename__ = "app_user"
    __table_args__ = autonumbered(
        Index(
            "uq_app_user_username",
            "username",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_app_user_name", "name"),
    )

    username: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    state: Mapped[UserState]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Role(Base):
    """A named set of rights; the six ready ones are rows like any other."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))


class RoleRight(Base):
    """One right of a role: `customer:edit` with a scope, or a single right `right:backup`."""

    __tablename__ = "role_right"

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)
    right: Mapped[str] = mapped_column(String(80), primary_key=True)
    scope: Mapped[str] = mapped_column(String(8))


class UserRole(Base):
    """Who has which roles."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)
