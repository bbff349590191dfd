"""One row of the audit and its tag, made with a key that is forgotten right after it."""

import hashlib
import hmac
from collections.abc import Iterable
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
            f"{_before(vault_id, branch)}{_part(row.seq)}{_between(row)}"
            f"{_part(row.record_id)},{_hex(row.record_uuid)},{_part(row.customer_id)},"
            f'{_hex(row.detail)},{_part(row.seam)},"{row.prev_tag.hex()}"]'
        ).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a surrogate in a string") from error


def chained(
    key: Buffer,
    vault_id: str,
    branch_id: bytes,
    first: AuditRow,
    subjects: Iterable[tuple[int, bytes, int | None, bytes]],
) -> tuple[list[AuditRow], bytes]:
    """Rows without a seam that differ only in record, uuid, customer and detail; the key after.

    `first` brings seq and prev_tag of the first row. An import chains all its rows here.
    """
    key, seq, tag, rows = bytes(key), first.seq, first.prev_tag, []
    before, between, alike = _before(vault_id, branch_id.hex()), _between(first), first[1:9]
    for record, uuid, customer, detail in subjects:
        text = (
            f'{before}{seq}{between}{record},"{uuid.hex()}",'
            f'{"null" if customer is None else customer},"{detail.hex()}",null,"{tag.hex()}"]'
        )
        prev_tag, tag = tag, hmac.digest(key, text.encode(), "sha256")
        rows.append(AuditRow(seq, *alike, record, uuid, customer, detail, None, prev_tag, tag))
        key, seq = evolve(key), seq + 1
    return rows, key


def _before(vault_id: str, branch: str) -> str:
    return f'["cims/audit/v1","{vault_id}","{branch}",'


def _between(row: AuditRow) -> str:
    """What stands between seq and record."""
    return (
        f",{_part(row.segment)},{_part(row.at_utc)},{_part(row.clock)},{_part(row.actor)},"
        f"{_part(row.session)},{_part(row.change_set)},{_part(row.action)},{_part(row.entity)},"
    )


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
