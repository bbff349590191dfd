"""Records on the clipboard: as text for a message, as a table for a spreadsheet."""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

from cims.services.entity import UNWRITTEN, Field, Kind
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui.paint import one_line
from cims.ui.records.format import Words

FORMULA_SIGNS = ("=", "+", "-", "@")
IN_NUMBERS = str.maketrans("", "", " -.,")


def field_names(fields: Iterable[Field]) -> list[str]:
    """What the log calls the columns that leave."""
    return [_(field.label) for field in fields if field.kind not in UNWRITTEN]


def as_text(records: Sequence[Record], fields: Sequence[Field], words: Words) -> str:
    """Each record as lines of heading and value, a blank line between two records."""
    blocks = []
    for record in records:
        cells = (
            (field, words.text(field, record.values.get(field.name)))
            for field in fields
            if field.kind is not Kind.PICTURE
        )
        lines = (
            _("{field}: {value}").format(field=_(field.label), value=text)
            for field, text in cells
            if text
        )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def as_table(records: Sequence[Record], fields: Sequence[Field], words: Words) -> QMimeData:
    """Headings and rows, as text with tabs and as an HTML table."""
    rows = [[_(field.label) for field in fields]]
    for record in records:
        rows.append([words.text(field, record.values.get(field.name)) for field in fields])
    made = QMimeData()
    made.setText("\n".join("\t".join(cell(text) for text in row) for row in rows))
    made.setHtml(html_table(rows))
    return made


def cell(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, two cells or two rows."""
    flat = one_line(text)
    is_number = flat[1:].translate(IN_NUMBERS).isdigit()
    return f"'{flat}" if flat.startswith(FORMULA_SIGNS) and not is_number else flat


def html_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows as HTML in which every value is text."""
    lines = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        lines.append("".join(f"<{tag}>{escape(cell(text))}</{tag}>" for text in row))
    return "<table>{}</table>".format("".join(f"<tr>{line}</tr>" for line in lines))
