"""Stretches of days as people say them: today, this week, the last 30 days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_

from cims.services.i18n import N_


class Span(StrEnum):
    """A stretch of days seen from today."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this week"
    NEXT_WEEK = "next week"
    LAST_WEEK = "last week"
    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    NEXT_MONTH = "next month"
    THIS_YEAR = "this year"
    LAST_7 = "last 7 days"
    LAST_30 = "last 30 days"
    LAST_90 = "last 90 days"
    NEXT_7 = "next 7 days"
    NEXT_30 = "next 30 days"
    PAST = "past"


SPAN_WORDS = {
    Span.TODAY: N_("today"),
    Span.YESTERDAY: N_("yesterday"),
    Span.TOMORROW: N_("tomorrow"),
    Span.THIS_WEEK: N_("this week"),
    Span.NEXT_WEEK: N_("next week"),
    Span.LAST_WEEK: N_("last week"),
    Span.THIS_MONTH: N_("this month"),
    Span.LAST_MONTH: N_("last month"),
    Span.NEXT_MONTH: N_("next month"),
    Span.THIS_YEAR: N_("this year"),
    Span.LAST_7: N_("last 7 days"),
    Span.LAST_30: N_("last 30 days"),
    Span.LAST_90: N_("last 90 days"),
    Span.NEXT_7: N_("next 7 days"),
    Span.NEXT_30: N_("next 30 days"),
    Span.PAST: N_("in the past"),
}


@dataclass(frozen=True)
class Calendar:
    """Which day the office has, and the zone in which its days begin."""

    today: date
    zone: str

    def begin(self, day: date) -> datetime:
        """The first moment of a day, in UTC."""
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)


def within(
    column: ColumnElement[Any], span: Span, calendar: Calendar, *, moments: bool
) -> ColumnElement[bool]:
    """A column of days, or of moments, inside a span of days."""
    first, last = days_of(span, calendar.today)
    if moments:
        begun = [column >= calendar.begin(first)] if first else []
        return and_(column < calendar.begin(last + timedelta(days=1)), *begun)
    return and_(column.is_not(None), column <= last, *([column >= first] if first else []))


def days_of(span: Span, today: date) -> tuple[date | None, date]:
    """The first and last day of a span; weeks begin on Monday. The past has no first day."""
    day, monday = timedelta(days=1), today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    next_month = (month + timedelta(days=32)).replace(day=1)
    last_month = (month - day).replace(day=1)
    return {
        Span.TODAY: (today, today),
        Span.YESTERDAY: (today - day, today - day),
        Span.TOMORROW: (today + day, today + day),
        Span.THIS_WEEK: (monday, monday + 6 * day),
        Span.NEXT_WEEK: (monday + 7 * day, monday + 13 * day),
        Span.LAST_WEEK: (monday - 7 * day, monday - day),
        Span.THIS_MONTH: (month, next_month - day),
        Span.LAST_MONTH: (last_month, month - day),
        Span.NEXT_MONTH: (next_month, (next_month + timedelta(days=32)).replace(day=1) - day),
        Span.THIS_YEAR: (today.replace(month=1, day=1), today.replace(month=12, day=31)),
        Span.LAST_7: (today - 6 * day, today),
        Span.LAST_30: (today - 29 * day, today),
        Span.LAST_90: (today - 89 * day, today),
        Span.NEXT_7: (today, today + 6 * day),
        Span.NEXT_30: (today, today + 29 * day),
        Span.PAST: (None, today - day),
    }[span]
