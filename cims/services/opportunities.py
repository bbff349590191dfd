"""Opportunities: through the stages of a pipeline to an order, or to a reason why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, insert, select, type_coerce, update

from cims.models.base import Base
from cims.models.opportunity import ForecastCategory, StageMeaning, StageVisit
from cims.services.changes import ChangeKind
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.filters import Filter
from cims.services.i18n import _
from cims.services.on_customers import CustomerWork
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.pipelines import STAGE
from cims.services.rights import Action, Actor, requires, visible
from cims.services.rules.currencies import Amount, currency_code, major, paid
from cims.services.rules.sorting import sort_key
from cims.services.search_words import Texts
from cims.services.stage_gates import kept_out
from cims.services.storage import Record, set_computed, table_of
from cims.services.wishes import ended_on, priced, share_out, slipped_from

__all__ = ["OPPORTUNITY", "OpportunityService"]

BETWEEN, LONGEST_NAME = " · ", 200
EDIT, MASS = ChangeKind.EDIT, ChangeKind.MASS
SHARED = frozenset({"wishes", "amount", "currency", "probability", "stage", "weighted"})


@dataclass(frozen=True)
class Visit:
    """A stage that an opportunity was in, and who put it there."""

    stage: Link
    entered_at: datetime
    left_at: datetime | None
    user_id: int | None


@dataclass(frozen=True)
class StageSum:
    """What stands in one stage: how many, and what they come to in one currency."""

    stage_id: int
    currency: str
    count: int
    amount: Amount
    weighted: Amount


class OpportunityService(CustomerWork):
    """What might be sold, as far as the actor may see it."""

    entity = OPPORTUNITY
    _stages: Mapping[int, Record] | None = None

    @requires(Action.EDIT)
    def move(
        self,
        id_: int,
        stage_id: int,
        closing: Mapping[str, Any] | None = None,
        *,
        seen_in: int | None = None,
    ) -> int:
        """Put an opportunity into another stage; `closing` are values that the stage demands.

        NotPossible when it does not stand any more where it was `seen_in`.
        """
        record = self.load(id_)
        stage = record.values["stage"]
        if seen_in is not None and stage.id != seen_in:
            sentence = _("“{name}” stands in “{stage}” by now: somebody else has moved it.")
            raise NotPossible(sentence.format(name=record.values["name"], stage=stage.text))
        return self.save(record.changed(stage=Link(stage_id), **(closing or {})))

    @requires(Action.EDIT)
    def take_usual_probability(self, id_: int) -> int:
        """Let the stage say again how probable it is."""
        stage = self._stage(self.load(id_).values["stage"])
        return self.save(self.load(id_).changed(probability=stage["probability"]))

    @requires(Action.READ)
    def visits(self, id_: int) -> tuple[Visit, ...]:
        """The stages that an opportunity went through, the first one first."""
        self._get(id_, Action.READ)
        table = Base.metadata.tables[StageVisit.__tablename__]
        query = select(table).where(table.c.opportunity_id == id_).order_by(table.c.id)
        rows = list(self._desk.unit.session.execute(query))
        names = self.office.names_of(STAGE.name, {row.stage_id for row in rows})
        return tuple(
            Visit(
                Link(row.stage_id, names.get(row.stage_id, "")),
                row.entered_at,
                row.left_at,
                row.user_id,
            )
            for row in rows
        )

    @requires(Action.READ)
    def sums_by_stage(
        self, pipeline_id: int | None = None, where: Filter | None = None
    ) -> tuple[StageSum, ...]:
        """Count, sum and weighted sum of every stage, each currency on its own, over all rows."""
        table, unit = table_of(OPPORTUNITY), self._desk.unit
        stages = [stage.id for stage in self.office.stages._of(pipeline_id)]
        amount, weighted = (type_coerce(table.c[n], Integer) for n in ("amount", "weighted"))
        query = select(
            table.c.stage_id,
            table.c.currency,
            func.count(),
            func.coalesce(func.sum(amount), 0),
            func.coalesce(func.sum(weighted), 0),
        ).where(table.c.stage_id.in_(stages))
        query = query.group_by(table.c.stage_id, table.c.currency)
        seen = self._query(query, where, "", binned=False)
        assert seen is not None  # only words find nothing at once
        found = [
            StageSum(stage, currency, count, major(amount, currency), major(weighted, currency))
            for stage, currency, count, amount, weighted in unit.session.execute(seen)
        ]
        return tuple(sorted(found, key=lambda one: (stages.index(one.stage_id), one.currency)))

    def _is_open(self) -> ColumnElement[bool]:
        return table_of(OPPORTUNITY).c.meaning == StageMeaning.OPEN

    def _are_in(self, stage_id: int) -> bool:
        """Whether any opportunity, anybody's, stands in this stage."""
        table = table_of(OPPORTUNITY)
        query = select(table.c.id).where(table.c.stage_id == stage_id).limit(1)
        seen = visible(query, OPPORTUNITY, Actor.office())
        return self._desk.unit.session.scalar(seen) is not None

    def _stage(self, link: Link) -> Mapping[str, Any]:
        """The values of a stage."""
        if self._stages is None or link.id not in self._stages:
            self._stages = {stage.id: stage for stage in self.office.stages._all()}
        if link.id not in self._stages:
            raise no_such_stage()
        return self._stages[link.id].values

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Those without a name are called after their customer and product."""
        nameless = [row for row in rows if not row.get("name")]
        customers = {row["customer"].id for row in nameless if row.get("customer")}
        products = {row["product"].id for row in rows if row.get("product")}
        firms = self.office.names_of("customer", customers)
        goods = self.office.names_of("product", products)
        called = []
        for row in rows:
            given = dict(row)
            if product := row.get("product"):
                given["product"] = Link(product.id, goods.get(product.id, ""))
            if not row.get("name"):
                firm = firms.get(row["customer"].id, "") if row.get("customer") else ""
                sold = given["product"].text if product else ""
                given["name"] = BETWEEN.join(filter(None, (firm, sold)))[:LONGEST_NAME]
            called.append(given)
        return super()._insert(called)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        unit = self._desk.unit
        values["name"] = " ".join(str(values.get("name") or OPPORTUNITY.label).split())
        values["currency"] = currency_code(values.get("currency") or self.office.currency)
        values["opened_on"] = values.get("opened_on") or self.office.today
        if old is None and not values.get("owner") and unit.actor.user_id:
            values["owner"] = Link(unit.actor.user_id)
        values = self._in_stage(values, old)
        values["slipped_from"] = slipped_from(values, old, self.office.today)
        values = priced(values, old)
        probability = values["probability"]
        values["weighted"] = None
        if values.get("amount") is not None:
            values["weighted"] = paid(values["amount"] * probability, values["currency"])
        return values

    def _in_stage(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        """What follows from the stage: pipeline, meaning, probability, the days of the end."""
        if not values.get("stage"):
            pipeline = values["pipeline"].id if values.get("pipeline") else None
            values["stage"] = Link(first_open(self.office.stages._of(pipeline)))
        stage = self._stage(values["stage"])
        is_moved = old is None or values["stage"] != old.values["stage"]
        if is_moved and stage["retired"] and self._desk.unit.kind in (EDIT, MASS):
            raise no_such_stage()
        said = values.get("probability")
        is_said = said is not None and (old is None or said != old.values["probability"])
        is_open = stage["meaning"] is StageMeaning.OPEN
        if not is_open or (is_moved and not is_said) or said is None:
            values["probability"] = stage["probability"]
        values["own_probability"] = values["probability"] != stage["probability"]
        sure = values.get("forecast")
        is_said = sure is not None and (old is None or sure != old.values["forecast"])
        if not is_open or (is_moved and not is_said) or sure is None:
            values["forecast"] = stage["forecast"]
        values["own_forecast"] = values["forecast"] != stage["forecast"]
        values["pipeline"], values["meaning"] = stage["pipeline"], stage["meaning"]
        if is_moved:
            values["entered_stage_at"] = self._desk.unit.now
        if is_open:
            values["closed_on"] = values["lost_reason"] = None
        elif not values.get("closed_on") or self._is_turned(values, old):
            values["closed_on"] = ended_on(values, old, self.office.today)
        if stage["meaning"] is StageMeaning.WON:
            values["lost_reason"] = None
        return values

    def _is_turned(self, values: Mapping[str, Any], old: Record | None) -> bool:
        """Whether somebody decides otherwise what was won or lost, and names no other day."""
        if old is None or self._desk.unit.kind not in (EDIT, MASS):
            return False
        is_other = old.values["meaning"] not in (StageMeaning.OPEN, values["meaning"])
        return is_other and values["closed_on"] == old.values["closed_on"]

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        super()._refuse_wrong(changed, values)
        if self._desk.unit.kind not in (ChangeKind.IMPORT, ChangeKind.UNDO, ChangeKind.SETUP):
            self._refuse_gate(changed, values)

    def _refuse_gate(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """A stage may demand fields; what is lost says why. A list of old ones is not held."""
        if "stage" not in changed and "lost_reason" not in changed:
            return
        missing = kept_out(self._whole, self._stage(values["stage"]), values)
        if missing:
            raise ValidationFailed(missing)

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"name_sort": sort_key(values["name"])}

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        self._enter(zip(ids, (row["stage"].id for row in rows), strict=True))
        share_out(self._desk.unit, zip(ids, rows, strict=True))

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if "stage" in changed:
            self._enter([(old.id, values["stage"].id)])
        if SHARED & changed.keys():
            share_out(self._desk.unit, [(old.id, values)])

    def _follow_forecast(self, stage_id: int, category: ForecastCategory) -> None:
        """What stands in a stage follows its category, unless somebody gave it one of its own."""
        table = table_of(OPPORTUNITY)
        chosen = (table.c.stage_id == stage_id, table.c.own_forecast.is_not(True))
        for binned in (False, True):
            query = select(table.c.id).where(*chosen)
            seen = visible(query, OPPORTUNITY, Actor.office(), binned=binned)
            ids = list(self._desk.unit.session.scalars(seen))
            rows = [{"root": id_, "forecast": category} for id_ in ids]
            set_computed(self._desk.unit, OPPORTUNITY, rows)
            self._report(ids)

    def _enter(self, moves: Any) -> None:
        """Write down that opportunities came into stages, and left those they were in."""
        unit, table = self._desk.unit, Base.metadata.tables[StageVisit.__tablename__]
        pairs = list(moves)
        left = update(table).where(among(table.c.opportunity_id), table.c.left_at.is_(None))
        chosen = {"ids": listed([id_ for id_, _stage in pairs])}
        unit.session.execute(left.values(left_at=unit.now), chosen)
        rows = [
            {
                "opportunity_id": id_,
                "stage_id": stage,
                "entered_at": unit.now,
                "user_id": unit.actor.user_id,
            }
            for id_, stage in pairs
        ]
        unit.session.execute(insert(table), rows)

    def _texts(self, record: Record) -> Texts:
        values = record.values
        words = [values.get(name) for name in ("name", "code", "next_step", "remarks")]
        words += [row.name for name in ("competitors", "wishes") for row in values.get(name) or ()]
        return Texts(
            tuple(word for word in words if word), (values["name"],), (values.get("code") or "",)
        )


def first_open(stages: Sequence[Record]) -> int:
    """Where an opportunity begins; ValidationFailed where there is no open stage."""
    for stage in stages:
        if stage.values["meaning"] is StageMeaning.OPEN:
            return stage.id
    sentence = _("There is no open stage. Add one in the settings.")
    raise ValidationFailed({"stage": sentence})


def no_such_stage() -> NotPossible:
    """What somebody is told who moves to a stage that was removed or retired meanwhile."""
    return NotPossible(_("This stage is not there any more. Choose another one."))
