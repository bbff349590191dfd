"""Keys on a list that can do nothing say why."""

import pytest
from PySide6.QtPrintSupport import QPrintPreviewDialog

from cims.services.rights import Action
from cims.ui.records.list_commands import OF_CUSTOMERS


def test_without_a_row_the_keys_ask_for_one(jobs, list_of, messages):
    told: list[str] = []
    messages.toasted.connect(lambda words, _undo: told.append(words))
    page = list_of(jobs)  # nobody has entered a customer
    page.handlers()["record.edit"]()
    page.handlers()["record.delete"]()
    assert told == ["Choose a record first."] * 2


def test_without_the_right_each_key_has_its_reason(customers, jobs_of, acting, list_of, messages):
    page = list_of(jobs_of(acting("auditor")))
    forbidden = {name for name, action in OF_CUSTOMERS.items() if not page.commands.may(action)}
    assert "record.delete" in forbidden
    assert set(page.refusals()) == forbidden
    assert not forbidden & set(page.handlers())
    assert "administrator" in page.refusals()["record.delete"]


def test_the_delete_key_of_somebody_without_the_right_says_so(
    customers, jobs_of, acting, list_of, messages, read
):
    told: list[str] = []
    messages.toasted.connect(lambda words, _undo: told.append(words))
    page = list_of(jobs_of(acting("auditor")))
    page.view.selectRow(0)
    assert not page.commands.may(Action.DELETE)
    page.view.remove_asked.emit()
    assert told == ["You may not delete this. Ask its owner or your administrator."]
    assert read(lambda office: office.customers.count()) == len(customers)


@pytest.mark.qt_log_ignore("This plugin does not support", "QPrint")
def test_the_sheet_of_the_chosen_customer_is_printed_from_the_list(
    customers, jobs, list_of, qtbot, monkeypatch
):
    asked: list[int] = []
    page = list_of(jobs)
    preview = page.commands.printing.preview
    monkeypatch.setattr(
        page.commands.printing, "preview", lambda id_: (asked.append(id_), preview(id_))
    )
    page.view.selectRow(2)
    page.handlers()["page.print"]()
    assert asked == [page.model.ids[2]]
    qtbot.waitUntil(lambda: bool(page.findChildren(QPrintPreviewDialog)))
    page.findChildren(QPrintPreviewDialog)[0].reject()
    entry = next(action for action in page.commands.menu().actions() if action.text() == "Print")
    assert entry.isEnabled()
