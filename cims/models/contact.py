"""People at customers, and the numbers and addresses at which people and companies are reached."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Child, Code, Tracked, autonumbered, unique_code

PHONE_KINDS = ("mobile", "landline", "400", "fax", "foreign", "short", "other")


class BirthdayCalendar(StrEnum):
    SOLAR = "solar"
    LUNAR = "lunar"


class Contact(Tracked):
    """A person, known by one name field; `customer_id` is the first of the customers linked."""

    __tablename__ = "contact"
    __table_args__ = autonumbered(
        unique_code("contact"),
        Index("ix_contact_code", "code", "owner_id", "deleted_at"),
        Index("ix_contact_name_sort", "name_sort", "owner_id", "deleted_at"),
        Index("ix_contact_name", "name"),
        Index("ix_contact_customer_id", "customer_id"),
        Index(
            "ix_contact_birthday",
            "birthday_month",
            "birthday_day",
            "customer_owner_id",
            "owner_id",
            "deleted_at",
        ),
        *(
            Index(f"ix_contact_{key}", key, sqlite_where=text(f"{key} IS NOT NULL"))
            for key in ("identity_number_key", "private_bank_card_key")
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    name_sort: Mapped[str] = mapped_column(String(100))
    salutation: Mapped[str | None] = mapped_column(String(60))
    job_title: Mapped[str | None] = mapped_column(String(100))
    department: Mapped[str | None] = mapped_column(String(100))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    birthday_calendar: Mapped[BirthdayCalendar | None]
    birthday_year: Mapped[int | None]
    birthday_month: Mapped[int | None]
    birthday_leap: Mapped[bool | None]
    birthday_day: Mapped[int | None]
    birthday_ahead: Mapped[int | None]
    remarks: Mapped[str | None] = mapped_column(Text)
    identity_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_number_key: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    private_bank_card: Mapped[bytes | None] = mapped_column(LargeBinary)
    private_bank_card_key: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    main_phone: Mapped[str | None] = mapped_column(String(60))


class CustomerContact(Child):
    """A person's place at one customer: role there, weight in decisions, still active or not."""

    __tablename__ = "customer_contact"
    __table_args__ = (
        Index("ix_customer_contact_contact_id", "contact_id"),
        Index("ix_customer_contact_customer_id", "customer_id", "contact_id"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    role: Mapped[str | None] = mapped_column(Code)
    decision_role: Mapped[str | None] = mapped_column(Code)
    inactive: Mapped[bool]


class ContactPoint(Child):
    """A phone, e-mail, WeChat or QQ; `match_key` is its whole normal form."""

    __tablename__ = "contact_point"
    __table_args__ = (
        Index(
            "ix_contact_point_customer_id",
            "customer_id",
            sqlite_where=text("customer_id IS NOT NULL"),
        ),
        Index(
            "ix_contact_point_contact_id", "contact_id", sqlite_where=text("contact_id IS NOT NULL")
        ),
        Index("ix_contact_point_lead_id", "lead_id", sqlite_where=text("lead_id IS NOT NULL")),
        Index("ix_contact_point_match_key", "match_key"),
    )

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    kind: Mapped[str] = mapped_column(Code)
    value: Mapped[str] = mapped_column(String(200))
    match_key: Mapped[str | None] = mapped_column(String(200))
    extension: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(100))
    nickname: Mapped[str | None] = mapped_column(String(100))
    friend_state: Mapped[str | None] = mapped_column(Code)
    friend_of: Mapped[str | None] = mapped_column(String(100))
    group_name: Mapped[str | None] = mapped_column(String(100))
