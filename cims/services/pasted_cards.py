"""A pasted card, signature or chat message as the values of a new customer and its contact."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cims.models.customer import CustomerKind
from cims.services.contact_points import ContactPointRow
from cims.services.customer_fields import AddressRow
from cims.services.i18n import _
from cims.services.rules import card_text
from cims.services.rules.addresses import Address
from cims.services.rules.card_text import CardText
from cims.services.rules.phone_numbers import Phone, PhoneKind
from cims.services.rules.phones import display

OF_THE_FIRM = frozenset({PhoneKind.SERVICE, PhoneKind.FAX})


@dataclass(frozen=True)
class Proposal:
    """What a text proposes to enter; without a firm the person is the customer, and no contact."""

    customer: dict[str, Any]
    contact: dict[str, Any]


def proposed(text: str, area_code: str | None) -> Proposal:
    """The values of the customer and of the contact beside it; only what was found."""
    card = card_text.parse(text, area_code)
    if not card.company:
        return Proposal(filled(person_of(card)), {})
    own = [phone for phone in card.phones if is_of_firm(phone, card)]
    points = [phone_row(phone) for phone in own]
    firm = {
        "name": card.company,
        "website": card.website,
        "addresses": tuple(addresses_of(card)),
        "credit_code": card.credit_code,
        "remarks": card.remarks,
        "contact_points": tuple(points if card.name else [*points, *messages_of(card)]),
    }
    if not card.name:
        return Proposal(filled(firm), {})
    theirs = tuple(phone_row(phone) for phone in card.phones if phone not in own)
    contact = {
        "name": card.name,
        "job_title": card.job_title,
        "department": card.department,
        "contact_points": (*theirs, *messages_of(card)),
    }
    return Proposal(filled(firm), filled(contact))


def person_of(card: CardText) -> dict[str, Any]:
    """Somebody without a firm is the customer."""
    said = _("Job title: {words}").format(words=card.job_title) if card.job_title else ""
    phones = tuple(phone_row(phone) for phone in card.phones)
    return {
        "name": card.name,
        "kind": CustomerKind.PERSON if card.name else None,
        "website": card.website,
        "addresses": tuple(addresses_of(card)),
        "remarks": "\n".join(filter(None, (said, card.remarks))),
        "contact_points": (*phones, *messages_of(card)),
    }


def is_of_firm(phone: Phone, card: CardText) -> bool:
    """Whether everybody there is reached by this number; one's own has an extension."""
    if not card.name or phone.kind in OF_THE_FIRM:
        return True
    return phone.kind is PhoneKind.LANDLINE and not phone.extension


def phone_row(phone: Phone) -> ContactPointRow:
    """A number as the form shows it."""
    return ContactPointRow(phone.kind.value, display(phone), None, phone.note or None)


def messages_of(card: CardText) -> Iterator[ContactPointRow]:
    """E-mail, WeChat and QQ."""
    for email in card.emails:
        yield ContactPointRow("email", email)
    if card.wechat:
        yield ContactPointRow("wechat", card.wechat)
    if card.qq:
        yield ContactPointRow("qq", card.qq)


def addresses_of(card: CardText) -> Iterator[AddressRow]:
    """The first address is where the firm is, the others where it takes goods."""
    for place, address in enumerate(card.addresses):
        yield address_row(address, "shipping" if place else "registered", card.postal_code)


def address_row(address: Address, use: str, postal_code: str) -> AddressRow:
    """An address with its parts."""
    return AddressRow(
        use,
        region_code=address.region_code,
        province=address.province or None,
        city=address.city or None,
        district=address.district or None,
        detail=address.detail or None,
        postal_code=postal_code or None,
    )


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """The values without what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "", ())}
