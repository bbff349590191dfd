"""What the log is asked for, and how its entries are handed out: plain values with sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_

from cims.services.audit_events import actions_of
from cims.services.audit_words import Group
from cims.services.clock import microseconds
from cims.services.entity import Link
from cims.services.history import FieldChange


@dataclass(frozen=True)
class LogFilter:
    """Which entries are wanted; what is empty limits nothing. Days are the office's.

    `people` are ids of users, None among them is the office itself.
    """

    since: date | None = None
    until: date | None = None
    people: frozenset[int | None] = frozenset()
    groups: frozenset[Group] = frozenset()
    actions: frozenset[str] = frozenset()
    entity: str = ""
    record_id: int | None = None
    customer_id: int | None = None
    change_set: int | None = None

    @property
    def folds(self) -> bool:
        """Whether the many entries of one change set are told as one."""
        return self.record_id is None and self.customer_id is None and self.change_set is None

    def conditions(self, columns: Any, zone: str) -> list[ColumnElement[bool]]:
        """The filter as conditions on the table of entries."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(columns.at_utc >= midnight(self.since, zone))
        if self.until is not None:
            found.append(columns.at_utc < midnight(self.until + timedelta(days=1), zone))
        if self.people:
            known = sorted(id_ for id_ in self.people if id_ is not None)
            nobody = columns.actor.is_(None) if None in self.people else false()
            found.append(or_(columns.actor.in_(known), nobody))
        if self.groups or self.actions:
            found.append(or_(*self._kinds(columns)))
        for name in ("record_id", "customer_id", "change_set"):
            if (value := getattr(self, name)) is not None:
                found.append(columns[name] == value)
        if self.entity:
            found.append(columns.entity == self.entity)
        return found

    def _kinds(self, columns: Any) -> list[ColumnElement[bool]]:
        """Changes have a change set; of all other kinds there are few, and an index."""
        wanted = set(self.actions)
        kinds: list[ColumnElement[bool]] = []
        for group in self.groups:
            if group is Group.CHANGES:
                kinds.append(columns.change_set.is_not(None))
            wanted.update(actions_of(group))
        if wanted:
            named = columns.action.in_(sorted(wanted))
            events = and_(columns.change_set.is_(None), named)
            kinds.append(named if self.actions else events)
        return kinds


@dataclass(frozen=True)
class Fact:
    """One value of an event in words: before and after, one of them mostly empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class LogEntry:
    """One entry as it is told; of a whole change set with `count` entries, its newest one.

    `is_closed` says that its values are not for the reader, `is_erased` that they are gone,
    `is_doubtful` that the clock was not to be believed.
    """

    seq: int
    at: datetime
    who: str
    action: str
    icon: str
    tone: str
    sentence: str
    entity: str = ""
    record_id: int | None = None
    title: str = ""
    customer: Link | None = None
    change_set: int | None = None
    count: int = 1
    changes: tuple[FieldChange, ...] = ()
    facts: tuple[Fact, ...] = ()
    is_closed: bool = False
    is_erased: bool = False
    is_doubtful: bool = False
    is_undone: bool = False


@dataclass(frozen=True)
class LogPage:
    """Some entries, newest first; `next` is below what the following ones are, None at the end."""

    entries: tuple[LogEntry, ...]
    next: int | None = None


@dataclass(frozen=True)
class Look:
    """Somebody saw a customer: opened, uncovered, exported, printed or copied it."""

    seq: int
    at: datetime
    who: str
    action: str
    sentence: str


@dataclass(frozen=True)
class SeamLine:
    """The beginning of a section of the log; `confirmed_by` is empty until an owner has seen it."""

    seq: int
    at: datetime
    sentence: str
    needs_confirming: bool
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether an owner has to look at it still."""
        return self.needs_confirming and self.confirmed_at is None


@dataclass(frozen=True)
class Told:
    """What sentences are made of: names of people, records, roles, teams and types."""

    people: Mapping[int | None, str]
    titles: Mapping[str, Mapping[int, str]]
    roles: Mapping[Any, str]
    teams: Mapping[int, str]
    kinds: Mapping[str, tuple[str, str]]
    zone: str
    undone: frozenset[int] = frozenset()


def midnight(day: date, zone: str) -> int:
    """When a day of the office begins, in microseconds."""
    return microseconds(datetime.combine(day, time(), ZoneInfo(zone)))
