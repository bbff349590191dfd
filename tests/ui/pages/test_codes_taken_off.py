"""An administrator takes somebody's one-time codes off in the window; the password rule."""

from typing import Any

import pytest

from cims.services.rules.one_time_code import code_at, step_at
from cims.services.vault.factors import new_key_file
from cims.ui.dialogs.change_password import ChangePasswordDialog
from cims.ui.doors.unlock_page import UnlockPage
from tests.conftest import PASSWORD
from tests.ui.pages.test_administration_page import (
    OWN,
    answer,
    by_password,
    choose,
    come_in,
    desk,
    staffed,
    users,
)

__all__ = ["desk", "staffed"]
SECRET = bytes(range(20))
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def gated(staffed: Any, clock: Any) -> Any:
    """The manager is asked for codes."""
    office = by_password(staffed, clock, "manager", OWN)
    with office.database.write(office.actor) as inside:
        inside.one_time_codes.turn_on(SECRET, code_at(SECRET, step_at(clock())))
    office.close()
    return staffed


def test_one_time_codes_are_seen_and_taken_off(gated: Any, desk: Any, clock: Any) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert page.chosen().protection == "password + one-time code"
    page.panel.buttons["codes"].click()
    assert "The password alone opens then" in answer(desk, session.window)
    desk.qtbot.waitUntil(lambda: not page.chosen().has_codes, timeout=20_000)
    assert "codes" not in page.panel.buttons
    desk.leave()
    come_in(desk, "manager", OWN)


def test_who_has_none_is_offered_no_button(desk: Any) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert "codes" not in page.panel.buttons
    choose(desk, page, "sales")
    assert "codes" not in page.panel.buttons


@pytest.mark.parametrize(("second_factor", "good"), [(True, True), (False, False)])
def test_twelve_characters_are_enough_for_who_has_a_second_factor(
    qtbot: Any, messages: Any, second_factor: bool, good: bool
) -> None:
    dialog = ChangePasswordDialog(
        (), lambda *_words: None, messages, None, second_factor=second_factor
    )
    qtbot.addWidget(dialog)
    dialog.new.set_password("twelve chars")
    assert dialog.new.is_good() is good


def test_the_window_knows_who_has_a_second_factor(
    staffed: Any, come_to: Any, clock: Any, tmp_path: Any
) -> None:
    stick = tmp_path / "boss.cimskey"
    office = by_password(staffed, clock, "boss", PASSWORD)
    office.vault.set_factors(PASSWORD, new_key_file(stick), device=False)
    office.close()
    visitor = come_to(staffed)
    page = visitor.until(UnlockPage)
    names = [page.names.item(row).text() for row in range(page.names.count())]
    page.names.setCurrentRow(names.index("boss"))
    page.key_file.use(stick)
    session = come_in(visitor, "boss", PASSWORD)
    dialog = session.access.change_password()
    assert "At least 12 characters" in dialog.new.rule()
    dialog.reject()
