"""How the lists of leads, and of the rules that give them away, look."""

from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import N_, _
from cims.services.lead_fields import (
    IS_CONVERTED,
    IS_INVALID,
    IS_OPEN_LEAD,
    IS_UNASSIGNED,
    LEAD,
)
from cims.ui.records.format import Words
from cims.ui.records.list_plan import ChipPlan, ListPlan, no_chips


def lead_chips(words: Words) -> tuple[ChipPlan, ...]:
    """What is open, mine, nobody's, due; what became customers, and what came to nothing."""
    mine = Condition("owner", Operator.IS_ME)
    due = Condition("next_contact_on", Operator.AT_MOST, words.today)
    return (
        ChipPlan("all", _("In progress"), IS_OPEN_LEAD),
        ChipPlan("mine", _("My leads"), Group((IS_OPEN_LEAD, mine))),
        ChipPlan("unassigned", _("Unassigned"), Group((IS_OPEN_LEAD, IS_UNASSIGNED))),
        ChipPlan("due", _("Contact due"), Group((IS_OPEN_LEAD, due))),
        ChipPlan("converted", _("Converted"), IS_CONVERTED),
        ChipPlan("invalid", _("Invalid"), IS_INVALID),
        ChipPlan("every", _("All leads"), None),
    )


LEAD_PLANS = (
    ListPlan(
        LEAD,
        "magnet",
        ("state", "owner", "next_contact_on", "main_phone", "source", "product"),
        under=("contact_name", "city", "code"),
        widths={"state": 92, "owner": 84, "main_phone": 136, "source": 110, "product": 150},
        chips=lead_chips,
        facts=(
            *("contact_name", "main_phone", "source", "product", "last_contact_on"),
            *("next_contact_on", "next_step"),
        ),
        pills=("state",),
        due=("next_contact_on",),
        search_hint=N_("Search name, phone, contact or pinyin"),
        empty=N_("There are no leads yet. Import a list or enter the first enquiry."),
        new=N_("New lead"),
        can_import=True,
    ),
    ListPlan(
        ASSIGNMENT_RULE,
        "split",
        ("position", "method", "members", "retired"),
        widths={"position": 96, "method": 130, "members": 220, "retired": 72},
        chips=no_chips,
        facts=("members", "conditions"),
        search_hint=N_("Search this list"),
        empty=N_("There are no rules yet. Make the first one."),
        new=N_("New rule"),
        begins_here=True,
    ),
)
