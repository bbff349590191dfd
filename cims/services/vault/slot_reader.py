"""The strict reader of the slot file: exactly what CIMS writes, or Damaged."""

import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cims.services.vault.canon import LARGEST, NotCanonical, read_canon, unb64
from cims.services.vault.errors import Damaged, TooNew
from cims.services.vault.kdf import SALT_BYTES, Kdf
from cims.services.vault.keys import KEY_NAMES, OWNER_KEYS
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.slots import (
    DATABASE_FILE,
    FORMAT,
    PAGE,
    RECOVERY,
    USER,
    VERSION,
    Sealed,
    Slot,
    SlotFile,
    Wrapped,
    packed_length,
    sum_of,
)

MOST_BYTES = 256 * 1024
MOST_SLOTS = 64
FACTORS = ("device", "keyfile")
HPKE_OVERHEAD = 32 + 16
LARGEST_EPOCH = 2**32 - 1

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_HEX32 = re.compile(r"[0-9a-f]{32}")


class _Wrong(Exception):
    """Names the first place that breaks the schema."""


def read_slot_file(raw: bytes, name: str, policy: KdfPolicy) -> SlotFile:
    """Read one copy; raises Damaged (or TooNew) with the copy's name and nothing else."""
    try:
        whole = _checked_bytes(raw)
        if whole.get("fmt") == FORMAT and _is_int(whole.get("v")) and whole["v"] > VERSION:
            raise TooNew(name)
        return _file(whole, policy)
    except (_Wrong, NotCanonical) as error:
        raise Damaged(name, str(error)) from error


def _checked_bytes(raw: bytes) -> dict[str, Any]:
    _must(len(raw) <= MOST_BYTES and raw.endswith(b"\n"), "length")
    whole = read_canon(raw[:-1])
    _must(isinstance(whole, dict), "not an object")
    total = whole.get("sum")
    _must(isinstance(total, str) and total.isascii(), "sum")
    rest = {key: value for key, value in whole.items() if key != "sum"}
    _must(hmac.compare_digest(total, sum_of(rest)), "sum")
    return dict(whole)


def _file(whole: dict[str, Any], policy: KdfPolicy) -> SlotFile:
    _fields(
        whole,
        "fmt v vault_id seq key_epoch created updated db slots roster mac sum",
        "file",
    )
    _must(whole["fmt"] == FORMAT and _is_int(whole["v"]) and whole["v"] == VERSION, "fmt")
    slots = whole["slots"]
    _must(isinstance(slots, list) and 1 <= len(slots) <= MOST_SLOTS, "slots")
    found = tuple(_slot(slot, policy) for slot in slots)
    _must(len({slot.slot_id for slot in found}) == len(found), "slot_id twice")
    return SlotFile(
        vault_id=_text(whole["vault_id"], _UUID4, "vault_id"),
        seq=_number(whole["seq"], 0, LARGEST, "seq"),
        key_epoch=_number(whole["key_epoch"], 1, LARGEST_EPOCH, "key_epoch"),
        created=_time(whole["created"], "created"),
        updated=_time(whole["updated"], "updated"),
        db_salt=_database_salt(whole["db"]),
        slots=found,
        roster=_bytes(whole["roster"], 32, "roster"),
        mac=_bytes(whole["mac"], 32, "mac"),
    )


def _database_salt(db: Any) -> bytes:
    _fields(db, "file cipher page salt", "db")
    _must(db["file"] == DATABASE_FILE and db["cipher"] == "sqlcipher4", "db")
    _must(_is_int(db["page"]) and db["page"] == PAGE, "page")
    return bytes.fromhex(_text(db["salt"], _HEX32, "db salt"))


def _slot(slot: Any, policy: KdfPolicy) -> Slot:
    _fields(
        slot,
        "slot_id kind user_id username created pw_changed keys kdf factors commit pub priv sealed",
        "slot",
    )
    keys = _names(slot["keys"], KEY_NAMES, "keys")
    factors = _names(slot["factors"], FACTORS, "factors")
    _must(slot["kind"] in (USER, RECOVERY), "kind")
    if slot["kind"] == RECOVERY:
        _must(slot["user_id"] is None and not factors, "recovery slot")
    else:
        _text(slot["user_id"], _UUID, "user_id")
    name = slot["username"]
    _must(isinstance(name, str) and 1 <= len(name) <= 64, "username")
    _must(not keys or {"ap", "dbk"} <= set(keys), "keys")
    _must("ok" not in keys or keys == OWNER_KEYS, "keys")
    return Slot(
        slot_id=_text(slot["slot_id"], _UUID4, "slot_id"),
        kind=slot["kind"],
        user_id=slot["user_id"],
        username=name,
        created=_time(slot["created"], "created"),
        pw_changed=_time(slot["pw_changed"], "pw_changed"),
        keys=keys,
        kdf=_kdf(slot["kdf"], policy),
        factors=factors,
        commit=_bytes(slot["commit"], 32, "commit"),
        pub=_bytes(slot["pub"], 32, "pub"),
        priv=_wrapped(slot["priv"]),
        sealed=_sealed(slot["sealed"], keys),
    )


def _kdf(kdf: Any, policy: KdfPolicy) -> Kdf:
    _fields(kdf, "alg v m_kib t p salt", "kdf")
    _must(kdf["alg"] == "argon2id" and _is_int(kdf["v"]) and kdf["v"] == 19, "alg")
    m_kib, t, p = (_number(kdf[name], 1, LARGEST, name) for name in ("m_kib", "t", "p"))
    _must(policy.accepts(m_kib, t, p), "kdf out of range")
    return Kdf(m_kib, t, p, _bytes(kdf["salt"], SALT_BYTES, "kdf salt"))


def _wrapped(priv: Any) -> Wrapped:
    _fields(priv, "nonce ct", "priv")
    return Wrapped(_bytes(priv["nonce"], 12, "nonce"), _bytes(priv["ct"], 80, "priv ct"))


def _sealed(sealed: Any, slot_keys: tuple[str, ...]) -> Sealed | None:
    if sealed is None:
        _must(not slot_keys, "keys without a sealed set")
        return None
    waiting = isinstance(sealed, dict) and "tag_prev" in sealed
    _fields(sealed, "epoch keys ct tag tag_prev" if waiting else "epoch keys ct tag", "sealed")
    keys = _names(sealed["keys"], (*KEY_NAMES, "ok_prev", "sa"), "sealed keys")
    extra = set(keys) - set(slot_keys)
    _must(bool(slot_keys) and set(slot_keys) <= set(keys), "sealed keys")
    _must(("sa" in extra) == waiting, "sa")
    _must(extra <= {"sa", "ok_prev"} and ("ok_prev" not in extra or "ok" in keys), "sealed keys")
    return Sealed(
        epoch=_number(sealed["epoch"], 1, LARGEST_EPOCH, "epoch"),
        keys=keys,
        ct=_bytes(sealed["ct"], packed_length(keys) + HPKE_OVERHEAD, "ct"),
        tag=_bytes(sealed["tag"], 32, "tag"),
        tag_prev=_bytes(sealed["tag_prev"], 32, "tag_prev") if waiting else None,
    )


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise _Wrong(what)


def _fields(found: Any, names: str, what: str) -> None:
    _must(isinstance(found, dict) and set(found) == set(names.split()), f"fields of {what}")


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any, least: int, most: int, what: str) -> int:
    _must(_is_int(value) and least <= value <= most, what)
    return int(value)


def _text(value: Any, pattern: re.Pattern[str], what: str) -> str:
    _must(isinstance(value, str) and pattern.fullmatch(value) is not None, what)
    return str(value)


def _time(value: Any, what: str) -> str:
    text = _text(value, _TIME, what)
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise _Wrong(what) from error
    return text


def _bytes(value: Any, length: int, what: str) -> bytes:
    _must(isinstance(value, str), what)
    raw = unb64(value)
    _must(len(raw) == length, what)
    return raw


def _names(value: Any, known: Sequence[str], what: str) -> tuple[str, ...]:
    _must(isinstance(value, list), what)
    _must(all(isinstance(name, str) and name in known for name in value), what)
    _must(value == sorted(set(value)), what)
    return tuple(value)
