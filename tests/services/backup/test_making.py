"""Backups are made while people work, of closed files, and never at the cost of an older one."""

import errno
import os
import re
import threading
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from cims.services.backup import BackupRefused, check, make, make_closed, read_manifest
from cims.services.backup.manifest import Kind
from cims.services.errors import Cancelled, NotAllowed, NotPossible
from cims.services.migrations import SCHEMA
from cims.services.vault.connection import connect
from tests.factories import valid


def test_a_backup_lists_what_it_holds(filled, backup, clock):
    manifest = backup.manifest
    assert read_manifest(backup.file) == check(backup.file) == manifest
    assert manifest.kind is Kind.ONLINE
    assert manifest.vault_id == filled.vault.vault_id
    assert manifest.branch_id == filled.vault.branch_id.hex()
    assert manifest.created == "2026-11-22T08:00:00Z"
    assert (manifest.backup_seq, manifest.prev, manifest.schema) == (1, None, SCHEMA)
    assert manifest.rows["customer"] == 30
    assert manifest.commit_seq == filled.vault.head.commit_seq - 1


def test_any_unzip_program_reads_it_and_finds_the_members_in_order(backup):
    with zipfile.ZipFile(backup.file) as found:
        assert found.testzip() is None
        assert found.namelist() == ["manifest.json", "db/cims.db", "keyslots.json", "README.txt"]
        assert found.read("manifest.json") == backup.manifest.encode()
        assert "从备份恢复" in found.read("README.txt").decode()
        assert {member.compress_type for member in found.infolist()} == {zipfile.ZIP_STORED}


def test_in_a_folder_a_backup_gets_a_name_and_the_next_number(filled, tmp_path, clock):
    folder = tmp_path / "drive"
    folder.mkdir()
    first = make(filled, folder, clock)
    clock.pass_by(days=1)
    second = make(filled, folder, clock)
    name = re.fullmatch(
        r"CIMS-([0-9a-f]{8})-([0-9a-f]{4})-20261122T080000Z-1\.cimsbak", first.file.name
    )
    assert filled.vault.vault_id.startswith(name[1])
    assert filled.vault.branch_id.hex().startswith(name[2])
    assert second.manifest.backup_seq == 2
    assert second.manifest.prev[0] == 1
    assert names_in(folder) == sorted([first.file.name, second.file.name])


def test_a_backup_is_noted_in_the_audit(filled, backup):
    connection = filled.vault.connect()
    row = connection.execute(
        "SELECT action, actor, diff FROM audit_entry JOIN audit_detail USING (seq)"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    connection.close()
    assert row[:2] == ("backup", filled.actor.user_id)
    assert backup.file.name in row[2]


def test_only_who_may_make_backups_makes_one(filled, acting, tmp_path, clock):
    filled.actor = acting("sales")
    with pytest.raises(NotAllowed):
        make(filled, tmp_path / "office.cimsbak", clock)
    assert not (tmp_path / "office.cimsbak").exists()


def test_saves_go_on_while_a_backup_is_copied(filled, tmp_path, clock):
    saved = []

    def save_in_between(done, total):
        if len(saved) < 5:
            worker = threading.Thread(target=save)
            worker.start()
            worker.join()

    def save():
        with filled.database.write(filled.actor) as office:
            saved.append(office.customers.add(valid("customer")))

    backup = make(filled, tmp_path / "office.cimsbak", clock, save_in_between)
    assert len(saved) == 5
    assert backup.manifest.rows["customer"] == 30
    with filled.database.read(filled.actor) as office:
        assert office.customers.count() == 35
    assert content_of(backup.file, filled, tmp_path) == 30


def test_no_lock_is_lost_by_a_backup(filled, backup, tmp_path):
    """Closing a descriptor of the database would drop SQLite's locks under its connections."""
    locks = []
    with ExitStack() as stack:

        def begin_to_read(done, total):
            if not locks:
                office = stack.enter_context(filled.database.read(filled.actor))
                office.customers.count()
                locks.extend(held_locks(filled.vault.db_path))

        make(filled, tmp_path / "second.cimsbak", filled.database.clock, begin_to_read)
        assert locks
        assert set(locks) <= held_locks(filled.vault.db_path)


def test_a_long_write_makes_a_backup_wait_and_then_say_so(filled, tmp_path, clock, monkeypatch):
    monkeypatch.setattr("cims.services.backup.snapshot.WAIT_MS", 1)
    monkeypatch.setattr("cims.services.backup.snapshot.TRIES", 2)
    with filled.database.read(filled.actor) as office:
        office.customers.count()
        with filled.database.write(filled.actor) as other:
            other.customers.add(valid("customer"))
        with pytest.raises(NotPossible, match="long piece of work"):
            make(filled, tmp_path / "office.cimsbak", clock)
    assert names_in(tmp_path) == ["office"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), Cancelled()])
def test_what_stood_there_stays_when_a_backup_fails(filled, tmp_path, clock, error):
    out = tmp_path / "office.cimsbak"
    out.write_bytes(b"the older backup")

    def fail(done, total):
        raise error

    with pytest.raises(BackupRefused if isinstance(error, OSError) else Cancelled):
        make(filled, out, clock, fail)
    assert out.read_bytes() == b"the older backup"
    assert names_in(tmp_path) == ["office", "office.cimsbak"]


def test_a_backup_takes_the_place_of_another_and_of_no_other_file(filled, tmp_path, clock):
    out = tmp_path / "office.zip"
    make(filled, out, clock)
    assert make(filled, out, clock).manifest.backup_seq == 2
    out.write_bytes(b"customers,by hand")
    for again in (
        lambda: make(filled, out, clock),
        lambda: make_closed(filled.vault.folder.path, out, clock),
    ):
        with pytest.raises(BackupRefused, match="no backup"):
            again()
    assert out.read_bytes() == b"customers,by hand"


def test_a_drive_without_room_is_refused_before_anything_is_written(
    filled, tmp_path, clock, monkeypatch
):
    monkeypatch.setattr("cims.services.backup.making.ROOM", 1e9)
    with pytest.raises(BackupRefused, match="MB are needed"):
        make(filled, tmp_path / "office.cimsbak", clock)
    assert names_in(tmp_path) == ["office"]


def test_progress_counts_copying_and_reading_again(filled, tmp_path, clock):
    seen = []
    make(filled, tmp_path / "office.cimsbak", clock, lambda *at: seen.append(at))
    done, totals = [at[0] for at in seen], {at[1] for at in seen}
    assert done == sorted(done)
    assert len(totals) == 1
    assert done[-1] == totals.pop()


def test_a_missing_folder_is_named(filled, tmp_path, clock):
    with pytest.raises(BackupRefused, match="nowhere"):
        make(filled, tmp_path / "nowhere" / "office.cimsbak", clock)


def test_a_closed_backup_needs_no_key_and_holds_the_log(left_behind, tmp_path, clock, filled):
    backup = make_closed(left_behind, tmp_path / "closed.cimsbak", clock)
    manifest = check(backup.file)
    assert manifest.kind is Kind.CLOSED
    assert manifest.mac is manifest.rows is manifest.schema is None
    assert manifest.commit_seq == filled.vault.head.commit_seq
    assert manifest.audit == (filled.vault.head.audit_seq, filled.vault.head.audit_tag.hex())
    names = [member.name for member in manifest.members]
    assert names == ["db/cims.db", "db/cims.db-wal", "keyslots.json", "head.bin", "README.txt"]


def test_no_chain_key_leaves_the_folder_in_a_closed_backup(left_behind, tmp_path, clock):
    make_closed(left_behind, tmp_path / "closed.cimsbak", clock)
    head = (left_behind / "gen-000001" / "head.bin").read_bytes()
    with zipfile.ZipFile(tmp_path / "closed.cimsbak") as found:
        kept = found.read("head.bin")
    for at in (0, 4096):
        assert kept[at : at + 126] == head[at : at + 126]
        assert not any(kept[at + 126 : at + 186])
    assert any(head[126:186])


def content_of(file, filled, folder):
    """How many customers are in the database of a backup, opened by its key alone."""
    with zipfile.ZipFile(file) as found:
        (folder / "copy.db").write_bytes(found.read("db/cims.db"))
    key = filled.vault.sqlcipher_key()
    connection = connect(folder / "copy.db", key, filled.vault.db_salt)
    rows = connection.execute("SELECT COUNT(*) FROM customer").fetchone()[0]
    connection.close()
    return rows


def held_locks(path):
    """What this process has locked of the database and its index, by the kernel's list."""
    listed = Path("/proc/locks")
    if not listed.exists():
        pytest.skip("the kernel's list of locks is Linux's")
    inodes = {Path(f"{path}{end}").stat().st_ino for end in ("", "-shm")}
    with listed.open() as lines:
        return {
            (fields[5], *fields[6:8])
            for fields in (line.split() for line in lines)
            if fields[1] != "->"  # somebody's who waits for a lock
            and int(fields[5].split(":")[2]) in inodes
            and int(fields[4]) == os.getpid()
        }


def names_in(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_a_backup_never_takes_the_place_of_the_office_itself(filled, clock, tmp_path):
    data, database = filled.vault.folder.path, filled.vault.db_path
    (tmp_path / "other way").symlink_to(data, target_is_directory=True)
    before = database.read_bytes()
    for out in (database, data, data / "new.cimsbak", tmp_path / "other way" / "new.cimsbak"):
        with pytest.raises(BackupRefused, match="holds the office itself"):
            make(filled, out, clock)
    assert database.read_bytes() == before
    filled.close()
    for out in (database, data):
        with pytest.raises(BackupRefused, match="holds the office itself"):
            make_closed(data, out, clock)
