"""A task in one line: 寄样品 后天 @李工 #恒泰."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from typing import TYPE_CHECKING, Any

from cims.services.entity import Link
from cims.services.i18n import _, listed
from cims.services.rights import Action
from cims.services.rules.date_words import parse

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.rights import Actor

MARKED = re.compile(r"(?<!\S)([@\uff20#\uff03])(\S+)")
GLUED = re.compile(r"(大?后天|[今明]天|(?:[这本]|下+)?(?:周|星期|礼拜)[一二三四五六日天])(?=.)")
WORDS_OF_A_DAY = 4  # at most: “day after tomorrow”, “end of next month”
OFFERED = 5


@dataclass(frozen=True)
class Jotted:
    """What the line says: what to do, when, with or by whom, for which customer."""

    what: str
    due: date | None = None
    person: str = ""
    customer: str = ""


@dataclass(frozen=True)
class QuickTask:
    """The task that the line makes, in values and in words; or what is still unclear."""

    jotted: Jotted
    values: dict[str, Any] = part(default_factory=dict)
    customer: str = ""
    contact: str = ""
    owner: str = ""
    problem: str = ""


def jotted(text: str, today: date) -> Jotted:
    """Take the line apart; the words for the day may stand anywhere."""
    marks = {("#" if mark in "#\uff03" else "@"): word for mark, word in MARKED.findall(text)}
    words = MARKED.sub(" ", text).split()
    due, left = day_among(words, today)
    return Jotted(" ".join(left), due, marks.get("@", ""), marks.get("#", ""))


def day_among(words: Sequence[str], today: date) -> tuple[date | None, list[str]]:
    """The day that some of the words mean, the last longest ones, and the words without it.

    At least one word is left for what is to be done: “call next week” is due, “tomorrow” is not.
    """
    for length in range(min(WORDS_OF_A_DAY, len(words) - 1), 0, -1):
        for start in range(len(words) - length, -1, -1):
            day = parse(" ".join(words[start : start + length]), today)
            if day is not None:
                return day, [*words[:start], *words[start + length :]]
    if words and (glued := GLUED.match(words[0])):
        return parse(glued[1], today), [words[0][glued.end() :], *words[1:]]
    return None, list(words)


def understood(office: "Office", actor: "Actor", text: str) -> QuickTask:
    """The task that a line makes; runs inside a job."""
    said = jotted(text, office.today)
    if not said.what:
        return QuickTask(said, problem=_("Say what is to be done."))
    values: dict[str, Any] = {"name": said.what, "due_on": said.due or office.today}
    customer, problem = None, ""
    if said.customer:
        customer, problem = one_of(office, actor, "customer", said.customer)
        values["customer"] = customer
    contact = owner = None
    if said.person and not problem:
        owner = colleague(office, said.person)
        if owner is not None:
            values["owner"] = owner
        else:
            contact, problem = contact_of(office, actor, said.person, customer)
            values["contact"] = contact
    if contact is not None and customer is None:
        customer = office.contacts.rows([contact.id], ("customer",))[0].values["customer"]
        values["customer"] = customer
    return QuickTask(said, values, named(customer), named(contact), named(owner), problem)


def named(link: Link | None) -> str:
    """The name of what was found."""
    return link.text if link else ""


def colleague(office: "Office", word: str) -> Link | None:
    """The one colleague who is called so."""
    found = office.users.called(word)
    whole = [one for one in found if word.casefold() in one.folded]
    people = whole or found
    return Link(people[0].id, people[0].name) if len(people) == 1 else None


def contact_of(
    office: "Office", actor: "Actor", word: str, customer: Link | None
) -> tuple[Link | None, str]:
    """The one contact who is called so, among those of the customer when it is known."""
    if customer is None:
        return one_of(office, actor, "contact", word)
    ids = office.customers.contacts_of(customer.id) if actor.may(Action.READ, "contact") else []
    people = {row.id: str(row.values["name"]) for row in office.contacts.rows(ids, ("name",))}
    fitting = {id_: name for id_, name in people.items() if word.casefold() in name.casefold()}
    return only(fitting, word)


def one_of(office: "Office", actor: "Actor", entity: str, word: str) -> tuple[Link | None, str]:
    """The one record that a word means; several are told by name, so that more can be typed."""
    if not actor.may(Action.READ, entity):
        return None, not_found(word)
    room = office.room(entity)
    exact = room.named([word]).get(word, [])
    hits = room.rows(exact, ("name",)) if len(exact) == 1 else room.find(word, OFFERED)[:OFFERED]
    return only({hit.id: str(hit.values["name"]) for hit in hits}, word)


def only(fitting: dict[int, str], word: str) -> tuple[Link | None, str]:
    """The single record, or the sentence that says why it is none."""
    if len(fitting) == 1:
        id_, name = next(iter(fitting.items()))
        return Link(id_, name), ""
    if not fitting:
        return None, not_found(word)
    words = _("“{word}” fits several: {names}. Write more of the name.")
    return None, words.format(word=word, names=listed(shown(fitting.values())))


def shown(names: Iterable[str]) -> list[str]:
    """A few of the names, so that the sentence stays one."""
    return [name[:24] for name in list(names)[:3]]


def not_found(word: str) -> str:
    """The sentence for a name that nobody bears."""
    words = _("“{word}” is not found. Write another part of the name, or leave it out.")
    return words.format(word=word)
