"""A colleague leaves: what hangs on the colleague, and to whom it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.i18n import _
from cims.services.records import RecordService
from cims.services.rights import Right, requires
from cims.services.service import Service
from cims.services.users import Colleague

OWNER = "owner"


@dataclass(frozen=True)
class Holdings:
    """How much somebody looks after: customers, own contacts, tasks not done yet."""

    customers: int
    contacts: int
    tasks: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to hand over."""
        return not (self.customers or self.contacts or self.tasks)


class HandingOverService(Service):
    """Hands over all that one colleague looks after, in one change set that undo takes back."""

    @requires(Right.USERS)
    def people(self) -> tuple[Colleague, ...]:
        """Everybody by name, those too who may not sign in any more: their records may wait."""
        return self.office.users._colleagues_named()

    @requires(Right.USERS)
    def holdings(self, user_id: int) -> Holdings:
        """What would be handed over."""
        office = self.office
        return Holdings(
            office.customers.count(owned_by(user_id)),
            office.contacts.count(owned_by(user_id)),
            office.tasks.count(open_of(user_id)),
        )

    @requires(Right.USERS)
    def hand_over(self, user_id: int, to: Sequence[int], note: str = "") -> Holdings:
        """Give everything to these colleagues in equal parts; how much changed hands.

        A contact and a task go with their customer; those without one are shared out too. The
        note stands on each customer's timeline.
        """
        if not to or user_id in to:
            raise NotPossible(_("Choose at least one other colleague who takes over."))
        self._desk.unit.kind = ChangeKind.MASS  # no notice for each of hundreds of tasks
        customers = list(self.office.customers.listing(owned_by(user_id)).ids)
        shares = {colleague: customers[n :: len(to)] for n, colleague in enumerate(to)}
        taker_of = {id_: colleague for colleague, ids in shares.items() for id_ in ids}
        contacts = self._give(self.office.contacts, owned_by(user_id), taker_of, to)
        tasks = self._give(self.office.tasks, open_of(user_id), taker_of, to)
        given = sum(
            self.office.customers.hand_over(ids, colleague, note)
            for colleague, ids in shares.items()
            if ids
        )
        return Holdings(given, contacts, tasks)

    def _give(
        self, room: RecordService, where: Filter, taker_of: Mapping[int, int], to: Sequence[int]
    ) -> int:
        """Give the records that fit to whoever takes their customer, the others in turn."""
        progress = self._desk.unit.progress
        ids = room.listing(where).ids
        for done, id_ in enumerate(ids):
            progress(done, len(ids))
            record = room.load(id_)
            customer = record.values["customer"]
            in_turn = to[done % len(to)]
            taker = taker_of.get(customer.id, in_turn) if customer else in_turn
            room.save(record.changed(owner=Link(taker)))
        return len(ids)


def owned_by(user_id: int) -> Filter:
    """Records that somebody owns."""
    return Condition(OWNER, Operator.IS, Link(user_id))


def open_of(user_id: int) -> Filter:
    """Tasks of somebody that are not done."""
    return Group((owned_by(user_id), Condition("done", Operator.IS, False)))
