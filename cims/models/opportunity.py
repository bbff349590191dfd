"""What might be sold: pipelines, their stages, and the opportunities that go through them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base, Child, Code, Tracked, autonumbered, unique_code


class StageMeaning(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class ForecastCategory(StrEnum):
    OMITTED = "omitted"
    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMITTED = "committed"


class Pipeline(Tracked):
    """A way of selling with stages of its own."""

    __tablename__ = "pipeline"
    __table_args__ = autonumbered(
        unique_code("pipeline"),
        Index("ix_pipeline_code", "code"),
        Index("ix_pipeline_name", "name"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    retired: Mapped[bool]


class Stage(Tracked):
    """A step of a pipeline; logic asks only its meaning. `demands` names fields to be filled."""

    __tablename__ = "stage"
    __table_args__ = autonumbered(
        unique_code("stage"),
        Index("ix_stage_code", "code"),
        Index("ix_stage_name", "name"),
        Index("ix_stage_pipeline_id", "pipeline_id", "position"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    position: Mapped[int]
    meaning: Mapped[StageMeaning]
    probability: Mapped[Decimal]
    forecast: Mapped[ForecastCategory] = mapped_column(server_default=text("'pipeline'"))
    stalled_days: Mapped[int | None]
    demands: Mapped[str | None] = mapped_column(String(400))
    retired: Mapped[bool]


class Opportunity(Tracked):
    """A sale that might come about; `weighted` is amount times probability, in smallest units."""

    __tablename__ = "opportunity"
    __table_args__ = autonumbered(
        unique_code("opportunity"),
        Index("ix_opportunity_code", "code", "owner_id", "deleted_at"),
        Index("ix_opportunity_name_sort", "name_sort", "owner_id", "deleted_at"),
        Index("ix_opportunity_close_on", "close_on", "owner_id", "deleted_at"),
        Index("ix_opportunity_amount", "amount", "owner_id", "deleted_at"),
        Index(
            "ix_opportunity_stage_id",  # what a board counts and adds
            *("stage_id", "deleted_at", "owner_id", "customer_owner_id"),
            *("currency", "amount", "weighted"),
        ),
        Index("ix_opportunity_product_id", "product_id"),
        Index("ix_opportunity_customer_id", "customer_id"),
        Index("ix_opportunity_owner_id", "owner_id", "close_on"),
        Index("ix_opportunity_customer_owner_id", "customer_owner_id"),
        Index("ix_opportunity_contact_id", "contact_id"),
        Index(
            "ix_opportunity_slipped_from",
            *("slipped_from", "meaning", "deleted_at", "owner_id", "customer_owner_id"),
            *("customer_id", "close_on", "forecast", "currency", "pipeline_id", "amount"),
            sqlite_where=text("slipped_from IS NOT NULL"),
            postgresql_where=text("slipped_from IS NOT NULL"),
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(200))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer_owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    meaning: Mapped[StageMeaning]
    entered_stage_at: Mapped[datetime]
    probability: Mapped[Decimal]
    own_probability: Mapped[bool]
    forecast: Mapped[ForecastCategory] = mapped_column(server_default=text("'pipeline'"))
    own_forecast: Mapped[bool] = mapped_column(server_default=text("0"))
    currency: Mapped[str] = mapped_column(String(3))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    weighted: Mapped[int | None] = mapped_column(BigInteger)
    opened_on: Mapped[date]
    close_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    slipped_from: Mapped[date | None]
    next_step: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(Code)
    lost_reason: Mapped[str | None] = mapped_column(Code)
    lost_note: Mapped[str | None] = mapped_column(Text)
    remarks: Mapped[str | None] = mapped_column(Text)


class OpportunityLine(Child):
    """A product that the customer might buy, and what of the amount falls to it."""

    __tablename__ = "opportunity_line"
    __table_args__ = (
        Index("ix_opportunity_line_opportunity_id", "opportunity_id"),
        Index("ix_opportunity_line_product_id", "product_id"),
    )

    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str | None] = mapped_column(String(200))
    quantity: Mapped[Decimal | None]
    unit_price: Mapped[Decimal | None]
    discount: Mapped[Decimal | None]
    share: Mapped[int | None] = mapped_column(BigInteger)
    weighted_share: Mapped[int | None] = mapped_column(BigInteger)


class OpportunityContact(Child):
    """A person who has a say in it."""

    __tablename__ = "opportunity_contact"
    __table_args__ = (
        Index("ix_opportunity_contact_opportunity_id", "opportunity_id"),
        Index("ix_opportunity_contact_contact_id", "contact_id"),
    )

    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    decision_role: Mapped[str | None] = mapped_column(Code)


class OpportunityCompetitor(Child):
    """Who else would like to sell."""

    __tablename__ = "opportunity_competitor"
    __table_args__ = (Index("ix_opportunity_competitor_opportunity_id", "opportunity_id"),)

    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    name: Mapped[str] = mapped_column(String(200))
    remarks: Mapped[str | None] = mapped_column(String(200))


class StageVisit(Base):
    """A stage that an opportunity was in: entered, left, and by whom it was put there."""

    __tablename__ = "stage_visit"
    __table_args__ = (Index("ix_stage_visit_opportunity_id", "opportunity_id", "entered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
