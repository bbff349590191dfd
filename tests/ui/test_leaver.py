"""The window for a colleague who leaves: everything goes on, and the key is thought of."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cims.services.i18n import LANGUAGES, use_language
from cims.ui.dialogs.leaver import Afterwards, LeaverDialog, ask_leaver
from cims.ui.jobs import Jobs
from cims.ui.modules import FULL, SETTING, SIMPLE, kept
from tests.factories import valid
from tests.ui.walk import problems

LONG = 20_000


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def followed():
    return []


@pytest.fixture
def dialog(qtbot, jobs, messages, read, followed):
    people = read(lambda office: office.handing_over.people())
    follow = lambda user, choice: followed.append((user, choice))  # noqa: E731
    made = LeaverDialog(people, jobs, messages, follow, None)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def sales(template, write, acting):
    """Somebody with three customers and a task."""

    def work(office):
        for n in range(3):
            office.customers.add(valid("customer", name=f"客户 {n}"))
        office.tasks.add({"name": "回电"})

    write(work, acting("sales"))
    return template.people["sales"]


def tick(dialog, name):
    (line,) = dialog.takers.findItems(name, Qt.MatchFlag.MatchExactly)
    line.setCheckState(Qt.CheckState.Checked)


def test_everything_is_handed_over_and_the_key_comes_next(
    qtbot, dialog, sales, read, template, followed
):
    dialog.choose(sales)
    qtbot.waitUntil(lambda: "3 customers" in dialog.held.text(), timeout=LONG)
    assert "1 open task" in dialog.held.text()
    tick(dialog, "Manager")
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        dialog.go.click()
    assert followed == [(sales, Afterwards.REMOVE)]
    manager = template.people["manager"]
    assert read(lambda office: office.handing_over.holdings(manager)).customers == 3
    assert read(lambda office: office.handing_over.holdings(sales)).nothing


def test_who_looks_after_nothing_needs_no_taker(qtbot, dialog, template, followed):
    dialog.choose(template.people["service"])
    qtbot.waitUntil(lambda: dialog.go.text() == "Go on", timeout=LONG)
    dialog.choices[Afterwards.DISABLE].setChecked(True)
    dialog.go.click()
    assert followed == [(template.people["service"], Afterwards.DISABLE)]


def test_nothing_goes_on_before_it_is_known_what_there_is_to_hand_over(
    qtbot, dialog, sales, read, template, followed
):
    dialog.choose(template.people["service"])
    qtbot.waitUntil(lambda: dialog.go.text() == "Go on", timeout=LONG)
    dialog.choose(sales)
    dialog.hand_over()  # at once, by the keyboard
    assert followed == [] and not dialog.go.isEnabled()
    qtbot.waitUntil(lambda: "3 customers" in dialog.held.text(), timeout=LONG)
    assert dialog.go.isEnabled() and dialog.isVisible()


def test_who_is_removed_already_is_not_removed_once_more(qtbot, dialog, sales, write, followed):
    write(lambda office: office.life_cycle.close(sales))
    dialog.choose(sales)
    qtbot.waitUntil(lambda: "3 customers" in dialog.held.text(), timeout=LONG)
    assert dialog.afterwards is Afterwards.NOTHING
    assert not dialog.choices[Afterwards.REMOVE].isEnabled()
    tick(dialog, "Manager")
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        dialog.go.click()
    assert followed == []


def test_what_is_missing_is_said_and_nothing_happens(qtbot, dialog, sales, read, followed):
    dialog.go.click()
    assert dialog.state.text() == "Choose a colleague first."
    dialog.choose(sales)
    qtbot.waitUntil(lambda: "3 customers" in dialog.held.text(), timeout=LONG)
    dialog.go.click()
    assert "Tick at least one" in dialog.state.text()
    assert dialog.isVisible() and followed == []
    assert read(lambda office: office.handing_over.holdings(sales)).customers == 3


def test_a_taker_who_may_see_no_customers_is_refused_and_nothing_is_lost(
    qtbot, dialog, sales, read, write, template, followed
):
    from cims.models.app_user import UserState

    write(lambda o: o.users.add({"username": "new", "name": "Newcomer", "state": UserState.ACTIVE}))
    dialog._people = read(lambda office: office.handing_over.people())
    dialog.choose(sales)
    qtbot.waitUntil(lambda: "3 customers" in dialog.held.text(), timeout=LONG)
    tick(dialog, "Newcomer")
    dialog.go.click()
    qtbot.waitUntil(lambda: "may not see customers" in dialog.state.text(), timeout=LONG)
    assert dialog.go.isEnabled() and followed == []
    assert read(lambda office: office.handing_over.holdings(sales)).customers == 3


def test_the_leaver_is_nobody_who_takes_over_and_oneself_does_not_leave(dialog, sales, template):
    dialog.choose(sales)
    names = [dialog.takers.item(n).text() for n in range(dialog.takers.count())]
    assert "Sales" not in names and "Manager" in names
    assert template.people["administrator"] not in [one.value for one in dialog._items()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_is_whole_in_each_language(qtbot, jobs, messages, read, language):
    use_language(language)
    people = read(lambda office: office.handing_over.people())
    made = LeaverDialog(people, jobs, messages, lambda *_chosen: None, None)
    qtbot.addWidget(made)
    made.show()
    assert problems(made) == []


@pytest.mark.parametrize("shown", [FULL, SIMPLE])
def test_the_pool_is_offered_where_the_office_shows_one(qtbot, jobs, messages, write, shown):
    write(lambda office: office.settings.set_common(SETTING, kept(shown)))
    window = QWidget()
    qtbot.addWidget(window)
    ask_leaver(jobs, messages, lambda *_chosen: None, window)
    qtbot.waitUntil(lambda: window.findChild(LeaverDialog) is not None)
    assert window.findChild(LeaverDialog).to_pool.isHidden() is (shown is SIMPLE)
