"""What somebody has to do, about whom and until when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import About, Tracked, autonumbered, unique_code

OPEN = text("done_on IS NULL")


class Task(About, Tracked):
    """Something to do; `reminded_at` says when upkeep sent the reminder for `remind_at`."""

    __tablename__ = "task"
    __table_args__ = autonumbered(
        unique_code("task"),
        Index("ix_task_code", "code", "owner_id", "deleted_at"),
        Index("ix_task_due_on", "due_on", "owner_id", "deleted_at"),
        Index("ix_task_open", "owner_id", "due_on", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "ix_task_remind_at",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL AND reminded_at IS NULL AND done_on IS NULL"),
        ),
        Index("ix_task_customer_id", "customer_id"),
        Index("ix_task_lead_id", "lead_id", sqlite_where=text("lead_id IS NOT NULL")),
        Index(
            "ix_task_about_id",
            "about_entity",
            "about_id",
            sqlite_where=text("about_id IS NOT NULL"),
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date | None]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    done: Mapped[bool]
    done_on: Mapped[date | None]
    remarks: Mapped[str | None] = mapped_column(Text)
