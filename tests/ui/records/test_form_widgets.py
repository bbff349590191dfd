"""Every kind's widget: what goes in comes out, what is typed is understood, what is not is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from cims.models.customer import CustomerKind
from cims.services.activities import ACTIVITY
from cims.services.choices import Choice
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import CONTACT, PlaceRow
from cims.services.customers import (
    CUSTOMER,
    AddressRow,
    FormerNameRow,
    IdentifierRow,
    InvoiceRow,
    RelationRow,
)
from cims.services.entity import Field, Kind, Link
from cims.services.rules.regions import region
from cims.services.users import Colleague
from cims.ui.matching import Item
from cims.ui.records.field_widgets import WIDGETS, FieldWidget, Place, widget_for
from cims.ui.records.field_widgets.days import CalendarPopup
from cims.ui.records.field_widgets.plain import PercentField
from cims.ui.records.format import Words
from tests.ui.records.form_office import typed

GRADES = (
    Choice("grade", "A", None, {"en": "Alpha", "zh_CN": "重点"}, (), "", False),
    Choice("grade", "B", None, {"en": "Beta", "zh_CN": "一般"}, (), "", False),
    Choice("grade", "Z", None, {"en": "Gone", "zh_CN": "停用"}, (), "", True),
)
RATE = CUSTOMER.field("invoice_details").rows.fields[10]
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
NO_FUNCTION_RESET = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def found(entity: str, words: str, then) -> None:
    """One record for every search."""
    then([Item(Link(7, f"{entity} {words}"), f"{entity} {words}", "C7")])


@pytest.fixture
def place() -> Place:
    codes = {("grade", one.code): one for one in GRADES}
    words = Words(
        {"grade": GRADES}, {1: "王晓燕", 2: "Li Na"}, today=date(2026, 11, 22), codes=codes
    )
    return Place(words, found)


@pytest.fixture
def made(qtbot, place):
    """A widget for a field, shown."""

    def make(field: Field) -> FieldWidget:
        widget = widget_for(field, place)
        qtbot.addWidget(widget)
        widget.resize(700, 200)
        return widget

    return make


def row_field(name: str) -> Field:
    return (CONTACT if name in ("places",) else CUSTOMER).field(name)


VALUES = {
    Kind.TEXT: (Field("a", "A"), ["恒泰 & 远东", "<b>x</b>"]),
    Kind.LONG_TEXT: (Field("a", "A", Kind.LONG_TEXT), ["two\nlines", "=1+1"]),
    Kind.WHOLE: (Field("a", "A", Kind.WHOLE), [0, -5, 2026]),
    Kind.EXACT: (Field("a", "A", Kind.EXACT), [Decimal("0.13"), Decimal("1234.567891")]),
    Kind.SHARE: (Field("a", "A", Kind.SHARE), [Decimal("0.13"), Decimal("0.125"), Decimal(1)]),
    Kind.MONEY: (Field("a", "A", Kind.MONEY), [Decimal("1234567.89"), Decimal("-0.05")]),
    Kind.DATE: (Field("a", "A", Kind.DATE), [date(2026, 2, 28), date(1999, 12, 31)]),
    Kind.MOMENT: (Field("a", "A", Kind.MOMENT), [datetime(2026, 11, 22, 8, tzinfo=UTC)]),
    Kind.YES_NO: (Field("a", "A", Kind.YES_NO), [True, False]),
    Kind.ENUM: (Field("a", "A", Kind.ENUM, enum=CustomerKind), list(CustomerKind)),
    Kind.CHOICE: (Field("a", "A", Kind.CHOICE, choices="grade"), ["A", "Z", "unknown"]),
    Kind.LINK: (Field("a", "A", Kind.LINK, target="customer"), [Link(9, "远东")]),
    Kind.LINKS: (Field("a", "A", Kind.LINKS, target="user"), [(Link(1, "王晓燕"), Link(2))]),
    Kind.TAGS: (Field("a", "A", Kind.TAGS), [("VIP", "展会")]),
    Kind.ROWS: (
        row_field("contact_points"),
        [(ContactPointRow("wechat", "z", nickname="老张", friend_of="me"), ContactPointRow())[:1]],
    ),
    Kind.SEALED: (Field("a", "A", Kind.SEALED, read_only=True), [b"closed"]),
    Kind.PICTURE: (Field("a", "A", Kind.PICTURE, read_only=True), [3]),
}


def test_every_kind_has_a_widget():
    assert set(WIDGETS) == set(Kind) == set(VALUES)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_shown_comes_back(made, kind):
    field, values = VALUES[kind]
    widget = made(field)
    for value in values:
        widget.set_value(value)
        assert widget.value() == value
        assert widget.problem() is None
    empty = () if field.many else None
    widget.set_value(empty)
    assert widget.value() == empty


ABROAD = AddressRow(
    "shipping", "Mexico", None, None, "México D.F.", None, "Mataderos 2312", "05023"
)
SUZHOU = AddressRow("registered", None, "320506", "江苏省", "苏州市", "吴中区", "星湖街 328 号")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("former_names", (FormerNameRow("泰恒"),)),
        ("addresses", (ABROAD,)),
        ("addresses", (SUZHOU,)),
        ("identifiers", (IdentifierRow("vat", "DE1"), IdentifierRow("taxpayer", "1"))),
        (
            "invoice_details",
            (InvoiceRow(True, "A", tax_rate=Decimal("0.13")), InvoiceRow(False, "B")),
        ),
        ("relations", (RelationRow(Link(3, "远东"), None, "note"),)),
        ("places", (PlaceRow(Link(3, "远东"), None, None, True),)),
    ],
)
def test_rows_of_every_type_come_back(made, name, rows):
    widget = made(row_field(name))
    widget.set_value(rows)
    assert widget.value() == rows
    widget.add()
    assert widget.value() == rows  # a row in which nothing stands is left out


@given(text=TEXTS)
@NO_FUNCTION_RESET
def test_any_text_comes_back_without_the_blanks_around_it(made, text):
    for kind in (Kind.TEXT, Kind.LONG_TEXT):
        widget = made(Field("a", "A", kind))
        widget.set_value(text)
        assert widget.value() == (text.strip() or None)


@given(day=DAYS, number=st.integers(-(10**12), 10**12), cents=st.integers(-(10**15), 10**15))
@NO_FUNCTION_RESET
def test_any_number_and_day_comes_back(made, day, number, cents):
    for kind, value in (
        (Kind.DATE, day),
        (Kind.WHOLE, number),
        (Kind.EXACT, Decimal(number).scaleb(-6)),
        (Kind.MONEY, Decimal(cents).scaleb(-2)),
    ):
        widget = made(Field("a", "A", kind))
        widget.set_value(value)
        assert widget.value() == value


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        (Kind.DATE, "明天", date(2026, 11, 23)),
        (Kind.DATE, "next Tuesday", date(2026, 11, 24)),
        (Kind.MONEY, "1.2万", Decimal(12000)),
        (Kind.MONEY, "￥１,２３４", Decimal(1234)),
        (Kind.WHOLE, "２０", 20),
        (Kind.EXACT, "1,000.5", Decimal("1000.5")),
    ],
)
def test_what_people_type_is_understood(made, kind, words, value):
    widget = made(Field("a", "A", kind))
    typed(widget.line, words)
    assert widget.value() == value
    assert widget.problem() is None


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.MONEY, Kind.WHOLE, Kind.EXACT])
def test_what_can_not_be_read_is_told_and_kept(made, kind):
    widget = made(Field("a", "A", kind))
    typed(widget.line, "有空的时候")
    assert widget.value() is None
    assert "有空的时候" in widget.problem()
    assert widget.line.text() == "有空的时候"


def test_a_rate_is_a_percentage(qtbot, place):
    widget = PercentField(RATE, place)
    qtbot.addWidget(widget)
    widget.set_value(Decimal("0.13"))
    assert widget.line.text() == "13%"
    for words in ("13", "13%", "0.13", "１３％"):
        widget.line.setText(words)
        assert widget.value() == Decimal("0.13")
    widget.line.setText("many")
    assert "not a rate" in widget.problem()


def test_retired_entries_are_offered_only_where_they_are_in_use(made):
    widget = made(Field("a", "A", Kind.CHOICE, choices="grade"))
    offered = lambda: [item.value for item in widget.combo._items]  # noqa: E731
    widget.set_value("A")
    assert offered() == ["A", "B"]
    widget.set_value("Z")
    assert offered() == ["A", "B", "Z"]
    assert widget.combo.text() == "Gone"


@pytest.mark.parametrize("words", ["小燕", "晓", "wxy", "wangxiaoyan"])
def test_people_are_found_by_fragment_pinyin_and_initials(made, qtbot, words):
    widget = made(Field("a", "A", Kind.LINK, target="user"))
    widget.show()
    widget.activateWindow()
    widget.combo.setFocus()
    typed(widget.combo, words)
    QTest.keyClick(widget.combo, Qt.Key.Key_Return)
    assert widget.value() == (Link(1) if words != "小燕" else None)


def test_records_are_searched_for_in_the_office(made, qtbot):
    widget = made(Field("a", "A", Kind.LINK, target="customer"))
    widget.show()
    widget.activateWindow()
    widget.combo.setFocus()
    typed(widget.combo, "yd")
    qtbot.waitUntil(widget.combo._list.isVisible)
    QTest.keyClick(widget.combo, Qt.Key.Key_Return)
    assert widget.value() == Link(7)
    assert widget.combo.text() == "customer yd"


@pytest.mark.qt_log_ignore("This plugin does not support")  # popups without a screen
def test_a_day_is_taken_from_the_calendar(made):
    widget = made(Field("a", "A", Kind.DATE))
    widget.show()
    widget.line.setFocus()
    QTest.keyClick(widget.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = widget.findChildren(CalendarPopup)[0]
    popup.calendar.activated.emit(QDate(2027, 1, 2))
    assert widget.value() == date(2027, 1, 2)
    assert not popup.isVisible()


def offered(widget) -> list[str]:
    """The words of the days that are offered."""
    listed = widget.days._made
    return [listed.item(row).text() for row in range(listed.count())]


def test_days_in_words_are_offered_while_one_types(made, qtbot):
    widget = made(Field("a", "A", Kind.DATE))
    widget.show()
    widget.activateWindow()
    widget.line.setFocus()
    QTest.keyClicks(widget.line, "next t")
    qtbot.waitUntil(lambda: widget.days.is_open)
    assert [words.split("   ")[0] for words in offered(widget)] == ["next Tuesday", "next Thursday"]
    QTest.keyClick(widget.line, Qt.Key.Key_Down)
    QTest.keyClick(widget.line, Qt.Key.Key_Return)
    assert not widget.days.is_open
    assert widget.value().weekday() == 3
    assert widget.line.text() == widget.value().isoformat()


def test_an_empty_box_for_a_day_offers_the_usual_ones_and_esc_takes_them_away(made, qtbot):
    widget = made(Field("a", "A", Kind.DATE))
    widget.show()
    widget.activateWindow()
    widget.line.setFocus()
    QTest.keyClick(widget.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: widget.days.is_open)
    assert offered(widget)[0].startswith("tomorrow")
    QTest.keyClick(widget.line, Qt.Key.Key_Escape)
    assert not widget.days.is_open
    assert widget.value() is None


def test_a_box_for_what_has_happened_offers_days_that_lie_behind(made, qtbot):
    widget = made(ACTIVITY.field("happened_at"))
    widget.show()
    widget.activateWindow()
    widget.line.setFocus()
    QTest.keyClick(widget.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: widget.days.is_open)
    assert [words.split("   ")[0] for words in offered(widget)][:2] == ["today", "yesterday"]
    QTest.keyClick(widget.line, Qt.Key.Key_Down)
    QTest.keyClick(widget.line, Qt.Key.Key_Return)
    yesterday = widget.place.words.today - timedelta(days=1)
    assert widget.line.text() == yesterday.isoformat()
    widget.line.setText(f"{yesterday} 15:30")
    assert f"{widget.value().astimezone(ZoneInfo(widget.place.words.zone)):%d %H:%M}" == (
        f"{yesterday:%d} 15:30"
    )


def test_enter_after_words_that_mean_a_day_is_the_form_s(made, qtbot):
    widget = made(Field("a", "A", Kind.DATE))
    widget.show()
    widget.activateWindow()
    widget.line.setFocus()
    QTest.keyClicks(widget.line, "tomorrow")
    qtbot.waitUntil(lambda: widget.days.is_open)
    went_on = []
    widget.line.returnPressed.connect(lambda: went_on.append(True))
    QTest.keyClick(widget.line, Qt.Key.Key_Return)
    assert went_on == [True]
    assert not widget.days.is_open


def test_a_colleague_is_called_in_the_text_of_a_form(made, qtbot):
    widget = made(ACTIVITY.field("content"))
    widget.show()
    widget.activateWindow()
    widget.pane.offer([Colleague(1, "lina", "李娜", True)])
    widget.pane.setFocus()
    qtbot.waitUntil(widget.pane.hasFocus)
    QTest.keyClicks(widget.pane, "@li")
    qtbot.waitUntil(lambda: widget.pane.is_offering)
    QTest.keyClick(widget.pane, Qt.Key.Key_Return)
    assert widget.value() == "@李娜"


def test_tags_end_with_a_comma_or_enter_and_are_taken_back(made):
    widget = made(Field("a", "A", Kind.TAGS))
    typed(widget.box, "VIP，展会，老")
    assert widget.value() == ("VIP", "展会", "老")
    QTest.keyClick(widget.box, Qt.Key.Key_Return)
    assert widget.box.text() == ""
    QTest.keyClick(widget.box, Qt.Key.Key_Backspace)
    assert widget.value() == ("VIP", "展会")


def test_known_tags_are_offered_by_fragment_and_pinyin_and_new_ones_stay_possible(place, qtbot):
    known = Place(replace(place.words, tags=("展会", "重点跟进")), place.finder)
    widget = widget_for(Field("a", "A", Kind.TAGS), known)
    qtbot.addWidget(widget)
    widget.show()
    typed(widget.box, "zd")
    widget.box.textEdited.emit("zd")
    offered = widget.box.offered
    assert [offered.item(row).text() for row in range(offered.count())] == ["重点跟进"]
    QTest.keyClick(widget.box, Qt.Key.Key_Down)
    QTest.keyClick(widget.box, Qt.Key.Key_Return)
    assert widget.value() == ("重点跟进",)
    assert not offered.isVisible()
    typed(widget.box, "展")
    widget.box.textEdited.emit("展")
    QTest.keyClick(widget.box, Qt.Key.Key_Return)
    assert widget.value() == ("重点跟进", "展")


def test_a_region_is_looked_up_and_fills_the_levels(made):
    widget = made(row_field("addresses"))
    editor = widget.add()
    editor.take_region(region("320506"))
    assert widget.value() == (
        AddressRow("registered", None, "320506", "江苏省", "苏州市", "吴中区"),
    )
    editor.cells["district"].line.setText("虎丘区")
    assert widget.value()[0].region_code is None


def test_a_pasted_address_is_taken_apart(made):
    widget = made(row_field("addresses"))
    editor = widget.add()
    line = editor.cells["detail"].line
    line.setText("江苏省苏州市吴中区星湖街 328 号")
    line.editingFinished.emit()
    assert widget.value() == (SUZHOU,)


def test_invoice_details_are_copied_as_six_lines(made):
    widget = made(row_field("invoice_details"))
    widget.set_value((InvoiceRow(title="恒泰", bank_account="0012"),))
    widget.editors[0].copy.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 6
    assert lines[0].endswith("恒泰")
    assert lines[5].endswith("0012")


def test_boxes_of_a_row_belong_to_its_kind(made):
    widget = made(row_field("contact_points"))
    widget.set_value((ContactPointRow("wechat", "a"), ContactPointRow("mobile", "1")))
    chat, phone = widget.editors
    assert not chat.cells["nickname"].isHidden()
    assert chat.cells["extension"].isHidden()
    assert phone.cells["nickname"].isHidden()
    assert not phone.cells["extension"].isHidden()


def test_every_box_of_a_row_says_its_name(made):
    widget = made(row_field("addresses"))
    widget.set_value((AddressRow("registered", city="苏州市"),))
    widget.show()
    names = [box.accessibleName() for box in widget.editors[0].tab_order()]
    assert all(names)
    assert "Addresses 1: City" in names
