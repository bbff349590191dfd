"""tools/open_vault.py opens every vault that is kept, with no code of CIMS."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.old_vaults.making import PEOPLE

HERE = Path(__file__).parent
TOOL = HERE.parent / "tools" / "open_vault.py"
KEPT = sorted((HERE / "old_vaults").glob("*.zip"))
NEWEST = max(KEPT, key=lambda file: int(file.stem.rpartition("-")[2]))


def opened(folder, *words):
    """Run it as a stranger would: alone, in an empty place, without CIMS on the path."""
    command = [sys.executable, "-I", str(TOOL), str(folder), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder.parent)


@pytest.fixture(params=KEPT, ids=lambda file: file.stem)
def any_vault(request, tmp_path):
    shutil.unpack_archive(request.param, tmp_path)
    return tmp_path / request.param.stem


@pytest.fixture
def vault(tmp_path):
    shutil.unpack_archive(NEWEST, tmp_path)
    return tmp_path / NEWEST.stem


def secret(folder, text=PASSWORD):
    file = folder.parent / "password.txt"
    file.write_text(text + "\n", encoding="utf-8")
    return file


def beside(folder, what):
    """A file that lies beside the newest vault: the sheet, the key file, the device secret."""
    (found,) = folder.parent.glob(f"{folder.name}.{what}")
    return found


def test_it_is_short_and_knows_nothing_of_cims():
    text = TOOL.read_text("utf-8")
    assert len(text.splitlines()) <= 200
    assert not re.search(r"^\s*(import|from) cims", text, re.M)


def test_the_password_opens_every_vault_that_is_kept(any_vault):
    done = opened(any_vault, "--user", "boss", "--password-file", secret(any_vault))
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert {"ap", "av", "dbk", "ok", "vk"} <= set(found["keys"])
    assert found["rows"]["customer"] >= 19


def test_it_lists_who_signs_in_without_any_key(vault):
    lines = opened(vault).stdout.splitlines()
    assert "user boss open" in lines
    assert "user fay open keyfile" in lines
    assert "user gus open device keyfile" in lines
    assert "user dee disabled" in lines
    assert not any("old" in line for line in lines)


def test_the_sheet_opens_it_too_also_when_it_is_misread(vault):
    sheet = beside(vault, "sheet.txt")
    done = opened(vault, "--sheet-file", sheet)
    assert json.loads(done.stdout)["rows"]["customer"] == 19
    text = sheet.read_text().lower().replace("0", "o").replace("1", "l").replace("-", " ")
    sheet.write_text("CIMS recovery sheet\n\nRecovery text:\n\n" + text)
    assert json.loads(opened(vault, "--sheet-file", sheet).stdout)["rows"]["customer"] == 19
    other = "X" if text[0] != "x" else "Y"
    sheet.write_text(other + text[1:])
    assert "typing error" in opened(vault, "--sheet-file", sheet).stderr


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("bo", ["ap", "dbk"]),
        ("fay", ["ap", "dbk", "sa", "vk"]),
        ("ann", ["ap", "av", "dbk"]),
        ("gus", ["ap", "dbk", "sa"]),
    ],
)
def test_everybody_opens_it_with_their_factors_also_while_waiting(vault, name, keys):
    """fay and gus have not signed in since an owner left: sa comes with their keys."""
    _role, key_file, device = PEOPLE[name]
    words = ["--user", name, "--password-file", secret(vault, f"{name}: {PASSWORD}")]
    slot = next(slot for slot in json.loads(slot_text(vault))["slots"] if slot["username"] == name)
    factors = []
    if key_file:
        factors += ["--key-file", beside(vault, "cimskey")]
    if device:
        factors += ["--device-file", beside(vault, f"device-{slot['slot_id']}.txt")]
    done = opened(vault, *words, *factors)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["keys"] == keys
    if factors:
        assert "needs its second factor" in opened(vault, *words).stderr


def slot_text(vault):
    generation = (vault / "CURRENT").read_text().strip()
    return (vault / generation / "keyslots.json").read_text("utf-8")


def test_a_wrong_password_and_a_wrong_key_file_open_nothing(vault):
    wrong = opened(vault, "--user", "boss", "--password-file", secret(vault, "not it"))
    assert wrong.returncode == 1
    assert "wrong password" in wrong.stderr
    stick = beside(vault, "cimskey")
    stick.write_bytes(stick.read_bytes()[::-1])
    words = ("--user", "fay", "--password-file", secret(vault, f"fay: {PASSWORD}"))
    assert "wrong password" in opened(vault, *words, "--key-file", stick).stderr
    words = ("--user", "dee", "--password-file", secret(vault, f"dee: {PASSWORD}"))
    assert "disabled" in opened(vault, *words).stderr


@pytest.mark.parametrize(
    ("part", "said"), [("mac", "mac"), ("roster", "mac"), ("username", "mac"), ("tag", "tag")]
)
def test_a_slot_file_changed_without_the_keys_is_refused(vault, part, said):
    """With a good sum, as anybody can make it."""
    from cims.services.vault.canon import canon
    from cims.services.vault.slots import sum_of

    whole = json.loads(slot_text(vault))
    whole.pop("sum")
    if part == "username":
        whole["slots"][1]["username"] = "mallory"
    elif part == "tag":
        boss = next(slot for slot in whole["slots"] if slot["username"] == "boss")
        boss["sealed"]["tag"] = whole["mac"]
    else:
        whole[part] = whole["sum" if part == "" else "roster" if part == "mac" else "mac"]
    for name in ("keyslots.json", "keyslots.bak.json"):
        file = vault / (vault / "CURRENT").read_text().strip() / name
        file.write_bytes(canon(whole | {"sum": sum_of(whole)}) + b"\n")
    done = opened(vault, "--user", "boss", "--password-file", secret(vault))
    assert done.returncode == 1
    assert f"{said} does not fit" in done.stderr


def test_one_damaged_copy_of_the_slot_file_is_passed_over(vault):
    file = vault / (vault / "CURRENT").read_text().strip() / "keyslots.json"
    file.write_bytes(file.read_bytes().replace(b"boss", b"bass"))
    assert opened(vault, "--user", "boss", "--password-file", secret(vault)).returncode == 0
    file.with_name("keyslots.bak.json").unlink()
    done = opened(vault, "--user", "boss", "--password-file", secret(vault))
    assert "both copies" in done.stderr


def test_rows_are_listed_and_the_whole_is_written_in_the_clear(vault):
    words = ("--user", "boss", "--password-file", secret(vault))
    rows = [
        json.loads(line)
        for line in opened(vault, *words, "--table", "customer").stdout.splitlines()
    ]
    assert len(rows) == 19
    assert rows[0]["name"].startswith("苏州恒泰")
    out = vault.parent / "plain.db"
    assert opened(vault, *words, "--out", out).returncode == 0
    plain = sqlite3.connect(out)
    assert plain.execute("SELECT count(*) FROM customer").fetchone() == (19,)
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
    out.write_bytes(b"")
    assert opened(vault, *words, "--out", out).returncode != 0, "never over another file"
    assert out.read_bytes() == b""


def test_missing_changes_are_told(vault):
    """An older database under a newer head file."""
    import os

    from cims.services.vault.policy import LISTING
    from cims.services.vault.vault import open_vault
    from tests.conftest import SetClock

    opened_vault = open_vault(
        vault, username="boss", password=PASSWORD, policy=LISTING, now=SetClock()
    )
    opened_vault.write_head(9_999, 1, os.urandom(32), os.urandom(32))
    opened_vault.close()
    done = opened(vault, "--user", "boss", "--password-file", secret(vault))
    assert "saved changes are missing" in done.stderr
    assert done.returncode == 0
