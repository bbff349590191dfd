"""Rows as a spreadsheet program shows them, whatever the format."""

# ruff: noqa: DTZ001 - what a sheet says has no zone

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.workbook import ErrorCell, open_workbook


def cells(path: Path, row: int, sheet: str | None = None) -> list[object]:
    with open_workbook(path) as workbook:
        return list(dict(workbook.sheet(sheet).rows())[row])


def test_rows_and_columns_are_counted_from_the_sheet_not_from_the_first_cell(
    tmp_path: Path,
) -> None:
    book = Book()
    book.worksheets[0]["C4"] = "恒泰"
    book.save(path := tmp_path / "list.xlsx")
    assert cells(path, 4) == ["", "", "恒泰"]


@pytest.mark.parametrize("from_1904", [False, True])
def test_each_type_of_cell_stays_what_it_is(tmp_path: Path, from_1904: bool) -> None:
    book = Book()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    row = [
        *("0012", 12, 3.5, True, date(2026, 11, 22), datetime(2026, 11, 22, 8, 30)),
        *(time(8, 30), timedelta(hours=30), "#N/A", "=1+1"),
    ]
    book.worksheets[0].append(row)
    book.worksheets[0]["I1"].data_type = "e"
    book.save(path := tmp_path / "list.xlsx")
    assert cells(path, 1) == [*row[:8], ErrorCell("#N/A"), ErrorCell("")]


def test_errors_are_found_in_single_quotes_and_with_a_prefix_too(tmp_path: Path) -> None:
    from test_spreadsheet_files import SHEET, xlsx

    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for p in ("", "x:"):
        declared = f"xmlns:{p}".rstrip(":") if p else "xmlns"
        xml = (
            f"<{p}worksheet {declared}='{space}'><{p}sheetData><{p}row r='2'>"
            f"<{p}c r='B2' t='e'><{p}v>#REF!</{p}v></{p}c>"
            f"<{p}c r='C2'><{p}f>1+1</{p}f></{p}c></{p}row></{p}sheetData></{p}worksheet>"
        )
        path = xlsx(tmp_path / "list.xlsx", {SHEET: xml.encode()})
        assert cells(path, 2)[:3] == ["", ErrorCell("#REF!"), ErrorCell("")]


def test_a_cover_page_is_passed_over_and_a_hidden_sheet_taken_only_by_name(tmp_path: Path) -> None:
    book = Book()
    book.worksheets[0].append(["客户资料"])
    book.create_sheet("客户").append(["名称"])
    book["客户"].append(["恒泰"])
    book.create_sheet("旧").append(["名称", "电话"])
    book["旧"].sheet_state = "hidden"
    book.save(path := tmp_path / "list.xlsx")
    with open_workbook(path) as workbook:
        assert workbook.sheet().name == "客户"
        assert workbook.sheet("旧").hidden
        with pytest.raises(UnusableFile, match="客户, 旧"):
            workbook.sheet("新")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_lists_of_each_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "list.csv"
    rows = [["客户名称", "地址", "备注"], ["恒泰，贸易", "苏州, 园区", 'said "yes"\nline 2; x']]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    with open_workbook(path) as workbook:
        assert [row for _number, row in workbook.sheet().rows()] == rows
        assert workbook.delimiter == delimiter


def test_the_mark_before_gb18030_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("\ufeffname,地址\n恒泰,苏州\n".encode("gb18030"))
    assert cells(path, 1) == ["name", "地址"]


def test_western_accents_are_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("name,city\nTaquería Ñandú,México\n".encode("cp1252"))
    assert cells(path, 2) == ["Taquería Ñandú", "México"]


def test_an_encoding_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("客戶,電話\n台積,02\n".encode("big5"))
    with open_workbook(path, encoding="big5") as workbook:
        assert dict(workbook.sheet().rows())[2] == ["台積", "02"]


def test_a_quotation_mark_that_never_closes_is_told_with_its_record(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('a,b\n1,2\n3,"4\n5,6\n', encoding="utf-8")
    with pytest.raises(UnusableFile, match="record 3"), open_workbook(path) as workbook:
        list(workbook.sheet().rows())


def test_a_text_list_cut_within_a_character_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("名称\n恒泰".encode()[:-1])
    with pytest.raises(UnusableFile, match="cut off"):
        open_workbook(path)


def test_the_apostrophe_before_a_formula_is_taken_off_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a,b,c,d\n'=1+1,''=1,'Twas,'+x\n", encoding="utf-8")
    assert cells(path, 2) == ["=1+1", "'=1", "'Twas", "+x"]
