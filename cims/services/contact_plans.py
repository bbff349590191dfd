"""What follow-ups say of their customers: when they were last reached, and when it is next.

A lead that is no customer yet takes the customer's place.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.customer_fields import CUSTOMER
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.lead_fields import LEAD
from cims.services.on_customers import CustomerRecords, pieces
from cims.services.rights import Action, Actor, requires, visible
from cims.services.storage import table_of

CONTACT_MADE = "contact"  # the meaning of kinds by which a customer was reached


Held = tuple[str, int]  # the field that names whom a follow-up is about, and the id there
CUSTOMERS, LEADS = "customer", "lead"
HOLDING = {CUSTOMERS: CUSTOMER, LEADS: LEAD}


class ContactPlans(CustomerRecords):
    """Follow-ups, as far as their customers show what they say."""

    _put_off: dict[Held, Mapping[str, Any] | None] | None = None

    @requires(Action.IMPORT)
    def put_off(self) -> None:
        """Let customers and leads learn only at catch_up() what is added: a list brings much."""
        self._put_off = {}

    @requires(Action.IMPORT)
    def catch_up(self) -> None:
        """Let customers and leads of a list show when they were last reached, and are to be next.

        An old list does not plan what a newer follow-up has settled.
        """
        waiting, self._put_off = self._put_off or {}, None
        self._show_last_contact(waiting)
        rows = {held: values for held, values in waiting.items() if values is not None}
        newest: dict[Held, Any] = {}
        for field in (CUSTOMERS, LEADS):
            for some in pieces(sorted(id_ for name, id_ in rows if name == field)):
                newest |= self._newest(field, some)
        self._plan([v for held, v in rows.items() if v["happened_at"] >= newest[held]])

    @requires(Action.READ)
    def written(
        self, customer_ids: Sequence[int], since: datetime, until: datetime, before: int
    ) -> set[tuple[int, datetime, str]]:
        """Customer, time and first line of these follow-ups whose id is below `before`."""
        table, unit = table_of(self._whole), self._desk.unit
        query = select(table.c.customer_id, table.c.happened_at, table.c.name).where(
            among(table.c.customer_id),
            table.c.happened_at.between(since, until),
            table.c.id < before,
        )
        seen = visible(query, self._whole, unit.actor)
        found: Any = unit.session.execute(seen, {"ids": listed(customer_ids)}).all()
        return {(row[0], row[1], row[2]) for row in found}

    def _keep_for_later(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Note of each customer the newest of these follow-ups that says something of it."""
        assert self._put_off is not None
        for values in rows:
            if (held := held_by(values)) is None:
                continue
            known = self._put_off.setdefault(held, None)
            if self._says_when(values) and (
                known is None or known["happened_at"] <= values["happened_at"]
            ):
                self._put_off[held] = values

    def _newest(self, field: str, ids: Sequence[int]) -> dict[Held, Any]:
        """When the newest follow-up of each of them was that says when it is contacted next."""
        table = table_of(self._whole)
        about = table.c[f"{field}_id"]
        kinds = self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)
        says = table.c.kind.in_(kinds) | table.c.next_on.is_not(None)
        query = select(about, func.max(table.c.happened_at)).where(among(about), says)
        seen = visible(query.group_by(about), self._whole, Actor.office())
        found = self._desk.unit.session.execute(seen, {"ids": listed(ids)})
        return {(field, id_): at for id_, at in found}

    def _says_when(self, values: Mapping[str, Any]) -> bool:
        return bool(values.get("next_on")) or self._reached(values["kind"])

    def _plan(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let the newest follow-up of each customer say when it is contacted next.

        Who may not change the customer gets a task instead; a kept word is no longer planned.
        """
        newest: dict[Held, Mapping[str, Any]] = {}
        for values in sorted(rows, key=lambda values: values["happened_at"]):
            if (held := held_by(values)) and self._says_when(values):
                newest[held] = values
        for field in dict.fromkeys(name for name, _id in newest):
            self._plan_of(field, {id_: v for (name, id_), v in newest.items() if name == field})

    def _plan_of(self, field: str, newest: Mapping[int, Mapping[str, Any]]) -> None:
        """Let the follow-up of each of these customers, or leads, say when it is contacted next."""
        room = self.office.room(field)
        editable = room.editable(list(newest))
        for record in room.rows(list(newest), ("next_contact_on", "next_step")):
            values = newest[record.id]
            on, step = values.get("next_on"), values.get("next_step")
            planned = record.values["next_contact_on"]
            if on is None and not (planned and planned <= values["contacted_on"]):
                continue
            if record.id in editable:
                room.save(record.changed(next_contact_on=on, next_step=step))
            elif on is not None and not self._is_history(on):
                what = step or values["name"]
                self.office.tasks.add({"name": what, field: Link(record.id), "due_on": on})

    def _correct(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Let the customer follow a correction of the plan, unless it has got another one since."""
        held = held_by(new)
        if self._desk.unit.kind is not ChangeKind.EDIT or held is None:
            return
        if all(old.get(name) == new.get(name) for name in ("next_on", "next_step")):
            return
        room, id_ = self.office.room(held[0]), held[1]
        for record in room.rows(sorted(room.editable([id_])), ("next_contact_on",)):
            if old.get("next_on") in (None, record.values["next_contact_on"]):
                on, step = new.get("next_on"), new.get("next_step")
                room.save(record.changed(next_contact_on=on, next_step=step))

    def _is_history(self, planned: date) -> bool:
        """Whether a list tells of a plan of the past, which is nobody's task any more."""
        return self._desk.unit.kind is ChangeKind.IMPORT and planned < self.office.today

    def _reached(self, kind: str) -> bool:
        return kind in self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)

    def _tell_customers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        reached = [(name, row[name].id) for row in rows for name in HOLDING if row.get(name)]
        self._show_last_contact(reached)
        self.office.leads._begun([row["lead"].id for row in rows if self._begins(row)])

    def _begins(self, values: Mapping[str, Any]) -> bool:
        """Whether somebody works on a lead from now on: it was reached."""
        held = held_by(values)
        return held is not None and held[0] == LEADS and self._reached(values["kind"])

    def _show_last_contact(self, held: Iterable[Held]) -> None:
        """Let the customers and leads show the day on which they were last reached."""
        table, unit = table_of(self._whole), self._desk.unit
        kinds = self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)
        wanted = set(held)
        for field, entity in HOLDING.items():
            about = table.c[f"{field}_id"]
            for some in pieces(sorted(id_ for name, id_ in wanted if name == field)):
                query = select(about, func.max(table.c.contacted_on))
                query = query.where(among(about), table.c.kind.in_(kinds)).group_by(about)
                query = visible(query, self._whole, Actor.office())
                found: Any = unit.session.execute(query, {"ids": listed(some)}).all()
                last: dict[int, Any] = dict(found)
                rows = [{"root": id_, "last_contact_on": last.get(id_)} for id_ in some]
                storage.set_computed(unit, entity, rows)
                unit.changed.add(entity.name, some)
                if entity is CUSTOMER:
                    self.office.pool_returns._think_again(some)


def held_by(values: Mapping[str, Any]) -> Held | None:
    """Whom a follow-up is about: a customer, else a lead."""
    found = ((name, link.id) for name in HOLDING if (link := values.get(name)))
    return next(found, None)
