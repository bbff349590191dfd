"""What the user is told, and what never reaches a report."""

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from cims.services.errors import Cancelled, NotPossible
from cims.ui.message_bar import MessageBar, Toast
from cims.ui.messages import CrashDialog, Messages, crash_report
from tests.ui.walk import INJECTIONS, problems


def test_a_failure_with_a_sentence_stands_in_the_bar(qtbot: QtBot, messages: Messages) -> None:
    bar = MessageBar(messages)
    qtbot.addWidget(bar)
    messages.error(NotPossible("Only an open quote can be accepted."))
    assert bar.text() == "Only an open quote can be accepted."
    assert not bar.isHidden()
    messages.clear()
    assert bar.isHidden()


def test_warnings_add_up_until_they_are_closed(qtbot: QtBot, messages: Messages) -> None:
    bar = MessageBar(messages)
    qtbot.addWidget(bar)
    for sentence in ("A section of the log waits.", "The keyring changed.", "The keyring changed."):
        messages.warn(sentence)
    assert bar.text() == "A section of the log waits.\nThe keyring changed."
    messages.error(NotPossible("Not now."))
    assert bar.text() == "Not now."
    messages.warn("The clock is wrong.")
    bar.hide()
    messages.warn("Two codes are left.")
    assert bar.text() == "Two codes are left."


def test_cancelling_says_nothing(qtbot: QtBot, messages: Messages) -> None:
    with qtbot.assertNotEmitted(messages.said):
        messages.error(Cancelled())


def test_a_bug_opens_a_report_that_quotes_no_record(
    qtbot: QtBot, messages: Messages, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise KeyError("苏州恒泰 138 1234 5678")
    except KeyError as error:
        bug = error
    with caplog.at_level(logging.ERROR, "cims"):
        messages.error(bug)
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog)]
    assert len(dialogs) == 1
    report = crash_report(bug)
    assert "builtins.KeyError" in report
    assert "test_messages.py" in report
    assert "恒泰" not in report + caplog.text
    assert problems(dialogs[0]) == []
    dialogs[0].close()


def test_a_toast_can_be_taken_back_and_goes_by_itself(qtbot: QtBot, messages: Messages) -> None:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    toast, undone = Toast(window, messages), []
    messages.toast("Moved to the recycle bin", lambda: undone.append(1))
    assert toast.isVisible()
    assert window.rect().contains(toast.geometry())
    qtbot.mouseClick(toast.undo_button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not toast.isVisible()


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_of_any_kind_are_shown_as_they_are(
    qtbot: QtBot, messages: Messages, words: str
) -> None:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    bar, toast = MessageBar(messages), Toast(window, messages)
    qtbot.addWidget(bar)
    messages.error(NotPossible(words))
    messages.toast(words)
    assert bar.text() == words
    assert problems(bar) == problems(toast) == []


@pytest.mark.parametrize("answer", [True, False])
def test_a_question_runs_what_was_answered(qtbot: QtBot, messages: Messages, answer: bool) -> None:
    heard: list[bool] = []
    messages.ask(
        "<b>Restore</b> & go on?",
        "Restore",
        lambda: heard.append(True),
        otherwise=lambda: heard.append(False),
        danger=True,
    )
    box = next(
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, QMessageBox) and each.isVisible()
    )
    assert box.textFormat() == Qt.TextFormat.PlainText
    yes = next(button for button in box.buttons() if button.text() == "Restore")
    no = next(button for button in box.buttons() if button.text() == "Cancel")
    assert box.defaultButton() is no
    (yes if answer else no).click()
    assert heard == [answer]
