"""A long list is read in a second process, and nothing else changes."""

import multiprocessing
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from cims.services.database import WRITER_CACHE_KIB
from cims.services.errors import Cancelled, CimsError
from cims.services.fault_report import fault_report
from cims.services.i18n import language, use_language
from cims.services.office import ROOMS
from cims.services.opening import OpenOffice
from cims.services.spreadsheet import importer, reader
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.services.spreadsheet.words import OfficeWords
from tests.messy import messy_list, write
from tests.services.spreadsheet.lists import listed, take_in

NAMES = ("客户编号", "客户名称", "电话", "联系人")
MORE_LINES = [
    (f"K{number}", f"苏州恒泰{number}有限公司", f"1381234{number:04}", f"王经理{number}")
    for number in range(3500)
]
LINES = MORE_LINES[:1200]
ENDINGS = (".xlsx", ".xls", ".ods", ".csv")


@pytest.fixture(autouse=True)
def aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "WORTH_A_PROCESS", 100)
    monkeypatch.setattr(reader.os, "cpu_count", lambda: 2)


def all_rows(opened: OpenOffice) -> dict[str, Any]:
    """Everything stored but the moment of it."""
    with opened.database.read(opened.actor) as office:
        return {
            plural: [
                {name: value for name, value in record.values.items() if name != "changed_at"}
                for record in office.room(plural).rows(sorted(office.room(plural).listing().ids))
            ]
            for plural in ("customers", "contacts")
        }


def undone(opened: OpenOffice, report: Report) -> None:
    """Take an import back, for good."""
    with opened.database.write(opened.actor) as office:
        office.undo(report.change_set_id or 0)


def test_what_a_second_process_made_words_of_is_found_and_does_not_drift(
    opened: OpenOffice, tmp_path: Path
) -> None:
    seen: list[int] = []

    def looking(_done: int, _total: int) -> None:
        seen.append(len(multiprocessing.active_children()))

    path = listed(tmp_path / "long.xlsx", NAMES, *LINES)
    report = importer.run(opened.database, opened.actor, "customers", path, progress=looking)
    assert report.created == len(LINES)
    assert set(seen[:-1]) == {1}
    assert not multiprocessing.active_children()
    with opened.database.write(opened.actor) as office:
        assert [office.room(room.entity.name).drift() for room in ROOMS] == [0] * len(ROOMS)
        for words in ("szht", "wangjingli", "12341199"):
            assert office.customers.find(words), words


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("seed", [1, 4])
def test_a_messy_list_gives_the_same_with_and_without_a_second_process(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, seed: int
) -> None:
    path = write(messy_list(seed), tmp_path / f"客户{ending}")
    with_it = importer.check(opened.database, opened.actor, "customers", path)
    stored_with = importer.run(opened.database, opened.actor, "customers", path)
    rows_with = all_rows(opened)
    undone(opened, stored_with)
    monkeypatch.setattr(reader, "WORTH_A_PROCESS", 10**9)
    without = importer.check(opened.database, opened.actor, "customers", path)
    assert with_it == without
    stored_without = importer.run(opened.database, opened.actor, "customers", path)
    assert counted(stored_with) == counted(stored_without)
    assert told(rows_with) == told(all_rows(opened))
    with opened.database.write(opened.actor) as office:
        assert [office.room(room.entity.name).drift() for room in ROOMS] == [0] * len(ROOMS)


def counted(report: Report) -> tuple[Any, ...]:
    """A report without the number of its change set."""
    return report.created, report.refused, report.problems, report.mentions


def told(rows: dict[str, Any]) -> dict[str, Any]:
    """Rows without what is counted up with every import: numbers given out and ids of records."""
    given = ("code", "customer", "places")
    return {
        "customers": rows["customers"],
        "contacts": [{k: v for k, v in row.items() if k not in given} for row in rows["contacts"]],
    }


@pytest.mark.parametrize("mode", ["update", "both"])
def test_known_records_are_changed_the_same_way(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    take_in(opened, listed(tmp_path / "known.xlsx", NAMES, *LINES[:300]))
    changed = [(code, name, "0512-61234567", person) for code, name, _phone, person in LINES[:400]]
    path = listed(tmp_path / "new.xlsx", NAMES, *changed)
    options = ImportOptions(mode=mode)
    with_it = importer.check(opened.database, opened.actor, "customers", path, options)
    monkeypatch.setattr(reader, "WORTH_A_PROCESS", 10**9)
    assert with_it == importer.check(opened.database, opened.actor, "customers", path, options)
    assert with_it.updated == 300


def test_rows_that_name_each_other_are_linked(opened: OpenOffice, tmp_path: Path) -> None:
    rows = [(f"K{n}", f"恒泰{n}", f"K{n - 1}" if n else "") for n in range(300)]
    report = take_in(
        opened, listed(tmp_path / "tree.xlsx", ("客户编号", "客户名称", "上级单位"), *rows)
    )
    assert (report.created, report.problems) == (300, ())
    with opened.database.read(opened.actor) as office:
        ids = office.customers.named(["K7", "K8"])
        assert office.customers.load(ids["K8"][0]).values["parent"].id == ids["K7"][0]


def test_a_file_that_can_not_be_taken_is_refused_with_the_same_sentence(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\3\4" + bytes(1000))
    use_language("zh_CN")
    try:
        said = []
        for worth in (100, 10**9):
            monkeypatch.setattr(reader, "WORTH_A_PROCESS", worth)
            with pytest.raises(CimsError) as refused:
                take_in(opened, path)
            said.append((type(refused.value), str(refused.value)))
    finally:
        use_language("en")
    assert said[0] == said[1]
    assert "broken.xlsx" in said[0][1]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("after", [0, 1])
def test_cancel_ends_the_second_process(opened: OpenOffice, tmp_path: Path, after: int) -> None:
    began: list[int] = []

    def cancelled(done: int, _total: int) -> None:
        if done >= after:
            began.append(len(multiprocessing.active_children()))
            raise Cancelled

    path = listed(tmp_path / "long.xlsx", NAMES, *LINES)
    with pytest.raises(Cancelled):
        importer.run(opened.database, opened.actor, "customers", path, progress=cancelled)
    assert began == [1]
    assert not multiprocessing.active_children()
    with opened.database.read(opened.actor) as office:
        assert office.customers.count() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("after", [0, 1])
def test_a_second_process_that_dies_leaves_nothing_behind(
    opened: OpenOffice, tmp_path: Path, after: int
) -> None:
    killed: list[int] = []

    def killing(done: int, _total: int) -> None:
        if done >= after and not killed:
            killed.extend(child.pid or 0 for child in multiprocessing.active_children())
            os.kill(killed[0], signal.SIGKILL)

    path = listed(tmp_path / "long.xlsx", NAMES, *MORE_LINES)
    with pytest.raises(CimsError, match=r"Reading long\.xlsx broke off"):
        importer.run(opened.database, opened.actor, "customers", path, progress=killing)
    assert not multiprocessing.active_children()
    with opened.database.read(opened.actor) as office:
        assert office.customers.count() == 0


def test_a_fault_of_the_second_process_is_told_by_its_places_and_prints_nothing(
    opened: OpenOffice, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = listed(tmp_path / "long.xlsx", NAMES, *MORE_LINES)
    with opened.database.read(opened.actor) as office:
        words, told = OfficeWords(office, opened.actor), office.beginning
    wanted = reader.Wanted(
        "苏州恒泰", "", path, ImportOptions(), Mode.CREATE, words, told, language()
    )
    with (
        pytest.raises(
            reader.ReadingFault, match=r"(?s)KeyError.*reader\.py:\d+ read_here"
        ) as fault,
        reader.list_read(wanted),
    ):
        raise AssertionError
    report = fault_report(fault.value, "CIMS")
    assert "KeyError" in report
    assert "恒泰" not in report
    assert capfd.readouterr() == ("", "")
    assert not multiprocessing.active_children()


def test_without_room_for_a_second_process_the_list_is_read_here(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_wanted: reader.Wanted) -> reader.ReadAside:
        raise OSError

    monkeypatch.setattr(reader, "ReadAside", no_room)
    report = take_in(opened, listed(tmp_path / "long.xlsx", NAMES, *LINES[:300]))
    assert report.created == 300


def test_nothing_of_the_list_lies_in_the_temp_folder(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "temp"
    empty.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(empty))
    seen: set[str] = set()

    def looking(_done: int, _total: int) -> None:
        seen.update(file.name for file in empty.rglob("*") if file.is_file())

    path = listed(tmp_path / "long.xlsx", NAMES, *LINES)
    importer.run(opened.database, opened.actor, "customers", path, progress=looking)
    assert seen == set()


def test_the_writer_has_its_whole_cache_again_after_an_import(
    opened: OpenOffice, tmp_path: Path
) -> None:
    seen: list[int] = []

    def cancelled(_done: int, _total: int) -> None:
        raise Cancelled

    path = listed(tmp_path / "long.xlsx", NAMES, *LINES[:300])
    with pytest.raises(Cancelled):
        importer.run(opened.database, opened.actor, "customers", path, progress=cancelled)
    importer.run(opened.database, opened.actor, "customers", path)
    with opened.database.writer.connect() as connection:
        seen += connection.exec_driver_sql("PRAGMA cache_size").scalars()
    assert seen == [-WRITER_CACHE_KIB]
