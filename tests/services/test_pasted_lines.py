"""Lines that are pasted from a spreadsheet: columns by headings or by content, nothing lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.services.entity import Link
from cims.services.line_offers import WantedLine
from tests.factories import valid

COLUMNS = (
    *("product", "name", "quantity", "unit", "unit_price", "discount", "tax_rate", "model"),
    *("planned_on", "remarks"),
)


@pytest.fixture
def pump(write):
    return write(
        lambda office: office.products.add(
            valid("product", name="离心泵", code="P-77", model="CDL-32", price=Decimal(1130))
        )
    )


@pytest.fixture
def pasted(read):
    def paste(text, columns=COLUMNS):
        return read(lambda office: office.line_offers.pasted(text, columns))

    return paste


def test_columns_are_known_by_their_headings(pasted, pump):
    table = (
        "序号\t品名\t规格型号\t数量\t单位\t含税单价\t折扣\t税率\t金额\t交期\t备注\n"
        "1\t离心泵\tCDL-32\t1,200\t台\t¥1,130.00\t8折\t13%\t1084800\t2026/12/5\t急\n"
        "合计\t\t\t\t\t\t\t\t1084800\t\t\n"
    )
    found = pasted(table)
    (row,) = found.rows
    assert row.values == {
        "product": Link(pump),
        "name": "离心泵",
        "model": "CDL-32",
        "quantity": Decimal(1200),
        "unit": "unit",
        "unit_price": Decimal(1130),
        "discount": Decimal("0.2"),
        "tax_rate": Decimal("0.13"),
        "planned_on": date(2026, 12, 5),
        "remarks": "急",
    }
    assert not row.unread
    assert found.passed == ("合计 1084800",)


def test_columns_without_headings_are_known_by_what_stands_in_them(pasted, pump):
    found = pasted("1\t离心泵\tCDL-32\t4台\t1130\n2\tHose\tDN50\t10 米\t8.5\n")
    first, second = found.rows
    assert first.values["product"] == Link(pump)
    assert (first.values["quantity"], first.values["unit_price"]) == (4, 1130)
    assert first.values["unit"]
    assert second.values["name"] == "Hose"
    assert "product" not in second.values
    assert (second.values["model"], second.values["quantity"]) == ("DN50", 10)


def test_products_are_found_by_number_too(pasted, pump):
    (row,) = pasted("货号\t数量\nP-77\t2").rows
    assert (row.values["product"], row.values["name"]) == (Link(pump), "离心泵")


def test_a_name_whose_model_differs_is_only_words(pasted, pump):
    (row,) = pasted("品名\t型号\t数量\n离心泵\tXX-1\t2").rows
    assert "product" not in row.values
    assert row.values["name"] == "离心泵"


def test_what_cannot_be_read_is_kept_with_its_sentence(pasted):
    (row,) = pasted("品名\t数量\t单价\t单位\t税率\nHose\ta few\t1..2\tboatload\tmuch").rows
    assert {name: text for name, (text, _told) in row.unread.items()} == {
        "quantity": "a few", "unit_price": "1..2", "unit": "boatload", "tax_rate": "much",
    }  # fmt: skip
    assert all(told for _text, told in row.unread.values())
    assert row.values == {"name": "Hose"}


def test_columns_that_fit_nothing_go_into_the_remarks(pasted):
    (row,) = pasted("品名\t数量\t产地\t备注\nHose\t2\tNingbo\tblue").rows
    assert row.values["remarks"] == "blue · 产地 Ningbo"


def test_cells_with_line_breaks_and_quotes_are_one_cell(pasted):
    (row,) = pasted('品名\t数量\n"Hose\n""soft"""\t2').rows
    assert row.values["name"] == 'Hose "soft"'


def test_a_quote_takes_the_days_as_words(pasted):
    (row,) = pasted("品名\t数量\t交期\nHose\t2\t现货", (*COLUMNS[:8], "delivery")).rows
    assert row.values["delivery"] == "现货"


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t"])
def test_nothing_gives_no_lines(pasted, text):
    assert pasted(text).rows == ()


def test_more_than_fits_is_counted(pasted):
    found = pasted("\n".join(f"Hose {n}\t{n}.5" for n in range(2100)))
    assert (len(found.rows), found.left) == (2000, 100)


def test_offers_for_many_lines_keep_their_order_and_say_who_is_gone(read, write, pump):
    other = write(lambda office: office.products.add(valid("product", name="Valve")))
    write(lambda office: office.products.remove([other]))
    wanted = [
        WantedLine(other, Decimal(1)),
        WantedLine(pump, Decimal(2)),
        WantedLine(pump, Decimal(1)),
    ]
    gone, two, one = read(lambda office: office.line_offers.of_all(wanted, None, "CNY"))
    assert gone is None
    assert (two.row.quantity, one.row.quantity) == (2, 1)
    assert two.list_price == 1130


def test_a_stored_line_costs_what_it_cost_then(read, write, pump):
    write(lambda o: o.products.save(o.products.load(pump).changed(cost=Decimal(600))))
    line = read(lambda o: o.line_offers.of(pump, None, Decimal(1), "CNY")).row
    order = write(lambda o: o.orders.add({"lines": (line,)}))
    write(lambda o: o.products.save(o.products.load(pump).changed(cost=Decimal(900))))
    (stored,) = read(lambda o: o.orders.lines_of(order))
    wanted = [WantedLine(pump, Decimal(1), stored.id), WantedLine(pump, Decimal(1))]
    then, now = read(lambda o: o.line_offers.of_all(wanted, None, "CNY"))
    assert (then.cost, now.cost) == (600, 900)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('品名\t数量\n"Hose\t2\nPump\t3', ['"Hose', "Pump"]),
        ('品名\t数量\n"A" pump\t2\nValve 3"\t3', ['"A" pump', 'Valve 3"']),
        ('"' + "Hose " * 30_000 + "\t2\nPump\t3", ['"' + "Hose " * 29_999 + "Hose", "Pump"]),
    ],
)
def test_quotes_that_are_no_pairs_swallow_no_lines(pasted, text, names):
    assert [row.values["name"] for row in pasted(text).rows] == names


def test_a_line_with_another_product_costs_what_that_one_costs(read, write, pump):
    hose = write(lambda o: o.products.add(valid("product", name="Hose", cost=Decimal(5))))
    write(lambda o: o.products.save(o.products.load(pump).changed(cost=Decimal(600))))
    line = read(lambda o: o.line_offers.of(pump, None, Decimal(1), "CNY")).row
    order = write(lambda o: o.orders.add({"lines": (line,)}))
    (stored,) = read(lambda o: o.orders.lines_of(order))
    wanted = [WantedLine(hose, Decimal(1), stored.id)]
    (offer,) = read(lambda o: o.line_offers.of_all(wanted, None, "CNY"))
    assert offer.cost == 5
    for product, cost in ((Link(hose), 5), (None, None)):
        (row,) = read(lambda o: o.orders.lines_of(order))
        changed = (replace(row, product=product, name="Other"),)
        write(lambda o, new=changed: o.orders.save(o.orders.load(order).changed(lines=new)))
        assert read(lambda o: o.order_lines.load(stored.id)).values["cost"] == cost


@pytest.mark.parametrize(
    ("heading", "said"),
    [("单价", None), ("含税单价", True), ("不含税单价", False), ("未税单价", False),
     ("Price incl. tax", True), ("Price excl. tax", False), ("Unit price", None)],
)  # fmt: skip
def test_what_the_heading_of_prices_says_of_tax_is_known(pasted, heading, said):
    found = pasted(f"品名\t数量\t{heading}\n离心泵\t2\t1000\n")
    assert found.rows[0].values["unit_price"] == Decimal(1000)
    assert found.tax_included is said


def test_a_title_above_the_headings_is_no_line_and_is_told(pasted):
    found = pasted("报价清单\t\t\n2026-11-20\t\t\n品名\t数量\t单价\n水泵\t1\t￥1,234.50\n")
    (one,) = found.rows
    assert (one.values["name"], one.values["unit_price"]) == ("水泵", Decimal("1234.50"))
    assert found.passed == ("报价清单", "2026-11-20")


def test_what_stands_in_columns_without_a_heading_is_kept(pasted):
    found = pasted("\t品名\t数量\t单价\n1\t水泵\t1\t5\t现货\n2\t阀\t2\t6\n")
    assert [one.values.get("remarks") for one in found.rows] == ["现货", None]
    assert found.passed == ()
