"""Forms that were changed and not saved when the vault was locked, for the same user's return."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from cims.models.app_user import UserState
from cims.models.base import Base
from cims.models.draft import Draft
from cims.services.codecs import from_json, to_json
from cims.services.entity import Entity, Kind
from cims.services.link_names import named, names_for
from cims.services.paper_templates.letterhead import SETTING
from cims.services.rights import Actor, Right, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of
from cims.services.user_fields import USER


@dataclass(frozen=True)
class FormDraft:
    """What was typed into one form, of a record or of the letterhead.

    `record` is None for a new one, `id` once it is kept.
    """

    entity: str
    record: int | None
    version: int | None
    values: Mapping[str, Any]
    id: int | None = None


class DraftService(Service):
    """Each user's own unsaved forms; values of sealed fields are never among them."""

    @requires(Right.SIGN_IN)
    def keep(self, forms: Iterable[FormDraft]) -> None:
        """Keep the forms of the one who is signed in, in place of those kept before.

        Of who was removed meanwhile nothing is kept: there is nobody to get it back.
        """
        unit = self._desk.unit
        self._delete()
        if self._is_removed():
            return
        rows = [
            {
                "user_id": unit.actor.user_id,
                "entity": form.entity,
                "record": form.record,
                "version": form.version,
                "at": unit.now,
                "values": written(self._entity(form.entity), form.values),
            }
            for form in forms
        ]
        if rows and unit.actor.user_id is not None:
            unit.session.execute(insert(table()), rows)

    @requires(Right.SIGN_IN)
    def mine(self) -> tuple[FormDraft, ...]:
        """The forms that the one who is signed in left half typed, oldest first."""
        columns = table().c
        query = select(table()).where(columns.user_id == self._desk.unit.actor.user_id)
        return tuple(
            FormDraft(
                row.entity,
                row.record,
                row.version,
                self._named(row.entity, read(self._entity(row.entity), row._mapping["values"])),
                row.id,
            )
            for row in self._desk.unit.session.execute(query.order_by(columns.id))
        )

    @requires(Right.SIGN_IN)
    def drop(self, id_: int | None = None) -> None:
        """Forget one form, or all of them, because it was saved, given up or taken back."""
        self._delete(id_)

    def _is_removed(self) -> bool:
        users = table_of(USER).c
        query = select(users.state).where(users.id == self._desk.unit.actor.user_id)
        seen = visible(query, USER, Actor.office())
        return self._desk.unit.session.execute(seen).scalar() is UserState.REMOVED

    def _delete(self, id_: int | None = None) -> None:
        columns = table().c
        statement = delete(table()).where(columns.user_id == self._desk.unit.actor.user_id)
        if id_ is not None:
            statement = statement.where(columns.id == id_)
        self._desk.unit.session.execute(statement)

    def _entity(self, name: str) -> Entity | None:
        """What a draft is of; None for the letterhead, which is a setting."""
        return None if name == SETTING else self.office.room(name).entity

    def _named(self, entity: str, values: dict[str, Any]) -> dict[str, Any]:
        """The values with the names of linked records, which are not kept with a draft."""
        kind = self._entity(entity)
        if kind is None:
            return values
        fields = kind.entered_with
        names = names_for(self.office.names_of, ((fields[n], v) for n, v in values.items()))
        return {name: named(fields[name], value, names) for name, value in values.items()}


def forget(session: Any, user_id: int) -> None:
    """Delete what somebody who leaves had typed: nobody else is to see it."""
    session.execute(delete(table()).where(table().c.user_id == user_id))


def table() -> Any:
    """The table of drafts, as Core statements name it."""
    return Base.metadata.tables[Draft.__tablename__]


def written(entity: Entity | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON, without those that must not lie in the open database."""
    if entity is None:  # a setting: plain values
        return dict(values)
    fields = {n: one for n, one in entity.entered_with.items() if one.kind is not Kind.SEALED}
    return {name: to_json(fields[name], values[name]) for name in values if name in fields}


def read(entity: Entity | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that `written` made; fields that are gone since are left out."""
    if entity is None:
        return dict(values)
    fields = entity.entered_with
    return {name: from_json(fields[name], values[name]) for name in values if name in fields}
