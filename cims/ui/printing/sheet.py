"""A sheet of headings and lines, for paper and PDF; words are never taken for markup."""

from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument

from cims.ui.theme.tokens import FAMILIES

RULE = "#888888"


@dataclass(frozen=True)
class Line:
    """A label and what stands beside it; line breaks are kept."""

    label: str
    text: str


@dataclass(frozen=True)
class Part:
    """Lines below one heading; `labels` is the share of the width that their labels take."""

    title: str
    lines: tuple[Line, ...]
    labels: int = 26


@dataclass(frozen=True)
class Sheet:
    """One record on paper, in words that are shown as they are; `mark` says who printed it."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    foot: str = ""
    mark: str = ""


class ClosedDocument(QTextDocument):
    """A document that loads nothing from disk or net, whatever its words ask for."""

    def loadResource(self, _kind: int, _address: QUrl | str) -> Any:
        return None


def html_of(sheet: Sheet) -> str:
    """The sheet as HTML in which every word is escaped."""
    families = ",".join(f"'{family}'" for family in FAMILIES)
    parts = "".join(part_html(part) for part in sheet.parts)
    return (
        f'<body style="font-family:{families};font-size:13px;color:#000000">'
        f"<p style='font-size:22px;margin-bottom:0'><b>{words(sheet.title)}</b></p>"
        f"<p style='color:#444444;margin-top:2px'>{words(sheet.subtitle)}</p>"
        f"{parts}"
        f"<p style='color:#444444;font-size:11px'>{words(sheet.foot)}</p></body>"
    )


def part_html(part: Part) -> str:
    """One heading with its table."""
    rows = "".join(
        f"<tr><td width='{part.labels}%' style='padding:3px 12px 3px 0;color:#444444'>"
        f"{words(line.label)}</td>"
        f"<td style='padding:3px 0'>{words(line.text)}</td></tr>"
        for line in part.lines
    )
    return (
        f"<h3 style='font-size:15px;margin-top:12px;margin-bottom:2px'>{words(part.title)}</h3>"
        f"<hr style='background-color:{RULE}'>"  # without a colour Qt takes that of the theme
        f"<table width='100%' cellspacing='0'>{rows}</table>"
    )


def words(text: str) -> str:
    """Text as HTML that shows it as it is."""
    return escape(text).replace("\n", "<br>")


def document_of(sheet: Sheet) -> QTextDocument:
    """The sheet laid out, ready for a printer."""
    made = ClosedDocument()
    made.setHtml(html_of(sheet))
    return made
