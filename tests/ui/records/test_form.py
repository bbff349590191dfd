"""The form in use: new customers by keyboard, mistakes beside their fields, doubles, Esc."""

from decimal import Decimal
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPlainTextEdit, QPushButton

from cims.models.contact import BirthdayCalendar
from cims.services.contact_points import ContactPointRow
from cims.services.customers import InvoiceRow
from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.i18n import LANGUAGES, use_language
from cims.ui.records.field_widgets import RowsField
from cims.ui.records.form import RecordForm
from cims.ui.widgets import ElidedLabel
from tests.factories import valid
from tests.ui.records.form_office import focused, press, typed
from tests.ui.walk import INJECTIONS, problems

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


def named(office, name: str):
    """The customer of this name."""
    ids = office.customers.listing().ids
    return next(row for row in office.customers.rows(ids) if row.values["name"] == name)


def message(form: RecordForm, name: str) -> tuple[str, str]:
    """What stands below a field, and in which colour."""
    shown = form.rows[name].message
    return (shown.text(), shown.property("ink")) if shown.isVisible() else ("", "")


def test_a_new_customer_is_entered_by_keyboard_alone(desk, jobs, qtbot, read):
    form = desk.form(jobs)
    keys = 0
    for words in ("苏州恒泰智能装备有限公司", "", "恒泰"):
        typed(focused(), words)
        press(ENTER)
        keys += 1
    assert focused() is form.rows["kind"].widget.focusProxy()
    with qtbot.waitSignal(form.saved) as saved:
        press(ENTER, CTRL)
        keys += 1
    assert keys <= 4
    assert saved.args[2] is True
    record = read(lambda office: named(office, "苏州恒泰智能装备有限公司"))
    assert record.values["short_name"] == "恒泰"
    assert record.values["lifecycle"] == "potential"
    assert not form.has_changes()
    assert form.values()["name"] is None
    assert focused() is form.rows["name"].widget.focusProxy()


def test_only_the_name_is_asked_for(desk, jobs, qtbot):
    form = desk.form(jobs)
    press(ENTER, CTRL)
    assert message(form, "name") == ("Name is missing.", "bad")
    typed(form.rows["name"].widget.focusProxy(), "Ada")
    assert message(form, "name") == ("", "")
    with qtbot.waitSignal(form.saved):
        form.save()


def test_a_quote_that_nobody_named_is_told_of_by_its_customers_name(desk, jobs, qtbot, opened):
    with opened.database.write(opened.actor) as office:
        firm = Link(office.customers.add({"name": "苏州恒泰"}), "苏州恒泰")
    for customer, told in ((firm, "“苏州恒泰” was saved."), (None, "“Quote” was saved.")):
        form = desk.form(jobs, "quote")
        form.take_values({"customer": customer})
        with qtbot.waitSignal(form.saved):
            form.save()
        assert desk.toasts[-1][0] == told


@pytest.mark.parametrize(
    ("name", "key"), [("name", Qt.Key.Key_S), ("remarks", Qt.Key.Key_S), ("remarks", ENTER)]
)
def test_the_shortcuts_save_from_every_box(desk, jobs, qtbot, name, key):
    form = desk.form(jobs)
    typed(focused(), "Ada")
    form.rows[name].widget.setFocus()
    with qtbot.waitSignal(form.saved) as saved:
        press(key, CTRL)
    assert saved.args[2] is (key == ENTER)


def test_enter_walks_over_buttons_to_save(desk, jobs):
    form = desk.form(jobs)
    seen = []
    for _step in range(40):
        seen.append(focused())
        if focused() is form._save:
            break
        press(Qt.Key.Key_Tab if isinstance(focused(), QPlainTextEdit) else ENTER)
    assert focused() is form._save
    assert not any(
        widget.accessibleName() in ("Take away", "Add phone or message") for widget in seen
    )


def test_editing_a_phone_saves_that_field_and_splits_two_numbers(
    desk, jobs, customers, qtbot, read
):
    form = desk.form(jobs, id_=customers[0])
    phones = form.rows["contact_points"].widget
    assert isinstance(phones, RowsField)
    editor = phones.add()
    typed(focused(), "")
    editor.cells["value"].line.setText("138 1234 9999 / 0512-62888888转8012")
    assert form.changed_values().keys() == {"contact_points"}
    with qtbot.waitSignal(form.saved):
        form.save()
    values = [
        row.value for row in read(lambda o: o.customers.load(customers[0])).values["contact_points"]
    ]
    assert values[-2:] == ["138 1234 9999", "0512-6288 8888"]


def test_rows_move_and_go_by_keyboard(desk, jobs):
    form = desk.form(jobs)
    phones = form.rows["contact_points"].widget
    for number in ("13800000001", "13800000002"):
        phones.add().cells["value"].line.setText(number)
    alt = Qt.KeyboardModifier.AltModifier
    phones.editors[1].cells["value"].line.setFocus()
    press(Qt.Key.Key_Up, alt)
    assert [row.value for row in phones.value()] == ["13800000002", "13800000001"]
    press(Qt.Key.Key_Delete, alt)
    assert [row.value for row in phones.value()] == ["13800000001"]
    press(Qt.Key.Key_Insert, alt)
    assert len(phones.editors) == 2
    assert len(phones.value()) == 1


def test_a_mistake_is_told_beside_its_field_and_nothing_is_saved(desk, jobs, read):
    form = desk.form(jobs)
    typed(focused(), "Ada")
    form.rows["next_contact_on"].widget.line.setText("有空的时候")
    assert message(form, "next_contact_on")[1] == "bad"
    form.rows["invoice_details"].widget.set_value((InvoiceRow(title="a"), InvoiceRow(title="b")))
    form.save()
    assert "Only one set" in message(form, "invoice_details")[0]
    assert len(read(lambda office: office.customers.listing().ids)) == 0


def test_a_refusal_of_the_office_stands_beside_its_field(desk, jobs, customers, qtbot, write):
    form = desk.form(jobs, id_=customers[0])
    write(
        lambda o: o.customers.save(
            o.customers.load(customers[1]).changed(parent=Link(customers[0]))
        )
    )
    form.take_values({"parent": Link(customers[1], "below")})
    form.save()
    qtbot.waitUntil(lambda: message(form, "parent")[1] == "bad")
    assert "below this one" in message(form, "parent")[0]
    assert form.has_changes()


def test_a_wrong_credit_code_is_doubted_and_saved_all_the_same(desk, jobs, qtbot, read):
    form = desk.form(jobs)
    form.take_values({"name": "Ada", "credit_code": "91330000799655058B"})
    words, ink = message(form, "credit_code")
    assert "should be 6" in words
    assert ink == "warn"
    with qtbot.waitSignal(form.saved):
        form.save()
    assert read(lambda o: named(o, "Ada")).values["credit_code"] == "91330000799655058B"


def test_a_doubtful_phone_is_kept_with_a_warning(desk, jobs, qtbot, read):
    form = desk.form(jobs)
    phones = (ContactPointRow("mobile", "138 12345"),)
    form.take_values({"name": "Ada", "contact_points": phones})
    words, ink = message(form, "contact_points")
    assert words
    assert ink == "warn"
    with qtbot.waitSignal(form.saved):
        form.save()
    kept = read(lambda o: named(o, "Ada")).values["contact_points"]
    assert "".join(kept[0].value.split()) == "13812345"


def test_an_amount_in_a_currency_without_a_rate_is_kept_with_a_warning(desk, jobs, qtbot, read):
    form = desk.form(jobs, "opportunity")
    form.take_values({"name": "Pumps", "amount": Decimal(70), "currency": "usd"})
    words, ink = message(form, "currency")
    assert words == ("There is no exchange rate for USD: sums in CNY leave this out until then.")
    assert ink == "warn"
    with qtbot.waitSignal(form.saved):
        form.save()
    kept = read(lambda o: o.opportunities.rows(o.opportunities.listing().ids))[0].values
    assert (kept["amount"], kept["currency"]) == (70, "USD")


def test_a_double_of_somebody_else_shows_name_and_owner_only(
    desk, jobs_of, acting, write, qtbot, read
):
    write(
        lambda o: o.customers.add(
            valid(
                "customer",
                name="苏州恒泰智能装备有限公司",
                contact_points=(ContactPointRow("mobile", "13812345678"),),
            )
        )
    )
    form = desk.form(jobs_of(acting("sales")))
    typed(focused(), "苏州恒泰智能装备有限责任公司")
    qtbot.waitUntil(form.hint.isVisible)
    texts = shown_texts(form.hint)
    assert "苏州恒泰智能装备有限公司" in texts
    assert "Owner: Wang Xiaoyan" in texts
    assert "Not yours to see" in texts
    assert "Open" not in texts
    assert not any("138" in text for text in texts)
    with qtbot.waitSignal(form.saved):
        form.save()
    assert len(read(lambda o: o.customers.listing().ids)) == 2


def test_a_double_that_nobody_saw_stops_the_first_save(desk, jobs, write, qtbot, read):
    write(
        lambda o: o.customers.add(
            valid(
                "customer", name="恒泰", contact_points=(ContactPointRow("mobile", "13812345678"),)
            )
        )
    )
    form = desk.form(jobs)
    form.take_values(
        {"name": "远东", "contact_points": (ContactPointRow("mobile", "138 1234 5678"),)}
    )
    form.save()  # before the pause is over
    qtbot.waitUntil(lambda: bool(form.hint.shown))
    qtbot.waitUntil(form._save.isEnabled)
    assert len(read(lambda o: o.customers.listing().ids)) == 1
    with qtbot.waitSignal(form.open_asked) as asked:
        form.hint.open_asked.emit(*next(iter(form.hint.shown)), "恒泰")
    assert asked.args[0] == "customer"
    with qtbot.waitSignal(form.saved):
        form.save()
    assert len(read(lambda o: o.customers.listing().ids)) == 2


def test_esc_asks_only_when_something_was_typed(desk, jobs, qtbot):
    form = desk.form(jobs)
    with qtbot.waitSignal(form.left):
        press(Qt.Key.Key_Escape)
    form = desk.form(jobs)
    typed(focused(), "Ada")
    with qtbot.assertNotEmitted(form.left):
        press(Qt.Key.Key_Escape)
    box = next(box for box in desk.messages._open_dialogs if isinstance(box, QMessageBox))
    discard = next(button for button in box.buttons() if button.text() == "Discard")
    with qtbot.waitSignal(form.left):
        discard.click()


def test_a_form_without_changes_is_left_on_save(desk, jobs, customers, qtbot):
    form = desk.form(jobs, id_=customers[0])
    assert not form.has_changes()
    with qtbot.waitSignal(form.left):
        form.save()


def test_two_people_who_edit_one_record_are_settled_field_by_field(
    desk, jobs, customers, qtbot, write, read
):
    form = desk.form(jobs, id_=customers[0])
    form.take_values({"remarks": "mine", "website": "mine.example"})
    write(
        lambda o: o.customers.save(
            o.customers.load(customers[0]).changed(remarks="theirs", preferences="theirs")
        )
    )
    form.save()
    qtbot.waitUntil(lambda: form.saving.dialog is not None)
    dialog = form.saving.dialog
    assert list(dialog.choices)[0] == "remarks"
    assert set(dialog.choices) == {"remarks", "preferences", "website"}
    assert not problems(dialog)
    dialog.choices["remarks"].button(0).setChecked(True)
    with qtbot.waitSignal(form.saved):
        dialog.accept()
    values = read(lambda o: o.customers.load(customers[0])).values
    assert (values["remarks"], values["website"], values["preferences"]) == (
        "theirs",
        "mine.example",
        "theirs",
    )


def test_a_long_write_is_waited_for_and_named(desk, jobs, qtbot):
    form = desk.form(jobs)
    typed(focused(), "Ada")
    gate = Event()
    jobs.write(lambda _office: gate.wait(5), label="Import of customers.xlsx")
    with qtbot.waitSignal(form.saved):
        form.save()
        assert "Import of customers.xlsx" in form._state.text()
        assert not form._save.isEnabled()
        gate.set()


def test_a_failed_save_keeps_what_was_typed(desk, jobs_of, acting, customers, qtbot):
    jobs = jobs_of(acting("service"))
    form = desk.form(jobs, id_=customers[0])
    form.take_values({"remarks": "mine"})
    form.save()
    qtbot.waitUntil(lambda: bool(desk.said))
    assert "may not change this" in desk.said[0]
    assert form.values()["remarks"] == "mine"
    assert form._save.isEnabled()


def test_the_last_source_is_the_next_customers_first(desk, jobs, qtbot):
    form = desk.form(jobs)
    form.take_values({"name": "Ada", "source": "fair"})
    with qtbot.waitSignal(form.saved):
        form.save()
    again = desk.form(jobs)
    assert again.values()["source"] == "fair"
    assert not again.has_changes()


def test_a_draft_brings_back_what_was_typed(desk, jobs, customers, qtbot, write, read):
    form = desk.form(jobs, id_=customers[0])
    assert form.values_for_draft() is None
    form.take_values({"remarks": "half typed"})
    draft = form.values_for_draft()
    assert draft == FormDraft(
        "customer", customers[0], form.record.version, {"remarks": "half typed"}
    )
    write(lambda o: o.drafts.keep([draft]))
    page = desk.page(jobs, id_=customers[0])
    page.take_draft(read(lambda o: o.drafts.mine())[0])
    assert page.form.values()["remarks"] == "half typed"
    assert page.has_changes()
    assert page.draft().values == {"remarks": "half typed"}


@pytest.mark.parametrize("words", INJECTIONS)
def test_whatever_is_typed_is_shown_and_stored_as_it_is(desk, jobs, qtbot, words, read):
    form = desk.form(jobs)
    form.take_values({"name": words, "remarks": words, "tags": (words[:40],)})
    form._pause.stop()
    qtbot.waitUntil(lambda: not problems(form))  # once the layout has followed
    with qtbot.waitSignal(form.saved):
        form.save()
    stored = read(lambda o: o.customers.rows(o.customers.listing().ids))[0]
    assert stored.values["name"] == " ".join(words.split())
    assert stored.values["remarks"] == words


def test_5000_characters_are_refused_with_a_reason(desk, jobs):
    form = desk.form(jobs)
    form.take_values({"name": "客" * 5000})
    form.save()
    assert "has 5000 characters" in message(form, "name")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entity", ["customer", "contact"])
def test_forms_are_whole_in_every_language(desk, jobs, language, entity):
    use_language(language)
    form = desk.form(jobs, entity)
    assert not problems(form)


def test_a_contact_shows_its_next_birthday_and_how_it_is_addressed(desk, jobs):
    form = desk.form(jobs, "contact")
    form.take_values({"name": "张卫东", "job_title": "采购经理"})
    assert form.rows["salutation"].widget.line.placeholderText() == "张经理"
    form.take_values(
        {"birthday_calendar": BirthdayCalendar.LUNAR, "birthday_month": 8, "birthday_day": 8}
    )
    assert "2027-09-08" in form._notes["Birthday"].text()
    form.take_values({"birthday_day": 31})
    form.check(everything=True)
    assert "at most 30" in message(form, "birthday_day")[0]


def shown_texts(widget) -> list[str]:
    """All words that a widget shows."""
    labels = [part.text() for part in widget.findChildren(QLabel)]
    elided = [part.text() for part in widget.findChildren(ElidedLabel)]
    return labels + elided + [part.text() for part in widget.findChildren(QPushButton)]
