"""What one click on a row of the day does, with the way back in the toast."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from cims.services.entity import Link
from cims.services.greetings import BirthdayLine, FestivalLine
from cims.services.i18n import _, _n
from cims.services.rights import Action
from cims.ui.pages.my_day.day_reading import CONTACTED, CUSTOMER, LEAD, Entry

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from cims.services.office import Office
    from cims.ui.jobs import Jobs

Failed = Callable[[Exception], None]


def finish(jobs: "Jobs", entry: Entry, owner: "QObject", failed: Failed) -> None:
    """Tick a task off; a planned contact becomes a follow-up that says it was made."""
    if entry.entity in CONTACTED:
        said = _("Contacted: {name}").format(name=entry.title)
    else:
        said = _("Done: {name}").format(name=entry.title)
    jobs.write(
        lambda office: finished(office, entry), owner=owner, label=said, toast=said, failed=failed
    )


def finished(office: "Office", entry: Entry) -> None:
    """Write it down; runs inside a job."""
    id_ = entry.record.id
    if entry.entity not in CONTACTED:
        office.tasks.finish([office.tasks.load(id_).id])  # one that is gone is told
        return
    words = entry.step or _("Contacted as planned")
    office.activities.add({"content": words, entry.entity: Link(id_)})
    room = office.room(entry.entity)
    left = room.load(id_)
    if left.values["next_contact_on"] is not None:  # made before the planned day
        room.save(left.changed(next_contact_on=None, next_step=None))


def postpone(
    jobs: "Jobs", entry: Entry, to: date, shown: str, owner: "QObject", failed: Failed
) -> None:
    """Put it off to another day, which `shown` names."""
    id_, entity = entry.record.id, entry.entity
    said = _("{name}: put off to {day}").format(name=entry.title, day=shown)

    def work(office: "Office") -> None:
        if entity == LEAD:
            office.leads.postpone_contact([office.leads.load(id_).id], to)
        elif entity == CUSTOMER:
            office.customers.postpone_contact([office.customers.load(id_).id], to)
        else:
            office.tasks.postpone([office.tasks.load(id_).id], to)

    jobs.write(work, owner=owner, label=said, toast=said, failed=failed)


def greet(jobs: "Jobs", line: BirthdayLine, owner: "QObject") -> None:
    """Note that a birthday gift was sent."""
    said = _("Gift sent: {name}").format(name=line.contact.text)
    values = {
        "content": _("Birthday gift sent to {name}").format(name=line.contact.text),
        "customer": line.customer,
        "contact": line.contact,
    }
    occasion = line.occasion
    jobs.write(
        lambda office: office.activities.greet(values, occasion),
        owner=owner,
        label=said,
        toast=said,
    )


def greet_all(jobs: "Jobs", line: FestivalLine, owner: "QObject") -> None:
    """Note that all customers who had no gift for a festival got one."""
    words = _n("{festival}: gift sent to {n} customer", "{festival}: gift sent to {n} customers",
               len(line.left))  # fmt: skip
    said = words.format(festival=line.name, n=f"{len(line.left):,}")
    jobs.write(
        lambda office: office.activities.greet_customers(line.left, line.occasion),
        owner=owner,
        label=said,
        toast=said,
    )


def may_finish(jobs: "Jobs", entry: Entry) -> bool:
    """Whether this user may tick the entry off."""
    if entry.entity in CONTACTED:
        return jobs.actor.may(Action.CREATE, "activity")
    return jobs.actor.may(Action.EDIT, entry.entity)


def may_postpone(jobs: "Jobs", entry: Entry) -> bool:
    """Whether this user may put the entry off."""
    return jobs.actor.may(Action.EDIT, entry.entity)
