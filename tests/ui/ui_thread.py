"""The rule that the UI thread never waits for the database, kept by every window test.

Tests may read and write where they like; code of the window, or called by it, may not.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QThread

import cims
from cims.services.database import Database

CIMS = Path(cims.__file__).parent
WINDOW = (str(CIMS / "ui"), str(CIMS / "app.py"))
TESTS = str(Path(__file__).parents[1])
GUARDED = ("read", "write", "fold_log", "dispose")


T = TypeVar("T")


class WaitedFor(AssertionError):
    """The window stood still while the database was at work."""


@pytest.fixture(autouse=True)
def database_off_the_ui_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse units of work that the window begins on the thread of the QApplication."""
    for name in GUARDED:
        monkeypatch.setattr(Database, name, guarded(getattr(Database, name)))


def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, which first looks whose thread it is on and who asks."""

    def run(*words: Any, **named: Any) -> Any:
        if on_ui_thread() and (place := asking_window()):
            raise WaitedFor(f"{place} used the database on the UI thread; use ui/jobs.py")
        return method(*words, **named)

    return run


def in_a_worker(work: Callable[..., T], *words: Any, **named: Any) -> T:
    """What the window's own functions answer where they may use the database."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(work, *words, **named).result()


def on_ui_thread() -> bool:
    """Whether this is the thread that paints and listens."""
    application = QCoreApplication.instance()
    return application is not None and QThread.currentThread() is application.thread()


def asking_window() -> str:
    """Where the window asks for the database; empty when a test asks for itself."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(WINDOW):
            return f"{Path(file).relative_to(CIMS)}:{frame.f_lineno}"
        if file.startswith(TESTS):
            return ""
        frame = frame.f_back  # type: ignore[assignment] # None ends the loop
    return ""
