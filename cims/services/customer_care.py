"""Customers in somebody's care: the next contact put off, a customer handed over."""

from collections.abc import Sequence
from datetime import date

from cims.models.app_user import UserState
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.notice_words import HANDOVER
from cims.services.notices import Message
from cims.services.records import RecordService
from cims.services.rights import Action, requires
from cims.services.storage import Record

HANDED_OVER = "handover"  # the meaning of the activity kind for the note


class CustomersInCare(RecordService):
    """Customers as those who look after them see them."""

    entity = CUSTOMER

    @requires(Action.EDIT)
    def postpone_contact(self, ids: Sequence[int], to: date) -> None:
        """Plan the next contact for another day; the next step stays."""
        for record in self.rows(ids):
            self.save(record.changed(next_contact_on=to))

    @requires(Action.EDIT)
    def hand_over(self, ids: Sequence[int], user_id: int, note: str = "") -> int:
        """Give customers to a colleague, with a note for each timeline; how many changed hands.

        The note is written first: whoever gives a customer away may not see it any more.
        """
        colleague = self.office.users.load(user_id)
        if colleague.values["state"] is not UserState.ACTIVE:
            words = _("{name} can't sign in any more. Choose another colleague.")
            raise NotPossible(words.format(name=colleague.values["name"]))
        if not self.office.users._actor(user_id).may(Action.READ, CUSTOMER.name):
            words = _("{name} may not see customers. Choose another colleague.")
            raise NotPossible(words.format(name=colleague.values["name"]))
        given = [record for record in self.rows(ids) if record.values["owner"] != Link(user_id)]
        for record in given:
            if note.strip():
                self._leave_note(record, note)
            self.save(self.load(record.id).changed(owner=Link(user_id)))
        if given:
            first = given[0].id
            told = {"count": len(given)} if len(given) > 1 else {}
            self.office.notices._send(
                [Message(user_id, HANDOVER, CUSTOMER.name, first, first, told)]
            )
        return len(given)

    def _leave_note(self, record: Record, note: str) -> None:
        kinds = self._desk.choices.with_meaning("activity_kind", HANDED_OVER)
        kind = next(iter(kinds), HANDED_OVER)
        values = {"content": note, "customer": Link(record.id), "kind": kind}
        self.office.activities.add(values)
