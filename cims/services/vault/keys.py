"""Keys in memory: buffers that can be wiped, and what is derived from them."""

import os
from collections.abc import Mapping

from cims.services.vault.errors import KeyMissing, Locked

KEY_BYTES = 32
KEY_NAMES = ("ap", "av", "dbk", "ok", "vk")
OWNER_KEYS = KEY_NAMES

SQLCIPHER = "cims/sqlcipher/v1"
SLOTFILE_MAC = "cims/slotfile-mac/v1"
HEAD_MAC = "cims/head-mac/v1"
HEAD_KEY = "cims/head-key/v1"
BACKUP_MAC = "cims/backup-mac/v1"
FIELD = "cims/field/v1"
BLIND_INDEX = "cims/bidx/v1|"
ROSTER = "cims/roster/v1"
SLOT_AUTH = "cims/slot-auth/v1|"

Buffer = bytes | bytearray


def derive(key: Buffer, vault_id: str, name: str) -> bytearray:
    """H(key, name) of docs/format.md: 32 bytes that belong to one vault and one purpose."""
    # imported here because the unlock window reads slot files before anybody has a password
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = bytearray(KEY_BYTES)
    HKDF(hashes.SHA512(), KEY_BYTES, vault_id.encode(), name.encode()).derive_into(key, derived)
    return derived


def wipe(buffer: bytearray) -> None:
    """Overwrite a key buffer with zeros."""
    buffer[:] = bytes(len(buffer))


class KeySet:
    """The keys that one slot opens, by name; each in a buffer of its own."""

    def __init__(self, keys: Mapping[str, Buffer]) -> None:
        self._keys = {name: bytearray(key) for name, key in keys.items()}
        self._wiped = False

    @property
    def names(self) -> tuple[str, ...]:
        """Which keys are held, sorted."""
        return tuple(sorted(self._keys))

    def __contains__(self, name: str) -> bool:
        return name in self._keys

    def __getitem__(self, name: str) -> bytearray:
        if self._wiped:
            raise Locked
        if name not in self._keys:
            raise KeyMissing(name)
        return self._keys[name]

    def only(self, names: tuple[str, ...]) -> "KeySet":
        """A copy that holds these keys alone."""
        return KeySet({name: self[name] for name in names})

    def copy(self) -> "KeySet":
        """The same keys in buffers of their own."""
        return self.only(self.names)

    def wipe(self) -> None:
        """Overwrite every key; afterwards each use raises Locked."""
        for key in self._keys.values():
            wipe(key)
        self._wiped = True


def fresh_keys() -> KeySet:
    """All five root keys, new."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    pair = X25519PrivateKey.generate()
    return KeySet(
        {name: os.urandom(KEY_BYTES) for name in ("dbk", "ok", "vk")}
        | {"av": pair.private_bytes_raw(), "ap": pair.public_key().public_bytes_raw()}
    )
