"""What the suite watches in every statement: another database would understand it."""

import pytest
from sqlalchemy import TextClause, func, literal_column, select, text
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import iterate

from cims.models.base import Base
from cims.services.customers import CUSTOMER
from cims.services.search import SqliteText, found_by
from tests.postgres import SpokenBySqliteOnly, compiled

SETTINGS = Base.metadata.tables["setting"]
SPOKEN_BY_SQLITE = {
    "a text": lambda: text("SELECT name FROM setting WHERE rowid = 1"),
    "a piece of text": lambda: select(SETTINGS.c.name).where(text("name GLOB 'o*'")),
    "a literal": lambda: select(literal_column("json_extract(value, '$.zone')")),
    "insert or ignore": lambda: (
        insert_or(SETTINGS)
        .prefix_with("OR IGNORE")
        .on_conflict_do_update(
            index_where=text("name > ''"), index_elements=["name"], set_={"name": "x"}
        )
    ),
}


@pytest.mark.parametrize("make", SPOKEN_BY_SQLITE.values(), ids=SPOKEN_BY_SQLITE)
def test_a_statement_for_sqlite_only_is_named(make, opened):
    with Session(opened.database.writer) as session, pytest.raises(SpokenBySqliteOnly):
        session.execute(make())


def test_a_statement_is_compiled_once_and_then_known_by_its_shape(opened):
    with Session(opened.database.readers) as session:
        session.execute(select(func.count(SETTINGS.c.name)).where(SETTINGS.c.user_id == 1))
        known = len(compiled)
        session.execute(select(func.count(SETTINGS.c.name)).where(SETTINGS.c.user_id == 2))
        assert len(compiled) == known
        session.execute(select(func.min(SETTINGS.c.name), func.max(SETTINGS.c.user_id)))
        assert len(compiled) == known + 1


def test_the_search_condition_is_marked_as_sqlites(opened):
    condition = found_by(CUSTOMER, opened.actor, "恒泰")
    found = [piece for piece in iterate(condition, {}) if isinstance(piece, TextClause)]
    assert found and all(isinstance(piece, SqliteText) for piece in found)
    assert found_by(CUSTOMER, opened.actor, " ") is None
