"""The log as its readers see it: entries told as sentences, filtered and paged."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from cims.services.codecs import from_json, spans_of
from cims.services.entity import Kind
from cims.services.errors import NotFound, NotPossible
from cims.services.granted import Taking
from cims.services.i18n import _, listed
from cims.services.log_checking import LogChecks
from cims.services.log_entries import LogEntry, LogFilter, LogPage, Look
from cims.services.log_telling import OTHER_KINDS, Teller
from cims.services.rights import Right, requires
from cims.services.users import Colleague

PAGE = 60
FOLDED = 3  # so many entries of one change set in a row stand apart
EVERYTHING = LogFilter()
LOOKS = ("viewed", "reveal")
TAKEN = ("export", "print", "copy")


@dataclass
class Row:
    """A row of the log with its diff; `count` and `kinds` where it stands for a change set."""

    row: Any
    count: int = 1
    kinds: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


class AuditLogService(LogChecks):
    """Reads the log, puts old values back, confirms sections, erases details."""

    @requires(Right.AUDIT)
    def entries(
        self, where: LogFilter = EVERYTHING, below: int | None = None, limit: int = PAGE
    ) -> LogPage:
        """Entries below a number, newest first; what one change set did to many is told once."""
        found: list[Row] = []
        while len(found) < limit:
            rows = self._rows(where, below, limit)
            if not rows:
                return LogPage(tuple(self._told(found)))
            below = self._take(rows, where, found)
            if len(rows) < limit and below is None:
                return LogPage(tuple(self._told(found)))
            below = below or rows[-1].seq
        return LogPage(tuple(self._told(found)), below)

    @requires(Right.AUDIT)
    def unfolded(
        self, where: LogFilter, below: int | None, limit: int
    ) -> tuple[LogPage, dict[int, str]]:
        """Entries one by one, and their tags as text; for a file."""
        rows = self._rows(where, below, limit)
        tags = {row.seq: row.tag.hex() for row in rows}
        page = self._told([Row(row) for row in rows])
        return LogPage(tuple(page), rows[-1].seq if len(rows) == limit else None), tags

    @requires(Right.AUDIT)
    def count(self, where: LogFilter = EVERYTHING) -> int:
        """How many entries there are."""
        conditions = where.conditions(self._entry.c, self._desk.zone)
        query = select(func.count()).select_from(self._entry).where(*conditions)
        return int(self._desk.unit.session.scalar(query) or 0)

    @requires(Right.AUDIT)
    def newest(self) -> int:
        """The number of the newest entry."""
        return self._desk.audit.state.seq

    @requires(Right.AUDIT)
    def entry(self, seq: int) -> LogEntry:
        """One entry with all that it holds."""
        rows = self._rows(LogFilter(), seq + 1, 1)
        if not rows or rows[0].seq != seq:
            raise NotFound(_("There is no such entry in the log."))
        return self._told([Row(rows[0])])[0]

    @requires(Right.AUDIT)
    def people(self) -> tuple[Colleague, ...]:
        """Everybody who may have done something, those who left too."""
        return self.office.users._colleagues_named()

    @requires(Right.AUDIT)
    def who_saw(self, customer_id: int) -> tuple[Look, ...]:
        """Who opened, uncovered, exported, printed or copied this customer, newest first."""
        columns, detail = self._entry.c, self._detail.c
        near = columns.action.in_(LOOKS) & (columns.customer_id == customer_id)
        contacts = self.office.customers.contacts_of(customer_id)
        people = {"customer": [customer_id], "contact": contacts}
        taken = columns.action.in_(TAKEN) & columns.change_set.is_(None)
        rows = [row for row in self._select(taken, detail.diff.is_not(None)) if holds(row, people)]
        seen = {row.seq: row for row in (*rows, *self._select(near))}
        ordered = [Row(seen[seq]) for seq in sorted(seen, reverse=True)]
        return tuple(
            Look(one.seq, one.at, one.who, one.action, one.sentence) for one in self._told(ordered)
        )

    @requires(Right.AUDIT)
    def put_back(self, seq: int, field: str) -> int:
        """Give one field of a record the value that it had before an entry; the record's id.

        An ordinary edit, under the right to edit that record.
        """
        entry = self.entry(seq)
        change = next((one for one in entry.changes if one.field.name == field), None)
        if change is None or entry.record_id is None or change.field.kind is Kind.SEALED:
            raise NotPossible(_("This value can't be put back."))
        room = self.office.room(entry.entity)
        record = room.load(entry.record_id)
        (row,) = self._select(self._entry.c.seq == seq)
        before = from_json(change.field, json.loads(row.diff)[field][0])
        if record.values.get(field) == before:
            raise NotPossible(_("The record has this value already."))
        room.save(record.changed(**{field: before}))
        return entry.record_id

    @requires(Right.AUDIT)
    def note_export(
        self, file: str, rows: int, place: Callable[[], None], drop: Callable[[], None]
    ) -> None:
        """Write down that entries of the log leave the vault; `place` is done once committed.

        NotAllowed when that is more than may be exported today.
        """
        self.office.day_use.count(Taking.EXPORT, rows)
        told = {"file": file, "rows": rows, "last": self._desk.audit.state.seq}
        self._desk.audit.note("log exported", {name: [None, value] for name, value in told.items()})
        self._desk.unit.once_committed.append(place)
        self._desk.unit.outside.callback(drop)

    def _told(self, rows: Sequence[Row]) -> list[LogEntry]:
        return Teller(self.office, self._desk).told(rows) if rows else []

    def _take(self, rows: Sequence[Any], where: LogFilter, found: list[Row]) -> int | None:
        """Add rows, long runs of one change set as one; below what to go on after such a run."""
        start = 0
        while start < len(rows):
            first = rows[start]
            run = start
            while run < len(rows) and rows[run].change_set == first.change_set:
                run += 1
            may_fold = first.change_set is not None and where.folds
            if may_fold and (run - start > FOLDED or run == len(rows)):
                folded, low = self._folded(first, where)
                if folded.count > FOLDED:
                    found.append(folded)
                    if run == len(rows):
                        return low
                    start = run
                    continue
            found += [Row(row) for row in rows[start:run]]
            start = run
        return None

    def _folded(self, first: Any, where: LogFilter) -> tuple[Row, int]:
        """One row for the unbroken run of a change set that ends with `first`; its lowest seq."""
        columns, session = self._entry.c, self._desk.unit.session
        other = columns.change_set.is_distinct_from(first.change_set)
        below = select(columns.seq).where(columns.seq < first.seq, other)
        before = session.scalar(below.order_by(columns.seq.desc()).limit(1)) or 0
        query = (
            select(columns.action, columns.entity, func.count(), func.min(columns.seq))
            .where(columns.change_set == first.change_set, columns.seq <= first.seq)
            .where(columns.seq > before, *where.conditions(columns, self._desk.zone))
            .group_by(columns.action, columns.entity)
        )
        parts = [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
        kinds: Counter[str] = Counter()
        for _action, entity, count, _low in parts:
            kinds[entity] += count
        labels = {one.name: _(one.label_plural) for one in self.office.record_types()}
        labels |= {name: _(many) for name, (_one, many) in OTHER_KINDS.items()}
        told = [f"{labels.get(name, name)} {count:,}" for name, count in kinds.most_common()]
        return (
            Row(first, sum(part[2] for part in parts), listed(told)),
            min(part[3] for part in parts),
        )

    def _rows(self, where: LogFilter, below: int | None, limit: int) -> list[Any]:
        columns = self._entry.c
        conditions = where.conditions(columns, self._desk.zone)
        if below is not None:
            conditions.append(columns.seq < below)
        return self._select(*conditions, limit=limit)


def holds(row: Any, ids: Mapping[str, Iterable[int]]) -> bool:
    """Whether one of these records, by type, was among those taken out."""
    told = json.loads(row.diff)
    wanted = ids.get(told.get("entity", [None, ""])[1], ())
    spans = spans_of(str(told.get("records", [None, ""])[1] or ""))
    return any(first <= id_ <= last for id_ in wanted for first, last in spans)
