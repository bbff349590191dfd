"""Jobs 6 to 9 of the office: a quote of five lines, the same order again, a picture, an order."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog

from cims.services.entity import Link
from cims.services.order_fields import LineRow
from cims.services.quote_fields import QuoteLineRow
from cims.ui.file_asker import FileAsker
from cims.ui.records.record_page import RecordPage
from tests.factories import valid
from tests.journeys.hands import CTRL, SPARE, Hands, hands
from tests.ui.conftest import appearance, messages, themed

__all__ = ["appearance", "hands", "messages", "themed"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "QPrint", extend=True)
GOODS = ("不锈钢离心泵", "机械密封圈", "变频器", "压力表", "年度维保服务")
TYPED = ("bxg 2", "jxmf 10", "bpq 1", "ylb 4", "ndwb 1")  # pinyin or initials, and how many
FIRM = "苏州恒泰智能装备有限公司"


@pytest.fixture
def customer(opened) -> int:
    """A customer, and five products that one may sell."""
    with opened.database.write(opened.actor) as inside:
        for n, name in enumerate(GOODS, 1):
            inside.products.add(
                valid("product", name=name, model=f"M-{n}", price=Decimal(100 * n), prices=())
            )
        return inside.customers.add(valid("customer", name=FIRM))


def five_lines(hands: Hands, customer: int) -> RecordPage:
    """A new quote from the customer's page: one click, and for each line its words and Enter."""
    page = hands.record("customer", customer)
    hands.used = 0
    hands.click(page.view.buttons["new_quote"])
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    for words in TYPED:
        hands.write(words)
        hands.press(Qt.Key.Key_Return)
        hands.settle()
    assert hands.used == 1 + len(TYPED)
    return new


def has_lines(read: Callable[..., object], quote: int) -> bool:
    lines = read(lambda office: office.quotes.lines_of(quote))
    assert isinstance(lines, tuple)
    return [(line.name, f"{line.quantity:f}") for line in lines] == [
        (name, words.split()[1]) for name, words in zip(GOODS, TYPED, strict=True)
    ]


def test_a_quote_of_five_lines_is_ready_to_print(hands, customer, read):
    new = five_lines(hands, customer)
    hands.press(Qt.Key.Key_P, CTRL)
    hands.until(lambda: hands.page is not new)
    saved = hands.page
    hands.until(lambda: bool(saved.findChildren(QPrintPreviewDialog)))
    ideal = 1 + len(TYPED) + 1
    assert hands.used <= ideal + SPARE
    assert hands.used == ideal
    assert has_lines(read, saved.record_id)
    saved.findChildren(QPrintPreviewDialog)[0].reject()


def test_a_quote_of_five_lines_is_a_pdf(hands, customer, read, tmp_path, monkeypatch):
    file, asked = tmp_path / "quote.pdf", []

    def answer(_self, _window, _title, name: str, _pattern, then: Callable[[Path], None]) -> None:
        asked.append(name)
        hands.used += 1  # Enter in the system's own dialog
        then(file)

    monkeypatch.setattr(FileAsker, "to_save", answer)
    new = five_lines(hands, customer)
    hands.click(new.form.foot.pdf)
    hands.until(file.exists)
    hands.settle()
    ideal = 1 + len(TYPED) + 1
    assert hands.used <= ideal + SPARE
    assert asked[0].startswith("苏州恒泰") and "_报价" in asked[0]
    with pypdfium2.PdfDocument(file) as document:
        text = "".join(one.get_textpage().get_text_bounded() for one in document)
    assert all(name in text for name in GOODS)


def test_the_last_order_is_had_again_by_one_click(hands, customer, opened, read):
    with opened.database.write(opened.actor) as inside:
        row = LineRow(None, "不锈钢离心泵", Decimal(5), unit_price=Decimal(1130))
        inside.orders.add({"customer": Link(customer), "lines": (row,)})
    page = hands.record("customer", customer)
    hands.used = 0
    hands.click(page.view.buttons["again"])
    hands.until(lambda: hands.page is not page)
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    assert hands.used == 1 <= 1 + SPARE
    assert [(one.name, one.quantity) for one in new.form.lines.value()] == [("不锈钢离心泵", 5)]
    assert len(read(lambda office: office.orders.listing().ids)) == 2


@pytest.fixture
def quote(opened, customer) -> int:
    """A quote that was sent."""
    with opened.database.write(opened.actor) as inside:
        row = QuoteLineRow(None, "不锈钢离心泵", Decimal(5), unit_price=Decimal(1130))
        made: int = inside.quotes.add({"customer": Link(customer), "lines": (row,)})
        return int(inside.quotes.send(made))


def test_a_quote_goes_into_a_chat_by_one_click(hands, quote):
    page = hands.record("quote", quote)
    hands.used = 0
    QGuiApplication.clipboard().clear()
    hands.click(page.view.buttons["picture"])
    hands.until(lambda: not QGuiApplication.clipboard().image().isNull())
    assert hands.used == 1 <= 1 + SPARE
    picture = QGuiApplication.clipboard().image()
    assert picture.width() > 1000


def test_a_quote_becomes_an_order_by_one_click(hands, quote, read):
    page = hands.record("quote", quote)
    hands.used = 0
    hands.click(page.view.extra.buttons["to_order"])
    hands.until(lambda: hands.page is not page)
    order = hands.shown()
    assert hands.used == 1 <= 1 + SPARE
    assert order.plan.entity.name == "order"
    lines = read(lambda office: office.orders.lines_of(order.record_id))
    assert [(line.name, line.quantity) for line in lines] == [("不锈钢离心泵", 5)]
    assert read(lambda office: office.quotes.load(quote)).values["state"] == "accepted"
