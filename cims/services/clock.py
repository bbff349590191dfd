"""The only place that asks what time it is, so that tests and clock faults can answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cims.services.i18n import _

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_YEAR = 2200  # the audit counts microseconds since the epoch, in 53 bits


def system_now() -> datetime:
    """The computer's clock, in UTC."""
    return datetime.now(UTC)


Clock = Callable[[], datetime]


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 UTC, exactly (a float would lose the last ones)."""
    span = moment - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def office_date(moment: datetime, zone: str) -> date:
    """The calendar day that an office in `zone` has at this moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def out_of_reach(moment: datetime) -> str | None:
    """Why no time of this year can be kept, or None."""
    first = EPOCH.year + 1  # whatever the zone
    if first <= moment.year <= LAST_YEAR:
        return None
    words = _("The year {year} is out of reach. Choose one from {first} to {last}.")
    return words.format(year=moment.year, first=first, last=LAST_YEAR)
