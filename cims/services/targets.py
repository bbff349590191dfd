"""Targets of people, month by month; a team's target is the sum of those of its members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select

from cims.services.database import in_list
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Reach, requires, visible
from cims.services.rules.currencies import Amount, major
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of
from cims.services.target_fields import TARGET, wrong_year

__all__ = ["TARGET", "PersonYear", "TargetService", "TargetYear"]

MONTHS = 12


@dataclass(frozen=True)
class PersonYear:
    """The twelve targets of somebody; `may_edit` says whether whoever asks sets them."""

    person: Link
    amounts: tuple[Amount | None, ...]
    may_edit: bool


@dataclass(frozen=True)
class TargetYear:
    """A year of targets in the office's currency."""

    year: int
    currency: str
    rows: tuple[PersonYear, ...]


class TargetService(RecordService):
    """The targets that the actor may see: of everybody, of the own team, the own ones."""

    entity = TARGET

    @requires(Action.READ)
    def year(self, year: int) -> TargetYear:
        """A line for everybody whose targets the actor sees, and for all who may get some."""
        amounts: dict[int, list[Amount | None]] = {}
        for owner, month, amount in self._between(*days_of(year)):
            amounts.setdefault(owner, [None] * MONTHS)[month.month - 1] = amount
        editable = self._settable()
        people = {one.id: one for one in self.office.users._colleagues_named()}
        shown = [
            id_
            for id_, one in people.items()
            if (id_ in editable and one.is_active) or id_ in amounts
        ]
        rows = tuple(
            PersonYear(
                Link(id_, people[id_].name),
                tuple(amounts.get(id_, [None] * MONTHS)),
                id_ in editable,
            )
            for id_ in shown
        )
        return TargetYear(year, self.office.currency, rows)

    @requires(Action.EDIT)
    def set_year(self, year: int, cells: Mapping[tuple[int, int], Decimal | None]) -> int:
        """Set targets by person and month (1 to 12), None for none; how many were changed."""
        if any(not 1 <= month <= MONTHS for _person, month in cells):
            raise ValidationFailed({"month": _("A month is a number from 1 to 12.")})
        known = self._ids_of(year)
        count = 0
        for (person, month), amount in cells.items():
            id_ = known.get((person, month))
            if id_ is None and amount is not None:
                owner, day = Link(person), date(year, month, 1)
                self.add({"owner": owner, "month": day, "amount": amount})
            elif id_ is not None and amount is None:
                self.remove([id_])
            elif id_ is not None:
                record = self.load(id_)
                if record.values["amount"] == amount:
                    continue
                self.save(record.changed(amount=amount))
            else:
                continue
            count += 1
        return count

    def _between(self, first: date, last: date) -> list[tuple[int, date, Amount]]:
        """Owner, month and amount of the targets in the office's currency that the actor sees."""
        table, base = table_of(TARGET), self.office.currency
        query = select(table.c.owner_id, table.c.month, table.c.amount).where(
            table.c.month.between(first, last), table.c.currency == base
        )
        rows = self._desk.unit.session.execute(visible(query, TARGET, self._desk.unit.actor))
        return [(owner, month, major(amount, base)) for owner, month, amount in rows]

    def _ids_of(self, year: int) -> dict[tuple[int, int], int]:
        table = table_of(TARGET)
        query = select(table.c.owner_id, table.c.month, table.c.id).where(
            table.c.month.between(*days_of(year)),
            table.c.currency == self.office.currency,
        )
        rows = self._desk.unit.session.execute(visible(query, TARGET, self._desk.unit.actor))
        return {(owner, month.month): id_ for owner, month, id_ in rows}

    def _settable(self) -> frozenset[int]:
        """Whose targets the actor may set."""
        actor = self._desk.unit.actor
        reach = actor.reach(TARGET.name, Action.EDIT)
        if reach is Reach.ALL:
            return frozenset(one.id for one in self.office.users._colleagues_named())
        if reach is Reach.TEAM:
            return frozenset(actor.team | {actor.user_id or 0})
        return frozenset({actor.user_id or 0} if reach is Reach.OWN else ())

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        unit = self._desk.unit
        values["currency"] = (values.get("currency") or self.office.currency).strip().upper()
        if not values.get("owner") and unit.actor.user_id:
            values["owner"] = Link(unit.actor.user_id)
        if values.get("month"):
            values["month"] = values["month"].replace(day=1)
            values["name"] = f"{values['month']:%Y-%m}"
        return values

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        super()._refuse_wrong(changed, values)
        wrong = self._wrong(changed, values)
        if wrong:
            raise ValidationFailed(wrong)

    def _wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
        unit, owner = self._desk.unit, values["owner"]
        if "owner" in changed and not unit.actor.is_office and owner.id not in self._settable():
            words = _("You set targets only for those whom your role covers. Choose another.")
            return {"owner": words}
        if {"owner", "month", "currency"} & changed.keys() and self._is_taken(values):
            return {"month": _("There is a target of this month already. Change that one.")}
        return {}

    def _unfit(self, values: Mapping[str, Any]) -> dict[str, str]:
        target = self._prepared(dict(values), None)
        return self._wrong(target, target)

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        done = super()._bin(ids, action, binned=binned)
        if binned:
            self._refuse_twice(ids)
        return done

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        if len(ids) > 1:  # a list may name a month twice
            self._refuse_twice(ids)

    def _refuse_twice(self, ids: Sequence[int]) -> None:
        """NotPossible where the person of one of these targets has another one of its month."""
        table = table_of(TARGET)
        other = table.alias()
        query = select(table.c.owner_id, table.c.name).join(
            other,
            and_(
                other.c.owner_id == table.c.owner_id,
                other.c.month == table.c.month,
                other.c.currency == table.c.currency,
                other.c.deleted_at.is_(None),
                other.c.id != table.c.id,
            ),
        )
        query = query.where(in_list(table.c.id, ids)).order_by(table.c.month).limit(1)
        seen = visible(query, TARGET, Actor.office())
        for owner, month in self._desk.unit.session.execute(seen):
            names = self.office.names_of("user", [owner])
            words = _("{person} has two targets of {month}. Keep only one of them.")
            raise NotPossible(words.format(person=names.get(owner, ""), month=month))

    def _is_taken(self, values: Mapping[str, Any]) -> bool:
        """Whether the person has a target of this month, whoever may see it."""
        table = table_of(TARGET)
        query = select(table.c.id).where(
            table.c.owner_id == values["owner"].id,
            table.c.month == values["month"],
            table.c.currency == values["currency"],
        )
        seen = visible(query.limit(1), TARGET, Actor.office())
        return self._desk.unit.session.scalar(seen) is not None

    def _texts(self, record: Record) -> Texts:
        values = record.values
        name, code = values["name"], values.get("code") or ""
        return Texts(tuple(filter(None, (name, values.get("remarks"), code))), (name,), (code,))


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year that targets are set for."""
    if wrong := wrong_year(year):
        raise ValidationFailed({"month": wrong})
    return date(year, 1, 1), date(year, 12, 31)
