"""The slot file v1 as values: who may open the vault, and with which keys."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cims.services.vault.canon import b64, canon
from cims.services.vault.kdf import Kdf

FORMAT = "cims-keyslots"
VERSION = 1
COPIES = ("keyslots.json", "keyslots.bak.json")
USER = "user"
RECOVERY = "recovery"
DATABASE_FILE = "cims.db"
PAGE = 4096
B64_KEY = 44


def packed_length(names: tuple[str, ...]) -> int:
    """Bytes of a key set with these names before it is sealed."""
    return 1 + sum(len(name) + B64_KEY + 6 for name in names)


@dataclass(frozen=True)
class Wrapped:
    """A private part under AES-256-GCM."""

    nonce: bytes
    ct: bytes

    def json(self) -> dict[str, Any]:
        """As it stands in the slot file."""
        return {"nonce": b64(self.nonce), "ct": b64(self.ct)}


@dataclass(frozen=True)
class Sealed:
    """A key set sealed to one slot's public key, and who vouches for it."""

    epoch: int
    keys: tuple[str, ...]
    ct: bytes
    tag: bytes
    tag_prev: bytes | None = None

    def tagged(self) -> dict[str, Any]:
        """What the tag is taken of."""
        return {"epoch": self.epoch, "keys": list(self.keys), "ct": b64(self.ct)}

    def json(self) -> dict[str, Any]:
        """As it stands in the slot file."""
        before = {} if self.tag_prev is None else {"tag_prev": b64(self.tag_prev)}
        return {**self.tagged(), "tag": b64(self.tag), **before}


@dataclass(frozen=True)
class Slot:
    """One way into the vault: a user's, or a recovery sheet."""

    slot_id: str
    kind: str
    user_id: str | None
    username: str
    created: str
    pw_changed: str
    keys: tuple[str, ...]
    kdf: Kdf
    factors: tuple[str, ...]
    commit: bytes
    pub: bytes
    priv: Wrapped
    sealed: Sealed | None

    @property
    def waiting(self) -> bool:
        """Whether the slot has not signed in since the owner key changed."""
        return self.sealed is not None and self.sealed.tag_prev is not None

    def json(self) -> dict[str, Any]:
        """As it stands in the slot file."""
        return {
            "slot_id": self.slot_id,
            "kind": self.kind,
            "user_id": self.user_id,
            "username": self.username,
            "created": self.created,
            "pw_changed": self.pw_changed,
            "keys": list(self.keys),
            "kdf": self.kdf.json(),
            "factors": list(self.factors),
            "commit": b64(self.commit),
            "pub": b64(self.pub),
            "priv": self.priv.json(),
            "sealed": None if self.sealed is None else self.sealed.json(),
        }


@dataclass(frozen=True)
class SlotFile:
    """All slots of a vault; `seq` rises with every save."""

    vault_id: str
    seq: int
    key_epoch: int
    created: str
    updated: str
    db_salt: bytes
    slots: tuple[Slot, ...]
    roster: bytes
    mac: bytes

    def body(self) -> dict[str, Any]:
        """Everything but mac and sum: what the mac is taken of."""
        return {
            "fmt": FORMAT,
            "v": VERSION,
            "vault_id": self.vault_id,
            "seq": self.seq,
            "key_epoch": self.key_epoch,
            "created": self.created,
            "updated": self.updated,
            "db": {
                "file": DATABASE_FILE,
                "cipher": "sqlcipher4",
                "page": PAGE,
                "salt": self.db_salt.hex(),
            },
            "slots": [slot.json() for slot in self.slots],
            "roster": b64(self.roster),
        }

    def encode(self) -> bytes:
        """The bytes of the file."""
        whole = self.body() | {"mac": b64(self.mac)}
        return canon(whole | {"sum": sum_of(whole)}) + b"\n"

    def slot(self, slot_id: str) -> Slot | None:
        """The slot with this id."""
        return next((slot for slot in self.slots if slot.slot_id == slot_id), None)

    def with_slot(self, slot: Slot) -> "SlotFile":
        """The file with one slot replaced by its new form."""
        return replace(
            self,
            slots=tuple(slot if old.slot_id == slot.slot_id else old for old in self.slots),
        )


def sum_of(whole: dict[str, Any]) -> str:
    """SHA-256 over the file without its sum, which finds accidents but not malice."""
    return hashlib.sha256(canon(whole)).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as the slot file writes it: UTC in whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
