"""A list written from the window: what is told of the file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cims.services.customers import CUSTOMER
from cims.services.opening import OpenOffice
from cims.ui.actions import Commands
from cims.ui.exporting import export_to
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.list_query import ListQuery
from cims.ui.theme import Appearance

LONG = "字" * 32_768  # one more than a cell holds


@pytest.fixture
def around(
    opened: OpenOffice, messages: Messages, appearance: Appearance
) -> Iterator[Surroundings]:
    jobs = Jobs(opened.database, opened.actor, messages)
    yield Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    jobs.close()


@pytest.mark.parametrize(("needs", "cut"), [(LONG, True), ("kurz", False)])
def test_a_cell_that_the_file_does_not_hold_whole_is_told(
    around: Surroundings,
    write: Callable,
    messages: Messages,
    tmp_path: Path,
    qtbot: QtBot,
    needs: str,
    cut: bool,
) -> None:
    said: list[str] = []
    messages.said.connect(lambda words, tone: said.append(f"{tone}: {words}"))
    messages.toasted.connect(lambda words, _undo: said.append(words))
    id_ = write(lambda office: office.customers.add({"name": "恒泰", "needs": needs}))
    fields = tuple(CUSTOMER.field(name) for name in ("name", "needs"))
    request = ExportRequest(CUSTOMER, ListQuery(), [id_], fields)
    export_to(around, request, tmp_path / "out.xlsx")
    qtbot.waitUntil(lambda: len(said) == 1 + cut, timeout=20_000)
    assert said[0] == "1 row exported to out.xlsx."
    if cut:
        assert said[1].startswith("warn: 1 cell is not whole in out.xlsx: row 2, Needs.")
