from decimal import Decimal

import pytest

from cims.services.i18n import use_language
from cims.services.rules.discounts import NotADiscount, discount, discount_text, share


@pytest.mark.parametrize(
    ("text", "off"),
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
def test_discounts_are_read_the_way_they_are_spoken(text, off):
    assert discount(text) == Decimal(off)


@pytest.mark.parametrize("text", ["120%", "0折", "便宜点", "-5折", "NaN%", "1e1%", "100.5"])
def test_what_is_no_discount_is_refused_with_a_way_out(text):
    with pytest.raises(NotADiscount, match=r"8折"):
        discount(text)


@pytest.mark.parametrize(
    ("off", "chinese", "english"),
    [("0.15", "8.5折", "15%"), ("0.2", "8折", "20%"), ("0.125", "8.75折", "12.5%"),
     ("0.05", "9.5折", "5%"), ("0", "0%", "0%"), ("1", "100%", "100%")],
)  # fmt: skip
def test_a_discount_is_told_as_people_read_it(off, chinese, english):
    use_language("zh_CN")
    told = discount_text(Decimal(off))
    use_language("en")
    assert (told, discount_text(Decimal(off))) == (chinese, english)
    assert share(chinese) == Decimal(off)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("13", "0.13"), ("13%", "0.13"), ("0.13", "0.13"), ("１３％", "0.13"), ("8折", "0.2"),
     ("120", "1.2"), ("cheap", None), ("nan", None), ("11折折", None)],
)  # fmt: skip
def test_a_share_is_read_in_every_way_it_is_written(text, meant):
    assert share(text) == (None if meant is None else Decimal(meant))
