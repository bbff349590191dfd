"""What customers ordered: the papers; their lines are records of their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from cims.models.base import Base
from cims.models.sales_order import DeliveryState, OrderLineDelivery, OrderState
from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.database import among, listed
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.on_customers import pieces
from cims.services.order_fields import ORDER, ORDER_LINE, UNSHIPPED
from cims.services.paper_copies import CopiedPapers
from cims.services.paper_words import WORDS
from cims.services.rights import Action, Actor, requires, visible
from cims.services.storage import Record, table_of

__all__ = ["ORDER", "OrderService"]

EDIT, MASS = ChangeKind.EDIT, ChangeKind.MASS
STANDING = ("delivery", "delivered_on", "next_delivery_on")


class OrderService(CopiedPapers):
    """Orders; net, tax and total follow from their lines, what has left from their deliveries."""

    entity = ORDER
    _begins, _brought = OrderState.DRAFT, OrderState.CONFIRMED
    _names = ("name", "ship_to")
    _words = (*WORDS, "ship_address")

    @requires(Action.EDIT)
    def confirm(self, order_id: int) -> None:
        """Say that the customer has ordered it: it counts from now on."""
        if not self.lines_of(order_id):
            raise NotPossible(_("The order has no lines yet. Enter what was ordered first."))
        sentence = _("Only a draft can be confirmed.")
        self._step(order_id, (OrderState.DRAFT,), OrderState.CONFIRMED, sentence)

    @requires(Action.EDIT)
    def complete(self, order_id: int) -> None:
        """Say that nothing is left to be done."""
        sentence = _("Only a confirmed order can be completed.")
        self._step(order_id, (OrderState.CONFIRMED,), OrderState.CLOSED, sentence)

    @requires(Action.EDIT)
    def void(self, order_id: int) -> None:
        """Say that it is not valid; it stays and counts no more."""
        self._refuse_outside(self._get(order_id, Action.EDIT))
        sentence = _("This order can't be voided: it is not in force.")
        begins = (OrderState.DRAFT, OrderState.CONFIRMED)
        self._step(order_id, begins, OrderState.VOID, sentence)

    @requires(Action.EDIT)
    def reopen(self, order_id: int) -> None:
        """Put a completed or void order in force again; what was a draft is one again."""
        sentence = _("Only a completed or void order can be opened again.")
        begins = (OrderState.CLOSED, OrderState.VOID)
        is_draft = self._was_draft(order_id) or not self.lines_of(order_id)
        ends = OrderState.DRAFT if is_draft else OrderState.CONFIRMED
        self._step(order_id, begins, ends, sentence)

    def _was_draft(self, order_id: int) -> bool:
        """Whether an order had its state right after that of a draft, as the audit trail tells."""
        changes = (
            change
            for entry in self.office.history.history(ORDER.name, order_id)
            for change in entry.changes
            if change.field.name == "state"
        )
        latest = next(changes, None)
        return latest is not None and latest.before is OrderState.DRAFT

    def _step(
        self, order_id: int, begins: Iterable[OrderState], ends: OrderState, sentence: str
    ) -> None:
        """Put an order into another state, where it stands in one of these."""
        record = self._get(order_id, Action.EDIT)
        if record.values["state"] not in begins:
            raise NotPossible(sentence)
        self.save(record.changed(state=ends))

    def _is_open(self) -> ColumnElement[bool]:
        """What is still to be shipped; what was shipped bears who sold it."""
        table = table_of(ORDER)
        still = table.c.state.in_(UNSHIPPED)
        return and_(still, table.c.delivered_on.is_(None))

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        left = DeliveryState.WHOLE if values.get("delivered_on") else DeliveryState.NONE
        return {**super()._derived(values), "delivery": left}

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        is_moved = "delivered_on" in changed
        if is_moved and self._desk.unit.kind is not ChangeKind.UNDO:
            self._refuse_day(old.id)
        if changed.get("state") is OrderState.VOID and self._desk.unit.kind in (EDIT, MASS):
            self._refuse_outside(old)
        if old.values["state"] is OrderState.VOID:
            self._refuse_second(old.id, values)
        super()._write(old, values, changed)
        if is_moved:
            self._settle([old.id])

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """An order comes back unless its quote was ordered again meanwhile."""
        done = super()._bin(ids, action, binned=binned)
        if binned:
            fields, session = [ORDER.field(n) for n in ("state", "quote")], self._desk.unit.session
            for some in pieces(ids):
                for one in storage.fetch(session, ORDER, Actor.office(), some, fields=fields):
                    self._refuse_second(one.id, one.values)
        return done

    def _refuse_second(self, order_id: int, values: Mapping[str, Any]) -> None:
        """No quote has two orders that hold: the one that was made meanwhile is voided first."""
        if values.get("quote") and values["state"] is not OrderState.VOID:
            self.office.quotes._refuse_ordered(values["quote"].id, besides=order_id)

    def _refuse_outside(self, order: Record) -> None:
        """What has left and did not come back is no matter of a void order."""
        is_moved = order.values["delivery"] is not DeliveryState.NONE
        if is_moved and self.office.deliveries.outside(order.id):
            raise NotPossible(_("Something of this order has left. Take it back first."))

    def _refuse_day(self, order_id: int) -> None:
        """Where deliveries were written down, they say when it has left."""
        if self.office.order_lines._moved([order_id]).get(order_id, (0,))[0]:
            sentence = _("This day follows from the deliveries. Change those.")
            raise ValidationFailed({"delivered_on": sentence})

    def _settle(self, orders: Iterable[int], *, anew: bool = False) -> None:
        """Bring what is said of these orders' delivery up to their lines.

        Without a delivery the day that somebody entered says it; `anew`: the last one was undone.
        """
        ids = sorted(orders)
        moved, unit = self.office.order_lines._moved(ids), self._desk.unit
        fields = [ORDER.field(name) for name in STANDING]
        found = storage.fetch(unit.session, ORDER, Actor.office(), ids, fields=fields)
        days = self._last_days([one.id for one in found if moved.get(one.id, (0,))[0]])
        rows = []
        for one in found:
            parts, still, soon = moved.get(one.id, (0, 0, None))
            day, left = one.values["delivered_on"], DeliveryState.NONE
            if parts:
                left = DeliveryState.PARTLY if still else DeliveryState.WHOLE
                day = None if still else days[one.id]
            elif anew:
                day = None
            elif day:
                left = DeliveryState.WHOLE
            soon = None if left is DeliveryState.WHOLE else soon
            row = {"delivery": left, "delivered_on": day, "next_delivery_on": soon}
            if any(row[name] != one.values[name] for name in STANDING):
                rows.append({"root": one.id, **row})
        storage.set_computed(unit, ORDER, rows)
        self._report([row["root"] for row in rows])

    def _last_days(self, orders: list[int]) -> dict[int, date]:
        """When something of these orders left last."""
        if not orders:
            return {}
        line = table_of(ORDER_LINE)
        row = Base.metadata.tables[OrderLineDelivery.__tablename__]
        query = select(line.c.order_id, func.max(row.c.delivered_on))
        query = query.join_from(line, row, row.c.order_line_id == line.c.id)
        query = query.where(among(line.c.order_id)).group_by(line.c.order_id)
        seen = visible(query, ORDER_LINE, Actor.office())
        return dict(self._desk.unit.session.execute(seen, {"ids": listed(orders)}).all())

    def _of_quote(self, quote_id: int, actor: Actor) -> list[int]:
        """The orders that were made of a quote and are not void."""
        table = table_of(ORDER)
        query = select(table.c.id).where(
            table.c.quote_id == quote_id, table.c.state != OrderState.VOID
        )
        return list(self._desk.unit.session.scalars(visible(query, ORDER, actor)))
