"""The first rows of a list as they will be: under the names of their fields, cleaned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Entity
from cims.services.i18n import _, language
from cims.services.spreadsheet.cell_text import Flawed, shown
from cims.services.spreadsheet.cleaning import cleaner
from cims.services.spreadsheet.dates import ColumnDates
from cims.services.spreadsheet.preview import INTO_REMARKS, Preview
from cims.services.spreadsheet.targets import numbered, targets_of
from cims.services.spreadsheet.workbook import ErrorCell, Value
from cims.ui.pages.importing.choices import aside_words, field_words

NOTHING = ""


@dataclass(frozen=True)
class Shown:
    """One cell; `flaw` says what is wrong with it."""

    text: str = ""
    flaw: str = ""


@dataclass(frozen=True)
class FirstRows:
    """Headings and rows, each with its number in the file."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[Shown, ...]], ...] = ()


def first_rows(
    preview: Preview, entity: Entity, mapping: Mapping[int, str], dates: Mapping[str, ColumnDates]
) -> FirstRows:
    """What the first rows become with this mapping."""
    targets = targets_of(entity, CONTACT if entity == CUSTOMER else None)
    headings, cleaners, loose = [], {}, []
    for column, path in mapping.items():
        if path == INTO_REMARKS:
            loose.append(column)
            continue
        base, number = numbered(path)
        target = targets[base]
        words = field_words(base, target.label_in(language()))
        headings.append(f"{words} {number}" if target.several and number > 1 else words)
        told = dates.get(preview.layout.headings[column]) or preview.dates.get(column)
        cleaners[column] = cleaner(target.cell, told)
    if loose:
        headings.append(aside_words(entity.by_name))
    rows = []
    for number, cells in preview.rows:
        line = [_cell(clean(_at(cells, column))) for column, clean in cleaners.items()]
        if loose:
            line.append(_remarks(preview, loose, cells))
        rows.append((number, tuple(line)))
    return FirstRows(tuple(headings), tuple(rows))


def _at(cells: Sequence[Value], column: int) -> Value:
    return cells[column] if column < len(cells) else NOTHING


def _cell(value: object) -> Shown:
    if isinstance(value, Flawed):
        return Shown(_text(value.value), value.reason)
    return Shown(_text(value))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, date | datetime):
        return shown(value)
    return str(value)


def _remarks(preview: Preview, columns: Sequence[int], cells: Sequence[Value]) -> Shown:
    parts = []
    for column in columns:
        value = _at(cells, column)
        text = value.text if isinstance(value, ErrorCell) else shown(value).strip()
        if text:
            parts.append(f"{preview.layout.headings[column]}: {text}")
    return Shown("; ".join(parts))
