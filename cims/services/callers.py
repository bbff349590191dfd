"""Who calls: a number, or its last digits, back to the customer and what is open there."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from cims.services import contact_points
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import _
from cims.services.rights import Action, Double, Right, requires
from cims.services.service import Service
from cims.services.storage import Record

FEWEST, MOST = 3, 10
LOOKED_AT = 200  # hits of the search, which knows other digits than those of phones too
PREFIXES = ("0086", "86", "0")  # what an exchange may put before the number that is kept
SHOWN = ("name", "owner", "last_contact_on", "next_contact_on")


@dataclass(frozen=True)
class Caller:
    """A customer, or a person there, with this number; what stands next with the customer."""

    phone: str
    customer: Link | None = None
    contact: Link | None = None
    owner: str = ""
    last_contact_on: date | None = None
    next_contact_on: date | None = None
    open_tasks: int = 0


@dataclass(frozen=True)
class Callers:
    """Who it may be; `others` are colleagues' customers with exactly this number."""

    hits: tuple[Caller, ...]
    others: tuple[Double, ...]


class CallerService(Service):
    """Finds numbers through the search, as far as the asking user may see their records."""

    @requires(Right.SIGN_IN)
    def find(self, digits: str) -> Callers:
        """Who has these digits in a number; of a colleague's customer only name and owner.

        Only a whole number tells of a colleague's customer.
        """
        typed = unicodedata.normalize("NFKC", digits)
        bare = re.sub("[^0-9]", "", typed)
        if len(bare) < FEWEST:
            raise NotPossible(_("Type at least three digits of the number."))
        hits: list[Caller] = []
        for number in ways_to_dial(bare):
            hits = [*islice(self._people(number), MOST), *islice(self._firms(number), MOST)]
            if hits:
                break
        return Callers(tuple(self._with_customers(hits)), self._others(typed))

    def _people(self, number: str) -> Iterator[Caller]:
        """Contacts whose own number holds these digits."""
        if not self._desk.unit.actor.may(Action.READ, "contact"):
            return
        room = self.office.contacts
        ids = room.listing(words=number, limit=LOOKED_AT).ids
        for record in room.rows(ids, ("name", "customer", "contact_points")):
            if phone := phone_with(record, number):
                yield Caller(phone, record.values["customer"], named(record))

    def _firms(self, number: str) -> Iterator[Caller]:
        """Customers with such a number of their own."""
        if not self._desk.unit.actor.may(Action.READ, "customer"):
            return
        room = self.office.customers
        ids = room.listing(words=number, limit=LOOKED_AT).ids
        for record in room.rows(ids, ("name", "contact_points")):
            if phone := phone_with(record, number):
                yield Caller(phone, named(record))

    def _with_customers(self, hits: list[Caller]) -> Iterator[Caller]:
        """The hits with what is known of their customers, as far as these may be seen."""
        ids = sorted({hit.customer.id for hit in hits if hit.customer})
        may = self._desk.unit.actor.may(Action.READ, "customer")
        rows = self.office.customers.rows(ids, SHOWN) if may and ids else []
        known = {record.id: record for record in rows}
        for hit in hits:
            record = known.get(hit.customer.id) if hit.customer else None
            if record is None:
                yield replace(hit, customer=None)
                continue
            values = record.values
            yield replace(
                hit,
                customer=named(record),
                owner=values["owner"].text if values["owner"] else "",
                last_contact_on=values["last_contact_on"],
                next_contact_on=values["next_contact_on"],
                open_tasks=self._open_tasks(record.id),
            )

    def _open_tasks(self, customer_id: int) -> int:
        if not self._desk.unit.actor.may(Action.READ, "task"):
            return 0
        at = Condition("customer", Operator.IS, Link(customer_id))
        return self.office.tasks.count(Group((at, Condition("done", Operator.IS, False))))

    def _others(self, typed: str) -> tuple[Double, ...]:
        """Colleagues' customers that hold exactly this number, themselves or by a person there."""
        if not self._desk.unit.actor.may(Action.READ, "customer"):
            return ()
        row = (ContactPointRow("mobile", typed),)
        if not contact_points.phone_keys(row, None):
            return ()
        found = self.office.customers.alike({"contact_points": row})
        return tuple(double for double in found if not double.readable)


def ways_to_dial(number: str) -> Iterator[str]:
    """The number as it came, then without what an exchange put before it."""
    yield number
    for prefix in PREFIXES:
        if number.startswith(prefix) and len(number) - len(prefix) >= FEWEST:
            yield number.removeprefix(prefix)


def phone_with(record: Record, number: str) -> str:
    """The first phone of a record that holds these digits; empty when only other fields do."""
    rows: Any = record.values["contact_points"]
    for row in rows:
        if row.is_phone and number in re.sub("[^0-9]", "", row.value):
            return str(row.value)
    return ""


def named(record: Record) -> Link:
    return Link(record.id, record.values["name"])
