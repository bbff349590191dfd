"""Sealed values v1: what only holders of vk can read, though everybody has the database."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from cims.services.vault.canon import canon
from cims.services.vault.errors import Locked, SealedDamaged
from cims.services.vault.keys import BLIND_INDEX, FIELD, Buffer, wipe

VERSION = 1
EPOCH_BYTES, NONCE_BYTES, TAG_BYTES = 4, 12, 16
CLEAR_BYTES = 1 + EPOCH_BYTES + NONCE_BYTES
PAD = 0x80
BLOCK = 32
INDEX_BYTES = 16


class Cell(NamedTuple):
    """Where a sealed value lies: it opens nowhere else. `field` is the constant uuid of a field."""

    entity: str
    field: str
    row: bytes


class Sealing:
    """Seals and opens values under one vk and epoch; `wipe` overwrites its keys.

    `derive` answers H(vk, name). Any thread may use it.
    """

    def __init__(self, derive: Callable[[str], bytearray], epoch: int) -> None:
        self.epoch = epoch
        self._derive = derive
        self._key = derive(FIELD)
        self._cipher: AESGCM | None = AESGCM(self._key)
        self._indexes: dict[tuple[str, str], HMAC] = {}
        self._head = bytes([VERSION]) + epoch.to_bytes(EPOCH_BYTES, "big")
        self._end = end_of_aad(epoch)

    def seal(self, cell: Cell, plain: Buffer) -> bytes:
        """The stored bytes of a value: 01, epoch, nonce, ciphertext of the padded value."""
        text = padded(plain)
        stored = self._encrypted(bound_to(*cell), text, os.urandom(NONCE_BYTES))
        wipe(text)
        return stored

    def open(self, cell: Cell, stored: bytes) -> bytearray:
        """The value that was sealed in this cell; raises SealedDamaged for any other bytes."""
        text = self._decrypted(bound_to(*cell), stored)
        plain = unpadded(text)
        wipe(text)
        return plain

    def moved(
        self, entity: str, field: str, cells: Sequence[tuple[bytes, bytes]], fresh: "Sealing"
    ) -> Iterator[tuple[bytes, bytearray] | None]:
        """The stored bytes under fresh keys, and the value; None for a cell that does not open.

        `cells` are row and stored bytes, all of one field. A rotation goes through all values:
        what is padded already, and bound to the same cell, is not made again.
        """
        nonces = os.urandom(NONCE_BYTES * len(cells))
        for at, (row, stored) in enumerate(cells):
            start = bound_to(entity, field, row)
            try:
                text = self._decrypted(start, stored)
                plain = unpadded(text)
            except SealedDamaged:
                yield None
                continue
            nonce = nonces[at * NONCE_BYTES : (at + 1) * NONCE_BYTES]
            yield fresh._encrypted(start, text, nonce), plain
            wipe(text)

    def index(self, entity: str, field: str, normal: str) -> bytes:
        """The blind index of a value in its normal form: equal for equal values of one field."""
        self._open_cipher()
        begun = self._indexes.get((entity, field))
        if begun is None:
            key = self._derive(f"{BLIND_INDEX}{entity}|{field}")
            begun = self._indexes[entity, field] = HMAC(key, SHA256())
            wipe(key)
        mac = begun.copy()  # with the key in it: four times as fast as from the key
        mac.update(normal.encode())
        return mac.finalize()[:INDEX_BYTES]

    def wipe(self) -> None:
        """Overwrite the keys; afterwards each use raises Locked."""
        self._cipher = None
        self._indexes.clear()
        wipe(self._key)

    def _encrypted(self, start: bytes, text: bytearray, nonce: bytes) -> bytes:
        return self._head + nonce + self._open_cipher().encrypt(nonce, text, start + self._end)

    def _decrypted(self, start: bytes, stored: bytes) -> bytearray:
        cipher, length = self._open_cipher(), len(stored) - CLEAR_BYTES - TAG_BYTES
        if length < BLOCK or length % BLOCK or stored[0] != VERSION:
            raise SealedDamaged("form")
        if stored[: len(self._head)] != self._head:
            raise SealedDamaged("epoch")
        nonce, text = stored[len(self._head) : CLEAR_BYTES], bytearray(length)
        try:
            cipher.decrypt_into(nonce, stored[CLEAR_BYTES:], start + self._end, text)
        except InvalidTag:
            raise SealedDamaged("tag") from None
        return text

    def _open_cipher(self) -> AESGCM:
        if self._cipher is None:
            raise Locked
        return self._cipher


def aad(cell: Cell, epoch: int) -> bytes:
    """What a sealed value is bound to: canon["cims/field/v1", entity, field, row, epoch]."""
    return bound_to(*cell) + end_of_aad(epoch)


def bound_to(entity: str, field: str, row: bytes) -> bytes:
    """All of it but the epoch, written out because a rotation goes through all values."""
    name = row.hex()
    name = f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"
    return b'%s,"%s"' % (aad_start(entity, field), name.encode())


def end_of_aad(epoch: int) -> bytes:
    """The epoch, which ends it."""
    return b",%d]" % epoch


@cache
def aad_start(entity: str, field: str) -> bytes:
    """What it begins with for all values of one field."""
    return canon(["cims/field/v1", entity, field])[:-1]


def padded(plain: Buffer) -> bytearray:
    """The value, 0x80, then zeros up to a multiple of 32: the length tells only its class."""
    text = bytearray(plain)
    text.append(PAD)
    text += bytes(-len(text) % BLOCK)
    return text


def unpadded(text: bytearray) -> bytearray:
    """The value that was padded; raises SealedDamaged for anything that `padded` never makes."""
    end = text.rfind(PAD)
    if end < len(text) - BLOCK or text[end + 1 :].strip(b"\0"):
        raise SealedDamaged("padding")
    return text[:end]
