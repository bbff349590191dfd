"""Export: what a list shows goes out, and comes back in as it was."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import (
    AddressRow,
    FormerNameRow,
    IdentifierRow,
    InvoiceRow,
    RelationRow,
)
from cims.services.entity import Link
from cims.services.errors import Cancelled, NotAllowed, NotPossible
from cims.services.filters import Condition, Operator
from cims.services.i18n import use_language
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.quote_fields import QuoteLineRow
from cims.services.reading import Sort
from cims.services.rights import Actor
from cims.services.spreadsheet.exporter import ExportResult, export
from cims.services.spreadsheet.workbook import open_workbook
from tests.conftest import Acting
from tests.factories import valid
from tests.services.spreadsheet.lists import listed, stored, take_in

KEPT_BY_THE_OFFICE = {"created_on", "changed_at", "main_contact", "main_phone"}
NAUGHTY = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "<b>x</b> & y",
    "'; DROP TABLE customer; --",
    '" OR NEAR( x* ) AND "',
    "name:x^2 NOT (a OR b)",
    "שלום עולם",
    "\u202eabc",
    "😀 家 👨‍👩‍👧",
    "Ω≈ç√∫˜µ",
    "ÅÍÎÏ˝ÓÔ\uf8ffÒÚÆ☃",
    "＇全角＂",
    "100%_[abc]",
    "1e10",
    "00123",
    "0x1F",
    "2026-11-22",
    "TRUE",
    "line one line two",
    "\\N \\x00 %s {name} $(rm)",
)


def sent(
    opened: OpenOffice,
    path: Path,
    entity: str = "customers",
    actor: Actor | None = None,
    **how: Any,
) -> ExportResult:
    with opened.database.write(actor or opened.actor) as office:
        return export(office, entity, path, **how)


def cells(path: Path) -> list[list[Any]]:
    with open_workbook(path) as workbook:
        return [row for _number, row in workbook.sheet().rows()]


def emptied(opened: OpenOffice) -> None:
    """All customers in the recycle bin, their contacts with them."""
    with opened.database.write(opened.actor) as office:
        office.customers.remove(list(office.customers.listing().ids))


def furnished(opened: OpenOffice) -> None:
    """Two customers and a contact with something in every field."""
    with opened.database.write(opened.actor) as office:
        first = office.customers.add({"name": "恒泰集团", "code": "K1"})
        office.customers.add(
            {
                "name": "苏州恒泰",
                "code": "K2",
                "short_name": "=恒泰",
                "former_names": (FormerNameRow("苏州老恒泰"), FormerNameRow("恒泰厂")),
                "grade": "A",
                "source": "fair",
                "tags": ("重点", "月结"),
                "collaborators": (Link(2), Link(3)),
                "contact_points": (
                    ContactPointRow("mobile", "138 1234 5678", note="本人"),
                    ContactPointRow("landline", "0512-6288 8888", extension="8012"),
                    ContactPointRow("email", "a@example.com"),
                    ContactPointRow("wechat", "zw99", nickname="小张"),
                ),
                "website": "hengtai.example",
                "addresses": (
                    AddressRow(detail="星湖街1号", province="江苏省", city="苏州市",
                               region_code="320500", postal_code="215000"),
                    AddressRow("shipping", country="Germany", city="Berlin", detail="Obere Str. 57",
                               consignee="张伟", phone="13812345678"),
                ),
                "credit_code": "91350100M000100Y43",
                "identifiers": (IdentifierRow("taxpayer", "123456789012345"),),
                "invoice_details": (
                    InvoiceRow(title="恒泰", bank="中国银行", bank_account="00123456789012345678"),
                    InvoiceRow(False, "恒泰二", tax_rate=Decimal("0.13")),
                ),
                "parent": Link(first),
                "relations": (RelationRow(Link(first), note="同一老板"),),
                "needs": "两行\n需求",
                "preferences": "电话",
                "remarks": "备注: 一",
            }
        )  # fmt: skip
        office.contacts.add(
            {
                "name": "张伟",
                "job_title": "采购经理",
                "places": (
                    PlaceRow(Link(first), role="purchasing"),
                    PlaceRow(Link(2), inactive=True),
                ),
                "contact_points": (ContactPointRow("mobile", "139 0000 1111"),),
                "birthday_month": 8,
                "birthday_day": 8,
                "birthday_calendar": "lunar",
            }
        )


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_what_goes_out_comes_in_as_it_was(
    opened: OpenOffice, tmp_path: Path, ending: str, language: str
) -> None:
    use_language(language)
    furnished(opened)
    before, people = told(opened), told(opened, "contacts")
    out, contacts = tmp_path / f"out{ending}", tmp_path / f"people{ending}"
    assert sent(opened, out).rows == 2
    assert sent(opened, contacts, "contacts").rows == 1
    emptied(opened)
    report = take_in(opened, out)
    assert (report.created, report.problems) == (2, ())
    report = take_in(opened, contacts, "contacts")
    assert (report.created, report.problems) == (1, ())
    assert told(opened) == before
    assert told(opened, "contacts") == people


def told(opened: OpenOffice, entity: str = "customers") -> dict[str, dict[str, Any]]:
    """What is stored, with names in place of ids, which differ after a round trip."""
    names: dict[int, str] = {}
    with opened.database.read(opened.actor) as office:
        names.update(office.customers.titles(office.customers.listing().ids))
    found = stored(opened, entity)
    return {
        name: {
            field: spelled(value, names)
            for field, value in values.items()
            if field not in KEPT_BY_THE_OFFICE
        }
        for name, values in found.items()
    }


def spelled(value: Any, names: dict[int, str]) -> Any:
    if isinstance(value, Link):
        return value.text or names.get(value.id)
    if isinstance(value, tuple):
        return tuple(spelled(item, names) for item in value)
    if isinstance(value, PlaceRow):
        return spelled(value.customer, names), value.role, value.inactive
    if isinstance(value, RelationRow):
        return spelled(value.related, names), value.kind, value.note
    return value


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_naughty_strings_survive_export_and_import(
    opened: OpenOffice, tmp_path: Path, ending: str
) -> None:
    path = listed(tmp_path / "a.xlsx", ("客户名称", "备注"), *((text, text) for text in NAUGHTY))
    report = take_in(opened, path)
    assert report.created == len(NAUGHTY)
    wanted = {" ".join(text.split()) for text in NAUGHTY}
    assert set(stored(opened)) == wanted
    with opened.database.read(opened.actor) as office:
        for text in NAUGHTY:
            office.customers.find(text)
    out = tmp_path / f"out{ending}"
    sent(opened, out)
    before = {name: values["remarks"] for name, values in stored(opened).items()}
    emptied(opened)
    assert take_in(opened, out).created == len(NAUGHTY)
    assert {name: values["remarks"] for name, values in stored(opened).items()} == before


def test_control_characters_are_left_out_and_named(opened: OpenOffice, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户编号,客户名称\nK1,恒\x07泰\n", encoding="utf-8")
    report = take_in(opened, path)
    assert [problem.row for problem in report.problems] == [2]
    assert list(stored(opened)) == ["恒泰"]


def test_a_list_goes_out_as_shown(opened: OpenOffice, tmp_path: Path) -> None:
    furnished(opened)
    out = tmp_path / "out.xlsx"
    result = sent(
        opened, out, fields=["name", "owner", "contact_points"], sort=Sort("name", descending=True)
    )
    assert result.rows == 2
    assert cells(out)[0][:6] == [
        "Name",
        "Owner",
        "Phone 1",
        "Phone Note 1",
        "Phone 2",
        "Phone Note 2",
    ]
    assert [row[0] for row in cells(out)[1:]] == ["苏州恒泰", "恒泰集团"]
    sent(opened, out, where=Condition("code", Operator.IS, "K1"), fields=["code"])
    assert cells(out) == [["Number"], ["K1"]]
    use_language("zh_CN")
    sent(opened, out, ids=[2], fields=["name", "grade"])
    assert cells(out)[1][0] == "苏州恒泰"
    assert cells(out)[0][0] != "Name"


def test_an_unknown_field_or_ending_is_refused(opened: OpenOffice, tmp_path: Path) -> None:
    with pytest.raises(NotPossible):
        sent(opened, tmp_path / "out.xlsx", fields=["nothing"])
    with pytest.raises(NotPossible):
        sent(opened, tmp_path / "out.pdf")
    with pytest.raises(NotPossible):
        sent(opened, tmp_path / "out.xlsx", "contacts", fields=["identity_number"])


def test_the_right_to_export_limits_the_rows(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    furnished(opened)
    with pytest.raises(NotAllowed):
        sent(opened, tmp_path / "out.xlsx", actor=acting("sales"))
    only_as_collaborator = sent(opened, tmp_path / "out.xlsx", actor=acting("manager"))
    assert only_as_collaborator.rows == 1
    assert sent(opened, tmp_path / "out.xlsx", actor=acting("finance")).rows == 2


def test_the_audit_says_what_left_the_vault(opened: OpenOffice, tmp_path: Path) -> None:
    furnished(opened)
    sent(opened, tmp_path / "out.xlsx", fields=["code", "name"])
    entry, detail = (Base.metadata.tables[name] for name in ("audit_entry", "audit_detail"))
    with opened.database.readers.connect() as connection:
        query = select(detail.c.diff).join(entry, entry.c.seq == detail.c.seq)
        (diff,) = connection.scalars(query.where(entry.c.action == "export"))
    said = {name: after for name, (_before, after) in json.loads(diff).items()}
    assert said == {
        "entity": "customer",
        "file": "out.xlsx",
        "columns": ["Number", "Name"],
        "rows": 2,
        "records": "1-2",
    }


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
@pytest.mark.parametrize("step", ["commit", "finish"])
def test_no_file_is_left_that_the_audit_does_not_know_of(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: str
) -> None:
    path = tmp_path / "lists" / name
    path.parent.mkdir()
    path.write_bytes(b"an older list")

    def fail(*_given: object) -> None:
        raise Cancelled

    monkeypatch.setattr({"commit": Session, "finish": Office}[step], step, fail)
    with pytest.raises(Cancelled):
        sent(opened, path)
    assert path.read_bytes() == b"an older list"
    assert list(path.parent.iterdir()) == [path]


def test_the_file_takes_its_place_only_once_the_audit_is_committed(
    opened: OpenOffice, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    with opened.database.write(opened.actor) as office:
        export(office, "customers", path)
        assert not path.exists()
    assert path.exists()
    assert not list(tmp_path.glob("~*"))


def test_a_folder_is_no_name_for_a_list(opened: OpenOffice, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(NotPossible, match="folder"):
        sent(opened, tmp_path / "out.csv")


def test_a_long_list_is_measured_in_the_vault(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished(opened)
    by_hand, by_query = tmp_path / "hand.xlsx", tmp_path / "query.xlsx"
    sent(opened, by_hand)
    monkeypatch.setattr("cims.services.spreadsheet.exporter.MEASURED_BY_HAND", 0)
    sent(opened, by_query)
    assert cells(by_hand) == cells(by_query)


def test_colleagues_go_out_with_their_state_in_words(opened: OpenOffice, tmp_path: Path) -> None:
    sent(opened, tmp_path / "out.xlsx", "users")
    headings, *rows = cells(tmp_path / "out.xlsx")
    state = headings.index("State")
    assert {row[state] for row in rows} == {"Active"}


def test_lines_go_out_paper_by_paper_in_their_order(opened: OpenOffice, tmp_path: Path) -> None:
    names = ["Valve", "Pump", "Seal", *(f"Part {n}" for n in range(9, 0, -1))]
    lines = tuple(QuoteLineRow(name=n, quantity=Decimal(1), unit_price=Decimal(2)) for n in names)
    with opened.database.write(opened.actor) as office:
        ids = [office.quotes.add(valid("quote", lines=lines)) for _paper in range(2)]
        first = office.quotes.load(ids[0])
        one, other, *rest = office.quotes.lines_of(ids[0])
        moved = (other, one, *rest)
        office.quotes.save(first.changed(lines=moved))
    out = tmp_path / "lines.csv"
    for sort in (None, Sort("name"), Sort("opened_on", descending=True)):
        sent(opened, out, "quote_lines", sort=sort, fields=["name"])
        told = [name for (name,) in cells(out)[1:]]
        assert told == ["Pump", "Valve", *names[2:], *names]
