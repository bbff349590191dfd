"""A forecast worked out a second time: from plain rows, one after the other, in plain Python."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

TODAY = date(2026, 11, 22)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Deal:
    """An opportunity as the test knows it."""

    owner: int | None
    customer_owner: int | None
    stage: str
    forecast: str
    probability: Decimal
    amount: Decimal | None
    currency: str
    close_on: date | None
    closed_on: date | None
    lines: tuple[tuple[int, Decimal], ...] = ()  # product, 0 for none, and what a line is worth
    product: int = 0
    weighted: Decimal | None = None  # where it is a part of a deal


def end_of(month):
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def rate_on(rates, currency, day):
    """The latest rate on or before the day; rates: (currency, day, rate)."""
    if currency == "CNY":
        return Decimal(1)
    known = sorted((on, rate) for code, on, rate in rates if code == currency and on <= day)
    return known[-1][1] if known else None


def weighted_of(deal, places):
    """Amount times probability, rounded as the currency is paid."""
    if deal.weighted is not None:
        return deal.weighted
    amount = deal.amount or Decimal(0)
    return (amount * deal.probability).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def split_by_product(deal):
    """A deal for each product of its lines, with its part of the amounts."""
    places = 0 if deal.currency == "JPY" else 2
    totals = [deal.amount or Decimal(0), weighted_of(deal, places)]
    lines = deal.lines or ((0, Decimal(1)),)
    whole = sum(Fraction(worth) for _product, worth in lines)
    parts = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for at, total in enumerate(totals):
        left = total
        for place, (product, worth) in enumerate(lines):
            ratio = Fraction(worth) / whole if whole else Fraction(1, len(lines))
            exact = Fraction(total) * ratio * 10**places
            share = Decimal(int(exact + Fraction(1, 2))).scaleb(-places)
            share = left if place == len(lines) - 1 else share
            left -= share
            parts[product][at] += share
    return [
        replace(deal, product=product, amount=amount, weighted=weighted)
        for product, (amount, weighted) in parts.items()
    ]


def expected(deals, rates, months, who=lambda deal: True, by=lambda deal: None):
    """{(group, month or "", measure): [amount, count]} of these deals."""
    found = defaultdict(lambda: [Decimal(0), 0])
    for deal in filter(who, deals):
        places = 0 if deal.currency == "JPY" else 2
        if deal.stage == "lost":
            continue
        day = deal.closed_on if deal.stage == "won" else deal.close_on
        month = f"{day:%Y-%m}" if day else ""
        if month not in months:
            continue
        rate = rate_on(rates, deal.currency, min(end_of(month), TODAY))
        if rate is None:
            continue
        amount = deal.amount or Decimal(0)
        if deal.stage == "won":
            sums = dict.fromkeys(("closed", "committed", "best_case", "weighted"), amount)
        elif deal.forecast == "omitted":
            continue
        else:
            sums = {"weighted": weighted_of(deal, places)}
            if deal.forecast == "committed":
                sums["committed"] = amount
            if deal.forecast in ("committed", "best_case"):
                sums["best_case"] = amount
            if day < TODAY:
                sums["slipped"] = amount
        for measure, value in sums.items():
            for at in (month, "all"):
                cell = found[by(deal), at, measure]
                cell[0] += value * rate
                cell[1] += 1
    return {
        key: (amount.quantize(CENT, rounding=ROUND_HALF_UP), count)
        for key, (amount, count) in found.items()
    }
