"""What tests of forms and record pages share: pages that are read, typing, keys."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.records.form import RecordForm
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance

Claim = Callable[[], bool]


def typed(widget: QWidget, words: str) -> None:
    """Type as an input method does; key clicks with Chinese abort the process."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the keyboard is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifiers)


def focused() -> QWidget:
    """The widget that has the keyboard."""
    target = QApplication.focusWidget()
    assert target is not None
    return target


class Desk:
    """Opens record pages in windows of their own, and closes them before their jobs."""

    def __init__(self, qtbot: QtBot, messages: Messages, appearance: Appearance) -> None:
        self.qtbot, self.messages, self.appearance = qtbot, messages, appearance
        self.said: list[str] = []
        self.toasts: list[tuple[str, Any]] = []
        messages.said.connect(lambda sentence, _role: self.said.append(sentence))
        messages.toasted.connect(lambda sentence, undo: self.toasts.append((sentence, undo)))
        self._open: list[RecordPage] = []

    def page(self, jobs: Jobs, entity: str = "customer", id_: int = 0) -> RecordPage:
        """A record's page as soon as it is read, active, with the window's commands."""
        commands = Commands(lambda _right: True)
        around = Surroundings(jobs, self.messages, commands, self.appearance)
        page = RecordPage(around, entity, id_)
        self._open.append(page)
        page.resize(1100, 640)
        page.addActions(commands.actions())
        page.show()
        self.qtbot.waitUntil(lambda: is_active(page))
        self.qtbot.waitUntil(lambda: page.reading is not None)
        return page

    def form(self, jobs: Jobs, entity: str = "customer", id_: int = 0) -> RecordForm:
        """The form of a record that is being edited, or of a new one."""
        page = self.page(jobs, entity, id_)
        page.edit()
        assert page.form is not None
        return page.form

    def close(self) -> None:
        """Take the pages away."""
        for page in self._open:
            delete(page)


def is_active(page: QWidget) -> bool:
    """Whether a window has the keyboard; asks for it, as often as it takes, while it has not."""
    page.activateWindow()
    return page.isActiveWindow()
