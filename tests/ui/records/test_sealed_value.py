"""Sealed fields in the window: masked, shown and copied for a moment, entered, emptied."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QLabel

from cims.services.contacts import CONTACT
from cims.services.entity import Link, Sealed
from cims.services.granted import Taking
from cims.ui import clipboard
from cims.ui.records import sealed_value
from cims.ui.records.format import MASK
from cims.ui.records.record_facts import as_lines
from cims.ui.records.sealed_value import SealedValue
from tests.ui.records.form_office import Desk, typed

NUMBER, OTHER = "11010519491231002X", "440308199901101512"
FIELD = "identity_number"


@pytest.fixture
def desk(qtbot, messages, appearance):
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


@pytest.fixture
def contact(write, template):
    values = {"name": "Li Wei", FIELD: NUMBER, "owner": Link(template.people["sales"])}
    return write(lambda office: office.contacts.add(values))


@pytest.fixture
def value(desk, jobs, contact):
    """The masked value on the contact's page."""
    (found,) = desk.page(jobs, "contact", contact).findChildren(SealedValue)
    return found


@pytest.fixture(autouse=True)
def empty_clipboard(qapp):
    QGuiApplication.clipboard().clear()


def pasted():
    return QGuiApplication.clipboard().text()


def looks(opened):
    connection = opened.vault.connect()
    query = "SELECT count(*) FROM audit_entry WHERE action = 'reveal'"
    (found,) = connection.execute(query).fetchone()
    connection.close()
    return found


def test_a_value_is_masked_until_it_is_revealed_and_the_look_is_noted(qtbot, value, opened):
    assert value.text.text() == MASK
    assert not value.text.textInteractionFlags()
    assert NUMBER not in value.text.accessibleName()
    value.reveal.click()
    qtbot.waitUntil(lambda: value.text.text() == NUMBER)
    assert looks(opened) == 1
    value.reveal.click()
    assert value.text.text() == MASK
    assert NUMBER not in value.text.accessibleName()


def test_a_revealed_value_hides_after_30_seconds(qtbot, value):
    value.reveal.click()
    qtbot.waitUntil(lambda: value.is_shown)
    assert value._hiding.interval() == sealed_value.SHOWN_FOR == 30_000
    value._hiding.start(1)
    qtbot.waitUntil(lambda: not value.is_shown)
    assert value.text.text() == MASK


def test_a_revealed_value_hides_when_its_page_does(qtbot, value):
    value.reveal.click()
    qtbot.waitUntil(lambda: value.is_shown)
    value.window().hide()
    assert value.text.text() == MASK and not value.is_shown


def test_a_copied_value_leaves_the_clipboard_after_30_seconds(qtbot, value, opened, monkeypatch):
    assert clipboard.SECRET_STAYS == 30_000
    monkeypatch.setattr(clipboard, "SECRET_STAYS", 60)
    value.copy.click()
    qtbot.waitUntil(lambda: pasted() == NUMBER)
    assert value.text.text() == MASK
    assert looks(opened) == 1
    qtbot.waitUntil(lambda: pasted() == "")


def test_programs_that_keep_clipboards_are_told_to_leave_it_out(qapp):
    clipboard.copy_secret(NUMBER)
    formats = QGuiApplication.clipboard().mimeData().formats()
    assert set(clipboard.HINTS) <= set(formats)


def test_what_was_copied_since_stays(qtbot, qapp, monkeypatch):
    monkeypatch.setattr(clipboard, "SECRET_STAYS", 30)
    clipboard.copy_secret(NUMBER)
    clipboard.copy_text("something else")
    clipboard.forget_secret()
    assert pasted() == "something else"
    clipboard.copy_secret(NUMBER)
    monkeypatch.setattr(clipboard, "SECRET_STAYS", 30_000)
    clipboard.copy_secret(OTHER)
    with qtbot.waitSignal(
        QGuiApplication.clipboard().dataChanged, timeout=200, raising=False
    ) as it:
        pass
    assert not it.signal_triggered
    assert pasted() == OTHER
    clipboard.forget_secret()
    assert pasted() == ""


def test_without_the_right_the_value_stays_closed_and_says_why(desk, jobs_of, acting, contact):
    page = desk.page(jobs_of(acting("sales")), "contact", contact)
    (value,) = page.findChildren(SealedValue)
    assert not value.reveal.isVisibleTo(page) and not value.copy.isVisibleTo(page)
    assert value.reason.isVisibleTo(page)
    assert "may not see sealed fields" in value.reason.toolTip()
    page.edit()
    widget = page.form.rows[FIELD].widget
    assert not widget.line.isEnabled() and widget.line.placeholderText() == MASK
    assert "may not see sealed fields" in widget.reason.text()
    assert widget.shown is None
    assert isinstance(widget.value(), Sealed) and not page.form.has_changes()


def test_a_typed_value_takes_the_place_of_the_stored_one(qtbot, desk, jobs, contact, write):
    form = desk.form(jobs, "contact", contact)
    widget = form.rows[FIELD].widget
    assert widget.line.text() == "" and not form.has_changes()
    assert widget.shown.text.text() == MASK
    typed(widget.line, OTHER)
    assert form.changed_values() == {FIELD: OTHER}
    with qtbot.waitSignal(form.saved):
        form.save()
    reveal = lambda o: o.sealed.reveal("contact", contact, FIELD)  # noqa: E731
    assert write(reveal) == OTHER


def test_a_value_is_emptied_by_its_button(qtbot, desk, jobs, contact, read):
    form = desk.form(jobs, "contact", contact)
    widget = form.rows[FIELD].widget
    widget.empty.click()
    assert widget.shown is None
    assert form.changed_values() == {FIELD: None}
    widget.empty.click()
    assert not form.has_changes()
    widget.empty.click()
    with qtbot.waitSignal(form.saved):
        form.save()
    assert read(lambda o: o.contacts.load(contact)).values[FIELD] is None


def test_a_new_contact_is_entered_with_its_number_and_doubles_are_told(
    qtbot, desk, jobs, contact, write
):
    form = desk.form(jobs, "contact")
    typed(form.rows["name"].widget.line, "Somebody else")
    typed(form.rows[FIELD].widget.line, "110105 19491231 002x")
    qtbot.waitUntil(lambda: set(form.hint.shown) == {("contact", contact)})
    with qtbot.waitSignal(form.saved):
        form.save()


def test_a_number_whose_last_digit_does_not_fit_is_only_remarked_on(desk, jobs):
    form = desk.form(jobs, "contact")
    typed(form.rows[FIELD].widget.line, NUMBER[:-1] + "1")
    assert "last digit" in form.rows[FIELD].message.text()
    assert form.rows[FIELD].message.property("ink") == "warn"


def test_a_draft_of_the_form_keeps_no_sealed_value(desk, jobs, contact, write, opened):
    form = desk.form(jobs, "contact", contact)
    typed(form.rows[FIELD].widget.line, OTHER)
    draft = form.values_for_draft()
    write(lambda office: office.drafts.keep([draft]))
    connection = opened.vault.connect()
    rows = connection.execute('SELECT "values" FROM draft').fetchall()
    connection.close()
    assert len(rows) == 1 and OTHER not in str(rows)


def test_the_record_as_text_masks_it(desk, jobs, contact):
    page = desk.page(jobs, "contact", contact)
    text = as_lines(page.view.groups)
    assert NUMBER not in text and f"Identity number: {MASK}" in text


def test_over_the_cap_nothing_reaches_the_clipboard(qtbot, desk, jobs_of, contact, opened, write):
    def cap(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.COPY: 1}))

    write(cap)
    page = desk.page(jobs_of(opened.actor), "contact", contact)
    (value,) = page.findChildren(SealedValue)
    value.copy.click()
    qtbot.waitUntil(lambda: pasted() == NUMBER)
    clipboard.forget_secret()
    value.copy.click()
    qtbot.waitUntil(lambda: any("Nothing more may be copied" in one for one in desk.said))
    assert pasted() == ""
    page.commands.copy()
    qtbot.waitUntil(lambda: len(desk.said) == 2)
    assert pasted() == ""


def test_over_the_cap_no_paper_leaves(qtbot, desk, jobs, opened, write, tmp_path):
    def cap(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.PRINT: 1}))

    write(cap)
    firm = write(lambda o: o.customers.add({"name": "Hengtai"}))
    page = desk.page(jobs, id_=firm)

    def print_into(file):
        page.commands.print()
        qtbot.waitUntil(lambda: len(page.findChildren(QPrintPreviewDialog)) == 1)
        (dialog,) = page.findChildren(QPrintPreviewDialog)
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(file))
        dialog.paintRequested.emit(dialog.printer())
        dialog.accept()
        qtbot.waitUntil(lambda: not page.findChildren(QPrintPreviewDialog))

    print_into(tmp_path / "first.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "first.pdf").exists())
    print_into(tmp_path / "second.pdf")
    qtbot.waitUntil(lambda: any("Nothing more may be printed" in one for one in desk.said))
    assert not (tmp_path / "second.pdf").exists()


def test_the_panel_beside_the_list_masks_it_too(qtbot, list_of, jobs, contact):
    page = list_of(jobs, entity=CONTACT)
    page.view.go_to(page.model.row_of(contact))
    qtbot.waitUntil(lambda: page.panel.content is not None)
    (value,) = page.panel.findChildren(SealedValue)
    assert value.text.text() == MASK
    assert NUMBER not in str(page.panel.details.facts)
    value.reveal.click()
    qtbot.waitUntil(lambda: value.text.text() == NUMBER)


def test_rows_over_the_cap_do_not_reach_the_clipboard(
    qtbot, list_of, jobs, customers, write, messages
):
    def cap(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.COPY: 5}))

    said = []
    messages.said.connect(lambda sentence, _role: said.append(sentence))
    page = list_of(jobs)
    page.view.selectAll()
    page.commands.copy_table()
    qtbot.waitUntil(lambda: pasted().count("\n") == len(customers))
    QGuiApplication.clipboard().clear()
    write(cap)
    page.commands.copy_table()
    qtbot.waitUntil(lambda: any("may be copied" in one for one in said))
    assert pasted() == ""


def test_two_who_change_it_see_masks_and_choose(qtbot, desk, jobs, contact, write):
    form = desk.form(jobs, "contact", contact)
    typed(form.rows[FIELD].widget.line, OTHER)
    theirs = "330106198001011234"
    write(lambda o: o.contacts.save(o.contacts.load(contact).changed(**{FIELD: theirs})))
    form.save()
    qtbot.waitUntil(lambda: form.saving.dialog is not None)
    dialog = form.saving.dialog
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert MASK in shown and OTHER not in shown and theirs not in shown
    dialog.reject()
