from decimal import Decimal

import pytest

from cims.services.rules.discounts import NotADiscount, discount


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("8折", "0.2"),
        ("打8折", "0.2"),
        ("85折", "0.15"),
        ("8.5折", "0.15"),
        ("八五折", "0.15"),
        ("九折", "0.1"),
        ("９５折", "0.05"),
        ("05折", "0.5"),
        ("对折", "0.5"),
        ("15%", "0.15"),
        ("-15 %", "0.15"),
        ("12.5%", "0.125"),
        ("0%", "0"),
        ("100%", "1"),
        ("15", "0.15"),
        ("", "0"),
        ("原价", "0"),
    ],
)
def test_discounts_are_read_the_way_they_are_spoken(text, share):
    assert discount(text) == Decimal(share)


@pytest.mark.parametrize("text", ["120%", "0折", "便宜点", "-5折", "NaN%", "1e1%", "100.5"])
def test_what_is_no_discount_is_refused_with_a_way_out(text):
    with pytest.raises(NotADiscount, match=r"8折"):
        discount(text)
