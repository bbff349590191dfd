"""What an order and its lines look like: the descriptions for lists, forms, import and export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cims.models.customer import Collaborator
from cims.models.sales_order import OrderLine, OrderState, SalesOrder
from cims.services.entity import Entity, Field, Kind, Link, Rows, Values
from cims.services.errors import CimsError
from cims.services.i18n import N_, _
from cims.services.rights import Owned
from cims.services.rules.payment_terms import payment_term

PAPER, DELIVERY, AMOUNTS = N_("Order"), N_("Delivery"), N_("Amounts")
LINE, PRICE = N_("Order line"), N_("Price")
SOLD = (OrderState.CONFIRMED, OrderState.CLOSED)  # what counts in reports
UNSHIPPED = (OrderState.DRAFT, OrderState.CONFIRMED)  # unless a day of delivery says otherwise
ENDED = (OrderState.CLOSED, OrderState.VOID)


def unreadable_term(text: str) -> str | None:
    """A term of payment from which no date can be counted is kept, with a warning."""
    try:
        payment_term(text)
    except CimsError as error:
        return str(error)
    return None


def not_negative(value: Decimal) -> str | None:
    """What is counted here is not below nothing."""
    return _("This can't be negative. Type another number.") if value < 0 else None


def late_promise(values: Values) -> Mapping[str, str]:
    """A delivery that was asked for before the order deserves a look."""
    opened, required = values.get("opened_on"), values.get("required_on")
    if opened and required and required < opened:
        return {"required_on": _("The delivery date lies before the order.")}
    return {}


@dataclass(frozen=True)
class LineRow:
    """A line as it is entered with its order; `id` is that of the stored line."""

    product: Link | None = None
    name: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    tax_rate: Decimal | None = None
    model: str | None = None
    planned_on: date | None = None
    remarks: str | None = None
    id: int | None = None


LINES = Field(
    "lines",
    N_("Lines"),
    Kind.ROWS,
    group=N_("Lines"),
    rows=Rows(
        OrderLine,
        "order_id",
        LineRow,
        (
            Field("product", N_("Product"), Kind.LINK, target="product"),
            Field("name", N_("Description"), length=200),
            Field("quantity", N_("Quantity"), Kind.EXACT, required=True),
            Field("unit", N_("Unit"), Kind.CHOICE, choices="unit"),
            Field("unit_price", N_("Unit price"), Kind.EXACT),
            Field("discount", N_("Discount"), Kind.SHARE),
            Field("tax_rate", N_("Tax rate"), Kind.SHARE),
            Field("model", N_("Model / specification"), length=200),
            Field("planned_on", N_("Planned delivery"), Kind.DATE),
            Field("remarks", N_("Remarks")),
            Field("id", N_("Number"), Kind.WHOLE),
        ),
    ),
)

ORDER = Entity(
    "order",
    "orders",
    N_("Order"),
    N_("Orders"),
    SalesOrder,
    (
        Field("name", N_("Subject"), required=True, filled=True, listed=True, length=200,
              group=PAPER),
        Field("code", N_("Number"), group=PAPER, listed=True, sortable=True, length=40),
        Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True,
              group=PAPER),
        Field("contact", N_("Contact"), Kind.LINK, target="contact", group=PAPER),
        Field("owner", N_("Owner"), Kind.LINK, target="user", listed=True, group=PAPER),
        Field("state", N_("State"), Kind.ENUM, enum=OrderState, listed=True, group=PAPER),
        Field("opened_on", N_("Order date"), Kind.DATE, listed=True, sortable=True, group=PAPER),
        Field("customer_reference", N_("Customer's reference"), length=100, group=PAPER),
        Field("payment_term", N_("Payment term"), length=100, group=PAPER,
              warn=unreadable_term),
        Field("currency", N_("Currency"), length=3, group=AMOUNTS),
        Field("tax_included", N_("Prices include tax"), Kind.YES_NO, group=AMOUNTS),
        Field("freight", N_("Freight"), Kind.MONEY, group=AMOUNTS, check=not_negative),
        Field("net", N_("Net"), Kind.MONEY, read_only=True),
        Field("tax", N_("Tax"), Kind.MONEY, read_only=True),
        Field("total", N_("Total"), Kind.MONEY, read_only=True, listed=True, sortable=True),
        Field("required_on", N_("Delivery wanted"), Kind.DATE, listed=True, group=DELIVERY),
        Field("delivered_on", N_("Shipped on"), Kind.DATE, group=DELIVERY),
        Field("ship_to", N_("Consignee"), length=200, group=DELIVERY),
        Field("ship_address", N_("Shipping address"), length=300, group=DELIVERY),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=DELIVERY),
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    series="S{yyyy}{mm}-{0000}",
    sort="opened_on",
    newest_first=True,
    customer_column="customer_id",
    worked_by=(
        *("state", "opened_on", "delivered_on", "currency", "tax_included", "net", "tax", "total"),
    ),
    lines=LINES,
    remark=late_promise,
)  # fmt: skip

ORDER_LINE = Entity(
    "order_line",
    "order_lines",
    N_("Order line"),
    N_("Order lines"),
    OrderLine,
    (
        Field("name", N_("Description"), required=True, filled=True, listed=True, length=200,
              group=LINE),
        Field("code", N_("Number"), read_only=True, sortable=True, length=60),
        Field("order", N_("Order"), Kind.LINK, target="order", required=True, listed=True,
              group=LINE),
        Field("position", N_("Position"), Kind.WHOLE, read_only=True),
        Field("product", N_("Product"), Kind.LINK, target="product", entitles=True, listed=True,
              group=LINE),
        Field("model", N_("Model / specification"), length=200, group=LINE),
        Field("brand", N_("Brand"), length=100, group=LINE),
        Field("quantity", N_("Quantity"), Kind.EXACT, required=True, listed=True, group=LINE),
        Field("unit", N_("Unit"), Kind.CHOICE, choices="unit", group=LINE),
        Field("unit_price", N_("Unit price"), Kind.EXACT, required=True, filled=True,
              listed=True, group=PRICE),
        Field("discount", N_("Discount"), Kind.SHARE, listed=True, group=PRICE),
        Field("tax_rate", N_("Tax rate"), Kind.SHARE, group=PRICE),
        Field("cost", N_("Cost"), Kind.EXACT, group=PRICE, check=not_negative,
              shows=("product.cost",)),
        Field("exact", N_("Exact value"), Kind.EXACT, read_only=True),
        Field("net", N_("Net"), Kind.MONEY, read_only=True),
        Field("tax", N_("Tax"), Kind.MONEY, read_only=True),
        Field("total", N_("Total"), Kind.MONEY, read_only=True, listed=True),
        Field("currency", N_("Currency"), read_only=True, length=3),
        Field("planned_on", N_("Planned delivery"), Kind.DATE, group=DELIVERY),
        Field("cancelled", N_("Cancelled quantity"), Kind.EXACT, group=DELIVERY,
              check=not_negative),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=DELIVERY),
        Field("customer", N_("Customer"), Kind.LINK, target="customer", read_only=True),
        Field("owner", N_("Owner"), Kind.LINK, target="user", read_only=True),
        Field("opened_on", N_("Order date"), Kind.DATE, read_only=True, sortable=True),
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    sort="opened_on",
    newest_first=True,
    customer_column="customer_id",
    worked_by=(
        "position",
        "product",
        "discount",
        "tax_rate",
        "exact",
        "net",
        "tax",
        "total",
        "currency",
        "opened_on",
        "cancelled",
    ),
)  # fmt: skip
