"""An open vault: connections, head file, generations, keys, and their end."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cims.services.vault.chain import FIRST_PREV_TAG
from cims.services.vault.connection import connect
from cims.services.vault.errors import (
    Damaged,
    HeadNotWritten,
    KeyMissing,
    Locked,
)
from cims.services.vault.hardening import harden_process
from cims.services.vault.kdf import Kdf, calibrated
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.services.vault.proof import check_database
from cims.services.vault.vault import (
    Finding,
    open_by_keys,
    open_vault,
)
from tests.faults.parts import (
    ADA,
    PASSWORD,
    commit,
    commit_seq,
)
from tests.weak_policy import WEAK

NEW_PASSWORD = "mauve otter trampoline"


def sign_in(folder, clock, password=PASSWORD, username="ada", **more):
    return open_vault(folder, username=username, password=password, policy=WEAK, now=clock, **more)


def test_a_closed_session_holds_no_keys(vault):
    key = vault.sqlcipher_key()
    assert any(key)
    chain_key, roots = vault.chain_key, dict(vault._keys._keys)
    vault.close()
    assert not any(any(root) for root in roots.values())
    assert not any(chain_key)
    for use in (vault.sqlcipher_key, vault.connect, lambda: vault.ap):
        with pytest.raises(Locked):
            use()


def test_keys_at_hand_open_without_a_password(folder, vault, clock):
    again = open_by_keys(folder, vault.copy_of_keys(), policy=WEAK, now=clock)
    assert again.user_id == ADA
    assert again.sqlcipher_key() == vault.sqlcipher_key()
    again.close()
    wrong = {name: bytes(32) for name in vault.key_names}
    with pytest.raises(Damaged):
        open_by_keys(folder, wrong, policy=WEAK, now=clock)
    with pytest.raises(KeyMissing):
        vault.copy_of_keys().only(("ap", "dbk"))["vk"]


def test_missing_changes_are_counted_and_evidence_is_kept(folder, vault, clock):
    connection = vault.connect()
    for _ in range(4):
        commit(vault, connection)
    connection.close()
    finding = vault.check_commit_seq(3)
    assert (finding.kind, finding.changes) == (Finding.CHANGES_MISSING, 2)
    assert finding.sentence("Asia/Shanghai").startswith("2 saved changes are missing; the last")
    assert "16:00" in finding.sentence("Asia/Shanghai")
    place = vault.save_evidence()
    assert (place / "cims.db").read_bytes() == vault.db_path.read_bytes()
    assert (place / "head.bin").stat().st_size == 8192
    assert vault.save_evidence() != place
    head = vault.head
    vault.write_head(3, head.audit_seq, head.audit_tag, vault.chain_key, rebase=1)
    vault.close()
    again = sign_in(folder, clock)
    assert again.rebase == 1
    assert again.check_commit_seq(3).fine
    again.close()


def test_what_the_head_file_says_is_told_apart(folder, vault, clock):
    assert vault.check_commit_seq(2).fine
    assert vault.check_commit_seq(2).kind is Finding.DATABASE_AHEAD
    assert not vault.check_commit_seq(4).fine
    assert vault.check_commit_seq(1, bytes(16)).kind is Finding.WRONG_BRANCH
    assert vault.check_commit_seq(1, vault.branch_id).kind is Finding.FINE
    (vault.path / "head.bin").unlink()
    vault.close()
    again = sign_in(folder, clock)
    finding = again.check_commit_seq(1)
    assert (finding.kind, finding.chain_key_lost) == (Finding.HEAD_LOST, True)
    assert "cannot be checked" in finding.sentence()
    again.branch_id = vault.branch_id
    again.write_head(1, 0, FIRST_PREV_TAG, bytes(32), rebase=1)
    assert again.check_commit_seq(1).fine
    again.close()


def test_an_unreadable_chain_key_is_told_without_losing_the_commit_number(folder, vault, clock):
    raw = bytearray((vault.path / "head.bin").read_bytes())
    raw[140] ^= 1
    (vault.path / "head.bin").write_bytes(raw)
    vault.close()
    again = sign_in(folder, clock)
    finding = again.check_commit_seq(1)
    assert (finding.kind, finding.chain_key_lost, finding.fine) == (Finding.FINE, True, False)
    assert again.chain_key is None
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a full device is simulated by a link")
def test_a_head_file_that_cannot_be_written_is_never_taken_for_saved(folder, vault, clock):
    vault.close()
    (vault.path / "head.bin").unlink()
    (vault.path / "head.bin").mkdir()
    again = sign_in(folder, clock)
    assert again.check_commit_seq(1).kind is Finding.HEAD_LOST
    again.branch_id = vault.branch_id
    with pytest.raises(HeadNotWritten, match="could not be confirmed"):
        again.write_head(2, 0, FIRST_PREV_TAG, bytes(32))
    assert again.head is None
    again.close()


def test_the_next_generation_is_one_switch(folder, vault, clock):
    def migrate(fresh):
        connection = fresh.connect()
        connection.execute("CREATE TABLE later(a)")
        commit(fresh, connection)
        connection.close()

    fresh = vault.next_generation(migrate)
    assert fresh.generation == 2
    assert fresh.check_commit_seq(2).fine
    fresh.close()
    with pytest.raises(Locked):
        vault.connect()
    again = sign_in(folder, clock)
    assert again.generation == 2
    again.close()
    before = sign_in(folder, clock, generation=1)
    connection = before.connect(query_only=True)
    assert commit_seq(connection) == 1
    connection.close()
    before.close()


def test_a_next_generation_that_fails_changes_nothing(folder, vault, clock):
    def fails(fresh):
        connection = fresh.connect()
        connection.execute("DROP TABLE counter")
        connection.close()
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        vault.next_generation(fails)
    assert vault.folder.numbers() == (1,)
    connection = vault.connect()
    assert commit_seq(connection) == 1
    connection.close()


def test_the_database_is_encrypted_and_needs_key_and_salt(vault):
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(vault.db_path).execute("SELECT * FROM counter")
    assert vault.db_path.read_bytes()[:16] == vault.db_salt
    with pytest.raises(Damaged, match=r"cims\.db"):
        connect(vault.db_path, bytearray(32), vault.db_salt)


def test_another_reader_of_the_format_opens_the_database(vault):
    apsw = pytest.importorskip("apsw")
    connection = apsw.Connection(str(vault.db_path))
    key = (vault.sqlcipher_key() + vault.db_salt).hex()
    for pragma in ("cipher='sqlcipher'", "legacy=4", f"key='raw:{key}'"):
        connection.execute(f"PRAGMA {pragma}")
    assert connection.execute("SELECT commit_seq FROM counter").fetchall() == [(1,)]
    connection.close()


def test_every_connection_follows_the_recipe(vault):
    connection = vault.connect()
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "query_only": 0,
        "cache_size": -32768,
    }
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    assert found == expected
    assert check_database(connection) == ()
    connection.close()


def test_a_missing_or_empty_database_is_never_made_anew(vault):
    vault.db_path.write_bytes(b"")
    with pytest.raises(Damaged):
        vault.connect()
    vault.db_path.unlink()
    with pytest.raises(Damaged):
        vault.connect()
    assert not vault.db_path.exists()


def test_no_key_or_password_stands_in_any_file(folder, vault, clock):
    key = bytes(vault.sqlcipher_key())
    secrets = [PASSWORD.encode(), key, key.hex().encode()]
    secrets += [bytes(vault._keys[name]) for name in ("dbk", "vk", "ok", "av")]
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert not any(secret in raw for secret in secrets), path


def test_the_calibration_follows_memory_and_time():
    cost = calibrated(STRONG, memory_kib=8 << 20, measure=lambda kdf: 0.2)
    assert (cost.m_kib, cost.t, cost.p) == (256 * 1024, 8, 1)
    cost = calibrated(STRONG, memory_kib=1 << 20, measure=lambda kdf: 2.0)
    assert (cost.m_kib, cost.t) == (64 * 1024, 3)
    cost = calibrated(STRONG, memory_kib=2 << 20, measure=lambda kdf: 0.0001)
    assert (cost.m_kib, cost.t) == (128 * 1024, 10)
    assert STRONG.accepts(cost.m_kib, cost.t, cost.p)


def test_weak_parameters_are_raised_at_sign_in(folder, vault, clock):
    better = KdfPolicy(64, 1024, 1, 10, 4, 4096, 256, 0)
    again = open_vault(folder, username="ada", password=PASSWORD, policy=better, now=clock)
    assert again.parameters_raised
    assert again.slot.kdf.m_kib == 256
    again.close()
    same = open_vault(folder, username="ada", password=PASSWORD, policy=better, now=clock)
    assert not same.parameters_raised
    same.close()


def test_the_product_refuses_the_parameters_of_the_tests(folder, vault, clock):
    with pytest.raises(Damaged):
        open_vault(folder, username="ada", password=PASSWORD, policy=STRONG, now=clock)
    assert Kdf(65536, 3, 1, bytes(16)).cost == 196_608


def test_the_process_is_hardened_as_far_as_the_system_lets():
    code = (
        "from cims.services.vault.hardening import harden_process; import json, resource, sys;"
        "sys.stdout.write(json.dumps([harden_process(), resource.getrlimit(4)]))"
    )
    if not sys.platform.startswith("linux"):
        assert isinstance(harden_process(), tuple)
        return
    root = Path(__file__).parents[3]
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, check=True)
    done, limit = json.loads(out.stdout)
    assert done == ["RLIMIT_CORE", "PR_SET_DUMPABLE"]
    assert limit[0] == 0
