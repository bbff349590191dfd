"""What was sold, by year, customer or product: exact values added, and rounded once at the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, func, select, type_coerce

from cims.services.insights.periods import Days
from cims.services.order_fields import ORDER_LINE
from cims.services.rights import Action, requires, visible
from cims.services.rules.currencies import paid
from cims.services.service import Service
from cims.services.storage import table_of

MILLION = 1_000_000
YEAR = 4


@dataclass(frozen=True)
class Sold:
    """One row of a report: the group by its name and number, how many orders, what they came to.

    What they came to is net of discount, in the prices as they were entered: `exact` can be added
    to that of other rows of the currency, `value` is rounded to be shown.
    """

    group: str
    code: str
    currency: str
    count: int
    exact: Decimal
    id: int | None = None

    @property
    def value(self) -> Decimal:
        """What the orders came to, rounded once."""
        return paid(self.exact, self.currency)


class SalesReportService(Service):
    """Reports over the lines of confirmed orders that the actor may see."""

    entity = ORDER_LINE

    @requires(Action.READ)
    def by_year(self, days: Days | None = None) -> tuple[Sold, ...]:
        """One row for each year and currency, in their order; of all time or of some days."""
        day = cast(table_of(ORDER_LINE).c.opened_on, String)
        rows = [
            Sold(year, "", currency, count, value)
            for year, currency, count, value in self._grouped(func.substr(day, 1, YEAR), days)
        ]
        return tuple(sorted(rows, key=by_group))

    @requires(Action.READ)
    def by_customer(self, days: Days | None = None) -> tuple[Sold, ...]:
        """One row for each customer and currency, the largest first."""
        return self._named("customer", table_of(ORDER_LINE).c.customer_id, days)

    @requires(Action.READ)
    def by_product(self, days: Days | None = None) -> tuple[Sold, ...]:
        """One row for each product and currency, the largest first; lines without one together."""
        return self._named("product", table_of(ORDER_LINE).c.product_id, days)

    @requires(Action.READ)
    def orders_behind(self, by: str, row: Sold, days: Days | None = None) -> tuple[int, ...]:
        """The orders that a row adds; `by` is year, customer or product."""
        table: Any = table_of(ORDER_LINE).c
        query = select(table.order_id).distinct().where(table.counted)
        query = query.where(table.currency == row.currency, *within(days))
        if by == "year":
            first, last = date(int(row.group), 1, 1), date(int(row.group), 12, 31)
            query = query.where(table.opened_on.between(first, last))
        else:
            column = table[f"{by}_id"]
            query = query.where(column.is_(None) if row.id is None else column == row.id)
        unit = self._desk.unit
        seen = visible(query.order_by(table.order_id), ORDER_LINE, unit.actor)
        return tuple(unit.session.scalars(seen))

    def _named(
        self, target: str, column: ColumnElement[Any], days: Days | None
    ) -> tuple[Sold, ...]:
        """The rows by a linked record; one that the actor may not see has no name."""
        rows = list(self._grouped(column, days))
        room = self.office.room(target)
        known: dict[int, Any] = {}
        if self._desk.unit.actor.may(Action.READ, target):
            ids = [row[0] for row in rows if row[0] is not None]
            known = {record.id: record.values for record in room.rows(ids, ("code", "name"))}
        found = []
        for id_, currency, count, value in rows:
            of = known.get(id_, {})
            name, code = of.get("name") or "", of.get("code") or ""
            found.append(Sold(name, code, currency, count, value, id_))
        return tuple(sorted(found, key=lambda one: (-one.value, one.group, one.currency)))

    def _grouped(
        self, by: ColumnElement[Any], days: Days | None
    ) -> Iterable[tuple[Any, str, int, Decimal]]:
        """Group, currency, number of orders, value; added in halves, so that nothing runs over."""
        table, unit = table_of(ORDER_LINE), self._desk.unit
        exact = type_coerce(table.c.exact, Integer)
        query = (
            select(
                by,
                table.c.currency,
                func.count(func.distinct(table.c.order_id)),
                func.sum(exact.op("/")(MILLION)),
                func.sum(exact.op("%")(MILLION)),
            )
            .where(table.c.counted, *within(days))
            .group_by(by, table.c.currency)
        )
        for group, currency, count, whole, rest in unit.session.execute(
            visible(query, ORDER_LINE, unit.actor)
        ):
            value = Decimal(whole) + Decimal(rest) / MILLION
            yield group, currency, count, value


def within(days: Days | None) -> list[ColumnElement[bool]]:
    """The condition for lines of these days."""
    column = table_of(ORDER_LINE).c.opened_on
    return [] if days is None else [column.between(days.first, days.last)]


def by_group(one: Sold) -> tuple[str, str]:
    """The order of years."""
    return one.group, one.currency
