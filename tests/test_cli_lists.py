"""import and export on the command line."""

import json

import openpyxl
import pytest

from tests.command_line import cims, furnish

__all__ = ["cims", "furnish"]


@pytest.fixture
def listed(tmp_path):
    """Write rows as a .csv or .xlsx; the path."""

    def write(*rows, name="list.csv"):
        path = tmp_path / name
        if path.suffix == ".csv":
            lines = "".join(",".join(row) + "\n" for row in rows)
            path.write_text(lines, encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            book.active.title = "First"
            for row in rows:
                book.active.append(row)
            book.create_sheet("Second").append(["客户名称"])
            book["Second"].append(["从第二张来"])
            book.save(path)
        return str(path)

    return write


def into(path, *words):
    return ("import", path, "--into", "customers", *words, "--json")


def test_an_import_tells_what_came_in(cims, listed):
    path = listed(("客户名称", "手机", "级别"), ("苏州恒泰", "13812345678", "A"), ("Ada", "", "B"))
    done = cims(*into(path))
    assert done.status == 0, done.err
    assert {name: done.value[name] for name in ("created", "updated", "unchanged", "refused")} == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
    }
    assert done.value["problems"] == []
    assert cims("search", "8123", "--json").value[0]["name"] == "苏州恒泰"
    assert cims("undo", str(done.value["change_set"])).status == 0
    assert cims("count", "customers").value == 0


def test_problems_name_row_column_and_reason(cims, listed):
    path = listed(
        ("客户编号", "客户名称", "级别"),
        ("K-1", "One", "A"),
        ("K-1", "Two", "A"),
        ("K-3", "", "A"),
        ("K-4", "Four", "Z"),
    )
    done = cims(*into(path))
    assert done.status == 1
    assert (done.value["created"], done.value["refused"]) == (2, 2)
    by_row = {problem["row"]: problem for problem in done.value["problems"]}
    assert set(by_row) == {3, 4, 5}
    assert by_row[3]["refused"]
    assert not by_row[5]["refused"]
    assert by_row[5]["column"] == "级别"
    assert all(problem["reason"] for problem in by_row.values())


def test_a_check_writes_nothing(cims, listed):
    path = listed(("客户名称",), ("苏州恒泰",))
    done = cims(*into(path, "--check"))
    assert (done.status, done.value["created"], done.value["change_set"]) == (0, 1, None)
    assert "Would come in" in done.err
    assert cims("count", "customers").value == 0


def test_the_modes_create_update_or_do_both(cims, listed):
    assert cims(*into(listed(("客户编号", "客户名称"), ("K-1", "One")))).value["created"] == 1
    path = listed(("客户编号", "客户名称"), ("K-1", "Uno"), ("K-2", "Two"))
    assert cims(*into(path)).value["refused"] == 1
    assert cims("undo").status == 0
    updated = cims(*into(path, "--mode", "update", "--check")).value
    assert (updated["created"], updated["updated"]) == (0, 1)
    both = cims(*into(path, "--mode", "both", "--key", "code")).value
    assert (both["created"], both["updated"]) == (1, 1)


def test_a_map_says_which_heading_feeds_which_field(cims, listed, tmp_path):
    path = listed(("Firma", "Seit", "Anderes"), ("Ada", "24-12-26", "x"))
    told = tmp_path / "map.json"
    told.write_text(
        json.dumps({"Firma": "name", "Seit": {"field": "next_contact_on", "format": "%d-%m-%y"}})
    )
    assert cims(*into(path, "--map", str(told))).status == 0
    (ada,) = cims("list", "customers", "--json").value
    assert (ada["name"], ada["next_contact_on"], ada["remarks"]) == ("Ada", "2026-12-24", None)


def test_a_sheet_is_taken_by_its_name(cims, listed):
    path = listed(("客户名称",), ("从第一张来",), name="two.xlsx")
    assert cims(*into(path, "--sheet", "Second")).value["created"] == 1
    assert cims("list", "customers", "--json").value[0]["name"] == "从第二张来"
    done = cims(*into(path, "--sheet", "Third"))
    assert done.status == 2
    assert "Second" in done.err


def test_contacts_find_their_customer(cims, listed, furnish):
    furnish(lambda office: office.customers.add({"name": "苏州恒泰", "code": "K-1"}))
    path = listed(("姓名", "客户编号", "手机"), ("张总", "K-1", "13812345678"))
    done = cims("import", path, "--into", "contacts", "--json")
    assert done.value["created"] == 1, done.err
    (contact,) = cims("list", "contacts", "--json").value
    assert (contact["name"], contact["customer"]) == ("张总", "苏州恒泰")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (None, "missing.csv"),
        (b"", "empty.csv"),
        (b"PK\x03\x04 cut off", "cut.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cut.xls"),
        (b"%PDF-1.7", "paper.xlsx"),
        (b"name\n" + b"\x00" * 100, "zeros.csv"),
    ],
)
def test_an_unusable_file_is_refused_with_a_sentence(cims, tmp_path, content, name):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = cims(*into(str(path)))
    assert (done.status, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert "has a fault" not in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("--map", "missing.json"),
        ("--key", "colour"),
        ("--mode", "replace"),
        ("--into", "unicorns"),
        ("--into", "teams"),
    ],
)
def test_unusable_words_are_refused_with_a_sentence(cims, listed, words):
    path = listed(("客户名称",), ("One",))
    done = cims("import", path, "--into", "customers", *words)
    assert done.status == 2
    assert "has a fault" not in done.err
    assert cims("count", "customers").value == 0


def test_a_map_for_no_field_is_refused_with_a_sentence(cims, listed, tmp_path):
    told = tmp_path / "map.json"
    for content in ('{"客户名称": "colour"}', "[]", "{", '{"x": "name"}', '{"客户名称": 1}'):
        told.write_text(content, encoding="utf-8")
        done = cims(*into(listed(("客户名称",), ("One",)), "--map", str(told)))
        assert done.status == 2, content
        assert "has a fault" not in done.err


@pytest.fixture
def three(furnish):
    def work(office):
        office.customers.add({"name": "苏州恒泰", "code": "K-1", "grade": "A"})
        office.customers.add({"name": "=1+1", "code": "0042"})
        office.customers.add({"name": "<b>&x", "code": "K-3", "remarks": "y" * 5000})

    furnish(work)


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_an_export_comes_in_again(cims, three, tmp_path, name):
    out = tmp_path / name
    done = cims("export", "customers", str(out), "--json")
    assert (done.status, done.value["rows"], done.value["problems"]) == (0, 3, []), done.err
    before = {row["code"]: row for row in cims("list", "customers", "--json").value}
    assert cims("undo").status == 0
    assert cims("count", "customers").value == 0
    assert cims(*into(str(out))).value["created"] == 3
    after = {row["code"]: row for row in cims("list", "customers", "--json").value}
    for code, row in before.items():
        assert (after[code]["name"], after[code]["grade"]) == (row["name"], row["grade"])
        assert after[code]["remarks"] == row["remarks"]


def test_an_export_takes_what_fits_only(cims, three, tmp_path):
    out = str(tmp_path / "out.xlsx")
    done = cims("export", "customers", out, "--where", "grade=A", "--json")
    assert done.value["rows"] == 1
    texts = [cell.value for cell in list(openpyxl.load_workbook(out).active.rows)[1]]
    assert "苏州恒泰" in texts


def test_text_stays_text_in_an_export(cims, three, tmp_path):
    out = str(tmp_path / "out.xlsx")
    cims("export", "customers", out)
    cells = {cell.value: cell for row in openpyxl.load_workbook(out).active.rows for cell in row}
    assert cells["=1+1"].data_type == "s"
    assert cells["0042"].data_type == "s"


@pytest.mark.parametrize("name", ["out.doc", "missing/out.xlsx"])
def test_an_export_into_nowhere_is_a_sentence(cims, three, tmp_path, name):
    done = cims("export", "customers", str(tmp_path / name))
    assert done.status == 2
    assert "has a fault" not in done.err
    assert cims("export", "unicorns", str(tmp_path / "out.xlsx")).status == 2
