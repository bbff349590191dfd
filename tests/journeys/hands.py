"""A colleague's hands at the whole window: every key and click is counted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.opening import OpenOffice
from cims.ui.contents import Contents
from cims.ui.job import Job
from cims.ui.kept_session import read_kept
from cims.ui.records.record_page import RecordPage
from cims.ui.session import Session
from cims.ui.theme import Appearance
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.records.form_office import is_active
from tests.ui.ui_thread import in_a_worker

LONG = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier
SPARE = 2  # so many keys and clicks above the ideal are let pass


class Hands:
    """What somebody does; `used` says how many keys and clicks it took so far."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.qtbot, self.session, self.used = qtbot, session, 0

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        page = self.session.window.documents.page
        assert page is not None
        return page

    def press(self, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key or chord."""
        self.used += 1
        QTest.keyClick(self._focus(), key, how)

    def click(self, widget: QWidget, spot: QPoint | None = None) -> None:
        """One click."""
        self.used += 1
        where = spot if spot is not None else widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)

    def write(self, text: str) -> None:
        """Type or dictate a text, which is not counted."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._focus(), event)

    def until(self, done: object) -> None:
        """Wait until it is so."""
        assert callable(done)
        self.qtbot.waitUntil(done, timeout=LONG)

    def record(self, kind: str, id_: int) -> RecordPage:
        """The page of a record that is open already, as soon as it is read."""
        self.session.window.documents.open(kind, id_, "")
        return self.shown()

    def shown(self) -> RecordPage:
        """The record's page that is shown, as soon as it is read."""
        self.settle()
        self.until(lambda: is_active(self.session.window))
        page = self.page
        assert isinstance(page, RecordPage)
        self.until(lambda: page.reading is not None)
        self.settle()
        return page

    def settle(self) -> None:
        """Wait until nothing is being read or written."""
        self.until(lambda: not self.session.jobs.findChildren(Job))

    def _focus(self) -> QWidget:
        window = self.session.window
        return window.focusWidget() or window


@pytest.fixture
def hands(qtbot: QtBot, opened: OpenOffice, appearance: Appearance) -> Iterator[Hands]:
    """The administrator's window right after sign-in; what the office holds is the test's."""
    kept = replace(in_a_worker(read_kept, opened), look=None, language="en")
    session = Session(opened, kept, lambda: Contents(ReadyFiles()), appearance, "CIMS")
    session.window.resize(1280, 720)
    session.window.show()
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)
    made = Hands(qtbot, session)
    yield made
    made.settle()
    session.jobs.close()
    delete(session.window)
    delete(session)  # with its timers
