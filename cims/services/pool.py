"""The pool: customers of nobody, seen in part, and whoever claims one has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from cims.services.activities import ACTIVITY
from cims.services.child_rows import child_table
from cims.services.contact_fields import CONTACT
from cims.services.customer_fields import CUSTOMER
from cims.services.database import among, listed
from cims.services.entity import Entity
from cims.services.errors import NotAllowed, NotPossible
from cims.services.i18n import _, _n
from cims.services.indexing import IndexedRecords
from cims.services.notice_words import HANDOVER, SEVERAL
from cims.services.notices import Message
from cims.services.pool_fields import POOL
from cims.services.pooling import stays
from cims.services.rights import Action, Actor, Double, Right, refusal, requires, visible
from cims.services.rules.pool_rules import PoolRules
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

SETTING = "pool"  # of the office: its PoolRules
REGIONS, LOOKED_AT = 6, 2000
TOLD = timedelta(days=1)  # so long whoever saw a customer in the pool hears who was faster


@dataclass(frozen=True)
class ClaimRoom:
    """How much room somebody has for claims; a limit of 0 is none."""

    owned: int
    claimed_today: int
    cap: int
    per_day: int

    @property
    def left(self) -> int | None:
        """How many more may be claimed now; None when there is no limit."""
        rooms = [self.cap - self.owned] if self.cap else []
        rooms += [self.per_day - self.claimed_today] if self.per_day else []
        return max(min(rooms), 0) if rooms else None

    @property
    def why_full(self) -> str:
        """Why nothing more can be claimed; empty while there is room."""
        if self.left != 0:
            return ""
        if self.cap and self.owned >= self.cap:
            words = _n(
                "You look after {n} customer, and {cap} is the most. Return one to the pool first.",
                "You look after {n} customers, and {cap} is the most. Return some to the pool "
                "first.",
                self.owned,
            )
            return words.format(n=f"{self.owned:,}", cap=f"{self.cap:,}")
        words = _n(
            "You have claimed {n} customer today, and that is the most for one day.",
            "You have claimed {n} customers today, and that is the most for one day.",
            self.claimed_today,
        )
        return words.format(n=self.claimed_today)


@dataclass(frozen=True)
class Claimed:
    """Which customers were claimed, and sentences about those that were not."""

    ids: tuple[int, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class PoolFacts:
    """How much there is about a customer in the pool: whoever claims it sees what."""

    contacts: int
    follow_ups: int
    stays: int


class PoolService(IndexedRecords):
    """Customers in the pool, for who may see it, as far as its description goes."""

    entity = POOL
    _searched = False  # the customers' room indexes them

    @requires(Right.SIGN_IN)
    def rules(self) -> PoolRules:
        """What the office has decided about its pool."""
        return PoolRules.of(self.office.settings.common(SETTING))

    @requires(Right.SETTINGS)
    def set_rules(self, rules: PoolRules) -> None:
        """Decide about the pool; it can be undone like any setting."""
        rules.refuse_wrong()
        self.office.settings.set_common(SETTING, rules.kept())

    @requires(Action.CLAIM)
    def room(self) -> ClaimRoom:
        """How much room is left for one's own claims."""
        unit, rules, table = self._desk.unit, self.rules(), table_of(CUSTOMER)
        me, taken = unit.actor.user_id, stays()
        mine = select(func.count()).select_from(table).where(table.c.owner_id == me)
        owned = unit.session.scalar(visible(mine, CUSTOMER, Actor.office())) or 0
        today = select(func.count()).select_from(taken)
        today = today.where(taken.c.taken_by_id == me, taken.c.left_on == self.office.today)
        return ClaimRoom(owned, unit.session.scalar(today) or 0, rules.cap, rules.per_day)

    @requires(Action.CLAIM)
    def why_not(self, ids: Sequence[int]) -> dict[int, str]:
        """A sentence for each of these customers that can't be claimed by whoever asks."""
        full = self.room().why_full
        if full:
            return dict.fromkeys(ids, full)
        return {**self._cooling(ids), **self._gone_from_pool(ids)}

    @requires(Action.CLAIM)
    def claim(self, ids: Sequence[int]) -> Claimed:
        """Take customers out of the pool, as many as there is room for; a sentence when none."""
        wanted = list(dict.fromkeys(ids))
        refused = {**self._cooling(wanted), **self._gone_from_pool(wanted)}
        free = [id_ for id_ in wanted if id_ not in refused]
        room = self.room()
        most = len(free) if room.left is None else room.left
        sentences = list(dict.fromkeys(refused.values()))
        if len(free) > most and not most:
            sentences.append(room.why_full)
        elif len(free) > most:
            words = _n(
                "{n} more would be above your limit.",
                "{n} more would be above your limit.",
                len(free) - most,
            )
            sentences.append(words.format(n=f"{len(free) - most:,}"))
        taken = free[:most]
        if not taken:
            raise NotPossible("\n".join(sentences) or str(self._gone()))
        customers = self.office.customers
        customers._out_of_pool(customers._whole_ones(taken), self._me())
        return Claimed(tuple(taken), tuple(sentences))

    @requires(Action.ASSIGN)
    def assign(self, ids: Sequence[int], user_id: int) -> int:
        """Give customers of the pool to a colleague, who hears of it; how many there were."""
        customers = self.office.customers
        customers._refuse_unfit(user_id)
        chosen = self._in_pool(ids)
        customers._out_of_pool(customers._whole_ones(chosen), user_id)
        only = chosen[0] if len(chosen) == 1 else None
        told: dict[str, Any] = {} if only else {"count": len(chosen), SEVERAL: chosen}
        message = Message(user_id, HANDOVER, CUSTOMER.name, only, only, told)
        self.office.notices._send([message])
        return len(chosen)

    @requires(Action.ASSIGN)
    def give_back(self, ids: Sequence[int]) -> int:
        """Give customers back to whoever had them; how many, without those who can't have any."""
        shares: dict[int, list[int]] = {}
        for record in self.rows(self._in_pool(ids), ("former_owner",)):
            if link := record.values["former_owner"]:
                shares.setdefault(link.id, []).append(record.id)
        if not shares:
            raise NotPossible(_("These customers had no owner before. Assign them."))
        return sum(self.assign(some, owner) for owner, some in shares.items())

    @requires(Action.READ)
    def regions(self) -> tuple[str, ...]:
        """The provinces where most of the newest customers of the pool are; none if hidden."""
        if "regions" in self._hidden:
            return ()
        unit, table = self._desk.unit, table_of(POOL)
        newest = visible(select(table.c.id), POOL, unit.actor).order_by(table.c.pooled_on.desc())
        newest = newest.limit(LOOKED_AT)
        place = child_table(POOL.field("regions")).c
        query = select(place.province).where(
            place.customer_id.in_(newest), place.province.is_not(None)
        )
        query = query.group_by(place.province).order_by(func.count().desc(), place.province)
        query = query.limit(REGIONS).execution_options(**newest.get_execution_options())
        return tuple(unit.session.scalars(query))

    @requires(Action.READ)
    def facts(self, id_: int) -> PoolFacts:
        """How much there is about a customer, without a word of it."""
        if not self._covered([id_], Action.READ):
            raise self._gone()
        session, table = self._desk.unit.session, stays()
        people, entries = (self._hanging_on(one, id_) for one in (CONTACT, ACTIVITY))
        query = select(func.count()).select_from(table).where(table.c.customer_id == id_)
        return PoolFacts(people, entries, session.scalar(query) or 0)

    def _hanging_on(self, entity: Entity, id_: int) -> int:
        """How many records of a type a customer has, whoever may see them."""
        table = table_of(entity)
        query = select(func.count()).select_from(table).where(table.c.customer_id == id_)
        return self._desk.unit.session.scalar(visible(query, entity, Actor.office())) or 0

    def _me(self) -> int:
        """Whoever claims; the office itself claims nothing."""
        if (me := self._desk.unit.actor.user_id) is None:
            raise refusal(Action.CLAIM)
        return me

    def _in_pool(self, ids: Sequence[int]) -> list[int]:
        """Those of these that lie in the pool; a sentence when none does."""
        kept = self._covered(ids, Action.ASSIGN)
        if not kept:
            raise NotPossible("\n".join(self._gone_from_pool(ids).values()) or str(self._gone()))
        return [id_ for id_ in dict.fromkeys(ids) if id_ in kept]

    def _gone_from_pool(self, ids: Sequence[int]) -> dict[int, str]:
        """Who has those that lie in the pool no more: somebody was faster."""
        left = set(ids) - self._covered(ids, Action.CLAIM)
        if not left:
            return {}
        table = stays()
        lately = select(table.c.customer_id).where(
            among(table.c.customer_id), table.c.left_on >= self.office.today - TOLD
        )
        seen = set(self._desk.unit.session.scalars(lately, {"ids": listed(sorted(left))}))
        known = self.office.customers._known(table_of(CUSTOMER).c.id, seen)
        hits = {hit.id: hit for hit in known}
        return {id_: has_it(hits.get(id_)) for id_ in left}

    def _cooling(self, ids: Sequence[int]) -> dict[int, str]:
        """Those that whoever asks has lost too short a time ago; not for who may assign."""
        unit, days, table = self._desk.unit, self.rules().cooling, stays()
        if not days or unit.actor.may(Action.ASSIGN, POOL.name):
            return {}
        query = select(table.c.customer_id, func.max(table.c.entered_on)).where(
            among(table.c.customer_id),
            table.c.former_owner_id == unit.actor.user_id,
            table.c.entered_on > self.office.today - timedelta(days=days),
        )
        rows = unit.session.execute(query.group_by(table.c.customer_id), {"ids": listed(list(ids))})
        words = _("It was yours until {day}. You can claim it again from {again} on.")
        return {
            id_: words.format(day=day.isoformat(), again=(day + timedelta(days=days)).isoformat())
            for id_, day in rows
        }

    @property
    def _shows_less(self) -> bool:
        """The index knows how a customer is reached: only what is shown here is found here."""
        return True

    def _all_texts(self, records: list[Record]) -> list[Texts]:
        return [texts(record.values) for record in records]

    def _known(self, column: Any, keys: "set[str] | set[bytes]") -> list[Double]:
        """Nobody learns here of customers outside the pool."""
        return [double for double in super()._known(column, keys) if double.readable]

    def _refuse_taking_back(self) -> None:
        """Whoever may give customers of the pool away may take back how they came and went."""
        if not self._desk.unit.actor.may(Action.ASSIGN, POOL.name):
            raise NotAllowed(_("A colleague made this change. Ask your manager to take it back."))


def has_it(hit: Double | None) -> str:
    """Who has a customer that somebody wanted to claim."""
    if hit is None:
        return _("This customer does not lie in the pool any more.")
    if not hit.owner:
        return _("“{name}” does not lie in the pool any more.").format(name=hit.name)
    return _("“{name}” is with {owner} by now.").format(name=hit.name, owner=hit.owner)


def texts(values: Mapping[str, Any]) -> Texts:
    """What a customer is found by in the pool: only what is shown there."""
    places = [f"{row.province or ''}{row.city or ''}" for row in values.get("regions") or ()]
    code = values.get("code") or ""
    return Texts(tuple(filter(None, [values["name"], code, *places])), (values["name"],), (code,))
