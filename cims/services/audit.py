"""The audit trail: one chained entry for every record that a unit of work changed."""

import hmac
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import select

from cims.models.base import Base
from cims.models.change_set import AuditDetail, AuditEntry, ChangeSet
from cims.services.auditor import Auditor
from cims.services.clock import microseconds
from cims.services.codecs import legible
from cims.services.database import Unit
from cims.services.prepared import Prepared, insertion
from cims.services.vault.audit_row import chained
from cims.services.vault.canon import canon
from cims.services.vault.chain import AuditRow, evolve, tag_of

FLUSHED_AT = 2000
SALT_BYTES = 32
TOLERATED = 5 * 60 * 1_000_000  # microseconds that a clock may go back
OK, SUSPECT = "ok", "suspect"
ERASE = "erase"  # the action of a record that was erased: its entry keeps number and uuid alone
CHANGE_SET = ("at", "user_id", "kind", "label")
DETAIL = ("seq", "salt", "diff")


@dataclass(frozen=True)
class ChainState:
    """Where the chain stands: the last row's seq and tag, and the key of the next row."""

    vault_id: str
    branch_id: bytes
    segment: int
    key: bytes
    seq: int
    tag: bytes

    def after(self, row: AuditRow) -> tuple[AuditRow, "ChainState"]:
        """The row with its place and tag in the chain, and the state after it."""
        placed = row._replace(seq=self.seq + 1, segment=self.segment, prev_tag=self.tag)
        tag = tag_of(self.key, self.vault_id, self.branch_id, placed)
        state = ChainState(
            self.vault_id, self.branch_id, self.segment, evolve(self.key), placed.seq, tag
        )
        return placed._replace(tag=tag), state

    def after_alike(
        self, row: AuditRow, subjects: Sequence[tuple[int, bytes, int | None, bytes]]
    ) -> tuple[list[AuditRow], "ChainState"]:
        """Rows like this one about (record, uuid, customer, detail) each, and the state after."""
        first = row._replace(seq=self.seq + 1, segment=self.segment, prev_tag=self.tag)
        rows, key = chained(self.key, self.vault_id, self.branch_id, first, subjects)
        if not rows:
            return [], self
        return rows, replace(self, key=key, seq=rows[-1].seq, tag=rows[-1].tag)


@dataclass
class SeenTime:
    """The latest time that the log knows of, in microseconds; `is_told` once a jump was noted."""

    latest: int = 0
    is_told: bool = False

    def judged(self, now: int) -> str:
        """The column `clock` of rows written now."""
        return SUSPECT if now < self.latest - TOLERATED else OK


class Chain:
    """The audit chain of the open vault, moved on with the head file after each commit."""

    def __init__(
        self,
        state: ChainState,
        write_head: Callable[[int, ChainState], None],
        latest: int = 0,
    ) -> None:
        self.state, self._write_head = state, write_head
        self.seen = SeenTime(latest)
        self.auditor: Auditor | None = None

    def advance(self, commit_seq: int, state: ChainState) -> None:
        """Take over the chain of a committed unit and write the head file."""
        self.state = state
        self._write_head(commit_seq, state)


@dataclass(frozen=True)
class Subject:
    """The record that an audit entry is about; only tracked ones have a uuid."""

    entity: str
    id: int
    uuid: bytes | None = None
    customer_id: int | None = None


class AuditTrail:
    """Collects the entries of one unit of work and chains them in order.

    The chain moves on in memory only when the transaction is committed: `state` of the unit is
    handed back by the office, the one in the vault stays as it was until then.
    """

    def __init__(self, unit: Unit, state: ChainState, seen: SeenTime) -> None:
        self._unit, self.state, self.seen = unit, state, seen
        self.clock = seen.judged(microseconds(unit.now))
        self._entries: list[AuditRow] = []
        self._details: list[tuple[int, bytes, str]] = []

    def change_set(self) -> int:
        """The id of this unit's change set, made at its first change."""
        unit = self._unit
        if unit.change_set_id is None:
            row = entering()[0].run(
                unit.session,
                at=unit.now,
                user_id=unit.actor.user_id,
                kind=str(unit.kind),
                label=legible(unit.label),
            )
            unit.change_set_id = int(row.lastrowid)
        return unit.change_set_id

    def add(self, action: str, subject: Subject, diff: Mapping[str, Any] | None) -> None:
        """Record that `action` happened to a record; `diff`: field → [before, after] as JSON."""
        self._chain(
            action,
            change_set=self.change_set(),
            entity=subject.entity,
            record_id=subject.id,
            record_uuid=subject.uuid,
            customer_id=subject.customer_id,
            diff=diff,
        )

    def note(
        self,
        action: str,
        diff: Mapping[str, Any] | None = None,
        seam: str | None = None,
        *,
        about: Subject | None = None,
    ) -> None:
        """Record what changed no record: a sign-in, an export, a look at the record `about`.

        Such an entry has no change set: nothing undoes it, and no record's history shows it.
        """
        self._chain(
            action,
            entity=about.entity if about else None,
            record_id=about.id if about else None,
            record_uuid=about.uuid if about else None,
            customer_id=about.customer_id if about else None,
            diff=None if diff is None else legible(diff),
            seam=seam,
        )
        self.flush()  # a unit that changes nothing else would write nothing at its end

    def _chain(
        self,
        action: str,
        *,
        diff: Mapping[str, Any] | None,
        change_set: int | None = None,
        entity: str | None = None,
        record_id: int | None = None,
        record_uuid: bytes | None = None,
        customer_id: int | None = None,
        seam: str | None = None,
    ) -> None:
        detail = None
        if diff is not None:
            salt, text = os.urandom(32), canon(diff)
            detail = hmac.digest(salt, text, "sha256")
            self._details.append((self.state.seq + 1, salt, text.decode()))
        row, self.state = self.state.after(
            self._blank(action, change_set, entity)._replace(
                record_id=record_id,
                record_uuid=record_uuid,
                customer_id=customer_id,
                detail=detail,
                seam=seam,
            )
        )
        self._entries.append(row)
        if len(self._entries) >= FLUSHED_AT:
            self.flush()

    def _blank(self, action: str, change_set: int | None, entity: str | None) -> AuditRow:
        """A row of this unit without its place in the chain and without a record."""
        actor = self._unit.actor
        return AuditRow(
            seq=0,
            segment=self.state.segment,
            at_utc=microseconds(self._unit.now),
            clock=self.clock,
            actor=actor.user_id,
            session=actor.session or None,
            change_set=change_set,
            action=action,
            entity=entity,
            record_id=None,
            record_uuid=None,
            customer_id=None,
            detail=None,
            seam=None,
        )

    def created(self, entity: str, records: Iterable[tuple[int, bytes, int | None, str]]) -> None:
        """Record new records at once: (id, uuid, customer's id, canonical diff) each."""
        news = list(records)
        salts = os.urandom(SALT_BYTES * len(news))
        places = range(0, len(salts), SALT_BYTES)
        salted = [salts[start : start + SALT_BYTES] for start in places]
        subjects = [
            (id_, uuid, customer, hmac.digest(salt, diff.encode(), "sha256"))
            for salt, (id_, uuid, customer, diff) in zip(salted, news, strict=True)
        ]
        rows, self.state = self.state.after_alike(
            self._blank("create", self.change_set(), entity), subjects
        )
        self._entries += rows
        self._details += [
            (row.seq, salt, new[3]) for row, salt, new in zip(rows, salted, news, strict=True)
        ]
        if len(self._entries) >= FLUSHED_AT:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        if self._entries:
            session, (_change_set, entry, detail) = self._unit.session, entering()
            columns = zip(AuditRow._fields, zip(*self._entries, strict=True), strict=True)
            entry.run_columns(session, dict(columns))
            if self._details:
                columns = zip(DETAIL, zip(*self._details, strict=True), strict=True)
                detail.run_columns(session, dict(columns))
            self._entries, self._details = [], []


@cache
def entering() -> tuple[Prepared, Prepared, Prepared]:
    """Insert a change set, entries, and their details."""
    tables = Base.metadata.tables
    return (
        insertion(tables[ChangeSet.__tablename__], CHANGE_SET),
        insertion(tables[AuditEntry.__tablename__], AuditRow._fields),
        insertion(tables[AuditDetail.__tablename__], DETAIL),
    )


def entries_of(unit: Unit, change_set: int) -> Iterator[tuple[int, str, str, int, str | None]]:
    """(seq, action, entity, record id, diff text) of a change set, newest first."""
    entry, detail = (
        Base.metadata.tables[model.__tablename__] for model in (AuditEntry, AuditDetail)
    )
    query = (
        select(entry.c.seq, entry.c.action, entry.c.entity, entry.c.record_id, detail.c.diff)
        .join_from(entry, detail, detail.c.seq == entry.c.seq, isouter=True)
        .where(entry.c.change_set == change_set, entry.c.record_id.is_not(None))
        .order_by(entry.c.seq.desc())
    )
    for row in unit.session.execute(query):
        yield row[0], row[1], row[2], row[3], row[4]


def entries_after(unit: Unit, entity: str, ids: list[int], seq: int) -> list[Any]:
    """Entries about these records beyond a seq, newest first, with what their sets reverse."""
    entry, sets = (Base.metadata.tables[model.__tablename__] for model in (AuditEntry, ChangeSet))
    query = (
        select(entry.c.seq, entry.c.record_id, entry.c.change_set, sets.c.reverses_id)
        .join_from(entry, sets, sets.c.id == entry.c.change_set)
        .where(entry.c.entity == entity, entry.c.record_id.in_(ids), entry.c.seq > seq)
        .order_by(entry.c.seq.desc())
    )
    return list(unit.session.execute(query))
