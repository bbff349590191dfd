"""The log in the window: one reads, narrows, puts back, checks, confirms and takes it out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cims.services.audit_events import EVENTS
from cims.services.audit_words import Group
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.i18n import use_language
from cims.services.log_entries import LogFilter
from cims.services.log_verdict import Outcome
from cims.ui.actions import Commands
from cims.ui.dialogs.who_saw import WhoSawDialog
from cims.ui.icons import icon
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.audit_log import AuditLogPage
from cims.ui.widgets import ElidedLabel
from tests.factories import valid
from tests.looking_at_the_log import noted
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.walk import INJECTIONS, problems

LONG = 10_000


@pytest.fixture
def aurora(write, template):
    sales = Link(template.people["sales"])
    id_ = write(lambda o: o.customers.add({"name": "Aurora", "grade": "A", "owner": sales}))
    write(lambda o: o.customers.save(o.customers.load(id_).changed(grade="B", remarks="x")))
    return id_


@pytest.fixture
def shown(qtbot, opened, messages, appearance):
    """The page of an actor, read and on the screen."""
    made = []

    def run(actor=None):
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        page = AuditLogPage(around, ReadyFiles())
        qtbot.addWidget(page)
        made.append(jobs)
        page.resize(1100, 700)
        page.show()
        qtbot.waitUntil(lambda: not page.feed.is_reading, timeout=LONG)
        return page

    yield run
    for jobs in made:
        jobs.close()


def settled(qtbot, page):
    qtbot.waitUntil(lambda: not page.feed.is_reading, timeout=LONG)


def sentences(page):
    return [entry.sentence for entry in page.model.entries]


def test_the_newest_entry_is_shown_in_full(shown, aurora):
    page = shown()
    assert sentences(page)[0] == "Wang Xiaoyan changed Customer “Aurora”: Grade, Remarks."
    assert page.panel.entry == page.model.entries[0]
    assert set(page.panel.put_backs) == {"grade", "remarks"}
    assert page.customer() == Link(aurora, "Aurora")


def test_chips_person_type_and_days_narrow_the_list(qtbot, shown, aurora, write):
    write(lambda o: o.sign_ins.left("lock"))
    page = shown()
    page.chips = page.filters.chips
    QTest.mouseClick(page.chips[str(Group.SIGN_INS)], Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert sentences(page)[0] == "Wang Xiaoyan locked the office."
    page.filters.type.set_value("customer")
    page.filters.type.chosen.emit("customer")
    settled(qtbot, page)
    assert page.model.entries == [] and "Nothing of this kind" in page.state._sentence.text()
    page.state.pressed.emit()
    settled(qtbot, page)
    assert page.filters.value() == LogFilter() and len(page.model.entries) > 3
    page.filters.person.set_value(0)
    page.filters.person.chosen.emit(0)
    settled(qtbot, page)
    assert page.filters.value().people == frozenset({None})
    assert not any(line.startswith("Wang") for line in sentences(page))


def test_days_from_and_to_are_typed_where_they_are_chosen(qtbot, shown, aurora, clock):
    page = shown()
    assert not page.filters.since.isVisible()
    page.filters.when.set_value("days")
    page.filters.when.chosen.emit("days")
    assert page.filters.since.isVisible()
    page.filters.since.line.setText("2026-11-23")
    page.filters.since.line.editingFinished.emit()
    settled(qtbot, page)
    assert page.model.entries == []


def test_older_entries_come_when_one_scrolls(qtbot, shown, write):
    for number in range(90):
        write(lambda o, n=number: o.customers.add({"name": f"A{n}"}))
    page = shown()
    before = len(page.model.entries)
    page.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(page.model.entries) > before, timeout=LONG)
    seqs = [entry.seq for entry in page.model.entries]
    assert seqs == sorted(set(seqs), reverse=True)


def test_a_value_is_put_back_with_one_button(qtbot, shown, read, aurora):
    page = shown()
    page.panel.put_backs["grade"].click()
    qtbot.waitUntil(
        lambda: read(lambda o: o.customers.load(aurora)).values["grade"] == "A", timeout=LONG
    )
    qtbot.waitUntil(lambda: sentences(page)[0].endswith("Grade."), timeout=LONG)


def test_who_may_change_nothing_is_offered_no_putting_back(shown, acting, aurora):
    page = shown(acting("auditor"))
    assert sentences(page)[0].startswith("Wang Xiaoyan changed")
    assert not page.panel.put_backs
    assert set(page.panel.buttons) == {"open", "record", "set"}


def test_a_change_of_many_is_one_row_that_unfolds_and_can_be_undone(
    qtbot, shown, opened, read, messages, monkeypatch
):
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.customers.add_many([{"name": f"A{n}"} for n in range(30)])
    page = shown()
    assert page.model.entries[0].count == 30
    page.panel.buttons["set"].click()
    settled(qtbot, page)
    assert len(page.model.entries) == 30 and page.filters.about.isVisible()
    page.filters.about.click()
    settled(qtbot, page)
    asked = []
    monkeypatch.setattr(messages, "ask", lambda *given, **_how: asked.append(given))
    page.panel.buttons["undo"].click()
    ((question, _answer, then),) = asked
    assert question == "Take this change of 30 records back?"
    then()
    qtbot.waitUntil(lambda: not read(lambda o: o.customers.listing().ids), timeout=LONG)
    qtbot.waitUntil(lambda: page.model.entries[0].action == "remove", timeout=LONG)


def test_enter_opens_the_record(qtbot, shown, aurora):
    page = shown()
    with qtbot.waitSignal(page.record_asked, timeout=LONG) as asked:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert asked.args == ["customer", aurora, "Aurora"]


def test_a_setting_is_undone_by_who_keeps_the_settings(shown, acting, write):
    write(lambda o: o.settings.set_common("greetings", {"ahead": 9}))
    assert "undo" in shown().panel.buttons
    assert "undo" not in shown(acting("auditor")).panel.buttons


def test_only_what_has_a_page_can_be_opened(qtbot, shown, write, template):
    sales = template.people["sales"]
    write(lambda o: o.users.save(o.users.load(sales).changed(name="Li Ming")))
    page = shown()
    assert page.model.entries[0].entity == "user"
    assert "open" not in page.panel.buttons and "record" in page.panel.buttons
    page.record_asked.connect(lambda *_asked: pytest.fail("a colleague has no page"))
    QTest.keyClick(page.list, Qt.Key.Key_Return)


def test_a_check_tells_its_verdict_and_notes_it(qtbot, shown, opened, aurora):
    page = shown()
    with qtbot.waitSignal(page.checker.checked, timeout=LONG):
        page.check_button.click()
    assert page.checker.check.outcome is Outcome.WHOLE
    assert page.checker.card.isVisible() and not page.checker.card.bar.isVisible()
    assert "The log is whole" in page.checker.card.sentence.text()
    assert noted(opened, "log checked")


def test_an_owner_confirms_a_section_in_the_verdict(
    qtbot, opened, vault_folder, reopen, messages, appearance
):
    opened.close()
    (vault_folder / "gen-000001" / "head.bin").write_bytes(b"lost")
    office = reopen(vault_folder)
    jobs = Jobs(office.database, office.actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    page = AuditLogPage(around, ReadyFiles())
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.checker.checked, timeout=LONG):
        page.check()
    (button,) = page.checker.card.confirms.values()
    button.click()
    qtbot.waitUntil(lambda: page.checker.check.outcome is Outcome.WHOLE, timeout=LONG)
    assert not page.checker.card.confirms
    jobs.close()


def test_the_log_is_exported_as_it_is_narrowed(qtbot, shown, aurora, tmp_path, opened):
    page = shown()
    page.filters.limit_to(LogFilter(customer_id=aurora), "Aurora")
    settled(qtbot, page)
    file = tmp_path / "log.csv"
    page.export_to(file)
    qtbot.waitUntil(file.exists, timeout=LONG)
    assert len(file.read_text("utf-8-sig").splitlines()) >= 3
    qtbot.waitUntil(lambda: bool(noted(opened, "log exported")), timeout=LONG)


def test_a_refusal_is_said_with_a_way_on(qtbot, shown, acting, aurora):
    page = shown(acting("sales"))
    assert "You may not do this" in page.state._sentence.text()


def test_who_saw_a_customer_is_listed_from_its_page(qtbot, opened, messages, write, aurora):
    jobs = Jobs(opened.database, opened.actor, messages)
    dialog = WhoSawDialog(jobs, Link(aurora, "Aurora"), None)
    dialog.open()
    qtbot.waitUntil(lambda: "Nobody" in dialog.state._sentence.text(), timeout=LONG)
    dialog.close()
    write(lambda o: o.history.note_view(aurora))
    dialog = WhoSawDialog(jobs, Link(aurora, "Aurora"), None)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.list, timeout=LONG)
    assert dialog.list.model().index(0, 0).data().startswith("Wang Xiaoyan opened Customer")
    assert [one.text() for one in dialog.findChildren(ElidedLabel)] == ["Who saw Aurora"]
    dialog.close()
    jobs.close()


def test_a_clock_that_is_right_again_is_confirmed(qtbot, shown, write, clock, aurora):
    clock.pass_by(hours=-3)
    page = shown()
    assert page.clock.isVisible() and "Set the clock right" in page.clock_words.text()
    page.clock_button.click()
    qtbot.waitUntil(lambda: not page.clock.isVisible(), timeout=LONG)
    assert sentences(page)[0] == "Wang Xiaoyan confirmed that the clock is right."


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_is_whole_in_every_language(qtbot, shown, aurora, language):
    use_language(language)
    page = shown()
    qtbot.waitUntil(lambda: not problems(page))
    with qtbot.waitSignal(page.checker.checked, timeout=LONG):
        page.check()
    qtbot.waitUntil(lambda: not problems(page))


@pytest.mark.parametrize("words", INJECTIONS)
def test_names_are_shown_as_they_are(qtbot, shown, write, words):
    write(lambda o: o.customers.add(valid("customer", name=words, remarks=words)))
    page = shown()
    assert page.model.entries[0].title == " ".join(words.split())
    qtbot.waitUntil(lambda: not problems(page))


def test_every_entry_has_an_icon_that_is_there(qapp):
    for event in EVENTS.values():
        assert not icon(event.icon).isNull(), event.icon
