"""What the fast reader leaves out of a sheet: error cells, formulas without value, hidden rows."""

import re
from dataclasses import dataclass, field

Cell = tuple[int, int]
MOST_CELLS = 12_000_000

PREFIXED_ROOT = re.compile(rb"<(\w+:)worksheet\b")
ERROR = re.compile(rb' t="e"(?P<after>[^>]*)>.*?<v>(?P<text>[^<]*)<', re.DOTALL)
FORMULA = re.compile(
    rb">\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*"
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
HIDDEN_ROW = re.compile(rb'row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
HIDDEN_COLUMN = re.compile(rb'col (?=[^>]*\bhidden="(?:1|true)")([^>]*)>')
COLUMN_SPAN = re.compile(rb'\b(min|max)="(\d+)"')
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
ROW_NUMBER = re.compile(rb'row(?: [^>]*?)? r="(\d+)"')
ANY_COLUMN = re.compile(rb' r="([A-Z]{1,3})\d+"[^>/]*>')
WIDE = re.compile(rb' r="([A-Z]{2,3})\d+"[^>/]*>')
TALL = re.compile(rb' r="[A-Z]{1,3}(\d{5,7})"[^>/]*>')
ONE_LETTER = 26
FIVE_DIGITS = 10_000


@dataclass
class SheetMarks:
    """Cells by (row number as shown, column from 0); rows as shown, columns from 0."""

    errors: dict[Cell, str] = field(default_factory=dict)
    without_value: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    @property
    def area(self) -> int:
        """Cells that the reader would make room for, filled or not; an upper bound."""
        return self.rows * self.columns


class SheetXml:
    """Looks through one sheet of an .xlsx while its bytes pass by.

    Bytes are searched, not parsed, which takes a fifth of a parser's time. Columns A to Z are
    taken for one width unless `exact`, which costs as much again.
    """

    def __init__(self, exact: bool = False) -> None:
        self._exact = exact
        self.marks = SheetMarks()
        self._rest = b""
        self._prefix: bytes | None = None

    def feed(self, piece: bytes) -> None:
        """Take the next bytes; an empty piece is the end."""
        end = piece.rfind(b"row>") + 4 if piece else 0
        if piece and end < 4:
            self._rest += piece
            return
        self._look(self._rest + piece[:end])
        self._rest = piece[end:]

    def _look(self, xml: bytes) -> None:
        if b"='" in xml:
            xml = xml.replace(b"'", b'"')
        if self._prefix is None:
            root = PREFIXED_ROOT.search(xml)
            self._prefix = root[1] if root else b""
        if self._prefix:
            xml = xml.replace(b"<" + self._prefix, b"<").replace(b"</" + self._prefix, b"</")
        marks = self.marks
        self._measure(xml)
        if b"hidden=" in xml:
            marks.hidden_rows.update(int(number) for number in HIDDEN_ROW.findall(xml))
            marks.hidden_columns.update(_hidden_columns(xml))
        if b' t="e"' in xml:
            for found in ERROR.finditer(xml):
                if place := _place(_start_tag(xml, found.start("after"))):
                    marks.errors[place] = found["text"].decode("utf-8", "replace")
        if b"<f" in xml:
            for found in FORMULA.finditer(xml):
                cell = _start_tag(xml, found.start())
                if b't="str"' not in cell and (place := _place(cell)):
                    marks.without_value.add(place)

    def _measure(self, xml: bytes) -> None:
        """Widen the sheet's bounds; only far cells are looked at, near ones cost nothing."""
        marks = self.marks
        near = [int(number) for number in ROW_NUMBER.findall(xml)]
        far = [int(number) for number in set(TALL.findall(xml))]
        marks.rows = max(marks.rows, *(n for n in near if n < FIVE_DIGITS), *far, 0)
        far_columns = set((ANY_COLUMN if self._exact else WIDE).findall(xml))
        least = 0 if self._exact else ONE_LETTER
        marks.columns = max(
            marks.columns, least, *(column_of(letters) + 1 for letters in far_columns)
        )
        if xml.count(b"<c>") + xml.count(b"<c t=") + xml.count(b"<c s="):
            rows = xml.split(b"row>")
            marks.rows += len(rows) // 2
            marks.columns = max(marks.columns, *(row.count(b"<c") for row in rows))


def column_of(letters: bytes) -> int:
    """The column from 0 that a spreadsheet program calls by these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _start_tag(xml: bytes, inside: int) -> bytes:
    """The start tag that the position `inside` lies in."""
    return xml[xml.rfind(b"<", 0, inside) : xml.find(b">", inside) + 1]


def _place(cell: bytes) -> Cell | None:
    found = REFERENCE.search(cell)
    return (int(found[2]), column_of(found[1])) if found else None


def _hidden_columns(xml: bytes) -> set[int]:
    columns: set[int] = set()
    for attributes in HIDDEN_COLUMN.findall(xml):
        span = {name: int(number) for name, number in COLUMN_SPAN.findall(attributes)}
        first, last = span.get(b"min", 1), span.get(b"max", 0)
        columns.update(range(first - 1, min(last, 16_384)))
    return columns
