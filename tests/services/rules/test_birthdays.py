from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_python import Solar

from cims.services.rules.birthdays import (
    Birthday,
    Calendar,
    lunar_birthday,
    lunar_words,
    next_dates,
    problem,
    shown,
    solar_date,
)

LUNAR, SOLAR = Calendar.LUNAR, Calendar.SOLAR


def test_the_eighth_of_the_eighth_month():
    assert next_dates(Birthday(LUNAR, 8, 8), date(2026, 1, 1), 2) == (
        date(2026, 9, 18),
        date(2027, 9, 8),
    )


def test_a_leap_month_falls_back_to_the_ordinary_one():
    birthday = Birthday(LUNAR, 6, 15, 2025, leap=True)
    assert next_dates(birthday, date(2025, 1, 1), 2) == (date(2025, 8, 8), date(2026, 7, 28))


def test_a_thirtieth_that_is_missing_becomes_the_twenty_ninth():
    assert next_dates(Birthday(LUNAR, 12, 30), date(2026, 3, 1)) == (date(2027, 2, 5),)


def test_a_solar_day_of_birth_gives_the_lunar_one():
    assert lunar_birthday(date(1976, 10, 1)) == Birthday(LUNAR, 8, 8, 1976, leap=True)


def test_the_birthday_itself_is_the_next_one():
    assert next_dates(Birthday(SOLAR, 3, 5), date(2026, 3, 5)) == (date(2026, 3, 5),)
    assert next_dates(Birthday(LUNAR, 8, 8), date(2026, 9, 18)) == (date(2026, 9, 18),)


def test_the_29th_of_february_is_kept_on_the_28th():
    assert next_dates(Birthday(SOLAR, 2, 29), date(2027, 1, 1), 2) == (
        date(2027, 2, 28),
        date(2028, 2, 29),
    )


@pytest.mark.parametrize("today", [date(1, 1, 1), date(2100, 12, 31), date(9999, 12, 31)])
def test_out_of_range_is_an_answer_and_no_crash(today):
    assert all(1900 <= day.year <= 2101 for day in next_dates(Birthday(LUNAR, 8, 8), today))
    assert solar_date(1800, 1, 1) is None
    assert lunar_birthday(date(1850, 1, 1)) is None
    assert problem(Birthday(LUNAR, 1, 1, 1850)) == (
        "The lunar calendar is known from 1900 to 2100 only."
    )


def test_impossible_days_are_named():
    assert problem(Birthday(SOLAR, 2, 30)) == "This month doesn't have that day."
    assert problem(Birthday(SOLAR, 2, 29, 2025)) == "This month doesn't have that day."
    assert problem(Birthday(LUNAR, 13, 1)) == "A birthday's month is 1 to 12."
    assert problem(Birthday(LUNAR, 1, 31)) == "A lunar month has at most 30 days."
    assert next_dates(Birthday(SOLAR, 2, 30), date(2026, 1, 1)) == ()
    assert problem(Birthday(SOLAR, 2, 29)) is None


def test_a_lunar_birthday_is_shown_with_its_next_solar_day():
    assert shown(Birthday(LUNAR, 8, 8), date(2027, 1, 1)) == "lunar 八月初八 (solar 9/8)"
    assert shown(Birthday(SOLAR, 3, 5, 1980), date(2026, 1, 1)) == "1980-03-05"
    assert shown(Birthday(SOLAR, 3, 5), date(2026, 1, 1)) == "3/5"
    assert shown(Birthday(LUNAR, 8, 8), date(2100, 12, 31)) == "lunar 八月初八"


def test_lunar_days_have_their_own_words():
    days = [lunar_words(Birthday(LUNAR, 12, day)) for day in (1, 10, 11, 20, 21, 30)]
    assert days == ["腊月初一", "腊月初十", "腊月十一", "腊月二十", "腊月廿一", "腊月三十"]
    assert lunar_words(Birthday(LUNAR, 6, 15, leap=True)) == "闰六月十五"


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_the_lunar_day_is_the_library_s(day):
    theirs = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    ours = lunar_birthday(day)
    assert (ours.year, ours.day) == (theirs.getYear(), theirs.getDay())
    assert (ours.month, ours.leap) == (abs(theirs.getMonth()), theirs.getMonth() < 0)
    assert solar_date(ours.year, ours.month, ours.day, ours.leap) == day
