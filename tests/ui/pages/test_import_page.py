"""Bringing a list in at the window: from the file to the list that shows it, and back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cims.services.customers import CUSTOMER
from cims.services.i18n import LANGUAGES, use_language
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.spreadsheet.dates import DateOrder
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.preview import INTO_REMARKS
from cims.services.spreadsheet.workbook import open_workbook
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.messages import Messages
from cims.ui.pages.importing import ImportPage
from cims.ui.pages.importing.choices import LEFT_OUT
from cims.ui.pages.importing.import_body import COLUMNS, FILE, PROBLEMS, ROWS
from cims.ui.pages.importing.run_bar import RunBar
from cims.ui.records.list_page import ListPage
from cims.ui.session import Session
from tests.conftest import PASSWORD
from tests.looking import customers
from tests.messy import messy_list, write
from tests.services.spreadsheet.lists import listed
from tests.ui.doors.conftest import ReadyFiles, Visitor
from tests.ui.doors.test_first_hour import fill_in
from tests.ui.pages.conftest import LONG, Look, MakePage
from tests.ui.walk import INJECTIONS, problems

NORTHWIND = Path(__file__).resolve().parents[4] / "shared/data/northwind/customers.csv"
Acting = Callable[[str], Actor]


def small(folder: Path, *names: str) -> Path:
    rows = [(name, "13800138000") for name in names or ("Ada", "Grace")]
    return listed(folder / "list.xlsx", ("客户名称", "电话"), *rows)


@pytest.fixture
def checked(qtbot: QtBot) -> Callable[[ImportPage], None]:
    """Press Check and wait for the report."""

    def check(page: ImportPage) -> None:
        qtbot.waitUntil(page.run.check.isEnabled, timeout=LONG)
        page.run.check.click()
        qtbot.waitUntil(lambda: not page.is_importing(), timeout=LONG)

    return check


@pytest.fixture
def imported(qtbot: QtBot, checked: Callable[[ImportPage], None]) -> Callable[[ImportPage], None]:
    """Press Check, then Import, and wait for the summary."""

    def bring(page: ImportPage) -> None:
        checked(page)
        page.run.bring.click()
        qtbot.waitUntil(page.summary.isVisible, timeout=LONG)
        qtbot.waitUntil(lambda: not page.is_importing(), timeout=LONG)

    return bring


Run = Callable[[ImportPage], None]


def told(messages: Messages) -> list[str]:
    """What the message bar and the toasts say from now on."""
    said: list[str] = []
    messages.said.connect(lambda words, _tone: said.append(words))
    messages.toasted.connect(lambda words, _undo: said.append(words))
    return said


def test_a_list_is_checked_imported_and_undone(
    page: ImportPage,
    look_at: Look,
    checked: Run,
    imported: Run,
    opened: OpenOffice,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    look_at(page, small(tmp_path))
    assert not page.run.bring.isEnabled()
    checked(page)
    assert page.run.status.text() == "2 to create · 1 with a warning"
    assert customers(opened) == []
    imported(page)
    assert customers(opened) == ["Ada", "Grace"]
    assert "2 rows of list.xlsx" in page.summary.title.text()
    page.summary.undo.click()
    qtbot.waitUntil(lambda: page.summary.title.text() == "The import was undone", timeout=LONG)
    assert customers(opened) == []
    assert not page.summary.undo.isEnabled()


def test_the_toast_takes_the_import_back(
    page: ImportPage,
    look_at: Look,
    imported: Run,
    messages: Messages,
    opened: OpenOffice,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    undoing: list[Any] = []
    messages.toasted.connect(lambda _words, undo: undoing.append(undo))
    look_at(page, small(tmp_path))
    imported(page)
    qtbot.waitUntil(lambda: bool(undoing))
    undoing[0]()
    qtbot.waitUntil(lambda: customers(opened) == [], timeout=LONG)
    qtbot.waitUntil(lambda: page.summary.title.text() == "The import was undone", timeout=LONG)


def test_nothing_is_left_when_the_import_is_cancelled(
    page: ImportPage,
    look_at: Look,
    checked: Run,
    opened: OpenOffice,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    look_at(page, small(tmp_path, *(f"Customer {n}" for n in range(3000))))
    checked(page)
    page.run.bring.click()
    assert page.run.is_running()
    QTest.keyClick(page.run.cancel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.is_importing(), timeout=LONG)
    assert page.run.status.text() == "Cancelled. Nothing was imported."
    assert page.run.bring.isEnabled()
    assert customers(opened) == []


def test_a_messy_list_shows_its_problems_and_saves_them(
    page: ImportPage,
    look_at: Look,
    checked: Run,
    files: ReadyFiles,
    messages: Messages,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    messy = messy_list()
    path = tmp_path / "客户表.xlsx"
    write(messy, path)
    look_at(page, path)
    checked(page)
    view = page.body.problems
    assert page.body.tabs.currentIndex() == PROBLEMS
    total = view.model.rowCount()
    assert total == len(page.body.problems._report.problems) > 10
    view.chips[True].click()
    refused = view.model.rowCount()
    assert 0 < refused < total
    view.chips[None].click()
    view.search.setText("#N/A")
    view.search.search_now()
    assert 0 < view.model.rowCount() < total
    files.answer, said = tmp_path / "problems.xlsx", told(messages)
    view.save.click()
    qtbot.waitUntil(lambda: any("saved in problems.xlsx" in words for words in said), timeout=LONG)
    with open_workbook(files.answer) as book:
        headings = next(iter(book.sheet().rows()))[1]
    assert headings[-2:] == ["Row", "Reasons"]


def test_a_row_left_out_for_two_reasons_is_one_row(
    page: ImportPage, look_at: Look, checked: Run, imported: Run, tmp_path: Path
) -> None:
    headings = ("客户编号", "客户名称")
    look_at(page, listed(tmp_path / "a.xlsx", headings, ("K1", "Ada")))
    imported(page)
    page.summary.another.click()
    look_at(page, listed(tmp_path / "b.xlsx", headings, ("K2", "Bo"), ("K1", "长" * 300)))
    checked(page)
    view = page.body.problems
    shown = [view.chips[sort].accessibleName() for sort in (None, True)]
    assert shown == ["All 2", "Rows left out 1"]
    assert page.run.status.text() == "1 to create · 1 left out"


def test_the_found_layout_can_be_corrected(
    page: ImportPage, look_at: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    messy = messy_list()
    path = tmp_path / "客户表.xlsx"
    write(messy, path)
    look_at(page, path)
    assert page.bar.heading.value() == 3
    assert page.bar.storeys.value() == 2
    assert page.body.passed.rows.count() >= len(messy.skipped)
    rows = page.body.rows.rowCount()
    page.bar.last.setValue(10)
    page.bar.last.editingFinished.emit()
    qtbot.waitUntil(lambda: not page.is_reading() and page.body.rows.rowCount() < rows)
    assert page.bar.last.value() == 10
    page.bar.heading.setValue(1)
    page.bar.heading.editingFinished.emit()
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    assert len(page.body.mapping.fields) != len(messy.cells)
    page.bar.heading.setValue(9999)
    page.bar.heading.editingFinished.emit()
    qtbot.waitUntil(lambda: page.body.said() != "", timeout=LONG)
    assert "no row 9999" in page.body.said()
    assert not page.run.check.isEnabled()


def test_a_row_that_was_passed_over_can_be_taken_in(
    page: ImportPage, look_at: Look, checked: Run, tmp_path: Path, qtbot: QtBot
) -> None:
    path = listed(
        tmp_path / "l.xlsx", ("客户名称", "电话"), ("Ada", "1"), ("合计", "2"), ("Bo", "3")
    )
    look_at(page, path)
    item = page.body.passed.rows.item(0)
    assert "合计" in item.text()
    item.setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: not page.is_reading() and page.body.rows.rowCount() == 3)
    checked(page)
    assert page.run.status.text().startswith("3 to create")


def test_the_row_that_was_ticked_stays_the_current_one(
    page: ImportPage, look_at: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [("Ada", "1"), ("合计", "2"), ("小计", "3"), ("总计", "4")]
    look_at(page, listed(tmp_path / "l.xlsx", ("客户名称", "电话"), *rows))
    page.body.tabs.setCurrentIndex(FILE)
    passed = page.body.passed.rows
    passed.setCurrentRow(1)
    QTest.keyClick(passed, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.is_reading() and page.body.rows.rowCount() == 2)
    assert passed.currentRow() == 1
    assert passed.item(1).checkState() is Qt.CheckState.Checked


def test_what_may_not_be_changed_is_not_offered_and_elsewhere_is_again(
    qtbot: QtBot, acting: Acting
) -> None:
    sales, auditor = acting("sales"), acting("auditor")
    bar = RunBar()
    qtbot.addWidget(bar)
    bar.offer(CUSTOMER, sales)
    bar.mode.set_value(Mode.UPDATE)
    bar.offer(CUSTOMER, auditor)
    assert bar.mode.value() == Mode.CREATE
    assert not bar.mode.model().item(1).isEnabled()
    bar.offer(CUSTOMER, sales)
    assert bar.mode.model().item(1).isEnabled()


def test_a_column_is_given_another_field(
    page: ImportPage, look_at: Look, imported: Run, opened: OpenOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    path = listed(tmp_path / "l.xlsx", ("Name", "Nick"), ("Ada Ltd", "Ada"), ("Bo Ltd", "Bo"))
    look_at(page, path)
    fields = page.body.mapping.fields
    assert [fields[0].value(), fields[1].value()] == ["name", INTO_REMARKS]
    fields[1].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(fields[1], "Short na")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    assert fields[1].value() == "short_name"
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    imported(page)
    with opened.database.read(opened.actor) as office:
        rows = office.customers.rows(office.customers.listing().ids, ("name", "short_name"))
    assert {row.values["name"]: row.values["short_name"] for row in rows} == {
        "Ada Ltd": "Ada",
        "Bo Ltd": "Bo",
    }


def chosen(page: ImportPage, column: int, words: str) -> None:
    """Type another field for a column and take it."""
    field = page.body.mapping.fields[column]
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_field_chosen_for_an_import_is_chosen_for_the_next_list(
    page: ImportPage,
    page_of: MakePage,
    acting: Acting,
    look_at: Look,
    checked: Run,
    imported: Run,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    headings = ("Name", "Nick", "Seen")
    row = ("Ada Ltd", "Ada", "2026-11-20")
    look_at(page, listed(tmp_path / "a.xlsx", headings, row))
    chosen(page, 1, "Short na")
    chosen(page, 2, "Leave o")
    checked(page)
    again = page_of()
    look_at(again, tmp_path / "a.xlsx")
    assert again.body.mapping.fields[1].value() == INTO_REMARKS  # a check teaches nothing
    imported(page)
    page.summary.another.click()
    more = listed(tmp_path / "b.xlsx", ("NICK ", "Name", "Seen"), ("Bo", "Bo Ltd", "2026-11-21"))
    look_at(page, more)
    fields, told = page.body.mapping.fields, page.body.mapping._confidences
    assert [fields[column].value() for column in fields] == ["short_name", "name", LEFT_OUT]
    assert [told[column].text() for column in told] == ["as last time", "sure", "as last time"]
    qtbot.waitUntil(lambda: page.focusWidget() is page.run.check, timeout=LONG)
    checked(page)
    assert "Left out: Seen." in page._report.mentions
    other = page_of(acting("sales"))
    look_at(other, more)
    assert other.body.mapping.fields[0].value() == INTO_REMARKS


def test_what_was_learned_takes_a_field_from_the_column_that_was_guessed(
    page: ImportPage, look_at: Look, imported: Run, tmp_path: Path, qtbot: QtBot
) -> None:
    for number in (1, 2):
        row = (f"A{number}", f"Ada {number}")
        look_at(page, listed(tmp_path / f"{number}.xlsx", ("Name", "Firm"), row))
        if number == 1:
            chosen(page, 1, "Name")
        qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
        assert page.body.mapping.mapping == {0: INTO_REMARKS, 1: "name"}
        if number == 1:
            imported(page)
            page.summary.another.click()


def test_a_field_that_is_taken_leaves_its_first_column(
    page: ImportPage, look_at: Look, tmp_path: Path
) -> None:
    look_at(page, listed(tmp_path / "l.xlsx", ("Name", "Nick"), ("Ada Ltd", "Ada")))
    mapping = page.body.mapping
    mapping.fields[1].set_value("name")
    mapping.fields[1].chosen.emit("name")
    assert mapping.mapping == {0: INTO_REMARKS, 1: "name"}
    assert mapping.fields[0].value() == INTO_REMARKS


def test_the_order_of_dates_is_shown_and_corrected(
    page: ImportPage, look_at: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [("Ada", "03-04-26"), ("Bo", "05-06-26")]
    look_at(page, listed(tmp_path / "l.xlsx", ("客户名称", "Next contact"), *rows))
    mapping = page.body.mapping
    order = mapping.orders[1]
    assert order.isVisible()
    assert not mapping.orders[0].isVisible()
    order.set_value(DateOrder.MONTH_FIRST)
    order.activated.emit(order.currentIndex())
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    model = page.body.rows
    line = [model.index(0, column).data() for column in range(model.columnCount())]
    assert "2026-03-04" in " ".join(line)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "empty.xlsx is empty."),
        ("notes.docx", b"x", "Save it as .xlsx"),
        ("cut.xlsx", b"PK\x03\x04 and no more", "cut off or damaged"),
        ("page.xls", b"<html><table></table></html>", "page.xls"),
    ],
)
def test_an_unusable_file_is_refused_with_what_to_do(
    page: ImportPage, look_at: Look, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    look_at(page, path)
    assert page.drop.isVisible()
    assert words in page.drop.said()
    assert page.drop.choose.hasFocus()
    look_at(page, small(tmp_path))
    assert page.body.isVisible()


def test_headings_alone_make_an_empty_list(
    page: ImportPage, look_at: Look, checked: Run, tmp_path: Path
) -> None:
    look_at(page, listed(tmp_path / "l.xlsx", ("Name", "Phone")))
    checked(page)
    assert page.run.status.text() == "0 to create"
    assert not page.run.bring.isEnabled()


def test_the_characters_of_a_csv_are_corrected(
    page: ImportPage, look_at: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Name,City\nKöln Ltd,Köln\nMünchen Ltd,München\n".encode("cp1252"))
    look_at(page, path)
    encoding = page.bar.encoding
    assert encoding.isVisible()
    encoding.set_value("gb18030")
    encoding.activated.emit(encoding.currentIndex())
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    encoding.set_value("cp1252")
    encoding.activated.emit(encoding.currentIndex())
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    assert page.body.rows.index(0, 1).data() == "Köln Ltd"


def test_contacts_are_imported_too(
    page: ImportPage, look_at: Look, imported: Run, opened: OpenOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    look_at(page, listed(tmp_path / "l.xlsx", ("Name", "Phone"), ("Ada", "13800138000")))
    page.bar.into.set_value("contact")
    page.bar.into.activated.emit(1)
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    imported(page)
    with opened.database.read(opened.actor) as office:
        assert list(office.contacts.titles(office.contacts.listing().ids).values()) == ["Ada"]
    assert page.summary.show_list.text() == "Show Contacts"


def test_sales_import_for_themselves_and_the_audit_not_at_all(
    page_of: MakePage,
    acting: Acting,
    look_at: Look,
    imported: Run,
    opened: OpenOffice,
    template: Any,
    tmp_path: Path,
) -> None:
    page = page_of(acting("sales"))
    look_at(page, small(tmp_path, "Ada"))
    imported(page)
    with opened.database.read(opened.actor) as office:
        record = office.customers.rows(office.customers.listing().ids)[0]
    assert record.values["owner"].id == template.people["sales"]
    other = page_of(acting("auditor"))
    assert not other.drop.choose.isEnabled()
    assert "may not import" in other.drop.said()
    other.take_file(small(tmp_path, "Ada"))
    assert not other.is_reading()


def test_a_known_customer_is_changed_only_by_choice(
    page: ImportPage, look_at: Look, checked: Run, imported: Run, tmp_path: Path, qtbot: QtBot
) -> None:
    headings = ("客户编号", "客户名称")
    look_at(page, listed(tmp_path / "l.xlsx", headings, ("K1", "Ada"), ("K2", "Bo")))
    imported(page)
    page.summary.another.click()
    look_at(page, listed(tmp_path / "m.xlsx", headings, ("K1", "Ada Ltd"), ("K3", "Cy")))
    checked(page)
    assert page.run.status.text().startswith("1 to create · 1 left out")
    page.run.mode.set_value(Mode.BOTH)
    page.run.mode.activated.emit(2)
    assert not page.run.bring.isEnabled()
    checked(page)
    assert page.run.status.text().startswith("1 to create · 1 to change")


def test_a_file_can_be_dropped(page: ImportPage, tmp_path: Path, qtbot: QtBot) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(small(tmp_path)))])
    page.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            held,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: not page.is_reading(), timeout=LONG)
    assert page.bar.name.text() == "list.xlsx"


def test_the_last_folder_is_remembered(
    page: ImportPage,
    page_of: MakePage,
    look_at: Look,
    files: ReadyFiles,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    look_at(page, small(tmp_path))
    qtbot.waitUntil(lambda: not page._jobs.is_busy())
    files.folder = ""
    page_of()
    qtbot.waitUntil(lambda: files.folder == str(tmp_path), timeout=LONG)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_headings_and_cells_are_shown_as_they_are(
    page_of: MakePage, look_at: Look, checked: Run, imported: Run, tmp_path: Path, language: str
) -> None:
    use_language(language)
    page = page_of()
    headings = ("Name", *(f"{words} {n}"[:90] for n, words in enumerate(INJECTIONS)))
    rows = [(words, *INJECTIONS) for words in INJECTIONS]
    look_at(page, listed(tmp_path / "<b>&.xlsx", headings, *rows))
    assert page.bar.name.text() == "<b>&.xlsx"
    for tab in (COLUMNS, ROWS, PROBLEMS, FILE):
        page.body.tabs.setCurrentIndex(tab)
        assert problems(page) == [], tab
    checked(page)
    assert problems(page) == []
    imported(page)
    assert problems(page) == []


@pytest.mark.skipif(not NORTHWIND.exists(), reason="the Northwind lists are not here")
def test_northwind_comes_in_without_a_correction(
    page: ImportPage, look_at: Look, imported: Run, opened: OpenOffice
) -> None:
    look_at(page, NORTHWIND)
    imported(page)
    assert len(customers(opened)) == 91


def sign_in(visitor: Visitor) -> Session:
    visitor.until(UnlockPage)
    visitor.write(PASSWORD)
    visitor.press(Qt.Key.Key_Return)
    session: Session = visitor.until_inside()
    return session


def test_the_whole_way_by_keyboard(at_home: Visitor, files: ReadyFiles, tmp_path: Path) -> None:
    session = sign_in(at_home)
    window = session.window
    window.activateWindow()
    at_home.qtbot.waitUntil(window.isActiveWindow)
    files.answer = small(tmp_path)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_I, both)
    page = window.documents.page
    assert isinstance(page, ImportPage)
    at_home.qtbot.waitUntil(page.drop.choose.hasFocus)
    QTest.keyClick(page.drop.choose, Qt.Key.Key_Return)
    at_home.qtbot.waitUntil(page.run.check.hasFocus, timeout=LONG)
    QTest.keyClick(page.run.check, Qt.Key.Key_Return)
    at_home.qtbot.waitUntil(page.run.bring.hasFocus, timeout=LONG)
    QTest.keyClick(page.run.bring, Qt.Key.Key_Return)
    at_home.qtbot.waitUntil(page.summary.show_list.hasFocus, timeout=LONG)
    QTest.keyClick(page.summary.show_list, Qt.Key.Key_Return)
    shown = window.documents.page
    assert isinstance(shown, ListPage)
    at_home.qtbot.waitUntil(lambda: len(shown.model.ids) == 2, timeout=LONG)


def test_the_list_chosen_at_the_first_screen_stands_there_after_founding(
    newcomer: Visitor, files: ReadyFiles, tmp_path: Path
) -> None:
    files.answer = small(tmp_path)
    newcomer.press(Qt.Key.Key_1)
    fill_in(newcomer).go_on.click()
    session = newcomer.until_inside()
    page = session.window.documents.page
    assert isinstance(page, ImportPage)
    newcomer.qtbot.waitUntil(page.run.check.isEnabled, timeout=LONG)
    assert page.bar.name.text() == "list.xlsx"


def all_hidden(path: Path) -> Path:
    """The same workbook with its sheets hidden, which no program but some export would do."""
    hidden = path.with_name("hidden.xlsx")
    with ZipFile(path) as old, ZipFile(hidden, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "xl/workbook.xml":
                part = part.replace(b"<sheet ", b'<sheet state="hidden" ')
            new.writestr(entry, part)
    return hidden


def test_all_sheets_hidden_still_shows_the_first(
    page: ImportPage, look_at: Look, tmp_path: Path
) -> None:
    look_at(page, all_hidden(small(tmp_path)))
    assert "(hidden)" in page.bar.sheet.currentText()
    assert page.body.rows.rowCount() == 2


def test_the_list_opens_the_import_and_its_own_type(at_home: Visitor) -> None:
    session = sign_in(at_home)
    session.window.show_tab("contacts")
    shown = session.window.documents.page
    assert isinstance(shown, ListPage)
    shown.import_asked.emit("contact")
    page = session.window.documents.page
    assert isinstance(page, ImportPage)
    assert page._entity.name == "contact"


def test_a_lock_in_the_middle_of_an_import_leaves_nothing(at_home: Visitor, tmp_path: Path) -> None:
    session = sign_in(at_home)
    path = small(tmp_path, *(f"Customer {n}" for n in range(3000)))
    session.import_file(path)
    page = session.window.documents.page
    assert isinstance(page, ImportPage)
    at_home.qtbot.waitUntil(page.run.check.isEnabled, timeout=LONG)
    page.check()
    at_home.qtbot.waitUntil(page.run.bring.isEnabled, timeout=LONG)
    page.bring_in()
    assert session.jobs.is_busy()
    at_home.leave()
    session = sign_in(at_home)
    assert not isinstance(session.window.documents.page, ImportPage)
    found: list[int] = []
    session.jobs.read(session, lambda office: office.customers.count(), found.append)
    at_home.qtbot.waitUntil(lambda: bool(found))
    assert found == [0]


def test_what_links_name_and_nobody_has_is_made_where_a_box_is_ticked(
    page: ImportPage,
    look_at: Look,
    checked: Run,
    imported: Run,
    opened: OpenOffice,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    headings = ("线索名称", "意向产品", "产品类别")
    path = listed(tmp_path / "线索.xlsx", headings, ("甲公司", "新泵", "水泵"))
    page.use_entity("lead")
    look_at(page, path)
    checked(page)
    making = page.body.making
    assert set(making.boxes) == {"product", "family"}
    assert making.isVisible()
    for box in making.boxes.values():
        qtbot.waitUntil(lambda: not page.is_importing(), timeout=LONG)
        box.click()
    qtbot.waitUntil(lambda: not page.is_importing(), timeout=LONG)
    imported(page)
    with opened.database.read(opened.actor) as office:
        (lead,) = office.leads.rows(office.leads.listing().ids)
    assert lead.values["product"].text == "新泵"
    assert lead.values["family"].text == "水泵"
