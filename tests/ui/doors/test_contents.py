"""The whole window: real lists and forms, and what leads from one to another."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from cims.services.entity import Link
from cims.services.filters import Condition, Operator
from cims.services.notices import NoticeLine
from cims.services.office import Office
from cims.ui.dialogs.module_choice import ModulesDialog
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.modules import FULL
from cims.ui.pages.board import BoardPage
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.pages.today_page import TodayPage
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.session import Session
from cims.ui.settings_places import places_of
from tests.conftest import PASSWORD, SetClock
from tests.ui.doors.conftest import ReadyFiles, Visitor


def sign_in(visitor: Visitor) -> Session:
    visitor.until(UnlockPage)
    visitor.write(PASSWORD)
    visitor.press(Qt.Key.Key_Return)
    session: Session = visitor.until_inside()
    return session


def form_of(visitor: Visitor, session: Session) -> Any:
    """The form of the record that is shown, once it is there."""
    page = session.window.documents.page
    assert isinstance(page, RecordPage)
    visitor.qtbot.waitUntil(lambda: page.form is not None)
    return page.form


def test_a_new_customer_half_typed_comes_back_after_the_lock(at_home: Visitor) -> None:
    session = sign_in(at_home)
    session.window.new_asked.emit("customer")
    form_of(at_home, session).take_values({"name": "Hengtai half typed"})
    at_home.leave()
    session = sign_in(at_home)
    form = form_of(at_home, session)
    assert form.values()["name"] == "Hengtai half typed"
    form.save()
    at_home.qtbot.waitUntil(lambda: names(session, at_home) == ["Hengtai half typed"])
    at_home.leave()
    session = sign_in(at_home)
    assert [d.title for d in session.window.documents.documents()] == ["Hengtai half typed"]


def test_a_follow_up_half_typed_comes_back_after_the_lock(at_home: Visitor) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(lambda office: office.customers.add({"name": "Ada"}), then=saved.append)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    session.contents.log(session.window, Link(saved[0], "Ada"))
    panel = session.contents.log_panel
    at_home.qtbot.waitUntil(lambda: panel.is_ready)
    panel.body.text.insertPlainText("half a sentence")
    at_home.leave()
    session = sign_in(at_home)
    panel = session.contents.log_panel
    at_home.qtbot.waitUntil(lambda: panel.isVisible() and panel.is_ready)
    assert panel.body.text.words() == "half a sentence"
    assert panel.name.text() == "Ada"
    panel.save()
    at_home.qtbot.waitUntil(lambda: not panel.isVisible())
    at_home.leave()
    session = sign_in(at_home)
    assert not session.contents.log_panel.drafts()


def names(session: Session, visitor: Visitor) -> list[str]:
    found: list[list[str]] = []
    session.jobs.read(
        session,
        lambda office: list(office.customers.titles(office.customers.listing().ids).values()),
        found.append,
    )
    visitor.qtbot.waitUntil(lambda: bool(found))
    return found[0]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_list_is_exported_as_shown(
    at_home: Visitor, files: ReadyFiles, tmp_path: Path, ending: str
) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(lambda office: office.customers.add({"name": "Ada"}), then=saved.append)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    session.window.show_tab("customers")
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    at_home.qtbot.waitUntil(lambda: len(page.model.ids) == 1)
    files.answer = tmp_path / f"list{ending}"
    page.export()
    at_home.qtbot.waitUntil(lambda: "1 row exported" in session.window.toast.text())
    assert files.answer.stat().st_size > 0


def test_the_search_at_the_top_finds_records(at_home: Visitor) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(
        lambda office: office.customers.add({"name": "苏州恒泰智能装备有限公司"}), then=saved.append
    )
    at_home.qtbot.waitUntil(lambda: bool(saved))
    found: list[Any] = []
    session.contents.records(session, session.jobs)("szht", found.append)
    at_home.qtbot.waitUntil(lambda: bool(found))
    assert [hit.id for hit in found[0]] == saved


def test_ctrl_z_brings_back_what_was_deleted_and_the_palette_hears_pinyin(
    at_home: Visitor,
) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(lambda office: office.customers.add({"name": "Ada"}), then=saved.append)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    session.jobs.write(lambda office: office.customers.remove(saved), then=saved.append)
    at_home.qtbot.waitUntil(lambda: len(saved) == 2)
    at_home.qtbot.waitUntil(lambda: not session.jobs.is_busy())
    session.window._commands.run("edit.undo")
    at_home.qtbot.waitUntil(lambda: session.window.toast.text() == "Undone.")
    assert names(session, at_home) == ["Ada"]
    old = session.window
    session.rebuild("zh_CN")
    at_home.qtbot.waitUntil(lambda: not isValid(old))
    palette, field = session.window.palette_list, session.window.top_bar.field
    palette.open()
    field.setText("ljbf")
    field.textEdited.emit("ljbf")
    assert palette.entries() == ["立即备份…"]


def test_a_new_day_is_known_to_the_list_without_a_key(at_home: Visitor, clock: SetClock) -> None:
    session = sign_in(at_home)
    session.window.show_tab("customers")
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    at_home.qtbot.waitUntil(lambda: page.words.today.year == clock().year)
    before = page.words.today
    clock.pass_by(days=1)
    session.upkeep.due.emit()
    at_home.qtbot.waitUntil(lambda: (page.words.today - before).days == 1)


def test_a_new_form_shows_what_the_office_would_put_there(at_home: Visitor) -> None:
    session = sign_in(at_home)
    session.window.new_asked.emit("customer")
    form = form_of(at_home, session)
    assert form.rows["owner"].widget.combo.text() == "Wang Xiaoyan"
    assert form.rows["lifecycle"].widget.combo.text() == "Potential"
    assert form.rows["kind"].widget.combo.text() == "Organisation"
    assert not form.has_changes()


def test_the_window_opens_at_my_day_unless_records_were_left_open(at_home: Visitor) -> None:
    session = sign_in(at_home)
    assert session.window.documents.tab.id == "today"
    session.window.show_tab("contacts")
    at_home.leave()
    session = sign_in(at_home)
    assert session.window.documents.tab.id == "today"
    saved: list[int] = []
    session.jobs.write(lambda office: office.customers.add({"name": "Ada"}), then=saved.append)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    session.window.show_tab("contacts")
    session.window.documents.open("customer", saved[0], "Ada")
    at_home.leave()
    session = sign_in(at_home)
    assert session.window.documents.tab.id == "contacts"
    assert [document.title for document in session.window.documents.documents()] == ["Ada"]


def test_a_module_that_is_switched_on_comes_into_rail_menu_and_palette(at_home: Visitor) -> None:
    session = sign_in(at_home)
    ids = lambda: [tab.id for tab in session.window.navigation.tabs]  # noqa: E731
    sales = ["opportunities", "board", "forecast", "quotes", "orders"]
    assert ids() == ["today", "customers", "contacts", *sales, "reports", "bin", "settings"]
    creations = [one.entity for one in session.window.navigation.creations]
    assert not {"task", "activity", "lead", "product", "segment"} & set(creations)
    in_settings = {
        "product_family",
        "tax_rate",
        "pipeline",
        "stage",
        "assignment_rule",
    }  # with a button of their own
    assert not in_settings & set(creations)
    assert "go.tasks" not in [c.id for c in session.window._commands.known()]
    old = session.window
    session.window._commands.run("office.modules")
    (dialog,) = session.window.findChildren(ModulesDialog)
    dialog.full.click()
    dialog.save()
    at_home.qtbot.waitUntil(lambda: session.window is not old)
    assert ids() == [
        "today",
        "customers",
        "pool",
        "contacts",
        "activities",
        "tasks",
        "leads",
        "opportunities",
        "board",
        "forecast",
        "quotes",
        "orders",
        "products",
        "segments",
        "reports",
        "bin",
        "settings",
    ]
    assert "go.tasks" in [command.id for command in session.window._commands.known()]
    at_home.qtbot.waitUntil(lambda: not session.jobs.is_busy())
    at_home.leave()
    session = sign_in(at_home)
    assert "tasks" in ids()


def test_a_lane_of_the_board_leads_to_exactly_its_rows_in_the_list(at_home: Visitor) -> None:
    session = sign_in(at_home)
    saved: list[int] = []

    def work(office: Any) -> list[int]:
        stages = [Link(stage.id) for stage in office.stages.of()]
        deals = ({"name": name, "stage": stages[n]} for n, name in enumerate(("Pumps", "Valves")))
        return [office.opportunities.add(deal) for deal in deals]

    session.jobs.write(work, then=saved.extend)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    session.window.show_tab("board")
    board = session.window.documents.page
    assert isinstance(board, BoardPage)
    at_home.qtbot.waitUntil(lambda: bool(board.lanes))
    board.lanes[1].all.click()
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    at_home.qtbot.waitUntil(lambda: list(page.model.ids) == saved[1:])
    assert session.window.documents.tab.id == "opportunities"


def test_a_list_without_a_tab_opens_in_one_of_its_own_with_exactly_its_rows(
    at_home: Visitor,
) -> None:
    session = sign_in(at_home)
    saved: list[int] = []

    def work(office: Any) -> list[int]:
        return [office.tasks.add({"name": name, "due_on": office.today}) for name in ("a", "b")]

    session.jobs.write(work, then=saved.extend)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    where = Condition("name", Operator.IS, "b")
    for _time in range(2):  # the second time the tab is there already
        session.contents.rows_asked.emit("task", where, "Only b")
        page = session.window.documents.page
        assert isinstance(page, ListPage)
        at_home.qtbot.waitUntil(lambda page=page: list(page.model.ids) == saved[1:])
        chip = page.bar.chips.plan()
        assert chip is not None
        assert (chip.words, chip.where) == ("Only b", where)
    page.bar.chips.choose(page.bar.chips.plans[0].key)
    at_home.qtbot.waitUntil(lambda: sorted(page.model.ids) == sorted(saved))


def test_a_notice_opens_the_customer_whose_timeline_it_is_about(at_home: Visitor) -> None:
    session = sign_in(at_home)
    saved: list[int] = []

    def work(office: Any) -> list[int]:
        customer = office.customers.add({"name": "Ada"})
        entry = office.activities.add({"content": "called", "customer": Link(customer)})
        return [customer, entry]

    session.jobs.write(work, then=saved.extend)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    customer, entry = saved
    now = session._office.database.clock()
    line = NoticeLine(1, now, "comment", "x", "y", "", "activity", entry, None, True)
    session.contents.open_notice(session.window, line)
    documents = session.window.documents
    at_home.qtbot.waitUntil(lambda: bool(documents.documents()))
    assert (documents.documents()[0].entity, documents.documents()[0].id) == ("customer", customer)
    told = replace(line, kind="announcement", entity="announcement", record_id=1)
    session.contents.open_notice(session.window, told)
    assert documents.home == "today"
    many = replace(line, kind="contacts_due", entity="customer", record_id=None,
                   where=Condition("name", Operator.IS, "Ada"))  # fmt: skip
    session.contents.open_notice(session.window, many)
    page = documents.page
    assert isinstance(page, ListPage)
    at_home.qtbot.waitUntil(lambda: list(page.model.ids) == [customer])


def test_another_language_shows_the_same_part_of_the_day_and_a_closed_panel_stays_closed(
    at_home: Visitor,
) -> None:
    session = sign_in(at_home)
    session.window.show_tab("today")
    session.contents.log(session.window, Link(1, "Ada"))
    panel = session.contents.log_panel
    panel.body.text.insertPlainText("half a sentence")
    panel.leave()
    today = session.window.documents.page
    assert isinstance(today, TodayPage)
    today.show_part(1)
    old = session.window
    session.rebuild("zh_CN")
    at_home.qtbot.waitUntil(lambda: not isValid(old))
    today = session.window.documents.page
    assert isinstance(today, TodayPage)
    assert isinstance(today.page, DashboardPage)
    assert session.contents.log_panel.isHidden()
    (draft,) = session.contents.log_panel.drafts()
    assert draft.values["content"] == "half a sentence"


def test_a_refused_drop_leads_to_the_fields_that_are_missing(at_home: Visitor) -> None:
    session = sign_in(at_home)
    made: list[tuple[int, Link]] = []

    def fill(office: Office) -> tuple[int, Link]:
        id_ = office.opportunities.add({"name": "Pumps"})
        stage = next(one for one in office.stages.of() if one.values["code"] == "proposal")
        office.stages.save(stage.changed(demands="next_step"))
        return id_, Link(stage.id, stage.values["name"])

    session.jobs.write(fill, then=made.append)
    at_home.qtbot.waitUntil(lambda: bool(made))
    id_, stage = made[0]
    session.window.show_tab("board")
    board = session.window.documents.page
    assert isinstance(board, BoardPage)
    at_home.qtbot.waitUntil(lambda: bool(board.lanes) and bool(board.words.currency))
    target = next(one for one in board.lanes if one.lane and one.lane.stage == stage)
    board.move_card(id_, target)
    bar = session.window.message_bar
    at_home.qtbot.waitUntil(bar.lead.isVisible)
    bar.lead.click()
    assert not bar.isVisible()
    form = form_of(at_home, session)
    at_home.qtbot.waitUntil(lambda: form.rows["stage"].widget.value() == stage)
    row = form.rows["next_step"]
    assert "missing" in row.message.text()
    assert row.widget.boxes()[0].hasFocus()
    form.take_values({"next_step": "Send the offer"})
    form.save()
    stored: list[Any] = []
    at_home.qtbot.waitUntil(lambda: session.window.documents.page.form is None)
    session.jobs.read(board, lambda office: office.opportunities.load(id_), stored.append)
    at_home.qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].values["stage"] == stage


def test_one_goes_from_the_list_of_opportunities_to_the_board_and_back(at_home: Visitor) -> None:
    session = sign_in(at_home)
    window = session.window
    window.show_tab("opportunities")
    page = window.documents.page
    assert isinstance(page, ListPage)
    assert page.bar.also.isVisible()
    page.bar.also.click()
    board = window.documents.page
    assert isinstance(board, BoardPage)
    board.head.list.click()
    assert window.documents.page is page
    window.show_tab("orders")
    orders = window.documents.page
    assert isinstance(orders, ListPage)
    assert not orders.bar.also.isVisible()


def test_families_of_products_go_with_the_module_of_products(at_home: Visitor) -> None:
    session = sign_in(at_home)
    contents = session.contents
    assert "product_family" not in {kind.entity.name for kind in contents.kinds}
    session.window.show_tab("settings")
    around = session.window.documents._surroundings

    def places(modules: frozenset[str]) -> set[str]:
        seen = replace(around, modules=modules)
        return {one.id for one in places_of(seen, contents._files, contents._list)}

    assert "tax_rates" in places(frozenset())
    assert "product_families" not in places(frozenset())
    assert "product_families" in places(FULL)
