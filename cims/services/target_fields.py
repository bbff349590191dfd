"""What a target looks like: what somebody is meant to sell in a month."""

from cims.models.sales_target import SalesTarget
from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import N_
from cims.services.opportunity_fields import not_negative
from cims.services.rights import Owned

GROUP = N_("Target")

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
        Field("month", N_("Month"), Kind.DATE, required=True, sortable=True, group=GROUP),
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
