"""Calling to mind what is due: done by upkeep, under the office itself, once each."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, null, or_, select

from cims.models.app_user import AppUser, RoleRight, Team, UserRole, UserState
from cims.models.base import Base
from cims.models.notice import Notice
from cims.models.quote import QuoteState
from cims.services import storage
from cims.services.clock import office_date
from cims.services.customer_fields import CUSTOMER
from cims.services.notice_words import (
    BIRTHDAYS,
    CONTACTS_DUE,
    CONTACTS_LEFT,
    FESTIVAL,
    LEADS_WAITING,
    LEFT_BEHIND,
    QUOTES_END,
    REMINDER,
)
from cims.services.notices import Message
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, Actor, Reach, Right, requires, visible
from cims.services.service import Service
from cims.services.spans import Calendar
from cims.services.storage import table_of
from cims.services.tasks import TASK
from cims.services.users import USER
from cims.services.waiting_leads import DAYS, waiting_messages
from cims.services.waiting_leads import SETTING as WAITING

SETTING = "morning"  # the last day whose mornings' notices were sent
LEFT = (LEFT_BEHIND, CONTACTS_LEFT)
MORNINGS = (CONTACTS_DUE, QUOTES_END, BIRTHDAYS, FESTIVAL, LEADS_WAITING, *LEFT)
ENDS_SOON = timedelta(days=3)  # then a quote is called to mind
REMEMBERED = timedelta(days=70)  # longer than the days ahead that an office may choose


class ReminderService(Service):
    """Reminders of tasks at their time, and once a day what the day brings."""

    @requires(Right.SETTINGS)
    def has_due(self) -> bool:
        """Whether a task is to be called to mind now."""
        found = self._desk.unit.session.execute(self._due().limit(1)).first()
        return found is not None

    @requires(Right.SETTINGS)
    def send_due(self) -> int:
        """Remind of every task whose time has come, however late; how many there were.

        A task whose owner can't sign in waits; the morning's notices tell who is responsible.
        """
        unit = self._desk.unit
        due: Any = unit.session.execute(self._due()).all()
        self.office.notices._send(
            [Message(owner, REMINDER, TASK.name, id_, customer) for id_, owner, customer in due]
        )
        ids = [id_ for id_, _owner, _customer in due]
        storage.set_computed(unit, TASK, [{"root": id_, "reminded_at": unit.now} for id_ in ids])
        if ids:
            unit.changed.add(TASK.name, ids)
        return len(due)

    def _due(self) -> Select[Any]:
        unit, table, user = self._desk.unit, table_of(TASK), table_of(USER)
        query: Select[Any] = (
            select(table.c.id, table.c.owner_id, table.c.customer_id)
            .join_from(table, user, user.c.id == table.c.owner_id)
            .where(
                table.c.remind_at <= unit.now,
                table.c.reminded_at.is_(None),
                table.c.done_on.is_(None),
                user.c.state == UserState.ACTIVE,
            )
        )
        query = visible(query, TASK, Actor.office())
        return visible(query, USER, Actor.office())

    @requires(Right.SETTINGS)
    def has_new_day(self) -> bool:
        """Whether this day's notices are still to be sent."""
        return bool(self._last_day() != self.office.today)

    @requires(Right.SETTINGS)
    def send_morning(self) -> None:
        """Tell everybody what this day and the days since the last time bring, once each.

        Old notices are swept out. A clock that was set back sends nothing that was sent before.
        """
        today, last = self.office.today, self._last_day()
        since = date.min if last is None else min(last, today - timedelta(days=1))
        known = self._known()
        messages = [
            *self._contacts_due(since, today),
            *self._quotes_ending(since, today),
            *self._birthdays(),
            *self._festivals(today),
            *self._waiting_leads(today, last),
            *self._left_behind(since, today, {(to, kind, who) for to, kind, _day, who in known}),
        ]
        self.office.notices._send(
            [m for m in messages if identity(m.to, m.kind, m.values) not in known]
        )
        self.office.notices.sweep()
        self.office.settings.note_common(SETTING, {"day": today.isoformat()})

    def _waiting_leads(self, today: date, last: date | None) -> list[Message]:
        days = int(self.office.settings.common(WAITING).get("days", DAYS))
        return waiting_messages(self._desk.unit, Calendar(today, self._desk.zone), days, last)

    def _last_day(self) -> date | None:
        kept = self.office.settings.common(SETTING).get("day")
        return date.fromisoformat(kept) if kept else None

    def _known(self) -> set[tuple[Any, ...]]:
        """What was sent already."""
        table, now = Base.metadata.tables[Notice.__tablename__], self._desk.unit.now
        query = select(table.c.user_id, table.c.kind, table.c["values"]).where(
            table.c.kind.in_(MORNINGS), table.c.at >= now - REMEMBERED
        )
        return {identity(*row) for row in self._desk.unit.session.execute(query)}

    def _contacts_due(self, since: date, today: date) -> list[Message]:
        """One notice for each owner of customers whose next contact has come since."""
        table = table_of(CUSTOMER)
        query = (
            select(table.c.owner_id, func.count())
            .where(
                table.c.next_contact_on > since,
                table.c.next_contact_on <= today,
                table.c.owner_id.is_not(None),
            )
            .group_by(table.c.owner_id)
        )
        new = self._counted(visible(query, CUSTOMER, Actor.office()))
        if not new:
            return []
        all_due = (
            select(table.c.owner_id, func.count())
            .where(table.c.next_contact_on <= today, table.c.owner_id.in_(sorted(new)))
            .group_by(table.c.owner_id)
        )
        due = self._counted(visible(all_due, CUSTOMER, Actor.office()))
        day = today.isoformat()
        return [
            Message(owner, CONTACTS_DUE, values={"count": count, "day": day})
            for owner, count in due.items()
        ]

    def _quotes_ending(self, since: date, today: date) -> list[Message]:
        """One notice for each owner of quotes that came within three days of their end since."""
        table = table_of(QUOTE)
        query = select(table.c.owner_id, func.count()).where(
            table.c.state == QuoteState.SENT,
            table.c.superseded.is_(False),
            table.c.valid_until >= today,
            table.c.valid_until <= today + ENDS_SOON,
            table.c.owner_id.is_not(None),
        )
        query = query.group_by(table.c.owner_id)
        newest = func.max(table.c.valid_until) > since + ENDS_SOON
        due = self._counted(visible(query.having(newest), QUOTE, Actor.office()))
        day = (today + ENDS_SOON).isoformat()
        return [
            Message(owner, QUOTES_END, values={"count": count, "day": day})
            for owner, count in due.items()
        ]

    def _birthdays(self) -> list[Message]:
        """One notice for each colleague and day with birthdays, some days before."""
        by_owner: dict[tuple[int, date], list[int]] = defaultdict(list)
        for born in self.office.greetings._born():
            by_owner[born.owner_id, born.day].append(born.contact_id)
        return [
            Message(owner, BIRTHDAYS, values={"day": day.isoformat(), "people": people})
            for (owner, day), people in by_owner.items()
        ]

    def _festivals(self, today: date) -> list[Message]:
        """One notice for each colleague and festival with customers to greet, some days before."""
        wishes = self.office.greetings.wishes()
        coming = wishes.coming(today)
        owners = self.office.greetings._to_greet(wishes) if coming else {}
        return [
            Message(
                owner,
                FESTIVAL,
                values={
                    "day": one.day.isoformat(),
                    "occasion": one.code,
                    "count": count,
                    "segments": list(wishes.segments),
                },
            )
            for one in coming
            for owner, count in owners.items()
        ]

    def _left_behind(
        self, since: date, today: date, known: Collection[tuple[int, str, str]]
    ) -> list[Message]:
        """Who is responsible hears what waits for colleagues who can't sign in any more.

        That is told when something has come since, and once to whoever was never told of it.
        """
        user, day, at = table_of(USER), today.isoformat(), self._desk.unit.now.isoformat()
        active = select(user.c.id).where(user.c.state == UserState.ACTIVE)
        there = set(self._desk.unit.session.scalars(visible(active, USER, Actor.office())))
        messages = []
        for kind, entity, waiting in self._waiting(today):
            for owner, count, newest in waiting:
                if owner in there:
                    continue
                values = {"count": count, "day": day, "people": [owner], "at": at}
                messages += [
                    Message(person, kind, values=values)
                    for person in self._responsible_for(owner, entity)
                    if newest > since or (person, kind, str([owner])) not in known
                ]
        return messages

    def _waiting(self, today: date) -> Iterator[tuple[str, str, list[Any]]]:
        """Tasks and next contacts that are due: for each owner how many, and the newest day.

        A task without a day is due at its reminder.
        """
        task, customer, unit = table_of(TASK), table_of(CUSTOMER), self._desk.unit
        reminded = and_(task.c.due_on.is_(None), task.c.remind_at <= unit.now)
        due = and_(task.c.done_on.is_(None), or_(task.c.due_on <= today, reminded))
        without_day = func.max(case((task.c.due_on.is_(None), task.c.remind_at)))
        called = customer.c.next_contact_on <= today
        for kind, entity, day, at, wanted in (
            (LEFT_BEHIND, TASK, task.c.due_on, without_day, due),
            (CONTACTS_LEFT, CUSTOMER, customer.c.next_contact_on, null(), called),
        ):
            owner = table_of(entity).c.owner_id
            query = select(owner, func.count(), func.max(day), at.label("at"))
            query = query.where(owner.is_not(None), wanted).group_by(owner)
            found = unit.session.execute(visible(query, entity, Actor.office()))
            yield (
                kind,
                entity.name,
                [
                    (person, count, max(filter(None, (newest, self._day_of(at)))))
                    for person, count, newest, at in found
                ],
            )

    def _day_of(self, at: datetime | None) -> date | None:
        return None if at is None else office_date(at, self._desk.zone)

    def _responsible_for(
        self, user_id: int, entity: str, action: Action = Action.EDIT
    ) -> list[int]:
        """Who may change a colleague's records in the nearest team, else who keeps the users."""
        users = Base.metadata.tables[AppUser.__tablename__]
        team = self._desk.unit.session.execute(
            visible(select(users.c.team_id).where(users.c.id == user_id), USER, Actor.office())
        ).scalar()
        leaders = self._holders(f"{entity}:{action}", (Reach.TEAM, Reach.ALL))
        parents = self._parents()
        while team is not None:
            if near := sorted(person for person, at in leaders.items() if at == team):
                return near
            team = parents.pop(team, None)
        return sorted(self._holders(Right.USERS, (Reach.ALL,)))

    def _parents(self) -> dict[int, int | None]:
        table = Base.metadata.tables[Team.__tablename__]
        rows: Any = self._desk.unit.session.execute(select(table.c.id, table.c.parent_id)).all()
        return dict(rows)

    def _holders(self, right: str, scopes: Collection[str]) -> dict[int, int | None]:
        """The active colleagues with a right so far, and their teams."""
        users = table_of(USER)
        given, rights = (Base.metadata.tables[m.__tablename__] for m in (UserRole, RoleRight))
        query = (
            select(users.c.id, users.c.team_id)
            .join_from(users, given, given.c.user_id == users.c.id)
            .join(rights, rights.c.role_id == given.c.role_id)
            .where(
                rights.c.right == str(right),
                rights.c.scope.in_([str(scope) for scope in scopes]),
                users.c.state == UserState.ACTIVE,
            )
        )
        rows: Any = self._desk.unit.session.execute(visible(query, USER, Actor.office())).all()
        return dict(rows)

    def _counted(self, query: Select[Any]) -> dict[int, int]:
        rows: Any = self._desk.unit.session.execute(query).all()
        return dict(rows)


def identity(to: int, kind: str, values: Any) -> tuple[Any, ...]:
    """What makes a morning's notice the same as another one."""
    about = values.get("occasion") or (values.get("people", ()) if kind in LEFT else ())
    return to, kind, values.get("day"), str(about)
