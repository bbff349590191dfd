"""The key file on the command line."""

import pytest

from cims.services.vault.vault import open_by_keys
from tests.command_line import cims
from tests.conftest import PASSWORD
from tests.weak_policy import WEAK

__all__ = ["cims"]

STICK = bytes(range(64))


@pytest.fixture
def stick(vault_folder, template, clock, tmp_path):
    """The administrator's key file, which is asked for from now on."""
    vault = open_by_keys(
        vault_folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id
    )
    vault.set_factors(PASSWORD, STICK, device=False)
    vault.close()
    file = tmp_path / "boss.cimskey"
    file.write_bytes(STICK)
    return file


def test_a_verb_signs_in_with_a_key_file(cims, stick):
    done = cims("--key-file", str(stick), "count", "customers")
    assert (done.status, done.err) == (0, done.err)
    assert cims("count", "customers", "--key-file", str(stick)).status == 0


def test_without_the_key_file_nothing_is_opened_and_it_is_asked_for(cims, stick):
    done = cims("count", "customers")
    assert (done.status, done.out) == (2, "")
    assert "signs in with a password and a key file" in done.err


@pytest.mark.parametrize("found", [b"", STICK[:-1], STICK + b"\n", None])
def test_a_file_that_is_no_key_file_is_refused(cims, stick, found):
    if found is None:
        stick.unlink()
    else:
        stick.write_bytes(found)
    done = cims("--key-file", str(stick), "count", "customers")
    assert (done.status, done.out) == (2, "")
    assert "key file" in done.err
    assert "Traceback" not in done.err


def test_another_key_file_is_told_as_a_wrong_password_is(cims, stick):
    stick.write_bytes(STICK[::-1])
    done = cims("--key-file", str(stick), "count", "customers")
    assert (done.status, done.out) == (2, "")
    assert "or the key file is wrong" in done.err


def test_a_backup_is_restored_with_its_key_file(cims, stick, tmp_path):
    backup = tmp_path / "office.cimsbak"
    assert cims("--key-file", str(stick), "backup", str(backup)).status == 0
    new = str(tmp_path / "new")
    secret = ("--password-file", str(cims.secret))
    without = cims.bare(*secret, "restore", str(backup), "--into", new)
    assert (without.status, without.out) == (2, "")
    assert "key file" in without.err
    with_it = cims.bare(*secret, "restore", str(backup), "--into", new, "--key-file", str(stick))
    assert with_it.status == 0


def test_an_owner_with_a_key_file_removes_somebody_and_keeps_it(cims, stick, tmp_path):
    first = tmp_path / "first.txt"
    first.write_text("the first long password\n")
    boss = ("--user", "boss", "--key-file", str(stick))
    added = cims(*boss, "user", "add", "bo", "--role", "sales", "--new-password-file", str(first))
    assert added.status == 0, added.err
    removed = cims(*boss, "user", "remove", "bo")
    assert removed.status == 0, removed.err
    assert cims(*boss, "audit", "verify").status == 0
    without = cims("count", "customers")
    assert (without.status, without.out) == (2, "")
    assert "key file" in without.err
    (boss_row,) = [
        row for row in cims(*boss, "user", "list", "--json").value if row["user"] == "boss"
    ]
    assert boss_row["factors"] == ["keyfile"]
