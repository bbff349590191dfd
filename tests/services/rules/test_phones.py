import csv
from pathlib import Path

import pytest

from cims.services.rules import phones
from cims.services.rules.phones import (
    Phone,
    PhoneKind,
    digits,
    display,
    masked,
    match_key,
    search_digits,
    split,
)

NORTHWIND = Path(__file__).parents[4] / "shared" / "data" / "northwind" / "customers.csv"
HOME = "0512"


def only(text, home_area=HOME, country=None):
    (phone,) = split(text, home_area, country)
    return phone


@pytest.mark.parametrize(
    ("text", "kind", "area", "number", "extension"),
    [
        ("0512-62888888转8012", PhoneKind.LANDLINE, "0512", "62888888", "8012"),
        ("(0512)62888888-8012", PhoneKind.LANDLINE, "0512", "62888888", "8012"),
        ("0512-62888888 8012", PhoneKind.LANDLINE, "0512", "62888888", "8012"),
        ("0512 62888888 ext. 12", PhoneKind.LANDLINE, "0512", "62888888", "12"),
        ("0512-6288 8888 分机 801", PhoneKind.LANDLINE, "0512", "62888888", "801"),
        ("+86-512-62888888", PhoneKind.LANDLINE, "0512", "62888888", ""),
        ("+86 10 6234 5678", PhoneKind.LANDLINE, "010", "62345678", ""),
        ("051262888888", PhoneKind.LANDLINE, "0512", "62888888", ""),
        ("（021）58888888", PhoneKind.LANDLINE, "021", "58888888", ""),
        ("95588", PhoneKind.SHORT, "", "95588", ""),
        ("10086", PhoneKind.SHORT, "", "10086", ""),
        ("149 1234 5678", PhoneKind.MOBILE, "", "14912345678", ""),
        ("013812345678", PhoneKind.MOBILE, "", "13812345678", ""),
        ("0086 138 1234 5678", PhoneKind.MOBILE, "", "13812345678", ""),
        ("８６１３８１２３４５６７８", PhoneKind.MOBILE, "", "13812345678", ""),
        ("400-820-8820", PhoneKind.SERVICE, "", "4008208820", ""),
        ("852 2345 6789", PhoneKind.FOREIGN, "", "852 2345 6789", ""),
        ("+1 (555) 123-4567", PhoneKind.FOREIGN, "", "+1 (555) 123-4567", ""),
        ("传真 0512-62888889", PhoneKind.FAX, "0512", "62888889", ""),
    ],
)
def test_the_writings_of_an_office_are_understood(text, kind, area, number, extension):
    phone = only(text)
    assert (phone.kind, phone.area, phone.number, phone.extension) == (
        kind,
        area,
        number,
        extension,
    )
    assert phone.problem is None
    assert not phone.inferred_area


def test_several_numbers_in_one_cell_come_apart():
    assert [phone.number for phone in split("0571-88888888/13800138000")] == [
        "88888888",
        "13800138000",
    ]
    assert len(split("13812345678;13912345678、62880001,0512-62880002 13612345678")) == 5
    assert split("  ") == ()


@pytest.mark.parametrize("before", ["+86 ", "0086 ", "86 ", "(+86) ", "手机：+86 ", "+86\u3000"])
def test_the_country_code_before_a_blank_is_no_number_of_its_own(before):
    assert split(f"{before}13812345678") == (Phone(PhoneKind.MOBILE, "13812345678"),)
    assert split(f"{before}0512-62888888") == (Phone(PhoneKind.LANDLINE, "62888888", "0512"),)
    assert len(split(f"13912345678 / {before}13812345678")) == 2
    assert [phone.number for phone in split("13912345678 / +86")] == ["13912345678", "+86"]


def test_a_missing_area_code_is_taken_from_the_office_and_marked():
    assert only("62888888") == Phone(PhoneKind.LANDLINE, "62888888", "0512", inferred_area=True)
    assert only("62888888", None).problem == "The area code is missing: add it, like 0512-."


def test_whose_number_it_is_becomes_the_note():
    assert only("手机：13812345678（本人）").note == "本人"
    assert only("张总 138-1234-5678").note == "张总"
    assert only("电话:0512-62888888").note == ""


def test_a_digit_short_or_too_many_warns_and_is_kept():
    for text in ("1381234567", "0512-628888", "138123456"):
        phone = only(text)
        assert phone.problem is not None
        assert "digit" in phone.problem
        assert digits(phone) == text.replace("-", "")
    for text in ("12", "0512-123", "(0512) 6288"):
        assert only(text).problem == (
            f"The phone has {len(digits(only(text)))} digits:"
            " a mobile has 11, a landline its area code."
        )
    assert only("138123456789").problem == (
        "The phone has a digit too many: a mobile has 11 digits."
    )
    assert only("+").problem == "“+” is no phone number."
    assert only("1 " * 5000).kind is PhoneKind.OTHER
    assert only("待定").problem == "“待定” is no phone number."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138 1234 5678"),
        ("0512-62888888转8012", "0512-6288 8888 ext. 8012"),
        ("4008208820", "400-820-8820"),
        ("(5) 555-4729", "(5) 555-4729"),
        ("0512-62888888", "0512-6288 8888"),
    ],
)
def test_numbers_are_shown_in_groups_and_read_back(text, shown):
    phone = only(text)
    assert display(phone) == shown
    assert only(shown) == phone


def test_the_middle_is_masked():
    assert masked(only("13812345678")) == "138****5678"
    assert masked(only("0512-62888888")) == "0512-****8888"
    assert "555" not in masked(only("(5) 555-4729"))


def test_all_writings_of_one_line_have_one_key():
    keys = {
        match_key(only(text))
        for text in ("0512-62888888", "+86 512 62888888", "62888888", "0512 6288 8888转12")
    }
    assert keys == {"51262888888"}
    assert match_key(only("+86 138 1234 5678")) == match_key(only("138-1234-5678")) == "13812345678"
    assert match_key(only("10086")) == ""
    assert search_digits("0086 13812345678") == "13812345678"
    assert search_digits("0512-62888888") == "51262888888"


@pytest.mark.skipif(not NORTHWIND.exists(), reason="the shared data is not beside this clone")
def test_northwinds_numbers_are_kept_without_a_warning():
    with NORTHWIND.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 91
    for row in rows:
        for text in (row["phone"], row["fax"]):
            if text == "NULL":
                continue
            phone = only(text, None, row["country"])
            assert phone.problem is None
            assert phone.number == text
    alone = [only(row["phone"], None) for row in rows]
    warned = [phone.number for phone in alone if phone.problem]
    assert warned == ["76753425", "65629722"]  # could be local numbers in China


def test_the_usual_writings_are_read_without_the_long_way(monkeypatch):
    def long_way(*_given):
        raise AssertionError

    monkeypatch.setattr(phones, "_split", long_way)
    for text in ("13812345678", "138 1234 5678", "0512-62888888", "0512-6288 8888"):
        assert only(text).problem is None


def test_zeros_inside_a_mobile_do_not_part_it():
    assert [display(phone) for phone in split("138 0000 9999 / 0512-62888888")] == [
        "138 0000 9999",
        "0512-6288 8888",
    ]
    assert [display(phone) for phone in split("138 0086 1234")] == ["138 0086 1234"]
    assert len(split("13800001111 0049 30 1234567")) == 2


def test_a_mobile_of_seven_digits_is_warned_of():
    (phone,) = split("138 1234")
    assert phone.problem is not None
