"""What a new line with a product begins with, and what is worth knowing of its price."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from cims.services.entity import Link
from cims.services.order_fields import ORDER_LINE, LineRow
from cims.services.products import sold_on
from cims.services.rights import Action, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of


@dataclass(frozen=True)
class LineOffer:
    """A line with all that the product says; prices are absent where they are in another currency.

    `last_price` is what this customer paid last, `is_sold` whether the product is sold these days.
    """

    row: LineRow
    last_price: Decimal | None
    floor_price: Decimal | None
    is_sold: bool


class LineOfferService(Service):
    """Lines to begin with, for who enters an order."""

    entity = ORDER_LINE

    @requires(Action.READ)
    def of(
        self, product_id: int, customer_id: int | None, quantity: Decimal, currency: str
    ) -> LineOffer:
        """The line for so many of a product, for this customer, in this currency."""
        products, today = self.office.products, self.office.today
        product = products.load(product_id).values
        is_priced = product["currency"] == currency
        grade = self._grade_of(customer_id)
        rates = self.office.tax_rates.in_force(today)
        row = LineRow(
            Link(product_id, product["name"]),
            product["name"],
            quantity,
            product["unit"],
            products.price_for(product_id, grade, quantity) if is_priced else None,
            tax_rate=rates.get(product["tax_class"]),
            model=product["model"],
        )
        return LineOffer(
            row,
            self._last_price(product_id, customer_id, currency),
            product["floor_price"] if is_priced else None,
            is_sold=sold_on(product, today),
        )

    def _grade_of(self, customer_id: int | None) -> str | None:
        if customer_id is None or not self._desk.unit.actor.may(Action.READ, "customer"):
            return None
        found = self.office.customers.rows([customer_id], ("grade",))
        grade: str | None = found[0].values["grade"] if found else None
        return grade

    def _last_price(
        self, product_id: int, customer_id: int | None, currency: str
    ) -> Decimal | None:
        """What this customer paid for it last, as far as the actor may see those orders."""
        if customer_id is None:
            return None
        table, unit = table_of(ORDER_LINE), self._desk.unit
        query = select(table.c.unit_price).where(
            table.c.product_id == product_id,
            table.c.customer_id == customer_id,
            table.c.currency == currency,
            table.c.counted,
        )
        query = query.order_by(table.c.opened_on.desc(), table.c.id.desc()).limit(1)
        price: Decimal | None = unit.session.scalar(visible(query, ORDER_LINE, unit.actor))
        return price
