"""Enquiries before they are customers, and the rules by which they are given to colleagues."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Child, Code, Tracked, autonumbered, unique_code


class LeadState(StrEnum):
    NEW = "new"
    WORKING = "working"
    CONVERTED = "converted"
    INVALID = "invalid"


class AssignmentMethod(StrEnum):
    FIXED = "fixed"
    IN_TURN = "in_turn"
    LEAST_BUSY = "least_busy"


class Lead(Tracked):
    """An enquiry of a company or person; `assigned_at` says since when its owner has it.

    Once it is converted, `customer_id`, `contact_id` and `opportunity_id` say into what.
    """

    __tablename__ = "lead"
    __table_args__ = autonumbered(
        unique_code("lead"),
        Index("ix_lead_code", "code", "owner_id", "deleted_at"),
        Index("ix_lead_name_sort", "name_sort", "owner_id", "deleted_at"),
        Index("ix_lead_core_name", "core_name", "owner_id", "deleted_at"),
        Index("ix_lead_created_on", "created_on", "owner_id", "deleted_at"),
        Index("ix_lead_next_contact_on", "next_contact_on", "owner_id", "deleted_at"),
        Index("ix_lead_amount", "amount", "owner_id", "deleted_at"),
        Index("ix_lead_owner_id", "owner_id", "state", "assigned_at"),
        Index("ix_lead_source", "source", "state", "deleted_at"),
        *(
            Index(f"ix_lead_{column}", column, sqlite_where=text(f"{column} IS NOT NULL"))
            for column in (
                *("customer_id", "contact_id", "opportunity_id", "product_id", "family_id"),
                "rule_id",
            )
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(200))
    core_name: Mapped[str] = mapped_column(String(200))
    contact_name: Mapped[str | None] = mapped_column(String(100))
    salutation: Mapped[str | None] = mapped_column(String(60))
    job_title: Mapped[str | None] = mapped_column(String(100))
    main_phone: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str | None] = mapped_column(Code)
    state: Mapped[LeadState]
    invalid_reason: Mapped[str | None] = mapped_column(Code)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    assigned_at: Mapped[datetime | None]
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_rule.id"))
    province: Mapped[str | None] = mapped_column(String(60))
    city: Mapped[str | None] = mapped_column(String(60))
    industry: Mapped[str | None] = mapped_column(Code)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    next_contact_on: Mapped[date | None]
    next_step: Mapped[str | None] = mapped_column(String(200))
    last_contact_on: Mapped[date | None]
    remarks: Mapped[str | None] = mapped_column(Text)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    converted_on: Mapped[date | None]
    converted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class AssignmentRule(Tracked):
    """Who gets leads that come in without an owner; `last_user_id` is whose turn it was last."""

    __tablename__ = "assignment_rule"
    __table_args__ = autonumbered(
        unique_code("assignment_rule"),
        Index("ix_assignment_rule_code", "code"),
        Index("ix_assignment_rule_name", "name"),
        Index("ix_assignment_rule_position", "position"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    method: Mapped[AssignmentMethod]
    retired: Mapped[bool]
    last_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class AssignmentCondition(Child):
    """What a rule takes: leads that fit all that is filled in here, or in another of its rows."""

    __tablename__ = "assignment_condition"
    __table_args__ = (
        Index("ix_assignment_condition_rule_id", "rule_id"),
        Index("ix_assignment_condition_product_id", "product_id"),
        Index("ix_assignment_condition_family_id", "family_id"),
    )

    rule_id: Mapped[int] = mapped_column(ForeignKey("assignment_rule.id"))
    source: Mapped[str | None] = mapped_column(Code)
    province: Mapped[str | None] = mapped_column(String(60))
    city: Mapped[str | None] = mapped_column(String(60))
    industry: Mapped[str | None] = mapped_column(Code)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))


class AssignmentMember(Child):
    """A colleague to whom a rule gives, in this order."""

    __tablename__ = "assignment_member"
    __table_args__ = (
        Index("ix_assignment_member_rule_id", "rule_id"),
        Index("ix_assignment_member_user_id", "user_id"),
    )

    rule_id: Mapped[int] = mapped_column(ForeignKey("assignment_rule.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
