"""Words that make no sense, files that are none: always exit 2 with a sentence, never a fault."""

import os
import sys

import pytest

from cims.cli import main
from cims.services.i18n import text_in
from tests.command_line import cims
from tests.conftest import PASSWORD
from tests.weak_policy import WEAK

__all__ = ["cims"]

BROKEN = "a\udc80b"
COUNT = ("count", "customers")
INTO = ("--into", "customers")


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A working folder with files of every unsuitable sort."""
    contents = {
        "list.csv": "客户名称\n恒泰\n".encode(),
        "empty.csv": b"",
        "zeros.csv": bytes(64),
        "no-list.docx": b"PK\x03\x04",
        "empty.json": b"",
        "cut.json": b'{"a": ',
        "list.json": b"[]",
        "number.json": b'{"\xe5\xae\xa2\xe6\x88\xb7\xe5\x90\x8d\xe7\xa7\xb0": 7}',
        "field.json": '{"客户名称": "shoe_size"}'.encode(),
        "key.json": '{"客户名称": {"field": "name", "colour": "red"}}'.encode(),
        "heading.json": b'{"Firma": "name"}',
        "format.json": '{"客户名称": {"field": "name", "format": "%d"}}'.encode(),
        "twice.json": '{"客户名称": "name", "客户名称": "code"}'.encode(),
        "latin.json": b'{"\xff": "name"}',
        "deep.json": b"[" * 100_000,
        "not.cims": b"nothing",
        "sheet.txt": b"no recovery text\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for name in ("folder", "folder.csv", "folder.xlsx", "folder.json"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("",),
        ("", ""),
        ("count", ""),
        ("list", " "),
        ("list", BROKEN),
        ("list", "customers", "customers"),
        ("list", "customers", "--limit", "-1"),
        ("list", "customers", "--limit", "1.5"),
        ("list", "customers", "--limit", ""),
        ("list", "customers", "--limit"),
        ("search",),
        ("search", BROKEN),
        ("search", "a\0b"),
        ("search", "x", "--limit", "-3"),
        (*COUNT, "--where"),
        (*COUNT, "--where", ""),
        (*COUNT, "--where", "="),
        (*COUNT, "--where", "=x"),
        (*COUNT, "--where", "name"),
        (*COUNT, "--where", "shoe_size=42"),
        (*COUNT, "--where", BROKEN),
        (*COUNT, "--where", f"{BROKEN}=x"),
        (*COUNT, "--where", f"tags={BROKEN}"),
        (*COUNT, "--where", f"owner={BROKEN}"),
        (*COUNT, "--where", f"grade={BROKEN}"),
        (*COUNT, "--where", "parent=\0"),
        (*COUNT, "--where", "created_on=2026-13-45"),
        (*COUNT, "--where", "changed_at=99999-01-01"),
        (*COUNT, "--where", "changed_at=0001-01-01T00:00:00+14:00"),
        ("count", "contacts", "--where", "birthday_year=１９x"),
        ("count", "contacts", "--where", "birthday_leap=perhaps"),
        ("count", "contacts", "--where", "identity_number=x"),
        ("user",),
        ("user", ""),
        ("user", "fly"),
        ("user", "add"),
        ("user", "add", "bo"),
        ("user", "add", "", "--role", "sales"),
        ("user", "add", " ", "--role", "sales"),
        ("user", "add", BROKEN, "--role", "sales"),
        ("user", "add", "x" * 65, "--role", "sales"),
        ("user", "add", "bo", "--role", ""),
        ("user", "add", "bo", "--role", BROKEN),
        ("user", "add", "bo", "--role", "sales", "--name", "y" * 101),
        ("user", "add", "bo", "--role", "sales", "--name", "\0"),
        ("user", "add", "bo", "--role", "sales", "--team", BROKEN),
        ("user", "add", "bo", "--role", "sales", "--new-password-file", ""),
        ("user", "add", "bo", "--role", "sales", "--new-password-file", "folder"),
        ("user", "add", "bo", "--role", "sales", "--new-password-file", "empty.csv"),
        ("user", "add", "bo", "--role", "sales", "--new-password-file", "latin.json"),
        ("user", "add", "boss", "--role", "sales"),
        ("user", "list", "x"),
        ("user", "disable"),
        ("user", "disable", ""),
        ("user", "disable", BROKEN),
        ("user", "disable", "*"),
        ("user", "remove", "nobody"),
        ("user", "remove", "sales", "--recovery-out", "folder"),
        ("user", "role", "sales"),
        ("user", "role", "sales", ""),
        ("user", "role", "sales", BROKEN),
        ("user", "reset", "boss"),
        ("role",),
        ("role", "show"),
        ("role", "show", BROKEN),
        ("role", "show", "Sales"),
        ("rights",),
        ("rights", "sales"),
        ("rights", "sales", BROKEN),
        ("rights", "sales", "customers", "--record", "0"),
        ("rights", "sales", "customers", "--record", "x"),
        ("rights", "sales", "customers", "--record", "999"),
        ("rights", BROKEN, "customers"),
        ("--key-file", "zeros.csv", "user", "list", "x"),
        ("--key-file", "gone", *COUNT),
        ("--key-file", "", *COUNT),
        ("--key-file", "folder", *COUNT),
        ("undo", "0"),
        ("undo", "-5"),
        ("undo", "x"),
        ("undo", "9" * 40),
        ("undo", "1", "2"),
        ("import",),
        ("import", "list.csv"),
        ("import", "list.csv", "--into", ""),
        ("import", "list.csv", "--into", BROKEN),
        ("import", "", *INTO),
        ("import", BROKEN, *INTO),
        ("import", f"{BROKEN}.csv", *INTO),
        ("import", "a\0b.csv", *INTO),
        ("import", "gone.csv", *INTO),
        ("import", "empty.csv", *INTO),
        ("import", "zeros.csv", *INTO),
        ("import", "folder", *INTO),
        ("import", "folder.csv", *INTO),
        ("import", "folder.xlsx", *INTO),
        ("import", "no-list.docx", *INTO),
        ("import", "list.csv/below.csv", *INTO),
        ("import", "list.csv", *INTO, "--sheet", "Third"),
        ("import", "list.csv", *INTO, "--sheet", ""),
        ("import", "list.csv", *INTO, "--key", ""),
        ("import", "list.csv", *INTO, "--key", BROKEN),
        ("import", "list.csv", *INTO, "--mode", ""),
        ("import", "list.csv", *INTO, "--map", ""),
        ("import", "list.csv", *INTO, "--map", "a\0b"),
        ("import", "list.csv", *INTO, "--map", "gone.json"),
        ("import", "list.csv", *INTO, "--map", "folder.json"),
        ("import", "list.csv", *INTO, "--map", "empty.json"),
        ("import", "list.csv", *INTO, "--map", "cut.json"),
        ("import", "list.csv", *INTO, "--map", "list.json"),
        ("import", "list.csv", *INTO, "--map", "number.json"),
        ("import", "list.csv", *INTO, "--map", "field.json"),
        ("import", "list.csv", *INTO, "--map", "key.json"),
        ("import", "list.csv", *INTO, "--map", "heading.json"),
        ("import", "list.csv", *INTO, "--map", "format.json"),
        ("import", "list.csv", *INTO, "--map", "twice.json"),
        ("import", "list.csv", *INTO, "--map", "latin.json"),
        ("import", "list.csv", *INTO, "--map", "deep.json"),
        ("export", "customers"),
        ("export", "customers", ""),
        ("export", "customers", BROKEN),
        ("export", "customers", "folder"),
        ("export", "customers", "folder.xlsx"),
        ("export", "customers", "folder.csv"),
        ("export", "customers", "list.csv/out.csv"),
        ("export", "customers", "gone/out.xlsx"),
        ("export", "customers", "a\0b.xlsx"),
        ("export", "customers", "a\0b.csv"),
        ("export", "unicorns", "out.csv"),
        ("export", "", "out.csv"),
        ("backup",),
        ("backup", "a\0b.cims"),
        ("backup", "gone/out.cims"),
        ("backup", "list.csv/out.cims"),
        ("backup", "list.csv"),
        ("restore", "not.cims"),
        ("restore", "not.cims", "--into", "new"),
        ("restore", "gone.cims", "--into", "new"),
        ("restore", "folder", "--into", "new"),
        ("restore", "a\0b", "--into", "new"),
        ("restore", "", "--into", "new"),
        ("check", "--state", "x"),
        ("check", "--state", "0"),
        ("check", "--frob"),
        ("tour",),
        ("tour", "--out", "list.csv"),
        ("tour", "--out", "a\0b"),
        ("init",),
        ("init", "--office", "", "--admin", "x", "--recovery-out", "s.txt"),
        ("init", "--office", "x", "--admin", BROKEN, "--recovery-out", "s.txt"),
    ],
    ids=repr,
)
def test_a_command_that_makes_no_sense_is_refused_with_a_sentence(cims, files, words):
    refused(cims(*words))
    assert cims("count", "customers").value == 0


@pytest.mark.parametrize(
    "folder",
    ["", "gone", "list.csv", "list.csv/below", "folder", BROKEN, "a\0b", "x" * 5000],
    ids=repr,
)
def test_a_data_folder_that_is_none_is_refused_with_a_sentence(cims, files, folder):
    words = ("--vault", folder, "--password-file", str(cims.secret), *COUNT)
    refused(cims.bare(*words))


@pytest.mark.parametrize(
    "name", ["gone.txt", "folder", "empty.csv", "zeros.csv", "latin.json", "a\0b", BROKEN]
)
def test_a_password_file_that_is_none_is_refused_with_a_sentence(cims, files, name):
    refused(cims.bare("--vault", str(cims.folder), "--password-file", name, *COUNT))


@pytest.mark.parametrize("user", ["", " ", "nobody", BROKEN, "a\0b", "x" * 5000], ids=repr)
def test_a_user_who_is_none_is_refused_with_a_sentence(cims, user):
    refused(cims(*COUNT, "--user", user))


@pytest.mark.parametrize("name", ["gone.txt", "folder", "empty.csv", "sheet.txt", "latin.json"])
def test_a_recovery_file_that_is_none_is_refused_with_a_sentence(cims, files, name):
    assert cims("backup", "whole.cims").status == 0
    refused(cims("restore", "whole.cims", "--into", "new", "--recovery-file", name))
    assert not (files / "new").exists()


@pytest.mark.parametrize("written", ["{}", "{}\r\n", "\ufeff{}\n", "\ufeff{}\r\n2", "{}\n\n\n"])
def test_the_password_is_the_first_line_however_it_ends(cims, written):
    cims.secret.write_bytes(written.format(PASSWORD).encode())
    assert cims(*COUNT).value == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_file_name_that_is_no_text_is_read_and_written_all_the_same(cims, files):
    (files / "list.csv").rename(files / os.fsdecode(b"\xff.csv"))
    name = os.fsdecode(b"\xff.csv")
    assert cims("import", name, *INTO).status == 0
    assert cims("export", "customers", os.fsdecode(b"out\xff.csv")).status == 0
    assert (files / os.fsdecode(b"out\xff.csv")).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--help",), ("usage: ", "positional arguments", "options")),
        (("list",), ("the following arguments are required: %s",)),
        ((*COUNT, "--frob"), ("unrecognized arguments: %s",)),
        ((*COUNT, "--where"), ("expected one argument",)),
        (("list", "--json=x"), ("ignored explicit argument %r",)),
    ],
)
def test_what_argparse_says_is_said_in_chinese(words, said, monkeypatch, capsys):
    monkeypatch.setenv("CIMS_LANGUAGE", "zh_CN")
    main(words, policy=WEAK)
    shown = "".join(capsys.readouterr())
    for sentence in said:
        start, chinese = (text.split("%")[0] for text in (sentence, text_in("zh_CN", sentence)))
        assert chinese != start
        assert chinese in shown and start not in shown


def refused(done):
    assert (done.status, done.out) == (2, ""), done.err
    assert len(done.err.strip()) > 10
    for sign in ("Traceback", "has a fault", "Error:", "Errno"):
        assert sign not in done.err
