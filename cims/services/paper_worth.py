"""What lines of quotes and orders come to, stored or while they are being entered."""

from collections.abc import Sequence
from decimal import Decimal

from cims.services.entity import Values
from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.paper_fields import PaperRow
from cims.services.rules.line_amounts import (
    FINEST,
    PaperAmounts,
    exact_value,
    less_rebate,
    paper_amounts,
    sum_of,
)

DEFAULT_CURRENCY = "CNY"  # while none is entered: it only says how finely to round
LARGEST = Decimal(2**63) * FINEST
NOTHING = Decimal(0)


def worth(
    rows: Sequence[PaperRow],
    currency: str | None,
    *,
    tax_included: bool,
    rebate: Decimal | None = None,
) -> PaperAmounts:
    """What lines that are being entered come to; optional ones are not added."""
    of = currency or DEFAULT_CURRENCY
    added = (row for row in rows if not getattr(row, "optional", False))
    lines = (row_amounts(row, of, tax_included=tax_included) for row in added)
    return less_rebate(sum_of(lines), rebate, of)


def row_amounts(row: PaperRow, currency: str, *, tax_included: bool) -> PaperAmounts:
    """What one line that is being entered comes to, in the paper's currency and tax."""
    line = {**vars(row), "unit_price": row.unit_price or NOTHING,
            "discount": row.discount or NOTHING}  # fmt: skip
    found = amounts_of(line, {"currency": currency, "tax_included": tax_included})
    return PaperAmounts(found["net"], found["tax"], found["total"])


def amounts_of(line: Values, paper: Values) -> dict[str, Decimal]:
    """Exact value and paper amounts of a line; ValidationFailed where they would not fit.

    A gift keeps its price and comes to nothing.
    """
    quantity = (line["quantity"] or NOTHING) - (line.get("cancelled") or 0)
    price = NOTHING if line.get("gift") else line["unit_price"]
    exact = exact_value(quantity, price, line["discount"])
    amounts = paper_amounts(
        exact, line.get("tax_rate"), paper["currency"], tax_included=paper["tax_included"]
    )
    if abs(exact) * 2 >= LARGEST or abs(amounts.total) * 2 >= LARGEST:
        sentence = _("The line comes to more than fits. Check quantity and price.")
        raise ValidationFailed({"quantity": sentence})
    return {"exact": exact, "net": amounts.net, "tax": amounts.tax, "total": amounts.total}
