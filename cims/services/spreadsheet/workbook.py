"""One way to read any list: sheets with rows of typed cells, numbered as on the screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType

from defusedxml.ElementTree import fromstring
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from cims.services.i18n import _, enumerated
from cims.services.spreadsheet import csv_text
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.files import FileKind, Judged, judge
from cims.services.spreadsheet.marks import SheetMarks
from cims.services.spreadsheet.zipped import damaged, passworded

REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class ErrorCell:
    """A cell that shows an error ("#N/A"), or a formula whose value the file lacks ("")."""

    text: str


Value = str | int | float | bool | date | datetime | time | timedelta | ErrorCell
Row = tuple[int, list[Value]]


@dataclass(frozen=True)
class Merged:
    """Cells shown as one; rows as shown, columns from 0, all inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetTitle:
    """A sheet as the list of sheets shows it."""

    name: str
    hidden: bool


@dataclass(frozen=True)
class Sheet:
    """One sheet; an empty cell is "", the first cell of each row is column A."""

    name: str
    hidden: bool
    height: int
    merged: tuple[Merged, ...] = ()
    marks: SheetMarks = field(default_factory=SheetMarks)
    _source: CalamineSheet | None = None
    _text: tuple[Path, str, str] | None = None

    def rows(self, fill_merged: bool = False) -> Iterator[Row]:
        """All rows from the top, empty ones too, each with its number.

        With `fill_merged` a value merged over several rows stands in each of them.
        """
        if self._text is not None:
            path, encoding, delimiter = self._text
            return iter(csv_text.records(path, encoding, delimiter))  # type: ignore[arg-type]  # str is a Value
        rows = self._read()
        return self._filled(rows) if fill_merged and self.merged else rows

    def _read(self) -> Iterator[Row]:
        if self._source is None or self._source.start is None:
            return
        indent: list[Value] = [""] * self._source.start[1]
        marked: dict[int, list[tuple[int, str]]] = {}
        for (row, column), text in self.marks.errors.items():
            marked.setdefault(row, []).append((column, text))
        for row, column in self.marks.without_value:
            marked.setdefault(row, []).append((column, ""))
        for number, cells in enumerate(self._source.iter_rows(), start=1):
            row_cells: list[Value] = [*indent, *cells] if indent else list(cells)
            for column, text in marked.get(number, ()):
                row_cells += [""] * (column + 1 - len(row_cells))
                row_cells[column] = ErrorCell(text)
            yield number, row_cells

    def _filled(self, rows: Iterator[Row]) -> Iterator[Row]:
        starts: dict[int, list[Merged]] = {}
        for merged in self.merged:
            if merged.last_row > merged.first_row:
                starts.setdefault(merged.first_row, []).append(merged)
        active: list[tuple[Merged, Value]] = []
        for number, cells in rows:
            active = [(merged, value) for merged, value in active if merged.last_row >= number]
            for merged, value in active:
                if merged.first_column < len(cells) and cells[merged.first_column] == "":
                    cells[merged.first_column] = value
            for merged in starts.get(number, ()):
                if merged.first_column < len(cells):
                    active.append((merged, cells[merged.first_column]))
            yield number, cells


class Workbook:
    """An opened file; close it, or use it as a context."""

    def __init__(self, judged: Judged, encoding: str | None = None) -> None:
        self.path = judged.path
        self.kind = judged.kind
        self.encoding = ""
        self.delimiter = ""
        self._judged = judged
        self._book: CalamineWorkbook | None = None
        if judged.kind is FileKind.CSV:
            self.encoding = encoding or csv_text.encoding_of(judged.path)
            self.delimiter = csv_text.delimiter_of(judged.path, self.encoding)
            self.sheets: tuple[SheetTitle, ...] = (SheetTitle(judged.path.stem, hidden=False),)
            return
        with _reading(judged.path):
            self._book = CalamineWorkbook.from_path(str(judged.path))
        self.sheets = tuple(
            SheetTitle(sheet.name, sheet.visible is not SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        )

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file free."""
        if self._book is not None:
            self._book.close()

    def sheet(self, name: str | None = None) -> Sheet:
        """The sheet of this name; without one the first visible sheet that is no cover page."""
        if name is not None:
            if name not in (title.name for title in self.sheets):
                raise UnusableFile(
                    _("There is no sheet “{sheet}”. The file has: {sheets}.").format(
                        sheet=name, sheets=enumerated([title.name for title in self.sheets])
                    )
                )
            return self._open(name)
        visible = [title.name for title in self.sheets if not title.hidden]
        if not visible:
            raise UnusableFile(
                _("All sheets of {file} are hidden. Name the one to import.").format(
                    file=self.path.name
                )
            )
        opened = (self._open(title) for title in visible)
        found = next((sheet for sheet in opened if sheet.height > 1), None)
        return found or self._open(visible[0])

    def _open(self, name: str) -> Sheet:
        hidden = next(title.hidden for title in self.sheets if title.name == name)
        if self._book is None:
            text = (self.path, self.encoding, self.delimiter)
            return Sheet(name, hidden, height=2, _text=text)
        with _reading(self.path):
            source = self._book.get_sheet_by_name(name)
        marks = self._judged.marks.get(self._part_of(name), SheetMarks())
        merged = [*(source.merged_cell_ranges or ())]
        boxes = [Merged(a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in merged]
        boxes += [Merged(a[0], a[1], b[0], b[1]) for a, b in marks.merged]
        return Sheet(name, hidden, source.height, tuple(boxes), marks, _source=source)

    def _part_of(self, name: str) -> str:
        """The key of this sheet's marks: its name, in .xlsx the part that holds it."""
        if self.kind is not FileKind.XLSX:
            return name
        book = fromstring(self._judged.parts["xl/workbook.xml"])
        links = fromstring(self._judged.parts["xl/_rels/workbook.xml.rels"])
        link = next(
            (e.get(REL) for e in book.iter() if _tag(e.tag) == "sheet" and e.get("name") == name),
            None,
        )
        target: str = next((e.get("Target", "") for e in links.iter() if e.get("Id") == link), "")
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def open_workbook(path: Path, encoding: str | None = None) -> Workbook:
    """Judge the file, then open it; UnusableFile says why not. `encoding` is for .csv only."""
    return Workbook(judge(path), encoding)


def _tag(name: object) -> str:
    return str(name).rpartition("}")[2]


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what the fast reader raises into a sentence.

    Its Rust code panics on some damaged files; that arrives as a BaseException whose class can't
    be imported.
    """
    try:
        yield
    except PasswordError as error:
        raise passworded(path) from error
    except CalamineError as error:
        raise damaged(path) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(path) from error
        raise
