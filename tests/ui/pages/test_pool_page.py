"""The pool in the window: what shows, claiming by button and key, why not, its dialogs."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from shiboken6 import delete

from cims.services.customers import CUSTOMER, AddressRow
from cims.services.entity import Link
from cims.services.filters import Among
from cims.services.pool_fields import POOL
from cims.services.rules.pool_rules import PoolRules
from cims.ui.actions import Commands
from cims.ui.dialogs.pool_rules import Known, PoolRulesDialog, ask_pool_rules
from cims.ui.jobs import Jobs
from cims.ui.modules import FULL, SIMPLE, is_hidden
from cims.ui.navigation import Surroundings
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.pool import PoolPage
from cims.ui.records.list_page import ListPage
from cims.ui.records.pool_commands import PoolCommands
from cims.ui.records.record_page import RecordPage
from cims.ui.ways import RECORDS, hits
from cims.ui.widgets import ElidedLabel
from tests.factories import valid

LONG = 20_000
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen


@pytest.fixture
def firms(write, acting):
    """Five customers of the seller, all in the pool."""

    def work(office):
        names = ("苏州恒泰", "宁波远洋", "佛山瑞丰", "成都锐科", "杭州云栖")
        address = AddressRow(province="江苏省", city="苏州市", detail="星湖街 328 号")
        ids = [
            office.customers.add(valid("customer", name=name, addresses=(address,)))
            for name in names
        ]
        office.contacts.add(valid("contact", customer=Link(ids[0])))
        office.customers.return_to_pool(ids, "no_time")
        return ids

    return write(work, acting("sales"))


@pytest.fixture
def page_of(qtbot, opened, messages, appearance):
    """The page as somebody sees it."""
    made = []

    def make(actor=None, kind=PoolPage, *more, modules=FULL):
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance, modules)
        page = kind(around, *more)
        made.append((page, jobs))
        page.resize(1200, 640)
        page.show()
        page.activateWindow()
        return page

    yield make
    for page, jobs in made:
        jobs.close()
        delete(page)


def listed(qtbot, page, count):
    qtbot.waitUntil(lambda: len(page.model.ids) == count, timeout=LONG)
    if count:
        qtbot.waitUntil(lambda: page.panel.content is not None, timeout=LONG)
        qtbot.waitUntil(lambda: bool(page.panel.held.text()), timeout=LONG)


def owner(read, id_):
    return read(lambda office: office.customers.load(id_)).values["owner"]


def test_the_panel_shows_little_and_claims(firms, page_of, qtbot, acting, read):
    manager = acting("manager")
    page = page_of(manager)
    listed(qtbot, page, 5)
    texts = " ".join(part.text() for part in page.panel.findChildren(QLabel))
    texts += " ".join(page.panel.facts.texts.values())
    assert "江苏省" in texts and "No time for it" in texts
    assert "328" not in texts and "138" not in texts
    assert page.panel.tabs.count() == 1, "neither timeline nor contacts nor history"
    chosen = page.view.current_id()
    page.panel.claim.click()
    listed(qtbot, page, 4)
    assert owner(read, chosen) == Link(manager.user_id)


def test_enter_asks_before_it_claims(firms, page_of, qtbot, read, opened):
    page = page_of()
    listed(qtbot, page, 5)
    page.view.setFocus()
    chosen = page.view.current_id()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    boxes = page._surroundings.messages._open_dialogs
    (box,) = [one for one in boxes if isinstance(one, QMessageBox)]
    assert "It is yours then" in box.text()
    next(b for b in box.findChildren(QPushButton) if b.text() == "Claim").click()
    listed(qtbot, page, 4)
    assert owner(read, chosen) == Link(opened.actor.user_id)


def test_several_are_claimed_at_once_up_to_the_cap(firms, page_of, qtbot, write, read, messages):
    write(lambda office: office.pool.set_rules(PoolRules(cap=2)))
    page = page_of()
    listed(qtbot, page, 5)
    page.view.selectAll()
    assert page.panel.claim.text() == "Claim 5"
    with qtbot.waitSignal(messages.toasted, timeout=LONG) as toasted:
        page.handlers()["pool.claim"]()
    words, undo = toasted.args
    assert words == "2 customers claimed\n3 more would be above your limit."
    listed(qtbot, page, 3)
    undo()
    listed(qtbot, page, 5)


def test_a_claim_that_is_not_possible_says_why(firms, page_of, qtbot, write, acting):
    write(lambda office: office.pool.set_rules(PoolRules(cooling=10)))
    page = page_of(acting("sales"))
    listed(qtbot, page, 5)
    assert not page.panel.claim.isEnabled()
    assert page.panel.claim.toolTip() and "You can claim it again" in page.panel.why.text()
    assert not page.panel.assign.isVisible()
    assert "pool.assign" in page.refusals() and "record.edit" not in page.handlers()


def test_pinyin_finds_it_here_and_the_search_above_does_not(firms, page_of, qtbot, acting, read):
    page = page_of(acting("sales"))
    listed(qtbot, page, 5)
    page.bar.search.setText("szht")
    page.bar.search.search_now()
    qtbot.waitUntil(lambda: list(page.model.ids) == firms[:1], timeout=LONG)
    assert not read(lambda office: hits(office, RECORDS, "szht"), acting("sales"))


def test_regions_are_chips_and_the_menu_offers_no_editing(firms, page_of, qtbot):
    page = page_of()
    listed(qtbot, page, 5)
    assert "region:江苏省" in [plan.key for plan in page.filters.counted()]
    entries = [entry.text() for entry in page.commands.menu().actions()]
    assert {"Claim", "Assign…", "Give back to former owner", "Export list…"} <= set(entries)
    assert not {"Edit", "Delete", "Open"} & set(entries)


def test_nothing_is_returned_to_a_pool_that_the_office_does_not_show(page_of, qtbot, write):
    id_ = write(lambda office: office.customers.add(valid("customer")))
    for modules in (FULL, SIMPLE):
        rows = page_of(None, ListPage, CUSTOMER, modules=modules)
        qtbot.waitUntil(lambda page=rows: list(page.model.ids) == [id_], timeout=LONG)
        rows.view.go_to(0)
        page = page_of(None, RecordPage, CUSTOMER.name, id_, modules=modules)
        qtbot.waitUntil(lambda page=page: page.reading is not None, timeout=LONG)
        for menu in (rows.commands.menu(), page.view.menu):
            offered = {entry.text() for entry in menu.actions()}
            assert "Hand over…" in offered
            assert ("Return to pool…" in offered) is (modules is FULL)
        for handlers in (rows.handlers(), page.handlers()):
            assert "customer.hand_over" in handlers
            assert ("customer.to_pool" in handlers) is (modules is FULL)


def test_customers_are_returned_from_their_list_with_a_reason(page_of, qtbot, write, read):
    id_ = write(lambda office: office.customers.add(valid("customer")))
    write(lambda office: office.tasks.add(valid("task", customer=Link(id_))))
    page = page_of(None, ListPage, CUSTOMER)
    qtbot.waitUntil(lambda: list(page.model.ids) == [id_], timeout=LONG)
    page.view.go_to(0)
    page.handlers()["customer.to_pool"]()
    dialog = page.commands.pool.dialog
    qtbot.waitUntil(lambda: "1 open task" in dialog.work.text(), timeout=LONG)
    assert "does not show its pool" in dialog.work.text(), "a simple office has no such page"
    dialog.answer()
    assert dialog.state.text() == "Choose a reason first."
    offered = [item.value for item in dialog.reason._items]
    assert "no_need" in offered and "no_contact" not in offered, "the office gives that itself"
    dialog.reason.set_value("no_need")
    dialog.answer()
    qtbot.waitUntil(lambda: read(lambda office: id_ in office.pool.listing().ids), timeout=LONG)


def test_a_manager_assigns_to_a_colleague_who_must_be_chosen(firms, page_of, qtbot, read, template):
    page = page_of()
    listed(qtbot, page, 5)
    commands: PoolCommands = page.commands.pool
    dialog = commands.assign(firms[:2])
    dialog.assign()
    assert dialog.state.text() == "Choose a colleague first."
    dialog.colleague.set_value(Link(template.people["manager"]))
    dialog.assign()
    listed(qtbot, page, 3)
    assert owner(read, firms[0]) == Link(template.people["manager"])


def test_the_rules_are_tried_out_and_kept(qtbot, opened, messages, write, read, clock):
    id_ = write(lambda office: office.customers.add(valid("customer", grade="C")))
    clock.pass_by(days=40)
    jobs = Jobs(opened.database, opened.actor, messages)
    shown = []
    known = read(
        lambda o: Known(
            o.pool.rules(),
            o.settings.choices()["lifecycle"],
            o.settings.choices()["grade"],
            (),
            o.zone,
        )
    )
    dialog = PoolRulesDialog(known, jobs, lambda *rows: shown.append(rows), None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert not dialog.automatic.isEnabled()
    dialog.returns.click()
    dialog.days["contact"]["interested"].setValue(30)
    dialog.numbers["cap"].setValue(50)
    dialog.look.click()
    qtbot.waitUntil(lambda: "1 customer would return tomorrow" in dialog.found.text(), timeout=LONG)
    dialog.save()
    qtbot.waitUntil(lambda: read(lambda o: o.pool.rules()).cap == 50, timeout=LONG)
    kept = read(lambda office: office.pool.rules())
    assert kept.returns and kept.contact == {"interested": 30} and kept.notice == 7
    dialog._open_found()
    assert shown == [("customer", Among((id_,)), "Would return tomorrow")]
    jobs.close()


def test_my_day_names_the_customers_that_will_return(page_of, qtbot, write, opened):
    def work(office):
        id_ = office.customers.add(valid("customer", name="恒泰"))
        office.pool_returns._promise([(id_, office.today + timedelta(days=3))])
        return id_

    id_ = write(work)
    page = page_of(None, MyDayPage)
    qtbot.waitUntil(lambda: page.read is not None, timeout=LONG)
    card = page.returning
    assert card.isVisibleTo(page)
    assert "Returns to the pool in 3 days" in [one.text() for one in card.findChildren(ElidedLabel)]
    with qtbot.waitSignal(page.record_asked) as asked:
        next(b for b in card.findChildren(QPushButton) if "恒泰" in b.text()).click()
    assert asked.args[:2] == ["customer", id_]


def test_simple_mode_hides_the_pool():
    assert is_hidden(POOL.name, SIMPLE)
    assert callable(ask_pool_rules)
