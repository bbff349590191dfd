"""Second factors in the window: made, copied, refused, kept; and what is said of them."""

import pytest

from cims.services.vault.factors import read_key_file
from cims.services.vault.typing_back import SETTING as SHEET
from cims.services.vault.vault import open_vault
from cims.ui import own_sign_in
from cims.ui.actions import Commands
from cims.ui.dialogs.second_factors import SecondFactorsDialog
from cims.ui.jobs import Jobs
from cims.ui.own_sign_in import OwnSignIn
from cims.ui.page import Page
from tests.conftest import PASSWORD
from tests.fake_keyring import keyring_named
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.walk import problems
from tests.weak_policy import WEAK

LONG = 20_000


@pytest.fixture
def ring():
    with keyring_named() as fake:
        yield fake


@pytest.fixture
def files(tmp_path):
    asker = ReadyFiles()
    asker.answer = tmp_path / "boss.cimskey"
    return asker


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def own(opened, jobs, messages, files, qtbot):
    """Who serves the dialogs, in a window of the administrator."""
    window, commands = Page(), Commands(lambda _right: True)
    qtbot.addWidget(window)
    served = OwnSignIn(opened, jobs, messages, files)
    served.serve(window, commands)
    served.shown = lambda: asked(qtbot, window, commands)
    yield served
    served.deleteLater()


def asked(qtbot, window, commands):
    for old in window.findChildren(SecondFactorsDialog):
        old.setParent(None)
    commands.run("access.factors")
    qtbot.waitUntil(lambda: bool(window.findChildren(SecondFactorsDialog)), timeout=LONG)
    return window.findChildren(SecondFactorsDialog)[-1]


def saved(qtbot, dialog):
    """Press Save and wait until it is over; the sentence that is shown then, None when accepted."""
    ended = []
    dialog.accepted.connect(lambda: ended.append(None))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(ended) or dialog._body.isEnabled(), timeout=LONG)
    return None if ended else dialog.problem.text()


def pressed(qtbot, dialog, button):
    """Press it and wait until the file is written, or refused."""
    button.click()
    qtbot.waitUntil(dialog._body.isEnabled, timeout=LONG)


def confirm_sheet(opened):
    with opened.database.write(opened.actor) as office:
        office.settings.note_common(SHEET, {"confirmed_on": "2026-11-22"})


def test_a_key_file_is_made_copied_and_asked_for_from_now_on(
    own, opened, files, qtbot, tmp_path, vault_folder, clock
):
    dialog = own.shown()
    assert problems(dialog) == []
    assert not dialog.make.isVisible()
    dialog.key_file.setChecked(True)
    assert not dialog.copy.isVisible()
    pressed(qtbot, dialog, dialog.make)
    made = read_key_file(tmp_path / "boss.cimskey")
    assert "boss.cimskey" in dialog.told.text()
    files.answer = tmp_path / "copy.cimskey"
    pressed(qtbot, dialog, dialog.copy)
    assert read_key_file(tmp_path / "copy.cimskey") == made
    dialog.password.setText(PASSWORD)
    assert saved(qtbot, dialog) is None
    assert opened.vault.slot.factors == ("keyfile",)
    again = open_vault(
        vault_folder, username="boss", password=PASSWORD, policy=WEAK, now=clock, key_file=made
    )
    again.close()
    later = own.shown()
    assert later.key_file.isChecked()
    later.key_file.setChecked(False)
    later.password.setText(PASSWORD)
    assert saved(qtbot, later) is None
    assert opened.vault.slot.factors == ()


def test_a_key_file_on_the_offices_disk_is_warned_of(own, monkeypatch, qtbot, files, tmp_path):
    dialog = own.shown()
    dialog.key_file.setChecked(True)
    for same in (True, False):
        monkeypatch.setattr(own_sign_in, "is_on_same_disk", lambda *_places, same=same: same)
        files.answer = tmp_path / f"{same}.cimskey"
        pressed(qtbot, dialog, dialog.make)
        assert ("whoever steals" in dialog.told.text()) is same


def test_nothing_is_saved_without_key_file_or_password(own, opened, qtbot):
    dialog = own.shown()
    dialog.key_file.setChecked(True)
    dialog.password.setText(PASSWORD)
    assert saved(qtbot, dialog) == "Make the key file first."
    dialog.key_file.setChecked(False)
    dialog.password.clear()
    assert "Type your password" in saved(qtbot, dialog)
    pressed(qtbot, dialog, dialog.make)
    dialog.key_file.setChecked(True)
    dialog.password.setText("not my password at all")
    assert "password is wrong" in saved(qtbot, dialog)
    assert opened.vault.slot.factors == ()


def test_wrong_passwords_are_counted_down(own, qtbot, clock):
    dialog = own.shown()
    for _try in range(3):
        dialog.password.setText("not my password at all")
        assert "password is wrong" in saved(qtbot, dialog)
    assert (dialog.save_button.text(), dialog.save_button.isEnabled()) == ("Wait 1 second", False)
    clock.pass_by(seconds=1)
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=LONG)
    assert dialog.save_button.text() == "Save"


def test_another_file_is_never_written_over(own, tmp_path, qtbot):
    (tmp_path / "boss.cimskey").write_text("my novel")
    dialog = own.shown()
    dialog.key_file.setChecked(True)
    pressed(qtbot, dialog, dialog.make)
    assert "already" in dialog.problem.text()
    assert (tmp_path / "boss.cimskey").read_text() == "my novel"


def test_the_only_owner_is_told_why_there_is_no_secret_of_the_computer(own, ring):
    dialog = own.shown()
    assert not dialog.device.isEnabled()
    assert "confirm the recovery sheet" in dialog._state.no_device
    assert ring.kept == {}


def test_the_secret_of_the_computer_is_kept_with_its_warnings(own, opened, ring, qtbot):
    confirm_sheet(opened)
    dialog = own.shown()
    words = " ".join(label.text() for label in dialog.findChildren(type(dialog.told)))
    for said in ("SecretService", "stolen backup", "without a system password", "can read it"):
        assert said in words
    dialog.device.setChecked(True)
    dialog.password.setText(PASSWORD)
    assert saved(qtbot, dialog) is None
    assert opened.vault.slot.factors == ("device",)
    assert len(ring.kept) == 1


@pytest.mark.parametrize("fault", ["locked", "halfway", "forgetting"])
def test_a_keyring_that_fails_is_told_and_nothing_changes(own, opened, ring, qtbot, fault):
    confirm_sheet(opened)
    dialog = own.shown()
    ring.fault = fault
    dialog.device.setChecked(True)
    dialog.password.setText(PASSWORD)
    assert "keyring of this computer" in saved(qtbot, dialog)
    assert opened.vault.slot.factors == ()


def test_another_keyring_than_before_is_warned_of_after_signing_in(
    own, opened, ring, qtbot, messages
):
    confirm_sheet(opened)
    dialog = own.shown()
    dialog.device.setChecked(True)
    dialog.password.setText(PASSWORD)
    saved(qtbot, dialog)
    told = []
    messages.warn = told.append
    with keyring_named("keyring.backends.libsecret.Keyring"):
        own.look_at_keyring()
        qtbot.waitUntil(lambda: bool(told), timeout=LONG)
    assert "libsecret" in told[0]
