"""What the sample office sold in a year, meant to sell, and thought on each working day of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from cims.models.forecast import NONE, WON
from cims.models.opportunity import ForecastCategory, StageMeaning
from cims.services import forecast_history as history
from cims.services.entity import Link
from cims.services.forecast_fields import OPEN_KINDS, SLIPPED
from cims.services.rules.currencies import minor, paid
from cims.services.sample_day import Known
from cims.services.storage import Record

if TYPE_CHECKING:
    from cims.services.office import Office

RATES = {"USD": Decimal("7.12"), "EUR": Decimal("7.86")}
SWING = (0, 4, 7, 3, -2, -6, -4, 1, 5, 8, 6, 2)  # in hundredths, month by month
EVERY, WEEKEND, YEAR = 9, 5, 365
SURE = ((20, ForecastCategory.COMMITTED), (50, ForecastCategory.BEST_CASE))
FIELDS = (
    *("owner", "stage", "pipeline", "meaning", "amount", "currency", "probability", "forecast"),
    *("opened_on", "close_on", "closed_on"),
)


def furnish(office: "Office", owners: Sequence[int], today: date) -> None:
    """Rates, targets and a year of days."""
    enter_rates(office, today)
    office.targets.add_many(list(targets(owners, today)))
    keep_year(office, today)


def enter_rates(office: "Office", today: date) -> None:
    """Dollars and euros at the beginning of each of the last fifteen months."""
    day = today.replace(day=1)
    for back in range(15):
        for currency, rate in RATES.items():
            turned = rate + Decimal(SWING[back % len(SWING)]) / 100
            values = {"currency": currency, "day": day, "rate": turned}
            office.exchange_rates.add(values)
        day = (day - timedelta(days=1)).replace(day=1)


def targets(owners: Sequence[int], today: date) -> Iterator[dict[str, Any]]:
    """This year's and the next one's, larger for some and towards the end."""
    for year in (today.year, today.year + 1):
        for place, owner in enumerate(owners):
            for month in range(1, 13):
                amount = 28_000 + 8_000 * (place % 3) + 2_000 * month
                yield {
                    "owner": Link(owner),
                    "month": date(year, month, 1),
                    "amount": Decimal(amount + (year - today.year) * 15_000),
                }


def sold_before(
    random: Random,
    customers: Sequence[Known],
    sold: Sequence[tuple[int, Decimal]],
    stages: Mapping[str, int],
    today: date,
) -> Iterator[dict[str, Any]]:
    """Opportunities that were won or lost within the year, some of them in other currencies."""
    for customer in customers[::EVERY]:
        closed = today - timedelta(days=random.randint(0, YEAR))
        opened = max(closed - timedelta(days=random.randint(20, 120)), customer.created_on)
        if opened > closed:
            continue
        product, price = random.choice(list(sold))
        currency = random.choices(("CNY", "USD", "EUR"), (86, 9, 5))[0]
        amount = price * random.choice((2, 4, 5, 10))
        stage = random.choices(("won", "lost"), (78, 22))[0]
        yield {
            "customer": Link(customer.id),
            "owner": customer.owner,
            "stage": Link(stages[stage]),
            "product": Link(product),
            "amount": paid(amount / 7 if currency != "CNY" else amount, currency),
            "currency": currency,
            "opened_on": opened,
            "created_on": opened,
            "close_on": closed + timedelta(days=random.randint(-15, 20)),
            "closed_on": closed,
            **({"lost_reason": "price"} if stage == "lost" else {}),
        }


def keep_year(office: "Office", today: date) -> None:
    """What was thought on each working day of the year, as the opportunities suggest it."""
    room = office.opportunities
    deals = room.rows(room.listing().ids, FIELDS)
    before: history.State = {}
    for back in range(YEAR, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() < WEEKEND:
            now = thought(deals, day)
            history.note(office._unit, day, before, now)
            before = now


def thought(deals: Sequence[Record], day: date) -> history.State:
    """The sums as they may have been on this day."""
    sums: dict[history.Key, Counter[str]] = {}
    for deal in deals:
        values = deal.values
        kind, due = standing(values, day)
        if not kind:
            continue
        currency = values["currency"]
        units = minor(values["amount"] or Decimal(0), currency)
        weighted = units if kind == WON else units * likely(kind) // 10
        whose = (values["owner"].id if values["owner"] else 0,) * 2
        places = [(kind, units, weighted)]
        if kind in OPEN_KINDS and due and due < day:
            places.append((SLIPPED, units, 0))
        for name, amount, share in places:
            key = (f"{due:%Y-%m}" if due else NONE, name, *whose, currency, values["pipeline"].id)
            found = sums.setdefault(key, Counter())
            found.update(count=1, amount=amount, weighted=share)
    return {key: (one["count"], one["amount"], one["weighted"]) for key, one in sums.items()}


def standing(values: Mapping[str, Any], day: date) -> tuple[str, date | None]:
    """As what an opportunity stood in the forecast on a day, and when it was due."""
    closed, due = values["closed_on"], values["close_on"]
    if values["opened_on"] > day:
        return "", None
    if closed and closed <= day:
        return (WON, closed) if values["meaning"] is StageMeaning.WON else ("", None)
    left = (due - day).days if due else YEAR
    sure = next((kind for days, kind in SURE if left <= days), ForecastCategory.PIPELINE)
    return str(sure), due


def likely(kind: str) -> int:
    """How many of ten come about."""
    return {ForecastCategory.COMMITTED: 8, ForecastCategory.BEST_CASE: 5}.get(
        ForecastCategory(kind), 2
    )
