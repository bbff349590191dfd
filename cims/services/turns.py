"""Whose turn it is: rules, members and what these have in hand, as far as a lead is concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime
from typing import Any

from cims.models.lead import AssignmentMethod
from cims.services.assignment_rules import ConditionRow, conditions
from cims.services.clock import EPOCH
from cims.services.entity import Link
from cims.services.storage import Record

NOTED = ("source", "province", "city", "industry", "product")


@dataclass
class Hands:
    """What colleagues have in hand: open leads, and when each got the newest one."""

    busy: dict[int, int] = part(default_factory=dict)
    since: dict[int, tuple[datetime, int]] = part(default_factory=dict)
    _served: int = 0

    def take(self, user_id: int, now: datetime) -> None:
        """Count one more; those served in one moment are told apart by their order."""
        self._served += 1
        self.busy[user_id] = self.busy.get(user_id, 0) + 1
        self.since[user_id] = (now, self._served)

    def burden(self, user_id: int) -> tuple[int, tuple[datetime, int]]:
        """Fewest open leads first; among equals who has waited longest for a new one."""
        return self.busy.get(user_id, 0), self.since.get(user_id, (EPOCH, 0))


@dataclass(frozen=True)
class Turn:
    """Who gets a lead by which rule."""

    rule: Record
    user_id: int


@dataclass
class Turns:
    """The rules in their order; each gift moves the turn on, though nothing is stored here.

    `able` are those who can take leads, `above` says which family stands below which.
    """

    rules: Sequence[Record]
    able: frozenset[int]
    above: Mapping[int, int]
    hands: Hands
    _last: dict[int, int] = part(default_factory=dict)

    def take(self, values: Mapping[str, Any], now: datetime) -> Turn | None:
        """Who gets a lead of these values; None when no rule takes it, or nobody is there."""
        for rule in self.fitting(values):
            if members := self.members(rule):
                chosen = self._chosen(rule, members)
                self._last[rule.id] = chosen
                self.hands.take(chosen, now)
                return Turn(rule, chosen)
        return None

    def fitting(self, values: Mapping[str, Any]) -> list[Record]:
        """The rules that take a lead of these values, in their order."""
        return [rule for rule in self.rules if self.fits(rule, values)]

    def fits(self, rule: Record, values: Mapping[str, Any]) -> bool:
        """Whether a rule takes a lead of these values; one without conditions takes all."""
        rows = conditions(rule.values)
        return not rows or any(self._row_fits(row, values) for row in rows)

    def members(self, rule: Record) -> list[int]:
        """The members of a rule that can take leads, in their order."""
        return [link.id for link in rule.values["members"] if link.id in self.able]

    def _row_fits(self, row: ConditionRow, values: Mapping[str, Any]) -> bool:
        wanted = vars(row)
        plain = all(values.get(name) == wanted[name] for name in NOTED if wanted[name])
        return plain and (row.family is None or self._is_of(values.get("family"), row.family.id))

    def _is_of(self, family: Link | None, wanted: int) -> bool:
        """Whether a family is the wanted one, or stands below it."""
        step, seen = family.id if family else None, set[int]()
        while step is not None and step not in seen:
            if step == wanted:
                return True
            seen.add(step)
            step = self.above.get(step)
        return False

    def _chosen(self, rule: Record, members: Sequence[int]) -> int:
        """By the method of the rule; in turn is after whoever got the last one."""
        method = rule.values["method"]
        if method is AssignmentMethod.LEAST_BUSY:
            return min(members, key=self.hands.burden)
        if method is AssignmentMethod.FIXED:
            return members[0]
        last = rule.values["last_user"]
        before = self._last.get(rule.id, last.id if last else None)
        order: list[int] = [link.id for link in rule.values["members"]]
        place = order.index(before) + 1 if before in order else 0
        return next(one for one in (*order[place:], *order[:place]) if one in members)
