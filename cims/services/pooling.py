"""Customers that go into the pool and come out of it: with their people, and told in the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from cims.models.base import Base
from cims.models.pool_stay import PoolStay
from cims.services import storage
from cims.services.customer_care import CustomersInCare, OpenWork
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.notice_words import POOLED, SEVERAL
from cims.services.notices import Message
from cims.services.rights import Action, Actor, requires
from cims.services.storage import Record

REASONS = "pool_reason"
OUT_OF_POOL: Mapping[str, Any] = {"pooled_on": None, "pool_reason": None, "former_owner": None}


class PoolableCustomers(CustomersInCare):
    """Customers that may be nobody's for a while."""

    entity = CUSTOMER

    @requires(Action.EDIT)
    def return_to_pool(self, ids: Sequence[int], reason: str, note: str = "") -> int:
        """Let go of customers, for one of the office's reasons; how many there were.

        Their contacts go along. Tasks, opportunities and orders stay with whoever has them, and
        so does what was written down. Collaborators help no more.
        """
        if reason not in {choice.code for choice in self._desk.choices.of(REASONS)}:
            raise ValidationFailed({REASONS: _("Choose a reason first.")})
        chosen = sorted(self._covered(ids, Action.EDIT))
        records = [one for one in self._whole_ones(chosen) if one.values["pooled_on"] is None]
        if not records:
            raise NotPossible(_("None of these customers is yours to return to the pool."))
        for record in records:
            self._refuse_helpers(record)
            if note.strip():
                self._leave_note(record, note)
        if note.strip():
            records = self._whole_ones([record.id for record in records])
        self._into_pool(records, reason)
        self._tell_former_owners(records, reason)
        return len(records)

    @requires(Action.EDIT)
    def stays_behind(self, ids: Sequence[int]) -> OpenWork:
        """How much that is open stays with the owners of customers that go into the pool."""
        return self.open_work(ids)

    def _whole_ones(self, ids: Sequence[int]) -> list[Record]:
        """These customers with all fields, whoever may see them."""
        return storage.fetch(self._desk.unit.session, CUSTOMER, Actor.office(), ids)

    def _into_pool(self, records: Sequence[Record], reason: str) -> None:
        for done, record in enumerate(records):
            self._desk.unit.progress(done, len(records))
            moved = {
                "owner": None,
                "collaborators": (),
                "pooled_on": self.office.today,
                "pool_reason": reason,
                "former_owner": record.values["owner"],
            }
            self._move(record, moved)

    def _out_of_pool(self, records: Sequence[Record], owner: int) -> None:
        for done, record in enumerate(records):
            self._desk.unit.progress(done, len(records))
            self._move(record, {"owner": Link(owner), **OUT_OF_POOL})

    def _back_as_before(self, id_: int, before: Mapping[str, Any]) -> None:
        """Take one step into the pool, or out of it, back: it counts as never taken."""
        (record,) = self._whole_ones([id_])
        self._move(record, before, undone=True)

    def _move(self, record: Record, moved: Mapping[str, Any], *, undone: bool = False) -> None:
        """Store what changes hands: customer, people, stay; the customer's entry tells it all."""
        values = {**record.values, **moved}
        changed = {n: value for n, value in moved.items() if value != record.values[n]}
        before, after = record.values["owner"], values["owner"]
        contacts = self.office.contacts
        if after is None:
            contacts._into_pool(record.id, before.id if before else None)
        else:
            contacts._out_of_pool(record.id, after.id)
        self._store(record, values, changed)
        stays = self._stay_undone if undone else self._stay
        stays(record.id, values)

    def _stay(self, id_: int, values: Mapping[str, Any]) -> None:
        """Begin a stay in the pool, or end the one that is open: what is given is not claimed."""
        table, unit = stays(), self._desk.unit
        if values["pooled_on"]:
            former = values["former_owner"]
            row = {"entered_on": values["pooled_on"], "reason": values["pool_reason"]}
            row |= {"customer_id": id_, "former_owner_id": former.id if former else None}
            unit.session.execute(insert(table), [row])
            return
        owner: int = values["owner"].id
        claimer = owner if owner == unit.actor.user_id else None
        end = {"left_on": self.office.today, "taken_by_id": claimer}
        ended = update(table).where(table.c.customer_id == id_, table.c.left_on.is_(None))
        result: Any = unit.session.execute(ended.values(**end))
        if not result.rowcount:  # it came into the pool with a list
            row = {"customer_id": id_, "entered_on": self.office.today, **end}
            unit.session.execute(insert(table), [row])

    def _stay_undone(self, id_: int, values: Mapping[str, Any]) -> None:
        """Begin the last stay anew where its end is taken back; forget it with its beginning.

        Where the last stay is not the one that was undone, an undo itself is taken back: then the
        step counts as taken again.
        """
        table, session = stays(), self._desk.unit.session
        newest = select(table).where(table.c.customer_id == id_).order_by(table.c.id.desc())
        last: Any = session.execute(newest.limit(1)).one_or_none()
        day = values["pooled_on"]
        former = values["former_owner" if day else "owner"]
        undone = last is not None and (last.left_on is None) is (day is None)
        undone = undone and last.former_owner_id == (former.id if former else None)
        if not undone or (day and former and last.entered_on != day):
            self._stay(id_, values)
        elif day:
            again = update(table).where(table.c.id == last.id)
            session.execute(again.values(left_on=None, taken_by_id=None))
        else:
            session.execute(delete(table).where(table.c.id == last.id))

    def _tell_former_owners(self, records: Sequence[Record], reason: str) -> None:
        """Whoever had the customers hears of it, unless it was the former owner who let go."""
        lost: dict[int, list[int]] = {}
        for record in records:
            if owner := record.values["owner"]:
                lost.setdefault(owner.id, []).append(record.id)
        self.office.notices._send(
            [
                Message(person, POOLED, values={"count": len(ids), SEVERAL: ids, "why": reason})
                for person, ids in lost.items()
            ]
        )

    def _store(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        """Write a change that was judged before."""
        raise NotImplementedError


def stays() -> Any:
    """The table of stays in the pool."""
    return Base.metadata.tables[PoolStay.__tablename__]
