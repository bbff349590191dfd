"""user, role and rights on the command line."""

import json

import pytest

from cims.services.vault.vault import unlock_names
from tests.command_line import cims

__all__ = ["cims"]

FIRST = "the first long password"


@pytest.fixture
def first(tmp_path):
    file = tmp_path / "first.txt"
    file.write_text(FIRST + "\nsecond line\n", encoding="utf-8")
    return file


@pytest.fixture
def bo(cims, first):
    """A colleague of the sales people, with a password of the command line's."""
    done = cims("user", "add", "bo", "--role", "sales", "--name", "Bo Li",
                "--new-password-file", str(first))  # fmt: skip
    assert (done.status, done.out) == (0, ""), done.err
    return cims_as(cims, "bo", first)


def cims_as(cims, name, secret):
    def run(*words):
        return cims.bare(
            "--vault", str(cims.folder), "--user", name, "--password-file", str(secret), *words
        )

    return run


def boss(cims, *words):
    return cims("--user", "boss", *words)


def test_a_colleague_added_with_a_password_file_signs_in_with_its_first_line(cims, bo):
    assert bo("count", "customers").status == 0
    listed = {row["user"]: row for row in boss(cims, "user", "list", "--json").value}
    assert listed["bo"]["name"] == "Bo Li"
    assert listed["bo"]["roles"] == ["sales"]
    assert listed["bo"]["must_change"] is True
    assert (listed["bo"]["sign_in"], listed["bo"]["state"]) == ("open", "active")
    assert listed["sales"]["sign_in"] == "none"


def test_reasons_stand_whole_and_actions_in_words(cims, bo, monkeypatch):
    monkeypatch.setenv("CIMS_LANGUAGE", "zh_CN")
    told = bo("rights", "bo", "customers").out
    assert "操作" in told
    assert "月" not in told
    assert "read" not in told
    assert "…" not in told
    listed = boss(cims, "user", "list").out
    assert "在用" in listed
    assert "active" not in listed
    assert "…" not in boss(cims, "role", "list").out


def test_a_user_name_in_another_width_is_the_same_name(cims, bo, first):
    done = cims("--user", "boss", "user", "add", "ＢＯ", "--role", "sales",
                "--new-password-file", str(first))  # fmt: skip
    assert done.status == 2
    assert "bo is the user name" in done.err


def test_who_was_removed_gets_no_roles_any_more(cims, bo):
    assert boss(cims, "user", "remove", "bo").status == 0
    done = boss(cims, "user", "role", "bo", "manager")
    assert done.status == 2
    assert "removed already" in done.err


def test_without_a_file_a_password_is_made_and_printed_once(cims, tmp_path):
    done = cims("user", "add", "cy", "--role", "service")
    made = done.out.strip()
    assert (done.status, len(made) >= 15) == (0, True)
    assert made not in done.err
    secret = tmp_path / "made.txt"
    secret.write_text(made + "\n")
    assert cims_as(cims, "cy", secret)("count", "customers").status == 0
    again = boss(cims, "user", "add", "di", "--role", "sales", "--json").value
    assert again["user"] == "di"
    assert again["password"]


@pytest.mark.parametrize(
    "role", ["administrator", "manager", "sales", "service", "finance", "auditor"]
)
def test_every_ready_role_can_be_given_by_its_code(cims, first, role):
    done = cims("user", "add", "eve", "--role", role, "--new-password-file", str(first))
    assert done.status == 0, done.err
    assert cims_as(cims, "eve", first)("list", "customers", "--limit", "1").status == 0


def test_several_roles_and_a_team(cims, first):
    words = ("user", "add", "bo", "--role", "sales", "--role", "finance", "--team", "sales")
    assert cims(*words, "--new-password-file", str(first)).status == 0
    row = next(row for row in boss(cims, "user", "list", "--json").value if row["user"] == "bo")
    assert row["roles"] == ["finance", "sales"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "chief"), "administrator"),
        (("--role", "sales", "--team", "Nowhere"), "Sales"),
        (("--role", "sales", "--new-password-file", "gone.txt"), "gone.txt"),
        ((), "--role"),
    ],
)
def test_what_does_not_exist_is_named_and_nobody_is_added(cims, words, said):
    done = cims("user", "add", "bo", *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert [row["user"] for row in cims("user", "list", "--json").value].count("bo") == 0


@pytest.mark.parametrize("weak", ["short", "password", "boss", " " * 20, "hengtai trading"])
def test_a_weak_first_password_is_refused_and_nobody_is_added(cims, tmp_path, weak):
    file = tmp_path / "weak.txt"
    file.write_text(weak + "\n")
    done = cims("user", "add", "bo", "--role", "sales", "--new-password-file", str(file))
    if done.status == 0:
        assert weak == " " * 20, "blanks count, NIST says"
        return
    assert done.status == 2
    assert [row["user"] for row in cims("user", "list", "--json").value].count("bo") == 0
    assert len(unlock_names(cims.folder)) == 1


def test_a_name_that_is_taken_is_refused(cims, bo, first):
    done = boss(cims, "user", "add", "bo", "--role", "sales", "--new-password-file", str(first))
    assert (done.status, done.out) == (2, "")
    assert len(unlock_names(cims.folder)) == 2


def test_a_pause_and_its_end(cims, bo):
    assert boss(cims, "user", "disable", "bo").status == 0
    refused = bo("count", "customers")
    assert (refused.status, refused.out) == (2, "")
    assert boss(cims, "user", "disable", "bo").status == 2
    assert boss(cims, "user", "enable", "Bo Li").status == 0
    assert bo("count", "customers").status == 0


def test_who_is_removed_never_signs_in_again_and_the_vault_has_new_keys(cims, bo, first):
    before = (cims.folder / "CURRENT").read_text()
    done = boss(cims, "user", "remove", "bo")
    assert done.status == 0, done.err
    assert "new keys" in done.err
    assert (cims.folder / "CURRENT").read_text() != before
    assert bo("count", "customers").status == 2
    assert cims("count", "customers").status == 0
    row = next(row for row in cims("user", "list", "--json").value if row["user"] == "bo")
    assert (row["state"], row["roles"], row["sign_in"]) == ("removed", [], "none")
    (shown,) = (line for line in boss(cims, "user", "list").out.splitlines() if "Bo Li" in line)
    assert "Removed" in shown and "No key yet" not in shown
    assert cims("check").status == 0
    assert boss(cims, "user", "remove", "bo").status == 2


def test_an_owner_who_is_removed_leaves_a_new_sheet_behind(cims, first, tmp_path, template):
    for name in ("eve", "fay"):
        words = ("user", "add", name, "--role", "administrator")
        assert boss(cims, *words, "--new-password-file", str(first)).status == 0
    out = tmp_path / "sheet.txt"
    done = boss(cims, "user", "remove", "eve", "--recovery-out", str(out), "--json")
    assert done.status in (0, 1), done.err
    assert done.value["recovery_sheet"] is None
    text = out.read_text().split("\n")[-2]
    assert text != template.sheet
    cims.confirm_sheet("boss")
    assert f"still lies in {out}" in boss(cims, "count", "customers").err
    printed = boss(cims, "user", "remove", "fay")
    assert printed.status in (0, 1), printed.err
    assert len(printed.out.strip().split("-")) == 9


@pytest.mark.parametrize("out", ["sheet.doc", "taken.txt"])
def test_a_sheet_that_could_not_be_written_stops_before_anything(cims, bo, tmp_path, out):
    (tmp_path / "taken.txt").write_text("mine")
    before = (cims.folder / "CURRENT").read_text()
    done = boss(cims, "user", "remove", "bo", "--recovery-out", str(tmp_path / out))
    assert (done.status, done.out) == (2, "")
    assert (cims.folder / "CURRENT").read_text() == before
    assert (tmp_path / "taken.txt").read_text() == "mine"


def test_roles_are_exchanged_with_and_without_new_keys(cims, bo):
    def roles():
        listed = boss(cims, "user", "list", "--json").value
        return next(row["roles"] for row in listed if row["user"] == "bo")

    gen = (cims.folder / "CURRENT").read_text()
    assert boss(cims, "user", "role", "bo", "manager").status == 0
    assert roles() == ["manager"]
    assert boss(cims, "user", "role", "bo", "--role", "finance").status == 0
    assert (cims.folder / "CURRENT").read_text() == gen, "gaining keys needs no new ones"
    done = boss(cims, "user", "role", "bo", "sales")
    assert done.status == 0, done.err
    assert "new keys" in done.err
    assert roles() == ["sales"]
    assert (cims.folder / "CURRENT").read_text() != gen
    assert bo("count", "customers").status == 0
    assert boss(cims, "user", "role", "bo").status == 2


def test_a_forgotten_password_is_reset(cims, bo, tmp_path):
    done = boss(cims, "user", "reset", "bo")
    assert done.status == 0
    assert bo("count", "customers").status == 2
    secret = tmp_path / "made.txt"
    secret.write_text(done.out)
    assert cims_as(cims, "bo", secret)("count", "customers").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("user", "list"),
        ("user", "add", "x", "--role", "administrator"),
        ("user", "disable", "boss"),
        ("user", "remove", "boss"),
        ("user", "role", "bo", "administrator"),
        ("user", "reset", "boss"),
        ("role", "list"),
        ("role", "show", "sales"),
        ("rights", "boss", "customers"),
    ],
)
def test_who_does_not_keep_users_can_do_none_of_it(cims, bo, words):
    done = bo(*words)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("what", ["disable", "remove", "reset"])
def test_nobody_does_it_to_the_own_account(cims, bo, what):
    done = boss(cims, "user", what, "boss")
    assert (done.status, done.out) == (2, "")
    assert cims("--user", "boss", "count", "customers").status == 0


def test_roles_are_listed_and_shown(cims):
    listed = cims("role", "list", "--json").value
    assert [role["code"] for role in listed][:6] == [
        "administrator", "manager", "sales", "service", "finance", "auditor",
    ]  # fmt: skip
    assert all(role["explained"] for role in listed)
    shown = cims("role", "show", "sales", "--json").value
    assert shown["rights"]["customers"]["read"] == "own"
    assert shown["rights"]["customers"]["export"] == "none"
    assert shown["people"] == ["Sales"]
    text = cims("role", "show", "manager")
    assert (text.status, "Customers" in text.out) == (0, True)
    assert cims("role", "list").out.count("\n") >= 7
    assert cims("role", "show", "chief").status == 2


def test_rights_say_how_far_and_why(cims, bo):
    found = boss(cims, "rights", "bo", "customers", "--json").value
    by_action = {row["action"]: row for row in found["rights"]}
    assert (by_action["read"]["allowed"], by_action["read"]["scope"]) == (True, "own")
    assert "Sales: own records" in by_action["read"]["reason"]
    assert (by_action["export"]["allowed"], by_action["export"]["scope"]) == (False, "none")
    assert found["single"] == []
    assert boss(cims, "user", "role", "bo", "sales", "manager").status == 0
    found = boss(cims, "rights", "Bo Li", "customers", "--json").value
    by_action = {row["action"]: row for row in found["rights"]}
    assert by_action["read"]["scope"] == "team"
    assert "Manager" in by_action["read"]["reason"]
    assert boss(cims, "rights", "bo", "shoes").status == 2
    assert boss(cims, "rights", "nobody", "customers").status == 2
    assert "Manager" in boss(cims, "rights", "bo", "customers").out


def test_rights_with_one_record_name_its_owner(cims, bo, tmp_path):
    table = tmp_path / "list.csv"
    table.write_text("客户名称,负责人\n甲,bo\n乙,Wang Xiaoyan\n", encoding="utf-8")
    assert boss(cims, "import", str(table), "--into", "customers").status == 0
    ids = {row["name"]: row["id"] for row in boss(cims, "list", "customers", "--json").value}
    for name, allowed in (("甲", True), ("乙", False)):
        words = ("rights", "bo", "customers", "--record", str(ids[name]), "--json")
        rows = {row["action"]: row for row in boss(cims, *words).value["rights"]}
        assert rows["read"]["allowed"] is allowed, rows["read"]["reason"]
    assert bo("rights", "bo", "customers", "--record", str(ids["乙"])).status == 2
    own = bo("rights", "bo", "customers", "--json")
    assert (own.status, own.value["rights"][0]["action"]) == (0, "create")


def test_who_is_disabled_may_nothing(cims, bo):
    assert boss(cims, "user", "disable", "bo").status == 0
    found = boss(cims, "rights", "bo", "customers", "--json").value
    assert not any(row["allowed"] for row in found["rights"])
    assert {row["scope"] for row in found["rights"]} == {"none"}


def test_people_are_named_in_tables_as_they_are(cims, first):
    odd = "王 <b>=1+1"
    words = ("user", "add", odd, "--role", "sales", "--new-password-file", str(first))
    done = cims(*words)
    assert done.status == 0, done.err
    assert odd in boss(cims, "user", "list").out
    assert json.loads(boss(cims, "user", "list", "--json").out)


def test_states_stand_in_words_in_every_table(cims, bo, monkeypatch):
    assert boss(cims, "user", "remove", "bo").status == 0
    monkeypatch.setenv("CIMS_LANGUAGE", "zh_CN")
    for words in (("list", "users"), ("user", "list")):
        told = boss(cims, *words).out
        assert "已移除" in told and "在用" in told
        assert "active" not in told and "removed" not in told
    (row,) = (line for line in told.splitlines() if line.startswith("bo "))
    assert "否" in row and "密钥" not in row


def test_the_owner_in_a_list_is_a_user_name_or_a_full_name_and_rights_bind(cims, first, tmp_path):
    words = ("user", "add", "mia", "--role", "manager", "--team", "Sales", "--name", "米雅")
    assert boss(cims, *words, "--new-password-file", str(first)).status == 0
    mia = cims_as(cims, "mia", first)
    table = tmp_path / "list.csv"
    table.write_text("客户编号,客户名称,负责人\nK1,甲,mia\nK2,乙,米雅\n", encoding="utf-8")
    assert mia("import", str(table), "--into", "customers").status == 0
    table.write_text("客户编号,客户名称,负责人\nK3,丙,Wang Xiaoyan\n", encoding="utf-8")
    assert boss(cims, "import", str(table), "--into", "customers").status == 0
    owners = {row["code"]: row["owner"] for row in boss(cims, "list", "customers", "--json").value}
    assert owners == {"K1": "米雅", "K2": "米雅", "K3": "Wang Xiaoyan"}
    table.write_text("客户编号,客户名称,负责人\nK3,丙丙,mia\nK1,甲甲,mia\n", encoding="utf-8")
    done = mia("import", str(table), "--into", "customers", "--mode", "update", "--json")
    assert (done.status, done.value["updated"], done.value["refused"]) == (1, 1, 1)
    names = {row["code"]: row["name"] for row in boss(cims, "list", "customers", "--json").value}
    assert names == {"K1": "甲甲", "K2": "乙", "K3": "丙"}
