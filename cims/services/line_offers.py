"""What a new line with a product begins with, and what is worth knowing of its price."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from cims.services.entity import Entity, Link
from cims.services.order_fields import ORDER_LINE, LineRow
from cims.services.pasted_lines import Pasted, Reader
from cims.services.products import best_price, prices_on, sold_on
from cims.services.quote_fields import QUOTE_LINE
from cims.services.rights import Action, requires, visible
from cims.services.service import Service
from cims.services.storage import Record, table_of


@dataclass(frozen=True)
class LineOffer:
    """A line with all that the product says; prices are absent where they are in another currency.

    `last_price` is what this customer paid last, `last_quoted` what was offered to it last,
    `list_price` what the product costs usually, `is_sold` whether it is sold these days; `cost`
    is told to who may see it.
    """

    row: LineRow
    last_price: Decimal | None
    floor_price: Decimal | None
    is_sold: bool
    list_price: Decimal | None = None
    cost: Decimal | None = None
    last_quoted: Decimal | None = None


@dataclass(frozen=True)
class WantedLine:
    """For which product something is asked; `line` is the stored line, which has its own cost."""

    product: int
    quantity: Decimal
    line: int | None = None


class LineOfferService(Service):
    """Lines to begin with, for who enters an order."""

    entity = ORDER_LINE

    @requires(Action.READ)
    def of(
        self, product_id: int, customer_id: int | None, quantity: Decimal, currency: str
    ) -> LineOffer:
        """The line for so many of a product, for this customer, in this currency."""
        product = self.office.products.load(product_id)
        return self._offer(product, quantity, Buyer(self, customer_id, currency))

    @requires(Action.READ)
    def of_all(
        self,
        wanted: Sequence[WantedLine],
        customer_id: int | None,
        currency: str,
        lines: str = ORDER_LINE.name,
    ) -> list[LineOffer | None]:
        """The same of many; None where a product is not there any more, or not to be seen.

        The costs of stored lines are those that they were sold at.
        """
        products = self.office.products.rows(sorted({one.product for one in wanted}))
        by_id, buyer = (
            {product.id: product for product in products},
            Buyer(self, customer_id, currency),
        )
        costs = self._costs(lines, [one.line for one in wanted if one.line is not None])
        found: list[LineOffer | None] = []
        for one in wanted:
            product = by_id.get(one.product)
            offer = self._offer(product, one.quantity, buyer) if product is not None else None
            own = one.line, one.product
            if offer is not None and own in costs:
                offer = replace(offer, cost=costs[own])
            found.append(offer)
        return found

    @requires(Action.READ)
    def pasted(self, text: str, columns: Collection[str]) -> Pasted:
        """The lines that a table from a spreadsheet says, for a paper with these columns."""
        reader = Reader(self.office.products, self._desk.choices, columns, self.office.today)
        return reader.read(text)

    def _offer(self, record: Record, quantity: Decimal, buyer: "Buyer") -> LineOffer:
        product, today = record.values, self.office.today
        is_priced = product["currency"] == buyer.currency
        in_force = prices_on(product["prices"], today)
        row = LineRow(
            Link(record.id, product["name"]),
            product["name"],
            quantity,
            product["unit"],
            best_price(in_force, buyer.grade, quantity, product["price"]) if is_priced else None,
            tax_rate=buyer.rates.get(product["tax_class"]),
            model=product["model"],
        )
        return LineOffer(
            row,
            self._last_price(record.id, buyer, ORDER_LINE),
            product["floor_price"] if is_priced else None,
            is_sold=sold_on(product, today),
            list_price=product["price"] if is_priced else None,
            cost=product["cost"] if is_priced else None,
            last_quoted=self._last_price(record.id, buyer, QUOTE_LINE),
        )

    def _costs(self, lines: str, ids: Sequence[int]) -> dict[tuple[int | None, int], Decimal]:
        """What stored lines cost with their products, for who may see them and their costs."""
        if not ids or not self._desk.unit.actor.may(Action.READ, lines):
            return {}
        rows = self.office.room(lines).rows(ids, ("cost", "product"))
        return {
            (row.id, row.values["product"].id): row.values["cost"]
            for row in rows
            if row.values["cost"] is not None and row.values["product"]
        }

    def _grade_of(self, customer_id: int | None) -> str | None:
        if customer_id is None or not self._desk.unit.actor.may(Action.READ, "customer"):
            return None
        found = self.office.customers.rows([customer_id], ("grade",))
        grade: str | None = found[0].values["grade"] if found else None
        return grade

    def _last_price(self, product_id: int, buyer: "Buyer", lines: Entity) -> Decimal | None:
        """At which price this customer had it last on papers that the actor may see.

        What was given for nothing tells no price.
        """
        table, unit = table_of(lines), self._desk.unit
        if buyer.customer_id is None or not unit.actor.may(Action.READ, lines.name):
            return None
        query = select(table.c.unit_price).where(
            table.c.product_id == product_id,
            table.c.customer_id == buyer.customer_id,
            table.c.currency == buyer.currency,
            table.c.counted,
            table.c.unit_price > Decimal(0),
        )
        if "gift" in table.c:
            query = query.where(table.c.gift.is_(False))
        query = query.order_by(table.c.opened_on.desc(), table.c.id.desc()).limit(1)
        price: Decimal | None = unit.session.scalar(visible(query, lines, unit.actor))
        return price


class Buyer:
    """For whom lines are offered: grade, currency, and the rates of the day."""

    def __init__(self, offers: LineOfferService, customer_id: int | None, currency: str) -> None:
        self.customer_id, self.currency = customer_id, currency
        self.grade = offers._grade_of(customer_id)
        self.rates = offers.office.tax_rates.in_force(offers.office.today)
