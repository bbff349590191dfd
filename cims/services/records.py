"""What every room can do with its records: list, load, add, save, remove, restore."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import getattr_static, isfunction
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import IntegrityError

from cims.models.base import uuid7
from cims.services import search, storage
from cims.services.audit import AuditTrail, Subject
from cims.services.choices import Choices
from cims.services.clock import office_date
from cims.services.codecs import to_json
from cims.services.database import Unit, first_free_id
from cims.services.entity import Document, Entity, Field, Kind, Link, Owned, Through
from cims.services.errors import EditConflict, NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.filters import Filter, compiled
from cims.services.i18n import _
from cims.services.numbering import Numbering
from cims.services.rights import Action, Double, Right, doubles, refusal, requires, visible
from cims.services.storage import Record, child_table, table_of

if TYPE_CHECKING:
    from cims.services.office import Office

CHUNK = 500


@dataclass
class Desk:
    """What the services of one unit of work share; never handed outside."""

    unit: Unit
    audit: AuditTrail
    choices: Choices
    numbering: Numbering
    zone: str


@dataclass(frozen=True)
class Sort:
    """The order of a list."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Listing:
    """The ids of a whole result (8 bytes each); `more` when a search found too many to list."""

    ids: "array[int]"
    more: bool = False


class Service:
    """A room of the office: every public method says which right it demands."""

    entity: ClassVar[Entity | None] = None

    def __init__(self, office: "Office", desk: Desk) -> None:
        self.office, self._desk = office, desk

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in vars(cls):
            method = getattr_static(cls, name)
            if not name.startswith("_") and isfunction(method) and not hasattr(method, "requires"):
                raise TypeError(f"{cls.__name__}.{name} demands no right: add @requires(…)")

    def _demand(self, right: Action | Right) -> None:
        entity = self.entity.name if self.entity else ""
        if not self._desk.unit.actor.may(right, entity):
            raise refusal(right)


class RecordService(Service):
    """The records of one entity. A room overrides the underscored steps where its rules differ."""

    entity: ClassVar[Entity]

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
        session, actor = self._desk.unit.session, self._desk.unit.actor
        if words and sort is None and where is None and not binned:
            hits = search.find(session, self.entity, actor, words, limit or search.COUNTED)
            return Listing(array("q", self._only_visible(hits.ids)), hits.more)
        query = self._query(select(table_of(self.entity).c.id), where, words, binned)
        if query is None:
            return Listing(array("q"))
        query = query.order_by(*self._order(sort)).limit(limit)
        return Listing(array("q", session.scalars(query, self._words(words))))

    @requires(Action.READ)
    def count(self, where: Filter | None = None, words: str = "", *, binned: bool = False) -> int:
        """How many records fit, by SQL over all of them."""
        query = self._query(
            select(func.count()).select_from(table_of(self.entity)), where, words, binned
        )
        if query is None:
            return 0
        return int(self._desk.unit.session.scalar(query, self._words(words)) or 0)

    @requires(Action.READ)
    def rows(
        self, ids: Sequence[int], fields: Sequence[str] = (), *, binned: bool = False
    ) -> list[Record]:
        """The records of these ids with these fields (all without), links with their texts."""
        wanted = [self.entity.field(name) for name in fields] if fields else None
        unit = self._desk.unit
        records = storage.fetch(
            unit.session, self.entity, unit.actor, ids, fields=wanted, binned=binned
        )
        return self._with_texts(records, wanted or self.entity.fields)

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
        table = table_of(self.entity)
        query = select(table.c.id, table.c[self.entity.title]).where(table.c.id.in_(list(ids)))
        rows = self._desk.unit.session.execute(visible(query, self.entity, self._desk.unit.actor))
        return {row[0]: row[1] for row in rows}

    @requires(Action.READ)
    def find(self, words: str, limit: int = 50) -> list[Record]:
        """The best hits for a search."""
        return self.rows(self.listing(words=words, limit=limit).ids)

    @requires(Action.READ)
    def doubles(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other records with the same whole keys, anybody's: name and owner only."""
        return [double for double in self._doubles([values])[0] if double.id != id_]

    @requires(Action.CREATE)
    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new record; its id is returned."""
        return self._insert([values])[0]

    @requires(Action.IMPORT)
    def add_many(self, values: list[Mapping[str, Any]]) -> list[int]:
        """Store new records in bulk, checked like one, as part of the unit's one change set."""
        return self._insert(values)

    @requires(Action.EDIT)
    def save(self, record: Record) -> int:
        """Store an edited record, unless somebody else saved it meanwhile."""
        old = self._get(record.id, Action.EDIT)
        if old.version != record.version:
            raise EditConflict(_("Somebody changed this record while you were editing it."))
        values = self._prepared({**old.values, **record.values}, old)
        changed = {
            field.name: values[field.name]
            for field in self.entity.fields
            if field.name in values and values[field.name] != old.values.get(field.name)
        }
        if changed:
            self._refuse_wrong(changed, values)
            self._write(old, values, changed)
        return record.id

    @requires(Action.DELETE)
    def remove(self, ids: Sequence[int]) -> int:
        """Move records to the recycle bin; how many there were is returned."""
        return self._bin(ids, "remove", binned=False)

    @requires(Action.DELETE)
    def restore(self, ids: Sequence[int]) -> int:
        """Bring records back from the recycle bin."""
        return self._bin(ids, "restore", binned=True)

    @requires(Right.SETTINGS)
    def reindex(self) -> int:
        """Build the search index anew from the records; how many were indexed is returned."""
        session = self._desk.unit.session
        search.clear(session, self.entity)
        query = visible(select(table_of(self.entity).c.id), self.entity, self._desk.unit.actor)
        ids = list(session.scalars(query))
        for start in range(0, len(ids), CHUNK):
            self._desk.unit.progress(start, len(ids))
            self._index(ids[start : start + CHUNK])
        return len(ids)

    # Reading

    def _query(
        self, query: Select[Any], where: Filter | None, words: str, binned: bool
    ) -> Select[Any] | None:
        """The query limited by filter, search and rights; None when the search can find nothing."""
        entity, actor = self.entity, self._desk.unit.actor
        if words:
            if search.match(entity, actor, words) is None:
                return None
            query = query.where(text(f"{table_of(entity).name}.id IN ({search.matching(entity)})"))
        if where is not None:
            query = query.where(compiled(where, entity, actor, self._today()))
        return visible(query, entity, actor, binned=binned)

    def _words(self, words: str) -> dict[str, str | None]:
        if not words:
            return {}
        return {"expression": search.match(self.entity, self._desk.unit.actor, words)}

    def _order(self, sort: Sort | None) -> Iterable[Any]:
        chosen = sort or Sort(self.entity.sort)
        field, columns = self.entity.field(chosen.field), table_of(self.entity).c
        column = columns[field.sort_by or field.column]
        if chosen.descending:
            return column.desc(), columns.id.desc()
        return column, columns.id

    def _only_visible(self, ids: Sequence[int]) -> list[int]:
        """Hits of the index that the row filter confirms (the index carries scope words only)."""
        kept: set[int] = set()
        table, unit = table_of(self.entity), self._desk.unit
        for start in range(0, len(ids), CHUNK):
            some = select(table.c.id).where(table.c.id.in_(list(ids[start : start + CHUNK])))
            kept.update(unit.session.scalars(visible(some, self.entity, unit.actor)))
        return [id_ for id_ in ids if id_ in kept]

    def _today(self) -> Any:
        return office_date(self._desk.unit.now, self._desk.zone)

    def _get(self, id_: int, action: Action, *, binned: bool = False) -> Record:
        """A record that the actor may do `action` to; NotAllowed when it may only be read."""
        unit = self._desk.unit
        found = storage.fetch(
            unit.session, self.entity, unit.actor, [id_], action=action, binned=binned
        )
        if found:
            return found[0]
        if action is not Action.READ and storage.fetch(
            unit.session, self.entity, unit.actor, [id_], fields=(), binned=binned
        ):
            raise refusal(action)
        raise self._gone()

    def _gone(self) -> NotFound:
        return NotFound(_("This record is not there any more, or you may not see it."))

    def _with_texts(self, records: list[Record], fields: Iterable[Field]) -> list[Record]:
        """The records with the names of what their links point to."""
        links = [field for field in fields if field.kind in (Kind.LINK, Kind.LINKS)]
        if not links or not records:
            return records
        names: dict[str, dict[int, str]] = {}
        for target in {field.target for field in links}:
            ids = {
                link.id
                for record in records
                for field in links
                if field.target == target
                for link in linked(record.values[field.name])
            }
            names[target] = self.office.names_of(target, ids)
        return [
            replace(record, values={**record.values, **named(record, links, names)})
            for record in records
        ]

    # Writing

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        """The values as they are stored: a room normalises and completes them here."""
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that nobody enters and that follow from the values (sort keys, normal forms)."""
        return {}

    def _document(self, record: Record) -> Document:
        """The words under which a record is found."""
        raise NotImplementedError

    def _documents(self, records: list[Record]) -> list[Document]:
        return [self._document(record) for record in records]

    def _doubles(self, rows: list[Mapping[str, Any]]) -> list[list[Double]]:
        """For each row the records that have the same whole keys."""
        columns = table_of(self.entity).c
        found: list[list[Double]] = [[] for _row in rows]
        for name in self.entity.keys:
            column = columns[self.entity.field(name).column]
            keys = {str(row[name]) for row in rows if row.get(name)}
            by_key: dict[str, list[Double]] = {}
            for hit in self._known(column, keys):
                by_key.setdefault(hit.key, []).append(hit)
            for row, hits in zip(rows, found, strict=True):
                hits.extend(by_key.get(str(row.get(name) or ""), ()))
        return found

    def _known(self, column: Any, keys: "set[str]") -> list[Double]:
        unit, ordered = self._desk.unit, sorted(keys)
        return [
            double
            for start in range(0, len(ordered), CHUNK)
            for double in doubles(
                unit.session, self.entity, unit.actor, column, ordered[start : start + CHUNK]
            )
        ]

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        messages = {**self.entity.missing(values), **self.entity.validate(changed)}
        if messages:
            raise ValidationFailed(messages)

    def _insert(self, rows: list[Mapping[str, Any]]) -> list[int]:
        unit, entity = self._desk.unit, self.entity
        prepared = [self._prepared(dict(values), None) for values in rows]
        self._number(prepared)
        for values in prepared:
            self._refuse_wrong(values, values)
        first = first_free_id(unit.session, table_of(entity).name)
        ids = list(range(first, first + len(prepared)))
        blank = dict.fromkeys(field.column for field in entity.stored)
        stamp = {
            "version": 1,
            "created_at": unit.now,
            "created_on": self._today(),
            "created_by_id": unit.actor.user_id,
            "changed_at": unit.now,
            "changed_by_id": unit.actor.user_id,
        }
        roots = [
            {
                **blank,
                **storage.plain_row(entity, values),
                **self._derived(values),
                **stamp,
                "id": id_,
                "uuid": values.get("uuid") or uuid7(unit.now),
            }
            for id_, values in zip(ids, prepared, strict=True)
        ]
        try:
            storage.insert_roots(unit, entity, roots)
        except IntegrityError as error:
            raise self._taken(error) from None
        for field in entity.many:
            pairs = [
                (id_, values[field.name])
                for id_, values in zip(ids, prepared, strict=True)
                if values.get(field.name)
            ]
            storage.write_children(unit, field, pairs, fresh=True)
        self._after_insert(ids, prepared, roots)
        return ids

    def _after_insert(
        self, ids: list[int], rows: list[dict[str, Any]], roots: list[dict[str, Any]]
    ) -> None:
        for id_, values, root in zip(ids, rows, roots, strict=True):
            diff = {
                field.name: [None, to_json(field, values[field.name])]
                for field in self.entity.fields
                if values.get(field.name) not in (None, "", ())
            }
            self._desk.audit.add("create", self._subject(id_, root["uuid"], values), diff)
        self._report(ids)
        self._put(
            [
                Record(self.entity.name, id_, 1, values)
                for id_, values in zip(ids, rows, strict=True)
            ]
        )

    def _number(self, rows: list[dict[str, Any]]) -> None:
        """Number every row without a number; the series jumps over numbers brought along."""
        if not self.entity.series:
            return
        brought = {row["code"] for row in rows if row.get("code")}
        if brought:
            self._desk.numbering.jump_over(self.entity.name, brought)
        without = [row for row in rows if not row.get("code")]
        codes = self._desk.numbering.take(self.entity.name, len(without)) if without else []
        for row, code in zip(without, codes, strict=True):
            row["code"] = code

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        unit, entity = self._desk.unit, self.entity
        columns = {**storage.plain_row(entity, changed), **self._derived(values)}
        try:
            stored = storage.update_root(unit, entity, old.id, old.version, columns)
        except IntegrityError as error:
            raise self._taken(error) from None
        if not stored:
            raise EditConflict(_("Somebody changed this record while you were editing it."))
        for field in entity.many:
            if field.name in changed:
                pairs = [(old.id, tuple(changed[field.name]))]
                storage.write_children(unit, field, pairs, fresh=False)
        diff = {
            name: [
                to_json(entity.field(name), old.values.get(name)),
                to_json(entity.field(name), value),
            ]
            for name, value in changed.items()
        }
        subject = self._subject(old.id, self._uuids([old.id])[old.id], values)
        self._desk.audit.add("edit", subject, diff)
        self._report([old.id])
        self._put([Record(entity.name, old.id, old.version + 1, values)])

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        unit = self._desk.unit
        records = storage.fetch(
            unit.session,
            self.entity,
            unit.actor,
            ids,
            fields=[] if not binned else None,
            action=Action.DELETE,
            binned=binned,
        )
        if not records:
            raise self._gone() if not ids else NotAllowed(str(refusal(Action.DELETE)))
        kept = [record.id for record in records]
        try:
            storage.update_many(
                unit, self.entity, kept, {"deleted_at": None if binned else unit.now}
            )
        except IntegrityError as error:
            raise self._taken(error) from None
        uuids = self._uuids(kept)
        for record in records:
            subject = self._subject(record.id, uuids[record.id], record.values)
            self._desk.audit.add(action, subject, {})
        self._report(kept)
        if binned:
            self._put(records)
        else:
            search.drop(unit.session, self.entity, kept)
        return len(kept)

    def _uuids(self, ids: list[int]) -> dict[int, bytes]:
        table = table_of(self.entity)
        found: dict[int, bytes] = {}
        for start in range(0, len(ids), CHUNK):
            query = select(table.c.id, table.c.uuid)
            query = query.where(table.c.id.in_(ids[start : start + CHUNK]))
            for binned in (False, True):
                rows = self._desk.unit.session.execute(
                    visible(query, self.entity, self._desk.unit.actor, binned=binned)
                )
                found.update((row[0], row[1]) for row in rows)
        return found

    def _subject(self, id_: int, uuid: bytes, values: Mapping[str, Any]) -> Subject:
        customer: int | None = None
        if self.entity.customer_column == "id":
            customer = id_
        elif self.entity.customer_column:
            link = values.get(self.entity.customer_column.removesuffix("_id"))
            customer = link.id if link else None
        return Subject(self.entity.name, id_, uuid, customer)

    def _report(self, ids: list[int]) -> None:
        self._desk.unit.changed.add(self.entity.name, ids)

    def _index(self, ids: list[int]) -> None:
        """Index stored records again."""
        unit = self._desk.unit
        self._put(storage.fetch(unit.session, self.entity, unit.actor, ids))

    def _put(self, records: list[Record]) -> None:
        """Write the search rows of these records."""
        documents = self._documents(records)
        search.put(
            self._desk.unit.session,
            self.entity,
            [
                (record.id, document, self._scope(record))
                for record, document in zip(records, documents, strict=True)
            ],
        )

    def _scope(self, record: Record) -> str:
        """The scope words of a record: o17 for its owner, u4 for a collaborator."""
        words = set()
        if isinstance(self.entity.scope, Owned | Through) and (owner := record.values.get("owner")):
            words.add(f"o{owner.id}")
        for link in record.values.get("collaborators") or ():
            words.add(f"u{link.id}")
        return " ".join(sorted(words))

    def _taken(self, error: IntegrityError) -> Exception:
        if "UNIQUE" in str(error.orig):
            return NotPossible(_("This number is taken by another record. Choose another one."))
        return error


def linked(value: Any) -> tuple[Link, ...]:
    """The links in a value of a LINK or LINKS field."""
    if value is None:
        return ()
    return (value,) if isinstance(value, Link) else tuple(value)


def named(
    record: Record, links: Iterable[Field], names: Mapping[str, Mapping[int, str]]
) -> dict[str, Any]:
    """The link values of a record with their texts."""
    values: dict[str, Any] = {}
    for field in links:
        known = names[field.target]
        value = record.values[field.name]
        if isinstance(value, Link):
            values[field.name] = Link(value.id, known.get(value.id, ""))
        elif value:
            values[field.name] = tuple(Link(link.id, known.get(link.id, "")) for link in value)
    return values


__all__ = ["Desk", "Listing", "Record", "RecordService", "Service", "Sort", "child_table"]
