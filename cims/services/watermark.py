"""The line that says who took records out, and when: on paper, in PDFs and in lists."""

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from cims.services.office import Office

SETTING, ON_PAPERS = "watermark", "papers"
WRITTEN = re.compile(r"CIMS · .+ · \d{4}-\d\d-\d\d \d\d:\d\d")


def watermark(office: "Office") -> str:
    """The line for who works in this office now, the same in every language; "" for none."""
    if not office.settings.common(SETTING).get("on"):
        return ""
    at = office.now.astimezone(ZoneInfo(office.zone))
    return f"CIMS · {office.actor.name} · {at:%Y-%m-%d %H:%M}"


def paper_mark(office: "Office") -> str:
    """The same for papers that go to customers, which the office decides about separately."""
    return watermark(office) if office.settings.common(SETTING).get(ON_PAPERS) else ""


def is_watermark(text: str) -> bool:
    """Whether a cell of a list is such a line, which is no record."""
    return WRITTEN.fullmatch(text.strip()) is not None
