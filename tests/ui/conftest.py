"""The themed application and a stand-in for the vault that all window tests share."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from cims.services.i18n import use_language
from cims.ui.actions import Commands
from cims.ui.collecting import Collecting, collect_due
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.theme import Appearance, Look, Mode
from tests.ui.stand_in import StandInDatabase, made_jobs
from tests.ui.ui_thread import database_off_the_ui_thread  # noqa: F401 - used by every test


@pytest.fixture(scope="session")
def appearance(qapp: QApplication) -> Appearance:
    """The one look of the run, light at first; tests that change it put it back."""
    return Appearance(qapp, Look(mode=Mode.LIGHT))


@pytest.fixture(scope="session", autouse=True)
def collecting(qapp: QApplication) -> Collecting:
    """Garbage is collected as in the program."""
    return Collecting(qapp)


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a test leaves behind is cleared away in the thread that made it."""
    yield
    collect_due()


@pytest.fixture(autouse=True)
def themed(appearance: Appearance) -> Iterator[Appearance]:
    """Every test starts light, comfortable, unscaled and in English."""
    use_language("en")
    yield appearance
    look = Look(mode=Mode.LIGHT)
    appearance.choose(mode=look.mode, density=look.density, scale=look.scale)
    use_language("en")


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def stand_in() -> StandInDatabase:
    return StandInDatabase()


@pytest.fixture
def stand_in_jobs(stand_in: StandInDatabase, messages: Messages) -> Iterator[Jobs]:
    jobs = made_jobs(stand_in, messages)
    yield jobs
    jobs.close()


@pytest.fixture
def surroundings(stand_in_jobs: Jobs, messages: Messages, appearance: Appearance) -> Surroundings:
    return Surroundings(stand_in_jobs, messages, Commands(lambda _right: True), appearance)
