"""What every room can do with its records: what can be seen, and add, save, remove, restore."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cims.models.base import uuids7
from cims.services import search, storage
from cims.services.audit import Subject
from cims.services.codecs import diff_of_new, to_json
from cims.services.database import first_free_id
from cims.services.entity import Field
from cims.services.errors import EditConflict, NotAllowed, NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.reading import CHUNK, Desk, RecordReader
from cims.services.rights import (
    Action,
    Actor,
    Owned,
    Right,
    Through,
    refusal,
    requires,
    visible,
)
from cims.services.storage import Record, table_of
from cims.services.words_process import Document, Texts, WordsProcess, document_of

if TYPE_CHECKING:
    from cims.services.office import Office

UNINDEXED = 5_000


class RecordService(RecordReader):
    """The records of one entity. A room overrides the underscored steps where its rules differ."""

    def __init__(self, office: "Office", desk: Desk) -> None:
        super().__init__(office, desk)
        self._unindexed: dict[int, Record] = {}
        self._handed_out: list[tuple[int, list[int], list[str]]] = []

    @requires(Action.CREATE)
    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new record; its id is returned."""
        return self._insert([values])[0]

    @requires(Action.IMPORT)
    def add_many(self, values: Sequence[Mapping[str, Any]]) -> list[int]:
        """Store new records in bulk, checked like one, as part of the unit's one change set."""
        return self._insert(values)

    @requires(Action.IMPORT)
    def wrong_in(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
        """For each new record the sentences for which add_many would refuse it, by field."""
        prepared = (self._prepared(self._enterable(values), None) for values in rows)
        return [
            {**self.entity.missing(values), **self.entity.validate(values)} for values in prepared
        ]

    @requires(Action.IMPORT)
    def keep_free(self, codes: set[str]) -> None:
        """Let the numbers given from now on jump over these, which an import will bring."""
        if self.entity.series and codes:
            self._desk.numbering.jump_over(self.entity.name, codes)

    @requires(Action.EDIT)
    def save(self, record: Record) -> int:
        """Store an edited record, unless somebody else saved it meanwhile."""
        old = self._get(record.id, Action.EDIT)
        if old.version != record.version:
            raise EditConflict(_("Somebody changed this record while you were editing it."))
        entered = self._enterable(record.values)
        for name in self.entity.brought:
            entered.pop(name, None)
        if self.entity.series and not entered.get("code"):
            entered.pop("code", None)  # no record is without a number
        values = self._prepared({**old.values, **entered}, old)
        changed = {
            field.name: values[field.name]
            for field in self.entity.fields
            if field.name in values and values[field.name] != old.values.get(field.name)
        }
        if changed:
            self._refuse_wrong(changed, values)
            self._refuse_unseen([changed], old.values)
            self._write(old, values, changed)
        return record.id

    @requires(Action.DELETE)
    def remove(self, ids: Sequence[int]) -> int:
        """Move records to the recycle bin; how many there were is returned."""
        return self._bin(ids, "remove", binned=False)

    @requires(Action.DELETE)
    def restore(self, ids: Sequence[int], *, renumber: bool = False) -> int:
        """Bring records back from the recycle bin.

        A number that another record has by now is refused, with `renumber` a new one is given.
        """
        if renumber:
            self._renumber(ids)
        return self._bin(ids, "restore", binned=True)

    @requires(Right.SETTINGS)
    def drift(self) -> int:
        """How many records the search index knows otherwise than they are; 0 when it is right.

        Only in a write transaction, though nothing is written.
        """
        session, office = self._desk.unit.session, Actor.office()
        self._desk.settle()
        indexed = search.indexed_prints(session, self.entity)
        query = visible(select(table_of(self.entity).c.id), self.entity, office)
        ids, wrong = list(session.scalars(query)), 0
        for start in range(0, len(ids), CHUNK):
            self._desk.unit.progress(start, len(ids))
            records = storage.fetch(session, self.entity, office, ids[start : start + CHUNK])
            documents, scopes = self._documents(records), self._scopes(records)
            for record, document, scope in zip(records, documents, scopes, strict=True):
                expected = search.print_of(document, scope)
                wrong += indexed.pop(record.id, None) != expected
        return wrong + len(indexed)

    @requires(Right.SETTINGS)
    def reindex(self) -> int:
        """Build the search index anew from the records; how many were indexed is returned."""
        session = self._desk.unit.session
        self._desk.settle()
        search.clear(session, self.entity)
        query = visible(select(table_of(self.entity).c.id), self.entity, Actor.office())
        ids = list(session.scalars(query))
        self._index(ids)
        self._desk.settle()  # emptying an empty index changes nothing, so that no unit would end
        return len(ids)

    @requires(Right.SETTINGS)
    def index_missing(self) -> int:
        """Index records that the search does not know, forget those that are gone; how many."""
        session = self._desk.unit.session
        self._desk.settle()
        known = search.indexed_ids(session, self.entity)
        query = visible(select(table_of(self.entity).c.id), self.entity, Actor.office())
        there = set(session.scalars(query))
        search.drop(session, self.entity, sorted(known - there))
        self._index(sorted(there - known))
        self._desk.settle()
        return len(known ^ there)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        """The values as they are stored: a room normalises and completes them here."""
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that nobody enters and that follow from the values (sort keys, normal forms)."""
        return {}

    def _shown(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that lists show and that follow from changed rows, as far as these tell."""
        return {}

    def _texts(self, record: Record) -> Texts:
        """What a record is found by."""
        raise NotImplementedError

    def _all_texts(self, records: list[Record]) -> list[Texts]:
        return [self._texts(record) for record in records]

    def _documents(self, records: list[Record]) -> list[Document]:
        return [document_of(texts) for texts in self._all_texts(records)]

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values without what nobody enters: what follows from others, and sealed fields.

        Records are told apart by their keys, so that these have no blanks around them.
        """
        known = self.entity.by_name
        entered = {
            name: value
            for name, value in values.items()
            if name not in known or not known[name].read_only or known[name].brought
        }
        for name in self.entity.keys:
            if isinstance(key := entered.get(name), str):
                entered[name] = key.strip() or None
        return entered

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        messages = {**self.entity.missing(values), **self.entity.validate(changed)}
        messages = messages or dict(self.entity.rule(values))
        if messages:
            raise ValidationFailed(messages)

    def _refuse_unseen(self, rows: Iterable[Mapping[str, Any]], before: Mapping[str, Any]) -> None:
        """Refuse new links to records that are not there, or that the actor may not see."""
        new: dict[str, dict[int, str]] = {}
        for field, target, of in self.entity.links:
            old = {link.id for link in of(before.get(field.name))}
            for values in rows:
                if value := values.get(field.name):
                    wanted = new.setdefault(target, {})
                    wanted.update((link.id, field.name) for link in of(value))
            for id_ in old & set(new.get(target, ())):
                del new[target][id_]
        for target, wanted in new.items():
            seen = self.office.names_of(target, wanted)
            messages = {name: str(self._gone()) for id_, name in wanted.items() if id_ not in seen}
            if messages:
                raise ValidationFailed(messages)

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        unit, entity = self._desk.unit, self.entity
        if not rows:
            return []
        prepared = [self._prepared(self._enterable(values), None) for values in rows]
        self._number(prepared)
        for values in prepared:
            self._refuse_wrong(values, values)
        self._refuse_unseen(prepared, {})
        first = first_free_id(unit.session, table_of(entity).name)
        ids = list(range(first, first + len(prepared)))
        made = uuids7(unit.now, len(ids))
        uuids = [row.get("uuid") or uuid for row, uuid in zip(prepared, made, strict=True)]
        columns: dict[str, Iterable[Any]] = {
            "id": ids,
            "uuid": uuids,
            **self._derived_columns(prepared),
            **self._stamp(prepared),
        }
        try:
            storage.insert_roots(unit, entity, prepared, columns)
        except IntegrityError as error:
            raise self._taken(error) from None
        for field in entity.many:
            pairs = [
                (id_, values[field.name])
                for id_, values in zip(ids, prepared, strict=True)
                if values.get(field.name)
            ]
            storage.write_children(unit, field, pairs, fresh=True)
        self._after_insert(ids, prepared, uuids)
        return ids

    def _stamp(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Iterable[Any]]:
        """The columns that say when new records were made and by whom."""
        now, user = self._desk.unit.now, self._desk.unit.actor.user_id
        count, today = len(rows), self._today()
        return {
            "version": repeat(1, count),
            "created_at": repeat(now, count),
            "created_on": [row.get("created_on") or today for row in rows],
            "created_by_id": repeat(user, count),
            "changed_at": repeat(now, count),
            "changed_by_id": repeat(user, count),
        }

    def _derived_columns(self, rows: list[dict[str, Any]]) -> dict[str, Iterable[Any]]:
        derived = [self._derived(values) for values in rows]
        return {name: [one[name] for one in derived] for name in derived[0]}

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        entity = self.entity
        self._desk.audit.created(
            entity.name,
            (
                (id_, uuid, self._customer_of(id_, values), diff_of_new(entity, values))
                for id_, uuid, values in zip(ids, uuids, rows, strict=True)
            ),
        )
        self._report(ids)
        self._put([Record(entity.name, id_, 1, row) for id_, row in zip(ids, rows, strict=True)])

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
        if entity.series and changed.get("code"):
            self._desk.numbering.jump_over(entity.name, {str(changed["code"])})
        before, after = self._derived(old.values), self._derived(values)
        derived = {name: value for name, value in after.items() if value != before.get(name)}
        columns = {**storage.plain_row(entity, changed), **derived, **self._shown(changed)}
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
        subject = self._subject(old.id, old.uuid, values)
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
            fields=None if binned else self._timeline,
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
        for record in records:
            subject = self._subject(record.id, record.uuid, record.values)
            self._desk.audit.add(action, subject, {})
        self._report(kept)
        if binned:
            self._put(records)
        else:
            self._desk.settle()
            search.drop(unit.session, self.entity, kept)
        return len(kept)

    def _renumber(self, ids: Sequence[int]) -> None:
        """Give new numbers to binned records whose number another one has by now."""
        if not self.entity.series or not ids:
            return
        unit, table, code = self._desk.unit, table_of(self.entity), self.entity.field("code")
        binned = storage.fetch(
            unit.session,
            self.entity,
            unit.actor,
            ids,
            fields=[code, *self._timeline],
            action=Action.DELETE,
            binned=True,
        )
        codes = [record.values["code"] for record in binned]
        live = visible(
            select(table.c.code).where(table.c.code.in_(codes)), self.entity, Actor.office()
        )
        taken = set(unit.session.scalars(live))
        for record in binned:
            if (old := record.values["code"]) in taken:
                (new,) = self._desk.numbering.take(self.entity.name)
                storage.update_root(unit, self.entity, record.id, record.version, {"code": new})
                subject = self._subject(record.id, record.uuid, record.values)
                self._desk.audit.add("edit", subject, {"code": [old, new]})

    @property
    def _timeline(self) -> list[Field]:
        """The field that says on which customer's timeline a record stands."""
        name = self.entity.customer_column.removesuffix("_id")
        return [self.entity.field(name)] if name in self.entity.by_name else []

    def _subject(self, id_: int, uuid: bytes, values: Mapping[str, Any]) -> Subject:
        return Subject(self.entity.name, id_, uuid, self._customer_of(id_, values))

    def _customer_of(self, id_: int, values: Mapping[str, Any]) -> int | None:
        """The customer on whose timeline a record stands."""
        column = self.entity.customer_column
        if column == "id":
            return id_
        link = values.get(column.removesuffix("_id")) if column else None
        return link.id if link else None

    def _report(self, ids: list[int]) -> None:
        self._desk.unit.changed.add(self.entity.name, ids)

    def _index(self, ids: list[int]) -> None:
        """Index stored records again, whoever owns them."""
        unit = self._desk.unit
        for start in range(0, len(ids), CHUNK):
            unit.progress(start, len(ids))
            some = ids[start : start + CHUNK]
            self._put(storage.fetch(unit.session, self.entity, Actor.office(), some))

    def _put(self, records: Iterable[Record]) -> None:
        """Let these records be indexed at the end of the unit of work, each of them once."""
        if not self._unindexed and not self._handed_out:
            self._desk.unsettled.append(self._write_search_rows)
        self._unindexed.update((record.id, record) for record in records)
        if len(self._unindexed) <= UNINDEXED:
            return
        if (process := self._desk.words_process) is None:
            self._desk.settle()
        else:
            self._write_handed_out(process, self._hand_out(process))

    def _write_search_rows(self) -> None:
        """Index what waits for it."""
        if (process := self._desk.words_process) is not None:
            self._write_handed_out(process, self._hand_out(process) + self._handed_out)
            self._handed_out = []
            return
        for records in self._waiting():
            ids = [record.id for record in records]
            self._put_words(ids, self._documents(records), self._scopes(records))

    def _waiting(self) -> Iterator[list[Record]]:
        """What waits to be indexed, in the order of ids, as the index likes it best."""
        waiting = [self._unindexed[id_] for id_ in sorted(self._unindexed)]
        self._unindexed.clear()
        for start in range(0, len(waiting), CHUNK):
            yield waiting[start : start + CHUNK]

    def _hand_out(self, process: WordsProcess) -> list[tuple[int, list[int], list[str]]]:
        """Let the words of what waits be made; what was handed out before is returned."""
        before, self._handed_out = self._handed_out, []
        for records in self._waiting():
            number = process.hand_out(self._all_texts(records))
            ids = [record.id for record in records]
            self._handed_out.append((number, ids, self._scopes(records)))
        return before

    def _write_handed_out(
        self, process: WordsProcess, pieces: list[tuple[int, list[int], list[str]]]
    ) -> None:
        """Index records whose words the second process has made."""
        for number, ids, scopes in pieces:
            self._put_words(ids, process.documents(number), scopes)

    def _put_words(self, ids: list[int], documents: list[Document], scopes: list[str]) -> None:
        rows = zip(ids, documents, scopes, strict=True)
        search.put(self._desk.unit.session, self.entity, rows)

    def _scopes(self, records: list[Record]) -> list[str]:
        return [self._scope(record) for record in records]

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
