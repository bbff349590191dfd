"""Signing in with a key file or a secret of the computer, and without them by the sheet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from cims.services.backup import make
from cims.services.vault.vault import OpenVault, open_by_keys
from cims.ui.doors.forgotten_page import ForgottenPage
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.restore_page import RestorePage
from cims.ui.doors.unlock_page import UnlockPage
from tests.conftest import PASSWORD, SetClock, Template
from tests.fake_keyring import FakeKeyring, keyring_named
from tests.ui.doors.conftest import Coming, ReadyFiles, Visitor
from tests.ui.doors.test_unlock import NEW, office_of
from tests.ui.walk import problems
from tests.weak_policy import WEAK

STICK = bytes(range(64))


@pytest.fixture
def ring() -> Iterator[FakeKeyring]:
    with keyring_named() as fake:
        yield fake


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with the key file on it."""
    file = tmp_path / "stick" / "boss.cimskey"
    file.parent.mkdir()
    file.write_bytes(STICK)
    return file


def set_factors(
    folder: Path, template: Template, clock: SetClock, *, key_file: bool, device: bool
) -> OpenVault:
    vault = open_by_keys(folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id)
    vault.set_factors(PASSWORD, STICK if key_file else None, device=device)
    vault.close()
    return vault


@pytest.fixture
def at_home(come_to: Coming, vault_folder: Path, template: Template, clock: SetClock) -> Visitor:
    """In front of the unlock page of somebody who needs a key file."""
    set_factors(vault_folder, template, clock, key_file=True, device=False)
    return come_to(vault_folder)


def enter(visitor: Visitor, password: str = PASSWORD) -> None:
    visitor.page.password.setText(password)
    visitor.page.sign_in.click()


def drop(page: UnlockPage, file: Path) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(file))])
    place, left = QPointF(5, 5), Qt.MouseButton.LeftButton
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    entering = QDragEnterEvent(place.toPoint(), copy, held, left, none)
    QApplication.sendEvent(page.key_file, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page.key_file, QDropEvent(place, copy, held, left, none))


def test_nobody_is_asked_for_a_key_file_who_needs_none(come_to: Coming, vault_folder: Path) -> None:
    assert not come_to(vault_folder).until(UnlockPage).key_file.isVisible()


def test_the_key_file_is_chosen_and_its_place_is_remembered(
    at_home: Visitor, files: ReadyFiles, stick: Path, preferences: Preferences, template: Template
) -> None:
    page = at_home.until(UnlockPage)
    assert page.key_file.isVisible()
    assert problems(at_home.program.window) == []
    files.answer = stick
    page.key_file.button.click()
    assert files.asked == ["Choose the key file"]
    enter(at_home)
    at_home.leave()
    page = at_home.until(UnlockPage)
    assert page.key_file.file == stick
    enter(at_home)
    at_home.until_inside()
    assert preferences.key_file(template.slot_id) == stick
    preferences._kept.sync()
    kept = Path(preferences._kept.fileName()).read_bytes()
    assert STICK not in kept
    assert STICK.hex().encode() not in kept


def test_a_key_file_can_be_dropped(at_home: Visitor, stick: Path) -> None:
    drop(at_home.until(UnlockPage), stick)
    enter(at_home)
    at_home.until_inside()


def test_without_the_key_file_it_is_asked_for_and_the_password_stays(at_home: Visitor) -> None:
    at_home.until(UnlockPage)
    enter(at_home)
    page = at_home.until(UnlockPage)
    assert "signs in with a password and a key file" in page.said()
    assert page.password.text() == PASSWORD
    assert page.key_file.button.hasFocus()


@pytest.mark.parametrize(
    ("found", "said"), [(STICK[::-1], "or the key file is wrong"), (b"short", "exactly 64 bytes")]
)
def test_a_wrong_key_file_is_told(at_home: Visitor, stick: Path, found: bytes, said: str) -> None:
    page = at_home.until(UnlockPage)
    stick.write_bytes(found)
    page.key_file.use(stick)
    enter(at_home)
    page = at_home.until(UnlockPage)
    assert said in page.said()
    stick.write_bytes(STICK)
    enter(at_home)
    at_home.until_inside()


def test_a_stick_that_is_not_plugged_in_is_asked_for(at_home: Visitor, stick: Path) -> None:
    at_home.until(UnlockPage).key_file.use(stick.with_name("gone.cimskey"))
    enter(at_home)
    page = at_home.until(UnlockPage)
    assert "Plug in the stick" in page.said()
    assert page.password.text() == PASSWORD


def test_what_was_chosen_stands_there_in_another_language_too(
    at_home: Visitor, stick: Path
) -> None:
    at_home.until(UnlockPage).key_file.use(stick)
    at_home.program.window.switch_language()
    assert at_home.until(UnlockPage).key_file.file == stick


def test_a_lost_key_file_leaves_the_sheet(at_home: Visitor, template: Template) -> None:
    at_home.until(UnlockPage).other.click()
    page = at_home.until(ForgottenPage)
    page.sheet.setText(template.sheet)
    page.password.set_password(NEW)
    page.set.click()
    at_home.leave()
    page = at_home.until(UnlockPage)
    assert not page.key_file.isVisible()
    enter(at_home, NEW)
    at_home.until_inside()


def test_a_keyring_that_is_locked_is_said_and_the_sheet_works(
    come_to: Coming, vault_folder: Path, template: Template, clock: SetClock, ring: FakeKeyring
) -> None:
    set_factors(vault_folder, template, clock, key_file=False, device=True)
    visitor = come_to(vault_folder)
    ring.fault = "locked"
    visitor.until(UnlockPage)
    enter(visitor)
    page = visitor.until(UnlockPage)
    assert "Unlock it and try again" in page.said()
    assert "recovery sheet" in page.said()
    page.other.click()
    forgotten = visitor.until(ForgottenPage)
    forgotten.sheet.setText(template.sheet)
    forgotten.password.set_password(NEW)
    forgotten.set.click()
    visitor.until_inside()


def test_a_backup_opens_with_its_key_file_and_without_it_by_the_sheet(
    come_to: Coming,
    files: ReadyFiles,
    template: Template,
    vault_folder: Path,
    tmp_path: Path,
    clock: SetClock,
    stick: Path,
) -> None:
    set_factors(vault_folder, template, clock, key_file=True, device=False)
    office = office_of(template, vault_folder, clock)
    backup = make(office, tmp_path / "office.cimsbak", clock).file
    office.close()
    files.answer = backup
    for place in ("first", "second"):
        visitor = come_to(tmp_path / place)
        visitor.program.doors._begin_by("restore")
        page = visitor.until(RestorePage)
        assert page.key_file.isVisible()
        if place == "first":
            page.key_file.use(stick)
            page.password.setText(PASSWORD)
            page.restore.click()
        else:
            page.by_sheet.click()
            forgotten = visitor.until(ForgottenPage)
            forgotten.sheet.setText(template.sheet)
            forgotten.password.set_password(NEW)
            forgotten.set.click()
        visitor.until_inside()
        visitor.leave()
