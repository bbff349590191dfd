"""What a list remembers for its user, and what it reads before its first rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.filters import Condition, Operator, from_saved
from cims.services.pool_fields import POOL
from cims.services.views import View
from cims.ui.records.column_layout import ColumnLayout
from cims.ui.records.customer_commands import segments_of
from cims.ui.records.format import Words
from cims.ui.records.list_plan import ChipPlan, ListPlan
from cims.ui.records.pool_plan import region_chips

if TYPE_CHECKING:
    from cims.services.office import Office

BEFORE_VIEWS = 3


@dataclass(frozen=True)
class ListStart:
    """Words, views and the user's own settings of one list."""

    words: Words
    views: tuple[View, ...]
    kept: Mapping[str, Any]
    segments: tuple[Link, ...] = ()
    groups: tuple[ChipPlan, ...] = ()  # chips that what is stored decides about
    festivals: tuple[tuple[str, str], ...] = ()  # those that are near: code, name


def setting_of(plan: ListPlan) -> str:
    """The name under which a list's settings lie."""
    return f"list.{plan.entity.name}"


def start(office: "Office", plan: ListPlan) -> ListStart:
    """Read what a list needs before its rows; runs inside a job."""
    segments = segments_of(office) if plan.entity.name == "customer" else ()
    groups = tuple(
        ChipPlan(f"segment:{one.id}", one.text, Condition("segments", Operator.IS, one))
        for one in segments
    )
    if plan.entity.name == POOL.name:
        groups = region_chips(office.pool.regions())
    return ListStart(
        Words.load(office),
        office.views.list(plan.entity.name),
        office.settings.mine(setting_of(plan)),
        segments,
        groups,
        office.greetings.coming() if plan.entity.name == "customer" else (),
    )


def kept(layout: ColumnLayout, chip: str, sizes: list[int]) -> dict[str, Any]:
    """A list's settings as they lie in the vault."""
    return {**layout.kept(), "chip": chip, "sizes": sizes}


def chips_of(
    plan: ListPlan, words: Words, views: tuple[View, ...], groups: tuple[ChipPlan, ...] = ()
) -> tuple[ChipPlan, ...]:
    """The ready filters, the saved views after the first of them, groups at the end."""
    ready = plan.chips(words)
    saved = tuple(chip for view in views if (chip := chip_of(plan, view)) is not None)
    return (*ready[:BEFORE_VIEWS], *saved, *ready[BEFORE_VIEWS:], *groups)


def chip_of(plan: ListPlan, view: View) -> ChipPlan | None:
    """A saved view as a chip; None when its fields are gone or a newer program wrote it."""
    try:
        where = from_saved(view.content, plan.entity)
    except (CimsError, KeyError, ValueError):
        return None
    return ChipPlan(f"view:{view.id}", view.name, where)
