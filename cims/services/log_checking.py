"""Whoever holds the auditor key has the log checked; owners confirm where its sections begin."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from cims.models.base import Base
from cims.models.change_set import AuditDetail, AuditEntry, SealedBefore
from cims.services.audit_events import SEAMS
from cims.services.codecs import ranged
from cims.services.errors import NotFound, NotPossible
from cims.services.history import moment
from cims.services.i18n import _
from cims.services.log_entries import SeamLine
from cims.services.log_verdict import (
    LogCheck,
    Noting,
    Outcome,
    judged,
    nowhere,
    sealed_changed,
    sealed_names,
)
from cims.services.progress import Progress, silent
from cims.services.rights import Right, requires
from cims.services.service import CHUNK, Service
from cims.services.vault.audit_row import AuditRow
from cims.services.vault.audit_walk import AUDITOR_KEY, CONFIRMED, ERASED, proof_of, walked
from cims.services.vault.canon import NotCanonical
from cims.services.vault.chain import Anchor, Reason, read_seam


class LogChecks(Service):
    """Checks the log, confirms its sections, erases details."""

    @requires(Right.AUDIT)
    def verify(self, progress: Progress = silent, noted: Noting = nowhere) -> LogCheck:
        """Look at every entry; `noted` finds what backups know (services/backup/anchors.py)."""
        auditor, unit = self._desk.auditor, self._desk.unit
        if auditor is None or AUDITOR_KEY not in auditor.key_names:
            return LogCheck(Outcome.UNCHECKED)
        state, types = self._desk.audit.state, self.office.record_types()
        written = noted(auditor, self.office.backup_log.places())
        head = Anchor(state.branch_id, state.seq, state.tag)
        names = sealed_names(types)
        walk = walked(auditor, unit.driver, (head, *written.anchors), names, progress)
        sealed = () if walk.problem else tuple(sealed_changed(unit.session, types, walk.last_told))
        unchecked = () if written.files else (_("It was compared with no backup."),)
        return judged(walk, written, sealed, unchecked)

    @requires(Right.AUDIT)
    def note_check(self, check: LogCheck) -> None:
        """Write down that the log was looked at, and what came of it."""
        told = {"result": str(check.outcome), "rows": check.rows}
        self._desk.audit.note("log checked", {name: [None, value] for name, value in told.items()})

    @requires(Right.AUDIT)
    def seams(self) -> tuple[SeamLine, ...]:
        """Where the sections of the log begin, and who has looked at that; newest first.

        Whether a confirmation is genuine is seen by the check of the whole log.
        """
        columns, names = (
            self._entry.c,
            {one.id: one.name for one in self.office.users._colleagues_named()},
        )
        confirmed = {}
        said = columns.action == CONFIRMED, columns.change_set.is_(None)  # as their index has them
        for row in self._select(*said, self._detail.c.diff.is_not(None)):
            confirmed[json.loads(row.diff)["seam"][1]] = row
        lines = []
        for row in self._select(columns.seam.is_not(None)):
            reason, by = reason_of(row), confirmed.get(row.seq)
            lines.append(
                SeamLine(
                    row.seq,
                    moment(row.at_utc),
                    _(SEAMS[reason]) if reason else _("A section begins with a garbled row."),
                    reason is not Reason.NEW,
                    names.get(by.actor, "?") if by else "",
                    moment(by.at_utc) if by else None,
                )
            )
        return tuple(sorted(lines, key=lambda line: -line.seq))

    @requires(Right.AUDIT)
    def confirm_seam(self, seq: int) -> None:
        """Say as an owner that one knows why this section begins; only owners can prove it."""
        auditor = self._desk.auditor
        if auditor is None or not {AUDITOR_KEY, "ok"} <= set(auditor.key_names):
            raise NotPossible(_("Only an owner can confirm where a section of the log begins."))
        rows = self._select(self._entry.c.seq == seq, self._entry.c.seam.is_not(None))
        if not rows or reason_of(rows[0]) is Reason.NEW:
            raise NotFound(_("No section of the log begins at this entry."))
        keys = auditor.auditor_keys(self._desk.unit.driver)
        told = {"seam": seq, "proof": proof_of(keys[0], auditor.vault_id, seq, rows[0].tag)}
        self._desk.audit.note(CONFIRMED, {name: [None, value] for name, value in told.items()})

    @requires(Right.ERASE)
    def erase_details(self, entity: str, ids: Sequence[int]) -> int:
        """Erase what the log holds of these records, for good; how many entries had something.

        That it was done stands in the log, and the chain stays as it is.
        """
        columns, session = self._entry.c, self._desk.unit.session
        self._desk.audit.flush()
        seqs: list[int] = []
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            about = columns.entity == entity, columns.record_id.in_(some)
            query = select(columns.seq).join(self._detail, self._detail.c.seq == columns.seq)
            seqs += session.scalars(query.where(*about))
            before = Base.metadata.tables[SealedBefore.__tablename__]
            session.execute(
                delete(before).where(before.c.entity == entity, before.c.record_id.in_(some))
            )
        for start in range(0, len(seqs), CHUNK):
            some = seqs[start : start + CHUNK]
            session.execute(delete(self._detail).where(self._detail.c.seq.in_(some)))
        told = {
            "entity": entity,
            "records": ranged(ids),
            "n": len(seqs),
            "details": ranged(seqs),
        }
        if seqs:
            self._desk.audit.note(ERASED, {name: [None, value] for name, value in told.items()})
        return len(seqs)

    def _select(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Any]:
        """Rows of the log with their diffs, newest first."""
        columns = (self._entry.c[name] for name in AuditRow._fields)
        query = (
            select(*columns, self._detail.c.diff)
            .join_from(
                self._entry, self._detail, self._detail.c.seq == self._entry.c.seq, isouter=True
            )
            .where(*conditions)
            .order_by(self._entry.c.seq.desc())
            .limit(limit)
        )
        return list(self._desk.unit.session.execute(query))

    @property
    def _entry(self) -> Any:
        return Base.metadata.tables[AuditEntry.__tablename__]

    @property
    def _detail(self) -> Any:
        return Base.metadata.tables[AuditDetail.__tablename__]


def reason_of(row: Any) -> Reason | None:
    """Why a section begins; None when its row is garbled."""
    try:
        return read_seam(AuditRow(*row[: len(AuditRow._fields)])).reason
    except NotCanonical:
        return None
