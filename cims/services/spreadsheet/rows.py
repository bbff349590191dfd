"""The pieces of a draft put together: phones, addresses, numbers, invoice details, remarks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from cims.services.entity import Entity, Field
from cims.services.i18n import _
from cims.services.rules import credit_code, phones
from cims.services.rules.addresses import split_address
from cims.services.rules.consignees import split_delivery
from cims.services.spreadsheet.drafts import Draft, GroupKey
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.targets import (
    ADDRESSES,
    IDENTIFIERS,
    INVOICES,
    NAME_PARTS,
    PLACES,
    POINTS,
)

REGION = ("province", "city", "district")
HAN = re.compile("[\u3400-\u9fff·]+")
AT_HOME = frozenset({"cn", "chn", "china", "中国", "中华人民共和国"})
REMARKS, CONTENT = "remarks", "content"
CREDIT_CODE_LENGTH = 18


DIALLED = {(("kind", "mobile"),), (("kind", "fax"),)}
FILLED_LATER = {(INVOICES, "title"), (PLACES, "customer")}


def assemble(draft: Draft, entity: Entity, contact: Entity | None, area_code: str | None) -> None:
    """Turn the pieces of a draft into values; what looks wrong is named."""
    for part in (draft.values, draft.contact):
        _join_name(part)
    if draft.groups:
        country = _country(draft)
        for of_contact, name in draft.groups:
            described = contact if of_contact and contact else entity
            _assemble_part(draft, described.field(name), of_contact, country, area_code)
    if draft.contact and not draft.contact.get("name"):
        _give_to_record(draft)
    if draft.lines and keeps_lines(entity):
        kept_in = remarks_of(entity)
        draft.values[kept_in] = with_lines(draft.values.get(kept_in), draft.lines)


def _join_name(part: dict[str, Any]) -> None:
    """One name of its parts, the family name first where both are Chinese."""
    if NAME_PARTS.keys().isdisjoint(part):
        return
    parts = [part.pop(name, "") for name in NAME_PARTS]
    if not part.get("name"):
        is_chinese = all(HAN.fullmatch(words) for words in parts if words)
        part["name"] = "".join(parts) if is_chinese else " ".join(filter(None, reversed(parts)))


def remarks_of(entity: Entity) -> str:
    """The field that keeps what fits no other: the remarks, of a follow-up its content."""
    return CONTENT if CONTENT in entity.by_name else REMARKS


def keeps_lines(entity: Entity) -> bool:
    """Whether whoever imports may write into that field."""
    field = entity.by_name.get(remarks_of(entity))
    return field is not None and not field.read_only


def _give_to_record(draft: Draft) -> None:
    """Phones without a person are the firm's; a title without a person can't be kept."""
    points = draft.contact.pop(POINTS, ())
    if points:
        draft.values[POINTS] = (*draft.values.get(POINTS, ()), *points)
    if any(draft.contact.values()):
        draft.complain(
            "",
            ProblemKind.CONTACT_LEFT_OUT,
            _("The contact in this row has no name and was left out."),
        )
    draft.contact.clear()


def with_lines(remarks: str | None, lines: list[tuple[str, str]]) -> str:
    """Remarks with "heading: value" lines, each heading once."""
    starts = tuple(f"{heading}: " for heading, _value in lines)
    kept = [line for line in (remarks or "").split("\n") if line and not line.startswith(starts)]
    return "\n".join([*kept, *(f"{heading}: {value}" for heading, value in lines)])


def _assemble_part(
    draft: Draft, field: Field, of_contact: bool, country: str | None, area_code: str | None
) -> None:
    part, name = draft.part(of_contact), field.name
    rows = rows_of(draft, field, of_contact=of_contact)
    if name == POINTS:
        _doubt_phones(draft, of_contact, country, area_code)
    elif name == ADDRESSES:
        rows = [_placed(_received(row)) for row in rows]
    elif name == IDENTIFIERS:
        rows = [*_without_credit_code(part, rows)]
    elif name == INVOICES:
        rows = [_titled(row, part, rows) for row in rows]
    elif name == PLACES:
        rows = [row for row in _with_customer(part, rows) if row.customer]
    if rows:
        part[name] = tuple(rows)


def rows_of(draft: Draft, field: Field, *, of_contact: bool) -> list[Any]:
    """The rows of one field, numbered ones first, as their dataclass; empty ones are left out."""
    groups = draft.groups[of_contact, field.name]
    make, needed = plan_of(field)
    keys: Iterable[GroupKey] = groups
    if len(groups) > 1:
        seen = {key[0]: place for place, key in enumerate(reversed(groups))}
        keys = sorted(groups, key=lambda key: (bool(key[0]), -seen[key[0]], key[1]))
    rows = [make(**dict(key[0]), **groups[key].cells) for key in keys]
    return [row for row in rows if all(getattr(row, name) for name in needed)]


@cache
def plan_of(field: Field) -> tuple[type[Any], tuple[str, ...]]:
    """The dataclass of a field's rows, and the columns without which a row means nothing."""
    assert field.rows
    assert field.rows.row
    required = (column.name for column in field.rows.fields if column.required)
    return field.rows.row, tuple(n for n in required if (field.name, n) not in FILLED_LATER)


def _country(draft: Draft) -> str | None:
    groups = draft.groups.get((False, ADDRESSES))
    found = (group.cells.get("country") for group in (groups or {}).values())
    return next(filter(None, found), None)


def _doubt_phones(
    draft: Draft, of_contact: bool, country: str | None, area_code: str | None
) -> None:
    for (fixed, _number), group in draft.groups[of_contact, POINTS].items():
        value = group.cells.get("value")
        if not value or fixed not in DIALLED:
            continue
        for phone in phones.split(value, area_code, country):
            if phone.problem:
                draft.complain(group.heading, ProblemKind.PHONE, phone.problem)


def _received(row: Any) -> Any:
    """An address with consignee and phone found in it, where no column says them."""
    if _is_abroad(row) or row.consignee or row.phone:
        return row
    found = split_delivery(row.detail or "")
    if not found.phone:
        return row
    return replace(row, detail=found.address, consignee=found.consignee or None, phone=found.phone)


def _is_abroad(row: Any) -> bool:
    return bool(row.country) and row.country.strip().casefold() not in AT_HOME


def _placed(row: Any) -> Any:
    """An address with province, city and district found in it, unless it is abroad."""
    if row.region_code or _is_abroad(row):
        return row
    detail = row.detail or ""
    before = [getattr(row, level) or "" for level in REGION]
    words = "".join(level for level in before if level and not detail.startswith(level)) + detail
    found = split_address(words)
    if found.region_code is None:
        return row
    place = {
        "region_code": found.region_code,
        "province": found.province or None,
        "city": found.city or None,
        "district": found.district or None,
        "detail": found.detail or None,
    }
    return type(row)(**{**vars(row), **place})


def _without_credit_code(part: dict[str, Any], rows: Sequence[Any]) -> Iterator[Any]:
    """税号 mostly is the credit code: then it goes there, an older number stays a tax number."""
    for row in rows:
        code = credit_code.normalised(row.value)
        if row.kind == "taxpayer" and len(code) == CREDIT_CODE_LENGTH:
            if not part.get("credit_code"):
                part["credit_code"] = code
                continue
            if credit_code.normalised(part["credit_code"]) == code:
                continue
        yield row


def _titled(row: Any, part: Mapping[str, Any], rows: Sequence[Any]) -> Any:
    """Invoice details bear the customer's name where the list says no other; one is the default."""
    is_default = row.is_default and row is next(one for one in rows if one.is_default)
    return replace(row, title=row.title or part.get("name") or "", is_default=is_default)


def _with_customer(part: dict[str, Any], rows: Sequence[Any]) -> Iterator[Any]:
    """A role in a column of its own belongs to the customer of the row."""
    for row in rows:
        yield row if row.customer else replace(row, customer=part.get("customer"))
