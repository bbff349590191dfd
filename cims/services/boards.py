"""The board of opportunities: one lane for each stage of a pipeline, sums over all of its rows."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from cims.models.opportunity import ForecastCategory, StageMeaning
from cims.services.clock import office_date
from cims.services.entity import Link
from cims.services.filters import Condition, Filter, Group, Operator, both
from cims.services.opportunities import StageSum
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.prepared import Prepared
from cims.services.rights import Action, Reach, requires, unindexed
from cims.services.rules.currencies import Amount, major
from cims.services.service import Service
from cims.services.spans import Calendar, Span
from cims.services.storage import Record, table_of

MOST = 200  # cards of one lane
OF_CARD = (
    *("name", "customer", "owner", "amount", "probability", "forecast", "close_on", "stage"),
    *("entered_stage_at", "meaning", "closed_on"),
)
JUST_BEFORE = timedelta(microseconds=1)


class Part(StrEnum):
    """Which opportunities a board shows."""

    ALL = "all"
    MINE = "mine"
    MONTH = "month"
    STALLED = "stalled"


class NextContact(StrEnum):
    """Whether somebody means to contact the customer again."""

    NONE = "none"
    PAST = "past"
    PLANNED = "planned"


@dataclass(frozen=True)
class Card:
    """An opportunity on the board; `contact` is unknown where the customer may not be seen."""

    id: int
    name: str
    customer: Link | None
    owner: Link | None
    amount: Amount | None
    probability: Decimal
    forecast: ForecastCategory
    close_on: date | None
    closed_on: date | None
    days: int  # in this stage
    is_late: bool
    is_stalled: bool
    contact: NextContact | None
    may_move: bool


@dataclass(frozen=True)
class Lane:
    """A stage with what stands in it; count and sums are over all rows, not over the cards."""

    stage: Link
    meaning: StageMeaning
    sums: tuple[StageSum, ...]
    cards: tuple[Card, ...]

    @property
    def count(self) -> int:
        """How many opportunities stand in it."""
        return sum(one.count for one in self.sums)

    @property
    def is_open(self) -> bool:
        """Whether what stands in it may still come about."""
        return self.meaning is StageMeaning.OPEN

    @property
    def is_won(self) -> bool:
        """Whether what stands in it came about."""
        return self.meaning is StageMeaning.WON

    @property
    def is_lost(self) -> bool:
        """Whether what stands in it came to nothing."""
        return self.meaning is StageMeaning.LOST


@dataclass(frozen=True)
class Board:
    """A pipeline as it stands; `parts` are the filters of what else can be shown."""

    pipeline: Link | None
    pipelines: tuple[Link, ...]
    lanes: tuple[Lane, ...]
    parts: Mapping[Part, Filter | None]
    part: Part
    today: date

    @property
    def count(self) -> int:
        """How many opportunities it shows or counts."""
        return sum(lane.count for lane in self.lanes)

    @property
    def weighted(self) -> tuple[Amount, ...]:
        """What is open comes to by its probabilities, each currency on its own, largest first."""
        found: dict[str, int] = {}
        for lane in self.lanes:
            for one in lane.sums if lane.is_open else ():
                scale = one.weighted.as_tuple().exponent
                units = int(one.weighted.scaleb(-int(scale)))
                found[one.currency] = found.get(one.currency, 0) + units
        return tuple(sorted((major(u, c) for c, u in found.items() if u), reverse=True))


class BoardService(Service):
    """The board, as far as the actor may see opportunities."""

    entity = OPPORTUNITY

    @requires(Action.READ)
    def of(self, pipeline_id: int | None = None, part: Part = Part.ALL) -> Board:
        """A pipeline, the first one without a choice; `part` narrows what is counted and shown."""
        stages = self.office.stages.of(pipeline_id)
        parts = self._parts(stages)
        part = part if part in parts else Part.ALL
        where = parts[part]
        sums = self.office.opportunities.sums_by_stage(pipeline_id, where)
        total = sum(one.count for one in sums)
        ids = {stage.id: self._chosen(stage, where, sums, total) for stage in stages}
        cards = self._cards([id_ for some in ids.values() for id_ in some], stages)
        lanes = tuple(
            Lane(
                Link(stage.id, stage.values["name"]),
                stage.values["meaning"],
                tuple(one for one in sums if one.stage_id == stage.id),
                tuple(cards[id_] for id_ in ids[stage.id] if id_ in cards),
            )
            for stage in stages
        )
        pipelines = self._pipelines()
        shown = stages[0].values["pipeline"].id if stages else pipeline_id
        pipeline = next((one for one in pipelines if one.id == shown), None)
        return Board(pipeline, pipelines, lanes, parts, part, self.office.today)

    @requires(Action.READ)
    def counts(self, pipeline_id: int | None = None) -> dict[Part, int]:
        """How many open opportunities each part of the board has; not of all of them."""
        stages = self.office.stages.of(pipeline_id)
        is_open = Condition("stage", Operator.ANY_OF, tuple(Link(s.id) for s in open_of(stages)))
        return {
            part: self.office.opportunities.count(both(is_open, where))
            for part, where in self._parts(stages).items()
            if where is not None
        }

    def _parts(self, stages: Sequence[Record]) -> dict[Part, Filter | None]:
        """What can be shown; a filter by a field that is hidden from the actor is not offered."""
        parts: dict[Part, Filter | None] = {
            Part.ALL: None,
            Part.MINE: Condition("owner", Operator.IS_ME),
        }
        if self._knows("close_on"):
            parts[Part.MONTH] = Condition("close_on", Operator.WITHIN, Span.THIS_MONTH)
        calendar = Calendar(self.office.today, self.office.zone)
        slow = tuple(
            Group(
                (
                    Condition("stage", Operator.IS, Link(stage.id, stage.values["name"])),
                    Condition("entered_stage_at", Operator.AT_MOST, since - JUST_BEFORE),
                )
            )
            for stage in open_of(stages)
            if (days := stage.values["stalled_days"]) is not None
            for since in [calendar.begin(calendar.today - timedelta(days=days))]
        )
        if slow:
            parts[Part.STALLED] = Group(slow, any=True)
        return parts

    def _chosen(
        self, stage: Record, where: Filter | None, sums: Sequence[StageSum], total: int
    ) -> Sequence[int]:
        """The cards of a lane: what closes soonest, of what is closed the latest."""
        count = sum(one.count for one in sums if one.stage_id == stage.id)
        if not count:
            return ()
        columns = table_of(OPPORTUNITY).c
        if stage.values["meaning"] is not StageMeaning.OPEN:
            by = [unindexed(columns.closed_on).desc()] if self._knows("closed_on") else []
            return self._ids(stage.id, where, [*by, columns.id.desc()])
        if not self._knows("close_on"):
            return self._ids(stage.id, where, [columns.id.desc()])
        reach = self._desk.unit.actor.reach(OPPORTUNITY.name, Action.READ)
        # in the order of days some rows of other stages are passed, else all of this one sorted
        walks = where is None and reach is Reach.ALL and count * count > MOST * total
        day = columns.close_on if walks else unindexed(columns.close_on)
        order = [day, columns.id] if not walks else [day, columns.owner_id, columns.deleted_at]
        dated = self._ids(stage.id, where, order, columns.close_on.is_not(None), walks=walks)
        if len(dated) == MOST or len(dated) == count:
            return dated
        rest = self._ids(stage.id, where, [columns.id.desc()], columns.close_on.is_(None))
        return [*dated, *rest][:MOST]

    def _ids(
        self,
        stage_id: int,
        where: Filter | None,
        order: Sequence[Any],
        *more: Any,
        walks: bool = False,
    ) -> "array[int]":
        column = table_of(OPPORTUNITY).c.stage_id
        stage = (unindexed(column) if walks else column) == stage_id
        query = select(table_of(OPPORTUNITY).c.id).where(stage, *more)
        seen = self.office.opportunities._query(query, where, "", binned=False)
        if seen is None:
            return array("q")
        return Prepared(seen.order_by(*order).limit(MOST)).numbers(self._desk.unit.session)

    def _cards(self, ids: Sequence[int], stages: Sequence[Record]) -> dict[int, Card]:
        rows = self.office.opportunities.rows(ids, OF_CARD) if ids else []
        movable = self.office.opportunities.editable(ids) if ids else set()
        contacts = self._contacts({row.values["customer"].id for row in rows
                                   if row.values["customer"]})  # fmt: skip
        limits = {stage.id: stage.values["stalled_days"] for stage in stages}
        return {row.id: self._card(row, limits, contacts, row.id in movable) for row in rows}

    def _card(
        self,
        row: Record,
        limits: Mapping[int, int | None],
        contacts: Mapping[int, NextContact],
        may_move: bool,
    ) -> Card:
        values, today = row.values, self.office.today
        days = (today - office_date(values["entered_stage_at"], self.office.zone)).days
        is_open = values["meaning"] is StageMeaning.OPEN
        limit, close_on, customer = (
            limits[values["stage"].id],
            values["close_on"],
            values["customer"],
        )
        return Card(
            row.id,
            values["name"],
            customer,
            values["owner"],
            values["amount"],
            values["probability"],
            values["forecast"],
            close_on,
            values["closed_on"],
            days,
            is_open and close_on is not None and close_on < today,
            is_open and limit is not None and days > limit,
            contacts.get(customer.id) if is_open and customer else None,
            may_move,
        )

    def _contacts(self, ids: set[int]) -> dict[int, NextContact]:
        """When these customers are contacted next, as far as the actor may know it."""
        room = self.office.customers
        may_see = self._desk.unit.actor.may(Action.READ, room.entity.name)
        if not ids or not may_see:
            return {}
        found = {}
        for row in room.rows(sorted(ids), ("next_contact_on",)):
            day = row.values["next_contact_on"]
            is_past = day is not None and day < self.office.today
            kind = NextContact.PAST if is_past else NextContact.PLANNED
            found[row.id] = kind if day else NextContact.NONE
        return found

    def _pipelines(self) -> tuple[Link, ...]:
        """The pipelines that can be chosen."""
        room = self.office.pipelines
        if not self._desk.unit.actor.may(Action.READ, room.entity.name):
            return ()
        rows = room.rows(room.listing().ids, ("name", "retired"))
        rows = [row for row in rows if not row.values["retired"]]
        return tuple(Link(row.id, row.values["name"]) for row in sorted(rows, key=lambda r: r.id))

    def _knows(self, field: str) -> bool:
        return field in self.office.opportunities.entity.by_name


def open_of(stages: Sequence[Record]) -> list[Record]:
    """Those in which an opportunity is still open."""
    return [stage for stage in stages if stage.values["meaning"] is StageMeaning.OPEN]
