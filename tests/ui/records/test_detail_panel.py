"""The panel beside the list, and the recycle bin."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.models.sales_order import OrderState
from cims.services.contacts import CONTACT, PlaceRow
from cims.services.customers import CUSTOMER
from cims.services.entity import Link
from cims.services.i18n import LANGUAGES, use_language
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.records.bin_page import BinPage
from cims.ui.records.contact_rows import ContactRow
from cims.ui.records.list_page import ListPage
from cims.ui.theme import Appearance, Density
from tests.conftest import Acting, SetClock
from tests.factories import valid
from tests.ui.records.conftest import MakePage
from tests.ui.walk import problems


def at(qtbot: QtBot, page: ListPage, id_: int) -> None:
    page.view.go_to(page.model.row_of(id_))
    qtbot.waitUntil(lambda: page.panel.content is not None and page.panel.content.record.id == id_)


def test_the_panel_follows_the_list(qtbot: QtBot, page: ListPage, customers: list[int]) -> None:
    at(qtbot, page, customers[5])
    assert page.panel.name.text() == "长沙华创生物医药有限公司"
    assert page.panel.facts.texts["main_phone"] == "138 0005 5678"
    assert [page.panel.tabs.title(tab) for tab in range(2)] == ["Timeline", "Contacts 2"]
    assert 330 <= page.panel.width() <= 360


def test_the_panel_shows_a_change_at_once(
    qtbot: QtBot, page: ListPage, jobs: Jobs, customers: list[int]
) -> None:
    at(qtbot, page, customers[0])
    timeline = page.panel.timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: bool(timeline.model.rows))
    with qtbot.waitSignal(timeline.filled):
        jobs.write(
            lambda office: office.customers.save(
                office.customers.load(customers[0]).changed(grade="C", remarks=None)
            )
        )
    qtbot.waitUntil(lambda: timeline.model.rows[0].entry.action == "edit")
    lines = timeline.model.rows[0].text.split("\n")
    assert lines[0] == "Grade: A → C"
    assert lines[1].startswith("Remarks removed: ")


def test_a_fact_is_copied_by_its_button(qtbot: QtBot, page: ListPage, customers: list[int]) -> None:
    at(qtbot, page, customers[1])
    page.panel.phone.click()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "138 0001 5678")


def test_enter_on_a_contact_opens_it(qtbot: QtBot, page: ListPage, customers: list[int]) -> None:
    at(qtbot, page, customers[1])
    line = page.panel.findChildren(ContactRow)[-1]
    with qtbot.waitSignal(page.record_opened) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert opened.args[0] == "contact"


def test_without_the_right_to_edit_the_button_opens(
    customers: list[int],
    acting: Acting,
    jobs_of: Callable[[Actor], Jobs],
    list_of: MakePage,
) -> None:
    panel = list_of(jobs_of(acting("auditor"))).panel
    assert panel.edit.isHidden()
    assert not panel.open.isHidden()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_in_list_and_panel_is_clipped_or_unnamed(
    qtbot: QtBot, customers: list[int], jobs: Jobs, list_of: MakePage, language: str
) -> None:
    use_language(language)
    page = list_of(jobs, width=1100)
    at(qtbot, page, customers[5])
    for tab in range(3):
        page.panel.tabs.setCurrentIndex(tab)
        assert problems(page) == []


@pytest.fixture
def bin_page(opened: OpenOffice, jobs: Jobs, messages: Messages, appearance: Appearance) -> Any:
    page = BinPage(Surroundings(jobs, messages, Commands(lambda _right: True), appearance))
    page.resize(1100, 640)
    page.show()
    yield page
    delete(page)


def test_the_bin_shows_who_deleted_and_restores(
    qtbot: QtBot, customers: list[int], jobs: Jobs, bin_page: BinPage, read: Callable[..., Any]
) -> None:
    jobs.write(lambda office: office.customers.remove(customers[:2]))
    qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 2)
    model = bin_page.view.records
    by = [field.name for field in model.fields].index("deleted_by")
    assert {model.index(row, by).data() for row in range(2)} == {"Wang Xiaoyan"}
    qtbot.waitUntil(lambda: problems(bin_page) == [])
    bin_page.view.selectAll()
    bin_page.restore.click()
    qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 0)
    assert bin_page.state.isVisible()
    assert read(lambda office: office.customers.count()) == len(customers)


def test_a_bin_with_the_keyboard_in_it_has_its_first_record_chosen(
    qtbot: QtBot, customers: list[int], jobs: Jobs, bin_page: BinPage
) -> None:
    bin_page.activateWindow()
    qtbot.waitUntil(bin_page.isActiveWindow)
    bin_page.focus_first()
    jobs.write(lambda office: office.customers.remove(customers[:2]))
    qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 2)
    bin_page.view.setFocus()
    assert bin_page.view.chosen_count() == 1
    assert bin_page.restore.isEnabled()


def test_contacts_that_went_with_their_customer_come_back_with_it(
    qtbot: QtBot, customers: list[int], jobs: Jobs, bin_page: BinPage, read: Callable[..., Any]
) -> None:
    before = read(lambda office: office.contacts.count())
    jobs.write(lambda office: office.customers.remove(customers[:1]))
    bin_page.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 1)
    jobs.write(lambda office: office.customers.restore(customers[:1]))
    qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 0)
    assert read(lambda office: office.contacts.count()) == before


def test_the_bin_follows_the_row_height(
    customers: list[int], bin_page: BinPage, appearance: Appearance
) -> None:
    tall = bin_page.view.verticalHeader().defaultSectionSize()
    appearance.choose(density=Density.COMPACT)
    assert bin_page.view.verticalHeader().defaultSectionSize() < tall


def test_every_type_has_its_bin_and_what_went_with_a_customer_waits_for_it(
    qtbot: QtBot, customers: list[int], jobs: Jobs, bin_page: BinPage, write: Any, read: Any
) -> None:
    first, second = (Link(id_) for id_ in customers[:2])
    told = {"kind": "call", "content": "Asked for the price"}
    kept, lost = (write(lambda o: o.activities.add({**told, "customer": first})) for _ in "ab")
    along = write(lambda o: o.activities.add({**told, "customer": second}))
    task = write(lambda o: o.tasks.add({"name": "Send samples", "customer": first}))
    segment = write(lambda o: o.segments.add({"name": "Fair"}))
    deal = write(lambda o: o.opportunities.add(valid("opportunity", customer=first)))
    paper = write(lambda o: o.orders.add(valid("order", customer=first, state=OrderState.DRAFT)))
    quote = write(lambda o: o.quotes.add(valid("quote", customer=first)))
    pump = write(lambda o: o.products.add({"name": "Pump"}))
    stage = write(lambda o: o.stages.add(valid("stage")))
    deals_along = write(lambda o: o.opportunities.add(valid("opportunity", customer=second)))
    jobs.write(lambda office: office.activities.remove([lost]))
    jobs.write(lambda office: office.tasks.remove([task]))
    jobs.write(lambda office: office.segments.remove([segment]))
    for room, id_ in (
        *(("opportunity", deal), ("quote", quote), ("order", paper)),
        *(("product", pump), ("stage", stage)),
    ):  # fmt: skip
        jobs.write(lambda office, room=room, id_=id_: office.room(room).remove([id_]))  # type: ignore[misc]
    jobs.write(lambda office: office.customers.remove([second.id]))
    assert [bin_page.tabs.title(n) for n in range(bin_page.tabs.count())] == [
        "Customers",
        "Contacts",
        "Follow-ups",
        "Tasks",
        "Leads",
        "Opportunities",
        "Quotes",
        "Orders",
        "Products",
        "Segments",
        "Targets",
        "Product families",
        "Tax rates",
        "Exchange rates",
        "Pipelines",
        "Stages",
        "Paper templates",
        "Assignment rules",
    ]
    gone = (
        (2, lost),
        (3, task),
        (5, deal),
        (6, quote),
        (7, paper),
        (8, pump),
        (9, segment),
        (15, stage),
    )
    for tab, id_ in gone:
        bin_page.tabs.setCurrentIndex(tab)
        qtbot.waitUntil(lambda id_=id_: list(bin_page.view.records.ids) == [id_])
        qtbot.waitUntil(lambda: problems(bin_page) == [])
        bin_page.restore.click()
        qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 0)
    assert set(read(lambda o: o.activities.listing()).ids) == {kept, lost}
    assert along not in read(lambda o: o.activities.listing()).ids
    assert list(read(lambda o: o.opportunities.listing()).ids) == [deal]
    assert deals_along in read(lambda o: o.opportunities.listing(binned=True)).ids


def test_the_plan_of_customers_names_only_fields_that_exist(page: ListPage) -> None:
    plan = page.plan
    for name in (*plan.columns, *plan.under, *plan.facts, *plan.pills, *plan.due):
        assert CUSTOMER.field(name)


def test_the_bin_shows_first_what_was_deleted_last(
    qtbot: QtBot, customers: list[int], jobs: Jobs, bin_page: BinPage, clock: SetClock
) -> None:
    for id_ in (customers[4], customers[0], customers[2]):
        clock.pass_by(minutes=1)
        done: list[int] = []
        jobs.write(lambda office, id_=id_: office.customers.remove([id_]), then=done.append)  # type: ignore[misc]
        qtbot.waitUntil(lambda: bool(done))  # noqa: B023 - of this round
    qtbot.waitUntil(lambda: len(bin_page.view.records.ids) == 3)
    assert list(bin_page.view.records.ids) == [customers[2], customers[0], customers[4]]
    assert bin_page.view.chosen_count() == 1


def test_a_record_whose_number_was_given_away_comes_back_under_a_new_one(
    qtbot: QtBot, customers: list[int], jobs: Jobs, bin_page: BinPage, read: Callable[..., Any]
) -> None:
    old, other = customers[:2]
    code = read(lambda office: office.customers.load(old).values["code"])

    def give_away(office: Any) -> None:
        office.customers.remove([old])
        record = office.customers.load(other)
        office.customers.save(record.changed(code=code))

    jobs.write(give_away)
    qtbot.waitUntil(lambda: list(bin_page.view.records.ids) == [old])
    bin_page.view.selectAll()
    bin_page.restore.click()
    qtbot.waitUntil(lambda: bool(asked()))
    (box,) = asked()
    assert "new number" in box.text()
    box.buttons()[0].click()
    qtbot.waitUntil(lambda: bin_page.view.records.rowCount() == 0)
    assert read(lambda office: office.customers.load(old).values["code"]) not in ("", code)


def asked() -> list[QMessageBox]:
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
    return [box for box in boxes if box.isVisible()]


def test_the_details_of_a_contact_name_its_customer_once(
    qtbot: QtBot, customers: list[int], jobs: Jobs, list_of: MakePage
) -> None:
    page = list_of(jobs, CONTACT)
    qtbot.waitUntil(lambda: page.panel.content is not None)
    details = {fact.label: fact.text for fact in page.panel.details.facts}
    assert "Customer" not in details
    assert not details["Customers"].startswith("#")
    assert "Birthday calendar" not in details and "Month of birth" not in details


def test_every_customer_of_a_contact_is_named_in_every_language(
    qtbot: QtBot, opened: OpenOffice, customers: list[int], jobs: Jobs, list_of: MakePage
) -> None:
    """In Chinese the field of the main customer and that of all of them bear one word."""
    with opened.database.write(opened.actor) as office:
        places = tuple(PlaceRow(customer=Link(id_)) for id_ in customers[:2])
        id_ = office.contacts.add({"name": "Ada of two", "places": places})
        other = office.customers.load(customers[1]).values["name"]
    for language in LANGUAGES:
        use_language(language)
        page = list_of(jobs, CONTACT)
        at(qtbot, page, id_)
        assert any(other in fact.text for fact in page.panel.details.facts), language
