"""What might still be sold: how many opportunities are open, and in which stages they stand."""

from collections.abc import Mapping
from typing import Any

from cims.models.opportunity import StageMeaning
from cims.services.entity import Link
from cims.services.i18n import N_, _
from cims.services.insights.counting import Counting, bars_of
from cims.services.insights.figures import Chart, Figure, Part, Tile
from cims.services.opportunity_fields import IS_OPEN, OPPORTUNITY
from cims.services.storage import Record, table_of


def open_opportunities(counting: Counting) -> tuple[Part, ...]:
    """The tile of all open ones and the bars of their stages, whatever the period."""
    is_open = table_of(OPPORTUNITY).c.meaning == StageMeaning.OPEN
    counts: dict[int, int] = dict(counting.by(OPPORTUNITY, ("stage_id",), is_open))

    def figure(count: int, *where: Any) -> Figure:
        return counting.figure(OPPORTUNITY, count, IS_OPEN, *where)

    total = figure(sum(counts.values()))
    stages = in_order(counting, counts)
    order = [stage.id for stage in stages]
    bars = bars_of(counts, "stage", order, names_of(counting, stages), figure, Link)
    note = N_("Not closed yet")
    return (
        Tile("open_opportunities", N_("Open opportunities"), total, note),
        Chart("by_stage", bars, total),
    )


def in_order(counting: Counting, counts: Mapping[int, int]) -> list[Record]:
    """The stages in which something stands, pipeline by pipeline, as the office orders them."""
    stages = [stage for stage in counting.office.stages._all() if stage.id in counts]
    return sorted(
        stages,
        key=lambda one: (one.values["pipeline"].id, one.values["position"], one.id),
    )


def names_of(counting: Counting, stages: list[Record]) -> Mapping[int, str]:
    """What stages are called; with their pipelines where there are several."""
    named, pipelines = counting.office.names_of, {one.values["pipeline"].id for one in stages}
    called = named("stage", [one.id for one in stages])
    if len(pipelines) < 2:
        return called
    ways, words = named("pipeline", pipelines), _("{pipeline}: {stage}")
    return {
        one.id: words.format(
            pipeline=ways.get(one.values["pipeline"].id, ""), stage=called.get(one.id, "")
        )
        for one in stages
    }
