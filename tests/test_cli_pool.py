"""The pool on the command line: listed, claimed, returned, assigned, exported with few fields."""

import csv
import json

import pytest

from tests.command_line import cims  # noqa: F401 - a fixture

PHONE = "13355557777"


@pytest.fixture
def seller(cims, tmp_path):  # noqa: F811
    """A seller beside the boss, and three customers of the boss, one of them in the pool."""
    first = tmp_path / "first.txt"
    first.write_text("the first long password\n", encoding="utf-8")
    added = cims("--user", "boss", "user", "add", "bo", "--role", "sales",
                 "--new-password-file", str(first))  # fmt: skip
    assert added.status == 0, added.err
    rows = f"customer name,phone\n恒泰,{PHONE}\n远洋,13355550000\n瑞丰,\n"
    (tmp_path / "list.csv").write_text(rows, encoding="utf-8")
    done = cims("--user", "boss", "import", str(tmp_path / "list.csv"), "--into", "customers")
    assert done.status == 0, done.err

    def run(*words):
        return cims.bare("--vault", str(cims.folder), "--user", "bo",
                         "--password-file", str(first), *words)  # fmt: skip

    return run


@pytest.fixture
def boss(cims):  # noqa: F811
    return lambda *words: cims("--user", "boss", *words)


def test_a_customer_is_returned_listed_and_claimed(seller, boss):
    done = boss("pool", "return", "恒泰", "--reason", "no_time", "--note", "周五再打")
    assert done.status == 0 and "1 customer returned to the pool" in done.err
    (row,) = json.loads(seller("list", "pool", "--json").out)
    assert row["name"] == "恒泰" and row["pool_reason"] and PHONE not in json.dumps(row)
    assert seller("count", "customers").out.strip() == "0"
    done = seller("pool", "claim", row["code"], "--json")
    assert done.status == 0 and json.loads(done.out)["left_out"] == []
    assert PHONE in seller("list", "customers", "--json").out.replace(" ", "")
    assert seller("undo").status == 0
    assert seller("count", "pool").out.strip() == "1"


def test_what_is_wrong_is_said(seller, boss):
    assert "is no customer that you may see here" in seller("pool", "claim", "恒泰").err
    done = boss("pool", "return", "恒泰", "--reason", "because")
    assert done.status == 2 and "Choose a reason first." in done.err
    boss("pool", "return", "恒泰", "--reason", "other")
    done = seller("pool", "assign", "恒泰", "--to", "bo")
    assert done.status == 2 and "You may not give customers of the pool" in done.err
    assert boss("pool", "assign", "恒泰", "--to", "nobody").status == 2


def test_the_boss_assigns_and_gives_back(seller, boss):
    boss("pool", "return", "恒泰", "远洋", "--reason", "other")
    assert boss("pool", "assign", "恒泰", "--to", "bo").status == 0
    assert boss("pool", "assign", "远洋").status == 0, "back to the boss"
    assert seller("count", "customers").out.strip() == "1"
    assert boss("count", "pool").out.strip() == "0"


def test_an_export_of_the_pool_holds_its_few_fields_and_needs_the_right(seller, boss, tmp_path):
    boss("pool", "return", "恒泰", "--reason", "other")
    out = tmp_path / "pool.csv"
    assert seller("export", "pool", str(out)).status == 2 and not out.exists()
    assert boss("export", "pool", str(out)).status == 0
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 2 and PHONE not in repr(rows)
    assert "Phone" not in rows[0] and "Reason" in rows[0] and "恒泰" in rows[1]
