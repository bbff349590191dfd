"""An office is founded, filled, backed up and restored elsewhere, all through its windows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from cims.services.vault.generations import DataFolder
from cims.ui.doors.first_screen import FirstScreen
from cims.ui.doors.restore_page import RestorePage
from cims.ui.doors.typing_back_page import TypingBackPage
from cims.ui.job import Job
from cims.ui.leaving import Ending
from cims.ui.pages.importing import ImportPage
from cims.ui.records.list_page import ListPage
from tests.conftest import PASSWORD
from tests.journeys.test_an_office_opens import CUSTOMERS, LIST, pytestmark
from tests.ui.conftest import appearance, collected, collecting, themed
from tests.ui.doors.conftest import (
    LONG,
    Coming,
    ReadyFiles,
    Visitor,
    come_to,
    files,
    newcomer,
    preferences,
)
from tests.ui.doors.test_first_hour import fill_in
from tests.ui.walk import problems

__all__ = ["appearance", "collected", "collecting", "come_to", "files", "newcomer", "preferences"]
__all__ += ["pytestmark", "themed"]
RETURN = Qt.Key.Key_Return


def settle(visitor: Visitor) -> Any:
    """Wait until the session has nothing under way; the session."""
    session = visitor.until_inside()
    visitor.qtbot.waitUntil(lambda: not session.jobs.findChildren(Job), timeout=LONG)
    return session


def founded(visitor: Visitor, files: ReadyFiles) -> Sequence[str]:
    """From the first screen with the list in hand to 91 customers; the recovery sheet's groups."""
    files.answer = LIST
    visitor.until(FirstScreen)
    visitor.press(Qt.Key.Key_1)
    sheet = fill_in(visitor)
    groups: Sequence[str] = sheet._sheet.groups
    sheet.go_on.click()
    session = settle(visitor)
    page = session.window.documents.page
    assert isinstance(page, ImportPage)
    page.run.check.click()
    visitor.qtbot.waitUntil(page.run.bring.isEnabled, timeout=LONG)
    page.run.bring.click()
    visitor.qtbot.waitUntil(page.summary.isVisible, timeout=LONG)
    assert problems(page) == []
    settle(visitor)
    return groups


def backed_up(visitor: Visitor, files: ReadyFiles, out: Path) -> None:
    """“Back up now…” in the menu under one's name, until the toast tells of it."""
    session = visitor.until_inside()
    files.answer = out
    session._backing_up._files = files  # its own would open a dialog
    entry = session.window._commands.action("office.backup")
    assert entry in session.window.top_bar.user_menu.actions()
    entry.trigger()
    toast = session.window.toast
    visitor.qtbot.waitUntil(lambda: out.name in toast.text() and toast.isVisible(), timeout=LONG)


def told(visitor: Visitor) -> str:
    """The sentence that can be read in the door's window, nowhere beside it."""
    visitor.qtbot.waitUntil(lambda: visitor.page._line.isVisible(), timeout=LONG)
    line: QWidget = visitor.page._line
    assert line.window() is visitor.program.window
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [line.window()]
    return str(visitor.page.said())


def offered(visitor: Visitor, files: ReadyFiles, file: Path) -> None:
    """Choose a file at “Restore from a backup”."""
    files.answer = file
    visitor.until(FirstScreen).ways["restore"].click()
    visitor.qtbot.waitUntil(lambda: not visitor.program.doors.stage.is_busy(), timeout=LONG)


def tried(visitor: Visitor, password: str) -> None:
    """Type a password where the keyboard stands and wait for what comes of it."""
    visitor.until(RestorePage)
    assert visitor.page.password.hasFocus()
    assert visitor.page.password.text() == ""
    visitor.write(password)
    visitor.press(RETURN)
    visitor.qtbot.waitUntil(lambda: not visitor.program.doors.stage.is_busy(), timeout=LONG)


def typed_back(visitor: Visitor, groups: Sequence[str]) -> None:
    """With so many records the sheet is asked for: first wrongly, then as it stands there."""
    page = visitor.until(TypingBackPage)
    visitor.write("0000")
    visitor.press(RETURN)
    assert "not what stands on the sheet" in told(visitor)
    for field, number in zip((page.first, page.second), page.groups, strict=True):
        field.setFocus()
        field.clear()
        visitor.write(groups[number - 1])
    visitor.press(RETURN)


@pytest.mark.qt_log_ignore("does not support")
def test_a_lost_computer_costs_nothing_but_the_walk_to_the_backup(
    newcomer: Visitor, come_to: Coming, files: ReadyFiles, tmp_path: Path
) -> None:
    copy, folder = tmp_path / "Northwind.cimsbak", tmp_path / "another computer"
    groups = founded(newcomer, files)
    backed_up(newcomer, files, copy)
    newcomer.leave(Ending.QUIT)

    visitor = come_to(folder)
    letter, cut = tmp_path / "letter.docx", tmp_path / "cut.cimsbak"
    letter.write_bytes(b"Dear customer")
    offered(visitor, files, letter)
    assert "letter.docx is no CIMS backup" in told(visitor)
    offered(visitor, files, tmp_path / "stick taken out.cimsbak")
    assert "stick taken out.cimsbak" in told(visitor)
    whole = copy.read_bytes()
    for length in (100, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        offered(visitor, files, cut)
        if isinstance(visitor.page, RestorePage):
            tried(visitor, PASSWORD)
        assert "cut.cimsbak is damaged" in told(visitor)
        assert not DataFolder(folder).has_vault()
        if isinstance(visitor.page, RestorePage):
            visitor.press(Qt.Key.Key_Escape)

    offered(visitor, files, copy)
    tried(visitor, "not the right password")
    assert "password is wrong" in told(visitor)
    assert not DataFolder(folder).has_vault()
    tried(visitor, PASSWORD)
    typed_back(visitor, groups)
    session = settle(visitor)
    session.window.show_tab("customers")
    settle(visitor)
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    assert len(page.model.ids) == CUSTOMERS
    page.bar.search.setText("mexico")
    page.bar.search.search_now()
    settle(visitor)
    assert len(page.model.ids) == 5
    visitor.leave(Ending.SIGN_OUT)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    settle(visitor)
