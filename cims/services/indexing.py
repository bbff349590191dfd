"""Keeping the search index of a room: what its records are found by, written when a unit ends."""

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select

from cims.services import search, storage
from cims.services.reading import Listing
from cims.services.rights import NOBODY, Actor, Owned, Right, Through, requires, visible
from cims.services.search_words import Document, Texts, document_of
from cims.services.service import CHUNK, Desk
from cims.services.storage import Record, table_of
from cims.services.summing import SummedRecords

if TYPE_CHECKING:
    from cims.services.office import Office

UNINDEXED = 5_000
LOOKED_AT = 1_000  # hits that are compared with what somebody with hidden fields may see


class IndexedRecords(SummedRecords):
    """Records of one entity that are found by their words, unless these are others' words."""

    _searched = True

    def __init__(self, office: "Office", desk: Desk) -> None:
        super().__init__(office, desk)
        self._unindexed: dict[int, Record] = {}

    @requires(Right.SETTINGS)
    def drift(self) -> int:
        """How many records the search index knows otherwise than they are; 0 when it is right.

        Only in a write transaction, though nothing is written.
        """
        if not self._searched:
            return 0
        session, office = self._desk.unit.session, Actor.office()
        self._desk.settle()
        indexed = search.indexed_prints(session, self._whole)
        query = visible(select(table_of(self._whole).c.id), self._whole, office)
        ids, wrong = list(session.scalars(query)), 0
        for start in range(0, len(ids), CHUNK):
            self._desk.unit.progress(start, len(ids))
            records = storage.fetch(session, self._whole, office, ids[start : start + CHUNK])
            documents, scopes = self._documents(records), self._scopes(records)
            for record, document, scope in zip(records, documents, scopes, strict=True):
                expected = search.print_of(document, scope)
                wrong += indexed.pop(record.id, None) != expected
        return wrong + len(indexed)

    @requires(Right.SETTINGS)
    def reindex(self) -> int:
        """Build the search index anew from the records; how many were indexed is returned."""
        if not self._searched:
            return 0
        session = self._desk.unit.session
        self._desk.settle()
        search.clear(session, self._whole)
        query = visible(select(table_of(self._whole).c.id), self._whole, Actor.office())
        ids = list(session.scalars(query))
        self._index(ids)
        self._desk.settle()  # emptying an empty index changes nothing, so that no unit would end
        return len(ids)

    @requires(Right.SETTINGS)
    def index_missing(self) -> int:
        """Index records that the search does not know, forget those that are gone; how many."""
        if not self._searched:
            return 0
        session = self._desk.unit.session
        self._desk.settle()
        known = search.indexed_ids(session, self._whole)
        query = visible(select(table_of(self._whole).c.id), self._whole, Actor.office())
        there = set(session.scalars(query))
        search.drop(session, self._whole, sorted(known - there))
        self._index(sorted(there - known))
        self._desk.settle()
        return len(known ^ there)

    def _texts(self, record: Record) -> Texts:
        """What a record is found by."""
        raise NotImplementedError

    def _all_texts(self, records: list[Record]) -> list[Texts]:
        return [self._texts(record) for record in records]

    def _documents(self, records: list[Record]) -> list[Document]:
        made = self._desk.made
        return [document_of(texts, made) for texts in self._all_texts(records)]

    def _seen_texts(self, records: list[Record]) -> list[Texts]:
        """What the actor may find these records by; hidden fields are blank in them."""
        return self._all_texts(records)

    @property
    def _shows_less(self) -> bool:
        """Whether the index knows words of these records that the actor may not see."""
        return bool(self._hidden)

    def _found(self, words: str, limit: int | None) -> Listing:
        if not self._shows_less:
            return super()._found(words, limit)
        ids, more = self._found_by_seen(words)
        most = limit or len(ids)
        return Listing(array("q", ids[:most]), more or len(ids) > most)

    def _found_by(self, words: str) -> ColumnElement[bool] | None:
        if not self._shows_less:
            return super()._found_by(words)
        return table_of(self._whole).c.id.in_(self._found_by_seen(words)[0])

    def _found_by_seen(self, words: str) -> tuple[list[int], bool]:
        """The hits that stand in open fields too: the index knows the words of all of them."""
        unit, whole = self._desk.unit, self._whole
        hits = search.find(unit.session, whole, unit.actor, words, LOOKED_AT)
        named = set(search.leading(unit.session, whole, unit.actor, words))
        records = self._seen(self._only_visible(hits.ids), whole.fields, self.entity.fields)
        documents = [document_of(texts) for texts in self._seen_texts(records)]
        found = search.holding(
            words, zip([record.id for record in records], documents, strict=True)
        )
        return [record.id for record in records if record.id in found | named], hits.more

    def _index(self, ids: list[int]) -> None:
        """Index stored records again, whoever owns them."""
        unit = self._desk.unit
        for start in range(0, len(ids), CHUNK):
            unit.progress(start, len(ids))
            some = ids[start : start + CHUNK]
            self._put(storage.fetch(unit.session, self._whole, Actor.office(), some))

    def _put(self, records: Iterable[Record]) -> None:
        """Let these records be indexed at the end of the unit of work, each of them once."""
        if not self._searched:
            return
        if not self._unindexed:
            self._desk.unsettled.append(self._write_search_rows)
        self._unindexed.update((record.id, record) for record in records)
        if len(self._unindexed) > UNINDEXED:
            self._desk.settle()

    def _write_search_rows(self) -> None:
        """Index what waits for it, in the order of ids, as the index likes it best."""
        waiting = [self._unindexed[id_] for id_ in sorted(self._unindexed)]
        self._unindexed.clear()
        for start in range(0, len(waiting), CHUNK):
            records = waiting[start : start + CHUNK]
            rows = zip(
                [record.id for record in records],
                self._documents(records),
                self._scopes(records),
                strict=True,
            )
            search.put(self._desk.unit.session, self._whole, rows)

    def _scopes(self, records: list[Record]) -> list[str]:
        return [self._scope(record) for record in records]

    def _scope(self, record: Record) -> str:
        """The scope words of a record: o17 for its owner, u4 for a collaborator."""
        words, scope = set(), self._whole.scope
        if isinstance(scope, Owned | Through) and (owner := record.values.get("owner")):
            words.add(f"o{owner.id}")
        elif isinstance(scope, Owned) and scope.unowned:
            words.add(f"o{NOBODY}")
        for link in record.values.get("collaborators") or ():
            words.add(f"u{link.id}")
        return " ".join(sorted(words))
