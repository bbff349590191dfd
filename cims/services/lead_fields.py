"""What a lead looks like: the one description for list, form, search, import and export."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

from cims.models.lead import Lead, LeadState
from cims.services import contact_points
from cims.services.entity import Entity, Field, Kind, Prefix, Values
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import N_, _
from cims.services.rights import Owned
from cims.services.rules import companies
from cims.services.rules.addresses import split_address

LEAD_GROUP, WISH, REACH, PLAN = N_("Lead"), N_("Interest"), N_("Reach"), N_("Next step")
FIRST_STATE = LeadState.NEW
OPEN_STATES = (LeadState.NEW, LeadState.WORKING)
IS_OPEN_LEAD = Condition("state", Operator.ANY_OF, OPEN_STATES)
IS_CONVERTED = Condition("state", Operator.IS, LeadState.CONVERTED)
IS_INVALID = Condition("state", Operator.IS, LeadState.INVALID)
IS_UNASSIGNED = Condition("owner", Operator.EMPTY)
GIFT = ("rule", "assigned_at")
OUTCOME = ("customer", "contact", "opportunity", "converted_on", "converted_by")


def untouched_since(day: date) -> Group:
    """Open leads that nobody has reached since this day, and that nobody was given since."""
    never = Condition("last_contact_on", Operator.EMPTY)
    earlier = Condition("last_contact_on", Operator.BELOW, day)
    given = Condition("assigned_at", Operator.AT_MOST, datetime.combine(day, time.min, UTC))
    return Group((IS_OPEN_LEAD, Group((never, earlier), any=True), given))


def not_negative(value: Decimal) -> str | None:
    """What a lead might bring is not below nothing."""
    return _("An amount can't be negative here. Type another one.") if value < 0 else None


def located(values: Values) -> dict[str, str | None]:
    """Province and city as they are stored and compared: 苏州 is 苏州市 in 江苏省."""
    told = [str(values.get(name) or "").strip() for name in ("province", "city")]
    found = split_address("".join(told))
    if found.region_code is None or found.district or found.detail:
        return {"province": told[0] or None, "city": told[1] or None}
    return {"province": found.province or None, "city": found.city or None}


def doubtful_day(values: Values) -> Mapping[str, str]:
    """Whoever is converted or invalid is not contacted any more as a lead."""
    if values.get("next_contact_on") and values.get("state") is LeadState.INVALID:
        return {"next_contact_on": _("An invalid lead has a next contact. Is that meant?")}
    return {}


LEAD = Entity(
    "lead",
    "leads",
    N_("Lead"),
    N_("Leads"),
    Lead,
    (
        Field("name", N_("Company or person"), required=True, listed=True, sortable=True,
              sort_by="name_sort", stand_in="contact_name", group=LEAD_GROUP, length=200),
        Field("code", N_("Number"), group=LEAD_GROUP, sortable=True, length=40),
        Field("contact_name", N_("Contact name"), listed=True, group=LEAD_GROUP, length=100),
        Field("salutation", N_("Salutation"), group=LEAD_GROUP, length=60),
        Field("job_title", N_("Job title"), group=LEAD_GROUP, length=100),
        Field("source", N_("Lead source"), Kind.CHOICE, choices="source", listed=True,
              group=LEAD_GROUP),
        Field("state", N_("State"), Kind.ENUM, enum=LeadState, required=True, filled=True,
              listed=True, group=LEAD_GROUP),
        Field("owner", N_("Owner"), Kind.LINK, target="user", listed=True, group=LEAD_GROUP),
        Field("industry", N_("Industry"), Kind.CHOICE, choices="industry", group=LEAD_GROUP),
        Field("invalid_reason", N_("Why it is invalid"), Kind.CHOICE, choices="invalid_reason",
              group=LEAD_GROUP),
        contact_points.described("lead_id"),
        Field("main_phone", N_("Phone"), listed=True, read_only=True,
              shows=("contact_points",)),
        Field("province", N_("Province"), group=REACH, length=60),
        Field("city", N_("City"), group=REACH, length=60),
        Field("product", N_("Interested in"), Kind.LINK, target="product", group=WISH),
        Field("family", N_("Product family"), Kind.LINK, target="product_family", group=WISH),
        Field("amount", N_("Estimated amount"), Kind.MONEY, sortable=True, group=WISH,
              check=not_negative),
        Field("currency", N_("Currency"), length=3, group=WISH),
        Field("next_contact_on", N_("Next contact"), Kind.DATE, listed=True, sortable=True,
              group=PLAN),
        Field("next_step", N_("Next step"), group=PLAN, length=200),
        Field("last_contact_on", N_("Last contact"), Kind.DATE, read_only=True,
              shows=("activity.happened_at",)),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Remarks")),
        Field("rule", N_("Assigned by rule"), Kind.LINK, target="assignment_rule",
              read_only=True),
        Field("assigned_at", N_("Assigned"), Kind.MOMENT, read_only=True),
        Field("customer", N_("Became customer"), Kind.LINK, target="customer", read_only=True),
        Field("contact", N_("Became contact"), Kind.LINK, target="contact", read_only=True),
        Field("opportunity", N_("Became opportunity"), Kind.LINK, target="opportunity",
              read_only=True),
        Field("converted_on", N_("Converted on"), Kind.DATE, read_only=True),
        Field("converted_by", N_("Converted by"), Kind.LINK, target="user", read_only=True),
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True,
              sortable=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    ),
    Owned(unowned=True),
    series="E{000000}",
    prefix=Prefix("core_name", companies.core_name),
    worked_by=(
        *("state", "invalid_reason", "currency", "rule", "assigned_at", "next_contact_on"),
        *("next_step", "source"),
        *OUTCOME,
    ),
    remark=doubtful_day,
)  # fmt: skip
