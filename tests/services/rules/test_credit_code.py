import pytest

from cims.services.rules.credit_code import check_character, normalised, problem


@pytest.mark.parametrize("code", ["91350100M000100Y43", "914403001922038216", ""])
def test_a_right_code_and_none_at_all_have_no_problem(code):
    assert problem(code) is None


def test_a_wrong_last_character_is_named_with_the_right_one():
    assert problem("91330000799655058B") == (
        "The credit code's last character should be 6: compare it again."
    )
    assert check_character("91330000799655058") == "6"


def test_full_width_spaces_and_small_letters_are_the_same_code():
    assert normalised(" ９１３５０１００　m000100y43 ") == "91350100M000100Y43"
    assert problem("９１３５０１００ m000100y43") is None


@pytest.mark.parametrize(
    ("letter", "meant"), [("I", "1"), ("O", "0"), ("Z", "2"), ("S", "5"), ("V", "U")]
)
def test_a_letter_that_no_code_has_is_asked_about(letter, meant):
    said = problem(f"9135010{letter}M000100Y43")
    assert said is not None
    assert f"no {letter}" in said
    assert f"is it {meant}?" in said


def test_other_lengths_and_strange_characters_are_named():
    assert problem("9135") == "A credit code has 18 characters, this one has 4."
    assert problem("91350100M000100Y4中") == "“中” can't stand in a credit code."
