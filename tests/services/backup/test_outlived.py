"""After a rotation the files under the keys of before go with the next verified backup."""

import shutil

import pytest

from cims.services.accounts import Accounts
from cims.services.backup import make
from cims.services.backup.errors import BackupRefused
from cims.services.vault.generations import MARKER, DataFolder
from cims.services.vault.vault import open_vault
from tests.conftest import PASSWORD
from tests.weak_policy import WEAK

OWN = "mauve otter trampoline"


@pytest.fixture
def after(opened):
    """The office after somebody was removed."""
    accounts = Accounts(opened)
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    office = accounts.remove(made.user_id, PASSWORD).office
    yield office
    office.close()


def test_the_old_files_stay_until_a_backup_is_verified_and_then_go(
    after, clock, tmp_path, vault_folder
):
    data = DataFolder(vault_folder)
    assert data.complete() == (1, 2)
    with pytest.raises(BackupRefused):
        make(after, tmp_path / "nowhere" / "a.cimsbak", clock)
    assert data.complete() == (1, 2)
    leaver = open_vault(
        vault_folder, username="lily", password=OWN, policy=WEAK, now=clock, generation=1
    )
    leaver.close()
    make(after, tmp_path / "a.cimsbak", clock)
    assert data.numbers() == (2,)
    assert data.current() == 2


def test_files_under_the_keys_of_today_stay(opened, clock, tmp_path, vault_folder):
    fresh = opened.vault.folder.begin()
    opened.vault.folder.finish(fresh, opened.vault.vault_id, 1, opened.vault.db_salt)
    make(opened, tmp_path / "a.cimsbak", clock)
    assert DataFolder(vault_folder).complete() == (1, fresh)


def test_files_whose_keys_nobody_knows_stay(after, clock, tmp_path, vault_folder):
    (vault_folder / "gen-000001" / MARKER).write_bytes(b"garbled")
    make(after, tmp_path / "a.cimsbak", clock)
    assert DataFolder(vault_folder).complete() == (1, 2)


def test_the_backups_that_a_leaver_still_opens_are_listed(opened, clock, tmp_path):
    accounts = Accounts(opened)
    drive = tmp_path / "drive"
    drive.mkdir()
    make(opened, drive / "before.cimsbak", clock)
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    make(opened, drive / "with lily.cimsbak", clock)
    (drive / "none.cimsbak").write_bytes(b"no backup")
    office = accounts.remove(made.user_id, PASSWORD).office
    make(office, drive / "after.cimsbak", clock)
    listed = Accounts(office).backups_left(made.user_id)
    assert [file.name for file in listed] == ["with lily.cimsbak"]
    shutil.rmtree(drive)
    assert Accounts(office).backups_left(made.user_id) == ()
    office.close()
