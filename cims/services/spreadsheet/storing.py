"""The last step for a chunk of rows: stored, or only checked as if they were."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cims.services.entity import Link
from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.rights import Action, refusal
from cims.services.spreadsheet.drafts import Draft
from cims.services.spreadsheet.merging import changes
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.source import Source

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.records import RecordService
    from cims.services.storage import Record


class Storing:
    """Counts what comes of the rows; with `writes` it also stores them."""

    def __init__(
        self, office: "Office", source: Source, area_code: str | None, *, writes: bool
    ) -> None:
        self._office, self._source, self._area_code = office, source, area_code
        self._writes = writes
        self._room = office.room(source.entity.name)
        self.created = self.updated = self.unchanged = 0

    def store(self, drafts: Sequence[Draft]) -> None:
        """Store the rows of one chunk that nothing keeps out."""
        kept = [draft for draft in drafts if not draft.refused]
        self._change([draft for draft in kept if draft.record_id])
        self._create([draft for draft in kept if not draft.record_id])

    def _create(self, drafts: list[Draft]) -> None:
        if not self._writes:
            drafts = self._without_wrong(drafts)
            self._left_out(self._with_contact(drafts))
            self.created += len(drafts)
            return
        try:
            ids = self._room.add_many([draft.values for draft in drafts]) if drafts else []
        except ValidationFailed:
            drafts = self._without_wrong(drafts)
            ids = self._room.add_many([draft.values for draft in drafts])
        for draft, id_ in zip(drafts, ids, strict=True):
            draft.record_id = id_
        self.created += len(ids)
        self._add_contacts(self._with_contact(drafts))

    def _without_wrong(self, drafts: list[Draft]) -> list[Draft]:
        wrong = self._room.wrong_in([draft.values for draft in drafts])
        for draft, messages in zip(drafts, wrong, strict=True):
            for field, message in messages.items():
                draft.complain(self._source.heading_of(field), ProblemKind.DOES_NOT_FIT, message)
        return [draft for draft in drafts if not draft.refused]

    def _with_contact(self, drafts: Sequence[Draft]) -> list[Draft]:
        return [draft for draft in drafts if draft.contact]

    def _contact_values(self, draft: Draft) -> Mapping[str, Any]:
        owner = draft.values.get("owner")
        return {"customer": Link(draft.record_id), "owner": owner, **draft.contact}

    def _add_contacts(self, drafts: list[Draft]) -> None:
        if not drafts:
            return
        contacts = self._office.contacts
        try:
            contacts.add_many([self._contact_values(draft) for draft in drafts])
        except ValidationFailed:
            right = self._left_out(drafts)
            if right:
                contacts.add_many([self._contact_values(draft) for draft in right])

    def _left_out(self, drafts: list[Draft]) -> list[Draft]:
        """Those whose contact can be stored; of the others only the contact is left out."""
        if not drafts:
            return []
        wrong = self._office.contacts.wrong_in([draft.contact for draft in drafts])
        for draft, messages in zip(drafts, wrong, strict=True):
            for field, message in messages.items():
                draft.complain(
                    self._source.heading_of(f"contact.{field}"),
                    ProblemKind.CONTACT_LEFT_OUT,
                    _("The contact was left out: {reason}").format(reason=message),
                )
        return [draft for draft, messages in zip(drafts, wrong, strict=True) if not messages]

    def _change(self, drafts: list[Draft]) -> None:
        if not drafts:
            return
        ids = [draft.record_id for draft in drafts]
        allowed = self._room.editable(ids)
        records = {record.id: record for record in self._room.rows(ids)}
        for draft in drafts:
            record = records.get(draft.record_id)
            if record is None or record.id not in allowed:
                draft.complain("", ProblemKind.NOT_ALLOWED, str(refusal(Action.EDIT)))
                continue
            self._change_one(draft, record)

    def _change_one(self, draft: Draft, record: "Record") -> None:
        changed = self._changes(self._room, draft, record, draft.values, draft.lines)
        if changed is None:
            return
        if changed and self._writes:
            self._room.save(record.changed(**changed))
        touched = self._change_contact(draft) if draft.contact else False
        if changed or touched:
            self.updated += 1
        else:
            self.unchanged += 1

    def _changes(
        self,
        room: "RecordService",
        draft: Draft,
        record: "Record",
        values: Mapping[str, Any],
        lines: list[tuple[str, str]],
    ) -> dict[str, Any] | None:
        """What the row changes in a record; None when the row is refused for it."""
        changed = changes(room.entity, record.values, values, lines, self._area_code)
        wrong = room.entity.validate(changed)
        for field, message in wrong.items():
            draft.complain(self._source.heading_of(field), ProblemKind.DOES_NOT_FIT, message)
        return None if wrong else changed

    def _change_contact(self, draft: Draft) -> bool:
        """Change the contact of this name at the customer, or add it; whether anything was done."""
        contacts = self._office.contacts
        ids = self._office.customers.contacts_of(draft.record_id)
        people = contacts.rows(ids)
        known = next((one for one in people if one.values["name"] == draft.contact["name"]), None)
        if known is None:
            if self._writes:
                self._add_contacts([draft])
            return True
        changed = self._changes(contacts, draft, known, draft.contact, [])
        if not changed:
            return False
        if not contacts.editable([known.id]):
            draft.complain(
                self._source.heading_of("contact.name"),
                ProblemKind.CONTACT_LEFT_OUT,
                _("The contact was left out: {reason}").format(reason=refusal(Action.EDIT)),
            )
            return False
        if self._writes:
            contacts.save(known.changed(**changed))
        return True
