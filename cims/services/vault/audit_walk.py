"""A walk through the whole audit of an open vault: is everything in it as it was written?"""

from collections.abc import Iterator, Sequence
from typing import Any

from cims.services.i18n import _
from cims.services.vault.canon import NotCanonical, read_canon
from cims.services.vault.chain import Anchor, AuditRow, first_bad_detail, verify
from cims.services.vault.session import OpenVault

AUDITOR_KEY = "av"


def walked(vault: OpenVault, connection: Any, noted: Sequence[Anchor] = ()) -> tuple[int, str]:
    """How many rows were looked at, and a sentence for the first that is wrong, or none.

    `noted` are rows that others have written down; needs the auditor key.
    """
    columns = ", ".join(AuditRow._fields)
    rows = connection.execute(f"SELECT {columns} FROM audit_entry ORDER BY seq")
    verdict = verify(
        (AuditRow(*row) for row in rows),
        vault.vault_id,
        vault.seed_opener(connection),
        tuple(noted),
    )
    if verdict.fault is not None:
        return verdict.rows, _("Audit row {row}: {fault}.").format(
            row=verdict.bad_seq, fault=verdict.fault.sentence
        )
    bad = first_bad_detail(_details(connection))
    if bad is not None:
        return verdict.rows, _("Audit row {row}: the noted values were changed.").format(row=bad)
    return verdict.rows, ""


def _details(connection: Any) -> Iterator[tuple[int, bytes, bytes, Any]]:
    """What rows keep of their details, and the details that were not erased."""
    for seq, kept, salt, diff in connection.execute(
        "SELECT e.seq, e.detail, d.salt, d.diff FROM audit_detail d JOIN audit_entry e"
        " ON e.seq = d.seq ORDER BY e.seq"
    ):
        try:
            told = read_canon(diff.encode())
        except NotCanonical:
            told = None  # no details were ever noted as that
        yield seq, kept, salt, told
