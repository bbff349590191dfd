"""Which auditor key opens which segment of the audit, over all changes of that key."""

from collections.abc import Callable, Sequence
from typing import Any

from cims.services.vault.audit_row import AuditRow
from cims.services.vault.canon import NotCanonical
from cims.services.vault.keys import Buffer
from cims.services.vault.sealing import NotSealedByUs
from cims.services.vault.seams import Reason, Seam, open_auditor_key, open_seed, read_seam


def seed_opener(vault_id: str, av: Buffer, seams: Sequence[Seam]) -> Callable[[Seam], bytes]:
    """What opens the first key of every segment with today's auditor key.

    Each change of that key has left the one before in its seam, sealed to the one after.
    """
    by_segment = keys_by_segment(vault_id, av, seams)

    def open_one(seam: Seam) -> bytes:
        if seam.segment not in by_segment:
            raise NotSealedByUs("seed")
        return open_seed(by_segment[seam.segment], vault_id, seam)

    return open_one


def keys_by_segment(vault_id: str, av: Buffer, seams: Sequence[Seam]) -> dict[int, bytes]:
    """The auditor key that was in force in each segment, as far as it can be known."""
    by_segment: dict[int, bytes] = {}
    key: bytes | None = bytes(av)
    for seam in sorted(seams, key=lambda each: -each.segment):
        if key is not None:
            by_segment[seam.segment] = key
        if key is not None and seam.reason is Reason.ROTATED and "av" in seam.more:
            key = _before(key, vault_id, seam)
    return by_segment


def seams_in(connection: Any) -> tuple[Seam, ...]:
    """All seams of a database that can be read; a garbled one shows in the verification."""
    columns = ", ".join(AuditRow._fields)
    found = []
    for row in connection.execute(
        f"SELECT {columns} FROM audit_entry WHERE seam IS NOT NULL ORDER BY seq"
    ):
        try:
            found.append(read_seam(AuditRow(*row)))
        except NotCanonical:
            continue
    return tuple(found)


def _before(key: bytes, vault_id: str, seam: Seam) -> bytes | None:
    try:
        return open_auditor_key(key, vault_id, seam)
    except NotSealedByUs:
        return None
