"""What follows from the values of a contact: defaults of a new one, columns, search texts."""

from typing import Any

from cims.services import contact_points
from cims.services.beginning import Beginning, enterable
from cims.services.contact_fields import CONTACT, PlaceRow
from cims.services.entity import Link, Values
from cims.services.rules import people
from cims.services.rules.sorting import sort_key
from cims.services.search_words import Texts


def entered(values: Values) -> dict[str, Any]:
    """What of these values is entered; a contact's customer may be named without a role there."""
    found = enterable(CONTACT, values)
    if "customer" in values:
        found["customer"] = values["customer"]
    return found


def begun(values: dict[str, Any], told: Beginning) -> dict[str, Any]:
    """A new contact with all that it gets by itself."""
    name = values["name"] = " ".join(str(values.get("name") or "").split())
    if not values.get("salutation"):
        values["salutation"] = people.salutation(name, values.get("job_title") or "") or None
    if values.get("customer") and not values.get("places"):
        values["places"] = (PlaceRow(values["customer"]),)
    if not values.get("owner") and told.user_id:
        values["owner"] = Link(told.user_id)
    return shown(placed(with_points(values, told.area_code)))


def placed(values: dict[str, Any]) -> dict[str, Any]:
    """Places at a customer; the first one where the contact still is becomes the main one."""
    places = tuple(row for row in values.get("places") or () if row.customer)
    first = next((row for row in places if not row.inactive), places[0] if places else None)
    values["places"], values["customer"] = places, first.customer if first else None
    return values


def with_points(values: dict[str, Any], area_code: str | None) -> dict[str, Any]:
    """Phones and messages as they are stored."""
    if points := values.get("contact_points") or ():
        values["contact_points"] = contact_points.prepared(points, area_code)
    return values


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """The phone that lists show."""
    values["main_phone"] = contact_points.first_phone(values.get("contact_points") or ())
    return values


def derived(values: Values) -> dict[str, Any]:
    """The column for sorting."""
    return {"name_sort": sort_key(values["name"], person=True)}


def texts(values: Values) -> Texts:
    """What a contact is found by."""
    points = values.get("contact_points") or ()
    others = [row.value for row in points if not row.is_phone]
    others += [row.nickname for row in points if row.nickname]
    words = [values["name"], values.get("code"), values.get("job_title"), *others]
    numbers = (*[row.value for row in points], values.get("code") or "")
    return Texts(tuple(filter(None, words)), (values["name"],), numbers)
