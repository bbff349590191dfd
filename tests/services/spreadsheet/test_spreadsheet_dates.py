"""Every writing of a date, and what only the whole column can tell."""

# ruff: noqa: DTZ001 - what a sheet says has no zone

from datetime import date, datetime

import pytest

from cims.services.spreadsheet.dates import (
    ColumnDates,
    DateEvidence,
    DateOrder,
    parse_date,
    parse_moment,
    serial_moment,
)
from cims.services.spreadsheet.problems import Flaw, ProblemKind

DAY = date(2026, 11, 22)


def column(*texts: str) -> ColumnDates:
    evidence = DateEvidence()
    for text in texts:
        evidence.add(text)
    return evidence.decide()


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日", "2026 11 22"),
        *(
            "２０２６－１１－２２",
            " 2026-11-22 ",
            "2026年11月22号",
            "26年11月22日",
            "2026-11-22 星期日",
        ),
        *(
            "二〇二六年十一月二十二日",
            "二零二六年十一月廿二日",
            "2026-11-22 13:45",
            "2026-11-22T13:45:10Z",
        ),
        *(
            "2026-11-22 00:00:00.000",
            "2026年11月22日13时45分",
            "2026-11-22 下午1:45",
            "22 Nov 2026",
        ),
        *("Nov 22, 2026", "22-Nov-26", "November 22nd, 2026", "46348", "22/11/2026"),
    ],
)
def test_every_writing_means_the_same_day(text: str) -> None:
    assert parse_date(text, ColumnDates()) == DAY


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("11月22日", ProblemKind.NO_YEAR),
        ("3月7日", ProblemKind.NO_YEAR),
        ("三月七日", ProblemKind.NO_YEAR),
        ("11-22", ProblemKind.NO_YEAR),
        ("2026年11月", ProblemKind.NO_DAY),
        ("2026-11", ProblemKind.NO_DAY),
        ("2026-02-30", ProblemKind.NOT_DATE),
        ("2026-13-01", ProblemKind.NOT_DATE),
        ("20261399", ProblemKind.NOT_DATE),
        ("13800138000", ProblemKind.NOT_DATE),
        ("上个月", ProblemKind.NOT_DATE),
        ("待定", ProblemKind.NOT_DATE),
        ("12345", ProblemKind.NOT_DATE),
        ("22 Foo 2026", ProblemKind.NOT_DATE),
    ],
)
def test_what_is_no_whole_date_is_named(text: str, kind: ProblemKind) -> None:
    with pytest.raises(Flaw) as caught:
        parse_date(text, ColumnDates())
    assert caught.value.kind is kind


def test_one_value_decides_the_order_for_its_column() -> None:
    assert column("03-04-2026", "22-11-2026").order is DateOrder.DAY_FIRST
    assert column("03/04/26", "11/22/26").order is DateOrder.MONTH_FIRST
    assert column("11/22/26").certain
    assert parse_date("03/04/26", column("03/04/26", "11/22/26")) == date(2026, 3, 4)


def test_short_years_that_come_first_are_seen_by_the_years_that_hardly_differ() -> None:
    told = column("26-11-22", "26-03-04", "26-12-09")
    assert told.order is DateOrder.YEAR_FIRST
    assert parse_date("26-03-04", told) == date(2026, 3, 4)
    assert column("22-11-26", "03-04-26", "09-12-26").order is DateOrder.DAY_FIRST


def test_an_undecided_column_says_so() -> None:
    told = column("03-04-2026", "05-06-2026")
    assert (told.order, told.certain) == (DateOrder.DAY_FIRST, False)


def test_a_column_that_contradicts_itself_names_what_could_be_either() -> None:
    told = column("13-02-2026", "02-13-2026", "03-04-2026")
    assert told.contradicting
    assert parse_date("13-02-2026", told) == date(2026, 2, 13)
    assert parse_date("02-13-2026", told) == date(2026, 2, 13)
    with pytest.raises(Flaw) as caught:
        parse_date("03-04-2026", told)
    assert caught.value.kind is ProblemKind.DATE_ORDER


def test_short_years_belong_to_the_nearest_century() -> None:
    assert parse_date("22-11-68", ColumnDates()).year == 2068
    assert parse_date("22-11-69", ColumnDates()).year == 1969


def test_a_format_from_the_map_is_kept_to() -> None:
    told = ColumnDates(format="%d-%m-%y")
    assert parse_date("22-11-26", told) == DAY
    with pytest.raises(Flaw):
        parse_date("2026-11-22", told)


def test_day_numbers_of_spreadsheets_keep_their_time() -> None:
    assert serial_moment(46348.5) == datetime(2026, 11, 22, 12)
    assert serial_moment(20261122.0) == datetime(2026, 11, 22)
    with pytest.raises(Flaw):
        serial_moment(3.0)


def test_the_time_of_day_is_kept_where_asked_for() -> None:
    assert parse_moment("2026-11-22 下午1:45", ColumnDates()) == datetime(2026, 11, 22, 13, 45)
    assert parse_moment("2026/11/22 9:05:07", ColumnDates()) == datetime(2026, 11, 22, 9, 5, 7)
