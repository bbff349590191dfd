"""One-time codes at the door: asked for after the password, counted down, lost, given up."""

from collections.abc import Iterator
from typing import Any

import pytest

from cims.services.rights import Actor
from cims.services.rules.one_time_code import STEP, code_at, step_at
from cims.ui.doors.forgotten_page import ForgottenPage
from cims.ui.doors.gate_page import GatePage
from cims.ui.doors.unlock_page import UnlockPage
from tests.conftest import PASSWORD, SetClock, Template
from tests.ui.doors.conftest import Coming, Visitor
from tests.ui.doors.test_unlock import NEW, RETURN, office_of
from tests.ui.walk import problems

SECRET = bytes(range(20))
Codes = tuple[str, ...]


@pytest.fixture
def printed(template: Template, vault_folder: Any, clock: SetClock) -> Codes:
    """The printed codes of the administrator, whose gate is on."""
    office = office_of(template, vault_folder, clock)
    with office.database.write(office.actor) as inside:
        codes = inside.one_time_codes.turn_on(SECRET, code_at(SECRET, step_at(clock())))
    office.close()
    clock.pass_by(seconds=STEP)
    return codes


@pytest.fixture
def at_gate(come_to: Coming, vault_folder: Any, printed: Codes) -> Iterator[Visitor]:
    """Behind the password, in front of the gate."""
    visitor = come_to(vault_folder)
    enter(visitor)
    visitor.until(GatePage)
    yield visitor


def enter(visitor: Visitor, password: str = PASSWORD) -> None:
    page = visitor.until(UnlockPage)
    page.password.setText(password)
    page.sign_in.click()


def type_code(visitor: Visitor, code: str) -> None:
    page = visitor.until(GatePage)
    page.code.setText(code)
    visitor.press(RETURN)


def test_the_code_is_asked_for_after_the_password_and_after_each_lock(
    at_gate: Visitor, clock: SetClock
) -> None:
    assert problems(at_gate.program.window) == []
    assert at_gate.program.session is None
    type_code(at_gate, code_at(SECRET, step_at(clock())))
    at_gate.until_inside()
    at_gate.leave()
    enter(at_gate)
    page = at_gate.until(GatePage)
    type_code(at_gate, code_at(SECRET, step_at(clock())))
    at_gate.until(GatePage)
    assert "used already" in page.said()
    assert page.code.text() == ""
    clock.pass_by(seconds=STEP)
    type_code(at_gate, code_at(SECRET, step_at(clock())))
    at_gate.until_inside()


def test_nobody_is_asked_whose_gate_is_off(at_home: Visitor) -> None:
    enter(at_home)
    at_home.until_inside()


def test_wrong_codes_are_counted_down(at_gate: Visitor, clock: SetClock) -> None:
    for _try in range(3):
        type_code(at_gate, "000000")
        page = at_gate.until(GatePage)
    assert page.go_on.text() == "Wait 1 second"
    assert not page.go_on.isEnabled()
    clock.pass_by(seconds=5)
    at_gate.qtbot.waitUntil(page.go_on.isEnabled)
    type_code(at_gate, code_at(SECRET, step_at(clock())))
    at_gate.until_inside()


def test_who_comes_back_waits_for_what_is_left(at_gate: Visitor, clock: SetClock) -> None:
    for _try in range(6):
        clock.pass_by(seconds=60)
        type_code(at_gate, "000000")
        at_gate.qtbot.waitUntil(lambda: bool(at_gate.page.said()))
        page = at_gate.until(GatePage)
        page._countdown.start(0)
    page.back.emit()
    at_gate.until(UnlockPage)
    enter(at_gate)
    page = at_gate.until(GatePage)
    assert not page.go_on.isEnabled()
    assert page.go_on.text().startswith("Wait ")


def test_a_printed_code_opens_and_the_last_ones_are_told(
    at_gate: Visitor, printed: Codes, template: Template, clock: SetClock
) -> None:
    type_code(at_gate, printed[0].lower())
    session = at_gate.until_inside()
    assert not any("printed code" in warning for warning in session._office.warnings)
    with session._office.database.write(session._office.actor) as inside:
        for code in printed[1:7]:
            assert inside.one_time_codes.answer(code).is_open
    at_gate.leave()
    enter(at_gate)
    type_code(at_gate, printed[7])
    session = at_gate.until_inside()
    assert any("2 printed codes are left" in warning for warning in session._office.warnings)


def test_who_goes_back_leaves_a_closed_office_behind(at_gate: Visitor) -> None:
    office = at_gate.program.doors._asking._came.office  # type: ignore[union-attr]
    at_gate.until(GatePage).back.emit()
    at_gate.until(UnlockPage)
    assert not office.is_open
    enter(at_gate)
    at_gate.until(GatePage)


def test_a_gate_that_nobody_passes_closes_by_itself(at_gate: Visitor) -> None:
    office = at_gate.program.doors._asking._came.office  # type: ignore[union-attr]
    at_gate.until(GatePage)._leaving.start(1)
    at_gate.until(UnlockPage)
    assert not office.is_open


def test_closing_the_window_at_the_gate_closes_the_office(at_gate: Visitor) -> None:
    office = at_gate.program.doors._asking._came.office  # type: ignore[union-attr]
    at_gate.program.close()
    assert not office.is_open


def test_the_sheet_takes_the_question_off(at_gate: Visitor, template: Template) -> None:
    at_gate.until(GatePage).back.emit()
    at_gate.until(UnlockPage).other.click()
    page = at_gate.until(ForgottenPage)
    page.sheet.setText(template.sheet)
    page.password.set_password(NEW)
    page.set.click()
    at_gate.until_inside()
    at_gate.leave()
    enter(at_gate, NEW)
    at_gate.until_inside()


def test_an_administrator_takes_the_question_off_for_somebody(
    come_to: Coming, vault_folder: Any, printed: Codes, template: Template, clock: SetClock
) -> None:
    office = office_of(template, vault_folder, clock)
    with office.database.write(Actor.office()) as inside:
        assert inside.one_time_codes.take_off(template.people["administrator"])
    office.close()
    visitor = come_to(vault_folder)
    enter(visitor)
    visitor.until_inside()


def test_what_was_typed_and_the_waiting_outlive_a_switch_of_language(at_gate: Visitor) -> None:
    page = at_gate.until(GatePage)
    page.refuse("no", 9)
    page.code.setText("12")
    at_gate.program.window.switch_language()
    page = at_gate.until(GatePage)
    assert page.code.text() == "12"
    assert not page.go_on.isEnabled()
    assert problems(at_gate.program.window) == []
