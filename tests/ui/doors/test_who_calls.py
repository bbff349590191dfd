"""Who calls? From a link, a key or a copied number to the customer, counted in keys (job 1)."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtTest import QTest
from shiboken6 import isValid

from cims import __main__ as program_main
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.opening import OpenOffice
from cims.ui.call_key import CallKey
from cims.ui.dialogs.call_key import CallKeyDialog
from cims.ui.dialogs.finder import Finder
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.raising import Raiser, raise_other, understood
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.hot_key import NoKeys, TakenKey, combination
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from tests.conftest import PASSWORD, Acting
from tests.ui.doors.conftest import Visitor

MOBILE = "13812345678"
IDEAL = 2  # the key that opens the window, Enter
SPARE = 2

pytestmark = pytest.mark.qt_log_ignore("does not support raise")


@pytest.fixture
def customer(opened: OpenOffice) -> int:
    """A customer with a person who has a mobile, and an open task."""
    with opened.database.write(opened.actor) as office:
        customer = office.customers.add({"name": "苏州恒泰"})
        office.contacts.add(
            {
                "name": "张总",
                "customer": Link(customer),
                "contact_points": (ContactPointRow("mobile", MOBILE),),
            }
        )
        office.tasks.add({"name": "寄样品", "customer": Link(customer)})
        return customer


@pytest.fixture
def finder(opened: OpenOffice, qtbot, themed: object) -> Iterator[Callable[..., Finder]]:
    """The find window of an actor."""
    made: list[Finder] = []
    used: list[Jobs] = []
    QGuiApplication.clipboard().clear()

    def make(actor: object = None) -> Finder:
        used.append(Jobs(opened.database, actor or opened.actor, Messages()))
        made.append(Finder(used[-1]))
        return made[-1]

    yield make
    for one in made:
        one.close()
        one.deleteLater()
    for jobs in used:
        jobs.close()


def test_digits_and_enter_open_the_customer(qtbot, finder, customer: int) -> None:
    window, keys = finder(), 1  # the key for the whole system
    window.begin()
    QTest.keyClicks(window.field, "5678")
    with qtbot.waitSignal(window.open_asked) as opened:
        QTest.keyClick(window.field, Qt.Key.Key_Return)
        keys += 1
    assert opened.args == ["customer", customer, "苏州恒泰"]
    assert keys <= IDEAL + SPARE
    assert not window.isVisible()
    assert window.rows() == []


def test_a_hit_tells_person_owner_contact_and_open_tasks(qtbot, finder, customer: int) -> None:
    window = finder()
    window.begin(MOBILE)
    qtbot.waitUntil(lambda: len(window.rows()) == 1)
    (row,) = window.rows()
    assert row.spoken == (
        "苏州恒泰 · 张总 · 138 1234 5678 · Owner: Wang Xiaoyan · No contact yet · 1 open task"
    )


def test_l_logs_a_call(qtbot, finder, customer: int) -> None:
    window = finder()
    window.begin(MOBILE)
    qtbot.waitUntil(lambda: len(window.rows()) == 1)
    with qtbot.waitSignal(window.log_asked) as asked:
        QTest.keyClick(window.field, Qt.Key.Key_L)
    assert asked.args == [Link(customer)]


def test_a_number_that_was_copied_is_offered(qtbot, finder, customer: int) -> None:
    window = finder()
    QGuiApplication.clipboard().setText("138 1234 5678\n")
    window.begin()
    assert window.field.selectedText() == "138 1234 5678"
    qtbot.waitUntil(lambda: len(window.rows()) == 1)
    QGuiApplication.clipboard().setText("恒泰 13812345678")
    window.begin()
    assert window.field.text() == ""


def test_a_colleagues_customer_is_a_name_and_an_owner(
    qtbot, finder, customer: int, acting: Acting
) -> None:
    window = finder(acting("sales"))
    window.begin(MOBILE)
    qtbot.waitUntil(lambda: len(window.rows()) == 1)
    assert window.rows()[0].spoken == "苏州恒泰 · Not yours to see · Owner: Wang Xiaoyan"
    with qtbot.assertNotEmitted(window.open_asked), qtbot.assertNotEmitted(window.log_asked):
        QTest.keyClick(window.field, Qt.Key.Key_Return)
        assert "ask its owner" in window.status.text()
        QTest.keyClick(window.field, Qt.Key.Key_L)
    window.begin("1234567")  # a part of the number tells nothing
    qtbot.waitUntil(lambda: window.status.text() == "Nobody has this number.")


def test_nobody_becomes_a_new_customer_with_the_number(qtbot, finder, customer: int) -> None:
    window = finder()
    window.begin("0512-66668888")
    qtbot.waitUntil(window.create_new.isVisible)
    with qtbot.waitSignal(window.new_asked) as asked:
        QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert asked.args == ["0512-66668888"]


def test_escape_closes_and_leaves_nothing_behind(qtbot, finder, customer: int) -> None:
    window = finder()
    window.begin(MOBILE)
    qtbot.waitUntil(lambda: len(window.rows()) == 1)
    QTest.keyClick(window.field, Qt.Key.Key_Escape)
    assert (window.isVisible(), window.field.text(), window.rows()) == (False, "", [])


def test_a_second_start_hands_its_number_over(tmp_path, qtbot) -> None:
    raiser = Raiser(tmp_path)
    for number in (MOBILE, "", None):
        with qtbot.waitSignal(raiser.asked) as asked:
            assert raise_other(tmp_path, number)
        assert asked.args == [number]
    raiser.close()


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (b"", None),
        (b"raise", None),
        (b"find " + MOBILE.encode(), MOBILE),
        (b"find <img>", ""),
        (b"find \xff", ""),
        (b"find " + b"1" * 100, None),
    ],
)
def test_only_numbers_come_over(said: bytes, number: str | None) -> None:
    assert understood(said) == number


def test_a_locked_office_asks_to_sign_in_and_then_shows_who_calls(
    at_home: Visitor, customer: int, opened: OpenOffice
) -> None:
    opened.close()
    program = at_home.program
    program.find(MOBILE)
    page = at_home.until(UnlockPage)
    assert page.said() == "Sign in to see who calls."
    at_home.write(PASSWORD)
    at_home.press(Qt.Key.Key_Return)
    session = at_home.until_inside()
    at_home.qtbot.waitUntil(lambda: len(session.finding.finder.rows()) == 1, timeout=10_000)
    assert session.finding.finder.rows()[0].title == "苏州恒泰"
    QTest.keyClick(session.finding.finder.field, Qt.Key.Key_Return)
    at_home.qtbot.waitUntil(
        lambda: [one.entity for one in session.window.documents.documents()] == ["customer"]
    )
    program.find("66668888")
    at_home.qtbot.waitUntil(session.finding.finder.create_new.isVisible)
    QTest.keyClick(session.finding.finder.field, Qt.Key.Key_Return)
    form = session.window.documents.page.form
    at_home.qtbot.waitUntil(lambda: session.window.documents.page.form is not None)
    form = session.window.documents.page.form
    assert [row.value for row in form.values()["contact_points"]] == ["66668888"]
    form.fill(None)
    window = session.finding.finder
    program.find(MOBILE)
    at_home.leave()
    assert not isValid(window)


def test_a_link_is_one_word_alone(monkeypatch, capsys) -> None:
    asked: list[object] = []
    monkeypatch.setattr("cims.app.run", lambda folder, find=None: asked.append(find) or 0)
    monkeypatch.setenv("CIMS_LANGUAGE", "en")
    assert program_main.start([f"cims://find?tel={MOBILE}"]) == 0
    assert asked == [MOBILE]
    assert program_main.start(["cims://find?tel=<img>"]) == 2
    assert "This link is not one of CIMS." in capsys.readouterr().err
    assert program_main.start(["--vault", "x", f"cims://find?tel={MOBILE}"]) == 2
    assert asked == [MOBILE]


@pytest.mark.parametrize("words", ["F8", "Shift+A", "Ctrl+Return", "Ctrl+Ä", "", "Ctrl+A, Ctrl+B"])
def test_a_key_that_others_need_can_not_be_chosen(words: str) -> None:
    with pytest.raises(CimsError, match="Ctrl or Alt"):
        combination(words)


def test_a_key_is_written_one_way() -> None:
    assert str(combination("shift+ctrl+f8")) == "Ctrl+Shift+F8"


def test_where_the_system_gives_no_keys_the_dialog_says_what_to_do(
    qtbot, preferences: Preferences, qapp
) -> None:
    key = CallKey(preferences, qapp)
    key.begin()
    assert not key.is_taken
    dialog = CallKeyDialog(key, qapp.activeWindow())
    qtbot.addWidget(dialog)
    assert "cims://find" in dialog.problem.text()
    with pytest.raises(NoKeys):
        key.choose("Ctrl+Alt+K")
    dialog.take("")
    assert preferences.call_key == ""


def test_a_taken_key_is_off_with_a_sentence(
    monkeypatch, preferences: Preferences, qapp, qtbot
) -> None:
    def take(_self, wanted):
        raise TakenKey(f"{wanted} belongs to another program, so that it is off here.")

    monkeypatch.setattr("cims.ui.hot_key.hot_key.HotKey.take", take)
    key = CallKey(preferences, qapp)
    key.begin()
    assert key.is_taken
    assert key.words == ""
    assert "Ctrl+Shift+F8 belongs" in key.trouble


@pytest.mark.parametrize(
    ("link", "number"), [(f"cims://find?tel={MOBILE}", MOBILE), ("cims://find?tel=<b>", None)]
)
def test_a_mac_hands_links_to_the_running_program(
    tmp_path, qtbot, link: str, number: str | None
) -> None:
    raiser = Raiser(tmp_path)
    with qtbot.waitSignal(raiser.asked) as asked:
        assert raiser.eventFilter(raiser, QFileOpenEvent(QUrl(link)))
    assert asked.args == [number]
    assert not raiser.eventFilter(raiser, QFileOpenEvent(QUrl("file:///a/list.xlsx")))
    raiser.close()
