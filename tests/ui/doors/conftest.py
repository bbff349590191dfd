"""A program with real vaults and a cheap key derivation; only clock and file dialogs are ours."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cims.app import Program
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.entry import Place
from cims.ui.doors.preferences import Preferences
from cims.ui.file_asker import FileAsker
from cims.ui.leaving import Ending
from cims.ui.theme import Appearance, Look, Mode
from tests.conftest import SetClock
from tests.weak_policy import WEAK

LONG = 20_000  # milliseconds, for a machine that has much else to do


class ReadyFiles(FileAsker):
    """Answers every question for a file at once."""

    def __init__(self) -> None:
        self.answer = Path()
        self.asked: list[str] = []

    def to_open(
        self, window: QWidget, title: str, pattern: str, then: Callable[[Path], None]
    ) -> None:
        self.asked.append(title)
        then(self.answer)

    def to_save(
        self, window: QWidget, title: str, name: str, pattern: str, then: Callable[[Path], None]
    ) -> None:
        self.asked.append(title)
        then(self.answer)


class Visitor:
    """Somebody in front of the program with nothing but a keyboard."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot, self.program = qtbot, program

    @property
    def page(self) -> Any:
        page = self.program.window.page
        assert page is not None
        return page

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self._focus(), key)

    def write(self, text: str) -> None:
        QTest.keyClicks(self._focus(), text)

    def until(self, kind: type[DoorPage]) -> Any:
        """Wait until a page of this kind can be seen and nothing runs."""
        doors = self.program.doors
        self.qtbot.waitUntil(
            lambda: (
                isinstance(self.page, kind) and self.page.isVisible() and not doors.stage.is_busy()
            ),
            timeout=LONG,
        )
        return self.page

    def until_inside(self) -> Any:
        """Wait until somebody is signed in; the session."""
        self.qtbot.waitUntil(lambda: self.program.session is not None, timeout=LONG)
        return self.program.session

    def until_outside(self) -> None:
        """Wait until nobody is signed in."""
        self.qtbot.waitUntil(lambda: self.program.session is None, timeout=LONG)

    def leave(self, ending: Ending = Ending.LOCK) -> None:
        """End the session and wait until its office is closed."""
        self.until_inside().end(ending)
        self.until_outside()

    def _focus(self) -> QWidget:
        window = self.program.window
        return window.focusWidget() or window


@pytest.fixture
def files() -> ReadyFiles:
    return ReadyFiles()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "cims.ini")


Coming = Callable[[Path], Visitor]


@pytest.fixture
def come_to(
    qtbot: QtBot,
    qapp: QApplication,
    appearance: Appearance,
    preferences: Preferences,
    files: ReadyFiles,
    clock: SetClock,
) -> Iterator[Coming]:
    """Start the program on a folder: `come_to(folder)`."""
    started: list[Program] = []

    def come(folder: Path) -> Visitor:
        program = Program(Place(folder, WEAK, clock), preferences, appearance, files)
        started.append(program)
        program.begin()
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow)
        return Visitor(qtbot, program)

    yield come
    for program in started:
        if program.session is not None:
            Visitor(qtbot, program).leave(Ending.QUIT)
        program.close()
        program.window.deleteLater()
    appearance.choose(mode=Mode.LIGHT, density=Look().density, scale=1.0)


@pytest.fixture
def at_home(come_to: Coming, vault_folder: Path) -> Visitor:
    """In front of the unlock page of a founded office."""
    return come_to(vault_folder)


@pytest.fixture
def newcomer(come_to: Coming, tmp_path: Path) -> Visitor:
    """In front of the first screen."""
    return come_to(tmp_path / "new office")
