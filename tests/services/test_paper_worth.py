"""What quotes come to: groups, optional lines, gifts and rebates, against Fractions."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from cims.services.entity import Link
from cims.services.errors import ValidationFailed
from cims.services.paper_worth import row_amounts, worth
from cims.services.quote_fields import QuoteLineRow
from cims.services.rules.currencies import minor
from cims.services.rules.line_amounts import PaperAmounts, less_rebate
from tests.factories import valid
from tests.services.rules.test_line_amounts import half_up

RATES = (None, "0", "0.01", "0.03", "0.06", "0.09", "0.13")
FINEST = 10**6


def random_row(picked: random.Random) -> QuoteLineRow:
    rate = picked.choice(RATES)
    return QuoteLineRow(
        name="Part",
        heading=picked.choice((None, "主机", "备件")),
        quantity=Decimal(picked.randrange(1, 10**5)).scaleb(-picked.randrange(5)),
        unit_price=Decimal(picked.randrange(10**7)).scaleb(-picked.randrange(7)),
        discount=picked.choice(
            (None, Decimal(0), Decimal("0.15"), Decimal("0.333333"), Decimal(1))
        ),
        tax_rate=None if rate is None else Decimal(rate),
        optional=picked.random() < 0.2,
        gift=picked.random() < 0.15,
    )


def wanted_of(row: QuoteLineRow, places: int, *, included: bool) -> tuple[int, int, int]:
    """Net, tax and total of a line in smallest units; no code of the program takes part."""
    assert row.quantity is not None and row.unit_price is not None
    price = Fraction(0) if row.gift else Fraction(row.unit_price)
    value = Fraction(row.quantity) * price * (1 - Fraction(row.discount or 0))
    first = half_up(Fraction(half_up(value * FINEST), FINEST) * 10**places)
    rate = Fraction(row.tax_rate or 0)
    if included:
        net = half_up(first / (1 + rate))
        return net, first - net, first
    tax = half_up(first * rate)
    return first, tax, first + tax


def wanted_whole(rows, places: int, rebate: int, *, included: bool) -> tuple[int, int, int]:
    lines = [wanted_of(row, places, included=included) for row in rows if not row.optional]
    tax, total = (sum(line[place] for line in lines) for place in (1, 2))
    off = min(rebate, total)
    if off > 0:
        tax -= half_up(Fraction(off * tax, total))
        total -= off
    return total - tax, tax, total


def units(amounts: PaperAmounts, currency: str) -> tuple[int, int, int]:
    return (
        minor(amounts.net, currency),
        minor(amounts.tax, currency),
        minor(amounts.total, currency),
    )


def test_ten_thousand_random_quotes_equal_an_independent_computation():
    picked = random.Random(2026)
    for _each in range(10_000):
        currency, places = picked.choice((("CNY", 2), ("JPY", 0), ("KWD", 3)))
        included = picked.random() < 0.7
        rows = [random_row(picked) for _line in range(picked.randrange(1, 8))]
        most = 10 ** picked.randrange(1, 9)
        rebate = picked.choice((0, picked.randrange(most)))
        found = worth(rows, currency, tax_included=included, rebate=Decimal(rebate).scaleb(-places))
        assert units(found, currency) == wanted_whole(rows, places, rebate, included=included)
        assert found.net + found.tax == found.total
        for row in rows:
            line = row_amounts(row, currency, tax_included=included)
            assert units(line, currency) == wanted_of(row, places, included=included)


def test_stored_quotes_come_to_what_was_shown_while_they_were_entered(write, read):
    picked = random.Random(7)
    customer = write(lambda office: office.customers.add(valid("customer")))
    for included in (True, False) * 10:
        rows = tuple(random_row(picked) for _line in range(picked.randrange(1, 8)))
        shown = worth(rows, "CNY", tax_included=included)
        rebate = (shown.total / 7).quantize(Decimal("0.01"))
        values = {
            "customer": Link(customer),
            "lines": rows,
            "tax_included": included,
            "rebate": rebate,
        }
        id_ = write(lambda office, values=values: office.quotes.add(values))
        stored = read(lambda office, id_=id_: office.quotes.load(id_)).values
        found = PaperAmounts(stored["net"], stored["tax"], stored["total"])
        assert found == less_rebate(shown, rebate, "CNY")
        assert units(found, "CNY") == wanted_whole(rows, 2, minor(rebate, "CNY"), included=included)


def office_example(*rows: tuple[str, str], included: bool = True) -> tuple[Decimal, ...]:
    lines = [
        QuoteLineRow(quantity=Decimal(n), unit_price=Decimal(price), tax_rate=Decimal("0.13"))
        for n, price in rows
    ]
    found = worth(lines, "CNY", tax_included=included)
    return found.net, found.tax, found.total


def test_the_examples_of_how_the_office_counts_tax():
    """office.md 3.6."""
    assert office_example(("1", "1000")) == (Decimal("884.96"), Decimal("115.04"), 1000)
    assert office_example(("1", "113")) == (100, 13, 113)
    assert office_example(*[("1", "33.33")] * 3)[1:] == (Decimal("11.49"), Decimal("99.99"))
    without = office_example(("3", "29.50"), included=False)
    assert without == (Decimal("88.50"), Decimal("11.51"), Decimal("100.01"))


def test_no_more_is_taken_off_than_there_is():
    whole = PaperAmounts(Decimal(100), Decimal(13), Decimal(113))
    assert less_rebate(whole, Decimal(500), "CNY") == PaperAmounts(*[Decimal(0)] * 3)
    back = PaperAmounts(Decimal(-100), Decimal(-13), Decimal(-113))
    assert less_rebate(back, Decimal(5), "CNY") == back
    assert less_rebate(whole, None, "CNY") is whole


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": Decimal(10) ** 12, "unit_price": Decimal(10) ** 6}, "quantity"),
        ({"quantity": Decimal(10) ** 13}, "quantity"),
        ({"unit_price": Decimal("0.1234567")}, "unit_price"),
        ({"discount": Decimal("1.01")}, "discount"),
        ({"discount": Decimal("-0.01")}, "discount"),
        ({"tax_rate": Decimal(13)}, "tax_rate"),
    ],
)
def test_a_line_that_can_not_be_says_what_is_wrong(write, values, field):
    quote = write(lambda office: office.quotes.add(valid("quote")))
    line = {**valid("quote_line", quote=Link(quote)), **values}
    with pytest.raises(ValidationFailed) as caught:
        write(lambda office: office.quote_lines.add(line))
    assert caught.value.messages[field].endswith((".", "。"))


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ({"quantity": Decimal(-3)}, "-89.99"),  # returned, or credited
        ({"quantity": Decimal(0)}, "0"),
        ({"discount": Decimal(1)}, "0"),
        ({"discount": Decimal(0)}, "99.99"),
        ({"unit_price": Decimal("0.123456"), "discount": Decimal(0)}, "0.37"),
    ],
)
def test_unusual_lines_are_worth_what_they_say(write, read, values, total):
    quote = write(lambda office: office.quotes.add(valid("quote")))
    line = {**valid("quote_line", quote=Link(quote)), **values}
    write(lambda office: office.quote_lines.add(line))
    assert read(lambda office: office.quotes.load(quote)).values["total"] == Decimal(total)
