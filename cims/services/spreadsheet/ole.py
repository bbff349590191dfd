"""The container of old .xls files (a small file system of sectors), read with every bound checked.

Source: [MS-CFB]. The fast reader trusts the counts in it and would take the whole program down.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
LAST_SECTOR = 0xFFFFFFFA
ENTRY = 128
STREAM, ROOT = 2, 5


class BrokenContainer(ValueError):
    """The file does not keep its own rules."""


class Container:
    """The streams of one file by their names."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if len(self._bytes) < HEADER or not self._bytes.startswith(SIGNATURE):
            raise BrokenContainer("no header")
        sector_shift, mini_shift = struct.unpack_from("<HH", self._bytes, 0x1E)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise BrokenContainer("sector size")
        self._sector = 1 << sector_shift
        self._sectors = -(-(len(self._bytes) - self._sector) // self._sector)
        tables, directory = struct.unpack_from("<II", self._bytes, 0x2C)
        self._cutoff, mini_first, minis, extra_first, extras = struct.unpack_from(
            "<IIIII", self._bytes, 0x38
        )
        if max(tables, minis, extras) > self._sectors:
            raise BrokenContainer("more tables than sectors")
        self._next = self._allocation(tables, extra_first)
        self._entries = list(self._directory(directory))
        self._mini_next = list(_numbers(self._chain(mini_first))) if minis else []
        root = next((entry for entry in self._entries if entry[1] == ROOT), None)
        self._mini_stream = self._chain(root[2]) if root and root[3] else b""

    def names(self) -> list[str]:
        """The names of all streams and folders."""
        return [name for name, *_rest in self._entries]

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None when there is none of that name."""
        for entry, kind, first, size in self._entries:
            if entry == name and kind == STREAM:
                found = self._mini_chain(first) if size < self._cutoff else self._chain(first)
                if len(found) < size:
                    raise BrokenContainer("cut off")
                return found[:size]
        return None

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        if start >= len(self._bytes):
            raise BrokenContainer("sector outside the file")
        return self._bytes[start : start + self._sector]

    def _allocation(self, tables: int, extra: int) -> list[int]:
        numbers = list(struct.unpack_from("<109I", self._bytes, 0x4C))
        seen = 0
        while extra < LAST_SECTOR:
            more = list(_numbers(self._at(extra)))
            numbers += more[:-1]
            extra = more[-1]
            seen += 1
            if seen > self._sectors:
                raise BrokenContainer("endless chain")
        used = [number for number in numbers if number < LAST_SECTOR]
        if len(used) < tables:
            raise BrokenContainer("tables missing")
        following: list[int] = []
        for number in used[:tables]:
            following.extend(_numbers(self._at(number)))
        return following

    def _chain(self, first: int) -> bytes:
        parts: list[bytes] = []
        while first < LAST_SECTOR:
            parts.append(self._at(first))
            if first >= len(self._next) or len(parts) > self._sectors:
                raise BrokenContainer("endless chain")
            first = self._next[first]
        return b"".join(parts)

    def _mini_chain(self, first: int) -> bytes:
        parts: list[bytes] = []
        while first < LAST_SECTOR:
            part = self._mini_stream[first * 64 : first * 64 + 64]
            if not part or first >= len(self._mini_next) or len(parts) > len(self._mini_next):
                raise BrokenContainer("small stream broken")
            parts.append(part)
            first = self._mini_next[first]
        return b"".join(parts)

    def _directory(self, first: int) -> Iterator[tuple[str, int, int, int]]:
        listing = self._chain(first)
        if not listing or len(listing) % self._sector:
            raise BrokenContainer("directory cut off")
        for at in range(0, len(listing) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", listing, at + 64)
            if kind not in (1, STREAM, ROOT):
                continue
            if not 2 <= length <= 64:
                raise BrokenContainer("name too long")
            name = listing[at : at + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", listing, at + 116)
            if size > len(self._bytes):
                raise BrokenContainer("stream larger than the file")
            yield name, kind, start, size


def _numbers(sector: bytes) -> Iterator[int]:
    return iter(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))
