"""An import page over a real vault, with a real window's jobs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.importing import ImportPage
from cims.ui.theme import Appearance
from tests.ui.doors.conftest import (
    ReadyFiles,
    at_home,
    come_to,
    files,
    newcomer,
    preferences,
)

__all__ = ["at_home", "come_to", "files", "newcomer", "preferences"]  # fixtures of a whole program
LONG = 20_000  # milliseconds, for a machine that has much else to do
MakePage = Callable[..., ImportPage]


@pytest.fixture
def page_of(
    qtbot: QtBot,
    opened: OpenOffice,
    messages: Messages,
    appearance: Appearance,
    files: ReadyFiles,
) -> Iterator[MakePage]:
    """The page as an actor sees it: `page_of(acting("sales"))`, else the administrator."""
    made: list[tuple[ImportPage, Jobs]] = []

    def make(actor: Actor | None = None) -> ImportPage:
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        allowed = Commands(lambda _right: True)
        page = ImportPage(Surroundings(jobs, messages, allowed, appearance), files)
        made.append((page, jobs))
        page.resize(1100, 640)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    yield make
    for page, jobs in made:
        jobs.close()
        delete(page)


@pytest.fixture
def page(page_of: MakePage) -> ImportPage:
    return page_of()


Look = Callable[[ImportPage, Path], None]


@pytest.fixture
def look_at(qtbot: QtBot) -> Look:
    """Give the page a file and wait until it was read or refused."""

    def look(page: ImportPage, path: Path) -> None:
        page.take_file(path)
        qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)

    return look
