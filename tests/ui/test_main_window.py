"""The frame: tabs, documents, palette, themes, state."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from cims.ui import theme
from cims.ui.actions import Command
from cims.ui.command_palette import Hit
from cims.ui.dialogs.shortcut_help import ShortcutHelp
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Surroundings
from cims.ui.theme import Appearance, Mode
from cims.ui.window_state import WindowState
from tests.ui.stand_in import NAVIGATION, StandInPage
from tests.ui.walk import INJECTIONS, problems

CONTROL = Qt.KeyboardModifier.ControlModifier


def made(qtbot: QtBot, surroundings: Surroundings, *denied: str) -> MainWindow:
    window = MainWindow(
        NAVIGATION,
        surroundings,
        lambda right: right not in denied,
        "王晓燕",
        records=lambda words, then: then([Hit("customer", 7, f"{words}泰", "C7")]),
        sound=lambda words: "kehu kh" if words == "Customers" else "",
    )
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def window(qtbot: QtBot, surroundings: Surroundings) -> Iterator[MainWindow]:
    yield made(qtbot, surroundings)


def shown(window: MainWindow) -> StandInPage:
    page = window.documents.page
    assert isinstance(page, StandInPage)
    return page


def test_the_rail_is_a_tab_bar_for_screen_readers(window: MainWindow) -> None:
    spoken = QAccessible.queryAccessibleInterface(window.rail)
    assert spoken.role() == QAccessible.Role.PageTabList
    tabs = [spoken.child(index) for index in range(window.rail.count())]
    assert {tab.role() for tab in tabs} == {QAccessible.Role.PageTab}
    names = [tab.text(QAccessible.Text.Name) for tab in tabs]
    assert names == ["Today", "Customers", "Contacts", "Settings"]


def test_ctrl_and_a_digit_open_a_tab(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: window.state().tab == "customers")
    assert window.rail.currentIndex() == 1


def test_a_tab_is_built_when_it_is_first_shown(window: MainWindow) -> None:
    assert len(window.documents.pages()) == 1
    window.show_tab("contacts")
    window.show_tab("today")
    window.show_tab("contacts")
    assert len(window.documents.pages()) == 2


def test_a_tab_without_the_right_is_not_there(qtbot: QtBot, surroundings: Surroundings) -> None:
    window = made(qtbot, surroundings, "customer:read")
    assert [window.rail.tabText(n) for n in range(window.rail.count())] == [
        "Today",
        "Contacts",
        "Settings",
    ]


def test_the_foot_of_the_rail_is_pressed_only_where_it_is_painted(
    qtbot: QtBot, window: MainWindow
) -> None:
    foot = window.rail.entry_rect(3)
    assert foot.bottom() > window.rail.height() - 10
    above = QPoint(foot.center().x(), foot.top() - 60)
    qtbot.mouseClick(window.rail, Qt.MouseButton.LeftButton, pos=above)
    assert window.state().tab == "today"
    qtbot.mouseClick(window.rail, Qt.MouseButton.LeftButton, pos=foot.center())
    assert window.state().tab == "settings"


def test_a_narrow_window_shows_icons_only(window: MainWindow) -> None:
    assert window.rail.width() == 180
    window.resize(1150, 700)
    assert window.rail.width() == 56


def test_records_open_as_tabs_that_close_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    window.show_tab("customers")
    window.documents.open("customer", 1, "恒泰 & 远东")
    window.documents.open("customer", 2, "Ada")
    window.documents.open("customer", 1, "恒泰 & 远东")
    assert window.document_tabs.count() == 3
    QTest.keyClick(window, Qt.Key.Key_Tab, CONTROL)
    qtbot.waitUntil(lambda: window.document_tabs.currentIndex() == 2)
    QTest.keyClick(window, Qt.Key.Key_W, CONTROL)
    qtbot.waitUntil(lambda: window.document_tabs.count() == 2)
    assert [document.id for document in window.documents.documents()] == [1]
    QTest.keyClick(window, Qt.Key.Key_W, CONTROL)
    qtbot.waitUntil(lambda: not window.document_tabs.isVisible())
    assert window.state().tab == "customers"


def test_the_chosen_rail_tab_leads_back_from_a_record(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.open("customer", 1, "Ada")
    place = window.rail.entry_rect(0).center()
    qtbot.mouseClick(window.rail, Qt.MouseButton.LeftButton, pos=place)
    assert window.document_tabs.currentIndex() == 0


def test_a_changed_form_is_not_closed_without_asking(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.open("customer", 1, "Ada")
    shown(window).changed = True
    window.documents.close_current()
    assert window.document_tabs.count() == 2
    box = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox))
    next(button for button in box.buttons() if button.text() == "Discard").click()
    qtbot.waitUntil(lambda: window.document_tabs.count() == 1)


def test_what_was_open_is_open_again(
    qtbot: QtBot, window: MainWindow, surroundings: Surroundings
) -> None:
    window.show_tab("contacts")
    window.documents.open("customer", 1, "Ada")
    window.documents.open("customer", 2, "恒泰")
    kept = WindowState.of(window.state().kept())
    again = made(qtbot, surroundings)
    again.restore(kept)
    assert replace(again.state(), geometry="") == replace(kept, geometry="")
    assert WindowState.of({"version": 0, "tab": "x"}) == WindowState()


def test_the_palette_runs_a_command_found_by_sound(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    field = window.top_bar.field
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "kh")
    assert window.palette_list.entries()[0] == "Customers"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.state().tab == "customers"
    assert not window.palette_list.isVisible()


def test_the_palette_opens_a_record(qtbot: QtBot, window: MainWindow) -> None:
    window.palette_list.open()
    field = window.top_bar.field
    qtbot.keyClicks(field, "heng")
    qtbot.waitUntil(lambda: window.palette_list.entries()[0] == "heng泰")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.documents.documents()[0].id == 7


def test_escape_closes_the_palette(qtbot: QtBot, window: MainWindow) -> None:
    window.palette_list.open()
    qtbot.keyClicks(window.top_bar.field, "xyz")
    assert window.palette_list.isVisible()
    qtbot.keyClick(window.top_bar.field, Qt.Key.Key_Escape)
    assert not window.palette_list.isVisible()
    assert window.top_bar.field.text() == ""


def test_the_page_that_is_shown_does_its_own_commands(qtbot: QtBot, window: MainWindow) -> None:
    window.show_tab("customers")
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(lambda: shown(window).found == 1)


def test_a_creation_is_asked_for_by_its_type(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.new_asked) as told:
        window.top_bar.new_menu.actions()[1].trigger()
    assert told.args == ["contact"]


def test_the_theme_switches_live(window: MainWindow, appearance: Appearance) -> None:
    window.grab()
    appearance.choose(mode=Mode.DARK)
    picture = window.grab()
    image, ratio = picture.toImage(), int(picture.devicePixelRatio())
    for x, y, token in ((5, 600, "side"), (700, 5, "surface"), (190, 300, "app")):
        assert image.pixelColor(x * ratio, y * ratio) == theme.color(token)


def test_two_pictures_of_the_same_window_are_equal(window: MainWindow) -> None:
    assert window.grab().toImage() == window.grab().toImage()


def test_the_menu_of_the_person_fits_a_small_screen(window: MainWindow) -> None:
    assert window.top_bar.user_menu.sizeHint().height() < 620  # below the top bar of 720 lines
    assert window.top_bar.looks.menuAction() in window.top_bar.user_menu.actions()


def test_a_language_is_chosen_from_the_user_menu(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.rebuild_asked) as told:
        entries = window.top_bar.user_menu.actions()
        next(entry for entry in entries if entry.text() == "简体中文").trigger()
    assert told.args == ["zh_CN"]


@pytest.mark.parametrize("width", [1100, 1280, 1440])
@pytest.mark.parametrize("words", INJECTIONS[:3])
def test_nothing_in_the_frame_is_clipped_rich_or_unnamed(
    window: MainWindow, width: int, words: str
) -> None:
    window.documents.open("customer", 1, words)
    window.top_bar.show_notices(120)
    window.resize(width, 720)
    window.grab()
    assert problems(window) == []


def test_the_rail_marks_where_an_open_record_belongs(window: MainWindow) -> None:
    window.show_tab("settings")
    window.documents.open("customer", 7, "Hengtai")
    assert window.navigation.tabs[window.rail.lit].id == "customers"
    window.documents.step(-1)
    assert window.navigation.tabs[window.rail.lit].id == "settings"


def test_the_menu_of_the_person_marks_theme_and_density_and_language(
    window: MainWindow, surroundings: Surroundings
) -> None:
    commands = surroundings.commands

    def marked() -> list[str]:
        names = ("look.light", "look.dark", "look.compact", "look.comfortable", "language.en")
        return [name for name in names if commands.action(name).isChecked()]

    assert marked() == ["look.light", "look.comfortable", "language.en"]
    commands.action("look.dark").trigger()
    assert marked() == ["look.dark", "look.comfortable", "language.en"]
    commands.action("look.dark").trigger()
    assert marked() == ["look.dark", "look.comfortable", "language.en"]


def test_the_help_shows_all_keys_whole(window: MainWindow, surroundings: Surroundings) -> None:
    help_ = ShortcutHelp(surroundings.commands, window)
    help_.show()
    table = help_.table
    assert table.columnWidth(1) >= table.sizeHintForColumn(1) > 0
    help_.close()


def test_records_of_last_time_are_read_when_their_tab_is_first_shown(window: MainWindow) -> None:
    for number in (1, 2, 3):
        window.documents.open("customer", number, f"Customer {number}", show=False)
    built = len(window.documents.pages())
    assert window.document_tabs.count() == 4
    window.document_tabs.setCurrentIndex(2)
    assert len(window.documents.pages()) == built + 1
    window.documents.close(1)
    assert [document.id for document in window.documents.documents()] == [2, 3]
    assert window.documents.page in window.documents.pages()
    assert window.rail.lit == 1  # customers, whose record is shown


@pytest.mark.parametrize("undo", [None, lambda: None])
def test_a_long_toast_stays_clear_of_the_rail(
    window: MainWindow, surroundings: Surroundings, undo: object
) -> None:
    surroundings.messages.toast("Saved and much more. " * 20, undo)
    toast = window.toast.geometry()
    assert toast.left() >= window.rail.width()
    assert toast.right() < window.width()
    assert toast.width() > window.width() / 2


def test_a_command_that_a_page_brings_along_has_its_keys(
    window: MainWindow, surroundings: Surroundings
) -> None:
    done: list[str] = []
    command = Command("note.write", "Write a note", shortcut="Ctrl+J")
    surroundings.commands.add(command, lambda: done.append("note"))
    QTest.keyClick(window, Qt.Key.Key_J, CONTROL)
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert done == ["note"]
    assert window.toast.text() == "“Edit” is not possible on this page."
