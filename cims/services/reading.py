"""What every room can do to see its records: list, count, load, find, look for doubles."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select

from cims.services import search, storage
from cims.services.child_rows import extent
from cims.services.clock import office_date
from cims.services.codecs import ranged
from cims.services.database import first_free_id
from cims.services.entity import Field, Kind, Link, linked
from cims.services.errors import NotAllowed, NotFound
from cims.services.field_rights import blank
from cims.services.filters import Filter, known_field
from cims.services.granted import Taking
from cims.services.i18n import _
from cims.services.key_holders import KeyHolders
from cims.services.narrowing import compiled
from cims.services.prepared import Prepared
from cims.services.rights import (
    Action,
    refusal,
    requires,
    visible,
)
from cims.services.service import CHUNK
from cims.services.sorting import EVERYTHING, Sort, ordering, whole_list
from cims.services.spans import Calendar
from cims.services.storage import Record, asked, table_of

__all__ = ["Listing", "RecordReader", "Sort"]


@dataclass(frozen=True)
class Listing:
    """The ids of a whole result (8 bytes each); `more` when a search found too many to list."""

    ids: "array[int]"
    more: bool = False


class RecordReader(KeyHolders):
    """The records of one entity, as far as the actor may see them."""

    @requires(Action.READ)
    def listing(
        self,
        where: Filter | None = None,
        words: str = "",
        sort: Sort | None = None,
        *,
        binned: bool = False,
        limit: int | None = None,
    ) -> Listing:
        """The ids of all records that fit; a search without a sort comes best hit first."""
        session = self._desk.unit.session
        if words:
            self._desk.settle()
        if words and sort is None and where is None and not binned:
            return self._found(words, limit)
        order = sort or Sort(self._whole.sort, self._whole.newest_first)
        known_field(self.entity, order.field)
        if where is None and not words:
            chosen = asked(self._whole, self._desk.unit.actor, binned=binned)
            most = EVERYTHING if limit is None else limit
            return Listing(whole_list(chosen, order).numbers(session, most=most))
        query = self._query(select(table_of(self.entity).c.id), where, words, binned)
        if query is None:
            return Listing(array("q"))
        query = query.order_by(*ordering(self._whole, order)).limit(limit)
        return Listing(Prepared(query).numbers(session))

    @requires(Action.READ)
    def count(self, where: Filter | None = None, words: str = "", *, binned: bool = False) -> int:
        """How many records fit, by SQL over all of them."""
        query = self._query(
            select(func.count()).select_from(table_of(self.entity)), where, words, binned
        )
        if query is None:
            return 0
        return int(self._desk.unit.session.scalar(query) or 0)

    @requires(Action.READ)
    def rows(
        self, ids: Sequence[int], fields: Sequence[str] = (), *, binned: bool = False
    ) -> list[Record]:
        """The records of these ids with these fields (all without), links with their texts.

        Hidden fields are blank in them.
        """
        wanted = [self._whole.field(name) for name in fields] if fields else self._whole.fields
        open_ones = [field for field in wanted if field.name not in self._hidden]
        return self._with_texts(self._seen(ids, wanted, open_ones, binned=binned), open_ones)

    @requires(Action.READ)
    def load(self, id_: int, *, binned: bool = False) -> Record:
        """One record with everything that its form shows."""
        found = self.rows([id_], binned=binned)
        if not found:
            raise self._gone()
        return found[0]

    @requires(Action.READ)
    def titles(self, ids: Iterable[int]) -> dict[int, str]:
        """The names of these records, as far as they may be seen."""
        title = self._whole.field(self._whole.title)
        unit = self._desk.unit
        found = storage.fetch(unit.session, self._whole, unit.actor, list(ids), fields=[title])
        return {record.id: record.values[title.name] for record in found}

    @requires(Action.READ)
    def find(self, words: str, limit: int = 50) -> list[Record]:
        """The best hits for a search."""
        return self.rows(self.listing(words=words, limit=limit).ids)

    @requires(Action.READ)
    def named(self, words: Iterable[str]) -> dict[str, list[int]]:
        """The ids of records that have one of these words as their number, else as their name."""
        table, unit, ordered = table_of(self.entity), self._desk.unit, sorted(set(words))
        found: dict[str, list[int]] = {}
        for name in (*self.entity.keys[:1], self.entity.title):
            left = [word for word in ordered if word not in found]
            column = table.c[name]
            for start in range(0, len(left), CHUNK):
                query = select(column, table.c.id)
                query = query.where(column.in_(left[start : start + CHUNK]))
                for word, id_ in unit.session.execute(visible(query, self.entity, unit.actor)):
                    found.setdefault(word, []).append(id_)
        return found

    @requires(Action.READ)
    def free_from(self) -> int:
        """The lowest id that no record of this type ever had."""
        return first_free_id(self._desk.unit.session, table_of(self.entity).name)

    @requires(Action.READ)
    def editable(self, ids: Sequence[int]) -> set[int]:
        """Which of these records the actor may change."""
        return self._covered(ids, Action.EDIT)

    @requires(Action.READ)
    def changeable_in_mass(self, ids: Sequence[int]) -> set[int]:
        """Which of these records, in the bin or not, the actor may change among many at once."""
        live = self._covered(ids, Action.MASS)
        return live | self._covered(ids, Action.MASS, binned=True)

    @requires(Action.EXPORT)
    def exportable(self, ids: Sequence[int]) -> "array[int]":
        """Those of these records that the actor may take out of the vault, in their order."""
        kept = self._covered(ids, Action.EXPORT)
        return array("q", [id_ for id_ in ids if id_ in kept])

    @requires(Action.EXPORT)
    def extent(self, name: str) -> dict[str, tuple[int, frozenset[str]]]:
        """For each sort of a ROWS field: how many a record has at most, and which columns are used.

        Contact points are of the sorts phone, fax, email …; rows of other fields are of one sort.
        Only records that may be exported count.
        """
        unit = self._desk.unit
        mine = visible(select(table_of(self.entity).c.id), self.entity, unit.actor, Action.EXPORT)
        return extent(unit.session, known_field(self.entity, name), mine)

    @requires(Action.EXPORT)
    def note_export(
        self,
        file: str,
        columns: Sequence[str],
        rows: int,
        *,
        ids: Iterable[int] = (),
        place: Callable[[], None] | None = None,
        drop: Callable[[], None] | None = None,
    ) -> None:
        """Write into the audit trail what left the vault; only in a write transaction.

        NotAllowed when that is more than may be exported today.
        `place` is done once that is committed, `drop` at the end in any case.
        """
        self.office.day_use.count(Taking.EXPORT, rows)
        told = {"entity": self.entity.name, "file": file, "columns": list(columns), "rows": rows}
        told["records"] = ranged(ids)
        self._desk.audit.note("export", {name: [None, value] for name, value in told.items()})
        if place is not None:
            self._desk.unit.once_committed.append(place)
        if drop is not None:
            self._desk.unit.outside.callback(drop)

    def _seen(
        self,
        ids: Sequence[int],
        wanted: Sequence[Field],
        open_ones: Sequence[Field],
        *,
        binned: bool = False,
    ) -> list[Record]:
        """These records with the open fields, and blanks for the others that are wanted."""
        unit = self._desk.unit
        records = storage.fetch(
            unit.session, self._whole, unit.actor, ids, fields=open_ones, binned=binned
        )
        if len(open_ones) < len(wanted):
            blanks = {one.name: blank(one) for one in wanted if one.name in self._hidden}
            for record in records:
                cast(dict[str, Any], record.values).update(blanks)
        return records

    def _covered(self, ids: Sequence[int], action: Action, binned: bool = False) -> set[int]:
        """Those of these records that the actor may do `action` to."""
        unit = self._desk.unit
        return storage.covered(unit.session, self._whole, unit.actor, ids, action, binned=binned)

    def _query(
        self, query: Select[Any], where: Filter | None, words: str, binned: bool
    ) -> Select[Any] | None:
        """The query limited by filter, search and rights; None when the search can find nothing."""
        entity, actor = self.entity, self._desk.unit.actor
        if words:
            self._desk.settle()
            found = self._found_by(words)
            if found is None:
                return None
            query = query.where(found)
        if where is not None:
            query = query.where(
                compiled(where, entity, actor, Calendar(self._today(), self._desk.zone))
            )
        return visible(query, entity, actor, binned=binned)

    def _found(self, words: str, limit: int | None) -> Listing:
        """What a person means by these words, best hit first."""
        unit, most = self._desk.unit, limit or search.COUNTED
        hits = search.find(unit.session, self._whole, unit.actor, words, most)
        return Listing(array("q", self._only_visible(hits.ids)), hits.more)

    def _found_by(self, words: str) -> ColumnElement[bool] | None:
        """The hits of these words as a condition; None when nothing can be found."""
        return search.found_by(self._whole, self._desk.unit.actor, words)

    def _only_visible(self, ids: Sequence[int]) -> list[int]:
        """Hits of the index that the row filter confirms (the index carries scope words only)."""
        unit = self._desk.unit
        kept = storage.covered(unit.session, self._whole, unit.actor, ids)
        return [id_ for id_ in ids if id_ in kept]

    def _today(self) -> Any:
        return office_date(self._desk.unit.now, self._desk.zone)

    def _get(self, id_: int, action: Action, *, binned: bool = False) -> Record:
        """A whole record that the actor may do `action` to; NotAllowed when it may only be read."""
        unit = self._desk.unit
        found = storage.fetch(
            unit.session, self._whole, unit.actor, [id_], action=action, binned=binned
        )
        if found:
            return found[0]
        if action is not Action.READ and storage.fetch(
            unit.session, self._whole, unit.actor, [id_], fields=(), binned=binned
        ):
            raise self._refused(id_, action)
        raise self._gone()

    def _refused(self, id_: int, action: Action) -> NotAllowed:
        """The sentence for a record that may be read only, with the reason why."""
        refused = refusal(action)
        if self._desk.unit.actor.user_id is not None:
            why = self.office.effective_rights.why_not(self.entity.name, action, id_)
            refused.args = (f"{refused} {why}".strip(),)
        return refused

    def _gone(self) -> NotFound:
        return NotFound(_("This record is not there any more, or you may not see it."))

    def _with_texts(self, records: list[Record], fields: Iterable[Field]) -> list[Record]:
        """These records, just fetched, with the names of what their links point to."""
        links = [field for field in fields if field.kind in (Kind.LINK, Kind.LINKS)]
        for target in {field.target for field in links}:
            mine = [field.name for field in links if field.target == target]
            given = [cast(dict[str, Any], record.values) for record in records]
            ids = {link.id for values in given for name in mine for link in linked(values[name])}
            if not ids:
                continue
            names = self.office.names_of(target, ids)
            named = {id_: Link(id_, names.get(id_, "")) for id_ in ids}
            for values in given:
                for name in mine:
                    value = values[name]
                    if isinstance(value, Link):
                        values[name] = named[value.id]
                    elif value:
                        values[name] = tuple(named[link.id] for link in value)
        return records
