"""Adding the pieces of a forecast up: each month at its own rate, rounded once at the end."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cims.models.forecast import NONE
from cims.models.opportunity import ForecastCategory
from cims.services.entity import Link
from cims.services.exchange_rates import RateOnDay, Rates
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.forecast_fields import (
    ADDED,
    OPEN_KINDS,
    SLIPPED,
    Cell,
    Converted,
    LeftOut,
    Measure,
    Piece,
)
from cims.services.insights.counting import all_of
from cims.services.insights.periods import Days, month_of
from cims.services.opportunity_fields import IS_OPEN, IS_WON
from cims.services.rules.currencies import Amount, major, paid

Place = tuple[str, Measure]  # month, and what is added
Building = Callable[[Measure, Days], Filter]
DAY = timedelta(days=1)


@dataclass
class Sum:
    """What was added so far, exactly, and of how many."""

    amount: Decimal = Decimal(0)
    count: int = 0


@dataclass(frozen=True)
class Limits:
    """What all rows of a forecast have in common: whose, of which pipeline, in which currency."""

    today: date
    common: tuple[Filter, ...] = ()
    currency: str = ""  # the only one that counts; all are converted where there is none
    lists: bool = True  # whether rows can be listed: those of an earlier day can't


def months_from(first: date, count: int) -> tuple[Days, ...]:
    """So many months, beginning with that of this day."""
    return tuple(month_of(first, -ahead) for ahead in range(count))


def key_of(month: Days) -> str:
    """A month as sums name it."""
    return f"{month.first:%Y-%m}"


class Adding:
    """Takes pieces in, hands out cells with the filters that list their rows."""

    def __init__(self, months: Sequence[Days], rates: Rates, limits: Limits) -> None:
        self.months = {key_of(month): month for month in months}
        self._rates, self._limits = rates, limits
        self._sums: dict[int, dict[Place, Sum]] = defaultdict(lambda: defaultdict(Sum))
        self._missing: dict[str, dict[str, int]] = {}  # without a rate: how many in which month
        self._missed_slips: dict[str, dict[str, int]] = {}
        self._used: dict[tuple[str, RateOnDay], list[str]] = {}
        self._no_day = self._no_amount = 0

    @property
    def currency(self) -> str:
        """In what the sums are."""
        return self._limits.currency or self._rates.base

    def take(self, pieces: Iterable[Piece]) -> None:
        """Add these; what is in a currency without a rate stands apart, counted by itself."""
        for piece in pieces:
            if self._limits.currency not in ("", piece.currency):
                continue
            counts = piece.kind in ADDED
            if piece.month == NONE:
                self._no_day += piece.count if counts else 0
            elif counts and piece.month in self.months:
                self._add(piece)

    def _add(self, piece: Piece) -> None:
        rate = self._rate(piece)
        if piece.kind != SLIPPED:
            self._no_amount += piece.count - piece.valued
        if rate is None:
            missing = self._missed_slips if piece.kind == SLIPPED else self._missing
            of_month = missing.setdefault(piece.currency, {})
            of_month[piece.month] = of_month.get(piece.month, 0) + piece.count
            return
        for measure in ADDED[piece.kind]:
            place = self._sums[piece.group][piece.month, measure]
            share = piece.amount
            if measure is Measure.WEIGHTED and piece.kind in OPEN_KINDS:
                share = piece.weighted
            place.amount += major(share, piece.currency) * rate
            place.count += piece.count

    def _rate(self, piece: Piece) -> Decimal | None:
        """What a month's amounts in a currency are worth: at its end, of later months today."""
        if self._limits.currency:
            return Decimal(1)
        day = min(self.months[piece.month].last, self._limits.today)
        rate = self._rates.on(piece.currency, day)
        if rate is None:
            return None
        if piece.currency != self._rates.base:
            months = self._used.setdefault((piece.currency, rate), [])
            months.append(piece.month)
        return rate.rate

    def groups(self) -> set[int]:
        """The groups that anything was added for."""
        return set(self._sums)

    def cells(
        self, months: Sequence[str], group: int | None = None, where: Filter | None = None
    ) -> Mapping[Measure, Cell]:
        """The sums of these months, of one group or of all; `where` narrows to the group."""
        return self._cells(months, None if group is None else [group], where)

    def of_groups(self, groups: Sequence[int], where: Filter) -> Mapping[Measure, Cell]:
        """The sums of all months of several groups together."""
        return self._cells(list(self.months), groups, where)

    def _cells(
        self,
        months: Sequence[str],
        groups: Sequence[int] | None,
        where: Filter | None,
    ) -> Mapping[Measure, Cell]:
        sums: dict[Measure, Sum] = {measure: Sum() for measure in Measure}
        for group in self._sums if groups is None else groups:
            for (month, measure), place in self._sums.get(group, {}).items():
                if month in months:
                    sums[measure].amount += place.amount
                    sums[measure].count += place.count
        return {
            measure: Cell(
                Amount(paid(sums[measure].amount, self.currency), self.currency),
                sums[measure].count,
                self.rows_of(measure, months, where) if self._limits.lists else None,
            )
            for measure in Measure
        }

    def rows_of(
        self, measure: Measure, months: Sequence[str], where: Filter | None = None
    ) -> Filter:
        """Exactly the opportunities that a sum adds."""
        build = self._slipped if measure is Measure.SLIPPED else self._standing
        parts = [
            all_of(build(measure, days), left, where, *self._limits.common)
            for days, left in self._stretches(months)
        ]
        given = tuple(part for part in parts if part is not None)
        return given[0] if len(given) == 1 else Group(given, any=True)

    def _stretches(self, months: Sequence[str]) -> list[tuple[Days, Filter | None]]:
        """Months side by side that leave out the same currencies."""
        found: list[tuple[Days, tuple[str, ...]]] = []
        for key in months:
            month = self.months[key]
            out = self._without_rate(key)
            if found and found[-1][1] == out and found[-1][0].last + DAY == month.first:
                found[-1] = (Days(found[-1][0].first, month.last), out)
            else:
                found.append((month, out))
        return [
            (days, all_of(*(Condition("currency", Operator.IS_NOT, code) for code in out)))
            for days, out in found
        ]

    def _without_rate(self, key: str) -> tuple[str, ...]:
        """The currencies that a month leaves out, of what stands in it or slipped from it."""
        missing = (*self._missing.items(), *self._missed_slips.items())
        return tuple(sorted({currency for currency, of_month in missing if key in of_month}))

    def _standing(self, measure: Measure, days: Days) -> Filter:
        closed = Group((IS_WON, Condition("closed_on", Operator.BETWEEN, (days.first, days.last))))
        kinds = tuple(ForecastCategory(kind) for kind in OPEN_KINDS if measure in ADDED[kind])
        if not kinds:
            return closed
        sure = Condition("forecast", Operator.ANY_OF, kinds)
        due = Condition("close_on", Operator.BETWEEN, (days.first, days.last))
        return Group((closed, Group((IS_OPEN, sure, due))), any=True)

    def _slipped(self, _measure: Measure, days: Days) -> Filter:
        today = self._limits.today
        counts = Condition("forecast", Operator.IS_NOT, ForecastCategory.OMITTED)
        was = Condition("slipped_from", Operator.BETWEEN, (days.first, days.last))
        later = Condition("close_on", Operator.AT_LEAST, today)
        ahead = Group((later, Condition("close_on", Operator.EMPTY)), any=True)
        parts: tuple[Filter, ...] = (Group((was, ahead)),)
        last = min(days.last, today - DAY)
        if days.first <= last:
            parts = (Condition("close_on", Operator.BETWEEN, (days.first, last)), *parts)
        return Group((IS_OPEN, counts, Group(parts, any=True)))

    def converted(self) -> tuple[Converted, ...]:
        """Which rates were used, for which months."""
        used = sorted(self._used.items(), key=lambda one: (one[0][0], min(one[1])))
        return tuple(
            Converted(currency, rate.rate, rate.day, min(months), max(months))
            for (currency, rate), months in used
        )

    def no_rate(self) -> tuple[LeftOut, ...]:
        """What stands apart for want of a rate, currency by currency."""
        found = []
        for currency, of_month in sorted({**self._missed_slips, **self._missing}.items()):
            months = tuple(sorted(of_month))
            build = self._standing if currency in self._missing else self._slipped
            here = Condition("currency", Operator.IS, currency)
            where = self._any_kind(months, here, build)
            found.append(LeftOut(sum(of_month.values()), where, currency, months))
        return tuple(found)

    def no_day(self) -> LeftOut:
        """Open ones that nobody expects on any day."""
        counts = Condition("forecast", Operator.IS_NOT, ForecastCategory.OMITTED)
        where = (IS_OPEN, counts, Condition("close_on", Operator.EMPTY), self._only())
        return self._left(self._no_day, all_of(*where, *self._limits.common))

    def no_amount(self) -> LeftOut:
        """Those of the months that add nothing, because nobody said what they are worth."""
        where = self._any_kind(tuple(self.months), Condition("amount", Operator.EMPTY))
        return self._left(self._no_amount, where)

    def _left(self, count: int, where: Filter | None) -> LeftOut:
        return LeftOut(count, where if self._limits.lists else None)

    def _only(self) -> Filter | None:
        code = self._limits.currency
        return Condition("currency", Operator.IS, code) if code else None

    def _any_kind(
        self, months: Sequence[str], such: Filter, build: Building | None = None
    ) -> Filter | None:
        """Of these months whatever stands in the forecast, or has slipped, and is such."""
        if not self._limits.lists:
            return None
        build = build or self._standing
        each = [build(Measure.WEIGHTED, self.months[key]) for key in months]
        whole = each[0] if len(each) == 1 else Group(tuple(each), any=True)
        return all_of(whole, such, self._only(), *self._limits.common)


def owned_by(ids: Sequence[int]) -> Filter:
    """The filter for these owners; 0 stands for nobody."""
    people = tuple(Link(id_) for id_ in ids if id_)
    some = Condition("owner", Operator.ANY_OF, people)
    return some if 0 not in ids else Group((some, Condition("owner", Operator.EMPTY)), any=True)
