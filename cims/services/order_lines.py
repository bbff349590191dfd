"""The lines of orders."""

from cims.services.order_fields import ORDER, ORDER_LINE, SOLD, LineRow
from cims.services.paper_lines import PaperLineService

__all__ = ["ORDER_LINE", "OrderLineService"]


class OrderLineService(PaperLineService):
    """Lines of orders; they count once the order is confirmed."""

    entity = ORDER_LINE
    _paper, _row, _counting = ORDER, LineRow, SOLD
