"""Messy lists: the report of an import equals the truth that the generator wrote down."""

import csv
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cims.services.opening import OpenOffice
from cims.services.spreadsheet.importer import check, run
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.report import ImportOptions, Report
from tests.messy import FIRST_ROW, JOINED, ErrorValue, MessyList, messy_list, write

ENDINGS = (".xlsx", ".xls", ".ods", ".csv")


def named(report: Report) -> set[tuple[int, str, ProblemKind]]:
    """What a report says, in the terms of the truth."""
    return {(problem.row, problem.column, problem.kind) for problem in report.problems}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_report_equals_the_truth_both_ways(
    opened: OpenOffice, tmp_path: Path, ending: str, seed: int
) -> None:
    messy = messy_list(seed)
    path = write(messy, tmp_path / f"客户{ending}")
    truth = messy.truth_in(ending)
    refused = {row for row, _heading, kind in truth if kind in REFUSING}
    for step in (check, run):
        report = step(opened.database, opened.actor, "customers", path)
        assert named(report) == truth, step
        assert all(problem.reason for problem in report.problems)
        assert report.refused == len(refused)
        assert report.created == len(messy.records) - len(refused)


REFUSING = {ProblemKind.REQUIRED, ProblemKind.SAME_KEY_IN_FILE}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_comes_in_is_what_the_cells_mean(
    opened: OpenOffice, tmp_path: Path, ending: str
) -> None:
    messy = messy_list(3)
    path = write(messy, tmp_path / f"客户{ending}")
    run(opened.database, opened.actor, "customers", path)
    with opened.database.read(opened.actor) as office:
        records = office.customers.rows(office.customers.listing().ids)
        by_code = {record.values["code"]: record.values for record in records}
    truth = messy.truth_in(ending)
    refused = {row for row, _heading, kind in truth if kind in REFUSING}
    for row in messy.records:
        if row in refused:
            continue
        stored = by_code[messy.values[row, "客户编号"]]
        assert stored["name"] == " ".join(messy.values[row, "客户名称"].split())
        if code := messy.values.get((row, "统一社会信用代码")):
            assert stored["credit_code"] == code
        if account := messy.values.get((row, "账号")):
            assert [one.bank_account for one in stored["invoice_details"]] == [account]
        assert "成交金额: " in stored["remarks"] or (row, "成交金额") not in messy.values
        day: Any = messy.values.get((row, "最近联系日期"))
        if isinstance(messy.cells[row, 10], date):
            assert f"最近联系日期: {day}" in stored["remarks"]


def test_hidden_rows_come_in_and_a_hidden_sheet_only_when_named(
    opened: OpenOffice, tmp_path: Path
) -> None:
    messy = messy_list(1)
    path = write(messy, tmp_path / "客户.xlsx")
    report = check(opened.database, opened.actor, "customers", path)
    assert any("去年" in said for said in report.mentions)
    hidden = check(opened.database, opened.actor, "customers", path, ImportOptions(sheet="去年"))
    assert (hidden.created, hidden.sheet) == (0, "去年")
    run(opened.database, opened.actor, "customers", path)
    with opened.database.read(opened.actor) as office:
        codes = {r.values["code"] for r in office.customers.rows(office.customers.listing().ids)}
    assert {messy.values[row, "客户编号"] for row in messy.hidden_rows} <= codes


def test_rows_that_hold_no_record_are_mentioned(opened: OpenOffice, tmp_path: Path) -> None:
    messy = messy_list(1)
    path = write(messy, tmp_path / "客户.xlsx")
    said = " ".join(check(opened.database, opened.actor, "customers", path).mentions)
    for row in messy.skipped:
        assert f"Row {row} was passed over" in said


def test_merged_cells_are_filled_down_only_when_confirmed(
    opened: OpenOffice, tmp_path: Path
) -> None:
    messy = messy_list(1)
    path = write(messy, tmp_path / "客户.xlsx")
    filled = run(opened.database, opened.actor, "customers", path, ImportOptions(fill_merged=True))
    assert ProblemKind.MERGED not in {problem.kind for problem in filled.problems}
    row = next(row for row, _h, kind in messy.truth if kind is ProblemKind.MERGED)
    assert row > FIRST_ROW
    with opened.database.read(opened.actor) as office:
        ids = office.customers.named([messy.values[row, "客户编号"]])
        (record,) = office.customers.rows(next(iter(ids.values())))
    assert record.values["grade"] == "A"


ABOVE = ([], ["客户一览表"], ["", "单位：恒泰", "", "2026年"], ["说明：本表供内部使用"])


def rearranged(messy: MessyList, random: Random, path: Path) -> int:
    """Write the list as text with its columns in another order and place; how far rows moved."""
    columns = random.sample(range(len(JOINED)), len(JOINED))
    left = [""] * random.randrange(3)
    lines: list[list[Any]] = [random.choice(ABOVE) for _line in range(random.randrange(6))]
    lines.append([*left, *(JOINED[column] for column in columns)])
    moved = len(lines) + 1 - FIRST_ROW
    for row in range(FIRST_ROW, messy.last_row + 1):
        cells = [messy.cells.get((row, column), "") for column in columns]
        lines.append(
            [*left, *(cell.text if isinstance(cell, ErrorValue) else cell for cell in cells)]
        )
    encoding = random.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=random.choice(",;\t")).writerows(lines)
    return moved


@pytest.mark.parametrize("seed", [100, 104, 106, 109, 111, 148])
def test_columns_may_stand_in_any_order_and_anywhere(
    opened: OpenOffice, tmp_path: Path, seed: int
) -> None:
    messy, path = messy_list(seed, 45), tmp_path / "客户.csv"
    moved = rearranged(messy, Random(seed), path)
    truth = {(row + moved, heading, kind) for row, heading, kind in messy.truth_in(".csv")}
    report = check(opened.database, opened.actor, "customers", path)
    assert named(report) == truth
    assert report.created == len(messy.records) - report.refused
