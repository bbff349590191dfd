"""Northwind's whole order book by the command line: from its CSV files, and from one workbook."""

import csv
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.command_line import cims

__all__ = ["cims"]

NORTHWIND = Path(__file__).resolve().parents[2] / "shared" / "data" / "northwind"
SHEETS = {
    "employees": "users",
    "customers": "customers",
    "categories": "product_families",
    "products": "products",
    "orders": "orders",
    "order_details": "order_lines",
}
COUNTS = {"users": 9, "customers": 91, "product_families": 8, "products": 77, "orders": 830,
          "order_lines": 2155}  # fmt: skip
BY_YEAR = {"1996": "208083.97", "1997": "617085.20", "1998": "440623.87"}
BEST = {"QUICK": "110277.31", "ERNSH": "104874.98", "SAVEA": "104361.95"}
CENT = Decimal("0.01")

pytestmark = pytest.mark.skipif(
    not NORTHWIND.exists(), reason="the shared data folder is not beside this clone"
)


def rows_of(name):
    with (NORTHWIND / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def whole_book(folder):
    """All files as sheets of one workbook, numbers as numbers."""
    book = Workbook()
    book.remove(book.active)
    for name in SHEETS:
        sheet = book.create_sheet(name)
        for row in rows_of(name):
            sheet.append([number(cell) for cell in row])
    book.save(folder / "northwind.xlsx")
    return folder / "northwind.xlsx"


def number(cell):
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell[:1000]


@pytest.mark.parametrize("as_workbook", [False, True], ids=["csv", "workbook"])
def test_the_totals_of_the_order_book_are_reproduced(cims, tmp_path, as_workbook):
    before = {plural: int(cims("count", plural).out) for plural in COUNTS}
    book = whole_book(tmp_path) if as_workbook else None
    for name, plural in SHEETS.items():
        file = [str(book), "--sheet", name] if book else [str(NORTHWIND / f"{name}.csv")]
        done = cims("import", *file, "--into", plural, "--json")
        told = json.loads(done.out)
        assert (told["created"], told["refused"], told["problems"]) == (COUNTS[plural], 0, []), name
    for plural, count in COUNTS.items():
        assert int(cims("count", plural).out) == before[plural] + count
    years = json.loads(cims("report", "sales-by-year", "--json").out)
    assert {row["year"]: row["value"] for row in years} == BY_YEAR
    assert sum(row["count"] for row in years) == COUNTS["orders"]
    customers = json.loads(cims("report", "sales-by-customer", "--json").out)
    assert {row["code"]: row["value"] for row in customers[:3]} == BEST
    assert len(customers) == COUNTS["customers"] - 2  # two never ordered
    assert exact_by_customer() == {row["code"]: row["value"] for row in customers}
    orders = json.loads(cims("list", "orders", "--json").out)
    assert {row["code"]: Decimal(row["total"]) for row in orders} == paper_by_order()
    assert {row["owner"] for row in orders} == {
        f"{row[2]} {row[1]}" for row in rows_of("employees")[1:]
    }


def exact_by_customer():
    """Fractions only: what each customer's lines come to, rounded once."""
    customer = {row[0]: row[1] for row in rows_of("orders")[1:]}
    totals = defaultdict(Fraction)
    for order, _product, price, quantity, discount in rows_of("order_details")[1:]:
        value = Fraction(price) * Fraction(quantity) * (1 - Fraction(discount))
        totals[customer[order]] += value
    return {code: f"{half_up(value):.2f}" for code, value in totals.items()}


def paper_by_order():
    """What the papers say: every line rounded by itself, then added."""
    totals = defaultdict(Decimal)
    for order, _product, price, quantity, discount in rows_of("order_details")[1:]:
        value = Fraction(price) * Fraction(quantity) * (1 - Fraction(discount))
        totals[order] += half_up(value)
    return dict(totals)


def half_up(value):
    return Decimal(int(value * 100 + Fraction(1, 2))).scaleb(-2).quantize(CENT, ROUND_HALF_UP)


def test_what_a_link_names_is_made_where_that_is_asked_for(cims, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("名称,类别,单价\n泵,水泵,10\n阀,阀门,5\n大泵,水泵,90\n", encoding="utf-8")
    into = ("import", str(file), "--into", "products")
    assert cims(*into, "--create-links", "family", "--check", "--json").value["problems"] == []
    assert cims("count", "product_families").out.strip() == "0"
    told = cims(*into, "--create-links", "family", "--json")
    assert (told.status, told.value["created"]) == (0, 3)
    rows = cims("list", "products", "--json").value
    assert {row["name"]: row["family"] for row in rows} == {
        "泵": "水泵",
        "大泵": "水泵",
        "阀": "阀门",
    }
    assert cims("undo").status == 0
    assert cims("count", "product_families").out.strip() == "0"
    refused = cims(*into, "--create-links", "price")
    assert refused.status == 2 and "family" in refused.err


def test_a_column_of_fractions_and_one_of_per_cent_are_told_apart(cims, tmp_path):
    cims("import", str(NORTHWIND / "orders.csv"), "--into", "orders")
    for name, cells in (("share", ("0", "0.15", "1")), ("hundred", ("0", "15", "0.5"))):
        file = tmp_path / f"{name}.csv"
        lines = [f"10248,{name} {cell},10,1,{cell}" for cell in cells]
        file.write_text("\n".join(["orderID,品名,unitPrice,quantity,discount", *lines]), "utf-8")
        assert cims("import", str(file), "--into", "order_lines").status == 0
    rows = json.loads(cims("list", "order_lines", "--json").out)
    found = {row["name"]: Decimal(row["discount"]) for row in rows}
    assert found["share 0.15"] == found["hundred 15"] == Decimal("0.15")
    assert found["share 1"] == 1
    assert found["hundred 0.5"] == Decimal("0.005")
