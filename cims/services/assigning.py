"""Giving leads to colleagues by rules: when they come in, on demand, and to try a rule out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from cims.models.app_user import UserState
from cims.services import storage
from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.filters import Group
from cims.services.i18n import _
from cims.services.lead_fields import IS_OPEN_LEAD, IS_UNASSIGNED, LEAD, OPEN_STATES, located
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.rights import Action, Actor, refusal, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of
from cims.services.turns import Hands, Turns
from cims.services.users import USER


@dataclass(frozen=True)
class Gift:
    """A lead, who gets it and by which rule; without either, `why` says why nobody does."""

    lead: Link
    rule: Link | None
    owner: Link | None
    why: str = ""


class AssigningService(Service):
    """Shares leads out by the office's rules, inside the transaction that asks for it."""

    entity = LEAD
    _turns_now: Turns | None = None
    _rule_in_use: Link | None = None

    @requires(Action.READ)
    def preview(self, ids: Sequence[int]) -> tuple[Gift, ...]:
        """Who would get which of these leads, as far as they have no owner; nothing is written."""
        turns = self._fresh()
        return tuple(self._gift(turns, record) for record in self._waiting(ids))

    @requires(Action.EDIT)
    def assign(self, ids: Sequence[int]) -> tuple[Gift, ...]:
        """Give those of these leads that have no owner away by the rules."""
        records = self._waiting(ids)
        if self.office.leads.editable([one.id for one in records]) < {one.id for one in records}:
            raise refusal(Action.EDIT)
        gifts = []
        for done, record in enumerate(records):
            self._desk.unit.progress(done, len(records))
            gift = self._gift(self._turns, record)
            gifts.append(gift)
            if gift.owner is None or gift.rule is None:
                continue
            self._note_turn(gift.rule.id, gift.owner.id)
            self._rule_in_use = gift.rule
            try:
                self.office.leads.save(record.changed(owner=gift.owner))
            finally:
                self._rule_in_use = None
        return tuple(gifts)

    @requires(Action.READ)
    def try_out(self, values: Mapping[str, Any]) -> Gift:
        """Which rule would take a lead of these values now, and who would get it."""
        found = {**values, **located(values)}
        if product := found.get("product"):
            found["family"] = self.office.leads._family_of(product.id) or found.get("family")
        return self._told(self._fresh(), Link(0, str(values.get("name") or "")), found)

    @requires(Action.CREATE)
    def given(self, id_: int) -> Gift | None:
        """Who got a lead that the actor has entered, and by which rule; None by none of them."""
        unit, table = self._desk.unit, table_of(LEAD)
        query = select(table.c.name, table.c.owner_id, table.c.rule_id, table.c.created_by_id)
        row = unit.session.execute(self._all(query.where(table.c.id == id_), LEAD)).one_or_none()
        is_mine = row is not None and row.created_by_id == unit.actor.user_id
        if row is None or not is_mine or row.owner_id is None or row.rule_id is None:
            return None
        names = self.office.names_of(USER.name, [row.owner_id])
        rules = self.office.names_of(ASSIGNMENT_RULE.name, [row.rule_id])
        rule = Link(row.rule_id, rules.get(row.rule_id, ""))
        return Gift(Link(id_, row.name), rule, Link(row.owner_id, names.get(row.owner_id, "")))

    @requires(Action.READ)
    def unassigned(self) -> int:
        """How many leads wait for an owner, as far as the actor sees them."""
        return self.office.leads.count(Group((IS_UNASSIGNED, IS_OPEN_LEAD)))

    def _waiting(self, ids: Sequence[int]) -> list[storage.Record]:
        """Those of these leads that have no owner and are open, in the order of `ids`."""
        return [
            record
            for record in self.office.leads.rows(ids)
            if record.values["owner"] is None and record.values["state"] in OPEN_STATES
        ]

    def _take(self, values: Mapping[str, Any]) -> tuple[Link, Link] | None:
        """Rule and owner of a new lead; the turn moves on with the transaction, or not at all."""
        turn = self._turns.take(values, self._desk.unit.now)
        if turn is None:
            return None
        self._note_turn(turn.rule.id, turn.user_id)
        return Link(turn.rule.id, turn.rule.values["name"]), Link(turn.user_id)

    def _note_turn(self, rule_id: int, user_id: int) -> None:
        row = {"root": rule_id, "last_user_id": user_id}
        storage.set_computed(self._desk.unit, ASSIGNMENT_RULE, [row])

    def _gift(self, turns: Turns, record: storage.Record) -> Gift:
        lead = Link(record.id, str(record.values["name"]))
        whole = storage.fetch(self._desk.unit.session, LEAD, Actor.office(), [record.id])
        return self._told(turns, lead, whole[0].values)

    def _told(self, turns: Turns, lead: Link, values: Mapping[str, Any]) -> Gift:
        if turn := turns.take(values, self._desk.unit.now):
            names = self.office.names_of(USER.name, [turn.user_id])
            owner = Link(turn.user_id, names.get(turn.user_id, ""))
            return Gift(lead, Link(turn.rule.id, turn.rule.values["name"]), owner)
        if fitting := turns.fitting(values):
            words = _("“{rule}” would take it, but nobody in it can take leads now.")
            return Gift(lead, None, None, words.format(rule=fitting[0].values["name"]))
        return Gift(lead, None, None, _("No rule takes it."))

    @property
    def _turns(self) -> Turns:
        """The turns of this unit of work: all that comes in together is counted together."""
        if self._turns_now is None:
            self._turns_now = self._fresh()
        return self._turns_now

    def _forget(self) -> None:
        """The rules are others now."""
        self._turns_now = None

    def _fresh(self) -> Turns:
        rules = self.office.assignment_rules._in_order()
        people = {link.id for rule in rules for link in rule.values["members"]}
        able = frozenset(one for one in people if self._unfit(one) is None)
        return Turns(rules, able, self._families() if rules else {}, self._hands(able))

    def _hands(self, people: frozenset[int]) -> Hands:
        """What these colleagues have in hand, whoever asks."""
        table, hands = table_of(LEAD), Hands()
        query = select(table.c.owner_id, func.count(), func.max(table.c.assigned_at))
        query = query.where(
            table.c.owner_id.in_(sorted(people)), table.c.state.in_(OPEN_STATES)
        ).group_by(table.c.owner_id)
        for user, count, at in self._desk.unit.session.execute(self._all(query, LEAD)):
            hands.busy[user] = count
            if at is not None:
                hands.since[user] = (at, 0)
        return hands

    def _families(self) -> dict[int, int]:
        table = table_of(PRODUCT_FAMILY)
        query = select(table.c.id, table.c.parent_id).where(table.c.parent_id.is_not(None))
        rows: Any = self._desk.unit.session.execute(self._all(query, PRODUCT_FAMILY)).all()
        return dict(rows)

    def _all(self, query: Any, entity: Any) -> Any:
        return visible(query, entity, Actor.office())

    def _unfit(self, user_id: int) -> str | None:
        """Why somebody can take no leads; None when all is well."""
        session, fields = self._desk.unit.session, [USER.field("name"), USER.field("state")]
        found = storage.fetch(session, USER, Actor.office(), [user_id], fields=fields)
        if not found or found[0].values["state"] is not UserState.ACTIVE:
            name = found[0].values["name"] if found else _("A colleague")
            words = _("{name} can't sign in any more. Choose another colleague.")
            return words.format(name=name)
        if not self.office.users._actor(user_id).may(Action.READ, LEAD.name):
            words = _("{name} may not see leads. Choose another colleague.")
            return words.format(name=found[0].values["name"])
        return None

    def _refuse_unfit(self, user_id: int) -> None:
        if message := self._unfit(user_id):
            raise NotPossible(message)
