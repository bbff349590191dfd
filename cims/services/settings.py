"""Settings of the office and of each user, and the lists that every form shows."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select

from cims.models.base import Base
from cims.models.change_set import Setting
from cims.models.choice import Tag
from cims.models.customer import CustomerTag
from cims.services.audit import Subject
from cims.services.choices import Choice
from cims.services.customer_fields import CUSTOMER
from cims.services.prepared import Prepared
from cims.services.rights import Action, Reach, Right, requires, visible
from cims.services.service import Service
from cims.services.storage import table_of

OFFICE = 0
SETTINGS = "setting"  # the audit trail's name for them; the id there is whose they are
TAGS_OFFERED = 1000


class SettingService(Service):
    """Small values by name: for the whole office, or for the one who is signed in."""

    @requires(Right.SIGN_IN)
    def common(self, name: str) -> dict[str, Any]:
        """A setting of the office; empty when it was never made."""
        return self._read(name, OFFICE)

    @requires(Right.SETTINGS)
    def set_common(self, name: str, value: Mapping[str, Any]) -> None:
        """Make a setting for the whole office: a change like any other, which can be undone."""
        if diff := self._change(name, value):
            self._desk.audit.add("edit", Subject(SETTINGS, OFFICE), diff)
            self._desk.unit.changed.add(SETTINGS, [OFFICE])

    @requires(Right.SETTINGS)
    def note_common(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep what the program itself remembers for the office; nobody would undo that."""
        if diff := self._change(name, value):
            self._desk.audit.note("setting", diff)

    @requires(Right.SETTINGS)
    def take_back(self, _id: int, _was_live: bool, before: Mapping[str, Any]) -> None:
        """Make settings again what they were, as an undo found them in the audit trail."""
        for name, text in before.items():
            self.set_common(name, json.loads(text) if text else {})

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
        """The words that customers in sight bear as tags, to be offered while one types."""
        unit, tag = self._desk.unit, Base.metadata.tables[Tag.__tablename__].c
        if "tags" not in self.office.description(CUSTOMER.name).by_name:
            return ()
        query = select(tag.name).order_by(tag.name).limit(TAGS_OFFERED)
        borne = Base.metadata.tables[CustomerTag.__tablename__].c
        if unit.actor.reach(CUSTOMER.name, Action.READ) is Reach.ALL:
            query = query.where(exists().where(borne.tag_id == tag.id))  # the bin's customers too
        else:
            seen = visible(select(table_of(CUSTOMER).c.id), CUSTOMER, unit.actor)
            mine = select(borne.tag_id).where(borne.customer_id.in_(seen))
            query = query.where(tag.id.in_(mine))
            query = query.execution_options(**seen.get_execution_options())
        return tuple(unit.session.scalars(query))

    def _read(self, name: str, user: int) -> dict[str, Any]:
        """Read once per unit of work: an import asks for the office's area code at every row."""
        key, known = (name, user), self._desk.settings
        if key not in known:
            known[key] = read_setting(self._desk.unit.session, name, user)
        return dict(known[key])

    def _change(self, name: str, value: Mapping[str, Any]) -> dict[str, list[str | None]]:
        """Replace a setting of the office; what the audit trail tells of it, empty for nothing."""
        before, after = self._read(name, OFFICE), dict(value)
        if before == after:
            return {}
        self._write(name, OFFICE, after)
        return {name: [canonical(before), canonical(after)]}

    def _write(self, name: str, user: int, value: Mapping[str, Any]) -> None:
        self._desk.settings.pop((name, user), None)
        write_setting(self._desk.unit.session, name, user, value)


def canonical(value: Mapping[str, Any]) -> str | None:
    """A value as a text that is the same for the same value; None for an empty one."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None


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
