"""Taking back a change set: the only undo, for a toast as for a whole import."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import func, select, update

from cims.models.base import Base
from cims.models.change_set import ChangeSet
from cims.services.audit import entries_after, entries_of
from cims.services.changes import ChangeKind
from cims.services.customer_fields import CUSTOMER
from cims.services.database import Unit
from cims.services.erasing import erased
from cims.services.errors import NotAllowed, NotFound, NotPossible
from cims.services.i18n import _
from cims.services.progress import in_chunks
from cims.services.records import RecordService
from cims.services.rights import Action, Right, refusal, requires
from cims.services.sealed_cells import kept
from cims.services.service import CHUNK, Service
from cims.services.settings import SETTINGS
from cims.services.views import VIEWS

if TYPE_CHECKING:
    from cims.services.entity import Entity

# what the oldest of these actions in a change set says of the record before it
WAS_LIVE = {"create": False, "remove": True, "restore": False}
NO_RECORDS = frozenset({SETTINGS, VIEWS})


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
    was_live: bool
    before: dict[str, Any]


class Kept(Protocol):
    """A room whose changes are taken back otherwise than those of records."""

    def take_back(self, id_: int, was_live: bool, before: Mapping[str, Any], /) -> None:
        """Bring one thing back to what it was; demands the right to change it."""


class UndoService(Service):
    """Puts back the before-values of a change set, under the rights of the one who undoes."""

    @requires(Right.SIGN_IN)
    def undo(self, change_set_id: int, *, force: frozenset[int] = frozenset()) -> UndoResult:
        """Take back all entries of a change set in reverse order; others' only in mass.

        A colleague's change set is taken back by who may change all its records at once.

        Records changed since stay as they are and are listed, but for ids in `force`; a customer
        that the pool moved stays all the same, because it may be somebody else's by now.
        """
        is_own = self._take(change_set_id)
        steps = self._steps(change_set_id)
        self._refuse_unseen(steps)
        if not is_own:
            self._refuse_others(steps)
        fresh, left = self._sorted_out(steps, change_set_id, force)
        unit, undone = self._desk.unit, 0
        if fresh:
            unit.kind, unit.label = ChangeKind.UNDO, str(change_set_id)
        for entity in dict.fromkeys(step.entity for step in fresh):
            mine = [step for step in fresh if step.entity == entity]
            for some in in_chunks(mine, CHUNK):
                unit.progress(undone, len(fresh))
                self._put_back(entity, some)
                undone += len(some)
        if fresh:
            self._mark(change_set_id, whole=not left)
        return UndoResult(undone, left)

    @requires(Right.SIGN_IN)
    def newest(self) -> int | None:
        """The newest change set of the asking user that nothing reverses and that can be undone."""
        table, unit = Base.metadata.tables[ChangeSet.__tablename__], self._desk.unit
        reversed_ones = select(table.c.reverses_id).where(table.c.reverses_id.is_not(None))
        query = select(func.max(table.c.id)).where(
            table.c.user_id == unit.actor.user_id,
            table.c.id.not_in(reversed_ones),
            table.c.kind.not_in([ChangeKind.UNDO, ChangeKind.SETUP, ChangeKind.ERASE]),
        )
        return unit.session.execute(query).scalar()

    def _take(self, change_set_id: int) -> bool:
        """Refuse what is not there, was undone before, or made the office what it is.

        Whether it is of the one who undoes.
        """
        table = Base.metadata.tables[ChangeSet.__tablename__]
        query = select(table.c.undone_by_id, table.c.kind, table.c.user_id)
        query = query.where(table.c.id == change_set_id)
        row = self._desk.unit.session.execute(query).one_or_none()
        if row is None:
            raise NotFound(_("There is no such change."))
        if row.undone_by_id is not None:
            raise NotPossible(_("This change has been undone already."))
        if row.kind == ChangeKind.SETUP:
            raise NotPossible(_("The setting up of the office can't be undone."))
        if row.kind == ChangeKind.ERASE:
            raise NotPossible(_("What was erased for good can't be brought back."))
        actor = self._desk.unit.actor
        return actor.is_office or row.user_id == actor.user_id

    def _steps(self, change_set_id: int) -> list[Step]:
        """What was done to each record; of one made then, only that, however much it holds.

        Records that were erased since are left out: nothing of them is there to be put back.
        """
        found: dict[tuple[str, int], Step] = {}
        for seq, action, entity, id_, diff in entries_of(self._desk.unit, change_set_id):
            step = found.get((entity, id_)) or Step(entity, id_, seq, True, {})
            was_live = WAS_LIVE.get(action, step.was_live)
            before = step.before
            if action == "create":
                before = {}
            elif diff:
                earlier = {name: values[0] for name, values in json.loads(diff).items()}
                before = {**before, **earlier}
            found[entity, id_] = replace(step, was_live=was_live, before=before)
        gone = erased(self._desk.unit, found)
        there = (step for place, step in found.items() if place not in gone)
        return [self._with_sealed(step, change_set_id) for step in there]

    def _with_sealed(self, step: Step, change_set_id: int) -> Step:
        """The step with the bytes that sealed fields held, which no diff says."""
        if step.entity in NO_RECORDS or not step.before:
            return step
        entity, before = self.office.room(step.entity).entity, dict(step.before)
        for field in entity.sealed:
            if field.name not in before:
                continue
            found = kept(self._desk, change_set_id, entity, step.id, field.name)
            if found is None:
                raise NotPossible(_("What a sealed field held before is not kept any more."))
            before[field.name] = found[0]
        return replace(step, before=before)

    def _refuse_unseen(self, steps: Sequence[Step]) -> None:
        """Nobody takes back what happened to records that are out of sight."""
        known = [step for step in steps if not moved_by_pool(step)]
        for entity in dict.fromkeys(step.entity for step in known):
            if entity in NO_RECORDS:
                continue  # who may change them is asked when they are put back
            room = self.office.room(entity)
            for some in in_chunks((step.id for step in known if step.entity == entity), CHUNK):
                if len(live(room, some)) + len(live(room, some, binned=True)) < len(some):
                    raise refusal(Action.EDIT)

    def _refuse_others(self, steps: Sequence[Step]) -> None:
        """Taking back what a colleague did is a change of many records that are not one's own."""
        if any(map(moved_by_pool, steps)):
            self.office.pool._refuse_taking_back()
        others = [
            step for step in steps if step.entity not in NO_RECORDS and not moved_by_pool(step)
        ]
        for entity in dict.fromkeys(step.entity for step in others):
            room = self.office.room(entity)
            for some in in_chunks((step.id for step in others if step.entity == entity), CHUNK):
                if len(room.changeable_in_mass(some)) < len(some):
                    raise NotAllowed(
                        _("A colleague made this change. Ask your manager to take it back.")
                    )

    def _sorted_out(
        self, steps: Sequence[Step], change_set_id: int, force: frozenset[int]
    ) -> tuple[list[Step], tuple[Changed, ...]]:
        """What is to be put back, and what was changed since; what was put back already is none."""
        fresh: list[Step] = []
        left: list[Changed] = []
        for entity in dict.fromkeys(step.entity for step in steps):
            for some in in_chunks((step for step in steps if step.entity == entity), CHUNK):
                later, done = changed_since(self._desk.unit, some, change_set_id)
                for step in some:
                    if step.id in done:
                        continue
                    if step.id in later and (step.id not in force or moved_by_pool(step)):
                        left.append(Changed(entity, step.id))
                    else:
                        fresh.append(step)
        return fresh, tuple(left)

    def _put_back(self, entity: str, steps: Sequence[Step]) -> None:
        kept: Mapping[str, Kept] = {SETTINGS: self.office.settings, VIEWS: self.office.views}
        if entity not in kept:
            for step in filter(moved_by_pool, steps):
                self.office.customers._back_as_before(step.id, values_of(CUSTOMER, step.before))
            others = [step for step in steps if not moved_by_pool(step)]
            put_back(self.office.room(entity), others)
            return
        for step in steps:
            kept[entity].take_back(step.id, step.was_live, step.before)

    def _mark(self, change_set_id: int, *, whole: bool) -> None:
        """Tie this undo to what it reverses; records left behind may still be undone by force."""
        table = Base.metadata.tables[ChangeSet.__tablename__]
        session, mine = self._desk.unit.session, self._desk.audit.change_set()
        if whole:
            undone = update(table).where(table.c.id == change_set_id)
            session.execute(undone.values(undone_by_id=mine))
        session.execute(update(table).where(table.c.id == mine).values(reverses_id=change_set_id))


def moved_by_pool(step: Step) -> bool:
    """Whether a customer went into the pool or came out of it, and so may be out of sight now."""
    return step.entity == CUSTOMER.name and "pooled_on" in step.before


def changed_since(
    unit: Unit, steps: Sequence[Step], change_set_id: int
) -> tuple[set[int], set[int]]:
    """Which records of one type are not any more as the change set left them, and which it undid.

    A later change that was undone, together with its undoing, counts as none.
    """
    made = {step.id: step.last_seq for step in steps}
    entries = [
        entry
        for entry in entries_after(unit, steps[0].entity, list(made), min(made.values()))
        if entry.seq > made[entry.record_id]
    ]
    if steps[0].entity == SETTINGS:
        entries = entries_about(unit, {name for step in steps for name in step.before}, entries)
    after = {(entry.record_id, entry.change_set) for entry in entries}
    settled: set[tuple[int, int]] = set()
    changed: set[int] = set()
    done: set[int] = set()
    for entry in entries:
        reversed_one = (entry.record_id, entry.reverses_id)
        if (entry.record_id, entry.change_set) in settled:
            continue
        if reversed_one in after:
            settled.add(reversed_one)
        elif entry.reverses_id == change_set_id:
            done.add(entry.record_id)
        else:
            changed.add(entry.record_id)
    return changed, done


def entries_about(unit: Unit, names: Set[str], entries: Sequence[Any]) -> list[Any]:
    """Those that tell of settings of these names: all settings have one id in the audit trail."""
    diffs = {
        seq: diff
        for number in {entry.change_set for entry in entries}
        for seq, _action, _entity, _id, diff in entries_of(unit, number)
    }
    return [entry for entry in entries if names & json.loads(diffs[entry.seq] or "{}").keys()]


def live(room: RecordService, ids: Iterable[int], *, binned: bool = False) -> set[int]:
    """Which of these records are there for the actor, or in the recycle bin."""
    rows = room.rows(list(ids), (room.entity.title,), binned=binned)
    return {record.id for record in rows}


def put_back(room: RecordService, steps: Sequence[Step]) -> None:
    """Bring records of one room back to what they were before the change set."""
    ids = [step.id for step in steps]
    binned = live(room, ids, binned=True)
    back = [step.id for step in steps if step.was_live and step.id in binned]
    if back and room.restore(back) < len(back):
        raise refusal(Action.DELETE)
    there = live(room, ids)
    for step in steps:
        before = values_of(type(room).entity, step.before)  # a hidden field refuses the undo
        if not step.was_live:
            before.pop("code", None)  # given anew, because another record has the old one by now
        if before and step.id in there:
            room.save(room.load(step.id).changed(**before))
    gone = [step.id for step in steps if not step.was_live and step.id in there]
    if gone and room.remove(gone) < len(gone):
        raise refusal(Action.DELETE)


def values_of(entity: "Entity", before: dict[str, Any]) -> dict[str, Any]:
    """Values from the before-side of a diff."""
    from cims.services.codecs import from_json

    return {
        name: from_json(entity.field(name), value)
        for name, value in before.items()
        if name in entity.by_name
    }
