"""Lines of an order in its form: what a product fills in, what is said of its price."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.services.entity import Link
from cims.services.line_offers import LineOffer
from cims.services.order_fields import LINES, LineRow
from cims.ui.records.field_widgets import Place, widget_for
from cims.ui.records.format import Words

PUMP = LineOffer(
    LineRow(Link(7, "Pump"), "Pump", Decimal(1), None, Decimal(1130), None, Decimal("0.13"), "P-7"),
    Decimal("1100"),
    Decimal("1017"),
    is_sold=True,
)  # fmt: skip
VALVE = LineOffer(
    LineRow(Link(8, "Valve"), "Valve", Decimal(1), None, Decimal("42"), None, None, "V-1"),
    None,
    None,
    is_sold=False,
)


@pytest.fixture
def lines(qtbot):
    """The field of lines, where products 7 and 8 are known."""
    asked = []

    def offers(product, quantity, then):
        asked.append((product, quantity))
        offer = {7: PUMP, 8: VALVE}[product]
        then(replace(offer, row=replace(offer.row, quantity=quantity)))

    words = Words(today=date(2026, 11, 22))
    widget = widget_for(LINES, Place(words, lambda *_told: None, offers=offers))
    qtbot.addWidget(widget)
    widget.show()
    widget.asked = asked
    return widget


def choose(editor, offer):
    editor.cells["product"].set_value(offer.row.product)
    editor.cells["product"].changed.emit()


def test_a_chosen_product_fills_in_its_line(lines):
    choose(lines.add(), PUMP)
    (row,) = lines.value()
    assert row == replace(PUMP.row, discount=None)
    assert lines.asked == [(7, Decimal(1))]


def test_what_was_typed_stays_when_the_product_is_chosen(lines):
    editor = lines.add()
    editor.cells["quantity"].set_value(Decimal(12))
    editor.cells["unit_price"].set_value(Decimal(990))
    choose(editor, PUMP)
    (row,) = lines.value()
    assert (row.quantity, row.unit_price, row.name) == (12, 990, "Pump")
    assert lines.asked == [(7, Decimal(12))]


def test_another_product_takes_the_place_of_what_the_first_one_said(lines):
    editor = lines.add()
    choose(editor, PUMP)
    editor.cells["model"].set_value("of our own")
    choose(editor, VALVE)
    (row,) = lines.value()
    assert (row.name, row.unit_price, row.model) == ("Valve", 42, "of our own")
    assert "not sold" in editor.about.text()


def test_a_price_is_judged_beside_the_last_one_and_the_floor(lines):
    editor = lines.add()
    choose(editor, PUMP)
    assert "1,100" in editor.about.text() and "floor" not in editor.about.text()
    editor.cells["unit_price"].set_value(Decimal(1000))
    editor.cells["unit_price"].changed.emit()
    assert "Below the floor price of 1,017." in editor.about.text()
    assert editor.about.property("ink") == "warn"


def test_only_the_row_that_is_wrong_is_marked(lines):
    lines.set_value((PUMP.row, replace(VALVE.row, quantity=None)))
    lines.show_wrong(True)
    marks = [editor.key_boxes()[0].property("wrong") for editor in lines.editors]
    assert marks == [False, True]
    lines.show_wrong(False)
    assert not any(editor.key_boxes()[0].property("wrong") for editor in lines.editors)


def test_a_discount_may_be_said_the_chinese_way(lines):
    editor = lines.add()
    editor.cells["discount"].line.setText("8折")
    assert editor.cells["discount"].value() == Decimal("0.2")
