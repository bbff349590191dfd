"""The settings in a real program: people come, change and leave by the window alone."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox

from cims.services.accounts import Accounts
from cims.services.backup import make
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed
from cims.services.granted import USUAL, Action, FieldAccess, Reach, Right, Taking
from cims.services.opening import OpenOffice, open_office
from cims.services.rights import Actor
from cims.services.seeds import CLOSED_FIELDS
from cims.services.vault.errors import Disabled, UnknownName, WrongPassword, WrongRecoveryText
from cims.services.vault.vault import open_vault, open_with_recovery
from cims.ui.actions import COMMANDS
from cims.ui.dialogs.change_password import ChangePasswordDialog
from cims.ui.dialogs.effective_rights import EffectiveRightsDialog
from cims.ui.dialogs.invite import InviteDialog, username_of
from cims.ui.dialogs.leaver import LeaverDialog
from cims.ui.dialogs.own_password import OwnPasswordDialog
from cims.ui.dialogs.replacement import ReplacementDialog
from cims.ui.dialogs.roles_and_team import RolesAndTeamDialog
from cims.ui.dialogs.shown_once import ShownOnceDialog
from cims.ui.dialogs.temporary_password import TemporaryPasswordDialog
from cims.ui.doors.first_password_page import FirstPasswordPage
from cims.ui.doors.sheet_page import SheetPage
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.job import Job
from cims.ui.leaving import Ending
from cims.ui.matching import Item
from cims.ui.pages.administration import AdministrationPage, RolesPage, TeamsPage, UsersPage
from cims.ui.pages.administration.office_page import PLACES
from cims.ui.pages.administration.people_table import PERSON, ROLES, STATE
from cims.ui.pages.administration.staff import (
    ACTIVE,
    DISABLED,
    INVITED,
    KEYLESS,
    REMOVED,
    STANDINGS,
)
from cims.ui.widgets.labels import looks_rich
from tests.conftest import PASSWORD, SetClock, Template
from tests.ui.doors.conftest import Visitor
from tests.ui.doors.test_contents import form_of
from tests.ui.walk import INJECTIONS, problems
from tests.weak_policy import WEAK

LONG = 20_000
GIVEN = "a first password to change"
OWN = "quite another long phrase"
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


def by_password(folder: Path, clock: SetClock, name: str, password: str) -> OpenOffice:
    """The office as somebody opens it."""
    vault = open_vault(folder, username=name, password=password, policy=WEAK, now=clock)
    return open_office(vault, clock)


@pytest.fixture
def staffed(template: Template, vault_folder: Path, clock: SetClock) -> Path:
    """The template's office in which sales has a first password and manager an own one."""
    office = by_password(vault_folder, clock, "boss", PASSWORD)
    Accounts(office).reset(template.people["sales"], GIVEN, PASSWORD)
    Accounts(office).reset(template.people["manager"], GIVEN, PASSWORD)
    office.close()
    office = by_password(vault_folder, clock, "manager", GIVEN)
    Accounts(office).change_own_password(GIVEN, OWN)
    office.close()
    return vault_folder


@pytest.fixture
def desk(come_to, staffed: Path) -> Visitor:
    """In front of the staffed office."""
    return come_to(staffed)


def come_in(visitor: Visitor, name: str, password: str):
    """Sign in under a name; the session."""
    page = visitor.until(UnlockPage)
    names = [page.names.item(row).text() for row in range(page.names.count())]
    page.names.setCurrentRow(names.index(name))
    page.password.setText(password)
    page.sign_in.click()
    return visitor.until_inside()


def part(visitor: Visitor, session, name: str):
    """A place of the settings, once it has read what it shows."""
    session.window.show_tab("settings")
    page = session.window.documents.page
    assert isinstance(page, AdministrationPage)
    page.show_part(name)
    place = page.page
    visitor.qtbot.waitUntil(lambda: place.stack.currentIndex() == 1, timeout=LONG)
    return place


def users(visitor: Visitor, session, username: str = "boss") -> UsersPage:
    """The page of users with somebody chosen."""
    page = part(visitor, session, "users")
    choose(visitor, page, username)
    return page


def choose(visitor: Visitor, page: UsersPage, username: str) -> None:
    ids = {who.line.username: who.line.id for who in page.model.rows}
    page.choose(ids[username])
    visitor.qtbot.waitUntil(lambda: page.chosen().line.username == username)


def standing(page: UsersPage, username: str):
    return next(w.standing for w in page.staff.people if w.line.username == username)


def dialog(visitor: Visitor, window, kind: type[QDialog]):
    """The dialog of a kind that is open now."""
    found = lambda: [d for d in window.findChildren(kind) if d.isVisible()]  # noqa: E731
    visitor.qtbot.waitUntil(lambda: len(found()) == 1, timeout=LONG)
    return found()[0]


def answer(visitor: Visitor, window) -> str:
    """Say yes to the question that stands there; what it asked."""
    box = dialog(visitor, window, QMessageBox)
    words = box.text()
    box.buttons()[0].click()
    return words


def test_somebody_is_invited_comes_in_once_by_that_password_and_then_by_an_own_one(
    desk: Visitor, clock: SetClock, staffed: Path
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session)
    page.invite_button.click()
    asked = dialog(desk, session.window, InviteDialog)
    QTest.keyClicks(asked.name, "Grace Liu")
    assert asked.username.text() == "grace"
    asked.enter()
    assert "at least one role" in asked.line.text()
    asked.roles.boxes[page.staff.roles[2].id].setChecked(True)
    asked.enter()
    shown = dialog(desk, session.window, ShownOnceDialog)
    password = shown.words.text()
    assert "grace" in str(shown.sheet())
    assert password in str(shown.sheet())
    shown.accept()
    desk.qtbot.waitUntil(lambda: "grace" in str([w.line.username for w in page.model.rows]))
    assert standing(page, "grace") is INVITED
    desk.leave(Ending.SWITCH)

    visitor = desk
    first = visitor.until(UnlockPage)
    names = [first.names.item(row).text() for row in range(first.names.count())]
    first.names.setCurrentRow(names.index("grace"))
    first.password.setText(password)
    first.sign_in.click()
    own = visitor.until(FirstPasswordPage)
    assert desk.program.session is None
    own.password.set_password("grace")
    own.set.click()
    assert visitor.until(FirstPasswordPage).password.rule()
    own.password.set_password(password)
    own.set.click()
    visitor.qtbot.waitUntil(lambda: bool(own.said()), timeout=LONG)
    own.password.set_password(OWN)
    own.set.click()
    inside = visitor.until_inside()
    assert "settings" not in [tab.id for tab in inside.window.navigation.tabs]
    desk.leave()
    with pytest.raises(WrongPassword):
        by_password(staffed, clock, "grace", password)
    by_password(staffed, clock, "grace", OWN).close()


def test_the_door_with_a_temporary_password_can_be_left_again(desk: Visitor) -> None:
    page = desk.until(UnlockPage)
    names = [page.names.item(row).text() for row in range(page.names.count())]
    page.names.setCurrentRow(names.index("sales"))
    page.password.setText(GIVEN)
    page.sign_in.click()
    asked = desk.until(FirstPasswordPage)
    assert problems(asked) == []
    desk.press(Qt.Key.Key_Escape)
    desk.until(UnlockPage)
    assert desk.program.session is None
    come_in(desk, "boss", PASSWORD)


def test_who_lacks_the_right_sees_no_place_of_people_and_every_service_refuses(
    desk: Visitor,
) -> None:
    session = come_in(desk, "manager", OWN)
    session.window.show_tab("settings")
    places = {place.id for place in session.window.documents.page.parts}
    assert places == {"emergency", "pipelines", "stages", "targets", "paper_templates"}
    known = {command.id for command in session.window._commands.known()}
    assert not known & {"access.users", "access.rotate", "access.replace_sheet", "access.leaver"}
    assert {"access.change_password", "session.switch"} <= known
    calls = (
        lambda o: o.users.people(),
        lambda o: o.roles.all(),
        lambda o: o.users.set_roles(1, [1]),
        lambda o: o.users.add_team("x"),
        lambda o: o.life_cycle.people(),
        lambda o: o.life_cycle.disable(1),
    )
    refused: list[Exception] = []
    for call in calls:
        session.jobs.write(call, failed=refused.append)
    desk.qtbot.waitUntil(lambda: len(refused) == len(calls), timeout=LONG)
    assert {type(error) for error in refused} == {NotAllowed}
    asked = refused.append
    session.access.keys.do(session, lambda o: Accounts(o).disable(1), refused.clear, asked)
    session.access.keys.do(session, lambda o: Accounts(o).slots(), refused.clear, asked)
    desk.qtbot.waitUntil(lambda: len(refused) == len(calls) + 2, timeout=LONG)
    assert {type(error) for error in refused} == {NotAllowed}


def test_an_auditor_looks_at_roles_and_changes_none(
    come_to, template: Template, vault_folder: Path, clock: SetClock
) -> None:
    office = by_password(vault_folder, clock, "boss", PASSWORD)
    Accounts(office).reset(template.people["auditor"], GIVEN, PASSWORD)
    office.close()
    office = by_password(vault_folder, clock, "auditor", GIVEN)
    Accounts(office).change_own_password(GIVEN, OWN)
    office.close()
    visitor = come_to(vault_folder)
    session = come_in(visitor, "auditor", OWN)
    page = part(visitor, session, "roles")
    visitor.qtbot.waitUntil(lambda: page._shown > 0, timeout=LONG)
    ids = {piece.id for piece in session.window.documents.page.parts}
    assert "roles" in ids
    assert not ids & {"users", "teams", "office"}
    assert not page.save_button.isVisible()
    before = page.editor.draft().rights
    other = Reach.NONE if page.editor.records.value(0, 0) is not Reach.NONE else Reach.ALL
    page.editor.records.choose(page.editor.records.index(0, 0), other)
    assert page.editor.draft().rights == before


def test_the_own_password_is_changed_in_the_window(
    desk: Visitor, clock: SetClock, staffed: Path
) -> None:
    session = come_in(desk, "manager", OWN)
    session.window._commands.run("access.change_password")
    asked = dialog(desk, session.window, ChangePasswordDialog)
    assert problems(asked) == []
    asked.enter()
    assert "present password first" in asked.line.text()
    asked.old.setText("not my password at all")
    asked.new.set_password("a third phrase for the desk")
    asked.enter()
    desk.qtbot.waitUntil(lambda: not asked.is_waiting, timeout=LONG)
    assert asked.line.text() == str(WrongPassword())
    asked.old.setText(OWN)
    asked.new.set_password(OWN)
    asked.enter()
    assert "Choose another" in asked.line.text()
    asked.new.set_password("a third phrase for the desk")
    with desk.qtbot.waitSignal(asked.accepted, timeout=LONG):
        asked.enter()
    desk.leave()
    with pytest.raises(WrongPassword):
        by_password(staffed, clock, "manager", OWN)
    by_password(staffed, clock, "manager", "a third phrase for the desk").close()


@pytest.mark.parametrize("command", ["access.change_password", "access.rotate"])
def test_wrong_own_passwords_are_counted_down_as_at_the_door(
    desk: Visitor, clock: SetClock, command: str
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    session.window._commands.run(command)
    asked = dialog(
        desk,
        session.window,
        ChangePasswordDialog if command == "access.change_password" else OwnPasswordDialog,
    )
    field, go = (
        (asked.old, asked.change)
        if isinstance(asked, ChangePasswordDialog)
        else (asked.password, asked.go)
    )
    words = go.text()
    for _try in range(3):
        field.setText("not my password at all")
        if isinstance(asked, ChangePasswordDialog):
            asked.new.set_password("a third phrase for the desk")
        asked.enter()
        desk.qtbot.waitUntil(lambda: not asked.is_waiting, timeout=LONG)
    assert (go.text(), go.isEnabled()) == ("Wait 1 second", False)
    field.setText(PASSWORD)
    asked.enter()
    desk.qtbot.waitUntil(lambda: not asked.is_waiting, timeout=LONG)
    assert "Try again in 1 second" in asked.line.text()
    clock.pass_by(seconds=1)
    desk.qtbot.waitUntil(go.isEnabled, timeout=LONG)
    assert go.text() == words
    asked.reject()


def test_another_person_takes_the_desk_without_a_restart(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    assert session.access.others() == ["manager", "sales"]
    menu = session.access.switch()
    assert [entry.text() for entry in menu.actions()] == ["manager", "sales"]
    menu.actions()[0].trigger()
    desk.until_outside()
    assert desk.until(UnlockPage).person().name == "manager"
    session = come_in(desk, "manager", OWN)
    desk.leave()
    assert desk.until(UnlockPage).person().name == "manager"


def test_somebody_is_kept_out_and_let_in_again(
    desk: Visitor, clock: SetClock, staffed: Path
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert standing(page, "manager") is ACTIVE
    assert standing(page, "finance") is KEYLESS
    page.panel.buttons["disable"].click()
    assert "pause" in answer(desk, session.window)
    desk.qtbot.waitUntil(lambda: standing(page, "manager") is DISABLED, timeout=LONG)
    assert page.chosen().line.username == "manager"
    with pytest.raises((Disabled, UnknownName)):
        by_password(staffed, clock, "manager", OWN)
    page.panel.buttons["enable"].click()
    desk.qtbot.waitUntil(lambda: standing(page, "manager") is not DISABLED, timeout=LONG)


def test_who_is_removed_opens_nothing_and_everybody_else_signs_in_as_before(
    desk: Visitor, clock: SetClock, staffed: Path, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    office = by_password(staffed, clock, "boss", PASSWORD)
    make(office, drive / "b.cimsbak", clock)
    office.close()
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    owner = Link(page.chosen().line.id)
    added: list[int] = []
    session.jobs.write(
        lambda o: o.customers.add({"name": "Aurora", "owner": owner}), then=added.append
    )
    desk.qtbot.waitUntil(lambda: bool(added), timeout=LONG)
    page.panel.buttons["remove"].click()
    asked = dialog(desk, session.window, OwnPasswordDialog)
    told = " ".join(words.text() for words in asked.findChildren(QLabel))
    assert "copies and backups" in told
    assert "recovery sheet" not in told, "a manager is no owner"
    assert "Manager still looks after 1 customer; “Colleague leaves…” hands that over." in told
    assert "1 backup within reach still opens with the old password of Manager: b.cimsbak" in told
    asked.password.setText("not my own password")
    asked.enter()
    desk.qtbot.waitUntil(lambda: not asked.is_waiting, timeout=LONG)
    assert asked.line.text() == str(WrongPassword())
    assert desk.program.session is session
    asked.password.setText(PASSWORD)
    asked.enter()
    desk.until_outside()
    door = desk.until(UnlockPage)
    assert "Manager is removed" in str([words.text() for words in door._head])
    names = [door.names.item(row).text() for row in range(door.names.count())]
    assert names == ["boss", "sales"]
    with pytest.raises(UnknownName):
        by_password(staffed, clock, "manager", OWN)
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert standing(page, "manager") is REMOVED
    assert set(page.panel.buttons) == {"rights"}
    assert page.told.text().startswith("5 colleagues · ")
    assert page.told.text().endswith(" · 1 removed")


@pytest.mark.parametrize("way", ["remove", "other role"])
def test_an_owner_less_means_a_new_sheet_and_that_is_said_before(
    desk: Visitor, template: Template, way: str
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    eve = ("eve", "Eve", ("administrator",), None, GIVEN, PASSWORD)
    session.access.keys.do(session, lambda o: Accounts(o).invite(*eve), lambda _made: None)
    page = users(desk, session)
    desk.qtbot.waitUntil(
        lambda: "eve" in [who.line.username for who in page.model.rows], timeout=LONG
    )
    choose(desk, page, "eve")
    if way == "remove":
        page.panel.buttons["remove"].click()
    else:
        codes = {role.code: role.id for role in page.staff.roles}
        page.panel.buttons["edit"].click()
        roles_of = dialog(desk, session.window, RolesAndTeamDialog).roles
        roles_of.boxes[codes["administrator"]].setChecked(False)
        roles_of.boxes[codes["sales"]].setChecked(True)
        roles_of.window().enter()
    asked = dialog(desk, session.window, OwnPasswordDialog)
    told = " ".join(words.text() for words in asked.findChildren(QLabel))
    assert "Eve manages users and may know the recovery sheet: a new one is shown" in told
    asked.password.setText(PASSWORD)
    asked.enter()
    desk.until_outside()
    assert desk.until(SheetPage)._sheet.text != template.sheet


def test_new_keys_keep_what_is_half_typed(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    session.window._commands.run("new.customer")
    form_of(desk, session).take_values({"name": "half typed"})
    session.window._commands.run("access.rotate")
    asked = dialog(desk, session.window, OwnPasswordDialog)
    asked.password.setText(PASSWORD)
    asked.enter()
    desk.until_outside()
    assert "new keys" in str([words.text() for words in desk.until(UnlockPage)._head])
    session = come_in(desk, "boss", PASSWORD)
    assert form_of(desk, session).values()["name"] == "half typed"


def test_new_keys_that_were_given_up_do_not_come_with_the_next_lock(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    epoch = session.access.office.vault.key_epoch
    running = Event()
    session.jobs.background(session, lambda _progress: running.wait(10), lambda _done: None)
    session.window._commands.run("access.rotate")
    asked = dialog(desk, session.window, OwnPasswordDialog)
    asked.password.setText(PASSWORD)
    asked.enter()
    box = dialog(desk, session.window, QMessageBox)
    assert "still running" in box.text()
    box.reject()
    running.set()
    desk.qtbot.waitUntil(lambda: not session.jobs.is_busy(), timeout=LONG)
    desk.leave()
    assert "Locked" in str([words.text() for words in desk.until(UnlockPage)._head])
    assert come_in(desk, "boss", PASSWORD).access.office.vault.key_epoch == epoch


def test_the_recovery_sheet_is_replaced_and_shown(
    desk: Visitor, template: Template, clock: SetClock, staffed: Path
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    session.window._commands.run("access.replace_sheet")
    asked = dialog(desk, session.window, OwnPasswordDialog)
    asked.password.setText(PASSWORD)
    asked.enter()
    desk.until_outside()
    sheet = desk.until(SheetPage)
    text = sheet._sheet.text
    assert text != template.sheet
    sheet.done.emit()
    desk.until(UnlockPage)
    with pytest.raises((WrongPassword, WrongRecoveryText, CimsError)):
        open_with_recovery(staffed, template.sheet, policy=WEAK, now=clock)
    open_with_recovery(staffed, text, policy=WEAK, now=clock).close()


def test_roles_and_team_are_given_with_the_own_password_where_keys_are_handed_out(
    desk: Visitor, template: Template, read
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    codes = {role.code: role.id for role in page.staff.roles}
    page.panel.buttons["edit"].click()
    asked = dialog(desk, session.window, RolesAndTeamDialog)
    assert problems(asked) == []
    asked.roles.boxes[codes["service"]].setChecked(True)
    asked.name.setText("Li Jianguo")
    asked.team.setCurrentIndex(0)
    with desk.qtbot.waitSignal(asked.accepted, timeout=LONG):
        asked.enter()
    desk.qtbot.waitUntil(lambda: page.chosen().line.name == "Li Jianguo", timeout=LONG)
    given = {codes["manager"], codes["service"]}
    desk.qtbot.waitUntil(lambda: set(page.chosen().line.role_ids) == given, timeout=LONG)
    assert page.chosen().line.team_id is None
    page.panel.buttons["edit"].click()
    asked = dialog(desk, session.window, RolesAndTeamDialog)
    asked.roles.boxes[codes["finance"]].setChecked(True)
    asked.enter()
    own = dialog(desk, session.window, OwnPasswordDialog)
    own.reject()
    desk.qtbot.waitUntil(lambda: not asked.is_waiting, timeout=LONG)
    assert asked.isVisible()
    asked.enter()
    own = dialog(desk, session.window, OwnPasswordDialog)
    own.password.setText(PASSWORD)
    with desk.qtbot.waitSignal(asked.accepted, timeout=LONG):
        own.enter()
    desk.qtbot.waitUntil(lambda: "vk" in page.chosen().slot.keys, timeout=LONG)


def test_a_role_that_loses_a_key_makes_new_keys(
    desk: Visitor, template: Template, clock: SetClock, staffed: Path
) -> None:
    office = by_password(staffed, clock, "boss", PASSWORD)
    Accounts(office).set_roles(template.people["manager"], ("manager", "finance"), PASSWORD)
    office.close()
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert "vk" in page.chosen().slot.keys
    codes = {role.code: role.id for role in page.staff.roles}
    page.panel.buttons["edit"].click()
    asked = dialog(desk, session.window, RolesAndTeamDialog)
    asked.roles.boxes[codes["finance"]].setChecked(False)
    asked.enter()
    own = dialog(desk, session.window, OwnPasswordDialog)
    own.password.setText(PASSWORD)
    own.enter()
    desk.until_outside()
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert page.chosen().roles == ("Manager",)
    assert "vk" not in page.chosen().slot.keys


def test_what_somebody_may_do_is_told_with_the_reason(desk: Visitor, template: Template) -> None:
    session = come_in(desk, "boss", PASSWORD)
    made: list[int] = []

    def add(office) -> int:
        owner = Link(template.people["finance"])
        return office.customers.add({"name": "Aurora Trading", "owner": owner})

    session.jobs.write(add, then=made.append)
    page = users(desk, session, "sales")
    page.panel.buttons["rights"].click()
    shown = dialog(desk, session.window, EffectiveRightsDialog)
    desk.qtbot.waitUntil(lambda: len(shown.model.rows) == len(USUAL), timeout=LONG)
    answers = {one.action: one for one in shown.model.rows}
    assert answers[Action.READ].allowed
    assert not answers[Action.EXPORT].allowed
    shown.record.set_item(Item(made[0], "Aurora Trading"))
    shown.ask()
    desk.qtbot.waitUntil(lambda: "Finance" in shown.model.rows[0].reason, timeout=LONG)
    assert not shown.model.rows[0].allowed
    assert shown.model.index(0, 1).data() == "no"
    shown.type.setCurrentIndex(shown.type.findData("task"))
    desk.qtbot.waitUntil(lambda: shown.model.rows[0].allowed, timeout=LONG)
    assert shown.record.value() is None
    assert problems(shown) == []


def test_an_answer_about_another_record_type_than_the_chosen_one_is_not_shown(
    desk: Visitor,
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    closed = roles(desk, session, "sales")
    closed.editor.fields.choose(closed.editor.fields.index(1, 0), FieldAccess.HIDDEN)
    closed.save()
    desk.qtbot.waitUntil(lambda: not closed.has_changes(), timeout=LONG)
    page = users(desk, session, "sales")
    page.panel.buttons["rights"].click()
    shown = dialog(desk, session.window, EffectiveRightsDialog)
    desk.qtbot.waitUntil(lambda: "Former names" in shown.fields.text(), timeout=LONG)
    desk.qtbot.waitUntil(lambda: not session.jobs.findChildren(Job), timeout=LONG)
    shown.ask()  # about customers, and at once about tasks, as the arrow keys do
    shown.type.setCurrentIndex(shown.type.findData("task"))
    desk.qtbot.waitUntil(lambda: not session.jobs.findChildren(Job), timeout=LONG)
    assert shown.fields.text() == "Closed fields: none"


def test_who_has_no_key_is_invited_again(desk: Visitor, clock: SetClock, staffed: Path) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "finance")
    assert standing(page, "finance") is KEYLESS
    assert "disable" not in page.panel.buttons
    page.panel.buttons["password"].click()
    dialog(desk, session.window, TemporaryPasswordDialog).enter()
    own = dialog(desk, session.window, OwnPasswordDialog)  # finance sees sealed fields
    own.password.setText(PASSWORD)
    own.enter()
    shown = dialog(desk, session.window, ShownOnceDialog)
    shown.copy()
    assert QGuiApplication.clipboard().text() == shown.words.text()
    assert problems(shown) == []
    password = shown.words.text()
    shown.accept()
    desk.qtbot.waitUntil(lambda: standing(page, "finance") is INVITED, timeout=LONG)
    desk.leave()
    assert QGuiApplication.clipboard().text() != password, "locking empties the clipboard"
    by_password(staffed, clock, "finance", password).close()


def test_a_forgotten_password_is_replaced_by_one_that_is_typed(
    desk: Visitor, clock: SetClock, staffed: Path
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    page.panel.buttons["password"].click()
    asked = dialog(desk, session.window, TemporaryPasswordDialog)
    asked.temporary.types.setChecked(True)
    asked.temporary.password.set_password("manager")
    asked.enter()
    assert not asked.is_waiting and asked.temporary.password.rule()
    typed = "a phrase told over the desk"
    asked.temporary.password.set_password(typed)
    desk.qtbot.waitUntil(lambda: problems(asked) == [], timeout=LONG)
    asked.enter()
    shown = dialog(desk, session.window, ShownOnceDialog)
    assert shown.words.text() == typed
    shown.accept()
    desk.qtbot.waitUntil(lambda: standing(page, "manager") is INVITED, timeout=LONG)
    desk.leave()
    with pytest.raises(WrongPassword):
        by_password(staffed, clock, "manager", OWN)
    by_password(staffed, clock, "manager", typed).close()


def test_the_own_row_offers_nothing_that_is_refused_for_oneself(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session)
    assert set(page.panel.buttons) == {"own", "edit", "rights"}
    page.panel.buttons["own"].click()
    dialog(desk, session.window, ChangePasswordDialog).reject()


def test_headings_put_colleagues_in_order_and_the_chosen_one_stays(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    head = page.table.horizontalHeader()

    def press(column: int) -> list[str]:
        spot = QPoint(head.sectionViewportPosition(column) + 8, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        return [who.line.username for who in page.model.rows]

    first = [who.line.username for who in page.model.rows]
    assert page.model.headerData(PERSON, Qt.Orientation.Horizontal).endswith("↑")
    assert press(PERSON) == first[::-1]
    assert page.model.headerData(PERSON, Qt.Orientation.Horizontal).endswith("↓")
    press(STATE)
    states = [STANDINGS.index(who.standing) for who in page.model.rows]
    assert states == sorted(states) and len(set(states)) > 1
    assert page.chosen().line.username == "manager"
    by_role = press(ROLES)
    page.reload()
    desk.qtbot.waitUntil(lambda: not session.jobs.is_busy(), timeout=LONG)
    assert [who.line.username for who in page.model.rows] == by_role
    assert press(PERSON) == first


def test_colleagues_are_found_by_the_sound_of_their_names(
    desk: Visitor, template: Template
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")

    def rename(office) -> None:
        record = office.users.load(template.people["manager"])
        office.users.save(record.changed(name="李建国"))

    session.jobs.write(rename)
    desk.qtbot.waitUntil(lambda: page.chosen().line.name == "李建国", timeout=LONG)
    for words in ("ljg", "lijian", "建国"):
        page.field.setText(words)
        page.field.search_now()
        assert [who.line.username for who in page.model.rows] == ["manager"], words


def test_a_role_that_gains_or_loses_a_key_is_followed_by_a_look(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    editor = roles(desk, session, "manager")
    editor.editor.singles[Right.SEALED].setChecked(True)
    editor.save()
    desk.qtbot.waitUntil(lambda: not editor.has_changes(), timeout=LONG)
    page = users(desk, session, "manager")
    desk.qtbot.waitUntil(lambda: "keys" in page.panel.buttons, timeout=LONG)
    assert "vk" not in page.chosen().slot.keys
    page.panel.buttons["keys"].click()
    own = dialog(desk, session.window, OwnPasswordDialog)
    own.password.setText("not my own password")
    own.enter()
    desk.qtbot.waitUntil(lambda: not own.is_waiting, timeout=LONG)
    assert "vk" not in page.chosen().slot.keys
    own.password.setText(PASSWORD)
    own.enter()
    desk.qtbot.waitUntil(lambda: "vk" in page.chosen().slot.keys, timeout=LONG)
    assert "keys" not in page.panel.buttons
    editor = roles(desk, session, "manager")
    editor.editor.singles[Right.SEALED].setChecked(False)
    editor.save()
    desk.qtbot.waitUntil(lambda: not editor.has_changes(), timeout=LONG)
    page = users(desk, session, "manager")
    desk.qtbot.waitUntil(page.new_keys.isVisible, timeout=LONG)
    assert not page.finish.isVisible()
    page.new_keys.click()
    own = dialog(desk, session.window, OwnPasswordDialog)
    own.password.setText(PASSWORD)
    own.enter()
    desk.until_outside()
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    assert "vk" not in page.chosen().slot.keys
    assert not page.half.isVisible()


def test_who_leaves_hands_over_first_and_is_removed_then(
    desk: Visitor, template: Template, clock: SetClock, staffed: Path
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    manager, sales = template.people["manager"], template.people["sales"]
    added: list[int] = []
    values = {"name": "Aurora", "owner": Link(manager)}
    session.jobs.write(lambda o: o.customers.add(values), then=added.append)
    page = users(desk, session, "manager")
    page.panel.buttons["leaver"].click()
    leaving = dialog(desk, session.window, LeaverDialog)
    desk.qtbot.waitUntil(lambda: "1 customer" in leaving.held.text(), timeout=LONG)
    for place in range(leaving.takers.count()):
        line = leaving.takers.item(place)
        if line.data(Qt.ItemDataRole.UserRole) == sales:
            line.setCheckState(Qt.CheckState.Checked)
    leaving.hand_over()
    asked = dialog(desk, session.window, OwnPasswordDialog)
    told = " ".join(words.text() for words in asked.findChildren(QLabel))
    assert "looks after" not in told, "everything has been handed over"
    asked.password.setText(PASSWORD)
    asked.enter()
    desk.until_outside()
    desk.until(UnlockPage)
    office = by_password(staffed, clock, "boss", PASSWORD)
    with office.database.read(office.actor) as inside:
        assert inside.customers.load(added[0]).values["owner"].id == sales
    office.close()


def test_a_user_name_that_is_taken_is_told_in_the_invitation(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session)
    asked = page.work.invite(page.staff)
    asked.name.setText("Another Manager")
    asked.username.setText("manager")
    asked.roles.boxes[page.staff.roles[2].id].setChecked(True)
    asked.temporary.types.setChecked(True)
    asked.temporary.password.set_password("short")
    asked.enter()
    assert not asked.is_waiting
    assert "too short" in asked.temporary.password.rule()
    asked.temporary.password.set_password("a typed first phrase here")
    asked.enter()
    desk.qtbot.waitUntil(lambda: bool(asked.line.text()), timeout=LONG)
    assert "manager" in asked.line.text()
    asked.username.setText("manager2")
    asked.enter()
    shown = dialog(desk, session.window, ShownOnceDialog)
    assert shown.words.text() == "a typed first phrase here"


def test_what_a_crash_left_half_done_is_told_and_finished(
    come_to, template: Template, staffed: Path, clock: SetClock
) -> None:
    office = by_password(staffed, clock, "boss", PASSWORD)
    manager = template.people["manager"]
    with office.database.write(Actor.office()) as inside:
        inside.life_cycle.disable(manager)  # as if the machine died before the slot was written
    office.close()
    visitor = come_to(staffed)
    session = come_in(visitor, "boss", PASSWORD)
    bar = session.window.message_bar
    visitor.qtbot.waitUntil(bar.isVisible, timeout=LONG)
    assert "manager is disabled but still holds keys" in bar.text()
    page = users(visitor, session)
    assert page.finish.isVisible()
    page.finish.click()
    visitor.qtbot.waitUntil(lambda: not page.finish.isVisible(), timeout=LONG)
    assert standing(page, "manager") is DISABLED
    with pytest.raises((Disabled, UnknownName)):
        by_password(staffed, clock, "manager", OWN)


def roles(visitor: Visitor, session, code: str) -> RolesPage:
    """The page of roles with one of them shown."""
    page = part(visitor, session, "roles")
    visitor.qtbot.waitUntil(lambda: page._shown > 0, timeout=LONG)
    role = next(role for role in page.roles if role.code == code)
    page.show_role(role.id)
    visitor.qtbot.waitUntil(lambda: page.editor.shown.code == code, timeout=LONG)
    return page


def cell(page: RolesPage, row: int, action: Action):
    column = page.editor.records._actions.index(action)
    return page.editor.records.index(row, column)


def test_a_role_is_edited_with_the_keyboard(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "sales")
    matrix = page.editor.matrix
    names = matrix.verticalHeader()
    assert names.width() >= names.sizeHint().width()  # “Product families” is not cut off
    assert not page.save_button.isEnabled()
    matrix.setCurrentIndex(cell(page, 0, Action.EXPORT))
    QTest.keyClick(matrix, Qt.Key.Key_2)
    assert page.editor.records.value(0, cell(page, 0, Action.EXPORT).column()) is Reach.TEAM
    assert page.editor.records.value(0, cell(page, 0, Action.READ).column()) is Reach.TEAM
    page.editor.singles[Right.ANNOUNCE].setChecked(True)
    page.editor.caps[Taking.EXPORT][0].setChecked(True)
    page.editor.caps[Taking.EXPORT][1].setValue(50)
    page.editor.fields.choose(page.editor.fields.index(1, 0), FieldAccess.HIDDEN)
    assert page.has_changes()
    session.window._commands.run("record.save")
    desk.qtbot.waitUntil(lambda: not page.has_changes(), timeout=LONG)
    role_id, found = page._shown, []
    session.jobs.read(session, lambda office: office.roles.of(role_id), found.append)
    desk.qtbot.waitUntil(lambda: bool(found), timeout=LONG)
    (stored,) = found
    assert stored.records["customer", Action.EXPORT] is Reach.TEAM
    assert stored.records["customer", Action.READ] is Reach.TEAM
    assert Right.ANNOUNCE in stored.single
    assert stored.caps == {Taking.EXPORT: 50}
    closed = {place for place in stored.fields if place not in CLOSED_FIELDS["sales"]}
    assert [stored.fields[place] for place in closed] == [FieldAccess.HIDDEN]


def test_nobody_works_with_what_cannot_be_seen(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "sales")
    records = page.editor.records
    records.choose(cell(page, 0, Action.READ), Reach.NONE)
    row = [records.value(0, column) for column in range(records.columnCount())]
    assert set(row) == {Reach.NONE}
    records.choose(cell(page, 0, Action.EDIT), Reach.TEAM)
    assert records.value(0, cell(page, 0, Action.READ).column()) is Reach.TEAM
    records.choose(cell(page, 0, Action.READ), Reach.OWN)
    assert records.value(0, cell(page, 0, Action.EDIT).column()) is Reach.OWN


def test_two_administrators_edit_one_role_and_the_second_is_told(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "service")
    page.editor.explained.setText("Mine")
    page.editor.explained.textEdited.emit("Mine")
    role_id = page._shown

    def other(office) -> None:
        from dataclasses import replace

        office.roles.save(replace(office.roles.of(role_id), explained="Theirs"))

    with desk.qtbot.waitSignal(session.jobs.changed, timeout=LONG):
        session.jobs.write(other)
    page.save()
    desk.qtbot.waitUntil(page.again.isVisible, timeout=LONG)
    assert "Somebody changed the role" in page.line.text()
    assert page.editor.explained.text() == "Mine", "what was typed is still there"
    page.again.click()
    desk.qtbot.waitUntil(lambda: page.editor.explained.text() == "Theirs", timeout=LONG)


def test_what_is_typed_while_a_role_is_read_anew_stays(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "sales")
    desk.qtbot.waitUntil(lambda: not session.jobs.findChildren(Job), timeout=LONG)
    page.show_role(page._shown, over_changes=False)
    page.editor.explained.setText("Mine")
    page.editor.explained.textEdited.emit("Mine")
    desk.qtbot.waitUntil(lambda: not session.jobs.findChildren(Job), timeout=LONG)
    assert page.editor.explained.text() == "Mine" and page.has_changes()


def test_a_role_that_is_deleted_while_it_is_edited_is_told_and_left(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "sales")
    page.copy.click()
    desk.qtbot.waitUntil(lambda: page.editor.shown.name == "Sales (copy 1)", timeout=LONG)
    page.editor.explained.setText("Mine")
    page.editor.explained.textEdited.emit("Mine")
    copy = page._shown
    session.jobs.write(lambda office: office.roles.delete(copy))
    desk.qtbot.waitUntil(lambda: "Somebody deleted" in page.line.text(), timeout=LONG)
    assert page.editor.explained.text() == "Mine", "what was typed can still be copied"
    page.save()
    desk.qtbot.waitUntil(lambda: "Somebody deleted" not in page.line.text(), timeout=LONG)
    assert page.line.text() and page.has_changes()
    page.discard.click()
    desk.qtbot.waitUntil(lambda: page.editor.shown.id == page.roles[0].id, timeout=LONG)
    assert not page.has_changes() and page.list.currentRow() == 0


def test_a_role_is_copied_and_goes_only_with_another_one_for_its_people(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "sales")
    assert not page.delete.isEnabled()
    page.copy.click()
    desk.qtbot.waitUntil(lambda: page.editor.shown.name == "Sales (copy 1)", timeout=LONG)
    copy = page._shown
    people = {role.code: role.id for role in page.roles}

    def give(office) -> None:
        office.users.set_roles(next(p.id for p in office.users.people() if p.username == "sales"),
                               [copy])  # fmt: skip

    session.jobs.write(give)
    desk.qtbot.waitUntil(
        lambda: next(r.people for r in page.roles if r.id == copy) == 1, timeout=LONG
    )
    page.delete.click()
    asked = dialog(desk, session.window, ReplacementDialog)
    asked.instead.setCurrentIndex(asked.instead.findData(people["service"]))
    asked.enter()
    desk.qtbot.waitUntil(lambda: copy not in [role.id for role in page.roles], timeout=LONG)
    assert next(r.people for r in page.roles if r.code == "service") == 2


def test_a_changed_role_is_not_left_without_a_question(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = roles(desk, session, "sales")
    page.editor.name.setText("Field sales")
    page.editor.name.textEdited.emit("Field sales")
    shown = page._shown
    page.list.setCurrentRow(0)
    box = dialog(desk, session.window, QMessageBox)
    box.reject()
    assert page.editor.name.text() == "Field sales"
    assert page.list.currentItem().data(Qt.ItemDataRole.UserRole + 2) == shown


def test_teams_are_made_moved_and_dissolved(desk: Visitor) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = part(desk, session, "teams")
    assert isinstance(page, TeamsPage)
    (sales,) = page.teams
    asked = page.add()
    asked.name.setText("  ")
    asked.enter()
    desk.qtbot.waitUntil(lambda: not asked.is_waiting, timeout=LONG)
    assert asked.line.text() == "Give the team a name."
    asked.name.setText("East")
    with desk.qtbot.waitSignal(asked.accepted, timeout=LONG):
        asked.enter()
    desk.qtbot.waitUntil(lambda: len(page.teams) == 2, timeout=LONG)
    east = next(team for team in page.teams if team.name == "East")
    assert east.parent_id == sales.id
    desk.qtbot.waitUntil(lambda: page.tree.chosen() == east.id)
    page.move_team(sales.id, east.id)
    bar = session.window.message_bar
    desk.qtbot.waitUntil(lambda: "below itself" in bar.text(), timeout=LONG)
    page.move_team(east.id, None)
    desk.qtbot.waitUntil(
        lambda: [team.parent_id for team in page.teams] == [None, None], timeout=LONG
    )
    page.tree.show_teams(page.teams, sales.id)
    page.ask_to_dissolve()
    assert "move up" in answer(desk, session.window)
    desk.qtbot.waitUntil(lambda: [team.name for team in page.teams] == ["East"], timeout=LONG)


def test_names_that_look_like_something_else_are_shown_as_they_are(
    desk: Visitor, template: Template
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    page = users(desk, session, "manager")
    for name in INJECTIONS[:4]:

        def rename(office, name=name) -> None:
            record = office.users.load(template.people["manager"])
            office.users.save(record.changed(name=name))
            office.users.add_team(name)

        with desk.qtbot.waitSignal(session.jobs.changed, timeout=LONG):
            session.jobs.write(rename)
        desk.qtbot.waitUntil(
            lambda name=name: page.chosen() is not None and page.chosen().line.name == name,
            timeout=LONG,
        )
        assert problems(page) == []
    for place in ("roles", "teams", "office", "emergency"):
        session.window.documents.page.show_part(place)
        desk.qtbot.waitUntil(lambda: not session.jobs.is_busy())
        place_page = session.window.documents.page.page
        assert problems(place_page) == []
        if isinstance(place_page, TeamsPage):
            desk.qtbot.waitUntil(lambda page=place_page: len(page.teams) > 1, timeout=LONG)
            tips = [place_page.tree.topLevelItem(n).toolTip(0) for n in range(4)]
            assert not any(looks_rich(tip) and "<" in tip for tip in tips)


def test_the_commands_lead_to_their_places_and_a_language_switch_stays_there(
    desk: Visitor,
) -> None:
    session = come_in(desk, "boss", PASSWORD)
    session.window._commands.run("access.users")
    page = session.window.documents.page
    assert isinstance(page, AdministrationPage)
    assert page.part == "users"
    page.show_part("teams")
    session.rebuild("zh_CN")
    page = session.window.documents.page
    assert isinstance(page, AdministrationPage)
    assert page.part == "teams"
    assert problems(page) == []
    session.window.show_tab("today")
    session.rebuild("en")
    session.window.show_tab("settings")
    page = session.window.documents.page
    assert isinstance(page, AdministrationPage)
    assert page.part == "teams"


def test_user_names_are_proposed_as_people_would_make_them() -> None:
    assert username_of("李建国") == "lijg"
    assert username_of("单红") in ("shanh", "danh")
    assert username_of("Grace Liu") == "grace"
    assert username_of("") == ""


def test_what_is_decided_for_the_whole_office_is_found_on_one_page():
    listed = {command for command, _words in PLACES}
    assert {one.id for one in COMMANDS if one.right == "right:settings"} <= listed
