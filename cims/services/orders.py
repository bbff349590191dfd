"""What customers ordered: the papers; their lines are records of their own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_

from cims.models.sales_order import OrderState
from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import CimsError, NotPossible
from cims.services.i18n import _
from cims.services.on_customers import CustomerWork, pieces
from cims.services.order_fields import LINES, ORDER, UNSHIPPED, LineRow
from cims.services.rights import Action, Actor, requires
from cims.services.rules.payment_terms import PaymentTerm, payment_term
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

__all__ = ["ORDER", "OrderService"]

FOLLOWED = frozenset({"owner", "customer", "currency", "tax_included", "opened_on", "state"})


class OrderService(CustomerWork):
    """Orders; net, tax and total follow from their lines."""

    entity = ORDER

    @requires(Action.CREATE)
    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new order, with the lines that `lines` holds."""
        header, lines = divided(values)
        id_ = super().add(header)
        if lines:
            self.office.order_lines._set(id_, lines)
        return id_

    @requires(Action.EDIT)
    def save(self, record: Record) -> int:
        """Store an edited order, and its lines where `lines` are among the values.

        Whoever changed only lines has changed the order too.
        """
        header, lines = divided(record.values)
        id_ = super().save(Record(record.entity, record.id, record.version, header))
        if lines is not None and self.office.order_lines._set(id_, lines):
            storage.update_many(self._desk.unit, ORDER, [id_], {})
        return id_

    @requires(Action.READ)
    def lines_of(self, order_id: int) -> tuple[LineRow, ...]:
        """The lines of an order in their order, as they are entered with it."""
        self._get(order_id, Action.READ)
        return self.office.order_lines._rows_of(order_id)

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """An order without a subject is called after its customer."""
        links = {row["customer"].id for row in rows if row.get("customer") and not row.get("name")}
        names = self.office.names_of("customer", links)
        return super()._insert(
            [
                {**row, "name": names.get(row["customer"].id)}
                if row.get("customer") and not row.get("name")
                else row
                for row in rows
            ]
        )

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        unit = self._desk.unit
        values["name"] = " ".join(str(values.get("name") or _(ORDER.label)).split())
        values["currency"] = (values.get("currency") or self.office.currency).strip().upper()
        values["opened_on"] = values.get("opened_on") or self.office.today
        if values.get("tax_included") is None:
            values["tax_included"] = True
        if not values.get("state"):
            brought = unit.kind is ChangeKind.IMPORT
            values["state"] = OrderState.CONFIRMED if brought else OrderState.DRAFT
        if old is None:
            if not values.get("owner") and unit.actor.user_id:
                values["owner"] = Link(unit.actor.user_id)
            values |= dict.fromkeys(("net", "tax", "total"), Decimal(0))
        return values

    def _is_open(self) -> ColumnElement[bool]:
        """What is still to be shipped; what was shipped bears who sold it."""
        table = table_of(ORDER)
        still = table.c.state.in_(UNSHIPPED)
        return and_(still, table.c.delivered_on.is_(None))

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The term of payment as what dates are counted by."""
        term = structured(values.get("payment_term"))
        return {
            "due_from": term.due_from.value if term else None,
            "due_month_end": term.month_end if term else False,
            "due_days": term.days if term else None,
            "due_months": term.months if term else None,
            "due_day": term.on_day if term else None,
        }

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if FOLLOWED & changed.keys():
            self.office.order_lines._follow(old.id)

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """Lines go into the bin and come back with their orders."""
        chosen = sorted(self._covered(ids, Action.DELETE, binned))
        undoing = self._desk.unit.kind is ChangeKind.UNDO
        if not binned and not undoing and self._issued(chosen):
            raise NotPossible(_("An order that was issued is kept. Set its state to void instead."))
        moments = self._moments(chosen) if binned else {}
        done = super()._bin(ids, action, binned=binned)
        self.office.order_lines._follow_bin(chosen, moments)
        return done

    def _issued(self, ids: Sequence[int]) -> bool:
        """Whether one of these orders, in the bin or not, is more than a draft."""
        session, state = self._desk.unit.session, ORDER.field("state")
        return any(
            record.values["state"] is not OrderState.DRAFT
            for binned in (False, True)
            for some in pieces(ids)
            for record in storage.fetch(
                session, ORDER, Actor.office(), some, fields=[state], binned=binned
            )
        )

    def _moments(self, ids: Sequence[int]) -> dict[int, datetime]:
        """When these orders were moved into the bin."""
        unit = self._desk.unit
        found = storage.fetch(unit.session, ORDER, unit.actor, ids, fields=(), binned=True)
        return {record.id: record.deleted_at for record in found if record.deleted_at}

    def _sum_up(self, ids: Sequence[int]) -> None:
        """Bring the amounts of these orders up to their lines."""
        rows = self.office.order_lines._sums(ids)
        storage.set_computed(self._desk.unit, ORDER, rows)
        self._report(list(ids))

    def _texts(self, record: Record) -> Texts:
        values = record.values
        names = ("name", "ship_to")
        words = (*names, "code", "customer_reference", "ship_address", "remarks")
        return Texts(
            tuple(filter(None, [values.get(name) for name in words])),
            tuple(filter(None, [values.get(name) for name in names])),
            tuple(filter(None, (values.get("code"), values.get("customer_reference")))),
        )


def divided(values: Mapping[str, Any]) -> tuple[dict[str, Any], Sequence[LineRow] | None]:
    """The values of an order itself, and its lines where they are among them."""
    header = dict(values)
    return header, header.pop(LINES.name, None)


def structured(text: str | None) -> PaymentTerm | None:
    """The term of payment that a text says, None for one that says no date."""
    try:
        return payment_term(text) if text else None
    except CimsError:
        return None
