"""Second factors of somebody who is signed in: kept, noted, refused where they would lock out."""

import pytest

from cims.services.accounts import Accounts
from cims.services.errors import NotPossible
from cims.services.second_factors import (
    FactorState,
    changed_back_end,
    factor_state,
    set_factors,
)
from cims.services.vault.device_secret import KeyringTrouble
from cims.services.vault.typing_back import SETTING as SHEET
from cims.services.vault.vault import open_vault
from tests.conftest import PASSWORD
from tests.fake_keyring import keyring_named
from tests.looking import audit_verdict
from tests.weak_policy import WEAK

STICK = bytes(range(64))


@pytest.fixture
def ring():
    with keyring_named() as fake:
        yield fake


def parts(office):
    return office.vault, office.database, office.actor


def confirm_sheet(office):
    with office.database.write(office.actor) as inside:
        inside.settings.note_common(SHEET, {"confirmed_on": "2026-11-22"})


def noted(office):
    connection = office.vault.connect()
    rows = connection.execute(
        "SELECT action, diff FROM audit_entry JOIN audit_detail USING (seq) "
        "WHERE action = 'factors changed' ORDER BY seq"
    ).fetchall()
    connection.close()
    return [diff for _action, diff in rows]


def test_a_key_file_is_set_and_entered_in_the_audit_trail(opened):
    assert factor_state(*parts(opened)).key_file is False
    set_factors(*parts(opened), PASSWORD, STICK, device=False)
    assert factor_state(*parts(opened)).key_file is True
    set_factors(*parts(opened), PASSWORD, None, device=False)
    first, second = noted(opened)
    assert ("keyfile" in first, "keyfile" in second) == (True, True)
    with opened.database.read(opened.actor) as office:
        told = [one.sentence for one in office.audit_log.entries(limit=2).entries]
    assert told == [
        "Wang Xiaoyan signs in otherwise from now on: the password alone.",
        "Wang Xiaoyan signs in otherwise from now on: a key file.",
    ]
    assert str(STICK) not in first
    assert audit_verdict(opened).fine


def test_the_only_owner_gets_no_device_secret_before_the_sheet_is_confirmed(opened, ring):
    state = factor_state(*parts(opened))
    assert "confirm the recovery sheet" in state.no_device
    with pytest.raises(NotPossible, match="confirm the recovery sheet"):
        set_factors(*parts(opened), PASSWORD, None, device=True)
    assert ring.kept == {}
    assert opened.vault.slot.factors == ()
    confirm_sheet(opened)
    assert factor_state(*parts(opened)) == FactorState(False, False, "SecretService")
    set_factors(*parts(opened), PASSWORD, None, device=True)
    assert factor_state(*parts(opened)) == FactorState(False, True, "SecretService")


def test_the_second_owner_needs_no_confirmed_sheet(opened, ring):
    opened.vault.invite(
        "3f0a4a4e-98a5-4c39-a4c7-64ad2f1c1f09",
        "second",
        "another long enough phrase",
        ("ap", "av", "dbk", "ok", "vk"),
    )
    assert factor_state(*parts(opened)).no_device == ""


def test_a_computer_without_keyring_offers_none_and_says_why(opened):
    confirm_sheet(opened)
    with keyring_named("keyring.backends.fail.Keyring"):
        assert "no keyring" in factor_state(*parts(opened)).no_device
        with pytest.raises(NotPossible, match="no keyring"):
            set_factors(*parts(opened), PASSWORD, None, device=True)


def test_a_keyring_that_fails_halfway_leaves_nothing_behind(opened, ring):
    confirm_sheet(opened)
    ring.fault = "halfway"
    with pytest.raises(KeyringTrouble):
        set_factors(*parts(opened), PASSWORD, None, device=True)
    assert noted(opened) == []
    assert factor_state(*parts(opened)).device is False


def test_the_name_of_the_keyring_is_kept_and_a_change_is_told(opened, ring, vault_folder, clock):
    confirm_sheet(opened)
    set_factors(*parts(opened), PASSWORD, None, device=True)
    with opened.database.read(opened.actor) as office:
        assert office.second_factors.back_end() == "SecretService"
    assert changed_back_end(*parts(opened)) == ""
    with keyring_named("keyring.backends.libsecret.Keyring") as other:
        other.kept.update(ring.kept)
        vault = open_vault(vault_folder, username="boss", password=PASSWORD, policy=WEAK, now=clock)
        vault.close()
        told = changed_back_end(*parts(opened))
    assert "SecretService" in told
    assert "libsecret" in told
    set_factors(*parts(opened), PASSWORD, None, device=False)
    with opened.database.read(opened.actor) as office:
        assert office.second_factors.back_end() == ""
    assert changed_back_end(*parts(opened)) == ""


def test_factors_live_through_new_keys_of_the_vault(opened, ring):
    """Rotation asks for the own password; the factors of the session are taken along."""
    confirm_sheet(opened)
    set_factors(*parts(opened), PASSWORD, STICK, device=True)
    turned = Accounts(opened).rotate(PASSWORD)
    assert turned.office.vault.slot.factors == ("device", "keyfile")
    assert turned.office.vault.key_file == STICK
    Accounts(turned.office).change_own_password(PASSWORD, "twelve chars")
    set_factors(*parts(turned.office), "twelve chars", STICK, device=False)
    assert turned.office.vault.slot.factors == ("keyfile",)
    replaced = Accounts(turned.office).replace_sheet("twelve chars")
    assert replaced.sheet
    assert replaced.office.vault.slot.factors == ("keyfile",)
    replaced.office.close()
