"""What an analysis hands out: figures that know their rows, and how they stand together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cims.services.filters import Filter
from cims.services.insights.periods import Days, Period
from cims.services.rules.currencies import Amount, whole


class Scope(StrEnum):
    """Whose records count; the row filter holds besides."""

    ME = "me"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True)
class Asked:
    """What a dashboard is asked for."""

    period: Period = Period.THIS_MONTH
    scope: Scope = Scope.ALL
    own: Days | None = None


@dataclass(frozen=True)
class Figure:
    """How many records of a type fit a filter: the list of that filter has as many rows.

    With an amount, what these come to is what a chart shows of them.
    """

    entity: str
    where: Filter | None
    count: int
    amount: Amount | None = None

    @property
    def size(self) -> int:
        """What a chart draws: the amount in whole units, else the count."""
        return self.count if self.amount is None else whole(self.amount)


@dataclass(frozen=True)
class Bar:
    """One part of a chart; `key` names it in any language, `is_unfinished` while days are left."""

    key: str
    label: str
    figure: Figure
    is_unfinished: bool = False
    is_rest: bool = False


@dataclass(frozen=True)
class Chart:
    """Bars, and the figure of all rows that they count together."""

    name: str
    bars: tuple[Bar, ...]
    total: Figure

    def figures(self) -> Iterator[Figure]:
        """Every figure in it."""
        yield self.total
        yield from (bar.figure for bar in self.bars)


@dataclass(frozen=True)
class Change:
    """How a figure differs from an earlier one; `words` say which, as a msgid, `brief` in short."""

    before: Figure
    difference: int
    words: str
    brief: str


@dataclass(frozen=True)
class Tile:
    """One figure that stands alone; `label` and `note` are msgids, `series` how it came to be."""

    name: str
    label: str
    figure: Figure
    note: str = ""
    change: Change | None = None
    series: tuple[Bar, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """Every figure in it."""
        yield self.figure
        if self.change:
            yield self.change.before
        yield from (bar.figure for bar in self.series)


@dataclass(frozen=True)
class Planned:
    """A customer with the day of its next contact."""

    id: int
    name: str
    on: date
    step: str | None


@dataclass(frozen=True)
class Agenda:
    """The first of all planned contacts, and how many there are."""

    name: str
    total: Figure
    rows: tuple[Planned, ...]

    def figures(self) -> Iterator[Figure]:
        """Every figure in it."""
        yield self.total


Part = Tile | Chart | Agenda
