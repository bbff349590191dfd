"""A template is worded with a preview; a wrong one is told and the one in force stays."""

import pytest
from shiboken6 import delete

from cims.services.paper_templates.ready import ready_page
from cims.services.paper_templates.ready_word import ready_word
from cims.services.paper_templates.templates import PaperFormat, PaperKind, PaperLanguage
from cims.ui.actions import Commands
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.paper_template import TemplatePage
from cims.ui.pages.paper_template.template_files import read_template
from cims.ui.pages.paper_template.wording import placeholder_menu

ENGLISH = ready_page(PaperLanguage.ENGLISH)


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def told(messages, monkeypatch):
    said = []
    monkeypatch.setattr(messages, "toast", lambda sentence, _undo=None: said.append(sentence))
    monkeypatch.setattr(messages, "warn", said.append)
    monkeypatch.setattr(messages, "error", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def page_of(qtbot, jobs, messages, appearance, told):
    made = []

    def make(id_):
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        page = TemplatePage(around, id_, FileAsker())
        made.append(page)
        page.resize(1200, 700)
        page.show()
        qtbot.waitUntil(lambda: bool(page._loaded))
        return page

    yield make
    for page in made:
        delete(page)


@pytest.fixture
def english(read):
    """The ready English quote."""
    known = read(lambda office: office.paper_templates.usable(PaperKind.QUOTE))
    return next(one.id for one in known if one.values["language"] is PaperLanguage.ENGLISH)


@pytest.fixture
def word(read):
    known = read(lambda office: office.paper_templates.usable(PaperKind.QUOTE, PaperFormat.WORD))
    return known[0].id


def load(read, id_):
    return read(lambda office: office.paper_templates.load(id_)).values


def test_the_ready_wording_is_shown_with_its_preview(page_of, english, qtbot):
    page = page_of(english)
    assert page.wording.words() == ENGLISH
    assert not page.has_changes()
    qtbot.waitUntil(lambda: not page.sample._image.isNull())
    assert not page.save_button.isEnabled()


def test_a_wrong_placeholder_is_marked_and_the_old_template_stays(
    page_of, english, qtbot, read, told
):
    page = page_of(english)
    page.wording.text.setPlainText("<p>x</p>\n{{ customer.nmae }}")
    page.sample.draw()
    qtbot.waitUntil(lambda: not page.wording.problem.isHidden())
    assert "Line 2" in page.wording.problem.text()
    assert "Take {{ customer.name }}?" in page.wording.problem.text()
    assert page.wording.text.extraSelections()[0].cursor.blockNumber() == 1
    page.wording.tell("", 0)
    page.save()
    qtbot.waitUntil(lambda: not page.wording.problem.isHidden())
    assert load(read, english)["content"] is None
    assert page.wording.words() == "<p>x</p>\n{{ customer.nmae }}"  # nothing is lost
    page.wording.text.setPlainText("<p>{{ customer.name }}</p>")
    page.sample.draw()
    qtbot.waitUntil(page.wording.problem.isHidden)


def test_what_is_saved_holds_and_the_ready_wording_comes_back(page_of, english, qtbot, read, told):
    page = page_of(english)
    page.wording.text.setPlainText("<b>{{ office.name }}</b>")
    page.head.usual.setChecked(True)
    page.save()
    qtbot.waitUntil(lambda: told == ["The template is saved."])
    stored = load(read, english)
    assert stored["content"] == "<b>{{ office.name }}</b>" and stored["is_default"]
    qtbot.waitUntil(lambda: bool(page._loaded) and not page.has_changes())
    page.reset()
    page.save()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert load(read, english)["content"] is None


def test_an_empty_wording_is_no_template(page_of, english, qtbot, read, told):
    page = page_of(english)
    page.wording.text.setPlainText(" ")
    page.save()
    qtbot.waitUntil(lambda: not page.wording.problem.isHidden())
    assert "The wording is empty" in page.wording.problem.text()
    assert load(read, english)["content"] is None and page.has_changes() and not told
    page.reset()
    assert not page.has_changes()


def test_a_new_template_begins_with_the_ready_wording_and_needs_a_name(page_of, qtbot, read, told):
    page = page_of(0)
    assert page.wording.words() == ENGLISH
    page.head.language.setCurrentIndex(page.head.language.findData(PaperLanguage.CHINESE))
    assert page.wording.words() == ready_page(PaperLanguage.CHINESE)
    page.save()
    qtbot.waitUntil(lambda: not page.wording.problem.isHidden())
    assert "Name is missing" in page.wording.problem.text()
    page.head.name.setText("出口报价")
    with qtbot.waitSignal(page.closing):
        page.save()
    known = read(lambda office: office.paper_templates.usable(PaperKind.QUOTE))
    assert "出口报价" in [one.values["name"] for one in known]


def test_placeholders_are_put_in_from_a_menu_with_their_meanings(page_of, english):
    page = page_of(english)
    page.wording.show_words("")
    menus = placeholder_menu(page, page.wording.put)
    customer = next(one.menu() for one in menus.actions() if one.text() == "Customer")
    phone = next(one for one in customer.actions() if one.text().endswith("customer.phone"))
    assert phone.text().startswith("Phone")
    phone.trigger()
    assert page.wording.words() == "{{ customer.phone }}"
    lines = next(one.menu() for one in menus.actions() if one.text() == "All lines")
    lines.actions()[0].trigger()
    assert "{% for line in lines %}" in page.wording.words()


def test_a_word_template_is_loaded_tried_and_kept(
    page_of, word, qtbot, read, told, tmp_path, monkeypatch
):
    page = page_of(word)
    assert page.left.currentWidget() is page.word_state
    own = tmp_path / "own.docx"
    own.write_bytes(ready_word(PaperLanguage.ENGLISH))
    page.take_file(own)
    qtbot.waitUntil(page.has_changes)
    sample = tmp_path / "sample.docx"
    monkeypatch.setattr(FileAsker, "to_save", lambda *asked: asked[-1](sample))
    page.save_sample()
    qtbot.waitUntil(sample.exists)
    page.save()
    qtbot.waitUntil(lambda: "The template is saved." in told)
    stored = load(read, word)
    assert read(lambda office: office.paper_templates.source(stored)) == own.read_bytes()
    out = tmp_path / "exported.docx"
    monkeypatch.setattr(FileAsker, "to_save", lambda *asked: asked[-1](out))
    page.export()
    qtbot.waitUntil(out.exists)
    assert out.read_bytes() == own.read_bytes()


def test_a_file_that_is_no_template_is_told_and_changes_nothing(
    page_of, word, english, qtbot, told, tmp_path
):
    page, macros = page_of(word), tmp_path / "x.docm"
    macros.write_bytes(ready_word(PaperLanguage.ENGLISH))
    page.take_file(macros)
    qtbot.waitUntil(lambda: bool(told))
    assert "macros" in told[0] and not page.has_changes()
    html, strange = page_of(english), tmp_path / "x.html"
    strange.write_bytes("报价".encode("gbk"))
    html.take_file(strange)
    qtbot.waitUntil(lambda: not html.wording.problem.isHidden())
    assert "UTF-8" in html.wording.problem.text()
    assert html.wording.words() == ENGLISH
    strange.write_text("<p>ours</p>", encoding="utf-8")
    assert read_template(strange, is_word=False) == b"<p>ours</p>"


def test_what_was_typed_outlives_a_lock(page_of, english):
    page = page_of(english)
    assert page.draft() is None
    page.wording.text.setPlainText("<p>half</p>")
    page.head.name.setText("Half")
    draft = page.draft()
    assert draft is not None and draft.record == english
    again = page_of(english)
    again.take_draft(draft)
    assert again.wording.words() == "<p>half</p>"
    assert again.head.name.text() == "Half"
    assert again.has_changes()


def test_a_template_that_changed_meanwhile_is_not_overwritten(
    page_of, english, qtbot, write, read, told
):
    page = page_of(english)
    page.head.name.setText("Mine")

    def other(office):
        office.paper_templates.save(office.paper_templates.load(english).changed(name="Theirs"))

    write(other)
    page.save()
    qtbot.waitUntil(lambda: bool(told))
    assert "while you were editing" in told[0]
    assert load(read, english)["name"] == "Theirs"
    assert page.head.name.text() == "Mine"
