"""What the sample office offered: quotes of every state, some revised, some that became orders."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from cims.models.quote import QuoteState
from cims.services.entity import Link
from cims.services.sample_day import Known
from cims.services.sample_sales import SHARES, TERMS

if TYPE_CHECKING:
    from cims.services.office import Office

Sold = Sequence[tuple[int, Decimal]]
EVERY, VALID = 5, timedelta(days=30)
REBATES: Sequence[str | None] = (None, None, None, "20", "100", "0.5")
OUTCOMES: Mapping[QuoteState, int] = {
    QuoteState.SENT: 5,
    QuoteState.ACCEPTED: 4,
    QuoteState.REFUSED: 2,
    QuoteState.EXPIRED: 2,
    QuoteState.DRAFT: 2,
    QuoteState.VOID: 1,
}
REASONS = ("price", "delivery", "competitor", "budget")


def furnish(
    office: "Office", random: Random, customers: Sequence[Known], sold: Sold, today: date
) -> None:
    """Quotes for some of these customers; a few of the accepted ones become orders of today."""
    rows = [one for known in customers[::EVERY] for one in quotes(random, known, today)]
    ids = office.quotes.add_many(rows)
    office.quote_lines.add_many([line for id_ in ids for line in lines(random, id_, sold)])
    for id_, row in zip(ids, rows, strict=True):
        is_recent = (today - row["opened_on"]).days < VALID.days
        if row["state"] is QuoteState.ACCEPTED and is_recent:
            office.quotes.to_order(id_)
        elif row["state"] is QuoteState.SENT and row["opened_on"].day % 4 == 0:
            office.quotes.send(office.quotes.revise(id_))


def quotes(random: Random, customer: Known, today: date) -> Iterator[dict[str, Any]]:
    """One or two quotes of the last months."""
    for _each in range(random.randint(1, 2)):
        state = random.choices(tuple(OUTCOMES), tuple(OUTCOMES.values()))[0]
        is_old = state in (QuoteState.EXPIRED, QuoteState.REFUSED, QuoteState.VOID)
        back = random.randint(35, 160) if is_old else random.randint(0, 27)
        on = max(today - timedelta(days=back), customer.created_on)
        values: dict[str, Any] = {
            "customer": Link(customer.id),
            "owner": customer.owner,
            "state": state,
            "opened_on": on,
            "created_on": on,
            "valid_until": on + VALID,
            "payment_term": random.choice(TERMS),
            "delivery_terms": random.choice(("现货", "收款后 15 天", "30 天内交货")),
            "freight_terms": random.choice(("卖方承担", "买方承担", "到付")),
            "warranty_terms": "一年",
            "rebate": Decimal(random.choice(REBATES) or 0) or None,
        }
        if state is not QuoteState.DRAFT:
            values["sent_on"] = on
        if state is QuoteState.ACCEPTED:
            values["accepted_on"] = min(today, on + timedelta(days=random.randint(1, 9)))
        if state is QuoteState.REFUSED:
            values["refused_on"] = on + timedelta(days=random.randint(3, 20))
            values["refused_reason"] = random.choice(REASONS)
        yield values


def lines(random: Random, id_: int, sold: Sold) -> Iterator[dict[str, Any]]:
    """Two to five lines, the longer ones in two groups with an optional line and a gift."""
    chosen = random.sample(list(sold), random.randint(2, 5))
    is_long = len(chosen) > 3
    for number, (product, price) in enumerate(chosen):
        is_last = number == len(chosen) - 1
        yield {
            "quote": Link(id_),
            "product": Link(product),
            "heading": ("主机" if number < 2 else "配件与服务") if is_long else None,
            "quantity": Decimal(random.choice((1, 1, 2, 2, 4))),
            "unit_price": price,
            "discount": Decimal(random.choice(SHARES)),
            "tax_rate": Decimal("0.13"),
            "delivery": random.choice(("现货", "2 周", "4 周")),
            "optional": is_long and number == len(chosen) - 2,
            "gift": is_long and is_last and price < 1000,
        }
