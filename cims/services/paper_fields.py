"""What quotes and orders have in common: their amounts, and lines that copy products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cims.models.base import Base
from cims.services.entity import Field, Kind, Link, Rows
from cims.services.errors import CimsError
from cims.services.i18n import N_, _
from cims.services.rules.currencies import unknown_currency
from cims.services.rules.payment_terms import PaymentTerm, payment_term

AMOUNTS, PRICE, LINES = N_("Amounts"), N_("Price"), "lines"


@dataclass(frozen=True)
class PaperRow:
    """A line as it is entered with its paper; `id` is that of the stored line.

    `cancelled` is known and not entered: how many of the stored line are not wanted any more.
    """

    product: Link | None = None
    name: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    tax_rate: Decimal | None = None
    model: str | None = None
    remarks: str | None = None
    id: int | None = None
    cancelled: Decimal | None = part(default=None, kw_only=True)


def unreadable_term(text: str) -> str | None:
    """A term of payment from which no date can be counted is kept, with a warning."""
    try:
        payment_term(text)
    except CimsError as error:
        return str(error)
    return None


def structured(text: str | None) -> PaymentTerm | None:
    """The term of payment that a text says, None for one that says no date."""
    try:
        return payment_term(text) if text else None
    except CimsError:
        return None


def not_negative(value: Decimal) -> str | None:
    """What is counted here is not below nothing."""
    return _("This can't be negative. Type another number.") if value < 0 else None


def unusual(value: Decimal) -> str | None:
    """What is given back or left out may stand on a paper, and is worth a look."""
    return _("This is not above zero. Check whether it is meant so.") if value <= 0 else None


def head_fields(group: str, state: type[StrEnum], day: str) -> tuple[Field, ...]:
    """What stands at the head of a paper; `day` is what its day is called."""
    return (
        Field("name", N_("Subject"), required=True, filled=True, listed=True, length=200,
              group=group),
        Field("code", N_("Number"), group=group, listed=True, sortable=True, length=40),
        Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True,
              group=group),
        Field("contact", N_("Contact"), Kind.LINK, target="contact", group=group),
        Field("owner", N_("Owner"), Kind.LINK, target="user", listed=True, group=group),
        Field("state", N_("State"), Kind.ENUM, enum=state, listed=True, group=group),
        Field("opened_on", day, Kind.DATE, listed=True, sortable=True, group=group),
    )  # fmt: skip


def term_fields(group: str) -> tuple[Field, ...]:
    """What was agreed upon: the customer's own number, and when to pay."""
    return (
        Field("customer_reference", N_("Customer's reference"), length=100, group=group),
        Field("payment_term", N_("Payment term"), length=100, group=group,
              warn=unreadable_term),
    )  # fmt: skip


def amount_fields() -> tuple[Field, ...]:
    """What a paper comes to; the rebate is taken off the sum of its lines."""
    return (
        Field("currency", N_("Currency"), length=3, group=AMOUNTS, warn=unknown_currency),
        Field("tax_included", N_("Prices include tax"), Kind.YES_NO, group=AMOUNTS),
        Field("freight", N_("Freight"), Kind.MONEY, group=AMOUNTS, check=not_negative),
        Field("rebate", N_("Rebate"), Kind.MONEY, group=AMOUNTS, check=not_negative),
        Field("net", N_("Net"), Kind.MONEY, read_only=True),
        Field("tax", N_("Tax"), Kind.MONEY, read_only=True),
        Field("total", N_("Total"), Kind.MONEY, read_only=True, listed=True, sortable=True),
    )


def lines_field(model: type[Base], paper: str, row: type[PaperRow], *more: Field) -> Field:
    """The lines of a paper as rows that are entered with it; `more` are those of its own."""
    columns = (
        Field("product", N_("Product"), Kind.LINK, target="product"),
        Field("name", N_("Description"), length=200),
        Field("quantity", N_("Quantity"), Kind.EXACT, required=True, warn=unusual),
        Field("unit", N_("Unit"), Kind.CHOICE, choices="unit"),
        Field("unit_price", N_("Unit price"), Kind.EXACT),
        Field("discount", N_("Discount"), Kind.SHARE),
        Field("tax_rate", N_("Tax rate"), Kind.SHARE),
        Field("model", N_("Model / specification"), length=200),
        *more,
        Field("remarks", N_("Remarks")),
        Field("id", N_("Number"), Kind.WHOLE),
    )
    of = Rows(model, f"{paper}_id", row, columns)
    return Field(LINES, N_("Lines"), Kind.ROWS, group=N_("Lines"), rows=of)


def line_fields(paper: Field, day: str, group: str, *more: Field) -> tuple[Field, ...]:
    """A line as a record of its own, hanging on its paper; `more` are those of its own."""
    return (
        Field("name", N_("Description"), required=True, filled=True, listed=True, length=200,
              group=group),
        Field("code", N_("Number"), read_only=True, sortable=True, length=60),
        paper,
        Field("position", N_("Position"), Kind.WHOLE, read_only=True),
        Field("product", N_("Product"), Kind.LINK, target="product", entitles=True, listed=True,
              group=group),
        Field("model", N_("Model / specification"), length=200, group=group),
        Field("brand", N_("Brand"), length=100, group=group),
        Field("quantity", N_("Quantity"), Kind.EXACT, required=True, listed=True, group=group,
              warn=unusual),
        Field("unit", N_("Unit"), Kind.CHOICE, choices="unit", group=group),
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
        *more,
        Field("customer", N_("Customer"), Kind.LINK, target="customer", read_only=True),
        Field("owner", N_("Owner"), Kind.LINK, target="user", read_only=True),
        Field("opened_on", day, Kind.DATE, read_only=True, sortable=True),
        *ENDING,
    )  # fmt: skip


ENDING = (
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)
COUNTED = ("currency", "tax_included", "rebate", "net", "tax", "total")
LINE_COUNTED = (
    *("position", "product", "discount", "tax_rate", "exact", "net", "tax", "total"),
    *("currency", "opened_on"),
)


def divided(values: Mapping[str, Any]) -> tuple[dict[str, Any], Sequence[PaperRow] | None]:
    """The values of a paper itself, and its lines where they are among them."""
    header = dict(values)
    return header, header.pop(LINES, None)
