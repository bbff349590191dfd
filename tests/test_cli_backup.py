"""backup and restore on the command line."""

import pytest

from cims.services.vault.instance_lock import InstanceLock, Kind
from tests.command_line import cims, furnish

__all__ = ["cims", "furnish"]


@pytest.fixture
def filled(furnish):
    return furnish(lambda office: office.customers.add({"name": "苏州恒泰", "code": "K-1"}))


@pytest.mark.parametrize("words", [(), ("--closed",)])
def test_a_backup_becomes_the_same_office_elsewhere(cims, filled, tmp_path, words):
    out = tmp_path / "one.cimsbak"
    made = cims("backup", str(out), *words, "--json")
    assert made.status == 0, made.err
    assert made.value["file"] == str(out)
    there = tmp_path / "there"
    restored = cims("restore", str(out), "--into", str(there), "--json")
    assert restored.status == 0, restored.err
    assert restored.value["vault"] == str(there)
    cims.folder = there
    assert [row["code"] for row in cims("list", "customers", "--json").value] == ["K-1"]
    assert cims("check").status == 0


def test_a_backup_into_a_folder_is_named_after_the_vault(cims, filled, tmp_path):
    (tmp_path / "backups").mkdir()
    made = cims("backup", str(tmp_path / "backups"), "--json")
    (file,) = (tmp_path / "backups").iterdir()
    assert made.value["file"] == str(file)
    assert file.name.startswith("CIMS-")


def test_a_closed_backup_needs_no_password(cims, filled, tmp_path):
    out = str(tmp_path / "one.cimsbak")
    assert cims.bare("--vault", str(cims.folder), "backup", out, "--closed").status == 0


def test_the_recovery_sheet_opens_a_backup_too(cims, filled, template, tmp_path):
    out = str(tmp_path / "one.cimsbak")
    cims("backup", out)
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(f"CIMS recovery sheet\n\n{template.sheet}\n", encoding="utf-8")
    there = str(tmp_path / "there")
    done = cims.bare("restore", out, "--into", there, "--recovery-file", str(sheet))
    assert done.status == 0, done.err
    sheet.write_text("AAAA-BBBB\n")
    done = cims.bare("restore", out, "--into", there + "2", "--recovery-file", str(sheet))
    assert done.status == 2


def test_restore_never_goes_over_a_vault(cims, filled, tmp_path):
    out = str(tmp_path / "one.cimsbak")
    cims("backup", out)
    done = cims("restore", out, "--into", str(cims.folder))
    assert done.status == 2
    assert "already holds a CIMS vault" in done.err


def test_a_restore_that_fails_leaves_no_folder(cims, filled, tmp_path):
    out, there = tmp_path / "one.cimsbak", tmp_path / "there"
    cims("backup", str(out))
    secret = cims.secret.read_text()
    cims.secret.write_text("a wrong but long enough one\n")
    done = cims("restore", str(out), "--into", str(there))
    assert (done.status, there.exists()) == (2, False)
    assert "password is wrong" in done.err
    cims.secret.write_text(secret)
    raw = bytearray(out.read_bytes())
    raw[len(raw) // 2] ^= 1
    out.write_bytes(raw)
    done = cims("restore", str(out), "--into", str(there))
    assert (done.status, there.exists()) == (2, False)
    assert "Traceback" not in done.err


def test_a_backup_that_is_none_is_refused(cims, tmp_path):
    other = tmp_path / "other.zip"
    for content in (b"", b"PK\x03\x04 nothing", b"x" * 10_000):
        other.write_bytes(content)
        done = cims("restore", str(other), "--into", str(tmp_path / "there"))
        assert done.status == 2
        assert "Traceback" not in done.err
        assert "has a fault" not in done.err
    done = cims("restore", str(tmp_path / "missing"), "--into", str(tmp_path / "there"))
    assert (done.status, "missing" in done.err) == (2, True)


def test_a_backup_waits_for_no_window(cims, clock, tmp_path):
    with InstanceLock.take(cims.folder, Kind.WINDOW, clock()):
        for words in ((), ("--closed",)):
            done = cims("backup", str(tmp_path / "one.cimsbak"), *words)
            assert done.status == 2
            assert "has this vault open" in done.err


def test_a_backup_into_nowhere_is_a_sentence(cims, filled, tmp_path):
    done = cims("backup", str(tmp_path / "missing" / "one.cimsbak"))
    assert done.status == 2
    assert "has a fault" not in done.err
