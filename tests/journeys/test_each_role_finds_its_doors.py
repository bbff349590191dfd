"""All six roles open every door that their windows offer, and none of them says no."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.entity import Link
from cims.services.opening import OpenOffice
from cims.services.seeds import ROLE_NAMES
from cims.ui.contents import Contents
from cims.ui.dialogs.finder import Finder
from cims.ui.kept_session import read_kept
from cims.ui.main_window import MainWindow
from cims.ui.pages.administration import AdministrationPage
from cims.ui.session import Session
from cims.ui.theme import Appearance
from tests.conftest import Acting
from tests.factories import valid
from tests.journeys.hands import Hands
from tests.ui.conftest import appearance, collected, collecting, themed
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.ui_thread import in_a_worker
from tests.ui.walk import problems

__all__ = ["appearance", "collected", "collecting", "themed"]
pytestmark = pytest.mark.qt_log_ignore("does not support")
RULING = ("administrator", "auditor", "manager", "finance")  # stages, families, tax rates
WINDOWS = (QDialog, MainWindow, Finder)
ENDING = ("session.", "language.", "look.", "document.close")  # would end or rebuild the window


@pytest.fixture
def sit_down(
    qtbot: QtBot,
    opened: OpenOffice,
    appearance: Appearance,
    acting: Acting,
    write: Callable,
    tmp_path: Path,
) -> Iterator[Callable[[str], Hands]]:
    """The window of a role: `sit_down("sales")`; one customer is theirs."""
    seated: list[Session] = []
    files = ReadyFiles()
    files.answer = tmp_path / "list.xlsx"

    def sit(role: str) -> Hands:
        actor = acting(role)
        customer = valid("customer", name="Aurora Ltd")
        write(lambda office: office.customers.add({**customer, "owner": Link(actor.user_id or 0)}))
        opened.actor = actor
        kept = replace(in_a_worker(read_kept, opened), look=None, language="en")
        session = Session(opened, kept, lambda: Contents(files), appearance, "CIMS")
        seated.append(session)
        session.window.resize(1280, 720)
        session.window.show()
        session.window.activateWindow()
        qtbot.waitUntil(session.window.isActiveWindow)
        return Hands(qtbot, session)

    yield sit
    for session in seated:
        session.jobs.close()
        delete(session.window)
        delete(session)


class Flashes(QObject):
    """Parts of a page that were shown before the page had them: each is a window of its own."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.seen: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - of Qt
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            is_part = not isinstance(watched, WINDOWS) and watched.parent() is None
            if is_part and watched.windowType() is Qt.WindowType.Window:
                self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def leave_dialogs(window: QWidget) -> None:
    """Close what a command has opened over the window."""
    for over in QApplication.topLevelWidgets():
        if over is not window and over.isVisible():
            over.close()


def refused(window: QWidget) -> list[str]:
    """Sentences on the screen that say no."""
    labels = (one for one in window.findChildren(QLabel) if one.isVisible())
    return [one.text() for one in labels if "may not" in one.text()]


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_nothing_that_is_offered_is_refused(
    sit_down: Callable[[str], Hands], monkeypatch: pytest.MonkeyPatch, qapp: QApplication, role: str
) -> None:
    hands = sit_down(role)
    flashes = Flashes(qapp)
    session, window = hands.session, hands.session.window
    said: list[str] = []
    session.messages.said.connect(lambda sentence, tone: said.append(f"{tone}: {sentence}"))
    session.messages.toasted.connect(lambda sentence, _undo: said.append(sentence))
    monkeypatch.setattr(session, "end", lambda _ending: None)
    tried: set[str] = set()  # of the window's own commands, which are the same on every tab
    for tab in window.navigation.tabs:
        window.show_tab(tab.id)
        hands.settle()
        assert (problems(window), refused(window)) == ([], []), tab.id
        take_away(hands)
        assert [words for words in said if "may not" in words] == [], tab.id
        walk_places(hands)
    for tab in window.navigation.tabs:
        window.show_tab(tab.id)
        hands.settle()
        of_page = set(hands.page.handlers())
        for command in window._commands.usable():
            if command.id.startswith((*ENDING, "go.")) or command.id in tried:
                continue
            tried |= {command.id} - of_page
            window.show_tab(tab.id)
            hands.settle()
            window._commands.run(command.id)
            hands.settle()
            leave_dialogs(window)
            wrong = [words for words in said if "may not" in words or words.startswith("bad")]
            assert wrong == [], (tab.id, command.id)
            said.clear()
            while window.documents.documents():
                window.documents.close_current()
    assert flashes.seen == []
    assert ("settings" in [tab.id for tab in window.navigation.tabs]) is (role in RULING)


def take_away(hands: Hands) -> None:
    """Press every button that offers to export what the page shows."""
    for button in hands.page.findChildren(QAbstractButton):
        if button.isVisible() and button.text() == "Export":
            hands.click(button)
            hands.settle()


def walk_places(hands: Hands) -> None:
    """Every place of the settings opens, where somebody has settings."""
    page = hands.page
    for part in page.parts if isinstance(page, AdministrationPage) else ():
        page.show_part(part.id)
        hands.settle()
        assert (problems(page), refused(page)) == ([], []), part.id
