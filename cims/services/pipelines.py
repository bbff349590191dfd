"""Pipelines and their stages: rows that an office shapes, whose meaning the program keeps."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from cims.models.opportunity import ForecastCategory, Pipeline, Stage, StageMeaning
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.i18n import LANGUAGES, N_, _, listed, text_in
from cims.services.named_records import NamedRecords, named
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rights import Action, Actor, Shared, requires, visible
from cims.services.seeds import PIPELINE_NAME, STAGES
from cims.services.stage_gates import fields_meant
from cims.services.storage import Record, fetch, table_of

SPOKEN = {
    "won": ("赢单", "已赢单", "成交", "已成交", "签约", "已签约", "closed won", "won deal"),
    "lost": ("输单", "已输单", "丢单", "已丢单", "战败", "失败", "未成交", "closed lost"),
}

PIPELINE = Entity(
    "pipeline",
    "pipelines",
    N_("Pipeline"),
    N_("Pipelines"),
    Pipeline,
    fields=named(
        N_("Pipeline"),
        Field("retired", N_("Retired"), Kind.YES_NO, listed=True, group=N_("Pipeline")),
    ),
    scope=Shared(),
    series="L{00}",
)  # fmt: skip

STAGE = Entity(
    "stage",
    "stages",
    N_("Stage"),
    N_("Stages"),
    Stage,
    fields=named(
        N_("Stage"),
        Field("pipeline", N_("Pipeline"), Kind.LINK, target="pipeline", required=True,
              filled=True, listed=True, group=N_("Stage")),
        Field("position", N_("Position"), Kind.WHOLE, listed=True, group=N_("Stage")),
        Field("meaning", N_("Meaning"), Kind.ENUM, enum=StageMeaning, listed=True,
              group=N_("Stage")),
        Field("probability", N_("Probability"), Kind.SHARE, listed=True, group=N_("Stage")),
        Field("forecast", N_("Forecast"), Kind.ENUM, enum=ForecastCategory, listed=True,
              group=N_("Stage")),
        Field("stalled_days", N_("Stalled after days"), Kind.WHOLE, group=N_("Stage")),
        Field("demands", N_("Fields to be filled"), length=400, group=N_("Stage")),
        Field("retired", N_("Retired"), Kind.YES_NO, group=N_("Stage")),
    ),
    scope=Shared(),
    series="G{000}",
)  # fmt: skip


class PipelineService(NamedRecords):
    """The ways in which the office sells."""

    entity = PIPELINE

    def _first(self) -> int | None:
        """The pipeline that holds where none is chosen."""
        table = table_of(PIPELINE)
        query = select(func.min(table.c.id)).where(table.c.retired.is_not(True))
        found = self._desk.unit.session.scalar(visible(query, PIPELINE, Actor.office()))
        return None if found is None else int(found)

    def _furnish(self) -> None:
        """Write the ready pipeline of an office that has none."""
        if self._first() is None:
            pipeline = self._insert([{"name": _(PIPELINE_NAME)}])[0]
            self.office.stages._insert(
                [
                    {
                        "code": code,
                        "name": _(name),
                        "pipeline": Link(pipeline),
                        "position": position,
                        "meaning": meaning,
                        "probability": probability,
                        "stalled_days": stalled,
                        "forecast": forecast,
                    }
                    for position, (code, name, meaning, probability, stalled, forecast) in (
                        enumerate(STAGES, 1)
                    )
                ]
            )

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values = super()._prepared(values, old)
        values["retired"] = bool(values.get("retired"))
        return values


class StageService(NamedRecords):
    """The steps of pipelines."""

    entity = STAGE

    @requires(Action.READ)
    def of(self, pipeline_id: int | None = None) -> tuple[Record, ...]:
        """The stages of a pipeline in their order, of the first one without a choice."""
        return self._of(pipeline_id)

    def _of(self, pipeline_id: int | None = None) -> tuple[Record, ...]:
        pipeline = pipeline_id or self.office.pipelines._first()
        table = table_of(STAGE)
        query = select(table.c.id).where(
            table.c.pipeline_id == pipeline, table.c.retired.is_not(True)
        )
        return self._fetched(query.order_by(table.c.position, table.c.id))

    def _all(self) -> tuple[Record, ...]:
        """Every stage of every pipeline."""
        return self._fetched(select(table_of(STAGE).c.id))

    def _fetched(self, query: Select[Any]) -> tuple[Record, ...]:
        session = self._desk.unit.session
        ids = list(session.scalars(visible(query, STAGE, Actor.office())))
        return tuple(fetch(session, STAGE, Actor.office(), ids))

    @requires(Action.READ)
    def named(self, words: Iterable[str]) -> dict[str, list[int]]:
        """As everywhere; ready stages are understood in every language, however they are called."""
        wanted = set(words)
        found = super().named(wanted)
        codes = {
            text_in(language, name).casefold(): code
            for code, name, *_rest in STAGES
            for language in LANGUAGES
        }
        codes |= {word: code for code, words in SPOKEN.items() for word in words}
        meant = {word: codes.get(word.casefold()) for word in wanted - found.keys()}
        by_code = super().named({code for code in meant.values() if code})
        return found | {word: by_code[code] for word, code in meant.items() if code in by_code}

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values = super()._prepared(values, old)
        self._refuse_strange(values.get("demands") or "")
        values["retired"] = bool(values.get("retired"))
        meaning = values["meaning"] = values.get("meaning") or StageMeaning.OPEN
        if values.get("probability") is None or meaning is not StageMeaning.OPEN:
            values["probability"] = usual_probability(meaning)
        if values.get("forecast") is None or meaning is not StageMeaning.OPEN:
            values["forecast"] = usual_forecast(meaning)
        if not values.get("pipeline") and (first := self.office.pipelines._first()):
            values["pipeline"] = Link(first)
        if values.get("position") is None:
            values["position"] = 1 + max(
                (stage.values["position"] for stage in self._of()), default=0
            )
        return values

    def _refuse_strange(self, demands: str) -> None:
        """A demand that nobody could ever meet, or that is never asked, is none."""
        _names, unknown = fields_meant(OPPORTUNITY, demands)
        if unknown:
            examples = (_(OPPORTUNITY.by_name[name].label) for name in ("next_step", "contact"))
            sentence = _(
                "“{words}” is no field of an opportunity. Write fields as the form calls them, "
                "for example: {examples}."
            )
            told = sentence.format(words=listed(unknown), examples=listed(examples))
            raise ValidationFailed({"demands": told})

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        goes = bool(changed.get("retired"))
        if ("meaning" in changed or goes) and self.office.opportunities._are_in(old.id):
            if goes:
                sentence = _("Opportunities stand in this stage. Move them to another stage first.")
            else:
                sentence = _(
                    "Opportunities stand in this stage. Add a stage with the other meaning."
                )
            raise NotPossible(sentence)
        super()._write(old, values, changed)
        if "forecast" in changed:
            self.office.opportunities._follow_forecast(old.id, values["forecast"])


def usual_probability(meaning: StageMeaning) -> Decimal:
    """What a stage says of the outcome where nobody says it."""
    return {StageMeaning.OPEN: Decimal("0.1"), StageMeaning.WON: Decimal(1)}.get(
        meaning, Decimal(0)
    )


def usual_forecast(meaning: StageMeaning) -> ForecastCategory:
    """In what part of the forecast a stage stands where nobody says it."""
    return {
        StageMeaning.OPEN: ForecastCategory.PIPELINE,
        StageMeaning.WON: ForecastCategory.COMMITTED,
    }.get(meaning, ForecastCategory.OMITTED)
