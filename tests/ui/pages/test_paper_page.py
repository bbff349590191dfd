"""The page of a quote in a whole window: entered, sent, refused, revised, copied, ordered."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox

from cims.models.quote import QuoteState
from cims.services.entity import Link
from cims.services.quote_fields import QuoteLineRow
from cims.ui.records.paper_steps import steps_of
from cims.ui.records.record_page import RecordPage
from tests.factories import valid
from tests.journeys.hands import CTRL, hands
from tests.ui.conftest import appearance, messages, themed
from tests.ui.pages.conftest import at_home
from tests.ui.walk import INJECTIONS, problems

__all__ = ["appearance", "at_home", "hands", "messages", "themed"]
Key = Qt.Key


@pytest.fixture
def office(opened):
    """A customer, two products and a quote of both, the second one optional."""
    with opened.database.write(opened.actor) as inside:
        firm = inside.customers.add(valid("customer", name="Hengtai"))
        pump = inside.products.add(valid("product", name="Pump", price=Decimal(1130)))
        inside.products.add(valid("product", name="Valve", price=Decimal(42)))
        quote = inside.quotes.add(
            {
                "customer": Link(firm),
                "lines": (
                    QuoteLineRow(Link(pump), "Pump", Decimal(2), unit_price=Decimal(1130)),
                    QuoteLineRow(None, "Training", Decimal(1), unit_price=Decimal(500),
                                 optional=True),
                ),
            }
        )  # fmt: skip
    return {"customer": firm, "pump": pump, "quote": quote}


def read(hands, work):
    database = hands.session.jobs._database
    with database.read(hands.session.jobs.actor) as office:
        return work(office)


def extra(page: RecordPage):
    return page.view.extra


def test_a_quote_is_read_with_its_lines_and_sum(hands, office):
    page = hands.record("quote", office["quote"])
    part = extra(page)
    assert page.view.tabs.currentIndex() == page.view.place_of(part.part)
    assert [row.name for row in part.lines.value()] == ["Pump", "Training"]
    assert part.totals.total.text() == "¥2,260.00"  # without what is optional
    assert list(part.buttons)[:2] == ["send", "to_order"]


def test_what_was_sent_is_closed_and_its_next_steps_are_offered(hands, office):
    page = hands.record("quote", office["quote"])
    hands.click(extra(page).buttons["send"])
    hands.until(lambda: "accept" in extra(page).buttons and "send" not in extra(page).buttons)
    assert next(iter(extra(page).buttons)) == "to_order"
    assert extra(page).buttons["to_order"].property("primary")
    page.edit()
    form = page.form
    assert form.lines.model.is_closed
    assert not form.rows["customer"].widget.isEnabled()
    assert form.rows["internal_remarks"].widget.isEnabled()
    assert not form.closed.isHidden()


def test_a_rebate_stands_beside_the_total(hands, office, opened):
    page = hands.record("quote", office["quote"])
    totals = extra(page).totals
    assert totals.total.text() == "¥2,260.00" and not totals.rebate.isVisible()
    with opened.database.write(opened.actor) as inside:
        inside.quotes.save(inside.quotes.load(office["quote"]).changed(rebate=Decimal(60)))
    page.reload()
    hands.until(lambda: totals.total.text() == "¥2,200.00")
    assert totals.rebate.isVisible() and totals.rebate.text() == "¥60.00"


def test_a_refusal_asks_why(hands, office):
    page = hands.record("quote", office["quote"])
    hands.click(extra(page).buttons["refuse"])
    hands.settle()
    dialog = hands.session.contents.steps.dialog
    dialog.give.click()
    assert "missing" in dialog.line.text()
    dialog.widgets["refused_reason"].set_value("price")
    dialog.widgets["refused_note"].set_value("8 % cheaper elsewhere")
    dialog.give.click()
    hands.settle()
    stored = read(hands, lambda o: o.quotes.load(office["quote"])).values
    assert (stored["state"], stored["refused_reason"]) == ("refused", "price")
    assert stored["refused_note"] == "8 % cheaper elsewhere"


@pytest.mark.parametrize("word", ["send", "to_order"])
def test_lines_without_a_price_are_marked_as_gifts_with_one_click(hands, office, word):
    database, actor = hands.session.jobs._database, hands.session.jobs.actor
    lines = (QuoteLineRow(None, "Manual", Decimal(1), unit_price=Decimal(0)),)
    with database.write(actor) as inside:
        inside.quotes.save(inside.quotes.load(office["quote"]).changed(lines=lines))
    page = hands.record("quote", office["quote"])
    hands.click(extra(page).buttons[word])
    boxes = lambda: hands.session.window.findChildren(QMessageBox)  # noqa: E731
    hands.until(lambda: len(boxes()) == 1)
    (box,) = boxes()
    assert "line 1 “Manual”" in box.text()
    box.buttons()[0].click()
    stands = lambda o: o.quotes.load(office["quote"]).values["state"]  # noqa: E731
    hands.until(lambda: read(hands, stands) is not QuoteState.DRAFT)
    (line,) = read(hands, lambda o: o.quotes.lines_of(office["quote"]))
    assert line.gift


def test_optional_lines_are_asked_for_before_the_order(hands, office):
    page = hands.record("quote", office["quote"])
    hands.click(extra(page).buttons["to_order"])
    hands.settle()
    dialog = hands.session.contents.steps.dialog
    (box,) = dialog.boxes.values()
    assert box.text() == "Training × 1, ¥500.00"
    box.setChecked(True)
    dialog.make.click()
    hands.until(lambda: hands.page is not page)
    order = hands.shown()
    assert order.plan.entity.name == "order"
    lines = read(hands, lambda o: o.orders.lines_of(order.record_id))
    assert [line.name for line in lines] == ["Pump", "Training"]
    (button,) = [extra(order)._related.itemAt(0).widget()]
    assert "BJ" in button.text()
    hands.click(button)
    assert hands.shown() is page
    hands.until(lambda: extra(page)._related.count() == 1)
    assert "to_order" not in extra(page).buttons


def test_a_revision_is_opened_to_be_changed(hands, office):
    page = hands.record("quote", office["quote"])
    hands.click(extra(page).buttons["send"])
    hands.until(lambda: "revise" in extra(page).buttons)
    page._do("revise")
    hands.until(lambda: hands.page is not page)
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    assert [row.name for row in new.form.lines.value()] == ["Pump", "Training"]
    assert new.reading.record.values["revision"] == 2
    hands.session.window.documents.open("quote", office["quote"], "")
    hands.until(lambda: extra(page)._related.count() == 1)
    assert set(extra(page).buttons) == {"copy_paper"}


def test_copying_says_what_has_changed_since(hands, office, opened):
    with opened.database.write(opened.actor) as inside:
        pump = inside.products.load(office["pump"])
        inside.products.save(pump.changed(price=Decimal(1200), prices=()))
    said = []
    hands.session.contents.steps._messages.said.connect(lambda words, _tone: said.append(words))
    page = hands.record("quote", office["quote"])
    page._do("copy_paper")
    hands.until(lambda: hands.page is not page)
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    assert any("Pump 1,200 instead of 1,130" in words for words in said)


def test_the_last_quote_is_had_again_from_the_menu_of_the_customer(hands, office):
    page = hands.record("customer", office["customer"])
    (entry,) = [one for one in page.view.menu.actions() if one.text() == "Same quote again"]
    entry.trigger()
    hands.until(lambda: hands.page is not page)
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    assert new.record_id != office["quote"]
    assert [row.name for row in new.form.lines.value()] == ["Pump", "Training"]


def test_a_new_quote_of_a_customer_begins_with_its_lines(hands, office):
    page = hands.record("customer", office["customer"])
    hands.click(page.view.buttons["new_quote"])
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    assert new.form.values()["customer"] == Link(office["customer"])
    assert new.form.values()["tax_included"] is True
    assert hands.session.window.focusWidget() is new.form.lines.table
    hands.write("pum 3")
    hands.press(Key.Key_Return)
    hands.settle()
    hands.press(Key.Key_S, CTRL)
    hands.until(lambda: hands.page is not new)
    saved = hands.shown()
    lines = read(hands, lambda o: o.quotes.lines_of(saved.record_id))
    assert [(line.name, line.quantity) for line in lines] == [("Pump", 3)]


def test_enter_goes_from_the_head_into_the_lines_and_on(hands, office):
    hands.session.contents.new_asked.emit("quote", {"customer": Link(office["customer"])})
    page = hands.shown()
    hands.until(lambda: page.form is not None)
    form = page.form
    form.rows["opportunity"].widget.boxes()[0].setFocus()
    hands.press(Key.Key_Return)
    assert hands.session.window.focusWidget() is form.lines.table
    hands.press(Key.Key_Return)
    assert isinstance(form.focusWidget(), QLineEdit)
    assert form.rows["currency"].widget.isAncestorOf(form.focusWidget())


def test_what_is_half_typed_is_kept_over_a_lock(hands, office, opened):
    page = hands.record("quote", office["quote"])
    page.edit()
    lines = page.form.lines
    lines.table.go_to(0, lines.model.place_of("quantity"))
    hands.write("7")
    draft = page.draft()
    assert draft.values["lines"][0].quantity == 7
    assert page.has_changes()
    hands.session.window.focusWidget().clear()
    hands.write("about 20")
    draft = page.draft()
    assert draft.values["lines"][0].remarks == "Quantity: about 20"
    with opened.database.write(opened.actor) as inside:
        inside.drafts.keep([draft])
        (back,) = inside.drafts.mine()
    page.form.left.emit()
    hands.settle()
    page.take_draft(back)
    hands.until(lambda: page.form is not None)
    assert page.form.lines.value()[0].remarks == "Quantity: about 20"
    assert page.form.lines.value()[0].name == "Pump"


def test_the_second_of_two_editors_sees_what_the_first_one_did(hands, office, opened):
    page = hands.record("quote", office["quote"])
    page.edit()
    lines = page.form.lines
    lines.sheet.set_cell(0, "quantity", Decimal(9))
    lines.model.step()
    with opened.database.write(opened.actor) as inside:
        record = inside.quotes.load(office["quote"])
        rows = inside.quotes.lines_of(office["quote"])
        inside.quotes.save(record.changed(lines=rows[:1]))
    page.form.save()
    hands.until(lambda: page.form.saving.dialog is not None)
    dialog = page.form.saving.dialog
    assert set(dialog.choices) == {"lines"}
    texts = [one.text() for one in dialog.findChildren(QLabel)]
    assert any("Pump · 9" in text and "Training" in text for text in texts)
    dialog.accept()
    hands.until(lambda: page.form is None)
    hands.settle()
    lines = read(hands, lambda o: o.quotes.lines_of(office["quote"]))
    assert [(line.name, line.quantity) for line in lines] == [("Pump", 9), ("Training", 1)]


def test_an_opportunity_becomes_a_quote_with_one_click(hands, office, opened):
    with opened.database.write(opened.actor) as inside:
        deal = inside.opportunities.add(
            {"name": "Hall 3", "customer": Link(office["customer"]),
             "product": Link(office["pump"])}
        )  # fmt: skip
    page = hands.record("opportunity", deal)
    hands.click(page.view.buttons["quote"])
    hands.until(lambda: hands.page is not page)
    new = hands.shown()
    hands.until(lambda: new.form is not None)
    assert new.form.values()["opportunity"] == Link(deal)


def test_an_opportunity_takes_no_amount_that_came_to_nothing():
    takes = {
        state
        for state in map(str, QuoteState)
        for step in steps_of("quote", {"state": state, "opportunity": Link(1)}, has_orders=False)
        if step.word == "follow_amount"
    }
    assert takes == {"draft", "sent", "accepted"}


@pytest.mark.parametrize("words", INJECTIONS)
def test_names_are_shown_as_they_are_on_the_page_and_in_the_form(hands, opened, words):
    with opened.database.write(opened.actor) as inside:
        row = QuoteLineRow(None, words, Decimal(1), model=words, remarks=words, heading=words[:100])
        quote = inside.quotes.add({"name": words, "lines": (row, row)})
    page = hands.record("quote", quote)
    page.view.extra.part.grab()
    assert problems(page.view.extra.part) == []
    page.edit()
    page.form.grab()
    assert problems(page.form) == []
