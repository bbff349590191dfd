"""What can be asked of a forecast, and what it answers: amounts that know their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cims.models.forecast import WON
from cims.models.opportunity import ForecastCategory
from cims.services.filters import Filter
from cims.services.i18n import N_
from cims.services.insights.figures import Scope
from cims.services.rules.currencies import Amount

SLIPPED = "slipped"
OPEN_KINDS = tuple(str(one) for one in ForecastCategory if one is not ForecastCategory.OMITTED)


class GroupBy(StrEnum):
    """By what the rows of a forecast are grouped."""

    PERSON = "person"
    TEAM = "team"
    PRODUCT = "product"
    PIPELINE = "pipeline"


class Measure(StrEnum):
    """What a column of a forecast adds up."""

    CLOSED = "closed"
    COMMITTED = "committed"
    BEST_CASE = "best_case"
    WEIGHTED = "weighted"
    SLIPPED = "slipped"


MEASURE_WORDS = {
    Measure.CLOSED: N_("Closed won"),
    Measure.COMMITTED: N_("Committed"),
    Measure.BEST_CASE: N_("Best case"),
    Measure.WEIGHTED: N_("Weighted"),
    Measure.SLIPPED: N_("Slipped"),
}
ADDED: Mapping[str, tuple[Measure, ...]] = {  # which sums a kind of opportunity goes into
    WON: (Measure.CLOSED, Measure.COMMITTED, Measure.BEST_CASE, Measure.WEIGHTED),
    ForecastCategory.COMMITTED: (Measure.COMMITTED, Measure.BEST_CASE, Measure.WEIGHTED),
    ForecastCategory.BEST_CASE: (Measure.BEST_CASE, Measure.WEIGHTED),
    ForecastCategory.PIPELINE: (Measure.WEIGHTED,),
    SLIPPED: (Measure.SLIPPED,),
}


@dataclass(frozen=True)
class ForecastAsked:
    """Which months from the `first` day on, whose, of which pipeline, in which currency.

    Without a currency all are converted into the office's own one; `day` asks what was thought
    on an earlier day.
    """

    first: date
    months: int = 12
    scope: Scope = Scope.ALL
    pipeline: int | None = None
    currency: str = ""
    by: GroupBy = GroupBy.PERSON
    day: date | None = None


@dataclass(frozen=True)
class Piece:
    """A sum as it is kept: of one month, kind, owner (or product), currency and pipeline."""

    month: str
    kind: str
    group: int
    currency: str
    count: int
    valued: int
    amount: int
    weighted: int


@dataclass(frozen=True)
class Cell:
    """An amount, of how many opportunities, and the filter that lists exactly these.

    There is no filter for what was thought on an earlier day.
    """

    amount: Amount
    count: int
    where: Filter | None = None


@dataclass(frozen=True)
class ForecastLine:
    """A month or a group with its sums; `key` is the month, or the id of the group."""

    key: str
    label: str
    cells: Mapping[Measure, Cell]
    target: Amount | None = None

    @property
    def reached(self) -> Decimal | None:
        """What share of the target is closed; unknown without one."""
        closed = self.cells[Measure.CLOSED].amount
        return closed / self.target if self.target else None

    @property
    def gap(self) -> Amount | None:
        """What is still missing to the target; 0 when it is reached."""
        if self.target is None:
            return None
        closed = self.cells[Measure.CLOSED].amount
        return Amount(max(self.target - closed, Decimal(0)), self.target.currency)


@dataclass(frozen=True)
class Converted:
    """At which rate a currency was converted, for the months from the first to the last."""

    currency: str
    rate: Decimal
    day: date
    first: str
    last: str


@dataclass(frozen=True)
class LeftOut:
    """Opportunities that stand apart: why is told by the list they are in."""

    count: int
    where: Filter | None
    currency: str = ""
    months: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forecast:
    """The answer: a line for each month and each group, and what is not in the sums."""

    asked: ForecastAsked
    today: date
    currency: str
    months: tuple[ForecastLine, ...]
    rows: tuple[ForecastLine, ...]
    total: ForecastLine
    converted: tuple[Converted, ...] = ()
    no_rate: tuple[LeftOut, ...] = ()
    no_day: LeftOut | None = None
    no_amount: LeftOut | None = None


@dataclass(frozen=True)
class DayPoint:
    """What a month was thought to bring on a kept day, in the office's currency."""

    day: date
    closed: Amount
    committed: Amount
    best_case: Amount
    weighted: Amount
