"""How many orders were placed: drafts are not yet, void ones not any more."""

from cims.services.i18n import N_
from cims.services.insights.counting import Counting
from cims.services.insights.figures import Part
from cims.services.insights.in_period import Dated, in_period
from cims.services.insights.periods import Period
from cims.services.order_fields import IS_SOLD, ORDER, SOLD
from cims.services.storage import table_of

PLACED = Dated(
    ORDER,
    "opened_on",
    (table_of(ORDER).c.state.in_(SOLD),),
    IS_SOLD,
)
ORDER_WORDS = {
    Period.THIS_MONTH: N_("Orders this month"),
    Period.LAST_MONTH: N_("Orders last month"),
    Period.THIS_QUARTER: N_("Orders this quarter"),
    Period.THIS_YEAR: N_("Orders this year"),
    Period.LAST_12: N_("Orders in 12 months"),
    Period.OWN: N_("Orders"),
}


def orders_placed(counting: Counting) -> tuple[Part, ...]:
    """The tile of the period."""
    placed = in_period(counting, PLACED)
    return (placed.tile("orders_placed", ORDER_WORDS, counting.asked.period),)
