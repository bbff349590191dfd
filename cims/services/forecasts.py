"""Forecasts: what is closed and what may come, by month and by person, team, product, pipeline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from cims.models.app_user import AppUser, Team
from cims.models.base import Base
from cims.services import forecast_history as history
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound
from cims.services.exchange_rates import Rates
from cims.services.filters import Among, Condition, Filter, Group, Operator
from cims.services.forecast_fields import (
    MEASURE_WORDS,
    DayPoint,
    Forecast,
    ForecastAsked,
    ForecastLine,
    GroupBy,
    Measure,
    Piece,
)
from cims.services.forecast_lines import figure_of, ordered, total
from cims.services.forecast_sums import SumReader
from cims.services.forecasting import Adding, Limits, key_of, months_from, owned_by
from cims.services.i18n import _
from cims.services.insights.counting import all_of, month_label
from cims.services.insights.figures import Bar, Chart, Figure, Scope
from cims.services.insights.periods import Days
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rights import Action, Actor, Reach, Right, requires, visible
from cims.services.rules.currencies import Amount
from cims.services.service import Service
from cims.services.storage import table_of
from cims.services.target_fields import TARGET
from cims.services.user_fields import USER

COLUMNS = {GroupBy.PIPELINE: "pipeline"}
NO_PRODUCT = 0
DAYS_TOLD = ("close_on", "closed_on", "slipped_from")


class ForecastService(Service):
    """Forecasts over the opportunities that the actor may see."""

    entity = OPPORTUNITY

    @requires(Action.READ)
    def of(self, asked: ForecastAsked) -> Forecast:
        """What these months bring as things stand, or as they stood on the day asked for."""
        self._refuse_blind(asked.by)
        months = months_from(asked.first, asked.months)
        today = asked.day or self.office.today
        limits = self._limits(asked, today, lists=asked.day is None)
        rates = self._rates()
        pieces = self._pieces(asked, months)
        adding = Adding(months, rates, limits)
        adding.take(pieces)
        if asked.by is GroupBy.PRODUCT:
            rows = self._of_products(asked, months, Adding(months, rates, limits))
        else:
            rows = self._grouped(asked, months, adding)
        keys = list(adding.months)
        targets = self._targets(asked, months)
        lines = tuple(
            ForecastLine(key, month_label(days), adding.cells([key]), total(targets, month=days))
            for key, days in adding.months.items()
        )
        whole = ForecastLine("", _("All together"), adding.cells(keys), total(targets))
        left = adding.no_day(), adding.no_amount()
        return Forecast(
            asked, self.office.today, adding.currency, lines, rows, whole,
            adding.converted(), adding.no_rate(), *left,
        )  # fmt: skip

    @requires(Action.READ)
    def kept_days(self) -> tuple[date, ...]:
        """The days of which it is known what was thought; those between were not kept."""
        return history.kept_days(self._desk.unit)

    @requires(Action.READ)
    def story(self, asked: ForecastAsked) -> tuple[DayPoint, ...]:
        """What the first month asked for was thought to bring, on each kept day."""
        self._refuse_blind(asked.by)
        months, rates = months_from(asked.first, 1), self._rates()
        key, found = key_of(months[0]), []
        for day, pieces in history.story_of(self._desk.unit, key, *self._kept_limits(asked)):
            adding = Adding(months, rates, self._limits(asked, day, lists=False))
            adding.take(pieces)
            cells = adding.cells([key])
            amounts = (cells[measure].amount for measure in Measure if measure != Measure.SLIPPED)
            found.append(DayPoint(day, *amounts))
        return tuple(sorted(found, key=lambda point: point.day))

    @requires(Action.READ)
    def this_month(self, scope: Scope = Scope.ALL) -> Chart | None:
        """The sums of the present month and its target; None where a role hides the days."""
        known = self.office.opportunities.entity.by_name
        if any(name not in known for name in DAYS_TOLD):
            return None
        first = self.office.today.replace(day=1)
        asked = ForecastAsked(first, 1, scope)
        line = self.of(asked).months[0]
        bars = [
            Bar(str(measure), _(words), figure_of(line.cells[measure]))
            for measure, words in MEASURE_WORDS.items()
            if measure is not Measure.SLIPPED
        ]
        if line.target is not None:
            owned = self._limits(asked, first, lists=True).common
            base = Condition("currency", Operator.IS, self.office.currency)
            where = all_of(Condition("month", Operator.IS, first), base, *owned)
            count = self.office.targets.count(where)
            figure = Figure(TARGET.name, where, count, line.target)
            bars.append(Bar("target", _("Target"), figure, is_rest=True))
        return Chart("forecast_month", tuple(bars), figure_of(line.cells[Measure.BEST_CASE]))

    @requires(Action.READ)
    def scopes(self) -> tuple[Scope, ...]:
        """Whose opportunities the actor may ask for, the widest last."""
        actor = self._desk.unit.actor
        reach = actor.reach(OPPORTUNITY.name, Action.READ)
        found = [Scope.ME] if actor.user_id else []
        if reach in (Reach.TEAM, Reach.ALL) and actor.team - {actor.user_id}:
            found.append(Scope.TEAM)
        return (*found, Scope.ALL)

    @requires(Action.READ)
    def currencies(self) -> tuple[str, ...]:
        """The currencies of opportunities that the actor sees, the office's own one first."""
        table, unit = table_of(OPPORTUNITY), self._desk.unit
        query = visible(select(table.c.currency).distinct(), OPPORTUNITY, unit.actor)
        base = self.office.currency
        return (base, *sorted(set(unit.session.scalars(query)) - {base}))

    @requires(Right.SETTINGS)
    def has_new_day(self) -> bool:
        """Whether nothing is kept of today yet."""
        return not history.is_kept(self._desk.unit, self.office.today)

    @requires(Right.SETTINGS)
    def keep_day(self) -> None:
        """Keep what is thought today: once, and only of today, however long nobody was here."""
        if self.has_new_day():
            number = history.keep(self._desk.unit, self.office.today)
            self._desk.unit.changed.add("forecast_day", [number])

    def _refuse_blind(self, by: GroupBy) -> None:
        """A role that hides the days hides what follows from them."""
        told = (*DAYS_TOLD, *(("wishes",) if by is GroupBy.PRODUCT else ()))
        known = self.office.opportunities.entity.by_name
        for name in told:
            if name not in known:
                words = _("Your role hides “{field}”, without which there is no forecast.")
                raise NotAllowed(words.format(field=_(OPPORTUNITY.field(name).label)))

    def _rates(self) -> Rates:
        return self.office.exchange_rates._rates()

    def _people(self, scope: Scope) -> list[int] | None:
        actor = self._desk.unit.actor
        if scope is Scope.ME:
            return [actor.user_id or 0]
        return sorted(actor.team | {actor.user_id or 0}) if scope is Scope.TEAM else None

    def _limits(self, asked: ForecastAsked, today: date, *, lists: bool) -> Limits:
        common: list[Filter] = []
        if asked.scope is Scope.ME:
            common.append(Condition("owner", Operator.IS_ME))
        elif (people := self._people(asked.scope)) is not None:
            common.append(owned_by(people))
        if asked.pipeline is not None:
            common.append(Condition("pipeline", Operator.IS, Link(asked.pipeline)))
        if asked.currency:
            common.append(Condition("currency", Operator.IS, asked.currency))
        return Limits(today, tuple(common), asked.currency, lists)

    def _kept_limits(self, asked: ForecastAsked) -> list[Any]:
        people, columns = self._people(asked.scope), history.CHANGES.c
        found = [] if people is None else [columns.owner.in_(people)]
        return found if asked.pipeline is None else [*found, columns.pipeline == asked.pipeline]

    def _reader(self, asked: ForecastAsked) -> SumReader:
        people = self._people(asked.scope)
        return SumReader(self._desk.unit, self.office.today, people, asked.pipeline)

    def _pieces(self, asked: ForecastAsked, months: Sequence[Days]) -> Iterable[Piece]:
        by = COLUMNS.get(asked.by, "owner")
        if asked.day is None:
            return self._reader(asked).pieces(months[0].first, months[-1].last, by)
        number = history.number_of(self._desk.unit, asked.day)
        if number is None:
            words = _("Nothing is kept of {day}: the program did not run on that day.")
            raise NotFound(words.format(day=asked.day.isoformat()))
        span = key_of(months[0]), key_of(months[-1])
        return history.pieces_at(self._desk.unit, number, *span, by, *self._kept_limits(asked))

    def _grouped(
        self, asked: ForecastAsked, months: Sequence[Days], adding: Adding
    ) -> tuple[ForecastLine, ...]:
        """A line for each person, team or pipeline that has something in these months."""
        targets = self._targets(asked, months)
        keys, ids = list(adding.months), adding.groups()
        if asked.by is GroupBy.PIPELINE:
            names = self.office.names_of("pipeline", ids)
            lines = [
                ForecastLine(
                    str(id_), names.get(id_, ""),
                    adding.cells(keys, id_, Condition("pipeline", Operator.IS, Link(id_))),
                )
                for id_ in ids
            ]  # fmt: skip
        elif asked.by is GroupBy.TEAM:
            lines = self._by_team(adding, targets)
        else:
            people = ids | {owner for owner, _month in targets}
            names = self.office.names_of("user", filter(None, people))
            lines = [
                ForecastLine(
                    str(id_), names.get(id_) or (_("Nobody") if not id_ else ""),
                    adding.cells(keys, id_, owned_by([id_])), total(targets, owner=id_),
                )
                for id_ in people
            ]  # fmt: skip
        return ordered(lines)

    def _by_team(
        self, adding: Adding, targets: Mapping[tuple[int, date], Amount]
    ) -> list[ForecastLine]:
        """The people of a team together; its target is the sum of theirs."""
        members: dict[int, list[int]] = {}
        teams = self._teams()
        for owner in adding.groups() | {owner for owner, _month in targets}:
            members.setdefault(teams.get(owner, (0, ""))[0], []).append(owner)
        names = dict(teams.values())
        lines = []
        for team, people in members.items():
            merged = adding.of_groups(people, owned_by(sorted(people)))
            sums = [found for one in people if (found := total(targets, owner=one)) is not None]
            target = Amount(sum(sums, Decimal(0)), sums[0].currency) if sums else None
            lines.append(ForecastLine(str(team), names.get(team) or _("No team"), merged, target))
        return lines

    def _teams(self) -> dict[int, tuple[int, str]]:
        """The team of each colleague who is in one."""
        users, teams = table_of(USER), Base.metadata.tables[Team.__tablename__]
        query = select(users.c.id, teams.c.id, teams.c.name).join(
            teams, teams.c.id == Base.metadata.tables[AppUser.__tablename__].c.team_id
        )
        seen = visible(query, USER, Actor.office())
        rows = self._desk.unit.session.execute(seen)
        return {user: (team, name) for user, team, name in rows}

    def _of_products(
        self, asked: ForecastAsked, months: Sequence[Days], adding: Adding
    ) -> tuple[ForecastLine, ...]:
        """A line for each product that opportunities name, and one for what names none."""
        if asked.day is not None:
            raise NotFound(_("Products are not kept for earlier days. Group by another one."))
        reader, span = self._reader(asked), (months[0].first, months[-1].last)
        adding.take(reader.of_products(*span))
        keys, ids = list(adding.months), adding.groups()
        names = self.office.names_of("product", ids - {NO_PRODUCT})
        partly = tuple(reader.partly_without_product(*span)) if NO_PRODUCT in ids else ()
        lines = []
        for id_ in ids:
            where: Filter = Condition("wishes", Operator.CONTAINS, Link(id_))
            if id_ == NO_PRODUCT:
                where = Condition("product", Operator.EMPTY)
                where = Group((where, Among(partly)), any=True) if partly else where
            label = names.get(id_, "") if id_ else _("Without product")
            lines.append(ForecastLine(str(id_), label, adding.cells(keys, id_, where)))
        return ordered(lines)

    def _targets(
        self, asked: ForecastAsked, months: Sequence[Days]
    ) -> dict[tuple[int, date], Amount]:
        """By owner and month; there are none of a pipeline, nor in another currency."""
        is_base = asked.currency in ("", self.office.currency)
        may = self._desk.unit.actor.may(Action.READ, TARGET.name)
        if asked.pipeline is not None or not is_base or not may:
            return {}
        people = self._people(asked.scope)
        known = self.office.targets._between(months[0].first, months[-1].last)
        return {
            (owner, month): amount
            for owner, month, amount in known
            if people is None or owner in people
        }
