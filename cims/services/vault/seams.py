"""Seams: where a segment of the audit begins, with its first key sealed to the auditors."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cims.services.vault.audit_row import AuditRow
from cims.services.vault.canon import NotCanonical, b64, canon, read_canon, unb64
from cims.services.vault.keys import Buffer
from cims.services.vault.sealing import NotSealedByUs, hpke_open, hpke_seal

BRANCH_BYTES = 16


class Reason(StrEnum):
    """Why a segment begins."""

    NEW = "new"
    RESTORED = "restored"
    HEAD_LOST = "head lost"
    ROTATED = "rotated"
    COPIED = "copied"


@dataclass(frozen=True)
class Seam:
    """The start of a segment, as its first row tells it."""

    seq: int
    segment: int
    branch_id: bytes
    reason: Reason
    seed: bytes
    more: dict[str, Any] = field(default_factory=dict)


def seal_seed(
    ap: Buffer, vault_id: str, branch_id: bytes, segment: int, seq: int, seed: Buffer
) -> bytes:
    """Seal a segment's first key to the auditors' public key."""
    return hpke_seal(bytes(ap), _seed_info(vault_id, branch_id, segment, seq), seed)


def open_seed(av: Buffer, vault_id: str, seam: Seam) -> bytes:
    """A segment's first key, by the auditors' private key; raises NotSealedByUs."""
    info = _seed_info(vault_id, seam.branch_id, seam.segment, seam.seq)
    return hpke_open(av, info, seam.seed)


def seam_text(reason: Reason, branch_id: bytes, seed: bytes, more: dict[str, Any]) -> str:
    """The column `seam` of a segment's first row."""
    whole = {"reason": str(reason), "branch": branch_id.hex(), "seed": b64(seed)} | more
    return canon(whole).decode()


def read_seam(row: AuditRow) -> Seam:
    """The seam that a row carries; raises NotCanonical."""
    if not isinstance(row.seam, str) or type(row.segment) is not int:
        raise NotCanonical("a seam is a text in a numbered segment")
    found = read_canon(row.seam.encode())
    if not isinstance(found, dict):
        raise NotCanonical("a seam is an object")
    texts = [found.pop(name, None) for name in ("reason", "branch", "seed")]
    if not all(isinstance(text, str) for text in texts) or texts[0] not in set(Reason):
        raise NotCanonical("a seam needs reason, branch and seed")
    reason, branch, seed = (str(text) for text in texts)
    try:
        branch_id = bytes.fromhex(branch)
    except ValueError as error:
        raise NotCanonical("branch is hex") from error
    if branch_id.hex() != branch or len(branch_id) != BRANCH_BYTES:
        raise NotCanonical("branch is 32 hex digits")
    return Seam(row.seq, row.segment, branch_id, Reason(reason), unb64(seed), found)


def seal_auditor_key(
    ap: Buffer, vault_id: str, branch_id: bytes, segment: int, seq: int, av: Buffer
) -> str:
    """The auditor key so far, sealed to the next one: what a "rotated" seam says as `av`."""
    info = _auditor_info(vault_id, branch_id, segment, seq)
    return b64(hpke_seal(bytes(ap), info, av))


def open_auditor_key(av: Buffer, vault_id: str, seam: Seam) -> bytes:
    """The auditor key before this seam; raises NotSealedByUs."""
    info = _auditor_info(vault_id, seam.branch_id, seam.segment, seam.seq)
    try:
        sealed = unb64(str(seam.more.get("av", "")))
    except NotCanonical as error:
        raise NotSealedByUs("av") from error
    return hpke_open(av, info, sealed)


def _seed_info(vault_id: str, branch_id: bytes, segment: int, seq: int) -> bytes:
    return canon(["cims/audit-seed/v1", vault_id, branch_id.hex(), segment, seq])


def _auditor_info(vault_id: str, branch_id: bytes, segment: int, seq: int) -> bytes:
    return canon(["cims/audit-av/v1", vault_id, branch_id.hex(), segment, seq])
