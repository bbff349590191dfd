"""Announcements with their receipts, and which modules the office shows."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cims.services.rules.pool_rules import PoolRules
from cims.ui.dialogs.announcements import AnnouncementsDialog
from cims.ui.dialogs.module_choice import ModulesDialog, ask_modules, keep_shown
from cims.ui.jobs import Jobs
from cims.ui.modules import FULL, SIMPLE, chosen, is_hidden, kept
from cims.ui.navigation import Creation, Navigation, Tab, without_hidden
from cims.ui.page import Page
from cims.ui.records.day_offer import DayOffer
from tests.ui.walk import INJECTIONS, problems

LONG = 20_000
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot, jobs, messages):
    made = AnnouncementsDialog(jobs, messages, None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made._teams), timeout=LONG)
    return made


def test_an_announcement_is_written_and_its_receipts_are_seen(qtbot, dialog, read, write, acting):
    assert "first one is yours" in dialog.state._sentence.text()
    form = dialog.write()
    form.save()
    qtbot.waitUntil(lambda: form.problems["title"].isVisible(), timeout=LONG)
    assert "needs a title" in form.problems["title"].text()
    form.title.setText("New price list")
    form.text.setPlainText("From Monday on.")
    form.until.setText("blue")
    form.save()
    qtbot.waitUntil(lambda: form.problems["until"].isVisible(), timeout=LONG)
    assert not form.problems["title"].isVisible()
    form.until.setText("next Friday")
    form.team.setCurrentIndex(1)
    form.save()
    qtbot.waitUntil(lambda: len(dialog._published) == 1, timeout=LONG)
    (one,) = dialog._published
    assert (one.title, one.team, one.until_on) == ("New price list", "Sales", date(2026, 11, 27))
    write(lambda o: o.announcements.mark_read([one.id]), acting("sales"))
    dialog.reload()
    qtbot.waitUntil(lambda: dialog.read_by.text() == "1 of 2 read", timeout=LONG)
    lines = [dialog.receipts.item(n).text() for n in range(dialog.receipts.count())]
    assert "Manager · not read yet" in lines
    assert any(line.startswith("Sales · Today") for line in lines)


def test_the_last_day_of_an_announcement_is_offered_in_words(qtbot, dialog):
    form = dialog.write()
    form.activateWindow()
    form.until.setFocus()
    QTest.keyClicks(form.until, "next f")
    (offer,) = form.until.findChildren(DayOffer)
    qtbot.waitUntil(lambda: offer.is_open, timeout=LONG)
    QTest.keyClick(form.until, Qt.Key.Key_Return)
    assert form.until.text() == "2026-11-27"
    assert form.isVisible(), "Enter took the day over, it did not publish"


def test_an_announcement_is_withdrawn(qtbot, dialog, write, read):
    write(lambda o: o.announcements.publish("Old", "words"))
    dialog.reload()
    qtbot.waitUntil(lambda: dialog.withdraw.isEnabled(), timeout=LONG)
    dialog._withdraw(dialog._published[0].id)
    qtbot.waitUntil(lambda: not dialog._published, timeout=LONG)
    assert read(lambda o: o.announcements.published()) == ()


def test_words_that_look_like_something_else_are_shown_as_they_are(qtbot, dialog, write):
    for words in INJECTIONS:
        write(lambda o, words=words: o.announcements.publish(words[:200], words))
    dialog.reload()
    qtbot.waitUntil(lambda: dialog.list.count() == len(INJECTIONS), timeout=LONG)
    assert not problems(dialog)


def test_a_new_office_is_simple_and_unknown_modules_do_no_harm():
    assert chosen({}) == SIMPLE
    assert chosen({"shown": ["tasks", "moon"]}) == {"tasks"}
    everything = ["activities", "tasks", "pool", "leads", "products", "segments"]
    assert kept(FULL) == {"shown": everything}
    assert chosen(kept(FULL)) == FULL
    assert is_hidden("task", SIMPLE)
    assert not is_hidden("customer", SIMPLE)
    assert not is_hidden("task", {"tasks"})


def test_what_is_switched_off_leaves_the_rail_and_the_new_menu():
    tabs = tuple(Tab(name, name, "x", lambda _around: Page()) for name in ("today", "tasks"))
    creations = Creation("task", "New task", "x"), Creation("customer", "New customer", "x")
    whole = Navigation(tabs, (), creations)
    left = without_hidden(whole, SIMPLE)
    assert [tab.id for tab in left.tabs] == ["today"]
    assert [one.entity for one in left.creations] == ["customer"]
    assert without_hidden(whole, FULL) == whole


def test_modes_and_modules_follow_each_other(qtbot):
    taken: list[frozenset[str]] = []
    dialog = ModulesDialog(SIMPLE, taken.append, None)
    qtbot.addWidget(dialog)
    assert dialog.simple.isChecked()
    dialog.full.click()
    assert all(box.isChecked() for box in dialog.boxes.values())
    dialog.boxes["segments"].click()
    assert not dialog.full.isChecked()
    assert not dialog.simple.isChecked()
    dialog.save()
    assert taken == [{"activities", "tasks", "pool", "leads", "products"}]


def test_the_choice_is_kept_for_the_whole_office(qtbot, jobs, read):
    taken: list[frozenset[str]] = []
    window = Page()
    qtbot.addWidget(window)
    dialog = ask_modules(jobs, window, SIMPLE, taken.append)
    dialog.boxes["tasks"].click()
    dialog.save()
    qtbot.waitUntil(lambda: taken == [{"tasks"}], timeout=LONG)
    assert chosen(read(lambda o: o.settings.common("modules"))) == {"tasks"}


def test_a_pool_that_is_switched_off_takes_no_customer(read, write):
    write(lambda o: o.pool.set_rules(PoolRules(returns=True)))
    write(lambda o: keep_shown(o, {"pool", "tasks"}))
    assert read(lambda o: o.pool.rules()).returns
    write(lambda o: keep_shown(o, {"tasks"}))
    assert not read(lambda o: o.pool.rules()).returns
