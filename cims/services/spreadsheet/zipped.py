"""Reading a zip from outside: real bytes are counted, what its headers claim is not believed."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cims.services.i18n import _
from cims.services.spreadsheet.errors import UnusableFile

MEGABYTE = 1 << 20
LARGEST_FILE = 50 * MEGABYTE
MOST_ENTRIES = 2_000
LARGEST_SUM = 512 * MEGABYTE
LARGEST_RATIO = 200
PIECE = MEGABYTE
ENCRYPTED = 0x1
LOCAL_HEADER = struct.Struct("<4s22xHH")


def entries_of(path: Path) -> list[ZipInfo]:
    """The list of contents, after the limits that it breaks by its own account."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise damaged(path) from error
    if len(entries) > MOST_ENTRIES:
        raise UnusableFile(
            _(
                "{file} holds {count} parts, a workbook has at most {most}. "
                "Open it in a spreadsheet program and save it anew as .xlsx."
            ).format(file=path.name, count=len(entries), most=MOST_ENTRIES)
        )
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise passworded(path)
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise damaged(path)
    _Tally(path).add(sum(entry.file_size for entry in entries))
    return entries


def pieces(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every part's name with its unpacked bytes, piece by piece, an empty piece at its end.

    Raises UnusableFile as soon as more comes out than an honest workbook holds, and for parts
    that are cut or changed.
    """
    entries = entries_of(path)
    tally = _Tally(path)
    with path.open("rb") as file:
        for entry in entries:
            size = crc = 0
            for piece in _unpacked(file, entry, path):
                tally.add(len(piece))
                size += len(piece)
                crc = zlib.crc32(piece, crc)
                yield entry.filename, piece
            if size != entry.file_size or crc != entry.CRC:
                raise damaged(path)
            yield entry.filename, b""


def damaged(path: Path) -> UnusableFile:
    """The sentence for a file that is cut off or changed."""
    return UnusableFile(
        _("{file} is cut off or damaged. Fetch it once more, or save it anew.").format(
            file=path.name
        )
    )


def passworded(path: Path) -> UnusableFile:
    """The sentence for a workbook that asks for a password."""
    return UnusableFile(
        _(
            "{file} is protected by a password. Open it in its program, remove the password, "
            "save it and import that file."
        ).format(file=path.name)
    )


class _Tally:
    """Counts unpacked bytes and stops what unpacks to more than an honest workbook."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._most = min(LARGEST_SUM, LARGEST_RATIO * path.stat().st_size)
        self._sum = 0

    def add(self, count: int) -> None:
        self._sum += count
        if self._sum > self._most:
            raise UnusableFile(
                _(
                    "{file} unpacks to more than {limit} MB, far more than a list of its size. "
                    "It looks like a trap and was not opened."
                ).format(file=self._path.name, limit=max(self._most // MEGABYTE, 1))
            )


def _unpacked(file: BinaryIO, entry: ZipInfo, path: Path) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise damaged(path)
    name_length, extra_length = LOCAL_HEADER.unpack(header)[1:]
    file.seek(name_length + extra_length, 1)
    if entry.compress_type == ZIP_STORED:
        yield from _stored(file, entry.compress_size)
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left = entry.compress_size
    try:
        while left > 0 and not inflate.eof:
            packed = file.read(min(PIECE, left))
            if not packed:
                return
            left -= len(packed)
            while packed:
                if piece := inflate.decompress(packed, PIECE):
                    yield piece
                packed = inflate.unconsumed_tail
        if piece := inflate.flush():
            yield piece
    except zlib.error as error:
        raise damaged(path) from error


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece
