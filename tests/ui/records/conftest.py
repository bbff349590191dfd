"""A real vault with customers, real jobs, and the pages that list them."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.customers import CUSTOMER
from cims.services.entity import Entity
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.records.list_page import ListPage
from cims.ui.theme import Appearance
from tests.ui.records.form_office import Desk
from tests.ui.records.sample_rows import fill

COUNT = 12
MakePage = Callable[..., ListPage]


@pytest.fixture
def desk(qtbot: QtBot, messages: Messages, appearance: Appearance) -> Iterator[Desk]:
    """Record pages and forms as a window opens them."""
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


@pytest.fixture
def customers(opened: OpenOffice, template: object) -> list[int]:
    """Twelve customers: every third one belongs to the salesman."""
    boss = opened.actor.user_id or 0
    sales = template.people["sales"]  # type: ignore[attr-defined]
    with opened.database.write(opened.actor) as office:
        return fill(office, [boss, boss, sales], COUNT)


@pytest.fixture
def jobs_of(opened: OpenOffice, messages: Messages) -> Iterator[Callable[[Actor], Jobs]]:
    """Jobs in the name of an actor."""
    made: list[Jobs] = []

    def make(actor: Actor) -> Jobs:
        made.append(Jobs(opened.database, actor, messages))
        return made[-1]

    yield make
    for jobs in made:
        jobs.close()


@pytest.fixture
def jobs(opened: OpenOffice, jobs_of: Callable[[Actor], Jobs]) -> Jobs:
    return jobs_of(opened.actor)


@pytest.fixture
def list_of(qtbot: QtBot, messages: Messages, appearance: Appearance) -> Iterator[MakePage]:
    """A list page with its rows, panel and counts there: `list_of(jobs, entity=CUSTOMER)`."""
    made: list[ListPage] = []

    def make(jobs: Jobs, entity: Entity = CUSTOMER, width: int = 1280) -> ListPage:
        allowed = Commands(lambda _right: True)
        page = ListPage(Surroundings(jobs, messages, allowed, appearance), entity)
        made.append(page)
        page.resize(width, 640)
        with qtbot.waitSignal(page.shown):
            page.show()
        qtbot.waitUntil(partial(is_counted, page))
        return page

    yield make
    for page in made:
        delete(page)  # before the jobs of its timers are closed


def is_counted(page: ListPage) -> bool:
    return page.bar.chips.count_of("all") is not None


@pytest.fixture
def page(customers: list[int], jobs: Jobs, list_of: MakePage) -> ListPage:
    """The administrator's customer list."""
    return list_of(jobs)
