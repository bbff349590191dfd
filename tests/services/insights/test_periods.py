"""Which days a period has, and what it is compared with."""

from datetime import date

import pytest

from cims.services.insights.periods import (
    Days,
    Period,
    compared_with,
    days_of,
    month_of,
    week_of,
)


def span(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "today", "days", "before"),
    [
        ("this month", "2026-11-22", ("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-22")),
        ("this month", "2026-03-30", ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        ("this month", "2026-02-28", ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")),
        ("last month", "2026-01-10", ("2025-12-01", "2025-12-31"), ("2025-11-01", "2025-11-30")),
        ("this quarter", "2026-11-22", ("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-08-22")),
        ("this quarter", "2026-01-31", ("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-10-31")),
        ("this year", "2024-02-29", ("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-02-28")),
        ("last 12 months", "2026-11-22", ("2025-12-01", "2026-11-30"),
         ("2024-12-01", "2025-11-22")),
        ("own span", "2026-11-22", ("2026-05-11", "2026-05-20"), ("2026-05-01", "2026-05-10")),
    ],
)  # fmt: skip
def test_a_period_is_compared_with_as_many_days_as_have_passed(period, today, days, before):
    own, day = span("2026-05-11", "2026-05-20"), date.fromisoformat(today)
    assert days_of(Period(period), day, own) == span(*days)
    assert compared_with(Period(period), day, own) == span(*before)


def test_an_own_span_that_was_never_given_is_this_month():
    assert days_of(Period.OWN, date(2026, 11, 22)) == month_of(date(2026, 11, 22))


def test_a_week_begins_on_monday():
    assert week_of(date(2026, 11, 22)) == span("2026-11-16", "2026-11-22")
    assert week_of(date(2026, 11, 23), 1) == span("2026-11-16", "2026-11-22")


def test_months_are_counted_back_over_the_year():
    assert month_of(date(2026, 2, 28), 14).first == date(2024, 12, 1)
