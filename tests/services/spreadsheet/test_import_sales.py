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


def test_the_second_target_of_a_person_and_month_stays_out_alone(opened, tmp_path, template):
    rows = (("Sales", "2026-03-01", "100"), ("Sales", "2026-03-15", "200"))
    later = (("Manager", "2026-03-01", "300"), ("Sales", "2026-04-01", "400"))
    file = listed(tmp_path / "targets.xlsx", ("同事", "月份", "目标"), *rows, *later)
    report = take_in(opened, file, "targets")
    assert (report.created, report.refused) == (3, 1)
    (problem,) = report.problems
    assert (problem.kind, problem.row) == (ProblemKind.SAME_KEY_IN_FILE, 3)
    assert problem.reason == "“Sales, 2026-03” stands already in row 2."
    report = take_in(opened, file, "targets")
    assert (report.created, report.refused) == (0, 4)
    (first, *_rest) = report.problems
    assert first.kind is ProblemKind.DOES_NOT_FIT and "target of this month already" in first.reason
    with opened.database.read(opened.actor) as office:
        assert office.targets.count() == 3
