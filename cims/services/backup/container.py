"""The container of a backup: ZIP64, stored, every byte of it determined by what it holds.

So that a check can compare each header and not only the contents; any unzip program reads it.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cims.services.progress import Progress

MANIFEST = "manifest.json"
DATABASE = "db/cims.db"
LOG = "db/cims.db-wal"
SLOTS = "keyslots.json"
HEAD = "head.bin"
README = "README.txt"
ORDER = (DATABASE, LOG, SLOTS, HEAD, README)
CHUNK = 1 << 20
LARGEST_MANIFEST = 1 << 20

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_LOCAL_EXTRA = struct.Struct("<HHQQ")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_CENTRAL_EXTRA = struct.Struct("<HHQQQ")
_END64 = struct.Struct("<4sQHHIIQQQQ")
_LOCATOR = struct.Struct("<4sIQI")
_END = struct.Struct("<4sHHHHIIH")

_VERSION = 45
_UTF8 = 0x800
_DAY = 0x21  # 1980-01-01: the time of the backup stands in the manifest
_MADE_ON_UNIX = 3 << 8
_PRIVATE = 0o100600 << 16
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF


class Mismatch(Exception):
    """A place in the container that is not what it must be; its text names the place."""


@dataclass(frozen=True)
class Member:
    """A file in the container, as the manifest lists it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """A file on its way into the container; `size` is known before the first byte is read."""

    name: str
    size: int
    chunks: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class _Entry:
    name: str
    size: int
    crc: int
    offset: int

    @property
    def local(self) -> bytes:
        name = self.name.encode()
        fields = (b"PK\3\4", _VERSION, _UTF8, 0, 0, _DAY, self.crc, _MAX32, _MAX32)
        extra = _LOCAL_EXTRA.pack(1, 16, self.size, self.size)
        return _LOCAL.pack(*fields, len(name), len(extra)) + name + extra

    @property
    def central(self) -> bytes:
        name = self.name.encode()
        extra = _CENTRAL_EXTRA.pack(1, 24, self.size, self.size, self.offset)
        made = _MADE_ON_UNIX | _VERSION
        fields = (b"PK\1\2", made, _VERSION, _UTF8, 0, 0, _DAY, self.crc, _MAX32, _MAX32)
        rest = (len(name), len(extra), 0, 0, 0, _PRIVATE, _MAX32)
        return _CENTRAL.pack(*fields, *rest) + name + extra

    @property
    def after(self) -> int:
        return self.offset + len(self.local) + self.size


def write_container(
    file: BinaryIO,
    sources: Sequence[Source],
    manifest_of: Callable[[tuple[Member, ...]], bytes],
    progress: Progress,
) -> bytes:
    """Write everything in one pass; the manifest, whose length must not depend on sums."""
    blank = tuple(Member(source.name, source.size, "0" * 64) for source in sources)
    entries = [_Entry(MANIFEST, len(manifest_of(blank)), 0, 0)]
    members: list[Member] = []
    total, done = sum(source.size for source in sources), 0
    for source in sources:
        entry = _Entry(source.name, source.size, 0, entries[-1].after)
        file.seek(entry.offset + len(entry.local))
        crc, digest, written = 0, hashlib.sha256(), 0
        for chunk in source.chunks():
            file.write(chunk)
            crc = zlib.crc32(chunk, crc)
            digest.update(chunk)
            written += len(chunk)
            done += len(chunk)
            progress(done, total)
        if written != source.size:
            raise OSError(f"{source.name} changed its length while it was copied")
        entry = _Entry(source.name, source.size, crc, entry.offset)
        file.seek(entry.offset)
        file.write(entry.local)
        entries.append(entry)
        members.append(Member(source.name, source.size, digest.hexdigest()))
    manifest = manifest_of(tuple(members))
    entries[0] = _Entry(MANIFEST, len(manifest), zlib.crc32(manifest), 0)
    file.seek(0)
    file.write(entries[0].local + manifest)
    file.seek(entries[-1].after)
    file.write(_directory(entries))
    return manifest


def read_first(file: BinaryIO) -> bytes:
    """The manifest's bytes, their CRC compared; raises Mismatch."""
    file.seek(0)
    lead = file.read(_LOCAL.size + len(MANIFEST) + _LOCAL_EXTRA.size)
    if len(lead) < _LOCAL.size + len(MANIFEST) + _LOCAL_EXTRA.size:
        raise Mismatch(MANIFEST)
    size = _LOCAL_EXTRA.unpack(lead[-_LOCAL_EXTRA.size :])[2]
    if size > LARGEST_MANIFEST:
        raise Mismatch(MANIFEST)
    manifest = file.read(size)
    if len(manifest) != size or lead != _Entry(MANIFEST, size, zlib.crc32(manifest), 0).local:
        raise Mismatch(MANIFEST)
    return manifest


def begins_as_ours(file: BinaryIO) -> bool:
    """Whether the manifest is named where it stands in every container."""
    file.seek(_LOCAL.size)
    return file.read(len(MANIFEST)) == MANIFEST.encode()


def read_members(
    file: BinaryIO, manifest: bytes, members: Sequence[Member], progress: Progress
) -> Iterator[tuple[Member, bytes]]:
    """Every chunk of every member in order; raises Mismatch, at the latest with the last one."""
    entries = [_Entry(MANIFEST, len(manifest), zlib.crc32(manifest), 0)]
    total, done = sum(member.size for member in members), 0
    for member in members:
        offset = entries[-1].after
        start = offset + len(_Entry(member.name, member.size, 0, offset).local)
        file.seek(start)
        crc, digest, left = 0, hashlib.sha256(), member.size
        while left:
            chunk = file.read(min(CHUNK, left))
            if not chunk:
                raise Mismatch(member.name)
            crc = zlib.crc32(chunk, crc)
            digest.update(chunk)
            left -= len(chunk)
            done += len(chunk)
            progress(done, total)
            yield member, chunk
        entry = _Entry(member.name, member.size, crc, offset)
        file.seek(offset)
        if file.read(start - offset) != entry.local or digest.hexdigest() != member.sha256:
            raise Mismatch(member.name)
        entries.append(entry)
    directory = _directory(entries)
    file.seek(entries[-1].after)
    if file.read(len(directory) + 1) != directory:
        raise Mismatch("directory")


def place_of(manifest: bytes, members: Sequence[Member], name: str) -> int:
    """Where the bytes of a member begin."""
    entry = _Entry(MANIFEST, len(manifest), 0, 0)
    for member in members:
        entry = _Entry(member.name, member.size, 0, entry.after)
        if member.name == name:
            return entry.offset + len(entry.local)
    raise Mismatch(name)


def _directory(entries: Sequence[_Entry]) -> bytes:
    """The central directory and its three endings."""
    start, number = entries[-1].after, len(entries)
    central = b"".join(entry.central for entry in entries)
    versions = (_MADE_ON_UNIX | _VERSION, _VERSION)
    size = _END64.size - 12
    end64 = _END64.pack(b"PK\6\6", size, *versions, 0, 0, number, number, len(central), start)
    locator = _LOCATOR.pack(b"PK\6\7", 0, start + len(central), 1)
    end = _END.pack(b"PK\5\6", 0, 0, _MAX16, _MAX16, _MAX32, _MAX32, 0)
    return central + end64 + locator + end
