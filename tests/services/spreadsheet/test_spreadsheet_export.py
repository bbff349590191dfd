"""Rows out and in again: types stay, texts stay texts, nothing is cut in silence."""

# ruff: noqa: DTZ001 - what a sheet says has no zone

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cims.services.errors import Cancelled, NotPossible
from cims.services.spreadsheet.cleaning import CellKind
from cims.services.spreadsheet.workbook import open_workbook
from cims.services.spreadsheet.writers import (
    REPORT_EVERY,
    ExportColumn,
    write_csv,
    write_xlsx,
)

COLUMNS = (
    ExportColumn("编号"),
    ExportColumn("金额", CellKind.MONEY),
    ExportColumn("日期", CellKind.DATE),
    ExportColumn("时间", CellKind.MOMENT),
    ExportColumn("人数", CellKind.WHOLE),
    ExportColumn("开票", CellKind.YES_NO),
)
ROW = (*("007", Decimal("1234.50"), date(2026, 11, 22), datetime(2026, 11, 22, 8, 30), 12, True),)
NAUGHTY = (
    *(
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "'=1",
        "''=1",
        "'Twas",
        "=cmd|'/c calc'!A0",
    ),
    *("<script>alert(1)</script>", "'; DROP TABLE x;--", '"quoted", text; x', "a & b", "_x0041_"),
    *(
        "\u202eabc",
        "👨‍👩‍👧",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
        "多行\n文本",
        "NEAR(a b)",
        "字" * 5000,
        "+86 138 0013 8000",
        "-12.5",
    ),
)
TEXTS = (ExportColumn("文本"),)


def texts_in(path: Path) -> list[str]:
    with open_workbook(path) as workbook:
        return [str(row[0]) for _number, row in workbook.sheet().rows()][1:]


def test_types_formats_header_and_filter_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    assert write_xlsx(path, COLUMNS, [ROW], sheet="客户:一/二") == ()
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cells = sheet[2]
    assert [cell.value for cell in cells] == [
        *("007", 1234.5, datetime(2026, 11, 22), datetime(2026, 11, 22, 8, 30), 12, True),
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "d", "d", "n", "b"]
    assert [cell.number_format for cell in cells] == [
        *("@", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0", "General"),
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F2")
    assert sheet.title == "客户 一 二"
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["A"].width > 7


def test_naughty_texts_come_back_from_a_workbook_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_xlsx(path, TEXTS, ([text] for text in NAUGHTY))
    assert texts_in(path) == list(NAUGHTY)
    assert {
        cell.data_type for row in load_workbook(path).worksheets[0].iter_rows() for cell in row
    } == {"s"}


def test_naughty_texts_come_back_from_csv_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, TEXTS, ([text] for text in NAUGHTY))
    assert texts_in(path) == list(NAUGHTY)


def test_no_text_in_csv_begins_like_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, (ExportColumn("=A1"),), ([text] for text in NAUGHTY))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    begin = [cell for cell in cells if cell[:1] in "=+-@\t\r"]
    assert begin == ["+86 138 0013 8000", "-12.5"]


def test_values_in_csv_are_plain(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, COLUMNS, [ROW, (None, Decimal("-0.5"), None, None, None, False)])
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1:] == ["007,1234.50,2026-11-22,2026-11-22 08:30:00,12,yes", ",-0.5,,,,no"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
)
def test_any_text_comes_back_from_csv(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, (*TEXTS, ExportColumn("数", CellKind.WHOLE)), ([text, 1] for text in texts))
    assert texts_in(path) == texts


def test_too_long_texts_are_reported_with_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [["字" * 32_767], ["字" * 32_768], ["😀" * 20_000], ["kurz"]]
    shortened = write_xlsx(path, TEXTS, rows)
    assert [(cell.row, cell.column) for cell in shortened] == [(3, "文本"), (4, "文本")]
    assert "32,768" in shortened[0].reason
    texts = texts_in(path)
    assert texts[0] == rows[0][0]
    assert texts[1] == "字" * 32_766 + "…"
    assert texts[3] == "kurz"


def test_in_a_long_list_what_was_cut_is_named_by_its_row(tmp_path: Path) -> None:
    columns, long = (*TEXTS, ExportColumn("备注")), "字" * 32_768
    rows = [["kurz", None] for _number in range(2 * REPORT_EVERY)]
    rows[7] = ["kurz", long]
    rows[5] = [long, long]
    rows[REPORT_EVERY + 3] = [long, "多行\n文本"]
    shortened = write_xlsx(tmp_path / "list.xlsx", columns, rows)
    cut = [(7, "文本"), (7, "备注"), (9, "备注"), (REPORT_EVERY + 5, "文本")]
    assert [(cell.row, cell.column) for cell in shortened] == cut
    texts = texts_in(tmp_path / "list.xlsx")
    assert len(texts) == 2 * REPORT_EVERY
    assert texts[REPORT_EVERY + 3] == "字" * 32_766 + "…"


def test_half_characters_are_replaced_and_reported(tmp_path: Path) -> None:
    shortened = write_xlsx(tmp_path / "list.xlsx", TEXTS, [["a\ud800b"]])
    assert [cell.row for cell in shortened] == [2]
    assert texts_in(tmp_path / "list.xlsx") == ["a\ufffdb"]


def test_numbers_that_15_digits_do_not_hold_stay_whole_as_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    column = (ExportColumn("数", CellKind.EXACT),)
    write_xlsx(
        path, column, [[12345678901234567], [Decimal("1.2345678901234567")], [Decimal("0.1")]]
    )
    with open_workbook(path) as workbook:
        values = [row[0] for _number, row in workbook.sheet().rows()][1:]
    assert values == ["12345678901234567", "1.2345678901234567", 0.1]


def test_days_before_1900_stay_as_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_xlsx(path, (ExportColumn("日期", CellKind.DATE),), [[date(1899, 12, 31)]])
    assert texts_in(path) == ["1899-12-31"]


def test_an_empty_list_has_its_headings(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "list.xlsx", COLUMNS, [])
    sheet = load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]


def test_equal_headings_do_not_swallow_a_column(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_xlsx(path, (ExportColumn("电话"), ExportColumn("电话")), [["1", "2"]])
    with open_workbook(path) as workbook:
        assert [row for _number, row in workbook.sheet().rows()] == [["电话", "电话 2"], ["1", "2"]]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_cancelled_export_leaves_the_old_file_and_no_other(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list{ending}"
    path.write_text("old")
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done >= 2000:
            raise Cancelled

    def rows() -> Iterator[list[str]]:
        for number in range(5000):
            yield [str(number)]

    write = write_xlsx if ending == ".xlsx" else write_csv
    with pytest.raises(Cancelled):
        write(path, TEXTS, rows(), progress, 5000)
    assert seen == [(0, 5000), (1000, 5000), (2000, 5000)]
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_place_that_can_not_be_written_is_told(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "no such folder" / f"list{ending}"
    write = write_xlsx if ending == ".xlsx" else write_csv
    with pytest.raises(NotPossible, match="can't be written"):
        write(path, TEXTS, [["a"]])
