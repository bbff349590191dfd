"""What a target looks like: what somebody is meant to sell in a month."""

from datetime import date

from cims.models.sales_target import SalesTarget
from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import N_, _
from cims.services.opportunity_fields import not_negative
from cims.services.rights import Owned

GROUP = N_("Target")
YEARS = range(2000, 2100)


def in_years(month: date) -> str | None:
    """A month lies in one of these years."""
    return wrong_year(month.year)


def wrong_year(year: int) -> str | None:
    """A year that was typed in a hurry, like 26, is none of these."""
    if year in YEARS:
        return None
    words = _("Targets are set for the years from {first} to {last}. Choose one of these.")
    return words.format(first=YEARS[0], last=YEARS[-1])


TARGET = Entity(
    "target",
    "targets",
    N_("Target"),
    N_("Targets"),
    SalesTarget,
    fields=(
        Field("name", N_("Period"), required=True, filled=True, listed=True, sortable=True,
              read_only=True, length=100),
        Field("owner", N_("Colleague"), Kind.LINK, target="user", required=True,
              listed=True, group=GROUP),
        Field("month", N_("Month"), Kind.DATE, required=True, sortable=True, group=GROUP,
              check=in_years, monthly=True),
        Field("amount", N_("Target"), Kind.MONEY, required=True, listed=True, group=GROUP,
              check=not_negative),
        Field("currency", N_("Currency"), length=3, group=GROUP),
        Field("code", N_("Number"), group=GROUP, sortable=True, length=40),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=GROUP),
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    ),
    scope=Owned(),
    series="M{00000}",
    newest_first=True,
    worked_by=("owner", "month", "amount", "currency"),
)  # fmt: skip
