"""One row of the audit and its tag, made with a key that is forgotten right after it."""

import hashlib
import hmac
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

from cims.services.vault.canon import LARGEST, NotCanonical, canon
from cims.services.vault.keys import Buffer

FIRST_PREV_TAG = bytes(32)

_EVOLVE = b"cims/audit/evolve"


class AuditRow(NamedTuple):
    """One row of audit_entry, in the order of its columns; times in microseconds UTC."""

    seq: int
    segment: int
    at_utc: int
    clock: str
    actor: int | str | None
    session: int | str | None
    change_set: int | str | None
    action: str
    entity: str | None
    record_id: int | None
    record_uuid: bytes | None
    customer_id: int | None
    detail: bytes | None
    seam: str | None
    prev_tag: bytes = FIRST_PREV_TAG
    tag: bytes = b""


def evolve(key: Buffer) -> bytes:
    """The key of the next row; the way back is closed."""
    return hashlib.sha256(_EVOLVE + key).digest()


def tag_of(chain_key: Buffer, vault_id: str, branch_id: bytes, row: AuditRow) -> bytes:
    """The row's tag under the key of its place; `row.tag` itself is not looked at."""
    return hmac.digest(chain_key, tagged(vault_id, branch_id.hex(), row), "sha256")


def detail_digest(salt: bytes, diff: Any) -> bytes:
    """What a row keeps of its detail: nothing that could be guessed once the salt is erased."""
    return hmac.digest(salt, canon(diff), "sha256")


def tagged(vault_id: str, branch: str, row: AuditRow) -> bytes:
    """What the tag is taken of: canonical JSON, written out because 100,000 rows go through it."""
    try:
        return (
            f'["cims/audit/v1","{vault_id}","{branch}",{_part(row.seq)},{_part(row.segment)},'
            f"{_part(row.at_utc)},{_part(row.clock)},{_part(row.actor)},{_part(row.session)},"
            f"{_part(row.change_set)},{_part(row.action)},{_part(row.entity)},"
            f"{_part(row.record_id)},{_hex(row.record_uuid)},{_part(row.customer_id)},"
            f'{_hex(row.detail)},{_part(row.seam)},"{row.prev_tag.hex()}"]'
        ).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a surrogate in a string") from error


def _part(value: int | str | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise NotCanonical(f"no audit value: {value!r}")
    return str(value)


def _hex(value: bytes | None) -> str:
    return "null" if value is None else f'"{value.hex()}"'
