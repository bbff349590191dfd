"""How the list of each record type looks: columns, chips, panel and what it says when empty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Entity, Field, Kind
from cims.services.filters import Condition, Filter, Operator
from cims.services.i18n import N_, _
from cims.services.spans import Span
from cims.services.users import USER
from cims.ui.records.format import Words

UNLISTED = frozenset({Kind.SEALED})
RIGHT_ALIGNED = frozenset({Kind.WHOLE, Kind.EXACT, Kind.MONEY})
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
    they have passed; `templates` word a value that says too little alone.
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
        return tuple(f for f in fields if f.kind not in UNLISTED and f.name != title)


def customer_chips(words: Words) -> tuple[ChipPlan, ...]:
    """All, mine, one per state, and whom to call by the end of today."""
    states = tuple(
        ChipPlan(
            f"lifecycle:{state.code}",
            state.label,
            Condition("lifecycle", Operator.IS, state.code),
        )
        for state in words.choices.get("lifecycle", ())
        if not state.retired
    )
    due = Condition("next_contact_on", Operator.AT_MOST, words.today)
    return (
        ChipPlan("all", _("All"), None),
        ChipPlan("mine", _("My customers"), Condition("owner", Operator.IS_ME)),
        ChipPlan("due", _("Contact due"), due),
        *states,
    )


def contact_chips(_words: Words) -> tuple[ChipPlan, ...]:
    """All contacts and my own ones."""
    recent = Condition("created_on", Operator.WITHIN, Span.LAST_30)
    return (
        ChipPlan("all", _("All"), None),
        ChipPlan("mine", _("My contacts"), Condition("owner", Operator.IS_ME)),
        ChipPlan("recent", _("New in 30 days"), recent),
    )


PLANS: Mapping[str, ListPlan] = {
    plan.entity.name: plan
    for plan in (
        ListPlan(
            CUSTOMER,
            "building-complex",
            ("lifecycle", "owner", "next_contact_on", "main_contact", "main_phone"),
            under=("code", "grade", "industry"),
            widths={"lifecycle": 96, "main_contact": 104, "main_phone": 136, "code": 96},
            chips=customer_chips,
            facts=("main_contact", "main_phone", "addresses", "next_contact_on", "remarks"),
            pills=("lifecycle", "grade"),
            due=("next_contact_on",),
            templates={"grade": N_("Grade {value}")},
            search_hint=N_("Search name, phone, contact or pinyin"),
            empty=N_("There are no customers yet. Import a list or enter the first one."),
            new=N_("New customer"),
            can_import=True,
        ),
        ListPlan(
            CONTACT,
            "users",
            ("customer", "job_title", "main_phone", "owner"),
            under=("code", "salutation"),
            widths={"customer": 220, "main_phone": 136, "job_title": 120},
            chips=contact_chips,
            facts=("customer", "job_title", "main_phone", "remarks"),
            search_hint=N_("Search name, phone or pinyin"),
            empty=N_("There are no contacts yet. Import a list or enter the first one."),
            new=N_("New contact"),
            can_import=True,
        ),
        ListPlan(USER, "users", ("username", "state"), search_hint=N_("Search name")),
    )
}


def plan_of(entity: Entity) -> ListPlan:
    """The plan of a record type; one without an own plan shows its listed fields."""
    if entity.name in PLANS:
        return PLANS[entity.name]
    listed = (f.name for f in entity.fields if f.listed and f.name != entity.title)
    return ListPlan(entity, "list", tuple(listed))
