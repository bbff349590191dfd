"""A product's page: its picture, its prices then and now, where it stands."""

import os
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from struct import pack

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.granted import FieldAccess
from cims.services.order_fields import LineRow
from cims.services.products import PriceRow
from cims.services.quote_fields import QuoteLineRow
from cims.services.rules.picture_files import LONGEST, MOST_BYTES, PNG_SIGN, picture_of
from cims.services.sample_pictures import drawn
from cims.ui.charts.step_line import StepLine
from cims.ui.pictures import as_kept, from_bytes, from_file, written
from cims.ui.records.record_page import RecordPage
from cims.ui.widgets import Button, ElidedLabel, Pill
from tests.factories import valid
from tests.ui.doors.conftest import ReadyFiles

PUMP = drawn("WQ50-15", 0)


@pytest.fixture
def product(write) -> int:
    return write(lambda o: o.products.add({"name": "Pump", "price": Decimal(100)}))


@pytest.fixture
def page(desk, jobs, product) -> RecordPage:
    return desk.page(jobs, "product", product)


def picture_of_product(read, product):
    found = read(lambda office: office.product_pictures.of(product))
    return found and found.data


def shown(page: RecordPage) -> bool:
    """Whether a picture stands on the page."""
    return page.view.extra.picture.box._image is not None


def photograph(side: int = 2000) -> QImage:
    """Noise, which no file makes small."""
    return QImage(os.urandom(4 * side * side), side, side, QImage.Format.Format_RGB32).copy()


def test_a_chosen_file_becomes_the_picture_and_undo_takes_it_back(
    page, read, product, qtbot, tmp_path
):
    assert not shown(page)
    path = tmp_path / "pump.bmp"
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(path))
    part = page.view.extra.picture
    part.files = ReadyFiles()
    part.files.answer = path
    toasts = []
    page._around.messages.toasted.connect(lambda words, undo: toasts.append((words, undo)))
    part.choose()
    qtbot.waitUntil(lambda: shown(page) and bool(toasts))
    kept = picture_of(picture_of_product(read, product))
    assert (kept.media_type, kept.width, kept.height) == ("image/png", 60, 40)
    words, undo = toasts[0]
    assert "Pump" in words
    undo()
    qtbot.waitUntil(lambda: not shown(page))
    assert picture_of_product(read, product) is None


def test_a_picture_is_pasted_with_the_keyboard_and_removed(page, read, product, qtbot):
    QGuiApplication.clipboard().setImage(QImage.fromData(PUMP))
    page.view.extra.picture.box.setFocus()
    QTest.keyClick(page.view.extra.picture.box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown(page))
    QTest.keyClick(page.view.extra.picture.box, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not shown(page))
    assert picture_of_product(read, product) is None


def test_an_empty_clipboard_is_told_and_nothing_changes(page, qtbot):
    QGuiApplication.clipboard().setText("no picture")
    told = []
    page._around.messages.said.connect(lambda words, _tone: told.append(words))
    page.view.extra.picture.paste()
    qtbot.waitUntil(lambda: bool(told))
    assert "clipboard" in told[0]


def drop(page: RecordPage, data: QMimeData) -> bool:
    """Drag something onto the page and let go; whether it was taken."""
    place, copy = QPoint(30, 30), Qt.DropAction.CopyAction
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, data, button, none)
    enter.ignore()
    QApplication.sendEvent(page.view, enter)
    fall = QDropEvent(place, copy, data, button, none)
    assert fall.type() == QEvent.Type.Drop
    if enter.isAccepted():
        QApplication.sendEvent(page.view, fall)
    return enter.isAccepted()


def test_a_file_dropped_anywhere_on_the_page_becomes_the_picture(page, qtbot, tmp_path):
    path = tmp_path / "pump.png"
    path.write_bytes(PUMP)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert drop(page, data)
    qtbot.waitUntil(lambda: shown(page))
    words = QMimeData()
    words.setText("hello")
    assert not drop(page, words)


def test_who_may_not_change_products_only_sees_the_picture(desk, jobs_of, product, write, acting):
    write(lambda office: office.product_pictures.put(product, PUMP))
    page = desk.page(jobs_of(acting("sales")), "product", product)
    assert shown(page)
    card = page.view.extra.picture.box.parentWidget()
    assert not card.findChildren(Button)
    data = QMimeData()
    data.setImageData(QImage.fromData(PUMP))
    assert not drop(page, data)


def test_a_hidden_picture_has_no_card(desk, jobs_of, product, write, acting):
    write(lambda office: office.product_pictures.put(product, PUMP))
    actor = acting("manager")
    rights = replace(actor.rights, closed={("product", "picture"): FieldAccess.HIDDEN})
    page = desk.page(jobs_of(replace(actor, rights=rights, rights_seq=None)), "product", product)
    assert page.view.extra.picture is None
    assert page.reading.extra.picture is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
def test_every_usual_kind_of_picture_is_taken(kind):
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("olive"))
    kept = picture_of(from_bytes(written(image, kind, 80)))
    assert (kept.width, kept.height) == (300, 200)


def test_a_large_photograph_is_made_small_enough():
    kept = picture_of(as_kept(photograph()))
    assert kept.media_type == "image/jpeg"
    assert max(kept.width, kept.height) <= LONGEST
    assert len(kept.data) <= MOST_BYTES


@pytest.mark.parametrize(("wide", "high"), [(50_000, 1), (1, 50_000)])
def test_a_picture_of_one_line_stays_one(wide, high):
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    kept = picture_of(as_kept(image))
    assert sorted((kept.width, kept.height)) == [1, LONGEST]


def test_nothing_that_a_camera_noted_is_kept():
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("navy"))
    image.setText("Location", "31.3 N 120.6 E")
    brought = written(image, "PNG", -1)
    assert b"Location" in brought
    assert b"Location" not in from_bytes(brought)


def bomb(side: int) -> bytes:
    """A small PNG file of one bit a pixel that would fill the memory."""
    head = pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((side // 8 + 1) * 100), 9)
    parts = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    return PNG_SIGN + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bomb(30_000), "million pixels"),
        (b"", "no PNG"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "no PNG"),
        (b"%PDF-1.7", "no PNG"),
    ],
)
def test_what_is_no_fit_picture_is_refused_with_a_sentence(data, words):
    with pytest.raises(CimsError, match=words):
        from_bytes(data)


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path, monkeypatch):
    with pytest.raises(CimsError, match="can't be read"):
        from_file(tmp_path / "gone.png")
    monkeypatch.setattr("cims.ui.pictures.LARGEST_FILE", 1_000)
    (tmp_path / "large.png").write_bytes(bytes(1_001))
    with pytest.raises(CimsError, match="larger than"):
        from_file(tmp_path / "large.png")


def test_the_prices_of_a_product_are_told_with_what_is_in_force(desk, jobs, product, write, clock):
    clock.pass_by(days=10)
    rows = (
        PriceRow("A", None, Decimal(90)),
        PriceRow("A", None, Decimal(95), date(2027, 1, 1)),
        PriceRow("A", Decimal(5), Decimal(80), date(2026, 1, 1)),
        PriceRow("A", Decimal(5), Decimal(85), date(2026, 6, 1)),
    )
    change = {"price": Decimal(110), "prices": rows}
    write(lambda o: o.products.save(o.products.load(product).changed(**change)))
    page = desk.page(jobs, "product", product)
    prices = page.view.extra.prices
    pills = [pill.accessibleName() for pill in prices.findChildren(Pill)]
    assert sorted(pills) == ["Coming", "In force", "In force", "Replaced"]
    (chart,) = prices.findChildren(StepLine)
    assert chart.accessibleName() == "Usual price: 2026-11-22 100.00; 2026-12-02 110.00"


def test_a_product_tells_on_which_papers_it_stands_as_far_as_one_may_see(
    desk, opened, jobs, jobs_of, product, write, acting, template
):
    def furnish(office):
        mine, other = (office.customers.add(valid("customer")) for _n in "ab")
        lines = (LineRow(Link(product), quantity=Decimal(3), unit_price=Decimal(100)),)
        for customer, owner in ((mine, template.people["sales"]), (other, opened.actor.user_id)):
            values = {"customer": Link(customer), "owner": Link(owner), "lines": lines}
            office.orders.add({**values, "state": OrderState.CONFIRMED})
        quoted = (QuoteLineRow(Link(product), quantity=Decimal(2), unit_price=Decimal(99)),)
        office.quotes.add({"customer": Link(other), "lines": quoted})
        office.opportunities.add({"name": "Deal", "customer": Link(other),
                                  "product": Link(product)})  # fmt: skip

    write(furnish)
    page = desk.page(jobs, "product", product)
    opens = page.view.extra.usage.findChildren(Button)
    assert len(opens) == 4
    page = desk.page(jobs_of(acting("sales")), "product", product)
    usage = page.view.extra.usage
    assert len(usage.findChildren(Button)) == 1
    assert "3 × 100.00" in [one.text() for one in usage.findChildren(QLabel)]
    title, under = (one.text() for one in usage.findChildren(ElidedLabel))
    assert title and title not in under
    asked = []
    page.record_asked.connect(lambda *what: asked.append(what[0]))
    usage.findChildren(Button)[0].click()
    assert asked == ["order"]


def test_two_products_of_one_name_and_model_are_told_while_one_types(desk, jobs, write, qtbot):
    values = {"name": "Valve", "model": "H76"}
    write(lambda office: office.products.add(values))
    page = desk.page(jobs, "product", 0)
    page.form.take_values({"name": "Valve"})
    page.form._paused()
    qtbot.wait(50)
    assert not page.form.hint.isVisible()
    page.form.take_values({"model": "H76"})
    page.form._paused()
    qtbot.waitUntil(page.form.hint.isVisible)
    told = [one.text() for one in page.form.hint.findChildren(ElidedLabel)]
    assert told == ["Valve"]
