"""What follow-ups say of their customers: when they were last reached, and when it is next."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.customer_fields import CUSTOMER
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.on_customers import CustomerRecords, pieces
from cims.services.rights import Action, Actor, requires, visible
from cims.services.storage import table_of

CONTACT_MADE = "contact"  # the meaning of kinds by which a customer was reached


class ContactPlans(CustomerRecords):
    """Follow-ups, as far as their customers show what they say."""

    _put_off: dict[int, Mapping[str, Any] | None] | None = None

    @requires(Action.IMPORT)
    def put_off(self) -> None:
        """Let customers learn only at catch_up() what is added: a list brings much for each."""
        self._put_off = {}

    @requires(Action.IMPORT)
    def catch_up(self) -> None:
        """Let the customers of a list show when they were last reached, and are to be next.

        An old list does not plan what a newer follow-up has settled.
        """
        waiting, self._put_off = self._put_off or {}, None
        self._show_last_contact(sorted(waiting))
        rows = [values for values in waiting.values() if values is not None]
        newest: dict[int, Any] = {}
        for some in pieces(sorted(values["customer"].id for values in rows)):
            newest |= self._newest(some)
        self._plan([v for v in rows if v["happened_at"] >= newest[v["customer"].id]])

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
            if not values.get("customer"):
                continue
            known = self._put_off.setdefault(values["customer"].id, None)
            if self._says_when(values) and (
                known is None or known["happened_at"] <= values["happened_at"]
            ):
                self._put_off[values["customer"].id] = values

    def _newest(self, customer_ids: Sequence[int]) -> dict[int, Any]:
        """When the newest follow-up of each customer was that says when it is contacted next."""
        table = table_of(self._whole)
        kinds = self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)
        says = table.c.kind.in_(kinds) | table.c.next_on.is_not(None)
        query = select(table.c.customer_id, func.max(table.c.happened_at))
        query = query.where(among(table.c.customer_id), says).group_by(table.c.customer_id)
        seen = visible(query, self._whole, Actor.office())
        chosen = {"ids": listed(customer_ids)}
        found: Any = self._desk.unit.session.execute(seen, chosen).all()
        return dict(found)

    def _says_when(self, values: Mapping[str, Any]) -> bool:
        return bool(values.get("next_on")) or self._reached(values["kind"])

    def _plan(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let the newest follow-up of each customer say when it is contacted next.

        Who may not change the customer gets a task instead; a kept word is no longer planned.
        """
        newest: dict[int, Mapping[str, Any]] = {}
        for values in sorted(rows, key=lambda values: values["happened_at"]):
            if values.get("customer") and self._says_when(values):
                newest[values["customer"].id] = values
        customers = self.office.customers
        editable = customers.editable(list(newest)) if newest else set()
        for record in customers.rows(list(newest), ("next_contact_on", "next_step")):
            values = newest[record.id]
            on, step = values.get("next_on"), values.get("next_step")
            planned = record.values["next_contact_on"]
            if on is None and not (planned and planned <= values["contacted_on"]):
                continue
            if record.id in editable:
                customers.save(record.changed(next_contact_on=on, next_step=step))
            elif on is not None and not self._is_history(on):
                what = step or values["name"]
                self.office.tasks.add({"name": what, "customer": Link(record.id), "due_on": on})

    def _correct(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Let the customer follow a correction of the plan, unless it has got another one since."""
        if self._desk.unit.kind is not ChangeKind.EDIT or not new.get("customer"):
            return
        if all(old.get(name) == new.get(name) for name in ("next_on", "next_step")):
            return
        customers, id_ = self.office.customers, new["customer"].id
        for record in customers.rows(sorted(customers.editable([id_])), ("next_contact_on",)):
            if old.get("next_on") in (None, record.values["next_contact_on"]):
                on, step = new.get("next_on"), new.get("next_step")
                customers.save(record.changed(next_contact_on=on, next_step=step))

    def _is_history(self, planned: date) -> bool:
        """Whether a list tells of a plan of the past, which is nobody's task any more."""
        return self._desk.unit.kind is ChangeKind.IMPORT and planned < self.office.today

    def _reached(self, kind: str) -> bool:
        return kind in self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)

    def _tell_customers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._show_last_contact(sorted({row["customer"].id for row in rows if row.get("customer")}))

    def _show_last_contact(self, customer_ids: Sequence[int]) -> None:
        """Let the customers show the day on which they were last reached."""
        table, unit = table_of(self._whole), self._desk.unit
        kinds = self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)
        for some in pieces(customer_ids):
            query = (
                select(table.c.customer_id, func.max(table.c.contacted_on))
                .where(among(table.c.customer_id), table.c.kind.in_(kinds))
                .group_by(table.c.customer_id)
            )
            query = visible(query, self._whole, Actor.office())
            chosen = {"ids": listed(some)}
            found: Any = unit.session.execute(query, chosen).all()
            last: dict[int, Any] = dict(found)
            rows = [{"root": id_, "last_contact_on": last.get(id_)} for id_ in some]
            storage.set_computed(unit, CUSTOMER, rows)
            unit.changed.add(CUSTOMER.name, some)
