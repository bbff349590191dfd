"""Judging a file from outside before anything else reads it: is it what it says, is it safe."""

import codecs
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cims.services.i18n import _
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.marks import MOST_CELLS, SheetMarks, SheetXml
from cims.services.spreadsheet.ods_marks import OdsXml
from cims.services.spreadsheet.ole import SIGNATURE, BrokenContainer, Container
from cims.services.spreadsheet.xls_marks import Passworded, xls_marks
from cims.services.spreadsheet.zipped import (
    LARGEST_FILE,
    MEGABYTE,
    damaged,
    entries_of,
    passworded,
    pieces,
)


class FileKind(StrEnum):
    """The kinds of list that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


ENDINGS = {
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".xls": FileKind.XLS,
    ".ods": FileKind.ODS,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".txt": FileKind.CSV,
}
ZIP = b"PK"
DOCTYPE = b"<!DOCTYPE"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
KEPT = re.compile(r"xl/workbook\.xml|xl/_rels/workbook\.xml\.rels")
MANIFEST = "META-INF/manifest.xml"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|table|meta|\?xml|!--)", re.IGNORECASE)
HEAD = 4096


@dataclass(frozen=True)
class Judged:
    """A file that may be read; marks by the sheet's name (ods, xls) or part (xlsx)."""

    path: Path
    kind: FileKind
    marks: dict[str, SheetMarks] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)


def judge(path: Path) -> Judged:
    """Look through the whole file within a second; UnusableFile says why it can't be taken."""
    expected = ENDINGS.get(path.suffix.lower())
    if expected is None:
        raise UnusableFile(
            _(
                "{file} is not a list that can be imported. Save it as .xlsx, .xls, .ods or .csv."
            ).format(file=path.name)
        )
    try:
        return _judge_content(path, expected)
    except FileNotFoundError as error:
        raise UnusableFile(_("{file} is not there.").format(file=path.name)) from error
    except OSError as error:
        raise UnusableFile(
            _("{file} can't be read. Close it in other programs and check its rights.").format(
                file=path.name
            )
        ) from error


def _judge_content(path: Path, expected: FileKind) -> Judged:
    size = path.stat().st_size
    if size == 0:
        raise UnusableFile(_("{file} is empty.").format(file=path.name))
    if size > LARGEST_FILE:
        raise UnusableFile(
            _("{file} has {size} MB, at most {most} MB are read. Divide the list.").format(
                file=path.name, size=size // MEGABYTE, most=LARGEST_FILE // MEGABYTE
            )
        )
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(SIGNATURE):
        return _judge_xls(path, expected)
    if head.startswith(ZIP):
        return _judge_zip(path, expected)
    _refuse_markup(path, head)
    if expected is not FileKind.CSV:
        _refuse_text(path, head, expected)
    _refuse_binary(path, head)
    return Judged(path, FileKind.CSV)


def _judge_xls(path: Path, expected: FileKind) -> Judged:
    try:
        container = Container(path)
        names = container.names()
        if "EncryptedPackage" in names:
            raise passworded(path)
        stream = container.stream("Workbook") or container.stream("Book")
        if stream is None:
            raise _other_program(path)
        if expected is not FileKind.XLS:
            raise _wrong_ending(path, FileKind.XLS)
        marks = xls_marks(stream)
    except Passworded as error:
        raise passworded(path) from error
    except BrokenContainer as error:
        raise damaged(path) from error
    return Judged(path, FileKind.XLS, marks)


def _judge_zip(path: Path, expected: FileKind) -> Judged:
    names = {entry.filename for entry in entries_of(path)}
    if "xl/workbook.xml" in names:
        kind = FileKind.XLSX
    elif "content.xml" in names and _is_ods(path):
        kind = FileKind.ODS
    else:
        raise _other_program(path)
    if kind is not expected:
        raise _wrong_ending(path, kind)
    judged = _look_through_xlsx(path) if kind is FileKind.XLSX else _look_through_ods(path)
    if kind is FileKind.XLSX and any(m.area > MOST_CELLS for m in judged.marks.values()):
        judged = _look_through_xlsx(path, exact=True)
    for marks in judged.marks.values():
        if marks.area > MOST_CELLS:
            raise UnusableFile(
                _(
                    "A sheet of {file} reaches over {cells} cells, nearly all of them empty. "
                    "Delete the empty rows and columns behind the list and save it."
                ).format(file=path.name, cells=f"{marks.area:,}")
            )
    return judged


def _look_through_xlsx(path: Path, exact: bool = False) -> Judged:
    sheets: dict[str, SheetXml] = {}
    parts: dict[str, bytes] = {}
    tail = b""
    for name, piece in pieces(path):
        _refuse_doctype(path, name, tail + piece)
        tail = piece[-len(DOCTYPE) :]
        if SHEET.fullmatch(name):
            sheets.setdefault(name, SheetXml(exact)).feed(piece)
        elif KEPT.fullmatch(name):
            parts[name] = parts.get(name, b"") + piece
    marks = {name: sheet.marks for name, sheet in sheets.items()}
    return Judged(path, FileKind.XLSX, marks, parts)


def _look_through_ods(path: Path) -> Judged:
    content = OdsXml()
    tail = b""
    for name, piece in pieces(path):
        _refuse_doctype(path, name, tail + piece)
        if name == MANIFEST and b"encryption-data" in tail + piece:
            raise passworded(path)
        tail = piece[-len(DOCTYPE) * 2 :]
        if name == "content.xml" and not content.feed(piece):
            raise passworded(path) if _is_encrypted(path) else damaged(path)
    return Judged(path, FileKind.ODS, content.sheets)


def _is_ods(path: Path) -> bool:
    start = b"".join(piece for name, piece in pieces(path) if name == "mimetype")
    return start.strip() == ODS_TYPE


def _is_encrypted(path: Path) -> bool:
    manifest = b"".join(piece for name, piece in pieces(path) if name == MANIFEST)
    return b"encryption-data" in manifest


def _refuse_doctype(path: Path, part: str, piece: bytes) -> None:
    if not part.endswith((".xml", ".rels")):
        return
    utf16 = piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<"))
    if DOCTYPE in piece or (utf16 and DOCTYPE in piece.replace(b"\0", b"")):
        raise UnusableFile(
            _(
                "{file} holds a document type declaration, which lists never have. "
                "It may be a trap and was not opened."
            ).format(file=path.name)
        )


def _refuse_markup(path: Path, head: bytes) -> None:
    text = head.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)
    if MARKUP.match(text.lstrip(codecs.BOM_UTF16_LE)):
        raise UnusableFile(
            _(
                "{file} is a web page or XML under another name. "
                "Open it in a spreadsheet program and save it as .xlsx."
            ).format(file=path.name)
        )


def _refuse_text(path: Path, head: bytes, expected: FileKind) -> None:
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise damaged(path)
    raise UnusableFile(
        _(
            "{file} is plain text and no .{ending} workbook. Rename it so that it ends in .csv, "
            "or save it as .xlsx."
        ).format(file=path.name, ending=expected)
    )


def _refuse_binary(path: Path, head: bytes) -> None:
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnusableFile(
            _("{file} is no text file. Save the list as .csv or .xlsx.").format(file=path.name)
        )


def _wrong_ending(path: Path, kind: FileKind) -> UnusableFile:
    return UnusableFile(
        _("{file} is in truth a .{kind} file. Rename it so that it ends in .{kind}.").format(
            file=path.name, kind=kind
        )
    )


def _other_program(path: Path) -> UnusableFile:
    return UnusableFile(
        _(
            "{file} is no spreadsheet but a file of another kind. "
            "Open it in its own program and save the table as .xlsx."
        ).format(file=path.name)
    )
