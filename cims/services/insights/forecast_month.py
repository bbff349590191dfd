"""The present month of the forecast, beside its target."""

from cims.services.insights.counting import Counting
from cims.services.insights.figures import Part


def forecast_month(counting: Counting) -> tuple[Part, ...]:
    """What is closed, committed and hoped for; nothing where a role hides the days."""
    chart = counting.office.forecasts.this_month(counting.asked.scope)
    return () if chart is None else (chart,)
