"""The two tables of a role: what may be done with which records, and which fields are closed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from cims.services.entity import Entity
from cims.services.field_rights import closable
from cims.services.granted import WIDTH, Action, FieldAccess, Reach
from cims.services.i18n import _
from cims.services.roles import RoleDraft
from cims.ui.pages.administration.choice_table import ChoiceModel, Option
from cims.ui.role_words import (
    ACTIONS,
    FIELD_TONES,
    FIELDS,
    REACH_TONES,
    REACHES,
    reaches_of,
)

ON_SEEN = tuple(one for one in Action if one not in (Action.READ, Action.CREATE, Action.IMPORT))


class RecordRights(ChoiceModel):
    """Record types down, actions across, a reach in every cell."""

    def __init__(self, types: Sequence[Entity], parent: QObject | None = None) -> None:
        names = [_(entity.label_plural) for entity in types]
        super().__init__(names, [_(words) for words in ACTIONS.values()], parent)
        self._types, self._actions = types, tuple(ACTIONS)
        self.role = RoleDraft()

    def show(self, role: RoleDraft) -> None:
        """Show another role."""
        self.beginResetModel()
        self.role = role
        self.endResetModel()

    def options(self, row: int, column: int) -> Sequence[Option]:
        if self._actions[column] not in self._types[row].actions:
            return [Option(Reach.NONE, "—")]  # there is no such right
        return [
            Option(reach, _(REACHES[reach]), REACH_TONES.get(reach, ""))
            for reach in reaches_of(self._types[row], self._actions[column])
        ]

    def value(self, row: int, column: int) -> Reach:
        found = self.role.records.get(self._key(row, column), Reach.NONE)
        narrow = reaches_of(self._types[row], self._actions[column])
        return found if found in narrow else narrow[-1]  # shared records: own is all

    def take(self, row: int, column: int, value: Any) -> None:
        """Nobody works with records that cannot be seen: seeing follows, and takes along."""
        entity, action = self._key(row, column)
        records = {**self.role.records, (entity, action): value}
        if action is Action.READ:
            for other in ON_SEEN:
                known = records.get((entity, other), Reach.NONE)
                records[entity, other] = min(known, value, key=WIDTH.__getitem__)
            if value is Reach.NONE:
                records[entity, Action.CREATE] = records[entity, Action.IMPORT] = Reach.NONE
        else:
            seen = records.get((entity, Action.READ), Reach.NONE)
            if action in ON_SEEN or seen is Reach.NONE:
                records[entity, Action.READ] = max(seen, value, key=WIDTH.__getitem__)
        kept = {key: reach for key, reach in records.items() if reach is not Reach.NONE}
        self.role = replace(self.role, records=kept)

    def _key(self, row: int, column: int) -> tuple[str, Action]:
        return self._types[row].name, self._actions[column]


class FieldRights(ChoiceModel):
    """The fields of one record type, each open, for reading only, or hidden."""

    def __init__(self, entity: Entity, role: RoleDraft, parent: QObject | None = None) -> None:
        self._closable = closable(entity)
        self._names = [field.name for field in entity.fields if field.name in self._closable]
        labels = [_(entity.field(name).label) for name in self._names]
        super().__init__(labels, [_("For this role")], parent)
        self._entity, self.role = entity, role

    def options(self, row: int, column: int) -> Sequence[Option]:
        return [
            Option(access, _(words), FIELD_TONES.get(access, ""))
            for access, words in FIELDS.items()
            if access is None or access in self._closable[self._names[row]]
        ]

    def value(self, row: int, column: int) -> FieldAccess | None:
        return self.role.fields.get((self._entity.name, self._names[row]))

    def take(self, row: int, column: int, value: Any) -> None:
        fields = dict(self.role.fields)
        key = self._entity.name, self._names[row]
        if value is None:
            fields.pop(key, None)
        else:
            fields[key] = value
        self.role = replace(self.role, fields=fields)
