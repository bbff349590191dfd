"""The model of a list: any length, rows when they are seen."""

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from cims.services.customers import CUSTOMER
from cims.services.storage import Record
from cims.ui.records.format import Words
from cims.ui.records.list_query import PAGE, Loaded
from cims.ui.records.table_model import KEPT_PAGES, Deliver, TableModel

NAME, PHONE = CUSTOMER.field("name"), CUSTOMER.field("main_phone")


class Shelf:
    """Hands rows out when it is told to, and notes what was asked and cancelled."""

    def __init__(self) -> None:
        self.asked: list[tuple[Sequence[int], Deliver]] = []
        self.cancelled = 0

    def __call__(self, ids: Sequence[int], deliver: Deliver) -> "Shelf":
        self.asked.append((ids, deliver))
        return self

    def cancel(self) -> None:
        self.cancelled += 1

    def answer(self, suffix: str = "") -> None:
        for ids, deliver in self.asked:
            deliver([row(id_, suffix) for id_ in ids])
        self.asked.clear()


def row(id_: int, suffix: str = "") -> Record:
    return Record("customer", id_, 1, {"name": f"客户 {id_}{suffix}", "main_phone": None})


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(shelf: Shelf, qapp: object) -> TableModel:
    made = TableModel(shelf)
    made.use((NAME, PHONE), Words(), None)
    return made


def shown(model: TableModel, count: int) -> None:
    model.show(Loaded(array("q", range(1, count + 1)), False, 0), None)


def test_qt_finds_no_fault_with_the_model(model: TableModel, shelf: Shelf, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    shown(model, 450)
    qtbot.waitUntil(lambda: bool(shelf.asked))
    shelf.answer()
    model.use((NAME,), Words(), ("name", True))
    model.refresh()
    shown(model, 0)
    assert tester.model() is model


def test_a_row_is_blank_until_its_page_arrives(
    model: TableModel, shelf: Shelf, qtbot: QtBot
) -> None:
    shown(model, 1_000_000)
    index = model.index(700_123, 0)
    assert index.data() == ""
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Loading…"
    qtbot.waitUntil(lambda: bool(shelf.asked))
    assert len(shelf.asked[0][0]) == PAGE
    shelf.answer()
    assert index.data() == "客户 700124"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Name: 客户 700124"


def test_pages_that_only_flew_by_are_not_asked_for(
    model: TableModel, shelf: Shelf, qtbot: QtBot
) -> None:
    shown(model, 1_000_000)
    for place in range(0, 1_000_000, 20_000):
        model.index(place, 0).data()
    qtbot.waitUntil(lambda: bool(shelf.asked))
    assert [ids[0] for ids, _deliver in shelf.asked] == [940_001, 960_001, 980_001]


def test_only_the_latest_pages_are_kept(model: TableModel, shelf: Shelf, qtbot: QtBot) -> None:
    shown(model, (KEPT_PAGES + 5) * PAGE)
    for page in range(KEPT_PAGES + 5):
        model.index(page * PAGE, 0).data()
        qtbot.waitUntil(lambda: bool(shelf.asked))
        shelf.answer()
    assert model.index(0, 0).data() == ""
    assert model.index((KEPT_PAGES + 4) * PAGE, 0).data() != ""


def test_old_rows_stay_until_the_new_ones_are_there(
    model: TableModel, shelf: Shelf, qtbot: QtBot
) -> None:
    shown(model, 10)
    model.index(0, 0).data()
    qtbot.waitUntil(lambda: bool(shelf.asked))
    shelf.answer()
    model.refresh()
    assert model.index(3, 0).data() == "客户 4"
    qtbot.waitUntil(lambda: bool(shelf.asked))
    shelf.answer(" neu")
    assert model.index(3, 0).data() == "客户 4 neu"


def test_an_answer_for_an_older_list_is_not_taken(
    model: TableModel, shelf: Shelf, qtbot: QtBot
) -> None:
    shown(model, 10)
    model.index(0, 0).data()
    qtbot.waitUntil(lambda: bool(shelf.asked))
    model.show(Loaded(array("q", [5, 4]), False, 0), None)
    shelf.answer()
    assert shelf.cancelled == 1
    assert model.index(0, 0).data() == ""


def test_a_heading_shows_which_way_the_list_is_sorted(model: TableModel) -> None:
    heading = Qt.Orientation.Horizontal
    model.use((NAME, PHONE), Words(), ("name", True))
    assert model.headerData(0, heading) == "Name  ↓"
    assert model.headerData(1, heading) == "Phone"
