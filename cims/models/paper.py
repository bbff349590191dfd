"""What papers look like: templates, and the files that belong to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base, Tracked, autonumbered, unique_code


class PaperKind(StrEnum):
    QUOTE = "quote"
    ORDER = "order"


class PaperLanguage(StrEnum):
    CHINESE = "zh_CN"
    ENGLISH = "en"


class PaperFormat(StrEnum):
    PAGE = "html"
    WORD = "docx"


class PaperTemplate(Tracked):
    """A template; without content and file of its own it is the ready one of its kind."""

    __tablename__ = "paper_template"
    __table_args__ = autonumbered(
        unique_code("paper_template"),
        Index("ix_paper_template_code", "code"),
        Index("ix_paper_template_name", "name"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    paper_kind: Mapped[PaperKind]
    language: Mapped[PaperLanguage]
    format: Mapped[PaperFormat]
    content: Mapped[str | None] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(String(64))
    is_default: Mapped[bool]
    retired: Mapped[bool]
    remarks: Mapped[str | None] = mapped_column(Text)


class PaperFile(Base):
    """A logo or a Word file under the hash of what it holds: never changed, so an undo finds it."""

    __tablename__ = "paper_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]
