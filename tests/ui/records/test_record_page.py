"""A record's page: read, edited in place, copied, printed, deleted, with its contacts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QTest

from cims.models.opportunity import StageMeaning
from cims.models.sales_order import OrderState
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from cims.services.filters import Condition, Operator
from cims.services.i18n import LANGUAGES, use_language
from cims.services.order_fields import LineRow
from cims.services.rights import Rights
from cims.ui.file_asker import FileAsker
from cims.ui.printing.paper import file_name
from cims.ui.records.customer_sales import SHOWN
from cims.ui.records.record_facts import as_lines
from cims.ui.records.record_sales import Line
from cims.ui.widgets import Button, ElidedLabel, EmptyState
from tests.factories import valid
from tests.looking_at_the_log import noted
from tests.ui.walk import INJECTIONS, problems

NAME = "苏州恒泰智能装备有限公司"


@pytest.fixture
def hengtai(write) -> int:
    """A customer with two contacts."""

    def add(office) -> int:
        phones = (ContactPointRow("mobile", "13812345678"),)
        customer = office.customers.add(valid("customer", name=NAME, contact_points=phones))
        for name in ("张卫东", "李工"):
            places = (PlaceRow(Link(customer), "purchasing"),)
            office.contacts.add(valid("contact", name=name, places=places))
        return customer

    return write(add)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_in_every_language(desk, jobs, hengtai, language, qtbot):
    use_language(language)
    page = desk.page(jobs, id_=hengtai)
    for tab in range(3):
        page.view.tabs.setCurrentIndex(tab)
        qtbot.waitUntil(lambda: not problems(page))


@pytest.mark.parametrize("words", INJECTIONS)
def test_names_are_shown_as_they_are(desk, jobs, write, qtbot, words):
    id_ = write(lambda o: o.customers.add(valid("customer", name=words, remarks=words)))
    page = desk.page(jobs, id_=id_)
    assert page.view.name.text() == " ".join(words.split())
    qtbot.waitUntil(lambda: not problems(page))


def test_editing_in_place_shows_the_new_values(desk, jobs, hengtai, qtbot):
    page = desk.page(jobs, id_=hengtai)
    page.edit()
    page.form.take_values({"name": "远东 & 恒泰"})
    with qtbot.waitSignal(page.title_changed, check_params_cb=lambda title: title != NAME) as told:
        page.form.save()
    assert told.args == ["远东 & 恒泰"]
    qtbot.waitUntil(lambda: page.view.name.text() == "远东 & 恒泰")
    assert page.form is None
    assert ("Former names", NAME) in [
        (fact.label, fact.text) for group in page.view.groups for fact in group.facts
    ]


def test_the_commands_follow_what_the_page_does(desk, jobs, hengtai):
    page = desk.page(jobs, id_=hengtai)
    assert {"record.edit", "record.delete", "page.print"} <= page.handlers().keys()
    page.edit()
    assert page.handlers().keys() == {"record.save", "record.save_and_new"}


def test_a_customer_is_handed_over_from_its_page(desk, jobs, hengtai, template, read, qtbot):
    page = desk.page(jobs, id_=hengtai)
    page.handlers()["customer.hand_over"]()
    commands = page.commands._customers
    qtbot.waitUntil(lambda: commands.dialog is not None and commands.dialog.isVisible())
    sales = Link(template.people["sales"])
    commands.dialog.colleague.set_value(sales)
    commands.dialog.give.click()
    qtbot.waitUntil(lambda: read(lambda o: o.customers.load(hengtai)).values["owner"] == sales)
    give = next(one for one in page.view.menu.actions() if one.text() == "Hand over…")
    assert give.isEnabled()


def test_who_may_only_read_is_offered_nothing_else(desk, jobs_of, acting, hengtai):
    page = desk.page(jobs_of(acting("auditor")), id_=hengtai)
    assert page.handlers().keys() == {"page.reload"}
    give = next(one for one in page.view.menu.actions() if one.text() == "Hand over…")
    assert not give.isEnabled()
    assert not page.view.buttons["edit"].isEnabled()
    assert "may not change this" in page.view.buttons["edit"].toolTip()


def test_who_may_add_nothing_is_offered_no_button_for_it(desk, jobs, jobs_of, acting, write):
    firm = write(lambda o: o.customers.add({"name": "Aurora"}))
    offered = {}
    for who, mine in (("boss", jobs), ("auditor", jobs_of(acting("auditor")))):
        page = desk.page(mine, id_=firm)
        parts = (page.view.contacts, page.view.tasks)
        shown = [one for part in parts for one in part.widget().findChildren(Button)]
        offered[who] = {one.text() for one in shown if not one.isHidden()}
    assert offered == {"boss": {"New contact", "New task"}, "auditor": set()}


def test_a_saved_new_record_gives_its_tab_to_the_record(desk, jobs, qtbot):
    page = desk.page(jobs)
    page.form.take_values({"name": "Ada"})
    with qtbot.waitSignal(page.closing), qtbot.waitSignal(page.record_asked) as asked:
        page.form.save()
    assert asked.args == ["customer", 1, "Ada"]


def test_giving_up_a_new_record_closes_its_tab(desk, jobs, qtbot):
    page = desk.page(jobs)
    with qtbot.waitSignals([page.tab_asked, page.closing]):
        page.form.leave()


def test_a_contact_is_entered_on_its_customers_page(desk, jobs, hengtai, qtbot, read):
    page = desk.page(jobs, id_=hengtai)
    page.new_contact()
    page.form.take_values({"name": "王总"})
    with qtbot.waitSignal(page.form.saved):
        page.form.save()
    qtbot.waitUntil(lambda: page.view.tabs.title(2) == "Contacts 3")
    contact = read(lambda o: o.contacts.find("王总"))[0]
    assert contact.values["salutation"] == "王总"
    assert [place.customer.id for place in contact.values["places"]] == [hengtai]


def test_a_contact_started_with_a_customer_bears_it(desk, jobs, hengtai):
    page = desk.page(jobs, "contact")
    page.start_with({"places": (PlaceRow(Link(hengtai, NAME)),)})
    place = page.form.values()["places"][0]
    assert place.customer.text == NAME
    assert not page.form.has_changes()


def test_a_contacts_page_names_its_customer(desk, jobs, hengtai, read):
    contact = read(lambda o: o.customers.contacts_of(hengtai))[0]
    page = desk.page(jobs, "contact", contact)
    facts = {fact.label: fact for group in page.view.groups for fact in group.facts}
    assert facts["Customers"].text.startswith(NAME)
    assert facts["Customers"].link.id == hengtai
    assert "2027-09-15" in facts["Birthday"].text
    assert "Identity number" not in facts


def test_copy_as_text_has_one_line_per_fact(desk, jobs, hengtai):
    page = desk.page(jobs, id_=hengtai)
    with desk.qtbot.waitSignal(QGuiApplication.clipboard().dataChanged):
        page.commands.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert f"Name: {NAME}" in lines
    assert "Mobile: 138 1234 5678" in lines
    assert as_lines(page.view.groups) == "\n".join(lines)


def test_delete_closes_the_page_and_can_be_taken_back(desk, jobs, hengtai, qtbot, read):
    page = desk.page(jobs, id_=hengtai)
    with qtbot.waitSignal(page.closing):
        page.commands.delete()
    assert read(lambda o: o.customers.count()) == 0
    sentence, undo = desk.toasts[-1]
    assert NAME in sentence
    with qtbot.waitSignal(jobs.changed):
        undo()
    assert read(lambda o: o.customers.count()) == 1


def test_a_record_that_is_gone_says_so(desk, jobs, hengtai, qtbot, write):
    page = desk.page(jobs, id_=hengtai)
    write(lambda o: o.customers.remove([hengtai]))
    page.reload()
    qtbot.waitUntil(page._state.isVisible)
    assert "not there any more" in page._state._sentence.text()


def test_history_tells_who_changed_what(desk, jobs, hengtai, qtbot, write):
    write(lambda o: o.customers.save(o.customers.load(hengtai).changed(grade="B")))
    page = desk.page(jobs, id_=hengtai)
    page.view.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(page.view.timeline.model.rows))
    texts = [row.text for row in page.view.timeline.model.rows]
    assert any("Grade: A → B" in text for text in texts)


def test_a_sheet_becomes_a_pdf_with_the_name_and_the_contacts(
    desk, jobs, hengtai, qtbot, tmp_path, monkeypatch
):
    file = tmp_path / "sheet.pdf"
    monkeypatch.setattr(FileAsker, "to_save", lambda *asked: asked[-1](file))
    page = desk.page(jobs, id_=hengtai)
    page.commands.printing.save_pdf(hengtai)
    qtbot.waitUntil(lambda: bool(desk.toasts))
    with pypdfium2.PdfDocument(file) as document:
        text = "".join(one.get_textpage().get_text_bounded() for one in document)
    for words in (NAME, "张卫东", "138 1234 5678", "Customer sheet"):
        assert words in text


def test_a_place_that_can_not_be_written_to_is_told(
    desk, jobs, hengtai, qtbot, tmp_path, monkeypatch
):
    file = tmp_path / "nowhere" / "sheet.pdf"
    monkeypatch.setattr(FileAsker, "to_save", lambda *asked: asked[-1](file))
    page = desk.page(jobs, id_=hengtai)
    page.commands.printing.save_pdf(hengtai)
    qtbot.waitUntil(lambda: bool(desk.said))
    assert "can't be written" in desk.said[0]


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_print_shows_the_paper_first(desk, jobs, hengtai, qtbot):
    page = desk.page(jobs, id_=hengtai)
    page.commands.print()
    qtbot.waitUntil(lambda: bool(page.findChildren(QPrintPreviewDialog)))
    page.findChildren(QPrintPreviewDialog)[0].reject()


def test_printing_needs_its_right(read, acting, hengtai):
    with pytest.raises(NotAllowed):
        read(lambda o: o.customers.sheet(hengtai), acting("auditor"))
    assert len(read(lambda o: o.customers.sheet(hengtai), acting("finance")).contacts) == 2


def test_a_name_makes_a_file_name_on_every_system():
    assert file_name('恒泰 <A/B>: "x"?\n') == "恒泰 AB x"
    assert file_name("...") == "Paper"
    assert len(file_name("客" * 300)) == 80


def test_opening_a_customer_is_noted_once_and_a_contact_is_not(desk, jobs, hengtai, qtbot, opened):
    page = desk.page(jobs, id_=hengtai)
    qtbot.waitUntil(lambda: len(noted(opened, "viewed")) == 1)
    page.reload()
    qtbot.waitUntil(lambda: not jobs.is_busy())
    desk.page(jobs, "contact", id_=1)
    qtbot.waitUntil(lambda: not jobs.is_busy())
    assert [row.record_id for row in noted(opened, "viewed")] == [hengtai]


def test_who_saw_it_is_asked_from_the_menu_by_whoever_reads_the_log(
    desk, jobs, jobs_of, acting, hengtai
):
    def entries(page):
        return {action.text(): action for action in page.view.menu.actions()}

    page, asked = desk.page(jobs, id_=hengtai), []
    page._around.commands.bind("customer.who_saw", lambda: asked.append(page.customer().id))
    entries(page)["Who saw this customer"].trigger()
    assert asked == [hengtai]
    other = desk.page(jobs_of(acting("service")), id_=hengtai)
    assert "Who saw this customer" not in entries(other)


@pytest.fixture
def sold(hengtai, write) -> int:
    """The customer with three opportunities, one of them won, and orders of three states."""

    def enter(office) -> int:
        about, today = {"customer": Link(hengtai)}, office.today
        stages = {stage.values["meaning"]: Link(stage.id) for stage in office.stages.of()}
        for name, days, amount, currency in (
            ("二期产线", 40, 90_000, "CNY"),
            ("Retrofit & spares", -3, 1_500, "EUR"),
            ("维保续签", 5, 12_000, "CNY"),
        ):
            values = {"name": name, "close_on": today + timedelta(days=days), "currency": currency}
            office.opportunities.add({**about, **values, "amount": Decimal(amount)})
        won = office.opportunities.listing(words="维保续签").ids[0]
        office.opportunities.move(won, stages[StageMeaning.WON].id)
        for state, back in ((OrderState.CLOSED, 400), *((one, 9) for one in OrderState)):
            lines = (LineRow(name="泵", quantity=Decimal(2), unit_price=Decimal(100)),)
            opened_on = today - timedelta(days=back)
            office.orders.add({**about, "state": state, "opened_on": opened_on, "lines": lines})
        office.quotes.add(about)
        return hengtai

    return write(enter)


def sales_tab(page, entity: str):
    """The tab of a record type, shown."""
    part = page.view.sales[entity]
    page.view.tabs.setCurrentIndex(page.view.place_of(part))
    return part


def lines_of(part) -> list[str]:
    """The names of a tab's lines, from above."""
    spoken = [one.accessibleName() for one in part.widget().findChildren(Button)]
    return [words.removeprefix("Open ") for words in spoken if words.startswith("Open ")]


def texts_of(part) -> list[str]:
    return [one.text() for one in part.widget().findChildren(ElidedLabel)]


def test_a_customer_shows_its_opportunities_the_open_ones_first(desk, jobs, sold, qtbot):
    page = desk.page(jobs, id_=sold)
    part = sales_tab(page, "opportunity")
    assert page.view.tabs.title(page.view.place_of(part)) == "Opportunities 3"
    assert lines_of(part) == ["Retrofit & spares", "二期产线", "维保续签"]
    assert "In progress: ¥90,000.00 · €1,500.00" in texts_of(part)
    button = next(b for b in part.widget().findChildren(Button) if "二期" in b.accessibleName())
    with qtbot.waitSignal(page.record_asked) as asked:
        button.click()
    assert asked.args[0] == "opportunity" and asked.args[2] == "二期产线"


def test_a_customer_shows_its_orders_and_what_they_came_to_this_year(desk, jobs, sold, read):
    page = desk.page(jobs, id_=sold)
    part = sales_tab(page, "order")
    assert page.view.tabs.title(page.view.place_of(part)) == "Orders 5"
    rows = read(lambda o: o.orders.rows(o.orders.listing().ids, ("code", "state", "opened_on")))
    by_code = {row.values["code"]: row.values for row in rows}
    states = [by_code[code]["state"] for code in lines_of(part)]
    still = (OrderState.DRAFT, OrderState.CONFIRMED)
    assert [state in still for state in states] == [True, True, False, False, False]
    assert by_code[lines_of(part)[-1]]["opened_on"].year == page.reading.words.today.year - 1
    assert "Ordered this year: ¥400.00" in texts_of(part)  # neither draft nor void


@pytest.mark.parametrize("entity", ["opportunity", "order"])
def test_a_new_one_of_this_customer_is_entered_from_its_tab(desk, jobs, hengtai, qtbot, entity):
    page = desk.page(jobs, id_=hengtai)
    part = sales_tab(page, entity)
    empty = part.widget().findChild(EmptyState)
    with qtbot.waitSignal(page.new_asked) as asked:
        empty.pressed.emit()
    assert asked.args == [entity, {"customer": Link(hengtai, NAME)}]
    made = desk.page(jobs, entity)
    made.start_with(asked.args[1])
    assert made.form.values()["customer"] == Link(hengtai, NAME)


def test_a_tab_follows_what_is_entered_elsewhere(desk, jobs, hengtai, qtbot):
    page = desk.page(jobs, id_=hengtai)
    values = {"customer": Link(hengtai), "name": "新产线"}
    jobs.write(lambda office: office.opportunities.add(values))
    part = sales_tab(page, "opportunity")
    place = page.view.place_of(part)
    qtbot.waitUntil(lambda: page.view.tabs.title(place) == "Opportunities 1")
    assert lines_of(part) == ["新产线"]


def test_a_tab_out_of_sight_is_not_laid_out_and_lines_open_by_double_click(desk, jobs, sold, qtbot):
    page = desk.page(jobs, id_=sold)
    assert page.view.sales["order"].widget() is None
    part = sales_tab(page, "opportunity")
    assert page.view.sales["order"].widget() is None
    line = part.widget().findChildren(Line)[1]
    with qtbot.waitSignal(page.record_asked) as asked:
        QTest.mouseDClick(line, Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    assert asked.args[::2] == ["opportunity", "二期产线"]


def test_of_many_the_first_are_shown_and_all_lead_to_the_list(desk, jobs, hengtai, write, qtbot):
    def enter(office):
        for number in range(SHOWN + 2):
            name = f"商机 {number}"
            values = {"customer": Link(hengtai), "name": name, "amount": Decimal(10)}
            office.opportunities.add(values)

    write(enter)
    page = desk.page(jobs, id_=hengtai)
    part = sales_tab(page, "opportunity")
    assert len(lines_of(part)) == SHOWN
    assert f"In progress: ¥{10 * (SHOWN + 2)}.00" in texts_of(part)
    every = next(b for b in part.widget().findChildren(Button) if b.text() == "Show all 52")
    with qtbot.waitSignal(page.list_asked) as asked:
        every.click()
    assert asked.args == ["opportunity", Condition("customer", Operator.IS, Link(hengtai, NAME))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tabs_of_sales_are_whole_in_every_language(desk, jobs, sold, language, qtbot):
    use_language(language)
    page = desk.page(jobs, id_=sold)
    for entity in page.view.sales:
        sales_tab(page, entity)
        qtbot.waitUntil(lambda: not problems(page))


def test_who_may_only_read_sees_sales_and_enters_none(desk, jobs_of, acting, sold):
    page = desk.page(jobs_of(acting("auditor")), id_=sold)
    for entity in page.view.sales:
        part = sales_tab(page, entity)
        shown = {one.text() for one in part.widget().findChildren(Button)}
        assert shown == {"Open"}


def test_who_may_see_no_orders_has_no_tab_of_them(desk, jobs_of, acting, sold):
    auditor = acting("auditor")
    kept = {key: reach for key, reach in auditor.rights.records.items() if key[0] != "order"}
    without = replace(auditor, rights=Rights(kept, auditor.rights.single))
    page = desk.page(jobs_of(without), id_=sold)
    assert set(page.view.sales) == {"opportunity", "quote"}
    assert not any("Orders" in page.view.tabs.title(n) for n in range(page.view.tabs.count()))
