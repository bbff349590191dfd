"""Customers in somebody's care: the next contact put off, a customer handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.customer_doubles import KnownCustomers
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotPossible, ValidationFailed
from cims.services.i18n import _, _n
from cims.services.notice_words import HANDOVER, SEVERAL, WORK
from cims.services.notices import Message
from cims.services.on_customers import CustomerWork
from cims.services.rights import Action, Reach, requires
from cims.services.storage import Record

HANDED_OVER = "handover"  # the meaning of the activity kind for the note
UNDO = ChangeKind.UNDO
NAMED = 3


@dataclass(frozen=True)
class OpenWork:
    """How much is open for some customers that could go along with them."""

    tasks: int = 0
    opportunities: int = 0
    quotes: int = 0
    orders: int = 0


class CustomersInCare(KnownCustomers):
    """Customers as those who look after them see them."""

    entity = CUSTOMER

    @requires(Action.EDIT)
    def postpone_contact(self, ids: Sequence[int], to: date) -> None:
        """Plan the next contact for another day; the next step stays."""
        for record in self.rows(ids):
            self.save(record.changed(next_contact_on=to))

    @requires(Action.EDIT)
    def hand_over(
        self, ids: Sequence[int], user_id: int, note: str = "", *, work: bool = False
    ) -> int:
        """Give customers to a colleague, with a note for each timeline; how many changed hands.

        With `work` what their owners have open for them goes along: tasks, opportunities,
        quotes, orders to be shipped. Notes and work come first: whoever gives a customer away may
        not see it any more.
        """
        self._refuse_unfit(user_id)
        given = [record for record in self.rows(ids) if record.values["owner"] != Link(user_id)]
        along = self._work_along([record.id for record in given], user_id) if work else {}
        for room, open_ones in along.items():
            room.give(open_ones, user_id)
        for done, record in enumerate(given):
            self._desk.unit.progress(done, len(given))
            if note.strip():
                self._leave_note(record, note)
            self.save(self.load(record.id).changed(owner=Link(user_id)))
        if given:
            self._tell_new_owner(user_id, [record.id for record in given], along)
        return len(given)

    @requires(Action.EDIT)
    def open_work(self, ids: Sequence[int]) -> OpenWork:
        """How much hand_over() may give away together with these customers."""
        found = self._work_along(ids)
        return OpenWork(**{room.entity.plural: len(open_ones) for room, open_ones in found.items()})

    def _work_along(
        self, ids: Sequence[int], user_id: int | None = None
    ) -> Mapping[CustomerWork, list[int]]:
        """What the customers' owners have open, of the kinds that both sides have to do with."""
        actors = [self._desk.unit.actor]
        if user_id is not None:
            actors.append(self.office.users._actor(user_id))
        rooms = tuple(self.office.room(name) for name in WORK)
        found = {
            room: room.open_with_owners(ids)
            for room in rooms
            if isinstance(room, CustomerWork)
            and all(actor.may(Action.READ, room.entity.name) for actor in actors)
        }
        return {room: open_ones for room, open_ones in found.items() if open_ones}

    def _refuse_helpers(self, record: Record) -> None:
        """Whose a customer is, and who helps, is the owner's matter: a collaborator only works."""
        actor, owner = self._desk.unit.actor, record.values["owner"]
        reach = actor.reach(CUSTOMER.name, Action.EDIT)
        people = actor.team if reach is Reach.TEAM else {actor.user_id}
        if reach is Reach.ALL or (owner and owner.id in people):
            return
        words = _("Only {owner} decides who owns this customer and who helps with it.")
        name = owner and self.office.names_of("user", [owner.id]).get(owner.id)
        raise NotAllowed(words.format(owner=name or _("your administrator")))

    def _refuse_nobody(self, values: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        """Only the pool takes a customer from its owner without another one; and an undo."""
        if "owner" in changed and not values["owner"] and self._desk.unit.kind is not UNDO:
            raise ValidationFailed({"owner": _("A customer needs an owner. Choose a colleague.")})

    def _refuse_issued(self, ids: Sequence[int]) -> None:
        """Issued papers are kept, and so are their customers."""
        orders, quotes = self.office.orders, self.office.quotes
        kept = {**quotes._kept_for(ids), **orders._kept_for(ids)}
        if not kept:
            return
        seen = [
            f"{one.values['name']} ({kept[one.id]})" if kept[one.id] else str(one.values["name"])
            for one in self.rows(sorted(kept)[:NAMED], ("name",))
        ]
        words = _n(
            "This customer has papers that were issued and are kept: {names}. Change the "
            "customer's state instead.",
            "{n} customers have papers that were issued and are kept: {names}. Change the state "
            "of these customers instead, and remove only the others.",
            len(kept),
        )
        names = ", ".join(seen) + (" …" if len(kept) > NAMED else "")
        raise NotPossible(words.format(n=f"{len(kept):,}", names=names))

    def _refuse_unfit(self, user_id: int) -> None:
        """A new owner can sign in and see customers."""
        colleague = self.office.users.load(user_id)
        if colleague.values["state"] is not UserState.ACTIVE:
            words = _("{name} can't sign in any more. Choose another colleague.")
            raise NotPossible(words.format(name=colleague.values["name"]))
        if not self.office.users._actor(user_id).may(Action.READ, CUSTOMER.name):
            words = _("{name} may not see customers. Choose another colleague.")
            raise NotPossible(words.format(name=colleague.values["name"]))

    def _tell_new_owner(
        self, user_id: int, ids: Sequence[int], along: Mapping[CustomerWork, list[int]]
    ) -> None:
        """One notice: about the customer, or about exactly these customers."""
        told: dict[str, Any] = {room.entity.plural: len(some) for room, some in along.items()}
        only = ids[0] if len(ids) == 1 else None
        if only is None:
            told |= {"count": len(ids), SEVERAL: list(ids)}
        message = Message(user_id, HANDOVER, CUSTOMER.name, only, only, told)
        self.office.notices._send([message])

    def _leave_note(self, record: Record, note: str) -> None:
        kinds = self._desk.choices.with_meaning("activity_kind", HANDED_OVER)
        kind = next(iter(kinds), HANDED_OVER)
        values = {"content": note, "customer": Link(record.id), "kind": kind}
        self.office.activities.add(values)
