"""Customers that nobody worked on go back to the pool by the office's rules, after a notice."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from cims.models.base import Base
from cims.models.change_set import AuditEntry, ChangeSet
from cims.models.opportunity import StageMeaning
from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.clock import office_date
from cims.services.customer_fields import CUSTOMER
from cims.services.database import in_list
from cims.services.entity import Entity
from cims.services.filters import Among, Filter
from cims.services.notice_words import POOL_REPORT, POOL_WARNING, POOLED, SEVERAL
from cims.services.notices import Message
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER, SOLD, UNSHIPPED
from cims.services.pool_fields import POOL
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.rules.pool_rules import PoolRules
from cims.services.service import Service
from cims.services.storage import table_of

NOTED = "pool_returns"  # the setting that keeps the last day on which the rules were applied
STEP = "pool"  # of upkeep: the label of its change sets
AT_ONCE = 500  # customers in one transaction of upkeep: the rest follows a minute later
TOLD_RUNS = 20


@dataclass(frozen=True)
class Run:
    """One time that customers went back by the rules; undo takes `change_set_id`."""

    change_set_id: int
    at: datetime
    count: int
    is_undone: bool

    def on(self, zone: str) -> str:
        """The day in the office's zone, as it is written."""
        return office_date(self.at, zone).isoformat()


class PoolReturnService(Service):
    """Applies the rules once a day; nothing returns before its notice has stood as promised.

    Days on which the office did not run count for nothing: they are added to every promise.
    """

    @requires(Right.SETTINGS)
    def has_work(self) -> bool:
        """Whether this day's rules are still to be applied, or customers wait for their return."""
        if self._last_day() != self.office.today:
            return True
        return self._warned(self.office.today, 1) != []

    @requires(Right.SETTINGS)
    def apply_rules(self) -> int:
        """Warn owners, take warnings back, return what is due; how many customers went back."""
        today, rules = self.office.today, self.office.pool.rules()
        self._make_up_for_missed_days(today)
        self._take_warnings_back(rules)
        gone = self._return(today, rules)
        self._warn(today, rules)
        self.office.settings.note_common(NOTED, {"day": today.isoformat()})
        return gone

    @requires(Right.SETTINGS)
    def would_return(self, rules: PoolRules) -> Filter:
        """Which customers in sight these rules would return, were there no notice."""
        rules.refuse_wrong()
        return Among(tuple(self._due(rules, self.office.today, self._desk.unit.actor)))

    @requires(Right.SETTINGS)
    def runs(self) -> tuple[Run, ...]:
        """The latest returns by the rules, newest first."""
        sets, entries = (Base.metadata.tables[m.__tablename__] for m in (ChangeSet, AuditEntry))
        query = (
            select(sets.c.id, sets.c.at, func.count(), sets.c.undone_by_id)
            .join_from(sets, entries, entries.c.change_set == sets.c.id)
            .where(sets.c.kind == ChangeKind.UPKEEP, sets.c.label == STEP)
            .group_by(sets.c.id)
            .order_by(sets.c.id.desc())
            .limit(TOLD_RUNS)
        )
        rows = self._desk.unit.session.execute(query)
        return tuple(Run(id_, at, count, undone is not None) for id_, at, count, undone in rows)

    def _last_day(self) -> date | None:
        kept = self.office.settings.common(NOTED).get("day")
        return date.fromisoformat(kept) if kept else None

    def _make_up_for_missed_days(self, today: date) -> None:
        """A notice that nobody could read on a day has not stood on that day."""
        last = self._last_day()
        missed = (today - last).days - 1 if last else 0
        if missed <= 0:
            return
        table, unit = table_of(CUSTOMER), self._desk.unit
        query = select(table.c.id, table.c.returns_on).where(table.c.returns_on.is_not(None))
        found = unit.session.execute(visible(query, CUSTOMER, Actor.office()))
        later = [(id_, day + timedelta(days=missed)) for id_, day in found]
        self._promise(later)

    def _think_again(self, ids: Sequence[int]) -> None:
        """These were worked on: forget their warnings where they would stay now."""
        table = table_of(CUSTOMER)
        query = select(table.c.id).where(table.c.returns_on.is_not(None), in_list(table.c.id, ids))
        warned = self._desk.unit.session.scalars(visible(query, CUSTOMER, Actor.office())).all()
        if warned:
            self._take_warnings_back(self.office.pool.rules(), set(warned))

    def _take_warnings_back(self, rules: PoolRules, only: Collection[int] | None = None) -> None:
        """Forget the warnings about customers that would not be due any more on their day."""
        for day in self._promised_days():
            warned = set(self._warned(day, None, exact=True))
            warned = warned if only is None else warned & set(only)
            still = set(self._due(rules, day, Actor.office(), warned)) if rules.returns else set()
            self._promise([(id_, None) for id_ in sorted(warned - still)])

    def _return(self, today: date, rules: PoolRules) -> int:
        """Let those go whose day has come."""
        ids = self._warned(today, AT_ONCE)
        customers = self.office.customers
        records = customers._whole_ones(ids)
        lost: dict[int, list[int]] = {}
        for meaning, some in self._by_reason(rules, today, ids).items():
            reasons = self._desk.choices.with_meaning("pool_reason", meaning)
            reason = next(iter(reasons), meaning)
            customers._into_pool([one for one in records if one.id in some], reason)
        for record in records:
            if owner := record.values["owner"]:
                lost.setdefault(owner.id, []).append(record.id)
        self._report(lost)
        return len(records)

    def _by_reason(
        self, rules: PoolRules, today: date, ids: Sequence[int]
    ) -> Mapping[str, set[int]]:
        """Those of these that were not contacted for long, and the others, without a deal."""
        only = PoolRules(contact=rules.contact, spares_open_work=False)
        silent = set(self._due(only, today, Actor.office(), set(ids)))
        return {"no_contact": silent, "no_deal": set(ids) - silent}

    def _report(self, lost: Mapping[int, list[int]]) -> None:
        """Whoever had the customers hears of it, and so does who may assign them anew."""
        messages = []
        for owner, ids in lost.items():
            told = {"count": len(ids), SEVERAL: ids, "rules": True}
            messages.append(Message(owner, POOLED, values=told))
            people = {"count": len(ids), SEVERAL: ids, "people": [owner]}
            responsible = self.office.reminders._responsible_for(owner, POOL.name, Action.ASSIGN)
            messages += [
                Message(person, POOL_REPORT, values=people)
                for person in responsible
                if person != owner
            ]
        self.office.notices._send(messages)

    def _warn(self, today: date, rules: PoolRules) -> None:
        """Promise a day to those that will be due by then, and tell their owners."""
        if not rules.returns:
            return
        day = today + timedelta(days=rules.notice)
        table = table_of(CUSTOMER)
        due = self._due(rules, day, Actor.office(), new=True)
        query = select(table.c.id, table.c.owner_id).where(in_list(table.c.id, due))
        found = self._desk.unit.session.execute(visible(query, CUSTOMER, Actor.office()))
        owned: dict[int, list[int]] = {}
        for id_, owner in found:
            owned.setdefault(owner, []).append(id_)
        self._promise([(id_, day) for ids in owned.values() for id_ in ids])
        self.office.notices._send(
            [
                Message(
                    owner,
                    POOL_WARNING,
                    values={"count": len(ids), SEVERAL: ids, "day": day.isoformat()},
                )
                for owner, ids in owned.items()
            ]
        )

    def _promise(self, days: Sequence[tuple[int, date | None]]) -> None:
        """Note on which day customers return; a None is taken back."""
        rows = [{"root": id_, "returns_on": day} for id_, day in days]
        storage.set_computed(self._desk.unit, CUSTOMER, rows)
        self._desk.unit.changed.add(CUSTOMER.name, [id_ for id_, _day in days])

    def _promised_days(self) -> list[date]:
        table = table_of(CUSTOMER)
        query = select(table.c.returns_on).where(table.c.returns_on.is_not(None)).distinct()
        return list(self._desk.unit.session.scalars(visible(query, CUSTOMER, Actor.office())))

    def _warned(self, day: date, most: int | None, *, exact: bool = False) -> list[int]:
        """Customers whose promised day is this one, or has come."""
        table = table_of(CUSTOMER)
        when = table.c.returns_on == day if exact else table.c.returns_on <= day
        query = select(table.c.id).where(when).order_by(table.c.id).limit(most)
        return list(self._desk.unit.session.scalars(visible(query, CUSTOMER, Actor.office())))

    def _due(
        self,
        rules: PoolRules,
        day: date,
        actor: Actor,
        among: Collection[int] | None = None,
        *,
        new: bool = False,
    ) -> list[int]:
        """Customers that these rules return on a day, as things are now."""
        table = table_of(CUSTOMER)
        states = list(idle(rules, day))
        if not states:
            return []
        query: Select[Any] = select(table.c.id).where(
            table.c.owner_id.is_not(None), or_(*states), not_(spared(rules, day))
        )
        if among is not None:
            query = query.where(in_list(table.c.id, sorted(among)))
        if new:
            query = query.where(table.c.returns_on.is_(None))
        query = marked(visible(query.order_by(table.c.id), CUSTOMER, actor))
        return list(self._desk.unit.session.scalars(query))


def marked(query: Select[Any]) -> Select[Any]:
    """The query with its looks at orders and opportunities, which only the office itself takes."""
    for entity in (OPPORTUNITY, ORDER):
        inner = visible(select(table_of(entity).c.id), entity, Actor.office())
        for name, tables in inner.get_execution_options().items():
            known = query.get_execution_options().get(name, frozenset())
            query = query.execution_options(**{name: known | tables})
    return query


def idle(rules: PoolRules, day: date) -> Iterator[ColumnElement[bool]]:
    """For each rule of a state which customers nobody has worked on for so long on this day."""
    table = table_of(CUSTOMER)
    for what, states in rules.days:
        for state, number in states.items():
            since = day - timedelta(days=number)
            fresh = [table.c.owned_since > since, table.c.created_on > since]
            fresh += [table.c.last_contact_on > since] if what == "contact" else deals(since)
            yield and_(table.c.lifecycle == state, not_(or_(*map(known, fresh))))


def known(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, false where there is nothing to compare."""
    return func.coalesce(condition, False)


def deals(since: date) -> list[ColumnElement[bool]]:
    """Whether a customer has won opportunities or placed orders after a day."""
    won, order = table_of(OPPORTUNITY).c, table_of(ORDER).c
    return [
        with_any(OPPORTUNITY, won.meaning == StageMeaning.WON, won.closed_on > since),
        with_any(ORDER, order.state.in_(SOLD), order.opened_on > since),
    ]


def spared(rules: PoolRules, day: date) -> ColumnElement[bool]:
    """Which customers stay whatever else: by grade, by protection, for open work."""
    customer, deal, order = (table_of(one).c for one in (CUSTOMER, OPPORTUNITY, ORDER))
    kept = [known(customer.protected_until >= day)]
    if rules.spared_grades:
        kept.append(known(customer.grade.in_(rules.spared_grades)))
    if rules.spares_open_work:
        kept.append(with_any(OPPORTUNITY, deal.meaning == StageMeaning.OPEN))
        unshipped = order.state.in_(UNSHIPPED), order.delivered_on.is_(None)
        kept.append(with_any(ORDER, *unshipped))
    return or_(*kept)


def with_any(entity: Entity, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a customer has any such record, whoever may see it."""
    table, customer = table_of(entity), table_of(CUSTOMER)
    query = select(table.c.id).where(table.c.customer_id == customer.c.id, *which)
    return visible(query, entity, Actor.office()).correlate(customer).exists()
