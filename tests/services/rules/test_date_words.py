"""Days as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.rules.date_words import parse

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("今天", "2026-11-22"),
        ("明天", "2026-11-23"),
        ("后天", "2026-11-24"),
        ("大后天", "2026-11-25"),
        ("昨天", "2026-11-21"),
        ("下周一", "2026-11-23"),
        ("下下周三", "2026-12-02"),
        ("周日", "2026-11-22"),
        ("周三", "2026-11-25"),
        ("本周五", "2026-11-20"),
        ("上周五", "2026-11-13"),
        ("星期2", "2026-11-24"),
        ("下周", "2026-11-29"),
        ("3天后", "2026-11-25"),
        ("三天后", "2026-11-25"),
        ("十五天后", "2026-12-07"),
        ("两周后", "2026-12-06"),
        ("2个月后", "2027-01-22"),
        ("半个月后", "2026-12-07"),
        ("月底", "2026-11-30"),
        ("下月底", "2026-12-31"),
        ("下个月5号", "2026-12-05"),
        ("下个月", "2026-12-22"),
        ("年底", "2026-12-31"),
        ("11月28日", "2026-11-28"),
        ("11-28", "2026-11-28"),
        ("1月5日", "2027-01-05"),
        ("十二月三号", "2026-12-03"),
        ("2月29日", "2028-02-29"),
        ("28号", "2026-11-28"),
        ("5号", "2026-12-05"),
        ("2026年11月28日", "2026-11-28"),
        ("20261128", "2026-11-28"),
        ("２０２６／１１／２８", "2026-11-28"),
        ("2026.1.3", "2026-01-03"),
        ("today", "2026-11-22"),
        ("Tomorrow", "2026-11-23"),
        ("the day after tomorrow", "2026-11-24"),
        ("next Tuesday", "2026-11-24"),
        ("wednesday", "2026-11-25"),
        ("Thurs", "2026-11-26"),
        ("next week", "2026-11-29"),
        ("next month", "2026-12-22"),
        ("in 3 days", "2026-11-25"),
        ("2 weeks", "2026-12-06"),
        ("+10d", "2026-12-02"),
        ("end of month", "2026-11-30"),
    ],
)
def test_a_day_is_understood_as_people_say_it(words, day):
    assert parse(words, SUNDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "有空的时候",
        "2026-02-30",
        "13月1日",
        "32号",
        "soon",
        "9999年后",
        "0号",
        "星期八",
        "一二天后",
    ],
)
def test_what_means_no_day_is_not_guessed(words):
    assert parse(words, SUNDAY) is None


def test_a_month_without_that_day_ends_on_its_last():
    assert parse("1个月后", date(2027, 1, 31)) == date(2027, 2, 28)


@given(st.text(max_size=20), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_text_makes_it_fail(text, today):
    parse(text, today)


@given(st.dates(), st.dates())
def test_a_whole_date_means_itself(day, today):
    assert parse(day.isoformat(), today) == day
