"""Festivals and birthdays that are near."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cims.services.rules import occasions
from cims.services.rules.birthdays import Birthday, Calendar, lunar_birthday, next_dates
from cims.services.rules.occasions import (
    Festival,
    birthday_code,
    birthday_key,
    birthday_keys_within,
    birthdays_within,
    festival_day,
    festivals_within,
    occasion_words,
)

LUNAR, SOLAR = Calendar.LUNAR, Calendar.SOLAR
KNOWN = st.dates(date(1990, 1, 1), date(2098, 1, 1))


@pytest.mark.parametrize(
    ("festival", "day"),
    [
        (Festival.NEW_YEAR, "2026-01-01"),
        (Festival.SPRING_FESTIVAL, "2026-02-17"),
        (Festival.LANTERN, "2026-03-03"),
        (Festival.DRAGON_BOAT, "2026-06-19"),
        (Festival.MID_AUTUMN, "2026-09-25"),
        (Festival.NATIONAL_DAY, "2026-10-01"),
        (Festival.SPRING_FESTIVAL, "2025-01-29"),
        (Festival.MID_AUTUMN, "2025-10-06"),
        (Festival.SPRING_FESTIVAL, "2027-02-06"),
        (Festival.DRAGON_BOAT, "2027-06-09"),
    ],
)
def test_a_festival_has_its_day_in_every_year(festival, day):
    assert festival_day(festival, int(day[:4])) == date.fromisoformat(day)


def test_the_calendar_ends_with_an_answer():
    assert festival_day(Festival.SPRING_FESTIVAL, 1800) is None
    assert festival_day(Festival.MID_AUTUMN, 2200) is None
    assert festivals_within(date(9999, 12, 30), 10) == ()


def test_the_next_festivals_come_in_order_and_over_the_turn_of_the_year():
    coming = festivals_within(date(2026, 11, 22), 110)
    assert [one.code for one in coming] == [
        "new_year-2027",
        "spring_festival-2027",
        "lantern-2027",
    ]


def test_today_and_the_last_day_are_within():
    assert [one.festival for one in festivals_within(date(2026, 9, 25), 0)] == ["mid_autumn"]
    assert [one.day for one in festivals_within(date(2026, 9, 22), 3)] == [date(2026, 9, 25)]
    assert festivals_within(date(2026, 9, 21), 3) == ()
    assert festivals_within(date(2026, 9, 25), -5)[0].festival is Festival.MID_AUTUMN


def test_the_examples_of_the_office_are_found_on_their_days():
    born = [
        (1, (LUNAR, 8, 8, False)),
        (2, (LUNAR, 6, 15, True)),
        (3, (LUNAR, 12, 30, False)),
        (4, (SOLAR, 2, 29, False)),
    ]
    coming = birthdays_within(born, date(2026, 7, 1), 300)
    assert [(one.contact_id, one.day.isoformat()) for one in coming] == [
        (2, "2026-07-28"),
        (1, "2026-09-18"),
        (3, "2027-02-05"),
        (4, "2027-02-28"),
    ]


def test_a_leap_month_is_kept_where_the_year_has_it():
    kept = birthday_keys_within(date(2025, 6, 25), 60)
    assert kept[LUNAR, 6, 15, True] == date(2025, 8, 8)
    assert kept[LUNAR, 6, 15, False] == date(2025, 7, 9)


def test_a_birthday_has_one_code_even_when_a_solar_year_holds_it_twice():
    """The first of the twelfth month fell on 2024-01-11 and on 2024-12-31."""
    first, second = date(2024, 1, 11), date(2024, 12, 31)
    assert next_dates(Birthday(LUNAR, 12, 1), date(2024, 1, 1), 2) == (first, second)
    assert birthday_code(17, LUNAR, first) == "birthday-2023-17"
    assert birthday_code(17, LUNAR, second) == "birthday-2024-17"
    assert birthday_code(17, SOLAR, first) == "birthday-2024-17"


def test_an_occasion_is_said_in_words():
    assert occasion_words("mid_autumn-2026") == "Mid-Autumn Festival 2026"
    assert occasion_words("birthday-2026-17") == "Birthday 2026"
    assert occasion_words("fair-2026") == "fair-2026"
    assert occasion_words("") == ""


@settings(max_examples=40, deadline=None)
@given(
    KNOWN,
    st.integers(0, 60),
    st.builds(
        Birthday,
        st.just(LUNAR),
        st.integers(1, 12),
        st.integers(1, 30),
        leap=st.booleans(),
    ),
)
def test_a_lunar_birthday_is_found_exactly_when_its_next_day_is_near(today, days, birthday):
    coming = next_dates(birthday, today)[0]
    expected = coming if coming <= today + timedelta(days=days) else None
    assert birthday_keys_within(today, days).get(birthday_key(birthday)) == expected


@settings(max_examples=40, deadline=None)
@given(KNOWN, st.integers(0, 90), st.dates(date(1992, 1, 1), date(1992, 12, 31)))
def test_a_solar_birthday_is_found_exactly_when_its_next_day_is_near(today, days, born):
    birthday = Birthday(SOLAR, born.month, born.day)
    coming = next_dates(birthday, today)[0]
    expected = coming if coming <= today + timedelta(days=days) else None
    assert birthday_keys_within(today, days).get(birthday_key(birthday)) == expected


@settings(max_examples=4, deadline=None)
@given(KNOWN)
def test_no_birthday_is_left_out_in_a_whole_lunar_year(today):
    kept = birthday_keys_within(today, 400)
    for month in range(1, 13):
        for day in range(1, 31):
            assert (LUNAR, month, day, False) in kept
            assert (LUNAR, month, day, True) in kept


def test_the_calendar_is_asked_once_a_day_and_not_once_a_contact(monkeypatch):
    keys = [
        (calendar, month, day, False)
        for calendar in Calendar
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    born = [(number, keys[number % len(keys)]) for number in range(100_000)]
    asked: list[date] = []

    def lunar(day):
        asked.append(day)
        return lunar_birthday(day)

    monkeypatch.setattr(occasions, "lunar_birthday", lunar)
    coming = birthdays_within(born, date(2026, 11, 22), 14)
    assert len(asked) == 16
    assert len(coming) > 3000
    assert [one.day for one in islice(coming, 1)] == [date(2026, 11, 22)]
