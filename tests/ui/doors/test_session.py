"""Locking, signing out, quitting: what is kept, for whom, and what is gone from memory."""

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cims.services.drafts import FormDraft
from cims.services.errors import CimsError
from cims.services.i18n import _, language
from cims.services.office import Office
from cims.services.opening import OpenOffice, open_office
from cims.services.rights import Actor, Right
from cims.services.role_drafts import RoleDraft
from cims.services.vault.vault import open_by_keys
from cims.ui.clipboard import copy_secret, copy_text
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.kept_forms import typed_in
from cims.ui.kept_session import read_kept
from cims.ui.leaving import Ending
from cims.ui.main_window import MainWindow
from cims.ui.navigation import DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page
from cims.ui.scheduler import IDLE_AFTER
from cims.ui.session import Session
from cims.ui.theme import Appearance, Mode
from cims.ui.widgets import column
from tests.conftest import PASSWORD, SetClock, Template
from tests.ui.doors.conftest import Visitor
from tests.ui.ui_thread import in_a_worker
from tests.weak_policy import WEAK


class NamePage(Page):
    """A form of one field over a customer."""

    def __init__(self, record_id: int) -> None:
        super().__init__()
        self.record_id, self.field = record_id, QLineEdit()
        self.setLayout(column(self.field))

    def has_changes(self) -> bool:
        return bool(self.field.text())

    def draft(self) -> FormDraft | None:
        values = {"name": self.field.text()}
        return FormDraft("customer", self.record_id, 1, values) if self.field.text() else None

    def take_draft(self, draft: FormDraft) -> None:
        self.field.setText(draft.values["name"])


def name_page(_around: Surroundings, record_id: int) -> NamePage:
    return NamePage(record_id)


PAGES = Navigation(
    (Tab("customers", "Customers", "users", lambda _around: Page()),),
    (DocumentType("customer", "users", name_page),),
)


class Held:
    """A list that is empty and a form of one field."""

    def navigation(self) -> Navigation:
        return PAGES

    def join(self, window: MainWindow, around: Surroundings) -> None:
        pass

    def follow(self, before: object) -> None:
        pass

    def open_form(self, window: MainWindow, draft: FormDraft) -> Page | None:
        window.documents.open(draft.entity, draft.record or 0, "Customer")
        return window.documents.page

    def records(self, owner: object, jobs: object) -> Callable[..., None]:
        return lambda _words, _then: None


Seating = Callable[[], Session]


@pytest.fixture
def sitting(template: Template, vault_folder: Path, clock: SetClock) -> OpenOffice:
    """An open office that its session closes."""
    vault = open_by_keys(
        vault_folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id
    )
    return open_office(vault, clock)


@pytest.fixture
def seat(sitting: OpenOffice, appearance: Appearance, qtbot: QtBot) -> Iterator[Seating]:
    """Sit down in the open office: `seat()`."""
    made: list[Session] = []

    def sit() -> Session:
        made.append(Session(sitting, in_a_worker(read_kept, sitting), Held, appearance, "CIMS"))
        return made[-1]

    yield sit
    for session in made:
        if not session.is_over:
            leave(session, qtbot, Ending.QUIT)


@pytest.fixture
def session(seat: Seating) -> Session:
    return seat()


def leave(session: Session, qtbot: QtBot, ending: Ending = Ending.LOCK) -> list[Ending]:
    """End the session and wait until its office is closed; what it said."""
    with qtbot.waitSignal(session.ended) as told:
        session.end(ending)
    return list(told.args)


def half_typed(session: Session) -> NamePage:
    session.window.documents.open("customer", 7, "Customer")
    page = session.window.documents.page
    assert isinstance(page, NamePage)
    page.field.setText("half typed")
    return page


def test_a_half_typed_form_comes_back_to_the_same_user(
    at_home: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cims.app.contents", lambda _files: Held())
    sign_in(at_home)
    page = half_typed(at_home.until_inside())
    at_home.until_inside().leaving.idle.idle.emit()
    at_home.until(UnlockPage)
    assert "kept" in at_home.page._head[1].text()
    at_home.qtbot.waitUntil(lambda: not isValid(page))
    sign_in(at_home)
    back = at_home.until_inside().window.documents.page
    assert isinstance(back, NamePage)
    assert back.field.text() == "half typed"
    assert back.record_id == 7


def sign_in(visitor: Visitor) -> None:
    visitor.until(UnlockPage)
    visitor.write(PASSWORD)
    visitor.press(Qt.Key.Key_Return)
    visitor.until_inside()


def test_nobody_else_sees_a_draft(opened: OpenOffice, acting: Callable[[str], Actor]) -> None:
    with opened.database.write(opened.actor) as office:
        office.drafts.keep([FormDraft("customer", 7, 1, {"name": "half typed"})])
    with opened.database.read(acting("sales")) as office:
        assert office.drafts.mine() == ()
    with opened.database.write(acting("sales")) as office:
        office.drafts.drop()
    with opened.database.read(opened.actor) as office:
        assert [draft.values for draft in office.drafts.mine()] == [{"name": "half typed"}]


def test_five_minutes_without_a_touch_lock_and_running_work_counts_as_one(
    session: Session, clock: SetClock, qtbot: object
) -> None:
    session.start()
    ended: list[Ending] = []
    session.ended.connect(ended.append)
    running = Event()
    session.jobs.background(session, lambda _progress: running.wait(10), lambda _done: None)
    clock.now += IDLE_AFTER
    session.leaving.idle.look()
    assert ended == []
    running.set()
    qtbot.waitUntil(lambda: not session.jobs.is_busy())  # type: ignore[attr-defined] # QtBot
    clock.now += IDLE_AFTER
    session.leaving.idle.look()
    qtbot.waitUntil(lambda: ended == [Ending.IDLE])  # type: ignore[attr-defined] # QtBot


def test_a_computer_that_sleeps_locks_once_running_work_is_done(
    session: Session, qtbot: QtBot
) -> None:
    session.start()
    ended: list[Ending] = []
    session.ended.connect(ended.append)
    running = Event()
    session.jobs.background(session, lambda _progress: running.wait(10), lambda _done: None)
    session.leaving.sleep.asleep.emit()
    session.leaving.sleep.asleep.emit()
    qtbot.wait(50)
    assert ended == []
    assert not session.is_over
    running.set()
    qtbot.waitUntil(lambda: ended == [Ending.SLEEP])


def test_locking_wipes_keys_closes_connections_and_destroys_forms(
    session: Session, sitting: OpenOffice, vault_folder: Path, qtbot: QtBot
) -> None:
    session.start()
    window = session.window
    page = weakref.ref(half_typed(session))
    with qtbot.waitSignal(session.ended):
        session.end(Ending.LOCK)
        assert not isValid(window)
    assert not sitting.is_open
    gc.collect()
    assert page() is None or not isValid(page())
    with pytest.raises(CimsError, match="locked"):
        sitting.vault.connect()
    log = vault_folder / "gen-000001" / "cims.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_ctrl_shift_l_locks(at_home: Visitor) -> None:
    sign_in(at_home)
    window = at_home.until_inside().window
    window.activateWindow()
    at_home.qtbot.waitUntil(window.isActiveWindow)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    at_home.qtbot.keyClick(window, Qt.Key.Key_L, keys)
    at_home.until(UnlockPage)
    assert at_home.program.session is None


def test_the_close_button_asks_while_work_runs_and_then_quits(
    at_home: Visitor,
) -> None:
    sign_in(at_home)
    session = at_home.until_inside()
    running = Event()
    session.jobs.background(session, lambda _progress: running.wait(10), lambda _done: None)
    session.window.close()
    box = session.window.findChildren(QMessageBox)[0]
    assert "still running" in box.text()
    box.reject()
    running.set()
    at_home.qtbot.waitUntil(lambda: not session.jobs.is_busy())
    with at_home.qtbot.waitSignal(at_home.program.left):
        session.window.close()
    assert at_home.program.session is None


def test_open_tabs_language_and_look_are_there_at_the_next_sign_in(
    at_home: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cims.app.contents", lambda _files: Held())
    sign_in(at_home)
    session = at_home.until_inside()
    session.window.documents.open("customer", 7, "Seven")
    session.window.documents.open("customer", 8, "Eight")
    session.rebuild("zh_CN")
    at_home.program._appearance.choose(mode=Mode.DARK)
    at_home.qtbot.waitUntil(lambda: not session.jobs.is_busy())
    at_home.leave(Ending.SIGN_OUT)
    at_home.until(UnlockPage)
    assert at_home.page.title == _("Sign in")
    sign_in(at_home)
    session = at_home.until_inside()
    assert [document.id for document in session.window.documents.documents()] == [7, 8]
    assert language() == "zh_CN"
    assert at_home.program._appearance.look.mode is Mode.DARK


def test_a_language_switch_keeps_what_is_typed(session: Session) -> None:
    session.start()
    half_typed(session)
    session.rebuild("zh_CN")
    page = session.window.documents.page
    assert isinstance(page, NamePage)
    assert page.field.text() == "half typed"


def test_rights_are_asked_as_they_are_stored(session: Session) -> None:
    assert session.allows("")
    assert session.allows("customer:read")
    assert session.allows("right:backup")


def kept_names(office: OpenOffice) -> list[object]:
    with office.database.read(office.actor) as inside:
        return [draft.values["name"] for draft in inside.drafts.mine()]


def keep(office: OpenOffice, *names: str) -> None:
    forms = [FormDraft("customer", number, 1, {"name": name}) for number, name in enumerate(names)]
    with office.database.write(office.actor) as inside:
        inside.drafts.keep(forms)


def test_what_came_back_is_kept_until_it_is_saved_or_given_up(
    sitting: OpenOffice, seat: Seating, qtbot: QtBot
) -> None:
    keep(sitting, "half", "typed")
    session = seat()
    assert [draft.values["name"] for draft in typed_in(session.window)] == ["half", "typed"]
    assert kept_names(sitting) == ["half", "typed"], "a crash now would lose them"
    page = session.window.documents.page
    assert isinstance(page, NamePage)
    page.field.clear()
    session.jobs.write(lambda office: office.customers.add({"name": "Aurora"}))
    qtbot.waitUntil(lambda: kept_names(sitting) == ["half"])
    session.window.documents.page.field.setText("typed again")  # type: ignore[union-attr]


def test_what_no_form_shows_today_is_kept_for_another_day(
    sitting: OpenOffice,
    seat: Seating,
    monkeypatch: pytest.MonkeyPatch,
    reopen: Callable[..., OpenOffice],
    vault_folder: Path,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(Held, "open_form", lambda _held, _window, _draft: None)
    keep(sitting, "half typed")
    leave(seat(), qtbot)
    assert kept_names(reopen(vault_folder)) == ["half typed"]


def test_a_disk_that_refuses_the_drafts_keeps_nobody_from_locking(
    session: Session, sitting: OpenOffice, qtbot: QtBot
) -> None:
    half_typed(session).field.setText("x" * 2_000_000)
    with sitting.database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    assert leave(session, qtbot) == [Ending.LOCK]
    assert "disk is full" in session.trouble
    with pytest.raises(CimsError, match="locked"):
        sitting.vault.connect()


def test_upkeep_runs_at_sign_in_in_the_writers_turn_and_is_no_activity(
    session: Session, sitting: OpenOffice, qtbot: QtBot
) -> None:
    go = Event()
    session.jobs.write(lambda _office: go.wait(10))
    session.upkeep.due.emit()
    session.upkeep.due.emit()
    go.set()
    qtbot.waitUntil(lambda: not session.jobs.is_busy())
    qtbot.waitUntil(lambda: bool(upkeep_times(sitting)))
    times = upkeep_times(sitting)
    session.upkeep.due.emit()
    assert not session.jobs.is_busy()
    assert upkeep_times(sitting) == times


def upkeep_times(office: OpenOffice) -> dict[str, object]:
    with office.database.read(office.actor) as inside:
        return inside.settings.common("upkeep")


def test_a_lock_waits_for_a_setting_that_is_being_kept_instead_of_asking(
    session: Session, qtbot: QtBot
) -> None:
    go = Event()
    session.jobs.write(lambda _office: go.wait(10))
    with qtbot.waitSignal(session.ended):
        session.leaving.ask(Ending.LOCK)
        assert session.window.findChildren(QMessageBox) == []
        go.set()


def test_the_window_goes_at_once_and_the_disk_is_waited_for_elsewhere(
    session: Session, sitting: OpenOffice, qtbot: QtBot
) -> None:
    begun, go, told = Event(), Event(), []
    session.ended.connect(told.append)
    session.jobs.write(lambda _office: (begun.set(), go.wait(10)))
    assert begun.wait(5)
    window, page = session.window, half_typed(session)
    session.end(Ending.LOCK)
    assert not isValid(window)
    assert not isValid(page)
    assert sitting.is_open
    go.set()
    qtbot.waitUntil(lambda: told == [Ending.LOCK])
    assert not sitting.is_open


def in_database(sitting: OpenOffice, work: Callable[[Office], object]) -> None:
    """Do it as somebody else would, past the window."""
    with sitting.database.write(Actor.office()) as office:
        work(office)


def test_rights_that_change_while_somebody_sits_there_change_the_window(
    seat: Seating, sitting: OpenOffice, template: Template, qtbot: QtBot
) -> None:
    session = seat()
    session.start()
    first, me = session.window, template.people["administrator"]
    assert session.allows("right:backup") and session.allows("customer:edit")
    narrow = RoleDraft(name="Keeper", single=frozenset({Right.USERS}))

    def narrowed(office: Office) -> None:
        office.users.set_roles(me, [office.roles.save(narrow)])

    in_database(sitting, narrowed)
    assert session.window is first
    session.jobs.read(session, lambda office: office.now, lambda _now: None)
    qtbot.waitUntil(lambda: session.window is not first)
    assert not session.allows("right:backup") and not session.allows("customer:edit")
    assert session.allows("right:users")


def test_another_team_is_no_reason_for_another_window(
    seat: Seating, sitting: OpenOffice, template: Template, qtbot: QtBot
) -> None:
    session = seat()
    session.start()
    first, me = session.window, template.people["administrator"]
    in_database(sitting, lambda o: o.users.join_team(me, o.users.teams()[0].id))
    with qtbot.waitSignal(session.jobs.rights_changed):
        session.jobs.read(session, lambda office: office.now, lambda _now: None)
    assert template.people["sales"] in session.jobs.actor.team
    assert session.window is first


def test_who_is_disabled_while_signed_in_is_told_and_signed_out(
    seat: Seating, sitting: OpenOffice, template: Template, qtbot: QtBot
) -> None:
    session = seat()
    session.start()

    def sent_away(office: Office) -> None:
        office.users.give_role(template.people["sales"], "administrator")
        users = office.users
        users._desk.slot_keys = dict
        me = users.load(template.people["administrator"])
        users.save(me.changed(state="disabled"))

    in_database(sitting, sent_away)
    with qtbot.waitSignal(session.ended) as ended:
        session.jobs.write(lambda office: office.settings.set_mine("x", {"a": 1}))
    assert ended.args == [Ending.SIGN_OUT]
    assert "may not sign in any more" in session.trouble


@pytest.mark.parametrize("state", ["disabled", "removed"])
def test_what_stood_half_typed_is_kept_for_who_may_come_back_and_for_nobody_else(
    seat: Seating, sitting: OpenOffice, template: Template, qtbot: QtBot,
    vault_folder: Path, clock: SetClock, state: str,
) -> None:  # fmt: skip
    session, me = seat(), template.people["administrator"]
    session.start()
    half_typed(session)

    def sent_away(office: Office) -> None:
        office.users.give_role(template.people["sales"], "administrator")
        office.users._desk.slot_keys = dict
        office.users.save(office.users.load(me).changed(state=state))

    in_database(sitting, sent_away)
    with qtbot.waitSignal(session.ended):
        session.jobs.write(lambda office: office.settings.set_mine("x", {"a": 1}))
    kept = state == "disabled"
    assert ("what you had typed is kept until then" in session.trouble) is kept
    assert ("What was typed is not kept" in session.trouble) is not kept

    vault = open_by_keys(vault_folder, template.keys, policy=WEAK, now=clock)
    connection = vault.connect()
    found = connection.execute('SELECT user_id, "values" FROM draft').fetchall()
    assert found == [(me, '{"name": "half typed"}')] * kept
    connection.close()
    vault.close()


@pytest.mark.parametrize("ending", [Ending.LOCK, Ending.QUIT])
def test_a_copied_secret_goes_with_the_session(
    session: Session, qtbot: QtBot, ending: Ending
) -> None:
    copy_secret("6222021234567890128")
    leave(session, qtbot, ending)
    assert QGuiApplication.clipboard().text() == ""


def test_what_else_was_copied_outlives_the_session(session: Session, qtbot: QtBot) -> None:
    copy_text("an address")
    leave(session, qtbot, Ending.QUIT)
    assert QGuiApplication.clipboard().text() == "an address"
