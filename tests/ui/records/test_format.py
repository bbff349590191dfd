"""How values are shown, and how a list's columns are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cims.services.contact_points import ContactPointRow
from cims.services.customers import CUSTOMER, AddressRow, InvoiceRow
from cims.services.entity import Field, Kind, Link
from cims.services.i18n import use_language
from cims.services.opening import OpenOffice
from cims.services.opportunity_fields import OPPORTUNITY, WishRow
from cims.services.products import PRODUCT
from cims.services.reading import Sort
from cims.ui import paint
from cims.ui.matching import matching
from cims.ui.records import stamps
from cims.ui.records.column_layout import ColumnLayout, hidden_for_room
from cims.ui.records.format import Words, address, day, money, number
from cims.ui.records.list_plans import plan_of

TODAY = date(2026, 11, 22)
PLAN = plan_of(CUSTOMER)


@pytest.fixture
def words(opened: OpenOffice, read: Callable[..., Any]) -> Words:
    return read(Words.load)  # type: ignore[no-any-return]


def test_a_date_of_this_year_leaves_the_year_out_where_room_is_short() -> None:
    assert day(date(2026, 11, 28), TODAY) == "11-28"
    assert day(date(2025, 11, 28), TODAY) == "2025-11-28"
    assert day(date(2026, 11, 28)) == "2026-11-28"


def test_a_time_is_shown_in_the_offices_zone(words: Words) -> None:
    moment = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)
    assert words.moment(moment) == "2026-11-22 01:05"
    assert words.moment(moment, short=True) == "Today 01:05"


def test_money_bears_the_sign_of_its_own_currency() -> None:
    assert money(Decimal("-1234.5"), "CNY") == "-¥1,234.50"
    assert money(Decimal(7), "CHF") == "CHF 7.00"


def test_numbers_have_marks_and_no_zeros_at_the_end() -> None:
    assert number(Decimal("12345.600000")) == "12,345.6"
    assert number(Decimal("100")) == "100"
    assert number(1_000) == "1,000"


def test_a_choice_is_shown_in_the_language_shown_now(words: Words) -> None:
    state = CUSTOMER.field("lifecycle")
    assert words.text(state, "won") == "Customer"
    use_language("zh_CN")
    assert words.text(state, "won") == "成交"
    assert words.text(state, "gone since") == "gone since"


def test_addresses_are_written_as_people_write_them() -> None:
    here = AddressRow("x", None, None, "北京市", "北京市", "海淀区", "1 号")
    assert address(here) == "北京市海淀区1 号"
    there = AddressRow("x", "Germany", None, None, "Berlin", None, "Obere Str. 57")
    assert address(there) == "Obere Str. 57, Berlin, Germany"


def test_several_rows_are_the_first_and_a_count_in_a_cell_and_all_of_them_elsewhere(
    words: Words,
) -> None:
    field = CUSTOMER.field("contact_points")
    rows = (ContactPointRow("mobile", "138"), ContactPointRow("email", "a@b.c"))
    assert words.text(field, rows, short=True) == "138 and 1 more"
    assert words.text(field, rows) == "138; a@b.c"
    bills = CUSTOMER.field("invoice_details")
    assert words.text(bills, (InvoiceRow(True, "恒泰", "9132"),)) == "恒泰 · 9132"


def test_a_link_without_a_name_shows_its_number(words: Words) -> None:
    assert words.text(CUSTOMER.field("parent"), Link(7)) == "#7"


def test_a_box_finds_entries_by_their_sound(words: Words) -> None:
    use_language("zh_CN")
    industries = words.items(CUSTOMER.field("industry"))
    assert [item.value for item in matching("jixiezhi", industries)] == ["machinery"]
    assert [item.value for item in matching("wlys", industries)] == ["logistics"]


def test_every_kind_has_a_text(words: Words) -> None:
    samples: dict[Kind, Any] = {
        Kind.TEXT: "x",
        Kind.LONG_TEXT: "x",
        Kind.WHOLE: 1,
        Kind.EXACT: Decimal(1),
        Kind.MONEY: Decimal(1),
        Kind.SHARE: Decimal("0.13"),
        Kind.DATE: TODAY,
        Kind.MOMENT: datetime(2026, 1, 1, tzinfo=UTC),
        Kind.YES_NO: False,
        Kind.ENUM: "person",
        Kind.CHOICE: "won",
        Kind.LINK: Link(1, "x"),
        Kind.LINKS: (Link(1, "x"),),
        Kind.TAGS: ("x",),
        Kind.SEALED: b"x",
        Kind.PICTURE: 3,
    }
    for kind in set(Kind) - {Kind.ROWS}:
        assert words.text(Field("f", "F", kind, choices="lifecycle"), samples[kind])


def test_a_layout_comes_back_as_it_was_kept() -> None:
    layout = ColumnLayout(("grade", "owner"), (("owner", 171),), Sort("grade", True))
    assert ColumnLayout.of(layout.kept(), PLAN) == layout


def test_a_layout_of_another_version_or_with_lost_fields_does_no_harm() -> None:
    kept = ColumnLayout(("grade", "gone"), (("gone", 90),), Sort("website")).kept()
    assert ColumnLayout.of(kept, PLAN) == ColumnLayout(("grade",))
    assert ColumnLayout.of({**kept, "version": 99}, PLAN) == ColumnLayout.first(PLAN)
    assert ColumnLayout.of({}, PLAN) == ColumnLayout.first(PLAN)


def test_the_last_columns_give_way_to_the_name() -> None:
    assert hidden_for_room([100, 100, 100], 700, 200) == 0
    assert hidden_for_room([100, 100, 100], 420, 200) == 1
    assert hidden_for_room([100, 100, 100], 100, 200) == 3


@dataclass(frozen=True)
class Painted:
    image: QImage

    @classmethod
    def by(cls, draw: Callable[[QPainter], object]) -> "Painted":
        image = QImage(60, 40, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
        return cls(image)


@pytest.mark.parametrize("key", ["1", "26", "999999"])
def test_a_stamp_looks_like_what_it_stands_for(qapp: object, key: str) -> None:
    box = QRectF(4, 4, 32, 32)
    stamped = Painted.by(lambda painter: stamps.avatar(painter, box, "恒泰", key))
    painted = Painted.by(lambda painter: paint.avatar(painter, box, "恒泰", key))
    assert stamped.image == painted.image


def test_a_price_has_two_places_or_as_many_as_it_needs() -> None:
    field, words = PRODUCT.field("price"), Words()
    told = {Decimal("1130"): "1,130.00", Decimal("86.5"): "86.50", Decimal("82.175"): "82.175"}
    assert {value: words.text(field, value) for value in told} == told
    assert words.text(field, Decimal("1130.000000")) == "1,130.00"


def test_a_wish_names_its_product_once(words: Words) -> None:
    wish = WishRow(Link(4, "止回阀"), name="止回阀", quantity=Decimal(1), unit_price=Decimal(840))
    (told,) = words.all_rows(OPPORTUNITY.field("wishes"), (wish,))
    assert told.count("止回阀") == 1
    (told,) = words.all_rows(OPPORTUNITY.field("wishes"), (WishRow(Link(4, "止回阀")),))
    assert told.count("止回阀") == 1
