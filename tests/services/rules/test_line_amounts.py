import random
from decimal import Decimal
from fractions import Fraction

import pytest

from cims.services.rules.currencies import exponent, major, minor, paid
from cims.services.rules.line_amounts import PaperAmounts, exact_value, paper_amounts, sum_of

THIRTEEN = Decimal("0.13")


def paper(amount: str, rate=THIRTEEN, currency="CNY", *, tax_included=True) -> PaperAmounts:
    return paper_amounts(Decimal(amount), rate, currency, tax_included=tax_included)


def amounts(net: str, tax: str, total: str) -> PaperAmounts:
    return PaperAmounts(Decimal(net), Decimal(tax), Decimal(total))


def test_tax_is_taken_out_of_prices_that_include_it():
    assert paper("1000") == amounts("884.96", "115.04", "1000.00")
    assert paper("113") == amounts("100.00", "13.00", "113.00")


def test_lines_are_rounded_one_by_one_and_then_added():
    lines = [paper("33.33")] * 3
    assert sum_of(lines) == amounts("88.50", "11.49", "99.99")
    assert paper("99.99").tax == Decimal("11.50")  # the whole paper at once would be a fen more


def test_tax_comes_on_top_of_prices_without_it():
    assert paper("88.50", tax_included=False) == amounts("88.50", "11.51", "100.01")


def test_where_no_tax_is_charged_the_total_is_the_net():
    assert paper("10.005", None) == amounts("10.01", "0", "10.01")
    assert paper("10.005", Decimal(0), tax_included=False) == amounts("10.01", "0", "10.01")


def test_what_is_taken_back_mirrors_what_was_sold():
    sold, returned = paper("33.335"), paper("-33.335")
    assert (returned.net, returned.tax, returned.total) == (-sold.net, -sold.tax, -sold.total)


def test_exact_values_keep_what_the_paper_rounds():
    value = exact_value(Decimal("12"), Decimal("14.4"), Decimal("0.15"))
    assert value == Decimal("146.88")
    third = exact_value(Decimal("3"), Decimal("0.333333"), Decimal("0.1"))
    assert third == Decimal("0.899999")  # 0.8999991


def test_the_largest_line_is_multiplied_without_rounding():
    value = exact_value(Decimal("9999999.9999"), Decimal("99999.999999"), Decimal("0.000001"))
    wanted = Fraction("9999999.9999") * Fraction("99999.999999") * (1 - Fraction("0.000001"))
    assert abs(Fraction(value) - wanted) <= Fraction(1, 2_000_000)


@pytest.mark.parametrize(
    ("currency", "places"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("EUR", 2)]
)
def test_amounts_are_rounded_to_what_can_be_paid(currency, places):
    assert exponent(currency) == places
    half = Decimal(5).scaleb(-places - 1)
    assert paid(half, currency) == Decimal(1).scaleb(-places)
    assert minor(-half, currency) == -1
    assert major(minor(Decimal(7), currency), currency) == Decimal(7)


def test_ten_thousand_random_papers_equal_an_independent_computation():
    """Fractions and whole units only: no Decimal, no quantize, no shared code."""
    picked = random.Random(41)
    for _each in range(10_000):
        currency, places = picked.choice([("CNY", 2), ("JPY", 0), ("KWD", 3)])
        included = picked.random() < 0.7
        lines, wanted = [], [0, 0, 0]
        for _line in range(picked.randrange(1, 8)):
            quantity = Decimal(picked.randrange(-50_000, 10**7)).scaleb(-picked.randrange(5))
            price = Decimal(picked.randrange(10**9)).scaleb(-picked.randrange(7))
            off = Decimal(picked.choice([0, 0, 5, 15, 20, 33, 100])).scaleb(-2)
            rate = picked.choice([None, "0", "0.01", "0.03", "0.06", "0.09", "0.13"])
            share = None if rate is None else Decimal(rate)
            exact = exact_value(quantity, price, off)
            lines.append(paper_amounts(exact, share, currency, tax_included=included))
            value = Fraction(quantity) * Fraction(price) * (1 - Fraction(off))
            value = Fraction(half_up(value * 10**6), 10**6)
            first = half_up(value * 10**places)
            taxed = Fraction(rate or 0)
            if included:
                net = half_up(first / (1 + taxed))
                row = (net, first - net, first)
            else:
                tax = half_up(first * taxed)
                row = (first, tax, first + tax)
            wanted = [a + b for a, b in zip(wanted, row, strict=True)]
        whole = sum_of(lines)
        found = [minor(each, currency) for each in (whole.net, whole.tax, whole.total)]
        assert found == wanted
        assert whole.net + whole.tax == whole.total


def half_up(value: Fraction) -> int:
    sign = -1 if value < 0 else 1
    return sign * int((abs(value) * 2 + 1) // 2)
