"""An order's page and list make papers: preview, PDF, Word, picture, dragged out; each counts."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from PySide6.QtCore import QPoint, Qt, QThread
from PySide6.QtGui import QDrag, QGuiApplication, QPageLayout
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from cims.services.entity import Link
from cims.services.granted import Taking
from cims.services.order_fields import ORDER, LineRow
from cims.services.paper_templates.templates import PaperKind
from cims.services.rights import Action
from cims.ui import handed_out
from cims.ui.file_asker import FileAsker
from cims.ui.printing import paper_page
from cims.ui.printing.marking import lay_out


@pytest.fixture
def order(write) -> int:
    def work(office) -> int:
        customer = office.customers.add({"name": "苏州恒泰有限公司", "short_name": "恒/泰"})
        line = LineRow(name="立式泵", quantity=Decimal(3), unit_price=Decimal("33.33"))
        return office.orders.add({"customer": Link(customer), "lines": (line,)})

    return write(work)


@pytest.fixture
def page(desk, jobs, order):
    made = desk.page(jobs, "order", order)
    desk.qtbot.waitUntil(lambda: len(made.commands.papers.templates) == 2)
    return made


@pytest.fixture
def printed(read):
    """How many records were printed today."""
    return lambda: read(lambda office: office.day_use._used(Taking.PRINT))


def asked_for(file, monkeypatch):
    asked = []

    def answer(_self, _window, _title, name, _pattern, then):
        asked.append(name)
        then(file)

    monkeypatch.setattr(FileAsker, "to_save", answer)
    return asked


def test_a_pdf_is_named_after_customer_kind_and_number(
    page, desk, order, read, printed, tmp_path, monkeypatch
):
    file = tmp_path / "order.pdf"
    asked = asked_for(file, monkeypatch)
    page.view.asked.emit("pdf")
    desk.qtbot.waitUntil(lambda: bool(desk.toasts))
    code = read(lambda office: office.orders.load(order)).values["code"]
    assert asked == [f"恒泰_订单_{code}.pdf"]
    with pypdfium2.PdfDocument(file) as document:
        text = "".join(one.get_textpage().get_text_bounded() for one in document)
    assert "立式泵" in text and "人民币玖拾玖元玖角玖分" in text
    desk.qtbot.waitUntil(lambda: printed() == 1)


def test_a_word_file_is_written(page, desk, printed, tmp_path, monkeypatch):
    file = tmp_path / "order.docx"
    asked_for(file, monkeypatch)
    page.view.asked.emit("word")
    desk.qtbot.waitUntil(lambda: bool(desk.toasts))
    assert "立式泵" in Document(BytesIO(file.read_bytes())).tables[1].rows[1].cells[1].text
    desk.qtbot.waitUntil(lambda: printed() == 1)


def test_a_place_that_can_not_be_written_to_is_told(page, desk, tmp_path, monkeypatch):
    asked_for(tmp_path / "none" / "order.pdf", monkeypatch)
    page.view.asked.emit("pdf")
    desk.qtbot.waitUntil(lambda: bool(desk.said))
    assert "can't be written" in desk.said[0]


def test_one_click_copies_the_paper_as_a_picture(page, desk, printed):
    page.view.buttons["picture"].click()
    desk.qtbot.waitUntil(lambda: bool(desk.toasts))
    image = QGuiApplication.clipboard().image()
    assert image.width() > 1000 and image.height() > 1500
    desk.qtbot.waitUntil(lambda: printed() == 1)


def shown_preview(page, desk):
    """The preview that opens, with what each of its drawings came to: pages."""
    page.handlers()["page.print"]()
    desk.qtbot.waitUntil(lambda: bool(page.findChildren(QPrintPreviewDialog)))
    dialog = page.findChildren(QPrintPreviewDialog)[0]
    return dialog, dialog.findChild(QPrintPreviewWidget)


def to_file(dialog, file):
    """What the Print button does once a PDF printer is chosen."""
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(file))
    dialog.findChild(QPrintPreviewWidget).print_()
    dialog.accept()


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_only_what_is_really_printed_counts(page, desk, printed, tmp_path):
    dialog, _shown = shown_preview(page, desk)
    dialog.reject()
    assert printed() == 0  # looked at, not printed
    dialog, _shown = shown_preview(page, desk)
    to_file(dialog, tmp_path / "a.pdf")
    desk.qtbot.waitUntil(lambda: bool(desk.toasts))
    assert desk.toasts[0][0] == "Sent to the printer."
    desk.qtbot.waitUntil(lambda: printed() == 1)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        assert "立式泵" in document[0].get_textpage().get_text_bounded()


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_over_the_cap_the_preview_prints_nothing(page, desk, write, tmp_path):
    cap_prints(write)
    dialog, _shown = shown_preview(page, desk)
    to_file(dialog, tmp_path / "a.pdf")
    desk.qtbot.waitUntil(lambda: bool(desk.said))
    assert "Nothing more may be printed today" in desk.said[0]
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint", "QPainter")
def test_a_printer_that_takes_nothing_is_told(page, desk, monkeypatch):
    monkeypatch.setattr(paper_page, "print_pages", lambda *_all: False)
    monkeypatch.setattr(QPrinter, "outputFormat", lambda _printer: None)
    dialog, shown = shown_preview(page, desk)
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    shown.print_()
    dialog.accept()
    desk.qtbot.waitUntil(lambda: bool(desk.said))
    assert "printer doesn't take the paper" in desk.said[0]


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_pages_of_another_size_are_laid_out_on_a_worker(page, desk, monkeypatch):
    threads = []

    def recorded(document, whole):
        threads.append(QThread.currentThread())
        return lay_out(document, whole)

    monkeypatch.setattr(paper_page, "lay_out", recorded)
    dialog, shown = shown_preview(page, desk)
    painted = []
    dialog.paintRequested.connect(painted.append)
    shown.setOrientation(QPageLayout.Orientation.Landscape)
    assert len(painted) == 1  # a word that the pages are coming
    desk.qtbot.waitUntil(lambda: len(painted) == 2)
    dialog.reject()
    assert len(threads) == 2 and QThread.currentThread() not in threads


def test_the_pdf_is_dragged_out_and_its_file_does_not_stay(
    page, desk, printed, tmp_path, monkeypatch
):
    monkeypatch.setattr(handed_out, "folder", lambda: tmp_path / "out")
    dropped = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, _how: dropped.append(drag.mimeData().urls()))
    button = page.view.drag
    middle = button.rect().center()
    QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=middle)
    desk.qtbot.waitUntil(lambda: button._made is not None)
    assert printed() == 0  # nothing left yet
    QTest.mouseMove(button, middle + QPoint(60, 0))
    desk.qtbot.waitUntil(lambda: bool(dropped))
    file = tmp_path / "out" / dropped[0][0].fileName()
    assert file.name.startswith("恒泰_订单_") and file.read_bytes().startswith(b"%PDF")
    assert file.parent.stat().st_mode & 0o077 == 0
    desk.qtbot.waitUntil(lambda: printed() == 1)
    handed_out.empty()
    assert not file.exists()


def test_a_paper_that_is_drawn_too_late_is_not_dragged_in_anothers_place(page, desk, order):
    button = page.view.drag
    late = []
    button._commands.with_pdf(order, lambda paper, pdf: late.append((paper, pdf)))
    desk.qtbot.waitUntil(lambda: bool(late))
    button.show_record(order + 1)
    button._ready(*late[0])
    assert button._made is None
    button.show_record(order)
    button._ready(*late[0])
    assert button._made == late[0]


def test_a_click_on_the_handle_says_how_it_is_used(page, desk):
    page.view.drag.click()
    assert "drag the PDF" in desk.toasts[0][0]


def test_who_may_not_print_finds_everything_closed(desk, jobs_of, acting, order):
    jobs = jobs_of(acting("auditor"))
    page = desk.page(jobs, "order", order)
    assert "page.print" not in page.handlers()
    assert "may not print" in page.refusals()["page.print"]
    assert not page.view.drag.isEnabled()
    assert not page.view.buttons["picture"].isEnabled()
    menu = QMenu()
    page.commands.papers.fill(menu, order)
    assert not any(entry.isEnabled() for entry in menu.actions()[:4])


@pytest.mark.parametrize(("role", "has_more"), [("auditor", False), ("administrator", True)])
def test_the_menu_of_steps_is_there_for_who_may_take_one(
    desk, jobs_of, acting, write, role, has_more
):
    quote = write(lambda o: o.quotes.add({"customer": Link(o.customers.add({"name": "恒泰"}))}))
    page = desk.page(jobs_of(acting(role)), "quote", quote)
    assert "send" in page.view.extra.buttons
    assert ("more" in page.view.extra.buttons) is has_more


def cap_prints(write):
    def cap(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.PRINT: 0}))

    write(cap)


def test_over_the_cap_nothing_leaves(page, desk, write, tmp_path, monkeypatch, template):
    cap_prints(write)
    file = tmp_path / "order.pdf"
    asked_for(file, monkeypatch)
    page.view.asked.emit("pdf")
    desk.qtbot.waitUntil(lambda: bool(desk.said))
    assert "Nothing more may be printed today" in desk.said[0]
    assert not file.exists()


def test_other_templates_stand_in_the_menu(page, desk, order, write):
    page.view.menu.aboutToShow.emit()
    assert [entry.text() for entry in page.view.others.actions()] == ["Order confirmation"]

    def retire(office):
        other = office.paper_templates.usable(PaperKind.ORDER)[1]
        office.paper_templates.save(other.changed(retired=True))

    page._jobs.write(retire)
    desk.qtbot.waitUntil(lambda: len(page.commands.papers.templates) == 1)
    page.view.menu.aboutToShow.emit()
    assert not page.view.others.menuAction().isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_the_list_prints_the_order_where_the_keyboard_is(order, jobs, list_of, qtbot):
    page = list_of(jobs, ORDER)
    page.view.selectRow(0)
    menu = page.commands.menu()
    words = [entry.text() for entry in menu.actions()]
    assert {"Print", "Save as PDF", "Copy as picture", "Save as Word"} <= set(words)
    page.commands.handlers()["page.print"]()
    qtbot.waitUntil(lambda: bool(page.findChildren(QPrintPreviewDialog)))
    page.findChildren(QPrintPreviewDialog)[0].reject()
    assert jobs.actor.may(Action.PRINT, "order")
