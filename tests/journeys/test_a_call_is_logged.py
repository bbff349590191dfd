"""Job 2 of the office: what was said, and when to call again, counted in keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import appearance, messages, themed
from tests.ui.pages.logging_office import CTRL, Ask, Desk, desk
from tests.ui.records.conftest import customers, jobs, jobs_of

__all__ = ["appearance", "customers", "desk", "jobs", "jobs_of", "messages", "themed"]
IDEAL, SPARE = 4, 2


@pytest.mark.parametrize(("words", "day"), [("后天", 24), ("next Tuesday", 24), ("下周三", 25)])
def test_a_call_and_the_next_contact_take_four_keys_and_their_words(
    desk: Desk, customers: list[int], read: Ask, words: str, day: int
) -> None:
    page = desk.list()
    page.view.go_to(page.model.row_of(customers[4]))
    desk.press(Qt.Key.Key_L, CTRL)
    desk.write("确认了二期预算")
    desk.press(Qt.Key.Key_Tab)
    desk.write(words)
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(desk.is_back)
    assert desk.keys <= IDEAL + SPARE
    (id_,) = read(lambda office: office.activities.listing().ids)
    entry = read(lambda office: office.activities.load(id_)).values
    assert entry["content"] == "确认了二期预算"
    assert entry["customer"].id == customers[4]
    assert entry["kind"] == "call"
    assert entry["contact"] is not None
    customer = read(lambda office: office.customers.load(customers[4])).values
    assert customer["next_contact_on"] == date(2026, 11, day)
    assert customer["last_contact_on"] == date(2026, 11, 22)
    assert page.view.hasFocus()
    assert page.view.current_id() == customers[4]
