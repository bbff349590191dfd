"""Follow-ups, tasks and segments as lists; what the customers' list can do with them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from cims.models.app_user import UserState
from cims.services.activities import ACTIVITY
from cims.services.entity import Entity, Link
from cims.services.i18n import use_language
from cims.services.rights import Actor
from cims.services.segments import SEGMENT
from cims.services.tasks import TASK
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.records.list_page import ListPage
from cims.ui.records.list_plans import plan_of
from tests.conftest import START, Acting
from tests.factories import valid
from tests.ui.records.conftest import MakePage
from tests.ui.walk import problems

Ask = Callable[..., Any]


def entry(menu: QMenu, words: str) -> QAction:
    """An entry of a menu or of its menus."""
    for action in menu.actions():
        if action.text() == words:
            return action
        inner = action.menu()
        if isinstance(inner, QMenu):
            for below in inner.actions():
                if below.text() == words:
                    return below
    raise LookupError(words)


def at(qtbot: QtBot, page: ListPage, id_: int) -> None:
    page.view.go_to(page.model.row_of(id_))
    qtbot.waitUntil(lambda: page.panel.content is not None and page.panel.content.record.id == id_)


@pytest.mark.parametrize("entity", [ACTIVITY, TASK, SEGMENT])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_list_shows_its_records_and_nothing_is_clipped(
    qtbot: QtBot,
    customers: list[int],
    jobs: Jobs,
    list_of: MakePage,
    write: Ask,
    entity: Entity,
    language: str,
) -> None:
    use_language(language)
    values = valid(entity.name)
    if entity is not SEGMENT:
        values["customer"] = Link(customers[0])
    id_ = write(lambda office: office.room(entity.name).add(values))
    page = list_of(jobs, entity)
    at(qtbot, page, id_)
    assert page.model.rowCount() == 1
    assert problems(page) == []
    wanted = None if entity is SEGMENT else Link(customers[0])
    assert page.customer() == wanted


def test_follow_ups_stand_newest_first_and_a_click_turns_them_round(
    qtbot: QtBot, customers: list[int], jobs: Jobs, list_of: MakePage, write: Ask
) -> None:
    def log(office: Any) -> list[int]:
        days = (START - timedelta(days=3), START, START - timedelta(days=1))
        return [office.activities.add(valid("activity", happened_at=day)) for day in days]

    old, new, middle = write(log)
    page = list_of(jobs, ACTIVITY)
    assert list(page.model.ids) == [new, middle, old]
    assert page.columns.sorted_by() == ("happened_at", True)
    page.columns.sort("happened_at")
    qtbot.waitUntil(lambda: list(page.model.ids) == [old, middle, new])


def test_the_plans_name_only_fields_that_exist() -> None:
    for entity in (ACTIVITY, TASK, SEGMENT):
        plan = plan_of(entity)
        for name in (*plan.columns, *plan.under, *plan.facts, *plan.pills, *plan.due):
            assert entity.field(name)


def test_a_task_is_ticked_off_in_its_list_and_undo_opens_it_again(
    qtbot: QtBot, jobs: Jobs, list_of: MakePage, write: Ask, read: Ask, messages: Messages
) -> None:
    id_ = write(lambda office: office.tasks.add(valid("task")))
    page = list_of(jobs, TASK)
    undos: list[Any] = []
    messages.toasted.connect(lambda _words, undo: undos.append(undo))
    entry(page.commands.menu(), "Done").trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert read(lambda office: office.tasks.load(id_)).values["done"]
    undos[-1]()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_tasks_are_put_off_to_next_monday(
    qtbot: QtBot, jobs: Jobs, list_of: MakePage, write: Ask, read: Ask
) -> None:
    id_ = write(lambda office: office.tasks.add(valid("task", due_on=date(2026, 11, 20))))
    page = list_of(jobs, TASK)
    entry(page.commands.menu(), "Next week").trigger()
    monday = date(2026, 11, 23)
    qtbot.waitUntil(lambda: read(lambda office: office.tasks.load(id_)).values["due_on"] == monday)


def test_one_click_puts_the_next_contact_off(
    qtbot: QtBot, page: ListPage, customers: list[int], read: Ask
) -> None:
    at(qtbot, page, customers[3])
    page.panel.postpone.chips[1].click()
    day = date(2026, 11, 25)
    qtbot.waitUntil(
        lambda: read(lambda o: o.customers.load(customers[3])).values["next_contact_on"] == day
    )


def test_who_may_not_edit_is_not_offered_to_put_off_or_hand_over(
    customers: list[int], jobs_of: Callable[[Actor], Jobs], list_of: MakePage, acting: Acting
) -> None:
    page = list_of(jobs_of(acting("auditor")))
    assert page.panel.postpone.isHidden()
    assert page.panel.log.isHidden()
    give = entry(page.commands.menu(), "Hand over…")
    assert not give.isEnabled()
    assert "may not" in give.toolTip()


def test_handing_over_is_a_command_of_the_customers_list(
    qtbot: QtBot, page: ListPage, customers: list[int]
) -> None:
    at(qtbot, page, customers[0])
    page.handlers()["customer.hand_over"]()
    dialog = page.commands.customers.dialog
    assert dialog is not None and dialog.isVisible()
    dialog.reject()


def test_who_may_not_edit_is_told_why_nothing_is_handed_over(
    jobs_of: Callable[[Actor], Jobs], list_of: MakePage, acting: Acting
) -> None:
    page = list_of(jobs_of(acting("auditor")))
    assert "customer.hand_over" not in page.handlers()
    assert "may not" in page.refusals()["customer.hand_over"]


def test_customers_are_handed_over_with_a_note(
    qtbot: QtBot, page: ListPage, customers: list[int], template: Any, read: Ask
) -> None:
    at(qtbot, page, customers[0])
    dialog = page.commands.customers.hand_over([customers[0]])
    dialog.give.click()
    assert dialog.state.text() == "Choose a colleague first."
    dialog.colleague.set_value(Link(template.people["sales"]))
    dialog.note.setPlainText("欠样品两件")
    assert problems(dialog) == []
    dialog.give.click()
    owner = Link(template.people["sales"])
    qtbot.waitUntil(lambda: read(lambda o: o.customers.load(customers[0])).values["owner"] == owner)
    (note,) = read(lambda o: o.activities.rows(o.activities.listing().ids, ("content", "kind")))
    assert (note.values["content"], note.values["kind"]) == ("欠样品两件", "handover")


def test_open_tasks_are_handed_over_unless_that_is_not_wished(
    qtbot: QtBot, page: ListPage, customers: list[int], template: Any, read: Ask, write: Ask
) -> None:
    for customer in customers[:2]:
        values = {"name": "寄样", "customer": Link(customer)}
        write(lambda office, values=values: office.tasks.add(values))
    sales = Link(template.people["sales"])
    for customer, ticked in zip(customers[:2], (True, False), strict=True):
        dialog = page.commands.customers.hand_over([customer])
        qtbot.waitUntil(lambda dialog=dialog: dialog.work.isVisible())
        assert dialog.work.text() == "Hand over 1 open task too"
        dialog.work.setChecked(ticked)
        dialog.colleague.set_value(sales)
        dialog.give.click()
        qtbot.waitUntil(
            lambda id_=customer: read(lambda o: o.customers.load(id_)).values["owner"] == sales
        )
    owners = [row.values["owner"] == sales for row in read(lambda o: o.tasks.rows([1, 2]))]
    assert owners == [True, False]
    bare = page.commands.customers.hand_over([customers[3]])
    qtbot.wait(100)
    assert bare.work.isHidden()
    bare.reject()


def test_a_gift_for_a_near_festival_is_logged_from_the_list(
    qtbot: QtBot, page: ListPage, customers: list[int], read: Ask
) -> None:
    page.commands.customers.festivals = (("new_year-2027", "New Year"),)
    at(qtbot, page, customers[0])
    entry(page.commands.menu(), "Gift sent: New Year").trigger()
    qtbot.waitUntil(lambda: read(lambda o: o.activities.count()) == 1)
    (gift,) = read(lambda o: o.activities.rows(o.activities.listing().ids))
    assert gift.values["occasion"] == "new_year-2027"
    assert gift.values["customer"] == Link(customers[0])


def test_a_customer_handed_to_somebody_who_left_is_told_in_the_dialog(
    qtbot: QtBot, page: ListPage, customers: list[int], template: Any, write: Ask
) -> None:
    gone = template.people["service"]

    def leave(office: Any) -> None:
        office.users.save(office.users.load(gone).changed(state=UserState.DISABLED))

    dialog = page.commands.customers.hand_over([customers[0]])
    write(leave, Actor.office())
    dialog.colleague.set_value(Link(gone))
    dialog.give.click()
    qtbot.waitUntil(lambda: "can't sign in any more" in dialog.state.text())
    assert dialog.isVisible()
    dialog.reject()


def test_a_new_segment_becomes_a_chip_that_narrows_the_list(
    qtbot: QtBot, page: ListPage, customers: list[int]
) -> None:
    at(qtbot, page, customers[1])
    dialog = page.commands.customers.ask_new_segment([customers[1]])
    dialog.setTextValue("中秋 & 送礼")
    dialog.accept()
    qtbot.waitUntil(lambda: any(one.words == "中秋 & 送礼" for one in page.bar.chips.plans))
    chip = next(one for one in page.bar.chips.plans if one.words == "中秋 & 送礼")
    page.bar.chips.choose(chip.key)
    qtbot.waitUntil(lambda: list(page.model.ids) == [customers[1]])
    segment = page.commands.customers.segments[0]
    page.commands.customers._take_out(segment, [customers[1]])
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)


def test_a_segment_leads_to_its_customers(
    qtbot: QtBot, customers: list[int], jobs: Jobs, list_of: MakePage, write: Ask
) -> None:
    id_ = write(lambda office: office.segments.add({"name": "VIP"}))
    write(lambda office: office.segments.put_in(id_, customers[:3]))
    page, other = list_of(jobs, SEGMENT), list_of(jobs)
    with qtbot.waitSignal(page.list_asked) as asked:
        entry(page.commands.menu(), "Show customers").trigger()
    assert asked.args[0] == "customer"
    other.show_only(asked.args[1])
    qtbot.waitUntil(lambda: set(other.model.ids) == set(customers[:3]))


def test_a_day_without_tasks_offers_to_write_one_and_no_filter_to_clear(
    jobs: Jobs, list_of: MakePage
) -> None:
    page = list_of(jobs, TASK)
    assert page.body.state.isVisible()
    assert page.filters.where is not None, "only what is to be done is shown"
    asked: list[str] = []
    page.new_asked.connect(lambda entity, _values: asked.append(entity))
    page.body.state.pressed.emit()
    assert asked == ["task"]
