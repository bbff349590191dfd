"""Orders and their lines of an old list: what becomes of a row that says less than it should."""

import pytest

from cims.services.spreadsheet.problems import ProblemKind
from tests.services.spreadsheet.lists import listed, stored, take_in


@pytest.fixture
def ordered(opened, tmp_path, write):
    """An order for lines to come into."""
    write(lambda office: office.customers.add({"code": "C1", "name": "恒泰"}))
    file = listed(tmp_path / "orders.xlsx", ("订单号", "客户"), ("S1", "C1"))
    report = take_in(opened, file, "orders")
    assert report.created == 1
    return report


def test_what_an_order_gives_itself_is_not_asked_for(ordered):
    assert ordered.mentions == ()
    assert ordered.problems == ()


def test_the_word_of_an_unknown_product_stands_on_the_line(opened, tmp_path, ordered):
    headings = ("订单号", "产品", "数量", "单价")
    file = listed(tmp_path / "lines.xlsx", headings, ("S1", "密封圈", "2", "5"))
    report = take_in(opened, file, "order_lines")
    assert [problem.kind for problem in report.problems] == [ProblemKind.UNKNOWN_LINK]
    assert stored(opened, "order_lines")["密封圈"]["product"] is None


def test_a_description_of_its_own_is_kept(opened, tmp_path, ordered):
    headings = ("订单号", "产品", "品名", "数量", "单价")
    file = listed(tmp_path / "lines.xlsx", headings, ("S1", "P77", "密封圈", "2", "5"))
    take_in(opened, file, "order_lines")
    assert list(stored(opened, "order_lines")) == ["密封圈"]


def test_a_discount_beyond_everything_is_called_none(opened, tmp_path, ordered):
    headings = ("订单号", "品名", "数量", "单价", "折扣")
    file = listed(tmp_path / "lines.xlsx", headings, ("S1", "密封圈", "2", "5", "130%"))
    report = take_in(opened, file, "order_lines")
    (problem,) = report.problems
    assert problem.kind is ProblemKind.NOT_SHARE and "0 to 100%" in problem.reason
