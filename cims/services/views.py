"""Saved views: a filter with its order, kept under a name by one user or for the whole office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from cims.models.base import Base
from cims.models.draft import SavedView
from cims.services.errors import NotFound, ValidationFailed
from cims.services.i18n import _
from cims.services.reading import Service
from cims.services.rights import Action, Right, refusal, requires

LONGEST_NAME = 100


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
        table, session = self._table, self._desk.unit.session
        owner = None if shared else self._desk.unit.actor.user_id
        same = table.c.user_id.is_(None) if shared else table.c.user_id == owner
        query = select(table.c.id).where(table.c.entity == entity, table.c.name == name, same)
        known = session.scalar(query)
        if known is not None:
            statement = update(table).where(table.c.id == known).values(view=dict(content))
            session.execute(statement)
            return int(known)
        values = {"user_id": owner, "entity": entity, "name": name, "view": dict(content)}
        added = insert(table).values(position=0, **values).returning(table.c.id)
        return int(session.execute(added).scalar_one())

    @requires(Right.SIGN_IN)
    def rename(self, view_id: int, name: str) -> None:
        """Give a view another name."""
        self._demand_own(view_id)
        table = self._table
        changed = update(table).where(table.c.id == view_id).values(name=checked_name(name))
        self._desk.unit.session.execute(changed)

    @requires(Right.SIGN_IN)
    def remove(self, view_id: int) -> None:
        """Forget a view."""
        self._demand_own(view_id)
        self._desk.unit.session.execute(delete(self._table).where(self._table.c.id == view_id))

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


def checked_name(name: str) -> str:
    """The name without blanks around it; a sentence when there is none or it is too long."""
    name = " ".join(name.split())
    if not name:
        raise ValidationFailed({"name": _("Give the view a name.")})
    if len(name) > LONGEST_NAME:
        raise ValidationFailed({"name": _("The name of the view is too long. Shorten it.")})
    return name
