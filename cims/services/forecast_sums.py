"""Reading the sums that the database keeps of opportunities, as far as the actor may see them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from cims.models.base import Base
from cims.models.customer import Collaborator
from cims.models.forecast import MOVED, NONE, WON, ForecastShare, ForecastSum
from cims.models.opportunity import ForecastCategory, OpportunityLine, StageMeaning
from cims.services.database import Unit
from cims.services.forecast_fields import OPEN_KINDS, SLIPPED, Piece
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rights import Action, Actor, Reach, visible
from cims.services.storage import table_of

MONTH = 7  # letters of 2026-11
NOBODY = 0
LABELS = ("of_month", "of_kind", "of_group", "of_currency", "of_late")


def sums_seen(actor: Actor, columns: Any) -> ColumnElement[bool]:
    """The row filter for sums by owner: those of opportunities that the actor may read.

    What is read as a collaborator of a customer is not in it: sums don't name customers.
    """
    reach = actor.reach(OPPORTUNITY.name, Action.READ)
    if reach is Reach.NONE:
        return false()
    if reach is Reach.ALL:
        return true()
    people = covered(actor)
    return or_(columns.owner.in_(people), columns.customer_owner.in_(people))


def covered(actor: Actor) -> list[int]:
    """The people whose opportunities the actor's right covers, where that is not everybody's."""
    reach = actor.reach(OPPORTUNITY.name, Action.READ)
    people = actor.team | {actor.user_id} if reach is Reach.TEAM else {actor.user_id}
    return sorted(filter(None, people))


class SumReader:
    """The pieces of a forecast: `by` names the column that groups them, owner or pipeline."""

    def __init__(
        self, unit: Unit, today: date, people: Sequence[int] | None, pipeline: int | None
    ) -> None:
        self._unit, self._today = unit, today
        self._people, self._pipeline = people, pipeline
        self._opportunity: Any = table_of(OPPORTUNITY).c
        o = self._opportunity
        is_won = o.meaning == StageMeaning.WON
        self._day = case((is_won, o.closed_on), else_=o.close_on)
        self._kind = case((is_won, literal(WON)), else_=cast(o.forecast, String))
        self._counts = o.meaning != StageMeaning.LOST

    def pieces(self, first: date, last: date, by: str) -> list[Piece]:
        """All pieces of these days, and of what has no day (month "")."""
        found = [*self._kept(first, last, by), *self._helped(first, last, by)]
        return [*self._with_late(found), *self._moved(first, last, by)]

    def of_products(self, first: date, last: date) -> list[Piece]:
        """The shares of the products that lines name; the group is the product, 0 for none."""
        return [*self._kept_shares(first, last), *self._helped_shares(first, last)]

    def partly_without_product(self, first: date, last: date) -> list[int]:
        """Opportunities that name a product, and also lines that name none."""
        lines = Base.metadata.tables[OpportunityLine.__tablename__]
        o: Any = self._opportunity
        nameless = select(lines.c.opportunity_id).where(lines.c.product_id.is_(None))
        days = or_(self._day.between(first, last), o.slipped_from.between(first, last))
        query = select(o.id).where(o.id.in_(nameless), o.product_id.is_not(None), days)
        return sorted({row[0] for row in self._run(self._seen(query))})

    def _kept_shares(self, first: date, last: date) -> list[Piece]:
        """In the order of the key, so that nothing has to be sorted; what is late added beside."""
        table: Any = Base.metadata.tables[ForecastShare.__tablename__].c
        today = str(self._today)
        ahead = or_(table.day >= today, table.day == NONE)
        late = and_(table.kind.in_(OPEN_KINDS), table.day < today, table.day != NONE)
        slipped = or_(late, and_(table.kind == MOVED, ahead))
        groups = (table.month, table.product, table.kind, table.currency)
        sums = [func.sum(table[name]) for name in ("count", "amount", "weighted")]
        sums += [func.sum(case((slipped, table[name]), else_=0)) for name in ("count", "amount")]
        query = select(*groups, *sums).where(
            table.month.between(f"{first:%Y-%m}", f"{last:%Y-%m}"),
            sums_seen(self._unit.actor, table),
        )
        if self._people is not None:
            query = query.where(table.owner.in_(self._people))
        if self._pipeline is not None:
            query = query.where(table.pipeline == self._pipeline)
        return shares(self._run(query.group_by(*groups)))

    def _helped_shares(self, first: date, last: date) -> list[Piece]:
        """The same of what the actor reads as a collaborator of its customer."""
        mine = self._as_collaborator()
        if mine is None:
            return []
        lines = Base.metadata.tables[OpportunityLine.__tablename__]
        line, o = lines.c, self._opportunity
        has_none = line.id.is_(None)
        amount, weighted = (
            type_coerce(case((has_none, o[whole]), else_=line[part]), Integer)
            for whole, part in (("amount", "share"), ("weighted", "weighted_share"))
        )
        product = func.coalesce(line.product_id, NOBODY)
        sums = [
            func.count(func.distinct(o.id)),
            func.coalesce(func.sum(amount), 0),
            func.coalesce(func.sum(weighted), 0),
        ]
        found = []
        for day, kind, late, such in (
            (self._day, self._kind, self._late(), true()),
            (o.slipped_from, literal(MOVED), true(), self._has_moved()),
        ):
            groups = (self._month(day), kind, product, o.currency, late)
            query = select(*labelled(groups), *sums).outerjoin(lines, line.opportunity_id == o.id)
            query = query.where(day.between(first, last), such, self._counts, *mine)
            for month, of, group, currency, is_late, count, total, share in self._run(
                self._seen(query).group_by(*LABELS)
            ):
                slipped = (count, total) if is_late else (0, 0)
                found.append((month, group, of, currency, count, total, share, *slipped))
        return shares(found)

    def _run(self, query: Select[Any]) -> Any:
        return self._unit.session.execute(query)

    def _kept(self, first: date, last: date, by: str) -> list[tuple[bool, Piece]]:
        """From the sums that triggers keep."""
        table: Any = Base.metadata.tables[ForecastSum.__tablename__].c
        month = func.substr(table.day, 1, MONTH)
        late = and_(table.day < str(self._today), table.day != NONE, table.kind.in_(OPEN_KINDS))
        groups = (month, table.kind, table[by], table.currency, late)
        days = or_(table.day.between(str(first), str(last)), table.day == NONE)
        sums = (func.sum(table[name]) for name in ("count", "valued", "amount", "weighted"))
        query = select(*labelled(groups), *sums).where(days, sums_seen(self._unit.actor, table))
        if self._people is not None:
            query = query.where(table.owner.in_(self._people))
        if self._pipeline is not None:
            query = query.where(table.pipeline == self._pipeline)
        return [
            (bool(late), Piece(month, kind, group, currency, *sums))
            for month, kind, group, currency, late, *sums in self._run(query.group_by(*LABELS))
        ]

    def _helped(self, first: date, last: date, by: str) -> list[tuple[bool, Piece]]:
        """What the actor reads as a collaborator of its customer: counted row by row."""
        mine = self._as_collaborator()
        if mine is None:
            return []
        days = or_(self._day.between(first, last), self._day.is_(None))
        found = self._live(self._day, self._kind, by, days, *mine)
        return [(late, piece) for late, piece in found if piece.month or piece.kind != WON]

    def _as_collaborator(self) -> list[ColumnElement[bool]] | None:
        """What is read only because one helps with its customer; None where all is read anyway."""
        actor, o = self._unit.actor, self._opportunity
        if actor.reach(OPPORTUNITY.name, Action.READ) is Reach.ALL or not actor.user_id:
            return None
        people = covered(actor)
        rows: Any = Base.metadata.tables[Collaborator.__tablename__].c
        mine = select(rows.customer_id).where(rows.user_id == actor.user_id)
        own = or_(
            func.coalesce(o.owner_id, NOBODY).in_(people),
            func.coalesce(o.customer_owner_id, NOBODY).in_(people),
        )
        return [o.customer_id.in_(mine), not_(own)]

    def _moved(self, first: date, last: date, by: str) -> list[Piece]:
        """What was put off out of a month that had begun, and is not late now."""
        o = self._opportunity
        days = o.slipped_from.between(first, last)
        found = self._live(o.slipped_from, literal(SLIPPED), by, days, self._has_moved())
        return [piece for _late, piece in found]

    def _live(
        self, day: Any, kind: Any, by: str, *such: ColumnElement[bool]
    ) -> list[tuple[bool, Piece]]:
        """Pieces out of the opportunities themselves."""
        o = self._opportunity
        group = o.pipeline_id if by == "pipeline" else func.coalesce(o.owner_id, NOBODY)
        late = self._late() if day is self._day else false()
        groups = (self._month(day), kind, group, o.currency, late)
        amount, weighted = (type_coerce(o[name], Integer) for name in ("amount", "weighted"))
        sums: list[Any] = [func.count(), func.count(amount)]
        sums += [func.coalesce(func.sum(amount), 0)]
        sums += [func.coalesce(func.sum(weighted), 0)] if day is self._day else [literal(0)]
        query = select(*labelled(groups), *sums).where(*such, self._counts)
        query = self._seen(query).group_by(*LABELS)
        return [
            (bool(late), Piece(month or NONE, kind, group, currency, *sums))
            for month, kind, group, currency, late, *sums in self._run(query)
        ]

    def _seen(self, query: Select[Any]) -> Select[Any]:
        o = self._opportunity
        if self._people is not None:
            query = query.where(o.owner_id.in_(self._people))
        if self._pipeline is not None:
            query = query.where(o.pipeline_id == self._pipeline)
        return visible(query, OPPORTUNITY, self._unit.actor)

    def _month(self, day: Any) -> Any:
        return func.substr(cast(day, String), 1, MONTH)

    def _late(self) -> ColumnElement[bool]:
        o = self._opportunity
        return and_(
            o.meaning == StageMeaning.OPEN,
            o.close_on < self._today,
            o.forecast != ForecastCategory.OMITTED,
        )

    def _has_moved(self) -> ColumnElement[bool]:
        o = self._opportunity
        return and_(
            o.meaning == StageMeaning.OPEN,
            or_(o.close_on.is_(None), o.close_on >= self._today),
            o.forecast != ForecastCategory.OMITTED,
        )

    def _with_late(self, found: list[tuple[bool, Piece]]) -> list[Piece]:
        """The pieces, and once more as slipped those of which the day has passed."""
        late = [
            Piece(p.month, SLIPPED, p.group, p.currency, p.count, p.valued, p.amount, 0)
            for is_late, p in found
            if is_late
        ]
        return [*(piece for _late, piece in found), *late]


def labelled(groups: Sequence[Any]) -> list[Any]:
    """What is grouped by, under names of its own: constants are no columns."""
    return [column.label(name) for column, name in zip(groups, LABELS, strict=True)]


def shares(rows: Iterable[Sequence[Any]]) -> list[Piece]:
    """Pieces of month, product, kind, currency, sums and what of them has slipped."""
    found = []
    for month, product, kind, currency, count, amount, weighted, late, of_late in rows:
        if kind != MOVED:
            found.append(Piece(month, kind, product, currency, count, count, amount, weighted))
        if late:
            found.append(Piece(month, SLIPPED, product, currency, late, late, of_late, 0))
    return found
