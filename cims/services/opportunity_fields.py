"""What an opportunity looks like: the description for list, form, import and export."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cims.models.customer import Collaborator
from cims.models.opportunity import (
    ForecastCategory,
    Opportunity,
    OpportunityCompetitor,
    OpportunityContact,
    OpportunityLine,
    StageMeaning,
)
from cims.services.entity import Entity, Field, Kind, Link, Rows, Values
from cims.services.filters import Condition, Operator
from cims.services.i18n import N_, _
from cims.services.rights import Owned
from cims.services.rules.currencies import unknown_currency

DEAL, WORTH, END = N_("Opportunity"), N_("What it is worth"), N_("Outcome")
OPEN, DECIDED = (StageMeaning.OPEN,), (StageMeaning.WON, StageMeaning.LOST)
IS_COMMITTED = Condition("forecast", Operator.IS, ForecastCategory.COMMITTED)
IS_OPEN, IS_WON, IS_LOST = (Condition("meaning", Operator.IS, one) for one in StageMeaning)


@dataclass(frozen=True)
class WishRow:
    """A product that the customer might buy."""

    product: Link | None = None
    name: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True)
class VoiceRow:
    """A person who has a say in it."""

    contact: Link | None = None
    decision_role: str | None = None


@dataclass(frozen=True)
class CompetitorRow:
    """Who else would like to sell."""

    name: str = ""
    remarks: str | None = None


def not_negative(value: Decimal) -> str | None:
    """What something is worth is not below nothing."""
    return _("An amount can't be negative here. Type another one.") if value < 0 else None


def doubtful_days(values: Values) -> Mapping[str, str]:
    """A close that is expected before the beginning deserves a look."""
    opened, close = values.get("opened_on"), values.get("close_on")
    if opened and close and close < opened:
        return {"close_on": _("The expected close lies before the opportunity was opened.")}
    return {}


OPPORTUNITY = Entity(
    "opportunity",
    "opportunities",
    N_("Opportunity"),
    N_("Opportunities"),
    Opportunity,
    (
        Field("name", N_("Name"), required=True, filled=True, listed=True, sortable=True,
              length=200, sort_by="name_sort", group=DEAL),
        Field("code", N_("Number"), group=DEAL, sortable=True, length=40),
        Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True, group=DEAL),
        Field("contact", N_("Contact"), Kind.LINK, target="contact", group=DEAL),
        Field("owner", N_("Owner"), Kind.LINK, target="user", listed=True, group=DEAL),
        Field("pipeline", N_("Pipeline"), Kind.LINK, target="pipeline", required=True,
              filled=True, group=DEAL),
        Field("stage", N_("Stage"), Kind.LINK, target="stage", required=True, filled=True,
              listed=True, group=DEAL),
        Field("close_on", N_("Expected close"), Kind.DATE, listed=True, sortable=True,
              group=DEAL),
        Field("next_step", N_("Next step"), length=200, group=DEAL),
        Field("source", N_("Source"), Kind.CHOICE, choices="source", group=DEAL),
        Field("amount", N_("Amount"), Kind.MONEY, listed=True, sortable=True, group=WORTH,
              check=not_negative),
        Field("currency", N_("Currency"), length=3, group=WORTH, warn=unknown_currency),
        Field("probability", N_("Probability"), Kind.SHARE, listed=True, group=WORTH),
        Field("forecast", N_("Forecast"), Kind.ENUM, enum=ForecastCategory, listed=True,
              group=WORTH),
        Field("product", N_("Product"), Kind.LINK, target="product", group=WORTH),
        Field("wishes", N_("Product lines"), Kind.ROWS, group=WORTH,
              rows=Rows(OpportunityLine, "opportunity_id", WishRow, (
                  Field("product", N_("Product"), Kind.LINK, target="product"),
                  Field("name", N_("Description"), length=200),
                  Field("quantity", N_("Quantity"), Kind.EXACT),
                  Field("unit_price", N_("Unit price"), Kind.EXACT),
                  Field("discount", N_("Discount"), Kind.SHARE),
              ), derive=lambda _row: {"share": None, "weighted_share": None})),
        Field("voices", N_("People involved"), Kind.ROWS, group=N_("People"),
              rows=Rows(OpportunityContact, "opportunity_id", VoiceRow, (
                  Field("contact", N_("Contact"), Kind.LINK, target="contact", required=True),
                  Field("decision_role", N_("Decision role"), Kind.CHOICE,
                        choices="decision_role"),
              ))),
        Field("competitors", N_("Competitors"), Kind.ROWS, group=N_("People"),
              rows=Rows(OpportunityCompetitor, "opportunity_id", CompetitorRow, (
                  Field("name", N_("Competitor"), required=True, length=200),
                  Field("remarks", N_("Remarks"), length=200),
              ))),
        Field("opened_on", N_("Opened on"), Kind.DATE, group=END),
        Field("closed_on", N_("Closed on"), Kind.DATE, group=END),
        Field("lost_reason", N_("Lost reason"), Kind.CHOICE, choices="lost_reason", group=END),
        Field("lost_note", N_("Why it was lost"), Kind.LONG_TEXT, group=END),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=END),
        Field("meaning", N_("State"), Kind.ENUM, enum=StageMeaning, read_only=True),
        Field("weighted", N_("Weighted"), Kind.MONEY, read_only=True),
        Field("own_probability", N_("Probability of one's own"), Kind.YES_NO, read_only=True),
        Field("own_forecast", N_("Forecast of one's own"), Kind.YES_NO, read_only=True),
        Field("slipped_from", N_("Slipped from"), Kind.DATE, read_only=True),
        Field("entered_stage_at", N_("In this stage since"), Kind.MOMENT, read_only=True),
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    series="D{000000}",
    customer_column="customer_id",
    worked_by=(
        *("stage", "pipeline", "meaning", "currency", "amount", "weighted", "probability"),
        *("own_probability", "entered_stage_at", "opened_on", "closed_on", "product"),
        *("lost_reason", "forecast", "own_forecast"),
    ),
    remark=doubtful_days,
)  # fmt: skip
