"""What is being written down, and what the office has to know for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cims.services.activities import COMMENTED, HANDED_OVER, USUAL
from cims.services.choices import Choice
from cims.services.entity import Link
from cims.services.errors import NotFound
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.rules.chat_text import DayTalk
from cims.services.users import Colleague
from cims.ui.records.format import Words
from cims.ui.records.record_reading import LAST_USED

if TYPE_CHECKING:
    from cims.services.office import Office

KEPT = LAST_USED.format(entity="activity")
TEMPLATES = "templates"
KINDS_AT_MOST = 9  # as many as Alt+1 … Alt+9 choose
NOON = time(12)
NO_ENTRIES = frozenset({COMMENTED, HANDED_OVER})  # kinds that are written elsewhere


@dataclass(frozen=True)
class Person:
    """A contact of the customer, and how one addresses them."""

    link: Link
    job_title: str
    salutation: str


@dataclass(frozen=True)
class Beginning:
    """What the panel reads in one snapshot."""

    words: Words
    customer: Link | None
    contacts: tuple[Person, ...]
    colleagues: tuple[Colleague, ...]
    kind: str
    texts: Mapping[str, str]
    own_texts: Mapping[str, str]

    def salutation_of(self, contact: Link | None) -> str:
        """How this contact of the customer is addressed."""
        return next((one.salutation for one in self.contacts if one.link == contact), "")


def begin(office: "Office", customer: Link | None, field: str = "customer") -> Beginning:
    """Read what the panel needs for this customer, or lead; runs inside a job."""
    words = Words.load(office)
    contacts: tuple[Person, ...] = ()
    if customer is not None:
        names = office.names_of(field, [customer.id])
        if customer.id not in names:
            raise NotFound(gone(field))
        customer = Link(customer.id, names[customer.id])
        if field == "customer":
            contacts = tuple(people_of(office, customer.id))
    last = office.settings.mine(KEPT).get("kind")
    return Beginning(
        words,
        customer,
        contacts,
        office.users.called(),
        known_kind(words, last),
        office.settings.common(TEMPLATES),
        office.settings.mine(TEMPLATES),
    )


def gone(field: str) -> str:
    """The sentence for whom nothing can be written down any more."""
    if field == "lead":
        return _("This lead is not there any more, or you may not see it.")
    return _("This customer is not there any more, or you may not see it.")


def people_of(office: "Office", customer_id: int) -> list[Person]:
    """The customer's contacts, the main one first."""
    if not office.actor.may(Action.READ, "contact"):
        return []
    fields = ("name", "job_title", "salutation")
    rows = office.contacts.rows(office.customers.contacts_of(customer_id), fields)
    return [
        Person(
            Link(row.id, row.values["name"]),
            row.values["job_title"] or "",
            row.values["salutation"] or row.values["name"],
        )
        for row in rows
    ]


def kinds(words: Words) -> tuple[Choice, ...]:
    """The ways of contact that can be logged, as many as there are keys for."""
    entries = words.choices.get("activity_kind", ())
    usable = [one for one in entries if not one.retired and one.meaning not in NO_ENTRIES]
    return tuple(usable[:KINDS_AT_MOST])


def known_kind(words: Words, wanted: str | None) -> str:
    """The kind that was used last, if it may still be used."""
    codes = [one.code for one in kinds(words)]
    if wanted in codes:
        return str(wanted)
    return USUAL if USUAL in codes or not codes else codes[0]


def split_up(
    values: Mapping[str, Any], talks: Sequence[DayTalk], words: Words
) -> list[dict[str, Any]]:
    """One follow-up for each day of a chat; what is planned belongs to the latest."""
    plan = ("next_on", "next_step", "result")
    plain = {name: value for name, value in values.items() if name not in plan}
    days = sorted(talks, key=lambda talk: (talk.day or words.today, talk.at or NOON))
    entries = [
        {**plain, "content": talk.text, "happened_at": moment_of(talk, words)} for talk in days
    ]
    entries[-1] |= {name: values[name] for name in plan if name in values}
    return entries


def moment_of(talk: DayTalk, words: Words) -> datetime | None:
    """When a day's talk began, in UTC; None (now) where the chat does not say."""
    if talk.day is None:
        return None
    local = datetime.combine(talk.day, talk.at or NOON, ZoneInfo(words.zone))
    return local.astimezone(UTC)


def log_all(office: "Office", entries: Sequence[dict[str, Any]], kind: str) -> list[int]:
    """Write the follow-ups down and remember the kind; runs inside a job."""
    ids = [office.activities.add(values) for values in entries]
    if kind and office.settings.mine(KEPT).get("kind") != kind:
        office.settings.set_mine(KEPT, {**office.settings.mine(KEPT), "kind": kind})
    return ids
