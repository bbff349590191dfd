"""Sheets on paper: words are words, whatever they look like."""

import pypdfium2
import pytest
from PySide6.QtCore import QSizeF, QUrl
from PySide6.QtGui import QPageRanges, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from cims.ui.printing.marking import keep_together, print_pages
from cims.ui.printing.paper import show_preview, write_pdf
from cims.ui.printing.sheet import Line, Part, Sheet, document_of, html_of
from cims.ui.theme import Mode
from tests.ui.walk import INJECTIONS


def sheet(words: str) -> Sheet:
    return Sheet(words, words, (Part(words, (Line(words, words),)),), words)


def written(sheet: Sheet, file) -> None:
    write_pdf(document_of(sheet), sheet.title, file)


def text_of(file) -> str:
    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_pdf_holds_the_chinese_name(qapp, tmp_path):
    written(sheet("苏州恒泰智能装备有限公司"), tmp_path / "a.pdf")
    assert "苏州恒泰智能装备有限公司" in text_of(tmp_path / "a.pdf")


def test_line_breaks_are_kept(qapp, tmp_path):
    written(Sheet("t", "s", (Part("p", (Line("l", "one\ntwo"),)),)), tmp_path / "a.pdf")
    lines = text_of(tmp_path / "a.pdf").split()
    assert lines.index("two") == lines.index("one") + 1


@pytest.mark.parametrize("words", INJECTIONS)
def test_markup_in_names_is_printed_as_it_is(qapp, words):
    document = document_of(sheet(words))
    plain = document.toPlainText()
    assert plain.count("\ufffc") == 0  # no picture was put in
    shown = "".join(plain.split())
    assert "".join(words.split()) in shown
    assert "<img" not in html_of(sheet(words))


def test_nothing_is_loaded_from_disk_or_net(qapp, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"x")
    document = document_of(sheet("a"))
    assert document.resource(2, QUrl.fromLocalFile(str(picture))) is None


def test_a_place_that_can_not_be_written_to_is_told(qapp, tmp_path):
    with pytest.raises(OSError, match="."):
        written(sheet("a"), tmp_path / "nowhere" / "a.pdf")


def test_every_page_bears_the_mark_at_its_foot_and_across(qapp, tmp_path):
    lines = tuple(Line("label", "words") for _n in range(120))
    long = Sheet("Firm", "sheet", (Part("all", lines),), mark="taken by Ada")
    write_pdf(document_of(long), long.title, tmp_path / "a.pdf", mark=long.mark)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) > 2
    assert all("taken by Ada" in text for text in pages)  # the tilted one mixes with the words
    assert pages[-1].count("taken by Ada") == 2


def test_no_line_is_lost_between_marked_pages(qapp, tmp_path):
    lines = tuple(Line("label", "words") for _n in range(120))
    long = Sheet("Firm", "sheet", (Part("all", lines),))
    write_pdf(document_of(long), long.title, tmp_path / "a.pdf", mark=" ")
    assert text_of(tmp_path / "a.pdf").count("words") == 120


def pages_of(document, page):
    """Where each text of a laid-out document stands: the pages of its first and last line."""
    layout, block, found = document.documentLayout(), document.begin(), {}
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        found[block.text()] = {rect.top() // page, (rect.bottom() - 1) // page}
        block = block.next()
    return found


def test_short_parts_are_not_torn_and_no_heading_stands_alone(qapp):
    def part(title, rows):
        return Part(title, tuple(Line("", f"{title}.{n}") for n in range(rows)))

    short, page, moved = [part(f"short {n}", 6) for n in range(12)], 850, 0
    for before in range(13):
        sheet = Sheet("Paper", "", (*short[:before], part("long", 70)))
        document = document_of(sheet)
        document.setPageSize(QSizeF(600, page))
        torn = document.pageCount()
        keep_together(document)
        at = pages_of(document, page)
        for one in sheet.parts:
            wanted = one.lines if one.title != "long" else one.lines[:1]
            together = at[one.title].union(*(at[line.text] for line in wanted))
            assert len(together) == 1, (before, one.title, together)
        moved += document.pageCount() > torn
    assert moved


def test_what_is_printed_keeps_its_parts_together(qapp, tmp_path):
    lines = tuple(Line("", f"{n}") for n in range(6))
    document = document_of(Sheet("Paper", "", tuple(Part(f"{n}", lines) for n in range(12))))
    write_pdf(document, "Paper", tmp_path / "paper.pdf")
    block, breaks = document.begin(), 0
    while block.isValid():
        breaks += bool(block.blockFormat().pageBreakPolicy())
        block = block.next()
    assert breaks == document.pageCount() - 1


@pytest.mark.parametrize("mark", ["", "CIMS"])
def test_paper_looks_the_same_from_every_theme(qapp, appearance, tmp_path, mark):
    looks = []
    for mode in (Mode.LIGHT, Mode.DARK):
        appearance.choose(mode=mode)
        write_pdf(document_of(sheet("words")), "title", tmp_path / "a.pdf", mark=mark)
        with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pages:
            looks.append(bytes(pages[0].render(scale=2).buffer))
    assert looks[0] == looks[1]


@pytest.mark.parametrize("mark", ["", "CIMS"])
def test_printed_paper_has_the_margins_of_a_pdf_and_numbers(qtbot, tmp_path, mark):
    owner = QWidget()
    qtbot.addWidget(owner)
    lines = tuple(Line("label", "words") for _n in range(120))
    show_preview(Sheet("Firm", "sheet", (Part("all", lines),), mark=mark), owner)
    (dialog,) = owner.findChildren(QPrintPreviewDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "a.pdf"))
    dialog.paintRequested.emit(printer)
    dialog.reject()
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pages:
        assert len(pages) > 2
        for number, page in enumerate(pages, 1):
            text = page.get_textpage()
            assert f"{number}/{len(pages)}" in text.get_text_bounded().replace(" ", "")
            left = min(text.get_charbox(i)[0] for i in range(text.count_chars()))
            assert left > 17 / 25.4 * 72  # points


def test_only_the_pages_that_were_asked_for_are_printed(qapp, tmp_path):
    lines = tuple(Line("label", "words") for _n in range(120))
    writer = QPdfWriter(str(tmp_path / "a.pdf"))
    writer.setPageRanges(QPageRanges.fromString("2-3"))
    print_pages(document_of(Sheet("Firm", "sheet", (Part("all", lines),))), writer)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pages:
        texts = [page.get_textpage().get_text_bounded().replace(" ", "") for page in pages]
    assert [text.split()[-1][:2] for text in texts] == ["2/", "3/"]


def test_marked_pages_are_black_on_white_in_a_dark_theme_too(qapp, appearance, tmp_path):
    appearance.choose(mode=Mode.DARK)
    document = QTextDocument("M" * 40)  # without a colour of its own
    write_pdf(document, "title", tmp_path / "a.pdf", mark="CIMS")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pages:
        light = bytes(pages[0].render(scale=2, grayscale=True).buffer)
    assert min(light) < 60
    assert light.count(255) > len(light) * 0.9
