"""Every write to the vault: what was done, in which order, and what it was before."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base


class ChangeSet(Base):
    """One write transaction, as a person would name it and undo it."""

    __tablename__ = "change_set"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[str] = mapped_column(String(24))
    label: Mapped[str] = mapped_column(String(200))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))


class AuditEntry(Base):
    """One link of the audit chain (design/security.md section 6); append-only by triggers."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_record", "entity", "record_id", "seq"),
        Index("ix_audit_entry_customer", "customer_id", "seq"),
        Index("ix_audit_entry_change_set", "change_set"),
        Index(
            "ix_audit_entry_event",
            "action",
            "seq",
            sqlite_where=text("change_set IS NULL"),
            postgresql_where=text("change_set IS NULL"),
        ),
        Index(
            "ix_audit_entry_seam",
            "seq",
            sqlite_where=text("seam IS NOT NULL"),
            postgresql_where=text("seam IS NOT NULL"),
        ),
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    segment: Mapped[int]
    at_utc: Mapped[int] = mapped_column(BigInteger)
    clock: Mapped[str] = mapped_column(String(8))
    actor: Mapped[int | None]
    session: Mapped[str | None] = mapped_column(String(36))
    change_set: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(24))
    entity: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[int | None]
    record_uuid: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    customer_id: Mapped[int | None]
    detail: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    seam: Mapped[str | None] = mapped_column(Text)
    prev_tag: Mapped[bytes] = mapped_column(LargeBinary(32))
    tag: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditDetail(Base):
    """Before and after of one audit entry; erasing a person deletes it, the chain stays valid."""

    __tablename__ = "audit_detail"

    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    diff: Mapped[str] = mapped_column(Text)


class SealedBefore(Base):
    """The stored bytes that a sealed field had before a change: no diff ever holds them."""

    __tablename__ = "sealed_before"

    change_set: Mapped[int] = mapped_column(ForeignKey("change_set.id"), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    stored: Mapped[bytes | None] = mapped_column(LargeBinary)


class VaultState(Base):
    """The one row that says which state of which vault this file holds."""

    __tablename__ = "vault_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    commit_seq: Mapped[int]
    branch: Mapped[bytes] = mapped_column(LargeBinary(16))
    rebase: Mapped[int]
    segment: Mapped[int]
    head_known: Mapped[int]
    slot_seq: Mapped[int]
    slot_mac: Mapped[str] = mapped_column(String(64))
    backup_seq: Mapped[int]
    rights_seq: Mapped[int] = mapped_column(server_default=text("0"))


class Setting(Base):
    """One setting of the office, or of one user."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    value: Mapped[dict[str, Any]]
