"""The recovery sheet: what is printed can be typed back."""

import json
import os
from pathlib import Path

import pytest

from cims.services.vault.errors import WrongRecoveryText
from cims.services.vault.recovery import (
    qr_payload,
    read_qr,
    read_sheet,
    same_group,
    sheet_text,
    symbols_of,
)

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "recovery.json").read_text("utf-8"))
VAULT = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize("case", CASES["sheets"], ids=lambda case: case["secret"][:8])
def test_a_sheet_has_the_text_of_the_published_vector_and_is_read_however_it_is_typed(case):
    secret = bytes.fromhex(case["secret"])
    assert sheet_text(secret) == case["text"]
    assert symbols_of(secret) == case["symbols"]
    for typed in case["typed"]:
        assert read_sheet(typed) == case["symbols"]


def test_each_wrong_sign_is_caught_by_the_check():
    text = sheet_text(os.urandom(20)).replace("-", "")
    for at, sign in enumerate(text):
        wrong = text[:at] + ("7" if sign != "7" else "8") + text[at + 1 :]
        with pytest.raises(WrongRecoveryText, match="typing error"):
            read_sheet(wrong)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "0 were typed"), ("ABCD", "4 were typed"), ("U" * 36, "no such sign: U"), ("客", "客")],
)
def test_what_is_wrong_with_the_typed_text_is_said(typed, says):
    with pytest.raises(WrongRecoveryText, match=says):
        read_sheet(typed)


def test_two_groups_can_be_asked_back():
    sheet = sheet_text(bytes(20))
    assert same_group("oooo", sheet, 1)
    assert not same_group("1111", sheet, 1)
    assert same_group(sheet.split("-")[8].lower(), sheet, 9)


def test_the_code_of_a_sheet_is_read_back():
    sheet = sheet_text(bytes(range(20)))
    assert read_qr(qr_payload(VAULT, sheet)) == (VAULT, read_sheet(sheet))
    for wrong in ("", "CIMS2:a:b", f"CIMS1:{VAULT}:short"):
        with pytest.raises(WrongRecoveryText):
            read_qr(wrong)
