"""Lines of a forecast: their order, their targets, and a sum as charts take it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from cims.services.forecast_fields import Cell, ForecastLine, Measure
from cims.services.insights.figures import Figure
from cims.services.insights.periods import Days
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rules.currencies import Amount


def total(
    targets: Mapping[tuple[int, date], Amount],
    *,
    owner: int | None = None,
    month: Days | None = None,
) -> Amount | None:
    """The sum of some targets; None where there are none."""
    found = [
        amount
        for (whose, day), amount in targets.items()
        if owner in (None, whose) and (month is None or month.holds(day))
    ]
    return Amount(sum(found, Decimal(0)), found[0].currency) if found else None


def figure_of(cell: Cell) -> Figure:
    """A sum as charts take it."""
    return Figure(OPPORTUNITY.name, cell.where, cell.count, cell.amount)


def ordered(lines: Iterable[ForecastLine]) -> tuple[ForecastLine, ...]:
    """The largest best case first; nobody and nothing last."""
    return tuple(
        sorted(
            lines,
            key=lambda one: (one.key == "0", -one.cells[Measure.BEST_CASE].amount, one.label),
        )
    )
