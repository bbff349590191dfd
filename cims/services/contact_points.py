"""Phones, e-mails, WeChat and QQ of customers and contacts: one description for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cims.models.contact import PHONE_KINDS, ContactPoint
from cims.services.entity import Field, Kind, Rows
from cims.services.i18n import N_, _
from cims.services.rules import phones


@dataclass(frozen=True)
class ContactPointRow:
    """One way to reach somebody."""

    kind: str = "mobile"
    value: str = ""
    extension: str | None = None
    note: str | None = None
    nickname: str | None = None
    friend_state: str | None = None
    friend_of: str | None = None
    group_name: str | None = None

    @property
    def is_phone(self) -> bool:
        return self.kind in PHONE_KINDS


def derived(row: ContactPointRow) -> Mapping[str, Any]:
    """The whole normal form by which the same phone, e-mail or WeChat is recognised."""
    return {"match_key": match_key(row)}


def match_key(row: ContactPointRow) -> str | None:
    """The normal form of a whole phone number, e-mail address, WeChat or QQ; None for none."""
    if row.is_phone:
        found = phones.split(row.value)
        return phones.match_key(found[0]) if found else None
    return row.value.strip().casefold() or None


def warning(rows: tuple[ContactPointRow, ...]) -> str | None:
    """What looks wrong with the phones; they are kept all the same."""
    found = (phone for row in rows if row.is_phone for phone in phones.split(row.value))
    return next((phone.problem for phone in found if phone.problem), None)


def prepared(
    rows: Iterable[ContactPointRow], home_area: str | None, country: str | None = None
) -> tuple[ContactPointRow, ...]:
    """The rows as they are stored: several numbers in one split, each written the usual way."""
    kept: list[ContactPointRow] = []
    for row in rows:
        if not row.value.strip():
            continue
        if not row.is_phone:
            kept.append(replace(row, value=row.value.strip()))
            continue
        for phone in phones.split(row.value, home_area, country):
            kind = "fax" if row.kind == "fax" else phone.kind.value
            bare = replace(phone, extension="") if phone.extension else phone
            assumed = _("area code assumed") if phone.inferred_area else ""
            found = {
                "kind": kind,
                "value": phones.display(bare),
                "extension": row.extension or phone.extension or None,
                "note": row.note or phone.note or assumed or None,
            }
            kept.append(ContactPointRow(**{**vars(row), **found}))
    return tuple(dict.fromkeys(kept)) if len(kept) > 1 else tuple(kept)


def described(parent: str) -> Field:
    """The field for contact points of the record type whose id stands in column `parent`."""
    fields = (
        Field("kind", N_("Kind"), Kind.CHOICE, choices="point_kind", required=True),
        Field("value", N_("Number or address"), required=True, length=200),
        Field("extension", N_("Extension"), length=10),
        Field("note", N_("Note"), length=100),
        Field("nickname", N_("WeChat nickname"), length=100),
        Field("friend_state", N_("Added as friend"), Kind.CHOICE, choices="friend_state"),
        Field("friend_of", N_("On whose phone"), length=100),
        Field("group_name", N_("Group name"), length=100),
    )
    return Field(
        "contact_points",
        N_("Phones and messages"),
        Kind.ROWS,
        group=N_("Reach"),
        rows=Rows(ContactPoint, parent, ContactPointRow, fields, derive=derived),
        warn=warning,
    )


def phone_keys(rows: Iterable[ContactPointRow], home_area: str | None) -> set[str]:
    """The whole numbers among rows as they were typed, in the form in which they are compared."""
    return {key for row in prepared(rows, home_area) if row.is_phone and (key := match_key(row))}


def first_phone(rows: Iterable[ContactPointRow]) -> str | None:
    """The first phone to show in a list."""
    return next((row.value for row in rows if row.is_phone and row.kind != "fax"), None)
