"""What roles grant: rights as stored, and what somebody's roles add up to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import StrEnum

from cims.models.app_user import FieldAccess, Taking

__all__ = [
    "UNSCOPED",
    "USUAL",
    "WIDTH",
    "Action",
    "FieldAccess",
    "Granted",
    "Reach",
    "Right",
    "Rights",
    "Taking",
    "understood",
]


class Action(StrEnum):
    """What can be done with a record of some type."""

    CREATE = "create"
    READ = "read"
    EDIT = "edit"
    DELETE = "delete"
    EXPORT = "export"
    IMPORT = "import"
    MASS = "mass"
    PRINT = "print"
    CLAIM = "claim"
    ASSIGN = "assign"


class Right(StrEnum):
    """What can be done apart from records; everybody signed in holds SIGN_IN."""

    SIGN_IN = "right:sign_in"
    USERS = "right:users"
    SETTINGS = "right:settings"
    BACKUP = "right:backup"
    AUDIT = "right:audit"
    SEALED = "right:sealed"
    ERASE = "right:erase"
    ANNOUNCE = "right:announce"


class Reach(StrEnum):
    """Whose records a right covers, from none to all."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


WIDTH = {Reach.NONE: 0, Reach.OWN: 1, Reach.TEAM: 2, Reach.ALL: 3}
USUAL = tuple(one for one in Action if one not in (Action.CLAIM, Action.ASSIGN))
UNSCOPED = frozenset({Action.CREATE, Action.IMPORT})  # what is not there yet is nobody's
CHANGING = frozenset({Action.CREATE, Action.EDIT, Action.IMPORT, Action.MASS})
Fields = Mapping[tuple[str, str], FieldAccess]
Records = Mapping[tuple[str, Action], Reach]


def understood(right: str, scope: str) -> Right | tuple[str, Action, Reach] | None:
    """A stored right as this version knows it; None for one of a newer version, or garbage."""
    if right in tuple(Right):
        return Right(right) if scope == Reach.ALL else None
    entity, _colon, action = right.partition(":")
    if not entity or entity == "right" or action not in tuple(Action) or scope not in tuple(Reach):
        return None
    return entity, Action(action), Reach(scope)


@dataclass(frozen=True)
class Granted:
    """What one role gives: rights for records and single ones, and the fields that it closes."""

    records: Records = part(default_factory=dict)
    single: frozenset[Right] = frozenset()
    closed: Fields = part(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]], closed: Fields | None = None) -> "Granted":
        """From the rows of a role (right, scope); what is not understood grants nothing."""
        records: dict[tuple[str, Action], Reach] = {}
        single: set[Right] = set()
        unknown: list[str] = []
        for right, scope in rows:
            match understood(right, scope):
                case None:
                    unknown.append(right)
                case Right() as one:
                    single.add(one)
                case entity, action, reach:
                    records[entity, action] = widest(records.get((entity, action)), reach)
        return cls(records, frozenset(single), closed or {}, tuple(sorted(unknown)))

    def names(self, entity: str, actions: Collection[Action]) -> bool:
        """Whether it lets somebody do one of these with records of a type."""
        return any(self.records.get((entity, one), Reach.NONE) is not Reach.NONE for one in actions)


def widest(one: Reach | None, other: Reach) -> Reach:
    """The wider of two reaches."""
    return other if one is None or WIDTH[other] > WIDTH[one] else one


@dataclass(frozen=True)
class Rights:
    """What an actor may do, worked out from all the actor's roles; what is not named is denied.

    `closed` are the fields that all roles together leave hidden, or open to reading only.
    """

    records: Records = part(default_factory=dict)
    single: frozenset[Right] = frozenset({Right.SIGN_IN})
    closed: Fields = part(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "Rights":
        """Rights from the rows (right, scope) of roles that close no field."""
        return cls.of_roles([Granted.of(rows)])

    @classmethod
    def of_roles(cls, roles: Collection[Granted]) -> "Rights":
        """The rights of several roles: the most permissive wins.

        Nobody does more with records than see them: other reaches end where reading ends.
        """
        records: dict[tuple[str, Action], Reach] = {}
        for role in roles:
            for key, reach in role.records.items():
                records[key] = widest(records.get(key), reach)
        for (entity, action), reach in records.items():
            read = records.get((entity, Action.READ), Reach.NONE)
            if action not in UNSCOPED and WIDTH[read] < WIDTH[reach]:
                records[entity, action] = read
        single = frozenset({Right.SIGN_IN}).union(*(role.single for role in roles))
        places = {place for role in roles for place in role.closed}
        found = {place: access_to(place, roles) for place in sorted(places)}
        closed = {place: access for place, access in found.items() if access is not None}
        return cls(records, single, closed)

    def reach(self, entity: str, action: Action) -> Reach:
        """How far this right goes."""
        return self.records.get((entity, action), Reach.NONE)


def access_to(place: tuple[str, str], roles: Collection[Granted]) -> FieldAccess | None:
    """How a field is closed for who has all these roles; None when it is open.

    Only roles that let somebody read records of the type open a field, and only those that let
    somebody change them open it to changes: a role about something else opens nothing.
    """
    entity = place[0]
    reading = [role for role in roles if role.names(entity, {Action.READ})] or roles
    if all(role.closed.get(place) is FieldAccess.HIDDEN for role in reading):
        return FieldAccess.HIDDEN
    changing = [role for role in roles if role.names(entity, CHANGING)] or roles
    return FieldAccess.READ if all(place in role.closed for role in changing) else None
