"""Opportunities, targets and exchange rates of an old list: no row fells another."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from cims.services.spreadsheet import importer
from cims.services.spreadsheet.report import ImportOptions
from tests.services.spreadsheet.lists import listed, stored, take_in

DEALS = ("编号", "名称", "客户", "产品", "阶段", "金额", "预计成交日期")


def deal(opened, tmp_path, *cells):
    report = take_in(opened, listed(tmp_path / "deals.xlsx", DEALS, cells), "opportunities")
    return report, next(iter(stored(opened, "opportunities").values()), None)


def test_an_amount_beyond_all_columns_keeps_only_its_row_out(opened, tmp_path):
    rows = (("D1", "甲", "", "", "", "1" * 30, ""), ("D2", "乙", "", "", "", "5", ""))
    report = take_in(opened, listed(tmp_path / "deals.xlsx", DEALS, *rows), "opportunities")
    assert (report.created, report.refused) == (1, 1)
    assert [problem.column for problem in report.problems] == ["金额"]


def test_words_that_name_nothing_stay_in_the_remarks(opened, tmp_path):
    _report, values = deal(opened, tmp_path, "D1", "甲", "无此公司", "无此产品", "摸底", "5", "")
    assert values["remarks"].split("\n") == ["客户: 无此公司", "产品: 无此产品", "阶段: 摸底"]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("赢单", "won"), ("Closed Won", "won"), ("丢单", "lost"), ("战败", "lost")],
)
def test_stages_are_understood_as_people_call_them(opened, tmp_path, word, meaning):
    report, values = deal(opened, tmp_path, "D1", "甲", "", "", word, "5", "")
    assert (values["meaning"], report.problems) == (meaning, ())


def test_a_decided_one_ended_on_the_day_it_was_expected(opened, tmp_path):
    _report, values = deal(opened, tmp_path, "D1", "甲", "", "", "Won", "5", "2017-03-01")
    assert values["closed_on"] == date(2017, 3, 1)


def goals(opened, path, *rows):
    """A list of targets of whoever imports."""
    with opened.database.read(opened.actor) as office:
        me = office.names_of("user", [opened.actor.user_id])[opened.actor.user_id]
    return listed(path / "goals.xlsx", ("业务员", "月份", "目标"), *((me, *row) for row in rows))


@pytest.mark.parametrize("month", ["2026年11月", "2026-11", "2026/11", "11/2026", "2026-11-15"])
def test_a_month_needs_no_day(opened, tmp_path, month):
    report = take_in(opened, goals(opened, tmp_path, (month, "9")), "targets")
    assert report.problems == ()
    assert [one["month"] for one in stored(opened, "targets").values()] == [date(2026, 11, 1)]


def both_ways(opened, file, entity):
    """The report of the import, after a check that said the same."""
    checked = importer.check(opened.database, opened.actor, entity, file, ImportOptions())
    report = take_in(opened, file, entity)
    assert (checked.created, checked.problems) == (report.created, report.problems)
    return report


def test_the_office_s_own_currency_keeps_only_its_row_out(opened, tmp_path):
    rows = (("USD", "2026-11-01", "7.1"), ("CNY", "2026-11-01", "1"))
    file = listed(tmp_path / "rates.xlsx", ("币种", "日期", "汇率"), *rows)
    report = both_ways(opened, file, "exchange_rates")
    assert (report.created, report.refused) == (1, 1)


def test_a_second_target_of_a_month_keeps_only_its_row_out(opened, tmp_path):
    file = goals(opened, tmp_path, ("2026-11", "9"), ("2026-11", "8"))
    assert (both_ways(opened, file, "targets").created, len(stored(opened, "targets"))) == (1, 1)
    assert both_ways(opened, file, "targets").refused == 2


def test_a_second_import_that_changes_nothing_says_so(opened, tmp_path):
    headings = ("订单号", "币种", "运费", "收货地址")
    file = listed(tmp_path / "orders.xlsx", headings, ("S1", "JPY", "0.5", "人民路  8号"))
    take_in(opened, file, "orders")
    report = importer.run(
        opened.database, opened.actor, "orders", file, ImportOptions(mode="update")
    )
    assert (report.updated, report.unchanged) == (0, 1)
    assert next(iter(stored(opened, "orders").values()))["freight"] == Decimal(1)


def test_a_heading_that_reaches_down_two_rows_is_read(opened, tmp_path):
    book = Workbook()
    sheet = book.active
    for cells in (
        ["产品一览"],
        ["编号", "名称", "明细"],
        ["", "", "规格", "单位", "单价", "最低价", "成本", "备注"],
        ["P1", "离心泵", "X", "台", 9, 8, 7, ""],
    ):
        sheet.append([cell or None for cell in cells])
    for place in ("A2:A3", "B2:B3", "C2:H2"):
        sheet.merge_cells(place)
    book.save(tmp_path / "products.xlsx")
    report = take_in(opened, tmp_path / "products.xlsx", "products")
    assert (report.created, report.refused) == (1, 0)
    assert stored(opened, "products")["离心泵"]["code"] == "P1"
