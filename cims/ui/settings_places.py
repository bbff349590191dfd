"""Which places the settings have for somebody."""

from collections.abc import Callable
from functools import partial

from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.i18n import N_
from cims.ui.file_asker import FileAsker
from cims.ui.modules import is_hidden
from cims.ui.navigation import Surroundings, Tab, allows
from cims.ui.page import Page
from cims.ui.pages.administration import LetterheadPage, OfficePage, RolesPage, TeamsPage, UsersPage
from cims.ui.pages.assigning import AssigningPage
from cims.ui.pages.audit_log import AuditLogPage
from cims.ui.pages.emergency import EmergencyPage
from cims.ui.pages.self_check import SelfCheckPage
from cims.ui.records.list_page import ListPage
from cims.ui.sub_pages import SubPage
from cims.ui.ways import RECORDS, RecordType

RULING = (
    "right:users|right:settings|right:audit|tax_rate:edit|exchange_rate:edit|product_family:edit"
    "|stage:edit|paper_template:edit|assignment_rule:edit"
)
SEEING = "right:users|right:audit"  # who keeps people, and who looks after those


def places_of(
    around: Surroundings, files: FileAsker, list_of: Callable[[RecordType], Tab]
) -> tuple[SubPage, ...]:
    """The places that whoever is signed in may enter, in the order of the list at the left."""
    places: tuple[tuple[str, str, str, Callable[[], Page], str], ...] = (
        ("users", N_("Users"), "users-round", partial(UsersPage, around), "right:users"),
        ("roles", N_("Roles"), "shield-user", partial(RolesPage, around), SEEING),
        ("teams", N_("Teams"), "network", partial(TeamsPage, around), "right:users"),
        ("log", N_("Audit log"), "scroll", partial(AuditLogPage, around, files), "right:audit"),
        ("check", N_("Security check"), "shield-check", partial(SelfCheckPage, around), SEEING),
        ("office", N_("Whole office"), "building", partial(OfficePage, around), "right:settings"),
        (
            "letterhead",
            N_("Letterhead"),
            "stamp",
            partial(LetterheadPage, around, files),
            "right:settings",
        ),
        ("emergency", N_("In an emergency"), "siren", partial(EmergencyPage, around), ""),
    )
    kept_here = (
        kind
        for kind in RECORDS
        if not kind.on_rail and not is_hidden(kind.entity.name, around.modules)
    )
    lists = {kind.entity.name: listed(around, list_of(kind)) for kind in kept_here}
    if rules := lists.get(ASSIGNMENT_RULE.name):
        lists[ASSIGNMENT_RULE.name] = with_try_out(around, rules)
    places = (*places, *lists.values())
    return tuple(
        SubPage(title, make, place, icon)
        for place, title, icon, make, right in places
        if allows(around.jobs.actor, right)
    )


def with_try_out(
    around: Surroundings, listed_so: tuple[str, str, str, Callable[[], Page], str]
) -> tuple[str, str, str, Callable[[], Page], str]:
    """The list of the assignment rules beside what tries them out."""
    place, title, icon, make, right = listed_so

    def page() -> Page:
        rules = make()
        assert isinstance(rules, ListPage)
        return AssigningPage(around, rules)

    return place, title, icon, page, right


def listed(around: Surroundings, tab: Tab) -> tuple[str, str, str, Callable[[], Page], str]:
    """The list of a type that has no tab of its own, for who may change what stands in it."""
    changing = tab.right.replace(":read", ":edit")
    return tab.id, tab.title, tab.icon, partial(tab.make, around), changing
