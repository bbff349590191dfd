"""Settings of the office and of each user, and the lists that every form shows."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from cims.models.base import Base
from cims.models.change_set import Setting
from cims.models.choice import Tag
from cims.services.choices import Choice
from cims.services.prepared import Prepared
from cims.services.reading import Service
from cims.services.rights import Right, requires

OFFICE = 0
TAGS_OFFERED = 1000


class SettingService(Service):
    """Small values by name: for the whole office, or for the one who is signed in."""

    @requires(Right.SIGN_IN)
    def common(self, name: str) -> dict[str, Any]:
        """A setting of the office; empty when it was never made."""
        return self._read(name, OFFICE)

    @requires(Right.SETTINGS)
    def set_common(self, name: str, value: Mapping[str, Any]) -> None:
        """Make a setting for the whole office."""
        self._write(name, OFFICE, value)

    @requires(Right.SIGN_IN)
    def mine(self, name: str) -> dict[str, Any]:
        """A setting of the one who is signed in."""
        return self._read(name, self._desk.unit.actor.user_id or OFFICE)

    @requires(Right.SIGN_IN)
    def set_mine(self, name: str, value: Mapping[str, Any]) -> None:
        """Make a setting for the one who is signed in: layouts, open pages, theme."""
        self._write(name, self._desk.unit.actor.user_id or OFFICE, value)

    @requires(Right.SIGN_IN)
    def choices(self) -> Mapping[str, tuple[Choice, ...]]:
        """All lists of the office."""
        return self._desk.choices.all()

    @requires(Right.SIGN_IN)
    def tags(self) -> tuple[str, ...]:
        """The words that records bear as tags, to be offered while one types."""
        name = Base.metadata.tables[Tag.__tablename__].c.name
        query = select(name).order_by(name).limit(TAGS_OFFERED)
        return tuple(self._desk.unit.session.scalars(query))

    def _read(self, name: str, user: int) -> dict[str, Any]:
        """Read once per unit of work: an import asks for the office's area code at every row."""
        key, known = (name, user), self._desk.settings
        if key not in known:
            known[key] = read_setting(self._desk.unit.session, name, user)
        return dict(known[key])

    def _write(self, name: str, user: int, value: Mapping[str, Any]) -> None:
        self._desk.settings.pop((name, user), None)
        write_setting(self._desk.unit.session, name, user, value)


def read_setting(session: Any, name: str, user: int = OFFICE) -> dict[str, Any]:
    """A setting without an office around it: its zone is needed before the office is built."""
    found = setting_query().rows(session, name=name, user=user)
    return dict(found[0][0]) if found else {}


def write_setting(session: Any, name: str, user: int, value: Mapping[str, Any]) -> None:
    """Make a setting in the place of what stood there."""
    table = Base.metadata.tables[Setting.__tablename__]
    session.execute(delete(table).where(table.c.name == name, table.c.user_id == user))
    session.execute(insert(table).values(name=name, user_id=user, value=dict(value)))


@cache
def setting_query() -> Prepared:
    """The value of a setting by `name` and `user`."""
    columns = Base.metadata.tables[Setting.__tablename__].c
    asked = columns.name == bindparam("name"), columns.user_id == bindparam("user")
    return Prepared(select(columns.value).where(*asked))
