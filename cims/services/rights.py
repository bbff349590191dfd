"""Who may do what, and the one filter through which every query for records goes."""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as part
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    and_,
    false,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from cims.models.app_user import AppUser
from cims.models.base import Base, Child
from cims.services.errors import NotAllowed
from cims.services.granted import Action, Reach, Right, Rights
from cims.services.i18n import _

if TYPE_CHECKING:
    from cims.services.entity import Entity

__all__ = [
    "Action",
    "Actor",
    "Double",
    "Owned",
    "Pooled",
    "Reach",
    "Right",
    "Rights",
    "Scoping",
    "Shared",
    "Through",
    "doubles",
    "permit",
    "refusal",
    "requires",
    "scope_condition",
    "scope_words",
    "unindexed",
    "visible",
]


@dataclass(frozen=True)
class Owned:
    """The record has an owner; `through` names the customer whose owner reads it too.

    `links` is the table of further customers it hangs on (a contact of several firms);
    `collaborators` names colleagues for whom the customer counts as an own one. What nobody owns
    is, where it is `unowned`, a matter of everybody whose right covers a team.
    """

    through: str = ""
    links: type[Child] | None = None
    collaborators: type[Child] | None = None
    unowned: bool = False


@dataclass(frozen=True)
class Through:
    """The record belongs to whoever owns the customer in this column."""

    column: str


@dataclass(frozen=True)
class Shared:
    """Every colleague with the right sees every row: colleagues themselves, for instance."""


@dataclass(frozen=True)
class Pooled(Shared):
    """Rows of the customers' table that lie in the pool: these, to everybody with the right."""


Scoping = Owned | Through | Shared
POOL_WORD = "pool"  # the pool's record type, and the scope word of what lies there


@dataclass(frozen=True)
class Actor:
    """Who does something: a signed-in user, or the office itself for upkeep and set-up.

    `rights_seq` counts the changes of roles, teams and users up to which the rights are worked
    out; None when they were given and are nobody's roles.
    """

    user_id: int | None
    name: str
    rights: Rights
    team: frozenset[int] = frozenset()
    session: str = ""
    is_office: bool = False
    rights_seq: int | None = part(default=None, compare=False)

    @classmethod
    def office(cls, session: str = "") -> "Actor":
        """The office itself: upkeep, set-up and sign-in run under it, never a person's request.

        Who signs in with the recovery sheet has a session and no name.
        """
        return cls(None, "CIMS", Rights(), session=session, is_office=True)

    def in_charge(self) -> "Actor":
        """The office itself, in the name of who does it: so the audit trail tells who it was."""
        return Actor(self.user_id, self.name, Rights(), session=self.session, is_office=True)

    def reach(self, entity: str, action: Action) -> Reach:
        """How far this right goes for this actor."""
        return Reach.ALL if self.is_office else self.rights.reach(entity, action)

    def may(self, right: "Right | Action", entity: str = "") -> bool:
        """Whether the actor may do this at all (to some record)."""
        if isinstance(right, Action):
            return self.reach(entity, right) is not Reach.NONE
        return self.is_office or right in self.rights.single


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Any)


def requires(
    right: Action | Right,
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Let a service method run only for actors with this right (of the service's entity)."""

    def decorate(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(method)
        def checked(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                self._demand(right)
                return method(self, *args, **kwargs)
            except NotAllowed as refused:
                refused.door = refused.door or f"{type(self).__name__}.{method.__name__}"
                refused.right = refused.right or str(right)
                raise

        checked.requires = right  # type: ignore[attr-defined] # read by Service.__init_subclass__
        return cast(Callable[Concatenate[S, P], R], checked)

    return decorate


def refusal(right: Action | Right) -> NotAllowed:
    """The sentence for somebody without the right."""
    words = {
        Action.CREATE: _("You may not add records of this kind. Ask your administrator."),
        Action.READ: _("You may not see records of this kind. Ask your administrator."),
        Action.EDIT: _("You may not change this. Ask its owner or your administrator."),
        Action.DELETE: _("You may not delete this. Ask its owner or your administrator."),
        Action.EXPORT: _("You may not export. Ask your administrator."),
        Action.IMPORT: _("You may not import. Ask your administrator."),
        Action.MASS: _("You may not change many records at once. Ask your administrator."),
        Action.PRINT: _("You may not print. Ask your administrator."),
        Action.CLAIM: _("You may not claim customers from the pool. Ask your administrator."),
        Action.ASSIGN: _("You may not give customers of the pool to colleagues. Ask your manager."),
    }
    others = _("You may not do this. Ask your administrator.")
    refused = NotAllowed(words[right] if isinstance(right, Action) else others)
    refused.right = str(right)
    return refused


VISIBLE = "cims_visible"
NOBODY = 0  # stands in the search index for the owner of what nobody owns


def visible(
    query: Select[Any],
    entity: "Entity",
    actor: Actor,
    action: Action = Action.READ,
    *,
    binned: bool = False,
) -> Select[Any]:
    """The query, limited to what this actor may do `action` to; `binned` asks the recycle bin."""
    table = entity.model.__table__
    # unindexed: the partial index of the codes in force would else be walked for any other order
    live = table.c.deleted_at.is_not(None) if binned else unindexed(table.c.deleted_at).is_(None)
    return permit(query.where(live, scope_condition(entity, actor, action)), entity)


def permit(query: Select[Any], entity: "Entity") -> Select[Any]:
    """Mark a query as having gone through the row filter; called nowhere outside this module."""
    seen = query.get_execution_options().get(VISIBLE, frozenset())
    return query.execution_options(**{VISIBLE: seen | {entity.model.__tablename__}})


def scope_condition(entity: "Entity", actor: Actor, action: Action) -> ColumnElement[bool]:
    """Which rows of the entity's table the actor's right covers."""
    reach = actor.reach(entity.name, action)
    if reach is Reach.NONE:
        return false()
    if isinstance(entity.scope, Pooled):
        columns = entity.model.__table__.c
        return columns.pooled_on.is_not(None)
    if reach is Reach.ALL or isinstance(entity.scope, Shared):
        return true()
    people = actor.team | {actor.user_id} if reach is Reach.TEAM else {actor.user_id}
    columns = entity.model.__table__.c
    if isinstance(entity.scope, Through):
        return unindexed(columns.customer_owner_id).in_(sorted(people))
    assert isinstance(entity.scope, Owned)
    conditions: list[ColumnElement[bool]] = [unindexed(columns.owner_id).in_(sorted(people))]
    if entity.scope.unowned and reach is Reach.TEAM:
        conditions.append(unindexed(columns.owner_id).is_(None))
    helped = None
    if entity.scope.collaborators is not None:
        rows = entity.scope.collaborators.__table__
        helped = select(rows.c.customer_id).where(rows.c.user_id == actor.user_id)
    if not entity.scope.through:
        conditions += [] if helped is None else [columns.id.in_(helped)]
    elif action is Action.READ:
        customers = [columns, *([entity.scope.links.__table__.c] if entity.scope.links else [])]
        for place in customers:
            mine: ColumnElement[bool] = place.customer_owner_id.in_(sorted(people))
            if helped is not None:
                mine = or_(mine, place[entity.scope.through].in_(helped))
            own_id = None if place is columns else select(place.contact_id).where(mine)
            conditions.append(mine if own_id is None else columns.id.in_(own_id))
    return or_(*conditions)


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """`+column`: SQLite then walks the index of the sort order instead of sorting afterwards."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def scope_words(entity: "Entity", actor: Actor) -> tuple[str, ...] | None:
    """The words of the search index that this actor's reading right covers; None means all."""
    reach = actor.reach(entity.name, Action.READ)
    if isinstance(entity.scope, Pooled):
        return () if reach is Reach.NONE else (POOL_WORD,)
    if reach is Reach.ALL or (reach is not Reach.NONE and isinstance(entity.scope, Shared)):
        return None
    if reach is Reach.NONE:
        return ()
    people = actor.team | {actor.user_id} if reach is Reach.TEAM else {actor.user_id}
    owners = sorted(filter(None, people))
    if isinstance(entity.scope, Owned) and entity.scope.unowned and reach is Reach.TEAM:
        owners.insert(0, NOBODY)
    return (*(f"o{user}" for user in owners), f"u{actor.user_id}")


@dataclass(frozen=True)
class Double:
    """A record that has the same key: name and owner only, whoever asks.

    Whoever sees the pool hears that it lies there: the pool shows its name anyway.
    """

    id: int
    key: str
    name: str
    owner: str
    readable: bool
    entity: str = ""
    pooled: bool = False


def doubles(
    session: Any, entity: "Entity", actor: Actor, column: Column[Any], keys: "list[Any]"
) -> list[Double]:
    """Records of anybody that hold one of these whole keys: the one exception to the row filter.

    For the duplicate check and for uniqueness only; never fragments. `column` may lie in a child
    table of the entity (a phone's match_key).
    """
    table = Base.metadata.tables[entity.model.__tablename__]
    users = Base.metadata.tables[AppUser.__tablename__]
    readable = scope_condition(entity, actor, Action.READ)
    source: FromClause = table
    if column.table is not table:
        source = table.join(column.table, column.table.c[f"{table.name}_id"] == table.c.id)
    owner: ColumnElement[Any] = null()
    if isinstance(entity.scope, Owned):
        source, owner = source.outerjoin(users, users.c.id == table.c.owner_id), users.c.name
    in_pool: ColumnElement[bool] = false()
    if "pooled_on" in table.c and actor.may(Action.READ, POOL_WORD):
        in_pool = table.c.pooled_on.is_not(None)
    query = (
        select(table.c.id, column, table.c[entity.title], owner, readable, in_pool)
        .select_from(source)
        .where(and_(column.in_(keys), table.c.deleted_at.is_(None)))
    )
    marked = query.execution_options(**{VISIBLE: frozenset({table.name, users.name})})
    return [
        Double(id_, key, name, owner or "", bool(may), entity.name, bool(pooled))
        for id_, key, name, owner, may, pooled in session.execute(marked)
    ]
