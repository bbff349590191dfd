"""Texts to copy: worded for oneself or the office, and copied with what is known of a customer."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.actions import Commands
from cims.ui.copying_texts import CopyingTexts, offer
from cims.ui.dialogs.template_texts import SETTING, texts_of
from cims.ui.dialogs.templates import TemplatesDialog, ask_templates
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from tests.conftest import Acting


@pytest.fixture
def dialog(opened: OpenOffice, qtbot, themed: object) -> Iterator[Callable[..., TemplatesDialog]]:
    """The dialog as an actor sees it."""
    window, used = QWidget(), []
    qtbot.addWidget(window)

    def make(actor: Actor | None = None) -> TemplatesDialog:
        jobs = Jobs(opened.database, actor or opened.actor, Messages())
        used.append(jobs)
        ask_templates(jobs, window)

        def shown() -> list[TemplatesDialog]:
            return [one for one in window.findChildren(TemplatesDialog) if one.isVisible()]

        qtbot.waitUntil(lambda: bool(shown()))
        return shown()[0]

    yield make
    for jobs in used:
        jobs.close()


def saved(dialog: TemplatesDialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.accepted):
        dialog.save()


def test_a_wording_is_previewed_judged_and_kept(dialog, qtbot, read) -> None:
    shown = dialog()
    assert shown.list.item(0).text() == "Shipping notice"
    assert "Mr Zhang" in shown.preview.text()
    shown.text.setPlainText("{称呼}您好,{月亮}")
    assert "{月亮}" in shown.problem.text()
    assert shown.preview.text() == ""
    shown.save()
    assert shown.isVisible()  # not as long as one can't be used
    shown.text.setPlainText("{称呼}您好，订单 {订单号} 已发出。")
    assert shown.preview.text() == "张总您好，订单 SO202611-0023 已发出。"
    saved(shown, qtbot)
    assert read(lambda office: office.settings.mine(SETTING)) == {
        "shipped": "{称呼}您好，订单 {订单号} 已发出。"
    }


def test_texts_are_added_renamed_and_taken_away(dialog, qtbot, read) -> None:
    shown = dialog()
    shown.add.click()
    shown.name.setText("节日问候")
    shown.name.textEdited.emit("节日问候")
    shown.text.setPlainText("{称呼}节日快乐!")
    saved(shown, qtbot)
    assert read(lambda office: office.settings.mine(SETTING)) == {
        "follow_up:节日问候": "{称呼}节日快乐!"
    }
    again = dialog()
    again.list.setCurrentRow(again.list.count() - 1)
    assert again.away.text() == "Take away"
    again.away.click()
    saved(again, qtbot)
    assert read(lambda office: office.settings.mine(SETTING)) == {}


def test_a_name_that_is_taken_is_told_and_not_taken_over(dialog, qtbot, read) -> None:
    shown = dialog()
    shown.add.click()
    for name in ("Shipping notice", " "):
        shown.name.setText(name)
        shown.name.textEdited.emit(name)
        assert shown.problem.isVisible() and "name" in shown.problem.text(), name
        assert shown.current().name == "Text 1"
    shown.name.setText("Holidays")
    shown.name.textEdited.emit("Holidays")
    assert shown.current().name == "Holidays"


def test_the_office_words_texts_for_all_and_one_may_go_back_to_them(dialog, qtbot, read) -> None:
    shown = dialog()
    shown.scope.setCurrentIndex(1)
    shown.text.setPlainText("Hello {salutation}.")
    saved(shown, qtbot)
    assert read(lambda office: office.settings.common(SETTING)) == {
        "shipped": "Hello {salutation}."
    }
    mine = dialog()
    assert mine.text.toPlainText() == "Hello {salutation}."
    mine.text.setPlainText("Hi {salutation}.")
    mine.away.click()
    assert mine.text.toPlainText() == "Hello {salutation}."
    saved(mine, qtbot)
    assert read(lambda office: office.settings.mine(SETTING)) == {}


def test_only_who_keeps_the_settings_words_texts_for_all(dialog, acting: Acting) -> None:
    assert dialog(acting("sales")).scope.count() == 1


def test_a_text_is_copied_with_what_is_known(opened: OpenOffice, write, read, qtbot, qapp) -> None:
    def work(office) -> int:
        office.settings.set_mine(SETTING, {"follow_up:hello": "{salutation}您好，我是{name}。"})
        customer = office.customers.add({"name": "恒泰"})
        office.contacts.add({"name": "张伟", "job_title": "总经理", "customer": Link(customer)})
        return customer

    customer = write(work)
    texts, values = read(lambda office: offer(office, Link(customer), opened.actor))
    assert [one.name for one in texts] == ["Shipping notice", "Payment reminder", "hello"]
    jobs, messages = Jobs(opened.database, opened.actor, Messages()), Messages()
    window = QWidget()
    qtbot.addWidget(window)
    copying = CopyingTexts(window, jobs, messages, Commands(lambda _right: True))
    copying.copy(texts[-1], values, Link(customer))
    pasted = lambda: QGuiApplication.clipboard().text()  # noqa: E731
    qtbot.waitUntil(lambda: pasted() == "张总您好，我是Wang Xiaoyan。")
    told = lambda: [one.sentence for one in read(lambda o: o.audit_log.entries(limit=3)).entries]  # noqa: E731
    qtbot.waitUntil(lambda: any("copied" in one for one in told()))  # a contact's name left
    copying.copy(texts[0], {**values, "salutation": None}, Link(customer))
    assert "张总" not in pasted() and pasted() != ""
    assert sum("copied" in one for one in told()) == 1
    jobs.close()


def test_ready_texts_can_all_be_used() -> None:
    assert [one.problem for one in texts_of()] == [None, None, None]
