"""Times of a list: in the office's zone as they are written there, in UTC as they are kept."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cims.services.entity import Entity, Kind

NOON = time(12)
WITHOUT_A_TIME = {"remind_at": time(9)}  # a reminder comes in the morning, all else was at noon


def moment_of(name: str, written: datetime, zone: str) -> tuple[datetime, bool]:
    """The time in UTC, and whether only a day was written: spreadsheets write that as midnight."""
    if written.tzinfo is not None:
        return written.astimezone(UTC), False
    is_day = written.time() == time()
    if is_day:
        written = datetime.combine(written.date(), WITHOUT_A_TIME.get(name, NOON))
    return written.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), is_day


def said_anew(
    entity: Entity,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    days: Collection[str],
    zone: str,
) -> dict[str, Any]:
    """The values without times that the record has already, as exactly as the list can write them.

    A list writes seconds at most; where it says only the day, the record knows the time of day.
    """
    return {
        name: value
        for name, value in new.items()
        if not (
            name in entity.by_name
            and entity.field(name).kind is Kind.MOMENT
            and is_same(old.get(name), value, name in days, ZoneInfo(zone))
        )
    }


def is_same(old: datetime | None, new: datetime | None, is_day: bool, zone: ZoneInfo) -> bool:
    """Whether a time of a list says nothing new."""
    if old is None or new is None:
        return False
    if is_day:
        return old.astimezone(zone).date() == new.astimezone(zone).date()
    return old.replace(microsecond=0) == new.replace(microsecond=0)
