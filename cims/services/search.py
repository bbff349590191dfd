"""The search index: one contentless FTS5 table per record type, kept in the same transaction."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, TextClause, and_, bindparam, select, union_all
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from cims.services.entity import Entity
from cims.services.prepared import Prepared
from cims.services.rights import Actor, scope_words, visible
from cims.services.rules.search_query import expression
from cims.services.search_words import Document
from cims.services.storage import Asked, asked, covered, table_of

OPTIONS = "content='', contentless_delete=1, detail='full', tokenize='ascii'"
COLUMNS = ("text", "sound", "digits", "scope")
TOKEN = re.compile("[0-9A-Za-z\x80-\U0010ffff]+")  # what the tokenizer "ascii" makes of a text
LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
COUNTED = 10_000
COLLECTED_BYTES = 4 * 1024 * 1024
FIRST, LAST = 20, "\U0010ffff"
MANY_SCOPES, FEW_HITS, AHEAD = 4, 200, 4


@dataclass(frozen=True)
class Hits:
    """Ids found, best first; `more` when there are others beyond the limit."""

    ids: tuple[int, ...]
    more: bool


def index_table(entity: Entity) -> str:
    """The name of the entity's search table."""
    return f"search_{entity.model.__tablename__}"


def create_index(connection: Any, entity: Entity) -> None:
    """Make the empty search table of a record type."""
    columns = ", ".join(COLUMNS)
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {index_table(entity)} USING fts5({columns}, {OPTIONS})"
    )
    # an import collects its words in memory: fewer pieces to merge while it runs; a save that
    # merges takes 50 ms more, so that pieces are merged in pauses (Database.fold_log)
    for name, value in (("hashsize", COLLECTED_BYTES), ("automerge", 0)):
        connection.exec_driver_sql(
            f"INSERT INTO {index_table(entity)}({index_table(entity)}, rank) VALUES (?, ?)",
            (name, value),
        )


def put(session: Session, entity: Entity, rows: Iterable[tuple[int, Document, str]]) -> None:
    """Index records under their words and scope words, in place of what stood there."""
    entries = [(id_, *document, scope) for id_, document, scope in rows]
    if entries:
        columns = zip(("id", *COLUMNS), zip(*entries, strict=True), strict=True)
        entry(entity).run_columns(session, dict(columns))


@cache
def entry(entity: Entity) -> Prepared:
    """Index a record with `id` under its words, in place of what stood there."""
    names = ", ".join(COLUMNS)
    values = ", ".join(f":{name}" for name in COLUMNS)
    table = index_table(entity)
    return Prepared(
        SqliteText(f"INSERT OR REPLACE INTO {table}(rowid, {names}) VALUES (:id, {values})")
    )


def drop(session: Session, entity: Entity, ids: Sequence[int]) -> None:
    """Take records out of the index."""
    if ids:
        session.connection().exec_driver_sql(
            f"DELETE FROM {index_table(entity)} WHERE rowid = ?", [(id_,) for id_ in ids]
        )


def pack(session: Session, entity: Entity) -> None:
    """Write the index anew without the words of records that were taken out.

    drop() only marks them: their words would stand in the file until pieces happen to be merged.
    """
    table = index_table(entity)
    session.connection().exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def clear(session: Session, entity: Entity) -> None:
    """Empty the index before it is built anew."""
    session.connection().exec_driver_sql(f"DELETE FROM {index_table(entity)}")


def indexed_prints(session: Session, entity: Entity) -> dict[int, int]:
    """What the index holds for each record, as one number each; only in a write transaction."""
    table = index_table(entity)
    connection = session.connection()
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE temp.{table}_words USING fts5vocab('main', '{table}', 'instance')"
    )
    prints: dict[int, int] = dict.fromkeys(indexed_ids(session, entity), 0)
    words = connection.exec_driver_sql(f"SELECT doc, col, offset, term FROM temp.{table}_words")
    for id_, *word in words:
        prints[id_] = prints.get(id_, 0) ^ hash(tuple(word))
    connection.exec_driver_sql(f"DROP TABLE temp.{table}_words")
    return prints


def print_of(document: Document, scope: str) -> int:
    """What indexed_prints answers for a record that is indexed under these words."""
    number = 0
    columns = (document.text, document.sound, document.digits, scope)
    for name, text in zip(COLUMNS, columns, strict=True):
        for place, word in enumerate(TOKEN.findall(text)):
            number ^= hash((name, place, word.translate(LOWER)))
    return number


def indexed_ids(session: Session, entity: Entity) -> set[int]:
    """Which records the index knows."""
    rows = session.connection().exec_driver_sql(f"SELECT rowid FROM {index_table(entity)}")
    return {row[0] for row in rows}


def match(entity: Entity, actor: Actor, text: str) -> str | None:
    """The FTS5 expression for a query within the actor's rights; None when nothing can be found."""
    words = expression(text)
    if words is None:
        return None
    scope = scope_words(entity, actor)
    if scope is None:
        return words
    if not scope:
        return None
    return f"({words}) AND scope : ({' OR '.join(scope)})"


class SqliteText(TextClause):
    """SQL that only SQLite understands: another database needs another search room."""

    inherit_cache = True


def found_by(entity: Entity, actor: Actor, text: str) -> ColumnElement[bool] | None:
    """The hits of a query as a condition of a larger one; None when nothing can be found."""
    words = match(entity, actor, text)
    if words is None:
        return wordless(entity, text)
    table = index_table(entity)
    hits = SqliteText(f"SELECT rowid FROM {table} WHERE {table} MATCH :search_words")
    ids = hits.bindparams(search_words=words).columns(id=Integer)
    return table_of(entity).c.id.in_(ids)


def find(session: Session, entity: Entity, actor: Actor, text: str, limit: int = COUNTED) -> Hits:
    """What a person means by `text`: exact code or name, names that begin so, then newest first."""
    words = match(entity, actor, text)
    if words is None:
        return Hits(unworded(session, entity, actor, text, limit), more=False)
    found = ahead(session, entity, actor, text, limit + 1)
    if found is None:
        found = newest_hits(entity).numbers(session, words=words, most=limit + 1)
    ids = tuple(dict.fromkeys([*leading(session, entity, actor, text), *found]))
    return Hits(ids[:limit], more=len(found) > limit)


def ahead(
    session: Session, entity: Entity, actor: Actor, text: str, most: int
) -> Sequence[int] | None:
    """The newest hits for who reads a whole team's records, found without its many scope words.

    Of some hits that anybody might see those in sight; None when there may be others further on.
    """
    words, scope = expression(text), scope_words(entity, actor)
    if words is None or scope is None or len(scope) < MANY_SCOPES or most > FEW_HITS:
        return None
    hits = newest_hits(entity).numbers(session, words=words, most=AHEAD * most)
    kept = covered(session, entity, actor, hits)
    if len(kept) < most and len(hits) == AHEAD * most:
        return None
    return [id_ for id_ in hits if id_ in kept][:most]


def holding(text: str, documents: Iterable[tuple[int, Document]]) -> set[int]:
    """Which of these documents the query finds, asked of an index in memory of just them."""
    words = expression(text)
    if words is None:
        return {id_ for id_, _document in documents}
    connection = dbapi2.connect(":memory:")
    try:
        connection.execute(f"CREATE VIRTUAL TABLE seen USING fts5({', '.join(COLUMNS)}, {OPTIONS})")
        rows = [(id_, *document, "") for id_, document in documents]
        into = f"INSERT INTO seen(rowid, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?)"
        connection.executemany(into, rows)
        found = connection.execute("SELECT rowid FROM seen WHERE seen MATCH ?", (words,))
        return {row[0] for row in found}
    finally:
        connection.close()


def leading(session: Session, entity: Entity, actor: Actor, text: str) -> Sequence[int]:
    """Ids whose code is the text, and whose name is it or begins with it: indexed look-ups."""
    if not entity.prefix:
        return []
    start = entity.prefix.normal(text)
    end = start + LAST if start else ""
    looked_up = look_up(asked(entity, actor))
    return looked_up.numbers(session, code=text.strip(), start=start, end=end)


def wordless(entity: Entity, text: str) -> ColumnElement[bool] | None:
    """Names of signs only that begin with a query of signs only: the index knows neither."""
    start = text.strip()
    if not start or not entity.prefix or entity.prefix.normal(start):
        return None
    columns = table_of(entity).c
    name = columns[entity.title]
    return and_(columns[entity.prefix.column] == "", name >= start, name < start + LAST)


def unworded(
    session: Session, entity: Entity, actor: Actor, text: str, limit: int
) -> tuple[int, ...]:
    """The ids of these names, in their order."""
    begins = wordless(entity, text)
    if begins is None:
        return ()
    columns = table_of(entity).c
    query = visible(select(columns.id).where(begins), entity, actor)
    return tuple(session.scalars(query.order_by(columns[entity.title], columns.id).limit(limit)))


@cache
def newest_hits(entity: Entity) -> Prepared:
    """Up to `most` ids that the index has under these `words`, newest first."""
    table = index_table(entity)
    return Prepared(
        SqliteText(
            f"SELECT rowid FROM {table} WHERE {table} MATCH :words ORDER BY rowid DESC LIMIT :most"
        )
    )


@lru_cache(maxsize=64)
def look_up(asked: Asked) -> Prepared:
    """The id of this `code`, then some whose names lie between `start` and `end`."""
    entity = asked.entity
    assert entity.prefix
    columns = table_of(entity).c
    name = columns[entity.prefix.column]
    exact = select(columns.id).where(columns.code == bindparam("code"))
    begins = select(columns.id).where(name >= bindparam("start"), name < bindparam("end"))
    begins = visible(begins, entity, asked.actor).order_by(name, columns.id).limit(FIRST)
    both = union_all(visible(exact, entity, asked.actor), select(begins.subquery().c.id))
    return Prepared(both.execution_options(**begins.get_execution_options()))
