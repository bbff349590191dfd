"""What customers ordered: the papers; their lines are records of their own."""

from sqlalchemy import ColumnElement, and_, select

from cims.models.sales_order import OrderState
from cims.services.order_fields import ORDER, UNSHIPPED
from cims.services.paper_copies import CopiedPapers
from cims.services.paper_words import WORDS
from cims.services.rights import Actor, visible
from cims.services.storage import table_of

__all__ = ["ORDER", "OrderService"]


class OrderService(CopiedPapers):
    """Orders; net, tax and total follow from their lines."""

    entity = ORDER
    _begins, _brought = OrderState.DRAFT, OrderState.CONFIRMED
    _names = ("name", "ship_to")
    _words = (*WORDS, "ship_address")

    def _is_open(self) -> ColumnElement[bool]:
        """What is still to be shipped; what was shipped bears who sold it."""
        table = table_of(ORDER)
        still = table.c.state.in_(UNSHIPPED)
        return and_(still, table.c.delivered_on.is_(None))

    def _of_quote(self, quote_id: int, actor: Actor) -> list[int]:
        """The orders that were made of a quote and are not void."""
        table = table_of(ORDER)
        query = select(table.c.id).where(
            table.c.quote_id == quote_id, table.c.state != OrderState.VOID
        )
        return list(self._desk.unit.session.scalars(visible(query, ORDER, actor)))
