"""The lines of orders: what was ordered, what has left, what came back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.database import among, listed
from cims.services.entity import Values
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.order_fields import ORDER, ORDER_LINE, SOLD, DeliveryRow, LineRow, PlanRow
from cims.services.paper_lines import PaperLineService
from cims.services.rights import Actor, visible
from cims.services.storage import Record, table_of

__all__ = ["ORDER_LINE", "OrderLineService"]

NOTHING = Decimal(0)
PASSED = ("plan", "deliveries", "returns", "reason")  # the room of deliveries enters these
MOVING = frozenset({"plan", "deliveries", "quantity", "cancelled", "planned_on"})


class OrderLineService(PaperLineService):
    """Lines of orders; they count once the order is confirmed."""

    entity = ORDER_LINE
    _paper, _row, _counting = ORDER, LineRow, SOLD
    _learned = (*PaperLineService._learned, "delivery")

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        entered = super()._enterable(values)
        return {**entered, **{name: values[name] for name in PASSED if name in values}}

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        ids = super()._insert(rows)
        planned = {row["order"].id for row in rows if row.get("planned_on")}
        self.office.orders._settle(planned | self._under_way(self._papers))
        self._count_returns(row["returns"].id for row in rows if row.get("returns"))
        return ids

    def _take(self, paper_id: int, lines: Sequence[Record], *, costs: bool = False) -> None:
        """What is ordered again was neither cancelled nor taken back nor promised for a day."""
        afresh = dict.fromkeys(("cancelled", "planned_on"))
        kept = [line.changed(**afresh) for line in lines if not line.values.get("returns")]
        super()._take(paper_id, kept, costs=costs)

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        delivered = sum_of(values.get("deliveries"))
        return {
            **super()._derived(values),
            "delivered": delivered or None,
            "next_delivery_on": next_day(values),
        }

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        super()._refuse_wrong(changed, values)
        delivered = sum_of(values.get("deliveries"))
        if "deliveries" in changed and delivered < (values.get("returned") or 0):
            words = _("Some of “{name}” came back. Take the return off the order first.")
            raise ValidationFailed({"quantity": words.format(name=values["name"])})
        if self._desk.unit.kind in (ChangeKind.IMPORT, ChangeKind.UNDO):
            return
        if values.get("returns") and values["quantity"] >= 0:
            sentence = _("A line that takes goods back has a quantity below zero.")
            raise ValidationFailed({"quantity": sentence})
        ordered, cancelled = max(values["quantity"], NOTHING), values.get("cancelled") or NOTHING
        if cancelled > ordered and not changed.keys().isdisjoint(("quantity", "cancelled")):
            sentence = _("No more can be cancelled than was ordered. Type {n} at most.")
            raise ValidationFailed({"cancelled": sentence.format(n=plain(ordered))})
        if delivered and delivered > values["quantity"] - (values.get("cancelled") or 0):
            words = _("{n} of “{name}” have left already. Type at least as many.")
            sentence = words.format(n=plain(delivered), name=values["name"])
            raise ValidationFailed({"quantity": sentence})

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if MOVING & changed.keys():
            orders = {old.values["order"].id, values["order"].id}
            self.office.orders._settle(orders, anew="deliveries" in changed)
        links = {one["returns"].id for one in (old.values, values) if one.get("returns")}
        self._count_returns([*links, *([old.id] if old.values.get("returned") else [])])

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """What has left stays on its order; what takes back may go."""
        lines = self._standing(ids, binned=binned)
        undoing = self._desk.unit.kind is ChangeKind.UNDO
        if not binned and not undoing:
            for line in lines:
                if line.values["deliveries"] or line.values["returned"]:
                    words = _("“{name}” has left and stays on the order. Take it back instead.")
                    raise NotPossible(words.format(name=line.values["name"]))
        done = super()._bin(ids, action, binned=binned)
        self.office.orders._settle({line.values["order"].id for line in lines})
        links = (line.values["returns"] for line in lines)
        self._count_returns(link.id for link in links if link)
        return done

    def _standing(self, ids: Sequence[int], *, binned: bool = False) -> list[Record]:
        """Lines with what has left and come back, whoever owns them."""
        names = ("name", "order", "quantity", "cancelled", "deliveries", "returned", "returns")
        fields = [self._whole.field(name) for name in names]
        session, office = self._desk.unit.session, Actor.office()
        return storage.fetch(session, self._whole, office, ids, fields=fields, binned=binned)

    def _under_way(self, orders: Mapping[int, Record]) -> set[int]:
        """Those of these orders of which something has left line by line."""
        moved = [id_ for id_, one in orders.items() if one.values["delivery"] != "undelivered"]
        return {id_ for id_, row in self._moved(moved).items() if row[0]}

    def _moved(self, orders: Iterable[int]) -> dict[int, tuple[int, int, date | None]]:
        """By order: how many lines have left at least in part, how many have not wholly, when next.

        Lines in the bin and lines that take back are none.
        """
        table, ids = table_of(ORDER_LINE), sorted(orders)
        if not ids:
            return {}
        wanted = table.c.quantity - func.coalesce(table.c.cancelled, 0)
        rest = wanted > func.coalesce(table.c.delivered, 0)
        query = select(
            table.c.order_id,
            func.count(table.c.delivered),
            func.count().filter(rest),
            func.min(table.c.next_delivery_on),
        )
        query = query.where(among(table.c.order_id)).group_by(table.c.order_id)
        seen = visible(query, ORDER_LINE, Actor.office())
        rows = self._desk.unit.session.execute(seen, {"ids": listed(ids)})
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def _count_returns(self, lines: Iterable[int]) -> None:
        """Say on lines how many of them came back; ValidationFailed for more than have left."""
        ids = sorted(set(lines))
        if not ids:
            return
        table, unit = table_of(ORDER_LINE), self._desk.unit
        query = select(table.c.returns_id, func.sum(table.c.quantity))
        query = query.where(among(table.c.returns_id)).group_by(table.c.returns_id)
        seen = visible(query, ORDER_LINE, Actor.office())
        back = {id_: -total for id_, total in unit.session.execute(seen, {"ids": listed(ids)})}
        for line in self._standing(ids):
            left, came = self._left(line), back.get(line.id, NOTHING)
            if came > left and unit.kind is not ChangeKind.UNDO:
                words = _("Only {n} of “{name}” have left. No more can come back.")
                sentence = words.format(n=plain(left), name=line.values["name"])
                raise ValidationFailed({"quantity": sentence})
        storage.set_computed(
            unit, ORDER_LINE, [{"root": id_, "returned": back.get(id_) or None} for id_ in ids]
        )
        self._report(ids)

    def _left(self, line: Record) -> Decimal:
        """How many of a line have left: by its deliveries, or by the day of the whole order."""
        if line.values["deliveries"]:
            return sum_of(line.values["deliveries"])
        order = self._room._header(line.values["order"].id).values
        return open_of(line.values) if order["delivered_on"] else NOTHING


def sum_of(rows: Iterable[PlanRow | DeliveryRow] | None) -> Decimal:
    """The quantities of these rows together."""
    return sum((row.quantity or NOTHING for row in rows or ()), NOTHING)


def plain(quantity: Decimal) -> str:
    """A quantity in a sentence."""
    return f"{quantity.normalize():,f}"


def open_of(line: Values) -> Decimal:
    """How many of a line are to leave and have not, as far as its own rows tell."""
    wanted: Decimal = line["quantity"] - (line.get("cancelled") or NOTHING)
    return max(NOTHING, wanted - sum_of(line.get("deliveries")))


def next_day(line: Values) -> date | None:
    """The first day on which more of a line is to leave."""
    if line.get("quantity") is None or open_of(line) <= 0:
        return None
    days: list[date] = [row.planned_on for row in line.get("plan") or ()]
    return min(days, default=line.get("planned_on"))
