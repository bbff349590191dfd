"""Taking back a change set: the only undo, for a toast as for a whole import."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from cims.models.base import Base
from cims.models.change_set import ChangeSet
from cims.services.audit import entries_after, entries_of
from cims.services.changes import ChangeKind
from cims.services.database import Unit
from cims.services.errors import NotFound, NotPossible
from cims.services.i18n import _
from cims.services.reading import CHUNK, Service
from cims.services.records import RecordService
from cims.services.rights import Right, requires

if TYPE_CHECKING:
    from cims.services.entity import Entity


@dataclass(frozen=True)
class Changed:
    """A record that was changed since, and so was left as it is."""

    entity: str
    id: int


@dataclass(frozen=True)
class UndoResult:
    """What an undo did: how many records were put back, and which ones were left."""

    undone: int
    left: tuple[Changed, ...]


@dataclass(frozen=True)
class Step:
    """What one change set did to one record."""

    entity: str
    id: int
    last_seq: int
    created: bool
    removed: bool
    restored: bool
    before: dict[str, Any]


class UndoService(Service):
    """Puts back the before-values of a change set, under the rights of the one who undoes."""

    @requires(Right.SIGN_IN)
    def undo(self, change_set_id: int, *, force: frozenset[int] = frozenset()) -> UndoResult:
        """Take back all entries of a change set in reverse order.

        Records changed since stay as they are and are listed, but for ids in `force`.
        """
        unit = self._desk.unit
        self._take(change_set_id)
        unit.kind, unit.label = ChangeKind.UNDO, str(change_set_id)
        steps = self._steps(change_set_id)
        left: list[Changed] = []
        undone = 0
        for entity in dict.fromkeys(step.entity for step in steps):
            room = self.office.room(entity)
            mine = [step for step in steps if step.entity == entity]
            for start in range(0, len(mine), CHUNK):
                unit.progress(undone, len(steps))
                some = mine[start : start + CHUNK]
                later = changed_since(unit, some) - force
                fresh = [step for step in some if step.id not in later]
                left += [Changed(entity, step.id) for step in some if step.id in later]
                undone += put_back(room, fresh)
        self._mark(change_set_id)
        return UndoResult(undone, tuple(left))

    @requires(Right.SIGN_IN)
    def newest(self) -> int | None:
        """The newest change set of the asking user that was not undone and undoes nothing."""
        table, unit = Base.metadata.tables[ChangeSet.__tablename__], self._desk.unit
        query = select(func.max(table.c.id)).where(
            table.c.user_id == unit.actor.user_id,
            table.c.undone_by_id.is_(None),
            table.c.kind != ChangeKind.UNDO,
        )
        return unit.session.execute(query).scalar()

    def _take(self, change_set_id: int) -> None:
        """Refuse what is not there, was undone before, or made the office what it is."""
        table = Base.metadata.tables[ChangeSet.__tablename__]
        query = select(table.c.undone_by_id, table.c.kind).where(table.c.id == change_set_id)
        row = self._desk.unit.session.execute(query).one_or_none()
        if row is None:
            raise NotFound(_("There is no such change."))
        if row.undone_by_id is not None:
            raise NotPossible(_("This change has been undone already."))
        if row.kind == ChangeKind.SETUP:
            raise NotPossible(_("The setting up of the office can't be undone."))

    def _steps(self, change_set_id: int) -> list[Step]:
        found: dict[tuple[str, int], list[tuple[int, str, dict[str, Any]]]] = {}
        for seq, action, entity, id_, diff in entries_of(self._desk.unit, change_set_id):
            found.setdefault((entity, id_), []).append((seq, action, json.loads(diff or "{}")))
        steps = []
        for (entity, id_), entries in found.items():
            before: dict[str, Any] = {}
            for _seq, _action, changed in entries:
                before.update({name: values[0] for name, values in changed.items()})
            actions = {action for _seq, action, _diff in entries}
            steps.append(
                Step(
                    entity,
                    id_,
                    entries[0][0],
                    "create" in actions,
                    "remove" in actions,
                    "restore" in actions,
                    before,
                )
            )
        return steps

    def _mark(self, change_set_id: int) -> None:
        table = Base.metadata.tables[ChangeSet.__tablename__]
        session, mine = self._desk.unit.session, self._desk.audit.change_set()
        session.execute(update(table).where(table.c.id == change_set_id).values(undone_by_id=mine))
        session.execute(update(table).where(table.c.id == mine).values(reverses_id=change_set_id))


def changed_since(unit: Unit, steps: Sequence[Step]) -> set[int]:
    """Which of these records of one type are not any more as the change set left them.

    A later change that was undone, together with its undoing, counts as none.
    """
    made = {step.id: step.last_seq for step in steps}
    entries = [
        entry
        for entry in entries_after(unit, steps[0].entity, list(made), min(made.values()))
        if entry.seq > made[entry.record_id]
    ]
    after = {(entry.record_id, entry.change_set) for entry in entries}
    settled: set[tuple[int, int]] = set()
    changed = set()
    for entry in entries:
        reversed_one = (entry.record_id, entry.reverses_id)
        if (entry.record_id, entry.change_set) in settled:
            continue
        if reversed_one in after:
            settled.add(reversed_one)
        else:
            changed.add(entry.record_id)
    return changed


def put_back(room: RecordService, steps: Iterable[Step]) -> int:
    """Bring records of one room back to what they were; how many there were is returned."""
    gone = [step.id for step in steps if step.created or step.restored]
    back = [step.id for step in steps if step.removed]
    edited = [step for step in steps if not (step.created or step.restored or step.removed)]
    if gone:
        room.remove(gone)
    if back:
        room.restore(back)
    for step in edited:
        room.save(room.load(step.id).changed(**earlier(room.entity, step.before)))
    return len(gone) + len(back) + len(edited)


def earlier(entity: "Entity", before: dict[str, Any]) -> dict[str, Any]:
    """Values from the before-side of a diff."""
    from cims.services.codecs import from_json

    return {
        name: from_json(entity.field(name), value)
        for name, value in before.items()
        if name in entity.by_name
    }
