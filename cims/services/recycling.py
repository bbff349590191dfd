"""Removing records into the recycle bin and bringing them back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cims.services import search, storage
from cims.services.audit import Subject
from cims.services.entity import Field
from cims.services.errors import NotAllowed, NotPossible
from cims.services.i18n import _
from cims.services.indexing import IndexedRecords
from cims.services.rights import Action, Actor, refusal, requires, visible
from cims.services.storage import table_of


class RecyclableRecords(IndexedRecords):
    """Records of one entity that can be removed and restored."""

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

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        unit = self._desk.unit
        records = storage.fetch(
            unit.session,
            self._whole,
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
                unit, self._whole, kept, {"deleted_at": None if binned else unit.now}
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
            search.drop(unit.session, self._whole, kept)
        return len(kept)

    def _renumber(self, ids: Sequence[int], actor: Actor | None = None) -> None:
        """Give new numbers to binned records whose number another one has by now."""
        if not self._whole.series or not ids:
            return
        unit, table, code = self._desk.unit, table_of(self._whole), self._whole.field("code")
        binned = storage.fetch(
            unit.session,
            self._whole,
            actor or unit.actor,
            ids,
            fields=[code, *self._timeline],
            action=Action.DELETE,
            binned=True,
        )
        codes = [record.values["code"] for record in binned]
        live = visible(
            select(table.c.code).where(table.c.code.in_(codes)), self._whole, Actor.office()
        )
        taken = set(unit.session.scalars(live))
        for record in binned:
            if (old := record.values["code"]) in taken:
                (new,) = self._desk.numbering.take(self._whole.name)
                storage.update_root(unit, self._whole, record.id, record.version, {"code": new})
                subject = self._subject(record.id, record.uuid, record.values)
                self._desk.audit.add("edit", subject, {"code": [old, new]})

    @property
    def _timeline(self) -> list[Field]:
        """The field that says on which customer's timeline a record stands."""
        name = self._whole.customer_column.removesuffix("_id")
        return [self._whole.field(name)] if name in self._whole.by_name else []

    def _subject(self, id_: int, uuid: bytes, values: Mapping[str, Any]) -> Subject:
        return Subject(self._whole.name, id_, uuid, self._customer_of(id_, values))

    def _customer_of(self, id_: int, values: Mapping[str, Any]) -> int | None:
        """The customer on whose timeline a record stands."""
        column = self._whole.customer_column
        if column == "id":
            return id_
        link = values.get(column.removesuffix("_id")) if column else None
        return link.id if link else None

    def _report(self, ids: list[int]) -> None:
        self._desk.unit.changed.add(self._whole.name, ids)

    def _taken(self, error: IntegrityError) -> Exception:
        if "UNIQUE" in str(error.orig):
            return NotPossible(_("This number is taken by another record. Choose another one."))
        return error
