"""A walk through the whole audit of an open vault: is everything in it as it was written?"""

import hmac
import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any, Protocol

from sqlcipher3 import dbapi2

from cims.services.i18n import _
from cims.services.progress import Progress, silent
from cims.services.vault.canon import canon
from cims.services.vault.chain import (
    Anchor,
    AuditRow,
    Fault,
    Reason,
    Seam,
    read_seam,
    verify,
)
from cims.services.vault.keys import Buffer, derive

AUDITOR_KEY = "av"
ERASED, CONFIRMED = "details erased", "seam confirmed"
CONFIRM = "cims/audit-confirm/v1"
REPORT_EVERY = 2_000
SEALED_ANEW = (Reason.ROTATED, Reason.RESTORED)


class Walkable(Protocol):
    """What the walk needs of an open vault."""

    @property
    def vault_id(self) -> str:
        """The vault's uuid."""

    def seed_opener(self, connection: Any) -> Callable[[Seam], bytes]:
        """What opens the first key of every segment."""

    def auditor_keys(self, connection: Any) -> tuple[bytes, ...]:
        """Every auditor key that was in force."""


@dataclass(frozen=True)
class Confirmation:
    """A row that says that somebody has looked at a seam; only auditors can make its proof."""

    seam: int
    at_us: int
    actor: int | None


@dataclass
class Walk:
    """What a walk found; `problem` is a sentence for the first row that is wrong, or empty."""

    rows: int = 0
    bad_seq: int | None = None
    problem: str = ""
    seams: tuple[Seam, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    erased: int = 0
    last_told: Mapping[tuple[str, int, str], str | None] = part(default_factory=dict)

    def blame(self, seq: int | None, reason: str) -> None:
        """Keep the first thing that is wrong."""
        if not self.problem:
            self.bad_seq = seq
            self.problem = _("Audit row {row}: {fault}.").format(row=seq, fault=reason)


def walked(
    vault: Walkable,
    connection: Any,
    noted: Sequence[Anchor] = (),
    sealed: Mapping[str, Sequence[str]] | None = None,
    progress: Progress = silent,
) -> Walk:
    """Look at every row and its details; needs the auditor key.

    `noted` are rows that others have written down. `sealed` names the sealed fields of each
    record type, whose newest bytes the log remembers; the walk hands them out as `last_told`.
    """
    found, details = Walk(), Details(sealed or {})
    try:
        total = connection.execute("SELECT count(*) FROM audit_entry").fetchone()[0]
        rows = details.passing(stored(connection), lambda done: progress(done, total))
        verdict = verify(rows, vault.vault_id, vault.seed_opener(connection), tuple(noted))
        found.rows, found.seams = verdict.rows, verdict.seams
        if verdict.fault is not None:
            found.blame(verdict.bad_seq, verdict.fault.sentence)
        orphan = connection.execute(
            "SELECT seq FROM audit_detail WHERE seq NOT IN (SELECT seq FROM audit_entry) LIMIT 1"
        ).fetchone()
        if orphan:
            found.blame(orphan[0], Fault.DETAIL.sentence)
        keys = vault.auditor_keys(connection)
    except (dbapi2.DatabaseError, ValueError, TypeError):  # of no kind that was ever written
        found.blame(details.last + 1, _("the row can't be read"))
        return found
    for seq, fault in details.judged():
        found.blame(seq, fault.sentence)
    tags = details.tags
    found.confirmed = tuple(
        Confirmation(seam, at, actor)
        for seam, at, actor, proof in details.confirmations
        if seam in tags and is_proved(keys, vault.vault_id, seam, tags[seam], proof)
    )
    found.erased, found.last_told = len(details.missing), details.last_told
    return found


def stored(connection: Any) -> Iterator[tuple[Any, ...]]:
    """Every row of the log as its columns, then number, salt and diff of its details, in order."""
    columns = ", ".join(f"e.{name}" for name in AuditRow._fields)
    return iter(
        connection.execute(
            f"SELECT {columns}, d.seq, d.salt, d.diff FROM audit_entry e"
            " LEFT JOIN audit_detail d ON d.seq = e.seq ORDER BY e.seq"
        )
    )


class Details:
    """The details of the rows that pass, compared with what the rows keep of them."""

    def __init__(self, sealed: Mapping[str, Sequence[str]]) -> None:
        self._sealed = sealed
        self.last = 0
        self.bad: int | None = None
        self.missing: list[int] = []
        self.kept: list[int] = []
        self.tags: dict[int, bytes] = {}
        self.confirmations: list[tuple[int, int, int | None, str]] = []
        self.last_told: dict[tuple[str, int, str], str | None] = {}
        self._erased: list[tuple[int, int]] = []

    def passing(
        self, rows: Iterator[tuple[Any, ...]], told: Callable[[int], None]
    ) -> Iterator[AuditRow]:
        """Hand the rows on; their details are looked at on the way."""
        for number, (*columns, has_detail, salt, diff) in enumerate(rows):
            if number % REPORT_EVERY == 0:
                told(number)
            row = AuditRow(*columns)
            yield row  # what is wrong with a row itself is said first
            self.last = row.seq
            if has_detail is None:
                if row.detail is not None:
                    self.missing.append(row.seq)
                    self._forget(row)
            elif not is_kept(row.detail, salt, diff):
                self.bad = self.bad or row.seq
            else:
                self.kept.append(row.seq)
                try:
                    self._read(row, diff)
                except (KeyError, TypeError, ValueError, IndexError):
                    self.bad = self.bad or row.seq
            if row.seam is not None:
                self.tags[row.seq] = row.tag
                if read_seam(row).reason in SEALED_ANEW:
                    self.last_told.clear()

    def judged(self) -> Iterator[tuple[int, Fault]]:
        """What is wrong: details that were changed, that went without a word or came back."""
        if self.bad is not None:
            yield self.bad, Fault.DETAIL
        for seq in self.missing:
            if not any(first <= seq <= last for first, last in self._erased):
                yield seq, Fault.ERASED
                break
        for first, last in self._erased:
            place = bisect_left(self.kept, first)
            if place < len(self.kept) and self.kept[place] <= last:
                yield self.kept[place], Fault.PUT_BACK
                return

    def _read(self, row: AuditRow, diff: str) -> None:
        """Learn what later checks need: erasures, confirmations, sealed values."""
        if row.action == ERASED and row.record_id is None:
            self._erased += spans(str(json.loads(diff)["details"][1]))
        elif row.action == CONFIRMED:
            told = json.loads(diff)
            self.confirmations.append(
                (int(told["seam"][1]), row.at_utc, _whole(row.actor), str(told["proof"][1]))
            )
        names = self._sealed.get(row.entity or "", ())
        if row.change_set is not None and any(name in diff for name in names):
            told = json.loads(diff)
            for name in told.keys() & set(names):
                self.last_told[row.entity or "", row.record_id or 0, name] = told[name][1]

    def _forget(self, row: AuditRow) -> None:
        """What was erased may have told of a sealed value that nobody knows any more."""
        for name in self._sealed.get(row.entity or "", ()):
            self.last_told.pop((row.entity or "", row.record_id or 0, name), None)


def is_kept(kept: Any, salt: Any, diff: Any) -> bool:
    """Whether a row keeps these details: they are stored as the canonical text itself."""
    if not (isinstance(kept, bytes) and isinstance(salt, bytes) and isinstance(diff, str)):
        return False
    return hmac.compare_digest(kept, hmac.digest(salt, diff.encode(), "sha256"))


def proof_of(av: Buffer, vault_id: str, seam: int, tag: bytes) -> str:
    """What stands in the row that confirms a seam; made of the auditor key."""
    key = derive(av, vault_id, CONFIRM)
    return hmac.digest(key, canon([CONFIRM, vault_id, seam, tag.hex()]), "sha256").hex()


def is_proved(keys: Sequence[bytes], vault_id: str, seam: int, tag: bytes, proof: str) -> bool:
    """Whether some auditor key made this proof."""
    try:
        given = bytes.fromhex(proof)
    except ValueError:
        return False
    return any(
        hmac.compare_digest(bytes.fromhex(proof_of(av, vault_id, seam, tag)), given) for av in keys
    )


def spans(text: str) -> list[tuple[int, int]]:
    """First and last number of each part of 1-500,503."""
    parts = (part.partition("-") for part in text.split(",") if part)
    return [(int(first), int(last or first)) for first, _dash, last in parts]


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None
