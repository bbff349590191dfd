"""What a box for days offers while somebody types."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.i18n import use_language
from cims.services.rules.date_words import parse
from cims.services.rules.day_proposals import completions

SUNDAY = date(2026, 11, 22)


@pytest.fixture
def in_chinese():
    use_language("zh_CN")
    yield
    use_language("en")


def test_an_empty_box_offers_the_usual_days():
    words = [proposal.words for proposal in completions("", SUNDAY)]
    assert words[:4] == ["tomorrow", "day after tomorrow", "in 3 days", "in a week"]


def test_the_usual_days_are_in_the_language_that_is_shown(in_chinese):
    assert [one.words for one in completions("", SUNDAY)][:3] == ["明天", "后天", "大后天"]


def test_what_was_typed_is_completed():
    assert [one.words for one in completions("下周", SUNDAY)][:4] == [
        "下周",
        "下周一",
        "下周二",
        "下周三",
    ]
    assert [one.words for one in completions("next t", SUNDAY)] == ["next Tuesday", "next Thursday"]


def test_a_sound_finds_the_words():
    assert [one.words for one in completions("xzy", SUNDAY)] == ["下周一"]
    assert completions("mingtian", SUNDAY)[0].day == date(2026, 11, 23)


def test_a_number_may_be_days_weeks_or_a_day_of_the_month(in_chinese):
    assert [(one.words, one.day.isoformat()) for one in completions("3", SUNDAY)] == [
        ("3天后", "2026-11-25"),
        ("3号", "2026-12-03"),
        ("3周后", "2026-12-13"),
        ("3个月后", "2027-02-22"),
    ]
    assert [one.words for one in completions("3天", SUNDAY)] == ["3天"]
    assert [one.words for one in completions("2 w", SUNDAY)] == ["2 weeks"]


def test_what_means_a_day_itself_comes_first():
    assert completions("12-5", SUNDAY)[0].day == date(2026, 12, 5)


def test_nonsense_offers_nothing():
    assert completions("qqq", SUNDAY) == ()


def test_what_has_happened_lies_behind(in_chinese):
    words = [one.words for one in completions("", SUNDAY, past=True)]
    assert words[:4] == ["今天", "昨天", "前天", "大前天"]
    assert [(one.words, one.day.isoformat()) for one in completions("周五", SUNDAY, past=True)] == [
        ("周五", "2026-11-20"),
        ("上周五", "2026-11-13"),
    ]
    assert completions("zt", SUNDAY, past=True)[0].words == "昨天"
    assert completions("12-5", SUNDAY, past=True)[0].day == date(2025, 12, 5)


@given(st.text(max_size=8))
def test_no_proposal_for_what_has_happened_lies_ahead(text):
    assert all(one.day <= SUNDAY for one in completions(text, SUNDAY, past=True))


@given(st.text(max_size=8), st.integers(1, 10))
def test_every_proposal_means_the_day_beside_it_and_days_stand_once(text, limit):
    found = completions(text, SUNDAY, limit)
    assert len(found) <= limit
    assert [parse(one.words, SUNDAY) for one in found] == [one.day for one in found]
    assert len({one.day for one in found}) == len(found)
