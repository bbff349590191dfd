"""What every room can do with its records: add and save, besides reading and recycling."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy.exc import IntegrityError

from cims.models.base import uuids7
from cims.services import storage
from cims.services.beginning import Ready, enterable
from cims.services.changes import ChangeKind
from cims.services.child_rows import write_children
from cims.services.codecs import diff_of_new, to_json
from cims.services.database import first_free_id
from cims.services.entity import Kind, Link
from cims.services.errors import EditConflict, ValidationFailed
from cims.services.field import unheld
from cims.services.i18n import _
from cims.services.recycling import RecyclableRecords
from cims.services.rights import (
    Action,
    requires,
)
from cims.services.sealed_cells import seal_changed, seal_new
from cims.services.storage import CURRENCY, Record, table_of

ABOUT = "about"  # the value that says which record another one is about
BLANK = (None, "", ())


class RecordService(RecyclableRecords):
    """The records of one entity. A room overrides the underscored steps where its rules differ."""

    _made_from: int | None = None  # the first id that this unit of work gave away

    @requires(Action.CREATE)
    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new record; its id is returned."""
        return self._insert([values])[0]

    @requires(Action.IMPORT)
    def add_many(self, values: Sequence[Mapping[str, Any]]) -> list[int]:
        """Store new records in bulk, as part of the unit's one change set.

        They are checked like one, unless they are Ready.
        """
        return self._insert(values)

    @requires(Action.IMPORT)
    def keep_free(self, codes: set[str]) -> None:
        """Let the numbers given from now on jump over these, which an import will bring."""
        if self.entity.series and codes:
            self._desk.numbering.jump_over(self.entity.name, codes)

    @requires(Action.READ)
    def note_import(self, file: str, created: int, updated: int) -> None:
        """Write into the log that this unit of work took a list in."""
        told = {"entity": self.entity.name, "file": file, "created": created, "updated": updated}
        self._desk.audit.note("import", {name: [None, value] for name, value in told.items()})

    @requires(Action.EDIT)
    def save(self, record: Record) -> int:
        """Store an edited record, unless somebody else saved it meanwhile."""
        old = self._get(record.id, Action.EDIT)
        if old.version != record.version:
            raise EditConflict(_("Somebody changed this record while you were editing it."))
        entered = self._entered(record.values, old.values)
        for name in (*self.entity.brought, ABOUT):
            entered.pop(name, None)
        if self.entity.series and not entered.get("code"):
            entered.pop("code", None)  # no record is without a number
        values = self._prepared({**old.values, **entered}, old)
        changed = {
            field.name: values[field.name]
            for field in self._whole.fields
            if field.name in values and values[field.name] != old.values.get(field.name)
        }
        if changed:
            self._refuse_wrong(changed, values)
            self._refuse_unknown([changed], old.values)
            self._refuse_unseen([changed], old.values)
            so_far = (old.id, old.uuid, old.values)
            seal_changed(self._desk, self._whole, so_far, values, changed)
        if changed:
            self._write(old, values, changed)
        return record.id

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        """The values as they are stored: a room normalises and completes them here."""
        return values

    def _unfit(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What keeps a row of a list out, seen beside what is there already, by field."""
        return {}

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that nobody enters and that follow from the values (sort keys, normal forms)."""
        return {}

    def _shown(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that lists show and that follow from changed rows, as far as these tell."""
        return {}

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return enterable(self.entity, values)

    def _entered(self, values: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """What of these values is entered; a sentence where a role closes what would change."""
        entered = self._enterable(values)
        messages = {
            field.name: told
            for field in self._whole.numeric
            if (told := unheld(field, entered.get(field.name)))
        }
        if messages:
            raise ValidationFailed(messages)
        for name in self._closed:
            entered.pop(name, None)
            value, before = values.get(name), old.get(name)
            if not old and name == "owner":
                before = Link(self._desk.unit.actor.user_id or 0)
            is_blank = value in BLANK and (not old or name in self._hidden)
            if name in values and not is_blank and value != before:
                words = _("Your role may not change “{field}”. Ask your administrator.")
                messages[name] = words.format(field=_(self._whole.field(name).label))
        if messages:
            raise ValidationFailed(messages)
        return entered

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        messages = {**self._whole.missing(values), **self._whole.validate(changed)}
        if not messages and self._desk.unit.kind not in (ChangeKind.IMPORT, ChangeKind.UNDO):
            fine = self._whole.too_fine(values)
            messages = {n: told for n, told in fine.items() if {n, CURRENCY} & changed.keys()}
        messages = messages or dict(self._whole.rule(values))
        if messages:
            raise ValidationFailed(messages)

    def _refuse_unknown(self, rows: Sequence[Mapping[str, Any]], before: Mapping[str, Any]) -> None:
        """Refuse new codes that no list of the office knows; what is Ready was read with these."""
        for field, list_name, of in self._whole.coded:
            given = {
                code
                for values in rows
                if not isinstance(values, Ready) and (value := values.get(field.name))
                for code in of(value)
            }
            if not (new := given.difference(of(before.get(field.name)))):
                continue
            known = {choice.code for choice in self._desk.choices.of(list_name)}
            if strange := sorted(new - known):
                words = _("“{word}” is in no list here.").format(word=strange[0])
                raise ValidationFailed({field.name: words})

    def _refuse_unseen(self, rows: Sequence[Mapping[str, Any]], before: Mapping[str, Any]) -> None:
        """Refuse new links to records that are not there, or that the actor may not see.

        What this unit has made for a colleague may be linked: its contact comes next.
        """
        new: dict[str, dict[int, str]] = {}
        for field, target, of in self._whole.links:
            old = {link.id for link in of(before.get(field.name))}
            for values in rows:
                if value := values.get(field.name):
                    wanted = new.setdefault(target, {})
                    wanted.update((link.id, field.name) for link in of(value))
            for id_ in old & set(new.get(target, ())):
                del new[target][id_]
        if about := {values[ABOUT]: ABOUT for values in rows if values.get(ABOUT)}:
            new.setdefault(self._whole.about, {}).update(about)
        for target, wanted in new.items():
            seen = self.office.names_of(target, wanted)
            made = self.office.room(target)._made_from
            messages = {
                name: str(self._gone())
                for id_, name in wanted.items()
                if id_ not in seen and (made is None or id_ < made)
            }
            if messages:
                raise ValidationFailed(messages)

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        unit, entity = self._desk.unit, self._whole
        if not rows:
            return []
        prepared = [
            values if isinstance(values, Ready) else self._prepared(self._entered(values, {}), None)
            for values in rows
        ]
        self._number(prepared)
        for values in prepared:
            if not isinstance(values, Ready):
                self._refuse_wrong(values, values)
        self._refuse_unknown(prepared, {})
        self._refuse_unseen(prepared, {})
        first = first_free_id(unit.session, table_of(entity).name)
        ids = list(range(first, first + len(prepared)))
        self._made_from = self._made_from or first
        made = uuids7(unit.now, len(ids))
        uuids = [row.get("uuid") or uuid for row, uuid in zip(prepared, made, strict=True)]
        seal_new(self._desk, entity, prepared, uuids)
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
            write_children(unit, field, pairs, fresh=True)
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
        derived = [
            values.derived if isinstance(values, Ready) else self._derived(values)
            for values in rows
        ]
        return {name: [one[name] for one in derived] for name in derived[0]}

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        entity = self._whole
        self._desk.audit.created(
            entity.name,
            (
                (id_, uuid, self._customer_of(id_, values), diff_of_new(entity, values))
                for id_, uuid, values in zip(ids, uuids, rows, strict=True)
            ),
        )
        self._report(ids)
        if self._searched:
            pairs = zip(ids, rows, strict=True)
            self._put(Record(entity.name, id_, 1, row) for id_, row in pairs)

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
        unit, entity = self._desk.unit, self._whole
        if entity.series and changed.get("code"):
            self._desk.numbering.jump_over(entity.name, {str(changed["code"])})
        before, after = self._derived(old.values), self._derived(values)
        derived = {name: value for name, value in after.items() if value != before.get(name)}
        columns = {**storage.plain_row(entity, values, changed), **derived, **self._shown(changed)}
        try:
            stored = storage.update_root(unit, entity, old.id, old.version, columns)
        except IntegrityError as error:
            raise self._taken(error) from None
        if not stored:
            raise EditConflict(_("Somebody changed this record while you were editing it."))
        for field in entity.many:
            if field.name in changed:
                pairs = [(old.id, tuple(changed[field.name]))]
                write_children(unit, field, pairs, fresh=False)
        diff = {
            name: [
                None if field.kind is Kind.SEALED else to_json(field, old.values.get(name)),
                to_json(field, value),
            ]
            for name, value in changed.items()
            if (field := entity.field(name))
        }
        subject = self._subject(old.id, old.uuid, values)
        self._desk.audit.add("edit", subject, diff)
        self._report([old.id])
        self._put([Record(entity.name, old.id, old.version + 1, values)])
