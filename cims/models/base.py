"""What every table shares: names, column types, and the columns of a tracked record."""

import os
from datetime import UTC as UTC_ZONE
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC_ZONE)
MILLION = Decimal(1_000_000)


class UTC(TypeDecorator[datetime]):
    """A moment, stored as integer microseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        span = value - EPOCH
        return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Exact6(TypeDecorator[Decimal]):
    """A price, quantity, rate or discount: a decimal stored as an integer of millionths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int((value * MILLION).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / MILLION


class Base(DeclarativeBase):
    """All tables of a vault."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTC,
        date: Date,
        Decimal: Exact6,
        StrEnum: Enum(
            StrEnum, native_enum=False, length=24, values_callable=lambda kind: list(kind)
        ),
        dict[str, Any]: JSON,
    }


def uuid7(at: datetime) -> bytes:
    """A new UUID of version 7 (RFC 9562 section 5.7), 16 bytes: it sorts by time of creation."""
    return uuids7(at, 1)[0]


def uuids7(at: datetime, count: int) -> list[bytes]:
    """Many such numbers at once."""
    span = at - EPOCH
    milliseconds = (span.days * 86_400 + span.seconds) * 1000 + span.microseconds // 1000
    made, random = bytearray(), bytearray(os.urandom(10 * count))
    for start in range(0, 10 * count, 10):
        random[start] = 0x70 | random[start] & 0x0F
        random[start + 2] = 0x80 | random[start + 2] & 0x3F
        made += milliseconds.to_bytes(6, "big") + random[start : start + 10]
    return [bytes(made[start : start + 16]) for start in range(0, 16 * count, 16)]


class Tracked(Base):
    """A record that people edit: numbered for good, dated, versioned, binned before purged."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uuid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_on: Mapped[date]
    changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    custom: Mapped[dict[str, Any] | None]

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("app_user.id"))

    @declared_attr
    def changed_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("app_user.id"))


class About:
    """The record that another one is about, of whatever type: the only pair of type and id.

    `customer_id`, a real foreign key of whoever mixes this in, is filled by the service.
    """

    about_entity: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]


class Child(Base):
    """A row of a Kind.ROWS field: it has no life of its own and is saved with its root."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int]


def autonumbered(*constraints: Any) -> tuple[Any, ...]:
    """Table arguments of a Tracked table: its ids are never used again."""
    return (*constraints, {"sqlite_autoincrement": True})


def unique_code(table: str, column: str = "code") -> Index:
    """No two records outside the recycle bin have one number."""
    live = text("deleted_at IS NULL")
    name = f"uq_{table}_{column}"
    return Index(name, column, unique=True, sqlite_where=live, postgresql_where=live)


class Code(String):
    """The code of a row of table `choice`."""

    def __init__(self) -> None:
        super().__init__(40)
