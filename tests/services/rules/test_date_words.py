"""Days as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.rules.date_words import not_understood, parse

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
        ("大后天", "2026-11-25"),
        ("前天", "2026-11-20"),
        ("一个月后", "2026-12-22"),
        ("半年后", "2027-05-22"),
        ("过两天", "2026-11-24"),
        ("3天前", "2026-11-19"),
        ("下下周一", "2026-11-30"),
        ("下星期三", "2026-11-25"),
        ("周五", "2026-11-27"),
        ("周末", "2026-11-22"),
        ("下周末", "2026-11-28"),
        ("下周初", "2026-11-23"),
        ("月初", "2026-12-01"),
        ("下月初", "2026-12-01"),
        ("月中", "2026-12-15"),
        ("下月中", "2026-12-15"),
        ("下个月15号", "2026-12-15"),
        ("本月30号", "2026-11-30"),
        ("15号", "2026-12-15"),
        ("31号", "2026-12-31"),
        ("12月5日", "2026-12-05"),
        ("12-5", "2026-12-05"),
        ("12/5", "2026-12-05"),
        ("2026-12-05", "2026-12-05"),
        ("１２月５日", "2026-12-05"),
        ("季度末", "2026-12-31"),
        ("下季度末", "2027-03-31"),
        ("明年1月5日", "2027-01-05"),
        ("明年底", "2027-12-31"),
        ("明年初", "2027-01-01"),
        ("上周", "2026-11-15"),
        ("上个月", "2026-10-22"),
        ("this Friday", "2026-11-20"),
        ("Friday", "2026-11-27"),
        ("by Friday", "2026-11-27"),
        ("in two weeks", "2026-12-06"),
        ("a week from now", "2026-11-29"),
        ("two days ago", "2026-11-20"),
        ("in a month", "2026-12-22"),
        ("end of next month", "2026-12-31"),
        ("start of next month", "2026-12-01"),
        ("Dec 5", "2026-12-05"),
        ("5 Dec", "2026-12-05"),
        ("December 5th", "2026-12-05"),
        ("5th of December 2027", "2027-12-05"),
        ("Dec. 5, 2027", "2027-12-05"),
        ("Jan 5", "2027-01-05"),
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
        "过几天",
        "年",
        "Decembre 5",
        "in many days",
        "明年13月1日",
        "正月三十一",
        "后天" * 40,
    ],
)
def test_what_means_no_day_is_not_guessed(words):
    assert parse(words, SUNDAY) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("春节", "2027-02-06"),
        ("春节后", "2027-02-15"),
        ("年后", "2027-02-15"),
        ("春节前", "2027-02-04"),
        ("after Spring Festival", "2027-02-15"),
        ("元旦", "2027-01-01"),
        ("元旦后", "2027-01-04"),
        ("元宵节", "2027-02-20"),
        ("端午前", "2027-06-08"),
        ("中秋节", "2027-09-15"),
        ("国庆后", "2027-10-08"),
        ("正月初八", "2027-02-13"),
        ("农历八月十五", "2027-09-15"),
        ("腊月廿三", "2027-01-30"),
        ("腊月三十", "2027-02-05"),
    ],
)
def test_a_festival_and_a_lunar_day_are_understood(words, day):
    assert parse(words, SUNDAY) == date.fromisoformat(day)


def test_after_a_festival_is_a_working_day():
    """In 2026 the state's holiday ended on 23 February, a Monday."""
    assert parse("春节后", date(2026, 1, 5)) == date(2026, 2, 24)
    assert parse("中秋后", date(2026, 9, 1)) == date(2026, 9, 28)
    assert parse("端午后", date(2026, 6, 1)) == date(2026, 6, 22)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("周五", "2026-11-20"),
        ("周日", "2026-11-22"),
        ("11-20", "2026-11-20"),
        ("12月5日", "2025-12-05"),
        ("15号", "2026-11-15"),
        ("2月29日", "2024-02-29"),
        ("Monday", "2026-11-16"),
        ("春节", "2026-02-17"),
        ("昨天", "2026-11-21"),
    ],
)
def test_what_has_happened_is_looked_for_behind(words, day):
    assert parse(words, SUNDAY, past=True) == date.fromisoformat(day)


def test_a_word_without_a_day_is_told_with_examples():
    assert not_understood("有空的时候") == (
        "“有空的时候” is not a date. Write it like 2026-11-28 or “tomorrow”."
    )
    assert len(not_understood("有空" * 500)) < 120


def test_a_month_without_that_day_ends_on_its_last():
    assert parse("1个月后", date(2027, 1, 31)) == date(2027, 2, 28)


@given(st.text(max_size=20), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_text_makes_it_fail(text, today):
    parse(text, today)
    parse(text, today, past=True)


@given(
    st.text(
        alphabet="今明后天周下上个月年底初中号日前春节国庆正腊廿十三5-/ +dwmonthnexten", max_size=12
    ),
    st.sampled_from([date.min, date(1899, 12, 31), date(2101, 3, 1), date.max]),
)
def test_the_ends_of_the_calendar_are_an_answer_and_no_crash(text, today):
    parse(text, today)
    parse(text, today, past=True)


@given(st.integers(1, 12), st.integers(1, 28), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_without_year_is_the_nearest_one(month, day, today):
    coming, last = parse(f"{month}-{day}", today), parse(f"{month}月{day}日", today, past=True)
    assert last <= today <= coming
    assert (coming - last).days <= 366


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from("一二三四五六日"))
def test_next_week_is_always_seven_days_after_this_week(today, sign):
    assert (parse(f"下周{sign}", today) - parse(f"本周{sign}", today)).days == 7
    assert 0 <= (parse(f"周{sign}", today) - today).days < 7
    assert 0 <= (today - parse(f"周{sign}", today, past=True)).days < 7


@given(st.dates(), st.dates())
def test_a_whole_date_means_itself(day, today):
    assert parse(day.isoformat(), today) == day
