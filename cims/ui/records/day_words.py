"""A day as one says it: Tuesday, in 2 days."""

from datetime import date

from cims.services.i18n import N_, _, _n
from cims.ui.records.format import day

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def weekday(value: date) -> str:
    """The name of the day."""
    return _(WEEKDAYS[value.weekday()])


def away(value: date, today: date) -> str:
    """How far away a day is."""
    days = (value - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return _n("in {n} day", "in {n} days", days).format(n=days)
    return _n("{n} day ago", "{n} days ago", -days).format(n=-days)


def understood(value: date, today: date) -> str:
    """What a box understood: 2026-11-24, Tuesday, in 2 days."""
    words = _("{date}, {weekday}, {away}")
    return words.format(date=value.isoformat(), weekday=weekday(value), away=away(value, today))


def heading(value: date, today: date) -> str:
    """A day over what happened on it."""
    days = (today - value).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    return _("{date} {weekday}").format(date=day(value, today), weekday=weekday(value))
