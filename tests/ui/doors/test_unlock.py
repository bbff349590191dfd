"""Signing in: what opens the door, what keeps it shut, and what is said then."""

import logging
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from cims.models.base import Base
from cims.services.changes import ChangeKind
from cims.services.i18n import LANGUAGES, use_language
from cims.services.migrations import SCHEMA
from cims.services.opening import OpenOffice, open_office
from cims.services.rights import Actor
from cims.services.vault.errors import WrongRecoveryText
from cims.services.vault.generations import DataFolder
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import open_by_keys, open_with_recovery
from cims.ui.doors.forgotten_page import ForgottenPage
from cims.ui.doors.notice_page import NoticePage
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.sheet_page import SheetPage
from cims.ui.doors.typing_back_page import TypingBackPage
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.doors.wait_page import WaitPage
from tests.conftest import PASSWORD, SetClock, Template
from tests.looking_at_the_log import noted
from tests.ui.doors.conftest import Coming, Visitor
from tests.ui.ui_thread import in_a_worker
from tests.ui.walk import problems
from tests.weak_policy import WEAK

RETURN = Qt.Key.Key_Return
WRONG = "not the password of this office"
NEW = "a fresh and longer phrase"


def try_password(visitor: Visitor, password: str) -> UnlockPage:
    """Type it, press Return, wait for the answer."""
    visitor.write(password)
    visitor.press(RETURN)
    page: UnlockPage = visitor.until(UnlockPage)
    return page


def office_of(template: Template, folder: Path, clock: SetClock) -> OpenOffice:
    vault = open_by_keys(folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id)
    return open_office(vault, clock)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_password_and_return_open_the_office(
    come_to: Coming, vault_folder: Path, language: str
) -> None:
    use_language(language)
    visitor = come_to(vault_folder)
    assert problems(visitor.program.window) == []
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    session = visitor.until_inside()
    assert session.window.isVisible()
    assert not visitor.program.window.isVisible()


def test_the_last_name_is_chosen(
    preferences: Preferences, come_to: Coming, vault_folder: Path
) -> None:
    preferences.last_name = "boss"
    page = come_to(vault_folder).page
    assert page.person().name == "boss"


def test_a_wrong_password_is_told_apart_from_a_damaged_file(at_home: Visitor) -> None:
    page = try_password(at_home, WRONG)
    assert "password is wrong" in page.said()
    assert page.password.text() == ""
    assert page.password.hasFocus()
    folder = at_home.program.place.folder / "gen-000001"
    for name in COPIES:
        (folder / name).write_bytes(b"{}")
    at_home.write(PASSWORD)
    at_home.press(RETURN)
    notice = at_home.until(NoticePage)
    assert set(notice.buttons) == {"quit", "restore", "again"}


def test_one_spoilt_copy_of_the_slot_file_locks_nobody_out(at_home: Visitor) -> None:
    (at_home.program.place.folder / "gen-000001" / COPIES[0]).write_bytes(b"{}")
    at_home.write(PASSWORD)
    at_home.press(RETURN)
    at_home.until_inside()


def test_a_damaged_slot_file_is_said_before_any_password_is_asked(
    come_to: Coming, vault_folder: Path
) -> None:
    for name in COPIES:
        (vault_folder / "gen-000001" / name).write_bytes(b"not a slot file")
    visitor = come_to(vault_folder)
    assert isinstance(visitor.page, NoticePage)
    assert problems(visitor.program.window) == []


def test_from_the_third_failure_on_the_wait_grows_and_is_counted_down(
    at_home: Visitor, clock: SetClock
) -> None:
    page = try_password(at_home, WRONG)
    page = try_password(at_home, WRONG)
    assert page.sign_in.isEnabled()
    page = try_password(at_home, WRONG)
    assert page.sign_in.text() == "Wait 1 second"
    clock.pass_by(seconds=2)
    at_home.qtbot.waitUntil(page.sign_in.isEnabled)
    page = try_password(at_home, WRONG)
    assert page.sign_in.text() == "Wait 2 seconds"
    assert not page.sign_in.isEnabled()
    clock.pass_by(seconds=3)
    at_home.qtbot.waitUntil(page.sign_in.isEnabled)
    at_home.write(PASSWORD)
    at_home.press(RETURN)
    at_home.until_inside()


def test_caps_lock_is_hinted_at(at_home: Visitor) -> None:
    page = at_home.until(UnlockPage)
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for modifier, letter, is_on in ((shift, "A", False), (none, "A", True), (none, "a", False)):
        key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, modifier, letter)
        QApplication.sendEvent(page.password, key)
        assert page._caps.text() == ("Caps Lock is on." if is_on else "")


def test_a_password_can_be_shown_and_hidden(at_home: Visitor) -> None:
    page = at_home.until(UnlockPage)
    page.password.switch_shown()
    assert page.password.is_shown()
    page.password.switch_shown()
    assert not page.password.is_shown()


def test_the_recovery_sheet_sets_a_new_password(
    at_home: Visitor, template: Template, vault_folder: Path
) -> None:
    at_home.until(UnlockPage).other.click()
    page = at_home.until(ForgottenPage)
    at_home.write(template.sheet.replace("-", " ").lower()[:-1])
    at_home.press(Qt.Key.Key_Tab)
    assert "signs" in page._note.text()
    page.sheet.setText(template.sheet.lower())
    page.password.field.setFocus()
    at_home.write(NEW)
    at_home.press(RETURN)
    at_home.leave()
    page = try_password(at_home, PASSWORD)
    assert "password is wrong" in page.said()
    at_home.write(NEW)
    at_home.press(RETURN)
    session = at_home.until_inside()
    for told in ("signed in by sheet", "password changed"):
        assert len(in_a_worker(noted, session._office, told)) == 1


def test_a_sheet_of_another_office_does_not_open_this_one(
    at_home: Visitor, come_to: Coming
) -> None:
    from cims.services.vault.recovery import sheet_text

    at_home.until(UnlockPage).other.click()
    page = at_home.until(ForgottenPage)
    page.sheet.setText(sheet_text(bytes(20)))
    page.password.set_password(NEW)
    page.set.click()
    at_home.until(ForgottenPage)
    assert "does not open this vault" in page.said()


def test_missing_changes_are_asked_about_and_continuing_opens(
    come_to: Coming, template: Template, vault_folder: Path, tmp_path: Path, clock: SetClock
) -> None:
    shutil.copytree(vault_folder / "gen-000001", tmp_path / "before")
    office = office_of(template, vault_folder, clock)
    for number in range(3):
        with office.database.write(office.actor) as inside:
            inside.customers.add({"name": f"Customer {number}"})
    office.close()
    shutil.copy(tmp_path / "before" / "cims.db", vault_folder / "gen-000001" / "cims.db")
    visitor = come_to(vault_folder)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    notice = visitor.until(NoticePage)
    assert "3 saved changes are missing" in notice._head[1].text()
    assert str(vault_folder / "evidence") in notice._head[1].text()
    assert problems(visitor.program.window) == []
    notice.buttons["continue"].click()
    session = visitor.until_inside()
    assert session.window.message_bar.text()


def test_missing_changes_can_be_left_alone(
    come_to: Coming, template: Template, vault_folder: Path, tmp_path: Path, clock: SetClock
) -> None:
    shutil.copytree(vault_folder / "gen-000001", tmp_path / "before")
    office = office_of(template, vault_folder, clock)
    with office.database.write(office.actor) as inside:
        inside.customers.add({"name": "Customer"})
    office.close()
    shutil.copy(tmp_path / "before" / "cims.db", vault_folder / "gen-000001" / "cims.db")
    visitor = come_to(vault_folder)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    notice = visitor.until(NoticePage)
    with visitor.qtbot.waitSignal(visitor.program.left):
        notice.buttons["quit"].click()


def test_a_newer_database_is_refused_politely(
    come_to: Coming, template: Template, vault_folder: Path, clock: SetClock
) -> None:
    vault = open_by_keys(vault_folder, template.keys, policy=WEAK, now=clock)
    connection = vault.connect()
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    vault.close()
    visitor = come_to(vault_folder)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    notice = visitor.until(NoticePage)
    assert "newer CIMS" in notice._head[1].text()


def test_a_lost_marker_lets_the_owner_pick_a_state(come_to: Coming, vault_folder: Path) -> None:
    (vault_folder / "CURRENT").unlink()
    visitor = come_to(vault_folder)
    notice = visitor.until(NoticePage)
    words = " ".join(one.text() for one in notice.findChildren(QLabel))
    assert re.search(r"State 1 was last written on \d{4}-\d\d-\d\d \d\d:\d\d", words)
    notice.buttons["1"].click()
    visitor.until(UnlockPage)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    visitor.until_inside()


def founded_with_sheet(template: Template, folder: Path, clock: SetClock) -> str:
    """The template with a sheet that is asked for; the sheet's text."""
    from cims.ui.doors.entry import noted_sheet

    office = office_of(template, folder, clock)
    text = office.vault.replace_recovery_sheet()
    sheet = in_a_worker(noted_sheet, office, text)
    office.close()
    return sheet.text


def test_on_the_third_day_two_groups_are_typed_back(
    come_to: Coming, template: Template, vault_folder: Path, clock: SetClock
) -> None:
    groups = founded_with_sheet(template, vault_folder, clock).split("-")
    clock.pass_by(days=1, hours=23)
    visitor = come_to(vault_folder)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    visitor.until_inside()
    clock.pass_by(hours=1)
    visitor.leave()
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    page = visitor.until(TypingBackPage)
    assert problems(visitor.program.window) == []
    numbers = [
        int("".join(filter(str.isdigit, f.accessibleName()))) for f in (page.first, page.second)
    ]
    visitor.write("0000")
    visitor.press(Qt.Key.Key_Tab)
    visitor.write("0000")
    visitor.press(RETURN)
    assert "not what stands on the sheet" in page.said()
    page.first.setText(groups[numbers[0] - 1].lower())
    page.second.setText(groups[numbers[1] - 1])
    visitor.press(RETURN)
    visitor.leave()
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    visitor.until_inside()


def test_fifty_records_of_their_own_make_it_due_and_a_lost_sheet_is_replaced(
    come_to: Coming, template: Template, vault_folder: Path, clock: SetClock
) -> None:
    old = founded_with_sheet(template, vault_folder, clock)
    office = office_of(template, vault_folder, clock)
    with office.database.write(office.actor, ChangeKind.IMPORT) as inside:
        inside.customers.add_many([{"name": f"Customer {number}"} for number in range(50)])
    office.close()
    visitor = come_to(vault_folder)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    visitor.until(TypingBackPage).new_sheet_asked.emit()
    page = visitor.until(SheetPage)
    new = page._sheet.text
    assert new != old
    page.go_on.click()
    visitor.until_inside()
    assert DataFolder(vault_folder).current() == 2
    visitor.leave()
    with pytest.raises(WrongRecoveryText):
        open_with_recovery(vault_folder, old, policy=WEAK, now=clock)
    open_with_recovery(vault_folder, new, policy=WEAK, now=clock).close()


def test_a_new_sheet_that_the_disk_refuses_leaves_the_question_and_the_old_sheet(
    come_to: Coming,
    template: Template,
    vault_folder: Path,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = founded_with_sheet(template, vault_folder, clock)
    clock.pass_by(days=3)
    visitor = come_to(vault_folder)
    visitor.write(PASSWORD)
    visitor.press(RETURN)
    asking = visitor.until(TypingBackPage)

    def refuse(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cims.services.vault.rotation.flush_file", refuse)
    asking.new_sheet_asked.emit()
    assert isinstance(visitor.page, WaitPage)
    page = visitor.until(TypingBackPage)
    assert "everything is as it was" in page.said()
    monkeypatch.undo()
    groups = old.split("-")
    for field, number in zip((page.first, page.second), page.groups, strict=True):
        field.setText(groups[number - 1])
    visitor.press(RETURN)
    visitor.until_inside()
    assert DataFolder(vault_folder).numbers() == (1,)


def test_nothing_of_a_password_is_logged_or_left_in_a_file(
    at_home: Visitor, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        try_password(at_home, WRONG)
        at_home.write(PASSWORD)
        at_home.press(RETURN)
        at_home.leave()
    said = caplog.text + "".join(capfd.readouterr())
    folder = at_home.program.place.folder.parent
    lying = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for secret in (WRONG, PASSWORD):
        assert secret not in said
        assert secret.encode() not in lying


def test_the_waiting_ends_with_the_clock_and_not_with_the_program(
    come_to: Coming, vault_folder: Path, clock: SetClock
) -> None:
    visitor = come_to(vault_folder)
    for _try in range(3):
        page = try_password(visitor, WRONG)
    again = UnlockPage(
        [page.person()], "boss", visitor.program.place.wait_of, visitor.program.doors.key_files
    )
    visitor.qtbot.addWidget(again)
    assert not again.sign_in.isEnabled()
    clock.now += timedelta(seconds=5)
    again._show_wait()
    assert again.sign_in.isEnabled()


def test_the_actor_is_the_one_who_signed_in(at_home: Visitor) -> None:
    at_home.write(PASSWORD)
    at_home.press(RETURN)
    actor = at_home.until_inside().jobs.actor
    assert isinstance(actor, Actor)
    assert actor.name == "Wang Xiaoyan"
    assert "draft" in Base.metadata.tables
