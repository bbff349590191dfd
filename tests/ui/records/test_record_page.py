"""A record's page: read, edited in place, copied, printed, deleted, with its contacts."""

from collections.abc import Iterator

import pypdfium2
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog
from pytestqt.qtbot import QtBot

from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from cims.services.i18n import LANGUAGES, use_language
from cims.ui.file_asker import FileAsker
from cims.ui.messages import Messages
from cims.ui.printing.paper import file_name
from cims.ui.records.record_facts import as_lines
from cims.ui.theme import Appearance
from cims.ui.widgets import Button
from tests.factories import valid
from tests.looking_at_the_log import noted
from tests.ui.records.form_office import Desk
from tests.ui.walk import INJECTIONS, problems

NAME = "苏州恒泰智能装备有限公司"


@pytest.fixture
def desk(qtbot: QtBot, messages: Messages, appearance: Appearance) -> Iterator[Desk]:
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


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
