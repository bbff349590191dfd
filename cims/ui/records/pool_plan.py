"""How the list of the pool looks."""

from collections.abc import Sequence
from datetime import date

from cims.services.filters import Condition, Operator
from cims.services.i18n import N_, _
from cims.services.pool_fields import POOL
from cims.services.spans import Span
from cims.services.storage import Record
from cims.ui.records.format import Words, day
from cims.ui.records.list_plan import ChipPlan, ListPlan


def pool_chips(_words: Words) -> tuple[ChipPlan, ...]:
    """Everything, what came this week, and what was one's own before."""
    week = Condition("pooled_on", Operator.WITHIN, Span.THIS_WEEK)
    return (
        ChipPlan("all", _("All"), None),
        ChipPlan("week", _("New this week"), week),
        ChipPlan("mine", _("Mine formerly"), Condition("former_owner", Operator.IS_ME)),
    )


def region_chips(provinces: Sequence[str]) -> tuple[ChipPlan, ...]:
    """One for each of these provinces."""
    return tuple(
        ChipPlan(f"region:{name}", name, Condition("regions", Operator.CONTAINS, name))
        for name in provinces
    )


def pool_marks(record: Record, today: date) -> tuple[tuple[str, str], ...]:
    """What is to be said of a customer and the pool beside its name: words with their tone."""
    values = record.values
    if record.entity != "customer":
        return ()
    marks = [
        (_("In the pool since {day}"), values.get("pooled_on"), "info"),
        (_("Returns to the pool on {day}"), values.get("returns_on"), "warn"),
    ]
    protected = values.get("protected_until")
    if protected and protected >= today:
        marks.append((_("Not to the pool before {day}"), protected, "ok"))
    return tuple((words.format(day=day(when, today)), tone) for words, when, tone in marks if when)


POOL_PLAN = ListPlan(
    POOL,
    "waves-horizontal",
    ("regions", "lifecycle", "pooled_on", "pool_reason", "last_contact_on", "former_owner"),
    under=("code", "grade", "industry"),
    widths={"regions": 136, "lifecycle": 92, "pool_reason": 136, "code": 96},
    chips=pool_chips,
    facts=("regions", "pool_reason", "pooled_on", "former_owner", "last_contact_on"),
    pills=("lifecycle", "grade"),
    templates={"grade": N_("Grade {value}")},
    search_hint=N_("Search name, number, region or pinyin"),
    empty=N_(
        "The pool is empty. Customers that nobody has time for are returned to it, by hand or by "
        "the rules of the pool."
    ),
)
