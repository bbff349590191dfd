"""Counting through the row filter: one statement for a question, one filter for its list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from cims.services.entity import Entity, Link
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.i18n import N_, _
from cims.services.insights.figures import Asked, Bar, Figure, Scope
from cims.services.insights.periods import Days, days_of
from cims.services.rights import unindexed, visible
from cims.services.service import Desk
from cims.services.storage import table_of

if TYPE_CHECKING:
    from cims.services.office import Office

MOST_BARS = 7
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


class Counting:
    """What an analysis works with: the office, who asks, and for what."""

    def __init__(self, office: "Office", desk: Desk, asked: Asked) -> None:
        self.office, self.desk, self.asked = office, desk, asked
        self.actor, self.today = desk.unit.actor, office.today

    @property
    def days(self) -> Days:
        """The days of the period asked for."""
        return days_of(self.asked.period, self.today, self.asked.own)

    @property
    def people(self) -> list[int] | None:
        """The owners whose records count; None means everybody."""
        me = self.actor.user_id or 0
        match self.asked.scope:
            case Scope.ME:
                return [me]
            case Scope.TEAM:
                return sorted(self.actor.team | {me})
        return None

    def owned(self) -> Filter | None:
        """The scope as lists understand it."""
        if self.asked.scope is Scope.ME:
            return Condition("owner", Operator.IS_ME)
        people = self.people
        if people is None:
            return None
        return Condition("owner", Operator.ANY_OF, tuple(Link(id_) for id_ in people))

    def by(
        self,
        entity: Entity,
        columns: Sequence[str],
        *conditions: ColumnElement[bool],
        seek: bool = False,
    ) -> list[tuple[Any, ...]]:
        """How many records there are for each mixture of values in these columns, count last.

        `seek`: look the owners up in an index that begins with them, else the index of the
        columns is walked from end to end.
        """
        table = table_of(entity)
        chosen = [table.c[name] for name in columns]
        query = select(*chosen, func.count()).where(*conditions, *self.of_people(entity, seek=seek))
        if chosen:
            query = query.group_by(*chosen)
        found = self.desk.unit.session.execute(visible(query, entity, self.actor))
        return [tuple(row) for row in found]

    def count(self, entity: Entity, *conditions: ColumnElement[bool]) -> int:
        """How many records fit."""
        return int(self.by(entity, (), *conditions)[0][0])

    def figure(self, entity: Entity, count: int, *parts: Filter | None) -> Figure:
        """A figure within the scope asked for."""
        return Figure(entity.name, all_of(*parts, self.owned()), count)

    def of_people(self, entity: Entity, *, seek: bool = False) -> list[ColumnElement[bool]]:
        """The scope as a condition; without `seek` the index of another column is walked."""
        people = self.people
        if people is None:
            return []
        owner = table_of(entity).c.owner_id
        return [(owner if seek else unindexed(owner)).in_(people)]


def all_of(*parts: Filter | None) -> Filter | None:
    """A filter for what fits all of these; None for no filter at all."""
    given = tuple(part for part in parts if part is not None)
    return given[0] if len(given) == 1 else Group(given) if given else None


def between(field: str, days: Days) -> Condition:
    """The filter for these days."""
    return Condition(field, Operator.BETWEEN, (days.first, days.last))


def summed(counts: Mapping[date, int], days: Days) -> int:
    """How many of what was counted day by day fall on these days."""
    return sum(count for day, count in counts.items() if days.holds(day))


def month_label(month: Days) -> str:
    """A month as it stands below a column."""
    name = MONTHS[month.first.month - 1]
    return _(name)


def bars_of(
    counts: Mapping[Any, int],
    field: str,
    order: Iterable[Any],
    names: Mapping[Any, str],
    figure: Any,
    value: Any = lambda key: key,
) -> tuple[Bar, ...]:
    """A bar for each value of a field, those without one last; too many small ones are one bar.

    `figure(count, *filters)` makes the figure, `value` turns a key into what a filter compares.
    """
    keys = [key for key in order if counts.get(key)]
    if len(keys) > MOST_BARS:
        largest = sorted(keys, key=lambda key: -counts[key])[: MOST_BARS - 1]
        keys = [key for key in keys if key in largest]
    bars = [
        Bar(str(key), names.get(key) or str(key),
            figure(counts[key], Condition(field, Operator.IS, value(key))))
        for key in keys
    ]  # fmt: skip
    rest = sum(n for key, n in counts.items() if key is not None and key not in keys)
    if rest:
        others = Condition(field, Operator.NONE_OF, tuple(value(key) for key in keys))
        where = (others, Condition(field, Operator.FILLED))
        bars.append(Bar("rest", _("Others"), figure(rest, *where), is_rest=True))
    if none := counts.get(None):
        empty = figure(none, Condition(field, Operator.EMPTY))
        bars.append(Bar("none", _("Not given"), empty, is_rest=True))
    return tuple(bars)
