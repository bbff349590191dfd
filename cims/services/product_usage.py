"""Where a product stands: on which papers, and in which opportunities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import distinct, func, select

from cims.services.entity import Link
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER, ORDER_LINE
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE, QUOTE_LINE
from cims.services.reading import Sort
from cims.services.rights import Action, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of

LATEST = 50
PAPERS = ((ORDER, ORDER_LINE, "order"), (QUOTE, QUOTE_LINE, "quote"))
LINE = ("customer", "opened_on", "quantity", "unit", "unit_price", "discount", "currency")


@dataclass(frozen=True)
class Use:
    """A line of a paper, or an opportunity, in which a product stands; hidden values are None."""

    entity: str
    record_id: int
    name: str
    code: str
    customer: Link | None
    on: date | None
    values: Mapping[str, Any]

    @property
    def quantity(self) -> Decimal | None:
        """How many; unknown of an opportunity without that product among its lines."""
        quantity: Decimal | None = self.values.get("quantity")
        return quantity


@dataclass(frozen=True)
class Usage:
    """How many records of each type hold a product, and the newest of them."""

    counts: Mapping[str, int]
    newest: tuple[Use, ...]


class ProductUsageService(Service):
    """Tells where a product stands, of records that the asking user may see."""

    entity = PRODUCT

    @requires(Action.READ)
    def of(self, product_id: int) -> Usage:
        """The papers and opportunities with this product, the newest first."""
        self.office.products.load(product_id)
        counts: dict[str, int] = {}
        found: list[Use] = []
        for paper, line, link in PAPERS:
            if self._desk.unit.actor.may(Action.READ, line.name):
                counts[paper.name] = self._count(product_id, line, link)
                found += self._lines(product_id, paper.name, line.name, link)
        if self._desk.unit.actor.may(Action.READ, OPPORTUNITY.name):
            where = self._wished(product_id)
            counts[OPPORTUNITY.name] = self.office.opportunities.count(where) if where else 0
            found += self._opportunities(where) if where else []
        found.sort(key=lambda use: use.on or date.min, reverse=True)
        return Usage(counts, tuple(found[:LATEST]))

    def _count(self, product_id: int, line: Any, link: str) -> int:
        """On how many papers the product stands."""
        columns = table_of(line).c
        query = select(func.count(distinct(columns[f"{link}_id"])))
        query = query.where(columns.product_id == product_id)
        unit = self._desk.unit
        return int(unit.session.scalar(visible(query, line, unit.actor)) or 0)

    def _lines(self, product_id: int, paper: str, line: str, link: str) -> list[Use]:
        room = self.office.room(line)
        where = Condition("product", Operator.IS, Link(product_id))
        ids = room.listing(where, sort=Sort("opened_on", descending=True), limit=LATEST).ids
        rows = room.rows(ids, (link, *LINE))
        papers = {row.values[link].id for row in rows if row.values[link]}
        codes = {one.id: one for one in self.office.room(paper).rows(sorted(papers), ("code",))}
        return [
            Use(
                paper,
                row.values[link].id,
                row.values[link].text,
                str(codes[row.values[link].id].values["code"]),
                row.values["customer"],
                row.values["opened_on"],
                row.values,
            )
            for row in rows
            if row.values[link] and row.values[link].id in codes
        ]

    def _wished(self, product_id: int) -> Filter | None:
        """Opportunities about the product, as far as no role hides what they are about."""
        known, link = self.office.opportunities.entity.by_name, Link(product_id)
        parts = [
            Condition(name, how, link)
            for name, how in (("product", Operator.IS), ("wishes", Operator.CONTAINS))
            if name in known
        ]
        return Group(tuple(parts), any=True) if parts else None

    def _opportunities(self, where: Filter) -> list[Use]:
        room = self.office.opportunities
        ids = room.listing(where, sort=Sort("code", descending=True), limit=LATEST).ids
        rows = room.rows(ids, ("name", "code", "customer", "opened_on", "stage"))
        return [
            Use(
                OPPORTUNITY.name,
                row.id,
                str(row.values["name"]),
                str(row.values["code"]),
                row.values["customer"],
                row.values["opened_on"],
                {"stage": row.values["stage"]},
            )
            for row in rows
        ]
