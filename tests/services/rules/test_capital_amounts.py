import random
from decimal import Decimal

import pytest

from cims.services.rules.capital_amounts import DIGITS, capitals

EXAMPLES = [  # office.md 3.1
    ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
    ("6007.14", "人民币陆仟零柒元壹角肆分"),
    ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
    ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ("0.05", "人民币伍分"),
    ("0.50", "人民币伍角整"),
    ("0", "人民币零元整"),
    ("10", "人民币壹拾元整"),
    ("10.50", "人民币壹拾元零伍角整"),
    ("20001", "人民币贰万零壹元整"),
    ("100050", "人民币壹拾万零伍拾元整"),
    ("100000001", "人民币壹亿零壹元整"),
    ("1000010000", "人民币壹拾亿零壹万元整"),
]


@pytest.mark.parametrize(("amount", "words"), EXAMPLES)
def test_amounts_are_written_as_the_rules_want_them(amount, words):
    assert capitals(Decimal(amount)) == words


def test_what_is_owed_back_is_written_with_minus():
    assert capitals(Decimal("-113.00")) == "人民币负壹佰壹拾叁元整"
    assert capitals(Decimal("-0.00")) == "人民币零元整"


def test_an_office_may_write_its_own_character_for_yuan():
    assert capitals(Decimal("1.10"), "圆") == "人民币壹圆壹角整"


def test_groups_of_zeros_are_read_once():
    assert capitals(Decimal("1000000000000")) == "人民币壹万亿元整"
    assert capitals(Decimal("1000000010000")) == "人民币壹万亿零壹万元整"
    assert capitals(Decimal("1000500000000.01")) == "人民币壹万零伍亿元零壹分"


def test_nothing_finer_than_a_fen_is_written():
    with pytest.raises(ValueError, match=r"0\.005"):
        capitals(Decimal("0.005"))


def test_every_amount_can_be_read_back():
    picked = random.Random(5)
    for _each in range(2_000):
        cents = picked.randrange(10 ** picked.randrange(1, 16))
        assert read_back(capitals(Decimal(cents).scaleb(-2))) == cents


def read_back(words: str) -> int:
    """The cents that capitals say, read by the places alone."""
    rest = words.removeprefix("人民币").removesuffix("整")
    whole, _yuan, small = rest.rpartition("元") if "元" in rest else ("", "", rest)
    cents = 0
    for character, unit in zip(small, small[1:], strict=False):
        if character in DIGITS and unit in "角分":
            cents += DIGITS.index(character) * (10 if unit == "角" else 1)
    return value_of(whole) * 100 + cents


def value_of(words: str) -> int:
    for word, size in (("亿", 10**8), ("万", 10**4)):
        if word in words:
            upper, _word, lower = words.rpartition(word)
            return value_of(upper) * size + value_of(lower)
    places = {"仟": 1000, "佰": 100, "拾": 10}
    total, digit = 0, 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS.index(character)
        else:
            total, digit = total + digit * places[character], 0
    return total + digit
