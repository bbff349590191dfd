"""What customers paid for products: the last, the lowest and the average price, and the floor."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, select, type_coerce

from cims.services.insights.periods import Days
from cims.services.order_fields import ORDER_LINE
from cims.services.rights import Action, requires, visible
from cims.services.sales_reports import within
from cims.services.service import Service
from cims.services.storage import table_of

MILLION = 1_000_000
FINEST = Decimal("0.000001")
PLACE = ("product_id", "customer_id", "currency")


@dataclass(frozen=True)
class Paid:
    """What one customer paid for one product in one currency: prices of a unit after discount.

    They are as entered, tax included or not; `floor` is the product's in the same currency.
    """

    product: str
    customer: str
    currency: str
    count: int
    quantity: Decimal
    last: Decimal
    last_on: date
    lowest: Decimal
    average: Decimal
    floor: Decimal | None
    product_id: int
    customer_id: int | None

    @property
    def is_below(self) -> bool:
        """Whether the last price lies below the floor price."""
        return self.floor is not None and self.last < self.floor


class PriceReportService(Service):
    """Prices on lines of confirmed orders that the actor may see."""

    entity = ORDER_LINE

    @requires(Action.READ)
    def paid(self, days: Days | None = None) -> tuple[Paid, ...]:
        """A row for each product, customer and currency, the products by name, latest first."""
        sums = {tuple(row[:3]): row[3:] for row in self._run(self._summed(days))}
        lasts = {tuple(row[:3]): row[3:] for row in self._run(self._last(days))}
        products, customers, floors = self._named(sums)
        found = []
        for key, (count, quantity, whole, rest, lowest) in sums.items():
            product, customer, currency = key
            value = Decimal(whole) + Decimal(rest) / MILLION
            amount = Decimal(quantity) / MILLION
            price, on = lasts[key]
            found.append(
                Paid(
                    products.get(product, ""), customers.get(customer, ""), currency, count,
                    amount, price_of(price), on, price_of(lowest),
                    (value / amount).quantize(FINEST, ROUND_HALF_UP) if amount else Decimal(0),
                    floors.get((product, currency)), product, customer,
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.product, -one.last_on.toordinal())))

    @requires(Action.READ)
    def orders_behind(self, row: Paid, days: Days | None = None) -> tuple[int, ...]:
        """The orders that a row tells of."""
        table: Any = table_of(ORDER_LINE).c
        customer = table.customer_id
        query = (
            select(table.order_id)
            .distinct()
            .where(
                *self._paid(days),
                table.product_id == row.product_id,
                customer.is_(None) if row.customer_id is None else customer == row.customer_id,
                table.currency == row.currency,
            )
        )
        found = self._run(self._seen(query.order_by(table.order_id)))
        return tuple(order for (order,) in found)

    def _run(self, query: Select[Any]) -> Any:
        return self._desk.unit.session.execute(query)

    def _seen(self, query: Select[Any]) -> Select[Any]:
        return visible(query, ORDER_LINE, self._desk.unit.actor)

    def _summed(self, days: Days | None) -> Select[Any]:
        table: Any = table_of(ORDER_LINE).c
        exact, left = type_coerce(table.exact, Integer), self._left()
        groups = [table[name] for name in PLACE]
        query = (
            select(
                *groups,
                func.count(func.distinct(table.order_id)),
                func.sum(left),
                func.sum(exact.op("/")(MILLION)),
                func.sum(exact.op("%")(MILLION)),
                func.min(case((left > 0, self._price()))),
            )
            .where(*self._paid(days))
            .group_by(*groups)
            .having(func.max(left) > 0)
        )
        return self._seen(query)

    def _last(self, days: Days | None) -> Select[Any]:
        """The line of each group that was ordered last."""
        table: Any = table_of(ORDER_LINE).c
        groups = [table[name] for name in PLACE]
        newest = func.row_number().over(
            partition_by=groups, order_by=(table.opened_on.desc(), table.id.desc())
        )
        ranked = select(
            *groups, self._price().label("price"), table.opened_on, newest.label("place")
        ).where(*self._paid(days), self._left() > 0)
        inner = self._seen(ranked)
        seen = inner.subquery()
        columns = [seen.c[name] for name in (*PLACE, "price", "opened_on")]
        query = select(*columns).where(seen.c.place == 1)
        return query.execution_options(**inner.get_execution_options())

    def _paid(self, days: Days | None) -> list[ColumnElement[bool]]:
        """Lines with a price: no gifts, and nothing that was cancelled as a whole."""
        table: Any = table_of(ORDER_LINE).c
        goods = table.product_id.is_not(None)
        return [table.counted, goods, self._price() > 0, self._left() != 0, *within(days)]

    def _left(self) -> Any:
        """How many of a line were not cancelled, in millionths; below 0 where it takes back."""
        table: Any = table_of(ORDER_LINE).c
        quantity, cancelled = (
            type_coerce(table[name], Integer) for name in ("quantity", "cancelled")
        )
        return quantity - func.coalesce(cancelled, 0)

    def _price(self) -> Any:
        """The unit price after discount in millionths, without running over."""
        table: Any = table_of(ORDER_LINE).c
        price, discount = (type_coerce(table[name], Integer) for name in ("unit_price", "discount"))
        whole, rest = price.op("/")(MILLION), price.op("%")(MILLION)
        return price - whole * discount - (rest * discount).op("/")(MILLION)

    def _named(self, sums: Any) -> tuple[dict[int, str], dict[int, str], dict[Any, Decimal]]:
        """Names of products and customers, and floor prices where no role hides them."""
        office = self.office
        products = {product for product, _customer, _currency in sums}
        customers = {customer for _product, customer, _currency in sums if customer}
        floors: dict[Any, Decimal] = {}
        may = self._desk.unit.actor.may(Action.READ, "product")
        if may and "floor_price" in office.products.entity.by_name:
            for row in office.products.rows(sorted(products), ("floor_price", "currency")):
                if row.values["floor_price"] is not None:
                    floors[row.id, row.values["currency"]] = row.values["floor_price"]
        named = office.names_of
        return named("product", products), named("customer", customers), floors


def price_of(millionths: int) -> Decimal:
    """A price out of its column."""
    return Decimal(millionths) / MILLION
