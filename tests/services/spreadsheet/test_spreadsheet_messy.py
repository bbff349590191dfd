"""Messy lists in each format against the truth that their generator wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reading import flaws, read

from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.workbook import open_workbook
from tests.messy import JOINED, MessyList, messy_list, write

ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
FOUND_BY_CLEANING = {
    ProblemKind.NOT_AMOUNT,
    ProblemKind.ERROR_CELL,
    ProblemKind.NO_YEAR,
    ProblemKind.NOT_DATE,
    ProblemKind.NOT_EMAIL,
    ProblemKind.DIGITS_LOST,
}


@pytest.fixture(params=[1, 2, 3])
def messy(request: pytest.FixtureRequest) -> Iterator[MessyList]:
    yield messy_list(seed=request.param)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_cleaning_finds_equals_the_truth_both_ways(
    messy: MessyList, tmp_path: Path, ending: str
) -> None:
    layout, _paths, rows = read(write(messy, tmp_path / f"list{ending}"))
    truth = {found for found in messy.truth_in(ending) if found[2] in FOUND_BY_CLEANING}
    assert flaws(layout, rows) == truth


@pytest.mark.parametrize("ending", ENDINGS)
def test_headings_records_and_totals_are_found(
    messy: MessyList, tmp_path: Path, ending: str
) -> None:
    layout, _paths, rows = read(write(messy, tmp_path / f"list{ending}"))
    assert tuple(layout.headings.values()) == JOINED
    assert (layout.first_heading_row, layout.heading_rows) == (3, 2)
    assert list(rows) == messy.records
    assert {skipped.row: skipped.why for skipped in layout.skipped} == messy.skipped


@pytest.mark.parametrize("ending", ENDINGS)
def test_good_cells_keep_their_meaning(messy: MessyList, tmp_path: Path, ending: str) -> None:
    _layout, _paths, rows = read(write(messy, tmp_path / f"list{ending}"))
    column = {heading: index for index, heading in enumerate(JOINED)}
    read_values = {place: rows[place[0]][column[place[1]]] for place in messy.values}
    assert read_values == messy.values


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_two_storey_headings_lead_to_the_contact(tmp_path: Path, ending: str) -> None:
    _layout, paths, _rows = read(write(messy_list(), tmp_path / f"list{ending}"))
    assert paths == {
        0: "code",
        1: "name",
        2: "contact.name",
        3: "contact.phone 1",
        4: "grade",
        5: "credit_code",
        6: "bank_account",
        7: "contact.email",
        8: "owner",
        9: None,
        10: None,
        11: None,
        12: "remarks",
    }


@pytest.mark.parametrize("ending", ENDINGS[:3])
def test_merged_records_hidden_rows_and_hidden_sheets_are_told(tmp_path: Path, ending: str) -> None:
    messy = messy_list()
    path = write(messy, tmp_path / f"list{ending}")
    layout, _paths, _rows = read(path)
    lower = next(row for row, _heading, kind in messy.truth if kind is ProblemKind.MERGED)
    assert [(box.first_row, box.last_row) for box in layout.merged] == [(lower - 1, lower)]
    with open_workbook(path) as workbook:
        assert [(sheet.name, sheet.hidden) for sheet in workbook.sheets] == [
            ("客户", False),
            ("去年", True),
        ]
        sheet = workbook.sheet()
        assert sheet.marks.hidden_rows == messy.hidden_rows
        filled = dict(sheet.rows(fill_merged=True))
    assert filled[lower][4] == "A"
