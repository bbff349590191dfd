"""Cells become values of the kind that is asked for, or say what is wrong."""

# ruff: noqa: DTZ001 - what a sheet says has no zone

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cims.services.spreadsheet.cell_text import Flawed, shown
from cims.services.spreadsheet.cleaning import CellKind, cleaner
from cims.services.spreadsheet.problems import REFUSED, Problem, ProblemKind
from cims.services.spreadsheet.survey import ColumnSurvey
from cims.services.spreadsheet.workbook import ErrorCell, Value


@pytest.mark.parametrize("kind", [kind for kind in CellKind if kind is not CellKind.YES_NO])
@pytest.mark.parametrize(
    "word", ["", " ", "\u3000", "NULL", "n/a", "N/A", "-", "—", "无", "空", "暂无"]
)
def test_a_word_for_nothing_is_nothing(kind: str, word: str) -> None:
    assert cleaner(kind)(word) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u3000 恒泰\u00a0 ", "恒泰"),
        (13800138000.0, "13800138000"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 8, 30), "2026-11-22 08:30"),
        (timedelta(hours=30), "30:00:00"),
        ("甲\r\n乙", "甲 乙"),
        ("Null Island", "Null Island"),
        ("👨‍👩‍👧 مرحبا", "👨‍👩‍👧 مرحبا"),
        ("'; DROP TABLE customer;--", "'; DROP TABLE customer;--"),
    ],
)
def test_text_is_what_a_person_reads(cell: Value, text: str) -> None:
    assert cleaner(CellKind.TEXT)(cell) == text


def test_long_text_keeps_its_lines() -> None:
    assert cleaner(CellKind.LONG_TEXT)("甲\r\n乙\r丙\t丁") == "甲\n乙\n丙\t丁"


def test_5000_characters_stay_and_40000_are_named_not_cut() -> None:
    assert cleaner(CellKind.TEXT)("字" * 5000) == "字" * 5000
    flawed = cleaner(CellKind.LONG_TEXT)("字" * 40_000)
    assert (flawed.value, flawed.kind) == (None, ProblemKind.TEXT_TOO_LONG)
    assert "40000" in flawed.reason


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x9f", "\ud800"])
def test_characters_that_can_not_be_shown_are_left_out_and_named(sign: str) -> None:
    flawed = cleaner(CellKind.TEXT)(f"恒{sign}泰")
    assert (flawed.value, flawed.kind) == ("恒泰", ProblemKind.CONTROL_CHARACTERS)


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_named() -> None:
    flawed = cleaner(CellKind.TEXT)(6222021234567890123.0)
    assert flawed.kind is ProblemKind.DIGITS_LOST
    assert cleaner(CellKind.TEXT)(913500000000000.0) == "913500000000000"


@pytest.mark.parametrize("kind", list(CellKind))
def test_error_cells_are_named_in_columns_of_every_kind(kind: str) -> None:
    assert cleaner(kind)(ErrorCell("#REF!")).kind is ProblemKind.ERROR_CELL
    assert "#REF!" in cleaner(kind)(ErrorCell("#REF!")).reason
    assert cleaner(kind)(ErrorCell("")).kind is ProblemKind.NO_VALUE


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        *(
            (cell, "12000")
            for cell in ("1.2万", "12k", "１２０００", "¥12,000.00", "￥12,000", 12000.0)
        ),
        *((cell, "120000") for cell in ("12w", "12万", "12 万元", 120000)),
        (33.33, "33.33"),
        (99.990000000000009, "99.99"),
        ("13%", "0.13"),
        ("-5", "-5"),
    ],
)
def test_amounts_as_people_write_them(cell: Value, amount: str) -> None:
    assert cleaner(CellKind.MONEY)(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["待定", "面议", "1.2.3", "12元5", True, date(2026, 1, 1)])
def test_what_is_no_amount_is_named(cell: Value) -> None:
    assert cleaner(CellKind.MONEY)(cell).kind is ProblemKind.NOT_AMOUNT


def test_whole_numbers_have_no_fraction() -> None:
    whole = cleaner(CellKind.WHOLE)
    assert (whole(3.0), whole("１，２３４"), whole("5")) == (3, 1234, 5)
    assert whole(3.5).kind is whole("三").kind is ProblemKind.NOT_WHOLE


def test_yes_and_no_in_many_words() -> None:
    yes_no = cleaner(CellKind.YES_NO)
    assert [yes_no(cell) for cell in ("是", "√", "Y", "TRUE", 1.0, True)] == [True] * 6
    assert [yes_no(cell) for cell in ("否", "×", "无", "no", 0, False)] == [False] * 6
    assert yes_no("") is None
    assert yes_no("也许").kind is ProblemKind.NOT_YES_NO


def test_e_mail_addresses_are_freed_from_names_and_width() -> None:
    email = cleaner(CellKind.EMAIL)
    assert email("王 <wang@example.com>") == "wang@example.com"
    assert email("ｗａｎｇ＠example.com") == "wang@example.com"
    assert email("mailto:wang@example.com") == "wang@example.com"
    for wrong in ("wang@", "@example.com", "wang.example.com", "a b@example.com", "wang@example"):
        assert email(wrong).kind is ProblemKind.NOT_EMAIL


def test_dates_come_as_cells_numbers_and_text() -> None:
    day = cleaner(CellKind.DATE)
    assert day(date(2026, 11, 22)) == day(46348.0) == day("2026年11月22日") == date(2026, 11, 22)
    assert day(True).kind is day("3月").kind is ProblemKind.NOT_DATE
    moment = cleaner(CellKind.MOMENT)
    assert moment("2026-11-22 08:30") == datetime(2026, 11, 22, 8, 30)


def survey(heading: str, *values: Value) -> ColumnSurvey:
    column = ColumnSurvey(heading)
    for value in values:
        column.add(value)
    return column


def test_a_column_is_what_most_of_its_values_are() -> None:
    assert survey("成交", "1.2万", 3000.0, "待定", "¥500").kind is CellKind.MONEY
    assert survey("最近联系日期", date(2026, 1, 2), "2026-03-04", "3月7日").kind is CellKind.DATE
    assert survey("规格", "M8", "M10", "12", "大").kind is CellKind.TEXT
    assert survey("备用", "", "NULL", "x").kind is CellKind.TEXT


def test_phones_and_codes_are_no_amounts() -> None:
    assert survey("备用电话", "13800138000", "13900139000").kind is CellKind.TEXT
    assert survey("邮编", "215000", "215001").kind is CellKind.TEXT


def test_what_does_not_fit_its_column_is_named() -> None:
    column = survey("金额", "100", 200.0, "待定")
    assert cleaner(column.kind, column.order)("待定") == Flawed(
        None, ProblemKind.NOT_AMOUNT, "“待定” is not an amount."
    )


def test_a_warning_lets_the_row_in_and_a_refusal_does_not() -> None:
    assert not Problem(2, "金额", ProblemKind.NOT_AMOUNT, "…").refused
    assert all(Problem(2, "", kind, "…").refused for kind in REFUSED)


def test_shown_is_never_an_exponent() -> None:
    assert shown(1e15) == "1000000000000000"
    assert shown(123456.0) == "123456"
