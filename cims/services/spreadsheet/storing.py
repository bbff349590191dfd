"""The last step for a chunk of rows: stored, or only checked as if they were."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cims.services.contact_fields import PlaceRow
from cims.services.customer_values import WRONG_LINKS
from cims.services.entity import Link
from cims.services.i18n import _
from cims.services.rights import Action, refusal
from cims.services.spreadsheet.circles import Circles
from cims.services.spreadsheet.drafts import Draft
from cims.services.spreadsheet.finishing import Finishing, round_amounts
from cims.services.spreadsheet.merging import changes
from cims.services.spreadsheet.moments import said_anew
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.source import Source
from cims.services.storage import CURRENCY

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.records import RecordService
    from cims.services.storage import Record


class Storing:
    """Counts what comes of the rows; with `writes` it also stores them."""

    def __init__(
        self,
        office: "Office",
        source: Source,
        finishing: Finishing,
        circles: Circles,
        area_code: str | None,
        *,
        writes: bool,
    ) -> None:
        self._office, self._source, self._area_code = office, source, area_code
        self._finishing, self._circles, self._writes = finishing, circles, writes
        self._room = office.room(source.entity.name)
        self.created = self.updated = self.unchanged = 0

    def store(self, drafts: Sequence[Draft]) -> None:
        """Store the rows of one chunk that nothing keeps out."""
        kept = [draft for draft in drafts if not draft.refused]
        self._change([draft for draft in kept if draft.record_id])
        new = [draft for draft in kept if not draft.record_id]
        for draft in new:
            for name, message in self._room._unfit(draft.values).items():
                draft.complain(self._source.heading_of(name), ProblemKind.DOES_NOT_FIT, message)
        self._create([draft for draft in new if not draft.refused])

    def _create(self, drafts: list[Draft]) -> None:
        self.created += len(drafts)
        if not self._writes or not drafts:
            return
        ids = self._room.add_many([draft.values for draft in drafts])
        for draft, id_ in zip(drafts, ids, strict=True):
            draft.record_id = id_
        self._add_contacts([draft for draft in drafts if draft.contact])

    def _add_contacts(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        for draft in drafts:
            customer = Link(draft.record_id)
            draft.contact.update(customer=customer, places=(PlaceRow(customer),))
        self._office.contacts.add_many([draft.contact for draft in drafts])

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
        self._leave_out_circles(draft, changed)
        if changed and self._writes:
            self._room.save(record.changed(**changed))
        touched = self._change_contact(draft) if draft.contact else False
        if changed or touched:
            self.updated += 1
        else:
            self.unchanged += 1

    def _leave_out_circles(self, draft: Draft, changed: dict[str, Any]) -> None:
        for field in self._circles.wrong_links(draft.record_id, changed):
            heading = self._source.heading_of(field, f"{field}.related")
            draft.complain(heading, ProblemKind.UNKNOWN_LINK, _(WRONG_LINKS[field]))
            del changed[field]
            draft.values.pop(field, None)
        if not self._writes:
            self._circles.put(draft)

    def _changes(
        self,
        room: "RecordService",
        draft: Draft,
        record: "Record",
        values: Mapping[str, Any],
        lines: list[tuple[str, str]],
    ) -> dict[str, Any] | None:
        """What the row changes in a record; None when the row is refused for it."""
        zone, old = self._office.zone, record.values
        said = said_anew(room.entity, old, values, draft.days, zone)
        changed = changes(room.entity, old, said, lines, self._area_code)
        given = changed.get(CURRENCY, old.get(CURRENCY))
        round_amounts(room.entity, draft, changed, given, self._source)
        changed = {name: value for name, value in changed.items() if value != old.get(name)}
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
            self._finishing.begin_contact(draft)
            if draft.contact and self._writes:
                self._add_contacts([draft])
            return bool(draft.contact)
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
