"""Counts as they are read at a glance, in both languages."""

import pytest

from cims.services.i18n import use_language
from cims.ui.charts.numbers import exact, on_axis, short, steps


@pytest.mark.parametrize(
    ("count", "chinese", "english"),
    [
        (0, "0", "0"),
        (99_999, "99,999", "99,999"),
        (100_000, "10.0 万", "100,000"),
        (2_860_000, "286.0 万", "2,860,000"),
        (123_456_789, "1.23 亿", "123,456,789"),
    ],
)
def test_from_a_hundred_thousand_on_chinese_counts_in_wan(count, chinese, english):
    assert short(count) == english
    use_language("zh_CN")
    assert short(count) == chinese
    assert exact(count) == english


def test_an_axis_has_round_numbers():
    assert [on_axis(line) for line in (0, 50_000, 200_000)] == ["0", "50,000", "200K"]
    use_language("zh_CN")
    assert on_axis(250_000) == "25 万"


@pytest.mark.parametrize("most", [0, 1, 3, 7, 66, 100, 101, 999, 1_000_000])
def test_grid_lines_are_round_and_reach_to_the_highest(most):
    lines = steps(most)
    assert lines[0] == 0
    assert lines[-1] >= most
    assert 2 <= len(lines) <= 6
    assert str(lines[1]).strip("0") in {"1", "2", "5"}
