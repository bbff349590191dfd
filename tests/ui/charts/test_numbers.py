"""Counts as they are read at a glance, in both languages."""

import pytest

from cims.services.i18n import use_language
from cims.ui.charts.numbers import exact, on_axis, short, steps, tight


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
    lines = (0, 50_000, 200_000, 1_500_000)
    assert [on_axis(line) for line in lines] == ["0", "50,000", "200K", "1.5M"]
    use_language("zh_CN")
    assert [on_axis(line) for line in (250_000, 150_000_000)] == ["25 万", "1.5 亿"]


def test_where_room_is_narrow_english_counts_in_thousands_and_millions():
    counts = (99_999, 488_375, 12_377_750)
    assert [tight(count) for count in counts] == ["99,999", "488K", "12.4M"]
    use_language("zh_CN")
    assert [tight(count) for count in counts] == [short(count) for count in counts]


@pytest.mark.parametrize("most", [0, 1, 3, 7, 66, 100, 101, 999, 1_000_000])
def test_grid_lines_are_round_and_reach_to_the_highest(most):
    lines = steps(most)
    assert lines[0] == 0
    assert lines[-1] >= most
    assert 2 <= len(lines) <= 6
    assert str(lines[1]).strip("0") in {"1", "2", "5"}
