"""How many customers came, and when."""

from cims.services.customer_fields import CUSTOMER
from cims.services.i18n import N_
from cims.services.insights.counting import Counting
from cims.services.insights.figures import Chart, Part
from cims.services.insights.in_period import Dated, in_period
from cims.services.insights.periods import Period

MONTHS = 12
CAME = Dated(CUSTOMER, "created_on")
NEW_WORDS = {
    Period.THIS_MONTH: N_("New this month"),
    Period.LAST_MONTH: N_("New last month"),
    Period.THIS_QUARTER: N_("New this quarter"),
    Period.THIS_YEAR: N_("New this year"),
    Period.LAST_12: N_("New in 12 months"),
    Period.OWN: N_("New customers"),
}


def new_customers(counting: Counting) -> tuple[Part, ...]:
    """The tile of the period and the columns of twelve months."""
    came = in_period(counting, CAME, MONTHS)
    tile = came.tile("new_customers", NEW_WORDS, counting.asked.period)
    return tile, Chart("new_by_month", came.months, came.whole)
