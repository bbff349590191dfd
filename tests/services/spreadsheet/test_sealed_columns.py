"""Sealed fields in lists: brought in by holders of vk, masked in workbooks of problems."""

import pytest

from cims.services.entity import Sealed
from cims.services.errors import NotPossible
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.problem_book import save_problems
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.workbook import open_workbook
from tests.services.spreadsheet.lists import listed, stored, take_in

NUMBER, OTHER = "11010519491231002X", "440308199901101512"
HEADINGS = ("编号", "姓名", "身份证号", "客户级别")


def cells(path):
    with open_workbook(path) as workbook:
        return [row for _number, row in workbook.sheet().rows()]


def revealed(opened, id_):
    with opened.database.write(opened.actor) as office:
        return office.sealed.reveal("contact", id_, "identity_number")


def test_a_holder_of_vk_brings_numbers_in(opened, tmp_path):
    path = listed(tmp_path / "a.xlsx", HEADINGS[:3], ("P1", "李伟", NUMBER), ("P2", "王芳", ""))
    report = take_in(opened, path, "contacts")
    assert (report.created, report.problems) == (2, ())
    assert isinstance(stored(opened, "contacts")["李伟"]["identity_number"], Sealed)
    assert revealed(opened, 1) == NUMBER
    assert revealed(opened, 2) == ""


def test_an_update_changes_what_differs_and_nothing_else(opened, tmp_path):
    take_in(opened, listed(tmp_path / "a.xlsx", HEADINGS[:3], ("P1", "李伟", NUMBER)), "contacts")
    before = stored(opened, "contacts")["李伟"]["identity_number"]
    again = listed(tmp_path / "b.xlsx", HEADINGS[:3], ("P1", "李伟", NUMBER))
    take_in(opened, again, "contacts", mode=Mode.UPDATE)
    assert stored(opened, "contacts")["李伟"]["identity_number"] == before
    other = listed(tmp_path / "c.xlsx", HEADINGS[:3], ("P1", "李伟", OTHER))
    take_in(opened, other, "contacts", mode=Mode.UPDATE)
    assert revealed(opened, 1) == OTHER


def test_without_the_right_the_value_is_left_out_row_by_row_and_the_row_comes_in(
    opened, acting, tmp_path
):
    path = listed(tmp_path / "a.xlsx", HEADINGS[:3], ("P1", "李伟", NUMBER), ("P2", "王芳", ""))
    report = take_in(opened, path, "contacts", acting("manager"))
    assert report.created == 2
    ((problem),) = report.problems
    assert (problem.row, problem.column, problem.kind) == (2, "身份证号", ProblemKind.SEALED)
    assert "may not see sealed fields" in problem.reason and NUMBER not in problem.reason
    assert stored(opened, "contacts")["李伟"]["identity_number"] is None


def test_the_workbook_of_problems_masks_the_column_and_the_mask_means_nothing(
    opened, tmp_path, acting
):
    path = listed(tmp_path / "a.xlsx", HEADINGS[:3], ("P1", "", NUMBER), ("P2", "", ""))
    report = take_in(opened, path, "contacts")
    assert report.refused == 2
    out = tmp_path / "problems.xlsx"
    save_problems(path, report, out)
    assert [row[2] for row in cells(out)] == ["身份证号", "••••••", ""]
    assert NUMBER not in str(cells(out))
    masked = listed(tmp_path / "c.xlsx", HEADINGS[:3], ("P1", "李伟", "••••••"))
    assert take_in(opened, masked, "contacts").problems == ()
    assert stored(opened, "contacts")["李伟"]["identity_number"] is None


def test_a_number_that_lost_its_digits_is_left_out_and_not_quoted(opened, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(HEADINGS[:3])
    book.active.append(("P1", "李伟", 110105194912310023))
    book.save(tmp_path / "a.xlsx")
    report = take_in(opened, tmp_path / "a.xlsx", "contacts")
    ((problem),) = report.problems
    assert problem.kind is ProblemKind.DIGITS_LOST
    assert "110105" not in problem.reason
    assert stored(opened, "contacts")["李伟"]["identity_number"] is None


def test_an_export_never_contains_them(opened, tmp_path):
    take_in(opened, listed(tmp_path / "a.xlsx", HEADINGS[:3], ("P1", "李伟", NUMBER)), "contacts")
    out = tmp_path / "out.xlsx"
    with opened.database.write(opened.actor) as office:
        export(office, "contacts", out)
    assert NUMBER not in str(cells(out)) and "Identity number" not in cells(out)[0]
    with opened.database.write(opened.actor) as office, pytest.raises(NotPossible):
        export(office, "contacts", out, fields=["name", "identity_number"])
