"""A whole window over a real vault with twelve customers, for what is logged from anywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.opening import OpenOffice
from cims.ui.actions import Commands
from cims.ui.contents import Contents
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.follow_up import LogPanel
from cims.ui.records.list_page import ListPage
from cims.ui.theme import Appearance
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.records.form_office import is_active, typed

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass
class Desk:
    """Somebody at the window: every key is counted, typed text is not."""

    qtbot: QtBot
    window: MainWindow
    contents: Contents
    jobs: Jobs
    keys: int = 0
    toasts: list[Any] = field(default_factory=list)

    @property
    def panel(self) -> LogPanel:
        """The panel in which a follow-up is written."""
        return self.contents.log_panel

    def list(self, tab: str = "customers") -> ListPage:
        """A list with its rows and its panel."""
        self.window.show_tab(tab)
        page = self.window.documents.page
        assert isinstance(page, ListPage)
        self.qtbot.waitUntil(lambda: page.panel.content is not None)
        page.view.setFocus()
        return page

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key wherever the keyboard is."""
        self.keys += 1
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)

    def write(self, text: str) -> None:
        """Type as an input method does, wherever the keyboard is."""
        target = QApplication.focusWidget()
        assert target is not None
        typed(target, text)

    def is_back(self) -> bool:
        """Whether the panel is closed."""
        return not self.panel.isVisible()


@pytest.fixture
def desk(
    qtbot: QtBot,
    opened: OpenOffice,
    customers: list[int],
    jobs: Jobs,
    messages: Messages,
    appearance: Appearance,
) -> Iterator[Desk]:
    """The administrator's window, shown and active."""
    commands = Commands(lambda _right: True)
    around = Surroundings(jobs, messages, commands, appearance)
    contents = Contents(ReadyFiles())
    window = MainWindow(contents.navigation(), around, lambda _right: True, "Wang Xiaoyan")
    contents.join(window, around)
    window.resize(1280, 720)
    window.show()
    made = Desk(qtbot, window, contents, jobs)
    messages.toasted.connect(lambda words, undo: made.toasts.append((words, undo)))
    qtbot.waitUntil(lambda: is_active(window))
    yield made
    delete(window)


Ask = Callable[..., Any]
