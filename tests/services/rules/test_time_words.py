"""Moments as people type them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.rules.time_words import not_understood, parse

SUNDAY = datetime.fromisoformat("2026-11-22T16:20")
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")
ENDS = [datetime.fromisoformat("0001-01-01"), SUNDAY, datetime.fromisoformat("9999-12-31T23:59")]


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("明天下午3点", "2026-11-23T15:00"),
        ("明天下午三点半", "2026-11-23T15:30"),
        ("周五 15:00", "2026-11-27T15:00"),
        ("周五下午两点一刻", "2026-11-27T14:15"),
        ("12月5日下午3点", "2026-12-05T15:00"),
        ("十二月五号下午两点十五", "2026-12-05T14:15"),
        ("２０２６－１２－０５　１５：００", "2026-12-05T15:00"),
        ("今晚8点", "2026-11-22T20:00"),
        ("明早9点", "2026-11-23T09:00"),
        ("明早", "2026-11-23T09:00"),
        ("明天上午", "2026-11-23T09:00"),
        ("后天下午", "2026-11-24T14:00"),
        ("后天中午1点", "2026-11-24T13:00"),
        ("明天3点", "2026-11-23T15:00"),
        ("明天8点", "2026-11-23T08:00"),
        ("明天3:00", "2026-11-23T03:00"),
        ("明天凌晨2点", "2026-11-23T02:00"),
        ("3点", "2026-11-23T15:00"),
        ("17点", "2026-11-22T17:00"),
        ("晚上12点", "2026-11-23T00:00"),
        ("半小时后", "2026-11-22T16:50"),
        ("两个小时后", "2026-11-22T18:20"),
        ("+2h", "2026-11-22T18:20"),
        ("10分钟后", "2026-11-22T16:30"),
        ("in half an hour", "2026-11-22T16:50"),
        ("in 20 minutes", "2026-11-22T16:40"),
        ("in an hour", "2026-11-22T17:20"),
        ("tomorrow 3 pm", "2026-11-23T15:00"),
        ("3pm tomorrow", "2026-11-23T15:00"),
        ("12 am tomorrow", "2026-11-23T00:00"),
        ("next Tuesday at 15:30", "2026-11-24T15:30"),
        ("Dec 5 at 9:15 a.m.", "2026-12-05T09:15"),
        ("tomorrow morning", "2026-11-23T09:00"),
        ("tonight", "2026-11-22T19:00"),
        ("春节后上午10点", "2027-02-15T10:00"),
    ],
)
def test_a_moment_is_understood_as_people_say_it(words, moment):
    found = parse(words, SUNDAY)
    assert found is not None and found.at is not None
    assert datetime.combine(found.day, found.at) == datetime.fromisoformat(moment)


def test_a_day_alone_has_no_time():
    found = parse("后天", SUNDAY)
    assert found is not None and (found.day.isoformat(), found.at) == ("2026-11-24", None)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("10:23", "2026-11-22T10:23"),
        ("18:00", "2026-11-21T18:00"),
        ("上午", "2026-11-22T09:00"),
        ("周五下午3点", "2026-11-20T15:00"),
        ("11/20 10:23:05", "2026-11-20T10:23:05"),
        ("昨天 10:23", "2026-11-21T10:23"),
        ("晚上12点", "2026-11-22T00:00"),
    ],
)
def test_what_has_happened_is_looked_for_behind(words, moment):
    found = parse(words, SUNDAY, past=True)
    assert found is not None and found.at is not None
    assert datetime.combine(found.day, found.at) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "words", ["", "随便", "明天25点", "25:00", "12:60", "3点 4点", "有空3点", "早" * 70]
)
def test_what_means_no_moment_is_not_guessed(words):
    assert parse(words, SUNDAY) is None


def test_a_word_without_a_moment_is_told_with_examples():
    assert not_understood("有空3点") == (
        "“有空3点” is no day and time. Write it like 2026-11-28 15:00 or “tomorrow 3 pm”."
    )


@given(
    st.one_of(
        st.text(max_size=20),
        st.text(alphabet="今明后天上下午晚早点半刻分小时:0123459pmah +in", max_size=14),
    ),
    st.sampled_from(ENDS),
    st.booleans(),
)
def test_no_text_makes_it_fail(text, now, past):
    parse(text, now, past)


@given(st.datetimes(FIRST, LAST))
def test_a_written_moment_means_itself(moment):
    found = parse(f"{moment:%Y-%m-%d %H:%M:%S}", SUNDAY)
    assert found is not None and found.at is not None
    assert datetime.combine(found.day, found.at) == moment.replace(microsecond=0)
