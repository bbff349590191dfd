"""Customers and the rows that belong to them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Child, Code, Exact6, Tracked, autonumbered, unique_code

POOLED = text("pooled_on IS NOT NULL")


class CustomerKind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"


class Customer(Tracked):
    """A company or person we sell to."""

    __tablename__ = "customer"
    __table_args__ = autonumbered(
        unique_code("customer"),
        Index("ix_customer_code", "code", "owner_id", "deleted_at"),
        Index("ix_customer_name_sort", "name_sort", "owner_id", "deleted_at"),
        Index("ix_customer_next_contact_on", "next_contact_on", "owner_id", "deleted_at"),
        Index("ix_customer_last_contact_on", "last_contact_on", "owner_id", "deleted_at"),
        Index("ix_customer_lifecycle", "lifecycle", "owner_id", "deleted_at"),
        Index("ix_customer_grade", "grade", "owner_id", "deleted_at"),
        Index("ix_customer_owner_id", "owner_id", "lifecycle", "grade", "source", "deleted_at"),
        Index(
            "ix_customer_planned",
            "owner_id",
            "next_contact_on",
            sqlite_where=text("next_contact_on IS NOT NULL"),
        ),
        Index("ix_customer_core_name", "core_name", "owner_id", "deleted_at"),
        Index("ix_customer_created_on", "created_on", "owner_id", "deleted_at"),
        Index(
            "ix_customer_credit_code", "credit_code", sqlite_where=text("credit_code IS NOT NULL")
        ),
        Index("ix_customer_parent_id", "parent_id", sqlite_where=text("parent_id IS NOT NULL")),
        *(
            Index(f"ix_customer_pool_{name}", name, "owner_id", "deleted_at", sqlite_where=POOLED)
            for name in ("pooled_on", "name_sort", "last_contact_on", "former_owner_id")
        ),
        Index(
            "ix_customer_returns_on",
            "returns_on",
            sqlite_where=text("returns_on IS NOT NULL"),
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(200))
    core_name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[CustomerKind]
    lifecycle: Mapped[str | None] = mapped_column(Code)
    grade: Mapped[str | None] = mapped_column(Code)
    industry: Mapped[str | None] = mapped_column(Code)
    source: Mapped[str | None] = mapped_column(Code)
    size: Mapped[str | None] = mapped_column(Code)
    credit_code: Mapped[str | None] = mapped_column(String(40))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    website: Mapped[str | None] = mapped_column(String(200))
    needs: Mapped[str | None] = mapped_column(Text)
    preferences: Mapped[str | None] = mapped_column(Text)
    remarks: Mapped[str | None] = mapped_column(Text)
    next_contact_on: Mapped[date | None]
    next_step: Mapped[str | None] = mapped_column(String(200))
    last_contact_on: Mapped[date | None]
    main_contact: Mapped[str | None] = mapped_column(String(100))
    main_phone: Mapped[str | None] = mapped_column(String(60))
    owned_since: Mapped[date | None]
    protected_until: Mapped[date | None]
    returns_on: Mapped[date | None]
    pooled_on: Mapped[date | None]
    pool_reason: Mapped[str | None] = mapped_column(Code)
    former_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class FormerName(Child):
    """A name that the customer had before; it is still found."""

    __tablename__ = "former_name"
    __table_args__ = (Index("ix_former_name_customer_id", "customer_id"),)

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str] = mapped_column(String(200))
    core_name: Mapped[str] = mapped_column(String(200))


class Address(Child):
    """A place of a customer, for one use: registered and invoices, shipping, installation."""

    __tablename__ = "address"
    __table_args__ = (Index("ix_address_customer_id", "customer_id"),)

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    use: Mapped[str] = mapped_column(Code)
    country: Mapped[str | None] = mapped_column(String(60))
    region_code: Mapped[str | None] = mapped_column(String(6))
    province: Mapped[str | None] = mapped_column(String(60))
    city: Mapped[str | None] = mapped_column(String(60))
    district: Mapped[str | None] = mapped_column(String(60))
    detail: Mapped[str | None] = mapped_column(String(300))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    consignee: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(60))


class Identifier(Child):
    """An official number beside the unified social credit code: taxpayer ID, Taiwan's 統一編號 …"""

    __tablename__ = "identifier"
    __table_args__ = (
        Index("ix_identifier_customer_id", "customer_id"),
        Index("ix_identifier_value", "value"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(Code)
    value: Mapped[str] = mapped_column(String(60))


class InvoiceDetails(Child):
    """What a VAT invoice for this customer must show (开票资料)."""

    __tablename__ = "invoice_details"
    __table_args__ = (Index("ix_invoice_details_customer_id", "customer_id"),)

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    is_default: Mapped[bool]
    title: Mapped[str] = mapped_column(String(200))
    taxpayer_id: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(60))
    bank: Mapped[str | None] = mapped_column(String(200))
    bank_account: Mapped[str | None] = mapped_column(String(60))
    receiver: Mapped[str | None] = mapped_column(String(100))
    receiver_email: Mapped[str | None] = mapped_column(String(200))
    receiver_phone: Mapped[str | None] = mapped_column(String(60))
    invoice_kind: Mapped[str | None] = mapped_column(Code)
    tax_rate: Mapped[Exact6 | None] = mapped_column(Exact6)


class Collaborator(Child):
    """A colleague who works on somebody else's customer and therefore sees it as an own one."""

    __tablename__ = "collaborator"
    __table_args__ = (
        Index("ix_collaborator_customer_id", "customer_id"),
        Index("ix_collaborator_user_id", "user_id", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class CustomerTag(Child):
    """A tag on a customer."""

    __tablename__ = "customer_tag"
    __table_args__ = (
        Index("ix_customer_tag_customer_id", "customer_id"),
        Index("ix_customer_tag_tag_id", "tag_id", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))


class CustomerRelation(Child):
    """Another customer that this one has to do with: sister company, supplier, agent …"""

    __tablename__ = "customer_relation"
    __table_args__ = (
        Index("ix_customer_relation_customer_id", "customer_id"),
        Index("ix_customer_relation_related_id", "related_id"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    related_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str | None] = mapped_column(Code)
    note: Mapped[str | None] = mapped_column(String(200))
