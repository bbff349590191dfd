from decimal import Decimal

import pytest

from cims.services.rules.amounts_text import NotAnAmount, amount, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2万", "12000"),
        ("12w", "120000"),
        ("3k", "3000"),
        ("2亿", "200000000"),
        ("¥1,234.50", "1234.50"),
        ("￥１，２３４．５", "1234.5"),
        ("1,234,567.89", "1234567.89"),
        ("１２３", "123"),
        ("-5", "-5"),
        ("¥-5", "-5"),
        ("(5.00)", "-5"),
        ("100元", "100"),
        ("1.5 万元", "15000"),
        (".5", "0.5"),
        ("0.1", "0.1"),
    ],
)
def test_amounts_are_read_exactly(text, value):
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "待定", "1,23", "1.2.3", "(5", "5)", "万", "1e5", "NaN", "--5", "9" * 30]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmount):
        amount(text)


def test_amounts_are_shown_with_thousands_separators():
    assert shown(Decimal("1234567.89")) == "1,234,567.89"
    assert shown(Decimal("0.005")) == "0.01"
    assert shown(Decimal("-0.001")) == "0.00"
    assert shown(Decimal("1000"), 0) == "1,000"
