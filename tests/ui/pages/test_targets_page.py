"""The grid of targets: typed, pasted, cleared, refused with a sentence, undone."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.targets import TargetsPage

LONG = 20_000


@pytest.fixture
def make(qtbot, opened, messages, appearance):
    made = []

    def run(actor=None):
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        made.append(jobs)
        page = TargetsPage(Surroundings(jobs, messages, Commands(lambda _right: True), appearance))
        qtbot.addWidget(page)
        page.resize(1240, 600)
        page.show()
        qtbot.waitUntil(lambda: page.year is not None, timeout=LONG)
        return page

    yield run
    for jobs in made:
        jobs.close()


def row_of(page, name):
    return [one.person.text for one in page.year.rows].index(name)


def amounts(page, name):
    return page.year.rows[row_of(page, name)].amounts


def set_cell(qtbot, page, name, month, text):
    index = page.grid.index(row_of(page, name), month)
    page.grid.setData(index, text)


def test_what_is_typed_is_stored_in_every_writing(qtbot, make):
    page = make()
    for month, text, value in ((1, "30万", 300_000), (2, "12,500.50", Decimal("12500.50"))):
        set_cell(qtbot, page, "Sales", month, text)
        qtbot.waitUntil(lambda m=month, v=value: amounts(page, "Sales")[m - 1] == v, timeout=LONG)
    assert page.grid.index(row_of(page, "Sales"), 13).data() == "312,500.50"
    assert page.grid.index(len(page.year.rows), 1).data() == "300,000"


def test_cells_of_excel_are_pasted_at_once_and_undone_at_once(qtbot, make):
    page = make()
    first, second = sorted((row_of(page, "Manager"), row_of(page, "Sales")))
    page.table.setCurrentIndex(page.grid.index(first, 1))
    lines = ["10\t20\t30"] + ["1\t2\t3"] * (second - first)
    page.table.paste("\r\n".join(lines) + "\r\n")
    qtbot.waitUntil(lambda: page.year.rows[second].amounts[:3] == (1, 2, 3), timeout=LONG)
    assert page.year.rows[first].amounts[:3] == (10, 20, 30)
    page._jobs.undo_last()
    qtbot.waitUntil(lambda: page.year.rows[first].amounts[:3] == (None,) * 3, timeout=LONG)


def test_a_word_among_them_sets_nothing_and_is_told(qtbot, make, messages):
    page = make()
    page.table.setCurrentIndex(page.grid.index(0, 1))
    with qtbot.waitSignal(messages.said, timeout=LONG) as said:
        page.table.paste("10\tmuch\t30")
    assert "“much” is no amount" in said.args[0]
    assert amounts(page, page.year.rows[0].person.text) == (None,) * 12


def test_delete_clears_the_chosen_cells(qtbot, make):
    page = make()
    set_cell(qtbot, page, "Sales", 3, "5")
    qtbot.waitUntil(lambda: amounts(page, "Sales")[2] == 5, timeout=LONG)
    page.table.setCurrentIndex(page.grid.index(row_of(page, "Sales"), 3))
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: amounts(page, "Sales")[2] is None, timeout=LONG)


def test_who_may_not_set_them_sees_the_own_ones_only(qtbot, make, acting, write, template):
    people = template.people
    cells = {(people["sales"], 1): Decimal(7), (people["manager"], 1): Decimal(9)}
    write(lambda office: office.targets.set_year(2026, cells))
    page = make(acting("sales"))
    assert [one.person.text for one in page.year.rows] == ["Sales"]
    index = page.grid.index(0, 1)
    assert not page.grid.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not page.grid.setData(index, "8")


def test_another_year_is_a_step_away(qtbot, make):
    page = make()
    page.later.click()
    qtbot.waitUntil(lambda: page.year.year == 2027, timeout=LONG)
    assert page.name.text() == "Targets of 2027"


def test_what_is_being_typed_stands_while_the_cell_before_is_stored(qtbot, make):
    page = make()
    row, other = row_of(page, "Sales"), row_of(page, "Manager")
    page.table.setCurrentIndex(page.grid.index(row, 2))
    page.table.edit(page.grid.index(row, 2))
    editor = page.table.findChild(QLineEdit)
    editor.setText("45")
    set_cell(qtbot, page, "Sales", 1, "30")
    qtbot.waitUntil(lambda: page.grid.index(row, 1).data() == "30", timeout=LONG)
    set_cell(qtbot, page, "Manager", 3, "7")
    qtbot.waitUntil(lambda: page.grid.index(other, 3).data() == "7", timeout=LONG)
    assert page.table.findChild(QLineEdit) is editor and editor.text() == "45"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: amounts(page, "Sales")[1] == 45, timeout=LONG)


def test_from_a_year_without_targets_there_is_a_way_back(qtbot, make, acting, write, template):
    write(lambda o: o.targets.set_year(2026, {(template.people["sales"], 1): Decimal(7)}))
    page = make(acting("sales"))
    page.later.click()
    qtbot.waitUntil(lambda: page.year.year == 2027, timeout=LONG)
    assert page.state.isVisible() and page.earlier.isVisible()
    page.earlier.click()
    qtbot.waitUntil(lambda: page.year.year == 2026, timeout=LONG)
    assert page.table.isVisible() and page.grid.index(0, 1).data() == "7"


def test_the_heading_of_an_empty_year_is_whole(make):
    page = make()
    header = page.table.horizontalHeader()
    assert header.sectionSize(13) >= header.sectionSizeHint(13)
