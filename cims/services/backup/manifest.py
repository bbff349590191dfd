"""The manifest: what a backup holds, of which vault and when, and how far it may be believed."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from cims.services.backup.container import ORDER, Member
from cims.services.vault.canon import LARGEST, NotCanonical, b64, canon, read_canon, unb64
from cims.services.vault.keys import BACKUP_MAC, wipe

FORMAT = "cims-backup"
VERSION = 1
MAC_BYTES = 32

_FIELDS = frozenset(
    ("fmt", "v", "vault_id", "branch_id", "backup_seq", "created", "kind", "app", "schema")
    + ("key_epoch", "commit_seq", "db", "members", "pool", "rows", "audit", "erased", "prev", "mac")
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_HEX = re.compile(r"[0-9a-f]*")
_TABLE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Kind(StrEnum):
    """How the backup was made: by somebody signed in, or from closed files without a key."""

    ONLINE = "online"
    CLOSED = "closed"


class Keyed(Protocol):
    """Whoever holds the database key of a vault."""

    def derived(self, root: str, name: str) -> bytearray:
        """H(root key, name) in a buffer that the caller wipes."""


class NotAManifest(ValueError):
    """Bytes that break the format; names the first place."""


class NewerFormat(ValueError):
    """A manifest of a later release."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; a closed one knows less, and nobody vouches for it.

    `audit` is (seq, tag in hex) of the newest row; `prev` is (backup_seq, manifest's SHA-256) of
    the backup before; backup_seq 0 = not counted. `size` and `salt` are the database's.
    """

    vault_id: str
    branch_id: str | None
    backup_seq: int
    created: str
    kind: Kind
    app: str
    schema: int | None
    key_epoch: int
    commit_seq: int | None
    salt: str
    members: tuple[Member, ...]
    rows: Mapping[str, int] | None
    audit: tuple[int, str] | None
    prev: tuple[int, str] | None
    mac: str | None = None

    @property
    def database(self) -> Member:
        """The database among the members."""
        return self.members[0]

    def member(self, name: str) -> Member | None:
        """The member of this name."""
        return next((member for member in self.members if member.name == name), None)

    def encode(self) -> bytes:
        """The bytes of manifest.json."""
        return canon(self._body() | {"mac": self.mac})

    def with_members(self, members: Sequence[Member], vault: Keyed | None) -> "Manifest":
        """The manifest of these members, vouched for by the vault's keys if it is open."""
        whole = replace(self, members=tuple(members))
        return whole if vault is None else replace(whole, mac=b64(whole.expected_mac(vault)))

    def expected_mac(self, vault: Keyed) -> bytes:
        """HMAC of everything else under the vault's key for backups."""
        key = vault.derived("dbk", BACKUP_MAC)
        try:
            return hmac.digest(key, canon(self._body()), "sha256")
        finally:
            wipe(key)

    def is_vouched_for(self, vault: Keyed) -> bool:
        """Whether the mac was made with a key that this session holds."""
        try:
            given = unb64(self.mac or "")
        except NotCanonical:
            return False
        return hmac.compare_digest(given, self.expected_mac(vault))

    def _body(self) -> dict[str, Any]:
        closed = self.kind is Kind.CLOSED
        database = self.database
        return {
            "fmt": FORMAT,
            "v": VERSION,
            "vault_id": self.vault_id,
            "branch_id": self.branch_id,
            "backup_seq": self.backup_seq,
            "created": self.created,
            "kind": str(self.kind),
            "app": self.app,
            "schema": self.schema,
            "key_epoch": self.key_epoch,
            "commit_seq": self.commit_seq,
            "db": {"sha256": database.sha256, "size": database.size, "salt": self.salt},
            "members": [
                {"name": member.name, "size": member.size, "sha256": member.sha256}
                for member in self.members
            ],
            "pool": [],
            "rows": None if self.rows is None else dict(self.rows),
            "audit": _pair(self.audit, "seq", "tag"),
            "erased": None if closed else [],
            "prev": _pair(self.prev, "backup_seq", "manifest_sha256"),
        }


def read(raw: bytes) -> Manifest:
    """The manifest of these bytes; raises NotAManifest or NewerFormat."""
    try:
        whole = read_canon(raw)
    except NotCanonical as error:
        raise NotAManifest(str(error)) from error
    _must(isinstance(whole, dict) and whole.get("fmt") == FORMAT, "fmt")
    if _is_number(whole.get("v")) and whole["v"] > VERSION:
        raise NewerFormat
    _must(set(whole) == _FIELDS and whole["v"] == VERSION, "fields")
    _must(whole["kind"] in set(Kind), "kind")
    online = whole["kind"] == Kind.ONLINE
    found = Manifest(
        vault_id=_text(whole["vault_id"], _UUID, "vault_id"),
        branch_id=None if whole["branch_id"] is None else _hex(whole["branch_id"], 32, "branch_id"),
        backup_seq=_number(whole["backup_seq"], "backup_seq"),
        created=_text(whole["created"], _TIME, "created"),
        kind=Kind(whole["kind"]),
        app=_text(whole["app"], re.compile(r"[ -~]{1,40}"), "app"),
        schema=_number_or_none(whole["schema"], "schema"),
        key_epoch=_number(whole["key_epoch"], "key_epoch"),
        commit_seq=_number_or_none(whole["commit_seq"], "commit_seq"),
        salt=_hex(whole["db"].get("salt") if isinstance(whole["db"], dict) else None, 32, "db"),
        members=_members(whole["members"]),
        rows=_rows(whole["rows"]),
        audit=_unpaired(whole["audit"], "seq", "tag", "audit"),
        prev=_unpaired(whole["prev"], "backup_seq", "manifest_sha256", "prev"),
        mac=whole["mac"],
    )
    _must((found.mac is not None) == online, "mac")
    _must(found.mac is None or isinstance(found.mac, str), "mac")
    _must(not online or None not in (found.branch_id, found.schema, found.commit_seq), "online")
    _must((found.rows is not None) == online, "rows")
    _must(found.encode() == raw, "encoding")
    return found


def _members(value: Any) -> tuple[Member, ...]:
    """The members: only known names, each once, in their order, with database and slot file."""
    _must(isinstance(value, list), "members")
    found = []
    for member in value:
        _must(isinstance(member, dict) and set(member) == {"name", "size", "sha256"}, "members")
        name, size = member["name"], _number(member["size"], "size")
        _must(isinstance(name, str) and name in ORDER, "name of a member")
        found.append(Member(name, size, _hex(member["sha256"], 64, "sha256")))
    names = [member.name for member in found]
    _must(names == [name for name in ORDER if name in names], "order of members")
    _must({ORDER[0], "keyslots.json"} <= set(names), "members")
    return tuple(found)


def _rows(value: Any) -> dict[str, int] | None:
    if value is None:
        return None
    _must(isinstance(value, dict) and all(_TABLE.fullmatch(name) for name in value), "rows")
    return {name: _number(number, "rows") for name, number in value.items()}


def _pair(pair: tuple[int, str] | None, first: str, second: str) -> dict[str, Any] | None:
    return None if pair is None else {first: pair[0], second: pair[1]}


def _unpaired(value: Any, first: str, second: str, what: str) -> tuple[int, str] | None:
    if value is None:
        return None
    _must(isinstance(value, dict) and set(value) == {first, second}, what)
    return _number(value[first], what), _hex(value[second], 64, what)


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise NotAManifest(what)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _number(value: Any, what: str) -> int:
    _must(_is_number(value), what)
    return int(value)


def _number_or_none(value: Any, what: str) -> int | None:
    return None if value is None else _number(value, what)


def _text(value: Any, pattern: re.Pattern[str], what: str) -> str:
    _must(isinstance(value, str) and pattern.fullmatch(value) is not None, what)
    return str(value)


def _hex(value: Any, length: int, what: str) -> str:
    text = _text(value, _HEX, what)
    _must(len(text) == length, what)
    return text
