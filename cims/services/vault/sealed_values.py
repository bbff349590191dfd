"""Sealed values v1: what only holders of vk can read, though everybody has the database."""

import hmac
import os
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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
        self._index_keys: dict[tuple[str, str], bytearray] = {}

    def seal(self, cell: Cell, plain: Buffer) -> bytes:
        """The stored bytes of a value: 01, epoch, nonce, ciphertext of the padded value."""
        nonce = os.urandom(NONCE_BYTES)
        text = padded(plain)
        sealed = self._open_cipher().encrypt(nonce, text, aad(cell, self.epoch))
        wipe(text)
        return bytes([VERSION]) + self.epoch.to_bytes(EPOCH_BYTES, "big") + nonce + sealed

    def open(self, cell: Cell, stored: bytes) -> bytearray:
        """The value that was sealed in this cell; raises SealedDamaged for any other bytes."""
        cipher, length = self._open_cipher(), len(stored) - CLEAR_BYTES - TAG_BYTES
        if length < BLOCK or length % BLOCK or stored[0] != VERSION:
            raise SealedDamaged("form")
        if int.from_bytes(stored[1 : 1 + EPOCH_BYTES], "big") != self.epoch:
            raise SealedDamaged("epoch")
        nonce, text = stored[1 + EPOCH_BYTES : CLEAR_BYTES], bytearray(length)
        try:
            cipher.decrypt_into(nonce, stored[CLEAR_BYTES:], aad(cell, self.epoch), text)
        except InvalidTag:
            raise SealedDamaged("tag") from None
        end = text.rfind(PAD)
        if end < length - BLOCK or text[end + 1 :].strip(b"\0"):
            raise SealedDamaged("padding")
        plain = text[:end]
        wipe(text)
        return plain

    def index(self, entity: str, field: str, normal: str) -> bytes:
        """The blind index of a value in its normal form: equal for equal values of one field."""
        self._open_cipher()
        key = self._index_keys.get((entity, field))
        if key is None:
            key = self._index_keys[entity, field] = self._derive(f"{BLIND_INDEX}{entity}|{field}")
        return hmac.digest(key, normal.encode(), "sha256")[:INDEX_BYTES]

    def wipe(self) -> None:
        """Overwrite the keys; afterwards each use raises Locked."""
        self._cipher = None
        for key in (self._key, *self._index_keys.values()):
            wipe(key)

    def _open_cipher(self) -> AESGCM:
        if self._cipher is None:
            raise Locked
        return self._cipher


def aad(cell: Cell, epoch: int) -> bytes:
    """What a sealed value is bound to: canon["cims/field/v1", entity, field, row, epoch].

    It is written out because a rotation goes through all values.
    """
    row = cell.row.hex()
    row = f"{row[:8]}-{row[8:12]}-{row[12:16]}-{row[16:20]}-{row[20:]}"
    return b'%s,"%s",%d]' % (aad_start(cell.entity, cell.field), row.encode(), epoch)


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
