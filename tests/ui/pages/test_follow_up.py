"""The panel in which a follow-up is written: kept, refused, split, undone."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cims.services.entity import Link
from cims.services.i18n import use_language
from cims.services.rights import Actor
from tests.ui.pages.logging_office import CTRL, Ask, Desk, desk
from tests.ui.records.conftest import customers, jobs, jobs_of
from tests.ui.walk import problems

__all__ = ["customers", "desk", "jobs", "jobs_of"]
CHAT = "张总 2026/11/20 10:23\n样品收到了\n我 2026/11/20 10:25\n好的\n张总 2026/11/21 09:00\n请报价"
ALT = Qt.KeyboardModifier.AltModifier


def begun(desk: Desk, id_: int) -> Any:
    """The panel for a customer of the list, ready."""
    page = desk.list()
    page.view.go_to(page.model.row_of(id_))
    desk.press(Qt.Key.Key_L, CTRL)
    desk.qtbot.waitUntil(lambda: desk.panel.is_ready)
    return desk.panel


def logged(read: Ask) -> list[Any]:
    def work(office: Any) -> list[Any]:
        return list(office.activities.rows(office.activities.listing().ids))

    return list(read(work))


def test_esc_keeps_what_was_typed_for_the_next_time(desk: Desk, customers: list[int]) -> None:
    panel = begun(desk, customers[0])
    desk.write("半句话")
    desk.press(Qt.Key.Key_Escape)
    assert desk.is_back()
    assert begun(desk, customers[1]).body.text.words() == ""
    desk.press(Qt.Key.Key_Escape)
    assert begun(desk, customers[0]).body.text.words() == "半句话"
    assert panel.customer.id == customers[0]


def test_what_is_half_typed_is_among_the_drafts_of_the_window(
    desk: Desk, customers: list[int]
) -> None:
    panel = begun(desk, customers[0])
    desk.write("半句话")
    (draft,) = panel.drafts()
    assert draft.values["content"] == "半句话"
    assert draft.values["customer"].id == customers[0]
    panel.body.put({})
    panel.leave()
    assert panel.drafts() == []
    panel.take_draft(draft)
    desk.qtbot.waitUntil(lambda: panel.isVisible() and panel.body.text.words() == "半句话")


def test_a_customer_binned_meanwhile_is_told_and_the_text_stays(
    desk: Desk, customers: list[int], write: Ask, read: Ask
) -> None:
    panel = begun(desk, customers[0])
    desk.write("说到一半")
    write(lambda office: office.customers.remove([customers[0]]))
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: bool(panel.state_words) and not panel.is_saving)
    assert "customer" in panel.state_words.lower()
    assert panel.isVisible()
    assert panel.body.text.words() == "说到一半"
    assert logged(read) == []


def test_a_date_that_means_nothing_is_told_and_nothing_is_saved(
    desk: Desk, customers: list[int], read: Ask
) -> None:
    panel = begun(desk, customers[0])
    desk.write("说好了")
    desk.press(Qt.Key.Key_Tab)
    desk.write("等他有空")
    assert "等他有空" in panel.body.told["next_on"].text()
    desk.press(Qt.Key.Key_Return, CTRL)
    assert panel.body.told["next_on"].isVisible()
    assert panel.body.fields["next_on"].isAncestorOf(QApplication.focusWidget())
    assert panel.state_words == "", "it is said once, below the field"
    assert panel.isVisible()
    assert logged(read) == []


def test_the_panel_says_which_day_it_understood(desk: Desk, customers: list[int]) -> None:
    panel = begun(desk, customers[0])
    desk.write("说好了")
    desk.press(Qt.Key.Key_Tab)
    desk.write("下周三")
    assert panel.body.told["next_on"].text() == "2026-11-25, Wednesday, in 3 days"


def test_a_pasted_chat_is_split_by_day_in_one_change(
    desk: Desk, customers: list[int], read: Ask
) -> None:
    panel = begun(desk, customers[0])
    panel.body.text.insertPlainText(CHAT)
    desk.qtbot.waitUntil(panel.body.chat.isVisible)
    assert panel.body.kinds.current == "wechat"
    panel.body.chat.take.click()
    panel.body.fields["next_on"].set_value(date(2026, 11, 27))
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(desk.is_back)
    first, second = sorted(logged(read), key=lambda record: record.values["happened_at"])
    assert first.values["contacted_on"] == date(2026, 11, 20)
    assert "样品收到了" in first.values["content"]
    assert second.values["contacted_on"] == date(2026, 11, 21)
    assert first.values["next_on"] is None
    assert second.values["next_on"] == date(2026, 11, 27)
    words, undo = desk.toasts[-1]
    assert words == "2 follow-ups saved"
    undo()
    desk.qtbot.waitUntil(lambda: logged(read) == [])


def test_without_a_customer_it_is_asked_for_and_pinyin_finds_it(
    desk: Desk, customers: list[int], read: Ask
) -> None:
    desk.window.show_tab("bin")
    desk.window.setFocus()
    desk.panel.log(None)
    panel = desk.panel
    assert panel.box.hasFocus()
    panel.box.setText("szht")
    panel.box.textEdited.emit("szht")
    desk.qtbot.waitUntil(lambda: panel.box.is_open and panel.box._list.count() == 1)
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: panel.is_ready and panel.customer is not None)
    assert panel.name.text() == "苏州恒泰智能装备有限公司"
    assert panel.body.text.hasFocus()
    desk.write("来电")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(desk.is_back)
    assert [record.values["customer"].id for record in logged(read)] == [customers[0]]


def test_the_last_kind_is_the_next_ones_first(desk: Desk, customers: list[int], read: Ask) -> None:
    begun(desk, customers[0])
    desk.press(Qt.Key.Key_3, ALT)
    desk.write("上门看了")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(desk.is_back)
    assert [record.values["kind"] for record in logged(read)] == ["visit"]
    assert begun(desk, customers[1]).body.kinds.current == "visit"


def test_the_contact_of_the_customer_before_does_not_stay(
    desk: Desk, customers: list[int], write: Ask
) -> None:
    write(lambda o: o.contacts.add({"name": "李工", "customer": Link(customers[1])}))
    before = begun(desk, customers[0]).body.contact.value()
    assert before is not None
    desk.write("来电")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(desk.is_back)
    people = begun(desk, customers[1])._beginning.contacts
    assert desk.panel.body.contact.value() == people[0].link != before


def test_an_at_offers_colleagues_by_pinyin_and_calls_them(
    desk: Desk, customers: list[int], write: Ask, read: Ask
) -> None:
    def colleague(office: Any) -> None:
        id_ = office.users.add({"username": "li", "name": "李建国"})
        office.users.give_role(id_, "administrator")

    write(colleague, Actor.office())
    panel = begun(desk, customers[0])
    desk.write("请看 @ljg")
    assert panel.body.text.is_offering
    desk.press(Qt.Key.Key_Tab)
    assert panel.body.text.toPlainText() == "请看 @李建国 "
    assert panel.body.text.hasFocus()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(desk.is_back)
    (entry,) = logged(read)
    assert [link.text for link in entry.values["mentions"]] == ["李建国"]


def test_a_text_is_kept_as_a_template_and_put_in_again(
    desk: Desk, customers: list[int], read: Ask
) -> None:
    panel = begun(desk, customers[0])
    desk.write("{称呼}您好，{日期} 寄出样品")
    panel.texts.asked_to_keep()
    desk.qtbot.waitUntil(lambda: bool(read(lambda o: o.settings.mine("templates"))))
    panel.body.text.clear()
    panel.texts.put(next(iter(panel.texts.own.values())))
    assert "2026-11-22 寄出样品" in panel.body.text.words()
    assert "{" not in panel.body.text.words()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_in_the_panel_is_clipped_or_unnamed(
    desk: Desk, customers: list[int], language: str
) -> None:
    use_language(language)
    panel = begun(desk, customers[0])
    panel.body.text.insertPlainText(CHAT)
    desk.qtbot.waitUntil(panel.body.chat.isVisible)
    assert problems(panel) == []


def test_the_panel_opens_from_a_contact_with_its_customer(desk: Desk, customers: list[int]) -> None:
    page = desk.list("contacts")
    wanted = page.customer()
    desk.press(Qt.Key.Key_L, CTRL)
    assert desk.panel.customer == wanted
    assert isinstance(wanted, Link)
    assert QApplication.focusWidget() is desk.panel.body.text
