"""The paths of a record type that columns of a list feed and come from, worked out from Entity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import LANGUAGES, N_, text_in
from cims.services.spreadsheet.cleaning import CellKind
from cims.services.spreadsheet.mapping import CONTACT, TargetField

POINTS, ADDRESSES, INVOICES = "contact_points", "addresses", "invoice_details"
IDENTIFIERS, PLACES, CUSTOMER = "identifiers", "places", "customer"
BIRTHDAY = "birthday"
INTO_REMARKS = "remarks +"
NUMBERED = re.compile(r"(?P<base>.*\D) (?P<number>[1-9]\d*)")
POINT_KINDS = {"phone": "mobile", "fax": "fax", "email": "email", "wechat": "wechat", "qq": "qq"}
POINT_LABELS = {
    "phone": N_("Phone"),
    "fax": N_("Fax"),
    "email": N_("E-mail"),
    "wechat": N_("WeChat"),
    "qq": N_("QQ"),
}
ADDRESS_LABELS = {
    "detail": ("address", N_("Address")),
    "province": ("province", N_("Province")),
    "city": ("city", N_("City")),
    "district": ("district", N_("District")),
    "postal_code": ("postal_code", N_("Postal code")),
    "country": ("country", N_("Country")),
}
OTHER_ADDRESSES = {
    "shipping_address": ("shipping", N_("Shipping address")),
    "installation_address": ("installation", N_("Installation address")),
}
INVOICE_PATHS = {
    "invoice_title": ("title", N_("Invoice title")),
    "bank": ("bank", N_("Bank")),
    "bank_account": ("bank_account", N_("Company bank account")),
    "invoice_address": ("address", N_("Invoice address")),
    "invoice_phone": ("phone", N_("Invoice phone")),
}
NAME_PARTS = {"family_name": N_("Family name"), "given_name": N_("Given name")}
OF_CONTACT = ("name", "job_title", "salutation", "department", "remarks", POINTS)


@dataclass(frozen=True)
class Target:
    """One path: the field it feeds, and for rows the column and what all rows of its group share.

    `whole` marks a cell that holds all rows, divided by `;`; `cell` is the kind by which it is
    cleaned.
    """

    path: str
    label: str
    field: Field
    cell: str
    column: str = ""
    fixed: tuple[tuple[str, Any], ...] = ()
    several: bool = False
    whole: bool = False
    of_contact: bool = False
    before: str = ""

    @property
    def described(self) -> Field:
        """The field, or the column of its rows, that says what may stand here."""
        if not self.column or not self.field.rows:
            return self.field
        return next(one for one in self.field.rows.fields if one.name == self.column)

    def labels(self) -> tuple[str, ...]:
        """The heading in every language."""
        return tuple(self.label_in(language) for language in LANGUAGES)

    def label_in(self, language: str) -> str:
        """The heading in one language: the word of the rows before the word of the column."""
        words = (text_in(language, word) for word in (self.before, self.label) if word)
        return " ".join(words)


@cache
def targets_of(entity: Entity, contact: Entity | None = None) -> dict[str, Target]:
    """Every path of a record type; with `contact` also those of the contact in the same row."""
    found = {target.path: target for field in entity.fields for target in _of_field(field)}
    if CUSTOMER in entity.by_name and PLACES in entity.by_name:
        found |= {target.path: target for target in _of_places(entity)}
    if contact is not None:
        for name in (name for name in OF_CONTACT if name in contact.by_name):
            for target in _of_field(contact.field(name)):
                related = replace(target, path=CONTACT + target.path, of_contact=True)
                found[related.path] = related
        for target in _of_person(contact):
            path = CONTACT + target.path
            found[path] = replace(target, path=path, of_contact=True)
    if entity.name == "user":
        found |= {target.path: target for target in _parts_of_name(entity)}
    if "birthday_day" in entity.by_name:
        found |= {target.path: target for target in _of_person(entity)}
    return _tax_first(found)


def target_fields(targets: dict[str, Target]) -> tuple[TargetField, ...]:
    """The same for guessing.

    A person's e-mail, WeChat and QQ come first: beside a contact's name "Email" means theirs. What
    电话 means, the synonyms say.
    """
    personal = [CONTACT + path for path in ("email", "wechat", "qq") if CONTACT + path in targets]
    ordered = [*personal, *(path for path in targets if path not in personal)]
    return tuple(
        TargetField(
            path,
            () if path in ("phone", CONTACT + "phone") else targets[path].labels(),
            targets[path].cell,
            targets[path].field.synonyms if path == targets[path].field.name else (),
            targets[path].several,
        )
        for path in ordered
    )


def numbered(path: str) -> tuple[str, int]:
    """`phone 2` is the path `phone` of the second row."""
    if found := NUMBERED.fullmatch(path):
        return found["base"], int(found["number"])
    return path, 1


def cell_kind(field: Field) -> str:
    """By which kind cells of a field are cleaned."""
    if field.monthly:
        return str(CellKind.MONTH)
    return str(field.kind) if str(field.kind) in set(CellKind) else str(CellKind.TEXT)


def _of_field(field: Field) -> Iterator[Target]:
    if field.read_only and not field.brought:
        return
    if field.kind is not Kind.ROWS:
        yield Target(field.name, field.label, field, cell_kind(field))
        return
    assert field.rows
    if field.name == POINTS:
        yield from _of_points(field)
        return
    if field.name == ADDRESSES:
        yield from _of_addresses(field)
    elif field.name == INVOICES:
        for path, (column, label) in INVOICE_PATHS.items():
            yield Target(path, label, field, "text", column, (("is_default", True),))
    elif field.name == IDENTIFIERS:
        kind = (("kind", "taxpayer"),)
        yield Target("tax_id", N_("Taxpayer ID"), field, "text", "value", kind)
    elif len(field.rows.fields) == 1:
        column = field.rows.fields[0].name
        yield Target(field.name, field.label, field, "text", column, whole=True)
        return
    for one in field.rows.fields:
        yield Target(
            f"{field.name}.{one.name}",
            one.label,
            field,
            cell_kind(one),
            one.name,
            several=True,
            before=field.label,
        )


def _of_points(field: Field) -> Iterator[Target]:
    assert field.rows
    for path, kind in POINT_KINDS.items():
        label, fixed = POINT_LABELS[path], (("kind", kind),)
        cell = CellKind.EMAIL if path == "email" else CellKind.TEXT
        yield Target(path, label, field, cell, "value", fixed, several=True)
    for path, kind in POINT_KINDS.items():
        for column in field.rows.fields:
            if column.name not in ("kind", "value"):
                yield Target(
                    f"{path}.{column.name}",
                    column.label,
                    field,
                    "text",
                    column.name,
                    (("kind", kind),),
                    several=True,
                    before=POINT_LABELS[path],
                )


def _of_addresses(field: Field) -> Iterator[Target]:
    registered = (("use", "registered"),)
    for column, (path, label) in ADDRESS_LABELS.items():
        yield Target(path, label, field, "text", column, registered)
    for path, (use, label) in OTHER_ADDRESSES.items():
        yield Target(path, label, field, "text", "detail", (("use", use),))


def _of_places(entity: Entity) -> Iterator[Target]:
    customer, places = entity.field(CUSTOMER), entity.field(PLACES)
    yield Target(CUSTOMER, customer.label, customer, "text")
    assert places.rows
    for one in places.rows.fields:
        if one.name in ("role", "decision_role"):
            yield Target(one.name, one.label, places, "text", one.name)


def _of_person(entity: Entity) -> Iterator[Target]:
    """The day of birth, and the parts of a name, which become one: 张 + 伟, Maria + Anders."""
    yield Target(BIRTHDAY, N_("Birthday"), entity.field("birthday_day"), CellKind.DATE)
    yield from _parts_of_name(entity)


def _parts_of_name(entity: Entity) -> Iterator[Target]:
    for part, label in NAME_PARTS.items():
        yield Target(part, label, entity.field("name"), CellKind.TEXT, part)


def _tax_first(found: dict[str, Target]) -> dict[str, Target]:
    """税号 may be either number: the value tells them apart, so the looser path gets the word."""
    if "tax_id" not in found:
        return found
    return {"tax_id": found.pop("tax_id"), **found} if "credit_code" in found else found
