"""Which columns a list shows, how wide and in which order: kept for each user."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cims.services.entity import Field
from cims.services.reading import Sort
from cims.ui.records.list_plan import ListPlan

VERSION = 1
NARROWEST, WIDEST = 48, 600
NAME_SMALLEST = 200


@dataclass(frozen=True)
class ColumnLayout:
    """The shown columns after the name in their order, own widths, and the sort."""

    shown: tuple[str, ...]
    widths: tuple[tuple[str, int], ...] = ()
    sort: Sort | None = None

    @classmethod
    def first(cls, plan: ListPlan) -> "ColumnLayout":
        """What a user sees who never changed anything."""
        return cls(plan.columns)

    @classmethod
    def of(cls, kept: Mapping[str, Any], plan: ListPlan) -> "ColumnLayout":
        """Read what was kept; nothing, or another version's, is the first layout.

        Fields that are gone since are left out.
        """
        if kept.get("version") != VERSION:
            return cls.first(plan)
        known = {field.name for field in plan.listable()}
        widths = tuple((name, int(width)) for name, width in kept["widths"].items())
        return cls(
            tuple(name for name in kept["shown"] if name in known),
            tuple((name, width) for name, width in widths if name in known),
            sort_of(kept["sort"], plan),
        )

    def kept(self) -> dict[str, Any]:
        """As it lies in the user's settings."""
        sort = [self.sort.field, self.sort.descending] if self.sort else None
        return {
            "version": VERSION,
            "shown": list(self.shown),
            "widths": dict(self.widths),
            "sort": sort,
        }

    def width(self, field: Field, plan: ListPlan) -> int:
        """The user's width of a column, else the planned one; in the design's pixels."""
        return dict(self.widths).get(field.name) or plan.width(field)

    def with_width(self, name: str, width: int) -> "ColumnLayout":
        """The layout with another width for one column."""
        kept = {**dict(self.widths), name: min(WIDEST, max(NARROWEST, width))}
        return replace(self, widths=tuple(kept.items()))

    def with_sort(self, field: str) -> "ColumnLayout":
        """Sorted by this field; by the same one again the other way round."""
        again = self.sort is not None and self.sort.field == field
        descending = again and self.sort is not None and not self.sort.descending
        return replace(self, sort=Sort(field, descending))


def sort_of(kept: Any, plan: ListPlan) -> Sort | None:
    """A kept sort, as long as the field is there and still sortable."""
    if not kept or kept[0] not in plan.entity.by_name:
        return None
    return Sort(kept[0], bool(kept[1])) if plan.entity.field(kept[0]).sortable else None


def hidden_for_room(widths: list[int], room: int, name_smallest: int) -> int:
    """How many columns at the end must go so that the name keeps its smallest width."""
    hidden = 0
    while hidden < len(widths) and room - sum(widths[: len(widths) - hidden]) < name_smallest:
        hidden += 1
    return hidden
