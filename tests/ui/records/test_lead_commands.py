"""Leads in the window: converted with what is there already, given away, marked, logged."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cims.models.lead import LeadState
from cims.services.assigning import Gift
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.lead_fields import LEAD
from cims.ui.pages.assigning import AssigningPage
from cims.ui.records.lead_dialogs import said_of
from tests.factories import valid
from tests.ui.records.form_office import Desk
from tests.ui.walk import INJECTIONS, problems

FIRM = "无锡宏远机械有限公司"


@pytest.fixture
def people(write):
    def make(office):
        found = [office.users.add(valid("user", name=name)) for name in ("赵敏", "李建国")]
        for one in found:
            office.users.give_role(one, "sales")
        return found

    return write(make)


@pytest.fixture
def desk(qtbot, messages, appearance):
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


@pytest.fixture
def lead(write):
    return write(lambda o: o.leads.add(valid("lead", name=FIRM)))


@pytest.fixture
def page(lead, jobs, list_of):
    made = list_of(jobs, LEAD)
    made.view.selectRow(0)
    return made


def dialog_of(page, qtbot):
    commands = page.commands.leads
    qtbot.waitUntil(lambda: commands.dialog is not None)
    return commands.dialog


def state(read, id_):
    return read(lambda o: o.leads.load(id_)).values["state"]


def test_a_lead_becomes_a_new_customer_with_contact_and_opportunity(page, lead, qtbot, read):
    page.handlers()["lead.convert"]()
    dialog = dialog_of(page, qtbot)
    assert dialog.customers.checkedId() == 0
    assert not problems(dialog)
    dialog.name.setText("宏远机械")
    with qtbot.waitSignal(page.record_asked) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.args[0] == "customer"
    values = read(lambda o: o.customers.load(asked.args[1])).values
    assert (values["name"], values["main_contact"]) == ("宏远机械", "张建国")
    assert read(lambda o: o.opportunities.count()) == 1
    assert state(read, lead) is LeadState.CONVERTED


def test_the_one_customer_that_is_there_is_chosen_and_joined(write, jobs, list_of, qtbot, read):
    firm = write(lambda o: o.customers.add({"name": FIRM}))
    person = write(lambda o: o.contacts.add({"name": "张建国", "customer": Link(firm)}))
    write(lambda o: o.leads.add(valid("lead", name=FIRM)))
    made = list_of(jobs, LEAD)
    made.view.selectRow(0)
    made.commands.convert()
    dialog = dialog_of(made, qtbot)
    assert dialog.customers.checkedId() == firm
    assert "there already" in dialog.person.text()
    assert not dialog.name.isEnabled()
    dialog.deal.setChecked(False)
    with qtbot.waitSignal(made.record_asked):
        dialog.convert.click()
    assert read(lambda o: (o.customers.count(), o.contacts.count())) == (1, 1)
    (lead,) = read(lambda o: o.leads.rows(o.leads.listing().ids))
    assert (lead.values["customer"].id, lead.values["contact"].id) == (firm, person)


def test_who_becomes_a_customer_in_person_is_not_a_contact_too(write, jobs, list_of, qtbot, read):
    write(lambda o: o.leads.add({"contact_name": "张建国"}))
    made = list_of(jobs, LEAD)
    made.view.selectRow(0)
    made.commands.convert()
    dialog = dialog_of(made, qtbot)
    assert dialog.person.isHidden()
    dialog.name.setText("宏远机械")
    assert not dialog.person.isHidden()
    dialog.name.setText("张建国")
    with qtbot.waitSignal(made.record_asked):
        dialog.convert.click()
    assert read(lambda o: (o.customers.count(), o.contacts.count())) == (1, 0)


def test_what_is_missing_is_said_and_what_was_chosen_stays(page, lead, qtbot, write):
    page.commands.convert()
    dialog = dialog_of(page, qtbot)
    dialog.customers.button(-2).setChecked(True)
    dialog.take()
    assert dialog.state.text() == "Choose the customer to join first."
    dialog.customers.button(0).setChecked(True)
    dialog.name.setText("  ")
    dialog.take()
    assert dialog.state.text() == "The new customer needs a name."
    dialog.name.setText(FIRM)
    write(lambda o: o.leads.remove([lead]))
    dialog.take()
    qtbot.waitUntil(lambda: "not there any more" in dialog.state.text())
    assert dialog.isVisible()
    dialog.reject()


def test_a_customer_out_of_sight_is_named_and_can_not_be_chosen(
    write, acting, jobs_of, list_of, qtbot
):
    write(lambda o: o.customers.add({"name": FIRM}))
    sales = acting("sales")
    write(lambda o: o.leads.add(valid("lead", name=FIRM, owner=Link(sales.user_id))))
    made = list_of(jobs_of(sales), LEAD)
    made.view.selectRow(0)
    made.commands.convert()
    dialog = dialog_of(made, qtbot)
    assert {dialog.customers.id(one) for one in dialog.customers.buttons()} == {0, -2}
    words = [one.text() for one in dialog.findChildren(type(dialog.state))]
    assert any("Not yours to see" in one and "Wang Xiaoyan" in one for one in words)
    dialog.reject()


def test_many_doubles_leave_the_buttons_on_the_screen(write, jobs, list_of, qtbot):
    write(lambda o: [o.customers.add({"name": FIRM}) for _n in range(25)])
    write(lambda o: o.leads.add(valid("lead", name=FIRM)))
    made = list_of(jobs, LEAD)
    made.view.selectRow(0)
    made.commands.convert()
    dialog = dialog_of(made, qtbot)
    assert len(dialog.customers.buttons()) == 27
    assert dialog.height() < 700
    assert not problems(dialog)
    dialog.reject()


def test_names_that_look_like_code_stay_text(write, jobs, list_of, qtbot):
    for words in INJECTIONS:
        write(lambda o, words=words: o.customers.add({"name": f"{words} {FIRM}"[:200]}))
    write(lambda o: o.leads.add(valid("lead", name=f"{INJECTIONS[0]} {FIRM}")))
    made = list_of(jobs, LEAD)
    made.view.selectRow(0)
    made.commands.convert()
    dialog = dialog_of(made, qtbot)
    assert not problems(dialog)
    dialog.reject()


def test_selected_leads_are_marked_as_invalid_for_a_reason(page, lead, qtbot, read):
    page.view.selectAll()
    assert page.view.chosen() == [lead]
    page.handlers()["lead.mark_invalid"]()
    dialog = dialog_of(page, qtbot)
    dialog.take()
    assert dialog.state.text() == "Why it is invalid is missing."
    dialog.box.set_value("no_need")
    dialog.take()
    qtbot.waitUntil(lambda: state(read, lead) is LeadState.INVALID)
    page.commands.leads.take_up_again([lead])
    qtbot.waitUntil(lambda: state(read, lead) is LeadState.WORKING)


def test_leads_are_handed_over_to_a_colleague(page, lead, people, qtbot, read):
    page.commands.leads.hand_over([lead])
    dialog = dialog_of(page, qtbot)
    dialog.box.set_value(Link(people[0]))
    dialog.take()
    owner = partial(read, lambda o: o.leads.load(lead).values["owner"])
    qtbot.waitUntil(lambda: owner() == Link(people[0]))


def test_the_rules_are_shown_before_they_give_leads_away(page, lead, people, write, qtbot, read):
    write(lambda o: o.assignment_rules.add({"name": "Rule", "members": (Link(people[0]),)}))
    page.commands.leads.assign([lead])
    dialog = dialog_of(page, qtbot)
    assert dialog.said.text() == "赵敏 1"
    assert [dialog.rows.index(0, n).data() for n in range(3)] == [FIRM, "赵敏", "Rule"]
    dialog.assign.click()
    qtbot.waitUntil(lambda: read(lambda o: o.leads.load(lead).values["owner"]) == Link(people[0]))


def test_what_the_rules_leave_is_counted():
    gift = Gift(Link(1, "A"), None, None, "No rule takes it.")
    assert said_of([gift, gift]) == "2 leads stay unassigned"
    assert said_of([]) == "All of these have an owner already. Hand them over instead."


def test_a_new_lead_that_went_to_a_colleague_is_told(write, acting, people, desk, jobs_of, qtbot):
    write(lambda o: o.assignment_rules.add({"name": "Rule", "members": (Link(people[0]),)}))
    jobs = jobs_of(acting("sales"))
    form = desk.form(jobs, "lead")
    said = []
    form.messages.toasted.connect(lambda words, _undo: said.append(words))
    form.take_values({"name": "新来的公司"})
    with qtbot.waitSignal(form.left):
        form.save()
    assert "The lead was given to 赵敏 by the rule “Rule”." in said


def test_doubles_of_a_new_lead_say_whether_they_are_leads_or_customers(write, desk, jobs, qtbot):
    phone = (ContactPointRow("mobile", "13712345678"),)
    write(lambda o: o.leads.add(valid("lead", name="旧线索", contact_points=phone)))
    write(lambda o: o.customers.add({"name": FIRM}))
    form = desk.form(jobs, "lead")
    form.take_values({"name": FIRM, "contact_points": phone})
    qtbot.waitUntil(lambda: len(form.hint.shown) == 2)
    assert {entity for entity, _id in form.hint.shown} == {"lead", "customer"}


def test_the_reason_is_asked_for_where_a_lead_is_invalid(desk, jobs, lead):
    form = desk.form(jobs, "lead")
    reason = form.rows["invalid_reason"]
    assert reason.holder.isHidden()
    assert reason.label.isHidden()
    form.take_values({"state": LeadState.INVALID})
    assert not reason.holder.isHidden()
    assert not reason.label.isHidden()
    form.take_values({"state": LeadState.WORKING})
    assert reason.holder.isHidden()
    form.fill(None)


def test_rules_are_moved_and_tried_out_in_the_settings(
    write, people, jobs, list_of, messages, appearance, qtbot, read
):
    from cims.services.assignment_rules import ASSIGNMENT_RULE
    from cims.ui.actions import Commands
    from cims.ui.navigation import Surroundings

    for name, member in zip(("First", "Second"), people, strict=True):
        told = {"name": name, "members": (Link(member),)}
        write(lambda o, told=told: o.assignment_rules.add(told))
    rules = list_of(jobs, ASSIGNMENT_RULE)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    made = AssigningPage(around, rules)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    qtbot.waitUntil(lambda: "赵敏" in made.try_out.said.text())
    assert not problems(made)
    rules.view.selectRow(1)
    made.up.click()
    qtbot.waitUntil(lambda: "李建国" in made.try_out.said.text())
    made.days.setValue(7)
    made.days.editingFinished.emit()
    kept = partial(read, lambda o: o.settings.common("leads"))
    qtbot.waitUntil(lambda: kept() == {"days": 7})
