"""Which customers the one that somebody enters may be already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import not_, select

from cims.models.base import Base
from cims.models.contact import ContactPoint, CustomerContact
from cims.services import contact_points, storage
from cims.services.contact_fields import CONTACT
from cims.services.customer_fields import CUSTOMER
from cims.services.database import among, listed
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Double, requires, visible
from cims.services.rules import companies, credit_code


class KnownCustomers(RecordService):
    """Customers as whole keys tell of them: name and owner, anybody's."""

    entity = CUSTOMER

    @requires(Action.READ)
    def alike(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other customers with the same number, credit code, core name or phone, anybody's.

        A phone may also be that of a person there. One name with two credit codes is two firms.
        """
        values = {name: value for name, value in values.items() if name not in self._hidden}
        code = credit_code.normalised(values.get("credit_code") or "")
        hits = self._doubles([{**values, "credit_code": code}])[0]
        table = storage.table_of(CUSTOMER)
        if core := companies.core_name(str(values.get("name") or "")):
            named = self._known(table.c.core_name, {core})
            others = self._coded_otherwise((hit.id, code) for hit in named) if code else set()
            hits += [hit for hit in named if (hit.id, code) not in others]
        points = values.get("contact_points") or ()
        if keys := contact_points.phone_keys(points, self._home_area()):
            column = Base.metadata.tables[ContactPoint.__tablename__].c.match_key
            hits += self._known(column, keys)
            if self._sees_numbers_of_people():
                hits += self._employing(self.office.contacts.holding("contact_points", keys))
        unique = {hit.id: hit for hit in hits if hit.id != id_}
        return list(unique.values())

    def _coded_otherwise(self, pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
        """Those of these (customer, credit code) whose customer has a code, but another one.

        Anybody's customers: only the rooms ask this, of what a whole key has told them.
        """
        asked = set(pairs) if "credit_code" not in self._hidden else set()
        table = storage.table_of(CUSTOMER)
        query = select(table.c.id, table.c.credit_code).where(
            among(table.c.id), table.c.credit_code.is_not(None)
        )
        chosen = {"ids": listed(sorted({id_ for id_, _code in asked}))}
        hidden = visible(query, CUSTOMER, Actor.office())
        session = self._desk.unit.session
        codes: dict[int, str] = dict(session.execute(hidden, chosen).all()) if asked else {}
        return {(id_, code) for id_, code in asked if codes.get(id_, code) != code}

    def _employing(self, people: Mapping[str, Sequence[Double]]) -> list[Double]:
        """The customers of the contacts that hold a key, as doubles by that key."""
        keys = {hit.id: key for key, hits in people.items() for hit in hits}
        link = Base.metadata.tables[CustomerContact.__tablename__]
        query = select(link.c.customer_id, link.c.contact_id).where(
            link.c.contact_id.in_(sorted(keys)), not_(link.c.inactive)
        )
        at = dict(self._desk.unit.session.execute(query).all()) if keys else {}
        hits = self._known(storage.table_of(CUSTOMER).c.id, set(at))
        return [replace(hit, key=keys[at[hit.id]]) for hit in hits]

    def _sees_numbers_of_people(self) -> bool:
        may = self._desk.unit.actor.may(Action.READ, CONTACT.name)
        return may and "contact_points" in self.office.contacts.entity.by_name

    def _home_area(self) -> str | None:
        return self.office.settings.common("office").get("area_code")
