"""Canonical JSON: one text per value, and nothing else is read."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.vault.canon import NotCanonical, b64, canon, read_canon, unb64

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "canon.json").read_text("utf-8"))

ASCII_KEYS = st.text(st.characters(max_codepoint=127), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII_KEYS, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["name"])
def test_a_value_has_the_text_of_the_published_vector(case):
    raw = bytes.fromhex(case["hex"])
    assert canon(case["value"]) == raw
    assert read_canon(raw) == case["value"]


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: case["name"])
def test_bytes_that_are_not_their_own_canon_are_refused(case):
    with pytest.raises(NotCanonical):
        read_canon(bytes.fromhex(case["hex"]))


@given(VALUES)
def test_every_value_comes_back(value):
    assert read_canon(canon(value)) == value


@pytest.mark.parametrize(
    "value", [-1, 2**53, 1.0, b"x", {1: 2}, {"ä": 1}, "\ud800", {"a": [float("nan")]}, {1}]
)
def test_a_value_without_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canon(value)


@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused_but_never_crash(raw):
    try:
        value = read_canon(raw)
    except NotCanonical:
        return
    assert canon(value) == raw


def test_deep_nesting_is_refused():
    with pytest.raises(NotCanonical):
        read_canon(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize("text", ["QQ", "QR==", "Q Q=", "QQ==\n", "é", "-_=="])
def test_base64_has_one_writing_only(text):
    with pytest.raises(NotCanonical):
        unb64(text)
    assert unb64(b64(b"A")) == b"A"
