"""What an order and its lines look like: the descriptions for lists, forms, import and export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cims.models.customer import Collaborator
from cims.models.sales_order import (
    DeliveryState,
    OrderLine,
    OrderLineDelivery,
    OrderLinePlan,
    OrderState,
    SalesOrder,
)
from cims.services.entity import Entity, Field, Kind, Rows, Values
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.i18n import N_, _
from cims.services.paper_fields import (
    COUNTED,
    ENDING,
    LINE_COUNTED,
    PaperRow,
    amount_fields,
    head_fields,
    line_fields,
    lines_field,
    not_negative,
    term_fields,
)
from cims.services.rights import Owned

PAPER, DELIVERY, LINE, DAY = N_("Order"), N_("Delivery"), N_("Order line"), N_("Order date")
SOLD = (OrderState.CONFIRMED, OrderState.CLOSED)  # what counts in reports
UNSHIPPED = (OrderState.DRAFT, OrderState.CONFIRMED)  # unless a day of delivery says otherwise
ENDED = (OrderState.CLOSED, OrderState.VOID)


def early_days(values: Values) -> Mapping[str, str]:
    """A delivery that was asked for, or was made, before the order deserves a look."""
    told = {
        "required_on": _("The delivery date lies before the order."),
        "delivered_on": _("The day of shipping lies before the order."),
    }
    opened = values.get("opened_on")
    return {n: words for n, words in told.items() if opened and (values.get(n) or opened) < opened}


@dataclass(frozen=True)
class PlanRow:
    """So many of a line are to leave on a day."""

    planned_on: date | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True)
class DeliveryRow:
    """So many of a line left on a day."""

    delivered_on: date | None = None
    quantity: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True)
class LineRow(PaperRow):
    """A line as it is entered with its order."""

    planned_on: date | None = None


LINES = lines_field(
    OrderLine, "order", LineRow, Field("planned_on", N_("Planned delivery"), Kind.DATE)
)

ORDER = Entity(
    "order",
    "orders",
    N_("Order"),
    N_("Orders"),
    SalesOrder,
    (
        *head_fields(PAPER, OrderState, DAY),
        *term_fields(PAPER),
        Field("quote", N_("Quote"), Kind.LINK, target="quote", read_only=True, brought=True),
        *amount_fields(),
        Field("required_on", N_("Delivery wanted"), Kind.DATE, listed=True, group=DELIVERY),
        Field("delivered_on", N_("Shipped on"), Kind.DATE, group=DELIVERY),
        Field("delivery", N_("Delivery state"), Kind.ENUM, enum=DeliveryState, read_only=True,
              listed=True),
        Field("next_delivery_on", N_("Next delivery"), Kind.DATE, read_only=True,
              shows=("order_line.planned_on",)),
        Field("ship_to", N_("Consignee"), length=200, group=DELIVERY),
        Field("ship_address", N_("Shipping address"), length=300, group=DELIVERY),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=DELIVERY),
        *ENDING,
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    series="S{yyyy}{mm}-{0000}",
    sort="opened_on",
    newest_first=True,
    customer_column="customer_id",
    worked_by=(
        *("state", "opened_on", "delivered_on", "delivery", "quote", *COUNTED),
    ),
    lines=LINES,
    remark=early_days,
)  # fmt: skip

ORDER_LINE = Entity(
    "order_line",
    "order_lines",
    N_("Order line"),
    N_("Order lines"),
    OrderLine,
    line_fields(
        Field("order", N_("Order"), Kind.LINK, target="order", required=True, listed=True,
              group=LINE),
        DAY,
        LINE,
        Field("planned_on", N_("Planned delivery"), Kind.DATE, group=DELIVERY),
        Field("cancelled", N_("Cancelled quantity"), Kind.EXACT, group=DELIVERY,
              check=not_negative),
        Field("plan", N_("Planned deliveries"), Kind.ROWS, read_only=True,
              rows=Rows(OrderLinePlan, "order_line_id", PlanRow, (
                  Field("planned_on", N_("Day"), Kind.DATE, required=True),
                  Field("quantity", N_("Quantity"), Kind.EXACT, required=True),
              ))),
        Field("deliveries", N_("Deliveries"), Kind.ROWS, read_only=True,
              rows=Rows(OrderLineDelivery, "order_line_id", DeliveryRow, (
                  Field("delivered_on", N_("Day"), Kind.DATE, required=True),
                  Field("quantity", N_("Quantity"), Kind.EXACT, required=True),
                  Field("note", N_("Note"), length=200),
              ))),
        Field("delivered", N_("Delivered quantity"), Kind.EXACT, read_only=True),
        Field("returned", N_("Returned quantity"), Kind.EXACT, read_only=True),
        Field("next_delivery_on", N_("Next delivery"), Kind.DATE, read_only=True,
              shows=("planned_on",)),
        Field("returns", N_("Takes back"), Kind.LINK, target="order_line", read_only=True),
        Field("reason", N_("Reason"), read_only=True, length=200),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=DELIVERY),
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    sort="opened_on",
    newest_first=True,
    customer_column="customer_id",
    worked_by=(
        *(*LINE_COUNTED, "cancelled", "plan", "deliveries", "delivered", "returned"),
        *("returns", "reason"),
    ),
)  # fmt: skip

IS_SOLD = Condition("state", Operator.ANY_OF, SOLD)


def overdue(today: date) -> Filter:
    """Confirmed orders of which something was to leave before today, by plan or by wish."""
    late = Condition("next_delivery_on", Operator.BELOW, today)
    wished = Condition("required_on", Operator.BELOW, today)
    unplanned = Group((Condition("next_delivery_on", Operator.EMPTY), wished))
    return Group(
        (
            Condition("state", Operator.IS, OrderState.CONFIRMED),
            Condition("delivery", Operator.IS_NOT, DeliveryState.WHOLE),
            Group((late, unplanned), any=True),
        )
    )
