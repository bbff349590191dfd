"""From Ctrl+N to a customer that is saved, in the real window, counted in keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from cims.services.i18n import N_
from cims.ui.actions import Commands
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Creation, DocumentType, Navigation, Surroundings
from cims.ui.records.record_page import RecordPage
from tests.ui.records.form_office import focused, is_active, press, typed
from tests.ui.stand_in import NAVIGATION

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(jobs, messages, appearance, qtbot):
    """The frame with record pages; new_asked opens a new record's page, as the program does."""
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    document = DocumentType("customer", "building-complex", made_page)
    creation = Creation("customer", N_("New customer"), "plus")
    navigation = Navigation(NAVIGATION.tabs, (document,), (creation,))
    made = MainWindow(navigation, around, lambda _right: True, "Wang Xiaoyan")
    made.new_asked.connect(lambda entity: made.documents.open(entity, 0, "New customer"))
    made.show()
    qtbot.waitUntil(lambda: is_active(made))
    yield made
    delete(made)


def made_page(around: Surroundings, id_: int) -> RecordPage:
    return RecordPage(around, "customer", id_)


@pytest.mark.qt_log_ignore("This plugin does not support")  # menus without a screen
def test_ctrl_n_a_name_and_ctrl_enter_make_a_customer(window, jobs, qtbot, read):
    press(Qt.Key.Key_N, CTRL)
    menu = window.top_bar.new_menu
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.documents.page, RecordPage))
    qtbot.waitUntil(lambda: is_active(window))  # a menu without a screen does not give it back
    page = window.documents.page
    qtbot.waitUntil(lambda: page.form is not None)
    qtbot.waitUntil(
        lambda: page.form.rows["name"].widget.focusProxy() is QApplication.focusWidget()
    )
    typed(focused(), "苏州恒泰智能装备有限公司")
    with qtbot.waitSignal(page.form.saved):
        press(Qt.Key.Key_Return, CTRL)
    assert read(lambda office: office.customers.count()) == 1
    assert page.form.values()["name"] is None  # ready for the next one
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.documents.documents())


def test_a_saved_customer_takes_the_place_of_the_new_one(window, jobs, qtbot):
    window.new_asked.emit("customer")
    page = window.documents.page
    qtbot.waitUntil(lambda: page.form is not None)
    typed(page.form.rows["name"].widget.focusProxy(), "Ada & Co")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: [one.title for one in window.documents.documents()] == ["Ada & Co"])
    assert window.documents.documents()[0].id == 1
    qtbot.waitUntil(lambda: window.documents.page.reading is not None)
