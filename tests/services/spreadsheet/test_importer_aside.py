"""A long import: its search words are made in a second process, and nothing else changes."""

import multiprocessing
from pathlib import Path

import pytest

from cims.services import records
from cims.services.errors import Cancelled
from cims.services.office import ROOMS
from cims.services.opening import OpenOffice
from cims.services.spreadsheet import importer
from tests.services.spreadsheet.lists import listed, take_in

NAMES = ("客户编号", "客户名称", "电话", "联系人")
LINES = [
    (f"K{number}", f"苏州恒泰{number}有限公司", f"1381234{number:04}", f"王经理{number}")
    for number in range(1200)
]


@pytest.fixture(autouse=True)
def aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "WORTH_A_PROCESS", 100)
    monkeypatch.setattr(importer.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(records, "UNINDEXED", 300)


def test_what_a_second_process_indexed_is_found_and_does_not_drift(
    opened: OpenOffice, tmp_path: Path
) -> None:
    report = take_in(opened, listed(tmp_path / "long.xlsx", NAMES, *LINES))
    assert report.created == len(LINES)
    with opened.database.write(opened.actor) as office:
        assert [office.room(room.entity.name).drift() for room in ROOMS] == [0] * len(ROOMS)
        for words in ("szht", "wangjingli", "12341199"):
            assert office.customers.find(words), words
    assert not multiprocessing.active_children()


def test_cancel_ends_the_second_process(opened: OpenOffice, tmp_path: Path) -> None:
    began: list[int] = []

    def cancelled(done: int, _total: int) -> None:
        if done:
            began.append(len(multiprocessing.active_children()))
            raise Cancelled

    path = listed(tmp_path / "long.xlsx", NAMES, *LINES)
    with pytest.raises(Cancelled):
        importer.run(opened.database, opened.actor, "customers", path, progress=cancelled)
    assert began == [1]
    assert not multiprocessing.active_children()
    with opened.database.read(opened.actor) as office:
        assert office.customers.count() == 0
