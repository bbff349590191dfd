"""Whatever leaves a record by the clipboard is counted, by button, key, menu or form; over the cap
nothing leaves, and nobody is told that it did."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from cims.services.customers import InvoiceRow
from cims.services.granted import Taking
from cims.services.quote_fields import QuoteLineRow
from cims.ui.records.field_widgets.invoice_rows import InvoiceEditor
from cims.ui.widgets import IconButton
from tests.ui.records.form_office import Desk

REMARKS = "Second stage, decided by the end of the year"
NOTHING_MORE = "Nothing more may be copied"


@pytest.fixture
def desk(qtbot, messages, appearance):
    QGuiApplication.clipboard().clear()
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


@pytest.fixture
def firm(write):
    details = (InvoiceRow(title="Aurora Ltd", taxpayer_id="91110000600037341L"),)
    values = {"name": "Aurora", "remarks": REMARKS, "invoice_details": details}
    return write(lambda o: o.customers.add(values))


def cap(write, most):
    def work(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.COPY: most}))

    write(work)


def pasted():
    return QGuiApplication.clipboard().text()


def words_of(page, text):
    return next(one for one in page.findChildren(QLabel) if one.text() == text)


def copied(read):
    entries = read(lambda o: o.audit_log.entries(limit=20)).entries
    return [one.sentence for one in entries if one.action == "copy"]


def test_selected_words_are_counted_when_they_are_copied(qtbot, desk, jobs, firm, write, read):
    cap(write, 1)
    page = desk.page(jobs, id_=firm)
    words = words_of(page, REMARKS)
    words.setFocus()
    words.setSelection(0, 12)
    QTest.keyClick(words, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pasted() == "Second stage")
    assert len(copied(read)) == 1
    QGuiApplication.clipboard().clear()
    QTest.keyClick(words, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(NOTHING_MORE in one for one in desk.said))
    assert pasted() == ""


def test_the_menu_over_selected_words_is_ours(qtbot, desk, jobs, firm, write, monkeypatch):
    cap(write, 0)
    page = desk.page(jobs, id_=firm)
    words = words_of(page, REMARKS)
    monkeypatch.setattr(QMenu, "popup", lambda *_where: None)  # no keyboard to grab offscreen
    reason, spot = QContextMenuEvent.Reason.Mouse, QPoint(3, 3)
    QApplication.sendEvent(words, QContextMenuEvent(reason, spot, words.mapToGlobal(spot)))
    (menu,) = words.findChildren(QMenu)
    assert [one.text() for one in menu.actions()] == ["Copy", "Select all"]
    menu.actions()[1].trigger()
    assert words.selectedText() == REMARKS
    menu.actions()[0].setEnabled(True)
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: any(NOTHING_MORE in one for one in desk.said))
    assert pasted() == ""


def test_selected_words_can_not_be_dragged_away(desk, jobs, firm):
    words = words_of(desk.page(jobs, id_=firm), REMARKS)
    words.setSelection(0, 12)
    QTest.mousePress(words, Qt.MouseButton.LeftButton, pos=QPoint(10, words.height() // 2))
    assert not words.hasSelectedText()
    QTest.mouseRelease(words, Qt.MouseButton.LeftButton, pos=QPoint(10, words.height() // 2))


def test_six_lines_of_a_form_are_counted(qtbot, desk, jobs, firm, write, read):
    cap(write, 1)
    form = desk.form(jobs, id_=firm)
    (editor,) = form.findChildren(InvoiceEditor)
    editor.copy.click()
    qtbot.waitUntil(lambda: "91110000600037341L" in pasted())
    assert len(copied(read)) == 1
    QGuiApplication.clipboard().clear()
    editor.copy.click()
    qtbot.waitUntil(lambda: any(NOTHING_MORE in one for one in desk.said))
    assert pasted() == ""


def test_nobody_is_told_that_something_was_copied_that_was_not(qtbot, desk, jobs, firm, write):
    cap(write, 0)
    page = desk.page(jobs, id_=firm)
    copy = next(one for one in page.findChildren(IconButton) if one.accessibleName() == "Copy Name")
    copy.click()
    qtbot.waitUntil(lambda: any(NOTHING_MORE in one for one in desk.said))
    assert desk.toasts == [] and pasted() == ""


def test_what_is_typed_into_a_new_record_is_nobodys_yet(qtbot, desk, jobs, write, read):
    cap(write, 0)
    form = desk.form(jobs)
    details = (InvoiceRow(title="New Ltd"),)
    form.take_values({"name": "New", "invoice_details": details})
    (editor,) = form.findChildren(InvoiceEditor)
    editor.copy.click()
    qtbot.waitUntil(lambda: "New Ltd" in pasted())
    assert copied(read) == []


def test_lines_of_a_paper_that_is_read_are_counted_too(qtbot, desk, jobs, write, read):
    cap(write, 1)
    lines = (QuoteLineRow(name="Pump", quantity=Decimal(1), unit_price=Decimal(5)),)
    quote = write(lambda o: o.quotes.add({"lines": lines}))
    table = desk.page(jobs, "quote", quote).view.extra.lines.table
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Pump" in pasted())
    assert len(copied(read)) == 1
    QGuiApplication.clipboard().clear()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(NOTHING_MORE in one for one in desk.said))
    assert pasted() == ""
