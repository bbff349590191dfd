"""What the description of a record type leaves open about its list: the shape of a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cims.services.entity import UNWRITTEN, Entity, Field, Kind
from cims.services.filters import Filter, fields_in
from cims.services.i18n import N_, _
from cims.ui.records.format import Words

RIGHT_ALIGNED = frozenset({Kind.WHOLE, Kind.EXACT, Kind.MONEY, Kind.SHARE})
TEXT_WIDTH = 130
KIND_WIDTHS = {Kind.DATE: 112, Kind.MOMENT: 140, Kind.CHOICE: 96, Kind.ENUM: 104, Kind.LINK: 100}


@dataclass(frozen=True)
class ChipPlan:
    """A ready filter above a list; `words` may be a choice's label and is shown as it is."""

    key: str
    words: str
    where: Filter | None


@dataclass(frozen=True)
class ListPlan:
    """What the description of a record type leaves open about its list.

    `columns` are shown at first, the last ones hidden first when the window is narrow; `under`
    are the fields of a row's second line; `facts` stand in the panel. Dates in `due` are red once
    they have passed; `templates` word a value that says too little alone. `begins_here` is for
    what does not stand under New at the top: the list has a button for it. `also` is another tab
    with the same records: its id, its name, its icon.
    """

    entity: Entity
    icon: str
    columns: tuple[str, ...]
    under: tuple[str, ...] = ()
    widths: Mapping[str, int] | None = None
    chips: Callable[[Words], tuple[ChipPlan, ...]] = lambda words: ()
    facts: tuple[str, ...] = ()
    pills: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    templates: Mapping[str, str] | None = None
    search_hint: str = N_("Search")
    empty: str = N_("Nothing here yet.")
    new: str = N_("New")
    can_import: bool = False
    begins_here: bool = False
    also: tuple[str, str, str] | None = None

    def seen_as(self, entity: Entity) -> "ListPlan":
        """The plan for who sees the record type so: hidden fields stand nowhere in it."""
        known = entity.by_name

        def open_ones(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if name in known)

        def open_chips(words: Words) -> tuple[ChipPlan, ...]:
            chips = self.chips(words)
            return tuple(chip for chip in chips if fields_in(chip.where) <= known.keys())

        return replace(
            self,
            entity=entity,
            chips=open_chips,
            columns=open_ones(self.columns),
            under=open_ones(self.under),
            facts=open_ones(self.facts),
            pills=open_ones(self.pills),
            due=open_ones(self.due),
        )

    @property
    def title(self) -> Field:
        """The field that stands in the first column, with avatar and second line."""
        return self.entity.field(self.entity.title)

    def width(self, field: Field) -> int:
        """How wide a column is at first, in the design's pixels."""
        return (self.widths or {}).get(field.name) or KIND_WIDTHS.get(field.kind, TEXT_WIDTH)

    def worded(self, field: Field, text: str) -> str:
        """A value where no heading stands above it: Grade A."""
        template = (self.templates or {}).get(field.name)
        return _(template).format(value=text) if template and text else text

    def listable(self) -> tuple[Field, ...]:
        """The fields that may be shown as columns, the first column apart."""
        title = self.title.name
        fields = self.entity.fields
        return tuple(f for f in fields if f.kind not in UNWRITTEN and f.name != title)


def no_chips(_words: Words) -> tuple[ChipPlan, ...]:
    """Nothing to narrow a short list by."""
    return (ChipPlan("all", _("All"), None),)
