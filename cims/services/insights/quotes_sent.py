"""How many quotes went to customers, whatever became of them."""

from cims.services.i18n import N_
from cims.services.insights.counting import Counting
from cims.services.insights.figures import Part
from cims.services.insights.in_period import Dated, in_period
from cims.services.insights.periods import Period
from cims.services.quote_fields import IS_OFFERED, OFFERED, QUOTE
from cims.services.storage import table_of

SENT = Dated(
    QUOTE,
    "sent_on",
    (table_of(QUOTE).c.state.in_(OFFERED),),
    IS_OFFERED,
)
QUOTE_WORDS = {
    Period.THIS_MONTH: N_("Quotes sent this month"),
    Period.LAST_MONTH: N_("Quotes sent last month"),
    Period.THIS_QUARTER: N_("Quotes sent this quarter"),
    Period.THIS_YEAR: N_("Quotes sent this year"),
    Period.LAST_12: N_("Quotes sent in 12 months"),
    Period.OWN: N_("Quotes sent"),
}


def quotes_sent(counting: Counting) -> tuple[Part, ...]:
    """The tile of the period."""
    sent = in_period(counting, SENT)
    return (sent.tile("quotes_sent", QUOTE_WORDS, counting.asked.period),)
