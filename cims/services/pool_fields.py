"""What a customer in the pool shows before it is claimed: never how to reach it."""

from dataclasses import dataclass

from cims.models.customer import Address, Customer
from cims.services.customer_fields import CUSTOMER, ROWS
from cims.services.entity import Entity, Field, Kind, Rows
from cims.services.granted import Action
from cims.services.i18n import N_
from cims.services.rights import Pooled


@dataclass(frozen=True)
class RegionRow:
    """Where a customer is, without street, consignee and phone."""

    province: str | None = None
    city: str | None = None


SHOWN = (
    "lifecycle", "grade", "industry", "source", "size",
)  # fmt: skip
FIELDS = (
    CUSTOMER.field("name"),
    CUSTOMER.field("code"),
    Field("regions", N_("Region"), Kind.ROWS, read_only=True, shows=("customer.addresses",),
          rows=Rows(Address, ROWS, RegionRow, (
              Field("province", N_("Province"), length=60),
              Field("city", N_("City"), length=60),
          ))),
    *(CUSTOMER.field(name) for name in SHOWN),
    Field("pooled_on", N_("There since"), Kind.DATE, read_only=True, sortable=True),
    Field("pool_reason", N_("Reason"), Kind.CHOICE, choices="pool_reason",
          read_only=True),
    Field("former_owner", N_("Former owner"), Kind.LINK, target="user", read_only=True),
    Field("last_contact_on", N_("Last contact"), Kind.DATE, read_only=True, sortable=True),
    CUSTOMER.field("created_on"),
)  # fmt: skip

POOL = Entity(
    "pool",
    "pool",
    N_("Customer in the pool"),
    N_("Pool"),
    Customer,
    FIELDS,
    Pooled(),
    sort="pooled_on",
    newest_first=True,
    worked_by=("pooled_on", "former_owner", "regions"),
    prefix=CUSTOMER.prefix,
    part_of=CUSTOMER.name,
    actions=(Action.READ, Action.CLAIM, Action.ASSIGN, Action.EXPORT),
)
