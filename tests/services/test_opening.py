"""An office opens: with what a kill left in the log, without its head file, or not at all."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from cims.services.errors import CimsError
from cims.services.opening import ChangesMissing
from cims.services.vault.errors import Damaged
from tests.factories import valid
from tests.looking import audit_verdict, customers, found_by_search

HEAD = "gen-000001/head.bin"
LOG = "gen-000001/cims.db-wal"
DATABASE = "gen-000001/cims.db"


@pytest.fixture
def left_behind(opened, write, tmp_path):
    """The data folder as a kill would leave it: some saves in the file, eight in the log."""
    write(lambda office: office.customers.add_many([valid("customer") for _n in range(32)]))
    connection = opened.vault.connect()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    for _n in range(8):
        write(lambda office: office.customers.add(valid("customer")))
    folder = tmp_path / "left"
    shutil.copytree(opened.vault.folder.path, folder)
    return folder


def test_what_stands_in_the_log_is_there_after_a_kill(left_behind, reopen, opened):
    office = reopen(left_behind)
    assert office.warnings == ()
    assert customers(office) == customers(opened)
    assert found_by_search(office, "苏州") == 40
    assert audit_verdict(office).fine


@pytest.mark.parametrize("cut", [None, 0.5, 0.9], ids=["deleted", "cut in half", "end cut off"])
def test_a_damaged_log_is_reported_and_what_was_found_is_kept(left_behind, reopen, cut):
    damage_log(left_behind, cut)
    log = (left_behind / LOG).read_bytes() if cut else None
    with pytest.raises(ChangesMissing, match=r"saved changes? (is|are) missing") as caught:
        reopen(left_behind)
    assert caught.value.finding.changes > 0
    (evidence,) = (left_behind / "evidence").iterdir()
    assert evidence.name == "20261122T080000Z"
    assert (evidence / "head.bin").read_bytes() == (left_behind / HEAD).read_bytes()
    if log:
        assert (evidence / "cims.db-wal").read_bytes() == log


@pytest.mark.parametrize("cut", [None, 0.5], ids=["deleted", "cut in half"])
def test_an_accepted_loss_goes_on_with_a_seam_and_a_raised_rebase(left_behind, reopen, cut):
    damage_log(left_behind, cut)
    with pytest.raises(ChangesMissing) as caught:
        reopen(left_behind)
    office = reopen(left_behind, accept_loss=True)
    assert office.warnings == (caught.value.finding.sentence("Asia/Shanghai"),)
    assert office.vault.head.rebase == one(office, "SELECT rebase FROM vault_state") == 1
    assert 32 <= len(customers(office)) < 40
    verdict = audit_verdict(office)
    assert verdict.fine
    assert [seam.reason for seam in verdict.seams] == ["new", "head lost"]
    with office.database.write(office.actor) as inside:
        inside.customers.add({"name": "Aurora Ltd"})
    office.close()
    again = reopen(left_behind)
    assert again.warnings == ()
    assert "Aurora Ltd" in customers(again)
    assert audit_verdict(again).fine


@pytest.mark.parametrize("damage", ["deleted", "emptied", "flipped", "chain keys flipped"])
def test_a_lost_head_file_is_told_and_work_goes_on_after_a_seam(
    left_behind, reopen, opened, damage
):
    damage_head(left_behind, damage)
    office = reopen(left_behind)
    assert len(office.warnings) == 1
    assert customers(office) == customers(opened)
    verdict = audit_verdict(office)
    assert verdict.fine
    assert [seam.reason for seam in verdict.seams] == ["new", "head lost"]
    office.close()
    again = reopen(left_behind)
    assert again.warnings == ()
    assert audit_verdict(again).fine


def test_a_database_that_is_no_database_is_named(left_behind, reopen):
    (left_behind / LOG).unlink()
    (left_behind / DATABASE).write_bytes(os.urandom(40960))
    with pytest.raises(Damaged, match=r"cims\.db"):
        reopen(left_behind)


def test_the_ordinary_sqlite_cannot_read_the_database(left_behind, reopen):
    reopen(left_behind)
    connection = sqlite3.connect(left_behind / DATABASE)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    connection.close()


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="the right to write is taken away")
def test_a_read_only_folder_is_told_with_the_reason(left_behind, reopen):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "office"
        shutil.copytree(left_behind, folder)
        Path(place).chmod(0o755)
        for entry in (folder, *folder.rglob("*")):
            entry.chmod(0o555 if entry.is_dir() else 0o444)
        try:
            with without_rights(), pytest.raises(CimsError, match="read-only, so the office can't"):
                reopen(folder)
        finally:
            for entry in (folder, *folder.rglob("*")):
                entry.chmod(0o755 if entry.is_dir() else 0o644)


@contextmanager
def without_rights():
    """Work as somebody else meanwhile if this is root, who may do everything."""
    if os.getuid():
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def damage_log(folder, cut):
    log = folder / LOG
    if cut is None:
        log.unlink()
    else:
        os.truncate(log, int(log.stat().st_size * cut))


def damage_head(folder, damage):
    head = folder / HEAD
    raw = bytearray(head.read_bytes())
    if damage == "deleted":
        head.unlink()
        return
    for at in (0, 4096):
        if damage == "flipped":
            raw[at + 40] ^= 1
        elif damage == "chain keys flipped":
            raw[at + 150] ^= 1
    head.write_bytes(b"" if damage == "emptied" else raw)


def one(opened, query):
    connection = opened.vault.connect()
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()
