"""Rules by which leads are given to colleagues: what one looks like, and their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from cims.models.lead import (
    AssignmentCondition,
    AssignmentMember,
    AssignmentMethod,
    AssignmentRule,
)
from cims.services.entity import Entity, Field, Kind, Link, Rows
from cims.services.i18n import N_
from cims.services.lead_fields import located
from cims.services.named_records import NamedRecords, named
from cims.services.rights import Action, Actor, Shared, requires, visible
from cims.services.storage import Record, fetch, table_of

GROUP = N_("Assignment rule")


@dataclass(frozen=True)
class ConditionRow:
    """What a rule takes: leads that fit all that is filled in here."""

    source: str | None = None
    province: str | None = None
    city: str | None = None
    industry: str | None = None
    family: Link | None = None
    product: Link | None = None


ASSIGNMENT_RULE = Entity(
    "assignment_rule",
    "assignment_rules",
    N_("Assignment rule"),
    N_("Assignment rules"),
    AssignmentRule,
    fields=named(
        GROUP,
        Field("position", N_("Position"), Kind.WHOLE, listed=True, sortable=True, group=GROUP),
        Field("method", N_("Method"), Kind.ENUM, enum=AssignmentMethod, required=True,
              filled=True, listed=True, group=GROUP),
        Field("members", N_("Goes to"), Kind.LINKS, target="user", listed=True, group=GROUP,
              rows=Rows(AssignmentMember, "rule_id", link="user_id")),
        Field("conditions", N_("Takes leads with"), Kind.ROWS, group=N_("Takes leads with"),
              rows=Rows(AssignmentCondition, "rule_id", ConditionRow, (
                  Field("source", N_("Source"), Kind.CHOICE, choices="source"),
                  Field("province", N_("Province"), length=60),
                  Field("city", N_("City"), length=60),
                  Field("industry", N_("Industry"), Kind.CHOICE, choices="industry"),
                  Field("family", N_("Product family"), Kind.LINK, target="product_family"),
                  Field("product", N_("Product"), Kind.LINK, target="product"),
              ))),
        Field("retired", N_("Retired"), Kind.YES_NO, listed=True, group=GROUP),
        Field("last_user", N_("Last in turn"), Kind.LINK, target="user", read_only=True),
    ),
    scope=Shared(),
    series="R{00}",
    sort="position",
    worked_by=("position", "method", "members", "conditions", "retired", "last_user"),
)  # fmt: skip


class AssignmentRuleService(NamedRecords):
    """The rules in their order: the first that takes a lead gives it away."""

    entity = ASSIGNMENT_RULE

    @requires(Action.EDIT)
    def move(self, id_: int, by: int) -> None:
        """Put a rule so many places further down, or up: those between give way."""
        order = [rule.id for rule in self._in_order(retired=True)]
        place = order.index(self._get(id_, Action.EDIT).id)
        order.insert(max(0, min(place + by, len(order) - 1)), order.pop(place))
        for position, rule in enumerate(self.rows(order), 1):
            self.save(rule.changed(position=position))

    def _in_order(self, *, retired: bool = False) -> Sequence[Record]:
        """The rules that hold, or all of them, whoever asks."""
        table, unit = table_of(ASSIGNMENT_RULE), self._desk.unit
        query = select(table.c.id).order_by(table.c.position, table.c.id)
        if not retired:
            query = query.where(table.c.retired.is_not(True))
        ids = list(unit.session.scalars(visible(query, ASSIGNMENT_RULE, Actor.office())))
        return fetch(unit.session, ASSIGNMENT_RULE, Actor.office(), ids)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values = super()._prepared(values, old)
        values["retired"] = bool(values.get("retired"))
        values["method"] = values.get("method") or AssignmentMethod.IN_TURN
        values["members"] = tuple(dict.fromkeys(values.get("members") or ()))
        rows = (ConditionRow(**{**vars(row), **located(vars(row))}) for row in conditions(values))
        values["conditions"] = tuple(dict.fromkeys(row for row in rows if any(vars(row).values())))
        if values.get("position") is None:
            values["position"] = self._last() + 1
        return values

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        self.office.assigning._forget()

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        self.office.assigning._forget()

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        done = super()._bin(ids, action, binned=binned)
        self.office.assigning._forget()
        return done

    def _last(self) -> int:
        table = table_of(ASSIGNMENT_RULE)
        query = visible(select(func.max(table.c.position)), ASSIGNMENT_RULE, Actor.office())
        return int(self._desk.unit.session.scalar(query) or 0)


def conditions(values: Mapping[str, Any]) -> Sequence[ConditionRow]:
    """What a rule takes; nothing written means every lead."""
    return values.get("conditions") or ()
