"""What the page reads before it shows a day; the function runs inside a job."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from cims.services.entity import Link
from cims.services.filters import Filter
from cims.services.i18n import language
from cims.services.my_day import AHEAD, Block, MyDay
from cims.services.rules.birthdays import lunar_birthday, lunar_words
from cims.services.storage import Record

if TYPE_CHECKING:
    from cims.services.office import Office

TASK, CUSTOMER, LEAD = "task", "customer", "lead"
CONTACTED = (CUSTOMER, LEAD)  # the types whose next contact is an entry


class Stretch(StrEnum):
    """When something is due, seen from today."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True)
class Count:
    """How many records of one type a part of the day has, and the filter that opens them."""

    entity: str
    where: Filter
    total: int


@dataclass(frozen=True)
class Head:
    """The heading of a part of the day."""

    stretch: Stretch
    counts: tuple[Count, ...]

    @property
    def total(self) -> int:
        """How much there is to do in it, also what is not shown."""
        return sum(count.total for count in self.counts)


@dataclass(frozen=True)
class Entry:
    """A task, or a customer or lead to contact, as a row of the day."""

    record: Record
    stretch: Stretch
    due: date
    title: str
    customer: Link | None
    step: str
    person: str
    phone: str
    lead: Link | None = None

    @property
    def entity(self) -> str:
        """What is done with it: a task, or a customer's next contact."""
        return self.record.entity

    @property
    def key(self) -> tuple[str, int]:
        """What stays the same when the day is read again."""
        return self.record.entity, self.record.id


Line = Head | Entry


@dataclass(frozen=True)
class DayRead:
    """The day, its rows in the order of the page, and what else stands there."""

    day: MyDay
    lines: tuple[Line, ...] = ()
    lunar: str = ""

    @property
    def entries(self) -> list[Entry]:
        """The rows without their headings."""
        return [line for line in self.lines if isinstance(line, Entry)]


def read_day(office: "Office", ahead: int = AHEAD) -> DayRead:
    """Everything the page shows, in one snapshot."""
    day = office.my_day.today(ahead)
    parts = (
        (Stretch.LATE, day.overdue, day.calls_overdue, day.leads_overdue),
        (Stretch.TODAY, day.due_today, day.calls_today, day.leads_today),
        (Stretch.SOON, day.this_week, day.calls_week, day.leads_week),
    )
    lines: list[Line] = []
    for stretch, tasks, calls, leads in parts:
        rows = [
            *calls_of(calls, stretch),
            *calls_of(leads, stretch),
            *tasks_of(tasks, stretch, day.reach),
        ]
        if rows:
            lines.append(Head(stretch, counts_of(calls, leads, tasks)))
            rows.sort(key=lambda row: row.due)
            lines += rows
    return DayRead(day, tuple(lines), lunar_day(day.day))


def counts_of(*blocks: Block) -> tuple[Count, ...]:
    """The totals of a part of the day, without those that are nothing."""
    return tuple(Count(b.entity, b.where, b.total) for b in blocks if b.total)


def calls_of(block: Block, stretch: Stretch) -> Iterator[Entry]:
    """The customers, or leads, that shall be contacted."""
    is_lead = block.entity == LEAD
    for record in block.records:
        values, link = record.values, Link(record.id, str(record.values["name"]))
        person = values["contact_name" if is_lead else "main_contact"]
        yield Entry(
            record,
            stretch,
            values["next_contact_on"],
            link.text,
            None if is_lead else link,
            values["next_step"] or "",
            str(person or ""),
            str(values["main_phone"] or ""),
            link if is_lead else None,
        )


def tasks_of(block: Block, stretch: Stretch, reach: Mapping[int, Record]) -> Iterator[Entry]:
    """What shall be done; the phone is the one of the customer that it is about."""
    for record in block.records:
        values = record.values
        customer, contact = values["customer"], values["contact"]
        known = reach[customer.id].values if customer and customer.id in reach else {}
        person = contact.text if contact else known.get("main_contact")
        yield Entry(
            record,
            stretch,
            values["due_on"],
            str(values["name"]),
            customer,
            "",
            str(person or ""),
            str(known.get("main_phone") or ""),
            values["lead"] if not customer else None,
        )


def lunar_day(day: date) -> str:
    """The day of the lunar calendar, for those who read Chinese."""
    lunar = lunar_birthday(day) if language().startswith("zh") else None
    return lunar_words(lunar) if lunar else ""
