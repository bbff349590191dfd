"""Colleagues who sign in, and the teams they belong to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base, Tracked, autonumbered, unique_code


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
        unique_code("app_user", "username"),
        unique_code("app_user"),
        Index("ix_app_user_name", "name"),
        Index("ix_app_user_code", "code"),
    )

    code: Mapped[str | None] = mapped_column(String(40))
    username: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    state: Mapped[UserState]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    must_change: Mapped[bool] = mapped_column(server_default=text("0"))
    last_seen_at: Mapped[datetime | None]


class Role(Base):
    """A named set of rights; the six ready ones are rows like any other."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    explained: Mapped[str | None] = mapped_column(Text)
    ready: Mapped[bool] = mapped_column(server_default=text("0"))
    version: Mapped[int] = mapped_column(server_default=text("1"))


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


class FieldAccess(StrEnum):
    """What a role may do with one field; a field that it does not name is open."""

    HIDDEN = "hidden"
    READ = "read"


class RoleField(Base):
    """A field that is closed, or closed to changes, for a role."""

    __tablename__ = "role_field"

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    access: Mapped[FieldAccess]


class Taking(StrEnum):
    """How data leaves the office by a person's hand."""

    EXPORT = "export"
    PRINT = "print"
    COPY = "copy"


class RoleCap(Base):
    """How many records a day a role takes out in one way; without a row as many as it likes."""

    __tablename__ = "role_cap"

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)
    taking: Mapped[Taking] = mapped_column(primary_key=True)
    most: Mapped[int]


class DayUse(Base):
    """How many records somebody took out on one day of the office."""

    __tablename__ = "day_use"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    taking: Mapped[Taking] = mapped_column(primary_key=True)
    records: Mapped[int]


class SecondGate(Base):
    """The one-time codes (RFC 6238) that somebody is asked for after signing in."""

    __tablename__ = "second_gate"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary(32))
    last_step: Mapped[int]
    codes: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
