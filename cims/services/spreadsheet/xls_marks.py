"""What the fast reader leaves out of an old .xls, and whether its records are sound.

Source: [MS-XLS], the records of BIFF8.
"""

import struct
from collections.abc import Iterator

from cims.services.spreadsheet.marks import SheetMarks
from cims.services.spreadsheet.ole import BrokenContainer

BOF, EOF, FILEPASS = 0x0809, 0x000A, 0x002F
BOUNDSHEET, SST, DIMENSIONS = 0x0085, 0x00FC, 0x0200
ROW, COLINFO, BOOLERR, FORMULA = 0x0208, 0x007D, 0x0205, 0x0006
NUMBER, LABEL, LABELSST, RK, MULRK = 0x0203, 0x0204, 0x00FD, 0x027E, 0x00BD
CELLS = (NUMBER, LABEL, LABELSST, RK, MULRK, FORMULA, BOOLERR)
SMALLEST = {BOUNDSHEET: 8, SST: 8, DIMENSIONS: 10, ROW: 16, COLINFO: 10, BOOLERR: 8, FORMULA: 20}
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
MOST_ROWS, MOST_COLUMNS = 65_536, 256


class Passworded(Exception):
    """The records are encrypted."""


def xls_marks(stream: bytes) -> dict[str, SheetMarks]:
    """The marks of each sheet by its name; BrokenContainer when a record breaks its bounds."""
    starts: dict[int, str] = {}
    strings = 0
    for _at, kind, body in _records(stream, 0):
        if kind == FILEPASS:
            raise Passworded
        if kind == BOUNDSHEET:
            starts[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
        elif kind == SST:
            strings = struct.unpack_from("<I", body, 4)[0]
    if strings > len(stream) // 3 or not starts:
        raise BrokenContainer("more texts than bytes")
    return {name: _sheet_marks(stream, start) for start, name in starts.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    """The records from here to the end of this part."""
    if at + 4 > len(stream) or struct.unpack_from("<H", stream, at)[0] != BOF:
        raise BrokenContainer("no beginning")
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < max(length, SMALLEST.get(kind, 0)):
            raise BrokenContainer("record cut off")
        yield at, kind, body
        if kind == EOF:
            return
        at += 4 + length
    raise BrokenContainer("no end")


def _sheet_name(body: bytes) -> str:
    count, wide = body[6], body[7] & 1
    text = body[8 : 8 + count * (2 if wide else 1)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet_marks(stream: bytes, start: int) -> SheetMarks:
    marks = SheetMarks(columns=0)
    for _at, kind, body in _records(stream, start):
        if kind in CELLS:
            if len(body) < 6:
                raise BrokenContainer("cell cut off")
            row, column = struct.unpack_from("<HH", body)
            if column >= MOST_COLUMNS:
                raise BrokenContainer("column outside the sheet")
            marks.rows = max(marks.rows, row + 1)
            marks.columns = max(marks.columns, column + 1)
            if error := _error(kind, body):
                marks.errors[row + 1, column] = error
        elif kind == DIMENSIONS:
            _check_dimensions(body)
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            marks.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == COLINFO:
            first, last, _width, _format, options = struct.unpack_from("<HHHHH", body)
            if options & 1:
                marks.hidden_columns.update(range(first, min(last + 1, MOST_COLUMNS)))
    return marks


def _check_dimensions(body: bytes) -> None:
    """The reader makes room for as many cells as this record claims, before it has seen one."""
    wide = len(body) >= 14
    first_row, last_row = struct.unpack_from("<II" if wide else "<HH", body)
    first_column, last_column = struct.unpack_from("<HH", body, 8 if wide else 4)
    rows_fit = first_row <= last_row <= MOST_ROWS
    if not rows_fit or not first_column <= last_column <= MOST_COLUMNS:
        raise BrokenContainer("more cells than a sheet has")


def _error(kind: int, body: bytes) -> str | None:
    if kind == BOOLERR and body[7]:
        return ERRORS.get(body[6], "#N/A")
    if kind == FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff":
        return ERRORS.get(body[8], "#N/A")
    return None
