"""Lists that were taken out say who took them; an import passes over that line."""

import zipfile

import pytest

from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.preview import preview
from cims.services.spreadsheet.workbook import open_workbook
from cims.services.watermark import SETTING, is_watermark, watermark
from tests.services.spreadsheet.lists import take_in

LINE = "CIMS · Wang Xiaoyan · 2026-11-22 16:00"


@pytest.fixture
def marking(write):
    write(lambda office: office.settings.set_common(SETTING, {"on": True}))


@pytest.fixture
def sent(write, tmp_path):
    write(lambda o: o.customers.add_many([{"name": f"Firm {n}"} for n in range(3)]))

    def run(name="out.xlsx", **how):
        write(lambda office: export(office, "customers", tmp_path / name, **how))
        return tmp_path / name

    return run


def cells(path):
    with open_workbook(path) as workbook:
        return [row for _number, row in workbook.sheet().rows()]


def test_the_line_says_who_and_when_in_the_office_s_time(marking, read):
    assert read(watermark) == LINE
    assert is_watermark(LINE) and is_watermark(f" {LINE} ")


def test_without_the_setting_there_is_none(read, sent):
    assert read(watermark) == ""
    assert "CIMS ·" not in str(cells(sent()))


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_a_list_ends_with_the_line_and_comes_back_without_it(marking, sent, name, opened, write):
    path = sent(name)
    rows = cells(path)
    assert len(rows) == 5
    assert rows[-1][0] == LINE and not any(rows[-1][1:])
    with opened.database.read(opened.actor) as office:
        layout = preview(office, "customers", path).layout
    assert [(row.row, row.why) for row in layout.skipped] == [(5, "watermark")]
    write(lambda office: office.customers.remove(list(office.customers.listing().ids)))
    report = take_in(opened, path)
    assert (report.created, report.refused) == (3, 0)


def test_every_printed_page_of_a_workbook_bears_it(marking, sent, write):
    write(lambda o: o.users.save(o.users.load(o.actor.user_id).changed(name="A & B")))
    with zipfile.ZipFile(sent()) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<oddFooter>&amp;RCIMS · A &amp;&amp; B · 2026-11-22 16:00</oddFooter>" in sheet


def test_an_empty_list_bears_it_too(marking, sent):
    assert [row[0] for row in cells(sent(ids=[]))] == ["Name", LINE]


def test_turning_it_on_is_a_change_of_the_office_that_can_be_undone(marking, write, read):
    write(lambda office: office.undo(office.newest_change()))
    assert read(watermark) == ""
