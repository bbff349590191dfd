"""A new customer from a card that was copied, counted in keys (job 4)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from cims.services.opening import OpenOffice
from cims.ui.dialogs.card_paste import CardPasteDialog
from cims.ui.records.pasted_contact import PASTED
from cims.ui.session import Session
from tests.conftest import PASSWORD
from tests.services.test_pasted_cards import CARD
from tests.ui.doors.conftest import Visitor

IDEAL, SPARE = 3, 2  # Ctrl+N, paste, Enter
CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.qt_log_ignore("does not support")


@pytest.fixture
def session(at_home: Visitor, opened: OpenOffice) -> Session:
    """The signed-in window, with a card on the clipboard."""
    opened.close()
    at_home.write(PASSWORD)
    at_home.press(Qt.Key.Key_Return)
    session: Session = at_home.until_inside()
    session.window.activateWindow()
    at_home.qtbot.waitUntil(session.window.isActiveWindow)
    QGuiApplication.clipboard().setText(CARD)
    return session


def all_in(session: Session, qtbot, entity: str) -> list[dict[str, object]]:
    found: list[list[dict[str, object]]] = []

    def work(office):
        room = office.room(entity)
        return [dict(record.values) for record in room.rows(room.listing().ids)]

    session.jobs.read(session, work, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def form_of(session: Session, qtbot):
    page = session.window.documents.page
    qtbot.waitUntil(lambda: getattr(page, "form", None) is not None)
    return page.form


def test_three_keys_make_customer_and_contact_of_a_card(session: Session, qtbot) -> None:
    keys = 0
    QTest.keyClick(session.window, Qt.Key.Key_N, CONTROL)
    keys += 1
    qtbot.waitUntil(session.window.top_bar.new_menu.isVisible)
    QTest.keyClick(session.window.top_bar.new_menu, Qt.Key.Key_V, CONTROL)
    keys += 1
    qtbot.waitUntil(lambda: session.window.documents.page.__class__.__name__ == "RecordPage")
    form = form_of(session, qtbot)
    qtbot.waitUntil(lambda: form.beside.is_filled)
    assert form.has_changes()
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    keys += 1
    qtbot.waitUntil(lambda: len(all_in(session, qtbot, "contact")) == 1)
    assert keys <= IDEAL + SPARE
    (customer,) = all_in(session, qtbot, "customer")
    (contact,) = all_in(session, qtbot, "contact")
    assert (customer["name"], customer["main_contact"]) == ("苏州恒泰智能装备有限公司", "张伟")
    assert (contact["name"], contact["job_title"]) == ("张伟", "采购经理")
    session.jobs.undo_last()  # both were one change set
    qtbot.waitUntil(lambda: not all_in(session, qtbot, "customer"))
    assert not all_in(session, qtbot, "contact")


def test_several_lines_pasted_into_the_name_are_a_card(session: Session, qtbot) -> None:
    session.contents.new_asked.emit("customer", {})
    form = form_of(session, qtbot)
    QTest.keyClick(form.rows["name"].widget.focusProxy(), Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: form.beside.is_filled)
    assert form.values()["name"] == "苏州恒泰智能装备有限公司"
    assert form.beside.values()["name"] == "张伟"
    draft = form.values_for_draft()
    assert "张伟" in draft.values["remarks"]  # a lock loses nothing
    form.beside.forget()
    assert form.beside.values() == {}
    form.fill(None)


def test_one_line_pasted_into_the_name_stays_a_name(session: Session, qtbot) -> None:
    QGuiApplication.clipboard().setText("恒泰")
    session.contents.new_asked.emit("customer", {})
    form = form_of(session, qtbot)
    QTest.keyClick(form.rows["name"].widget.focusProxy(), Qt.Key.Key_V, CONTROL)
    assert form.values()["name"] == "恒泰"
    assert not form.beside.is_filled
    form.fill(None)


def test_the_command_offers_what_was_copied(session: Session, qtbot) -> None:
    session.window._commands.run("new.from_text")
    (dialog,) = session.window.findChildren(CardPasteDialog)
    assert dialog.pane.toPlainText() == CARD
    dialog.take()
    form = form_of(session, qtbot)
    qtbot.waitUntil(lambda: form.beside.is_filled)
    form.beside.forget()
    form.fill(None)


def test_a_card_of_somebody_known_shows_whom_it_resembles(session: Session, qtbot) -> None:
    def known(office) -> int:
        return office.customers.add({"name": "苏州恒泰智能装备有限公司"})

    done: list[int] = []
    session.jobs.write(known, then=done.append)
    qtbot.waitUntil(lambda: bool(done))
    session.contents.new_asked.emit("customer", {PASTED: CARD})
    form = form_of(session, qtbot)
    qtbot.waitUntil(lambda: form.beside.is_filled)
    qtbot.waitUntil(lambda: not form.hint.isHidden())
    form.beside.forget()
    form.fill(None)
