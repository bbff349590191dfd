"""Where leads come from, and from where those that became customers came."""

from collections import Counter
from typing import Any

from cims.models.lead import LeadState
from cims.services.i18n import N_
from cims.services.insights.counting import Counting, bars_of, between
from cims.services.insights.customer_makeup import in_order
from cims.services.insights.figures import Chart, Part
from cims.services.insights.in_period import Dated, in_period
from cims.services.insights.periods import Period
from cims.services.lead_fields import IS_CONVERTED, LEAD
from cims.services.storage import table_of

CAME = Dated(LEAD, "created_on")
LEAD_WORDS = {
    Period.THIS_MONTH: N_("Leads this month"),
    Period.LAST_MONTH: N_("Leads last month"),
    Period.THIS_QUARTER: N_("Leads this quarter"),
    Period.THIS_YEAR: N_("Leads this year"),
    Period.LAST_12: N_("Leads in 12 months"),
    Period.OWN: N_("Leads"),
}


def leads_by_source(counting: Counting) -> tuple[Part, ...]:
    """The tile of the period, its leads by source, and those of them that were converted."""
    days = counting.days
    came = table_of(LEAD).c.created_on.between(days.first, days.last)
    rows = counting.by(LEAD, ("source", "state"), came)
    converted = [row for row in rows if row[1] is LeadState.CONVERTED]
    within = between("created_on", days)
    tile = in_period(counting, CAME).tile("leads", LEAD_WORDS, counting.asked.period)
    return (
        tile,
        chart(counting, "leads_by_source", rows, within),
        chart(counting, "converted_by_source", converted, within, IS_CONVERTED),
    )


def chart(counting: Counting, name: str, rows: list[tuple[Any, ...]], *where: Any) -> Chart:
    """These leads by source."""
    counts: Counter[str | None] = Counter()
    for source, _state, count in rows:
        counts[source] += count
    entries = counting.desk.choices.of(LEAD.field("source").choices)
    names = {entry.code: entry.label for entry in entries}

    def figure(count: int, *more: Any) -> Any:
        return counting.figure(LEAD, count, *where, *more)

    bars = bars_of(counts, "source", in_order(entries, counts), names, figure)
    return Chart(name, bars, figure(counts.total()))
