"""What a product cost before: each change of its prices, out of the log of changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from cims.models.base import Base
from cims.models.change_set import AuditDetail, AuditEntry
from cims.services.clock import EPOCH, office_date
from cims.services.codecs import from_json
from cims.services.errors import NotFound
from cims.services.i18n import _
from cims.services.products import PRODUCT
from cims.services.rights import Action, requires
from cims.services.service import Service

PRICED = ("price", "currency", "floor_price", "cost", "prices")


@dataclass(frozen=True)
class PriceChange:
    """What became of the prices of a product at one moment: field → (before, after)."""

    at: datetime
    on: date
    by: str
    is_first: bool
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class PriceStep:
    """From this day on this was the usual price, in this currency."""

    on: date
    price: Decimal | None
    currency: str


@dataclass(frozen=True)
class PriceHistory:
    """The changes, newest first, and the usual price day by day."""

    changes: tuple[PriceChange, ...]
    steps: tuple[PriceStep, ...]


class PriceHistoryService(Service):
    """Reads the log of a product, which keeps every value for good, imported ones too."""

    entity = PRODUCT

    @requires(Action.READ)
    def of(self, product_id: int) -> PriceHistory:
        """How the prices of a product came to be what they are, as far as no role hides them."""
        known = self.office.products.entity.by_name
        if not self.office.products.rows([product_id], ("name",)):
            raise NotFound(_("This record is not there any more, or you may not see it."))
        found: list[PriceChange] = []
        entries = self._entries(product_id)
        people = self.office.names_of("user", {row.actor for row in entries if row.actor})
        for row in entries:
            told = json.loads(row.diff)
            changes = {
                name: tuple(from_json(known[name], side) for side in told[name])
                for name in PRICED
                if name in told and name in known
            }
            changes = {name: sides for name, sides in changes.items() if sides[0] != sides[1]}
            if changes:
                at = EPOCH + timedelta(microseconds=row.at_utc)
                by = people.get(row.actor, "") if row.actor else "CIMS"
                is_first = row.action == "create"
                day = office_date(at, self.office.zone)
                found.append(PriceChange(at, day, by, is_first, changes))
        return PriceHistory(tuple(reversed(found)), tuple(stepped(found)))

    def _entries(self, product_id: int) -> list[Any]:
        """What the log tells of a product, oldest first."""
        entry, detail = (
            Base.metadata.tables[model.__tablename__] for model in (AuditEntry, AuditDetail)
        )
        query = select(entry.c.at_utc, entry.c.actor, entry.c.action, detail.c.diff)
        query = query.join_from(entry, detail, detail.c.seq == entry.c.seq)
        query = query.where(entry.c.entity == PRODUCT.name, entry.c.record_id == product_id)
        return list(self._desk.unit.session.execute(query.order_by(entry.c.seq)))


def stepped(changes: list[PriceChange]) -> list[PriceStep]:
    """The usual price after each day on which it or its currency changed."""
    price, currency = None, ""
    by_day: dict[date, PriceStep] = {}
    for change in changes:
        if "price" in change.changes or "currency" in change.changes:
            price = change.changes.get("price", (None, price))[1]
            currency = change.changes.get("currency", (None, currency))[1]
            by_day[change.on] = PriceStep(change.on, price, currency)
    return list(by_day.values())
