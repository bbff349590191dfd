"""Starting: light before the password, one window a folder, a backup that becomes the office."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cims.services.backup import make, unpacking
from cims.services.opening import OpenOffice
from cims.services.vault.generations import DataFolder
from cims.services.vault.instance_lock import InstanceLock, Kind
from cims.ui.doors.first_screen import FirstScreen
from cims.ui.doors.notice_page import NoticePage
from cims.ui.doors.raising import Raiser, raise_other
from cims.ui.doors.restore_page import RestorePage
from cims.ui.doors.unlock_page import UnlockPage
from tests.conftest import PASSWORD, SetClock
from tests.ui.doors.conftest import Coming, ReadyFiles, Visitor

ROOT = Path(__file__).resolve().parents[3]
HEAVY = "sqlalchemy alembic pyqtgraph numpy openpyxl pypinyin phonenumbers zxcvbn opencc babel"
START = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from cims.app import start
from cims.services.clock import system_now
from cims.services.vault.policy import STRONG
from cims.ui.doors.entry import Place
from cims.ui.doors.preferences import Preferences
folder = Path(sys.argv[1])
application = QApplication([])
program = start(Place(folder, STRONG, system_now), application, Preferences(folder / "cims.ini"))
application.processEvents()
program.window.grab()
print(program.window.page.title)
print(*{name.partition(".")[0] for name in sys.modules})
program.close()
"""

LOADING = """
import sys
from threading import Event
from PySide6.QtWidgets import QApplication
from cims import app
from cims.ui.charts.column_plot import bring_pyqtgraph
from cims.ui.job import Job
from cims.ui.qt_classes import not_made

def parts():
    return {name: module for name, module in sys.modules.items() if name.startswith("PySide6.Qt")}

def looking():
    unmade = {word for module in parts().values() for word in not_made(module)}
    before = set(parts())
    imported()
    bring_pyqtgraph()
    print("not made:", *unmade)
    print("brought:", *set(parts()) - before)
    over.set()

def by_the_program():
    app.load_the_rest()
    while not over.is_set():
        application.processEvents()

def by_a_job():
    class AtOnce:
        def submit(self, run, work):
            looking()
    Job(application, None, print, application).start(AtOnce(), None)

over, imported, app.heavy_imports = Event(), app.heavy_imports, looking
application = QApplication([])
{"program": by_the_program, "job": by_a_job}[sys.argv[1]]()
"""


@pytest.mark.parametrize("way", ["program", "job"])
def test_no_class_of_qt_is_left_to_make_when_another_thread_begins(way: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-c", LOADING, way]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == ["not made:", "brought:"]


def test_up_to_the_unlock_window_nothing_heavy_is_loaded(vault_folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-c", START, str(vault_folder)]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    title, loaded = told.stdout.strip().splitlines()[-2:]
    assert title in ("Sign in", "登录")
    assert set(HEAVY.split()) & set(loaded.split()) == set()


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_second_start_raises_the_first_window(at_home: Visitor, come_to: Coming) -> None:
    program = at_home.program
    at_home.qtbot.waitUntil(lambda: program._raiser is not None)
    program.window.showMinimized()
    with at_home.qtbot.waitSignal(program._raiser.asked):
        assert raise_other(program.place.folder)
    assert not program.window.isMinimized()
    assert not raise_other(program.place.folder.parent)


def test_the_next_start_hears_again_after_a_kill(tmp_path: Path, qapp: object) -> None:
    first = Raiser(tmp_path)
    second = Raiser(tmp_path)
    assert raise_other(tmp_path)
    first.close()
    second.close()


def test_a_command_that_holds_the_vault_is_named_and_waited_for(
    come_to: Coming, vault_folder: Path, clock: SetClock
) -> None:
    lock = InstanceLock.take(vault_folder, Kind.COMMAND, clock())
    visitor = come_to(vault_folder)
    page = visitor.until(NoticePage)
    assert "since 2026-11-22" in page._head[1].text()
    lock.release()
    visitor.until(UnlockPage)


def backup_of(opened: OpenOffice, folder: Path, clock: SetClock) -> Path:
    with opened.database.write(opened.actor) as office:
        office.customers.add({"name": "Hengtai"})
    out = folder / "office.cimsbak"
    make(opened, out, clock)
    return out


def test_a_backup_becomes_the_office_of_this_computer(
    opened: OpenOffice, newcomer: Visitor, files: ReadyFiles, tmp_path: Path, clock: SetClock
) -> None:
    files.answer = backup_of(opened, tmp_path, clock)
    newcomer.press(Qt.Key.Key_4)
    page = newcomer.until(RestorePage)
    newcomer.write("not the right password")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.until(RestorePage)
    assert "password is wrong" in page.said()
    page.password.clear()
    page.password.setFocus()
    newcomer.write(PASSWORD)
    newcomer.press(Qt.Key.Key_Return)
    session = newcomer.until_inside()
    found: list[int] = []
    session.jobs.read(session, lambda office: office.customers.count(), found.append)
    newcomer.qtbot.waitUntil(lambda: found == [1])


def test_a_restore_is_given_up_by_esc_and_leaves_nothing(
    opened: OpenOffice,
    newcomer: Visitor,
    files: ReadyFiles,
    tmp_path: Path,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files.answer = backup_of(opened, tmp_path, clock)
    half_way, go_on = Event(), Event()
    real = unpacking.checked_chunks

    def held(*asked: Any) -> Iterator[Any]:
        for chunk in real(*asked):
            half_way.set()
            go_on.wait(10)
            yield chunk

    monkeypatch.setattr(unpacking, "checked_chunks", held)
    newcomer.until(FirstScreen).ways["restore"].click()
    page = newcomer.until(RestorePage)
    newcomer.write(PASSWORD)
    newcomer.press(Qt.Key.Key_Return)
    newcomer.qtbot.waitUntil(half_way.is_set)
    assert page.stop.isVisible()
    assert not page.restore.isEnabled()
    newcomer.press(Qt.Key.Key_Escape)
    assert not page.stop.isEnabled()
    go_on.set()
    newcomer.until(RestorePage)
    newcomer.qtbot.waitUntil(lambda: "Stopped" in page.said())
    assert page.stop.isHidden()
    assert page.password.hasFocus()
    folder = newcomer.program.place.folder
    assert not DataFolder(folder).has_vault()
    assert not list(folder.glob("**/cims.db"))
    newcomer.press(Qt.Key.Key_Return)
    newcomer.until_inside()


def test_a_damaged_office_is_set_aside_when_a_backup_is_restored(
    opened: OpenOffice, come_to: Coming, files: ReadyFiles, tmp_path: Path, clock: SetClock
) -> None:
    files.answer = backup_of(opened, tmp_path, clock)
    folder = opened.vault.folder.path
    for name in ("keyslots.json", "keyslots.bak.json"):
        (folder / "gen-000001" / name).write_bytes(b"{}")
    visitor = come_to(folder)
    visitor.until(NoticePage).buttons["restore"].click()
    visitor.until(RestorePage)
    visitor.write(PASSWORD)
    visitor.press(Qt.Key.Key_Return)
    visitor.until_inside()
    assert list((folder / "evidence").glob("before-restore-*/gen-000001/cims.db"))


def test_a_file_that_is_no_backup_is_told(
    newcomer: Visitor, files: ReadyFiles, tmp_path: Path
) -> None:
    files.answer = tmp_path / "letter.cimsbak"
    files.answer.write_bytes(b"Dear customer")
    newcomer.press(Qt.Key.Key_4)
    newcomer.qtbot.waitUntil(lambda: bool(newcomer.page.said()))
    assert isinstance(newcomer.page, FirstScreen)
