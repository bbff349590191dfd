"""What follows from the values of a customer: defaults of a new one, columns, search texts."""

import re
from collections.abc import Sequence
from typing import Any

from cims.models.customer import CustomerKind
from cims.services import contact_points
from cims.services.beginning import Beginning, enterable
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Link, Values
from cims.services.i18n import N_
from cims.services.rules import companies, credit_code
from cims.services.rules.sorting import sort_key
from cims.services.search_words import Texts

DEEPEST = 50  # parents above each other
WRONG_LINKS = {
    "parent": N_("The parent company is below this one. Choose another."),
    "relations": N_("A company is not related to itself. Choose another."),
}

LONGEST_SHORT_NAME = 100
DIALLED = re.compile(r"\d[\d -]{5,}\d")  # a phone that somebody wrote into an address


def normalised(values: dict[str, Any]) -> dict[str, Any]:
    """Name, tags, credit code and kind as they are stored."""
    values["name"] = " ".join(str(values.get("name") or "").split())
    values["tags"] = tuple(dict.fromkeys(filter(None, map(str.strip, values.get("tags") or ()))))
    values["credit_code"] = credit_code.normalised(values.get("credit_code") or "") or None
    if not values.get("kind"):
        values["kind"] = CustomerKind.ORGANISATION
    return values


def with_points(values: dict[str, Any], area_code: str | None) -> dict[str, Any]:
    """Phones and messages as they are stored; the first address says where the phones are."""
    if points := values.get("contact_points") or ():
        country = next((row.country for row in values.get("addresses") or ()), None)
        values["contact_points"] = contact_points.prepared(points, area_code, country)
    return values


def entered(values: Values) -> dict[str, Any]:
    """What of these values is entered."""
    return enterable(CUSTOMER, values)


def begun(values: dict[str, Any], told: Beginning) -> dict[str, Any]:
    """A new customer with all that it gets by itself."""
    values = normalised(values)
    if not values.get("short_name"):
        values["short_name"] = companies.short_name(values["name"])[:LONGEST_SHORT_NAME] or None
    if not values.get("owner") and told.pools:
        values["pooled_on"], values["pool_reason"] = told.pools
    elif not values.get("owner") and told.user_id:
        values["owner"] = Link(told.user_id)
    if not values.get("lifecycle"):
        values["lifecycle"] = told.lifecycle
    values = with_points(values, told.area_code)
    values["main_phone"] = contact_points.first_phone(values.get("contact_points") or ())
    return values


def derived(values: Values) -> dict[str, Any]:
    """The columns for sorting and for recognising the same firm."""
    name, person = values["name"], values.get("kind") is CustomerKind.PERSON
    return {"name_sort": sort_key(name, person=person), "core_name": companies.core_name(name)}


def texts(values: Values, people: Sequence[str] = (), phones: Sequence[str] = ()) -> Texts:
    """What a customer is found by: names, people, numbers, addresses, e-mails."""
    names = [values["name"], values.get("short_name") or ""]
    names += [row.name for row in values.get("former_names") or ()]
    points, addresses = values.get("contact_points") or (), values.get("addresses") or ()
    places = [
        f"{row.province or ''}{row.city or ''}{row.district or ''}{row.detail or ''}"
        f" {row.country or ''} {row.consignee or ''}"
        for row in addresses
    ]
    others = [row.value for row in points if not row.is_phone]
    others += [row.nickname for row in points if row.nickname]
    others += [row.value for row in values.get("identifiers") or ()]
    codes = [values.get("code") or "", values.get("credit_code") or ""]
    numbers = [row.value for row in points if row.is_phone]
    numbers += [*(row.phone for row in addresses if row.phone), *phones, *codes]
    numbers += [number for row in addresses for number in DIALLED.findall(row.detail or "")]
    return Texts(
        tuple(filter(None, [*names, *codes, *people, *places, *others])),
        tuple(filter(None, [*names, *people])),
        tuple(filter(None, [*numbers, *others])),
    )
