"""What is told to all colleagues or to one team, and who has read it when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, true

from cims.models.app_user import Team, UserState
from cims.models.base import Base
from cims.models.notice import Announcement, Notice
from cims.services.acting import team_of
from cims.services.errors import NotFound, ValidationFailed
from cims.services.i18n import _
from cims.services.notice_words import ANNOUNCEMENT
from cims.services.notices import NOTICES, Message
from cims.services.rights import Actor, Right, refusal, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of
from cims.services.users import USER

LONGEST_TITLE = 200
LASTING = timedelta(days=90)  # so long one without a last day is told to those who join later


@dataclass(frozen=True)
class AnnouncementLine:
    """An announcement as one of those it is meant for reads it."""

    id: int
    at: datetime
    by: str
    title: str
    text: str
    until_on: date | None
    is_read: bool


@dataclass(frozen=True)
class Published:
    """An announcement as its author sees it: `read` of the `told` colleagues have read it."""

    id: int
    at: datetime
    by: str
    title: str
    text: str
    team: str
    until_on: date | None
    read: int
    told: int
    may_withdraw: bool


@dataclass(frozen=True)
class Receipt:
    """Whether and when a colleague has read an announcement."""

    name: str
    read_at: datetime | None


class AnnouncementService(Service):
    """Announcements: each colleague told has a notice about it, which is the receipt too."""

    @requires(Right.ANNOUNCE)
    def publish(
        self, title: str, text: str, team_id: int | None = None, until: date | None = None
    ) -> int:
        """Tell all colleagues, or a team and those below it, until a day; the id is returned."""
        title, text = " ".join(title.split()), text.strip()
        self._refuse_wrong(title, text, until)
        people = self._people(team_id)
        unit, table = self._desk.unit, self._table
        values = {"at": unit.now, "by_id": unit.actor.user_id, "team_id": team_id,
                  "title": title, "text": text, "until_on": until}  # fmt: skip
        result: Any = unit.session.execute(insert(table).values(values))
        id_ = int(result.inserted_primary_key[0])
        messages = [Message(person, ANNOUNCEMENT, ANNOUNCEMENT, id_) for person in people]
        self.office.notices._send(messages)
        self._note("announced", id_, title)
        return id_

    @requires(Right.SIGN_IN)
    def current(self) -> tuple[AnnouncementLine, ...]:
        """What one was told and what is still in force, unread ones first."""
        unit, table, notice = self._desk.unit, self._table, self._notices
        query = (
            select(table, notice.c.read_at)
            .join_from(table, notice, notice.c.about_id == table.c.id)
            .where(
                notice.c.about_entity == ANNOUNCEMENT,
                notice.c.user_id == unit.actor.user_id,
                self._in_force(),
            )
            .order_by(notice.c.read_at.is_not(None), table.c.at.desc(), table.c.id.desc())
        )
        rows = list(unit.session.execute(query))
        names = self.office.names_of("user", {row.by_id for row in rows if row.by_id})
        return tuple(
            AnnouncementLine(
                row.id,
                row.at,
                names.get(row.by_id, ""),
                row.title,
                row.text,
                row.until_on,
                row.read_at is not None,
            )
            for row in rows
        )

    @requires(Right.SIGN_IN)
    def mark_read(self, ids: Sequence[int]) -> None:
        """Give the receipt for announcements that one has read."""
        notice, unit = self._notices, self._desk.unit
        query = select(notice.c.id).where(
            notice.c.about_entity == ANNOUNCEMENT,
            notice.c.about_id.in_(list(ids)),
            notice.c.user_id == unit.actor.user_id,
        )
        self.office.notices.mark_read(list(unit.session.scalars(query)))

    @requires(Right.SETTINGS)
    def has_newcomers(self) -> bool:
        """Whether somebody has joined who was not told of an announcement in force."""
        return bool(self._untold())

    @requires(Right.SETTINGS)
    def tell_newcomers(self) -> None:
        """Tell colleagues of the announcements in force that they joined too late for."""
        self.office.notices._send(self._untold())

    @requires(Right.ANNOUNCE)
    def published(self) -> tuple[Published, ...]:
        """One's own and those that one was told, the newest first, with how many read them.

        Who keeps the settings sees all.
        """
        unit, table, notice = self._desk.unit, self._table, self._notices
        team = Base.metadata.tables[Team.__tablename__]
        told, read = func.count(notice.c.id), func.count(notice.c.read_at)
        about = (notice.c.about_id == table.c.id) & (notice.c.about_entity == ANNOUNCEMENT)
        query = (
            select(table, team.c.name, told.label("told"), read.label("read"))
            .join_from(table, notice, about, isouter=True)
            .join(team, team.c.id == table.c.team_id, isouter=True)
            .where(self._of_concern())
            .group_by(*table.c, team.c.name)
            .order_by(table.c.at.desc(), table.c.id.desc())
        )
        rows = list(unit.session.execute(query))
        names = self.office.names_of("user", {row.by_id for row in rows if row.by_id})
        return tuple(
            Published(
                row.id,
                row.at,
                names.get(row.by_id, ""),
                row.title,
                row.text,
                row.name or "",
                row.until_on,
                row.read,
                row.told,
                self._may_withdraw(row.by_id),
            )
            for row in rows
        )

    @requires(Right.ANNOUNCE)
    def receipts(self, id_: int) -> tuple[Receipt, ...]:
        """Who has read an announcement when, those first who have not."""
        self._get(id_)
        notice = self._notices
        query = select(notice.c.user_id, notice.c.read_at).where(
            notice.c.about_entity == ANNOUNCEMENT, notice.c.about_id == id_
        )
        rows = list(self._desk.unit.session.execute(query))
        names = self.office.names_of("user", {row.user_id for row in rows})
        found = [Receipt(names.get(row.user_id, _("a colleague")), row.read_at) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.read_at is not None, one.name)))

    @requires(Right.ANNOUNCE)
    def withdraw(self, id_: int) -> None:
        """Take an announcement back: nobody is told of it any more."""
        row = self._get(id_)
        if not self._may_withdraw(row.by_id):
            raise refusal(Right.ANNOUNCE)
        session, notice = self._desk.unit.session, self._notices
        about = notice.c.about_entity == ANNOUNCEMENT, notice.c.about_id == id_
        session.execute(delete(notice).where(*about))
        session.execute(delete(self._table).where(self._table.c.id == id_))
        self._desk.unit.changed.add(NOTICES, [id_])
        self._note("announcement withdrawn", id_, row.title)

    @cached_property
    def _table(self) -> Any:
        return Base.metadata.tables[Announcement.__tablename__]

    @cached_property
    def _notices(self) -> Any:
        return Base.metadata.tables[Notice.__tablename__]

    def _in_force(self) -> ColumnElement[bool]:
        until = self._table.c.until_on
        return or_(until.is_(None), until >= self.office.today)

    def _untold(self) -> list[Message]:
        """What is to be told to those who could not sign in, or were in no such team, before."""
        table, notice, session = self._table, self._notices, self._desk.unit.session
        lasting = or_(table.c.until_on.is_not(None), table.c.at >= self._desk.unit.now - LASTING)
        columns = (table.c.id, table.c.by_id, table.c.team_id)
        found = session.execute(select(*columns).where(self._in_force(), lasting)).all()
        messages = []
        for id_, author, team_id in found:
            about = notice.c.about_entity == ANNOUNCEMENT, notice.c.about_id == id_
            told = {author, *session.scalars(select(notice.c.user_id).where(*about))}
            messages += [
                Message(person, ANNOUNCEMENT, ANNOUNCEMENT, id_, by=author)
                for person in self._people(team_id)
                if person not in told
            ]
        return messages

    def _refuse_wrong(self, title: str, text: str, until: date | None) -> None:
        wrong = {}
        if not title:
            wrong["title"] = _("The announcement needs a title.")
        elif len(title) > LONGEST_TITLE:
            wrong["title"] = _("The title is too long. Put the rest into the text.")
        if not text:
            wrong["text"] = _("The announcement has no text. Write what colleagues should know.")
        if until is not None and until < self.office.today:
            wrong["until"] = _("This day is over. Choose today or a later day.")
        if wrong:
            raise ValidationFailed(wrong)

    def _people(self, team_id: int | None) -> list[int]:
        """Whom an announcement is meant for: those who can sign in, of all or of a team."""
        users = table_of(USER)
        query = select(users.c.id).where(users.c.state == UserState.ACTIVE)
        seen = visible(query, USER, Actor.office())
        active = list(self._desk.unit.session.scalars(seen))
        if team_id is None:
            return active
        self.office.users._refuse_no_team(team_id)
        team = team_of(self._desk.unit.session, team_id)
        return [person for person in active if person in team]

    def _get(self, id_: int) -> Any:
        query = select(self._table).where(self._table.c.id == id_, self._of_concern())
        row = self._desk.unit.session.execute(query).one_or_none()
        if row is None:
            raise NotFound(_("This announcement is not there any more."))
        return row

    def _of_concern(self) -> ColumnElement[bool]:
        """What was announced to another team only is no concern of who announces."""
        actor, table, notice = self._desk.unit.actor, self._table, self._notices.alias()
        if actor.may(Right.SETTINGS):
            return true()
        me = notice.c.user_id == actor.user_id
        told = select(notice.c.about_id).where(notice.c.about_entity == ANNOUNCEMENT, me)
        return or_(table.c.by_id == actor.user_id, table.c.id.in_(told))

    def _may_withdraw(self, author: int | None) -> bool:
        actor = self._desk.unit.actor
        return actor.may(Right.SETTINGS) or author == actor.user_id

    def _note(self, action: str, id_: int, title: str) -> None:
        told = {"announcement": id_, "title": title}
        self._desk.audit.note(action, {name: [None, value] for name, value in told.items()})
