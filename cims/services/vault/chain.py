"""The audit chain: whoever holds today's key cannot rewrite yesterday's rows, and whoever holds
a segment's seed can check them all.

Pure: rows come in as values, nothing is read or written here.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cims.services.i18n import _
from cims.services.vault.audit_row import (
    FIRST_PREV_TAG,
    AuditRow,
    detail_digest,
    evolve,
    tag_of,
    tagged,
)
from cims.services.vault.canon import NotCanonical
from cims.services.vault.keys import KEY_BYTES, Buffer
from cims.services.vault.sealing import NotSealedByUs
from cims.services.vault.seams import (
    BRANCH_BYTES,
    Reason,
    Seam,
    open_seed,
    read_seam,
    seal_auditor_key,
    seal_seed,
    seam_text,
)

__all__ = [
    "BRANCH_BYTES",
    "FIRST_PREV_TAG",
    "Anchor",
    "AuditRow",
    "Fault",
    "Reason",
    "Seam",
    "Verdict",
    "catch_up",
    "detail_digest",
    "evolve",
    "open_seed",
    "read_seam",
    "seal_auditor_key",
    "seal_seed",
    "seam_text",
    "tag_of",
    "verify",
]

OpenSeed = Callable[[Seam], Buffer]


class Fault(StrEnum):
    """What is wrong with the first bad row."""

    GAP = "gap"
    ORDER = "order"
    SEAM = "seam"
    SEED = "seed"
    LINK = "link"
    TAG = "tag"
    ANCHOR = "anchor"
    DETAIL = "detail"
    ERASED = "erased"
    PUT_BACK = "put back"

    @property
    def sentence(self) -> str:
        """The fault for the user."""
        return {
            Fault.GAP: _("rows are missing"),
            Fault.ORDER: _("rows stand in a wrong order"),
            Fault.SEAM: _("a section of the log begins without a valid first row"),
            Fault.SEED: _("the key of this section does not open"),
            Fault.LINK: _("the row does not follow the one before it"),
            Fault.TAG: _("the row was changed"),
            Fault.ANCHOR: _("the log differs from what a backup has noted"),
            Fault.DETAIL: _("the noted values were changed"),
            Fault.ERASED: _("the noted values were taken away and nobody noted it"),
            Fault.PUT_BACK: _("values that were erased were put back"),
        }[self]


@dataclass(frozen=True)
class Verdict:
    """The result of a verification; `bad_seq` is the first bad row, None when all is well."""

    rows: int
    bad_seq: int | None
    fault: Fault | None
    seams: tuple[Seam, ...]
    last_seq: int
    last_tag: bytes

    @property
    def fine(self) -> bool:
        """Whether every row is in order."""
        return self.fault is None


@dataclass(frozen=True)
class Anchor:
    """A tag noted where the vault's users cannot write: a backup's manifest, a printed line."""

    branch_id: bytes
    seq: int
    tag: bytes


def verify(
    rows: Iterable[AuditRow],
    vault_id: str,
    open_seed: OpenSeed,
    anchors: Iterable[Anchor] = (),
) -> Verdict:
    """Check the whole log from its first row, as holders of the auditor key can.

    `open_seed` answers a seam's first key or raises NotSealedByUs. An anchor without its row is
    a fault, but for rows that a restore abandoned and for a branch that was left.
    """
    noted = {(anchor.branch_id, anchor.seq): anchor.tag for anchor in anchors}
    walk = _Walk(vault_id, open_seed)
    fault: Fault | None = None
    bad: int | None = None
    for row in rows:
        fault = walk.step(row)
        if fault is None and noted:
            expected = noted.pop((walk.branch_id, row.seq), row.tag)
            fault = None if hmac.compare_digest(expected, row.tag) else Fault.ANCHOR
        if fault is not None:
            bad = row.seq
            break
    missed = [seq for branch, seq in noted if not walk.left_behind(branch, seq)]
    if fault is None and missed:
        fault, bad = Fault.ANCHOR, min(missed)
    return Verdict(walk.rows, bad, fault, tuple(walk.seams), walk.last_seq, walk.last_tag)


def catch_up(
    rows: Iterable[AuditRow],
    vault_id: str,
    branch_id: bytes,
    chain_key: Buffer,
    last_seq: int,
    last_tag: bytes,
) -> tuple[bytes, int, bytes]:
    """Walk over rows that the head file did not learn of before a crash.

    Returns key, seq and tag after them. Raises NotSealedByUs when a row does not fit.
    """
    key, branch = bytes(chain_key), branch_id.hex()
    for row in rows:
        expected = hmac.digest(key, tagged(vault_id, branch, row), "sha256")
        follows = row.seq == last_seq + 1 and hmac.compare_digest(row.prev_tag, last_tag)
        if not follows or not hmac.compare_digest(row.tag, expected):
            raise NotSealedByUs(f"audit row {row.seq}")
        key, last_seq, last_tag = evolve(key), row.seq, row.tag
    return key, last_seq, last_tag


class _Walk:
    """Where a verification stands: the key, the tag and the segment of the last row."""

    def __init__(self, vault_id: str, open_seed: OpenSeed) -> None:
        self._vault_id = vault_id
        self._open_seed = open_seed
        self._key = b""
        self._branch = ""
        self._segment = 0
        self.branch_id = b""
        self.rows = 0
        self.last_seq = 0
        self.last_tag = FIRST_PREV_TAG
        self.seams: list[Seam] = []
        self._jumps: list[tuple[int, int]] = []

    def left_behind(self, branch_id: bytes, seq: int) -> bool:
        """Whether the log need not hold this row of a branch, because it went on elsewhere."""
        if any(before < seq < after for before, after in self._jumps):
            return True
        return branch_id != self.branch_id and any(
            seam.branch_id == branch_id for seam in self.seams
        )

    def step(self, row: AuditRow) -> Fault | None:
        """Check one row and move on to it."""
        try:
            return self._step(row)
        except (TypeError, AttributeError, ValueError):  # a column of another kind than written
            return Fault.TAG

    def _step(self, row: AuditRow) -> Fault | None:
        if row.seam is not None or not self.rows:
            fault = self._begin(row)
            if fault is not None:
                return fault
        elif row.segment != self._segment:
            return Fault.SEAM
        elif row.seq != self.last_seq + 1:
            return Fault.GAP if row.seq > self.last_seq else Fault.ORDER
        if not hmac.compare_digest(row.prev_tag, self.last_tag):
            return Fault.LINK
        try:
            expected = hmac.digest(self._key, tagged(self._vault_id, self._branch, row), "sha256")
        except NotCanonical:
            return Fault.TAG
        if not hmac.compare_digest(row.tag, expected):
            return Fault.TAG
        self._key = evolve(self._key)
        self.last_seq, self.last_tag = row.seq, row.tag
        self.rows += 1
        return None

    def _begin(self, row: AuditRow) -> Fault | None:
        """Take the first key of a new segment from its seam."""
        first = not self.rows
        if row.segment != self._segment + 1 or (first and row.seq != 1):
            return Fault.SEAM
        if row.seq <= self.last_seq:
            return Fault.ORDER
        try:
            seam = read_seam(row)
        except NotCanonical:
            return Fault.SEAM
        if first != (seam.reason is Reason.NEW):
            return Fault.SEAM
        if seam.reason is not Reason.RESTORED and row.seq != self.last_seq + 1:
            return Fault.GAP
        try:
            self._key = bytes(self._open_seed(seam))
        except NotSealedByUs:
            return Fault.SEED
        if len(self._key) != KEY_BYTES:
            return Fault.SEED
        self._jumps.append((self.last_seq, row.seq))
        self.branch_id, self._branch = seam.branch_id, seam.branch_id.hex()
        self._segment = row.segment
        self.seams.append(seam)
        return None
