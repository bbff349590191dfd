"""The guard that keeps the database off the UI thread sees what it is there for."""

from pathlib import Path

import pytest

import cims.ui.page
from cims.services.backup import make
from tests.ui.ui_thread import WaitedFor, in_a_worker

PAGE = Path(cims.ui.page.__file__)
READS = "with database.read(actor) as office:\n    found.append(office.customers.count())"
WRITES = "with database.write(actor) as office:\n    office.settings.set_mine('look', {})"


def ran_by_a_page(source: str, **names: object) -> None:
    """Run lines as if they stood in a page of the window."""
    exec(compile(source, str(PAGE), "exec"), names)


@pytest.mark.parametrize("source", [READS, WRITES])
def test_a_page_that_uses_the_database_itself_is_caught(opened, qapp, source):
    with pytest.raises(WaitedFor, match=r"page\.py:1 used the database"):
        ran_by_a_page(source, database=opened.database, actor=opened.actor, found=[])


def test_a_page_that_calls_a_service_which_opens_the_database_is_caught(
    opened, qapp, clock, tmp_path
):
    with pytest.raises(WaitedFor):
        ran_by_a_page("make(office, file, clock)", make=make, office=opened,
                      file=tmp_path / "copy.cimsbak", clock=clock)  # fmt: skip


def test_a_test_may_look_and_a_worker_may_work(opened, qapp, read):
    assert read(lambda office: office.customers.count()) == 0
    found: list[int] = []
    names = {"database": opened.database, "actor": opened.actor, "found": found}
    in_a_worker(ran_by_a_page, READS, **names)
    assert found == [0]
