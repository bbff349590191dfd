"""head.bin v1: the newest commit, and the audit chain's key, beside the database.

It tells a damaged or missing write-ahead log, which the database alone passes over in silence.
"""

import hmac
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cims.services.vault.files import flush, flush_folder, open_private
from cims.services.vault.keys import HEAD_KEY, HEAD_MAC, KEY_BYTES, Buffer, derive, wipe

MAGIC = b"CIMSHEAD"
FORMAT = 1
PLACE = 4096
FILE_BYTES = 2 * PLACE

_CLEAR = struct.Struct(">8sHQI16sQQ32sQ")
_MAC = slice(_CLEAR.size, _CLEAR.size + 32)
_NONCE = slice(_MAC.stop, _MAC.stop + 12)
_KEY = slice(_NONCE.stop, _NONCE.stop + 48)


@dataclass(frozen=True)
class Head:
    """One record: what the database must have reached, and the key of the next audit row."""

    generation: int
    rebase: int
    branch_id: bytes
    commit_seq: int
    audit_seq: int
    audit_tag: bytes
    at_us: int
    chain_key: Buffer | None

    @property
    def order(self) -> tuple[int, int]:
        """Records with a higher order are newer."""
        return self.rebase, self.commit_seq


def unchecked(raw: bytes) -> Head | None:
    """What the newest record says to somebody without a key; nobody vouches for it."""
    heads = []
    for at in (0, PLACE):
        if len(raw) >= at + _CLEAR.size:
            magic, version, *numbers, tag, moment = _CLEAR.unpack_from(raw, at)
            generation, rebase, branch, commit, audit = numbers
            if (magic, version) == (MAGIC, FORMAT):
                heads.append(Head(generation, rebase, branch, commit, audit, tag, moment, None))
    return max(heads, key=lambda head: head.order, default=None)


def without_chain_keys(raw: bytes) -> bytes:
    """The file for a backup: nonce and chain key of both records zeroed, cut parts filled up."""
    whole = bytearray(raw[:FILE_BYTES].ljust(FILE_BYTES, b"\0"))
    for at in (0, PLACE):
        whole[at + _NONCE.start : at + _KEY.stop] = bytes(_KEY.stop - _NONCE.start)
    return bytes(whole)


class HeadFile:
    """The open head file of one generation."""

    def __init__(self, path: Path, vault_id: str, dbk: Buffer) -> None:
        self._path = path
        self._mac_key = derive(dbk, vault_id, HEAD_MAC)
        key = derive(dbk, vault_id, HEAD_KEY)
        self._cipher = AESGCM(key)
        wipe(key)
        self._descriptor = -1
        self._next_place = 0

    def read(self) -> tuple[Head | None, str]:
        """The newest good record, or None; and what is wrong with the file, if anything."""
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None, "missing"
        except OSError as error:
            return None, f"unreadable: {error.strerror}"
        records = [self._record(raw[at : at + PLACE]) for at in (0, PLACE)]
        good = [(head.order, place) for place, head in enumerate(records) if head is not None]
        if not good:
            return None, "no good record"
        _, place = max(good)
        self._next_place = 1 - place
        found = records[place]
        assert found is not None
        return found, "" if found.chain_key is not None else "chain key unreadable"

    def write(self, head: Head) -> None:
        """Write a record in the place of the older one and flush it (about 0.25 ms)."""
        self._open()
        self._put(self._next_place, self._packed(head))
        self._sync()
        self._next_place = 1 - self._next_place

    def write_both(self, head: Head) -> None:
        """Write the same record in both places, as after a loss that was accepted."""
        self.write(head)
        self.write(head)

    def close(self) -> None:
        """Close the file and wipe its keys."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        wipe(self._mac_key)

    def _record(self, raw: bytes) -> Head | None:
        clear = raw[: _CLEAR.size]
        if len(raw) < _KEY.stop:
            return None
        if not hmac.compare_digest(raw[_MAC], hmac.digest(self._mac_key, clear, "sha256")):
            return None
        magic, version, generation, rebase, branch, commit, audit, tag, at = _CLEAR.unpack(clear)
        if magic != MAGIC or version != FORMAT:
            return None
        key = bytearray(KEY_BYTES)
        try:
            self._cipher.decrypt_into(raw[_NONCE], raw[_KEY], clear, key)
        except InvalidTag:
            return Head(generation, rebase, branch, commit, audit, tag, at, None)
        return Head(generation, rebase, branch, commit, audit, tag, at, key)

    def _packed(self, head: Head) -> bytes:
        if head.chain_key is None:
            raise ValueError("a head record always carries the next chain key")
        clear = _CLEAR.pack(
            MAGIC,
            FORMAT,
            head.generation,
            head.rebase,
            head.branch_id,
            head.commit_seq,
            head.audit_seq,
            head.audit_tag,
            head.at_us,
        )
        nonce = os.urandom(12)
        mac = hmac.digest(self._mac_key, clear, "sha256")
        sealed = self._cipher.encrypt(nonce, head.chain_key, clear)
        return (clear + mac + nonce + sealed).ljust(PLACE, b"\0")

    def _open(self) -> None:
        if self._descriptor >= 0:
            return
        self._descriptor = open_private(self._path)
        if os.fstat(self._descriptor).st_size != FILE_BYTES:
            os.ftruncate(self._descriptor, FILE_BYTES)
            self._put(1 - self._next_place, self._kept(1 - self._next_place))
            self._put(self._next_place, self._kept(self._next_place))
            flush(self._descriptor)
            flush_folder(self._path.parent)

    def _kept(self, place: int) -> bytes:
        """What stands there, so that a cut file gets real blocks without losing a record."""
        os.lseek(self._descriptor, place * PLACE, os.SEEK_SET)
        return os.read(self._descriptor, PLACE).ljust(PLACE, b"\0")

    def _put(self, place: int, record: bytes) -> None:
        if sys.platform == "win32":
            os.lseek(self._descriptor, place * PLACE, os.SEEK_SET)
            written = os.write(self._descriptor, record)
        else:
            written = os.pwrite(self._descriptor, record, place * PLACE)
        if written != len(record):
            raise OSError(f"{self._path.name} could not be written whole")

    def _sync(self) -> None:
        # The file never grows, so its bytes are enough; its times need not reach the disk.
        if sys.platform in ("win32", "darwin"):
            flush(self._descriptor)
        else:
            os.fdatasync(self._descriptor)
