"""Erasing for good in the window: from the bin, a list, a customer's page; the question before."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from shiboken6 import delete

from cims.services.i18n import LANGUAGES, _, use_language
from cims.ui.actions import Commands
from cims.ui.navigation import Surroundings
from cims.ui.records.bin_page import BinPage
from tests.ui.records.form_office import Desk
from tests.ui.walk import INJECTIONS, problems

WORDS = "Erase for good…"


def asked():
    """The question that is open."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
    return next((box for box in found if box.isVisible()), None)


def answer(qtbot, words):
    """Press a button of the question, as soon as it is asked."""
    qtbot.waitUntil(lambda: asked() is not None)
    box = asked()
    next(button for button in box.buttons() if button.text() == words).click()
    return box.text()


def buttons_of(box):
    return [button.text() for button in box.buttons()]


def entry(menu):
    return next((one for one in menu.actions() if one.text() == WORDS), None)


@pytest.fixture
def bin_of(messages, appearance):
    made = []

    def make(jobs):
        page = BinPage(Surroundings(jobs, messages, Commands(lambda _right: True), appearance))
        made.append(page)
        page.resize(1100, 640)
        page.show()
        return page

    yield make
    for page in made:
        delete(page)


@pytest.fixture
def desk(qtbot, messages, appearance):
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


def test_what_is_erased_from_the_bin_is_gone(qtbot, customers, jobs, bin_of, read, messages):
    told = []
    messages.toasted.connect(lambda words, undo: told.append((words, undo)))
    page = bin_of(jobs)
    jobs.write(lambda office: office.customers.remove(customers[:2]))
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 2)
    page.view.selectAll()
    page.erase.click()
    words = answer(qtbot, "Erase")
    assert words.startswith("Erase “") and "can't be undone" in words
    assert "This goes along: Contacts: " in words and "Backups made before" in words
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 0)
    assert read(lambda office: office.customers.count()) == len(customers) - 2
    assert list(read(lambda office: office.customers.listing(binned=True)).ids) == []
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1][0].endswith("erased for good") and told[-1][1] is None


def test_a_question_answered_with_cancel_changes_nothing(qtbot, customers, jobs, bin_of, read):
    page = bin_of(jobs)
    jobs.write(lambda office: office.customers.remove(customers[:1]))
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 1)
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: asked() is not None)
    assert asked().defaultButton().text() == "Cancel"
    answer(qtbot, "Cancel")
    assert list(read(lambda office: office.customers.listing(binned=True)).ids) == customers[:1]


def test_who_may_not_erase_is_told_why(qtbot, customers, acting, jobs_of, bin_of):
    page = bin_of(jobs_of(acting("manager")))
    page._jobs.write(lambda office: office.customers.remove([customers[2]]))
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 1)
    assert page.restore.isEnabled() and not page.erase.isEnabled()
    assert "may not do this" in page.erase.toolTip()
    assert entry(page.menu()) is None and "record.erase" not in page.handlers()
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    assert asked() is None


def test_the_bin_has_a_menu_of_its_own(qtbot, customers, jobs, bin_of):
    page = bin_of(jobs)
    jobs.write(lambda office: office.customers.remove(customers[:1]))
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 1)
    assert [one.text() for one in page.menu().actions() if one.text()] == ["Restore", WORDS]
    page.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 0)


def test_a_customer_is_erased_from_its_page_and_its_tab_closes(qtbot, customers, desk, jobs, read):
    page = desk.page(jobs, id_=customers[1])
    with qtbot.waitSignal(page.closing):
        entry(page.view.menu).trigger()
        answer(qtbot, "Erase")
    assert customers[1] not in list(read(lambda office: office.customers.listing()).ids)


def test_a_page_offers_it_only_to_who_may(customers, desk, jobs_of, acting):
    page = desk.page(jobs_of(acting("manager")), id_=customers[2])
    assert entry(page.view.menu) is None


def test_a_list_erases_the_rows_that_are_chosen(qtbot, page, customers, read):
    page.view.selectRow(0)
    chosen = page.view.chosen()
    entry(page.commands.menu()).trigger()
    answer(qtbot, "Erase")
    left = lambda: list(read(lambda office: office.customers.listing()).ids)  # noqa: E731
    qtbot.waitUntil(lambda: len(left()) == len(customers) - 1)
    assert not set(chosen) & set(left())
    qtbot.waitUntil(lambda: page.view.records.rowCount() == len(customers) - 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_bin_and_question_are_whole_in_every_language(qtbot, customers, jobs, bin_of, language):
    use_language(language)
    page = bin_of(jobs)
    jobs.write(lambda office: office.customers.remove(customers[:5]))
    qtbot.waitUntil(lambda: page.view.records.rowCount() == 5)
    qtbot.waitUntil(lambda: problems(page) == [])
    page.view.selectAll()
    page.erase_chosen()
    qtbot.waitUntil(lambda: asked() is not None)
    (cancel,) = (one for one in asked().buttons() if one is asked().defaultButton())
    assert (cancel.text() == "Cancel") is (language == "en") and _("Erase") in buttons_of(asked())
    asked().reject()


@pytest.mark.parametrize("words", INJECTIONS)
def test_names_in_the_question_are_shown_as_they_are(qtbot, write, jobs, bin_of, words):
    id_ = write(lambda o: o.customers.add({"name": words}))
    page = bin_of(jobs)
    page.erasing.ask("customer", [id_])
    qtbot.waitUntil(lambda: asked() is not None)
    assert asked().textFormat() is Qt.TextFormat.PlainText
    assert " ".join(words.split())[:40] in asked().text()
    asked().reject()
