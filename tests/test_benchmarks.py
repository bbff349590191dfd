"""The benchmarks run and give ratios; how fast anything is depends on the machine."""

import pytest

from benchmarks import (
    audit,
    board,
    dashboard,
    forecast,
    imports,
    lists,
    paper_lines,
    papers,
    reseal,
    save,
    scopes,
    search,
    timeline,
    unlock,
)
from benchmarks.figures import HEADING, Figure, percentile
from benchmarks.offices import BenchOffice, bench_office
from tests.weak_policy import WEAK

ROWS = 200
AT_LEAST_EACH = 5
KINDS = {
    "one common character",
    "two characters in > 25 % of rows",
    "full pinyin",
    "initials from the middle",
    "several readings",
    "middle digits",
    "Latin accent",
    "no hit",
    "scope own",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> BenchOffice:
    return bench_office(ROWS, WEAK, tmp_path_factory.mktemp("benchmarks"))


def are_told(figures: list[Figure]) -> bool:
    return bool(figures) and all(
        figure.measured > 0 and figure.ratio > 0 and figure.peer_name and figure.target
        for figure in figures
    )


def test_checking_the_log_is_measured_against_a_bare_read(office):
    opened = office.open(WEAK)
    try:
        figures = audit.measure(office, opened, rounds=1)
    finally:
        opened.close()
    assert are_told(figures)


def test_there_are_forty_queries_and_five_of_each_kind():
    asked = search.queries()
    assert len(asked) == len({query.words for query in asked}) == 40
    for kind in KINDS:
        assert sum(kind in query.kinds for query in asked) >= AT_LEAST_EACH, kind
    assert {kind for query in asked for kind in query.kinds} == KINDS


def test_figures_on_an_office_stand_beside_their_peers(office):
    opened = office.open(WEAK)
    try:
        assert are_told(save.measure(office, opened, rounds=5))
        assert are_told(search.measure(office, opened, rounds=1))
        assert are_told(lists.measure(office, opened, rounds=1))
        assert are_told(scopes.measure(office, opened, rounds=1))
    finally:
        opened.close()


def test_unlocking_is_measured_against_the_key_derivation(office):
    assert are_told(unlock.measure(office, WEAK, rounds=1))


def test_the_dashboard_is_measured_over_rows_that_came_by_plain_sql(tmp_path):
    built = dashboard.dashboard_office(ROWS, WEAK, tmp_path)
    assert are_told(dashboard.measure(built, WEAK, rounds=1))
    opened = built.open(WEAK)
    try:
        with opened.database.read(opened.actor) as office:
            assert office.customers.count() == ROWS
            assert office.activities.count() == dashboard.ACTIVITIES_EACH * ROWS
    finally:
        opened.close()


def test_a_list_goes_in_and_out_and_its_memory_is_watched():
    figures = imports.measure(ROWS, WEAK)
    assert are_told(figures)
    assert len(figures) == 2


def test_a_working_day_at_its_worst_is_measured():
    figures = timeline.measure(ROWS, WEAK, rounds=1)
    assert are_told(figures)
    assert {figure.size for figure in figures} == {ROWS}


def test_a_board_has_the_sums_of_its_rows():
    assert are_told(board.measure(ROWS, WEAK, rounds=1))


def test_lines_of_papers_are_measured_beside_a_bare_table(qapp):
    assert are_told(paper_lines.measure(rounds=1, lines=20))


def test_papers_are_measured_beside_a_bare_print(qapp):
    assert are_told(papers.measure(rounds=1))


def test_an_office_is_built_once_and_found_again(office):
    built = (office.folder / "seller").stat().st_mtime_ns
    again = bench_office(ROWS, WEAK, office.folder.parent)
    assert again == office
    assert (office.folder / "seller").stat().st_mtime_ns == built


def test_a_figure_is_a_row_of_the_table():
    line = Figure("save, p50", 200, 3.0, "bare commit", 1.5, "≤ 10 times", met=True).line()
    assert line.count("|") == HEADING.splitlines()[0].count("|")
    assert "| 2 |" in line


def test_a_percentile_is_one_of_the_times():
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.95) == 5.0
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.5) == 3.0


def test_new_keys_for_sealed_values_are_measured_against_the_cipher():
    assert are_told([reseal.measure(200, WEAK)])


def test_a_forecast_has_the_sums_of_its_rows():
    assert are_told(forecast.measure(ROWS, WEAK, rounds=1))
