"""Saved views: a filter with its order, kept under a name by one user or for the whole office."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from cims.models.base import Base
from cims.models.change_set import AuditEntry
from cims.models.draft import SavedView
from cims.services.audit import Subject
from cims.services.errors import NotFound, NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.rights import Action, Right, refusal, requires
from cims.services.service import Service

LONGEST_NAME = 100
VIEWS = "saved_view"  # the audit trail's name for them
AUDITED = ("entity", "name", "view", "position")


@dataclass(frozen=True)
class View:
    """A saved view as lists show it; `content` is what the list put in."""

    id: int
    entity: str
    name: str
    content: Mapping[str, Any]
    shared: bool


class ViewService(Service):
    """The views that the one who is signed in may use; shared ones belong to the office."""

    @requires(Right.SIGN_IN)
    def list(self, entity: str) -> tuple[View, ...]:
        """My views of a record type, then those of the office."""
        self._demand_reading(entity)
        table, mine = self._table, self._desk.unit.actor.user_id
        query = select(table).where(
            table.c.entity == entity, or_(table.c.user_id == mine, table.c.user_id.is_(None))
        )
        rows = self._desk.unit.session.execute(query.order_by(table.c.position, table.c.id))
        views = [view_of(row) for row in rows.mappings()]
        return tuple(sorted(views, key=lambda view: view.shared))

    @requires(Right.SIGN_IN)
    def save(
        self, entity: str, name: str, content: Mapping[str, Any], *, shared: bool = False
    ) -> int:
        """Keep a view; one of the same name and the same owner is replaced. Its id is returned."""
        self._demand_reading(entity)
        if shared:
            self._demand(Right.SETTINGS)
        name = checked_name(name)
        owner = None if shared else self._desk.unit.actor.user_id
        known = self._named(entity, name, owner)
        if known is not None:
            self._change(known, {"view": dict(content)})
            return known
        values = {"user_id": owner, "entity": entity, "name": name, "view": dict(content)}
        return self._insert({**values, "position": 0}, "create")

    @requires(Right.SIGN_IN)
    def rename(self, view_id: int, name: str) -> None:
        """Give a view another name."""
        self._demand_own(view_id)
        self._change(view_id, {"name": checked_name(name)})

    @requires(Right.SIGN_IN)
    def remove(self, view_id: int) -> None:
        """Forget a view."""
        self._demand_own(view_id)
        self._delete(view_id)

    @requires(Right.SETTINGS)
    def take_back(self, id_: int, was_live: bool, before: Mapping[str, Any]) -> None:
        """Make a view of the office again what it was, as an undo found it in the audit trail."""
        values = {name: json.loads(text) for name, text in before.items()}
        if not was_live:
            self._delete(id_)
        elif self._row(id_) is not None:
            self._change(id_, values)
        elif "entity" not in values:
            raise NotFound(_("This view is not there any more."))
        elif self._named(values["entity"], values["name"], None) is not None:
            raise NotPossible(
                _("Another view is called “{name}” by now. Remove it first.").format(
                    name=values["name"]
                )
            )
        else:
            self._insert({"id": id_, "user_id": None, **values}, "restore")

    def _named(self, entity: str, name: str, owner: int | None) -> int | None:
        """The id of the owner's view of this name."""
        table = self._table
        query = select(table.c.id).where(table.c.entity == entity, table.c.name == name)
        query = query.where(table.c.user_id.is_not_distinct_from(owner))
        return self._desk.unit.session.scalar(query)

    def _row(self, id_: int) -> Mapping[Any, Any] | None:
        query = select(self._table).where(self._table.c.id == id_)
        return self._desk.unit.session.execute(query).mappings().one_or_none()

    def _insert(self, values: Mapping[str, Any], action: str) -> int:
        id_ = int(values.get("id") or self._free_id())
        self._desk.unit.session.execute(insert(self._table).values(**{**values, "id": id_}))
        self._tell(action, id_, values["user_id"], {}, values)
        return id_

    def _free_id(self) -> int:
        """An id that no view has or had, so that an undo finds the one that it means."""
        entry = Base.metadata.tables[AuditEntry.__tablename__]
        had = select(func.max(entry.c.record_id)).where(entry.c.entity == VIEWS)
        session = self._desk.unit.session
        taken = session.scalar(select(func.max(self._table.c.id))), session.scalar(had)
        return max(id_ or 0 for id_ in taken) + 1

    def _change(self, id_: int, values: Mapping[str, Any]) -> None:
        old = self._row(id_)
        changed = {name: value for name, value in values.items() if old and old[name] != value}
        if not old or not changed:
            return
        statement = update(self._table).where(self._table.c.id == id_).values(**changed)
        self._desk.unit.session.execute(statement)
        self._tell("edit", id_, old["user_id"], old, changed)

    def _delete(self, id_: int) -> None:
        if old := self._row(id_):
            self._desk.unit.session.execute(delete(self._table).where(self._table.c.id == id_))
            self._tell("remove", id_, old["user_id"], old, {})

    def _tell(
        self,
        action: str,
        id_: int,
        owner: int | None,
        before: Mapping[Any, Any],
        after: Mapping[str, Any],
    ) -> None:
        """Write into the audit trail what happened to a view of the office; others are nobody's."""
        if owner is not None:
            return
        names = [name for name in AUDITED if name in (after or before)]
        diff = {
            name: [as_text(side[name]) if name in side else None for side in (before, after)]
            for name in names
        }
        self._desk.audit.add(action, Subject(VIEWS, id_), diff)
        self._desk.unit.changed.add(VIEWS, [id_])

    @property
    def _table(self) -> Any:
        return Base.metadata.tables[SavedView.__tablename__]

    def _demand_reading(self, entity: str) -> None:
        if not self._desk.unit.actor.may(Action.READ, entity):
            raise refusal(Action.READ)

    def _demand_own(self, view_id: int) -> None:
        """Somebody else's view is not there; one of the office needs the right to settings."""
        table, actor = self._table, self._desk.unit.actor
        row = self._desk.unit.session.execute(
            select(table.c.user_id).where(table.c.id == view_id)
        ).one_or_none()
        if row is None or row.user_id not in (None, actor.user_id):
            raise NotFound(_("This view is not there any more."))
        if row.user_id is None:
            self._demand(Right.SETTINGS)


def view_of(row: Mapping[Any, Any]) -> View:
    """A row of the table as it is handed out."""
    return View(row["id"], row["entity"], row["name"], row["view"], row["user_id"] is None)


def as_text(value: Any) -> str:
    """A value for the audit trail, the same text for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def checked_name(name: str) -> str:
    """The name without blanks around it; a sentence when there is none or it is too long."""
    name = " ".join(name.split())
    if not name:
        raise ValidationFailed({"name": _("Give the view a name.")})
    if len(name) > LONGEST_NAME:
        raise ValidationFailed({"name": _("The name of the view is too long. Shorten it.")})
    return name
