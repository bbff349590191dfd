"""Rows out as a workbook with real types, or as .csv that no program takes for formulas."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheet

from cims.services.i18n import _
from cims.services.progress import Progress, in_chunks, silent
from cims.services.spreadsheet.cell_text import EXACT_DIGITS, LONGEST_TEXT
from cims.services.spreadsheet.cleaning import CellKind
from cims.services.spreadsheet.errors import refusals_told
from cims.services.whole_file import replacing

REPORT_EVERY = 1_000
WIDTH_SAMPLE = 200
NARROWEST, WIDEST = 8.0, 50.0
FIRST_EXCEL_YEAR = 1900
NUMBER_FORMATS = {
    CellKind.MONEY: "#,##0.00",
    CellKind.EXACT: "#,##0.######",
    CellKind.SHARE: "0.######%",
    CellKind.WHOLE: "0",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.MOMENT: "yyyy-mm-dd hh:mm",
}
FIXED_WIDTHS = {CellKind.DATE: 12.0, CellKind.MOMENT: 17.0, CellKind.MONEY: 16.0}
TEXT_FORMAT = "@"
SURELY_FITS = LONGEST_TEXT // 2  # a character takes one or two of the units that a cell counts
SURROGATES = re.compile("[\ud800-\udfff]")
DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
BARE_NUMBER = re.compile(r"[+-]\d[\d\s.,()-]*")
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class ExportColumn:
    """One column of the file; `width` in characters, 0 to measure the first rows."""

    label: str
    kind: str = CellKind.TEXT
    width: float = 0


@dataclass(frozen=True)
class Shortened:
    """A cell that the format can't hold whole; rows are numbered as shown."""

    row: int
    column: str
    reason: str


Rows = Iterable[Sequence[Any]]


def write_xlsx(
    path: Path,
    columns: Sequence[ExportColumn],
    rows: Rows,
    progress: Progress = silent,
    total: int = 0,
    sheet: str = "",
    mark: str = "",
) -> tuple[Shortened, ...]:
    """Write all rows or nothing; what could not be kept whole is returned, for the report.

    `mark` stands in a row of its own at the end, and at the foot of every printed page.

    Rows hold str, int, Decimal, date, datetime, bool or None. Texts stay texts, also those that
    begin with "=".
    """
    labels = _distinct([column.label for column in columns])
    shortened: list[Shortened] = []
    iterator = marked(rows, len(columns), mark)
    sample = list(islice(iterator, WIDTH_SAMPLE))
    records = _records(chain(sample, iterator), labels, shortened, progress, total)
    texts = [label for label, column in zip(labels, columns, strict=True) if _is_text(column.kind)]
    with refusals_told(path), replacing(path) as unfinished:
        write_worksheet(
            records if sample else [dict.fromkeys(labels)],
            str(unfinished),
            sheet_name=_sheet_name(sheet),
            freeze_row=1,
            autofilter=True,
            bold_headers=True,
            column_widths=[_width(column, sample, i) for i, column in enumerate(columns)],
            column_formats=dict(
                zip(labels, (_format(column.kind) for column in columns), strict=True)
            ),
            ignore_errors=texts or None,
            page_setup={"footer": f"&R{mark.replace('&', '&&')}"} if mark else None,
        )
    progress(total, total)
    return tuple(sorted(shortened, key=attrgetter("row")))


def write_csv(
    path: Path,
    columns: Sequence[ExportColumn],
    rows: Rows,
    progress: Progress = silent,
    total: int = 0,
    mark: str = "",
) -> None:
    """Write UTF-8 with byte order mark, so that every spreadsheet program reads it right.

    An apostrophe stands before texts that a program would run as a formula; import takes it off.
    """
    with (
        refusals_told(path),
        replacing(path) as unfinished,
        unfinished.open("w", encoding="utf-8-sig", errors="replace", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow([guarded(column.label) for column in columns])
        for done, row in enumerate(marked(rows, len(columns), mark)):
            if done % REPORT_EVERY == 0:
                progress(done, max(total, done))
            writer.writerow([_csv_cell(value) for value in row])
    progress(total, total)


def marked(rows: Rows, width: int, mark: str) -> Iterator[Sequence[Any]]:
    """The rows, and after them one that says who took them out."""
    yield from rows
    if mark:
        yield [mark, *[None] * (width - 1)]


def guarded(text: str) -> str:
    """The text as it may stand in a .csv; numbers and phones with a sign stay bare."""
    if DANGEROUS.match(text) and not BARE_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _records(
    rows: Rows,
    labels: list[str],
    shortened: list[Shortened],
    progress: Progress,
    total: int,
) -> Iterator[dict[str, Any]]:
    for number, some in enumerate(in_chunks(rows, REPORT_EVERY)):
        done = number * REPORT_EVERY
        progress(done, max(total, done))
        columns = [
            _fitting(column, done + 2, label, shortened)
            for label, column in zip(labels, zip(*some, strict=True), strict=True)
        ]
        for row in zip(*columns, strict=True):
            yield dict(zip(labels, row, strict=True))


def _fitting(
    column: Sequence[Any], first: int, label: str, shortened: list[Shortened]
) -> Sequence[Any]:
    """The cells of some rows from `first` on as the file takes them; most columns stay as is."""
    kinds = set(map(type, column))
    for kind in kinds & UNUSUAL.keys():
        column = [UNUSUAL[kind](value) if type(value) is kind else value for value in column]
    if str not in kinds:
        return column
    texts = [value for value in column if type(value) is str]
    if "".join(texts).isprintable() and max(map(len, texts)) <= SURELY_FITS:
        return column
    return [
        _fitting_text(value, row, label, shortened) if type(value) is str else value
        for row, value in enumerate(column, first)
    ]


def _fitting_text(text: str, row: int, label: str, shortened: list[Shortened]) -> str:
    """The text, or as much of it as a cell holds, then with a line in the report."""
    if text.isprintable() and len(text) <= SURELY_FITS:
        return text
    if SURROGATES.search(text):
        text = SURROGATES.sub("\ufffd", text)
        reason = _("Characters that no file can hold were replaced.")
        shortened.append(Shortened(row, label, reason))
    length = len(text.encode("utf-16-le")) // 2
    if length <= LONGEST_TEXT:
        return text
    shortened.append(
        Shortened(
            row,
            label,
            _("The text has {count} characters; a cell holds {most}, the rest was cut.").format(
                count=f"{length:,}", most=f"{LONGEST_TEXT:,}"
            ),
        )
    )
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - 1)]
    return kept.decode("utf-16-le", "ignore") + "…"


def _number(value: Any) -> Any:
    """A real number where 15 digits hold it, else its text."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, int):
        return value if abs(value) < EXACT_DIGITS else str(value)
    return float(value) if len(value.as_tuple().digits) <= 15 else f"{value:f}"


def _day(value: date) -> date | str:
    return value if value.year >= FIRST_EXCEL_YEAR else value.isoformat()


def _moment(value: datetime) -> datetime | str:
    naive = value.replace(tzinfo=None)
    return naive if value.year >= FIRST_EXCEL_YEAR else naive.isoformat(" ")


UNUSUAL: dict[type, Callable[[Any], Any]] = {
    int: _number,
    Decimal: _number,
    date: _day,
    datetime: _moment,
}


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value) if value else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    return str(value)


def _distinct(labels: list[str]) -> list[str]:
    """The writer keeps cells by heading, so that equal ones need a number."""
    seen: dict[str, int] = {}
    distinct = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        distinct.append(label if seen[label] == 1 else f"{label} {seen[label]}")
    return distinct


def _is_text(kind: str) -> bool:
    return kind not in NUMBER_FORMATS and kind != CellKind.YES_NO


def _format(kind: str) -> Format:
    known = NUMBER_FORMATS.get(CellKind(kind)) if kind in set(CellKind) else None
    if known is None and kind == CellKind.YES_NO:
        return Format()
    return Format().set_num_format(known or TEXT_FORMAT)


def _width(column: ExportColumn, sample: Sequence[Sequence[Any]], index: int) -> float:
    if column.width:
        return column.width
    heading = _columns_of(column.label) + 4
    if column.kind in FIXED_WIDTHS:
        return max(FIXED_WIDTHS[CellKind(column.kind)], heading)
    longest = max((_columns_of(str(row[index] or "")) for row in sample), default=0)
    return min(max(longest + 2, heading, NARROWEST), WIDEST)


def _columns_of(text: str) -> int:
    """How many half-width characters the first line takes."""
    line = text.partition("\n")[0][:200]
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def _sheet_name(name: str) -> str:
    return FORBIDDEN_IN_SHEET_NAMES.sub(" ", name)[:31].strip(" '") or "Sheet1"
