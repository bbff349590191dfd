"""How the list of each record type looks: columns, chips, panel and what it says when empty."""

from collections.abc import Mapping

from cims.services.activities import ACTIVITY
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Entity
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import N_, _
from cims.services.segments import SEGMENT
from cims.services.spans import Span
from cims.services.tasks import TASK
from cims.services.users import USER
from cims.ui.records.format import Words
from cims.ui.records.lead_plans import LEAD_PLANS
from cims.ui.records.list_plan import ChipPlan, ListPlan, no_chips
from cims.ui.records.pool_plan import POOL_PLAN
from cims.ui.records.sales_plans import SALES_PLANS


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


def activity_chips(words: Words) -> tuple[ChipPlan, ...]:
    """All follow-ups, mine, today's, and one for each way of contact."""
    kinds = tuple(
        ChipPlan(f"kind:{kind.code}", kind.label, Condition("kind", Operator.IS, kind.code))
        for kind in words.choices.get("activity_kind", ())
        if not kind.retired
    )
    return (
        ChipPlan("all", _("All"), None),
        ChipPlan("mine", _("My follow-ups"), Condition("owner", Operator.IS_ME)),
        ChipPlan("today", _("Today"), Condition("contacted_on", Operator.IS, words.today)),
        *kinds,
    )


def task_chips(words: Words) -> tuple[ChipPlan, ...]:
    """My open tasks, late ones, today's, everybody's, what is done."""
    is_open = Condition("done_on", Operator.EMPTY)
    mine = Condition("owner", Operator.IS_ME)
    late = Condition("due_on", Operator.BELOW, words.today)
    today = Condition("due_on", Operator.IS, words.today)
    return (
        ChipPlan("all", _("To do"), is_open),
        ChipPlan("mine", _("My tasks"), Group((is_open, mine))),
        ChipPlan("late", _("Overdue"), Group((is_open, late))),
        ChipPlan("today", _("Today"), Group((is_open, today))),
        ChipPlan("done", _("Done"), Condition("done_on", Operator.FILLED)),
        ChipPlan("every", _("All tasks"), None),
    )


PLANS: Mapping[str, ListPlan] = {
    plan.entity.name: plan
    for plan in (
        ListPlan(
            CUSTOMER,
            "building-complex",
            ("lifecycle", "owner", "next_contact_on", "main_contact", "main_phone"),
            under=("code", "grade", "industry"),
            widths={"lifecycle": 106, "main_contact": 104, "main_phone": 136, "code": 96},
            chips=customer_chips,
            facts=(
                "main_contact",
                "main_phone",
                "addresses",
                "last_contact_on",
                "next_contact_on",
                "next_step",
            ),
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
        ListPlan(
            ACTIVITY,
            "notebook-pen",
            ("customer", "kind", "happened_at", "result", "owner", "next_on"),
            under=("contact", "next_step"),
            widths={
                "customer": 182,
                "kind": 84,
                "happened_at": 100,
                "result": 122,
                "next_on": 100,
                "owner": 84,
            },
            chips=activity_chips,
            facts=("customer", "contact", "kind", "happened_at", "owner", "next_on", "next_step"),
            pills=("kind", "result"),
            search_hint=N_("Search words, customer or pinyin"),
            empty=N_("Nothing was logged yet. Press Ctrl+L on a customer."),
            new=N_("Log follow-up"),
        ),
        ListPlan(
            TASK,
            "list-todo",
            ("customer", "due_on", "owner", "done"),
            under=("contact", "remarks"),
            widths={"customer": 220, "due_on": 96, "done": 72},
            chips=task_chips,
            facts=("customer", "contact", "owner", "due_on", "remind_at", "done", "remarks"),
            due=("due_on",),
            search_hint=N_("Search words or number"),
            empty=N_("There is nothing to do. Write the first task down."),
            new=N_("New task"),
        ),
        ListPlan(
            SEGMENT,
            "group",
            ("remarks", "created_on"),
            widths={"remarks": 320},
            chips=no_chips,
            facts=("name", "remarks", "created_on"),
            search_hint=N_("Search segments"),
            empty=N_("There are no segments yet. Make the first one."),
            new=N_("New segment"),
        ),
        ListPlan(USER, "users", ("username", "state"), search_hint=N_("Search name")),
        *LEAD_PLANS,
        POOL_PLAN,
        *SALES_PLANS,
    )
}


def plan_of(entity: Entity) -> ListPlan:
    """The plan of a record type; one without an own plan shows its listed fields."""
    if entity.name in PLANS:
        plan = PLANS[entity.name]
        return plan if entity is plan.entity else plan.seen_as(entity)
    listed = (f.name for f in entity.fields if f.listed and f.name != entity.title)
    return ListPlan(entity, "list", tuple(listed))
