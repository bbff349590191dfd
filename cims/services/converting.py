"""Conversion: out of a lead a customer, a contact and an opportunity, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cims.models.customer import CustomerKind
from cims.models.lead import LeadState
from cims.services.contacts import CONTACT, PlaceRow
from cims.services.customer_fields import CUSTOMER, AddressRow
from cims.services.entity import Link
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.records import RecordService
from cims.services.rights import Action, Double, requires
from cims.services.rules import people
from cims.services.rules.addresses import split_address
from cims.services.service import Service
from cims.services.storage import Record

UNSEEN = ("product", "owner")  # links that name nothing to who may not see where they lead
FILLED_IN = ("industry", "source", "next_contact_on", "next_step")
OF_PERSON = ("salutation", "job_title")


@dataclass(frozen=True)
class Wanted:
    """What a lead is to become: an existing customer joined or a new one of this name.

    An existing `contact` is joined too; else, where `with_contact`, the one of this name at the
    customer, or a new one. A new customer who is that very person gets none.
    """

    customer: int | None = None
    name: str = ""
    contact: int | None = None
    with_contact: bool = True
    with_opportunity: bool = True
    opportunity: str = ""


@dataclass(frozen=True)
class Became:
    """What a lead became."""

    customer: int
    contact: int | None
    opportunity: int | None


@dataclass(frozen=True)
class Prospect:
    """A lead before its conversion: what would be made of it, and what is there like it."""

    lead: Record
    wanted: Wanted
    doubles: tuple[Double, ...]
    people: Mapping[int, tuple[Link, ...]]  # by double that may be joined: persons like this one
    refusals: Mapping[str, str]  # record type → why none can be made


class ConvertingService(Service):
    """Makes customers of leads; who converts needs the rights for all that is made."""

    entity = LEAD

    @requires(Action.EDIT)
    def prospect(self, id_: int) -> Prospect:
        """What the conversion of a lead begins with; NotPossible for one that is converted."""
        lead = self._open(id_)
        values, actor = lead.values, self._desk.unit.actor
        doubles = tuple(self.office.leads.alike(values, id_))
        refusals = {
            entity.name: _("Your role makes no “{kind}”. Ask your administrator.").format(
                kind=_(entity.label)
            )
            for entity in (CUSTOMER, CONTACT, OPPORTUNITY)
            if not actor.may(Action.CREATE, entity.name)
        }
        person = values.get("contact_name")
        wanted = Wanted(
            name=values["name"],
            with_contact=bool(person) and CONTACT.name not in refusals,
            with_opportunity=OPPORTUNITY.name not in refusals,
            opportunity=self._deal_name(values),
        )
        return Prospect(lead, wanted, doubles, self._people_at(doubles, person), refusals)

    @requires(Action.EDIT)
    def convert(self, id_: int, wanted: Wanted) -> Became:
        """Make of a lead what is wanted; its follow-ups and tasks go along.

        NotPossible for one that somebody converted meanwhile.
        """
        lead = self._open(id_)
        values = lead.values
        wanted = cleared(wanted, values)
        if wanted.customer is not None:
            room, reached = self.office.customers, not wanted.with_contact
            customer = self._joined(room, wanted.customer, values, FILLED_IN, reached=reached)
        else:
            customer = self._new_customer(values, wanted)
        contact = self._contact(values, wanted, customer)
        deal = self._deal(values, wanted, customer, contact) if wanted.with_opportunity else None
        leads = self.office.leads
        leads._is_converting = True
        try:
            leads.save(
                lead.changed(
                    state=LeadState.CONVERTED,
                    customer=Link(customer),
                    contact=Link(contact) if contact else None,
                    opportunity=Link(deal) if deal else None,
                    converted_on=self.office.today,
                    converted_by=link_or_none(self._desk.unit.actor.user_id),
                    next_contact_on=None,
                    next_step=None,
                )
            )
        finally:
            leads._is_converting = False
        return Became(customer, contact, deal)

    def _open(self, id_: int) -> Record:
        """A lead that the actor may change and that is not converted yet, as the actor sees it."""
        self.office.leads._get(id_, Action.EDIT)
        lead = self.office.leads.load(id_)
        values = lead.values
        if values["state"] is not LeadState.CONVERTED:
            return lead
        words = _("“{name}” is a customer already. A lead can't be converted twice.")
        if by := values["converted_by"]:
            words = _("{who} converted “{name}” on {day}. A lead can't be converted twice.")
        told = {"name": values["name"], "day": values["converted_on"]}
        raise NotPossible(words.format(**told, who=by.text if by else ""))

    def _people_at(
        self, doubles: Sequence[Double], person: str | None
    ) -> Mapping[int, tuple[Link, ...]]:
        """The contacts of this name at the customers that may be joined."""
        if not person or not self._desk.unit.actor.may(Action.READ, CONTACT.name):
            return {}
        there = [hit.id for hit in doubles if hit.entity == CUSTOMER.name and hit.readable]
        return {id_: self._named(person, id_) for id_ in there}

    def _named(self, person: str, customer: int) -> tuple[Link, ...]:
        """The contacts of this name at a customer."""
        rows = self.office.contacts.rows(self.office.customers.contacts_of(customer), ("name",))
        alike = [one for one in rows if one.values["name"] == person]
        return tuple(Link(one.id, one.values["name"]) for one in alike)

    def _joined(
        self,
        room: RecordService,
        id_: int,
        values: Mapping[str, Any],
        names: Sequence[str],
        *,
        reached: bool,
    ) -> int:
        """An existing record, in which the lead fills in what is empty, as far as one may.

        Where it is `reached` so too, it gets the numbers that it does not have.
        """
        record = room.load(id_)
        told = {n: values.get(n) for n in names if values.get(n) and not record.values.get(n)}
        if reached:
            own = record.values.get("contact_points") or ()
            known = {row.value for row in own}
            new = [row for row in values.get("contact_points") or () if row.value not in known]
            told |= {"contact_points": (*own, *new)} if new else {}
        told = open_to(room, told)
        if told and room.editable([id_]):
            room.save(record.changed(**told))
        return record.id

    def _new_customer(self, values: Mapping[str, Any], wanted: Wanted) -> int:
        person = values.get("contact_name")
        is_person = people.looks_like_person(wanted.name) if not person else wanted.name == person
        entered: dict[str, Any] = {n: values.get(n) for n in (*FILLED_IN, "owner", "remarks")}
        entered |= {
            "name": wanted.name,
            "kind": CustomerKind.PERSON if is_person else CustomerKind.ORGANISATION,
            "addresses": place_of(values),
        }
        if not wanted.with_contact:
            entered["contact_points"] = values.get("contact_points") or ()
        if wanted.with_opportunity:
            meant = self._desk.choices.with_meaning("lifecycle", "interested")
            entered["lifecycle"] = next(iter(meant), None)
        return self.office.customers.add(open_to(self.office.customers, entered))

    def _contact(self, values: Mapping[str, Any], wanted: Wanted, customer: int) -> int | None:
        room, there = self.office.contacts, wanted.contact
        if there is None and not wanted.with_contact:
            return None
        may_see = self._desk.unit.actor.may(Action.READ, CONTACT.name)
        if there is None and wanted.customer is not None and may_see:
            there = next((one.id for one in self._named(values["contact_name"], customer)), None)
        if there is not None:
            return self._joined(room, there, values, OF_PERSON, reached=True)
        entered = {
            "name": values["contact_name"],
            "places": (PlaceRow(Link(customer)),),
            **{n: values.get(n) for n in (*OF_PERSON, "contact_points", "owner")},
        }
        return room.add(open_to(room, entered))

    def _deal(
        self, values: Mapping[str, Any], wanted: Wanted, customer: int, contact: int | None
    ) -> int:
        entered = {
            "name": wanted.opportunity or self._deal_name(values),
            "customer": Link(customer),
            "contact": Link(contact) if contact else None,
            **{n: values.get(n) for n in ("owner", "source", "product", "amount", "currency")},
            "next_step": values.get("next_step"),
        }
        return self.office.opportunities.add(open_to(self.office.opportunities, entered))

    def _deal_name(self, values: Mapping[str, Any]) -> str:
        """What an opportunity out of this lead is called: who, and what for."""
        wish = values.get("product") or values.get("family")
        return " · ".join(filter(None, (values["name"], wish.text if wish else "")))[:200]


def cleared(wanted: Wanted, values: Mapping[str, Any]) -> Wanted:
    """What is wanted, as far as this lead has it: nobody is the contact of oneself."""
    name = " ".join((wanted.name or values["name"]).split())
    person = values.get("contact_name")
    is_other = wanted.customer is not None or name != person
    return replace(
        wanted, name=name, with_contact=wanted.with_contact and bool(person) and is_other
    )


def open_to(room: RecordService, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of these values that the actor may see and write into a record of this room."""
    return {
        name: value
        for name, value in values.items()
        if name not in room._closed
        and value not in (None, "", ())
        and not (isinstance(value, Link) and name in UNSEEN and not value.text)
    }


def place_of(values: Mapping[str, Any]) -> tuple[AddressRow, ...]:
    """The address that province and city make."""
    told = [values.get(name) for name in ("province", "city")]
    if not any(told):
        return ()
    code = split_address("".join(filter(None, told))).region_code
    return (AddressRow(region_code=code, province=told[0], city=told[1]),)


def link_or_none(id_: int | None) -> Link | None:
    """A link to a colleague, for who is one."""
    return None if id_ is None else Link(id_)
