"""One-time codes in the window: turned on with a right code, printed, renewed, turned off."""

import pytest

from cims.services.rules.one_time_code import STEP, address, code_at, step_at
from cims.ui.actions import Commands
from cims.ui.dialogs.one_time_codes import OneTimeCodesDialog
from cims.ui.jobs import Jobs
from cims.ui.own_sign_in import OwnSignIn
from cims.ui.page import Page
from cims.ui.printing.sheet import html_of
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.walk import problems

LONG = 20_000


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def asked(opened, jobs, messages, qtbot):
    """Ask for the dialog by its command."""
    window, commands = Page(), Commands(lambda _right: True)
    qtbot.addWidget(window)
    own = OwnSignIn(opened, jobs, messages, ReadyFiles())
    own.serve(window, commands)

    def show():
        for old in window.findChildren(OneTimeCodesDialog):
            old.setParent(None)
        commands.run("access.one_time_codes")
        qtbot.waitUntil(lambda: bool(window.findChildren(OneTimeCodesDialog)), timeout=LONG)
        return window.findChildren(OneTimeCodesDialog)[-1]

    yield show
    own.deleteLater()


def press(dialog, words):
    (button,) = [
        b for b in dialog._body.findChildren(type(dialog._close_button())) if b.text() == words
    ]
    button.click()


def words_of(dialog):
    return " ".join(label.text() for label in dialog.findChildren(type(dialog.problem)))


def gate_of(opened):
    with opened.database.read(opened.actor) as office:
        return office.one_time_codes.gate()


def turned_on(qtbot, dialog, clock):
    dialog.code.setText(code_at(dialog.secret, step_at(clock())))
    press(dialog, "Turn on")
    qtbot.waitUntil(lambda: bool(dialog.codes), timeout=LONG)


def test_it_says_honestly_what_it_protects(asked):
    dialog = asked()
    assert problems(dialog) == []
    words = words_of(dialog)
    assert "protects the screen, not the file" in words
    assert "A key file protects the file" in words


def test_a_right_code_turns_it_on_and_shows_ten_codes_once(asked, opened, qtbot, clock):
    dialog = asked()
    dialog.code.setText("000000")
    press(dialog, "Turn on")
    qtbot.waitUntil(lambda: bool(dialog.problem.text()), timeout=LONG)
    assert "code is wrong" in dialog.problem.text()
    assert not gate_of(opened).is_on
    turned_on(qtbot, dialog, clock)
    assert problems(dialog) == []
    assert gate_of(opened).printed == 10
    page = html_of(dialog.sheet())
    assert all(code in words_of(dialog) and code in page for code in dialog.codes)
    assert "Hengtai Trading · Wang Xiaoyan" in page
    press(dialog, "Done")
    later = asked()
    assert not any(code in words_of(later) for code in dialog.codes)
    assert "10 printed codes are left" in words_of(later)


def test_codes_are_renewed_and_turned_off_with_a_code(asked, opened, qtbot, clock):
    dialog = asked()
    secret = dialog.secret
    turned_on(qtbot, dialog, clock)
    old = dialog.codes
    clock.pass_by(seconds=STEP)
    dialog = asked()
    dialog.code.setText(code_at(secret, step_at(clock())))
    press(dialog, "New printed codes")
    qtbot.waitUntil(lambda: bool(dialog.codes), timeout=LONG)
    assert not set(dialog.codes) & set(old)
    fresh = dialog.codes
    dialog = asked()
    press(dialog, "Turn off")
    assert "Type the six digits" in dialog.problem.text()
    dialog.code.setText(old[0])
    press(dialog, "Turn off")
    qtbot.waitUntil(lambda: "code is wrong" in dialog.problem.text(), timeout=LONG)
    assert gate_of(opened).is_on
    dialog.code.setText(fresh[0])
    press(dialog, "Turn off")
    qtbot.waitUntil(lambda: not gate_of(opened).is_on, timeout=LONG)


def test_the_picture_says_what_an_app_reads(asked):
    dialog = asked()
    said = address(dialog.secret, "Hengtai Trading", "Wang Xiaoyan")
    assert said.startswith("otpauth://totp/CIMS%20Hengtai%20Trading:Wang%20Xiaoyan?secret=")
    assert asked().secret != dialog.secret
