"""What is to leave of an order, what has left, what is not wanted any more, what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cims.models.sales_order import OrderState
from cims.services import storage
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.filters import Condition, Operator
from cims.services.i18n import _
from cims.services.order_fields import ENDED, ORDER, ORDER_LINE, DeliveryRow, PlanRow
from cims.services.order_lines import NOTHING, open_of, plain, sum_of
from cims.services.products import PRODUCT
from cims.services.rights import Action, requires
from cims.services.service import Service
from cims.services.storage import Record

Quantities = Mapping[int, Decimal]
"""Line of an order → how many of it."""

COPIED = ("product", "name", "model", "brand", "unit", "unit_price", "discount", "tax_rate")


@dataclass(frozen=True)
class LineStanding:
    """How a line stands: quantities, and on which days they left or are to leave.

    `rest` is still to leave, `to_return` has left and did not come back; `returns` names the line
    whose goods this one takes back.
    """

    id: int
    name: str
    model: str
    unit: str | None
    quantity: Decimal
    cancelled: Decimal
    delivered: Decimal
    returned: Decimal
    rest: Decimal
    to_return: Decimal
    plan: tuple[PlanRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    returns: Link | None
    reason: str


class DeliveryService(Service):
    """Plans, writes down and takes back deliveries of orders; totals and states follow.

    A delivery is rows of the lines that left, not a record: a delivery note will be one, and
    group such rows.
    """

    entity = ORDER

    @requires(Action.READ)
    def of(self, order_id: int) -> tuple[LineStanding, ...]:
        """How the lines of an order stand, in their order."""
        order, room = self.office.orders.load(order_id).values, self.office.order_lines
        lines = room.rows([line.id for line in self._lines(order_id)])  # without hidden fields
        return tuple(standing(line, order) for line in lines)

    @requires(Action.READ)
    def outside(self, order_id: int) -> bool:
        """Whether something of an order has left and has not come back."""
        return any(line.to_return > 0 for line in self.of(order_id))

    @requires(Action.EDIT)
    def plan(self, order_id: int, on: date, quantities: Quantities) -> None:
        """Let so many leave on a day, besides what is planned already."""
        self._refuse_ended(order_id)
        lines = self._chosen(order_id, quantities)
        for line, many in lines:
            rows = line.values["plan"]
            free = open_of(line.values) - sum_of(rows)
            limit(line, many, free, _("Only {n} of “{name}” are not planned."))
            self._save(line, plan=(*rows, PlanRow(on, many)))
        self._touch(order_id)

    @requires(Action.EDIT)
    def unplan(self, order_id: int, on: date) -> None:
        """Forget what was planned for a day."""
        self.office.orders._get(order_id, Action.EDIT)
        for line in self._lines(order_id):
            kept = tuple(row for row in line.values["plan"] if row.planned_on != on)
            if kept != line.values["plan"]:
                self._save(line, plan=kept)
        self._touch(order_id)

    @requires(Action.EDIT)
    def deliver(
        self, order_id: int, on: date, quantities: Quantities, note: str | None = None
    ) -> None:
        """Write down what left on a day, of a confirmed order."""
        order = self.office.orders._get(order_id, Action.EDIT).values
        if order["state"] is not OrderState.CONFIRMED:
            raise NotPossible(_("Only a confirmed order is delivered. Confirm it first."))
        if on > self.office.today:
            sentence = _("This day has not come yet. Plan the delivery instead.")
            raise ValidationFailed({"on": sentence})
        lines = self._chosen(order_id, quantities)
        if order["delivered_on"] and not self._written_down(order_id):
            raise NotPossible(_("The whole order has left already."))
        for line, many in lines:
            limit(line, many, open_of(line.values), _("Only {n} of “{name}” are still to leave."))
            row = DeliveryRow(on, many, (note or "").strip() or None)
            plan = less(line.values["plan"], many)
            self._save(line, plan=plan, deliveries=(*line.values["deliveries"], row))
        self._touch(order_id)

    @requires(Action.EDIT)
    def cancel(self, order_id: int, quantities: Quantities, reason: str | None = None) -> None:
        """Let so many not leave at all; the totals are without them."""
        order = self._refuse_ended(order_id)
        lines = self._chosen(order_id, quantities)
        if order["delivered_on"] and not self._written_down(order_id):
            raise NotPossible(_("The whole order has left already."))
        for line, many in lines:
            limit(line, many, open_of(line.values), _("Only {n} of “{name}” are still to leave."))
            cancelled = (line.values["cancelled"] or NOTHING) + many
            told = (reason or "").strip() or line.values["reason"]
            rows = line.values["plan"]
            over = sum_of(rows) - (open_of(line.values) - many)
            plan = less(rows, over, last_first=True)
            self._save(line, plan=plan, cancelled=cancelled, reason=told)
        self.office.orders._refuse_rebate(order_id)
        self._touch(order_id)

    @requires(Action.EDIT)
    def take_back(self, order_id: int, quantities: Quantities, reason: str | None = None) -> None:
        """Add lines below zero, at the price of then, for what came back."""
        order = self.office.orders._get(order_id, Action.EDIT).values
        rows = []
        for line, many in self._chosen(order_id, quantities):
            words = _("Only {n} of “{name}” have left and did not come back.")
            limit(line, many, standing(line, order).to_return, words)
            rows.append(
                {
                    **{name: line.values[name] for name in COPIED},
                    "order": Link(order_id),
                    "quantity": -many,
                    "returns": Link(line.id),
                    "reason": (reason or "").strip() or None,
                }
            )
        self._add(rows, {line.id: line for line in self._lines(order_id)})
        self.office.orders._refuse_rebate(order_id)
        self._touch(order_id)

    def _add(self, rows: Sequence[Mapping[str, Any]], lines: Mapping[int, Record]) -> None:
        """Store lines that take back; what is closed to the actor is copied all the same.

        So is a product that was removed since: the return counts where the sale did.
        """
        room = self.office.order_lines
        products = {row["product"].id for row in rows if row["product"]}
        there = storage.covered(
            self._desk.unit.session, PRODUCT, self._desk.unit.actor, sorted(products)
        )
        closed = set(room._closed) | ({"product"} if products - set(there) else set())
        made = room._insert([{n: v for n, v in row.items() if n not in closed} for row in rows])
        names = sorted((closed & set(COPIED)) | {"cost"})
        computed = [
            {
                "root": id_,
                **storage.plain_row(
                    ORDER_LINE, lines[row["returns"].id].values, dict.fromkeys(names)
                ),
            }
            for id_, row in zip(made, rows, strict=True)
        ]
        storage.set_computed(self._desk.unit, ORDER_LINE, computed)
        if rows:
            room._follow(rows[0]["order"].id)

    def _refuse_ended(self, order_id: int) -> Mapping[str, Any]:
        """The values of an order that is not completed or void: nothing more leaves of one."""
        order = self.office.orders._get(order_id, Action.EDIT).values
        if order["state"] in ENDED:
            raise NotPossible(_("This order is completed or void. Reopen it first."))
        return order

    def _chosen(self, order_id: int, quantities: Quantities) -> list[tuple[Record, Decimal]]:
        """The lines that are meant, each with how many; sentences where that is none."""
        self.office.orders._get(order_id, Action.EDIT)
        known = {line.id: line for line in self._lines(order_id)}
        found = [(known[id_], many) for id_, many in quantities.items() if many and id_ in known]
        if not found:
            raise NotPossible(_("Nothing is chosen. Type how many of a line."))
        for line, many in found:
            if not Decimal(many).is_finite() or many < 0 or line.values["quantity"] < 0:
                words = _("“{name}”: type a quantity above zero.")
                raise ValidationFailed({str(line.id): words.format(name=line.values["name"])})
        return found

    def _lines(self, order_id: int) -> list[Record]:
        """The whole lines of an order that the actor sees, hidden fields too."""
        room = self.office.order_lines
        ids = room.listing(Condition("order", Operator.IS, Link(order_id))).ids
        unit = self._desk.unit
        found = storage.fetch(unit.session, ORDER_LINE, unit.actor, list(ids))
        return sorted(found, key=lambda line: int(line.values["position"]))

    def _written_down(self, order_id: int) -> bool:
        return bool(self.office.order_lines._moved([order_id]).get(order_id, (0,))[0])

    def _save(self, line: Record, **values: Any) -> None:
        """Change these values of a line and nothing that is closed to the actor."""
        room = self.office.order_lines
        room.save(room.load(line.id).changed(**values))

    def _touch(self, order_id: int) -> None:
        """Whoever changed the lines has changed the order too."""
        storage.update_many(self._desk.unit, ORDER, [order_id], {})


def standing(line: Record, order: Mapping[str, Any]) -> LineStanding:
    """How a line of this order stands."""
    values = line.values
    delivered, rest = sum_of(values["deliveries"]), open_of(values)
    if order["delivered_on"] and not delivered:
        delivered, rest = rest, NOTHING  # the whole order left on one day
    returned = values["returned"] or NOTHING
    return LineStanding(
        line.id,
        str(values["name"]),
        str(values["model"] or ""),
        values["unit"],
        values["quantity"],
        values["cancelled"] or NOTHING,
        delivered,
        returned,
        rest,
        delivered - returned if values["quantity"] > 0 else NOTHING,
        values["plan"],
        values["deliveries"],
        values["returns"],
        str(values["reason"] or ""),
    )


def less(
    rows: Sequence[PlanRow], many: Decimal, *, last_first: bool = False
) -> tuple[PlanRow, ...]:
    """What is still planned once so many have left, or are not wanted, the earliest day first."""
    kept: list[PlanRow] = []
    for row in sorted(rows, key=lambda one: one.planned_on or date.max, reverse=last_first):
        planned = row.quantity or NOTHING
        taken = min(max(many, NOTHING), planned)
        many -= taken
        if planned > taken:
            kept.append(PlanRow(row.planned_on, planned - taken))
    return tuple(reversed(kept) if last_first else kept)


def limit(line: Record, many: Decimal, most: Decimal, words: str) -> None:
    """Refuse more than there are, with a sentence about the line."""
    if many > most:
        told = words.format(n=plain(max(most, NOTHING)), name=line.values["name"])
        raise ValidationFailed({str(line.id): told})
