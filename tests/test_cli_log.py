"""audit verify and audit export on the command line."""

import csv

import openpyxl
import pytest

from cims.services.vault.vault import open_by_keys
from tests.command_line import cims, furnish
from tests.test_cli_access import bo, cims_as, first
from tests.weak_policy import WEAK

__all__ = ["bo", "cims", "first", "furnish"]


@pytest.fixture
def customers(furnish):
    furnish(lambda office: [office.customers.add({"name": f"恒泰{n}"}) for n in range(3)])


@pytest.fixture
def say(vault_folder, template, clock):
    """Change the database past the program, as anybody with its key can."""

    def run(*statements):
        vault = open_by_keys(vault_folder, template.keys, policy=WEAK, now=clock)
        connection = vault.connect()
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)
        connection.close()
        vault.close()

    return run


def test_a_whole_log_is_0(cims, customers):
    done = cims("audit", "verify", "--json")
    assert (done.status, done.value["outcome"]) == (0, "whole"), done.err
    assert done.value["rows"] > 3
    assert done.value["problems"] == []
    assert "whole" in cims("audit", "verify").err


CHANGES = {
    "a row changed": "UPDATE audit_entry SET at_utc = at_utc - 1 WHERE seq = 3",
    "a row gone": "DELETE FROM audit_entry WHERE seq = 4",
    "a detail changed": "UPDATE audit_detail SET diff = replace(diff, '恒泰', '恒太')",
    "a detail gone": "DELETE FROM audit_detail WHERE seq = (SELECT max(seq) FROM audit_detail)",
}


GUARDS = ("audit_entry_no_update", "audit_entry_no_delete", "audit_detail_no_update")


@pytest.mark.parametrize("change", CHANGES)
def test_a_log_that_was_changed_is_1(cims, customers, say, change):
    say(*(f"DROP TRIGGER {guard}" for guard in GUARDS), CHANGES[change])
    done = cims("audit", "verify", "--json")
    assert done.status == 1, done.err
    assert done.value["outcome"] == "found"
    assert done.value["problems"]


@pytest.mark.parametrize("role", ["finance", "manager", "sales"])
def test_who_may_not_read_the_log_gets_2(cims, customers, first, role):
    words = ("user", "add", "eve", "--role", role, "--new-password-file", str(first))
    assert cims(*words).status == 0
    for what in (("verify",), ("export", "log.csv")):
        done = cims_as(cims, "eve", first)("audit", *what)
        assert (done.status, done.out) == (2, "")
        assert done.err


def test_an_auditor_checks_it_too(cims, customers, first):
    words = ("user", "add", "ann", "--role", "auditor", "--new-password-file", str(first))
    assert cims(*words).status == 0
    done = cims_as(cims, "ann", first)("audit", "verify")
    assert done.status == 0, done.err


def test_a_refused_command_stands_in_the_log(cims, customers, first):
    words = ("user", "add", "eve", "--role", "sales", "--new-password-file", str(first))
    assert cims(*words).status == 0
    assert cims_as(cims, "eve", first)("audit", "verify").status == 2
    file = cims.folder.parent / "log.csv"
    listed = cims("--user", "boss", "audit", "export", str(file))
    assert listed.status == 0, listed.err
    told = file.read_text("utf-8-sig")
    assert "eve was refused: reading the log (Audit log)." in told
    assert "eve signed in." in told


def test_a_backup_that_is_named_and_known_is_compared_once(cims, customers, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cims("backup", "office.cimsbak").status == 0
    done = cims("audit", "verify", "--backup", "office.cimsbak", "--backup", ".", "--json")
    assert (done.status, done.value["backups"]) == (0, ["office.cimsbak"])


def test_it_is_compared_with_backups(cims, customers, tmp_path):
    file = tmp_path / "office.cimsbak"
    assert cims("backup", str(file)).status == 0
    done = cims("audit", "verify", "--backup", str(file), "--json")
    assert (done.status, done.value["backups"]) == (0, ["office.cimsbak"])
    (tmp_path / "rubbish.cimsbak").write_bytes(b"rubbish")
    done = cims("audit", "verify", "--backup", str(tmp_path), "--json")
    assert done.value["backups"] == ["office.cimsbak"]
    assert "rubbish.cimsbak" in done.err
    assert cims("audit", "verify", "--backup", str(tmp_path / "gone")).status == 2


def test_the_log_is_written_into_a_file_and_that_is_noted(cims, customers, tmp_path):
    out = tmp_path / "log.csv"
    done = cims("audit", "export", str(out), "--json")
    assert done.status == 0, done.err
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.reader(stream))) == done.value["rows"] + 1
    book = tmp_path / "log.xlsx"
    again = cims("audit", "export", str(book), "--json")
    assert again.value["rows"] > done.value["rows"], "the export before stands in it"
    sheet = openpyxl.load_workbook(book).active
    assert sheet.max_row == again.value["rows"] + 1


def test_an_export_is_narrowed(cims, customers, bo, tmp_path):
    count = lambda *words: cims(  # noqa: E731
        "--user", "boss", "audit", "export", str(tmp_path / "log.csv"), *words, "--json"
    ).value["rows"]
    everything = count()
    assert count("--since", "2026-11-22") >= everything
    assert count("--until", "2026-11-21") == 0
    assert 0 < count("--by", "boss") < everything + 9
    assert bo("count", "customers").status == 0
    assert 0 < count("--by", "bo") < everything


@pytest.mark.parametrize(
    "words",
    [
        ("audit",),
        ("audit", "fly"),
        ("audit", "verify", "x"),
        ("audit", "verify", "--backup"),
        ("audit", "verify", "--backup", ""),
        ("audit", "export"),
        ("audit", "export", "log.doc"),
        ("audit", "export", "folder.csv"),
        ("audit", "export", "a\0.csv"),
        ("audit", "export", "gone/log.csv"),
        ("audit", "export", "log.csv", "--since", "yesterday"),
        ("audit", "export", "log.csv", "--until", "2026-02-30"),
        ("audit", "export", "log.csv", "--by", "nobody"),
        ("audit", "export", "log.csv", "--by", "a\udc80"),
    ],
    ids=repr,
)
def test_a_command_about_the_log_that_makes_no_sense_is_refused(cims, tmp_path, monkeypatch, words):
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    done = cims(*words)
    assert (done.status, done.out) == (2, ""), done.err
    assert done.err.strip()
    assert "fault" not in done.err
    assert not (tmp_path / "log.csv").exists()
