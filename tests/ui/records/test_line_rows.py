"""Lines of a paper in their table: keys, products, what is said of a price, what can't be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cims.services.entity import Field, Link
from cims.services.line_offers import LineOffer
from cims.services.order_fields import LINES, LineRow
from cims.services.pasted_lines import Pasted, PastedRow
from cims.services.quote_fields import QUOTE_LINES, QuoteLineRow
from cims.ui.records.field_widgets import LinesField, Place
from cims.ui.records.format import Words
from cims.ui.widgets import Item
from tests.ui.records.form_office import typed

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NO = Qt.KeyboardModifier.NoModifier
Key = Qt.Key
PUMP = LineOffer(
    LineRow(Link(7, "Pump"), "Pump", Decimal(1), None, Decimal(1130), None, Decimal("0.13"), "P-7"),
    Decimal("1100"),
    Decimal("1017"),
    is_sold=True,
    list_price=Decimal(1200),
    cost=Decimal(600),
)  # fmt: skip
VALVE = LineOffer(
    LineRow(Link(8, "Valve"), "Valve", Decimal(1), None, Decimal("42"), None, None, "V-1"),
    None,
    None,
    is_sold=False,
)
KNOWN = {7: PUMP, 8: VALVE}


class Bench:
    """The field of lines with somebody's hands, where products 7 and 8 are known."""

    def __init__(self, lines: Field = LINES, *, sees_cost: bool = True) -> None:
        self.asked: list[tuple[int, Decimal]] = []
        self.copied: list[str] = []
        self.left: list[bool] = []
        self.made: list[tuple[str, Callable[[Link], None]]] = []
        self.answers: list[Callable[[], None]] | None = None  # kept back, where it is a list
        self.table = Pasted(())
        place = Place(
            Words(today=date(2026, 11, 22)),
            self._find,
            lambda _name, text: self.copied.append(text),
            self._offers,
            lambda _text, _columns, then: then(self.table),
            lambda words, then: self.made.append((words, then)),
            sees_cost=sees_cost,
        )
        self.field = LinesField(lines, place)
        self.field.left.connect(self.left.append)

    def _find(self, _entity: str, words: str, then: Callable[..., None]) -> None:
        found = [one.row.product for one in KNOWN.values() if words.lower() in one.row.name.lower()]
        items = [Item(link, link.text, "") for link in found]
        if self.answers is None:
            then(items)
        else:
            self.answers.append(lambda: then(items))

    def _offers(self, wanted, then) -> None:
        self.asked += [(one.product, one.quantity) for one in wanted]
        known = [KNOWN.get(one.product) for one in wanted]
        then(
            [
                offer and replace(offer, row=replace(offer.row, quantity=one.quantity))
                for offer, one in zip(known, wanted, strict=True)
            ]
        )

    def target(self) -> QWidget:
        return self.field.window().focusWidget() or self.field.table

    def press(self, key: Qt.Key, how=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.target(), key, how)

    def write(self, words: str) -> None:
        typed(self.target(), words)

    def cell(self, name: str, row: int = 0) -> str:
        """What stands in a cell."""
        model = self.field.model
        return str(model.index(row, model.place_of(name)).data() or "")

    def to(self, name: str, row: int = 0) -> None:
        self.field.table.go_to(row, self.field.model.place_of(name))

    def enter(self, name: str, words: str, row: int = 0) -> None:
        """Type something into a cell."""
        self.to(name, row)
        self.write(words)
        self.press(Key.Key_Return)

    def told(self, name: str, row: int = 0) -> str:
        model = self.field.model
        return model.problem(row, model.columns[model.place_of(name)])


@pytest.fixture
def bench(qtbot):
    made = Bench()
    qtbot.addWidget(made.field)
    made.field.resize(1100, 500)
    made.field.show()
    made.field.activateWindow()
    qtbot.waitUntil(made.field.isActiveWindow)
    made.field.focus_new()
    return made


def test_five_lines_take_their_words_and_enter(bench):
    for words in ("pump 3", "valve 2", "pump 10", "valve", "pump 1.5"):
        bench.write(words)
        bench.press(Key.Key_Return)
        if words == "valve":
            bench.write("7")
            bench.press(Key.Key_Return)
    rows = bench.field.value()
    assert [(row.name, row.quantity) for row in rows] == [
        ("Pump", 3), ("Valve", 2), ("Pump", 10), ("Valve", 7), ("Pump", Decimal("1.5")),
    ]  # fmt: skip
    assert rows[0] == replace(PUMP.row, quantity=Decimal(3), discount=None)
    assert bench.field.table.currentIndex().row() == 5
    bench.press(Key.Key_Return)
    assert bench.left == [True]


def test_keys_that_come_before_the_list_wait_for_it(bench):
    bench.answers = []
    bench.write("pump")
    bench.press(Key.Key_Return)
    box = bench.target()
    QTest.keyClick(box, Key.Key_1)
    QTest.keyClick(box, Key.Key_2)
    QTest.keyClick(box, Key.Key_Return)
    (answer,) = bench.answers
    answer()
    assert [(row.name, row.quantity) for row in bench.field.value()] == [("Pump", 12)]
    assert bench.field.table.currentIndex().row() == 1


def test_a_chosen_product_fills_in_its_line(bench):
    bench.write("pump")
    bench.press(Key.Key_Return)
    assert bench.field.value() == (replace(PUMP.row, discount=None),)
    assert bench.asked == [(7, Decimal(1))]


def test_what_was_typed_stays_when_the_product_is_chosen(bench):
    bench.enter("unit_price", "990")
    bench.enter("quantity", "12")
    bench.enter("product", "pump")
    (row,) = bench.field.value()
    assert (row.quantity, row.unit_price, row.name) == (12, 990, "Pump")
    assert bench.asked == [(7, Decimal(12))]


def test_another_product_takes_the_place_of_what_the_first_one_said(bench):
    bench.enter("product", "pump")
    bench.enter("model", "of our own")
    bench.enter("product", "valve")
    (row,) = bench.field.value()
    assert (row.name, row.unit_price, row.model) == ("Valve", 42, "of our own")
    assert "not sold" in bench.field.about.text()


def test_the_price_follows_the_quantity_until_one_types_another(bench):
    bench.enter("product", "pump")
    bench.enter("quantity", "10")
    assert bench.asked == [(7, Decimal(1)), (7, Decimal(10))]
    bench.enter("unit_price", "1000")
    bench.enter("quantity", "20")
    (row,) = bench.field.value()
    assert (row.quantity, row.unit_price) == (20, 1000)


def test_another_quantity_fills_in_nothing_but_the_price(bench):
    bench.enter("product", "pump")
    bench.to("tax_rate", 0)
    bench.press(Key.Key_F2)
    bench.target().clear()
    bench.press(Key.Key_Return)
    bench.enter("quantity", "10")
    (row,) = bench.field.value()
    assert (row.quantity, row.tax_rate, row.unit_price) == (10, None, 1130)


def test_a_price_is_judged_beside_the_last_one_and_the_floor(bench):
    bench.enter("product", "pump")
    told = bench.field.about.text()
    assert "List price 1,200." in told and "This customer paid 1,100 last." in told
    assert "floor" not in told
    bench.enter("unit_price", "1000")
    bench.to("unit_price")
    assert "Below the floor price of 1,017." in bench.field.about.text()
    assert bench.field.about.property("ink") == "warn"


def test_the_floor_is_that_of_the_price_after_the_discount(bench):
    bench.enter("product", "pump")
    bench.enter("discount", "85折")
    bench.to("unit_price")
    assert "Below the floor price" in bench.field.about.text()


def test_a_discount_may_be_said_the_chinese_way(bench):
    bench.enter("product", "pump")
    bench.enter("discount", "8折")
    assert bench.field.value()[0].discount == Decimal("0.2")
    assert bench.cell("discount") == "20%"
    assert bench.cell("amount") == "904.00"


def test_words_that_are_no_product_stand_on_the_line(bench):
    bench.enter("product", "Mounting on site")
    bench.write("2")
    bench.press(Key.Key_Return)
    (row,) = bench.field.value()
    assert (row.product, row.name, row.quantity) == (None, "Mounting on site", 2)


def test_a_new_product_is_made_without_leaving_the_line(bench):
    bench.write("Compressor")
    QTest.keyClick(bench.target(), Key.Key_Down)
    QTest.keyClick(bench.target(), Key.Key_Down)
    QTest.keyClick(bench.target(), Key.Key_Return)
    ((words, then),) = bench.made
    assert words == "Compressor"
    assert bench.field.value()[0].name == "Compressor"
    then(Link(8, "Valve"))
    assert bench.field.value()[0].product == Link(8)
    assert bench.field.value()[0].unit_price == 42


BAD = [
    ("quantity", "many", "not a number"),
    ("quantity", "9" * 15, "can't be"),
    ("unit_price", "1.1234567", "more than 6 decimal places"),
    ("discount", "120", "between 0 % and 100 %"),
    ("discount", "cheap", "not a rate"),
    ("tax_rate", "1300%", "between 0 % and 100 %"),
    ("planned_on", "some day", "some day"),
    ("unit", "boatload", "not in the list"),
]


@pytest.mark.parametrize(("name", "words", "sentence"), BAD)
def test_what_cannot_be_read_stays_and_says_why(bench, name, words, sentence):
    bench.enter("product", "pump")
    bench.enter(name, words)
    assert sentence in bench.told(name)
    assert sentence in (bench.field.problem() or "")
    assert bench.field.problem().startswith("Line 1: ")
    bench.to(name)
    assert bench.field.about.property("ink") == "bad"
    bench.field.table.edit(bench.field.table.currentIndex(), bench.field.table.EditTrigger(2))
    assert words in bench.target().text().replace(",", "")
    bench.target().clear()
    bench.press(Key.Key_Return)
    assert not bench.told(name) or name == "quantity"


def test_a_line_that_comes_to_more_than_fits_says_so_at_its_quantity(bench):
    bench.enter("product", "pump")
    bench.enter("unit_price", "9000000000000")
    bench.enter("quantity", "9000000000")
    assert "comes to more than fits" in bench.told("quantity")


def test_less_than_nothing_is_only_doubted(bench):
    bench.enter("product", "pump")
    bench.enter("quantity", "-3")
    bench.to("quantity")
    assert "not above zero" in bench.field.about.text()
    assert bench.field.about.property("ink") == "warn"
    assert bench.field.problem() is None


def test_a_line_without_a_price_is_doubted_unless_it_is_a_gift(quote):
    quote.field.set_value((QuoteLineRow(None, "Training", Decimal(1)),))
    quote.to("unit_price", 0)
    assert quote.field.about.text() == "No price yet."
    quote.field.work._mark("gift")
    assert quote.field.about.text() == ""


def test_a_product_that_is_gone_is_told_at_its_line(bench):
    bench.field.set_value((LineRow(Link(9, "Gone"), "Gone", Decimal(1)),))
    assert "not there any more" in (bench.field.problem() or "")
    bench.enter("product", "Gone")
    assert bench.field.problem() is None
    assert bench.field.value()[0].product is None


def test_a_stored_line_stays_when_its_product_is_gone(bench):
    stored = LineRow(Link(9, "Gone"), "Gone", Decimal(1), None, Decimal(5), id=4)
    bench.field.set_value((stored,))
    bench.to("product", 0)
    assert "not there any more" in bench.field.about.text()
    assert bench.field.about.property("ink") == "warn"
    assert bench.field.problem() is None
    bench.enter("quantity", "3")
    assert bench.field.value() == (replace(stored, quantity=Decimal(3)),)
    bench.to("product", 0)
    bench.press(Key.Key_D, CTRL)
    assert "not there any more" in (bench.field.problem() or "")


def test_stored_lines_are_not_changed_by_what_their_products_say_today(bench):
    stored = LineRow(Link(7, "Pump"), "Old pump", Decimal(2), None, None, id=5)
    bench.field.set_value((stored,))
    assert bench.field.value() == (stored,)


def test_every_step_is_taken_back_and_done_again(bench):
    bench.enter("product", "pump 2")
    bench.write("valve 1")
    bench.press(Key.Key_Return)
    both = bench.field.value()
    bench.to("product", 0)
    bench.press(Key.Key_Delete)
    assert [row.name for row in bench.field.value()] == ["Valve"]
    bench.press(Key.Key_Z, CTRL)
    assert bench.field.value() == both
    bench.press(Key.Key_Y, CTRL)
    assert [row.name for row in bench.field.value()] == ["Valve"]


def test_what_is_done_to_several_lines_is_one_step(quote):
    rows = (offered_line("A", 10), offered_line("B", 20))
    quote.field.set_value(rows)
    quote.field.table.setFocus()
    quote.field.table.selectAll()
    quote.press(Key.Key_D, CTRL)
    assert [row.name for row in quote.field.value()] == ["A", "A", "B", "B"]
    quote.press(Key.Key_Z, CTRL)
    assert quote.field.value() == rows
    quote.field.table.selectAll()
    quote.field.work._mark("optional")
    assert [row.optional for row in quote.field.value()] == [True, True]
    quote.press(Key.Key_Z, CTRL)
    assert quote.field.value() == rows
    quote.press(Key.Key_Y, CTRL)
    assert [row.optional for row in quote.field.value()] == [True, True]


def test_lines_are_moved_repeated_and_added(bench):
    bench.enter("product", "pump 2")
    bench.write("valve 1")
    bench.press(Key.Key_Return)
    bench.to("product", 1)
    bench.press(Key.Key_Up, ALT)
    assert [row.name for row in bench.field.value()] == ["Valve", "Pump"]
    assert bench.field.table.currentIndex().row() == 0
    bench.press(Key.Key_D, CTRL)
    assert [row.name for row in bench.field.value()] == ["Valve", "Valve", "Pump"]
    bench.press(Key.Key_Insert)
    assert bench.field.table.currentIndex().row() == 0
    bench.write("pump 5")
    bench.press(Key.Key_Return)
    assert [row.name for row in bench.field.value()] == ["Pump", "Valve", "Valve", "Pump"]


def test_a_repeated_line_is_another_record(bench):
    bench.field.set_value((replace(PUMP.row, id=5),))
    bench.to("product", 0)
    bench.press(Key.Key_D, CTRL)
    assert [row.id for row in bench.field.value()] == [5, None]


def test_tab_goes_along_the_cells_and_out_at_the_end(bench):
    bench.enter("product", "pump")
    bench.to("remarks", 0)
    bench.press(Key.Key_Tab)
    assert bench.field.table.currentIndex().row() == 1
    bench.press(Key.Key_Tab)
    assert bench.left == [True]
    bench.to("product", 0)
    bench.press(Key.Key_Backtab)
    assert bench.left == [True, False]


def test_a_half_typed_cell_counts_before_it_is_left(bench):
    bench.enter("product", "pump")
    bench.to("quantity")
    bench.write("25")
    assert bench.field.value()[0].quantity == 25
    assert bench.cell("quantity") == "1"


def test_a_table_from_a_spreadsheet_becomes_lines_in_one_step(bench):
    bench.table = Pasted(
        (
            PastedRow({"product": Link(7, "Pump"), "name": "Pump", "quantity": Decimal(4)}),
            PastedRow({"name": "Hose"}, {"quantity": ("a few", "“a few” is no amount.")}),
        ),
        ("合计 5,000",),
    )
    QGuiApplication.clipboard().setText("Pump\t4\nHose\ta few")
    bench.press(Key.Key_V, CTRL)
    assert [row.name for row in bench.field.value()] == ["Pump", "Hose"]
    assert bench.field.value()[0].unit_price == 1130
    assert bench.cell("quantity", 1) == "a few"
    told = bench.field.notice.words.text()
    assert "2 lines were pasted." in told and "1 cell" in told and "合计 5,000" in told
    bench.field.notice.button.click()
    assert bench.field.value() == ()


@pytest.mark.parametrize(("said", "doubt"), [(None, ""), (True, ""), (False, "without tax")])
def test_prices_that_are_not_what_the_paper_means_are_told(bench, said, doubt):
    row = PastedRow({"name": "Hose", "unit_price": Decimal(100)})
    bench.table = Pasted((row,), tax_included=said)
    QGuiApplication.clipboard().setText("Hose\t100")
    bench.press(Key.Key_V, CTRL)
    told = bench.field.notice.words.text()
    assert doubt in told and ("tax" in told) == bool(doubt)


def test_a_table_is_lines_also_while_a_cell_is_edited(bench):
    bench.table = Pasted((PastedRow({"name": "Hose", "quantity": Decimal(1)}),))
    bench.write("pu")
    QGuiApplication.clipboard().setText("品名\t数量\nHose\t1")
    bench.press(Key.Key_V, CTRL)
    assert [row.name for row in bench.field.value()] == ["Hose"]


def test_one_copied_word_goes_into_the_cell(bench):
    bench.enter("product", "pump")
    bench.to("remarks")
    QGuiApplication.clipboard().setText("urgent")
    bench.press(Key.Key_V, CTRL)
    bench.press(Key.Key_Return)
    assert bench.field.value()[0].remarks == "urgent"


def test_copied_lines_are_a_table_without_formulas(bench):
    formula = "=1+1"
    bench.field.set_value(
        (LineRow(None, formula, Decimal(-2), None, Decimal(5000), model=formula, remarks=formula),)
    )
    bench.to("product", 0)
    bench.press(Key.Key_C, CTRL)
    head, line = (one.split("\t") for one in bench.copied[0].split("\n"))
    told = dict(zip(head, line, strict=True))
    assert head[0] == "Product / description"
    assert {told[one] for one in (head[0], "Model", "Remarks")} == {"'=1+1"}
    assert (told["Quantity"], told["Amount"]) == ("-2", "-10,000.00")


def test_prices_without_tax_change_the_total_and_say_so(bench):
    bench.field.set_value(
        (LineRow(None, "Hose", Decimal(3), None, Decimal("29.50"), None, Decimal("0.13")),)
    )
    bench.field.follow({"tax_included": False, "currency": "CNY"})
    told = bench.field.notice.words.text()
    assert "¥88.50" in told and "¥11.51" in told and "¥100.01" in told
    assert bench.field.sum.total == Decimal("100.01")
    bench.field.notice.button.click()
    assert bench.field.sum.total == Decimal("88.50")
    assert bench.field.value()[0].unit_price == Decimal("26.106195")


def test_what_a_line_earns_is_net_less_cost(bench):
    bench.enter("product", "pump 2")
    assert bench.cell("profit") == "800.00"  # 2,000 net of tax, 600 each
    assert bench.field.sum.profit == 800
    bench.field.follow({"currency": "CNY", "rebate": Decimal(226)})
    assert (bench.field.sum.profit, bench.field.sum.earned_on) == (600, 1800)


def test_a_number_that_a_name_bears_is_no_quantity(bench):
    KNOWN[9] = LineOffer(LineRow(Link(9, "Bolt M8 20"), "Bolt M8 20"), None, None, is_sold=True)
    try:
        bench.write("bolt m8 20")
        bench.press(Key.Key_Return)
        assert bench.field.value()[0].quantity == 1
        bench.to("product", 1)
        bench.write("bolt 20")
        bench.press(Key.Key_Return)
    finally:
        del KNOWN[9]
    assert [row.quantity for row in bench.field.value()] == [1, 20]


@pytest.fixture
def quote(qtbot):
    """The same for the lines of a quote."""
    made = Bench(QUOTE_LINES)
    qtbot.addWidget(made.field)
    made.field.resize(1100, 500)
    made.field.show()
    made.field.activateWindow()
    qtbot.waitUntil(made.field.isActiveWindow)
    return made


def offered_line(name, price, **more):
    return QuoteLineRow(None, name, Decimal(1), None, Decimal(price), **more)


def test_headings_stand_between_the_lines_with_what_is_below_them(quote):
    rows = (
        offered_line("A", 10, heading="Machines"),
        offered_line("B", 20, heading="Machines"),
        offered_line("C", 5, heading="Service", optional=True),
        offered_line("D", 7, heading="Service", gift=True),
        offered_line("E", 1, heading="Service"),
    )
    quote.field.set_value(rows)
    assert quote.field.value() == rows
    assert [quote.cell("product", row) for row in range(7)] == [
        "Machines", "A", "B", "Service", "C", "D", "E",
    ]  # fmt: skip
    assert (quote.cell("amount", 0), quote.cell("amount", 3)) == ("30.00", "1.00")
    assert quote.field.sum.total == 31
    side = quote.field.table.verticalHeader()
    assert [quote.field.model.headerData(row, side.orientation()) for row in range(8)] == [
        "", "1", "2", "", "3", "4", "5", "+",
    ]  # fmt: skip


def test_a_line_that_is_moved_over_a_heading_goes_into_its_group(quote):
    quote.field.set_value(
        (offered_line("A", 10, heading="Machines"), offered_line("B", 20, heading="Service"))
    )
    quote.to("product", 1)
    quote.press(Key.Key_Down, ALT)
    assert [row.heading for row in quote.field.value()] == ["Service", "Service"]


def test_a_heading_is_typed_above_a_line(quote):
    quote.field.set_value((offered_line("A", 10),))
    quote.to("product", 0)
    quote.press(Key.Key_G, CTRL)
    quote.write("Machines")
    quote.press(Key.Key_Return)
    assert [row.heading for row in quote.field.value()] == ["Machines"]
    quote.press(Key.Key_Z, CTRL)
    quote.press(Key.Key_Z, CTRL)
    assert [row.heading for row in quote.field.value()] == [None]


def test_lines_are_marked_and_the_mark_is_taken_off(quote):
    quote.field.set_value((offered_line("A", 10), offered_line("B", 20)))
    quote.to("product", 1)
    quote.field.work._mark("optional")
    assert [row.optional for row in quote.field.value()] == [False, True]
    assert quote.field.sum.total == 10
    quote.field.work._mark("optional")
    quote.field.work._mark("gift")
    assert [(row.optional, row.gift) for row in quote.field.value()] == [
        (False, False), (False, True),
    ]  # fmt: skip
    assert quote.field.sum.total == 10


def test_a_rebate_is_taken_off_the_total(quote):
    quote.field.set_value((offered_line("A", 113, tax_rate=Decimal("0.13")),))
    quote.field.follow({"currency": "CNY", "tax_included": True, "rebate": Decimal(13)})
    assert quote.field.sum.total == 100


def test_a_closed_table_takes_nothing(quote):
    rows = (offered_line("A", 10),)
    quote.field.set_value(rows)
    quote.field.lock(True)
    quote.to("product", 0)
    for key, how in ((Key.Key_Delete, NO), (Key.Key_D, CTRL), (Key.Key_Insert, NO)):
        quote.press(key, how)
    quote.write("other")
    assert quote.field.value() == rows
    assert quote.field.model.rowCount() == 1


def test_who_may_not_see_costs_sees_no_profit(qtbot):
    made = Bench(QUOTE_LINES, sees_cost=False)
    qtbot.addWidget(made.field)
    assert made.field.model.place_of("profit") == -1
