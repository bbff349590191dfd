"""In an emergency: every step's button does what its command does, and paper holds all of it."""

import pytest
from PySide6.QtPrintSupport import QPrintPreviewDialog

from cims.services.i18n import LANGUAGES, use_language
from cims.ui.actions import COMMANDS, Commands
from cims.ui.navigation import Surroundings
from cims.ui.pages.emergency import EmergencyPage
from cims.ui.pages.emergency.cases import CASES
from cims.ui.pages.emergency.emergency_page import sheet_of
from cims.ui.printing.sheet import document_of
from cims.ui.theme import Appearance
from tests.ui.walk import problems

STEPS = [step for case in CASES for step in case.steps]


@pytest.fixture
def page_for(qtbot, qapp, messages, no_jobs):
    """The page of somebody who may do what is named."""

    def make(allowed, *bound):
        commands = Commands(allowed)
        done = []
        for command in bound:
            commands.bind(command, lambda command=command: done.append(command))
        around = Surroundings(no_jobs, messages, commands, Appearance(qapp))
        page = EmergencyPage(around)
        qtbot.addWidget(page)
        page.resize(1100, 600)
        page.show()
        return page, done

    return make


@pytest.fixture
def no_jobs(opened, messages):
    from cims.ui.jobs import Jobs

    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


def test_every_button_belongs_to_a_command_of_the_registry():
    known = {command.id for command in COMMANDS}
    wanted = {step.command for step in STEPS if step.command}
    assert wanted and wanted <= known


def test_a_button_does_what_its_command_does(page_for):
    page, done = page_for(lambda _right: True, "access.rotate", "access.users")
    page.buttons["access.rotate"].click()
    page.buttons["access.users"].click()
    assert done == ["access.rotate", "access.users"]


def test_without_the_right_the_button_says_why(page_for):
    page, done = page_for(lambda right: right != "right:users", "access.rotate")
    button = page.buttons["access.rotate"]
    assert not button.isEnabled()
    assert "administrator" in button.toolTip()
    button.click()
    assert done == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_case_shows_its_steps_in_their_order(page_for, language):
    use_language(language)
    page, _done = page_for(lambda _right: True)
    for index, case in enumerate(CASES):
        page.tabs.setCurrentIndex(index)
        with_button = [step.command for step in case.steps if step.command]
        assert list(page.buttons) == with_button
        assert problems(page) == []


def test_the_paper_holds_every_step_of_every_case(qapp):
    text = "".join(document_of(sheet_of()).toPlainText().split())
    for step in STEPS:
        assert "".join(step.words.split()) in text


def test_the_page_is_printed_from_a_preview(page_for, qtbot):
    page, _done = page_for(lambda _right: True)
    page.handlers()["page.print"]()
    (preview,) = page.findChildren(QPrintPreviewDialog)
    preview.reject()
