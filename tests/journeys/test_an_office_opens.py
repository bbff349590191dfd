"""A new office, its customer list from a file, and everybody in it found: the real list."""

import csv
import sqlite3
import tempfile
from pathlib import Path

import openpyxl
import pytest

from tests.command_line import CommandLine

LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "northwind" / "customers.csv"
CUSTOMERS = 91
NAMES = ("Alfreds Futterkiste", "Taquer", "Folk och fä HB", "Around the Horn")

pytestmark = pytest.mark.skipif(
    not LIST.is_file(), reason="the Northwind list lies in ../shared, which is not here"
)


def as_workbook(folder: Path) -> Path:
    """The same list as .xlsx, every cell a text as in the .csv."""
    book = openpyxl.Workbook()
    with LIST.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    made = folder / "customers.xlsx"
    book.save(made)
    return made


@pytest.fixture(params=["csv", "xlsx"])
def opened(request, tmp_path, clock, capsys, monkeypatch):
    """An office made by init, with the list imported from a .csv or an .xlsx."""
    monkeypatch.setenv("CIMS_LANGUAGE", "en")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    secret = tmp_path / "password.txt"
    secret.write_text("a long enough phrase\n")
    cims = CommandLine(tmp_path / "office", secret, clock, capsys)
    sheet = str(tmp_path / "sheet.txt")
    made = cims("init", "--office", "Northwind", "--admin", "nancy", "--recovery-out", sheet)
    assert made.status == 0, made.err
    file = LIST if request.param == "csv" else as_workbook(tmp_path)
    done = cims("import", str(file), "--into", "customers", "--json")
    assert done.status in (0, 1), done.err
    assert done.value["created"] == CUSTOMERS
    assert done.value["refused"] == 0
    return cims


def test_all_customers_come_in_with_contacts_and_phones(opened):
    assert opened("count", "customers").out == f"{CUSTOMERS}\n"
    assert opened("count", "contacts").out == f"{CUSTOMERS}\n"
    (alfreds,) = opened("list", "customers", "--where", "code=ALFKI", "--json").value
    assert alfreds["name"] == "Alfreds Futterkiste"
    assert alfreds["main_contact"] == "Maria Anders"
    assert alfreds["owner"] == "nancy"
    assert any("0074321" in point["value"] for point in alfreds["contact_points"])
    (address,) = alfreds["addresses"]
    assert (address["city"], address["country"], address["postal_code"]) == (
        "Berlin",
        "Germany",
        "12209",
    )
    assert "NULL" not in str(opened("list", "customers", "--json").value)
    (maria,) = opened("list", "contacts", "--where", "name=Maria Anders", "--json").value
    assert maria["job_title"] == "Sales Representative"
    assert maria["customer"] == "Alfreds Futterkiste"


@pytest.mark.parametrize(
    ("words", "code", "hits"), [("mexico", "ANATR", 5), ("taqueria", "ANTON", 1),
                                ("0074321", "ALFKI", 1)]
)  # fmt: skip
def test_anyone_is_found(opened, words, code, hits):
    found = [hit for hit in opened("search", words, "--json").value if hit["entity"] == "customers"]
    assert code in {hit["code"] for hit in found}
    assert len(found) == hits


def test_a_second_import_refuses_what_is_there_and_undo_takes_the_first_back(opened):
    again = opened("import", str(LIST), "--into", "customers", "--json")
    assert again.status == 1
    assert (again.value["created"], again.value["refused"]) == (0, CUSTOMERS)
    assert opened("undo", "--json").value["undone"] >= CUSTOMERS
    assert opened("count", "customers").out == "0\n"
    assert opened("search", "mexico", "--json").value == []


def test_an_export_comes_in_again_in_another_office(opened, tmp_path):
    out = tmp_path / "out.xlsx"
    assert opened("export", "customers", str(out), "--json").value["rows"] == CUSTOMERS
    before = {row["code"]: row["name"] for row in opened("list", "customers", "--json").value}
    opened("undo")
    done = opened("import", str(out), "--into", "customers", "--json")
    assert done.value["created"] == CUSTOMERS, done.err
    after = {row["code"]: row["name"] for row in opened("list", "customers", "--json").value}
    assert after == before


def test_nothing_of_it_can_be_read_without_the_password(opened, tmp_path):
    (database,) = opened.folder.glob("gen-*/cims.db")
    plain = sqlite3.connect(database)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM sqlite_master").fetchall()
    plain.close()
    for folder in (opened.folder, tmp_path / "temp"):
        for file in filter(Path.is_file, folder.rglob("*")):
            raw = file.read_bytes()
            assert not [name for name in NAMES if name.encode() in raw], file
