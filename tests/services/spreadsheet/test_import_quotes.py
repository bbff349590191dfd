"""Quotes and their lines of an old list, there and back."""

from datetime import date
from decimal import Decimal

import pytest

from cims.models.quote import QuoteState
from tests.services.spreadsheet.lists import listed, stored, take_in

QUOTES = (
    "报价单号",
    "客户名称",
    "报价日期",
    "有效期至",
    "状态",
    "币种",
    "优惠金额",
    "质保期",
    "内部备注",
)
LINES = ("报价单号", "品名", "数量", "含税单价", "税率", "折扣", "分组", "是否赠品", "可选", "交期")


@pytest.fixture
def offered(opened, tmp_path, write):
    """Two quotes, the first of them with three lines."""
    write(lambda office: office.customers.add({"code": "C1", "name": "恒泰"}))
    quotes = listed(
        tmp_path / "quotes.xlsx",
        QUOTES,
        (
            "BJ201901-0007",
            "恒泰",
            "2019-01-05",
            "2019-02-05",
            "已过期",
            "人民币",
            "3",
            "一年",
            "熟人",
        ),
        ("BJ201901-0008", "恒泰", "2019-01-06", "", "", "XYZ", "", "", ""),
    )
    lines = listed(
        tmp_path / "lines.xlsx",
        LINES,
        ("BJ201901-0007", "离心泵", "1", "113", "13%", "", "主机", "否", "否", "现货"),
        ("BJ201901-0007", "密封圈", "2", "5", "13%", "", "配件", "是", "", ""),
        ("BJ201901-0007", "备用泵", "1", "113", "13%", "8折", "配件", "", "是", "两周"),
    )
    return take_in(opened, quotes, "quotes"), take_in(opened, lines, "quote_lines")


def test_an_old_list_of_quotes_comes_in_with_its_own_headings(opened, offered):
    quotes, lines = offered
    assert (quotes.created, lines.created) == (2, 3)
    assert lines.problems == ()
    first, second = (one for _name, one in sorted(by_code(opened, "quotes").items()))
    assert (first["state"], first["valid_until"]) == (QuoteState.EXPIRED, date(2019, 2, 5))
    assert (first["currency"], first["warranty_terms"]) == ("CNY", "一年")
    assert first["internal_remarks"] == "熟人"
    assert (first["total"], first["tax"]) == (110, Decimal("12.65"))
    assert (second["state"], second["valid_until"]) == (QuoteState.SENT, None)
    rows = stored(opened, "quote_lines")
    assert rows["密封圈"]["gift"] and not rows["离心泵"]["gift"]
    assert rows["备用泵"]["optional"] and rows["备用泵"]["heading"] == "配件"
    assert rows["备用泵"]["discount"] == Decimal("0.2")
    assert rows["离心泵"]["delivery"] == "现货"


def test_a_currency_in_no_list_is_told(offered):
    (told,) = [problem for problem in offered[0].problems if "XYZ" in problem.reason]
    assert told.reason.endswith("like CNY or USD.")


def test_a_line_of_an_unknown_quote_stays_out(opened, tmp_path, offered):
    headings = ("报价单号", "品名", "数量", "单价")
    file = listed(tmp_path / "more.xlsx", headings, ("BJ201901-0999", "密封圈", "2", "5"))
    report = take_in(opened, file, "quote_lines")
    assert report.created == 0
    assert report.problems


def by_code(opened, plural):
    with opened.database.read(opened.actor) as office:
        room = office.room(plural)
        return {row.values["code"]: row.values for row in room.rows(room.listing().ids)}
