"""What was done with customers: calls, visits, messages, notes, comments."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import About, Child, Code, Tracked, autonumbered, unique_code


class Activity(About, Tracked):
    """One entry of a customer's timeline that somebody wrote; `name` is its first line.

    `contacted_on` is the day of `happened_at` in the office's zone; `occasion` is the festival
    or birthday of a year that a gift or greeting was for.
    """

    __tablename__ = "activity"
    __table_args__ = autonumbered(
        unique_code("activity"),
        Index("ix_activity_code", "code", "owner_id", "deleted_at"),
        Index("ix_activity_happened_at", "happened_at", "owner_id", "deleted_at"),
        Index(
            "ix_activity_contacted_on",
            "contacted_on",
            "owner_id",
            "deleted_at",
            "kind",
            "customer_owner_id",
            "customer_id",
        ),
        Index("ix_activity_customer_id", "customer_id", "happened_at", "kind"),
        Index("ix_activity_owner_id", "owner_id", "contacted_on"),
        Index("ix_activity_contact_id", "contact_id", sqlite_where=text("contact_id IS NOT NULL")),
        Index("ix_activity_lead_id", "lead_id", sqlite_where=text("lead_id IS NOT NULL")),
        Index(
            "ix_activity_about_id",
            "about_entity",
            "about_id",
            sqlite_where=text("about_id IS NOT NULL"),
        ),
        Index("ix_activity_occasion", "occasion", sqlite_where=text("occasion IS NOT NULL")),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(Code)
    result: Mapped[str | None] = mapped_column(Code)
    happened_at: Mapped[datetime]
    contacted_on: Mapped[date]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    content: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str | None] = mapped_column(String(200))
    next_on: Mapped[date | None]
    occasion: Mapped[str | None] = mapped_column(String(40))


class ActivityMention(Child):
    """A colleague whom an entry calls upon with @."""

    __tablename__ = "activity_mention"
    __table_args__ = (
        Index("ix_activity_mention_activity_id", "activity_id"),
        Index("ix_activity_mention_user_id", "user_id", "activity_id"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
