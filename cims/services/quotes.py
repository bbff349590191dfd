"""What was offered to customers: from a draft to an order, or to a reason why not."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from cims.models.quote import QuoteState
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.notice_words import QUOTE_ENDED
from cims.services.notices import Message
from cims.services.paper_copies import KEPT
from cims.services.paper_fields import LINES
from cims.services.quote_fields import QUOTE
from cims.services.quote_records import QuoteRecords
from cims.services.quote_rules import is_unpriced, refused_step
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.storage import Record, table_of

__all__ = ["QUOTE", "QuoteService"]

AT_ONCE = 200  # that end in one step of upkeep; the others follow a minute later
CARRIED = (*KEPT, "owner", "opportunity", "customer_reference")  # into a revision or an order
REVISABLE = (QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REFUSED, QuoteState.EXPIRED)


class QuoteService(QuoteRecords):
    """What can be done with quotes."""

    @requires(Action.EDIT)
    def send(self, id_: int, *, gifts: bool = False) -> int:
        """Note that the customer got the quote; from now on it stands as it is.

        With `gifts`, lines without a price are given: so they are marked first.
        """
        self._give_unpriced(id_, gifts=gifts)
        return self._step(id_, QuoteState.SENT)

    @requires(Action.EDIT)
    def accept(self, id_: int, *, gifts: bool = False) -> int:
        """Note that the customer agreed; with `gifts`, lines without a price are given."""
        self._give_unpriced(id_, gifts=gifts)
        return self._step(id_, QuoteState.ACCEPTED)

    @requires(Action.EDIT)
    def refuse(self, id_: int, reason: str, note: str = "") -> int:
        """Note that the customer declined, and why."""
        said = {"refused_reason": reason, "refused_note": note or None}
        return self._step(id_, QuoteState.REFUSED, **said)

    @requires(Action.EDIT)
    def reopen(self, id_: int) -> int:
        """Make a draft again of what was sent, so that it can be changed."""
        return self._step(id_, QuoteState.DRAFT)

    @requires(Action.EDIT)
    def void(self, id_: int) -> int:
        """Let a quote not hold any more; its number stays."""
        return self._step(id_, QuoteState.VOID)

    @requires(Action.CREATE)
    def revise(self, id_: int) -> int:
        """A new draft with all that a quote says, which takes its place; its id."""
        old = self._get(id_, Action.EDIT)
        if old.values["state"] is QuoteState.VOID:
            raise NotPossible(refused_step(QuoteState.VOID, QuoteState.DRAFT))
        if old.values["state"] not in REVISABLE:
            raise NotPossible(_("Only what was sent is revised. Change this quote as it is."))
        self._refuse_superseded(old)
        lines = self.office.quote_lines._lines_of([id_])
        more = {"revision_of": Link(id_), "code": self._revised_code(old)}
        return self._made_of(old, lines, CARRIED, **more)

    @requires(Action.EDIT)
    def to_order(
        self,
        id_: int,
        optional: Collection[int] = (),
        *,
        again: bool = False,
        gifts: bool = False,
    ) -> int:
        """An order with the lines of a quote, which is accepted by that; the order's id.

        Of optional lines only those of these ids go into it. A second order of the same quote is
        refused, unless it is meant to be made `again`; with `gifts`, what has no price is given.
        """
        self._give_unpriced(id_, gifts=gifts)
        quote = self._get(id_, Action.EDIT)
        self._refuse_superseded(quote)
        if not again:
            self._refuse_ordered(id_)
        lines = [
            line
            for line in self.office.quote_lines._lines_of([id_])
            if not line.values["optional"] or line.id in optional
        ]
        if not lines:
            raise NotPossible(_("The quote has no lines that could be ordered. Add some first."))
        if quote.values["state"] is not QuoteState.ACCEPTED:
            self._step(id_, QuoteState.ACCEPTED)
        return self.office.orders._made_of(quote, lines, CARRIED, quote=Link(id_))

    @requires(Action.CREATE)
    def usual(self) -> dict[str, Any]:
        """What a new quote begins with: its days, and the terms that usually hold here."""
        today = self.office.today
        return {"opened_on": today, **self._usual(today)}

    @requires(Action.READ)
    def orders_of(self, id_: int) -> list[int]:
        """The orders that were made of a quote and hold, as far as they may be seen."""
        self._get(id_, Action.READ)
        if not self._desk.unit.actor.may(Action.READ, "order"):
            return []
        return self.office.orders._of_quote(id_, self._desk.unit.actor)

    @requires(Action.CREATE)
    def from_opportunity(self, opportunity_id: int) -> int:
        """A draft of what the customer of an opportunity wishes; its id."""
        deal = self.office.opportunities.load(opportunity_id).values
        names = ("name", "customer", "contact", "currency")
        return self.add(
            {
                **{name: deal[name] for name in names if deal.get(name)},
                "opportunity": Link(opportunity_id),
                LINES: self.office.quote_lines._wished(deal),
            }
        )

    @requires(Action.EDIT)
    def follow_amount(self, id_: int) -> int:
        """Let the opportunity of a quote be worth what the quote comes to; the opportunity's id."""
        quote = self._get(id_, Action.READ).values
        if not quote["opportunity"]:
            raise NotPossible(_("This quote belongs to no opportunity. Choose one first."))
        deal = self.office.opportunities.load(quote["opportunity"].id)
        worth = {"currency": quote["currency"], "amount": quote["total"]}
        return self.office.opportunities.save(deal.changed(**worth))

    @requires(Right.SETTINGS)
    def has_ended(self) -> bool:
        """Whether a quote that waits for an answer has passed its last day."""
        return self._desk.unit.session.scalar(self._ended().limit(1)) is not None

    @requires(Right.SETTINGS)
    def expire(self) -> int:
        """Let quotes that have passed their last day expire, and tell their owners; how many."""
        ids = list(self._desk.unit.session.scalars(self._ended().limit(AT_ONCE)))
        for id_ in ids:
            quote = self._get(id_, Action.EDIT)
            self.save(quote.changed(state=QuoteState.EXPIRED))
            owner, customer = quote.values["owner"], quote.values["customer"]
            if owner:
                told = Message(owner.id, QUOTE_ENDED, QUOTE.name, id_, customer and customer.id)
                self.office.notices._send([told])
        return len(ids)

    def _ended(self) -> Select[Any]:
        table = table_of(QUOTE)
        query = select(table.c.id).where(
            table.c.state == QuoteState.SENT,
            table.c.valid_until < self.office.today,
            table.c.superseded.is_(False),
        )
        return visible(query, QUOTE, Actor.office())

    def _step(self, id_: int, state: QuoteState, **values: Any) -> int:
        record = self._get(id_, Action.EDIT)
        return self.save(record.changed(state=state, **values))

    def _give_unpriced(self, id_: int, *, gifts: bool) -> None:
        """Mark the lines of a draft that have no price as gifts, where that was said."""
        if not gifts or self._get(id_, Action.EDIT).values["state"] is not QuoteState.DRAFT:
            return
        room = self.office.quote_lines
        for line in room._lines_of([id_]):
            if is_unpriced(line.values):
                room.save(line.changed(gift=True))

    def _revised_code(self, old: Record) -> str | None:
        """The old number with the number of the revision; None where that would be too long."""
        base = str(old.values["code"])
        number = old.values["revision"]
        base = base.removesuffix(f"-R{number}") if number > 1 else base
        code = f"{base}-R{number + 1}"
        return code if len(code) <= QUOTE.field("code").length else None
