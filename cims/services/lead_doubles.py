"""Leads as whole keys tell of them, among leads and customers: name and owner, anybody's."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from cims.models.base import Base
from cims.models.contact import ContactPoint
from cims.models.lead import LeadState
from cims.services import contact_points, storage
from cims.services.customer_fields import CUSTOMER
from cims.services.database import among, listed
from cims.services.lead_fields import LEAD
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Double, requires, visible
from cims.services.rules import companies


class KnownLeads(RecordService):
    """Leads that look like one another, or like a customer."""

    entity = LEAD

    @requires(Action.READ)
    def alike(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other leads and customers with the same core name, phone or e-mail, anybody's.

        A lead that became a customer is told as that customer.
        """
        values = {name: value for name, value in values.items() if name not in self._hidden}
        hits = self._doubles([values])[0]
        table = storage.table_of(LEAD)
        if core := companies.core_name(str(values.get("name") or "")):
            hits += self._known(table.c.core_name, {core})
        if keys := self._point_keys(values):
            hits += self._known(Base.metadata.tables[ContactPoint.__tablename__].c.match_key, keys)
        unique = {hit.id: hit for hit in hits if hit.id != id_}
        became = self._converted(list(unique))
        return [
            *(hit for hit in unique.values() if hit.id not in became),
            *self._customers_like(values, set(became.values())),
        ]

    def _customers_like(self, values: Mapping[str, Any], became: set[int]) -> list[Double]:
        """The customers of anybody that this lead looks like, for who may see customers at all.

        With those that leads like this one `became`, whatever these are called.
        """
        if not self._desk.unit.actor.may(Action.READ, CUSTOMER.name):
            return []
        room = self.office.customers
        hits = room.alike({name: values.get(name) for name in ("name", "contact_points")})
        others: Any = became - {hit.id for hit in hits}
        return hits + room._known(storage.table_of(CUSTOMER).c.id, others)

    def _point_keys(self, values: Mapping[str, Any]) -> set[str]:
        """Whole phones, e-mails and names in messengers as they are compared."""
        rows = contact_points.prepared(values.get("contact_points") or (), self._home_area())
        return {key for row in rows if (key := contact_points.match_key(row))}

    def _converted(self, ids: Sequence[int]) -> dict[int, int]:
        """Which customers those of these leads, anybody's, became: only the rooms ask this."""
        table = storage.table_of(LEAD)
        query = select(table.c.id, table.c.customer_id)
        query = query.where(
            among(table.c.id),
            table.c.state == LeadState.CONVERTED,
            table.c.customer_id.is_not(None),  # a list may say so of what is no customer here
        )
        hidden = visible(query, LEAD, Actor.office())
        rows: Any = self._desk.unit.session.execute(hidden, {"ids": listed(sorted(ids))}).all()
        return dict(rows)

    def _home_area(self) -> str | None:
        return self.office.settings.common("office").get("area_code")
