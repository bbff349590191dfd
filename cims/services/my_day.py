"""What somebody has to do today: tasks, next contacts, whom to greet, what was announced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cims.services.activities import COMMENTED, HANDED_OVER
from cims.services.announcements import AnnouncementLine
from cims.services.contact_plans import CONTACT_MADE
from cims.services.entity import Entity, Link
from cims.services.filters import Condition, Filter, Group, Operator, fields_in
from cims.services.greetings import BirthdayLine, FestivalLine
from cims.services.i18n import _, language
from cims.services.lead_fields import IS_OPEN_LEAD
from cims.services.order_fields import IS_SOLD, overdue
from cims.services.quote_fields import IS_OFFERED
from cims.services.reading import Sort
from cims.services.rights import Action, Right, requires
from cims.services.rules.currencies import Amount
from cims.services.rules.text_templates import READY, DayFigures, daily_values, filled
from cims.services.service import Service
from cims.services.storage import Record

MINE = Condition("owner", Operator.IS_ME)
REPORT, TEMPLATES = "daily_report", "templates"
POINTS = 5  # of a report, each in a few words
AHEAD = 7
SHOWN = 50
OF_TASK = (
    "name", "customer", "contact", "lead", "owner", "due_on", "remind_at", "done",
)  # fmt: skip
OF_LEAD = ("name", "owner", "next_contact_on", "next_step", "contact_name", "main_phone")
OF_ORDER = ("name", "code", "customer", "next_delivery_on", "required_on")
REACHED = ("main_contact", "main_phone")
OF_CUSTOMER = (
    "name", "owner", "next_contact_on", "next_step", "main_contact", "main_phone",
    "last_contact_on",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Some records of a list, how many there are, and the filter that opens exactly these."""

    entity: str
    where: Filter
    total: int
    records: tuple[Record, ...]


@dataclass(frozen=True)
class MyDay:
    """One's working day; `…_week` are the days ahead after today."""

    day: date
    overdue: Block
    due_today: Block
    this_week: Block
    calls_overdue: Block
    calls_today: Block
    calls_week: Block
    leads_overdue: Block
    leads_today: Block
    leads_week: Block
    birthdays: tuple[BirthdayLine, ...]
    festivals: tuple[FestivalLine, ...]
    announcements: tuple[AnnouncementLine, ...]
    returning: Block  # to the pool, unless something happens before
    deliveries: Block  # one's own orders of which something should have left by now
    reach: Mapping[int, Record]  # the customers of the tasks, with main contact and phone


@dataclass(frozen=True)
class DailyReport:
    """A report to send to colleagues, and the customers that it names."""

    text: str
    customers: tuple[int, ...]


class MyDayService(Service):
    """Everybody's own day, with numbers that the lists behind them confirm."""

    @requires(Right.SIGN_IN)
    def today(self, ahead: int = AHEAD) -> MyDay:
        """What is late, what today brings, the days ahead, and whom to greet."""
        day, tasks, customers = self.office.today, self._tasks, self._customers
        late, now, soon = spans(day, ahead, "due_on")
        missed, due, coming = spans(day, ahead, "next_contact_on")
        greetings = self.office.greetings
        unread = tuple(one for one in self.office.announcements.current() if not one.is_read)
        due_tasks = tasks(late), tasks(now), tasks(soon)
        return MyDay(
            day,
            *due_tasks,
            customers(missed),
            customers(due),
            customers(coming),
            self._leads(missed),
            self._leads(due),
            self._leads(coming),
            greetings.birthdays(),
            greetings.festivals(),
            unread,
            self._returning(),
            self._deliveries(day),
            self._reach(due_tasks),
        )

    @requires(Right.SIGN_IN)
    def report(self, day: date | None = None) -> DailyReport:
        """One's daily report to send to colleagues, from the template and from what was logged."""
        day = day or self.office.today
        done, planned = self._logged(day), self._planned(day + timedelta(days=1))[:POINTS]
        counted = self._desk.choices.with_meaning("activity_kind", CONTACT_MADE)
        reached = [record for record in done if record.values["kind"] in counted]
        firms = {one.values["customer"].id for one in reached if one.values["customer"]}
        values = daily_values(
            day,
            self._desk.unit.actor.name,
            DayFigures(len(firms), len(reached), self._new_customers(day), *self._offered(day)),
            _("; ").join(headline(record) for record in done[:POINTS]),
            _("; ").join(words for words, _customer in planned),
        )
        text = filled(self._template(REPORT), values)
        spoken_of = [one.values["customer"] for one in done[:POINTS]]
        spoken_of += [customer for _words, customer in planned]
        named = {link.id for link in spoken_of if link and link.text in text}
        return DailyReport(text, tuple(sorted(named)))

    def _template(self, code: str) -> str:
        """One's own wording, else the office's, else the ready one of the language shown now."""
        for kept in (self.office.settings.mine(TEMPLATES), self.office.settings.common(TEMPLATES)):
            if kept.get(code):
                return str(kept[code])
        texts = next(template.texts for template in READY if template.code == code)
        return texts.get(language()) or texts["en"]

    def _logged(self, day: date) -> list[Record]:
        """What one wrote down on a day, earliest first; words to colleagues do not count."""
        room = self.office.activities
        if not self._desk.unit.actor.may(Action.READ, room.entity.name):
            return []
        talk = tuple(
            code
            for meaning in (COMMENTED, HANDED_OVER)
            for code in self._desk.choices.with_meaning("activity_kind", meaning)
        )
        own_words = Condition("kind", Operator.NONE_OF, talk)
        where = Group((MINE, Condition("contacted_on", Operator.IS, day), own_words))
        ids = room.listing(where, sort=Sort("happened_at")).ids
        return room.rows(ids, ("name", "kind", "customer"))

    def _new_customers(self, day: date) -> int:
        room = self.office.customers
        if not self._desk.unit.actor.may(Action.READ, room.entity.name):
            return 0
        return room.count(Group((MINE, Condition("created_on", Operator.IS, day))))

    def _offered(self, day: date) -> tuple[int | None, Decimal | None, Decimal | None]:
        """How many quotes one sent on a day, for how much, and what was ordered then.

        None where there is nothing to tell: amounts of several currencies are not added.
        """
        sent = Group((MINE, IS_OFFERED, Condition("sent_on", Operator.IS, day)))
        signed = Group((MINE, IS_SOLD, Condition("opened_on", Operator.IS, day)))
        quotes, orders = self.office.quotes, self.office.orders
        may = self._desk.unit.actor.may
        count = quotes.count(sent) if may(Action.READ, quotes.entity.name) else 0
        return (
            count or None,
            self._single(quotes.sums(sent)["total"]) if count else None,
            self._single(orders.sums(signed).get("total", ()))
            if may(Action.READ, orders.entity.name)
            else None,
        )

    def _single(self, amounts: Sequence[Amount]) -> Decimal | None:
        """The amount, where there is one only and in the office's own currency."""
        if len(amounts) == 1 and amounts[0].currency == self.office.currency:
            return amounts[0]
        return None

    def _planned(self, day: date) -> list[tuple[str, Link | None]]:
        """What one has planned for a day: tasks, then next contacts with their customers."""
        tasks = self._tasks(Condition("due_on", Operator.IS, day)).records
        when = Condition("next_contact_on", Operator.IS, day)
        calls, leads = self._customers(when).records, self._leads(when).records
        return [
            *((str(task.values["name"]), None) for task in tasks),
            *((planned_words(lead), None) for lead in leads),
            *((planned_words(call), Link(call.id, str(call.values["name"]))) for call in calls),
        ]

    def _tasks(self, when: Condition) -> Block:
        where = Group((MINE, Condition("done_on", Operator.EMPTY), when))
        return self._block(self.office.tasks, where, OF_TASK, when.field)

    def _customers(self, when: Condition) -> Block:
        return self._block(self.office.customers, Group((MINE, when)), OF_CUSTOMER, when.field)

    def _leads(self, when: Condition) -> Block:
        where = Group((MINE, IS_OPEN_LEAD, when))
        return self._block(self.office.leads, where, OF_LEAD, when.field)

    def _returning(self) -> Block:
        where = Group((MINE, Condition("returns_on", Operator.FILLED)))
        return self._block(self.office.customers, where, ("name", "returns_on"), "returns_on")

    def _deliveries(self, day: date) -> Block:
        where = Group((MINE, overdue(day)))
        room = self.office.orders
        if not fields_in(where) <= room.entity.by_name.keys():  # a role hides the days
            return Block(room.entity.name, where, 0, ())
        return self._block(room, where, OF_ORDER, "opened_on")

    def _reach(self, blocks: Sequence[Block]) -> dict[int, Record]:
        """How the customers of these tasks are reached, for who may see customers."""
        if not self._desk.unit.actor.may(Action.READ, self.office.customers.entity.name):
            return {}
        links = (record.values["customer"] for block in blocks for record in block.records)
        ids = sorted({link.id for link in links if link})
        return {row.id: row for row in self.office.customers.rows(ids, REACHED)} if ids else {}

    def _block(self, room: Any, where: Filter, fields: Sequence[str], sort: str) -> Block:
        entity: Entity = room.entity
        if not self._desk.unit.actor.may(Action.READ, entity.name):
            return Block(entity.name, where, 0, ())
        ids = room.listing(where, sort=Sort(sort), limit=SHOWN).ids
        total = room.count(where) if len(ids) == SHOWN else len(ids)
        return Block(entity.name, where, total, tuple(room.rows(ids, fields)))


def headline(record: Record) -> str:
    """A follow-up in one line: the customer and the first words."""
    customer = record.values["customer"]
    return " ".join(filter(None, (customer.text if customer else "", record.values["name"])))


def planned_words(customer: Record) -> str:
    """A next contact in one line: the customer and what is to be done."""
    return " ".join(filter(None, (customer.values["name"], customer.values["next_step"])))


def spans(day: date, ahead: int, field: str) -> tuple[Condition, Condition, Condition]:
    """Before today, today, and so many days after it."""
    after = day + timedelta(days=1), day + timedelta(days=max(ahead, 1))
    return (
        Condition(field, Operator.BELOW, day),
        Condition(field, Operator.IS, day),
        Condition(field, Operator.BETWEEN, after),
    )
