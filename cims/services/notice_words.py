"""What notices say: a sentence for each kind, made when it is read and for whoever reads it.

A later sender adds its kind to KINDS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date, datetime
from typing import Any

from cims.services.entity import Link
from cims.services.filters import Among, Condition, Filter, Group, Operator
from cims.services.i18n import N_, _, _n, listed
from cims.services.lead_fields import IS_OPEN_LEAD, untouched_since
from cims.services.quote_fields import IS_SENT
from cims.services.rules.occasions import occasion_words

MENTION, COMMENT, HANDOVER, TASK = "mention", "comment", "handover", "task"
REMINDER, CONTACTS_DUE = "reminder", "contacts_due"
LEADS_GIVEN, LEADS_WAITING = "leads_given", "leads_waiting"
LEFT_BEHIND, CONTACTS_LEFT = "left_behind", "contacts_left"
POOLED, POOL_WARNING, POOL_REPORT = "pooled", "pool_warning", "pool_report"
NAMED = 20  # people in one sentence
SEVERAL = "ids"  # the value that lists all records of a notice which is about more than one
BIRTHDAYS, FESTIVAL, ANNOUNCEMENT = "birthdays", "festival", "announcement"
QUOTE_ENDED, QUOTES_END = "quote_ended", "quotes_end"
WORK = ("tasks", "opportunities", "quotes", "orders")  # what goes along with customers


@dataclass(frozen=True)
class Told:
    """What a reader may know of a notice: names are empty where the reader may not see them."""

    by: str
    record: str
    customer: str
    values: Mapping[str, Any]
    people: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many records the notice is about."""
        return int(self.values.get("count", 1))

    @property
    def by_the_rules(self) -> bool:
        """Whether nobody did it but the office itself."""
        return bool(self.values.get("rules"))

    @property
    def day(self) -> str:
        """The day it is about."""
        return str(self.values.get("day", ""))


@dataclass(frozen=True)
class NoticeKind:
    """One sort of notice; `opens` is the record type of the list that `where` fills, if any."""

    label: str
    sentence: Callable[[Told], str]
    opens: str = ""
    where: Callable[[Mapping[str, Any]], Filter | None] = part(default=lambda values: None)


def mentioned(told: Told) -> str:
    if told.customer:
        return _("{by} mentioned you about {customer}").format(by=told.by, customer=told.customer)
    return _("{by} mentioned you").format(by=told.by)


def commented(told: Told) -> str:
    if told.values.get("answers"):
        return _("{by} answered your entry about {customer}").format(
            by=told.by, customer=told.customer
        )
    return _("{by} commented on {customer}").format(by=told.by, customer=told.customer)


def handed_over(told: Told) -> str:
    words = _("{by} handed {customer} over to you")
    if told.count > 1:
        words = _n("{by} handed {n} customer over to you", "{by} handed {n} customers over to you",
                   told.count)  # fmt: skip
    said = words.format(by=told.by, customer=told.customer, n=told.count)
    if not (along := open_work_words(told.values)):
        return said
    return _("{said}, with {list}").format(said=said, list=listed(along))


def open_work_words(work: Mapping[str, Any]) -> list[str]:
    """What is open and goes along with customers, in words; `work` counts it by room."""
    tasks, opportunities, quotes, orders = (int(work.get(kind, 0)) for kind in WORK)
    kinds = (
        (tasks, _n("{n} open task", "{n} open tasks", tasks)),
        (
            opportunities,
            _n("{n} open opportunity", "{n} open opportunities", opportunities),
        ),
        (quotes, _n("{n} open quote", "{n} open quotes", quotes)),
        (orders, _n("{n} order to be shipped", "{n} orders to be shipped", orders)),
    )
    return [words.format(n=f"{number:,}") for number, words in kinds if number]


def given(told: Told) -> str:
    return _("{by} gave you a task: {task}").format(by=told.by, task=told.record)


def leads_given(told: Told) -> str:
    if told.count > 1:
        words = _n("{by} gave you {n} lead", "{by} gave you {n} leads", told.count)
        return words.format(by=told.by, n=f"{told.count:,}")
    return _("{by} gave you a lead: {lead}").format(by=told.by, lead=told.record)


def leads_waiting(told: Told) -> str:
    words = _n(
        "{n} lead has waited for {days} days",
        "{n} leads have waited for {days} days",
        told.count,
    )
    return words.format(n=f"{told.count:,}", days=told.values["days"])


def reminded(told: Told) -> str:
    return _("Task due: {task}").format(task=told.record)


def quote_ended(told: Told) -> str:
    if told.customer:
        return _("The quote “{quote}” for {customer} has expired").format(
            quote=told.record, customer=told.customer
        )
    return _("The quote “{quote}” has expired").format(quote=told.record)


def quotes_end(told: Told) -> str:
    words = _n("{n} quote of yours waits for an answer and ends by {day}",
               "{n} quotes of yours wait for an answer and end by {day}", told.count)  # fmt: skip
    return words.format(n=told.count, day=told.day)


def left_behind(told: Told) -> str:
    name = listed(told.people) or _("a colleague")
    return _n(
        "{n} task of {name}, who can't sign in any more, is due. Give it to somebody else.",
        "{n} tasks of {name}, who can't sign in any more, are due. Give them to somebody else.",
        told.count,
    ).format(n=told.count, name=name)


def contacts_left(told: Told) -> str:
    name = listed(told.people) or _("a colleague")
    return _n(
        "{n} customer of {name}, who can't sign in any more, is to be contacted. Hand it over.",
        "{n} customers of {name}, who can't sign in any more, are to be contacted. Hand them over.",
        told.count,
    ).format(n=told.count, name=name)


def contacts_due(told: Told) -> str:
    words = _n("{n} customer to contact by {day}", "{n} customers to contact by {day}", told.count)
    return words.format(n=told.count, day=told.day)


def birthdays(told: Told) -> str:
    if not told.people:
        return _("Birthday on {day}, of nobody you look after any more").format(day=told.day)
    said = _("Birthday on {day}: {names}").format(day=told.day, names=listed(told.people))
    if (more := len(told.values["people"]) - NAMED) <= 0:
        return said
    return _n("{said} and {n} more", "{said} and {n} more", more).format(said=said, n=more)


def festival(told: Told) -> str:
    name = occasion_words(str(told.values["occasion"]))
    words = _n("{festival} on {day}: {n} of your customers to greet",
               "{festival} on {day}: {n} of your customers to greet", told.count)  # fmt: skip
    return words.format(festival=name, day=told.day, n=told.count)


def pooled(told: Told) -> str:
    if told.by_the_rules:
        words = _n(
            "{n} customer that you looked after went back to the pool by the office's rules.",
            "{n} customers that you looked after went back to the pool by the office's rules.",
            told.count,
        )
        return words.format(n=f"{told.count:,}")
    words = _n(
        "{by} returned {n} customer that you looked after to the pool.",
        "{by} returned {n} customers that you looked after to the pool.",
        told.count,
    )
    return words.format(by=told.by, n=f"{told.count:,}")


def pool_warning(told: Told) -> str:
    words = _n(
        "{n} of your customers returns to the pool on {day} unless something happens before.",
        "{n} of your customers return to the pool on {day} unless something happens before.",
        told.count,
    )
    return words.format(n=f"{told.count:,}", day=told.day)


def pool_report(told: Told) -> str:
    words = _n(
        "{n} customer of {name} went back to the pool by the office's rules.",
        "{n} customers of {name} went back to the pool by the office's rules.",
        told.count,
    )
    name = listed(told.people) or _("a colleague")
    return words.format(n=f"{told.count:,}", name=name)


def announced(told: Told) -> str:
    return _("Announcement of {by}: {title}").format(by=told.by, title=told.record)


def handed(values: Mapping[str, Any]) -> Filter:
    """The very records that the notice is about."""
    return Among(tuple(values.get(SEVERAL, ())))


def born(values: Mapping[str, Any]) -> Filter:
    """The contacts who have their birthday."""
    return Among(tuple(values["people"]))


def my_leads(values: Mapping[str, Any]) -> Filter:
    """The leads that somebody was given, or one's open ones where they are too many to name."""
    if values.get(SEVERAL):
        return handed(values)
    return Group((Condition("owner", Operator.IS_ME), IS_OPEN_LEAD))


def untouched(values: Mapping[str, Any]) -> Filter:
    """One's open leads that nobody has reached since a day."""
    mine: Filter = Condition("owner", Operator.IS_ME)
    return Group((mine, untouched_since(date.fromisoformat(values["since"]))))


def my_ending_quotes(values: Mapping[str, Any]) -> Filter:
    """The quotes that a notice to their owner counts."""
    ends = Condition("valid_until", Operator.AT_MOST, date.fromisoformat(values["day"]))
    return Group((Condition("owner", Operator.IS_ME), IS_SENT, ends))


def my_customers(values: Mapping[str, Any]) -> Filter:
    """The customers that a notice to their owner counts."""
    mine = Condition("owner", Operator.IS_ME)
    due = Condition("next_contact_on", Operator.AT_MOST, date.fromisoformat(values["day"]))
    return Group((mine, due))


def to_greet(values: Mapping[str, Any]) -> Filter:
    """The customers that somebody greets for a festival."""
    mine: Filter = Condition("owner", Operator.IS_ME)
    if not values.get("segments"):
        return mine
    chosen = tuple(Condition("segments", Operator.IS, Link(id_)) for id_ in values["segments"])
    return Group((mine, Group(chosen, any=True)))


def of_who_left(values: Mapping[str, Any]) -> Filter:
    """The open tasks of somebody who does not sign in any more."""
    due: Filter = Condition("due_on", Operator.AT_MOST, date.fromisoformat(values["day"]))
    if at := values.get("at"):
        reminded = Condition("remind_at", Operator.AT_MOST, datetime.fromisoformat(at))
        due = Group((due, Group((Condition("due_on", Operator.EMPTY), reminded))), any=True)
    owner = Condition("owner", Operator.IS, Link(values["people"][0]))
    return Group((owner, Condition("done", Operator.IS, False), due))


def contacts_of_who_left(values: Mapping[str, Any]) -> Filter:
    """The customers to contact of somebody who does not sign in any more."""
    due = Condition("next_contact_on", Operator.AT_MOST, date.fromisoformat(values["day"]))
    return Group((Condition("owner", Operator.IS, Link(values["people"][0])), due))


KINDS: Mapping[str, NoticeKind] = {
    MENTION: NoticeKind(N_("Called upon"), mentioned),
    COMMENT: NoticeKind(N_("Comments"), commented),
    HANDOVER: NoticeKind(N_("Handed over"), handed_over, "customer", handed),
    TASK: NoticeKind(N_("New tasks"), given),
    LEADS_GIVEN: NoticeKind(N_("Leads given"), leads_given, "lead", my_leads),
    LEADS_WAITING: NoticeKind(N_("Leads waiting"), leads_waiting, "lead", untouched),
    REMINDER: NoticeKind(N_("Reminders"), reminded),
    QUOTES_END: NoticeKind(N_("Quotes that end soon"), quotes_end, "quote", my_ending_quotes),
    QUOTE_ENDED: NoticeKind(N_("Expired quotes"), quote_ended),
    LEFT_BEHIND: NoticeKind(N_("Tasks left behind"), left_behind, "task", of_who_left),
    CONTACTS_LEFT: NoticeKind(
        N_("Customers left behind"), contacts_left, "customer", contacts_of_who_left
    ),
    CONTACTS_DUE: NoticeKind(N_("Next contacts"), contacts_due, "customer", my_customers),
    POOLED: NoticeKind(N_("Returned to the pool"), pooled, "pool", handed),
    POOL_WARNING: NoticeKind(N_("Soon in the pool"), pool_warning, "customer", handed),
    POOL_REPORT: NoticeKind(N_("Returned to the pool"), pool_report, "pool", handed),
    BIRTHDAYS: NoticeKind(N_("Birthdays"), birthdays, "contact", born),
    FESTIVAL: NoticeKind(N_("Festivals"), festival, "customer", to_greet),
    ANNOUNCEMENT: NoticeKind(N_("Announcements"), announced),
}
