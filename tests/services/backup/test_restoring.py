"""A backup is proved, and becomes an office again where none is."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cims.services import migrations
from cims.services.backup import (
    BackupDamaged,
    BackupIncomplete,
    by_keys,
    by_password,
    by_sheet,
    make,
    make_closed,
    prove,
    read_manifest,
    restore_into,
)
from cims.services.backup.container import Source, write_container
from cims.services.errors import CimsError
from cims.services.opening import open_office
from cims.services.vault.canon import canon, read_canon
from cims.services.vault.errors import NoVault, VaultExists, WrongPassword, WrongRecoveryText
from cims.services.vault.generations import DataFolder
from cims.services.vault.recovery import sheet_text
from cims.services.vault.vault import open_by_keys, open_vault
from tests.conftest import PASSWORD
from tests.factories import valid
from tests.faults.schema_next import schema_next
from tests.looking import audit_verdict, customers
from tests.weak_policy import WEAK

ROOT = Path(__file__).parents[3]


@pytest.fixture
def place(tmp_path):
    return tmp_path / "elsewhere"


@pytest.fixture
def restore(place, clock):
    """Restore a backup elsewhere; offices are closed at the end."""
    offices = []

    def run(file, **how):
        how = how or {"password": PASSWORD}
        offices.append(restore_into(file, place, policy=WEAK, clock=clock, **how))
        return offices[-1]

    yield run
    for office in offices:
        office.close()


def test_a_restored_office_holds_what_the_backup_held(filled, backup, restore, write):
    names = customers(filled)
    write(lambda office: office.customers.add(valid("customer")))
    office = restore(backup.file)
    assert customers(office) == names
    assert office.actor.name == "Wang Xiaoyan"
    (warning,) = office.warnings
    assert "restored from a backup" in warning
    with office.database.read(office.actor) as inside:
        assert inside.customers.count(words="苏州") == 30


def test_a_restored_office_is_a_branch_of_its_own_with_a_seam(filled, backup, restore):
    office = restore(backup.file)
    assert office.vault.branch_id != filled.vault.branch_id
    verdict = audit_verdict(office)
    assert verdict.fine
    assert [seam.reason for seam in verdict.seams] == ["new", "restored"]
    assert verdict.seams[1].more["backup_seq"] == 1
    assert verdict.seams[1].branch_id == office.vault.branch_id


def test_a_restored_office_goes_on(backup, place, clock):
    office = restore_into(backup.file, place, policy=WEAK, clock=clock, password=PASSWORD)
    with office.database.write(office.actor) as inside:
        inside.customers.add({"name": "Aurora Ltd"})
    office.close()
    vault = open_vault(place, username="boss", password=PASSWORD, policy=WEAK, now=clock)
    again = open_office(vault, clock)
    try:
        assert len(again.warnings) == 1  # the section that the restore began, unconfirmed still
        assert "Aurora Ltd" in customers(again)
        assert audit_verdict(again).fine
        newer = make(again, place.parent / "newer.cimsbak", clock)
        assert newer.manifest.backup_seq == 2
        assert newer.manifest.prev[0] == 1
    finally:
        again.close()


def test_the_recovery_sheet_opens_a_backup(backup, restore, template):
    assert len(customers(restore(backup.file, sheet=template.sheet))) == 30


def test_a_closed_backup_restores_with_what_stood_in_the_log(
    filled, left_behind, restore, tmp_path, clock
):
    backup = make_closed(left_behind, tmp_path / "closed.cimsbak", clock)
    office = restore(backup.file, username="boss", password=PASSWORD)
    assert customers(office) == customers(filled)
    assert audit_verdict(office).fine


def test_a_backup_of_an_older_cims_is_brought_up_to_date(filled, backup, restore, tmp_path):
    with schema_next(tmp_path / "versions"):
        office = restore(backup.file)
        assert customers(office) == customers(filled)
        assert audit_verdict(office).fine
        connection = office.vault.connect()
        assert connection.execute("PRAGMA user_version").fetchone() == (migrations.SCHEMA,)
        connection.close()
        assert office.vault.generation == 1


def test_a_backup_of_a_newer_cims_is_refused(filled, tmp_path, place, clock, restore):
    connection = filled.vault.connect()
    connection.execute(f"PRAGMA user_version = {migrations.SCHEMA + 1}")
    connection.close()
    backup = make(filled, tmp_path / "office.cimsbak", clock)
    with pytest.raises(CimsError, match="newer CIMS"):
        restore(backup.file)
    assert DataFolder(place).numbers() == ()


def test_a_wrong_password_leaves_no_vault_behind(backup, place, clock):
    with pytest.raises(WrongPassword):
        restore_into(backup.file, place, policy=WEAK, clock=clock, password="something else 12")
    with pytest.raises(NoVault):
        DataFolder(place).current()
    assert DataFolder(place).numbers() == ()


def test_a_wrong_password_is_told_before_the_database_is_unpacked(backup, place, clock, template):
    def no_work(_done, _total):
        raise AssertionError("the database is unpacked already")

    wrong = {"password": "something else 12"}, {"sheet": sheet_text(bytes(20))}
    for how in wrong:
        with pytest.raises((WrongPassword, WrongRecoveryText)):
            restore_into(backup.file, place, policy=WEAK, clock=clock, progress=no_work, **how)
    with pytest.raises(WrongPassword):
        prove(backup.file, by_password("boss", "something", policy=WEAK, clock=clock), no_work)
    with pytest.raises(AssertionError):
        prove(backup.file, by_password("boss", PASSWORD, policy=WEAK, clock=clock), no_work)


def test_nothing_is_restored_over_a_vault(backup, vault_folder, clock):
    with pytest.raises(VaultExists):
        restore_into(backup.file, vault_folder, policy=WEAK, clock=clock, password=PASSWORD)


def test_a_damaged_backup_leaves_no_vault_behind(backup, place, clock):
    whole = bytearray(backup.file.read_bytes())
    whole[len(whole) // 2] ^= 1
    backup.file.write_bytes(whole)
    with pytest.raises(BackupDamaged):
        restore_into(backup.file, place, policy=WEAK, clock=clock, password=PASSWORD)
    assert DataFolder(place).numbers() == ()


def test_a_forged_list_of_contents_is_found_by_its_mac(backup, tmp_path, place, clock):
    forged = rewritten(backup.file, tmp_path, created="2020-01-01T00:00:00Z")
    with pytest.raises(BackupDamaged, match="list of contents"):
        restore_into(forged, place, policy=WEAK, clock=clock, password=PASSWORD)


def test_a_backup_is_proved_with_a_password_the_sheet_or_the_keys_at_hand(
    filled, backup, template, clock
):
    for sign_in in (
        by_password("boss", PASSWORD, policy=WEAK, clock=clock),
        by_password(None, PASSWORD, policy=WEAK, clock=clock),
        by_sheet(template.sheet, policy=WEAK, clock=clock),
        by_keys(filled.vault.copy_of_keys(), policy=WEAK, clock=clock),
    ):
        proof = prove(backup.file, sign_in)
        assert proof.fine
        assert (proof.problems, proof.missing, proof.unchecked) == ((), 0, ())
    with pytest.raises(WrongPassword):
        prove(backup.file, by_password("boss", "something else", policy=WEAK, clock=clock))


def test_what_the_keys_do_not_reach_is_named_as_unchecked(filled, backup, clock, left_behind):
    keys = filled.vault.copy_of_keys().only(("ap", "dbk"))
    slot = filled.vault.slot.slot_id
    proof = prove(
        backup.file,
        lambda folder, number: open_by_keys(
            folder, keys, policy=WEAK, now=clock, slot_id=slot, generation=number
        ),
    )
    assert proof.fine
    assert [what.split()[0] for what in proof.unchecked] == ["Sealed", "The"]
    closed = make_closed(left_behind, left_behind.parent / "closed.cimsbak", clock)
    proof = prove(closed.file, by_keys(filled.vault.copy_of_keys(), policy=WEAK, clock=clock))
    assert proof.fine
    assert "Nobody vouches" in proof.unchecked[0]


def test_a_sealed_value_that_does_not_open_is_found_by_who_may_see_it(
    filled, write, clock, tmp_path
):
    write(lambda o: o.contacts.add({"name": "Li", "identity_number": "11010519491231002X"}))
    good = make(filled, tmp_path / "good.cimsbak", clock)
    keys = filled.vault.copy_of_keys()
    assert prove(good.file, by_keys(keys, policy=WEAK, clock=clock)).fine
    connection = filled.vault.connect()
    connection.execute("UPDATE contact SET identity_number = x'0102'")
    connection.commit()
    connection.close()
    bad = make(filled, tmp_path / "bad.cimsbak", clock)
    proof = prove(bad.file, by_keys(keys, policy=WEAK, clock=clock))
    assert "Sealed values do not open: Identity number." in proof.problems


def test_proving_leaves_nothing_in_the_temporary_folder(backup, clock, tmp_path, monkeypatch):
    staging = tmp_path / "staging"
    staging.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(staging))
    prove(backup.file, by_password("boss", PASSWORD, policy=WEAK, clock=clock))
    assert not any(staging.iterdir())


def test_a_log_that_was_lost_before_the_copy_is_found(
    left_behind, tmp_path, place, clock, restore, filled
):
    (left_behind / "gen-000001" / "cims.db-wal").unlink()
    backup = make_closed(left_behind, tmp_path / "closed.cimsbak", clock)
    proof = prove(backup.file, by_keys(filled.vault.copy_of_keys(), policy=WEAK, clock=clock))
    assert proof.missing > 0
    with pytest.raises(BackupIncomplete, match="missing"):
        restore(backup.file, password=PASSWORD)
    office = restore(backup.file, password=PASSWORD, accept_loss=True)
    assert audit_verdict(office).fine
    assert customers(office) == []


def test_rows_that_went_out_of_a_copy_are_counted(filled, backup, tmp_path, clock):
    """Who holds the database key may change a backup; the mac is his too, the rows tell."""
    manifest = backup.manifest
    fewer = {**manifest.rows, "customer": 31}
    forged = rewritten(backup.file, tmp_path, vault=filled.vault, rows=fewer)
    proof = prove(forged, by_password("boss", PASSWORD, policy=WEAK, clock=clock))
    assert proof.problems == ("The table customer has 30 rows instead of 31.",)


def test_a_shorter_audit_than_noted_is_found(filled, backup, tmp_path, clock):
    seq, tag = backup.manifest.audit
    forged = rewritten(
        backup.file, tmp_path, vault=filled.vault, audit={"seq": seq + 1, "tag": tag}
    )
    proof = prove(forged, by_password("boss", PASSWORD, policy=WEAK, clock=clock))
    assert "differs from what a backup has noted" in proof.problems[0]


def test_of_several_users_one_must_be_named(filled, backup, place, clock, monkeypatch):
    monkeypatch.setattr(
        "cims.services.backup.proving.unlock_names_of", lambda _folder: [("1", "ada"), ("2", "bo")]
    )
    with pytest.raises(CimsError, match="ada, bo"):
        restore_into(backup.file, place, policy=WEAK, clock=clock, password=PASSWORD)


def rewritten(file, folder, vault=None, **change):
    """The backup with another manifest and right sums; with a right mac if `vault` makes one."""
    from cims.services.backup import manifest as manifests
    from cims.services.vault.canon import b64

    text = canon(read_canon(read_manifest(file).encode()) | change)
    if vault is not None:
        mac = manifests.read(text).expected_mac(vault)
        text = canon(read_canon(text) | {"mac": b64(mac)})
    out = folder / "rewritten.cimsbak"
    with zipfile.ZipFile(file) as found:
        parts = {name: found.read(name) for name in found.namelist()[1:]}
    sources = [Source(name, len(raw), lambda raw=raw: [raw]) for name, raw in parts.items()]
    with out.open("w+b") as stream:
        write_container(stream, sources, lambda _members: text, lambda *_: None)
    return out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the child is forked")
def test_a_restore_or_backup_killed_anywhere_leaves_a_whole_one_or_none(filled, template):
    filled.close()
    keys = {name: bytes(template.keys[name]).hex() for name in template.keys.names}
    command = [sys.executable, "-m", "tests.faults.restoring", str(filled.vault.folder.path)]
    done = subprocess.run(
        [*command, json.dumps(keys), PASSWORD],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["restores"] > found["none yet"] >= 5
    assert found["backups"] >= 4
