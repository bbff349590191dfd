"""The lines of orders: copied from products, worth an exact value, shown in paper amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from cims.models.customer import Customer
from cims.models.sales_order import OrderState
from cims.services import storage
from cims.services.database import among, listed
from cims.services.entity import Link, Values
from cims.services.errors import NotAllowed, ValidationFailed
from cims.services.filters import Condition, Operator
from cims.services.i18n import _
from cims.services.on_customers import CustomerRecords, pieces
from cims.services.order_fields import ORDER, ORDER_LINE, SOLD, LineRow
from cims.services.products import PRODUCT
from cims.services.rights import Action, Actor, refusal, visible
from cims.services.rules.currencies import minor
from cims.services.rules.line_amounts import (
    FINEST,
    PaperAmounts,
    exact_value,
    paper_amounts,
    sum_of,
)
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

__all__ = ["ORDER_LINE", "OrderLineService"]

DEFAULT_CURRENCY = "CNY"  # while none is entered: it only says how finely to round
LARGEST = Decimal(2**63) * FINEST
COPIED = ("name", "model", "brand", "unit")  # from a product, where the line does not say
OF_ORDER = ("currency", "opened_on", "customer", "owner")
ENTERED = tuple(field.name for field in fields(LineRow) if field.name != "id")
NO_ORDER = Record(ORDER.name, 0, 0, {})


class OrderLineService(CustomerRecords):
    """Lines of orders; each keeps its own copy of what the product was."""

    entity = ORDER_LINE
    _searched = False
    _orders: Mapping[int, Record] = {}
    _products: Mapping[int, Record] = {}

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add lines to orders that the actor may change, at their ends."""
        orders = sorted({row["order"].id for row in rows if row.get("order")})
        self._learn(orders, rows)
        if len(self._orders) < len(orders):
            raise NotAllowed(str(refusal(Action.EDIT)))
        ids = super()._insert(self._placed(rows, orders))
        self.office.orders._sum_up(orders)
        return ids

    def _set(self, order_id: int, rows: Sequence[LineRow]) -> bool:
        """Let an order have these lines, in this order; whether anything became different."""
        old = {line.id: line for line in self._lines_of([order_id])}
        gone = sorted(old.keys() - {row.id for row in rows})
        if gone:
            self.remove(gone)
        changed, new, places = bool(gone), [], []
        for place, row in enumerate(rows, 1):
            line = old.get(row.id or 0)
            if line is None:
                new.append({"order": Link(order_id), **entered(row)})
                places.append(place)
            elif not stands(line, row, place):
                self.save(line.changed(**entered(row), position=place))
                changed = True
        made = self._insert(new)
        moved = [{"root": id_, "position": place} for id_, place in zip(made, places, strict=True)]
        storage.set_computed(self._desk.unit, ORDER_LINE, moved)
        return changed or bool(made)

    def _rows_of(self, order_id: int) -> tuple[LineRow, ...]:
        where = Condition("order", Operator.IS, Link(order_id))
        records = self.rows(self.listing(where).ids)
        records.sort(key=lambda line: line.values["position"])
        return tuple(LineRow(**entered_in(line), id=line.id) for line in records)

    def _learn(self, orders: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
        """Look up what the lines copy from: their orders and products."""
        unit = self._desk.unit
        found = storage.fetch(unit.session, ORDER, unit.actor, orders, action=Action.EDIT)
        self._orders = {record.id: record for record in found}
        wanted = sorted({row["product"].id for row in rows if row.get("product")})
        products = storage.fetch(unit.session, PRODUCT, Actor.office(), wanted)
        self._products = {record.id: record for record in products}

    def _placed(
        self, rows: Sequence[Mapping[str, Any]], orders: Sequence[int]
    ) -> list[dict[str, Any]]:
        """The rows with their places behind the lines that the orders have."""
        table, unit = table_of(ORDER_LINE), self._desk.unit
        query = select(table.c.order_id, func.max(table.c.position))
        query = query.where(among(table.c.order_id)).group_by(table.c.order_id)
        query = query.execution_options(
            **visible(query, ORDER_LINE, Actor.office()).get_execution_options()
        )  # lines in the bin count too
        last: dict[int, int] = dict(unit.session.execute(query, {"ids": listed(orders)}).all())
        placed = []
        for row in rows:
            place = 0
            if row.get("order"):
                place = last[row["order"].id] = last.get(row["order"].id, 0) + 1
            placed.append({**row, "position": place})
        return placed

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        entered = super()._enterable(values)
        return {**entered, "position": values["position"]} if "position" in values else entered

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        if old is not None:
            self._learn([values["order"].id], [values])
        order = self._orders.get(values["order"].id if values.get("order") else 0, NO_ORDER)
        product = values.get("product")
        if product and (old is None or product != old.values["product"]):
            values = self._copied(values, self._products.get(product.id), order, old)
        values["name"] = " ".join(str(values.get("name") or _(ORDER_LINE.label)).split())
        values["discount"] = values.get("discount") or Decimal(0)
        values["unit_price"] = values.get("unit_price") or Decimal(0)
        if order is not NO_ORDER:
            values |= {name: order.values[name] for name in OF_ORDER}
            values |= amounts_of(values, order.values)
            if old is None:
                values["code"] = f"{order.values['code']}-{values['position']}"
        return values

    def _copied(
        self, values: dict[str, Any], product: Record | None, order: Record, old: Record | None
    ) -> dict[str, Any]:
        """What the product is at this moment, where the line does not say otherwise."""
        if product is None:
            return values
        for name in COPIED:
            is_kept = old is not None and values.get(name) != old.values.get(name)
            if not values.get(name) or (old is not None and not is_kept):
                values[name] = product.values[name]
        same = product.values["currency"] == order.values.get("currency")
        if values.get("unit_price") is None and same:
            values["unit_price"] = product.values["price"]
        if values.get("cost") is None and same:
            values["cost"] = product.values["cost"]
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        order = self._orders.get(values["order"].id, NO_ORDER)
        return {"counted": counts(order.values.get("state"))}

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        if values["order"].id not in self._orders:
            raise NotAllowed(str(refusal(Action.EDIT)))
        super()._write(old, values, changed)
        self.office.orders._sum_up(sorted({old.values["order"].id, values["order"].id}))

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        done = super()._bin(ids, action, binned=binned)
        self.office.orders._sum_up(self._orders_of(ids, binned=not binned))
        return done

    def _orders_of(self, ids: Sequence[int], *, binned: bool) -> list[int]:
        unit, order = self._desk.unit, ORDER_LINE.field("order")
        found = storage.fetch(
            unit.session, ORDER_LINE, Actor.office(), ids, fields=[order], binned=binned
        )
        return sorted({record.values["order"].id for record in found})

    def _sums(self, orders: Sequence[int]) -> list[dict[str, Any]]:
        """What the lines of these orders come to, in smallest units, as columns of the orders."""
        table, names = table_of(ORDER_LINE), ("net", "tax", "total")
        query = select(table.c.order_id, *(func.sum(table.c[name]) for name in names))
        query = query.where(among(table.c.order_id)).group_by(table.c.order_id)
        seen = visible(query, ORDER_LINE, Actor.office())
        found = {
            order: amounts
            for some in pieces(orders)
            for order, *amounts in self._desk.unit.session.execute(seen, {"ids": listed(some)})
        }
        nothing = [0] * len(names)
        return [
            {"root": order, **dict(zip(names, found.get(order, nothing), strict=True))}
            for order in orders
        ]

    def _follow(self, order_id: int) -> None:
        """Bring the lines of an order up to its owner, customer, day, state, currency and tax."""
        unit = self._desk.unit
        order = storage.fetch(unit.session, ORDER, Actor.office(), [order_id])[0].values
        lines = self._lines_of([order_id])
        owner = self._owner_of(order["customer"])
        rows = []
        for line in lines:
            amounts = amounts_of(line.values, order)
            rows.append(
                {
                    "root": line.id,
                    "currency": order["currency"],
                    "opened_on": order["opened_on"],
                    "customer_id": order["customer"].id if order["customer"] else None,
                    "customer_owner_id": owner,
                    "owner_id": order["owner"].id if order["owner"] else None,
                    "counted": counts(order["state"]),
                    "exact": amounts["exact"],
                    **{n: minor(amounts[n], order["currency"]) for n in ("net", "tax", "total")},
                }
            )
        storage.set_computed(unit, ORDER_LINE, rows)
        self._report([line.id for line in lines])
        self.office.orders._sum_up([order_id])

    def _owner_of(self, customer: Link | None) -> int | None:
        """Who owns a customer, seen or not."""
        if customer is None:
            return None
        table = Customer.__table__
        query = select(table.c.owner_id).where(table.c.id == customer.id)
        entity = self.office.room("customer")._whole
        owner = self._desk.unit.session.scalar(visible(query, entity, Actor.office()))
        return None if owner is None else int(owner)

    def _lines_of(self, orders: Sequence[int], *, binned: bool = False) -> list[Record]:
        """The lines of these orders, whoever owns them."""
        table, unit = table_of(ORDER_LINE), self._desk.unit
        query = select(table.c.id).where(among(table.c.order_id))
        query = query.order_by(table.c.order_id, table.c.position)
        seen = visible(query, ORDER_LINE, Actor.office(), binned=binned)
        ids = list(unit.session.scalars(seen, {"ids": listed(orders)}))
        return storage.fetch(unit.session, ORDER_LINE, Actor.office(), ids, binned=binned)

    def _follow_bin(self, orders: Sequence[int], moments: Mapping[int, datetime]) -> None:
        """Move lines into the bin with their orders, or bring back those that went with them."""
        lines = self._lines_of(orders, binned=bool(moments))
        ids = [
            line.id
            for line in lines
            if not moments or line.deleted_at == moments.get(line.values["order"].id)
        ]
        self._set_deleted(ids, None if moments else self._desk.unit.now)

    def _texts(self, record: Record) -> Texts:
        return Texts((), (), ())


def entered(row: LineRow) -> dict[str, Any]:
    """The values of a line as it was entered with its order."""
    values = {name: getattr(row, name) for name in ENTERED}
    return {**values, "discount": values["discount"] or Decimal(0)}


def entered_in(line: Record) -> dict[str, Any]:
    """The same of a stored line."""
    return {name: line.values[name] for name in ENTERED}


def stands(line: Record, row: LineRow, place: int) -> bool:
    """Whether a stored line is what was entered, at its place."""
    return entered(row) == entered_in(line) and line.values["position"] == place


def counts(state: OrderState | None) -> bool:
    """Whether what stands on an order in this state was sold."""
    return state in SOLD


def worth(rows: Sequence[LineRow], currency: str | None, *, tax_included: bool) -> PaperAmounts:
    """What lines that are being entered come to."""
    order = {"currency": currency or DEFAULT_CURRENCY, "tax_included": tax_included}
    amounts = [amounts_of({**entered(row), "unit_price": row.unit_price or Decimal(0)}, order)
               for row in rows]  # fmt: skip
    return sum_of(PaperAmounts(one["net"], one["tax"], one["total"]) for one in amounts)


def amounts_of(line: Values, order: Values) -> dict[str, Decimal]:
    """Exact value and paper amounts of a line; ValidationFailed where they would not fit."""
    quantity = line["quantity"] or Decimal(0)
    exact = exact_value(quantity - (line.get("cancelled") or 0), line["unit_price"],
                        line["discount"])  # fmt: skip
    paper = paper_amounts(
        exact, line.get("tax_rate"), order["currency"], tax_included=order["tax_included"]
    )
    if abs(exact) * 2 >= LARGEST or abs(paper.total) * 2 >= LARGEST:
        sentence = _("The line comes to more than fits. Check quantity and price.")
        raise ValidationFailed({"quantity": sentence})
    return {"exact": exact, "net": paper.net, "tax": paper.tax, "total": paper.total}
