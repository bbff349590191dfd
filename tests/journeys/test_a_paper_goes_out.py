"""Job 8 of the office, and the end of job 6: a quote as picture and as paper, counted in keys."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog

from cims.services.entity import Link
from cims.services.quote_fields import QuoteLineRow
from cims.ui import handed_out
from cims.ui.records.record_page import RecordPage
from tests.journeys.hands import CTRL, SPARE, Hands, hands
from tests.ui.conftest import appearance, messages, themed

__all__ = ["appearance", "hands", "messages", "themed"]
IDEAL = 1


@pytest.fixture
def quote(write) -> int:
    def work(office) -> int:
        customer = office.customers.add({"name": "苏州恒泰有限公司"})
        line = QuoteLineRow(name="立式泵", quantity=Decimal(2), unit_price=Decimal(6800))
        return office.quotes.add({"customer": Link(customer), "lines": (line,)})

    return write(work)


def opened_page(hands: Hands, quote: int) -> RecordPage:
    hands.session.window.documents.open("quote", quote, "")
    page = hands.page
    assert isinstance(page, RecordPage)
    hands.until(lambda: page.reading is not None)
    hands.settle()
    return page


def test_one_click_puts_the_quote_on_the_clipboard(quote, hands) -> None:
    QGuiApplication.clipboard().clear()
    page = opened_page(hands, quote)
    hands.click(page.view.buttons["picture"])
    hands.until(lambda: not QGuiApplication.clipboard().image().isNull())
    assert hands.used <= IDEAL + SPARE


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_one_chord_shows_the_paper(quote, hands) -> None:
    page = opened_page(hands, quote)
    hands.press(Qt.Key.Key_P, CTRL)
    hands.until(lambda: bool(page.findChildren(QPrintPreviewDialog)))
    assert hands.used <= IDEAL + SPARE
    page.findChildren(QPrintPreviewDialog)[0].reject()


def test_what_was_handed_out_is_gone_once_somebody_signs_in(
    qtbot, opened, appearance, monkeypatch, tmp_path, request
) -> None:
    monkeypatch.setattr(handed_out, "folder", lambda: tmp_path / "out")
    file = handed_out.hand_out("quote.pdf", b"%PDF")
    session = request.getfixturevalue("hands").session
    assert file.exists()
    session.start()
    assert not file.exists()
    session.leaving.stop()
    session.upkeep.stop()
