"""Headings, records, totals and notes are told apart, and the user may correct it."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook
from reading import CUSTOMER_FIELDS

from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.headings import (
    Layout,
    find_layout,
    skip_reason,
    with_headings,
    with_skipped,
)
from cims.services.spreadsheet.mapping import known_headings
from cims.services.spreadsheet.workbook import Sheet, open_workbook


def sheet_of(path: Path, *rows: list[object]) -> Sheet:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return open_workbook(path).sheet()


def found(path: Path, *rows: list[object]) -> Layout:
    return find_layout(sheet_of(path, *rows), known_headings(CUSTOMER_FIELDS, "customers"))


def test_plain_headings_in_the_first_row(tmp_path: Path) -> None:
    layout = found(tmp_path / "a.csv", ["名称", "电话"], ["恒泰", "138"], ["华盛", "139"])
    assert (layout.first_heading_row, layout.heading_rows, layout.first_row) == (1, 1, 2)
    assert (layout.last_row, layout.headings) == (3, {0: "名称", 1: "电话"})


def test_titles_and_blank_rows_above_are_passed_over(tmp_path: Path) -> None:
    layout = found(
        tmp_path / "a.csv",
        ["客户一览表", "", ""],
        ["单位：苏州恒泰", "", "2026年"],
        ["", "", ""],
        ["客户名称", "电话", "地址"],
        ["华盛", "139", "苏州"],
    )
    assert (layout.first_heading_row, layout.first_row) == (4, 5)
    assert layout.titles == ("客户一览表", "单位：苏州恒泰")


def test_headings_that_no_field_knows_are_still_headings(tmp_path: Path) -> None:
    layout = found(tmp_path / "a.csv", ["甲", "乙", "丙"], ["x", "1", "2"], ["y", "3", "4"])
    assert layout.first_heading_row == 1


def test_records_of_words_only_are_not_a_second_storey(tmp_path: Path) -> None:
    layout = found(tmp_path / "a.csv", ["名称", "联系人"], ["恒泰", "张总"], ["华盛", "李工"])
    assert layout.heading_rows == 1


def test_a_list_of_one_column_has_its_heading_too(tmp_path: Path) -> None:
    layout = found(tmp_path / "a.csv", ["客户名称"], ["恒泰"], ["华盛"])
    assert (layout.headings, layout.first_row, layout.last_row) == ({0: "客户名称"}, 2, 3)


def test_totals_notes_and_repeated_headings_are_listed_with_reason(tmp_path: Path) -> None:
    layout = found(
        tmp_path / "a.csv",
        ["名称", "金额", "级别"],
        ["恒泰", "10", "A"],
        ["本页小计", "10", ""],
        ["名称", "金额", "级别"],
        ["华盛", "20", "B"],
        ["合 计：", "30", ""],
        ["制表人：小王", "", ""],
        ["备注：以上为含税价", "", ""],
    )
    assert [(skipped.row, skipped.why) for skipped in layout.skipped] == [
        *((3, "total"), (4, "heading"), (6, "total"), (7, "note"), (8, "note")),
    ]
    assert layout.last_row == 5
    assert layout.skipped[0].reason == "total row"


def test_a_row_passed_over_is_told_as_it_is_shown(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["名称", "金额"], ["恒泰", 10], ["合计", 123456.0], ["总计", "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with open_workbook(tmp_path / "a.xlsx") as workbook:
        layout = find_layout(workbook.sheet())
    assert [skipped.text for skipped in layout.skipped] == ["合计 123456", "总计 "]


@pytest.mark.parametrize("amount", [9999.0, "9,999.00", "￥9999", "1.2万", "２０"])
def test_a_total_is_one_also_behind_its_amount(amount: object) -> None:
    headings: list[object] = ["金额", "名称", "级别"]
    assert skip_reason([amount, "合 计：", ""], headings, 3) == "total"  # type: ignore[list-item]
    assert skip_reason([amount, "合计网络科技", "A"], headings, 3) is None  # type: ignore[list-item]
    assert skip_reason([amount, "", ""], headings, 3) is None  # type: ignore[list-item]


@pytest.mark.parametrize(
    "name", ["合计网络科技", "总计公司", "小计量仪器厂", "Total Energies", "注册会计师"]
)
def test_a_customer_whose_name_begins_like_a_total_stays(name: str) -> None:
    assert skip_reason([name, "138", "A"], ["名称", "电话", "级别"], 3) is None


def test_the_user_corrects_headings_and_skipped_rows(tmp_path: Path) -> None:
    rows = (["x", "y"], ["名称", "电话"], ["手机", "号码"], ["合计", "1"])
    sheet = sheet_of(tmp_path / "a.csv", *rows)
    layout = with_headings(sheet, 2, 1)
    assert [number for number, _cells in layout.records(sheet)] == [3]
    layout = with_skipped(layout, 4, skip=False)
    assert [number for number, _cells in layout.records(sheet)] == [3, 4]
    layout = with_skipped(layout, 3, skip=True)
    assert [number for number, _cells in layout.records(sheet)] == [4]
    assert with_headings(sheet, 2, 2).headings == {0: "名称 手机", 1: "电话 号码"}


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="no row of headings"):
        found(tmp_path / "a.csv", ["", ""], [" ", ""])


def test_records_that_hold_words_of_headings_are_no_headings(tmp_path: Path) -> None:
    layout = found(
        tmp_path / "a.csv",
        ["甲", "乙", "丙", "丁"],
        ["客户1", "备注1", "2026-01-01", "手机"],
        ["客户2", "备注2", "2026-01-02", "座机"],
    )
    assert layout.first_heading_row == 1
