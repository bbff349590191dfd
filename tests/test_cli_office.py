"""init, signing in, check, and what the command line says when something is wrong."""

import json
import os
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pypdfium2
import pytest

from cims.__main__ import start, window_wanted
from cims.cli import main
from cims.commands.founding import handed_over
from cims.commands.recovery_sheet import Sheet
from cims.commands.signing_in import first_line, put_in_force
from cims.commands.speech import chosen_language
from cims.commands.terminal import Terminal, put
from cims.services.errors import CimsError, NotAllowed
from cims.services.opening import Founding, open_office
from cims.services.search import index_table
from cims.services.vault.instance_lock import InstanceLock, Kind
from cims.services.vault.recovery import read_sheet
from cims.services.vault.typing_back import SETTING, TypingBack
from cims.services.vault.vault import open_by_keys, open_vault
from tests.command_line import cims, furnish
from tests.conftest import PASSWORD
from tests.weak_policy import WEAK

__all__ = ["cims", "furnish"]

NEW = ("init", "--office", "恒泰", "--admin", "wang")


@pytest.fixture
def new(cims, tmp_path):
    """Run init in an empty place: new("--currency", "EUR")."""
    cims.folder = tmp_path / "new"

    def run(*words, out="sheet.txt"):
        return cims(*NEW, "--recovery-out", str(tmp_path / out), *words)

    return run


def test_init_makes_an_office_that_the_next_command_opens(new, cims, tmp_path):
    done = new("--currency", "EUR", "--zone", "Europe/Berlin", "--json")
    assert done.status == 0
    assert done.value["admin"] == "wang"
    assert done.value["currency"] == "EUR"
    assert (cims.folder / "CURRENT").is_file()
    assert [user["username"] for user in cims("list", "users", "--json").value] == ["wang"]


def test_the_recovery_text_file_holds_the_sheet_and_is_private(new, cims, tmp_path):
    done = new()
    text = (tmp_path / "sheet.txt").read_text("utf-8")
    assert read_sheet(text.split()[-1])
    assert "恒泰" in text
    assert "needs no password" in done.err
    if os.name == "posix":
        assert (tmp_path / "sheet.txt").stat().st_mode & 0o777 == 0o600


def test_the_recovery_pdf_is_one_page_with_the_groups(new, tmp_path, qapp):
    assert new(out="sheet.pdf").status == 0
    page = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    assert len(page) == 1
    assert (tmp_path / "sheet.pdf").stat().st_size > 1000


def test_the_reminder_stands_on_stderr_until_the_sheet_is_confirmed(new, cims, furnish):
    cims.folder = cims.folder.with_name("office")
    before = cims("count", "customers", "--json")
    assert (before.status, before.out) == (0, "0\n")
    assert "recovery sheet is not confirmed" in before.err

    def confirm(office):
        asked = TypingBack.of("-".join(["0000"] * 9), office.customers._desk.unit.now)
        kept = asked.confirmed(office.customers._desk.unit.now).kept()
        office.settings.set_common(SETTING, kept)
        office.customers.add({"name": "One"})

    furnish(confirm)
    assert cims("count", "customers").err == ""


def test_a_sheet_that_is_still_a_file_is_reminded_of(new, cims, tmp_path):
    new()
    cims.confirm_sheet("wang")
    assert f"still lies in {tmp_path / 'sheet.txt'}" in cims("count", "customers").err
    (tmp_path / "sheet.txt").unlink()
    assert cims("count", "customers").err == ""


def test_the_window_will_ask_for_the_groups_of_a_sheet_made_here(new, cims, tmp_path):
    new()
    groups = (tmp_path / "sheet.txt").read_text("utf-8").split()[-1].split("-")
    vault = open_vault(
        cims.folder, username="wang", password=PASSWORD, policy=WEAK, now=cims._clock
    )
    opened = open_office(vault, cims._clock)
    with opened.database.read(opened.actor) as office:
        asked = TypingBack.read(office.settings.common(SETTING))
    opened.close()
    assert asked is not None
    first, second = asked.groups
    assert asked.fits(groups[first - 1], groups[second - 1])


@pytest.mark.parametrize(
    ("words", "out", "sentence"),
    [
        (("--currency", "ABCD"), "sheet.txt", "not a currency"),
        (("--currency", "QQQ"), "sheet.txt", "not a currency"),
        (("--zone", "Asia/Nowhere"), "sheet.txt", "not a time zone"),
        (("--area-code", "0000"), "sheet.txt", "no area code"),
        (("--zone", "../../etc/passwd"), "sheet.txt", "not a time zone"),
        (("--user", "li"), "sheet.txt", "two different people"),
        (("--key-file", "stick.key"), "sheet.txt", "Leave --key-file and --state out"),
        (("--state", "1"), "sheet.txt", "Leave --key-file and --state out"),
        (("--admin", " "), "sheet.txt", "--admin needs a name"),
        (("--admin", "w" * 65), "sheet.txt", "--admin needs a name"),
        (("--office", "a\x1b[2Jb"), "sheet.txt", "--office needs a name"),
        ((), "sheet.doc", ".txt or a .pdf"),
        ((), "missing/sheet.txt", "Nothing can be written"),
    ],
)
def test_init_refuses_before_anything_is_made(new, cims, words, out, sentence):
    done = new(*words, out=out)
    assert done.status == 2
    assert sentence in done.err
    assert not cims.folder.exists()


def test_init_with_a_weak_password_leaves_nothing_behind(new, cims):
    for password in ("short", "password", "恒泰"):
        cims.secret.write_text(password + "\n", encoding="utf-8")
        assert new().status == 2
        assert not cims.folder.exists()


def test_init_never_writes_over_a_vault_or_a_sheet(new, cims, tmp_path):
    assert new().status == 0
    first = (tmp_path / "sheet.txt").read_text("utf-8")
    again = new(out="other.txt")
    assert again.status == 2
    assert "already holds a CIMS vault" in again.err
    cims.folder = tmp_path / "third"
    assert "is there already" in new().err
    assert (tmp_path / "sheet.txt").read_text("utf-8") == first


def test_the_same_user_may_be_named_twice(new):
    assert new("--user", "wang").status == 0


def test_a_folder_without_a_vault_stays_as_it_is(cims, tmp_path):
    cims.folder = tmp_path / "nowhere"
    done = cims("count", "customers")
    assert done.status == 2
    assert "no CIMS vault" in done.err
    assert not cims.folder.exists()


def test_a_wrong_password_is_told(cims):
    cims.secret.write_text("a wrong but long enough one\n")
    done = cims("count", "customers", "--json")
    assert (done.status, done.out) == (2, "")
    assert "password is wrong" in done.err


def test_a_user_who_is_not_there_is_told(cims):
    done = cims("count", "customers", "--user", "nobody")
    assert done.status == 2
    assert "nobody" in done.err


def test_a_held_vault_says_who_since_when(cims, clock):
    with InstanceLock.take(cims.folder, Kind.WINDOW, clock()):
        done = cims("count", "customers")
    assert done.status == 2
    assert re.search(r"has this vault open on .* since 2026-11-2", done.err)
    assert cims("count", "customers").status == 0


def test_the_password_is_the_first_line_without_its_end(tmp_path):
    file = tmp_path / "password"
    for written in (b" a b \n", b" a b \r\nsecond\n", b"\xef\xbb\xbf a b ", b" a b \n\n"):
        file.write_bytes(written)
        assert first_line(file) == " a b "


@pytest.mark.parametrize("written", [b"", b"\nsecond\n", b"\xff\xfe\x00"])
def test_a_password_file_without_a_usable_line_is_refused(tmp_path, written):
    file = tmp_path / "password"
    file.write_bytes(written)
    with pytest.raises(CimsError):
        first_line(file)


def test_a_missing_password_file_or_folder_is_a_sentence(cims, tmp_path):
    for secret in (tmp_path / "missing.txt", tmp_path):
        cims.secret = secret
        done = cims("count", "customers")
        assert done.status == 2
        assert secret.name in done.err
        assert "Traceback" not in done.err


def test_without_a_terminal_the_password_must_come_from_a_file(cims):
    done = cims.bare("--vault", str(cims.folder), "count", "customers")
    assert done.status == 2
    assert "--password-file" in done.err


def test_the_options_may_stand_after_the_verb_too(cims):
    words = ("--vault", str(cims.folder), "--password-file", str(cims.secret), "--user", "boss")
    assert cims.bare("count", *words, "customers").status == 0


@pytest.mark.parametrize(
    "words", [("frob",), (), ("list",), ("count", "customers", "--frob"), ("list", "--js", "users")]
)
def test_what_is_not_understood_is_a_sentence(cims, words):
    done = cims.bare(*words)
    assert (done.status, done.out) == (2, "")
    assert "--help" in done.err


def test_help_names_every_verb(cims):
    done = cims.bare("--help")
    assert done.status == 0
    for verb in ("init", "list", "count", "search", "undo", "import", "export", "check"):
        assert verb in done.out


def test_a_damaged_database_is_told_apart_from_a_wrong_password(cims):
    (file,) = cims.folder.glob("gen-*/cims.db")
    raw = bytearray(file.read_bytes())
    raw[4096 * 2 : -4096] = bytes(len(raw) - 4096 * 3)
    file.write_bytes(raw)
    done = cims("list", "customers", "--json")
    assert done.status == 2
    assert "damaged" in done.err


def test_missing_changes_end_with_the_sentence(cims, furnish):
    furnish(lambda office: office.customers.add({"name": "One"}))
    (file,) = cims.folder.glob("gen-*/cims.db")
    before = file.read_bytes()
    for name in ("Two", "Three", "Four"):
        furnish(lambda office, name=name: office.customers.add({"name": name}))
    file.write_bytes(before)
    done = cims("count", "customers")
    assert done.status == 2
    assert "missing" in done.err
    assert list((cims.folder / "evidence").iterdir())


def test_check_finds_a_whole_office_whole(cims, furnish):
    furnish(lambda office: office.customers.add({"name": "苏州恒泰", "code": "K-1"}))
    done = cims("check", "--json")
    assert done.status == 0
    assert done.value["database"] == []
    assert done.value["audit"]["problem"] == ""
    assert done.value["audit"]["rows"] > 2
    assert set(done.value["search"].values()) == {0}


def test_check_finds_a_drifted_search_index_and_mends_it(cims, furnish):
    def fill(office):
        office.customers.add({"name": "Other"})
        return office.customers.add({"name": "苏州恒泰"})

    def spoil(office):
        session, table = office.customers._desk.unit.session, index_table(office.customers.entity)
        session.connection().exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (id_,))
        session.connection().exec_driver_sql(
            f"INSERT INTO {table}(rowid, text) VALUES (?, 'ghost')", (id_ + 1000,)
        )

    id_ = furnish(fill)
    furnish(spoil)
    assert cims("search", "szht", "--json").value == []
    done = cims("check", "--json")
    assert done.status == 1
    assert done.value["search"]["customers"] == 2
    assert cims("check", "--repair").status == 1
    assert cims("check").status == 0
    assert len(cims("search", "szht", "--json").value) == 1


def test_chinese_is_spoken_where_the_environment_says_so():
    assert chosen_language({"LANG": "zh_CN.UTF-8"}) == "zh_CN"
    assert chosen_language({"LC_ALL": "zh_TW", "LANG": "en_US"}) == "zh_CN"
    assert chosen_language({"LC_ALL": "C", "LANG": "zh_CN"}) == "en"
    assert chosen_language({"CIMS_LANGUAGE": "en", "LC_ALL": "zh_CN"}) == "en"


def test_a_fault_of_the_program_is_a_sentence_and_a_report(cims, monkeypatch, tmp_path):
    def broken(terminal, given):
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("cims.commands.reading.count", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = cims("count", "customers")
    assert done.status == 2
    assert "Traceback" not in done.err
    (report,) = tmp_path.glob("cims-fault-*.txt")
    assert "ZeroDivisionError" in report.read_text("utf-8")
    assert "secret words" not in report.read_text("utf-8")


def test_a_verb_loads_no_qt():
    modules = ("reading", "founding", "keeping", "changing", "exporting", "touring")
    code = f"import sys, cims.cli, {', '.join(f'cims.commands.{each}' for each in modules)}\n" + (
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_program_itself_keeps_its_promises(tmp_path):
    """The real process with the real key derivation: init, then count, into a closed pipe too."""
    secret = tmp_path / "password.txt"
    secret.write_text("a long enough phrase\n")
    vault = ("--vault", str(tmp_path / "office"), "--password-file", str(secret))
    environment = {**os.environ, "CIMS_LANGUAGE": "en"}

    def run(*words, **more):
        command = [sys.executable, "-m", "cims", *vault, *words]
        root = Path(__file__).resolve().parent.parent
        return subprocess.run(
            command, cwd=root, env=environment, stderr=subprocess.PIPE, check=False, **more
        )

    sheet = str(tmp_path / "sheet.txt")
    made = run("init", "--office", "恒泰", "--admin", "王", "--recovery-out", sheet, "--json",
               stdout=subprocess.PIPE)  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout.decode("utf-8"))["office"] == "恒泰"
    reader, writer = os.pipe()
    os.close(reader)
    closed = run("list", "users", "--json", stdout=writer)
    os.close(writer)
    assert closed.returncode == 0
    assert b"Traceback" not in closed.stderr
    assert b"Exception" not in closed.stderr


def test_main_takes_its_words_from_the_program_call(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["cims", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("CIMS ")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], True),
        (["--vault", "office"], True),
        (["list", "customers"], False),
        (["--vault", "office", "count", "customers"], False),
        (["frob"], False),
    ],
)
def test_the_window_opens_when_no_command_is_named(words, wanted):
    assert window_wanted(words) is wanted


def test_a_sheet_that_cannot_be_written_is_told_once(cims, tmp_path, capsys, clock):
    terminal = Terminal(WEAK, clock)
    given = Namespace(recovery_out=tmp_path / "gone" / "sheet.txt", vault=cims.folder)
    founding = Founding("恒泰", "wang", "wang")
    sheet = Sheet("恒泰", "0" * 36, "2026-11-22", "ABCD-EFGH")
    assert handed_over(terminal, given, founding, sheet) == 1
    assert "ABCD-EFGH" in capsys.readouterr().err


def test_streams_that_the_caller_closed_end_no_command(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert start(["nonsense"]) == 2
    put("a result\n")
    sys.stdout.close()
    sys.stderr.close()


def test_a_table_keeps_its_columns_and_moves_no_cursor(clock, capsys):
    Terminal(WEAK, clock).show(["Name", "Phone"], [["恒泰\x1b[2J", "1"], ["Ada" * 30, "2"]])
    lines = capsys.readouterr().out.splitlines()
    assert "\x1b" not in "".join(lines)
    assert lines[1].startswith("恒泰 [2J ")
    assert lines[2].endswith("…  2")
    assert lines[1].index("1") + 2 == lines[2].index("2")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_the_window_without_a_display_is_refused_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setenv("CIMS_LANGUAGE", "en")
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert start([]) == 2
    out, err = capsys.readouterr()
    assert (out, "no display" in err) == ("", True)


def test_the_office_area_code_completes_a_local_phone(cims, new, tmp_path):
    assert new("--area-code", "0512").status == 0
    listed = tmp_path / "list.csv"
    listed.write_text("客户名称,电话\n苏州恒泰有限公司,62888888\n", encoding="utf-8")
    assert cims("import", str(listed), "--into", "customers", "--json").status == 0
    (customer,) = cims("list", "customers", "--json").value
    assert customer["contact_points"][0]["value"] == "0512-6288 8888"


def test_after_current_is_lost_an_owner_picks_the_state(cims, furnish):
    furnish(lambda office: office.customers.add({"name": "One"}))
    (cims.folder / "CURRENT").unlink()
    lost = cims("count", "customers")
    assert lost.status == 2
    assert "CURRENT is missing" in lost.err and "--state N" in lost.err
    unknown = cims("count", "customers", "--state", "7")
    assert (unknown.status, unknown.out) == (2, "")
    assert not (cims.folder / "CURRENT").exists()
    assert cims("count", "customers", "--state", "1").value == 1
    assert cims("count", "customers").value == 1
    assert cims("count", "customers", "--state", "1").value == 1
    needless = cims("count", "customers", "--state", "2")
    assert needless.status == 2
    assert "in force" in needless.err


def test_a_wrong_password_picks_no_state(cims, tmp_path):
    (cims.folder / "CURRENT").unlink()
    cims.secret.write_text("not it at all\n", encoding="utf-8")
    assert cims("count", "customers", "--state", "1").status == 2
    assert not (cims.folder / "CURRENT").exists()
    closed = cims("backup", str(tmp_path / "out.cims"), "--closed")
    assert closed.status == 2
    assert "--state N" in closed.err


def test_only_an_owner_picks_the_state(cims, template, clock):
    (cims.folder / "CURRENT").unlink()
    keys = {name: template.keys[name] for name in ("dbk", "ap")}
    vault = open_by_keys(
        cims.folder, keys, policy=WEAK, now=clock, slot_id=template.slot_id, generation=1
    )
    with pytest.raises(NotAllowed, match="owner"):
        put_in_force(vault)
    assert not (cims.folder / "CURRENT").exists()
