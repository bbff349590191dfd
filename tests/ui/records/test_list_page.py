"""The list of customers over a real vault and real jobs."""

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cims.services.contacts import CONTACT
from cims.services.filters import Condition, Operator
from cims.services.i18n import use_language
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.tax_rates import TAX_RATE
from cims.services.vault.errors import Damaged
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.list_page import ListPage
from cims.ui.records.list_query import PAGE, Loaded
from tests.conftest import Acting
from tests.ui.records.conftest import COUNT, MakePage
from tests.ui.walk import INJECTIONS, problems


def names(page: ListPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def search(qtbot: QtBot, page: ListPage, words: str) -> None:
    with qtbot.waitSignal(page.shown):
        page.bar.search.setText(words)


def choose(qtbot: QtBot, page: ListPage, key: str) -> None:
    with qtbot.waitSignal(page.shown):
        page.bar.chips.choose(key)


def saved(jobs: Jobs, id_: int, **values: Any) -> None:
    jobs.write(lambda office: office.customers.save(office.customers.load(id_).changed(**values)))


def test_the_list_shows_all_rows_and_counts_them(page: ListPage) -> None:
    assert page.model.rowCount() == COUNT
    assert page.footer.counts.text() == f"1 selected · {COUNT} in all"
    assert page.view.chosen_count() == 1


def test_the_chips_count_what_the_list_below_them_would_show(qtbot: QtBot, page: ListPage) -> None:
    with qtbot.waitSignal(page.shown):
        page.filters.use(Condition("lifecycle", Operator.IS, "won"))
    won = page.model.rowCount()
    assert 0 < won < COUNT
    qtbot.waitUntil(lambda: page.bar.chips.count_of("all") == won)
    with qtbot.waitSignal(page.shown):
        page.filters.use(None)
    qtbot.waitUntil(lambda: page.bar.chips.count_of("all") == COUNT)


def test_a_list_of_the_settings_has_its_own_button_for_new_rows(
    qtbot: QtBot,
    page: ListPage,
    jobs: Jobs,
    jobs_of: Callable[[Actor], Jobs],
    list_of: MakePage,
    acting: Acting,
) -> None:
    assert page.bar.new.isHidden()  # customers stand under New at the top
    rates = list_of(jobs, TAX_RATE)
    with qtbot.waitSignal(rates.new_asked) as asked:
        rates.bar.new.click()
    assert asked.args == ["tax_rate", {}]
    assert list_of(jobs_of(acting("auditor")), TAX_RATE).bar.new.isHidden()


def test_a_cell_tells_all_its_words_only_where_they_are_cut(page: ListPage) -> None:
    first = page.model.index(0, 0)
    assert page.view.cells.cut_words(first, 2000) == ""
    assert names(page)[0] in page.view.cells.cut_words(first, 60)
    owner = page.model.index(0, [field.name for field in page.model.fields].index("owner"))
    assert page.view.cells.cut_words(owner, 2000) == ""
    assert page.view.cells.cut_words(owner, 10) == owner.data()


def test_an_edit_shows_in_the_list(
    qtbot: QtBot, page: ListPage, jobs: Jobs, customers: list[int]
) -> None:
    saved(jobs, customers[0], name="Ada Lovelace")
    qtbot.waitUntil(lambda: "Ada Lovelace" in names(page))


def test_an_edit_that_moves_no_row_reads_only_the_visible_rows_again(
    qtbot: QtBot, page: ListPage, jobs: Jobs, customers: list[int]
) -> None:
    ids = page.model.ids
    with qtbot.waitSignal(page.model.arrived):
        saved(jobs, customers[0], grade="C")
    assert page.model.ids is ids
    row = page.model.row_of(customers[0])
    assert page.model.record(row).values["grade"] == "C"  # type: ignore[union-attr]


def test_selection_and_place_stay_with_their_record_over_a_reload(
    qtbot: QtBot, page: ListPage, jobs: Jobs, customers: list[int]
) -> None:
    row = page.model.row_of(customers[4])
    page.view.go_to(row)
    with qtbot.waitSignal(page.shown):
        saved(jobs, customers[7], name="000 goes to the front")
    assert page.model.row_of(customers[4]) != row
    assert page.view.chosen() == [customers[4]]
    assert page.view.current_id() == customers[4]


def test_several_selected_rows_stay_selected_in_another_order(
    qtbot: QtBot, page: ListPage, customers: list[int]
) -> None:
    flags = QItemSelectionModel.SelectionFlag
    for id_ in (customers[1], customers[8], customers[9]):
        index = page.model.index(page.model.row_of(id_), 0)
        page.view.selectionModel().select(index, flags.Select | flags.Rows)
    chosen = set(page.view.chosen())
    with qtbot.waitSignal(page.shown):
        page.view.sort_asked.emit("next_contact_on")
    assert set(page.view.chosen()) == chosen


def test_a_heading_sorts_and_sorts_back(qtbot: QtBot, page: ListPage) -> None:
    before = list(page.model.ids)
    with qtbot.waitSignal(page.shown):
        page.view.sort_asked.emit("name")
    assert list(page.model.ids) == before[::-1]
    with qtbot.waitSignal(page.shown):
        page.view.sort_asked.emit("name")
    assert list(page.model.ids) == before


@pytest.mark.parametrize("words", ["海纳", "hngyl", "haina", "13800045678"])
def test_search_narrows_by_characters_sound_and_digits(
    qtbot: QtBot, page: ListPage, words: str
) -> None:
    search(qtbot, page, words)
    assert names(page) == ["杭州海纳供应链有限公司"]


def test_chips_count_what_they_show(qtbot: QtBot, page: ListPage) -> None:
    for key in ("mine", "lifecycle:won", "due", "all"):
        choose(qtbot, page, key)
        assert page.bar.chips.count_of(key) == page.model.rowCount()
    assert page.bar.chips.count_of("mine") == COUNT * 2 // 3


def test_chips_count_again_after_a_change(
    qtbot: QtBot, page: ListPage, jobs: Jobs, customers: list[int]
) -> None:
    won = page.bar.chips.count_of("lifecycle:won") or 0
    for id_ in customers:
        saved(jobs, id_, lifecycle="won")
    qtbot.waitUntil(lambda: page.bar.chips.count_of("lifecycle:won") == COUNT)
    assert won < COUNT


def test_delete_can_be_undone_from_the_toast(
    qtbot: QtBot, page: ListPage, messages: Messages, customers: list[int]
) -> None:
    toasts: list[tuple[str, Callable[[], object]]] = []
    messages.toasted.connect(lambda words, undo: toasts.append((words, undo)))
    page.view.go_to(page.model.row_of(customers[3]))
    with qtbot.waitSignal(page.shown):
        qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    assert customers[3] not in page.model.ids
    assert page.view.chosen_count() == 1
    assert toasts[0][0] == "Moved to the recycle bin"
    with qtbot.waitSignal(page.shown):
        toasts[0][1]()
    assert customers[3] in page.model.ids


def test_nothing_found_offers_to_clear_or_to_search_everywhere(
    qtbot: QtBot, page: ListPage
) -> None:
    choose(qtbot, page, "mine")
    search(qtbot, page, "不存在的公司")
    assert page.body.state.isVisible()
    with qtbot.waitSignal(page.search_everywhere_asked) as asked:
        page.body.state.second.click()
    assert asked.args == ["不存在的公司"]
    with qtbot.waitSignal(page.shown):
        page.body.state.pressed.emit()
    assert page.bar.chips.current == "all"


def test_an_empty_office_offers_to_enter_or_import(
    qtbot: QtBot, opened: OpenOffice, jobs: Jobs, list_of: MakePage
) -> None:
    page = list_of(jobs)
    assert page.body.state.isVisible()
    with qtbot.waitSignals([page.new_asked, page.import_asked]):
        page.body.state.pressed.emit()
        page.body.state.second.click()


def test_sales_see_only_their_own_rows(
    customers: list[int],
    acting: Acting,
    jobs_of: Callable[[Actor], Jobs],
    list_of: MakePage,
) -> None:
    page = list_of(jobs_of(acting("sales")))
    own = set(customers[2::3])
    assert set(page.model.ids) == own
    assert page.bar.chips.count_of("all") == page.bar.chips.count_of("mine") == len(own)
    assert page.footer.counts.text() == f"1 selected · {len(own)} in all"
    entries = {entry.text(): entry for entry in page.commands.menu().actions()}
    assert not entries["Export list…"].isEnabled()  # needs a right


def test_columns_are_kept_for_the_user(
    qtbot: QtBot, page: ListPage, jobs: Jobs, list_of: MakePage, read: Callable[..., Any]
) -> None:
    page.columns.show(("grade", "owner", "credit_code"))
    header = page.view.horizontalHeader()
    header.resizeSection(2, 171)
    header.moveSection(1, 3)

    def kept() -> Any:
        return read(lambda office: office.settings.mine("list.customer")).get("shown")

    qtbot.waitUntil(lambda: kept() == ["owner", "credit_code", "grade"])
    again = list_of(jobs)
    assert [field.name for field in again.model.fields][1:] == ["owner", "credit_code", "grade"]
    assert again.view.horizontalHeader().sectionSize(1) == 171
    with qtbot.waitSignal(again.shown):
        again.columns.reset()
    assert tuple(f.name for f in again.model.fields[1:]) == again.plan.columns


@pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen
def test_the_columns_menu_shows_hides_and_moves(qtbot: QtBot, page: ListPage) -> None:
    menu = page.columns.choose()
    menu.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    menu.list.setCurrentRow(1)
    menu.list.step(1)
    assert menu.shown() == ("next_contact_on", "owner", "main_contact", "main_phone")
    assert tuple(f.name for f in page.model.fields[1:]) == menu.shown()
    menu.close()


def test_the_name_keeps_its_width_and_the_last_columns_go_first(
    qtbot: QtBot, jobs: Jobs, customers: list[int], list_of: MakePage
) -> None:
    page = list_of(jobs, width=1080)
    header = page.view.horizontalHeader()
    hidden = [header.isSectionHidden(section) for section in range(header.count())]
    assert header.sectionSize(0) >= 200
    assert hidden[-1]
    assert hidden == sorted(hidden)
    page.resize(1900, 640)
    qtbot.waitUntil(lambda: not header.isSectionHidden(header.count() - 1))


def test_rows_are_copied_as_a_table_without_formulas(
    qtbot: QtBot, page: ListPage, jobs: Jobs, customers: list[int]
) -> None:
    saved(jobs, customers[0], name="=cmd|' /C calc'!A0 <b>")
    qtbot.waitUntil(lambda: "=cmd|' /C calc'!A0 <b>" in names(page))
    page.view.go_to(page.model.row_of(customers[0]))
    clipboard = QGuiApplication.clipboard()
    with qtbot.waitSignal(clipboard.dataChanged):
        page.commands.copy_table()
    data = clipboard.mimeData()
    assert data.text().startswith("Customer\tState\tOwner")
    assert "\n'=cmd|' /C calc'!A0 <b>\t" in data.text()
    assert "&lt;b&gt;" in data.html()


def test_rows_are_copied_as_text_and_a_cell_alone(
    qtbot: QtBot, page: ListPage, customers: list[int]
) -> None:
    page.view.go_to(page.model.row_of(customers[4]))
    clipboard = QGuiApplication.clipboard()
    with qtbot.waitSignal(clipboard.dataChanged):
        page.commands.copy_text()
    assert "Customer: 杭州海纳供应链有限公司\nState: Interested" in clipboard.text()
    with qtbot.waitSignal(clipboard.dataChanged):
        page.commands.copy_cell()
    assert clipboard.text() == "杭州海纳供应链有限公司"


def test_the_keyboard_is_enough(qtbot: QtBot, page: ListPage) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_End)
    last = page.model.id_at(COUNT - 1)
    assert page.view.current_id() == last
    with qtbot.waitSignal(page.record_asked) as asked:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.args == ["customer", last, page.model.index(COUNT - 1, 0).data()]
    page.view.selectAll()
    assert page.footer.counts.text() == f"{COUNT} selected · {COUNT} in all"
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.handlers()["page.find"]()
    assert page.bar.search.hasFocus()
    search(qtbot, page, "海纳")
    with qtbot.waitSignal(page.shown):
        qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.model.rowCount() == COUNT


def test_export_carries_the_list_as_shown(qtbot: QtBot, page: ListPage) -> None:
    choose(qtbot, page, "mine")
    with qtbot.waitSignal(page.export_asked) as asked:
        page.export()
    request = asked.args[0]
    assert isinstance(request, ExportRequest)
    assert request.query.where == Condition("owner", Operator.IS_ME)
    assert list(request.ids) == list(page.model.ids)
    assert request.fields[0].name == "name"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_hostile_names_are_shown_as_they_are(
    qtbot: QtBot,
    opened: OpenOffice,
    write: Callable[..., Any],
    jobs: Jobs,
    list_of: MakePage,
    language: str,
) -> None:
    for words in INJECTIONS:
        write(lambda office, name=words: office.customers.add({"name": name, "remarks": name}))
    use_language(language)
    page = list_of(jobs)
    stored = {" ".join(words.split()) for words in INJECTIONS}
    assert set(names(page)) == stored
    for row in range(page.model.rowCount()):
        page.view.go_to(row)
        name = page.model.index(row, 0).data()
        qtbot.waitUntil(lambda name=name: page.panel.name.text() == name)
        page.panel.tabs.setCurrentIndex(row % 3)
        assert problems(page) == []


def test_a_change_of_a_colleagues_name_reaches_the_rows(
    qtbot: QtBot, page: ListPage, jobs: Jobs, opened: OpenOffice
) -> None:
    boss = opened.actor.user_id or 0
    with qtbot.waitSignal(page.model.arrived):
        jobs.write(lambda office: office.users.save(office.users.load(boss).changed(name="王总")))
    column = [field.name for field in page.model.fields].index("owner")
    owners = {page.model.index(row, column).data() for row in range(COUNT)}
    assert "王总" in owners


def test_contacts_have_the_same_list_with_their_own_columns_and_panel(
    qtbot: QtBot, customers: list[int], jobs: Jobs, list_of: MakePage
) -> None:
    page = list_of(jobs, CONTACT)
    assert page.model.rowCount() == COUNT * 3 // 2
    assert [field.name for field in page.model.fields[:2]] == ["name", "customer"]
    qtbot.waitUntil(lambda: page.panel.content is not None)
    assert page.panel.facts.texts["customer"] == page.model.index(0, 1).data()
    assert [page.panel.tabs.title(place) for place in range(2)] == ["Details", "History"]
    assert page.panel.add.isHidden()
    assert problems(page) == []


def test_a_new_search_begins_at_its_first_hit_unless_the_record_is_still_there(
    qtbot: QtBot, page: ListPage, customers: list[int]
) -> None:
    page.view.go_to(page.model.row_of(customers[4]))
    search(qtbot, page, "有限公司")
    assert page.view.current_id() == customers[4]
    search(qtbot, page, "安达")
    assert page.view.currentIndex().row() == 0
    assert page.view.chosen() == [page.model.id_at(0)]


def test_keys_come_back_to_the_same_row_after_opening(qtbot: QtBot, page: ListPage) -> None:
    page.view.go_to(7)
    before = page.view.place()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    page.hide()
    page.show()
    assert page.view.place() == before


def test_chips_without_room_wait_in_the_menu_and_the_chosen_one_is_always_seen(
    qtbot: QtBot, page: ListPage
) -> None:
    chips = page.bar.chips
    entries = [action.text() for action in chips.menu().actions()]
    assert len(entries) == len(chips.plans)
    hidden = chips.plans[-1].key
    assert not chips._chips[hidden].isVisible()
    choose(qtbot, page, hidden)
    assert chips._chips[hidden].isVisible()
    assert [action.isChecked() for action in chips.menu().actions()][-1]
    assert page.model.rowCount() == chips.count_of(hidden)


def test_a_long_list_shows_its_first_rows_before_all_are_known(
    qtbot: QtBot, page: ListPage, opened: OpenOffice
) -> None:
    with opened.database.write(opened.actor) as office:
        office.customers.add_many([{"name": f"客户 {number}"} for number in range(PAGE)])
    page.model.show(Loaded(array("q"), False, 0), None)
    seen: list[tuple[int, str]] = []
    exports: list[ExportRequest] = []
    page.export_asked.connect(exports.append)

    def work_on_the_first_rows(loaded: Loaded) -> None:
        seen.append((page.model.rowCount(), page.footer.counts.text()))
        if not loaded.whole:
            page.view.go_to(150)
            page.export()

    page.feed.loaded.connect(work_on_the_first_rows)
    resets: list[int] = []
    page.model.modelReset.connect(lambda: resets.append(page.model.rowCount()))
    with qtbot.waitSignal(page.shown):
        page.reload()
    total = PAGE + COUNT
    assert seen[0] == (PAGE, f"1 selected · {PAGE}+ in all")
    assert page.footer.counts.text() == f"1 selected · {total} in all"
    assert resets == [PAGE], "the rows that stood there were shown anew"
    assert page.view.current_id() == page.model.id_at(150)
    assert [len(export.ids) for export in exports] == [total]


def test_the_context_menu_says_why_an_entry_is_disabled(
    customers: list[int], jobs_of: Callable[[Actor], Jobs], list_of: MakePage, acting: Acting
) -> None:
    page = list_of(jobs_of(acting("auditor")))
    menu = page.commands.menu()
    closed = {entry.text(): entry.toolTip() for entry in menu.actions() if not entry.isEnabled()}
    assert {"Edit", "Delete"} <= closed.keys()
    assert all(reason != words for words, reason in closed.items())
    assert menu.toolTipsVisible()
    menu.close()


def test_tab_goes_from_the_search_over_the_chips_to_the_rows_and_the_facts(
    qtbot: QtBot, page: ListPage
) -> None:
    """Parts that are made anew with each reading stand where they are seen, not at the end."""
    qtbot.waitUntil(lambda: page.panel.content is not None)
    order, widget = [], page.bar.search.nextInFocusChain()
    while widget is not page.bar.search:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(widget.accessibleName())
        widget = widget.nextInFocusChain()
    chips = [name for name in order if name.startswith(("All ", "My customers"))]
    assert order[: len(chips)] == chips and len(chips) == 2
    assert order.index("Filter") < order.index("Customers") < order.index("Copy Phone")
    assert order.index("Copy Phone") < order.index("Next contact: Tomorrow")


def test_a_list_that_can_not_be_read_counts_nothing(page: ListPage) -> None:
    page._failed(Damaged("cims.db"))
    assert page.footer.counts.text() == ""


def test_the_context_menu_tells_the_keys(page: ListPage) -> None:
    page.view.go_to(0)
    keys = {one.text(): one.shortcut().toString() for one in page.commands.menu().actions()}
    assert (keys["Edit"], keys["Copy as table"], keys["Delete"]) == ("F2", "Ctrl+C", "Del")
