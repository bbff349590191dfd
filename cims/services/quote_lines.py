"""The lines of quotes: in groups, optional, given for nothing."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from cims.services.database import among, listed
from cims.services.entity import Values
from cims.services.i18n import _
from cims.services.line_offers import WantedLine
from cims.services.on_customers import pieces
from cims.services.opportunity_fields import WishRow
from cims.services.paper_fields import PaperRow
from cims.services.paper_lines import PaperLineService
from cims.services.products import PRODUCT
from cims.services.quote_fields import OFFERED, QUOTE, QUOTE_LINE, QuoteLineRow
from cims.services.rights import Action, Actor, visible
from cims.services.rules.currencies import paid
from cims.services.rules.line_amounts import exact_value
from cims.services.storage import Record, table_of

__all__ = ["QUOTE_LINE", "QuoteLineService"]

NOTHING, ONE = Decimal(0), Decimal(1)


class QuoteLineService(PaperLineService):
    """Lines of quotes; optional ones are not added, a gift only costs."""

    entity = QUOTE_LINE
    _paper, _row, _counting = QUOTE, QuoteLineRow, OFFERED

    def _summed(self) -> tuple[ColumnElement[bool], ...]:
        return (table_of(QUOTE_LINE).c.optional.is_(False),)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        for name in ("optional", "gift"):
            values[name] = bool(values.get(name))
        return super()._prepared(values, old)

    def _worked_out(self, line: Values, paper: Values) -> dict[str, Decimal | None]:
        """What the line costs too, where that is known."""
        cost = line.get("cost")
        amount = None
        if cost is not None:
            whole = exact_value(line["quantity"] or NOTHING, cost, NOTHING)
            amount = paid(whole, paper["currency"])
        return {**super()._worked_out(line, paper), "cost_amount": amount}

    def _amounts(self, papers: Sequence[int]) -> list[dict[str, Any]]:
        """The gross profit too: net less costs, and none where a line's cost is not known."""
        costs = self._costs(papers)
        return [
            {**row, "gross_profit": profit(row["net"], *costs.get(row["root"], (0, 0, 0)))}
            for row in super()._amounts(papers)
        ]

    def _costs(self, papers: Sequence[int]) -> dict[int, tuple[int, int, int]]:
        """What the lines of these quotes cost together, how many they are, how many say it."""
        costs = table_of(QUOTE_LINE).c.cost_amount
        query: Select[Any] = select(self._of, func.sum(costs), func.count(), func.count(costs))
        query = query.where(among(self._of), *self._summed()).group_by(self._of)
        seen = visible(query, QUOTE_LINE, Actor.office())
        session = self._desk.unit.session
        return {
            paper: (cost or 0, count, known)
            for some in pieces(papers)
            for paper, cost, count, known in session.execute(seen, {"ids": listed(some)})
        }

    def _wished(self, deal: Values) -> tuple[QuoteLineRow, ...]:
        """The products of an opportunity as lines, at today's prices where it names none."""
        return tuple(self._wish(wish, deal) for wish in deal["wishes"] or ())

    def _wish(self, wish: WishRow, deal: Values) -> QuoteLineRow:
        quantity = ONE if wish.quantity is None else wish.quantity
        row, actor = PaperRow(name=wish.name), self._desk.unit.actor
        if wish.product:
            row = PaperRow(name=wish.product.text or _(PRODUCT.label))  # it may be gone
        if wish.product and all(actor.may(Action.READ, n) for n in ("product", "order_line")):
            customer = deal["customer"].id if deal["customer"] else None
            wanted = [WantedLine(wish.product.id, quantity)]
            (offer,) = self.office.line_offers.of_all(wanted, customer, deal["currency"])
            row = offer.row if offer is not None else row
        price = row.unit_price if wish.unit_price is None else wish.unit_price
        said = {"name": wish.name or row.name, "unit_price": price, "discount": wish.discount}
        kept = {name: getattr(row, name) for name in ("product", "unit", "tax_rate", "model")}
        return QuoteLineRow(**{**kept, **said, "quantity": quantity})

    def _refuse_locked(self, papers: Iterable[int]) -> None:
        self.office.quotes._refuse_locked(list(papers))


def profit(net: int, cost: int, lines: int, known: int) -> int | None:
    """What is left of the net, in smallest units; None while a cost is missing."""
    return net - cost if lines and lines == known else None
