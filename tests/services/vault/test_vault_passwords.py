"""Rules for new passwords."""

import json
from pathlib import Path

import pytest

from cims.services.vault.errors import PasswordRefused
from cims.services.vault.passwords import (
    check_password,
    common_passwords,
    password_bytes,
    strength,
)

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "passwords.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["same"], ids=lambda case: case["name"])
def test_writings_of_one_password_reach_the_key_derivation_as_the_same_bytes(case):
    for typed in case["typed"]:
        assert bytes(password_bytes(typed)).hex() == case["utf8"]


@pytest.mark.parametrize(
    "password", ["four words stand here", "每个人都有自己的一个秘密句子呀", " " * 15]
)
def test_a_long_phrase_is_accepted_and_blanks_are_kept(password):
    check_password(password)
    assert password_bytes(" a ") == b" a "


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "too short"),
        ("fourteen chars", "too short"),
        ("x" * 1025, "too long"),
        ("客" * 342, "too long"),
        ("fifteen chars \ud800!", "cannot be stored"),
        ("fifteen chars \U000e0fff!", "cannot be stored"),
        ("Red Cherry Works", "name"),
        ("red cherryWORKS", "name"),
    ],
)
def test_a_refusal_names_its_reason(password, says):
    with pytest.raises(PasswordRefused, match=says):
        check_password(password, ["Red Cherry Works", "ada"])


def test_a_common_password_is_refused_however_it_is_spaced_and_capitalised():
    common = max(common_passwords(), key=len)
    assert len(common) >= 15
    for writing in (common, common.upper(), f"{common[:4]} {common[4:]}"):
        with pytest.raises(PasswordRefused, match="most common"):
            check_password(writing)


def test_a_phrase_that_merely_contains_a_common_word_passes():
    check_password("password of a purple hippo", ["hippo"])


def test_with_a_second_factor_twelve_characters_are_enough():
    check_password("twelve chars", second_factor=True)
    with pytest.raises(PasswordRefused):
        check_password("eleven char", second_factor=True)


def test_the_blocklist_holds_ten_thousand_common_passwords():
    assert len(common_passwords()) >= 10_000
    assert "password1" in common_passwords()


def test_the_meter_tells_weak_from_strong():
    assert strength("") == 0
    assert strength("password") == 0
    assert strength("mauve otter trampoline verdict") == 4
    assert strength("a" * 5000) <= 1
