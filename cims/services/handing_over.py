"""A colleague leaves: what hangs on the colleague, and to whom it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotPossible
from cims.services.filters import Condition, Filter, Group, Operator
from cims.services.i18n import _
from cims.services.lead_fields import IS_OPEN_LEAD
from cims.services.opportunity_fields import IS_OPEN
from cims.services.order_fields import UNSHIPPED
from cims.services.quote_fields import IS_WAITING
from cims.services.records import RecordService
from cims.services.rights import Action, Reach, Right, requires
from cims.services.service import Service
from cims.services.users import Colleague

OWNER = "owner"
LEFT = "left"  # the ready reason for customers of who leaves


@dataclass(frozen=True)
class Holdings:
    """How much somebody looks after, by room; of work only what is not done yet."""

    customers: int = 0
    contacts: int = 0
    tasks: int = 0
    opportunities: int = 0
    quotes: int = 0
    orders: int = 0
    leads: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to hand over."""
        return not any(asdict(self).values())


class HandingOverService(Service):
    """Hands over all that one colleague looks after, in one change set that undo takes back."""

    @requires(Right.USERS)
    def people(self) -> tuple[Colleague, ...]:
        """Everybody by name, those too who may not sign in any more: their records may wait."""
        return self.office.users._colleagues_named()

    @requires(Right.USERS)
    def holdings(self, user_id: int) -> Holdings:
        """What would be handed over, as far as whoever asks may see it."""
        found = {
            name: self.office.room(name).count(where)
            for name, where in held_by(user_id).items()
            if self._desk.unit.actor.may(Action.READ, self.office.room(name).entity.name)
        }
        return Holdings(**found)

    @requires(Right.USERS)
    def hand_over(
        self, user_id: int, to: Sequence[int], note: str = "", *, to_pool: bool = False
    ) -> Holdings:
        """Give everything to these colleagues in equal parts; how much changed hands.

        What hangs on a customer goes with it; what hangs on none is shared out too. The note
        stands on each customer's timeline. With `to_pool` the customers go into the pool with
        their contacts, and only the rest is shared out: where there is none, to nobody.
        """
        held = held_by(user_id)
        if to_pool:
            return self._into_pool(user_id, held, to, note)
        if not to or user_id in to:
            raise NotPossible(_("Choose at least one other colleague who takes over."))
        self._refuse_partly()
        for colleague in to:
            self.office.customers._refuse_unfit(colleague)
        self._desk.unit.kind = ChangeKind.MASS  # no notice for each of hundreds of tasks
        customers = list(self.office.customers.listing(held.pop("customers")).ids)
        shares = {colleague: customers[n :: len(to)] for n, colleague in enumerate(to)}
        taker_of = {id_: colleague for colleague, ids in shares.items() for id_ in ids}
        given = {
            name: self._give(self.office.room(name), where, taker_of, to)
            for name, where in held.items()
        }
        given["customers"] = sum(
            self.office.customers.hand_over(ids, colleague, note)
            for colleague, ids in shares.items()
            if ids
        )
        return Holdings(**given)

    def _into_pool(
        self, user_id: int, held: dict[str, Filter], to: Sequence[int], note: str
    ) -> Holdings:
        """Customers first: their contacts go along, and are nobody else's then."""
        self._refuse_partly()
        self._desk.unit.kind = ChangeKind.MASS
        customers = self.office.customers
        ids = list(customers.listing(held.pop("customers")).ids)
        if ids:
            customers.return_to_pool(ids, LEFT, note)
        rest = {name: where for name, where in held.items() if self.office.room(name).count(where)}
        if rest and (not to or user_id in to):
            raise NotPossible(
                _("Contacts, tasks and what else is open needs a colleague who takes over.")
            )
        for colleague in to:
            customers._refuse_unfit(colleague)
        given = {
            name: self._give(self.office.room(name), where, {}, to) for name, where in rest.items()
        }
        return Holdings(customers=len(ids), **given)

    def _refuse_partly(self) -> None:
        """Whoever may not change all of it would leave some behind and not know."""
        actor = self._desk.unit.actor
        rooms = [self.office.room(name) for name in held_by(0)]
        if any(actor.reach(room.entity.name, Action.EDIT) is not Reach.ALL for room in rooms):
            words = _("You may not change everything that there is to hand over: {list}.")
            names = ", ".join(_(room.entity.label_plural) for room in rooms)
            raise NotAllowed(words.format(list=names))

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


def held_by(user_id: int) -> dict[str, Filter]:
    """What hangs on somebody, by room: what is done tells who did it, and stays."""
    mine = owned_by(user_id)
    return {
        "customers": mine,
        "contacts": mine,
        "tasks": Group((mine, Condition("done", Operator.IS, False))),
        "leads": Group((mine, IS_OPEN_LEAD)),
        "opportunities": Group((mine, IS_OPEN)),
        "quotes": Group((mine, IS_WAITING)),
        "orders": Group(
            (
                mine,
                Condition("state", Operator.ANY_OF, UNSHIPPED),
                Condition("delivered_on", Operator.EMPTY),
            )
        ),
    }
