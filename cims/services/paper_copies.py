"""Papers made from others: the same again, and what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cims.services import storage
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.filters import Condition, Operator
from cims.services.i18n import _
from cims.services.line_offers import WantedLine
from cims.services.paper_records import PaperService
from cims.services.rights import Action, requires
from cims.services.storage import Record

KEPT = (  # of the head of a paper when it is made anew; days, states and numbers are new
    *("name", "customer", "contact", "currency", "tax_included", "freight", "rebate"),
    *("payment_term", "delivery_terms", "freight_terms", "warranty_terms", "terms"),
    *("ship_to", "ship_address", "remarks", "internal_remarks"),
)


@dataclass(frozen=True)
class NewPrice:
    """A product that has another price by now than the one that was copied."""

    name: str
    copied: Decimal
    now: Decimal


@dataclass(frozen=True)
class Copied:
    """A paper made from another one: which products are not sold any more, what costs otherwise."""

    id: int
    gone: tuple[str, ...] = ()
    changed: tuple[NewPrice, ...] = ()


class CopiedPapers(PaperService):
    """Papers that can be had again."""

    @requires(Action.CREATE)
    def copy(self, id_: int) -> Copied:
        """A new paper of today with the same lines and prices."""
        source = self._get(id_, Action.READ)
        new = self.add(self._kept(source, KEPT))
        lines = [line for line in self._lines._lines_of([id_]) if self._may_see(line)]
        self._lines._take(new, lines)
        self._refuse_rebate(new)
        return Copied(new, *self._noticed(source, lines))

    @requires(Action.CREATE)
    def copy_last(self, customer_id: int) -> Copied:
        """The customer's latest paper once more."""
        where = Condition("customer", Operator.IS, Link(customer_id))
        found = self.listing(where, limit=1).ids
        if not found:
            raise NotPossible(_("There is nothing of this customer yet that could be copied."))
        return self.copy(found[0])

    def _may_see(self, line: Record) -> bool:
        """A line is seen by whoever sees its paper; the row filter is asked all the same."""
        return line.id in self._lines._covered([line.id], Action.READ)

    def _kept(self, source: Record, names: Sequence[str]) -> dict[str, Any]:
        """Those values of a paper that the actor may see there and enter here."""
        there = source.values.keys() - self.office.room(source.entity)._hidden
        mine = self.entity.by_name
        return {
            name: source.values[name]
            for name in names
            if name in there and name in mine and name not in self._closed
        }

    def _made_of(
        self, source: Record, lines: Sequence[Record], names: Sequence[str], **more: Any
    ) -> int:
        """A new paper in the place of another one: with all of it, closed fields and costs too."""
        new = self.add({**self._kept(source, names), **more})
        self._carry(new, source, names)
        self._lines._take(new, lines, costs=True)
        self._refuse_rebate(new)
        return new

    def _carry(self, new: int, source: Record, names: Sequence[str]) -> None:
        """Let a paper have what is closed to the actor as it stands in the one it is made of."""
        names = [name for name in self._closed if name in names and name in source.values]
        if names:
            row = storage.plain_row(self._whole, source.values, dict.fromkeys(names))
            storage.set_computed(self._desk.unit, self._whole, [{"root": new, **row}])
            self._index([new])

    def _noticed(
        self, source: Record, lines: Sequence[Record]
    ) -> tuple[tuple[str, ...], tuple[NewPrice, ...]]:
        """Which products of these lines are not sold any more, and which cost otherwise now."""
        actor = self._desk.unit.actor
        if not all(actor.may(Action.READ, name) for name in ("product", "order_line")):
            return (), ()
        goods = [line.values for line in lines if line.values["product"]]
        customer, gone, changed = source.values["customer"], [], []
        offers = self.office.line_offers.of_all(
            [WantedLine(line["product"].id, line["quantity"]) for line in goods],
            customer.id if customer else None,
            source.values["currency"],
        )
        for line, offer in zip(goods, offers, strict=True):
            price = offer.row.unit_price if offer is not None else None
            if offer is None or not offer.is_sold:
                gone.append(line["name"])
            elif price is not None and price != line["unit_price"]:
                changed.append(NewPrice(line["name"], line["unit_price"], price))
        return tuple(dict.fromkeys(gone)), tuple(changed)
