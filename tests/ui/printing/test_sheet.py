"""Sheets on paper: words are words, whatever they look like."""

import pypdfium2
import pytest
from PySide6.QtCore import QUrl

from cims.ui.printing.paper import write_pdf
from cims.ui.printing.sheet import Line, Part, Sheet, document_of, html_of
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
