"""A backup by hand, and the bell that asks for one."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QLabel
from shiboken6 import delete, isValid

import cims.services.backup
from cims.services.attention import Attention, Matter
from cims.services.backup import check
from cims.ui.actions import Commands
from cims.ui.backing_up import BackingUp
from cims.ui.dialogs.notice_panel import NoticePanel
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Navigation, Surroundings
from cims.ui.noticing import Noticing

LONG = 20_000
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen


class Answering(FileAsker):
    """Answers the file dialog at once."""

    def __init__(self, answer: Path) -> None:
        self.answer = answer

    def to_save(self, window, title, name, pattern, then: Callable[[Path], None]) -> None:
        then(self.answer)


@pytest.fixture
def desk(qtbot, opened, messages, appearance, tmp_path):
    jobs = Jobs(opened.database, opened.actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda right: True), appearance)
    window = MainWindow(Navigation(()), around, lambda right: True, "Wang Xiaoyan")
    backing = BackingUp(opened, jobs, messages, Answering(tmp_path / "copy.cimsbak"))
    noticing = Noticing(jobs, messages)
    backing.made.connect(noticing.look)
    backing.serve(window, around.commands)
    noticing.serve(window, around.commands)
    yield window, backing, around, noticing
    if isValid(window):
        delete(window)
    jobs.close()


def test_the_bell_counts_what_is_left_undone_until_the_backup_is_made(qtbot, desk, tmp_path):
    window, backing, around, noticing = desk
    qtbot.waitUntil(lambda: "1 unread" in window.top_bar.bell.accessibleName(), timeout=LONG)
    around.commands.run("office.backup")
    qtbot.waitUntil(lambda: (tmp_path / "copy.cimsbak").exists(), timeout=LONG)
    qtbot.waitUntil(lambda: "0 unread" in window.top_bar.bell.accessibleName(), timeout=LONG)
    assert check(tmp_path / "copy.cimsbak").rows["app_user"] == 6


def test_the_bell_opens_a_list_that_leads_to_the_backup(qtbot, desk, tmp_path):
    window, backing, around, noticing = desk
    qtbot.waitUntil(lambda: "1 unread" in window.top_bar.bell.accessibleName(), timeout=LONG)
    panel = noticing.show_panel()
    (button,) = panel.matters
    assert "backup" in button.text()
    button.click()
    qtbot.waitUntil(lambda: (tmp_path / "copy.cimsbak").exists(), timeout=LONG)


def test_every_matter_at_the_bell_has_a_way_or_is_only_told(qtbot, desk):
    window, _backing, around, noticing = desk
    matters = tuple(Attention(matter, f"About {matter}.") for matter in Matter)
    jobs, commands = around.jobs, around.commands
    asked: list[str] = []
    commands.bind("access.check", lambda: asked.append("check"))
    panel = NoticePanel(jobs, commands, matters, window.top_bar.bell)
    panel.matters[1].click()
    assert asked == ["check"]
    barred = Commands(lambda _right: False)
    panel = NoticePanel(jobs, barred, matters, window.top_bar.bell)
    assert [type(one) for one in panel.matters] == [QLabel, QLabel]


def test_an_empty_bell_says_so(qtbot, desk):
    *_rest, noticing = desk
    panel = noticing.show_panel()
    qtbot.waitUntil(lambda: "Nothing new" in panel.state._sentence.text(), timeout=LONG)


def test_a_folder_that_takes_no_backup_is_told_and_asked_again_later(qtbot, desk, tmp_path):
    window, backing, around, noticing = desk
    backing.back_up(tmp_path / "missing" / "copy.cimsbak")
    qtbot.waitUntil(
        lambda: window.message_bar.text() not in ("", "Backing up. Go on working."), timeout=LONG
    )
    assert not list(tmp_path.glob("**/*.part"))
    backing.back_up(tmp_path / "copy.cimsbak")
    qtbot.waitUntil(lambda: (tmp_path / "copy.cimsbak").exists(), timeout=LONG)


def test_a_backup_goes_on_and_is_told_in_the_window_that_another_language_builds(
    qtbot, desk, opened, appearance, tmp_path, monkeypatch
):
    first, backing, around, noticing = desk
    go = Event()
    real = cims.services.backup.make
    monkeypatch.setattr(cims.services.backup, "make", lambda *order: (go.wait(10), real(*order))[1])
    around.commands.run("office.backup")
    commands = Commands(lambda right: True)
    surroundings = Surroundings(around.jobs, around.messages, commands, appearance)
    second = MainWindow(Navigation(()), surroundings, lambda right: True, "Wang Xiaoyan")
    qtbot.addWidget(second)
    backing.serve(second, commands)
    noticing.serve(second, commands)
    delete(first)
    assert second.message_bar.text() == "Backing up. Go on working."
    go.set()
    qtbot.waitUntil(lambda: "copy.cimsbak" in second.toast.text(), timeout=LONG)
    assert second.message_bar.isHidden()
    qtbot.waitUntil(lambda: "0 unread" in second.top_bar.bell.accessibleName(), timeout=LONG)
