"""The registry of commands."""

from collections import Counter

from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from cims.services.i18n import LOCALE
from cims.ui.actions import COMMANDS, Command, Commands
from cims.ui.dialogs.shortcut_help import ShortcutHelp

OWN_NAMES = {"English", "简体中文"}  # a language is named in itself


def test_every_command_has_words_in_both_languages() -> None:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / "cims.po").open("rb") as file:
        catalogue = read_po(file)
    for command in COMMANDS:
        if command.text in OWN_NAMES:
            continue
        message = catalogue.get(command.text)
        assert message is not None and message.string, command.text


def test_no_two_commands_share_keys_or_an_id() -> None:
    keys = Counter(command.shortcut for command in COMMANDS if command.shortcut)
    keys.update(f"Ctrl+{number}" for number in range(1, 10))
    assert not [key for key, times in keys.items() if times > 1]
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


def test_a_command_without_the_right_says_why_and_does_nothing() -> None:
    done: list[str] = []
    commands = Commands(
        lambda right: right != "right:backup", (Command("b", "Back up", right="right:backup"),)
    )
    commands.bind("b", lambda: done.append("b"))
    commands.run("b")
    assert not done
    assert not commands.action("b").isEnabled()
    assert "administrator" in commands.action("b").toolTip()
    assert commands.usable() == []


def test_the_page_that_is_shown_goes_before_the_window() -> None:
    done: list[str] = []
    commands = Commands(lambda _right: True)
    assert not commands.action("page.find").isEnabled()
    commands.bind("page.find", lambda: done.append("window"))
    commands.use_page({"page.find": lambda: done.append("page")})
    commands.run("page.find")
    commands.use_page({})
    commands.action("page.find").trigger()
    assert done == ["page", "window"]


def test_the_help_lists_every_command_that_has_keys(qtbot: QtBot) -> None:
    commands = Commands(lambda _right: True)
    dialog = ShortcutHelp(commands)
    qtbot.addWidget(dialog)
    lines = [
        [dialog.model.index(line, place).data() for place in (0, 1)]
        for line in range(dialog.model.rowCount())
    ]
    assert len(lines) == sum(1 for command in COMMANDS if command.shortcut)
    assert ["Search or run a command", "Ctrl+K"] in lines


def test_keys_that_do_nothing_say_why(qtbot: QtBot) -> None:
    done: list[str] = []
    told: list[str] = []
    window = QMainWindow()
    qtbot.addWidget(window)
    commands = Commands(
        lambda right: right != "right:backup",
        (
            Command("b", "Back up", shortcut="Ctrl+B", right="right:backup"),
            Command("e", "Edit", shortcut="F2"),
        ),
    )
    window.addActions(commands.actions())
    commands.added.connect(window.addAction)
    commands.refused.connect(told.append)
    commands.add(Command("n", "Note", shortcut="Ctrl+L"), lambda: done.append("n"))
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_F2)
    commands.use_page({}, {"e": "Ask its owner."})
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert told == [
        "You may not do this. Ask your administrator.",
        "“Edit” is not possible on this page.",
        "Ask its owner.",
    ]
    assert not commands.action("e").isEnabled()
    commands.use_page({"e": lambda: done.append("e")})
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert done == ["e", "n"]
    assert len(told) == 3
