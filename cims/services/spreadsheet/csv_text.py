"""Text lists: in which encoding and with which sign between the columns they were written."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cims.services.i18n import _
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.zipped import MEGABYTE, damaged

MARK = "\ufeff"  # Python's gb18030 leaves it in the text
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (MARK.encode("gb18030"), "gb18030"),
)
DELIMITERS = ",\t;|，；"
MOST_COLUMNS = 16_384  # as in every spreadsheet program
SAMPLE = 64 * 1024
SAMPLED_RECORDS = 50
NEARLY_ALL, FEWEST_BELOW_A_TITLE = 0.8, 3
HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def encoding_of(path: Path) -> str:
    """utf-8-sig, utf-8, utf-16, gb18030 or cp1252; UnusableFile for anything else."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    broken_at = _first_broken(path, "utf-8")
    if broken_at is None:
        return "utf-8"
    if broken_at >= path.stat().st_size - 3 and any(byte > 0x7F for byte in head[:broken_at]):
        raise damaged(path)
    if _looks_western(head):
        return "cp1252"
    if _first_broken(path, "gb18030") is None:
        return "gb18030"
    if _first_broken(path, "cp1252") is None:
        return "cp1252"
    raise UnusableFile(
        _(
            "The characters of {file} are written in a way that is not known here. "
            "Save it as .xlsx, or as .csv with UTF-8."
        ).format(file=path.name)
    )


def delimiter_of(path: Path, encoding: str) -> str:
    """The sign that divides the first records into the same number of columns most often."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(SAMPLE)
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number from 1; an apostrophe put before a formula is taken off."""
    number = 0
    quotes = 0

    def lines(file: Iterator[str]) -> Iterator[str]:
        nonlocal quotes
        for line in file:
            quotes += line.count('"')
            yield line

    with path.open(encoding=encoding, newline="") as file:
        cells: list[str] = []
        try:
            for number, cells in enumerate(  # noqa: B007 - both are needed after the loop
                csv.reader(lines(file), delimiter=delimiter), start=1
            ):
                if len(cells) > MOST_COLUMNS:
                    raise _too_wide(path, len(cells))
                if number == 1 and cells:
                    cells[0] = cells[0].removeprefix(MARK)
                yield number, [_unguarded(cell) if cell[:1] == "'" else cell for cell in cells]
        except csv.Error as error:
            raise _unclosed(path, number + 1) from error
        except UnicodeError as error:
            raise damaged(path) from error
        if quotes % 2 and any("\n" in cell for cell in cells):
            raise _unclosed(path, number)


def _unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


def _first_broken(path: Path, encoding: str) -> int | None:
    """Where the bytes stop making sense in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while piece := file.read(MEGABYTE):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            done += len(piece)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return done - 1
    return None


def _looks_western(head: bytes) -> bool:
    """Whether accents stand alone among ASCII letters; Chinese characters come in pairs."""
    runs = [len(run) for run in HIGH_BYTES.findall(head)]
    return bool(runs) and sum(1 for run in runs if run == 1) > 0.6 * len(runs)


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """The share of records with the commonest number of columns, and that number.

    A list of one column has such signs only inside its texts: then the headings have none.
    """
    widths: list[int] = []
    try:
        for cells in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            if cells:
                widths.append(len(cells))
            if len(widths) >= SAMPLED_RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 0
    width, count = max(several.items(), key=lambda pair: (pair[1], pair[0]))
    share = count / len(widths)
    below_a_title = share >= NEARLY_ALL and width >= FEWEST_BELOW_A_TITLE
    return (share, width) if widths[0] > 1 or below_a_title else (0.0, 0)


def _too_wide(path: Path, columns: int) -> UnusableFile:
    return UnusableFile(
        _(
            "{file} has {columns} columns, at most {most} are read. "
            "Delete those that hold no records and import again."
        ).format(file=path.name, columns=f"{columns:,}", most=f"{MOST_COLUMNS:,}")
    )


def _unclosed(path: Path, number: int) -> UnusableFile:
    return UnusableFile(
        _(
            "A quotation mark in record {number} of {file} is never closed, or the file is cut "
            "off there. Correct it and import again."
        ).format(number=number, file=path.name)
    )
