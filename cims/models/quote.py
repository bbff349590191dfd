"""What was offered to customers: the paper, and its lines."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.any_paper import AnyPaper, AnyPaperLine, of_line, of_paper
from cims.models.base import Code


class QuoteState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    VOID = "void"


class Quote(AnyPaper):
    """A quote; a revision names the one whose place it takes, which is superseded by that."""

    __tablename__ = "quote"
    __table_args__ = of_paper(
        "quote",
        Index("ix_quote_valid_until", "valid_until", "owner_id", "deleted_at"),
        Index("ix_quote_opportunity_id", "opportunity_id"),
        Index("ix_quote_revision_of_id", "revision_of_id"),
        Index("ix_quote_state", "state", "valid_until"),
        Index("ix_quote_sent_on", "sent_on"),
    )

    state: Mapped[QuoteState]
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    valid_until: Mapped[date | None]
    revision: Mapped[int]
    revision_of_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    superseded: Mapped[bool]
    delivery_terms: Mapped[str | None] = mapped_column(String(200))
    freight_terms: Mapped[str | None] = mapped_column(String(200))
    warranty_terms: Mapped[str | None] = mapped_column(String(200))
    terms: Mapped[str | None] = mapped_column(Text)
    gross_profit: Mapped[int | None] = mapped_column(BigInteger)
    sent_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    refused_reason: Mapped[str | None] = mapped_column(Code)
    refused_note: Mapped[str | None] = mapped_column(Text)
    internal_remarks: Mapped[str | None] = mapped_column(Text)


class QuoteLine(AnyPaperLine):
    """A line of a quote; an optional one is shown and not added, a gift comes to nothing."""

    __tablename__ = "quote_line"
    __table_args__ = of_line("quote_line", "quote_id")

    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    heading: Mapped[str | None] = mapped_column(String(100))
    optional: Mapped[bool]
    gift: Mapped[bool]
    cost_amount: Mapped[int | None] = mapped_column(BigInteger)
    delivery: Mapped[str | None] = mapped_column(String(100))
