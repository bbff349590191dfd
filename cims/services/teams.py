"""The tree of teams: a manager of a team sees what it and the teams below it own."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from cims.models.app_user import Team
from cims.models.base import Base
from cims.models.notice import Announcement
from cims.services.acting import below_and_in, rights_changed, team_parents
from cims.services.errors import NotFound, NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.storage import table_of, update_many
from cims.services.user_fields import USER

LONGEST_NAME = 100
TEAMS = "team"
Told = dict[str, list[Any]]


@dataclass(frozen=True)
class TeamName:
    """A team to choose."""

    id: int
    name: str


@dataclass(frozen=True)
class TeamLine:
    """A team in its tree, with how many people are in it itself."""

    id: int
    name: str
    parent_id: int | None
    people: int


class PeopleInTeams(RecordService):
    """Colleagues as members of teams."""

    entity = USER

    @requires(Right.SIGN_IN)
    def teams(self) -> tuple[TeamName, ...]:
        """The teams by name."""
        return tuple(TeamName(row.id, row.name) for row in self._team_rows())

    @requires(Right.SIGN_IN)
    def team_tree(self) -> tuple[TeamLine, ...]:
        """All teams by name, each with the one above it and the number of its people."""
        users = table_of(USER)
        query = select(users.c.team_id, func.count()).where(users.c.team_id.is_not(None))
        query = visible(query.group_by(users.c.team_id), USER, Actor.office())
        people: dict[int, int] = dict(self._desk.unit.session.execute(query).all())
        return tuple(
            TeamLine(row.id, row.name, row.parent_id, people.get(row.id, 0))
            for row in self._team_rows()
        )

    @requires(Right.USERS)
    def add_team(self, name: str, parent_id: int | None = None) -> int:
        """Make a team, below another one or at the top."""
        name = self._team_name(name)
        if parent_id is not None:
            self._refuse_no_team(parent_id)
        statement = insert(team_table()).values(name=name, parent_id=parent_id)
        session = self._desk.unit.session
        id_ = int(session.execute(statement.returning(team_table().c.id)).scalar_one())
        told: Told = {"team": [None, id_], "name": [None, name], "parent": [None, parent_id]}
        self._team_changed("team added", told, id_)
        return id_

    @requires(Right.USERS)
    def rename_team(self, team_id: int, name: str) -> None:
        """Give a team another name."""
        old, name = self._refuse_no_team(team_id), self._team_name(name, team_id)
        self._set_team(team_id, name=name)
        told: Told = {"team": [team_id, team_id], "name": [old.name, name]}
        self._team_changed("team renamed", told, team_id)

    @requires(Right.USERS)
    def move_team(self, team_id: int, parent_id: int | None) -> None:
        """Put a team below another one, or at the top; never below itself."""
        old = self._refuse_no_team(team_id)
        if parent_id is not None:
            self._refuse_no_team(parent_id)
            if parent_id in below_and_in(team_parents(self._desk.unit.session), team_id):
                raise NotPossible(
                    _("A team can't stand below itself. Choose a team that is not part of it.")
                )
        self._set_team(team_id, parent_id=parent_id)
        told: Told = {"team": [team_id, team_id], "parent": [old.parent_id, parent_id]}
        self._team_changed("team moved", told, team_id)

    @requires(Right.USERS)
    def delete_team(self, team_id: int) -> None:
        """Dissolve a team: its people and the teams below it move up to the team above."""
        old, session, users = self._refuse_no_team(team_id), self._desk.unit.session, table_of(USER)
        for binned in (False, True):
            query = select(users.c.id).where(users.c.team_id == team_id)
            people = list(session.scalars(visible(query, USER, Actor.office(), binned=binned)))
            update_many(self._desk.unit, USER, people, {"team_id": old.parent_id})
            self._report(people)
        table, told_to = team_table(), Base.metadata.tables[Announcement.__tablename__]
        for other, column in ((table, table.c.parent_id), (told_to, told_to.c.team_id)):
            up = update(other).where(column == team_id).values({column.name: old.parent_id})
            session.execute(up)
        session.execute(delete(table).where(table.c.id == team_id))
        told: Told = {
            "team": [team_id, None],
            "name": [old.name, None],
            "parent": [old.parent_id, None],
        }
        self._team_changed("team removed", told, team_id)

    @requires(Right.USERS)
    def join_team(self, user_id: int, team_id: int | None) -> None:
        """Put a colleague into a team, or with None out of all teams."""
        self._get(user_id, Action.EDIT)
        if team_id is not None:
            self._refuse_no_team(team_id)
        users, unit = table_of(USER), self._desk.unit
        query = visible(select(users.c.team_id).where(users.c.id == user_id), USER, unit.actor)
        before = unit.session.execute(query).scalar()
        update_many(unit, USER, [user_id], {"team_id": team_id})
        action = "team left" if team_id is None else "team joined"
        self._desk.audit.note(action, {"user": [user_id, user_id], "team": [before, team_id]})
        rights_changed(unit.session)
        self._report([user_id])

    def _team_rows(self) -> list[Any]:
        table = team_table()
        query = select(table.c.id, table.c.name, table.c.parent_id)
        return list(self._desk.unit.session.execute(query.order_by(table.c.name, table.c.id)))

    def _refuse_no_team(self, team_id: int) -> Any:
        for row in self._team_rows():
            if row.id == team_id:
                return row
        raise NotFound(_("There is no such team."))

    def _team_name(self, name: str, team_id: int = 0) -> str:
        """The name without blanks around it; refused when it is empty, too long or taken."""
        name = " ".join(name.split())
        if not name:
            raise ValidationFailed({"name": _("Give the team a name.")})
        if len(name) > LONGEST_NAME:
            raise ValidationFailed({"name": _("The name of the team is too long. Shorten it.")})
        taken = {row.name.casefold() for row in self._team_rows() if row.id != team_id}
        if name.casefold() in taken:
            words = _("There is a team “{name}” already. Choose another name.")
            raise ValidationFailed({"name": words.format(name=name)})
        return name

    def _set_team(self, team_id: int, **values: object) -> None:
        table = team_table()
        self._desk.unit.session.execute(update(table).where(table.c.id == team_id).values(**values))

    def _team_changed(self, action: str, told: Told, team_id: int) -> None:
        self._desk.audit.note(action, told)
        self._desk.unit.changed.add(TEAMS, [team_id])
        rights_changed(self._desk.unit.session)


def team_table() -> Any:
    """The table of teams."""
    return Base.metadata.tables[Team.__tablename__]
